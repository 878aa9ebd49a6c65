"""One site's load over a period, from its alerts and their moves; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.load import sources
from alerts.load.answers import ATTENDED, LATEST, SOON, Answers, answers, arrivals
from alerts.load.calls import Quiet, Source, Told
from alerts.load.figures import Figure, figure, share
from alerts.load.periods import MANY, PERIOD, Flood, Operators, Period, floods, periods
from alerts.load.sources import Chatter, Proved, Worst
from care.situations import Priority


def one_operator(at: datetime) -> int:  # noqa: ARG001 - whenever it is
    """Count one person, where nobody knows how many there were."""
    return 1


@dataclass(frozen=True, slots=True)
class Load:
    """What alerts asked of staff in [since, until), by the homes' clocks.

    ``calls`` is how often alerts called; ``left_out`` counts the alerts that never did, by why. ``figures`` are held
    against their targets; the rest is what they rest on.
    """

    since: datetime
    until: datetime
    calls: int
    figures: tuple[Figure, ...]
    periods: tuple[Period, ...]
    floods: tuple[Flood, ...]
    worst: tuple[Worst, ...]
    chattering: tuple[Chatter, ...]
    standing: tuple[int, ...]
    answers: Answers
    arrivals: tuple[timedelta, ...]
    false_by_rule: tuple[Proved, ...]
    false_by_device: tuple[Proved, ...]
    priorities: Mapping[Priority, int]
    left_out: Mapping[Quiet, int]


def measure(alerts: Iterable[Told], since: datetime, until: datetime, *, operators: Operators = one_operator) -> Load:
    """Measure the load of [since, until).

    ``alerts``: at least those raised before ``until`` that were moved since ``since``, and those still standing then.
    """
    everything = list(alerts)
    called = [one for one in everything if any(since <= at < until for at in one.calls)]
    by_call = [(one, at) for one in everything for at in one.calls if since <= at < until]
    counted = periods([at for _, at in by_call], since, until, operators)
    flooded = floods(counted)
    worst = sources.worst(one.source for one, _ in by_call)
    chatter = sources.chattering((one for one in everything if one.calls), since, until)
    standing = sources.standing(everything, since, until)
    new = [one for one in called if one.calls[0] >= since]
    answered, there = answers(new, until), arrivals(new)
    priorities = Counter(one.alert.priority for one, _ in by_call)
    begun = [one for one in everything if one.moves and since <= one.moves[0].at < until]
    return Load(
        since=since,
        until=until,
        calls=len(by_call),
        figures=(
            *_over_time(counted, flooded),
            figure("ten worst sources", sum(one.share for one in worst) if worst else None, len(by_call)),
            figure("chattering sources", len(chatter), len(by_call)),
            figure("standing a day", max(standing, default=None), len(standing)),
            *(share(f"{each.value} priority", priorities[each], len(by_call)) for each in Priority),
            share("answered in 60 s", answered.within(SOON), answered.counted),
            share("answered in 180 s", answered.within(LATEST), answered.counted),
            share("there in 60 min", sum(1 for wait in there if wait <= ATTENDED), len(there)),
        ),
        periods=tuple(counted),
        floods=tuple(flooded),
        worst=tuple(worst),
        chattering=tuple(chatter),
        standing=tuple(standing),
        answers=answered,
        arrivals=there,
        false_by_rule=tuple(sources.proved(called, lambda source: source.situation)),
        false_by_device=tuple(sources.proved(called, _device)),
        priorities={each: priorities[each] for each in Priority},
        left_out=Counter(one.quiet for one in begun if one.quiet is not None),
    )


def _over_time(counted: list[Period], flooded: list[Flood]) -> tuple[Figure, ...]:
    n = len(counted)
    long = sum((flood.until - flood.since for flood in flooded), timedelta(0))
    return (
        figure("calls per operator", sum(one.each for one in counted) / n if n else None, n),
        figure("most calls per operator", max((one.each for one in counted), default=None), n),
        share("periods over ten", sum(1 for one in counted if one.each > MANY), n),
        share("time in floods", long // PERIOD, n),
    )


def _device(source: Source) -> str | None:
    return None if source.device is None else f"{source.home}/{source.device}"
