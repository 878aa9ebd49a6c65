"""How a device comes through trouble: last will, coming back, what it kept meanwhile, and nothing twice."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Final

from devices.line import Greeting
from devices.topics import VIA, matches
from evaluation.conformance.findings import Evidence, Finding, judged, not_shown, seen
from evaluation.conformance.judging.telling import readings_in, timed
from evaluation.conformance.observed import Heard, Observed, Trouble
from evaluation.conformance.times import Times

_SLACK_SECONDS: Final = 0.25
"""On top of three of its usual gaps: a busy machine is no fault of the device's."""


def last_will(observed: Observed, times: Times) -> Finding:  # noqa: ARG001 - all judges are called alike
    """The broker says for it that it has gone, and it says itself that it is back."""
    greeting = observed.greeting()
    if greeting is None:
        return not_shown("last_will", "never_came")
    will = greeting.hello.will
    if will is None:
        return judged("last_will", seen("no_will", False, topic=observed.status_topic))
    evidence = []
    foreign = f"/{VIA}/" in will.topic and any(matches(own, will.topic) for own in observed.publishes)
    if not foreign and (will.topic != observed.status_topic or will.payload != b"offline"):
        said = will.payload[:40].decode("utf-8", "replace")
        evidence.append(seen("strange_will", False, topic=will.topic[:120], says=said, wanted=observed.status_topic))
    if will.qos == 0:
        evidence.append(seen("will_qos_0", None if foreign else False))  # boxes seldom let it be set
    if not will.retain:
        evidence.append(seen("will_not_retained", False))
    outage = observed.troubles.get("outage")
    if outage is not None and not evidence and not foreign:
        gone = [m for m in observed.messages(outage.start) if m.status is False]
        if gone:
            evidence.append(seen("will_told", seconds=_seconds(outage.start, gone[0].at)))
        else:
            evidence.append(seen("will_not_told", False))
        if outage.back is not None:
            here = [m for m in observed.messages(outage.back) if m.status is True]
            evidence.append(seen("online_told") if here else seen("online_not_told", False))
    if not evidence:
        evidence.append(seen("will", topic=will.topic[:120]))
    return judged("last_will", *evidence)


def reconnect(observed: Observed, times: Times) -> Finding:
    """It comes back by itself after the line was cut, and notices a line on which nobody answers."""
    outage, unanswered = observed.troubles.get("outage"), observed.troubles.get("unanswered")
    if outage is None:
        return not_shown("reconnect", "not_reached")
    evidence = [_back(outage, times, "outage")]
    greetings = observed.seen(Greeting)
    keepalive = greetings[-1].hello.keepalive if greetings else 0
    if keepalive == 0 or keepalive > times.keepalive:
        evidence.append(seen("keepalive", False, seconds=keepalive, limit=times.keepalive))
    if unanswered is not None:
        after = _seconds(unanswered.start, unanswered.back or unanswered.end)
        evidence.append(seen("noticed" if unanswered.noticed else "not_noticed", unanswered.noticed, seconds=after))
        if not unanswered.noticed:
            evidence.append(_back(unanswered, times, "unanswered"))
    return judged("reconnect", *evidence)


def buffering(observed: Observed, times: Times) -> Finding:  # noqa: ARG001 - as above
    """What happened while the line was cut is told afterwards, with its own time."""
    outage = observed.troubles.get("outage")
    if outage is None or observed.watched is None:
        return not_shown("buffering", "not_reached")
    if outage.back is None:
        return judged("buffering", seen("not_back", False, trouble="outage", seconds=_seconds(outage.end, None)))
    usual = _gaps(_times(observed.messages(*observed.watched)))
    if not usual:
        return not_shown("buffering", "too_few")
    after = list(readings_in(observed.messages(outage.back)))
    if after and not any(timed(event) for event in after):
        return judged("buffering", seen("untimed", False, n=len(after), of=len(after)))
    kept = {event.identity for event in after if timed(event) and outage.start <= event.time < outage.end}
    evidence = [seen("kept", bool(kept), n=len(kept), seconds=_seconds(outage.start, outage.end))]
    around = [at for at in _times(observed.heard) if _near(at, outage, max(usual))]
    longest = max(_gaps(around), default=0.0)
    limit = 3 * max(usual) + _SLACK_SECONDS
    if kept:
        evidence.append(seen("longest_gap", longest <= limit, seconds=longest, limit=limit))
    return judged("buffering", *evidence)


def duplicates(observed: Observed, times: Times) -> Finding:  # noqa: ARG001 - as above
    """What was not acknowledged is told again as the same reading; what was acknowledged is not told twice."""
    if observed.watched is None:
        return not_shown("duplicates", "not_reached")
    quiet = Counter(event.identity for event in readings_in(observed.messages(*observed.watched)))
    twice = sum(count > 1 for count in quiet.values())
    evidence = [seen("told_twice", False, n=twice, of=len(quiet))] if twice else [seen("told_once", n=len(quiet))]
    unanswered = observed.troubles.get("unanswered")
    if unanswered is None:
        return judged("duplicates", *evidence) if twice else not_shown("duplicates", "not_reached")
    if unanswered.back is None:
        evidence.append(seen("not_back", False, trouble="unanswered", seconds=_seconds(unanswered.end, None)))
        return judged("duplicates", *evidence)
    pending = list(readings_in(observed.messages(unanswered.start, unanswered.back)))
    if not pending:
        return judged("duplicates", *evidence) if twice else not_shown("duplicates", "nothing_unanswered")
    again = {event.identity for event in readings_in(observed.messages(unanswered.back))}
    lost = [event for event in pending if event.identity not in again]
    if lost and not any(timed(event) for event in pending):
        evidence.append(seen("untimed", False, n=len(pending), of=len(pending)))
    else:
        evidence.append(seen("told_again", not lost, n=len(pending) - len(lost), of=len(pending)))
    return judged("duplicates", *evidence)


def _back(trouble: Trouble, times: Times, name: str) -> Evidence:
    if trouble.back is None:
        return seen("not_back", False, trouble=name, seconds=times.patience)
    seconds = _seconds(trouble.end, trouble.back)
    return seen("back", seconds <= times.back, trouble=name, seconds=seconds, limit=times.back)


def _near(at: datetime, outage: Trouble, margin: float) -> bool:
    return -3 * margin <= (at - outage.start).total_seconds() and (
        outage.back is None or (at - outage.back).total_seconds() <= 3 * margin
    )


def _times(heard: Iterable[Heard]) -> list[datetime]:
    return sorted({event.time for event in readings_in(heard)})


def _gaps(times: list[datetime]) -> list[float]:
    return [_seconds(before, after) for before, after in pairwise(times)]


def _seconds(start: datetime, end: datetime | None) -> float:
    return 0.0 if end is None else (end - start).total_seconds()
