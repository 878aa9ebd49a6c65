"""How much is asked of staff: calls for each carer, and what they say of their load themselves."""

from collections.abc import Iterator

from evaluation.indicators.seen import Counted, Seen


def staff(seen: Seen) -> Iterator[Counted]:
    """Count every call of a home's alerts by day, equipment's too, and take its share of the unit's answers."""
    days = seen.days
    calls = [at for one in seen.alerts for at in one.calls]
    yield "staff_load", days.sums(days.by_day(calls)), seen.unit.carer_hours
    yield "staff_pulse", *seen.unit.pulse
