"""Each figure of a trial's report follows from its export alone; so does what the trial is worth."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import numpy as np
import pytest

from care.clock import wall_now
from care.errors import Conflict
from care.estimates import Estimate
from care.people import OWN
from care.trials import Condition, Design, Measure
from care.vtv import Area, Assessment, Mark
from dashboards.report.document import Document, Facts, Points, Table, Words
from dashboards.tongue import tongue
from dashboards.trial_report.figures import level_cell, whole
from dashboards.trial_report.plots import drawn
from dashboards.trial_report.written import document
from evaluation.benefit.file import example, parsed
from evaluation.benefit.from_trial import from_trial
from evaluation.benefit.worth import worth
from evaluation.statistics.cells import Cells
from evaluation.statistics.effect import Effect
from evaluation.statistics.effects import effect
from evaluation.trials.analysing import analyse_collected
from evaluation.trials.analysis import Verdict
from evaluation.trials.collecting import collect
from evaluation.trials.export import export_trial
from evaluation.trials.readings import SiteReadings
from evaluation.trials.reported import TrialReport, reported
from evaluation.trials.simulated.made import make
from evaluation.trials.simulated.pilot import Pilot
from evaluation.vtv.assessed import MARKS, assessed, by_area
from store.registry import Registry

PILOT = Pilot(seed=1, homes=8, days=7)
CODES = {Condition.CONTROL.value: 0.0, Condition.SOLUTION.value: 1.0, Condition.WASHOUT.value: float("nan")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[TrialReport, Path]:
    """A simulated trial's report, and the folder of its export."""
    state, folder = tmp_path_factory.mktemp("state"), tmp_path_factory.mktemp("export")
    registry = Registry.open(state)
    registry.places.add_organisation(OWN)
    trial, now = asyncio.run(make(registry, state, PILOT, OWN.id)), wall_now()
    with SiteReadings(state) as readings_of:
        collected = collect(registry, readings_of, trial, now)
    export_trial(registry, trial, collected, folder, rng=Random(1), now=now)
    return reported(registry, analyse_collected(registry, trial, collected, now)), folder


@pytest.fixture(scope="module")
def report(made: tuple[TrialReport, Path]) -> TrialReport:
    return made[0]


@pytest.fixture(scope="module")
def recomputed(made: tuple[TrialReport, Path]) -> Mapping[str, Effect]:
    """Every aim's effect, from the files alone."""
    folder, seed = made[1], made[0].trial.plan.seed  # the report tells the seed
    ((design,),) = read(folder, "SELECT design FROM '{}/trial.parquet'")
    aims = read(folder, "SELECT indicator, measure FROM '{}/aims.parquet' WHERE now")
    units = dict(read(folder, "SELECT indicator, unit FROM '{}/indicators.parquet'"))
    return {
        indicator: effect(
            cells_of(folder, Design(design), indicator), Measure(measure), unit=units[indicator], seed=seed
        )
        for indicator, measure in aims
    }


