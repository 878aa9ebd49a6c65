"""Whatever the statistics of trials say is said in Swedish too, with the same figures."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards.sentences import said
from dashboards.statistical_words import TEXTS, in_words
from dashboards.tongue import tongue
from evaluation.trials.sentences import Sentence

FOLDER = Path(__file__).parents[2] / "evaluation" / "statistics"
SWEDISH, ENGLISH = tongue("sv"), tongue("en")


def texts() -> Iterator[str]:
    """Every text that a reader can meet, with a figure where one is filled in: those with a space in them."""
    for path in sorted(FOLDER.rglob("*.py")):
        tree = ast.parse(path.read_text())
        nodes = list(ast.walk(tree))
        bodies = [body for node in nodes if isinstance(body := getattr(node, "body", None), list)]
        told = {
            id(one.value)
            for body in bodies
            for one in body
            if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
        }
        told |= {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in nodes:
            if isinstance(node, ast.JoinedStr):
                yield from filled(node)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                yield re.sub(r"{\w+}", "7", node.value)


def filled(node: ast.JoinedStr) -> Iterator[str]:
    for name in ("with", "without"):
        yield "".join(
            str(part.value)
            if isinstance(part, ast.Constant)
            else name
            if isinstance(part, ast.FormattedValue) and ast.unparse(part.value) == "name"
            else "7"
            for part in node.values
        )


@pytest.mark.parametrize("text", sorted({text for text in texts() if " " in text}))
def test_every_text_of_the_statistics_is_said_in_swedish(text: str) -> None:
    assert in_words(ENGLISH, text) == text
    assert in_words(SWEDISH, text) != text
    assert in_words(SWEDISH, text).count("7") == text.count("7")


def test_every_text_is_that_of_some_file() -> None:
    there = "".join(path.read_text() for path in FOLDER.rglob("*.py"))
    there += (FOLDER.parent / "trials" / "analysing.py").read_text()
    words = [re.split(r"{\w+}", text)[0].split(": ")[0].split("; ")[0] for text in TEXTS]
    assert [one for one in words if one.split(" with")[0].rstrip()[:20] not in there] == []


def test_why_there_is_too_little_data_is_said_within_a_finding() -> None:
    why = Sentence("There are 3 clusters; 6 are needed.")
    finding = Sentence(
        "{indicator}: too little data. {why}", {"indicator": Sentence("Night visits by staff"), "why": why}
    )
    assert said(SWEDISH, finding).endswith("för lite data. Det finns 3 kluster; 6 behövs.")
    assert said(ENGLISH, finding).endswith("too little data. There are 3 clusters; 6 are needed.")


def test_a_text_that_nobody_knows_is_said_as_it_stands() -> None:
    assert in_words(SWEDISH, "Something {odd}.") == "Something {odd}."
