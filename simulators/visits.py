"""Visitors: a relative, a neighbour, home care. They come with a key, are in the kitchen and living room, and leave."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from simulators.dwellings.plan import KITCHEN, LIVING_ROOM
from simulators.kernel import Process
from simulators.person import Person
from simulators.scenario_parts import Visitor
from simulators.scene import Scene

MOVES_EVERY = 90.0
BY_DAY = (9.0, 20.0)
"""The hours of the day between which somebody may ring at the door."""


def visits(scene: Scene, visitor: Visitor, start: datetime, days: int, stream: Callable[[str], Random]) -> Process:
    """Let a visitor come on their days, one visit after the other; ``start`` (aware) is when the story begins."""
    rng = stream(f"visitor {visitor.id}")
    body = Person(scene.kernel, scene.home, rng)
    zone = scene.hours.zone
    first = start.astimezone(zone).date()
    for day in visitor.days or range(1, days + 2):
        at = datetime.combine(first + timedelta(days=day - 1), visitor.comes, zone).astimezone(UTC)
        at += visitor.give_or_take * rng.uniform(-1, 1)
        wait = scene.hours.seconds(at) - scene.kernel.now
        if wait >= 0:
            yield wait
            yield from _visit(body, visitor.stays.total_seconds())


def _visit(body: Person, stays: float) -> Process:
    end = body.kernel.now + stays
    yield from body.come_in()
    yield from body.stay(body.rng.uniform(20, 60), 20)
    while (left := end - body.kernel.now) > 0:
        yield from body.go(body.rng.choice((KITCHEN, LIVING_ROOM)))
        yield from body.stay(min(left, body.rng.uniform(120, 1500)), MOVES_EVERY)
    yield from body.open_outer_door()
    yield from body.walk_out()


def callers(scene: Scene, a_day: float, rng: Random) -> Process:
    """Let somebody ring at the door so many times a day, by day; whoever is at home opens for a moment."""
    somebody = Person(scene.kernel, scene.home, rng, where=scene.home.dwelling.way_in)
    share = (BY_DAY[1] - BY_DAY[0]) / 24
    while True:
        yield rng.expovariate(a_day / share / 86_400)
        hour = scene.hours.hour(scene.kernel.now)
        if BY_DAY[0] <= hour < BY_DAY[1] and any(resident.hears for resident in scene.residents):
            somebody.move()
            yield rng.uniform(3, 10)
            scene.home.outer_door.turn(True)
            yield from somebody.stay(rng.uniform(15, 120), 20)
            scene.home.outer_door.turn(False)
