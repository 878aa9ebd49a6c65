"""A process that does nothing with a site's messages but count and acknowledge them: what the broker can bring."""

import select
import sys

from benchmarks.load import wire, world
from benchmarks.load.answer import answer
from devices import topics


def main(url: str) -> None:
    """Subscribe, and answer on standard output whenever a line comes on standard input."""
    line = wire.connect(url, world.GATEWAY, "bare-subscriber", clean=False)
    line.sendall(wire.packet(0x82, b"\0\1" + wire.text(topics.site_filter(world.SITE)) + b"\1"))
    data, kept = b"", 0
    print("ready", flush=True)
    while True:
        for source in select.select([line, sys.stdin], [], [])[0]:
            if source is not line:
                if not sys.stdin.readline():
                    return
                answer(kept=kept, seen=kept)
                continue
            data += line.recv(65_536)
            found, done = wire.packets(data)
            acknowledged = []
            for first, begin, _ in found:
                if first & 0xF0 == wire.PUBLISH:
                    at = begin + 2 + int.from_bytes(data[begin : begin + 2])
                    acknowledged.append(b"\x40\x02" + data[at : at + 2])
            data = data[done:]
            kept += len(acknowledged)
            line.sendall(b"".join(acknowledged))


if __name__ == "__main__":
    main(sys.argv[1])
