"""Who plans a trial sees how each of its homes stands, lets the solution in there, and takes its login back."""

import re
from datetime import timedelta

from care.clock import wall_now
from care.trials import Period
from tests.api.world import HOMES, Town

PAGE = "/trials/nights/connect"
HOME = HOMES["real"]


def goes_on(town: Town) -> None:
    """Let the trial's last period end in a week."""
    plan, today = town.registry.trials.get("nights").plan, town.clock().date()
    periods = [
        Period(first=today + timedelta(days=at), last=today + timedelta(days=at + 6))
        for at in range(7 - 7 * len(plan.periods), 7, 7)
    ]
    changed = plan.model_copy(update={"periods": tuple(periods)})
    town.registry.trials.change("nights", changed, "Later.", by="evaluator", at=town.clock())


async def test_a_home_says_what_is_taken_there_and_by_a_withdrawal_that_nothing_is(town: Town) -> None:
    goes_on(town)
    async with town.client(person="evaluator", Accept="text/html") as client:
        before = (await client.get(PAGE)).text
        assert "Inget tas emot" not in before
        town.registry.trials.withdraw("nights", HOME, f"resident-{HOME}", at=town.clock() - timedelta(minutes=1))
        assert "! Inget tas emot: alla har inte samtyckt" in (await client.get(PAGE)).text
    async with town.client(person="care", Accept="text/html") as client:
        assert (await client.get(PAGE)).status_code == 404


async def test_the_solution_is_let_into_a_home_of_the_trial_and_nowhere_else(town: Town) -> None:
    goes_on(town)
    async with town.client(person="evaluator", Accept="text/html") as client:
        asked = {"home": HOME, "way": "device", "name": "Camera in the bedroom"}
        answer = await client.post(PAGE, data=asked)
        assert answer.status_code == 200
        assert "Camera in the bedroom" in answer.text
        [new] = [one for one in town.registry.connections.all() if one.name == "Camera in the bedroom"]
        assert (new.home, new.solution) == (HOME, town.registry.trials.get("nights").plan.solution)
        assert re.search(rf"<code>{new.id}</code>", answer.text)
        assert (await client.post(PAGE, data=asked | {"home": HOMES["test"]})).status_code == 422
        assert (await client.post(PAGE, data=asked | {"way": "detector"})).status_code == 422
        other = {"connection": f"box-{HOME}"}
        assert (await client.post(f"{PAGE}/revoke", data=other)).status_code == 404  # the care's own box
        assert (await client.post(f"{PAGE}/revoke", data={"connection": new.id})).status_code == 303
    assert town.registry.connections.get(new.id).revoked


async def test_a_trial_that_is_over_lets_nothing_more_in(town: Town) -> None:
    town.registry.trials.stop("nights", "Broken", by="evaluator", at=wall_now())
    async with town.client(person="evaluator", Accept="text/html") as client:
        assert "Inget tas emot: prövningen är stoppad" in (await client.get(PAGE)).text
        asked = {"home": HOME, "way": "device", "name": "Camera"}
        assert (await client.post(PAGE, data=asked)).status_code == 422
