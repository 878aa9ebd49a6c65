"""``mistel replay FILE…``: recordings of real homes, side by side, through the broker into a test site."""

import os
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from care.errors import SettingError
from care.ids import new_id
from care.people import Site, World
from evaluation.furnishing import Stage
from evaluation.replays import Outcome, Replay, carry_out
from mistel.commands.files import Labels, Mappings, Zone, homes_of, read_all, zone_of
from mistel.commands.opened import console, notes, own_organisation, run
from mistel.commands.outcomes import say
from mistel.reach import reached
from mistel.settings import Settings
from simulators import mapping_file
from simulators.mapping import NONE
from simulators.publish import Progress as Far
from simulators.survey import survey
from store.journal import JournalReader
from store.registry import Run, RunState

SITE: Final = "recordings"
BARS: Final = 8
"""More homes than these share one bar."""
_DAY: Final = timedelta(days=1)


def replay(
    files: Annotated[
        list[Path], typer.Argument(help="Recordings, one for each home; docs/replay.md tells their forms.")
    ],
    *,
    site: Annotated[str, typer.Option(help="The test site; made when it is not there.")] = SITE,
    home: Annotated[
        str | None, typer.Option(help="The home of a single recording; homes are named after the files when left out.")
    ] = None,
    zone: Zone = "Europe/Stockholm",
    mapping: Mappings = None,
    labels: Labels = None,
    write_mapping: Annotated[
        Path | None, typer.Option(help="Replay nothing: write here what the sensors are taken for, to be corrected.")
    ] = None,
) -> None:
    """Send recordings through broker, gateway and rules as fast as they are taken; nothing is kept twice.

    Exit status 0 when every reading was kept or its reason named, 1 when some are missing.
    """
    if write_mapping is not None:
        _write_mapping(write_mapping, files)
        return
    tz = zone_of(zone)
    homes = homes_of(files, home)
    recordings = read_all(files, tz, mapping or [], labels or [])
    replays = [Replay(name, recording) for name, recording in zip(homes, recordings, strict=True)]
    outcomes = run(_replay(Settings.load(), replays, site, zone))
    raise typer.Exit(0 if all(outcome.accounted for outcome in outcomes) else 1)


def _write_mapping(path: Path, files: Sequence[Path]) -> None:
    if len(files) > 1:
        raise SettingError("A mapping is of one recording; give one file with --write-mapping.")
    mapped = mapping_file.write(path, survey(files[0]))
    left_out = [item for item in mapped.sensors if item.quantity == NONE]
    console.print(f"{path}: what the {len(mapped.sensors)} sensors of {files[0].name} are taken for.", markup=False)
    for item in left_out:
        console.print(f"  not sent  {item.sensor}: {item.reason}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"Correct it, then: mistel replay {files[0]} --mapping {path}", markup=False, soft_wrap=True)


async def _replay(settings: Settings, replays: Sequence[Replay], site_id: str, zone: str) -> list[Outcome]:
    async with reached(settings) as reach:
        organisation = own_organisation(reach.registry)
        site = Site(id=site_id, organisation=organisation, name=site_id.capitalize(), zone=zone, world=World.TEST)
        stage = await reach.stage(site)
        there = reach.registry.places.site(site_id)
        if there.zone != zone:
            notes.print(
                f"Times are read as {zone}; site {site_id} is in {there.zone}, and its nights are judged by that.",
                soft_wrap=True,
            )
        asked = _run(stage, organisation, replays)
        reach.registry.runs.add(asked)
        began = time.monotonic()
        with JournalReader.open(settings.state_dir, site_id) as reader:
            outcomes = await _with_bars(stage, asked, replays, reader)
        lasted = time.monotonic() - began
    days = sum((replay.recording.end - replay.recording.start) / _DAY for replay in replays)
    sent = sum(replay.recording.sent for replay in replays)
    for outcome in outcomes:
        say(console, outcome, there.tz)
    console.print(
        f"Run {asked.id} at site {site_id}: {sent} readings of {days:.1f} home-days in {lasted:.1f} s,"
        f" {days / lasted:.0f} home-days a second.",
        highlight=False,
        soft_wrap=True,
    )
    return outcomes


def _run(stage: Stage, organisation: str, replays: Sequence[Replay]) -> Run:
    names = [replay.recording.path.name for replay in replays]
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")  # noqa: PLR2004 - a title
    return Run(
        id=new_id("run"),
        organisation=organisation,
        kind="replay",
        spec={"site": stage.site, "file": shown, "homes": {r.home: r.recording.path.name for r in replays}},
        state=RunState.RUNNING,
        created=stage.now(),
        started=stage.now(),
        worker=f"process {os.getpid()}",
    )


async def _with_bars(stage: Stage, asked: Run, replays: Sequence[Replay], reader: JournalReader) -> list[Outcome]:
    """Carry the run out while bars on standard error show how far the homes have come."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[day]}"),
        TimeElapsedColumn(),
        console=notes,
    ) as bars:
        sent = dict.fromkeys((replay.home for replay in replays), 0)
        if len(replays) <= BARS:
            own = {r.home: bars.add_task(r.home, total=r.recording.sent, day="") for r in replays}

            def show(far: Far) -> None:
                bars.update(own[far.home], completed=far.sent, day=f"{far.told:%Y-%m-%d}")
        else:
            whole = sum(replay.recording.sent for replay in replays)
            all_homes = bars.add_task(f"{len(replays)} homes", total=whole, day="")

            def show(far: Far) -> None:
                sent[far.home] = far.sent
                bars.update(all_homes, completed=sum(sent.values()))

        return await carry_out(stage, asked, replays, reader, show)
