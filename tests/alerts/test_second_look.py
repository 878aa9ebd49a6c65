"""What comes late is judged as if it had come in time, and alerts follow: on the real desk."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.desk import Desk
from alerts.rules import build
from alerts.second_look import SecondLook
from alerts.timeline import Timeline
from care.alerts import Alert, Closing, End, Move, Onset, Outcome, State
from care.clock import ClockKind
from care.events import Event
from care.people import Home, Organisation, Site, World
from store.registry import Registry
from tests.alerts.flat import NIGHT, household, minutes, opens, seconds, tick, told

OWN = household()
LEFT = "left_home_at_night"


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path) as registry:
        places = registry.places
        places.add_organisation(Organisation(id="town", name="The town"))
        places.add_site(Site(id="s1", organisation="town", name="Elm house", zone="Europe/Stockholm", world=World.TEST))
        places.add_home(Home(id="h1", site="s1", name="Flat 1", clock=ClockKind.OWN))
        yield registry


class AtDesk:
    """A home whose facts come as they come, its timeline and its desk."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.desk = Desk(registry, lambda: NIGHT + timedelta(days=9))
        self.journal: list[Event] = []
        self.timeline = Timeline(OWN, build(OWN))

    def come(self, *events: Event) -> None:
        for event in events:
            self.journal.append(event)
            self.desk.apply(self.timeline.take(event), "s1")

    def look(self, longest: timedelta = timedelta(days=30)) -> list[Alert]:
        late, judged = self.timeline.late_since, self.timeline.judged
        assert late is not None
        assert judged is not None
        look = SecondLook(OWN, build(OWN), self.registry.alerts.since("h1", late), late=late, judged=judged)
        while not look.done:
            since, until = look.span(longest)
            look.show([event for event in self.journal if since <= event.time < until], until)
        changed = self.desk.revise(look.looked, "s1", at=judged)
        self.timeline = look.timeline(event for event in self.journal if event.time > judged)
        self.desk.apply(self.timeline.release(), "s1")
        return changed

    @property
    def alerts(self) -> list[Alert]:
        return self.registry.alerts.of_home("h1")

    def moves(self, alert: Alert) -> list[Move]:
        return [record.move for record in self.registry.alerts.moves(alert.id)]


@pytest.fixture
def home(registry: Registry) -> AtDesk:
    return AtDesk(registry)


def test_a_door_that_is_told_late_raises_and_is_marked_as_found_late(home: AtDesk) -> None:
    home.come(tick(NIGHT + minutes(25)), opens(NIGHT))
    (alert,) = home.look()
    assert (alert.situation, alert.onset, alert.end) == (LEFT, NIGHT + minutes(10), None)
    assert (alert.found_late, alert.handover, alert.state) == (True, False, State.UNACKNOWLEDGED)
    (raised,) = home.registry.alerts.moves(alert.id)
    assert raised.at == NIGHT + minutes(25)


def test_what_is_found_old_is_for_the_handover(home: AtDesk) -> None:
    home.come(tick(NIGHT + minutes(41)), opens(NIGHT))
    (alert,) = home.look()
    assert (alert.found_late, alert.handover) == (True, True)


def test_a_late_press_is_found_and_one_that_was_found_before_stays_as_it_was(home: AtDesk) -> None:
    first, late = (told(NIGHT + minutes(m), "wrist", "alarm.button") for m in (5, 3))
    home.come(first, tick(NIGHT + minutes(10)), late)
    (found,) = home.look()
    assert (found.onset, found.found_late) == (late.time, True)
    assert [(a.onset, a.found_late, a.version) for a in home.alerts] == [(late.time, True, 1), (first.time, False, 1)]


def test_movement_told_late_takes_an_alert_back_and_its_history_is_kept(home: AtDesk) -> None:
    home.come(opens(NIGHT), tick(NIGHT + minutes(30)))
    (raised,) = home.alerts
    home.desk.acknowledge(raised.id, 1, "eva")
    home.come(told(NIGHT + minutes(4), "hall"))
    (alert,) = home.look()
    assert (alert.id, alert.borne_out, alert.state) == (raised.id, False, State.NORMAL)
    assert alert.end == NIGHT + minutes(30)  # until then it was believed
    assert home.moves(alert) == [Move.RAISE, Move.ACKNOWLEDGE, Move.WITHDRAW]


