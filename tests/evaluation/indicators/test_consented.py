"""Which days of a home may be counted."""

from datetime import datetime, timedelta

from care.trials import Consent
from evaluation.trials.consented import counted
from tests.evaluation.indicators.cases import DAYS, at

LATER = at(30, 12) + timedelta(days=9)


def consent(who: str, given: datetime, withdrawn: datetime | None = None, *, remove: bool = False) -> Consent:
    return Consent(trial="t1", home="h1", who=who, given=given, by="p1", withdrawn=withdrawn, remove=remove)


def test_a_day_counts_when_everybody_had_consented_before_it_began() -> None:
    both = [consent("anna", at(27, 9)), consent("bo", at(28, 0, 1))]
    assert counted(DAYS, {"anna", "bo"}, both, LATER).tolist() == [0, 1, 1]
    assert counted(DAYS, {"anna", "bo"}, both[:1], LATER).tolist() == [0, 0, 0]
    assert counted(DAYS, {"anna"}, both[:1], LATER).tolist() == [1, 1, 1]


def test_who_lives_there_too_is_asked_once_they_are_named() -> None:
    both = [consent("anna", at(27, 9)), consent("cohabitant 1", at(29, 9))]
    assert counted(DAYS, {"anna"}, both, LATER).tolist() == [0, 0, 1]


def test_a_night_that_was_not_over_when_consent_was_taken_back_does_not_count() -> None:
    for withdrawn, days in ((at(29, 11), [0, 0, 0]), (at(29, 12), [1, 0, 0]), (at(31, 12), [1, 1, 1])):
        assert counted(DAYS, {"anna"}, [consent("anna", at(27, 9), withdrawn)], LATER).tolist() == days


def test_who_wants_it_removed_has_consented_to_nothing_until_they_do_again() -> None:
    removed = consent("anna", at(27, 9), at(31, 9), remove=True)
    assert counted(DAYS, {"anna"}, [removed], LATER).tolist() == [0, 0, 0]
    assert counted(DAYS, {"anna"}, [removed, consent("anna", at(29, 20))], LATER).tolist() == [0, 0, 1]


def test_a_day_counts_once_its_night_is_over() -> None:
    ours = [consent("anna", at(27, 9))]
    assert counted(DAYS, {"anna"}, ours, at(30, 11, 59)).tolist() == [1, 0, 0]
    assert counted(DAYS, {"anna"}, ours, at(30, 12)).tolist() == [1, 1, 0]


def test_where_nobody_lives_nothing_counts() -> None:
    assert counted(DAYS, set(), [], LATER).tolist() == [0, 0, 0]
