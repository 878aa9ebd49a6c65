"""What was done with an alert, in words, and the notes that people left with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from care.alerts import Move, MoveRecord
from dashboards.directory import Directory
from dashboards.tongue import Tongue, message

MOVE_WORDS: Final[Mapping[Move, str]] = MappingProxyType(
    {
        Move.RAISE: message("Raised"),
        Move.CLEAR: message("Over"),
        Move.RECUR: message("Goes on again"),
        Move.ADJUST: message("Times corrected by what came late"),
        Move.WITHDRAW: message("Not borne out by what came late"),
        Move.REVIVE: message("Borne out again by what came late"),
        Move.INHIBIT: message("Hidden under its cause"),
        Move.UNINHIBIT: message("Hidden no more: its cause is over"),
        Move.REPORT: message("Reported as missed"),
        Move.ACKNOWLEDGE: message("Seen"),
        Move.ASSIGN: message("Handed to somebody"),
        Move.ON_THE_WAY: message("On the way"),
        Move.ARRIVE: message("Arrived"),
        Move.COMMENT: message("Note"),
        Move.CLOSE: message("Closed"),
        Move.SHELVE: message("Shelved"),
        Move.UNSHELVE: message("Taken back from the shelf"),
        Move.SUPPRESS: message("Suppressed by design"),
        Move.UNSUPPRESS: message("Suppressed no more"),
        Move.REMOVE_FROM_SERVICE: message("Out of service"),
        Move.RETURN_TO_SERVICE: message("In service again"),
    }
)
OF_RULES: Final = frozenset({Move.RAISE, Move.CLEAR, Move.RECUR, Move.ADJUST, Move.WITHDRAW, Move.REVIVE})
"""Their notes say what a move overwrote, for who audits; nurses are spared them."""


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done: when, by whom, what, and the note left with it."""

    when: str
    who: str
    what: str
    note: str


def history(moves: Sequence[MoveRecord], directory: Directory, tongue: Tongue, zone: ZoneInfo) -> tuple[Done, ...]:
    """Say all moves, the newest first."""
    return tuple(_done(move, directory, tongue, zone) for move in reversed(moves))


def notes(moves: Sequence[MoveRecord], directory: Directory, tongue: Tongue, zone: ZoneInfo) -> tuple[Done, ...]:
    """Say the notes that people left, the newest first."""
    return tuple(_done(move, directory, tongue, zone) for move in reversed(moves) if move.move is Move.COMMENT)


def _done(move: MoveRecord, directory: Directory, tongue: Tongue, zone: ZoneInfo) -> Done:
    by_rules = move.move in OF_RULES
    note = directory.person(move.note) if move.move is Move.ASSIGN else move.note
    return Done(
        when=tongue.moment(move.at, zone),
        who="Mistel" if by_rules else directory.person(move.by),
        what=tongue.say(MOVE_WORDS[move.move]),
        note="" if by_rules else note,
    )
