"""What must agree before simulated homes count as like real ones: one table, each row can fail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median, pstdev, quantiles
from typing import Final

from evaluation.realism import reference
from evaluation.realism.figures import Home, Person
from evaluation.realism.reference import Range

LEAST_HOMES: Final = 10
MEAN_HOURS_WITHIN: Final = 0.10
HOME_HOURS_WITHIN: Final = 0.20
NINE_OF_TEN: Final = 0.9
LEAST_WIDTH: Final = 0.25
MEAN_WIDTH: Final = (0.5, 1.25)
LEAST_NIGHTS: Final = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """How one criterion came out: what was found, in words with figures, and whether it agrees."""

    criterion: "Criterion"
    found: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row: what is compared, what is wanted, where that comes from, and how it is judged."""

    name: str
    wanted: str
    source: str
    judge: Callable[[Sequence[Home]], tuple[str, bool]]

    def of(self, homes: Sequence[Home]) -> Finding:
        """Judge these homes; too few are a failure, and so are figures that cannot be had."""
        if len(homes) < LEAST_HOMES:
            return Finding(self, f"{len(homes)} homes are too few", False)
        found, passed = self.judge(homes)
        return Finding(self, found, passed)


def judged(homes: Sequence[Home]) -> list[Finding]:
    """Judge homes by every criterion."""
    return [criterion.of(homes) for criterion in CRITERIA]


def apart(hours: Sequence[float], others: Sequence[float] = reference.HOURS) -> float:
    """Give the total variation between two profiles of hours: 0 the same, 1 nothing in common."""
    return sum(abs(one - other) for one, other in zip(hours, others, strict=True)) / 2


def mean_hours(homes: Sequence[Home]) -> tuple[float, ...]:
    """Give the mean of the homes' profiles of hours."""
    return tuple(mean(home.hours[hour] for home in homes) for hour in range(len(reference.HOURS)))


def spread(values: Sequence[float]) -> Range:
    """Give the 10th, 50th and 90th percentile; of at least two values."""
    tenths = quantiles(values, n=10, method="inclusive")
    return Range(tenths[0], median(values), tenths[8])


def _people(homes: Sequence[Home]) -> list[Person]:
    return [person for home in homes for person in home.people]


def _hours_on_average(homes: Sequence[Home]) -> tuple[str, bool]:
    found = apart(mean_hours(homes))
    return f"{found:.3f} from the reference's mean", found <= MEAN_HOURS_WITHIN


def _hours_of_each(homes: Sequence[Home]) -> tuple[str, bool]:
    within = sum(apart(home.hours) <= HOME_HOURS_WITHIN for home in homes)
    return f"{within} of {len(homes)} homes", within >= NINE_OF_TEN * len(homes)


def _between(of: Callable[[Home], float], least: float, most: float, form: str) -> Callable[..., tuple[str, bool]]:
    """Judge that eight homes of ten lie inside: their 10th and their 90th percentile do."""

    def judge(homes: Sequence[Home]) -> tuple[str, bool]:
        found = spread([of(home) for home in homes])
        says = f"{format(found.p10, form)} to {format(found.p90, form)}, median {format(found.p50, form)}"
        return says, least <= found.p10 and found.p90 <= most

    return judge


def _out_a_day(homes: Sequence[Home]) -> tuple[str, bool]:
    times = [len(person.out) / home.days for home in homes for person in home.people]
    if not times:
        return "nobody lives there", False
    found = median(times)
    return f"the median person {found:.2f} times", 1.5 <= found <= 2.5  # noqa: PLR2004 - "about 2"


def _out_minutes(homes: Sequence[Home]) -> tuple[str, bool]:
    minutes = [lasted for person in _people(homes) for lasted in person.out]
    if not minutes:
        return "nobody goes out", False
    found = median(minutes)
    return f"median {found:.0f} min", 60 <= found <= 150  # noqa: PLR2004 - the issue's


