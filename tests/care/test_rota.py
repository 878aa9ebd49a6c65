"""Who is on duty: by week, on single days, in both nights of daylight saving; gaps are found on paper."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from care.rota import Instead, Rota, Shift, instant

STOCKHOLM = ZoneInfo("Europe/Stockholm")
YEAR = (datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-01-01"))
EVERY_DAY = frozenset(range(7))
DAY = Shift(days=EVERY_DAY, start=time(7), end=time(21), who=("dana",))
NIGHT = Shift(days=EVERY_DAY, start=time(21), end=time(7), who=("nils",))
ROUND_THE_CLOCK = Rota(id="nurses", name="Nurses", shifts=(DAY, NIGHT))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


def test_a_night_shift_belongs_to_the_evening_it_begins_on() -> None:
    only_sunday_night = NIGHT.model_copy(update={"days": frozenset({6}), "who": ("sune",)})
    rota = Rota(id="r", name="R", shifts=(DAY, NIGHT, only_sunday_night))
    assert rota.on_duty(local("2026-03-02 06:59"), STOCKHOLM) == ("sune", "nils")[::-1]  # Monday morning, both
    assert rota.on_duty(local("2026-03-02 07:00"), STOCKHOLM) == ("dana",)
    assert rota.on_duty(local("2026-03-02 21:00"), STOCKHOLM) == ("nils",)
    assert rota.until(local("2026-03-02 21:00"), STOCKHOLM) == local("2026-03-03 07:00")


@pytest.mark.parametrize(("night", "hours"), [("2026-03-28", 9), ("2026-10-24", 11), ("2026-05-01", 10)])
def test_a_night_is_as_long_as_that_night_is(night: str, hours: int) -> None:
    start = local(f"{night} 21:00")
    minutes = [start + timedelta(minutes=n) for n in range(13 * 60)]
    on = [moment for moment in minutes if ROUND_THE_CLOCK.on_duty(moment, STOCKHOLM) == ("nils",)]
    assert len(on) == hours * 60
    assert on == minutes[: hours * 60]


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)])
def test_a_change_of_shift_within_the_changed_hour_happens_once(day: date) -> None:
    first = Shift(days=EVERY_DAY, start=time(12), end=time(2, 30), who=("first",))
    second = Shift(days=EVERY_DAY, start=time(2, 30), end=time(12), who=("second",))
    rota = Rota(id="r", name="R", shifts=(first, second))
    start = datetime.combine(day, time(21), STOCKHOLM).astimezone(UTC)
    told = [rota.on_duty(start + timedelta(minutes=n), STOCKHOLM) for n in range(12 * 60)]
    changes = [n for n in range(1, len(told)) if told[n] != told[n - 1]]
    assert len(changes) == 1
    assert set(told) == {("first",), ("second",)}


@given(st.datetimes(*YEAR), st.timedeltas(timedelta(0), timedelta(hours=5)))
def test_later_on_the_wall_is_never_earlier_in_utc(moment: datetime, more: timedelta) -> None:
    assert instant(moment, STOCKHOLM) <= instant(moment + more, STOCKHOLM)


@given(st.datetimes(*YEAR, timezones=st.just(UTC)))
def test_a_rota_without_a_gap_on_paper_has_somebody_at_every_moment(at: datetime) -> None:
    assert ROUND_THE_CLOCK.gaps() == []
    assert len(ROUND_THE_CLOCK.on_duty(at, STOCKHOLM)) == 1
    until = ROUND_THE_CLOCK.until(at, STOCKHOLM)
    assert until is not None
    assert until > at


def test_a_gap_is_named_by_weekday_and_time() -> None:
    weekdays = NIGHT.model_copy(update={"days": frozenset(range(5))})
    assert [gap.words for gap in Rota(id="r", name="R", shifts=(DAY, weekdays)).gaps()] == [
        "Saturday 21:00 to Sunday 07:00",
        "Sunday 21:00 to Monday 07:00",
    ]


def test_a_gap_in_one_week_of_several_is_found() -> None:
    odd = DAY.model_copy(update={"weeks": frozenset({1}), "who": ("olle",)})
    even = DAY.model_copy(update={"weeks": frozenset({2}), "who": ("eva",), "days": frozenset(range(6))})
    rota = Rota(id="r", name="R", begins=date(2026, 3, 2), weeks=2, shifts=(odd, even, NIGHT))
    assert [gap.words for gap in rota.gaps()] == ["Sunday 07:00 of week 2 to Sunday 21:00"]
    assert rota.on_duty(local("2026-03-04 12:00"), STOCKHOLM) == ("olle",)
    assert rota.on_duty(local("2026-03-11 12:00"), STOCKHOLM) == ("eva",)
    assert rota.on_duty(local("2026-03-18 12:00"), STOCKHOLM) == ("olle",)


def test_single_days_take_the_place_of_the_shifts() -> None:
    eve = Instead(start=datetime(2026, 12, 24, 15), end=datetime(2026, 12, 25, 7), who=("cilla",))  # noqa: DTZ001
    rota = Rota(id="r", name="R", shifts=(DAY, NIGHT), instead=(eve,))
    assert rota.on_duty(local("2026-12-24 14:59"), STOCKHOLM) == ("dana",)
    assert rota.on_duty(local("2026-12-24 15:00"), STOCKHOLM) == ("cilla",)
    assert rota.on_duty(local("2026-12-25 06:59"), STOCKHOLM) == ("cilla",)
    assert rota.on_duty(local("2026-12-25 07:00"), STOCKHOLM) == ("dana",)


def test_a_rota_that_has_ended_says_that_nobody_is_on_duty() -> None:
    rota = ROUND_THE_CLOCK.model_copy(update={"begins": date(2026, 1, 5), "ends": date(2026, 7, 1)})
    assert rota.on_duty(local("2026-01-04 23:59"), STOCKHOLM) == ()
    assert rota.on_duty(local("2026-01-05 00:00"), STOCKHOLM) == ("nils",)
    assert rota.on_duty(local("2026-06-30 23:59"), STOCKHOLM) == ("nils",)
    assert rota.on_duty(local("2026-07-01 00:00"), STOCKHOLM) == ()


def test_two_people_may_be_on_duty_at_once_but_nobody_twice() -> None:
    second = DAY.model_copy(update={"start": time(9), "end": time(17), "who": ("bo",)})
    both = Rota(id="r", name="R", shifts=(DAY, NIGHT, second))
    assert both.on_duty(local("2026-03-04 12:00"), STOCKHOLM) == ("dana", "bo")
    assert both.twice() == []
    mistake = Rota(id="r", name="R", shifts=(DAY, NIGHT, second.model_copy(update={"who": ("dana",)})))
    ((who, one, other),) = mistake.twice()
    assert (who, one.start.time(), other.start.time()) == ("dana", time(7), time(9))


def test_a_time_instead_must_end_after_it_begins() -> None:
    with pytest.raises(ValidationError, match="must end after it begins"):
        Instead(start=datetime(2026, 12, 25), end=datetime(2026, 12, 24), who=("a",))  # noqa: DTZ001
