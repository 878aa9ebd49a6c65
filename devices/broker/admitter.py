"""What Mistel needs of a broker to decide who gets in: the same of the embedded one and of mosquitto."""

from collections.abc import Collection, Sequence
from typing import Protocol

from devices.topics import Grant


class Admitter(Protocol):
    """Brings a broker's users to what grants say."""

    async def admit(self, grants: Sequence[Grant], waiting: Collection[str] = ()) -> bool:
        """Let these users in, to do what they are granted, and no others; returns when it is in force.

        False when some stay out because the broker has not been told their password.

        Users who are ``waiting`` stay as they are: let in if they were. Those who are no longer granted are thrown
        out, and so are those whose grant has another password; whose grant has not changed is not disturbed. Doing
        it again changes nothing. Raises BrokerError when it could not be put into force.
        """