def _onsets(homes: Sequence[Home]) -> tuple[str, bool]:
    found = [pstdev(person.onsets) * 60 for person in _people(homes) if len(person.onsets) >= LEAST_NIGHTS]
    if len(found) < LEAST_HOMES:
        return "too few nights", False
    among = spread(found)
    says = f"{among.p10:.0f} to {among.p90:.0f} min, median {among.p50:.0f}"
    return says, among.p10 >= 45 and among.p90 <= 90  # noqa: PLR2004 - the issue's


def _toilet(homes: Sequence[Home]) -> tuple[str, bool]:
    nights = [visits for person in _people(homes) for visits in person.toilet_visits]
    if not nights:
        return "no nights", False
    to_two, none = mean(visits <= 2 for visits in nights), mean(visits == 0 for visits in nights)  # noqa: PLR2004
    says = f"{to_two:.0%} of nights with 0 to 2, {none:.0%} with none"
    return says, to_two >= NINE_OF_TEN and none <= NINE_OF_TEN


DIFFER: Final[Sequence[tuple[str, Callable[[Home], float], Range]]] = (
    ("events a day", lambda home: home.events_a_day, reference.EVENTS_A_DAY),
    ("gap p50", lambda home: home.between[50], reference.SECONDS_BETWEEN[50]),
    ("gap p90", lambda home: home.between[90], reference.SECONDS_BETWEEN[90]),
    ("night share", lambda home: home.night_share, reference.NIGHT_SHARE),
    ("hours without an event", lambda home: home.gaps_of_an_hour, reference.GAPS_OF_AN_HOUR),
)
"""What homes are compared by with each other: the figures that the reference gives of every home."""


def widths(homes: Sequence[Home]) -> dict[str, float]:
    """Give how far homes lie apart in each figure (p10 to p90), as part of how far real ones do."""
    return {name: spread([of(home) for home in homes]).width / real.width for name, of, real in DIFFER}


def _differ(homes: Sequence[Home]) -> tuple[str, bool]:
    found = widths(homes)
    on_average = mean(found.values())
    says = f"{on_average:.2f} on average; " + ", ".join(f"{name} {width:.2f}" for name, width in found.items())
    return says, MEAN_WIDTH[0] <= on_average <= MEAN_WIDTH[1] and min(found.values()) >= LEAST_WIDTH


CRITERIA: Final = (
    Criterion("hours of the day, on average", "within 0.10 (total variation)", "TIHM", _hours_on_average),
    Criterion("hours of the day, home by home", "nine of ten within 0.20 (total variation)", "TIHM", _hours_of_each),
    Criterion(
        "events a day",
        "p10 to p90 of homes inside 270-540",
        "TIHM",
        _between(lambda h: h.events_a_day, 270, 540, ".0f"),
    ),
    Criterion(
        "seconds between events, p50",
        "p10 to p90 of homes inside 36-70",
        "TIHM",
        _between(lambda h: h.between[50], 36, 70, ".0f"),
    ),
    Criterion(
        "seconds between events, p90",
        "p10 to p90 of homes inside 199-441",
        "TIHM",
        _between(lambda h: h.between[90], 199, 441, ".0f"),
    ),
    Criterion(
        "part of events from 00 to 06",
        "p10 to p90 of homes inside 1.7-11.5 %",
        "TIHM",
        _between(lambda h: h.night_share, 0.017, 0.115, ".1%"),
    ),
    Criterion("times out of home a day", "about 2: 1.5-2.5", "Aruba", _out_a_day),
    Criterion("time out of home", "median 60-150 min", "Aruba", _out_minutes),
    Criterion(
        "spread of going to sleep", "p10 to p90 of persons inside 45-90 min", "Aruba, van Kasteren, Ordonez", _onsets
    ),
    Criterion("toilet visits a night", "0-2 in nine nights of ten, not none in all", "Aruba", _toilet),
    Criterion(
        "how far homes lie apart (p10 to p90, real homes: 1)",
        "0.5-1.25 on average over five figures, each at least 0.25",
        "TIHM",
        _differ,
    ),
)
