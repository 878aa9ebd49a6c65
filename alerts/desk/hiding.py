"""Inhibition at work: alerts about equipment are hidden under their cause, and come back when it is over."""

from collections.abc import Iterable
from typing import Final

from alerts.desk.keeping import Keeping
from alerts.inhibition import CAUSES, FAMILY, cause
from care.alerts import Alert, Move, State
from care.clock import ClockKind, Now
from store.registry import Registry
from store.registry.alerts import Alerts

BY_CAUSE: Final = "desk"


class Hiding(Keeping):
    """A site's alerts about equipment, for as long as a transaction lasts."""

    def __init__(self, registry: Registry, now: Now, alerts: Alerts, site: str) -> None:
        super().__init__(registry, now)
        self._alerts = alerts
        self._site = site

    def follow(self, changed: Alert) -> list[Alert]:
        """Take that an alert was raised or moved; give those that are now hidden, or not any more, itself too."""
        if changed.situation not in FAMILY:
            return []
        standing = self._alerts.going_on_or_hidden(self._site, FAMILY, changed.home)
        effects = [alert for alert in standing if alert.situation in CAUSES and alert.state is not State.CLOSED]
        return [moved for alert in effects if (moved := self._settle(alert, changed, standing)) is not None]

    def _settle(self, alert: Alert, changed: Alert, standing: Iterable[Alert]) -> Alert | None:
        under = cause(alert, self._of_its_time(alert, standing))
        if alert.inhibited_by == (under.id if under else None):
            return None
        return self._alter(
            self._alerts,
            alert,
            Move.INHIBIT if under else Move.UNINHIBIT,
            by=BY_CAUSE,
            at=max(alert.onset, changed.end or changed.onset),
            note=under.situation if under else "",
            inhibited_by=under.id if under else None,
        )

    def _of_its_time(self, alert: Alert, others: Iterable[Alert]) -> Iterable[Alert]:
        """Leave out what is told of the whole site, by the wall's time, for a home that has a time of its own."""
        if alert.home is None or self._registry.places.home(alert.home).clock is ClockKind.WALL:
            return others
        return [other for other in others if other.home is not None]
