"""Replay recordings through the broker into a test site, and say what became of every reading."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Final

from pydantic import JsonValue

from care.alerts import Alert
from care.episodes import Episode
from care.errors import MistelError
from evaluation.furnishing import Stage
from evaluation.recorded_home import check, furnish
from evaluation.runs import REPORT_EVERY
from simulators.publish import Progress, publish
from simulators.recording import Recording
from simulators.telling import Reading
from store.journal import JournalReader
from store.registry import Run, RunState

SHOWN: Final = 20
"""So many readings that were not kept are named, and so many reasons."""
_DAY: Final = timedelta(days=1)
_REFUSALS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Replay:
    """A recording, and the home that it is told as."""

    home: str
    recording: Recording


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one home's readings: of all that were sent, these are new, those were there, some are missing.

    ``lines`` names missing ones by line; ``refused`` is what the gateway said of this home meanwhile, and how often.
    """

    replay: Replay
    new: int
    already: int
    missing: int
    lines: tuple[int, ...]
    refused: tuple[tuple[str, int], ...]
    alerts: tuple[Alert, ...]

    @property
    def accounted(self) -> bool:
        """Whether every reading was kept, or refused with a reason."""
        return not self.missing or bool(self.refused)

    @property
    def record(self) -> dict[str, JsonValue]:
        """What is kept with the run."""
        recording = self.replay.recording
        return {
            "home": self.replay.home,
            "file": recording.path.name,
            "form": recording.form.name,
            "from": recording.start.isoformat(),
            "until": recording.end.isoformat(),
            "rows": recording.rows,
            "sent": recording.sent,
            "new": self.new,
            "already": self.already,
            "missing": self.missing,
            "missing_lines": list(self.lines),
            "refused": dict(self.refused),
            "unsent": [
                {"sensor": one.sensor, "rows": one.rows, "line": one.line, "reason": one.reason}
                for one in recording.unsent
            ],
            "late": recording.late.count,
            "twice": recording.twice.count,
            "labels": len(recording.labels),
            "alerts": dict(Counter(alert.situation for alert in self.alerts)),
        }


async def carry_out(
    stage: Stage,
    run: Run,
    replays: Sequence[Replay],
    reader: JournalReader,
    show: Callable[[Progress], None] = lambda _: None,
) -> list[Outcome]:
    """Replay recordings side by side as a running run, as fast as they are taken; end it as done, or failed with why.

    Labels are kept as the run's episodes. What was kept before is not kept twice. Raises SettingError, before
    anything is sent, when a recording cannot go into its home.
    """
    began = stage.now()
    try:
        for replay in replays:
            check(stage, replay.recording, replay.home)
        logins = {replay.home: furnish(stage, replay.recording, replay.home) for replay in replays}
        await stage.enrol([*logins.values()])
        before = [await asyncio.to_thread(_kept, reader, replay) for replay in replays]
        await publish(
            [replay.recording.feed(replay.home) for replay in replays],
            url=stage.broker_url,
            credentials=logins,
            site=stage.site,
            speed=None,
            ca=stage.ca,
            progress=_reporter(stage, run, replays, show),
        )
        outcomes = [
            await asyncio.to_thread(_outcome, stage, reader, replay, already, began)
            for replay, already in zip(replays, before, strict=True)
        ]
        await asyncio.to_thread(_keep_labels, stage, run, replays)
    except (MistelError, asyncio.CancelledError) as error:
        stage.registry.runs.finish(run.id, RunState.FAILED, {"why": str(error) or "It was stopped."})
        raise
    stage.registry.runs.report(run.id, 1.0, _note(outcomes))
    stage.registry.runs.finish(run.id, RunState.DONE, {"homes": [outcome.record for outcome in outcomes]})
    return outcomes


def _reporter(
    stage: Stage, run: Run, replays: Sequence[Replay], show: Callable[[Progress], None]
) -> Callable[[Progress], None]:
    """Give what shows each home's progress, and keeps that of the whole run with it now and then."""
    whole = sum(replay.recording.sent for replay in replays)
    sent: dict[str, int] = {}
    reported = stage.now()

    def report(far: Progress) -> None:
        nonlocal reported
        sent[far.home] = far.sent
        show(far)
        if stage.now() - reported >= REPORT_EVERY:
            reported = stage.now()
            stage.registry.runs.report(run.id, sum(sent.values()) / whole)

    return report


def _outcome(stage: Stage, reader: JournalReader, replay: Replay, already: int, began: datetime) -> Outcome:
    missing = 0
    lines: list[int] = []
    for reading in _missing(reader, replay):
        missing += 1
        if missing <= SHOWN:
            lines.append(reading.line)
    refusals = [r for r in reader.refusals(_REFUSALS, home=replay.home) if r.received >= began]
    return Outcome(
        replay=replay,
        new=replay.recording.sent - missing - already,
        already=already,
        missing=missing,
        lines=tuple(lines),
        refused=tuple(Counter(f"{r.reason}: {r.says}" for r in refusals).most_common(SHOWN)),
        alerts=tuple(stage.registry.alerts.of_home(replay.home)),
    )


def _kept(reader: JournalReader, replay: Replay) -> int:
    """Count the readings of a recording that are kept."""
    if replay.home not in reader.counts().by_home:
        return 0
    return replay.recording.sent - sum(1 for _ in _missing(reader, replay))


def _missing(reader: JournalReader, replay: Replay) -> Iterator[Reading]:
    """Give the readings of a recording that the journal does not have, a day at a time."""
    for day, readings in groupby(replay.recording.readings(), key=lambda reading: reading.time.date()):
        since = datetime.combine(day, time(), UTC)
        kept = {(e.device, e.quantity, e.time, e.value) for e in reader.span(replay.home, since, since + _DAY)}
        for reading in readings:
            if (reading.sensor.device, reading.sensor.quantity, reading.time, reading.value) not in kept:
                yield reading


def _keep_labels(stage: Stage, run: Run, replays: Sequence[Replay]) -> None:
    truth = [
        Episode(home=replay.home, label=one.label, hazard_from=one.start, deadline=one.end, end=one.end)
        for replay in replays
        for one in replay.recording.labels
    ]
    stage.registry.episodes.add(run.id, *truth)


def _note(outcomes: Sequence[Outcome]) -> str:
    sent, new = sum(o.replay.recording.sent for o in outcomes), sum(o.new for o in outcomes)
    unsent = sum(one.rows for o in outcomes for one in o.replay.recording.unsent)
    missing = sum(o.missing for o in outcomes)
    return (
        f"{len(outcomes)} {'home' if len(outcomes) == 1 else 'homes'}: {sent} readings sent, {new} new,"
        f" {missing} not kept; {unsent} rows not sent"
    )
