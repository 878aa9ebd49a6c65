from collections.abc import Callable
from random import Random

import pytest
import simpy

from simulators.kernel import Kernel, Process, Signal

Seen = list[tuple[float, str]]


def _own(plan: list[list[tuple[str, float]]], signals: int) -> Seen:
    kernel, seen = Kernel(), []
    flags = [kernel.signal() for _ in range(signals)]

    def process(name: str, steps: list[tuple[str, float]]) -> Process:
        for number, (kind, amount) in enumerate(steps):
            if kind == "wait":
                yield amount
            elif kind == "fire":
                flags[int(amount)].fire()
            elif kind == "for":
                yield (flags[int(amount) % signals], amount * 1000 + 1)
            elif kind == "until":
                yield flags[int(amount)]
            else:
                child = kernel.start(process(f"{name}.{number}", [("wait", amount), ("wait", 1.0)]))
                if kind == "join":
                    yield child
            seen.append((kernel.now, f"{name}/{number}"))

    for index, steps in enumerate(plan):
        kernel.start(process(str(index), steps))
    kernel.run(until=500)
    return seen


def _simpy(plan: list[list[tuple[str, float]]], signals: int) -> Seen:
    env, seen = simpy.Environment(), []
    flags = [env.event() for _ in range(signals)]

    def process(name: str, steps: list[tuple[str, float]]):
        for number, (kind, amount) in enumerate(steps):
            if kind == "wait":
                yield env.timeout(amount)
            elif kind == "fire":
                if not flags[int(amount)].triggered:
                    flags[int(amount)].succeed()
            elif kind == "for":
                yield flags[int(amount) % signals] | env.timeout(amount * 1000 + 1)
            elif kind == "until":
                yield flags[int(amount)]
            else:
                child = env.process(process(f"{name}.{number}", [("wait", amount), ("wait", 1.0)]))
                if kind == "join":
                    yield child
            seen.append((env.now, f"{name}/{number}"))

    for index, steps in enumerate(plan):
        env.process(process(str(index), steps))
    env.run(until=500)
    return seen


def _plan(rng: Random, kinds: tuple[str, ...], amount: Callable[[], float]) -> list[list[tuple[str, float]]]:
    def one(kind: str) -> tuple[str, float]:
        return kind, float(rng.randrange(3)) if kind in {"fire", "until"} else amount()

    return [[one(rng.choice(kinds)) for _ in range(rng.randint(1, 12))] for _ in range(rng.randint(1, 8))]


@pytest.mark.parametrize("seed", range(150))
def test_processes_that_meet_at_one_instant_go_in_the_order_of_simpy(seed: int) -> None:
    rng = Random(seed)
    plan = _plan(rng, ("wait", "wait", "fire", "until", "spawn", "join"), lambda: float(rng.randint(0, 3)))
    assert _own(plan, 3) == _simpy(plan, 3)


@pytest.mark.parametrize("seed", range(150))
def test_waiting_for_a_signal_or_a_time_goes_as_in_simpy(seed: int) -> None:
    rng = Random(seed)
    plan = _plan(rng, ("wait", "wait", "for", "until", "fire", "spawn", "join"), lambda: rng.uniform(0.001, 2.9))
    waited = [steps if index else [*steps, *(("wait", 0.5), ("fire", 0.0))] for index, steps in enumerate(plan)]
    # SimPy's `|` takes one hop more within the instant, so that only times and processes are compared.
    assert sorted(_own(waited, 3)) == sorted(_simpy(waited, 3))


def test_the_signal_or_the_time_is_told_apart() -> None:
    kernel = Kernel()
    signal = kernel.signal()
    told: list[tuple[bool, float]] = []

    def waits(seconds: float) -> Process:
        happened = yield (signal, seconds)
        told.append((happened, kernel.now))

    def fires() -> Process:
        yield 5.0
        signal.fire()

    kernel.start(waits(2.0))
    kernel.start(waits(9.0))
    kernel.start(fires())
    kernel.run(until=20)
    assert told == [(False, 2.0), (True, 5.0)]


def test_a_wait_that_is_over_wakes_nobody_again() -> None:
    kernel = Kernel()
    signal = kernel.signal()
    woken: list[float] = []

    def waits(until: Signal) -> Process:
        yield (until, 3.0)
        woken.append(kernel.now)
        yield 10.0
        woken.append(kernel.now)

    def fires() -> Process:
        yield 1.0
        signal.fire("now")

    kernel.start(waits(signal))
    kernel.start(fires())
    kernel.run(until=100)
    assert woken == [1.0, 11.0]


def test_waiting_backwards_is_an_error() -> None:
    kernel = Kernel()

    def backwards() -> Process:
        yield -1.0

    kernel.start(backwards())
    with pytest.raises(ValueError, match="cannot wait -1"):
        kernel.run(until=1)
