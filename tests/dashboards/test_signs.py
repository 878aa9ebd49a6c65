"""A resident's six weeks as a picture: visits by day, signs with their length, what was done."""

from datetime import date, datetime, timedelta

from care.alerts import RULES, Alert, Seen, State
from care.events import Event
from care.interventions import FollowUp, Intervention, Reached
from care.people import Placement, Room
from care.situations import SITUATIONS
from dashboards.directory import Directory, HomeCard
from dashboards.signs import DAYS, bathroom_devices, weeks
from dashboards.tongue import tongue
from tests.api.world import HOMES, NIGHT, Town

HOME = HOMES["real"]
TODAY = date(2026, 3, 3)
EN = tongue("en")


def card(town: Town) -> HomeCard:
    town.registry.places.add_room(Room(id="bathroom", home=HOME, name="Badrummet"))
    town.registry.places.place(Placement(device="hall-motion", home=HOME, room="bathroom", since=NIGHT))
    return Directory(town.registry).card(HOME)


def moved(hours: float, device: str = "hall-motion", *, value: bool = True) -> Event:
    at = NIGHT + timedelta(hours=hours)
    return Event("north-house", HOME, device, "motion", at, value, at)


def alert(situation: str, onset: datetime, end: datetime | None = None, *, borne_out: bool = True) -> Alert:
    return Alert(
        id=f"{situation}-{onset:%d}",
        source=RULES,
        site="north-house",
        home=HOME,
        resident=None,
        situation=situation,
        priority=SITUATIONS[situation].priority,
        onset=onset,
        end=end,
        state=State.UNACKNOWLEDGED,
        version=1,
        raised=onset,
        seen=(Seen(device="hall-motion", quantity="motion", time=onset, value=True),),
        borne_out=borne_out,
    )


def test_signs_in_the_bathroom_five_minutes_apart_are_two_visits(town: Town) -> None:
    home = card(town)
    told = [moved(hours) for hours in (0.0, 0.05, 0.2, 10)] + [moved(11, value=False), moved(12, device="bed")]
    shown = weeks(home, TODAY, told, [], [], EN)
    assert bathroom_devices(home) == {"hall-motion"}
    assert [bar.words for bar in shown.bars] == ["Mar 3: 3 toilet visits, 2 of them at night"]
    assert (shown.most, shown.bars[0].height) == (3, 100)


def test_a_sign_is_as_long_as_it_lasted_and_what_is_not_borne_out_is_left_out(town: Town) -> None:
    shown = weeks(
        card(town),
        TODAY,
        [],
        [
            alert("toilet_visits_rising", NIGHT - timedelta(days=9), NIGHT - timedelta(days=6)),
            alert("no_response_to_reminders", NIGHT - timedelta(days=2)),
            alert("inactivity", NIGHT - timedelta(days=1), borne_out=False),
            alert("fall", NIGHT),
        ],
        [],
        EN,
    )
    lanes = {lane.label: lane.spots for lane in shown.lanes}
    assert set(lanes) == {"More toilet visits than usual", "Reminders not answered"}
    (spot,) = lanes["More toilet visits than usual"]
    assert spot.width == round(4 * 100 / DAYS, 3)
    assert spot.words == "Feb 22 01:12, lasted 3 d."
    (going_on,) = lanes["Reminders not answered"]
    assert going_on.x + going_on.width == 100
    assert [day for day, _ in shown.told] == ["Mar 1", "Feb 22"]


def test_what_was_done_and_followed_up_stands_below(town: Town) -> None:
    follow = FollowUp(reached=Reached.YES, note="Better.", by="care", at=NIGHT, wall=NIGHT)
    done = Intervention(
        id="i-1",
        home=HOME,
        resident="r",
        done="Called the nurse.",
        goal="Fewer.",
        follow_up=TODAY,
        by="care",
        at=NIGHT - timedelta(days=3),
        wall=NIGHT,
        follow_ups=(follow,),
    )
    shown = weeks(card(town), TODAY, [], [], [done], EN)
    assert [(lane.kind, [spot.words for spot in lane.spots]) for lane in shown.lanes] == [
        ("done", ["Called the nurse."]),
        ("followed", ["Fewer. Better."]),
    ]


def test_a_week_without_anything_is_empty(town: Town) -> None:
    shown = weeks(card(town), TODAY, [], [], [], EN)
    assert (shown.bars, shown.lanes, shown.told) == ((), (), ())
    assert len(shown.ticks) == 6
