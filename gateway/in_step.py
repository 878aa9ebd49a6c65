"""Who follows the clock: homes with a clock of their own wait for detectors that answer their ticks.

A detector is in step from its word that it will answer, or its first answer, until its connection is gone. A home that
it does not answer for LONGEST goes on without it, which is noted; it is in step there again when it answers again, but
for one that was left behind MOST_WAITS times.
What is heard counts once it is kept with all that came before it, and once the rules have seen that: so no home goes on
before the alerts that were told of it are on the desk.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from care.errors import Reason, Refused
from care.events import Refusal
from care.people import NOBODY
from devices import topics
from devices.claims import read_clock
from devices.dialects.message import Known, Message
from devices.dialects.refusing import refusal

LONGEST: Final = timedelta(seconds=10)
"""How long a home waits for an answer, by the wall."""
MOST_WAITS: Final = 3
"""So often a home waits in vain for one that comes back: who is always too slow is tried at the speed of life."""
SILENT_FOR: Final = timedelta(seconds=1)
"""One that is there, and answers no tick for so long while homes tick, is told that nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a detector said: that it has come to ``time`` in a home (None: that it answers), or that it is ``gone``."""

    connection: str
    home: str | None = None
    time: datetime | None = None
    gone: bool = False


@dataclass(slots=True)
class _Wait:
    """A home waits: its rules have come to ``judged``, and since ``since`` by the wall for answers to ``target``."""

    judged: datetime
    since: datetime
    target: datetime


@dataclass
class InStep:
    """The detectors of one site, and how far each has come in each home."""

    site: str
    _heard: list[Word] = field(default_factory=list)
    _kept: list[Word] = field(default_factory=list)
    _following: set[str] = field(default_factory=set)
    _answers: dict[str, dict[str, datetime]] = field(default_factory=dict)
    _behind: set[tuple[str, str]] = field(default_factory=set)
    _in_vain: Counter[tuple[str, str]] = field(default_factory=Counter)
    _waits: dict[str, _Wait] = field(default_factory=dict)
    _notes: list[Refusal] = field(default_factory=list)
    _unasked: dict[str, datetime | None] = field(default_factory=dict)

    def hear(self, message: Message, known: Known, clock: datetime | None) -> Sequence[Refusal]:
        """Take an answer; ``clock`` is the newest tick of its home. Give what is refused."""
        if message.retain:
            return ()
        try:
            where, time = read_clock(message, known)
            if where.home in known.own_clock:
                _must_have_ticked(where.home, time, clock)
        except Refused as refused:
            return (refusal(message, refused),)
        if where.home == NOBODY or where.home not in known.own_clock:
            self._heard.append(Word(where.connection))
        else:
            self._heard.append(Word(where.connection, where.home, time))
        return ()

    def there(self, connection: str) -> None:
        """Hear that a connection is there; whether it will answer is not known yet."""
        if connection not in self._following:
            self._unasked.setdefault(connection)

    def gone(self, connection: str) -> None:
        """Hear that a connection is not there any more."""
        self._unasked.pop(connection, None)
        self._heard.append(Word(connection, gone=True))

    def kept(self) -> None:
        """Say that all that came before what was heard is kept."""
        self._kept += self._heard
        self._heard.clear()

    def take(self) -> list[Word]:
        """Give what may count once the rules have seen all that is kept by now."""
        words, self._kept = self._kept, []
        return words

    def put_back(self, words: list[Word]) -> None:
        """Let words wait on: the rules have not seen all yet."""
        self._kept = words + self._kept

    def apply(self, words: Sequence[Word]) -> set[str]:
        """Let words count; give the homes that may go on by them."""
        homes: set[str] = set()
        for word in words:
            if word.gone:
                self._following.discard(word.connection)
                homes |= self._waits.keys()
                continue
            self._following.add(word.connection)
            self._unasked.pop(word.connection, None)
            if word.home is None or word.time is None:
                continue
            if self._in_vain[word.home, word.connection] < MOST_WAITS:
                self._behind.discard((word.home, word.connection))
            answers = self._answers.setdefault(word.home, {})
            if word.time > answers.get(word.connection, datetime.min.replace(tzinfo=word.time.tzinfo)):
                answers[word.connection] = word.time
            homes.add(word.home)
        return homes

    def overdue(self, now: datetime) -> set[str]:
        """Give the homes that have waited long enough: whoever has not answered is left behind there."""
        homes = {home for home, wait in self._waits.items() if now - wait.since >= LONGEST}
        for home in homes:
            wait = self._waits[home]
            for connection in self._lagging(home, wait.judged):
                self._behind.add((home, connection))
                self._in_vain[home, connection] += 1
                self._notes.append(self._note(home, connection, wait.judged, now))
        return homes

    def limit(self, home: str, judged: datetime, now: datetime) -> datetime | None:
        """Give how far a home may be told that it is processed; None: not at all, one in step has said nothing yet."""
        self._ask(home, judged, now)
        lagging = self._lagging(home, judged)
        if not lagging:
            self._waits.pop(home, None)
            return judged
        wait = self._waits.setdefault(home, _Wait(judged, now, judged))
        wait.judged = judged
        answers = self._answers.get(home, {})
        if any(connection not in answers for connection in lagging):
            return None
        slowest = min(answers[connection] for connection in lagging)
        if slowest >= wait.target:  # they keep up, a little behind
            wait.since, wait.target = now, judged
        return slowest

    def notes(self) -> list[Refusal]:
        """Give who was left behind since this was asked last."""
        notes, self._notes = self._notes, []
        return notes

    def _lagging(self, home: str, judged: datetime) -> list[str]:
        answers = self._answers.get(home, {})
        return sorted(
            connection
            for connection in self._following
            if (home, connection) not in self._behind and (connection not in answers or answers[connection] < judged)
        )

    def _ask(self, home: str, judged: datetime, now: datetime) -> None:
        """Note, once, of each that is there and does not answer, that homes do not wait for it."""
        for connection, since in list(self._unasked.items()):
            if since is None:
                self._unasked[connection] = now
            elif now - since >= SILENT_FOR:
                del self._unasked[connection]
                says = f"Not waited for: you answer no ticks, so home {home} goes on, at {judged.isoformat()} by now."
                self._notes.append(self._noted(home, connection, says, now))

    def _note(self, home: str, connection: str, judged: datetime, now: datetime) -> Refusal:
        says = (
            f"Left behind: home {home} waited {LONGEST.seconds} s for an answer to its tick of "
            f"{judged.isoformat()}, and goes on without you."
        )
        return self._noted(home, connection, says, now)

    def _noted(self, home: str, connection: str, says: str, now: datetime) -> Refusal:
        return Refusal(
            site=self.site,
            home=home,
            connection=connection,
            topic=topics.told_clock(self.site, home, connection),
            reason=Reason.NOTED,
            field="time",
            says=says,
            mend="Answer each tick when all before it is dealt with; what takes longer is tried at the speed of life.",
            excerpt="",
            received=now,
        )


def _must_have_ticked(home: str, time: datetime, clock: datetime | None) -> None:
    if clock is None or time > clock:
        raise Refused(
            Reason.IMPOSSIBLE_TIME,
            f"Home {home} has not ticked {time.isoformat()} yet.",
            mend="Answer the ticks that you hear, each with its own time.",
            field="time",
        )
