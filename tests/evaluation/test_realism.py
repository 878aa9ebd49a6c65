"""Simulated homes are held against real ones; each criterion can fail, and a whole simulated street passes."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from evaluation.realism import reference
from evaluation.realism.charts import drawn
from evaluation.realism.criteria import CRITERIA, apart, judged, spread
from evaluation.realism.figures import Home, Person, home, person
from evaluation.realism.live import lived
from simulators import diary
from simulators.diary import Stretch
from simulators.population import Population

CALIBRATION = Path(__file__).parents[3] / "shared" / "calibration" / "homes.json"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
MIDNIGHT = datetime(2026, 1, 5, tzinfo=STOCKHOLM)
DAYS = 18


def street(number: int) -> Home:
    """A home as the reference has it, the ``number``th of thirty: low to high in every figure."""
    share = number / 29

    def of(low: float, high: float) -> float:
        return low + (high - low) * share

    nights = 40
    night = of(0.018, 0.11)
    hours = [*[night / 6] * 6, *[one * (1 - night) / sum(reference.HOURS[6:]) for one in reference.HOURS[6:]]]
    onsets = tuple(11 + (of(50, 85) / 60) * (1 if n % 2 else -1) for n in range(nights))
    return Home(
        number=number,
        profile="independent",
        dwelling="flat",
        days=30,
        events_a_day=of(275, 530),
        between={10: 5, 50: of(37, 69), 90: of(200, 440)},
        hours=tuple(hours),
        gaps_of_an_hour=of(0.3, 2.2),
        people=(Person(out=(90.0,) * 60, onsets=onsets, toilet_visits=(0, 1) * (nights // 2)),),
    )


STREET = [street(number) for number in range(30)]


def everybody(change: Callable[[Person], Person]) -> Callable[[Home], Home]:
    return lambda one: replace(one, people=tuple(map(change, one.people)))


def later(hours: tuple[float, ...]) -> tuple[float, ...]:
    return (*hours[-6:], *hours[:-6])


def test_a_street_with_the_figures_of_real_homes_passes() -> None:
    assert [finding.criterion.name for finding in judged(STREET) if not finding.passed] == []


BAD: dict[str, Callable[[Home], Home]] = {
    "hours of the day, on average": lambda one: replace(one, hours=later(one.hours)),
    "hours of the day, home by home": lambda one: replace(one, hours=later(one.hours)) if one.number % 6 == 0 else one,
    "events a day": lambda one: replace(one, events_a_day=one.events_a_day + 60),
    "seconds between events, p50": lambda one: replace(one, between={**one.between, 50: one.between[50] + 5}),
    "seconds between events, p90": lambda one: replace(one, between={**one.between, 90: one.between[90] * 2}),
    "part of events from 00 to 06": lambda one: replace(one, hours=(*[1e-4] * 6, *one.hours[6:])),
    "times out of home a day": everybody(lambda one: replace(one, out=one.out[:20])),
    "time out of home": everybody(lambda one: replace(one, out=(20.0,) * len(one.out))),
    "spread of going to sleep": everybody(lambda one: replace(one, onsets=(11.0,) * 40)),
    "toilet visits a night": everybody(lambda one: replace(one, toilet_visits=(0, 4) * 20)),
    "how far homes lie apart (p10 to p90, real homes: 1)": lambda one: replace(street(15), number=one.number),
}


def test_there_is_a_bad_street_for_every_criterion() -> None:
    assert set(BAD) == {criterion.name for criterion in CRITERIA}


@pytest.mark.parametrize("name", BAD)
def test_each_criterion_fails_for_homes_that_are_not_like_real_ones(name: str) -> None:
    failed = {finding.criterion.name for finding in judged([BAD[name](one) for one in STREET]) if not finding.passed}
    assert name in failed


@pytest.mark.parametrize("homes", [[], STREET[:5], [replace(one, people=()) for one in STREET]])
def test_too_little_never_passes(homes: Sequence[Home]) -> None:
    findings = judged(homes)
    assert not all(finding.passed for finding in findings)


def test_a_home_that_tells_nothing_is_a_home_with_zeros() -> None:
    silent = home([], (), 0, "independent", "flat", 3)
    assert (silent.events_a_day, silent.night_share, silent.gaps_of_an_hour) == (0, 0, 0)
    assert not any(f.passed for f in judged([silent] * 30))


def test_figures_are_counted_by_local_time() -> None:
    seen = [MIDNIGHT + timedelta(hours=hours) for hours in (1, 9, 9.5, 11, 23, 24 + 3)]
    found = home(seen, (), 0, "independent", "flat", 2)
    assert found.events_a_day == 3
    assert found.hours[1] == pytest.approx(1 / 6)
    assert found.night_share == pytest.approx(2 / 6)
    assert found.gaps_of_an_hour == 0.5  # 09:30 to 11:00; what passes 22:00 is no day
    assert found.between[50] == pytest.approx(4 * 3600, abs=3 * 3600)


def test_a_night_goes_on_after_a_visit_to_the_toilet_and_one_cut_off_is_left_out() -> None:
    hour = 3600.0
    lived_so_far = [
        Stretch(diary.IN_BED, 0, 7 * hour),  # begun before the story
        Stretch(diary.OUTSIDE, 10 * hour, 11.5 * hour),
        Stretch(diary.IN_BED, 13 * hour, 15.5 * hour),  # a nap on the bed
        Stretch(diary.IN_BED, 23 * hour, 26 * hour),
        Stretch(diary.TOILET, 26.01 * hour, 26.05 * hour),
        Stretch(diary.IN_BED, 26.1 * hour, 31 * hour),
        Stretch(diary.TOILET, 31.1 * hour, 31.2 * hour),
    ]
    found = person(lived_so_far, MIDNIGHT.astimezone(UTC), STOCKHOLM)
    assert found == Person(out=(90.0,), onsets=(11.0,), toilet_visits=(1,))


def test_percentiles_and_distance_are_what_they_say() -> None:
    assert spread([float(n) for n in range(11)]) == reference.Range(1, 5, 9)
    assert apart([0.5, 0.5], [0.0, 1.0]) == 0.5
    assert sum(reference.HOURS) == pytest.approx(1, abs=2e-4)


@pytest.mark.shared
@pytest.mark.skipif(not CALIBRATION.exists(), reason="needs the figures beside the checkout")
def test_the_reference_is_carried_over_as_it_stands() -> None:
    figures = json.loads(CALIBRATION.read_text())
    tihm, aruba = figures["tihm_calibration_36"], figures["aruba"]
    assert (tihm["homes"], tihm["home_days"]) == (reference.HOMES, reference.HOME_DAYS)
    for key, held in (
        ("ev_day", reference.EVENTS_A_DAY),
        ("dt10", reference.SECONDS_BETWEEN[10]),
        ("dt50", reference.SECONDS_BETWEEN[50]),
        ("dt90", reference.SECONDS_BETWEEN[90]),
        ("night", reference.NIGHT_SHARE),
        ("g60", reference.GAPS_OF_AN_HOUR),
    ):
        assert tuple(tihm[key].values()) == held
    assert tuple(tihm["hour_hist_mean"]) == reference.HOURS
    assert aruba["out_of_home"]["duration_min"]["p50"] == reference.OUT_MINUTES.p50
    assert aruba["sleep"]["onset_sd_min"] == reference.ONSET_SPREAD["Aruba"]


def test_thirty_simulated_homes_are_like_real_ones_and_are_drawn() -> None:
    homes = list(lived(Population(30, DAYS, "1", date(2026, 1, 5), kits=("base",)), workers=1))
    findings = judged(homes)
    assert {f.criterion.name: f.found for f in findings if not f.passed} == {}
    plots = drawn(homes)
    assert set(plots) == {"hours", "differ", "nights", "out"}
    assert all(svg.startswith("<svg") for svg in plots.values())


def test_the_page_tells_every_criterion_as_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "realism.md").read_text(encoding="utf-8")
    section = page.split("## What must agree\n", 1)[1].split("\n## ", 1)[0]
    assert [line for line in section.splitlines() if line.startswith("| ")][1:] == [
        f"| {criterion.name} | {criterion.wanted} | {criterion.source} |" for criterion in CRITERIA
    ]
