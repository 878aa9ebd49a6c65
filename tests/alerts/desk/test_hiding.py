"""Inhibition: what says the same as another that stands is hidden under it, and comes back when that one is over."""

import pytest

from alerts.paging import pages
from care.alerts import Alert, Move, State
from tests.alerts.desk.place import FALL, TRUE_ALARM, Place

DEVICE, HOME, SITE, POWER = "device_silent", "home_silent", "site_silent", "power_cut"


def under(place: Place, alert: Alert) -> str | None:
    """The situation that an alert is hidden under."""
    cause = place.now_of(alert).inhibited_by
    return None if cause is None else place.registry.alerts.get(cause).situation


@pytest.mark.parametrize(
    ("effect", "cause"), [(DEVICE, HOME), (DEVICE, POWER), (DEVICE, SITE), (HOME, POWER), (HOME, SITE)]
)
@pytest.mark.parametrize("effect_first", [True, False])
def test_an_effect_is_hidden_under_its_cause_whichever_is_found_first(
    place: Place, effect: str, cause: str, effect_first: bool
) -> None:
    def home(situation: str) -> str | None:
        return None if situation == SITE else "h1"

    first, second = (effect, cause) if effect_first else (cause, effect)
    alerts = {situation: place.begins(situation, home(situation), at=n) for n, situation in enumerate((first, second))}
    assert under(place, alerts[effect]) == cause
    assert [pages(place.now_of(alerts[one])) for one in (effect, cause)] == [False, True]
    place.ends(alerts[cause], at=9)
    back = place.now_of(alerts[effect])
    assert (back.inhibited_by, back.state, pages(back)) == (None, State.UNACKNOWLEDGED, True)
    assert [(move, at) for move, _, _, at in place.made(back)] == [
        (Move.RAISE, 0 if effect_first else 1),
        (Move.INHIBIT, 1),
        (Move.UNINHIBIT, 9),
    ]


def test_another_home_another_site_and_what_concerns_people_stand_for_themselves(place: Place) -> None:
    place.begins(HOME)
    place.begins(SITE, None)
    assert under(place, place.begins(DEVICE, "h2")) == SITE
    assert under(place, place.begins(DEVICE, "h3", site="s2")) is None
    assert under(place, place.begins(DEVICE, "own")) is None  # its time is another than the site's
    assert under(place, place.begins(FALL)) is None


def test_the_wider_cause_hides_and_when_it_is_over_the_next_one_does(place: Place) -> None:
    device, home = place.begins(DEVICE), place.begins(HOME)
    site = place.begins(SITE, None, at=1)
    assert [under(place, alert) for alert in (device, home)] == [SITE, SITE]
    place.ends(site, at=2)
    assert [under(place, alert) for alert in (device, home)] == [HOME, None]
    place.ends(home, at=3)
    assert [under(place, alert) for alert in (device, home)] == [None, None]


def test_what_was_over_while_it_was_hidden_is_normal(place: Place) -> None:
    place.begins(HOME)
    device = place.ends(place.begins(DEVICE), at=5)
    assert (device.state, device.inhibited_by) == (State.NORMAL, None)


def test_a_cause_hides_while_it_goes_on_also_when_staff_have_answered_or_closed_it(place: Place) -> None:
    home = place.begins(HOME)
    place.desk.acknowledge(home.id, 1, "eva")
    assert under(place, place.begins(DEVICE, at=1)) == HOME
    place.desk.close(home.id, 2, "eva", closing=TRUE_ALARM)
    device = place.begins(DEVICE, at=2)
    assert under(place, device) == HOME
    place.ends(home, at=3)
    assert pages(place.now_of(device))


def test_what_is_hidden_can_be_answered_and_closed_and_is_then_left_alone(place: Place) -> None:
    home, device = place.begins(HOME), place.begins(DEVICE)
    place.desk.acknowledge(device.id, device.version, "eva")
    place.desk.close(device.id, device.version + 1, "eva", closing=TRUE_ALARM)
    place.ends(home, at=5)
    assert place.state(device) is State.CLOSED
    assert place.made(device)[-1][0] is Move.CLOSE


def test_an_order_and_a_cause_may_both_keep_an_alert_quiet(place: Place) -> None:
    order = place.desk.order(State.OUT_OF_SERVICE, "s1", "eva", reason="Repair", home="h1", situation=DEVICE)
    home, device = place.begins(HOME), place.begins(DEVICE)
    assert (place.state(device), under(place, device)) == (State.OUT_OF_SERVICE, HOME)
    place.desk.end_order(order.id, "eva")
    assert not pages(place.now_of(device))
    place.ends(home, at=5)
    assert pages(place.now_of(device))
