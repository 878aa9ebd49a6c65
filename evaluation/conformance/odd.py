"""Odd payloads for what a device reads: none of them may make it lose its connection, or do something."""

import json
from typing import Final

_FAR: Final = "2099-01-01T00:00:00+00:00"


def _command(**changed: object) -> bytes:
    asked = {"id": "odd", "command": "reminder.show", "device": "nobody", "with": {"text": "odd"}, "until": _FAR}
    return json.dumps({**asked, **changed}, allow_nan=True).encode()


ODD: Final[tuple[tuple[str, bytes], ...]] = (
    ("empty", b""),
    ("not_json", b"reboot now"),
    ("not_text", bytes(range(256))),
    ("cut_short", _command()[:40]),
    ("another_kind", b"[1, null, true]"),
    ("nothing_in_it", b"{}"),
    ("deep", b"[" * 20_000),
    ("large", b'{"id": "' + b"x" * 60_000 + b'"}'),
    ("not_a_number", b'{"id": "odd", "command": "time.show", "with": {"minutes": NaN}, "until": 1e999}'),
    ("wrong_types", b'{"id": 7, "command": ["x"], "device": {}, "with": "all", "until": false}'),
    ("markup", _command(command="<script>", device="'; DROP TABLE--", **{"with": {"text": "\u0000%s%n\u202e"}})),
    ("unknown_command", _command(id="odd-unknown", command="device.explode", **{"with": {}})),
    ("too_late", _command(id="odd-late", until="2020-01-01T00:00:00+00:00")),
)
"""Name and payload, in the order in which they are sent."""
