"""What the desk promises rules and people, on the real registry."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.desk import Desk
from care.alerts import Alert, Closing, End, Finding, Move, Onset, Outcome, State
from care.clock import ClockKind
from care.errors import Conflict, NotFound
from care.people import Home, Organisation, Resident, Site, World
from care.situations import Priority
from store.registry import Registry
from tests.alerts.flat import NIGHT, minutes, opens

LEFT = "left_home_at_night"
WALL = datetime(2026, 11, 22, 12, tzinfo=UTC)
ONSET = Onset(LEFT, "h1", "anna", NIGHT, (opens(NIGHT - minutes(10)),))
END = End(LEFT, "h1", "anna", NIGHT, NIGHT + minutes(30))
FALSE_ALARM = Closing(outcome=Outcome.FALSE, cause="the door bangs in the wind", minutes=3, visit=False)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path) as registry:
        places = registry.places
        places.add_organisation(Organisation(id="town", name="The town"))
        places.add_site(Site(id="s1", organisation="town", name="Elm house", zone="Europe/Stockholm", world=World.TEST))
        places.add_home(Home(id="h1", site="s1", name="Flat 1", clock=ClockKind.OWN))
        places.add_resident(Resident(id="anna", home="h1", parameters={}))
        yield registry


@pytest.fixture
def desk(registry: Registry) -> Desk:
    return Desk(registry, lambda: WALL)


def standing(registry: Registry) -> list[Alert]:
    return registry.alerts.of_home("h1")


def history(registry: Registry, alert: Alert) -> list[tuple[Move, State, str, datetime, datetime]]:
    return [(m.move, m.state, m.by, m.at, m.wall) for m in registry.alerts.moves(alert.id)]


def test_an_onset_raises_an_alert_with_its_priority_and_what_was_seen(desk: Desk, registry: Registry) -> None:
    (alert,) = desk.apply([ONSET], "s1")
    assert standing(registry) == [alert]
    assert alert.key == ("rules", "h1", "anna", LEFT, NIGHT, None)
    assert (alert.site, alert.priority, alert.state, alert.raised) == ("s1", Priority.HIGH, State.UNACKNOWLEDGED, WALL)
    assert [(seen.device, seen.quantity, seen.value) for seen in alert.seen] == [("front-door", "contact.open", True)]
    assert history(registry, alert) == [(Move.RAISE, State.UNACKNOWLEDGED, "rules", NIGHT, WALL)]


def test_ids_are_ulids_told_apart_and_in_order_of_birth(registry: Registry) -> None:
    later = (WALL + minutes(n) for n in range(100))
    desk = Desk(registry, lambda: next(later))
    onsets = [Onset(LEFT, "h1", "anna", NIGHT - minutes(n)) for n in range(3)]
    ids = [alert.id for alert in desk.apply(onsets, "s1")]
    assert ids == sorted(set(ids))
    assert {len(alert_id) for alert_id in ids} == {26}


def test_an_end_clears_the_alert_at_its_own_time(desk: Desk, registry: Registry) -> None:
    (raised,) = desk.apply([ONSET], "s1")
    (cleared,) = desk.apply([END], "s1")
    assert (cleared.id, cleared.state, cleared.end) == (raised.id, State.RETURNED, END.time)
    assert history(registry, cleared)[-1] == (Move.CLEAR, State.RETURNED, "rules", END.time, WALL)


def test_an_onset_and_its_end_at_once_give_one_changed_alert(desk: Desk) -> None:
    (alert,) = desk.apply([ONSET, END], "s1")
    assert (alert.state, alert.end) == (State.RETURNED, END.time)


@pytest.mark.parametrize("again", [[ONSET], [END], [ONSET, END], [END, ONSET, ONSET, END]])
def test_applying_again_changes_nothing(desk: Desk, registry: Registry, again: list[Finding]) -> None:
    desk.apply([ONSET, END], "s1")
    before, last = standing(registry), registry.alerts.last_move()
    assert desk.apply(again, "s1") == []
    assert (standing(registry), registry.alerts.last_move()) == (before, last)


def test_an_end_with_no_alert_is_ignored(desk: Desk, registry: Registry) -> None:
    assert desk.apply([END], "s1") == []
    assert standing(registry) == []


def test_an_alert_in_a_shared_home_names_nobody_and_is_found_again(desk: Desk) -> None:
    desk.apply([Onset(LEFT, "h1", None, NIGHT)], "s1")
    (ended,) = desk.apply([End(LEFT, "h1", None, NIGHT, NIGHT + minutes(1))], "s1")
    assert ended.key == ("rules", "h1", None, LEFT, NIGHT, NIGHT + minutes(1))


def test_each_source_has_its_own_alerts(desk: Desk, registry: Registry) -> None:
    desk.apply([ONSET], "s1")
    desk.apply([ONSET, END], "s1", source="solution-7")
    assert {(alert.source, alert.end) for alert in standing(registry)} == {("rules", None), ("solution-7", END.time)}


def test_if_one_finding_cannot_be_kept_none_is(desk: Desk, registry: Registry) -> None:
    with pytest.raises(KeyError):
        desk.apply([ONSET, Onset("no_such_situation", "h1", None, NIGHT)], "s1")
    assert standing(registry) == []


def test_staff_acknowledge_go_there_and_close_after_it_was_over(desk: Desk, registry: Registry) -> None:
    (raised,) = desk.apply([ONSET], "s1")
    seen = desk.acknowledge(raised.id, 1, "eva", at=NIGHT + minutes(1))
    going = desk.on_the_way(raised.id, seen.version, "omar", at=NIGHT + minutes(2))
    assert (going.state, going.responder) == (State.ACKNOWLEDGED, "omar")
    (over,) = desk.apply([END], "s1")
    assert over.state is State.NORMAL
    closed = desk.close(raised.id, over.version, "omar", at=NIGHT + minutes(40), closing=FALSE_ALARM)
    assert (closed.state, closed.closing, closed.end, closed.responder) == (
        State.CLOSED,
        FALSE_ALARM,
        END.time,
        "omar",
    )
    assert [(move, by, at) for move, _, by, at, _ in history(registry, closed)] == [
        (Move.RAISE, "rules", NIGHT),
        (Move.ACKNOWLEDGE, "eva", NIGHT + minutes(1)),
        (Move.ON_THE_WAY, "omar", NIGHT + minutes(2)),
        (Move.CLEAR, "rules", END.time),
        (Move.CLOSE, "omar", NIGHT + minutes(40)),
    ]


def test_a_move_without_a_home_clock_is_kept_at_the_walls_time(desk: Desk, registry: Registry) -> None:
    (raised,) = desk.apply([ONSET], "s1")
    assert history(registry, desk.acknowledge(raised.id, 1, "eva"))[-1][3:] == (WALL, WALL)


def test_going_there_acknowledges_too(desk: Desk) -> None:
    (raised,) = desk.apply([ONSET], "s1")
    going = desk.on_the_way(raised.id, 1, "omar")
    assert (going.state, going.responder) == (State.ACKNOWLEDGED, "omar")


def test_an_alert_closed_while_it_goes_on_still_gets_its_end(desk: Desk) -> None:
    (raised,) = desk.apply([ONSET], "s1")
    desk.acknowledge(raised.id, 1, "eva")
    desk.close(raised.id, 2, "eva", closing=FALSE_ALARM)
    (ended,) = desk.apply([END], "s1")
    assert (ended.state, ended.end, ended.closing) == (State.CLOSED, END.time, FALSE_ALARM)


def test_a_move_that_the_state_does_not_allow_is_refused_in_words(desk: Desk, registry: Registry) -> None:
    (raised,) = desk.apply([ONSET], "s1")
    with pytest.raises(Conflict, match=r"unacknowledged cannot be closed; nothing was changed. Acknowledge it first."):
        desk.close(raised.id, 1, "eva", closing=FALSE_ALARM)
    desk.acknowledge(raised.id, 1, "eva")
    with pytest.raises(
        Conflict, match=r"acknowledged cannot be acknowledged; nothing was changed. Say that you are on"
    ):
        desk.acknowledge(raised.id, 2, "eva")
    assert [alert.version for alert in standing(registry)] == [2]


def test_who_acts_on_what_has_changed_meanwhile_is_told_by_whom(desk: Desk) -> None:
    (raised,) = desk.apply([ONSET], "s1")
    desk.acknowledge(raised.id, 1, "eva")
    for late in (desk.acknowledge, desk.on_the_way):
        with pytest.raises(Conflict, match="eva"):
            late(raised.id, 1, "omar")


def test_an_alert_that_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.acknowledge("01M81MSK1AWGVTK6ZF8N9WPFR7", 1, "eva")


def all_at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Do these in a thread each, all let go at the same moment; give what they raised."""
    start, raised = threading.Barrier(len(acts)), list[BaseException]()

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Conflict as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_of_two_people_who_acknowledge_at_once_one_does_and_the_other_is_told(
    desk: Desk, registry: Registry, tmp_path: Path
) -> None:
    with Registry.open(tmp_path) as elsewhere:
        other_desk = Desk(elsewhere, lambda: WALL)
        for n in range(10):
            (alert,) = desk.apply([Onset(LEFT, "h1", "anna", NIGHT + minutes(n))], "s1")
            refused = all_at_once(
                lambda alert=alert: desk.acknowledge(alert.id, 1, "eva"),
                lambda alert=alert: other_desk.on_the_way(alert.id, 1, "omar"),
            )
            assert len(refused) == 1
            _, first = history(registry, alert)
            assert first[2] in str(refused[0])


