"""Which silences reach staff when many homes fall silent."""

from datetime import datetime

from alerts.site_silence import SiteSilence
from care.alerts import End, Finding, Onset
from tests.alerts.flat import NIGHT, minutes

HOMES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "h7"})


def silent(home: str, at: float = 0, situation: str = "home_silent") -> Onset:
    return Onset(situation, home, None, NIGHT + minutes(at))


def heard(home: str, since: float, at: float) -> End:
    return End("home_silent", home, None, NIGHT + minutes(since), NIGHT + minutes(at))


def brief(findings: list[Finding]) -> list[tuple[str, str | None, float | None, float | None]]:
    def minute(at: datetime) -> float:
        return (at - NIGHT) / minutes(1)

    return [
        (f.situation, f.home, minute(f.time), None)
        if isinstance(f, Onset)
        else (f.situation, f.home, minute(f.onset), minute(f.time))
        for f in findings
    ]


def test_fewer_than_half_of_the_homes_are_told_one_by_one() -> None:
    site = SiteSilence()
    found = [silent("h1"), silent("h2", 1), silent("h3", 2)]
    assert site.sift(found, HOMES, NIGHT + minutes(2)) == found


def test_two_of_two_homes_are_no_site() -> None:
    assert len(SiteSilence().sift([silent("h1"), silent("h2")], {"h1", "h2"}, NIGHT)) == 2


def test_half_of_the_homes_are_one_alert_and_those_told_before_are_over() -> None:
    site = SiteSilence()
    site.sift([silent("h1")], HOMES, NIGHT)
    found = site.sift([silent(f"h{n}", 3) for n in (2, 3, 4)], HOMES, NIGHT + minutes(3))
    assert brief(found) == [("home_silent", "h1", 0, 3), ("site_silent", None, 3, None)]


def test_while_the_site_is_silent_no_home_and_no_device_is_told() -> None:
    site = SiteSilence()
    site.sift([silent(f"h{n}") for n in (1, 2, 3, 4)], HOMES, NIGHT)
    assert site.sift([silent("h5", 1), silent("h6", 1, "device_silent")], HOMES, NIGHT + minutes(1)) == []


def test_homes_that_stay_silent_are_told_when_the_site_is_back_and_end_with_what_they_were_told_as() -> None:
    site = SiteSilence()
    site.sift([silent(f"h{n}") for n in (1, 2, 3, 4)], HOMES, NIGHT)
    found = site.sift([heard("h1", 0, 9)], HOMES, NIGHT + minutes(9))
    assert brief(found) == [
        ("site_silent", None, 0, 9),
        ("home_silent", "h2", 9, None),
        ("home_silent", "h3", 9, None),
        ("home_silent", "h4", 9, None),
    ]
    assert brief(site.sift([heard("h2", 0, 12)], HOMES, NIGHT + minutes(12))) == [("home_silent", "h2", 9, 12)]


def test_homes_with_clocks_of_their_own_and_other_situations_are_let_through() -> None:
    site = SiteSilence()
    found = [*(silent(f"own-{n}") for n in range(9)), silent("h1", 0, "emergency_button")]
    assert site.sift(found, HOMES, NIGHT) == found


def test_after_a_restart_the_site_is_still_silent_for_homes_that_were_never_told() -> None:
    site = SiteSilence()
    site.take_up({f"h{n}": NIGHT for n in (1, 2, 3, 4)}, {}, NIGHT)
    assert brief(site.sift([heard("h1", 0, 5), heard("h2", 0, 5)], HOMES, NIGHT + minutes(5))) == [
        ("site_silent", None, 0, 5),
        ("home_silent", "h3", 5, None),
        ("home_silent", "h4", 5, None),
    ]
