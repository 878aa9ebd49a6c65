"""Reading one file of a duty book, and holding it against the rest of the book."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from api.duty.chains import ChainFile
from api.duty.contacts import ContactsFile
from api.duty.faults import Fault, faults
from api.duty.rotas import RotaFile
from care.duty import Chain, Contact, DutyBook
from care.errors import Reason, Refused, ScenarioError
from care.rota import Rota
from store.registry.duty import DutyKind
from store.yaml_file import Kind, Parsed, parse, wrong

PAGE: Final = "docs/escalation.md"
KINDS: Final[Mapping[DutyKind, Kind]] = {
    DutyKind.CONTACTS: Kind("a list of contacts", "contacts", PAGE),
    DutyKind.ROTA: Kind("a rota", "rota", PAGE),
    DutyKind.CHAIN: Kind("a chain", "chain", PAGE),
}
LARGEST: Final = 60_000
"""Signs that a file may have."""

Content = list[Contact] | Rota | Chain


def read(kind: DutyKind, path: Path, book: DutyBook) -> tuple[Content, str]:
    """Read a file that is to join a site's book; give what it means and its text.

    Raises ScenarioError as ``file:line: what is wrong and what to do``, also for what contradicts the rest of the book:
    a contact that is not there, a step that reaches nobody, a rota with a gap.
    """
    parsed = parse(path, KINDS[kind])
    content: Content
    match kind:
        case DutyKind.CONTACTS:
            content = parsed.checked(ContactsFile).made()
        case DutyKind.ROTA:
            content = parsed.checked(RotaFile).made()
        case DutyKind.CHAIN:
            content = parsed.checked(ChainFile).made()
    _must_fit(parsed, kind, book, joined(book, content))
    return content, path.read_text(encoding="utf-8")


def read_text(kind: DutyKind, text: str, book: DutyBook) -> Content:
    """Read a file that was sent; raises Refused, which names the line."""
    if len(text) > LARGEST:
        raise Refused(Reason.TOO_LARGE, f"The file has over {LARGEST} signs.", mend="Split it, or write it shorter.")
    with TemporaryDirectory(prefix="mistel-duty-") as folder:
        path = Path(folder) / f"{kind.value}.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            return read(kind, path, book)[0]
        except ScenarioError as error:
            says = str(error).replace(f"{folder}/", "")
            raise Refused(Reason.BAD_DESCRIPTION, says, mend=f"Correct it; {PAGE} shows how.") from None


def joined(book: DutyBook, content: Content) -> DutyBook:
    """Give the book with this in the place of what was there."""
    if isinstance(content, list):
        return book.model_copy(update={"contacts": {one.id: one for one in content}})
    if isinstance(content, Rota):
        return book.model_copy(update={"rotas": {**book.rotas, content.id: content}})
    return book.model_copy(update={"chain": content})


def _must_fit(parsed: Parsed, kind: DutyKind, before: DutyBook, after: DutyBook) -> None:
    known = set(faults(before))
    own = parsed.data.get("rota") if kind is DutyKind.ROTA else None
    for fault in faults(after):
        if fault in known and not _of(fault, kind, own):
            continue
        if _of(fault, kind, own):
            parsed.wrong(fault.where, fault.says)
        wrong(parsed.path, 1, f"{fault.place}: {fault.says}")


def _of(fault: Fault, kind: DutyKind, own: str | None) -> bool:
    return fault.kind is kind and (own is None or fault.id == own)
