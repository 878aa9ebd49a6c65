"""How simulated residents feel: answers to the five items of WHO-5, that differ between people, and rise with sleep."""

from typing import Final

from simulators.staff.team import stream

ITEMS: Final = 5
MOST: Final = 5
USUAL: Final = 2.7
"""What people answer on average, from 0 to 5: about 54 points of 100."""
PEOPLE: Final = 0.7
TIMES: Final = 0.35
ITEM: Final = 0.6
"""Standard deviations: between people, from one time to another, from item to item."""
GAIN: Final = 0.5
"""How much more by as many visits fewer as there were: half of them spared is a quarter of a step, 5 points."""


def who5(seed: str, period: int, spared: float) -> tuple[int, ...]:
    """Give one person's answers at the end of a period in which this share of night visits was ``spared``."""
    usual = USUAL + stream(seed, "well-being").gauss(0, PEOPLE)
    rng = stream(seed, f"well-being {period}")
    now = usual + rng.gauss(0, TIMES) + GAIN * spared
    return tuple(min(MOST, max(0, round(now + rng.gauss(0, ITEM)))) for _ in range(ITEMS))
