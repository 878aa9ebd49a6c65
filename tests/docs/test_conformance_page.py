"""docs/conformance.md says what is looked at as the code does."""

from pathlib import Path

from dashboards.conformance_words import PROVISION_WORDS
from evaluation.conformance import CRITERIA, Times
from evaluation.conformance.judging.security import FIRST_TRIES
from evaluation.conformance.odd import ODD

PAGE = (Path(__file__).parents[2] / "docs" / "conformance.md").read_text(encoding="utf-8")


def cells() -> list[list[str]]:
    lines = [line for line in PAGE.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def test_its_table_of_criteria_is_that_of_the_code() -> None:
    shown = {row[0]: (row[1], row[3]) for row in cells() if row[0] in CRITERIA}
    assert shown == {name: (c.grade.value, ", ".join(c.provisions)) for name, c in CRITERIA.items()}


def test_its_table_of_provisions_is_that_of_the_code() -> None:
    assert {row[0]: row[1] for row in cells() if row[0].startswith("5.")} == dict(PROVISION_WORDS)


def test_its_figures_are_those_of_the_code() -> None:
    times = Times()
    for says in (
        f"within {times.clock:g} s of ours",
        f"at most {times.per_second:g} messages a second",
        f"back within {times.back:g} s after an outage",
        f"at most {FIRST_TRIES} quick attempts",
        f"{len(ODD)} odd messages",
        f"at most {times.patience:g} |",
        f"| watching | {times.watch:g}, or",
        f"| outage | {times.outage:g}, or",
        f"1.5 keep-alives and {times.unanswered:g} |",
        f"| refused | {times.refused:g} |",
    ):
        assert says in PAGE
