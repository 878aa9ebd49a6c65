"""Trials' pages: set up step by step, frozen, run and stopped; outcomes are shown to nobody before the end."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from care.people import Home, Resident
from care.trials import Consent, Design, Entry, State
from tests.api.world import HOMES, NIGHT, SITES, Town, put_trial

QUESTION = {"title": "Quiet", "solution": "floor", "need": "bathrooms", "version": "2"}
DESIGN = {"design": "parallel", "first": "2026-04-06", "count": "2", "days": "14", "before": "1"}
AIMS = {"aspect_night_visits": "primary", "margin_night_visits": "25", "aspect_contact_minutes": "guardrail"}
SHARE = {"aspect_undisturbed_nights": "secondary", "margin_undisturbed_nights": "12,5"}


@pytest.fixture
def homes(town: Town) -> list[str]:
    """Four more real homes."""
    names = [f"home-b{number}" for number in range(4)]
    for name in names:
        town.registry.places.add_home(Home(id=name, site=SITES["real"], name=f"Rum {name[-1]}"))
        town.registry.places.add_resident(Resident(id=f"resident-{name}", home=name, parameters={}))
    return names


def address(homes: list[str], **changed: str) -> str:
    pairs = [*(QUESTION | DESIGN | AIMS | changed).items(), *(("home", home) for home in homes)]
    return urlencode(pairs)


def hidden(page: str) -> list[tuple[str, str]]:
    """Give what the form of a step brings along."""
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)


async def test_a_trial_is_set_up_frozen_consented_to_logged_and_stopped(town: Town, homes: list[str]) -> None:
    async with town.client(person="evaluator", Accept="text/html") as client:
        checked = (await client.get(f"/trials/new?step=check&{address(homes, **SHARE)}")).text
        assert "Nothing stands in the way" in checked or "Inget står i vägen" in checked
        assert 'value="12,5"' in checked
        form = urlencode([*hidden(checked), ("seed", "42")])
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        kept = await client.post("/trials", content=form, headers=kind)
        assert kept.status_code == 303
        where = kept.headers["location"]
        trial = town.registry.trials.get(where.rpartition("/")[2])
        assert (trial.state, trial.organisation, trial.plan.seed) == (State.DRAFT, "north", "42")
        assert (trial.plan.design, trial.plan.homes) == (Design.PARALLEL, tuple(homes))
        assert {aim.indicator: aim.margin for aim in trial.plan.aims} == {
            "night_visits": 0.25,
            "undisturbed_nights": 0.125,
            "contact_minutes": 0.1,
        }
        assert (await client.post(f"{where}/freeze")).status_code == 303
        for who in (f"resident-{homes[0]}", "cohabitant 1"):
            told = {"home": homes[0], "who": who}
            assert (await client.post(f"{where}/consents", data=told)).status_code == 303
        withdrawn = {"home": homes[0], "who": "cohabitant 1", "remove": "yes"}
        assert (await client.post(f"{where}/withdrawals", data=withdrawn)).status_code == 303
        told = {"entry": "routine", "says": "New shift plan", "home": homes[1], "since": "2026-04-10", "until": ""}
        assert (await client.post(f"{where}/log", data=told | {"until": "2026-04-12"})).status_code == 303
        shown = (await client.get(where)).text
        assert "New shift plan" in shown
        assert "cohabitant 1" in shown
        assert (await client.post(f"{where}/stop", data={"why": "Enough"})).status_code == 303
    assert [one.remove for one in town.registry.trials.consents(trial.id)] == [False, True]
    assert [one.entry for one in town.registry.trials.logged(trial.id)] == [
        Entry.FROZEN,
        Entry.ALLOCATION,
        Entry.ROUTINE,
        Entry.STOPPED,
    ]


@pytest.mark.parametrize(
    ("changed", "step", "asked"),
    [
        ({"title": ""}, "check", "title"),
        ({"solution": "nothing"}, "check", "title"),
        ({"design": "stepped_wedge"}, "check", "count"),
        ({"days": "0"}, "check", "count"),
        ({"first": "soon"}, "aims", "count"),
        ({"aspect_night_visits": ""}, "check", "aspect_falls"),
        ({"margin_night_visits": "much"}, "check", "aspect_falls"),
        ({"margin_night_visits": "nan"}, "check", "aspect_falls"),
    ],
)
async def test_what_cannot_be_a_plan_leads_back_to_the_step_that_can_mend_it(
    changed: dict[str, str], step: str, asked: str, town: Town, homes: list[str]
) -> None:
    async with town.client(person="evaluator", Accept="text/html") as client:
        answer = await client.get(f"/trials/new?step={step}&{address(homes, **changed)}")
    assert answer.status_code == 422
    assert 'class="trouble"' in answer.text
    assert f'name="{asked}"' in answer.text


async def test_a_frozen_plan_is_changed_with_a_reason_and_the_change_is_shown(town: Town, homes: list[str]) -> None:
    async with town.client(person="evaluator", Accept="text/html") as client:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        where = (await client.post("/trials", content=address(homes), headers=kind)).headers["location"]
        await client.post(f"{where}/freeze")
        name = where.rpartition("/")[2]
        again = (await client.get(f"/trials/new?id={name}")).text
        brought = dict(hidden(again))
        assert brought["id"] == name
        assert brought["margin_night_visits"] == "25"
        longer = address(homes, days="21", id=name, seed=town.registry.trials.get(name).plan.seed)
        assert (await client.post("/trials", content=longer, headers=kind)).status_code == 409
        changed = await client.post("/trials", content=longer + "&why=Late+delivery", headers=kind)
        assert changed.status_code == 303
        shown = (await client.get(where)).text
    assert "Late delivery" in shown
    assert town.registry.trials.get(name).plan.periods[0].days == 21


async def test_a_plan_stays_as_it_is_once_the_trial_is_over(town: Town) -> None:
    plan = town.registry.trials.get("nights").plan
    async with town.client(person="evaluator", Accept="text/html") as client:
        changed = address([HOMES["real"]], design="before_after", count="2", id="nights", why="A better margin")
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert (await client.post("/trials", content=changed, headers=kind)).status_code == 409
        assert "/trials/new?id=nights" not in (await client.get("/trials/nights")).text
    assert town.registry.trials.get("nights").plan == plan


async def test_a_plan_that_cannot_be_frozen_says_what_stands_in_the_way(town: Town) -> None:
    town.registry.places.add_home(Home(id="alone", site=SITES["test"], name="Alone"))
    async with town.client(person="administrator", Accept="text/html") as client:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        content = address([HOMES["real"], "alone"])
        where = (await client.post("/trials", content=content, headers=kind)).headers["location"]
        answer = await client.post(f"{where}/freeze")
        assert answer.status_code == 422
        assert 'class="missing"' in answer.text


async def test_whoever_makes_the_solution_sees_that_it_goes_on_and_nothing_else(town: Town) -> None:
    town.clock.at = NIGHT - timedelta(days=10)
    async with town.client(person="innovator", Accept="text/html") as client:
        assert "/trials/nights" in (await client.get("/trials")).text
        seen = (await client.get("/trials/nights")).text
        assert "Quieter nights" in seen
        for secret in (HOMES["real"], f"resident-{HOMES['real']}", "f" * 64):
            assert secret not in seen
        assert (await client.get("/trials/nights/progress")).status_code == 404


async def test_progress_tells_what_came_in_home_by_home_and_no_outcome(town: Town) -> None:
    town.clock.at = NIGHT - timedelta(days=8)
    async with town.client(person="evaluator", Accept="text/html") as client:
        seen = (await client.get("/trials/nights/progress")).text
    assert re.search(r"<td>5\s*</td>", seen)
    assert "5 of 12 days are over" in seen or "5 av 12 dygn är över" in seen
    assert 'class="solution"' not in seen


async def test_a_word_that_may_be_a_name_is_no_consent(town: Town) -> None:
    put_trial(town.registry, "later", state=State.DRAFT)
    async with town.client(person="evaluator", Accept="text/html") as client:
        told = {"home": HOMES["real"], "who": "Karin Åberg"}
        assert (await client.post("/trials/later/consents", data=told)).status_code == 422


async def test_of_many_homes_those_that_lack_a_consent_stand_first_and_the_rest_is_a_press_away(town: Town) -> None:
    names = [f"h{number:03}" for number in range(60)]
    for name in names:
        town.registry.places.add_home(Home(id=name, site=SITES["real"], name=name))
        town.registry.places.add_resident(Resident(id=f"r-{name}", home=name, parameters={}))
    async with town.client(person="evaluator", Accept="text/html") as client:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        where = (await client.post("/trials", content=address(names), headers=kind)).headers["location"]
        await client.post(f"{where}/freeze")
        trial, at = where.rpartition("/")[2], town.clock()
        town.registry.trials.consent(
            *(Consent(trial=trial, home=name, who=f"r-{name}", given=at, by="evaluator") for name in names[:59])
        )
        first, whole = (await client.get(where)).text, (await client.get(f"{where}?every=true")).text
    assert first.index("r-h059") < first.index("r-h000")
    assert "r-h058" not in first
    assert "r-h058" in whole
