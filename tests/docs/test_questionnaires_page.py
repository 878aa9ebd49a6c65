"""docs/questionnaires.md says of each instrument what its file says, and of the pulse what the code does."""

from pathlib import Path

import pytest

from api.questionnaires import LENT_FOR
from care.pulse import FEWEST, LEAST, MOST, QUESTIONS
from evaluation.questionnaires.file import shipped
from evaluation.questionnaires.instrument import Missing

TEXT = (Path(__file__).parents[2] / "docs" / "questionnaires.md").read_text(encoding="utf-8")
PAGE = " ".join(TEXT.split())
NUMBERS = {3: "three"}


@pytest.mark.parametrize("name", shipped())
def test_the_table_says_how_each_is_answered_and_scored(name: str) -> None:
    (row,) = [line for line in TEXT.splitlines() if line.startswith(f"| `{name}` |")]
    one = shipped()[name]
    assert f"{one.low:g} to {one.high:g}" in row
    if one.is_scores_only:
        assert "score only" in row
    else:
        assert f"{len(one.items)}, from {one.first} to {one.last}" in row
        assert ("no score" in row) is True
    if one.missing is Missing.MIDDLE:
        assert f"count as {(one.first + one.last) // 2}" in row
        assert f"more than {one.at_most_skipped} there is no score" in row


def test_the_table_has_every_instrument_and_no_other() -> None:
    assert {line.split("`")[1] for line in TEXT.splitlines() if line.startswith("| `")} == set(shipped())


def test_the_page_says_the_limits_as_they_are() -> None:
    assert f"WHO-5 at {shipped()['who5'].look:g} or below is marked" in PAGE
    assert f"answer once, within {LENT_FOR.total_seconds() / 3600:g} hours" in PAGE
    assert f"**from {FEWEST} answers on**" in PAGE
    assert f"{NUMBERS[len(QUESTIONS)]} questions of our own, from {LEAST} (light) to {MOST} (heavy)" in PAGE
