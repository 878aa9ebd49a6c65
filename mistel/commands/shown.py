"""``mistel scenario show``: one scenario in words, and how one variation of it goes."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Annotated

import typer

from evaluation.rehearsal import Rehearsal, rehearse
from evaluation.verdicts import spell, words
from mistel.commands.opened import console, run
from mistel.commands.scenarios import find
from simulators.scenario import Scenario
from simulators.scenario_parts import Happening


def show(
    name: Annotated[str, typer.Argument(help="A name from `mistel scenario list`, or a file.")],
    *,
    seed: Annotated[str, typer.Option(help="Which variation is told; the same seed tells the same.")] = "1",
    swedish: Annotated[bool, typer.Option("--sv", help="Title and story in Swedish.")] = False,
) -> None:
    """Tell a scenario in words: who, where, what happens, what must be noticed; then how one variation of it goes."""
    scenario = find(name)
    for line in _told(scenario, swedish=swedish):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(f"\nOne variation (seed {seed}), with the built-in rules", style="bold", markup=False)
    rehearsal = run(rehearse(scenario, seed))
    for line in _went(rehearsal):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _told(scenario: Scenario, *, swedish: bool) -> Iterator[str]:
    yield scenario.title.sv if swedish else scenario.title.en
    yield (scenario.story.sv if swedish else scenario.story.en).strip()
    yield ""
    people = ", ".join(f"{one.id} ({one.profile})" if one.profile else one.id for one in scenario.people)
    yield f"  home      {scenario.home}; {people}; devices: {', '.join(scenario.kits)}"
    yield f"  when      {scenario.date} {scenario.starts:%H:%M}, for {_long(scenario.lasts)} ({scenario.zone})"
    for visitor in scenario.visitors:
        yield f"  visitor   {visitor.id} comes around {visitor.comes:%H:%M} for {_long(visitor.stays)}"
    for step in scenario.steps:
        yield f"  step      {_step(step)}"
    for truth in scenario.truth:
        after = f", {_long(truth.hazard_after)} after" if truth.hazard_after else ""
        until = f" until {truth.ends}" if truth.ends else " to the end"
        yield f"  true      {truth.label} from {truth.hazard_from}{after}{until}"
    for expected in scenario.expectations:
        yield f"  expected  {words(expected)}"


def _step(step: Happening) -> str:
    what = step.do or " or ".join(f"{one.do} ({one.chance:g})" for one in step.one_of)
    when = f"around {step.at:%H:%M}" if isinstance(step.at, time) else ""
    if step.after is not None:
        when = f"{_long(step.after.by)} after {step.after.step or 'that'}"
    days = f" on days {', '.join(map(str, step.days))}" if step.days else ""
    chance = f", chance {step.chance:g}" if step.chance < 1 else ""
    return f"{what} {when}{days}{chance}"


def _went(rehearsal: Rehearsal) -> Iterator[str]:
    story = rehearsal.story
    happenings: list[tuple[datetime, str]] = [(at, step) for step, at in story.happened]
    for episode in story.episodes:
        happenings.append((episode.hazard_from, f"from here on it is true: {episode.label}"))
        happenings.append((episode.end, f"over: {episode.label}"))
    for found in rehearsal.found:
        happenings.append((found.onset, f"ALERT {found.situation}"))
        if found.end is not None:
            happenings.append((found.end, f"alert over: {found.situation}"))
    zone = story.scenario.tz
    form = "%H:%M:%S" if story.scenario.lasts < timedelta(days=1) else "%a %d %b %H:%M"
    for at, what in sorted(happenings):
        yield f"  {at.astimezone(zone):{form}}  {what}"
    told = len(rehearsal.events)
    yield f"  {told} readings in {_long(story.end - story.start)}."
    for verdict in rehearsal.verdicts:
        yield f"  {'pass' if verdict.passed else 'FAIL'}  {words(verdict.expected)}: {verdict.why}"


def _long(length: timedelta) -> str:
    days, rest = divmod(length, timedelta(days=1))
    parts = [f"{days} d"] if days else []
    return " ".join([*parts, *([spell(rest)] if rest or not days else [])])
