"""Every text that a person reads is there in Swedish and in English."""

import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from care.quantities import QUANTITIES
from care.situations import SITUATIONS
from dashboards.language import LANGUAGES, LOCALE, catalogue, choose
from dashboards.residents import rule_texts
from dashboards.words import QUANTITY_WORDS
from dashboards.workbench import course_texts
from evaluation.indicators import INDICATORS

ROOT = Path(__file__).parents[2]
KEYWORDS = {"say": None, "message": None, "_M": None, "count": (1, 2), "Sentence": None}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]


def message_ids() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = {situation.words for situation in SITUATIONS.values()}
    found |= rule_texts() | course_texts()
    found |= {text for indicator in INDICATORS.values() for text in indicator.texts}
    for folder in ("dashboards", "api", "evaluation/trials"):
        for _file, _line, said, _comments, _context in extract_from_dir(
            ROOT / folder, method_map=METHODS, keywords=KEYWORDS
        ):
            found.add(said)
    return found


IDS = sorted(message_ids(), key=str)


def entries(code: str) -> dict[str, tuple[str, ...]]:
    with (LOCALE / f"{code}.po").open("rb") as file:
        read = [entry for entry in read_po(file, locale=code) if entry.id]
    return {
        entry.id if isinstance(entry.id, str) else entry.id[0]: (entry.string,)
        if isinstance(entry.string, str)
        else tuple(entry.string)
        for entry in read
    }


SWEDISH = entries("sv")


@pytest.mark.parametrize("said", IDS, ids=str)
def test_every_text_is_there_in_swedish_with_the_same_names_to_fill_in(said: str | tuple[str, ...]) -> None:
    one = said if isinstance(said, str) else said[0]
    assert one in SWEDISH, f"{one!r} has no Swedish words in dashboards/locale/sv.po"
    assert len(SWEDISH[one]) == (1 if isinstance(said, str) else 2)
    for form in SWEDISH[one]:
        assert form
        assert fields(form) == fields(one)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_catalogue_holds_words_that_nobody_says(code: str) -> None:
    said = {one if isinstance(one, str) else one[0] for one in IDS}
    assert entries(code).keys() - said == set()


def test_what_no_catalogue_holds_is_said_in_english() -> None:
    assert catalogue("en").gettext("Left home at night") == "Left home at night"
    assert catalogue("sv").ngettext("{n} open alert", "{n} open alerts", 2) == "{n} öppna larm"


def test_every_quantity_has_words() -> None:
    assert QUANTITY_WORDS.keys() == QUANTITIES.keys()


@pytest.mark.parametrize(
    ("chosen", "person", "accepted", "language"),
    [
        ("en", "sv", "sv", "en"),
        (None, "en", "sv", "en"),
        (None, None, "de;q=0.9, en-GB;q=0.8, sv;q=0.5", "en"),
        (None, None, "fi, *;q=0.1", "sv"),
        ("xx", None, None, "sv"),
        (None, None, "en;q=zero", "sv"),
    ],
)
def test_the_choice_in_the_browser_counts_first_then_the_persons_language_then_the_browsers(
    chosen: str | None, person: str | None, accepted: str | None, language: str
) -> None:
    assert choose(chosen=chosen, person=person, accepted=accepted) == language


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
