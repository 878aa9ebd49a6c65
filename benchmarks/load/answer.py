"""What a measured process says of itself, one line of JSON each time it is asked."""

import json
import time
from collections.abc import Sequence


def answer(*, kept: int, seen: int, **delays: Sequence[float]) -> None:
    """Say how many readings are kept and judged, the CPU used so far, and delays in seconds by what was done."""
    says = {"kept": kept, "seen": seen, "cpu": time.process_time(), "delays": delays}
    print(json.dumps(says), flush=True)
