"""Try a solution: scenarios at levels of faults, each in a home of its own, in step with what listens to them."""

from collections.abc import Sequence

from pydantic import JsonValue

from care.episodes import Episode
from care.ids import new_id
from care.solutions import BASELINE
from evaluation.furnishing import Stage, furnish
from evaluation.solutions.asking import TrySpec
from evaluation.solutions.levels import at_level
from evaluation.solutions.lived import Homes, Show, Tried, live, show_nothing
from evaluation.solutions.results import Play
from evaluation.verdicts import verdicts
from simulators.feed import Feed
from simulators.scenario import Scenario
from simulators.story import Story
from store.journal import JournalReader
from store.registry import Run


async def carry_out(
    stage: Stage, run: Run, scenarios: Sequence[Scenario], reader: JournalReader, show: Show = show_nothing
) -> Tried:
    """Play a running run's scenarios, and keep what was played, what was true and what was wrong with it.

    The verdicts kept are the baseline's; the solution's alerts stand at the desk by its id.
    """
    spec = TrySpec.model_validate(run.spec)
    return await live(stage, run, reader, lambda: _homes(stage, run, spec, scenarios), speed=spec.speed, show=show)


def _homes(stage: Stage, run: Run, spec: TrySpec, scenarios: Sequence[Scenario]) -> Homes:
    """Furnish a home for each play; homes are named by number, so that a name gives no scenario away."""
    told = [
        (Story(at_level(scenario, level), new_id("h"), f"{spec.seed}/{repeat}"), level, repeat)
        for repeat in range(spec.repeats)
        for level in spec.levels
        for scenario in scenarios
    ]
    truth = {story.home: _truth_of(story) for story, _, _ in told}
    return Homes(
        plays=[_play(story, level, repeat) for story, level, repeat in told],
        feeds=[Feed(story.home, story.start, story.end, story.tell()) for story, _, _ in told],
        logins={
            story.home: furnish(stage, story, f"Flat {number} ({run.id[-4:]})")
            for number, (story, _, _) in enumerate(told, 1)
        },
        truth=[episode for story, _, _ in told for episode in truth[story.home]],
        residents={story.home: len(story.household.residents) for story, _, _ in told},
        judged=lambda: {"verdicts": [given for story, _, _ in told for given in _verdicts(stage, story)]},
    )


def _truth_of(story: Story) -> list[Episode]:
    """Tell a story to nobody: what happens in it hangs on its seed alone, so it is true before it is played."""
    for _ in story.tell():
        pass
    return story.episodes


def _play(story: Story, level: str, repeat: int) -> Play:
    scenario = story.scenario
    return Play(
        home=story.home,
        scenario=scenario.name,
        level=level,
        repeat=repeat,
        start=story.start,
        end=story.end,
        monitored=0.0,
        grace={wanted.situation: wanted.grace.total_seconds() for wanted in scenario.expectations},
    )


def _verdicts(stage: Stage, story: Story) -> list[JsonValue]:
    told = [alert for alert in stage.registry.alerts.of_home(story.home) if alert.source == BASELINE]
    return [given.record for given in verdicts(story.scenario, story.episodes, told)]
