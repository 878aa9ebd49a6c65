"""Bring what staff were called for, and did, to the desk's alerts and moves, as at the time when it happened."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import cycle
from typing import Final, Unpack

from ulid import ULID

from alerts.moves import leads_to
from care.alerts import Alert, Closing, Move, Seen, State
from care.errors import Conflict
from care.situations import SITUATIONS
from evaluation.trials.simulated.came import Call
from store.registry import Registry
from store.registry.alerts import Alerts, Sets

CARERS: Final = ("night-carer-1", "night-carer-2")
"""Who answers, in turn."""
_Step = tuple[datetime, Callable[[Alert], Alert]]


def answer(registry: Registry, site: str, home: str, resident: str, calls: Iterable[Call]) -> Mapping[datetime, str]:
    """Keep a home's alerts, each with all its moves, in one transaction; give their ids by when somebody came."""
    came: dict[datetime, str] = {}
    with registry.alerts.batch() as alerts:
        for call, carer in zip(calls, cycle(CARERS), strict=False):
            alert = _born(call, site, home, resident)
            _Told(alerts, call, carer).tell(alert)
            if call.arrived is not None:
                came[call.arrived] = alert.id
    return came


def _born(call: Call, site: str, home: str, resident: str) -> Alert:
    return Alert(
        id=str(ULID.from_datetime(call.onset)),
        source=call.source,
        site=site,
        home=home,
        resident=resident,
        situation=call.situation,
        priority=SITUATIONS[call.situation].priority,
        onset=call.onset,
        state=State.UNACKNOWLEDGED,
        version=1,
        raised=call.onset,
        seen=tuple(Seen(device=one.device, quantity=one.quantity, time=one.time, value=one.value) for one in call.seen),
    )


class _Told:
    """One alert's moves, made in order of time."""

    def __init__(self, alerts: Alerts, call: Call, carer: str) -> None:
        self._alerts = alerts
        self._call = call
        self._carer = carer

    def tell(self, alert: Alert) -> None:
        call = self._call
        alert, _ = self._alerts.insert(alert, by=call.source, at=call.onset, wall=call.onset)
        for _, step in sorted(self._steps(), key=lambda step: step[0]):
            alert = step(alert)

    def _steps(self) -> Iterable[_Step]:
        call = self._call
        yield (
            call.answered,
            lambda alert: self._move(
                alert, Move.ON_THE_WAY, call.answered, responder=self._carer, acknowledged=call.answered
            ),
        )
        if call.arrived is not None:
            arrived = call.arrived
            yield arrived, lambda alert: self._move(alert, Move.ARRIVE, arrived, arrived=arrived)
        if call.closed is not None:
            closed = call.closed
            closing = Closing(outcome=call.outcome, minutes=call.minutes, visit=call.arrived is not None)
            yield closed, lambda alert: self._move(alert, Move.CLOSE, closed, closing=closing)
        if call.end is not None:
            end = call.end
            yield end, lambda alert: self._move(alert, Move.CLEAR, end, by=call.source, end=end)

    def _move(self, alert: Alert, move: Move, at: datetime, by: str = "", **sets: Unpack[Sets]) -> Alert:
        state = leads_to(alert, move)
        if state is None:
            raise Conflict(f"An alert that is {alert.state} allows no {move}.")
        return self._alerts.move(
            alert.id, alert.version, move=move, state=state, by=by or self._carer, at=at, wall=at, **sets
        )
