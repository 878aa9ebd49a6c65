"""Did a scenario end as it should: was what must be seen raised in time, and what only looks like it not at all?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue

from care.episodes import Episode
from evaluation.scoring import Match, Told, Window, match
from simulators.scenario import Expectation, Scenario


@dataclass(frozen=True, slots=True)
class Verdict:
    """One expectation of one scenario, judged.

    ``raised`` are the onsets of the situation's alerts, oldest first; ``delay`` is the longest from a hazard to the
    alert that told of it, None when none did; ``why`` is a sentence for a reader.
    """

    scenario: str
    expected: Expectation
    raised: tuple[datetime, ...]
    delay: timedelta | None
    passed: bool
    why: str

    @property
    def record(self) -> dict[str, JsonValue]:
        """Give it as a run's result keeps it and the page of runs reads it; ``delay`` in seconds, onsets in UTC.

        ``expected`` is the situation, None where nothing must be raised; ``raised`` the situation once for each alert.
        """
        return {
            "scenario": self.scenario,
            "expected": None if self.expected.forbidden else self.expected.situation,
            "raised": [self.expected.situation] * len(self.raised),
            "onsets": [onset.isoformat() for onset in self.raised],
            "delay": None if self.delay is None else self.delay.total_seconds(),
            "passed": self.passed,
            "why": self.why,
        }


def verdicts(scenario: Scenario, episodes: Sequence[Episode], alerts: Sequence[Told]) -> list[Verdict]:
    """Judge each expectation of a scenario, in the order in which it states them.

    What by chance did not happen this time must not be raised.
    """
    happened = {episode.label for episode in episodes}
    spared = scenario.by_chance - happened
    return [
        verdict(
            scenario.name,
            Expectation(wanted.situation, True) if wanted.situation in spared else wanted,
            episodes,
            alerts,
        )
        for wanted in scenario.expectations
    ]


def verdict(scenario: str, expected: Expectation, episodes: Sequence[Episode], alerts: Sequence[Told]) -> Verdict:
    """Judge one expectation by what was true and what was raised, both of the homes where the scenario was played.

    An expected alert passes when every episode of its kind has one of its own, from the hazard on and by the
    deadline. A forbidden one passes when there is none.
    """
    told = [alert for alert in alerts if alert.situation == expected.situation]
    raised = tuple(sorted(alert.onset for alert in told))
    if expected.forbidden:
        why = f"Raised {_times(len(told))} although it must not be." if told else "Rightly, nothing was raised."
        return Verdict(scenario, expected, raised, None, not told, why)
    happened = [episode for episode in episodes if episode.label == expected.situation]
    matches = match(told, happened, Window(early=timedelta(0), grace=expected.grace))
    delay = max((pair.delay for pair in matches), default=None)
    passed = bool(happened) and len(matches) == len(happened) and all(pair.on_time for pair in matches)
    return Verdict(scenario, expected, raised, delay, passed, _why(happened, matches, len(told)))


def words(expected: Expectation) -> str:
    """Say what is expected, as in a table's cell: ``left_home_at_night within 15 min`` or ``no left_home_at_night``."""
    if expected.forbidden:
        return f"no {expected.situation}"
    return (
        expected.situation if expected.deadline is None else f"{expected.situation} within {spell(expected.deadline)}"
    )


def spell(length: timedelta) -> str:
    """Write a duration as people do, to the second: ``10 min``, ``1 h 5 min``, ``0 s``; before it, ``-20 s``."""
    seconds = round(abs(length).total_seconds())
    hours, minutes, seconds = seconds // 3600, seconds % 3600 // 60, seconds % 60
    parts = [f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if number]
    return ("-" if length < timedelta(0) and parts else "") + (" ".join(parts) or "0 s")


def _why(happened: Sequence[Episode], matches: Sequence[Match], raised: int) -> str:
    if not happened:
        return "It was to happen in the scenario and did not: look at the scenario's steps."
    if not matches:
        return f"Raised {_times(raised)}, before the hazard or too long after it." if raised else "Nothing was raised."
    more = f"; raised {_times(raised - len(matches))} more without need" if raised > len(matches) else ""
    if len(matches) < len(happened):
        return f"Missed {len(happened) - len(matches)} of {len(happened)}{more}."
    worst = max(matches, key=lambda pair: pair.alert.onset - pair.episode.deadline)
    allowed = worst.episode.deadline - worst.episode.hazard_from
    how = "in time" if worst.on_time else "too late"
    return f"Raised {how}: {spell(worst.delay)} of {spell(allowed)}{more}."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
