"""Which language a person reads, and the catalogues of words, compiled in memory from ``locale/*.po``."""

import gettext
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"sv": "Svenska", "en": "English"})
"""Code and own name of each language; the first is the default."""

DEFAULT: Final = "sv"
LOCALE: Final = Path(__file__).parent / "locale"


def choose(*, chosen: str | None, person: str | None, accepted: str | None) -> str:
    """Pick a language: what was chosen in this browser, else the person's own, else what the browser asks for.

    ``accepted`` is an Accept-Language header; what cannot be read in it is passed over.
    """
    for code in (chosen, person, *_preferred(accepted or "")):
        if code is not None and code in LANGUAGES:
            return code
    return DEFAULT


@cache
def catalogue(code: str) -> gettext.NullTranslations:
    """Give the words of a language; the message ids are English, so that English may leave any out."""
    with (LOCALE / f"{code}.po").open("rb") as file:
        read = read_po(file, locale=code, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _preferred(header: str) -> list[str]:
    ranked: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        tag, _, weight = part.partition(";q=")
        try:
            rank = float(weight or 1)
        except ValueError:
            continue
        ranked.append((-rank, tag.strip().lower()[:2]))
    return [tag for rank, tag in sorted(ranked, key=lambda pair: pair[0]) if rank < 0]
