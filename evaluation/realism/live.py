"""Live many homes and give the figures of each, on as many processes as are allowed; the same whatever that is."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context

from evaluation.realism.figures import Home, look_at
from simulators.population import Population


def lived(population: Population, workers: int) -> Iterator[Home]:
    """Give each home's figures, in order, as they are ready."""
    if workers <= 1:
        yield from (one(population, number) for number in range(population.homes))
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(one, repeat(population), range(population.homes))


def one(population: Population, number: int) -> Home:
    """Live one home of a population, and give its figures."""
    return look_at(population.story(number), number)
