"""What every rule keeps to, and that docs/alerts.md says what the code does."""

import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alerts.rules
from alerts.moves import MOVES
from alerts.rule import Rule
from alerts.rules import RULES, build, check
from alerts.signs import SIGNS, Sign
from care.alerts import Move
from care.errors import SettingError
from care.people import Resident
from care.quantities import QUANTITIES, Kind
from care.situations import SITUATIONS
from tests.alerts.flat import CALM, NIGHT, SPOTS, household, told

PAGE = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())


def section(title: str) -> str:
    """The part of the page under the heading in which this stands."""
    found = re.search(rf"^(#+) [^\n]*{re.escape(title)}[^\n]*\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/alerts.md has no heading with '{title}'"
    return found[2]


def rows(text: str, head: str) -> list[list[str]]:
    """The cells of the table whose heading's first cell is this, without their backticks."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith(f"| {head} |")]
    table = []
    for line in lines[starts[0] + 2 :] if starts else []:
        if not line.startswith("|"):
            break
        table.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
    return table


def test_every_file_of_rules_is_in_the_catalogue() -> None:
    files = {path.stem for path in Path(alerts.rules.__path__[0]).glob("*.py")} - {"__init__"}
    assert files == set(RULES)


@every_rule
def test_a_rule_names_a_situation_and_quantities_that_exist(rule: type[Rule]) -> None:
    assert rule.situation in SITUATIONS
    assert rule.quantities <= set(QUANTITIES)
    assert rule(household()).memory >= timedelta(0)


@every_rule
def test_every_parameter_has_a_default_a_meaning_and_a_unit_and_the_page_says_the_same(rule: type[Rule]) -> None:
    in_code = []
    for name, field in rule.parameters.model_fields.items():
        assert isinstance(field.json_schema_extra, dict)
        default = f"{field.default:%H:%M}" if isinstance(field.default, time) else str(field.default)
        in_code.append([name, field.json_schema_extra["unit"], default, field.description])
    assert rows(section(f"`{rule.situation}`"), "parameter") == in_code


@every_rule
def test_the_page_states_the_rules_priority(rule: type[Rule]) -> None:
    assert f"(`{rule.situation}`, priority {SITUATIONS[rule.situation].priority})" in PAGE


@every_rule
@CALM
@given(data=st.data())
def test_a_rule_takes_whatever_is_told_and_never_asks_for_the_past(rule: type[Rule], data: st.DataObject) -> None:
    subject, at = rule(household()), NIGHT
    for gap, device, quantity, sign in data.draw(
        st.lists(
            st.tuples(
                st.integers(0, 5000),
                st.sampled_from([*SPOTS, "unplaced"]),
                st.sampled_from(sorted(rule.quantities)),
                st.booleans(),
            )
        )
    ):
        until = at + timedelta(seconds=gap)
        while subject.due is not None and subject.due < until:
            at = subject.due
            list(subject.wake(at))
            assert subject.due is None or subject.due > at
        at = until
        value = {Kind.BOOL: sign, Kind.NUMBER: float(sign), Kind.TEXT: "tea"}[QUANTITIES[quantity].kind]
        list(subject.see(told(at, device, quantity, value)))
        assert subject.due is None or subject.due >= at


@every_rule
def test_what_a_rule_finds_at_once_it_finds_in_its_turn_too(rule: type[Rule]) -> None:
    assert rule.immediate <= rule.quantities
    for quantity in rule.immediate:
        for device in SPOTS:
            for value in (True, False):
                event = told(NIGHT, device, quantity, value)
                found = list(rule(household()).at_once(event))
                assert list(rule(household()).see(event))[: len(found)] == found


def test_rules_can_be_left_out_and_a_wrong_name_is_told_with_the_right_ones() -> None:
    assert [rule.situation for rule in build(household())] == list(RULES)
    others = [situation for situation in RULES if situation != "left_home_at_night"]
    assert [rule.situation for rule in build(household(), {"left_home_at_night"})] == others
    with pytest.raises(SettingError, match=r"no rule for 'left_home', left out. Use one of: emergency_button, fall, l"):
        build(household(), {"left_home"})


def test_a_parameter_of_a_rule_that_is_not_there_is_told_before_it_is_kept() -> None:
    with pytest.raises(SettingError, match="no rule for 'wandering', set for resident anna"):
        check(Resident(id="anna", home="h1", parameters={"wandering": {}}))


def test_the_page_lists_every_sign_of_somebody_indoors() -> None:
    listed = dict(rows(section("`left_home_at_night`"), "told"))
    assert set(listed) == set(SIGNS)
    for quantity, counts in listed.items():
        assert (counts == "when it becomes true") is (SIGNS[quantity] is Sign.TURN)


def test_the_page_says_what_staff_can_do_in_each_state() -> None:
    people = (Move.ACKNOWLEDGE, Move.ASSIGN, Move.ON_THE_WAY, Move.ARRIVE, Move.CLOSE)
    aside = (Move.SHELVE, Move.SUPPRESS, Move.REMOVE_FROM_SERVICE)
    back = (Move.UNSHELVE, Move.UNSUPPRESS, Move.RETURN_TO_SERVICE)
    by_staff = {
        state.replace("_", " "): [
            move.replace("_", " ") for move in (*people, *aside, *back, Move.COMMENT) if move in moves
        ]
        for state, moves in MOVES.items()
    }
    listed = rows(section("What staff can do"), "the alert is")
    assert {state: [move for move in moves.split(", ") if move] for state, _, moves in listed} == by_staff
