"""A device's page: its description made from what was seen, corrected in a form, kept, refused with clear words."""

import json
from typing import Any

import pytest

from tests.api.world import HOMES, Town

HOME = HOMES["test"]
PATH = f"/connections/box-{HOME}/devices/climate"


def form(**changed: Any) -> dict[str, Any]:
    """What a browser sends when somebody presses the form's button."""
    filled = {
        "how": "correct",
        "mode": "strict",
        "title": "Klimat",
        "model": "TH-2",
        "keep": ["temperature"],
        "quantity": ["temperature"],
        "minimum": ["10"],
        "maximum": ["30,5"],
        "at_most": [""],
        "at_least": ["7200"],
    }
    return filled | changed


async def test_it_shows_what_was_seen_and_proposes_how_often(town: Town) -> None:
    async with town.client(person="innovator", Accept="text/html") as client:
        shown = (await client.get(PATH, headers={"Accept-Language": "en"})).text
    assert "24 readings" in shown or "24 mätvärden" in shown
    assert 'name="at_least" value="7200"' in shown
    assert 'name="minimum" value="-60"' in shown
    assert 'data-low="21" data-high="23"' in shown


async def test_what_was_corrected_is_kept_and_holds(town: Town) -> None:
    async with town.client(person="innovator", Accept="text/html") as client:
        assert (await client.post(PATH, data=form())).status_code == 303
        shown = (await client.get(PATH)).text
    kept = town.registry.descriptions.get(HOME, "climate")
    assert kept is not None
    thing: Any = kept.thing
    assert (kept.mode, thing["title"], thing["mistel:model"]) == ("strict", "Klimat", "TH-2")
    assert thing["events"]["temperature"]["data"]["maximum"] == 30.5
    assert 'name="maximum" value="30.5"' in shown


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"minimum": ["40"]}, "minimum 40 is greater than maximum 30.5"),
        ({"minimum": ["cold"]}, "&#39;cold&#39; is no number"),
        ({"minimum": ["nan"]}, "is no number"),
        ({"keep": []}, "names nothing that is told"),
        ({"how": "text", "text": "no JSON"}, "not JSON"),
        ({"how": "text", "text": "[]"}, "not a JSON object"),
    ],
)
async def test_what_contradicts_is_shown_again_as_it_was_filled_in(
    town: Town, changed: dict[str, Any], says: str
) -> None:
    async with town.client(person="innovator", Accept="text/html") as client:
        answer = await client.post(PATH, data=form(**changed))
    assert answer.status_code == 422
    assert says in answer.text
    assert town.registry.descriptions.get(HOME, "climate") is None
    if "minimum" in changed:
        assert f'name="minimum" value="{changed["minimum"][0]}"' in answer.text


async def test_a_text_of_ones_own_is_taken_and_forgotten(town: Town) -> None:
    async with town.client(person="innovator", Accept="text/html") as client:
        thing = (await client.get(f"/api/homes/{HOME}/devices/climate/description")).json()["thing"]
        answer = await client.post(PATH, data={"how": "text", "text": json.dumps(thing | {"title": "Mine"})})
        assert answer.status_code == 303
        kept = town.registry.descriptions.get(HOME, "climate")
        assert kept is not None
        assert (kept.thing["title"], kept.mode) == ("Mine", "warn")
        for _twice in range(2):
            assert (await client.post(PATH, data={"how": "forget"})).status_code == 303
    assert town.registry.descriptions.get(HOME, "climate") is None


async def test_a_device_that_told_nothing_or_is_of_another_connection_has_nothing_to_correct(town: Town) -> None:
    async with town.client(person="innovator", Accept="text/html") as client:
        silent = (await client.get(PATH.replace("climate", "button"))).text
        assert (await client.get(PATH.replace("climate", "nothing"))).status_code == 404
    assert 'name="keep"' not in silent


async def test_who_may_not_see_what_real_devices_told_describes_them_without_seeing_it(town: Town) -> None:
    async with town.client(person="administrator", Accept="text/html") as client:
        shown = (await client.get(PATH.replace(HOME, HOMES["real"]))).text
    assert 'name="keep"' in shown
    assert "data-low" not in shown
