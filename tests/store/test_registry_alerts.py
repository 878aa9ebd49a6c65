"""Alerts and moves: each change once, in one order, by whoever saw what stood before."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from care.alerts import Alert, Closing, Move, Outcome, Seen, State
from care.errors import Conflict, NotFound
from care.people import Home, Site, World
from store.registry import Registry
from tests.store.conftest import START

Made = Callable[..., Alert]
RAISED: dict[str, Any] = {"by": "rules", "at": START, "wall": START}
ACKNOWLEDGED: dict[str, Any] = {"move": Move.ACKNOWLEDGE, "state": State.ACKNOWLEDGED, "at": START, "wall": START}


def test_an_alert_is_read_back_as_it_was_raised(furnished: Registry, alert: Made) -> None:
    seen = (
        Seen(device="door", quantity="contact.open", time=START, value=True),
        Seen(device="hall", quantity="temperature", time=START, value=21.5),
        Seen(device="hall", quantity="reminder.shown", time=START, value="1"),
    )
    new = alert().model_copy(update={"seen": seen, "resident": "r1"})
    assert furnished.alerts.insert(new, **RAISED) == (new, True)
    assert furnished.alerts.get(new.id) == new
    assert furnished.alerts.find(new.source, "h1", "r1", "fall", START) == new
    assert furnished.alerts.find(new.source, "h1", None, "fall", START) is None
    (raised,) = furnished.alerts.moves(new.id)
    assert (raised.number, raised.move, raised.state, raised.by) == (1, Move.RAISE, State.UNACKNOWLEDGED, "rules")


def test_the_same_alert_raised_again_is_the_one_that_stands(furnished: Registry, alert: Made) -> None:
    furnished.alerts.insert(alert(1), **RAISED)
    acknowledged = furnished.alerts.move("alert-1", 1, by="anna", **ACKNOWLEDGED)
    assert furnished.alerts.insert(alert(2), **RAISED) == (acknowledged, False)
    assert len(furnished.alerts.moves_after(0)) == 2


def test_an_alert_of_no_home_is_one_for_its_site(furnished: Registry, alert: Made) -> None:
    furnished.places.add_site(Site(id="south", organisation="town", name="S", zone="UTC", world=World.TEST))
    assert furnished.alerts.insert(alert(1, home=None), **RAISED)[1]
    assert not furnished.alerts.insert(alert(2, home=None), **RAISED)[1]
    assert furnished.alerts.insert(alert(3, home=None, site="south"), **RAISED)[1]
    found = furnished.alerts.find("rules", None, None, "fall", START, site="south")
    assert found is not None
    assert (found.id, found.home) == ("alert-3", None)


def test_an_alert_of_an_unknown_site_is_refused(furnished: Registry, alert: Made) -> None:
    with pytest.raises(NotFound, match="no site 'south'"):
        furnished.alerts.insert(alert(site="south"), **RAISED)


def test_a_move_sets_what_it_tells_and_keeps_the_rest(furnished: Registry, alert: Made) -> None:
    alerts = furnished.alerts
    alerts.insert(alert(), **RAISED)
    end = START + timedelta(minutes=40)
    alerts.move(
        "alert-1", 1, move=Move.ON_THE_WAY, state=State.ACKNOWLEDGED, by="anna", at=START, wall=START, responder="anna"
    )
    alerts.move("alert-1", 2, move=Move.CLEAR, state=State.NORMAL, by="rules", at=end, wall=end, end=end)
    closing = Closing(outcome=Outcome.TRUE, cause="went out", minutes=12, visit=True)
    closed = alerts.move(
        "alert-1", 3, move=Move.CLOSE, state=State.CLOSED, by="anna", at=end, wall=end, note="found", closing=closing
    )
    assert closed == alerts.get("alert-1")
    assert (closed.version, closed.state, closed.responder, closed.end) == (4, State.CLOSED, "anna", end)
    assert closed.closing == closing
    assert [(move.move, move.by, move.note) for move in alerts.moves("alert-1")] == [
        (Move.RAISE, "rules", ""),
        (Move.ON_THE_WAY, "anna", ""),
        (Move.CLEAR, "rules", ""),
        (Move.CLOSE, "anna", "found"),
    ]


def test_of_two_who_move_one_alert_at_once_one_wins_and_the_other_hears_who(furnished: Registry, alert: Made) -> None:
    alerts = furnished.alerts
    for number in range(20):
        alerts.insert(alert(number, after=number), **RAISED)
        ready = threading.Barrier(2)

        def try_it(by: str, number: int = number, ready: threading.Barrier = ready) -> Alert | Conflict:
            ready.wait()
            try:
                return alerts.move(f"alert-{number}", 1, by=by, **ACKNOWLEDGED)
            except Conflict as conflict:
                return conflict

        with ThreadPoolExecutor(2) as threads:
            results = dict(zip(("anna", "bo"), threads.map(try_it, ("anna", "bo")), strict=True))
        (winner,) = [name for name, result in results.items() if isinstance(result, Alert)]
        (lost,) = [result for result in results.values() if isinstance(result, Conflict)]
        assert f"by {winner} (acknowledge" in str(lost)
        assert "the alert is now acknowledged" in str(lost)
        assert [move.by for move in alerts.moves(f"alert-{number}")] == ["rules", winner]


def test_a_move_of_an_unknown_alert_is_not_found(furnished: Registry) -> None:
    with pytest.raises(NotFound, match="no alert 'alert-9'"):
        furnished.alerts.move("alert-9", 1, by="anna", **ACKNOWLEDGED)


def test_open_alerts_are_those_not_closed_by_site_oldest_first(furnished: Registry, alert: Made) -> None:
    alerts = furnished.alerts
    for number, after in enumerate((30, 10, 20)):
        alerts.insert(alert(number, after=after), **RAISED)
    alerts.move("alert-2", 1, move=Move.CLOSE, state=State.CLOSED, by="anna", at=START, wall=START)
    assert [alert.id for alert in alerts.open()] == ["alert-1", "alert-0"]
    assert alerts.open(["north"]) == alerts.open()
    assert alerts.open(["south"]) == alerts.open([]) == []


def test_a_homes_alerts_are_those_with_onset_in_the_span(furnished: Registry, alert: Made) -> None:
    furnished.places.add_home(Home(id="h2", site="north", name="Flat 2"))
    for number in range(4):
        furnished.alerts.insert(alert(number, after=number), **RAISED)
    furnished.alerts.insert(alert(9, home="h2"), **RAISED)
    since, until = START + timedelta(seconds=1), START + timedelta(seconds=3)
    assert [found.id for found in furnished.alerts.of_home("h1", since, until)] == ["alert-1", "alert-2"]
    assert len(furnished.alerts.of_home("h1")) == 4


def test_moves_are_followed_by_number(furnished: Registry, alert: Made) -> None:
    assert furnished.alerts.last_move() == 0
    for number in range(5):
        furnished.alerts.insert(alert(number, after=number), **RAISED)
    assert [move.alert for move in furnished.alerts.moves_after(2, limit=2)] == ["alert-2", "alert-3"]
    assert furnished.alerts.last_move() == 5


def test_moves_are_counted_by_site_and_kind_up_to_the_newest(furnished: Registry, alert: Made) -> None:
    assert furnished.alerts.count_moves() == ({}, 0)
    new, _ = furnished.alerts.insert(alert(), **RAISED)
    furnished.alerts.move(new.id, 1, **ACKNOWLEDGED, by="anna")
    counted, newest = furnished.alerts.count_moves()
    assert counted == {(new.site, Move.RAISE): 1, (new.site, Move.ACKNOWLEDGE): 1}
    assert newest == furnished.alerts.last_move()


def test_a_batch_is_kept_whole(furnished: Registry, alert: Made) -> None:
    with furnished.alerts.batch() as batch:
        batch.insert(alert(1), **RAISED)
        batch.move("alert-1", 1, by="rules", **ACKNOWLEDGED)
        assert not batch.insert(alert(2), **RAISED)[1]
        with pytest.raises(Conflict, match="by rules"):
            batch.move("alert-1", 1, by="rules", **ACKNOWLEDGED)
        assert [found.version for found in batch.open()] == [2]
    assert furnished.alerts.get("alert-1").version == 2


def test_a_batch_that_breaks_off_leaves_nothing(furnished: Registry, alert: Made) -> None:
    with pytest.raises(NotFound), furnished.alerts.batch() as batch:  # noqa: PT012 - the block is what is tested
        batch.insert(alert(1), **RAISED)
        batch.move("alert-9", 1, by="rules", **ACKNOWLEDGED)
    assert furnished.alerts.open() == []
    assert furnished.alerts.last_move() == 0
