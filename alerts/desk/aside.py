"""Standing orders at work: they put alerts aside, and when their time is over alerts come back.

Inside one transaction of the desk, so that no alert is between.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from alerts.desk.keeping import Keeping
from alerts.moves import legal, putting, taking_back
from care.alerts import Alert, Move, State
from care.clock import ClockKind, Now
from care.suppression import Suppression
from store.registry import Registry
from store.registry.alerts import Alerts, Sets

BY_ITSELF: Final = "desk"
"""Who takes an alert back when its time is over."""


class Aside(Keeping):
    """The orders of one site, for as long as a transaction lasts."""

    def __init__(self, registry: Registry, now: Now, alerts: Alerts, site: str) -> None:
        super().__init__(registry, now)
        self._wall = now()
        self._alerts = alerts
        self._orders = alerts.suppressions.standing(site)
        self._alone = alerts.aside_alone(site)
        self._on_wall: dict[str, bool] = {}

    def pass_time(self, clocks: Mapping[str, datetime]) -> list[Alert]:
        """End what is over by these clocks of homes, and by the wall's what concerns no home; give what came back."""
        back: list[Alert] = []
        for order in list(self._orders):
            clock = self._wall if order.home is None else clocks.get(order.home)
            if order.until is not None and clock is not None and order.until <= clock:
                back += self.end(order, order.until, None)
        for alert in list(self._alone):
            clock = self._wall if alert.home is None else clocks.get(alert.home)
            until = alert.shelved_until
            if until is not None and clock is not None and until <= clock:
                self._alone.remove(alert)
                back.append(self._take_back(alert, until, BY_ITSELF))
        return back

    def begin(self, order: Suppression) -> list[Alert]:
        """Keep a new order and put aside what it covers that nobody has answered; give that."""
        self._alerts.suppressions.add(order)
        self._orders.append(order)
        unanswered = {State.UNACKNOWLEDGED, State.RETURNED}
        return [
            self._put(alert, order, order.since)
            for alert in self._alerts.open([order.site])
            if alert.state in unanswered and self._covers(order, alert)
        ]

    def end(self, order: Suppression, at: datetime, by: str | None) -> list[Alert]:
        """End an order; what it had put aside comes back, or goes under another that covers it."""
        self._alerts.suppressions.end(order.id, ended=at, ended_by=by)
        self._orders = [one for one in self._orders if one.id != order.id]
        return [self._take_back(alert, at, by or BY_ITSELF) for alert in self._alerts.under(order.id)]

    def catch(self, alert: Alert, at: datetime) -> Alert:
        """Put an alert aside, at ``at`` by its home's clock, when an order in force covers it."""
        if legal(alert.state, Move.SHELVE) is None:
            return alert
        for order in self._orders:
            if self._covers(order, alert) and order.in_force(self._wall if order.home is None else at):
                return self._put(alert, order, at)
        return alert

    def _take_back(self, alert: Alert, at: datetime, by: str) -> Alert:
        back = self._alter(self._alerts, alert, taking_back(alert.state), by=by, at=at, **taken_back(alert))
        return self.catch(back, at) if back.state is State.UNACKNOWLEDGED else back

    def _put(self, alert: Alert, order: Suppression, at: datetime) -> Alert:
        return self._alter(
            self._alerts,
            alert,
            putting(State(order.kind)),
            by=order.by,
            at=at,
            note=order.reason,
            shelved_until=order.until,
            suppression=order.id,
        )

    def _covers(self, order: Suppression, alert: Alert) -> bool:
        if not order.covers(site=alert.site, home=alert.home, resident=alert.resident, situation=alert.situation):
            return False
        return order.home is not None or alert.home is None or self._lives_by_wall(alert.home)

    def _lives_by_wall(self, home: str) -> bool:
        """An order for a whole site goes by the wall's clock: homes of other times are put aside one by one."""
        if home not in self._on_wall:
            self._on_wall[home] = self._registry.places.home(home).clock is ClockKind.WALL
        return self._on_wall[home]


def taken_back(alert: Alert) -> Sets:
    """Give what an alert loses with being taken back: of one that goes on also who answered, for it calls anew."""
    if alert.end is None:
        return Sets(shelved_until=None, suppression=None, responder=None, arrived=None)
    return Sets(shelved_until=None, suppression=None)
