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


def test_fewer_than_half_of_the_homes_are_no_site() -> None:
    site = SiteSilence()
    found = [silent("h1"), silent("h2", 1), silent("h3", 2)]
    assert site.add(found, HOMES, NIGHT + minutes(2)) == found


def test_two_of_two_homes_are_no_site() -> None:
    found = [silent("h1"), silent("h2")]
    assert SiteSilence().add(found, {"h1", "h2"}, NIGHT) == found


def test_half_of_the_homes_are_the_site_and_it_comes_before_those_that_it_hides() -> None:
    site = SiteSilence()
    site.add([silent("h1")], HOMES, NIGHT)
    found = site.add([silent(f"h{n}", 3) for n in (2, 3, 4)], HOMES, NIGHT + minutes(3))
    assert brief(found) == [("site_silent", None, 3, None), *(("home_silent", f"h{n}", 3, None) for n in (2, 3, 4))]


def test_the_site_is_back_with_enough_of_its_homes_and_after_they_are() -> None:
    site = SiteSilence()
    site.add([silent(f"h{n}") for n in (1, 2, 3, 4)], HOMES, NIGHT)
    assert site.add([silent("h5", 1)], HOMES, NIGHT + minutes(1)) == [silent("h5", 1)]
    assert brief(site.add([heard("h1", 0, 9)], HOMES, NIGHT + minutes(9))) == [("home_silent", "h1", 0, 9)]
    assert brief(site.add([heard("h2", 0, 12)], HOMES, NIGHT + minutes(12))) == [
        ("home_silent", "h2", 0, 12),
        ("site_silent", None, 0, 12),
    ]


def test_homes_with_clocks_of_their_own_and_other_situations_do_not_count() -> None:
    site = SiteSilence()
    found = [*(silent(f"own-{n}") for n in range(9)), *(silent(h, 0, "device_silent") for h in sorted(HOMES))]
    assert site.add(found, HOMES, NIGHT) == found


def test_after_a_restart_the_site_is_still_silent() -> None:
    site = SiteSilence()
    site.take_up({f"h{n}": NIGHT for n in (1, 2, 3, 4)}, NIGHT)
    assert brief(site.add([heard("h1", 0, 5), heard("h2", 0, 5)], HOMES, NIGHT + minutes(5))) == [
        ("home_silent", "h1", 0, 5),
        ("home_silent", "h2", 0, 5),
        ("site_silent", None, 0, 5),
    ]
