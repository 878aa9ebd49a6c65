"""Whoever is killed when consent is withdrawn: what waited then is not kept."""

from datetime import timedelta

import pytest

from care.clock import wall_now
from care.trials import Condition, Consent
from tests.drills.facts import messages, told
from tests.drills.place import TRIED, Place, until
from tests.gateway.at_a_site import add_a_solution, freeze_a_trial

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_what_waits_at_the_broker_when_the_gateway_is_killed_is_refused_after_a_withdrawal(homes: Place) -> None:
    trials, who = homes.registry.trials, f"r-{TRIED}"
    add_a_solution(homes.registry)
    freeze_a_trial(homes.registry, TRIED, Condition.SOLUTION)
    trials.consent(Consent(trial="t", home=TRIED, who=who, given=wall_now() - timedelta(days=25), by="nurse"))
    held = homes.kept(TRIED)
    while homes.kept(TRIED) < held + 2:
        await homes.tell(TRIED, messages([told(TRIED, wall_now())]))
    await homes.gateway_ends()
    held = homes.kept(TRIED)
    await homes.tell(TRIED, messages([told(TRIED, wall_now() + timedelta(milliseconds=n)) for n in range(300)]))
    trials.withdraw("t", TRIED, who, at=wall_now())
    await homes.gateway_starts()
    await until(lambda: homes.reader.refusals(home=TRIED, reason="outside_trial"))
    seen = homes.kept("beside")
    await homes.tell("beside", messages([told("beside", wall_now())]))
    await until(lambda: homes.kept("beside") > seen)  # it came after all that had waited
    assert homes.kept(TRIED) == held
    assert {one.excerpt for one in homes.reader.refusals(home=TRIED)} == {""}
