"""A simulated home's visits as they are kept of any home."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from care.visits import Kind, Source, Visit
from evaluation.trials.simulated.came import CALLED, Lived
from simulators.household import opaque


def visits(lived: Lived, resident: str, alerts: Mapping[datetime, str]) -> Iterator[Visit]:
    """Give them in order; ``alerts`` has the id of the alert that called, by when somebody came."""
    for number, one in enumerate(lived.visits):
        alert = alerts.get(one.began) if one.kind == CALLED else None
        yield Visit(
            id=opaque("v", lived.home, str(number)) if alert is None else f"a-{alert.lower()}",
            home=lived.home,
            resident=resident,
            began=one.began,
            minutes=one.minutes,
            contact=one.contact,
            kind=Kind(one.kind),
            source=Source.SIMULATED,
            alert=alert,
            told=one.began,
        )
