"""What the rules go by for a resident, in words that staff read."""

import pytest

from alerts.rules import RULES
from care.people import Resident
from care.situations import SITUATIONS
from dashboards.residents import ShownParameter, rules
from dashboards.tongue import tongue

EN, SV = tongue("en"), tongue("sv")


def resident(**parameters: dict[str, object]) -> Resident:
    return Resident.model_validate({"id": "r1", "home": "h1", "parameters": parameters})


def test_what_is_set_for_this_person_stands_first_and_is_marked() -> None:
    shown = rules(resident(left_home_at_night={"quiet_minutes": 4, "start": "21:30"}), EN)
    assert shown[0].title == "Left home at night"
    assert shown[0].own
    assert shown[0].parameters[0] == ShownParameter("the night begins, in the site's time zone", "21:30", own=True)
    assert [one.value for one in shown[0].parameters if one.own] == ["21:30", "4 minutes"]
    assert not any(rule.own for rule in shown[1:])


@pytest.mark.parametrize("words", [EN, SV], ids=["en", "sv"])
def test_every_parameter_of_every_rule_about_people_is_said(words: object) -> None:
    shown = rules(resident(), EN if words is EN else SV)
    wanted = [name for name, rule in RULES.items() if not SITUATIONS[name].technical and rule.parameters.model_fields]
    assert len(shown) == len(wanted)
    assert all(parameter.words and parameter.value for rule in shown for parameter in rule.parameters)
