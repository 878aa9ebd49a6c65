"""Days on which nobody was at home are no days of few visits."""

from datetime import datetime

from care.alerts import State
from care.suppression import Suppression
from evaluation.trials.away import at_home
from tests.evaluation.indicators.cases import DAYS, at


def order(since: datetime, until: datetime | None = None, **others: object) -> Suppression:
    told = {"id": "s1", "kind": State.SUPPRESSED, "site": "north", "home": "h1", "reason": "hospital", "by": "p1"}
    return Suppression.model_validate({**told, "since": since, "until": until, **others})


def test_a_day_half_of_which_everybody_was_away_does_not_count() -> None:
    assert at_home(DAYS, {"anna"}, [order(at(28, 12), at(29, 6))]).tolist() == [0, 1, 1]
    assert at_home(DAYS, {"anna"}, [order(at(29, 1))]).tolist() == [1, 0, 0]
    assert at_home(DAYS, {"anna"}, [order(at(29, 1), ended=at(29, 9), ended_by="p1")]).tolist() == [1, 1, 1]


def test_who_stays_at_home_counts() -> None:
    away = order(at(28, 0), at(30, 0), resident="anna")
    assert at_home(DAYS, {"anna"}, [away]).tolist() == [0, 0, 1]
    assert at_home(DAYS, {"anna", "bo"}, [away]).tolist() == [1, 1, 1]


def test_what_is_only_quiet_is_not_away() -> None:
    shelved = order(at(28, 0), at(29, 0), kind=State.SHELVED)
    one_kind = order(at(28, 0), at(29, 0), situation="fall")
    assert at_home(DAYS, {"anna"}, [shelved, one_kind]).tolist() == [1, 1, 1]
