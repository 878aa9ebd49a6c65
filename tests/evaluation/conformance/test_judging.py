"""From what was seen of a device to its grade: one thing wrong at a time is named, and nothing else is."""

from dataclasses import replace

import pytest

from care.errors import Reason
from devices.description import Broken
from devices.line import Greeting, Will
from evaluation.conformance.criteria import CRITERIA, Grade
from evaluation.conformance.declarations import Answer, Declaration
from evaluation.conformance.findings import Outcome, Result
from evaluation.conformance.judging import judge
from evaluation.conformance.observed import Observed, Poke
from tests.evaluation.conformance.observations import (
    DECLARATIONS,
    EVENTS,
    HELLO,
    NOW,
    STATUS,
    TIMES,
    and_seen,
    and_told,
    at,
    event,
    finding_of,
    found,
    good,
    greeted,
    heard,
    refused,
    status,
    telling,
    told_only,
    untimed,
    with_trouble,
)

GOOD = good()
NO_CONCERN = Declaration(answer=Answer.NOT_APPLICABLE, evidence="it has no data")
FAILED, NOT_SHOWN = Outcome.FAILED, Outcome.NOT_SHOWN


def test_a_good_device_gets_gold() -> None:
    result = judge(GOOD, TIMES, DECLARATIONS)
    assert {finding.criterion: finding.outcome for finding in result.findings} == dict.fromkeys(
        CRITERIA, Outcome.PASSED
    )
    assert result.grade is Grade.GOLD


def test_a_result_comes_back_as_it_was_kept() -> None:
    result = judge(GOOD, TIMES, DECLARATIONS)
    assert Result.read(result.record) == result
    assert result.record["grade"] == "gold"


WORSE: dict[str, tuple[Observed, str, set[str]]] = {
    "a refused message": (and_told(refused(5, Reason.UNKNOWN_QUANTITY)), "readings", {"refused"}),
    "QoS 0": (and_seen(telling(5, qos=0)), "readings", {"qos_0"}),
    "retained readings": (and_seen(telling(5, retain=True)), "readings", {"retained"}),
    "a topic of another": (and_seen(telling(5, topic="mistel/box/flat/lamp/events")), "readings", {"strange_topic"}),
    "another unit": (and_told(refused(5, Reason.WRONG_UNIT)), "unit_and_range", {"refused"}),
    "out of range": (and_told(refused(5, Reason.OUT_OF_RANGE)), "unit_and_range", {"refused"}),
    "against its description": (
        and_told(replace(heard(event(5)), broken=(Broken("range", "v", "It is too high.", "Mend it."),))),
        "unit_and_range",
        {"against_description"},
    ),
    "a clock that is wrong": (
        replace(GOOD, heard=tuple(heard(event(s - 600), s) for s in range(0, 60, 10))),
        "clock",
        {"clock"},
    ),
    "a time that cannot be": (and_told(refused(5, Reason.IMPOSSIBLE_TIME)), "clock", {"refused"}),
    "too much": (and_seen(*(telling(20 + s / 100) for s in range(1000))), "rate", {"rate"}),
    "more than its description says": (
        and_told(replace(heard(event(5)), broken=(Broken("rate", "t", "It comes too soon.", "Mend it."),))),
        "rate",
        {"against_description"},
    ),
    "no last will": (greeted(lambda hello: replace(hello, will=None)), "last_will", {"no_will"}),
    "a will elsewhere": (
        greeted(lambda hello: replace(hello, will=Will("gone", b"offline", 1, True))),
        "last_will",
        {"strange_will"},
    ),
    "a will in other words": (
        greeted(lambda hello: replace(hello, will=Will(STATUS, b"bye", 1, True))),
        "last_will",
        {"strange_will"},
    ),
    "a weak will": (
        greeted(lambda hello: replace(hello, will=Will(STATUS, b"offline", 0, False))),
        "last_will",
        {"will_qos_0", "will_not_retained"},
    ),
    "a will that is not told": (told_only(lambda each: each.status is not False), "last_will", {"will_not_told"}),
    "coming back unsaid": (told_only(lambda each: each.status is not True), "last_will", {"online_not_told"}),
    "a default password": (
        and_seen(Greeting(at(183), 4, replace(HELLO, password="admin"), "TLSv1.3")),
        "own_login",
        {"other_password"},
    ),
    "another user": (
        and_seen(Greeting(at(183), 4, replace(HELLO, user="root"), "TLSv1.3")),
        "own_login",
        {"other_login"},
    ),
    "nobody's login": (
        and_seen(Greeting(at(183), 4, replace(HELLO, user=None, password=None), "TLSv1.3")),
        "own_login",
        {"other_login"},
    ),
    "only a wrong login": (
        greeted(lambda hello: replace(hello, password="admin")),
        "own_login",
        {"never_own_login", "other_password"},
    ),
    "back too late": (with_trouble("outage", back=at(200)), "reconnect", {"back"}),
    "never back": (with_trouble("outage", back=None), "reconnect", {"not_back"}),
    "no keep-alive": (greeted(lambda hello: replace(hello, keepalive=0)), "reconnect", {"keepalive"}),
    "a keep-alive of an hour": (greeted(lambda hello: replace(hello, keepalive=3600)), "reconnect", {"keepalive"}),
    "a dead line unnoticed": (with_trouble("unanswered", noticed=False), "reconnect", {"not_noticed"}),
    "nothing kept": (
        told_only(lambda each: not any(at(60) <= e.time < at(120) for e in each.events)),
        "buffering",
        {"kept"},
    ),
    "half kept": (
        told_only(lambda each: not any(at(70) <= e.time < at(120) for e in each.events)),
        "buffering",
        {"longest_gap"},
    ),
    "kept without its time": (untimed(), "buffering", {"untimed"}),
    "told twice": (and_told(heard(event(10), 15)), "duplicates", {"told_twice"}),
    "not told again": (
        told_only(lambda each: not (at(171) <= each.at < at(180) and each.events)),
        "duplicates",
        {"told_again"},
    ),
    "no word of its battery": (
        told_only(lambda each: all(e.quantity != "battery" for e in each.events)),
        "battery",
        {"no_battery"},
    ),
    "hammering": (
        and_seen(*(Greeting(at(183 + s / 10), 4, HELLO, "TLSv1.3") for s in range(100))),
        "refused_login",
        {"tries"},
    ),
    "giving up": (with_trouble("refused", back=None), "refused_login", {"not_back"}),
    "no encryption": (greeted(lambda hello: hello, tls=""), "tls", {"plain"}),
    "encryption sometimes": (and_seen(Greeting(at(50), 9, HELLO, "")), "tls", {"plain"}),
    "trust in a stranger": (and_seen(Greeting(at(222), 6, HELLO, "TLSv1.3")), "tls", {"trusted_stranger"}),
    "trust in another": (and_seen(Greeting(at(232), 7, HELLO, "TLSv1.3")), "tls", {"trusted_misnamed"}),
    "felled": (replace(GOOD, pokes=(Poke("empty", True, True),)), "odd_payloads", {"survived", "felled"}),
    "silenced": (replace(GOOD, pokes=(Poke("empty", False, False),)), "odd_payloads", {"survived", "silenced"}),
    "doing what cannot be": (replace(GOOD, pokes=(Poke("markup", False, True, True),)), "odd_payloads", {"obeyed"}),
}


