"""What is wrong with a duty book as a whole: gaps, people who are not there, steps that reach nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from care.duty import OUTWARD, Channel, DutyBook, Ladder, Step
from care.rota import Rota
from store.registry.duty import DutyKind
from store.yaml_file import Where


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake, and where it stands in which file of the book; ``id`` is a rota's."""

    kind: DutyKind
    id: str
    where: Where
    says: str

    @property
    def place(self) -> str:
        """Name the file."""
        return f"rota {self.id}" if self.kind is DutyKind.ROTA else f"the {self.kind.value}"


def faults(book: DutyBook) -> Iterator[Fault]:
    """Give what is wrong, the rotas first."""
    for rota in book.rotas.values():
        for where, says in (*_gaps(rota), *_strangers(rota, book)):
            yield Fault(DutyKind.ROTA, rota.id, where, says)
    if book.chain is not None:
        for priority, ladder in book.chain.ladders.items():
            if ladder is not None:
                for where, says in _ladder(ladder, book):
                    yield Fault(DutyKind.CHAIN, "", (priority.value, *where), says)


def _gaps(rota: Rota) -> Iterator[tuple[Where, str]]:
    gaps = rota.gaps()
    if gaps:
        others = {1: "", 2: ", and once more"}.get(len(gaps), f", and {len(gaps) - 1} more times")
        yield ("shifts",), f"nobody is on duty from {gaps[0].words}{others}; add a shift that begins and ends there"
    for who, one, other in rota.twice():
        yield (
            ("shifts",),
            f"{who} is on two shifts at once, from {one.start:%A %H:%M} and from {other.start:%A %H:%M}; take one away",
        )


def _strangers(rota: Rota, book: DutyBook) -> Iterator[tuple[Where, str]]:
    told = {"shifts": [one.who for one in rota.shifts], "instead": [one.who for one in rota.instead]}
    for part, groups in told.items():
        for number, group in enumerate(groups):
            for who in group:
                if who not in book.contacts:
                    yield (part, number, "who"), _unknown("contact", who, list(book.contacts))


def _ladder(ladder: Ladder, book: DutyBook) -> Iterator[tuple[Where, str]]:
    for number, step in enumerate(ladder.steps):
        for key, says in _step(step, book):
            yield ("steps", number, key), says
    if all(step.by == (Channel.BOARD,) for step in ladder.steps):
        yield ("steps",), "the chain ends nowhere: no step reaches outward; add one, or write 'board' for this priority"


def _step(step: Step, book: DutyBook) -> Iterator[tuple[str, str]]:
    if step.rota is not None and step.rota not in book.rotas:
        yield "tell", _unknown("rota", step.rota, list(book.rotas))
        return
    if step.contact is not None and step.contact not in book.contacts:
        yield "tell", _unknown("contact", step.contact, list(book.contacts))
        return
    if not book.contacts:
        yield "tell", "the chain ends nowhere: there are no contacts; add them first, with `mistel contact set`"
    outward = [channel for channel in step.by if channel in OUTWARD]
    for contact in book.reached(step):
        if outward and not any(contact.address(channel) for channel in outward):
            channels = " or ".join(outward)
            yield "by", f"{contact.id} has no {channels}; add it to the contacts, or tell them otherwise"


def _unknown(noun: str, name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return f"there is no {noun} '{name}'; did you mean {near[0]}?"
    listed = f"known are {', '.join(known[:8])}" if known else f"there is none yet; `mistel {noun} set` adds them"
    return f"there is no {noun} '{name}'; {listed}"