def test_an_alert_stands_though_something_comes_late_for_the_very_instant_of_its_onset(home: AtDesk) -> None:
    home.come(opens(NIGHT), tick(NIGHT + minutes(30)))
    home.come(told(NIGHT + minutes(10), "mat", "bed.occupied", False))
    home.look()
    (alert,) = home.alerts
    assert (alert.onset, alert.borne_out, home.moves(alert)) == (NIGHT + minutes(10), True, [Move.RAISE])


def test_an_alert_whose_onset_moves_keeps_its_id_and_its_answer(home: AtDesk) -> None:
    home.come(opens(NIGHT), tick(NIGHT + minutes(30)))
    (raised,) = home.alerts
    home.desk.on_the_way(raised.id, 1, "eva")
    home.come(told(NIGHT + minutes(4), "hall"), opens(NIGHT + minutes(5)))
    (alert,) = home.look()
    assert (alert.id, alert.onset, alert.end, alert.state) == (
        raised.id,
        NIGHT + minutes(15),
        None,
        State.ACKNOWLEDGED,
    )
    assert [seen.time for seen in alert.seen] == [NIGHT + minutes(5)]
    assert (alert.responder, alert.found_late) == ("eva", False)
    last = home.registry.alerts.moves(alert.id)[-1]
    assert (last.move, last.note) == (Move.ADJUST, f"onset was {raised.onset.isoformat()}")


def test_an_end_moves_to_when_it_really_was_over(home: AtDesk) -> None:
    home.come(opens(NIGHT), told(NIGHT + minutes(60), "hall"), tick(NIGHT + minutes(90)))
    home.come(told(NIGHT + minutes(20), "kitchen"))
    (alert,) = home.look()
    assert (alert.end, home.moves(alert)) == (NIGHT + minutes(20), [Move.RAISE, Move.CLEAR, Move.ADJUST])


def test_an_alert_from_before_the_late_fact_gets_its_end_from_it(home: AtDesk) -> None:
    home.come(opens(NIGHT), tick(NIGHT + minutes(90)), told(NIGHT + minutes(20), "kitchen"))
    (alert,) = home.look()
    assert (alert.end, alert.state) == (NIGHT + minutes(20), State.RETURNED)
    home.come(opens(NIGHT + minutes(100)), tick(NIGHT + minutes(120)))
    assert [a.onset for a in home.alerts] == [NIGHT + minutes(10), NIGHT + minutes(110)]


def test_an_end_that_late_facts_refute_is_taken_away(home: AtDesk) -> None:
    in_bed = told(NIGHT + minutes(30), "bed", "bed.occupied")
    home.come(opens(NIGHT), in_bed, tick(NIGHT + minutes(50)))
    assert [a.end for a in home.alerts] == [in_bed.time]
    home.come(told(NIGHT - minutes(60), "bed", "bed.occupied"))  # so the bed was occupied all the time
    (alert,) = home.look()
    assert (alert.end, alert.state) == (None, State.UNACKNOWLEDGED)
    assert home.moves(alert) == [Move.RAISE, Move.CLEAR, Move.RECUR]
    home.come(told(NIGHT + minutes(60), "hall"), tick(NIGHT + minutes(70)))
    assert [a.end for a in home.alerts] == [NIGHT + minutes(60)]


def test_what_was_not_borne_out_is_revived_when_it_returns(home: AtDesk) -> None:
    home.come(opens(NIGHT), tick(NIGHT + minutes(30)), told(NIGHT + minutes(4), "bed", "bed.occupied"))
    (taken_back,) = home.look()
    assert not taken_back.borne_out
    home.come(told(NIGHT - minutes(60), "bed", "bed.occupied"))
    (alert,) = home.look()
    assert (alert.id, alert.borne_out, alert.end, alert.state) == (taken_back.id, True, None, State.UNACKNOWLEDGED)
    assert home.moves(alert) == [Move.RAISE, Move.WITHDRAW, Move.REVIVE, Move.RECUR]


