"""Whom to tell next of an alert that nobody answers, and when. Pure: alert, moves, chain, notices and time in.

A chain's steps are gone through once a round. A step that reached nobody at all is followed by the next one at once, a
round that reached nobody by the last stop at once. The last stop tells everybody, and again, ever more seldom but at
least once an hour, until somebody answers. What was told stands in the notices; so a restart goes on where it stopped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from alerts.paging import pages
from care.alerts import PUT_ASIDE, Alert, Move, MoveRecord, State
from care.duty import NOBODY_ON_DUTY, Channel, Contact, DutyBook, Ladder, Step
from care.notices import ESCALATION_FAILED, LAST_STOP, MISSED, Delivery, Notice
from care.situations import SITUATIONS, Priority

LONGEST_WAIT: Final = timedelta(hours=1)
"""Between two last stops."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The next step of a chain for one alert: due at ``due``, by the clock of the alert's home."""

    round: int
    step: int
    due: datetime

    @property
    def is_last_stop(self) -> bool:
        """Whether everybody is told."""
        return self.step == LAST_STOP


def calls(alert: Alert) -> bool:
    """Tell whether an alert still calls for somebody.

    Not when it was answered, is put aside, hidden under its cause, for the handover, or not borne out. One that is over
    without an answer goes on calling when its priority is high and it concerns a person, who may have to be seen to all
    the same.
    """
    if alert.situation == ESCALATION_FAILED:  # the last stop goes on for the alert that this one is about
        return False
    of_person = not SITUATIONS[alert.situation].technical
    over = alert.state is State.RETURNED and alert.priority is Priority.HIGH and of_person
    return pages(alert.model_copy(update={"state": State.UNACKNOWLEDGED}) if over else alert)


def began(alert: Alert, moves: Sequence[MoveRecord], *, by_wall: bool) -> datetime:
    """Tell since when an alert calls: since it was raised, or was last taken back from where it was put aside.

    By the wall where the home's clock is the wall's: an alert found after an outage is not hours into its chain.
    """
    since = alert.raised if by_wall else alert.onset
    before: State | None = None
    for move in moves:
        if move.move in {Move.RAISE, Move.UNINHIBIT} or (before in PUT_ASIDE and move.state not in PUT_ASIDE):
            since = move.wall if by_wall else move.at
        before = move.state
    return since


def next_turn(ladder: Ladder, since: datetime, told: Sequence[Notice]) -> Turn:
    """Give the next step of a chain for an alert that calls ``since``, of which these notices were made."""
    earlier = [notice.round for notice in told if notice.at < since]
    first_round = max(earlier, default=-1) + 1
    current = [notice for notice in told if notice.at >= since]
    if not current:
        return Turn(first_round, 0, since + ladder.steps[0].after)
    round_, step = max((notice.round, notice.step) for notice in current)
    here = [notice for notice in current if (notice.round, notice.step) == (round_, step)]
    at = max(notice.at for notice in here)
    if step == LAST_STOP:
        stops = len({notice.round for notice in current if notice.step == LAST_STOP})
        wait = min(ladder.again_after * 2 ** min(stops - 1, 20), max(LONGEST_WAIT, ladder.again_after))
        return Turn(round_ + 1, LAST_STOP, at + wait)
    if step + 1 < len(ladder.steps):
        return Turn(round_, step + 1, at if _missed(here) else at + ladder.steps[step + 1].after)
    if _missed(notice for notice in current if notice.round == round_):
        return Turn(round_ + 1, LAST_STOP, at)
    if round_ - first_round + 1 < ladder.rounds:
        return Turn(round_ + 1, 0, at + ladder.again_after + ladder.steps[0].after)
    return Turn(round_ + 1, LAST_STOP, at + ladder.again_after)


def notices(
    turn: Turn,
    alert: Alert,
    ladder: Ladder,
    book: DutyBook,
    *,
    at: datetime,
    wall: datetime,
    zone: ZoneInfo,
    outward: bool,
) -> list[Notice]:
    """Give the notices of a turn that has come at ``at`` (the home's clock), at least one.

    ``outward`` False (a test site): what would be sent is withheld.
    """

    def notice(contact: str, channel: Channel, state: Delivery, says: str = "") -> Notice:
        due = wall if state is Delivery.PLANNED else None
        return Notice(
            site=alert.site,
            alert=alert.id,
            round=turn.round,
            step=turn.step,
            contact=contact,
            channel=channel,
            at=at,
            planned=wall,
            state=state,
            due=due,
            says=says,
        )

    on_board = notice(NOBODY_ON_DUTY, Channel.BOARD, Delivery.SHOWN)
    if turn.is_last_stop:
        pairs = [(one, channel) for one in book.contacts.values() for channel in one.channels]
        made = [on_board]
    else:
        step = ladder.steps[turn.step]
        people, missing = _whom(step, book, at, zone)
        pairs = [(one, channel) for one in people for channel in step.by if channel is not Channel.BOARD]
        made = [on_board] if Channel.BOARD in step.by else []
        outward_channel = next((channel for channel in step.by if channel is not Channel.BOARD), None)
        if missing and outward_channel is not None:
            made.append(notice(NOBODY_ON_DUTY, outward_channel, Delivery.NOBODY, missing))
    sent = Delivery.PLANNED if outward else Delivery.WITHHELD
    for one, channel in pairs:
        if one.address(channel) is None:
            made.append(notice(one.id, channel, Delivery.NOBODY, f"There is no address of {one.id} for {channel}."))
        else:
            made.append(notice(one.id, channel, sent))
    return made


def _whom(step: Step, book: DutyBook, at: datetime, zone: ZoneInfo) -> tuple[list[Contact], str]:
    """Give whom a step tells, and why there is nobody, "" when there is."""
    if step.rota is None:
        ids: Iterable[str] = book.named(step)
        why = f"There is no contact {step.contact}." if step.contact else "There are no contacts."
    else:
        rota = book.rotas.get(step.rota)
        ids = () if rota is None else rota.on_duty(at, zone)
        why = f"There is no rota {step.rota}." if rota is None else f"Nobody is on duty by rota {step.rota}."
    people = [book.contacts[who] for who in ids if who in book.contacts]
    return people, "" if people else why


def _missed(told: Iterable[Notice]) -> bool:
    """Tell whether persons were to be told and none was; the board is no person."""
    states = [notice.state for notice in told if notice.channel is not Channel.BOARD]
    return bool(states) and all(state in MISSED for state in states)
