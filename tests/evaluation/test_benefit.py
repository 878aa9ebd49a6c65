"""Benefit calculations by hand: boxes, discount, take-up, payback, and which figures decide."""

from pathlib import Path

import pytest

from care.errors import NotFound, ScenarioError
from evaluation.benefit.file import example, examples, load
from evaluation.benefit.sensitivity import extremes, tornado
from evaluation.benefit.terms import Box, Calculation, Party
from evaluation.benefit.worth import Band, Case, worth

VISITS = {"before": 2, "after": 1, "times_a_year": 365}


def asked(**given: object) -> Calculation:
    """Ten users, two years, no discount; a visit less a night of 6 minutes at 100 kr an hour: 36,500 kr a year."""
    base: dict[str, object] = {
        "title": "A trial",
        "users": 10,
        "years": 2,
        "discount": 0,
        "prices": {"carer": 100},
        "changes": {"visits": VISITS},
        "benefits": [{"name": "Visits", "box": "redistributed", "of": "visits", "minutes": 6, "who": "carer"}],
        "costs": [{"name": "Rent", "box": "financial", "kr": 1000}],
    }
    return Calculation.model_validate(base | given)


def test_time_is_events_times_minutes_times_price() -> None:
    came = worth(asked())
    assert came.benefit == pytest.approx(2 * 36_500)
    assert came.cost == pytest.approx(2 * 10_000)
    assert came.per_krona == pytest.approx((73_000 - 20_000) / 20_000)
    assert came.band is Band.MUCH


def test_two_who_go_together_cost_twice_the_time() -> None:
    pair = {"name": "Visits", "box": "redistributed", "of": "visits", "minutes": 6, "who": "carer", "staff": 2}
    assert worth(asked(benefits=[pair])).benefit == pytest.approx(4 * 36_500)


def test_money_freed_stands_apart_from_time_put_to_other_use() -> None:
    came = worth(asked())
    assert came.boxes[False, Box.REDISTRIBUTED] == pytest.approx(73_000)
    assert came.boxes[True, Box.FINANCIAL] == pytest.approx(20_000)
    assert came.freed == pytest.approx(-20_000)


@pytest.mark.parametrize(("starts", "factors"), [(1, (1 / 1.03, 1 / 1.03**2)), (2, (1.0, 1 / 1.03))])
def test_the_first_year_is_discounted_once_or_not_at_all(starts: int, factors: tuple[float, float]) -> None:
    came = worth(asked(discount=0.03, discounting_starts=starts))
    assert came.factors == pytest.approx(factors)
    assert came.benefit == pytest.approx(36_500 * sum(factors))


def test_take_up_moves_what_comes_every_year_and_nothing_that_is_paid_once() -> None:
    installed = {"name": "Installing", "box": "financial", "kr": 500, "once": 1}
    came = worth(asked(take_up=[0.5, 1.0], costs=[installed]))
    assert came.lines[0].by_year == pytest.approx((18_250, 36_500))
    assert came.lines[1].by_year == pytest.approx((5_000, 0))


def test_what_is_paid_once_is_paid_as_its_year_begins() -> None:
    bought = {"name": "Bought", "box": "financial", "each": "all", "kr": 54_750, "once": 1}
    assert worth(asked(costs=[bought])).payback == pytest.approx(1.5)


def test_what_costs_more_than_it_gives_never_pays_back() -> None:
    came = worth(asked(costs=[{"name": "Rent", "box": "financial", "kr": 9_000}]))
    assert came.payback is None
    assert came.band is Band.LOSS
    assert came.net < 0


def test_a_late_cost_undoes_a_payback() -> None:
    replaced = {"name": "New batteries", "box": "financial", "each": "all", "kr": 54_750, "once": 2}
    assert worth(asked(costs=[replaced])).paid_back == pytest.approx((0.0, 1.5))


def test_where_nothing_is_paid_there_is_no_benefit_per_krona() -> None:
    came = worth(asked(costs=[]))
    assert came.per_krona is None
    assert came.band is None
    assert came.payback == 0


def test_who_gains_is_not_always_who_pays() -> None:
    rent = {"name": "Fee", "box": "financial", "kr": 1000, "party": "resident"}
    came = worth(asked(costs=[rent]))
    assert came.by_party == {Party.MUNICIPALITY: pytest.approx(73_000), Party.RESIDENT: pytest.approx(-20_000)}


def test_more_visits_than_before_are_a_loss() -> None:
    assert worth(asked(changes={"visits": {**VISITS, "after": 3}})).benefit == pytest.approx(-73_000)


