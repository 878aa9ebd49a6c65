"""The page of runs: for each scenario what was expected, what was raised, the delay and the verdict."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from care.situations import SITUATIONS
from dashboards.tongue import Tongue, message
from store.registry.runs import Run

RUN_STATE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "queued": message("Waiting"),
        "running": message("Running"),
        "done": message("Done"),
        "failed": message("Failed"),
    }
)


NAMED: Final = 4
"""So many of a run's scenarios are named in its title."""


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """One scenario's line; ``passed`` is None while nothing is decided."""

    scenario: str
    expected: str
    raised: str
    delay: str
    passed: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run: when, how far, and its verdicts."""

    id: str
    title: str
    state: str
    state_words: str
    percent: int
    note: str
    created: str
    verdicts: tuple[ShownVerdict, ...]


def shown_run(run: Run, tongue: Tongue, zone: ZoneInfo) -> ShownRun:
    """Say a run; its result's ``verdicts`` are those that ``evaluation.verdicts`` wrote."""
    verdicts = (run.result or {}).get("verdicts", [])
    return ShownRun(
        id=run.id,
        title=_title(run),
        state=run.state,
        state_words=tongue.say(RUN_STATE_WORDS[run.state]),
        percent=round(100 * run.progress),
        note=run.note,
        created=tongue.moment(run.created, zone),
        verdicts=tuple(_verdict(v, tongue) for v in _rows(verdicts)),
    )


def _title(run: Run) -> str:
    """Name a run by its scenarios, by the file that was replayed, or by what was simulated."""
    scenarios = run.spec.get("scenarios")
    if isinstance(scenarios, list) and scenarios:
        more = f" +{len(scenarios) - NAMED}" if len(scenarios) > NAMED else ""
        return ", ".join(str(scenario) for scenario in scenarios[:NAMED]) + more
    return str(run.spec.get("file") or run.spec.get("title") or run.kind)


def _rows(verdicts: JsonValue) -> Sequence[Mapping[str, JsonValue]]:
    return [v for v in verdicts if isinstance(v, dict)] if isinstance(verdicts, list) else []


def _verdict(verdict: Mapping[str, JsonValue], tongue: Tongue) -> ShownVerdict:
    delay = verdict.get("delay")
    passed = verdict.get("passed")
    return ShownVerdict(
        scenario=str(verdict.get("scenario", "")),
        expected=_situation(verdict.get("expected"), tongue),
        raised=_situation(verdict.get("raised"), tongue),
        delay=tongue.age(timedelta(seconds=float(delay))) if isinstance(delay, int | float) else "–",
        passed=passed if isinstance(passed, bool) else None,
        why=str(verdict.get("why") or ""),
    )


def _situation(name: JsonValue, tongue: Tongue) -> str:
    if name is None or name in ("", []):
        return tongue.say("nothing")
    if isinstance(name, list):
        said = Counter(_situation(one, tongue) for one in name)
        return ", ".join(f"{words} ×{times}" if times > 1 else words for words, times in said.items())
    found = SITUATIONS.get(str(name))
    return tongue.say(found.words) if found else str(name)
