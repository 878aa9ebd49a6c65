"""The queue: what stands where, what belongs together, what calls, and until when an answer is promised."""

from dataclasses import replace
from datetime import timedelta

from api.board_alerts import BoardAlerts
from care.alerts import REPORTED, Alert, State
from care.situations import Priority
from dashboards.board import Board, Painter, View, difference, elsewhere, summary
from dashboards.directory import Directory
from dashboards.rows import row, shelf
from dashboards.tongue import tongue
from tests.api.world import HOMES, NIGHT, SITES, Town

VIEW = View("sv", frozenset(SITES.values()), frozenset(SITES.values()))
MINE = replace(VIEW, mine="care")


def painted(town: Town, *alerts: Alert, view: View = VIEW) -> Board:
    return Painter(Directory(town.registry)).board(alerts, view)


async def test_several_alerts_of_one_home_stand_together_where_the_most_urgent_stands(town: Town) -> None:
    silent = town.raise_alert("device_silent")
    other = town.raise_alert("inactivity", home=HOMES["test"])
    fall = town.raise_alert("fall")
    board = painted(town, silent, other, fall)
    assert [shown.id for shown in board.open] == [fall.id, silent.id, other.id]
    assert "2 larm här" in board.open[0].html
    assert "follows" in board.open[1].html
    assert "follows" not in board.open[2].html
    assert [shown.order for shown in board.open] == sorted(shown.order for shown in board.open)


async def test_a_row_that_only_stands_elsewhere_is_moved_not_sent_again(town: Town) -> None:
    first, second = town.raise_alert("inactivity"), town.raise_alert("fall")
    painter = Painter(Directory(town.registry))
    before = painter.board([first], VIEW)
    found = difference(before, painter.board([first, second], VIEW))
    assert [shown.id for shown in found.put] == [second.id]
    assert [(shown.id, shown.place.leads) for shown in found.moved] == [(first.id, False)]
    back = difference(painter.board([first, second], VIEW), before)
    assert (back.gone, [shown.place.leads for shown in back.moved]) == ((second.id,), [True])


async def test_of_equal_priority_what_nobody_has_answered_stands_first(town: Town) -> None:
    first, second = town.raise_alert("fall"), town.raise_alert("fall", home=HOMES["test"], onset=NIGHT)
    answered = town.desk.acknowledge(second.id, 1, "care")
    assert [shown.id for shown in painted(town, answered, first).open] == [first.id, second.id]


async def test_what_calls_nobody_stands_apart_and_is_never_lost(town: Town) -> None:
    alert = town.raise_alert("device_silent")
    until = NIGHT + timedelta(hours=2)
    shelved = alert.model_copy(update={"state": State.SHELVED, "shelved_until": until})
    hidden = alert.model_copy(update={"id": "hidden", "inhibited_by": "cause"})
    late = alert.model_copy(update={"id": "late", "found_late": True, "handover": True})
    board = painted(town, shelved, hidden, late)
    assert (len(board.open), len(board.aside), len(board.handover)) == (0, 2, 1)
    assert board.calling == {}
    assert any("till 3 mars 03:12" in shown.html for shown in board.aside)
    assert any("Dolt under sin orsak" in shown.html for shown in board.aside)


async def test_what_somebody_reported_is_for_the_handover(town: Town) -> None:
    reported = town.raise_alert("fall").model_copy(update={"source": REPORTED, "handover": True})
    assert shelf(reported) == "handover"
    assert "Rapporterat som missat" in painted(town, reported).handover[0].html


async def test_mine_shows_what_is_mine_and_still_counts_and_sounds_the_rest(town: Town) -> None:
    own, other = town.raise_alert("fall"), town.raise_alert("inactivity")
    own = town.desk.on_the_way(own.id, 1, "care")
    board = painted(town, own, other, view=MINE)
    assert [shown.id for shown in board.open] == [own.id]
    assert elsewhere(board, "sv") == "1 öppet larm är inte ditt, 1 obesvarat"
    fall = town.raise_alert("emergency_button")
    found = difference(board, painted(town, own, other, fall, view=MINE))
    assert (found.put, found.called, bool(found)) == ((), (Priority.HIGH,), True)


async def test_an_alert_that_calls_anew_is_told_anew(town: Town) -> None:
    alert = town.raise_alert("fall")
    shelved = alert.model_copy(update={"state": State.SHELVED, "version": 2})
    back = alert.model_copy(update={"version": 3})
    found = difference(painted(town, shelved), painted(town, back))
    assert [shown.id for shown in found.new] == [alert.id]
    assert found.called == (Priority.HIGH,)


async def test_an_answer_is_promised_by_priority_until_somebody_has_answered(town: Town) -> None:
    def promised(alert: Alert) -> timedelta | None:
        shown = row(alert, Directory(town.registry), tongue("sv"), may_answer=True)
        return shown.answer_by - alert.raised if shown.answer_by else None

    high, low = town.raise_alert("fall"), town.raise_alert("device_silent")
    assert promised(high) == timedelta(seconds=60)
    assert promised(town.raise_alert("inactivity")) == timedelta(seconds=180)
    assert promised(low) is None
    assert promised(town.desk.acknowledge(high.id, 1, "care")) is None


async def test_what_calls_anew_is_promised_anew(town: Town) -> None:
    alert, later = town.raise_alert("fall"), town.clock() + timedelta(minutes=30)
    town.desk.put_aside(alert.id, 1, "care", town.clock(), reason="With me", until=town.clock() + timedelta(hours=1))
    back = town.desk.take_back(alert.id, 2, "care", later)
    alerts = BoardAlerts(town.registry.alerts)
    alerts.load()
    assert alerts.lately[alert.id].called == later
    [shown] = Painter(Directory(town.registry)).board([back], VIEW, alerts.lately).open
    due = int((later + timedelta(seconds=60)).timestamp() * 1000)
    assert f'data-due="{due}"' in shown.html


async def test_in_a_home_with_a_clock_of_its_own_the_promise_follows_that_clock(town: Town) -> None:
    alert = town.raise_alert("fall", home=HOMES["test"])
    shown = row(alert, Directory(town.registry), tongue("sv"), may_answer=True)
    assert shown.answer_by == alert.onset + timedelta(seconds=60)


async def test_the_summary_says_how_many_nobody_has_answered(town: Town) -> None:
    answered = town.desk.acknowledge(town.raise_alert("fall").id, 1, "care")
    assert summary(painted(town, answered, town.raise_alert("inactivity")), "en") == "2 open alerts, 1 unanswered"
    assert summary(painted(town, answered), "en") == "1 open alert"