def test_the_figure_that_moves_the_result_most_comes_first() -> None:
    wide = {**VISITS, "after": {"expected": 1, "low": 0, "high": 2}}
    rent = {"name": "Rent", "box": "financial", "kr": {"expected": 1000, "low": 900, "high": 1100}}
    swings = tornado(asked(changes={"visits": wide}, costs=[rent]))
    assert [swing.path for swing in swings] == ["changes.visits.after", "costs.0.kr"]
    assert (swings[0].at_low, swings[0].at_high) == pytest.approx((126_000, -20_000))
    assert [swing.decides for swing in swings] == [True, False]


def test_a_change_that_two_lines_are_of_moves_both_at_once() -> None:
    wide = {**VISITS, "after": {"expected": 1, "low": 0, "high": 2}}
    fuel = {"name": "Fuel", "box": "financial", "of": "visits", "kr": 10}
    both = asked(changes={"visits": wide}, benefits=[*asked().model_dump()["benefits"], fuel], costs=[])
    (swing,) = tornado(both)
    assert swing.at_low == pytest.approx(2 * (73_000 + 73_000))


@pytest.mark.parametrize("name", examples())
def test_the_worst_and_the_best_of_all_figures_lie_around_every_single_one(name: str, tmp_path: Path) -> None:
    file = tmp_path / "calc.yaml"
    file.write_text(example(name), encoding="utf-8")
    one = load(file)
    worse, better = extremes(one)
    ends = [end for swing in tornado(one) for end in (swing.at_low, swing.at_high)]
    assert worse <= min(ends) <= worth(one).net <= max(ends) <= better


def test_any_choice_of_ends_is_a_calculation_of_its_own() -> None:
    wide = {**VISITS, "after": {"expected": 1, "low": 0.5, "high": 2}}
    chosen = worth(asked(changes={"visits": wide}), {"changes.visits.after": Case.LOW})
    assert chosen.net == worth(asked(changes={"visits": {**VISITS, "after": 0.5}})).net


def test_an_example_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(NotFound, match="mobile_alarm, night_supervision"):
        example("robot")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("users: 1\n", r"calc.yaml:1: 'title' is missing"),
        ("    who: carer\n", r"calc.yaml:\d+: benefits.0.name: 'minutes' and 'who' belong together"),
        ("    of: visits\n", r"calc.yaml:\d+: benefits.0.of: there is no change 'walks'; known under changes: visits"),
        ("  carer: 100\n", r"calc.yaml:\d+: benefits.0.who: there is no price of 'carer'; known under prices: nurse"),
        ("years: 2\n", r"calc.yaml:\d+: take_up: says 2 years, and there are 1"),
        ("discount: 0.03\n", r"calc.yaml:\d+: discount: 3 is over 1; write 3 % as 0.03"),
        ("    after: 1\n", r"calc.yaml:\d+: changes.visits.after.expected: 1 must lie from low \(2\) to high \(3\)"),
        ("    times_a_year: 365\n", r"calc.yaml:\d+: changes.visits.times_a_year: input should be a finite number"),
        ("    kr: 1000\n", r"calc.yaml:\d+: costs.0.name: give either 'kr' or 'minutes'"),
        ("    once: 1\n", r"calc.yaml:\d+: costs.0.once: year 9 is after the last, 2"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, wrong: str, says: str) -> None:
    text = (
        "title: T\nusers: 1\nyears: 2\ndiscount: 0.03\ntake_up: [0.5, 1]\nprices:\n  carer: 100\n"
        "changes:\n  visits:\n    before: 2\n    after: 1\n    times_a_year: 365\n"
        "benefits:\n  - name: Visits\n    box: redistributed\n    of: visits\n    minutes: 6\n    who: carer\n"
        "costs:\n  - name: Rent\n    box: financial\n    kr: 1000\n    once: 1\n"
    )
    instead = {
        "users: 1\n": ("title: T\nusers: 1\n", "users: 1\n"),
        "    who: carer\n": ("    who: carer\n", ""),
        "    of: visits\n": ("    of: visits\n", "    of: walks\n"),
        "  carer: 100\n": ("  carer: 100\n", "  nurse: 100\n"),
        "years: 2\n": ("years: 2\n", "years: 1\n"),
        "discount: 0.03\n": ("discount: 0.03\n", "discount: 3\n"),
        "    after: 1\n": ("    after: 1\n", "    after: {expected: 1, low: 2, high: 3}\n"),
        "    times_a_year: 365\n": ("    times_a_year: 365\n", "    times_a_year: .nan\n"),
        "    kr: 1000\n": ("    kr: 1000\n", ""),
        "    once: 1\n": ("    once: 1\n", "    once: 9\n"),
    }[wrong]
    file = tmp_path / "calc.yaml"
    file.write_text(text.replace(*instead), encoding="utf-8")
    with pytest.raises(ScenarioError, match=says):
        load(file)
