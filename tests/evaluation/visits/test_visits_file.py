"""Visits from a file: read as spreadsheets save them, each wrong line named; a second time it changes nothing."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.errors import Refused
from care.people import Home, Organisation, Resident, Site, World
from care.visits import Kind
from evaluation.visits.sheet import read
from evaluation.visits.visits_file import Checked, check, places
from store.registry import Registry

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEAD = "home;began;minutes;contact;kind;staff\n"


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path / "state") as opened:
        opened.places.add_organisation(Organisation(id="town", name="The town"))
        zone = "Europe/Stockholm"
        opened.places.add_site(Site(id="north", organisation="town", name="North", zone=zone, world=World.REAL))
        for home in ("h1", "h2"):
            opened.places.add_home(Home(id=home, site="north", name=home))
            opened.places.add_resident(Resident(id="r1", home=home))
        yield opened


def checked(registry: Registry, text: str, encoding: str = "utf-8") -> Checked:
    return check(text.encode(encoding), places(registry, "town"), registry, NOW)


def test_a_file_in_latin_1_with_semicolons_and_decimal_commas_is_understood(registry: Registry) -> None:
    text = "Hem;Datum;Klockslag;Minuter;Kontakt;Typ;Började inte\nh1;2026-01-31;22.15;7,5;2,25;planerat;å\n"
    found = checked(registry, text, "latin-1")
    [visit] = found.new
    assert (found.sheet.encoding, found.sheet.separator) == ("Latin-1", ";")
    assert (visit.minutes, visit.contact, visit.kind) == (7.5, 2.25, Kind.PLANNED)
    assert visit.began == datetime(2026, 1, 31, 21, 15, tzinfo=UTC)
    assert not found.problems


def test_the_same_file_a_second_time_changes_nothing(registry: Registry) -> None:
    text = (
        HEAD
        + "h1;2026-01-31 22:15;7;5;planned;A1\nh1;2026-01-31 22:15;7;5;planned;B2\n\nh2;2026-02-01 03:00;12;;extra;\n"
    )
    first = checked(registry, text)
    assert registry.visits.add(*first.new) == 3
    again = checked(registry, "\ufeff" + text.replace(";", "\t"), "utf-16")
    assert (again.new, again.known, again.problems) == ([], 3, [])
    assert registry.visits.add(*first.new) == 0


def test_a_visit_that_was_told_with_other_figures_is_named_and_not_changed(registry: Registry) -> None:
    registry.visits.add(*checked(registry, HEAD + "h1;2026-01-31 22:15;7;5;planned;\n").new)
    [(line, says)] = checked(registry, HEAD + "\nh1;2026-01-31 22:15;9;5;planned;\n").problems
    assert line == 3
    assert "told before, with 7 minutes (planned)" in says


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("h9;2026-01-31 22:15;7;;planned;", "there is no home 'h9'"),
        ("h1;31/1 2026;7;;planned;", "Write them as 2026-01-31 22:15"),
        ("h1;2026-03-29 02:30;7;;planned;", "clocks were put forward"),
        ("h1;2026-12-31 22:15;7;;planned;", "it lies ahead"),
        ("h1;2026-01-31 22:15;7;9;planned;", "9 minutes with the person do not fit into a visit of 7"),
        ("h1;2026-01-31 22:15;1.234,5;;planned;", "has two marks"),
        ("h1;2026-01-31 22:15;nan;;planned;", "is not between 0 and 1440"),
        ("h1;2026-01-31 22:15;soon;;planned;", "is no number"),
        ("h1;2026-01-31 22:15;7;;promenad;", "Write planned, called or extra"),
        ("h1;2026-01-31 22:15;7;;planned;Anna Svensson", "String should match pattern"),
        ("h1;2026-01-31 22:15;7;;planned;;;5", "there are 6 columns"),
    ],
)
def test_a_wrong_line_is_named_with_what_to_write(registry: Registry, line: str, says: str) -> None:
    found = checked(registry, f"{HEAD}h2;2026-01-31 22:15;7;;planned;\n{line}\n")
    [(number, said)] = found.problems
    assert number == 3
    assert says in said


def test_a_decimal_comma_between_commas_is_refused_with_what_to_do(registry: Registry) -> None:
    found = checked(registry, "home,began,minutes,kind\nh1,2026-01-31 22:15,7,5,planned\n")
    assert "save with semicolons" in found.problems[0][1]
    quoted = checked(registry, 'home,began,minutes,kind\nh1,2026-01-31 22:15,"7,5",planned\n')
    assert [one.minutes for one in quoted.new] == [7.5]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "names no column"),
        (b"home;minutes\nh1;5\n", "no column kind, began"),
        (b"home;hem;began;minutes;kind\n", "Column home is there twice"),
        (b"PK\x03\x04\x00\x00", "no text file"),
        (b"home;" * 1_200_000, "bytes"),
    ],
)
def test_what_is_no_table_of_visits_is_refused_whole(data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read(data)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: (HEAD + text).encode()))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with suppress(Refused):
        sheet = read(data)
        assert all(number > 1 for number, _ in sheet.lines)
