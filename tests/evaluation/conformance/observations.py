"""A device's course as it would be seen, made by hand: a good one, and ways to make it worse."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from care.events import Event, Refusal
from care.quantities import Value
from devices.credentials import hash_password
from devices.line import Attempt, Distrust, Greeting, Hello, Listening, Telling, Told, Welcome, Will
from evaluation.conformance.criteria import DECLARED
from evaluation.conformance.declarations import Answer, Declaration
from evaluation.conformance.findings import Finding, Outcome, Result
from evaluation.conformance.judging import judge
from evaluation.conformance.observed import Heard, Observed, Poke, Trouble
from evaluation.conformance.times import Times

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
PASSWORD = "a password for tests"
HASH = hash_password(PASSWORD)
OWN = "mistel/box/flat/sensor"
EVENTS, STATUS = f"{OWN}/events", f"{OWN}/status"
TIMES = Times()
DECLARATIONS: Mapping[str, Declaration] = {
    provision: Declaration(answer=Answer.YES, evidence=f"manual, page {page}")
    for page, provision in enumerate(DECLARED, 1)
}
HELLO = Hello(4, "sensor-1", "sensor", PASSWORD, 30, False, Will(STATUS, b"offline", 1, True))


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def event(seconds: float, value: Value = 21.0, quantity: str = "temperature", arrived: float | None = None) -> Event:
    received = at(seconds + 0.01 if arrived is None else arrived)
    return Event("box", "flat", "sensor", quantity, at(seconds), value, received)


def heard(told: Event, seconds: float | None = None) -> Heard:
    arrived = told.received if seconds is None else at(seconds)
    return Heard(arrived, EVENTS, events=(replace(told, received=arrived),))


def status(seconds: float, here: bool) -> Heard:
    return Heard(at(seconds), STATUS, status=here)


def refused(seconds: float, reason: str, says: str = "It is wrong.") -> Heard:
    refusal = Refusal("box", "flat", "sensor", EVENTS, reason, "v", says, "Mend it.", "", at(seconds))
    return Heard(at(seconds), EVENTS, refusals=(refusal,))


def login(seconds: float, number: int, tls: str = "TLSv1.3", hello: Hello = HELLO) -> tuple[Attempt, Greeting, Welcome]:
    moment = at(seconds)
    return Attempt(moment, number), Greeting(moment, number, hello, tls), Welcome(moment, number, 0)


def telling(seconds: float, number: int = 1, topic: str = EVENTS, qos: int = 1, retain: bool = False) -> Telling:
    return Telling(at(seconds), number, Told(topic, 40, qos, retain, False))


def good() -> Observed:
    """Told every 10 s: watched 0-60, cut 60-120, unanswered 125-170, refused 180-210, impersonated 220-240."""
    told = [heard(event(s)) for s in range(0, 60, 10)]
    told += [status(60.1, False), status(121, True)]
    told += [heard(event(s), 121 + s / 1000) for s in range(60, 120, 10)]
    told += [heard(event(s)) for s in range(130, 170, 10)]
    told += [heard(event(s), 171 + s / 1000) for s in range(130, 170, 10)]
    told += [heard(event(180.0, 87.0, "battery"), 212)]
    seen = [
        *login(0, 1),
        Listening(at(0.1), 1, (f"mistel-out/{OWN[7:]}/commands",)),
        *(telling(s) for s in range(0, 60, 10)),
        *login(121, 2),
        *login(171, 3),
        Attempt(at(182), 4),
        Greeting(at(182), 4, HELLO, "TLSv1.3"),
        Welcome(at(182), 4, 5),
        *login(212, 5),
        Attempt(at(221), 6),
        Distrust(at(221), 6, "TLSV1_ALERT_UNKNOWN_CA"),
        Attempt(at(231), 7),
        Distrust(at(231), 7, "SSLV3_ALERT_BAD_CERTIFICATE"),
        *login(241, 8),
    ]
    return Observed(
        connection="sensor",
        password_hash=HASH,
        publishes=(f"{OWN}/#",),
        status_topic=STATUS,
        watched=(at(0), at(60)),
        sightings=tuple(seen),
        heard=tuple(told),
        troubles={
            "outage": Trouble(at(60), at(120), at(121)),
            "unanswered": Trouble(at(125), at(170), at(171), noticed=True),
            "refused": Trouble(at(180), at(210), at(212)),
            "stranger": Trouble(at(220), at(230), at(230.5)),
            "misnamed": Trouble(at(230.5), at(240), at(241)),
        },
        listens=True,
        pokes=(Poke("empty", lost=False, told=True), Poke("deep", lost=False, told=True)),
    )


def greeted(change: Callable[[Hello], Hello], observed: Observed | None = None, *, tls: str | None = None) -> Observed:
    """Change what the device says of itself whenever it connects."""
    observed = observed or good()
    seen = tuple(
        replace(s, hello=change(s.hello), tls=s.tls if tls is None else tls) if isinstance(s, Greeting) else s
        for s in observed.sightings
    )
    return replace(observed, sightings=seen)


def told_only(keep: Callable[[Heard], bool]) -> Observed:
    """Leave out some of what was heard."""
    observed = good()
    return replace(observed, heard=tuple(each for each in observed.heard if keep(each)))


def and_told(*more: Heard) -> Observed:
    observed = good()
    return replace(observed, heard=tuple(sorted((*observed.heard, *more), key=lambda each: each.at)))


def and_seen(*more: Telling | Greeting | Attempt) -> Observed:
    observed = good()
    return replace(observed, sightings=tuple(sorted((*observed.sightings, *more), key=lambda each: each.at)))


def untimed() -> Observed:
    """No reading says its time, so each has that of its receipt."""
    observed = good()
    return replace(
        observed,
        heard=tuple(
            replace(each, events=tuple(replace(event, time=event.received) for event in each.events))
            for each in observed.heard
        ),
    )


def with_trouble(name: str, **changed: object) -> Observed:
    observed = good()
    trouble = replace(observed.troubles[name], **changed)  # type: ignore[arg-type]
    return replace(observed, troubles={**observed.troubles, name: trouble})


def found(observed: Observed, criterion: str) -> tuple[Outcome, set[str]]:
    """Give a criterion's outcome, and the keys of its evidence that is not good."""
    finding = finding_of(judge(observed, TIMES, DECLARATIONS), criterion)
    return finding.outcome, {each.key for each in finding.evidence if not each.good}


def finding_of(result: Result, criterion: str) -> Finding:
    return next(finding for finding in result.findings if finding.criterion == criterion)
