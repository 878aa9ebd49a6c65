"""A scenario played in this process, without broker and desk: what happened, what the rules find, what that is worth.

The alerts are those that a run through everything ends in (a test holds them together); only what depends on when
things arrive, as whether an alert was found late, is not known here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from alerts.rules import RULES
from care.events import Event
from evaluation.backtest import Found, over_all
from evaluation.furnishing import as_judged
from evaluation.past import past
from evaluation.verdicts import Verdict, verdicts
from simulators.scenario import Scenario
from simulators.story import Story

_SITE: Final = "rehearsal"
_HOME: Final = "home"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of it. ``story`` has been told, so its episodes are complete; ``found`` is in order of onset."""

    story: Story
    events: tuple[Event, ...]
    found: tuple[Found, ...]
    verdicts: tuple[Verdict, ...]


async def rehearse(scenario: Scenario, seed: int | str, rules: Collection[str] = tuple(RULES)) -> Rehearsal:
    """Tell a scenario and show it to fresh rules, all or those of these situations, in the order of event times."""
    story = Story(scenario, _HOME, seed)
    events = list(
        {
            event.identity: event  # told twice is once, as in a journal
            for event in (
                Event(_SITE, told.home, told.device, told.quantity, told.time, told.value, received=told.came)
                for told in sorted(story.tell(), key=attrgetter("time"))
            )
        }.values()
    )
    household = as_judged(story, _SITE)
    async with past(events, _SITE, _HOME) as history:
        fresh = [RULES[situation](household) for situation in RULES if situation in rules]
        found = over_all(household, fresh, events, until=story.end, history=history)
    return Rehearsal(story, tuple(events), tuple(found), tuple(verdicts(scenario, story.episodes, found)))