def read(folder: Path, query: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(query.format(folder)).fetchall()


def cells_of(folder: Path, design: Design, indicator: str) -> Cells:
    order = read(folder, "SELECT DISTINCT cluster, sequence FROM '{}/allocation.parquet' ORDER BY cluster")
    told = read(folder, "SELECT sequence, period, condition FROM '{}/sequences.parquet'")
    sequences = np.full((int(max(row[0] for row in told)), int(max(row[1] for row in told))), np.nan)
    for sequence, period, condition in told:
        sequences[int(sequence) - 1, int(period) - 1] = CODES[condition]
    value, exposure = np.zeros((2, len(order), sequences.shape[1]))
    places = {name: row for row, (name, _) in enumerate(order)}
    amounts = folder / "amounts" / f"{indicator}.parquet"
    summed = read(amounts, "SELECT cluster, period, sum(value), sum(exposure) FROM '{}' GROUP BY ALL")
    for cluster, period, amount, by in summed:
        value[places[cluster], int(period) - 1], exposure[places[cluster], int(period) - 1] = amount, by
    allocation = np.array([int(sequence) - 1 for _, sequence in order], dtype=np.intp)
    names = tuple(name for name, _ in order)
    return Cells(design, names, value, exposure, sequences[allocation], sequences, allocation)


def texts(of: Document) -> str:
    """Give all that a document says."""
    said: list[str] = []
    for block in (one for section in of.sections for one in section.blocks):
        if isinstance(block, Words):
            said.append(block.text)
        elif isinstance(block, Facts):
            said += [what for _, what in block.rows]
        elif isinstance(block, Table):
            said += [part for row in block.rows for cell in row for part in (cell.text, cell.note)]
        elif isinstance(block, Points):
            said += [part for point in block.points for part in (point.text, point.note)]
    return "\n".join(said)


def bounds(found: Effect) -> Sequence[float]:
    return (found.result.value, found.result.low, found.result.high) if isinstance(found.result, Estimate) else ()


def test_every_effect_of_the_report_follows_from_the_export(
    report: TrialReport, recomputed: Mapping[str, Effect]
) -> None:
    assert set(recomputed) == {one.indicator.name for one in report.analysis.outcomes}
    said = texts(document(report, tongue("en"), wall_now()))
    for one in report.analysis.outcomes:
        found = recomputed[one.indicator.name]
        assert bounds(found) == pytest.approx(bounds(one.effect)), one.indicator.name
        assert (found.p, found.smallest_p) == pytest.approx((one.effect.p, one.effect.smallest_p))
        assert (found.clusters, found.cells, found.level_reached) == (
            one.effect.clusters,
            one.effect.cells,
            one.effect.level_reached,
        )
        for figure in bounds(found):
            assert whole(one.aim.measure, figure) in said
        for level in (found.without, found.with_it):
            cell = level_cell(level, one.indicator, tongue("en"))
            assert cell.text in said
            assert cell.note in said


def test_the_share_of_days_with_consent_follows_from_the_export(made: tuple[TrialReport, Path]) -> None:
    report, folder = made
    ((share,),) = read(
        folder, "SELECT avg(counts::INT) FROM '{}/days.parquet' WHERE condition IN ('control', 'solution')"
    )
    assert report.analysis.gate["consents"].figure == pytest.approx(share)


def test_what_the_trial_is_worth_follows_from_its_effects(
    report: TrialReport, recomputed: Mapping[str, Effect]
) -> None:
    assert report.benefit is not None
    change = report.benefit.calculation.changes["night visits"]
    found = recomputed["night_visits"]
    assert isinstance(found.result, Estimate)
    assert isinstance(found.without, Estimate)
    assert change.before.expected == pytest.approx(found.without.value, abs=1e-4)
    for end, ratio in zip((change.after.low, change.after.high), (found.result.low, found.result.high), strict=True):
        assert end == pytest.approx(found.without.value * ratio, abs=1e-4)
    template = parsed("night_supervision")
    assert report.benefit.calculation.costs == template.costs
    assert worth(report.benefit.calculation).net != worth(template).net


def test_without_an_interval_nothing_is_worth_anything(report: TrialReport) -> None:
    analysis = report.analysis
    lost = replace(analysis.primary, effect=replace(analysis.primary.effect, level_reached=False))
    with pytest.raises(Conflict, match="Too little data"):
        from_trial(parsed("night_supervision"), replace(analysis, outcomes=(lost,)))
    with pytest.raises(Conflict, match="indicator: night_visits"):
        from_trial(parsed("mobile_alarm"), analysis)
    assert "indicator: night_visits" in example("night_supervision")


def test_a_report_is_whole_in_both_languages_with_all_its_plots(report: TrialReport) -> None:
    for code in ("sv", "en"):
        plots = drawn(report, tongue(code))
        assert {"layout", "effects", "radar", "cells-night_visits"} <= set(plots)
        assert not any(re.search(r"\bnan\b", one) for one in plots.values())
        assert "nan" not in texts(document(report, tongue(code), wall_now())).split()


def test_vtv_puts_assessors_beside_the_trial_and_sums_nothing(report: TrialReport) -> None:
    def says(mark: Mark, criterion: str, by: str = "asta") -> Assessment:
        return Assessment(
            trial="t", area=Area.CITIZEN, criterion=criterion, mark=mark, evidence="Seen", by=by, at=wall_now()
        )

    said = [says(Mark.PASS, "night_visits"), says(Mark.FAIL, "night_visits"), says(Mark.PASS, "Feels safe", "bo")]
    areas = by_area(assessed(report.analysis, said))
    assert list(areas) == list(Area)
    assert areas[Area.ECONOMY] == ()
    visits, own = areas[Area.CITIZEN][0], areas[Area.CITIZEN][-1]
    assert visits.marks == (MARKS[report.analysis.primary.verdict], Mark.FAIL)
    assert (own.words, own.agreed) == ("Feels safe", Mark.PASS)
    assert MARKS[Verdict.NOT_CAUSAL] is Mark.TOO_LITTLE
