"""Try a solution over recorded homes: what happened in real homes is told again, in step with what listens to it."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import takewhile
from typing import Final

from care.episodes import Episode
from care.ids import new_id
from care.situations import SITUATIONS
from care.solutions import Solution
from evaluation.furnishing import Stage
from evaluation.recorded_home import furnish, items_of
from evaluation.solutions.asking import MOST_PLAYS, TrySpec, must_be_few
from evaluation.solutions.lived import Homes, Show, Tried, live, show_nothing
from evaluation.solutions.results import RECORDED, Play
from simulators.feed import Feed
from simulators.recording import Recording
from store.journal import JournalReader
from store.registry import Run

TICK: Final = timedelta(minutes=5)
"""A recorded home ticks after each reading, and so often when there is none: recordings are long."""


def spec_of(solution: Solution, recordings: Sequence[Recording]) -> TrySpec:
    """Give what is asked: each recording once, in a home of its own; raises SettingError for too many."""
    must_be_few(len(recordings), MOST_PLAYS)
    return TrySpec(
        site=solution.site,
        solution=solution.id,
        version=solution.version,
        recordings=tuple(recording.path.name for recording in recordings),
        levels=(RECORDED,),
    )


async def carry_out(
    stage: Stage,
    run: Run,
    recordings: Sequence[Recording],
    reader: JournalReader,
    show: Show = show_nothing,
    most: timedelta | None = None,
) -> Tried:
    """Tell recordings as a running run, each up to ``most`` of its time, and keep what was told of them.

    Labels that name a situation are the truth; what they say else is an activity, and no alert is expected of it.
    """
    return await live(stage, run, reader, lambda: _homes(stage, recordings, most), speed=None, tick=TICK, show=show)


def _homes(stage: Stage, recordings: Sequence[Recording], most: timedelta | None) -> Homes:
    """Furnish a home for each; a new one every time, since what was judged once is not judged anew."""
    feeds = [_feed(recording, new_id("h"), most) for recording in recordings]
    told = list(zip(feeds, recordings, strict=True))
    return Homes(
        plays=[
            Play(
                home=feed.home,
                scenario=recording.path.stem,
                level=RECORDED,
                start=feed.start,
                end=feed.end,
                monitored=0,
            )
            for feed, recording in told
        ],
        feeds=feeds,
        logins={feed.home: furnish(stage, recording, feed.home) for feed, recording in told},
        truth=[episode for feed, recording in told for episode in _truth(feed, recording)],
        residents={feed.home: _residents(recording) for feed, recording in told},
    )


def _feed(recording: Recording, home: str, most: timedelta | None) -> Feed:
    whole = recording.feed(home)
    if most is None or whole.start + most >= whole.end:
        return whole
    end = whole.start + most
    return Feed(home, whole.start, end, takewhile(lambda told: told.came <= end, whole.told))


def _truth(feed: Feed, recording: Recording) -> list[Episode]:
    return [
        Episode(home=feed.home, label=one.label, hazard_from=one.start, deadline=one.end, end=one.end)
        for one in recording.labels
        if one.label in SITUATIONS and one.start < feed.end
    ]


def _residents(recording: Recording) -> int:
    """Count who is named as living there: at least one, for somebody moved."""
    return max(1, len({item.resident for item in items_of(recording).values() if item.resident is not None}))
