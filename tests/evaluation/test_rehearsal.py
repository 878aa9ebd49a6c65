"""Every scenario that comes with Mistel, in this process, against every rule: it comes out as the scenario says."""

from pathlib import Path

import pytest

from alerts.rules import RULES
from evaluation.rehearsal import rehearse
from simulators.scenario_file import load, ours

SEEDS = ("1", "2", "3")
FILES = sorted(ours())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_every_scenario_ends_as_it_says_whatever_the_seed(path: Path, seed: str) -> None:
    rehearsal = await rehearse(load(path), seed)

    assert [verdict for verdict in rehearsal.verdicts if not verdict.passed] == []


@pytest.mark.parametrize("situation", [*RULES])
async def test_a_scenario_fails_when_the_rule_that_it_needs_is_missing(situation: str) -> None:
    wanted = [load(path) for path in FILES]
    needing = [s for s in wanted if any(not e.forbidden and e.situation == situation for e in s.expectations)]
    for scenario in needing:
        rehearsal = await rehearse(scenario, "1", [other for other in RULES if other != situation])
        assert not all(verdict.passed for verdict in rehearsal.verdicts), scenario.name
