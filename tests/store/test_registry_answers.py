"""Answers of people: kept once, taken back, scored for a trial; the staff's pulse tells of nobody."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from care.errors import Conflict, NotFound, Refused
from care.people import Organisation, Site, World
from care.pulse import FEWEST, QUESTIONS
from care.questionnaires import Answered, Answerer, Lent
from evaluation.questionnaires.scores import scored
from store.registry import Registry
from store.registry.answer_tables import pulse, pulse_given
from store.registry.answers import MOST_LENT

AT = datetime(2026, 3, 4, 9, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
NEXT = MONDAY + timedelta(days=7)


def filled(
    number: int = 1, day: date = MONDAY, *, answerer: Answerer = Answerer.RESIDENT, fifth: bool = True
) -> Answered:
    chosen = dict.fromkeys(("cheerful", "calm", "active", "rested"), 3) | ({"interested": 4} if fifth else {})
    at = datetime.combine(day, AT.timetz())
    return Answered(
        id=f"q-{number}",
        home="h1",
        resident="r1",
        instrument="who5",
        answerer=answerer,
        day=day,
        answers=chosen,
        by="kim",
        at=at,
        wall=AT,
    )


def test_the_same_answers_sent_twice_are_kept_once(furnished: Registry) -> None:
    assert furnished.answers.add(filled())
    assert not furnished.answers.add(filled())
    assert furnished.answers.of_home("h1") == [filled()]


def test_other_answers_under_the_same_id_are_refused_and_the_first_stay(furnished: Registry) -> None:
    furnished.answers.add(filled())
    with pytest.raises(Conflict, match="nothing was changed"):
        furnished.answers.add(filled(fifth=False))
    assert furnished.answers.get("q-1") == filled()


def test_answers_of_a_home_or_resident_that_there_is_not_are_refused(furnished: Registry) -> None:
    for lacking in ({"home": "h9", "resident": None, "answerer": Answerer.STAFF}, {"resident": "r9"}):
        with pytest.raises(NotFound):
            furnished.answers.add(filled().model_copy(update=lacking))


def test_many_are_kept_all_or_none(furnished: Registry) -> None:
    with pytest.raises(NotFound):
        furnished.answers.add_all([filled(1), filled(2).model_copy(update={"resident": "r9"})])
    assert furnished.answers.of_home("h1") == []
    assert furnished.answers.add_all([filled(1), filled(2)]) == 2
    assert furnished.answers.add_all([filled(1), filled(2), filled(3)]) == 1


def test_a_mistake_is_taken_back_kept_as_removed_and_not_counted(furnished: Registry) -> None:
    furnished.answers.add_all([filled(1), filled(2)])
    furnished.answers.remove("q-1", by="kim", at=AT)
    furnished.answers.remove("q-1", by="bo", at=AT)
    assert [one.id for one in furnished.answers.of_home("h1")] == ["q-2"]
    assert {one.id: one.removed_by for one in furnished.answers.of_home("h1", removed=True)} == {
        "q-1": "kim",
        "q-2": None,
    }
    assert [one.id for one in furnished.answers.between(["h1"], MONDAY, MONDAY)] == ["q-2"]


def test_scores_are_those_of_the_days_asked_for_and_say_whether_somebody_answered_in_the_persons_place(
    furnished: Registry,
) -> None:
    furnished.answers.add_all(
        [
            filled(1, MONDAY - timedelta(days=1)),
            filled(2, MONDAY),
            filled(3, NEXT, answerer=Answerer.STAFF),
            filled(4, NEXT, fifth=False),  # a question was skipped: WHO-5 gives no score
            filled(5, NEXT + timedelta(days=1)),
        ]
    )
    found = list(scored(furnished.answers.between(["h1", "h2"], MONDAY, NEXT)))
    assert [(one.id, one.day, one.score, one.is_proxy, one.indicator) for one in found] == [
        ("q-2", MONDAY, 64, False, "wellbeing"),
        ("q-3", NEXT, 64, True, "wellbeing"),
    ]


def test_what_was_answered_in_a_home_is_erased_with_it(furnished: Registry) -> None:
    furnished.answers.add(filled())
    assert furnished.erasure.erase_home("h1")["answers"] == 1
    assert furnished.answers.of_home("h1", removed=True) == []


def lent(number: int = 1) -> Lent:
    return Lent(
        hash=f"{number:064x}",
        answer=f"q-lent{number}",
        home="h1",
        resident="r1",
        instrument="who5",
        answerer=Answerer.RESIDENT,
        by="kim",
        expires=AT + timedelta(hours=24),
    )


def test_a_questionnaire_that_was_lent_is_known_until_its_time_is_over_and_forgotten_afterwards(
    furnished: Registry,
) -> None:
    furnished.answers.lend(lent(1), AT)
    assert furnished.answers.lent(lent(1).hash, AT + timedelta(hours=23)) == lent(1)
    for hash_, at in ((lent(1).hash, AT + timedelta(hours=24)), (lent(2).hash, AT)):
        with pytest.raises(NotFound, match="its time is over"):
            furnished.answers.lent(hash_, at)
    furnished.answers.lend(lent(2), AT + timedelta(hours=25))
    assert furnished.erasure.erase_home("h1")["lent"] == 1


def test_a_home_can_have_only_so_many_lent_at_once(furnished: Registry) -> None:
    for number in range(MOST_LENT):
        furnished.answers.lend(lent(number), AT)
    with pytest.raises(Conflict, match="Wait until some have come"):
        furnished.answers.lend(lent(MOST_LENT), AT)


# The staff's pulse


def give(
    registry: Registry, people: int, day: date = MONDAY, site: str = "north", points: int = 3, first: int = 0
) -> None:
    for number in range(first, first + people):
        registry.pulse.give(site, f"p{number}", day, dict.fromkeys(QUESTIONS, points))


def test_a_week_is_shown_from_five_answers_on_and_only_when_it_is_over(furnished: Registry) -> None:
    give(furnished, FEWEST - 1)
    assert furnished.pulse.weeks("north", NEXT) == []
    give(furnished, 1, first=FEWEST - 1, points=5)
    assert furnished.pulse.weeks("north", MONDAY + timedelta(days=6)) == []
    (week,) = furnished.pulse.weeks("north", NEXT)
    assert (week.monday, week.answers) == (MONDAY, 5)
    assert week.mean == pytest.approx(3.4)


def test_a_person_answers_once_a_week(furnished: Registry) -> None:
    give(furnished, 1)
    assert furnished.pulse.has_given("north", "p0", MONDAY + timedelta(days=6))
    with pytest.raises(Conflict, match="come back next week"):
        give(furnished, 1, MONDAY + timedelta(days=6))
    give(furnished, 1, NEXT)


def test_no_difference_between_weeks_or_units_tells_of_fewer_than_five(furnished: Registry) -> None:
    """Each figure that comes out is of five people or more, and shares nobody's answer with another figure."""
    furnished.places.add_organisation(Organisation(id="other", name="Other"))
    south = Site(id="south", organisation="other", name="South", zone="Europe/Stockholm", world=World.REAL)
    furnished.places.add_site(south)
    for site, weeks in {"north": (5, 4, 7, 1), "south": (4, 9, 0, 6)}.items():
        for week, people in enumerate(weeks):
            give(furnished, people, MONDAY + timedelta(weeks=week), site)
    later = MONDAY + timedelta(weeks=9)
    shown = [one for site in ("north", "south") for one in furnished.pulse.weeks(site, later)]
    assert [(one.site, one.answers) for one in shown] == [("north", 5), ("north", 7), ("south", 9), ("south", 6)]


