"""From a broken rule to the refusal that is kept and told: short, and safe to show."""

from typing import Final

from care.errors import Refused
from care.events import Refusal
from devices import topics
from devices.dialects.message import Message

EXCERPT: Final = 200


def refusal(message: Message, refused: Refused) -> Refusal:
    """Give the refusal of a message; whatever came from outside is shortened and made legible."""
    site, home, connection = topics.addressed(message.topic)
    return Refusal(
        site=site,
        home=home,
        connection=connection,
        topic=legible(message.topic, topics.MAX_LENGTH),
        reason=refused.reason.value,
        field=legible(refused.field, EXCERPT),
        says=legible(refused.says, 2 * EXCERPT),
        mend=legible(refused.mend, 2 * EXCERPT),
        excerpt=legible(message.payload[: 4 * EXCERPT].decode("utf-8", "replace"), EXCERPT),
        received=message.received,
    )


def legible(text: str, most: int) -> str:
    """Shorten, and replace what cannot be shown or kept: control characters would reach terminals and databases."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:most])
