"""Instruments give the scores that their manuals say, and refuse what stands outside their scale."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from care.errors import NotFound, Refused, ScenarioError
from care.estimates import TooLittle
from care.questionnaires import Answered, Answerer
from evaluation.questionnaires.file import files, instrument_of, load, shipped
from evaluation.questionnaires.scoring import check, of_answers, score

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


def answered(instrument: str, values: list[int | None], given: float | None = None) -> Answered:
    ids = [item.id for item in instrument_of(instrument).items]
    chosen = {item: value for item, value in zip(ids, values, strict=False) if value is not None}
    return Answered(
        id="q-1",
        home="h1",
        resident="r1",
        instrument=instrument,
        answerer=Answerer.RESIDENT,
        day=date(2026, 3, 2),
        answers=chosen,
        score=given,
        by="kim",
        at=AT,
        wall=AT,
    )


@pytest.mark.parametrize(
    ("instrument", "values", "points"),
    [
        ("sus", [5, 1, 5, 1, 5, 1, 5, 1, 5, 1], 100),
        ("sus", [1, 5, 1, 5, 1, 5, 1, 5, 1, 5], 0),
        ("sus", [3] * 10, 50),
        ("sus", [5] * 10, 50),  # who agrees with everything says nothing
        ("sus", [4, 2, 4, 1, 5, 2, 4, 2, 4, 3], 77.5),
        ("who5", [5] * 5, 100),
        ("who5", [0] * 5, 0),
        ("who5", [3, 2, 3, 1, 4], 52),
        ("umux_lite", [7, 7], 100),
        ("umux_lite", [1, 1], 0),
        ("umux_lite", [5, 6], 75),
    ],
)
def test_a_score_is_what_the_manual_says(instrument: str, values: list[int | None], points: float) -> None:
    one = answered(instrument, values)
    check(instrument_of(instrument), one)
    assert score(instrument_of(instrument), one) == points


def test_a_skipped_question_of_sus_counts_as_the_middle_of_the_scale() -> None:
    assert score(instrument_of("sus"), answered("sus", [5, None, 5, 1, 5, 1, 5, 1, 5, 1])) == 95


@pytest.mark.parametrize(
    ("instrument", "values", "says"),
    [
        ("who5", [5, 5, None, 5, 5], "1 of 5 questions were skipped, and none may be for a score."),
        ("umux_lite", [7, None], "1 of 2 questions were skipped, and none may be for a score."),
        ("sus", [5, 1, 5, 1], "6 of 10 questions were skipped, and at most 5 may be for a score."),
        ("sus", [], "10 of 10 questions were skipped, and at most 5 may be for a score."),
    ],
)
def test_with_too_much_skipped_there_is_no_score(instrument: str, values: list[int | None], says: str) -> None:
    came = score(instrument_of(instrument), answered(instrument, values))
    assert isinstance(came, TooLittle)
    assert came.why == says


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (answered("who5", [6, 1, 1, 1, 1]), "6 is no answer to question 1 of WHO-5. Give a whole number from 0 to 5"),
        (answered("sus", [1, 0]), "0 is no answer to question 2 of SUS. Give a whole number from 1 to 5"),
        (answered("sus", [1] * 10, 60), "SUS is scored from its answers."),
        (answered("eq5d_index", [], 1.2), "1.2 is no score of EQ-5D index. Give a number from -1 to 1."),
        (
            answered("who5", [1] * 5).model_copy(update={"resident": None, "answerer": Answerer.STAFF}),
            "WHO-5 asks about a resident. Say about which",
        ),
        (answered("quest", []), "Nothing is no score of QUEST 2.0. Give a number from 1 to 5."),
    ],
)
def test_what_stands_outside_the_scale_is_refused_with_what_may_stand_there(one: Answered, says: str) -> None:
    with pytest.raises(Refused, match="^" + says.replace(".", r"\.")):
        check(instrument_of(one.instrument), one)


def test_a_question_that_there_is_not_is_refused_and_the_others_are_named() -> None:
    one = answered("umux_lite", [1, 1]).model_copy(update={"answers": {"speed": 3}})
    with pytest.raises(Refused, match=r"no question 'speed'\. Its questions are: capable, easy"):
        check(instrument_of("umux_lite"), one)


def test_scores_of_instruments_that_are_not_ours_to_ship_are_taken_as_they_are() -> None:
    one = answered("eq5d_index", [], -0.25)
    check(instrument_of("eq5d_index"), one)
    assert score(instrument_of("eq5d_index"), one) == -0.25


def test_no_words_of_instruments_that_are_not_free_are_shipped() -> None:
    assert {name for name, one in shipped().items() if one.items} == {"sus", "who5", "umux_lite"}


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_every_instrument_names_its_source_and_every_score_lies_in_its_range(path: Path) -> None:
    one = load(path)
    assert one.source
    assert one.licence
    if one.items:
        for value in range(one.first, one.last + 1):
            came = of_answers(one, {item.id: value for item in one.items})
            assert isinstance(came, float)
            assert one.low <= came <= one.high


def test_a_resident_who_answers_is_named_by_pseudonym() -> None:
    with pytest.raises(ValidationError, match="say which resident"):
        Answered.model_validate(answered("sus", [3] * 10).model_dump() | {"resident": None})


def test_an_unknown_instrument_is_not_found_and_the_known_are_named() -> None:
    with pytest.raises(NotFound, match="no questionnaire 'phq9'; there are: ascot, carerqol"):
        instrument_of("phq9")


def test_a_wrong_file_is_told_with_its_line(tmp_path: Path) -> None:
    right = next(path for path in files() if path.stem == "quest").read_text()
    (tmp_path / "own.yaml").write_text(right.replace("high: 5", "hihg: 5\nhigh: 5"))
    with pytest.raises(ScenarioError, match=r"own\.yaml:7: unknown key 'hihg'; did you mean 'high'\?"):
        load(tmp_path / "own.yaml")
