"""How soon staff promise to answer an alert, and until when that is for one alert."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from alerts.paging import pages
from care.alerts import Alert, Move
from care.situations import Priority

Promised = Mapping[Priority, timedelta]

PROMISED: Final[Promised] = MappingProxyType(
    {Priority.HIGH: timedelta(seconds=60), Priority.MEDIUM: timedelta(seconds=180)}
)
"""From the call to somebody's answer (UK TSA: 60 and 180 s); what has low priority waits for the next round."""


ANEW: Final = frozenset({Move.RECUR, Move.UNINHIBIT, Move.UNSHELVE, Move.UNSUPPRESS, Move.RETURN_TO_SERVICE})
"""Moves by which an alert may begin to call again: what was promised is counted from there."""


def answer_by(alert: Alert, promised: Promised, *, own_clock: bool, called: datetime | None = None) -> datetime | None:
    """Give until when an answer is promised, by the home's clock; None when nobody is called or nothing is promised.

    Counted from when the alert stood on the desk (an own clock's stands there from its onset on), or ``called`` anew.
    """
    within = promised.get(alert.priority)
    if within is None or not pages(alert):
        return None
    stood = alert.onset if own_clock else max(alert.onset, alert.raised)
    return (stood if called is None else max(stood, called)) + within
