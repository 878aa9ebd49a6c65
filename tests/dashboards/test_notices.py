"""What messages say, in Swedish and English."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.notify import Telling
from care.situations import Priority
from dashboards.notices import worded

NIGHT = datetime(2026, 3, 3, 0, 12, tzinfo=UTC)
FALL = Telling(
    alert="01J",
    priority=Priority.HIGH,
    situation="left_home_at_night",
    site="Solgården",
    home="Lägenhet 12",
    onset=NIGHT,
    zone=ZoneInfo("Europe/Stockholm"),
    link="https://m.example/alerts/01J",
)


def test_a_message_says_what_where_and_since_when_in_the_language_of_who_gets_it() -> None:
    assert worded(FALL).title == "Lämnade hemmet på natten: Lägenhet 12, Solgården"
    assert worded(FALL).body == "Lämnade hemmet på natten: Lägenhet 12, Solgården, sedan 01:12. Svara i Mistel."
    english = worded(replace(FALL, language="en"))
    assert english.body == "Left home at night at Lägenhet 12, Solgården, since 01:12. Answer it in Mistel."
    assert english.link == "https://m.example/alerts/01J"


def test_a_message_says_that_it_is_over_and_that_nobody_has_answered() -> None:
    late = worded(replace(FALL, over=NIGHT + timedelta(minutes=20), last_stop=True))
    assert "Över sedan 01:32, men ingen har svarat. Ingen har svarat. Alla får veta det." in late.body


def test_what_is_kept_back_is_not_in_it() -> None:
    plain = worded(replace(FALL, situation="", home=""))
    assert plain.title == "Ett larm: Solgården"
    assert "Lägenhet" not in plain.body
    assert "natten" not in plain.body
