"""Solutions and needs in words: kinds, the course, the questionnaire, what is missing, who answers for what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from care.solutions import COURSE, QUESTIONS, Asker, Kind, Maturity, Need, Solution, Step, missing
from dashboards.plays import scenario_words
from dashboards.runs import RUN_STATE_WORDS
from dashboards.tongue import Tongue, message
from store.registry import Run

KIND_WORDS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.DEVICE: message("Device"),
        Kind.ALARM_DEVICE: message("Alarm device"),
        Kind.DETECTOR: message("Detector"),
    }
)
KIND_MEANINGS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.DEVICE: message("It tells readings, such as movement or a door."),
        Kind.ALARM_DEVICE: message("It tells alerts of its own home, such as a fall alarm."),
        Kind.DETECTOR: message("It listens to homes and tells alerts of them: an algorithm."),
    }
)
MATURITY_WORDS: Final[Mapping[Maturity, str]] = MappingProxyType(
    {
        Maturity.IDEA: message("An idea"),
        Maturity.PROTOTYPE: message("A prototype"),
        Maturity.PILOTED: message("Tried in a pilot"),
        Maturity.PRODUCT: message("A product on the market"),
    }
)
STEP_WORDS: Final[Mapping[Step, str]] = MappingProxyType(
    {
        Step.APPLICATION: message("Application"),
        Step.PLAN: message("Plan"),
        Step.AGREEMENTS: message("Agreements"),
        Step.CONNECTED: message("Connected"),
        Step.SIMULATED: message("Simulated"),
        Step.TEST_APARTMENT: message("Test apartment"),
        Step.PILOT: message("Pilot"),
        Step.REPORT: message("Report"),
    }
)
ASKER_WORDS: Final[Mapping[Asker, str]] = MappingProxyType(
    {
        Asker.STAFF: message("Told by staff"),
        Asker.RESIDENT: message("Told by a resident"),
        Asker.RELATIVE: message("Told by a relative"),
        Asker.OTHER: message("Told by somebody else"),
    }
)

_NAMED: Final = 2
"""So many of a run's scenarios are named in its line."""


def course_texts() -> frozenset[str]:
    """Give every text of the questionnaire and of what may be missing, for translation."""
    blank = Solution(
        id="x", organisation="x", site="x", name="x", kinds=frozenset(Kind), created=datetime(2026, 1, 1, tzinfo=UTC)
    )
    waiting = [blank.model_copy(update={"reached": step}) for step in COURSE]
    said = {text for one in waiting for text in missing(one, connected=False, runs=0, acted=0)}
    return frozenset(said | set(QUESTIONS.values()))


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of the course; ``state`` is done, here or ahead."""

    words: str
    state: str
    state_words: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A question of the questionnaire with its answer, empty while there is none."""

    field: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ShownSolution:
    """A solution in words; ``next_step`` is empty at the end of the course, ``missing`` empty when it may be taken."""

    id: str
    name: str
    maker: str
    kinds: tuple[str, ...]
    version: str
    reached: str
    next_step: str
    missing: tuple[str, ...]
    course: tuple[ShownStep, ...]
    answers: tuple[ShownAnswer, ...]
    since: str


@dataclass(frozen=True, slots=True)
class ShownTry:
    """A run of a solution in a line."""

    id: str
    title: str
    version: str
    state: str
    state_words: str
    percent: int
    note: str
    when: str
    acted: bool


@dataclass(frozen=True, slots=True)
class ShownNeed:
    """A need in words: ``owner`` says who answers for it, ``solutions`` as (id, name, maker), ``others`` not shown."""

    id: str
    title: str
    problem: str
    for_whom: str
    asker: str
    when: str
    owner: str
    solutions: tuple[tuple[str, str, str], ...]
    others: int
    may_answer: bool


def shown_solution(
    solution: Solution, wanted: Sequence[str], tongue: Tongue, zone: ZoneInfo, *, maker: str
) -> ShownSolution:
    """Say a solution; ``wanted`` is what its next step waits for, as message ids."""
    reached = COURSE.index(solution.reached)
    after = COURSE[reached + 1 :]
    return ShownSolution(
        id=solution.id,
        name=solution.name,
        maker=maker,
        kinds=tuple(tongue.say(KIND_WORDS[kind]) for kind in Kind if kind in solution.kinds),
        version=solution.version,
        reached=tongue.say(STEP_WORDS[solution.reached]),
        next_step=tongue.say(STEP_WORDS[after[0]]) if after else "",
        missing=tuple(tongue.say(text) for text in wanted),
        course=tuple(_step(step, place - reached, tongue) for place, step in enumerate(COURSE)),
        answers=tuple(
            ShownAnswer(field, tongue.say(question), _answer(getattr(solution.answers, field), tongue))
            for field, question in QUESTIONS.items()
        ),
        since=tongue.short_day(solution.created.astimezone(zone).date()),
    )


def shown_try(run: Run, tongue: Tongue, zone: ZoneInfo) -> ShownTry:
    """Say a run of a solution in a line."""
    scenarios, recordings = run.spec.get("scenarios"), run.spec.get("recordings")
    names = [scenario_words(str(name), tongue) for name in scenarios] if isinstance(scenarios, list) else []
    names += [str(name) for name in recordings] if isinstance(recordings, list) else []
    title = ", ".join(names[:_NAMED]) or str(run.kind)
    return ShownTry(
        id=run.id,
        title=tongue.say("{names} and {n} more", names=title, n=len(names) - _NAMED) if names[_NAMED:] else title,
        version=str(run.spec.get("version", "")),
        state=run.state,
        state_words=tongue.say(RUN_STATE_WORDS[run.state]),
        percent=round(100 * run.progress),
        note=run.note,
        when=tongue.moment(run.created, zone),
        acted=run.spec.get("acted") is True,
    )


def shown_need(
    need: Need,
    matching: Sequence[tuple[Solution, str]],
    tongue: Tongue,
    zone: ZoneInfo,
    *,
    owner: str,
    others: int,
    may_answer: bool,
) -> ShownNeed:
    """Say a need; ``matching`` are the solutions shown, with their makers' names."""
    return ShownNeed(
        id=need.id,
        title=need.title,
        problem=need.problem,
        for_whom=need.for_whom,
        asker=tongue.say(ASKER_WORDS[need.asker]),
        when=tongue.short_day(need.created.astimezone(zone).date()),
        owner=owner,
        solutions=tuple((solution.id, solution.name, maker) for solution, maker in matching),
        others=others,
        may_answer=may_answer,
    )


def choices(words: Mapping[Maturity, str], tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Give what a form offers to choose, as (value, words)."""
    return tuple((str(value), tongue.say(text)) for value, text in words.items())


def _step(step: Step, distance: int, tongue: Tongue) -> ShownStep:
    state = "done" if distance <= 0 else "here" if distance == 1 else "ahead"
    said = {"done": message("done"), "here": message("next"), "ahead": message("later")}
    return ShownStep(tongue.say(STEP_WORDS[step]), state, tongue.say(said[state]))


def _answer(answer: object, tongue: Tongue) -> str:
    return tongue.say(MATURITY_WORDS[answer]) if isinstance(answer, Maturity) else str(answer or "")
