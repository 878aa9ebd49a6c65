"""A home that was offline and is back: what it kept is told late, and ends in the alerts that it should have had."""

from pathlib import Path

from care.people import Organisation, Site, World
from evaluation.furnishing import furnish
from evaluation.rehearsal import rehearse
from evaluation.runs import play
from mistel.reach import reached
from mistel.settings import Settings
from simulators.scenario_file import load
from simulators.story import Story

SITE = Site(id="late", organisation="own", name="Late", zone="Europe/Stockholm", world=World.TEST)

SCENARIO = """\
title: {sv: Hemmet är utan förbindelse, en: The home is offline}
story: {sv: Hon går ut på natten medan hemmet är utan förbindelse., en: She goes out while the home is offline.}
date: "2026-01-14"
starts: "22:30"
lasts: "3 h"
devices: [base, hub]
link: {lost: 0.01, doubled: 0.2, delay: "20 s"}
steps:
  - do: hub_goes_offline
    at: "23:00"
  - do: leaves_home
    at: "23:30"
  - do: is_brought_home
    after: "40 min"
  - do: hub_comes_back
    after: "30 min"
truth: {label: left_home_at_night, hazard_from: leaves_home, ends: is_brought_home}
expect: {alert: left_home_at_night, deadline: "15 min"}
"""


async def test_what_a_home_kept_while_it_was_offline_is_judged_as_if_it_had_come_in_time(tmp_path: Path) -> None:
    file = tmp_path / "offline.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    scenario = load(file)
    async with reached(Settings.load(state_dir=tmp_path)) as reach:
        reach.registry.places.add_organisation(Organisation(id="own", name="Own"))
        stage = await reach.stage(SITE)
        story = Story(scenario, "h-late", "1")
        [verdict] = await play(
            stage, [story], {story.home: furnish(stage, story, "a home")}, speed=None, progress=lambda _: None
        )
        alerts = reach.registry.alerts.of_home(story.home)

    assert verdict.passed, verdict.why
    [left] = [alert for alert in alerts if alert.situation == "left_home_at_night"]
    assert left.found_late
    assert [alert.onset for alert in alerts if alert.situation == "home_silent"]
    in_process = {found.onset for found in (await rehearse(scenario, "1")).found if found.situation == left.situation}
    assert in_process == {left.onset}
