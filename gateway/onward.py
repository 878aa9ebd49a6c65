"""How far homes with a clock of their own may go on: they are told (retained) where rules and detectors have come."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from devices import topics
from gateway.in_step import InStep
from gateway.session import Session


@dataclass
class Onward:
    """Who of a site's homes is still to be told; ``in_step`` says which detectors they wait for."""

    site: str
    session: Session
    in_step: InStep
    _untold: set[str] = field(default_factory=set)

    @property
    def waits(self) -> bool:
        """Whether anybody is to be told."""
        return bool(self._untold)

    def note(self, homes: Iterable[str]) -> None:
        """Take that these have come further, or that what they were told may not have reached the broker."""
        self._untold.update(homes)

    def tell(self, judged: Callable[[str], datetime | None], now: datetime) -> None:
        """Publish how far who was noted has come: the rules of a home, and who is in step with it.

        ``judged`` gives where its rules are, None for a home without a clock of its own: that one has nothing to be
        told. Without a connection, at the next one.
        """
        for home in sorted(self._untold):
            if (come := judged(home)) is not None:
                upto = self.in_step.limit(home, come, now)
                if upto is None:
                    self._untold.discard(home)  # until there is an answer, or was none for too long
                    continue
                body = json.dumps({"time": upto.isoformat(timespec="microseconds")}).encode()
                if not self.session.publish(topics.processed(self.site, home), body, retain=True):
                    return
            self._untold.discard(home)
