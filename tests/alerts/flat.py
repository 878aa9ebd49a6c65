"""A flat to try rules in: outer doors, a fridge, sensors, and short ways to say what they told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings

from alerts.household import Household
from care.alerts import Alert, End, Finding, Onset, Seen, State
from care.clock import ClockKind
from care.events import CLOCK, TICK, Event
from care.people import Placement, Resident, Spot
from care.situations import SITUATIONS

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For hypothesis: a busy machine is no error."""

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NIGHT = datetime(2026, 1, 14, 22, tzinfo=UTC)  # 23:00 in Stockholm
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

SPOTS = {
    "front-door": Spot.OUTER_DOOR,
    "balcony": Spot.OUTER_DOOR,
    "bedroom-door": Spot.INNER_DOOR,
    "fridge": Spot.STORAGE,
    "hall": Spot.ROOM,
    "bed": Spot.ROOM,
    "kitchen": Spot.ROOM,
    "wall-button": Spot.ROOM,
    "wrist": Spot.WORN,
}


def resident(name: str = "anna", **left_home_at_night: object) -> Resident:
    """A resident with her own parameters."""
    own = {"left_home_at_night": left_home_at_night} if left_home_at_night else {}
    return Resident(id=name, home="h1", parameters=own)


def household(*residents: Resident, clock: ClockKind = ClockKind.OWN, zone: ZoneInfo = STOCKHOLM) -> Household:
    """The flat, with these residents (one, when none is given)."""
    return Household(
        site="s1",
        home="h1",
        zone=zone,
        clock=clock,
        residents=residents or (resident(),),
        placements=tuple(Placement(device=d, home="h1", spot=spot, since=LONG_AGO) for d, spot in SPOTS.items()),
    )


def told(
    time: datetime,
    device: str,
    quantity: str = "motion",
    value: bool | float | str = True,
    *,
    received: datetime | None = None,
) -> Event:
    """One event; received at its own time unless said."""
    return Event("s1", "h1", device, quantity, time, value, received or time)


def opens(time: datetime, device: str = "front-door") -> Event:
    """A door (or lid) opens."""
    return told(time, device, "contact.open")


def closes(time: datetime, device: str = "front-door") -> Event:
    """A door (or lid) closes."""
    return told(time, device, "contact.open", value=False)


def tick(time: datetime) -> Event:
    """The home's own clock reaches this time."""
    return told(time, CLOCK, TICK)


def brief(findings: list[Finding]) -> list[tuple[str, str | None, datetime, datetime | None]]:
    """Situation, resident, onset and end (None for an onset) of findings."""
    return [
        (f.situation, f.resident, f.time, None) if isinstance(f, Onset) else (f.situation, f.resident, f.onset, f.time)
        for f in findings
    ]


def alerts_of(findings: list[Finding]) -> list[Alert]:
    """What a desk would keep of these findings."""
    ends = {(f.situation, f.resident, f.onset): f.time for f in findings if isinstance(f, End)}
    return [
        Alert(
            id=str(number),
            source="rules",
            site="s1",
            home=f.home,
            resident=f.resident,
            situation=f.situation,
            priority=SITUATIONS[f.situation].priority,
            onset=f.time,
            end=ends.get((f.situation, f.resident, f.time)),
            state=State.UNACKNOWLEDGED,
            version=1,
            raised=f.time,
            seen=tuple(Seen(device=e.device, quantity=e.quantity, time=e.time, value=e.value) for e in f.seen),
        )
        for number, f in enumerate(findings)
        if isinstance(f, Onset)
    ]


def minutes(number: float) -> timedelta:
    """A duration."""
    return timedelta(minutes=number)


def seconds(number: float) -> timedelta:
    """A duration."""
    return timedelta(seconds=number)