def test_what_staff_closed_stays_closed_whatever_comes_late(home: AtDesk) -> None:
    home.come(opens(NIGHT), tick(NIGHT + minutes(30)))
    (raised,) = home.alerts
    home.desk.acknowledge(raised.id, 1, "eva")
    home.desk.close(raised.id, 2, "eva", closing=Closing(outcome=Outcome.FALSE))
    home.come(told(NIGHT + minutes(4), "hall"))
    (alert,) = home.look()
    assert (alert.state, alert.borne_out, alert.closing) == (State.CLOSED, False, Closing(outcome=Outcome.FALSE))


def test_looking_again_changes_nothing(home: AtDesk) -> None:
    home.come(opens(NIGHT), tick(NIGHT + minutes(90)), told(NIGHT + minutes(20), "kitchen"), opens(NIGHT - minutes(40)))
    assert home.look()
    before, last = home.alerts, home.registry.alerts.last_move()
    home.timeline.late_since = NIGHT - minutes(40)
    assert home.look() == []
    assert (home.alerts, home.registry.alerts.last_move()) == (before, last)


def test_what_was_raised_while_the_look_went_on_is_left_alone(home: AtDesk) -> None:
    home.come(tick(NIGHT + minutes(30)))
    look = SecondLook(OWN, build(OWN), [], late=NIGHT, judged=NIGHT + minutes(30))
    (raised,) = home.desk.apply([Onset("emergency_button", "h1", "anna", NIGHT + minutes(29))], "s1")
    while not look.done:
        look.show([], look.span(minutes(7))[1])
    assert home.desk.revise(look.looked, "s1", at=NIGHT + minutes(30)) == []
    assert home.alerts == [raised]


def test_that_equipment_was_silent_is_not_taken_back(home: AtDesk) -> None:
    home.desk.apply([Onset("home_silent", "h1", None, NIGHT + minutes(5))], "s1")
    home.come(tick(NIGHT + minutes(30)), told(NIGHT, "hall"))
    assert home.look() == []


def test_an_end_told_just_before_a_crash_and_beyond_the_look_is_not_taken_away(home: AtDesk) -> None:
    home.come(opens(NIGHT), tick(NIGHT + minutes(30)))
    home.desk.apply([End(LEFT, "h1", "anna", NIGHT + minutes(10), NIGHT + minutes(40))], "s1")
    home.come(opens(NIGHT + minutes(2)))
    assert home.look() == []


def test_two_alerts_that_late_facts_make_one_end_as_one_borne_out(home: AtDesk) -> None:
    home.come(opens(NIGHT), told(NIGHT + minutes(20), "bed", "bed.occupied"), opens(NIGHT + minutes(25)))
    home.come(tick(NIGHT + minutes(60)))
    assert [a.onset for a in home.alerts] == [NIGHT + minutes(10), NIGHT + minutes(35)]
    home.come(told(NIGHT - minutes(30), "bed", "bed.occupied"))
    home.look()
    assert [(a.onset, a.end, a.borne_out) for a in home.alerts] == [
        (NIGHT + minutes(10), None, True),
        (NIGHT + minutes(35), NIGHT + minutes(60), False),
    ]


@pytest.mark.parametrize("longest", [seconds(7), minutes(1), minutes(31)])
def test_it_does_not_matter_in_which_spans_events_are_shown(registry: Registry, longest: timedelta) -> None:
    home = AtDesk(registry)
    home.come(opens(NIGHT), tick(NIGHT + minutes(60)), told(NIGHT + minutes(20), "kitchen"), opens(NIGHT - minutes(40)))
    home.look(longest)
    assert [(a.onset, a.end) for a in home.alerts] == [
        (NIGHT - minutes(30), NIGHT + minutes(20)),
    ]
