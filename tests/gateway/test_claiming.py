"""What solutions tell on the way in: what is taken, what is refused and why, and how much is too much."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from care.claims import Claim
from care.errors import Reason
from care.events import ALERT, Event, Refusal
from devices import topics
from devices.claims import pack_clock
from devices.dialects import Known, Message
from gateway.claiming import MOST_NEW, MOST_TOLD, TELL_EVERY, Claiming
from gateway.in_step import LONGEST, MOST_WAITS, SILENT_FOR, InStep

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
KNOWN = Known(
    "a",
    {"h1": {"c1": frozenset({"door"}), "a1": frozenset()}, "sim": {"box": frozenset()}, "bench": {"d1": frozenset()}},
    own_clock=frozenset({"sim"}),
    solutions={"d1": "s1", "a1": "s1"},
    listeners={"d1": "bench"},
    residents={"h1": frozenset({"r1"})},
)
CLOCK = NOW - timedelta(days=100)
"""What the clock of home "sim" shows."""


class Journal:
    """What was kept before."""

    def __init__(self, *kept: Event) -> None:
        self._kept = kept

    def span(self, home: str, *_: object, devices: set[str]) -> list[Event]:
        return [one for one in self._kept if one.home == home and one.device in devices]


def claiming(*kept: Event, clock: datetime | None = CLOCK) -> Claiming:
    return Claiming(Journal(*kept), lambda _home: clock)  # type: ignore[arg-type]  # all that is asked of it


def message(home: str, payload: bytes, *, by: str = "d1", at: datetime = NOW) -> Message:
    return Message(topics.alerts("a", home, by), payload, at)


def hear(home: str, payload: bytes, *, by: str = "d1") -> tuple[Sequence[Event], Sequence[Refusal]]:
    return claiming().hear(message(home, payload, by=by), KNOWN)


def fall(number: object = 1, *, onset: datetime = NOW - timedelta(minutes=1), **more: object) -> bytes:
    return json.dumps({"id": str(number), "situation": "fall", "onset": onset.isoformat(), **more}).encode()


def test_an_alert_is_kept_as_an_event_of_when_it_was_told() -> None:
    (event,), refusals = hear("h1", fall(resident="r1"))
    assert (event.home, event.device, event.quantity, event.time) == ("h1", "d1", ALERT, NOW)
    assert Claim.read(str(event.value)) == Claim(
        id="1", situation="fall", onset=NOW - timedelta(minutes=1), resident="r1"
    )
    assert refusals == ()


def test_in_a_home_with_a_clock_of_its_own_it_is_told_by_that_clock() -> None:
    (event,), _ = hear("sim", fall(onset=CLOCK - timedelta(minutes=3)))
    assert event.time == CLOCK


def test_what_a_home_says_before_its_time_has_begun_is_no_alert() -> None:
    _, (refusal,) = claiming(clock=None).hear(message("sim", fall()), KNOWN)
    assert refusal.reason == Reason.IMPOSSIBLE_TIME


def test_a_little_ahead_is_now_and_far_ahead_is_refused() -> None:
    (event,), _ = hear(
        "sim", fall(onset=CLOCK + timedelta(minutes=4), ended=(CLOCK + timedelta(minutes=5)).isoformat())
    )
    claim = Claim.read(str(event.value))
    assert claim.onset == claim.ended == CLOCK
    _, (refusal,) = hear("sim", fall(onset=CLOCK + timedelta(minutes=6)))
    assert (refusal.reason, refusal.field) == (Reason.IMPOSSIBLE_TIME, "onset")


def test_an_alarm_device_tells_alerts_of_its_own_home_alone() -> None:
    assert hear("h1", fall(), by="a1")[0]
    _, (refusal,) = hear("sim", fall(), by="a1")
    assert refusal.reason == Reason.UNKNOWN_DEVICE


def test_what_belongs_to_no_solution_tells_no_alerts() -> None:
    _, (refusal,) = hear("h1", fall(), by="c1")
    assert refusal.reason == Reason.UNSUPPORTED


def test_the_same_words_again_change_nothing_also_after_a_restart() -> None:
    first = claiming()
    (event,), _ = first.hear(message("h1", fall()), KNOWN)
    assert first.hear(message("h1", fall(), at=NOW + timedelta(hours=1)), KNOWN) == ((), ())
    assert claiming(event).hear(message("h1", fall()), KNOWN) == ((), ())
    assert claiming(event).hear(message("h1", fall(onset=NOW)), KNOWN)[0]


def test_a_copy_that_the_broker_kept_says_nothing() -> None:
    assert claiming().hear(message("h1", fall())._replace(retain=True), KNOWN) == ((), ())


def test_ten_thousand_alerts_are_a_flood_that_is_counted_and_told_now_and_then() -> None:
    site = claiming()
    events: list[Event] = []
    refusals: list[Refusal] = []
    for number in range(10_000):
        taken, refused = site.hear(message("h1", fall(number)), KNOWN)
        events += taken
        refusals += refused
    assert len(events) == MOST_NEW
    assert [one.reason for one in refusals] == [Reason.TOO_MANY]
    assert site.flooded == 10_000 - MOST_NEW
    assert site.next_due == NOW + TELL_EVERY
    assert list(site.due(NOW)) == []
    (told,) = site.due(NOW + TELL_EVERY)
    assert f"{10_000 - MOST_NEW - 1} more" in told.says
    assert list(site.due(NOW + 2 * TELL_EVERY)) == []
    assert site.next_due is None
    later = message("h1", fall("later"), at=NOW + timedelta(minutes=61))
    assert site.hear(later, KNOWN)[0]
    assert site.hear(message("sim", fall("other", onset=CLOCK)), KNOWN)[0]


def test_changing_one_s_mind_without_end_is_a_flood_too() -> None:
    site = claiming()
    taken = [
        event
        for number in range(1000)
        for event in site.hear(message("h1", fall(onset=NOW - timedelta(seconds=number))), KNOWN)[0]
    ]
    assert len(taken) == MOST_TOLD
    assert len({event.time for event in taken}) == MOST_TOLD  # each at an instant of its own, in order


@pytest.mark.parametrize(
    ("home", "said", "reason", "field"),
    [
        ("h1", {"situation": "fall", "onset": "soon", "id": "1"}, Reason.BAD_ALERT, "onset"),
        ("h1", {"situation": "fall", "onset": "2026-11-22T02:00:00", "id": "1"}, Reason.BAD_ALERT, "onset"),
        ("h1", {"situation": "fall", "onset": "2999-01-01T00:00:00Z", "id": "1"}, Reason.IMPOSSIBLE_TIME, "onset"),
        ("h1", {"situation": "fall", "onset": 1, "id": "1"}, Reason.IMPOSSIBLE_TIME, "onset"),
        ("h1", {"situation": "ufo", "onset": 1760000000, "id": "1"}, Reason.BAD_ALERT, "situation"),
        ("h1", {"situation": "device_silent", "onset": 1760000000, "id": "1"}, Reason.BAD_ALERT, "situation"),
        ("h1", {"situation": "fall", "onset": 1760000000, "id": "a b"}, Reason.BAD_ALERT, "id"),
        ("h1", {"situation": "fall", "onset": 1760000000}, Reason.BAD_ALERT, "id"),
        ("h1", {"situation": "fall", "onset": 1760000000, "id": "1", "end": 1}, Reason.BAD_ALERT, "end"),
        ("h1", {"situation": "fall", "onset": 1760000000, "id": "1", "ended": 1}, Reason.BAD_ALERT, ""),
        ("h1", {"situation": "fall", "onset": 1760000000, "id": "1", "resident": "r9"}, Reason.BAD_ALERT, "resident"),
        ("h1", ["fall"], Reason.BAD_ALERT, ""),
        ("h9", {"situation": "fall", "onset": 1760000000, "id": "1"}, Reason.UNKNOWN_HOME, "topic"),
    ],
)
def test_what_cannot_be_an_alert_is_refused_with_the_field_that_is_wrong(
    home: str, said: object, reason: Reason, field: str
) -> None:
    events, refusals = hear(home, json.dumps(said).encode())
    assert events == ()
    assert [(one.reason, one.field, one.connection) for one in refusals] == [(reason, field, "d1")]
    assert refusals[0].mend


@pytest.mark.parametrize("payload", [b"", b"fall", b"{" * 5000, b"\xff", b"[" * 4000])
def test_what_is_no_json_is_refused(payload: bytes) -> None:
    _, refusals = hear("h1", payload)
    assert [one.reason for one in refusals] in ([Reason.NOT_JSON], [Reason.TOO_LARGE])


def answer(step: InStep, at: datetime, home: str = "sim", *, by: str = "d1", clock: datetime | None = NOW) -> list[str]:
    told = Message(topics.told_clock("a", home, by), pack_clock(at), NOW)
    refused = [one.reason for one in step.hear(told, KNOWN, clock)]
    step.kept()
    return refused


def count(step: InStep) -> set[str]:
    return step.apply(step.take())


def test_nobody_waits_for_one_that_never_answered() -> None:
    assert InStep("a").limit("sim", NOW, NOW) == NOW


def test_a_home_waits_for_whoever_said_that_it_answers() -> None:
    step = InStep("a")
    answer(step, NOW, home="-", clock=None)
    assert step.limit("sim", NOW, NOW) == NOW  # it does not count before the rules have seen what came before it
    count(step)
    assert step.limit("sim", NOW, NOW) is None
    answer(step, NOW - timedelta(minutes=1))
    assert count(step) == {"sim"}
    assert step.limit("sim", NOW, NOW) == NOW - timedelta(minutes=1)
    answer(step, NOW)
    count(step)
    assert step.limit("sim", NOW, NOW) == NOW


def test_one_that_is_silent_is_left_behind_which_is_noted_until_it_answers_again() -> None:
    step = InStep("a")
    answer(step, NOW - timedelta(minutes=1))
    count(step)
    assert step.limit("sim", NOW, NOW) == NOW - timedelta(minutes=1)
    assert step.overdue(NOW + LONGEST / 2) == set()
    late = NOW + LONGEST
    assert step.overdue(late) == {"sim"}
    (note,) = step.notes()
    assert (note.reason, note.home, note.connection) == (Reason.NOTED, "sim", "d1")
    assert step.limit("sim", NOW, late) == NOW
    assert step.overdue(late) == set()
    answer(step, NOW)
    count(step)
    assert step.limit("sim", NOW + timedelta(minutes=1), late) == NOW


def test_one_that_is_there_and_answers_nothing_is_told_once_that_nobody_waits_for_it() -> None:
    step = InStep("a")
    step.there("d1")
    assert step.limit("sim", NOW, NOW) == NOW
    assert step.notes() == []
    for _ in range(2):
        assert step.limit("sim", NOW, NOW + SILENT_FOR) == NOW
    (note,) = step.notes()
    assert (note.reason, note.connection, note.says[:14]) == (Reason.NOTED, "d1", "Not waited for")


def test_nobody_is_told_so_who_answers() -> None:
    step = InStep("a")
    step.there("d1")
    step.limit("sim", NOW, NOW)
    answer(step, NOW)
    count(step)
    step.there("d1")
    step.limit("sim", NOW, NOW + SILENT_FOR)
    assert step.notes() == []


def test_who_keeps_up_a_little_behind_is_waited_for_and_who_creeps_is_not() -> None:
    second = timedelta(seconds=1)
    keeps_up, creeps = InStep("a"), InStep("a")
    for step in (keeps_up, creeps):
        answer(step, NOW)
        count(step)
        step.limit("sim", NOW + 10 * second, NOW)
    for number in range(1, 30):
        answer(keeps_up, NOW + number * 10 * second, clock=NOW + timedelta(hours=1))
        answer(creeps, NOW + timedelta(microseconds=number), clock=NOW + timedelta(hours=1))
        for step in (keeps_up, creeps):
            count(step)
            step.limit("sim", NOW + (number + 1) * 10 * second, NOW + number * second)
            step.overdue(NOW + number * second)
    assert keeps_up.notes() == []
    assert creeps.notes()


def test_who_is_always_too_slow_is_not_waited_for_any_more() -> None:
    step, wall = InStep("a"), NOW
    for number in range(10):
        tick = NOW + timedelta(minutes=number)
        answer(step, tick - timedelta(minutes=1), clock=tick)
        count(step)
        step.limit("sim", tick, wall)
        wall += LONGEST
        step.overdue(wall)
    assert len(step.notes()) == MOST_WAITS
    assert step.limit("sim", NOW + timedelta(hours=1), wall) == NOW + timedelta(hours=1)


def test_nobody_waits_for_one_that_is_gone() -> None:
    step = InStep("a")
    answer(step, NOW - timedelta(minutes=1))
    count(step)
    step.limit("sim", NOW, NOW)
    step.gone("d1")
    step.kept()
    assert count(step) == {"sim"}
    assert step.limit("sim", NOW, NOW) == NOW


def test_only_what_has_ticked_is_answered_and_only_by_one_that_listens() -> None:
    step = InStep("a")
    assert answer(step, NOW + timedelta(minutes=1)) == [Reason.IMPOSSIBLE_TIME]
    assert answer(step, NOW, clock=None) == [Reason.IMPOSSIBLE_TIME]
    assert answer(step, NOW, home="h9") == [Reason.UNKNOWN_HOME]
    assert answer(step, NOW, home="sim", by="box") == [Reason.UNSUPPORTED]
    said = Message(topics.told_clock("a", "sim", "d1"), b'{"time": 1.5e400}', NOW)
    assert [one.reason for one in step.hear(said, KNOWN, NOW)] == [Reason.BAD_CLOCK]
