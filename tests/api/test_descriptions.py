"""A device's description over HTTP: made, uploaded, refused with clear words, forgotten."""

import json
from typing import Any

import pytest

from tests.api.world import HOMES, SITES, Town

HOME = HOMES["test"]
PATH = f"/api/homes/{HOME}/devices/climate/description"


def changed(thing: dict[str, Any], **data: Any) -> dict[str, Any]:
    thing["events"]["temperature"]["data"] |= data
    return thing


async def test_a_device_is_described_by_what_it_has_told_so_far(town: Town) -> None:
    async with town.client(person="innovator") as client:
        shown = (await client.get(PATH)).json()
        silent = (await client.get(f"/api/homes/{HOME}/devices/button/description")).json()
    assert (shown["mode"], shown["uploaded"]) == ("none", None)
    assert list(shown["thing"]["events"]) == ["temperature"]
    assert shown["thing"]["title"] == "Termometer"
    (form,) = shown["thing"]["events"]["temperature"]["forms"]
    assert form["mqv:filter"] == f"mistel/{SITES['test']}/{HOME}/box-{HOME}/events"
    assert "events" not in silent["thing"]


async def test_what_was_made_can_be_narrowed_and_uploaded_and_forgotten(town: Town) -> None:
    async with town.client(person="innovator") as client:
        thing = changed((await client.get(PATH)).json()["thing"], minimum=10, maximum=30)
        put = await client.put(PATH, params={"mode": "strict"}, json=thing)
        assert (put.status_code, put.json()["mode"], put.json()["thing"]) == (200, "strict", thing)
        assert (await client.get(PATH)).json() == put.json()
        assert town.registry.changes.after(0)[-1].noun == "description"
        assert (await client.delete(PATH)).status_code == 204
        assert (await client.get(PATH)).json()["mode"] == "none"
        assert (await client.delete(PATH)).status_code == 204
        assert (await client.delete(PATH.replace("climate", "nothing"))).status_code == 404


@pytest.mark.parametrize(
    ("data", "field", "says"),
    [
        ({"minimum": 30, "maximum": 10}, "minimum 30 is greater than maximum 10", "Exchange"),
        ({"unit": "W"}, "temperature has Cel, not 'W'", "Correct the unit"),
    ],
)
async def test_a_contradiction_is_refused_and_the_old_description_stays(
    town: Town, data: dict[str, Any], field: str, says: str
) -> None:
    async with town.client(person="innovator") as client:
        thing = (await client.get(PATH)).json()["thing"]
        answer = await client.put(PATH, json=changed(thing, **data))
        assert answer.status_code == 422
        assert field in answer.json()["detail"]
        assert says in answer.json()["mend"]
        assert (await client.get(PATH)).json()["mode"] == "none"


async def test_an_event_that_stands_twice_is_refused(town: Town) -> None:
    async with town.client(person="innovator") as client:
        thing = json.dumps((await client.get(PATH)).json()["thing"])
        twice = thing.replace('"events": {', '"events": {"temperature": {}, ')
        answer = await client.put(PATH, content=twice)
    assert answer.status_code == 422
    assert "'temperature' stands twice" in answer.json()["detail"]


async def test_a_device_that_is_not_there_is_not_found_and_a_mode_that_is_none_is_refused(town: Town) -> None:
    async with town.client(person="innovator") as client:
        assert (await client.get(PATH.replace("climate", "nothing"))).status_code == 404
        assert (await client.put(PATH.replace("climate", "nothing"), json={})).status_code == 404
        assert (await client.put(PATH, params={"mode": "loose"}, json={})).status_code == 422
