"""/trials/{trial}/power: an evaluator asks whether a trial can answer before it begins."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from api.pages import trial_power
from api.pages.frame import LANGUAGE
from care.trials import Cluster, Condition, Design, Period, State
from evaluation.trials.planning.of_plan import AT_ONCE, asked, power_of
from tests.api.world import NIGHT, Town, put_trial

SEQUENCES = ((Condition.CONTROL, Condition.SOLUTION), (Condition.SOLUTION, Condition.CONTROL))


@pytest.fixture
def planned(town: Town) -> str:
    """A draft of a crossover in one home; the page is asked about ten."""
    put_trial(town.registry, "more-nights", state=State.DRAFT)
    return "/trials/more-nights/power"


async def shown(town: Town, address: str, person: str = "evaluator") -> tuple[int, str]:
    async with town.client(person=person, Accept="text/html") as client:
        client.cookies.set(LANGUAGE, "en")
        answer = await client.get(address)
        return answer.status_code, answer.text


async def test_it_asks_first_and_says_of_one_home_that_it_can_never_answer(town: Town, planned: str) -> None:
    status, text = await shown(town, planned)
    assert status == 200
    assert "1 home or group" in text
    assert 'value="40"' in text  # twice the margin of a fifth
    assert "Of such trials" not in text
    _, text = await shown(town, f"{planned}?mean=1,85&gain=40")
    assert "No such trial can answer its question" in text


async def test_a_number_that_cannot_be_gets_a_sentence(town: Town, planned: str) -> None:
    for said in ("mean=often", "mean=0", "mean=1&gain=100", "mean=1&gain=-3", "mean=1e400", "mean=nan"):
        status, text = await shown(town, f"{planned}?{said}")
        assert status == 200
        assert 'role="alert"' in text, said
        assert "Of such trials" not in text


async def test_whoever_comes_while_another_plan_is_simulated_is_told_so(
    town: Town, planned: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial_power, "_PATIENCE", 0.01)
    with trial_power._ONE:
        _, text = await shown(town, f"{planned}?mean=1.85")
    assert "Another plan is being simulated" in text


async def test_care_staff_do_not_plan(town: Town, planned: str) -> None:
    status, _ = await shown(town, planned, "care")
    assert status in {403, 404}


def test_a_wait_ends_the_drawing_and_what_was_drawn_is_told(town: Town) -> None:
    plan = put_trial(town.registry, "ten", state=State.DRAFT).plan.model_copy(
        update={
            "design": Design.CROSSOVER,
            "clusters": tuple(Cluster(id=f"t{n}", homes=(f"t{n}",)) for n in range(10)),
            "sequences": SEQUENCES,
            "periods": tuple(
                Period(first=NIGHT.date() + timedelta(days=at), last=NIGHT.date() + timedelta(days=at + 27))
                for at in (0, 28)
            ),
        }
    )
    ticks: Iterator[float] = iter([0.0, 1.0, 2.0, 100.0])
    found = power_of(plan, asked(plan, 1.85, 0.4), wait=timedelta(seconds=10), clock=lambda: next(ticks))
    assert found.found.n == 3 * AT_ONCE
    whole = power_of(plan, asked(plan, 1.85, 0.4), trials=2 * AT_ONCE)
    assert whole.found.n == 2 * AT_ONCE
