"""One alert as the board says it, and the order of the board."""

from datetime import timedelta

from alerts.desk import Desk
from care.alerts import Alert, Closing, Move, Outcome, Seen
from care.clock import to_micros
from care.situations import SITUATIONS, Priority
from dashboards.board import MOST_OPEN, Painter, View, difference, summary
from dashboards.directory import Directory
from dashboards.rows import order, row
from dashboards.tongue import tongue
from tests.api.world import HOMES, NIGHT, SITES, Town

VIEW = View("sv", frozenset({SITES["real"]}), frozenset({SITES["real"]}))


def said(town: Town, alert: Alert, language: str = "sv"):
    return row(alert, Directory(town.registry), tongue(language), may_answer=True)


async def test_a_row_says_what_where_since_when_and_what_was_seen(town: Town) -> None:
    shown = said(town, town.raise_alert())
    assert shown.situation == "Lämnade hemmet på natten"
    assert (shown.home_name, shown.site_name) == ("Lägenhet S12", "Solgården")
    assert shown.seen == "Ytterdörren öppnades 01:12. Därefter ingen rörelse."
    assert shown.onset_words == "01:22"
    assert shown.moves == (Move.ACKNOWLEDGE, Move.ON_THE_WAY)


async def test_a_row_says_in_which_room_somebody_moved(town: Town) -> None:
    seen = (Seen(device="hall-motion", quantity="motion", time=NIGHT, value=True),)
    shown = said(town, town.raise_alert("inactivity").model_copy(update={"seen": seen}))
    assert shown.seen == "Rörelse (Hallen) 01:12. Inget har märkts av någon sedan dess."


async def test_each_state_offers_what_the_desk_allows_next(town: Town) -> None:
    desk: Desk = town.desk
    alert = town.raise_alert()
    answered = desk.acknowledge(alert.id, 1, "care")
    assert said(town, answered).moves == (Move.ON_THE_WAY, Move.CLOSE)
    on_the_way = desk.on_the_way(alert.id, 2, "care")
    assert said(town, on_the_way).moves == (Move.ARRIVE, Move.CLOSE)
    assert said(town, on_the_way).state_words == "Kim care är på väg"
    over = town.end_alert(on_the_way, NIGHT + timedelta(minutes=41))
    assert said(town, over).moves == (Move.ARRIVE, Move.CLOSE)
    assert said(town, over).ended_words == "Rörelse inne igen 01:53. Det varade 31 min."
    assert said(town, over).seen == "Ytterdörren öppnades 01:12."
    assert said(town, over).shelf == "recent"
    closing = Closing(outcome=Outcome.TRUE, cause="Letade efter katten", minutes=12, visit=True)
    closed = desk.close(alert.id, over.version, "care", closing=closing)
    assert said(town, closed).moves == ()
    assert said(town, closed).outcome_words == "Sant larm · Letade efter katten · 12 min · besök gjort"


async def test_what_is_over_but_unanswered_stays_open(town: Town) -> None:
    over = town.end_alert(town.raise_alert(), NIGHT + timedelta(minutes=41))
    shown = said(town, over, "en")
    assert (shown.shelf, shown.state_words) == ("open", "Over, nobody has answered")
    assert shown.moves == (Move.ACKNOWLEDGE, Move.ON_THE_WAY)


async def test_the_board_is_ordered_by_priority_then_age(town: Town) -> None:
    onsets = {
        "device_silent": NIGHT - timedelta(hours=9),
        "inactivity": NIGHT - timedelta(hours=5),
        "emergency_button": NIGHT,
        "left_home_at_night": NIGHT - timedelta(minutes=1),
        "stove_unattended": NIGHT - timedelta(days=20),
    }
    alerts = [town.raise_alert(situation, onset=onset) for situation, onset in onsets.items()]
    assert [alert.situation for alert in sorted(alerts, key=order)] == [
        "stove_unattended",
        "left_home_at_night",
        "emergency_button",
        "inactivity",
        "device_silent",
    ]
    assert {SITUATIONS[alert.situation].priority for alert in alerts} == set(Priority)


async def test_a_board_that_cannot_hold_all_says_how_many_there_are(town: Town) -> None:
    alert = town.raise_alert()
    many = [
        alert.model_copy(update={"id": str(n), "onset": NIGHT + timedelta(seconds=n)}) for n in range(MOST_OPEN + 5)
    ]
    board = Painter(Directory(town.registry)).board(many, VIEW)
    assert (len(board.open), board.more) == (MOST_OPEN, 5)
    assert summary(board, "sv") == f"{MOST_OPEN + 5} öppna larm, {MOST_OPEN + 5} obesvarade"


async def test_the_difference_of_two_boards_is_what_turns_one_into_the_other(town: Town) -> None:
    painter = Painter(Directory(town.registry))
    stays, goes = town.raise_alert(), town.raise_alert("inactivity")
    before = painter.board([stays, goes], VIEW)
    comes, changed = town.raise_alert("emergency_button"), town.desk.acknowledge(stays.id, 1, "care")
    after = painter.board([changed, comes], VIEW)
    found = difference(before, after)
    assert {shown.id for shown in found.put} == {stays.id, comes.id}
    assert found.gone == (goes.id,)
    assert [shown.id for shown in found.new] == [comes.id]
    assert not difference(after, after)


async def test_a_new_name_is_on_the_board_though_no_alert_changed(town: Town) -> None:
    from care.people import Room

    painter = Painter(Directory(town.registry))
    alert = town.raise_alert()
    painter.board([alert], VIEW)
    kept = painter._kept[alert.id, "sv", True]
    town.registry.places.add_room(Room(id="kitchen", home=HOMES["real"], name="Köket"))
    painter.board([alert], VIEW)
    assert painter._kept[alert.id, "sv", True][1] > kept[1]


async def test_a_row_escapes_what_people_wrote(town: Town) -> None:
    alert = town.raise_alert()
    answered = town.desk.acknowledge(alert.id, 1, "care")
    closing = Closing(outcome=Outcome.FALSE, cause="<script>alert(1)</script>")
    closed = town.desk.close(alert.id, answered.version, "care", closing=closing)
    [shown] = Painter(Directory(town.registry)).board([closed], VIEW).recent
    assert "<script>" not in shown.html
    assert "&lt;script&gt;" in shown.html
    assert to_micros(alert.onset) // 1000 == int(shown.html.partition('data-onset="')[2].partition('"')[0])


async def test_what_came_of_an_alert_by_late_facts_is_said_in_words(town: Town) -> None:
    alert = town.raise_alert()
    late = alert.model_copy(update={"found_late": True})
    assert said(town, late).state_words == "Upptäckt i efterhand · Ingen har kvitterat"
    old = late.model_copy(update={"handover": True})
    assert said(town, old, "en").state_words == "Found late, for the handover · Nobody has answered"
    over = town.end_alert(alert, NIGHT + timedelta(minutes=41)).model_copy(update={"borne_out": False})
    assert said(town, over, "en").state_words == (
        "Not borne out: what came in late speaks against it · Over, nobody has answered"
    )
    assert said(town, over).state_words.startswith("Bekräftades inte: det som kom in sent talar emot · ")
    assert said(town, over).ended_words == ""
