"""A device that says that it is there is not silent, though it has nothing new to tell."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.hearing import MARGIN, Hearing
from tests.alerts.flat import NIGHT, household, told

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("subject", ["front-door", "box"])
def test_a_device_has_its_whole_time_anew_when_it_or_its_connection_is_there(subject: str) -> None:
    carried = {"box": frozenset({"front-door", "balcony"})}
    hearing = Hearing(replace(household(), carried=carried, intervals={"front-door": MINUTE}))
    hearing.hear(told(NIGHT, "front-door", "contact.open", False))
    assert hearing.deadline("front-door") == NIGHT + MINUTE + MARGIN
    hearing.hear(told(NIGHT + MINUTE / 2, "balcony", "online"))
    assert hearing.deadline("front-door") == NIGHT + MINUTE + MARGIN
    hearing.hear(told(NIGHT + MINUTE / 2, subject, "online"))
    assert hearing.deadline("front-door") == NIGHT + MINUTE / 2 + MINUTE + MARGIN
