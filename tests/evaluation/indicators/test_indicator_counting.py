"""What each indicator counts, in literal numbers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from care.alerts import Closing, Outcome
from care.episodes import Episode
from evaluation.indicators import INDICATORS
from evaluation.indicators.counting import count
from evaluation.indicators.seen import Score
from tests.evaluation.indicators.cases import DAYS, MINUTE, UNIT, alert, at, came, counted, home, told

TRUE, FALSE, UNCLEAR = Outcome.TRUE, Outcome.FALSE, Outcome.UNCLEAR


def test_every_indicator_of_the_table_is_counted_and_no_other() -> None:
    assert count(home()).keys() == INDICATORS.keys()
    assert all(len(value) == len(exposure) == 3 for value, exposure in count(home()).values())


def test_a_table_says_of_each_indicator_which_way_is_good_and_by_how_much_at_least() -> None:
    guardrails = [one.name for one in INDICATORS.values() if one.is_guardrail]
    assert guardrails == ["contact_minutes", "staff_load"]
    assert all(0 < one.margin <= max(one.high, 1) and name == one.name for name, one in INDICATORS.items())


class TestVisits:
    SEEN = home(
        visits=[
            came(at(28, 21, 59)),
            came(at(28, 22)),
            came(at(29, 5, 59), kind="called", minutes=20, contact=15),
            came(at(29, 6)),
            came(at(30, 9), contact=None),
        ],
        residents=2,
    )

    def test_visits_that_begin_between_22_and_6_are_night_visits_of_that_night(self) -> None:
        assert counted(self.SEEN, "night_visits") == ([2, 0, 0], [2, 2, 2])

    def test_a_day_without_a_visit_beyond_the_planned_ones_was_without_extra_help(self) -> None:
        assert counted(self.SEEN, "independence") == ([1, 0, 1], [1, 1, 1])

    def test_where_nobody_said_how_long_it_was_with_the_person_it_is_the_share_of_the_other_visits(self) -> None:
        assert counted(self.SEEN, "contact_minutes") == ([12, 21, 6.6], [2, 2, 2])

    def test_where_few_said_so_a_day_with_a_visit_that_did_not_is_not_known(self) -> None:
        visits = [came(at(28, 9)), came(at(29, 9), contact=None), came(at(29, 10), contact=None)]
        assert counted(home(visits=visits), "contact_minutes") == ([6, 0, 0], [1, 0, 1])

    def test_minutes_of_alerts_that_nobody_went_to_count_too(self) -> None:
        alerts = [
            alert(at(28, 3), Closing(outcome=FALSE, minutes=4, visit=False)),
            alert(at(29, 3), Closing(outcome=TRUE, minutes=30, visit=True)),
        ]
        seen = replace(self.SEEN, alerts=alerts)
        assert counted(seen, "staff_minutes") == ([24, 30, 10], [2, 2, 2])
        assert counted(seen, "cost") == ([143.6, 179.5, 59.8333], [2, 2, 2])

    def test_where_nobody_records_visits_none_is_not_a_fact(self) -> None:
        quiet = replace(UNIT, recorded=np.array([1.0, 0.0, 1.0]))
        assert counted(replace(self.SEEN, unit=quiet), "night_visits")[1] == [2, 0, 2]
        assert counted(replace(self.SEEN, visits=[]), "night_visits")[1] == [0, 0, 0]


def test_a_night_is_undisturbed_with_five_hours_in_bed_in_one_piece() -> None:
    bed = told(
        "bed.occupied",
        (at(28, 22), True),
        (at(29, 1), False),  # turns over
        (at(29, 1, 1), True),
        (at(29, 4), False),
        (at(29, 21), True),
        (at(30, 1, 30), False),
        (at(30, 1, 40), True),
        (at(30, 6), False),
    )
    assert counted(home(readings=bed), "undisturbed_nights") == ([1, 0, 0], [1, 1, 0])


def test_a_bed_that_is_occupied_from_noon_to_noon_is_stuck_and_nothing_is_known() -> None:
    bed = told("bed.occupied", (at(28, 9), True), (at(29, 9), True), (at(29, 22), True), (at(30, 15), False))
    assert counted(home(readings=bed), "undisturbed_nights") == ([0, 0, 0], [0, 0, 1])


def test_an_hour_that_clocks_skip_is_no_time_in_bed() -> None:
    bed = told("bed.occupied", (at(28, 23), True), (at(29, 4, 30), False))
    assert counted(home(readings=bed), "undisturbed_nights") == ([0, 0, 0], [1, 0, 0])


def test_doses_and_reminders_are_counted_by_day() -> None:
    doses = told("dose.taken", (at(28, 8), True), (at(28, 20), True)) | told("dose.missed", (at(30, 9), True))
    assert counted(home(readings=doses), "medication_adherence") == ([2, 0, 0], [2, 0, 1])
    shown = told("reminder.shown", (at(28, 8), "Eat"), (at(29, 8), "Eat")) | told(
        "reminder.confirmed", (at(28, 8, 5), "Eat")
    )
    assert counted(home(readings=shown), "reminders_confirmed") == ([1, 0, 0], [1, 1, 0])
    missed = shown | told("reminder.missed", (at(29, 8, 30), "Eat"))
    assert counted(home(readings=missed), "reminders_confirmed") == ([1, 0, 0], [1, 1, 0])


class TestAlerts:
    def test_staff_say_what_was_true_and_report_what_was_missed(self) -> None:
        seen = home(
            alerts=[
                alert(at(28, 3), TRUE),
                alert(at(28, 4), FALSE),
                alert(at(28, 5), UNCLEAR),
                alert(at(28, 6)),
                alert(at(29, 3), source="reported"),
                alert(at(29, 4), FALSE, source="reported"),
                alert(at(30, 3), FALSE, situation="device_silent"),
            ]
        )
        assert counted(seen, "alert_precision") == ([1, 0, 0], [2, 0, 0])
        assert counted(seen, "alert_recall") == ([1, 0, 0], [1, 1, 0])
        assert counted(seen, "false_alarms") == ([1, 0, 0], [0.1429, 0.1429, 0.1429])

    def test_where_the_truth_is_known_it_decides(self) -> None:
        def fell(day: int, hour: int) -> Episode:
            start = at(day, hour)
            return Episode(
                home="h1", label="fall", hazard_from=start, deadline=start + 10 * MINUTE, end=start + 60 * MINUTE
            )

        seen = home(
            alerts=[
                alert(at(28, 3, 5), FALSE),  # staff were wrong
                alert(at(28, 12), TRUE),
                alert(at(29, 3, 30), TRUE),  # too late
                alert(at(30, 3), FALSE, situation="inactivity"),
            ],
            truth=[fell(28, 3), fell(29, 3), fell(30, 3)],
            labels={"fall"},
        )
        assert counted(seen, "alert_precision") == ([1, 1, 0], [2, 1, 1])
        assert counted(seen, "alert_recall") == ([1, 0, 0], [1, 1, 1])
        assert counted(seen, "falls") == ([1, 1, 1], [0.0027, 0.0027, 0.0027])

    def test_waits_count_an_hour_at_most_and_only_where_somebody_could_answer(self) -> None:
        seen = home(
            alerts=[
                alert(at(28, 3), TRUE, answered=2, arrived=8),
                alert(at(28, 4), TRUE, answered=90, arrived=120),
                alert(at(29, 3), end=5),  # over before anybody answered
                alert(at(29, 4)),  # nobody ever did
                alert(at(30, 3), TRUE, answered=3),  # and nobody said when they were there
                alert(at(31, 11, 30)),  # may still be answered
            ]
        )
        assert counted(seen, "time_to_answer") == ([62, 60, 3], [2, 1, 1])
        assert counted(seen, "time_to_arrival") == ([68, 60, 0], [2, 1, 0])

    def test_what_tells_of_one_fall_is_one_fall_and_an_hour_on_the_floor_is_a_long_lie(self) -> None:
        seen = home(
            alerts=[
                alert(at(28, 3), TRUE, arrived=59),
                alert(at(28, 3, 20), TRUE, source="camera", arrived=45),
                alert(at(29, 3), TRUE, arrived=60),
                alert(at(30, 3), Closing(outcome=TRUE, visit=True), closed=75),
                alert(at(30, 9), TRUE),
                alert(at(30, 12), source="reported"),
                alert(at(30, 15), FALSE),
            ]
        )
        assert counted(seen, "falls")[0] == [1, 1, 3]
        assert counted(seen, "long_lies")[0] == [0, 1, 1]

    def test_every_call_is_load_on_who_is_on_duty(self) -> None:
        seen = home(alerts=[alert(at(28, 3)), alert(at(28, 4), situation="device_silent")])
        assert counted(seen, "staff_load") == ([2, 0, 0], [24, 24, 24])


class TestEquipment:
    def test_a_lost_connection_and_a_day_without_readings_are_down_time(self) -> None:
        seen = home(
            heard=np.array([1.0, 1.0, 0.0]),
            readings=told("online", (at(28, 12), False), (at(28, 18), True), (at(28, 20), True)),
        )
        assert counted(seen, "uptime") == ([0.75, 1, 0], [1, 1, 1])
        assert counted(home(), "uptime") == ([0, 0, 0], [0, 0, 0])

    def test_only_the_solutions_connections_count_where_it_has_some(self) -> None:
        seen = home(heard=DAYS.each(), connections={"c2"}, readings=told("online", (at(28, 12), False), device="c1"))
        assert counted(seen, "uptime")[0] == [1, 1, 1]

    def test_silence_of_the_home_is_down_time_until_it_ends(self) -> None:
        seen = home(heard=DAYS.each(), alerts=[alert(at(28, 18), situation="home_silent", end=360)])
        assert counted(seen, "uptime")[0] == [0.75, 1, 1]

    def test_a_check_by_camera_after_which_somebody_came_spared_no_visit(self) -> None:
        seen = home(
            readings=told(
                "check.seen",
                (at(28, 23), True),
                (at(29, 1), False),
                (at(29, 1, 10), False),  # looks again
                (at(29, 3), True),
                (at(29, 5), True),
            ),
            visits=[came(at(29, 1, 20), kind="called"), came(at(29, 3, 10)), came(at(29, 23))],
        )
        assert counted(seen, "camera_checks") == ([2, 0, 0], [4, 1, 0])


def test_answers_count_on_the_day_they_were_given() -> None:
    scores = [
        Score("wellbeing", date(2026, 3, 28), 64),
        Score("wellbeing", date(2026, 3, 28), 72),
        Score("usability", date(2026, 3, 30), 80),
        Score("usability", date(2026, 3, 31), 80),
    ]
    assert counted(home(scores=scores), "wellbeing") == ([136, 0, 0], [2, 0, 0])
    assert counted(home(scores=scores), "usability") == ([0, 0, 80], [0, 0, 1])


@pytest.mark.parametrize("name", INDICATORS)
def test_what_is_counted_lies_where_the_indicator_can_lie(name: str) -> None:
    one = INDICATORS[name]
    seen = home(
        heard=DAYS.each(),
        visits=[came(at(28, 23)), came(at(29, 14), kind="extra")],
        readings=told("bed.occupied", (at(28, 22), True), (at(29, 6), False))
        | told("dose.taken", (at(28, 8), True))
        | told("check.seen", (at(28, 23), True)),
        alerts=[alert(at(28, 3), TRUE, answered=2, arrived=8), alert(at(29, 4), FALSE)],
        scores=[Score("wellbeing", date(2026, 3, 28), 64)],
    )
    value, exposure = count(seen)[name]
    known = exposure > 0
    assert ((value[known] / exposure[known] >= one.low) & (value[known] / exposure[known] <= one.high)).all()
