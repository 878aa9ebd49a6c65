"""What it costs to take one message apart: topic, SenML, checks, event."""

import time
from collections.abc import Iterator
from datetime import timedelta

from benchmarks.figure import Figure
from care.clock import wall_now
from devices.dialects import Known, Message, decode

MESSAGES = 50_000


def measure() -> Iterator[Figure]:
    """Decode one-record messages of a site of 100 homes with 10 devices each."""
    homes = {
        f"h{home}": {f"c{home}-{device}": frozenset({f"d{device}"}) for device in range(10)} for home in range(100)
    }
    known = Known(site="rosen", homes=homes)
    now = wall_now()
    start = now - timedelta(days=1)
    messages = [
        Message(
            topic=f"mistel/rosen/h{number % 100}/c{number % 100}-{number // 100 % 10}/events",
            payload=b'[{"n":"motion","t":%.6f,"vb":true}]' % (start.timestamp() + number),
            received=now,
        )
        for number in range(MESSAGES)
    ]
    before = time.process_time()
    kept = sum(len(decode(message, known)[0]) for message in messages)
    spent = time.process_time() - before
    if kept != MESSAGES:
        raise RuntimeError(f"{MESSAGES - kept} of {MESSAGES} messages were refused")
    yield Figure("decode one message", spent / MESSAGES * 1e6, "us CPU", f"{MESSAGES:,} of one record, 1,000 devices")
