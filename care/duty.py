"""Who is reached when an alert is not answered: contacts, chains of steps, channels."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from care.ids import Id
from care.people import Name
from care.rota import Rota
from care.situations import Priority

EVERYBODY: Final = "everybody"
NOBODY_ON_DUTY: Final = "-"
"""Stands for the contact in a notice where the rota had nobody."""

HIDDEN: Final = "…"


class Channel(StrEnum):
    """A way to reach somebody. The board is seen by who looks at it; the others reach outward."""

    BOARD = "board"
    EMAIL = "email"
    SMS = "sms"
    NTFY = "ntfy"
    WEBHOOK = "webhook"


OUTWARD: Final = tuple(channel for channel in Channel if channel is not Channel.BOARD)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Contact(_Record):
    """Somebody who can be reached, and how; ``language`` is that of the messages."""

    id: Id
    name: Name
    language: Literal["sv", "en"] = "sv"
    email: str | None = None
    phone: str | None = None
    ntfy: str | None = None
    webhook: str | None = None

    def address(self, channel: Channel) -> str | None:
        """Give where this channel reaches them, None when it does not."""
        match channel:
            case Channel.BOARD:
                return None
            case Channel.EMAIL:
                return self.email
            case Channel.SMS:
                return self.phone
            case Channel.NTFY:
                return self.ntfy
            case Channel.WEBHOOK:
                return self.webhook

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that reach them."""
        return tuple(channel for channel in OUTWARD if self.address(channel))


def hidden(address: str) -> str:
    """Give an address so that its owner knows it again and nobody else can use it; "" for none."""
    if not address:
        return ""
    if "://" in address:
        scheme, _, rest = address.partition("://")
        return f"{scheme}://{rest.partition('/')[0]}/{HIDDEN}"
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}{HIDDEN}@{host}"
    return f"{address[:3]}{HIDDEN}{address[-2:]}" if len(address) > len("+46 70") else HIDDEN


class Step(_Record):
    """Tell whoever is on duty by ``rota``, or ``contact``, or everybody (both None), ``after`` the step before."""

    rota: Id | None = None
    contact: Id | None = None
    after: timedelta = timedelta(0)
    by: tuple[Channel, ...]

    @property
    def whom(self) -> str:
        """What a chain file says: ``rota nurses``, ``contact anna`` or ``everybody``."""
        if self.rota is not None:
            return f"rota {self.rota}"
        return EVERYBODY if self.contact is None else f"contact {self.contact}"


class Ladder(_Record):
    """The steps of one priority; ``rounds`` times, ``again_after`` the last step; then comes the last stop."""

    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    again_after: timedelta = timedelta(minutes=5)
    rounds: Annotated[int, Field(ge=1, le=20)] = 2


class Chain(_Record):
    """What happens at a site while an alert of each priority is not answered; None: it stands on the board alone."""

    name: Name
    ladders: Mapping[Priority, Ladder | None]


class DutyBook(_Record):
    """All that a site has said about who is reached. Without a chain alerts stand on the board: nobody is reached."""

    contacts: Mapping[str, Contact] = {}
    rotas: Mapping[str, Rota] = {}
    chain: Chain | None = None

    def ladder(self, priority: Priority) -> Ladder | None:
        """Give the steps of a priority; None: the board alone."""
        return None if self.chain is None else self.chain.ladders.get(priority)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps of all priorities."""
        ladders = self.chain.ladders.values() if self.chain else ()
        return tuple(step for ladder in ladders if ladder is not None for step in ladder.steps)

    @property
    def channels(self) -> frozenset[Channel]:
        """The channels that the chain uses, its last stop too."""
        if self.chain is None:
            return frozenset()
        used = {channel for step in self.steps for channel in step.by}
        return frozenset(used.union(*(contact.channels for contact in self.contacts.values())))

    @property
    def rotas_in_use(self) -> frozenset[str]:
        """The rotas that the chain tells."""
        return frozenset(step.rota for step in self.steps if step.rota is not None)

    def reached(self, step: Step) -> tuple[Contact, ...]:
        """Give everybody whom a step may reach, whoever is on duty."""
        return tuple(self.contacts[who] for who in self.named(step) if who in self.contacts)

    def named(self, step: Step) -> tuple[str, ...]:
        """Give the ids of everybody whom a step may reach, also of those who are not there."""
        if step.rota is not None:
            return self.rotas[step.rota].everybody if step.rota in self.rotas else ()
        return tuple(self.contacts) if step.contact is None else (step.contact,)
