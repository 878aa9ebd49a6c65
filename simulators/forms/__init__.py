"""The forms that recordings come in: one reader a file, all with rows as their result; told by the first line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

from simulators.forms import casas, durations, time_sensor_type
from simulators.forms.row import Form, Row, Unread
from simulators.forms.text import readable, shown
from store.yaml_file import wrong

__all__ = ["FORMS", "Form", "Row", "Unread", "detect"]

FORMS: Final[tuple[Form, ...]] = (time_sensor_type.FORM, durations.FORM, casas.FORM)

LONGEST: Final = 4096
"""So many characters of a first line are looked at."""


def detect(path: Path) -> Form:
    """Tell a recording's form by its first line that is not empty; raises ScenarioError when it is none of ours."""
    number, first = next(_lines(path), (1, ""))
    return next((form for form in FORMS if form.begins(first)), None) or _none_of_ours(path, number, first)


def _none_of_ours(path: Path, line: int, first: str) -> NoReturn:
    if not first:
        wrong(path, line, "the file is empty; give a recording")
    if first.replace(" ", "") == "start,end,label":
        wrong(path, line, "these are labels, not a recording; give them with --labels")
    known = "; or ".join(form.looks for form in FORMS)
    wrong(path, line, f"the first row is '{shown(first)}'; it must be {known}")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with readable(path), path.open(encoding="utf-8-sig") as file:
        number = 0
        while line := file.readline(LONGEST):
            number += 1
            if line.strip():
                yield number, line.strip()
