"""What a foreign box says that it carries, as we understood it: found, and admitted once somebody has placed it."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from care.ids import Id


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mode(StrEnum):
    """How several availability topics make one answer: the last one told, all of them, or any."""

    LATEST = "latest"
    ALL = "all"
    ANY = "any"


class Presence(_Record):
    """One topic that tells whether a device is there, and its two words; ``path`` leads to them where it is JSON."""

    topic: str
    path: tuple[str, ...] = ()
    online: str = "online"
    offline: str = "offline"


class Channel(_Record):
    """One thing that a found device tells, and how it is read.

    Topics are those below the dialect's own prefix. ``id`` is the box's name for it, ``source`` the topic that
    announced it, ``path`` where the value stands in a JSON payload (none: the payload is the value).
    A flag is true or false by the texts listed (``strict``: any other is refused, else passed over); a number is
    value * factor + offset; a text is taken as it is.
    Times are in seconds: ``off_delay`` after a true it is false by itself; ``expected_interval`` is the longest
    silence that is no failure.
    """

    id: str
    name: str = ""
    source: str
    topic: str
    path: tuple[str, ...] = ()
    quantity: str
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    strict: bool = True
    factor: float = 1.0
    offset: float = 0.0
    off_delay: float | None = None
    expected_interval: float | None = None
    presences: tuple[Presence, ...] = ()
    mode: Mode = Mode.LATEST


class PassedOver(_Record):
    """Something that the box tells and we do not take, and why; its ``topic`` where it has one of its own."""

    id: str
    source: str
    topic: str = ""
    why: str


class Found(_Record):
    """A device that a dialect found behind a connection.

    ``key`` is stable: the same device has it after any restart, of the box or of ours. ``box`` is what it is part of:
    two doors of one board are two devices of one box. ``device`` is its id once it is admitted.
    """

    home: Id
    connection: Id
    dialect: str
    key: str
    box: str
    name: str
    model: str = ""
    channels: tuple[Channel, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    device: Id | None = None
    since: datetime | None = None

    @property
    def expected_interval(self) -> float | None:
        """The longest silence in seconds that is no failure: the shortest that it declared, or None."""
        return min((c.expected_interval for c in self.channels if c.expected_interval is not None), default=None)

    @property
    def presences(self) -> tuple[Presence, ...]:
        """Every availability topic of its channels, once."""
        return tuple(dict.fromkeys(presence for channel in self.channels for presence in channel.presences))

    @property
    def mode(self) -> Mode:
        """How its availability topics make one answer."""
        return next((channel.mode for channel in self.channels if channel.presences), Mode.LATEST)

    @property
    def size(self) -> int:
        """Bytes of its description, as it is kept."""
        return len(self.model_dump_json())
