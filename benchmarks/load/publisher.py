"""A process that publishes readings at QoS 1, many under way at once: as fast as they are taken, or at a pace.

Says "ready" when it is connected, begins at a line on its standard input, and says in JSON what it did.
"""

import argparse
import json
import select
import socket
import sys
import time
from typing import Final

from benchmarks.load import wire, world

WINDOW: Final = 1000
"""Messages of one line that wait for their acknowledgement at once."""
AT_ONCE: Final = 50
_PUBACK_BYTES: Final = 4
PRESS_EVERY: Final = 40
"""At a pace, one reading of so many is a pressed alarm button: 25 a second at 1,000/s."""
AFTERWARDS: Final = 3.0
"""Seconds that a pace goes on after the last press: its alert, too, has to come at that pace."""


def flood(lines: list[socket.socket], count: int) -> None:
    """Publish ``count`` readings with the time of sending, line by line in turns; return when all are acknowledged."""
    number = wire.ids()
    firsts = list(range(0, count, AT_ONCE))[::-1]

    def some(first: int) -> bytes:
        now = time.time()  # two of one device are far enough apart to be two
        return b"".join(
            wire.publish(world.topic(n), world.payload(n, now), next(number))
            for n in range(first, min(first + AT_ONCE, count))
        )

    _wait_for_go()
    under_way, told = dict.fromkeys(lines, 0), dict.fromkeys(lines, 0)
    acknowledged = 0
    while acknowledged < count:
        for line in lines:
            if firsts and under_way[line] <= WINDOW - AT_ONCE:
                line.sendall(some(firsts.pop()))
                under_way[line] += AT_ONCE
        full = not firsts or all(n > WINDOW - AT_ONCE for n in under_way.values())
        for line in select.select(lines, [], [], 10 if full else 0)[0]:
            told[line] += len(line.recv(65_536))
            got, told[line] = divmod(told[line], _PUBACK_BYTES)  # the line brings nothing else
            under_way[line] -= got
            acknowledged += got


def pace(line: socket.socket, rate: float, seconds: float) -> int:
    """Publish ``rate`` readings a second, each with the time it is sent at, and presses among them."""
    _wait_for_go()
    number, begin = wire.ids(), time.perf_counter()
    count = int(rate * seconds)
    for n in range(count):
        wait = begin + n / rate - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        now = time.time()
        body = world.press(now) if n % PRESS_EVERY == 0 and n < count - rate * AFTERWARDS else world.payload(n, now)
        line.sendall(wire.publish(world.topic(n), body, next(number)))
        if select.select([line], [], [], 0)[0]:
            line.recv(65_536)
    return count


def _wait_for_go() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def main() -> None:
    """Publish as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--lines", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0)
    parser.add_argument("--seconds", type=float, default=10)
    asked = parser.parse_args()
    lines = [wire.connect(asked.url, world.LOAD, f"load-{n}") for n in range(asked.lines)]
    if asked.rate:
        count = pace(lines[0], asked.rate, asked.seconds)
    else:
        count = asked.count
        flood(lines, count)
    print(json.dumps({"published": count, "cpu": time.process_time()}), flush=True)


if __name__ == "__main__":
    main()