def test_gateways_that_apply_the_same_at_once_raise_it_once(desk: Desk, registry: Registry, tmp_path: Path) -> None:
    onsets = [Onset(LEFT, "h1", "anna", NIGHT + minutes(n)) for n in range(20)]
    with Registry.open(tmp_path) as elsewhere:
        other_desk = Desk(elsewhere, lambda: WALL)
        assert all_at_once(lambda: desk.apply(onsets, "s1"), lambda: other_desk.apply(onsets, "s1")) == []
    assert [alert.onset for alert in standing(registry)] == [onset.time for onset in onsets]
    assert registry.alerts.last_move() == len(onsets)


def test_a_clear_while_people_act_is_never_lost(desk: Desk, registry: Registry, tmp_path: Path) -> None:
    with Registry.open(tmp_path) as elsewhere:
        other_desk = Desk(elsewhere, lambda: WALL)
        for n in range(10):
            onset = NIGHT + minutes(n)
            (alert,) = desk.apply([Onset(LEFT, "h1", "anna", onset)], "s1")
            end = End(LEFT, "h1", "anna", onset, onset + minutes(30))
            all_at_once(
                lambda end=end: desk.apply([end], "s1"),
                lambda alert=alert: other_desk.acknowledge(alert.id, 1, "eva"),
            )
            assert registry.alerts.get(alert.id).end == end.time
