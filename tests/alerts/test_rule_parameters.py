"""Every rule refuses parameters that cannot be used, and says which of whom, and what may be set."""

from collections.abc import Iterator

import annotated_types
import pytest
from pydantic.fields import FieldInfo

from alerts.rules import RULES, check
from care.errors import SettingError
from care.people import Resident

NUMBERS = {float, int}


def beyond(field: FieldInfo) -> Iterator[float]:
    """Values just outside the range of a number."""
    for limit in field.metadata:
        if isinstance(limit, annotated_types.Ge):
            yield float(limit.ge) - 1
        elif isinstance(limit, annotated_types.Gt):
            yield float(limit.gt)
        elif isinstance(limit, annotated_types.Le):
            yield float(limit.le) + 1
        elif isinstance(limit, annotated_types.Lt):
            yield float(limit.lt)


FIELDS = [(rule, name) for rule in RULES for name in RULES[rule].parameters.model_fields]


def refused(rule: str, name: str, value: object) -> str:
    anna = Resident(id="anna", home="h1", parameters={rule: {name: value}})
    with pytest.raises(SettingError) as raised:
        check(anna)
    return str(raised.value)


@pytest.mark.parametrize(("rule", "name"), FIELDS)
def test_a_value_of_another_kind_is_refused_by_name(rule: str, name: str) -> None:
    assert refused(rule, name, {"not": "this"}).startswith(f"Resident anna: {rule}.{name}")


@pytest.mark.parametrize(("rule", "name"), FIELDS)
def test_a_number_has_a_range_and_what_lies_outside_is_refused(rule: str, name: str) -> None:
    field = RULES[rule].parameters.model_fields[name]
    if field.annotation not in NUMBERS:
        return
    outside = list(beyond(field))
    assert len(outside) == 2, "a number of people's lives has a least and a most"
    for value in outside:
        exact: object = int(value) if field.annotation is int else value
        assert f"{rule}.{name}" in refused(rule, name, exact)


@pytest.mark.parametrize("rule", RULES)
def test_a_parameter_that_is_not_there_is_told_with_those_that_are(rule: str) -> None:
    says = refused(rule, "quite_minutes", 5)
    assert "there is no such parameter" in says
    assert all(name in says for name in RULES[rule].parameters.model_fields)


@pytest.mark.parametrize(
    ("rule", "own", "says"),
    [
        ("inactivity", {"start": "21:00", "end": "08:00"}, "the day would begin at 21:00 and end at 08:00"),
        ("no_return_to_bed", {"start": "06:00"}, "start and end are both 06:00"),
        ("fall", {"start": "09:00"}, "start and end are both 09:00"),
        ("door_left_open", {"start": "06:00"}, "start and end are both 06:00"),
        ("door_left_open", {"cold": 25.0}, "it would be cold below 25 and warm from 24 on"),
    ],
)
def test_parameters_that_do_not_fit_together_are_refused(rule: str, own: dict[str, object], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        check(Resident(id="anna", home="h1", parameters={rule: own}))
