"""Staff's load as a page, over the API, and as plots: of one's own sites only, each figure against its target."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from care.alerts import Closing, Outcome
from care.duty import Contact
from care.rota import Rota
from dashboards import load_plots
from tests.api.world import HOMES, NIGHT, SITES, Town

SVG = "{http://www.w3.org/2000/svg}svg"


def a_night(town: Town) -> None:
    """Three falls, answered after 30 s, two minutes and never; the first proves false."""
    for minutes, wait in ((0, 30), (20, 120), (40, None)):
        onset = NIGHT - timedelta(hours=3) + timedelta(minutes=minutes)
        alert = town.raise_alert("fall", onset=onset)
        if wait is None:
            continue
        at = onset + timedelta(seconds=wait)
        alert = town.desk.acknowledge(alert.id, alert.version, "care", at)
        outcome = Outcome.FALSE if minutes == 0 else Outcome.TRUE
        town.desk.close(alert.id, alert.version, "care", at, closing=Closing(outcome=outcome))


async def test_the_load_of_a_site_is_told_against_its_targets(town: Town) -> None:
    a_night(town)
    async with town.client(person="care") as client:
        told = (await client.get("/api/load", params={"site": SITES["real"], "days": 1})).json()
    figures = {one["name"]: one for one in told["figures"]}
    assert (told["calls"], told["until"]) == (3, "2026-03-03T00:30:00Z")
    assert figures["answered in 60 s"]["value"] == pytest.approx(1 / 3)
    assert figures["answered in 60 s"]["verdict"] == "too little data"
    assert figures["calls per operator"]["verdict"] == "met"
    assert told["answered"] == {"n": 2, "half": 30, "nine_of_ten": 120}
    assert [(one["name"], one["false"], one["true"]) for one in told["false_by_rule"]] == [("fall", 1, 1)]
    assert told["worst"][0]["calls"] == 3
    assert told["operators_by_rota"] is False


async def test_the_page_says_the_same_in_words(town: Town) -> None:
    a_night(town)
    async with town.client(person="care") as client:
        shown = (await client.get("/load", params={"site": SITES["real"], "days": 1})).text
    assert "3 larm kallade på någon." in shown
    assert "Det finns ingen jourlista" in shown
    assert "33,3%" in shown
    assert "för lite data" in shown
    assert f'src="/load/calls?site={SITES["real"]}&amp;days=1"' in shown


async def test_operators_are_counted_by_the_rota_where_there_is_one(town: Town) -> None:
    a_night(town)
    rota = Rota.model_validate(
        {
            "id": "night",
            "name": "Night",
            "shifts": [{"who": ["kim", "sam"], "days": [0], "start": "20:00", "end": "08:00"}],
        }
    )
    site = SITES["real"]
    contacts = [Contact(id=one, name=one) for one in ("kim", "sam")]
    town.registry.duty.put(site, contacts, "", by="care", at=NIGHT)
    town.registry.duty.put(site, rota, "", by="care", at=NIGHT)
    async with town.client(person="care") as client:
        told = (await client.get("/api/load", params={"site": site, "days": 1})).json()
    most = next(one for one in told["figures"] if one["name"] == "most calls per operator")
    assert told["operators_by_rota"] is True
    assert most["value"] == 0.5, "two were on duty"


async def test_what_was_moved_since_is_measured_anew(town: Town) -> None:
    a_night(town)
    async with town.client(person="care") as client:
        before = (await client.get("/api/load", params={"site": SITES["real"], "days": 1})).json()
        town.raise_alert("fall", onset=NIGHT)
        after = (await client.get("/api/load", params={"site": SITES["real"], "days": 1})).json()
    assert (before["calls"], after["calls"]) == (3, 4)


async def test_a_simulated_sites_time_is_that_of_its_alerts(town: Town) -> None:
    town.raise_alert("fall", HOMES["test"], onset=NIGHT - timedelta(days=100))
    async with town.client(person="care") as client:
        told = (await client.get("/api/load", params={"site": SITES["test"], "days": 1})).json()
    assert told["calls"] == 1
    assert told["until"] == "2025-11-23T00:20:00Z"


async def test_another_organisations_load_is_not_told(town: Town) -> None:
    async with town.client(person="care") as client:
        asked = [
            await client.get(path, params={"site": SITES["other"]}) for path in ("/load", "/api/load", "/load/calls")
        ]
        page = (await client.get("/load")).text
    assert [one.status_code for one in asked] == [404, 404, 404]
    assert "Månen" not in page


@pytest.mark.parametrize("name", load_plots.PLOTS)
async def test_a_plot_is_svg_in_the_readers_language_and_light(town: Town, name: str) -> None:
    a_night(town)
    asked = {"site": SITES["real"], "days": 1}
    async with town.client(person="care") as client:
        light, dark = [await client.get(f"/load/{name}", params=asked | {"dark": dark}) for dark in (False, True)]
    assert light.headers["content-type"] == "image/svg+xml"
    assert ET.fromstring(light.text).tag == SVG  # noqa: S314 - our own
    assert load_plots.LIGHT.card in light.text
    assert load_plots.DARK.card in dark.text
    assert "<style" not in light.text, "the content policy allows none"


async def test_where_there_is_nothing_to_draw_there_is_no_plot(town: Town) -> None:
    async with town.client(person="care") as client:
        answers = await client.get("/load/answers", params={"site": SITES["real"]})
        unknown = await client.get("/load/rain", params={"site": SITES["real"]})
        page = (await client.get("/load", params={"site": SITES["real"]})).text
    assert [answers.status_code, unknown.status_code] == [404, 404]
    assert "/load/" not in page
    assert "0 larm kallade på någon. Av 13 mått når" in page


async def test_without_the_extra_the_tables_stand_and_the_page_says_so(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_night(town)
    monkeypatch.setattr(load_plots, "may_draw", lambda: False)
    async with town.client(person="care") as client:
        page = (await client.get("/load", params={"site": SITES["real"], "days": 1})).text
        plot = await client.get("/load/calls", params={"site": SITES["real"], "days": 1})
    assert "Diagram är inte installerade här" in page
    assert "3 larm kallade på någon." in page
    assert "<img" not in page
    assert plot.status_code == 404
