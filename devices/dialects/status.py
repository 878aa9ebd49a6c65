"""Whether a connection is there: the texts "online" and "offline" on its status topic."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from care.errors import Reason, Refused
from care.events import Event
from devices.dialects.message import Known, Message
from devices.dialects.whose import devices_of
from devices.topics import Where

ONLINE: Final = "online"
WORDS: Final[Mapping[bytes, bool]] = MappingProxyType({b"online": True, b"offline": False})


def read(message: Message, where: Where, known: Known) -> tuple[Event, ...]:
    """Give one ``online`` event of the connection itself, at the time of receipt; raise Refused for other text.

    It is a state: whether it is news (a retained copy is not) is for whoever journals it to say.
    """
    devices_of(where, known)
    online = WORDS.get(message.payload)
    if online is None:
        raise Refused(
            Reason.WRONG_TYPE,
            "A status is the plain text online or offline.",
            mend="Send one of these words, in lower case and without quotes.",
        )
    return (Event(where.site, where.home, where.connection, ONLINE, message.received, online, message.received),)
