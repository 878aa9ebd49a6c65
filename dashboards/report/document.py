"""What a report consists of, whether it becomes HTML or PDF: both are made from the same parts, so that they agree."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; ``tone``: a sentence that sums up (lead), plain, smaller (note), or one that warns."""

    text: str
    tone: Literal["lead", "plain", "note", "warning"] = "plain"
    kind: Literal["words"] = "words"


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms, each with what is so."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it says, and smaller beneath it what that rests on."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first ``heads`` cells of each row say what the row is about.

    ``widths`` are the columns' on paper, against each other; none: the first a little wider than the others.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 1
    widths: tuple[int, ...] = ()
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot by name; ``words`` say what it shows."""

    name: str
    words: str
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a list; ``href`` leads to more, "" where nothing does."""

    text: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list under a small heading."""

    heading: str
    points: tuple[Point, ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True, slots=True)
class Commands:
    """What to type."""

    lines: tuple[str, ...]
    kind: Literal["commands"] = "commands"


Block = Words | Facts | Table | Picture | Points | Commands


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a heading; ``fresh``: on paper it begins on a page of its own."""

    heading: str
    blocks: tuple[Block, ...]
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The whole: what it is about, when it was made, and its parts."""

    title: str
    under: str
    language: str
    page_words: str
    sections: tuple[Section, ...]
