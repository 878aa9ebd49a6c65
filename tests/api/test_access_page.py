"""docs/access.md says what the code does: its two tables are compared with the rules."""

from pathlib import Path

import pytest

from api.access.limits import BY_ACCOUNT, BY_ADDRESS, JOINING
from api.access.passwords import LONGEST, SHORTEST
from api.access.rights import RIGHTS
from api.access.sessions import FIRST_EMAIL, LINK_LASTS
from api.app import FOLDERS, declared
from api.platform import Platform
from care.people import Role, World

PAGE = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Give the cells of the table under a heading, without its head."""
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_page_says_what_each_role_may() -> None:
    wanted = [
        [right.value, *(", ".join(w.value for w in World if role in RIGHTS[right][w]) or "–" for role in Role)]
        for right in RIGHTS
    ]
    assert rows("What each role may") == wanted


def test_the_page_says_the_rule_of_every_route() -> None:
    wanted = [[route.method, route.path, route.access.words] for route in declared()]
    wanted += [["GET", f"{path}/…", access.words] for path, (_folder, access) in FOLDERS.items()]
    assert sorted(rows("Every route")) == sorted(wanted)


@pytest.mark.parametrize(
    "says",
    [
        f"{BY_ACCOUNT.replace(' per ', ' tries in ')} for an account",
        f"{BY_ADDRESS.partition(' ')[0]} from an address",
        f"{JOINING.partition(' ')[0]} forms an hour are taken from an address",
        f"{SHORTEST} to {LONGEST} characters",
        f"`{FIRST_EMAIL}`",
        f"{LINK_LASTS.seconds // 60} minutes",
        f"{Platform.session_lasts.seconds // 3600} hours",
        f"{Platform.token_lasts.days} days",
    ],
)
def test_the_page_names_the_limits_as_they_are(says: str) -> None:
    assert says in PAGE
