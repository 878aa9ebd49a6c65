"""The tablet of the test apartment: a session is begun, tapped through and scored, by who may start runs."""

from pathlib import Path

from care.people import Home
from store.registry import RunState
from tests.api.world import SITES, build

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}


async def test_a_session_is_acted_on_a_tablet_from_its_choice_to_its_score(tmp_path: Path) -> None:
    town = await build(tmp_path)
    town.registry.places.add_home(Home(id="flat", site=SITES["test"], name="The flat"))
    async with town.client(person="innovator", **FORM) as client:
        page = (await client.get("/solutions/floor/apartment")).text
        assert 'value="falls_with_alarm"' in page
        wrong = await client.post("/solutions/floor/apartment", content="scenario=power_cut&home=flat")
        assert (wrong.status_code, "cannot be acted" in wrong.text) == (422, True)
        begun = await client.post("/solutions/floor/apartment", content="scenario=falls_with_alarm&home=flat")
        tablet = begun.headers["location"]
        run = tablet.removeprefix("/apartment/")
        assert "Nu ligger jag på golvet" in (await client.get(tablet)).text
        early = await client.post(f"{tablet}/end")
        assert (early.status_code, "Not every step" in early.text) == (409, True)
        for step in (0, 0, 1):  # the first is tapped twice
            assert (await client.post(f"{tablet}/tap", content=f"step={step}")).status_code == 303
        await client.post(f"{tablet}/back", content="step=1")
        await client.post(f"{tablet}/tap", content="step=1")
        assert "Avsluta och bedöm" in (await client.get(tablet)).text
        await client.post(f"{tablet}/end")
        assert f"/runs/{run}/score" in (await client.get(tablet)).text
        assert town.registry.runs.get(run).state is RunState.DONE
        assert (await client.get(f"/runs/{run}/score")).status_code == 200
        assert (await client.get(f"/runs/{run}")).status_code == 200
        other = (await client.post("/solutions/floor/apartment", content="scenario=stumbles&home=flat")).headers
        await client.post(f"{other['location']}/throw-away")
        assert town.registry.runs.get(other["location"].removeprefix("/apartment/")).state is RunState.FAILED
    async with town.client(person="care", **FORM) as client:
        assert (await client.get(tablet)).status_code == 404
    town.close()
