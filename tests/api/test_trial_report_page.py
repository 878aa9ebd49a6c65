"""The report of a trial: refused while it goes on, shown when it is over; what assessors say stands in it."""

from datetime import timedelta

from care.trials import State
from tests.api.world import NIGHT, Town, put_trial

SAID = {
    "area": "technology",
    "criterion": "Can be used with gloves",
    "mark": "fail",
    "evidence": "Tried by four of the night staff",
    "reasoning": "None of them managed",
}


async def test_the_report_shows_verdicts_gate_and_what_assessors_say_of_it(town: Town) -> None:
    put_trial(town.registry, "over")
    async with town.client(person="evaluator", Accept="text/html") as client:
        assert (await client.post("/trials/over/vtv", data=SAID)).status_code == 303
        assert "None of them managed" in (await client.get("/trials/over/vtv")).text
        shown = (await client.get("/trials/over/report")).text
        for said in ("Can be used with gloves", "None of them managed", "Nattbesök av personal", "cells"):
            assert said in shown
        alone = await client.get("/trials/over/report/html")
        assert "attachment" in alone.headers["content-disposition"]
        assert "Can be used with gloves" in alone.text


async def test_no_report_is_shown_before_the_end(town: Town) -> None:
    trial = put_trial(town.registry, "goes-on")
    first, second = trial.plan.periods
    longer = second.model_copy(update={"last": second.last + timedelta(days=40)})
    later = trial.plan.model_copy(update={"periods": (first, longer)})
    town.registry.trials.change("goes-on", later, "Longer", by="evaluator", at=NIGHT)
    assert town.registry.trials.get("goes-on").state is State.FROZEN
    async with town.client(person="evaluator", Accept="text/html") as client:
        for path in ("report", "report/html"):
            assert (await client.get(f"/trials/goes-on/{path}")).status_code == 409
