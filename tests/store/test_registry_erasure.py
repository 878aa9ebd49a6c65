"""A home is erased from the registry: nothing that happened there is left, and no other home loses anything."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from care.alerts import Alert, Move, State
from care.guidelines import Tick
from care.interventions import Intervention
from care.people import Home, Resident
from store.registry import Registry
from store.registry.erasure import KEPT, erased_tables
from store.registry.tables import metadata

AT = datetime(2026, 1, 2, tzinfo=UTC)
SECRET = "she told of her knee"


def test_every_table_that_tells_of_a_home_is_erased_or_kept_on_purpose() -> None:
    erased = {table.name for table in erased_tables()}
    telling = {
        table.name
        for table in metadata.tables.values()
        if "home" in table.c or any(key.column.table.name in erased for key in table.foreign_keys)
    }
    assert telling == erased | KEPT


def test_what_refers_to_a_row_is_erased_before_it() -> None:
    order = [table.name for table in erased_tables()]
    for table in erased_tables():
        for key in table.foreign_keys:
            if key.column.table.name in order:
                assert order.index(table.name) < order.index(key.column.table.name)


@pytest.fixture
def lived(furnished: Registry, alert: Callable[..., Alert]) -> Registry:
    """A registry in which something happened in two homes."""
    furnished.places.add_home(Home(id="h2", site="north", name="Flat 2"))
    furnished.places.add_resident(Resident(id="r2", home="h2"))
    for number, (home, resident) in enumerate((("h1", "r1"), ("h2", "r2"))):
        one, _ = furnished.alerts.insert(alert(number, home=home), by="rules", at=AT, wall=AT)
        furnished.alerts.move(
            one.id, one.version, move=Move.ACKNOWLEDGE, state=State.ACKNOWLEDGED, by="kim", at=AT, wall=AT
        )
        furnished.alerts.comment(one.id, by="kim", at=AT, wall=AT, note=f"{SECRET} in {home}")
        furnished.guidelines.tick(Tick(alert=one.id, step=1, done=True, by="kim", at=AT, wall=AT))
        furnished.interventions.add(
            Intervention(
                id=f"i-{home}",
                home=home,
                resident=resident,
                alert=one.id,
                done="A rail.",
                goal="No fall.",
                follow_up=date(2026, 2, 1),
                by="kim",
                at=AT,
                wall=AT,
            )
        )
    return furnished


def test_nothing_that_happened_in_an_erased_home_is_left(lived: Registry, state: Path) -> None:
    gone = lived.erasure.erase_home("h1")
    assert {name: count for name, count in gone.items() if count} == {
        "alerts": 1,
        "moves": 3,
        "ticks": 1,
        "interventions": 1,
    }
    assert lived.alerts.of_home("h1") == []
    assert lived.interventions.of_resident("h1", "r1") == []
    lived.close()
    assert f"{SECRET} in h1".encode() not in b"".join(file.read_bytes() for file in state.glob("registry.sqlite*"))


def test_other_homes_lose_nothing_and_erasing_again_is_harmless(lived: Registry) -> None:
    lived.erasure.erase_home("h1")
    assert not any(lived.erasure.erase_home("h1").values())
    (left,) = lived.alerts.of_home("h2")
    assert [move.note for move in lived.alerts.moves(left.id)][-1] == f"{SECRET} in h2"
    assert lived.guidelines.ticks(left.id) != []
    assert len(lived.interventions.of_resident("h2", "r2")) == 1


def test_the_home_itself_stays_with_what_stands_there(lived: Registry) -> None:
    lived.erasure.erase_home("h1")
    assert lived.places.home("h1").id == "h1"
    assert [resident.id for resident in lived.places.residents("h1")] == ["r1"]
