"""Figures of real homes that simulated ones are held against; data only.

**TIHM**: motion sensors in hall, kitchen, lounge, bedroom and bathroom, contacts of front door, back door and fridge,
in the homes of people with dementia (United Kingdom): TIHM dataset, Zenodo 7622128, CC BY 4.0; 31 homes, 1,632
home-days. A contact tells no closing; a sensor never tells twice within 61 s. Each figure is one of each home, given as
the 10th, 50th and 90th percentile over the homes.

**Aruba**: one home of one woman, 2010-11-04 to 2011-06-11, 218 days, with activities labelled: CASAS smart home data
sets, Washington State University. **van Kasteren A** (26 days) and **UCI Ordonez A** (13 days): homes of one person
each, labelled by the person. Only figures are carried over, no rows.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class Range(NamedTuple):
    """The 10th, 50th and 90th percentile over homes (TIHM) or over days (Aruba)."""

    p10: float
    p50: float
    p90: float

    @property
    def width(self) -> float:
        """How far the homes lie apart: from the 10th to the 90th percentile."""
        return self.p90 - self.p10


HOMES: Final = 31
HOME_DAYS: Final = 1632

EVENTS_A_DAY: Final = Range(274.0, 381.5, 535.0)
"""Events of the median day."""
SECONDS_BETWEEN: Final[Mapping[int, Range]] = MappingProxyType(
    {10: Range(3, 5, 7), 50: Range(36, 47, 70), 90: Range(199, 257, 441)}
)
"""Seconds from one event to the next, by percentile of a home's gaps."""
NIGHT_SHARE: Final = Range(0.0166, 0.0320, 0.1154)
"""Part of a home's events from 00:00 to 06:00."""
GAPS_OF_AN_HOUR: Final = Range(0.2429, 0.9388, 2.2464)
"""Gaps of an hour or more a day, from 08:00 to 22:00."""
HOURS: Final = (
    *(0.0094, 0.0079, 0.0074, 0.0062, 0.0078, 0.0121, 0.0183, 0.0390, 0.0659, 0.0725, 0.0660, 0.0660),
    *(0.0676, 0.0653, 0.0520, 0.0495, 0.0539, 0.0652, 0.0681, 0.0542, 0.0449, 0.0397, 0.0379, 0.0231),
)
"""Part of a home's events in each hour of the local day, mean over homes (rounded: they add up to 0.9999)."""

OUT_A_DAY: Final = Range(1.0, 2.0, 3.0)
"""Times out of home a day at Aruba: median and quartiles."""
OUT_MINUTES: Final = Range(1.35, 93.32, 225.01)
"""Minutes out of home at Aruba."""
ONSET_SPREAD: Final[Mapping[str, float]] = MappingProxyType({"Aruba": 69.0, "van Kasteren A": 115.0, "Ordonez A": 42.0})
"""Standard deviation in minutes of when somebody goes to sleep, over the nights of one home."""
TOILET_A_NIGHT: Final = Range(0.0, 1.0, 1.0)
"""Times up to the toilet in a night at Aruba: quartiles; 3 at most."""