def test_looking_while_a_week_goes_on_shows_nothing_that_the_last_answer_could_be_told_from(
    furnished: Registry,
) -> None:
    looks = []
    for number in range(8):
        give(furnished, 1, first=number, points=1 + number % 5)
        looks.append(furnished.pulse.weeks("north", MONDAY + timedelta(days=5)))
    assert looks == [[]] * 8
    assert len(furnished.pulse.weeks("north", NEXT)) == 1


def test_nothing_that_is_kept_ties_an_answer_to_a_person_or_a_time(furnished: Registry) -> None:
    assert {column.name for column in pulse.c} == {"site", "monday", "question", "points", "answers"}
    assert {column.name for column in pulse_given.c} == {"site", "monday", "person"}


def test_without_a_day_a_week_is_over_when_it_is_everywhere_on_earth(state: Path) -> None:
    now = [datetime(2026, 3, 9, 11, tzinfo=UTC)]
    with Registry.open(state, now=lambda: now[0]) as registry:
        registry.places.add_organisation(Organisation(id="town", name="The town"))
        north = Site(id="north", organisation="town", name="North", zone="Europe/Stockholm", world=World.REAL)
        registry.places.add_site(north)
        give(registry, FEWEST)
        assert registry.pulse.weeks("north") == []
        now[0] += timedelta(hours=2)
        assert len(registry.pulse.weeks("north")) == 1


@pytest.mark.parametrize("wrong", [{"heavy": 6}, {"heavy": 0}, {"mood": 3}, {}])
def test_an_answer_outside_the_scale_or_a_missing_one_is_refused(furnished: Registry, wrong: dict[str, int]) -> None:
    given = dict.fromkeys(QUESTIONS, 3) | wrong if wrong else {"heavy": 3}
    with pytest.raises(Refused):
        furnished.pulse.give("north", "p1", MONDAY, given)
    assert not furnished.pulse.has_given("north", "p1", MONDAY)
