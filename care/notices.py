"""Notices: what was sent, or is to be, to whom, by which channel, with what result."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from care.duty import Channel

LAST_STOP: Final = 1000
"""The step of a notice that tells everybody, when nobody has answered a chain's rounds."""

ESCALATION_FAILED: Final = "escalation_failed"
"""The situation that is raised beside an alert whose chain has come to its last stop."""


class Delivery(StrEnum):
    """How far a notice has come."""

    PLANNED = "planned"
    """It is to be sent; if it was being sent when everything stopped, it may be sent again."""
    SENT = "sent"
    """A server has taken it; that somebody has read it only an answer to the alert tells."""
    FAILED = "failed"
    """It could not be sent, and is tried again."""
    GIVEN_UP = "given_up"
    """It could not be sent, and is not tried again."""
    WITHHELD = "withheld"
    """It was not sent: a test site reaches nobody."""
    SHOWN = "shown"
    """It is for the board, where the alert stands."""
    NOBODY = "nobody"
    """The chain had nobody to tell: nobody is on duty, or the contact cannot be reached so."""
    NOT_NEEDED = "not_needed"
    """The alert was answered, or is told anew, before this could be sent."""


REACHED: Final = frozenset({Delivery.SENT, Delivery.WITHHELD})
"""As far as the chain goes, somebody was told. The board is no person: a step that is only there waits its time too."""
MISSED: Final = frozenset({Delivery.FAILED, Delivery.GIVEN_UP, Delivery.NOBODY})


class Notice(BaseModel):
    """One notice: unique by alert, round, step, contact and channel.

    ``at`` is when it was called for, by the home's clock. The other times are the wall's: ``planned``, the last time
    it was ``tried`` (``tries`` times so far), and when it is ``due`` to be tried; None when nothing is left to do.
    ``says`` is what the other side said, or why there was nobody.
    """

    model_config = ConfigDict(frozen=True)

    number: int = 0
    site: str
    alert: str
    round: int
    step: int
    contact: str
    channel: Channel
    at: datetime
    planned: datetime
    state: Delivery = Delivery.PLANNED
    tries: int = 0
    tried: datetime | None = None
    due: datetime | None = None
    says: str = ""

    @property
    def is_last_stop(self) -> bool:
        """Whether it was sent because nobody had answered the whole chain."""
        return self.step == LAST_STOP
