"""What a device tells, undisturbed: accepted, in range, at the right time, not too much, and of its battery."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import median
from typing import Final

from care.errors import Reason
from care.events import UPDATE_INTERVAL, Event, Refusal
from care.quantities import QUANTITIES, Kind
from devices.topics import ANSWERS, matches
from evaluation.conformance.findings import Evidence, Finding, judged, not_shown, seen
from evaluation.conformance.observed import Heard, Observed
from evaluation.conformance.times import Times

VALUES: Final = frozenset({Reason.WRONG_UNIT, Reason.WRONG_TYPE, Reason.OUT_OF_RANGE, Reason.AGAINST_DESCRIPTION})
ELSEWHERE: Final = VALUES | {Reason.IMPOSSIBLE_TIME}
"""Refusals that other criteria are about."""
OF_BATTERY: Final = ("battery", "battery.low", "mains")
"""Any of these tells where its power comes from, and whether it lasts."""
_MOST_NAMED: Final = 6
_FRESH_SECONDS: Final = 1e-6


def readings(observed: Observed, times: Times) -> Finding:  # noqa: ARG001 - all judges are called alike
    """Every message is taken, on topics of its own, at QoS 1, not retained."""
    told = {event.identity for event in readings_in(observed.heard)}
    heard = [each for each in observed.heard if not each.topic.endswith(f"/{ANSWERS}")]  # those were provoked
    refusals = [r for each in heard for r in each.refusals if r.reason not in ELSEWHERE]
    if not told and not refusals:
        return not_shown("readings", "never_told")
    evidence = [seen("told", bool(told), n=len(told))]
    evidence += _refused(refusals)
    telling = [each.told for each in observed.tellings()]
    strange = [each for each in telling if not any(matches(own, each.topic) for own in observed.publishes)]
    if strange:
        evidence.append(seen("strange_topic", False, n=len(strange), topic=strange[0].topic[:120]))
    events = [each for each in telling if each.topic.endswith(("/events", "/alerts"))]
    careless = sum(each.qos == 0 for each in events)
    retained = sum(each.retain for each in events)
    if careless:
        evidence.append(seen("qos_0", False, n=careless, of=len(events)))
    if retained:
        evidence.append(seen("retained", False, n=retained, of=len(events)))
    if events and not careless and not retained:
        evidence.append(seen("qos_1", n=len(events)))
    return judged("readings", *evidence)


def unit_and_range(observed: Observed, times: Times) -> Finding:  # noqa: ARG001 - as above
    """Each value is of its quantity, in its unit and range, and as the device's description says."""
    refusals = [r for each in observed.heard for r in each.refusals if r.reason in VALUES]
    broken = [b for each in observed.heard for b in each.broken if b.rule != "rate"]
    values = defaultdict[str, list[float]](list)
    others = Counter[str]()
    for event in {event.identity: event for event in readings_in(observed.heard)}.values():
        if QUANTITIES[event.quantity].kind is Kind.NUMBER and not isinstance(event.value, str):
            values[event.quantity].append(event.value)
        else:
            others[event.quantity] += 1
    if not values and not others and not refusals:
        return not_shown("unit_and_range", "never_told")
    evidence = [
        seen("values", n=len(found), quantity=name, low=min(found), high=max(found), unit=QUANTITIES[name].unit or "–")
        for name, found in sorted(values.items())[:_MOST_NAMED]
    ]
    if others:
        evidence.append(seen("states", n=others.total(), quantities=", ".join(sorted(others)[:_MOST_NAMED])))
    evidence += _refused(refusals)
    for rule, count in Counter(b.rule for b in broken).items():
        first = next(b for b in broken if b.rule == rule)
        evidence.append(seen("against_description", False, n=count, rule=rule, says=first.says))
    return judged("unit_and_range", *evidence)


def clock(observed: Observed, times: Times) -> Finding:
    """The times that it tells are those of our clock."""
    impossible = [r for each in observed.heard for r in each.refusals if r.reason is Reason.IMPOSSIBLE_TIME]
    told = list(readings_in(_watched(observed)))
    if not told and not impossible:
        return not_shown("clock", "never_told")
    evidence = _refused(impossible)
    offsets = [(event.time - event.received).total_seconds() for event in told if timed(event)]
    if offsets:
        middle = median(offsets)
        evidence.append(
            seen(
                "clock",
                abs(middle) <= times.clock,
                seconds=middle,
                low=min(offsets),
                high=max(offsets),
                n=len(offsets),
                limit=times.clock,
            )
        )
    if len(offsets) < len(told):
        evidence.append(seen("untimed", None, n=len(told) - len(offsets), of=len(told)))
    return judged("clock", *evidence)


def rate(observed: Observed, times: Times) -> Finding:
    """It leaves room for others who share the broker."""
    if observed.watched is None:
        return not_shown("rate", "never_told")
    start, end = observed.watched
    telling = observed.tellings(start, end)
    seconds = (end - start).total_seconds()
    mean = len(telling) / seconds
    peak = max(Counter(int((each.at - start).total_seconds()) for each in telling).values(), default=0)
    evidence = [
        seen(
            "rate",
            mean <= times.per_second,
            rate=mean,
            n=len(telling),
            seconds=seconds,
            peak=peak,
            limit=times.per_second,
        )
    ]
    evidence += [
        seen("against_description", False, n=1, rule=b.rule, says=b.says)
        for each in observed.heard
        for b in each.broken
        if b.rule == "rate"
    ][:1]
    return judged("rate", *evidence)


def battery(observed: Observed, times: Times) -> Finding:  # noqa: ARG001 - as above
    """It tells how its battery is, or that it has mains power."""
    of_battery = {
        event.identity: event.quantity for event in readings_in(observed.heard) if event.quantity in OF_BATTERY
    }
    told = Counter(of_battery.values())
    if told:
        return judged("battery", *(seen("tells", n=count, quantity=name) for name, count in told.items()))
    return judged("battery", seen("no_battery", False, quantities=", ".join(OF_BATTERY)))


def timed(event: Event) -> bool:
    """Tell whether a reading said its own time; else it has that of its receipt."""
    return abs((event.time - event.received).total_seconds()) >= _FRESH_SECONDS


def _watched(observed: Observed) -> Iterable[Heard]:
    if observed.watched is None:
        return observed.heard
    return observed.messages(*observed.watched)


def readings_in(heard: Iterable[Heard]) -> Iterable[Event]:
    """Give what was told, without what a device says of how often it will."""
    return (event for each in heard for event in each.events if event.quantity != UPDATE_INTERVAL)


def _refused(refusals: list[Refusal]) -> list[Evidence]:
    """Give the first of each reason, with how many there were."""
    counted = Counter(refusal.reason for refusal in refusals)
    return [
        seen("refused", False, n=count, reason=str(reason), says=f"{first.says} {first.mend}".strip())
        for reason, count in counted.most_common(_MOST_NAMED)
        for first in [next(r for r in refusals if r.reason == reason)]
    ]
