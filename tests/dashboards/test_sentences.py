"""A trial's sentences are said in both languages, what fills them in too."""

from datetime import date

import pytest

from dashboards.sentences import said
from dashboards.tongue import tongue
from evaluation.trials.sentences import Sentence, Share, named

SENTENCE = Sentence(
    "{share} of the data that decide the trial came: {control} without the solution, {solution} with it. Much is"
    " missing of: {indicator}.",
    {
        "share": Share(0.934),
        "control": Share(1),
        "solution": Share(0.05),
        "indicator": Sentence("Night visits by staff"),
    },
)


def test_a_sentence_is_english_as_it_stands() -> None:
    assert str(SENTENCE) == (
        "93 % of the data that decide the trial came: 100 % without the solution, 5 % with it. Much is missing of:"
        " Night visits by staff."
    )


def test_what_fills_it_in_is_translated_too() -> None:
    words = said(tongue("sv"), SENTENCE).replace("\N{NO-BREAK SPACE}", " ")
    assert words.startswith("93 % av de data som avgör försöket kom")
    assert "Night visits" not in words


@pytest.mark.parametrize(("code", "day", "number"), [("sv", "3 mars", "0,5"), ("en", "Mar 3", "0.5")])
def test_days_and_numbers_are_written_as_the_language_does(code: str, day: str, number: str) -> None:
    sentence = Sentence("{day} {number} {name}", {"day": date(2026, 3, 3), "number": 0.5, "name": "h1"})
    assert said(tongue(code), sentence) == f"{day} {number} h1"


def test_of_many_names_five_stand_there() -> None:
    assert named(["h1", "h2"]) == "h1, h2"
    assert named([f"h{n}" for n in range(1, 13)]) == "h1, h2, h3, h4, h5 (+7)"
