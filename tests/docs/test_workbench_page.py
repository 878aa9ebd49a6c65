"""docs/workbench.md says what the workbench does: its limits and its course are those of the code."""

from pathlib import Path

import pytest

from api.access.limits import JOINING
from care.solutions import COURSE, Kind
from evaluation.solutions.sandbox import MOST_CONNECTIONS, MOST_HOMES, MOST_RUNS, MOST_RUNS_A_DAY, MOST_SOLUTIONS
from mistel.settings import Settings

FORMS = JOINING.removesuffix(" per hour")
ROOM = Settings.model_fields["sandboxes"].default
PAGE = (Path(__file__).parents[2] / "docs" / "workbench.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "row",
    [
        f"| solutions of an organisation, entered by forms | {MOST_SOLUTIONS} |",
        f"| homes of a sandbox that follow the wall's clock | {MOST_HOMES} |",
        f"| connections of a sandbox that are not revoked | {MOST_CONNECTIONS} |",
        f"| runs of an organisation that wait or go on | {MOST_RUNS} |",
        f"| runs that an organisation asks for in 24 hours (other than whoever runs this Mistel) | {MOST_RUNS_A_DAY} |",
        f"| sandboxes in all, made by forms | `MISTEL_SANDBOXES`, {ROOM} unless set |",
        f"| forms in an hour from one address, without a login | {FORMS} |",
        f"| forms and needs in an hour from one person of another organisation than the host | {FORMS} |",
        *(f"| *{kind.value.replace('_', ' ')}* | " for kind in Kind),
    ],
)
def test_the_page_has_the_row(row: str) -> None:
    assert row in PAGE


def test_the_page_tells_the_course_in_its_order() -> None:
    rows = [line.split(" | ")[0].removeprefix("| ") for line in PAGE.splitlines() if line.startswith("| ")]
    assert [row.replace(" ", "_") for row in rows if row.replace(" ", "_") in set(COURSE)] == list(COURSE)
