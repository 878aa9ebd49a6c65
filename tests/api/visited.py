"""Visits for tests."""

from care.visits import Kind, Source, Visit
from tests.api.world import NIGHT


def visit(home: str, number: str) -> Visit:
    return Visit(id=number, home=home, began=NIGHT, minutes=5, kind=Kind.EXTRA, source=Source.BOARD, told=NIGHT)