@pytest.mark.parametrize("name", WORSE)
def test_each_fault_is_named(name: str) -> None:
    observed, criterion, keys = WORSE[name]
    assert found(observed, criterion) == (FAILED, keys)


@pytest.mark.parametrize("name", WORSE)
def test_no_fault_leaves_the_grade_that_it_stands_in_the_way_of(name: str) -> None:
    observed, criterion, _ = WORSE[name]
    grades = list(Grade)
    grade = judge(observed, TIMES, DECLARATIONS).grade
    assert grades.index(grade) < grades.index(CRITERIA[criterion].grade)


UNSEEN: dict[str, tuple[Observed, str, str]] = {
    "nobody came": (replace(GOOD, watched=None, sightings=(), heard=(), troubles={}), "last_will", "never_came"),
    "never let in": (
        replace(GOOD, watched=None, sightings=GOOD.sightings[:2], heard=(), troubles={}),
        "readings",
        "never_let_in",
    ),
    "told nothing": (replace(GOOD, watched=None, heard=(), troubles={}), "readings", "never_told"),
    "not so far": (replace(GOOD, troubles={}), "refused_login", "not_reached"),
    "too few readings": (
        told_only(lambda each: not each.events or each.at == each.events[0].received == at(0.01) or each.at > at(60)),
        "buffering",
        "too_few",
    ),
    "nothing while nobody answered": (
        told_only(lambda each: not at(125) <= each.at < at(171)),
        "duplicates",
        "nothing_unanswered",
    ),
    "no attempt in the trap": (
        replace(GOOD, sightings=tuple(s for s in GOOD.sightings if not at(220) <= s.at < at(230))),
        "tls",
        "no_attempt",
    ),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_could_not_be_seen_is_neither_passed_nor_failed(name: str) -> None:
    observed, criterion, why = UNSEEN[name]
    finding = finding_of(judge(observed, TIMES, DECLARATIONS), criterion)
    assert (finding.outcome, [each.key for each in finding.evidence]) == (NOT_SHOWN, [why])


def test_who_reads_nothing_has_nothing_to_survive() -> None:
    result = judge(replace(GOOD, listens=False, pokes=()), TIMES, DECLARATIONS)
    assert finding_of(result, "odd_payloads").outcome is Outcome.EXEMPT
    assert result.grade is Grade.GOLD


def test_a_device_without_times_reaches_bronze() -> None:
    result = judge(untimed(), TIMES, DECLARATIONS)
    assert finding_of(result, "clock").outcome is Outcome.PASSED
    assert result.grade is Grade.BRONZE


def test_a_box_may_have_its_will_in_its_own_dialect() -> None:
    will = Will(f"{EVENTS.removesuffix('events')}via/zigbee2mqtt/bridge/state", b'{"state":"offline"}', 1, True)
    assert found(greeted(lambda hello: replace(hello, will=will)), "last_will") == (Outcome.PASSED, set())


@pytest.mark.parametrize(
    ("declared", "outcome", "grade"),
    [
        ({}, NOT_SHOWN, Grade.SILVER),
        ({"5.2": DECLARATIONS["5.2"]}, FAILED, Grade.SILVER),
        ({**DECLARATIONS, "5.3": Declaration(answer=Answer.NO, evidence="not yet")}, FAILED, Grade.SILVER),
        (
            {**DECLARATIONS, "5.8": Declaration(answer=Answer.NOT_APPLICABLE, evidence="no data")},
            Outcome.PASSED,
            Grade.GOLD,
        ),
    ],
)
def test_gold_needs_every_declaration(declared: dict[str, Declaration], outcome: Outcome, grade: Grade) -> None:
    result = judge(GOOD, TIMES, declared)
    assert (finding_of(result, "declarations").outcome, result.grade) == (outcome, grade)


def test_readings_that_arrive_again_are_counted_once() -> None:
    again = and_told(*(heard(event(10), 200 + s) for s in range(5)), status(206, True))
    told = next(each for each in finding_of(judge(again, TIMES, {}), "readings").evidence if each.key == "told")
    assert told.values["n"] == len({e.identity for h in good().heard for e in h.events})
    assert again.messages(NOW) != []
