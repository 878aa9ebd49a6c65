"""One alert as the board says it: a row with words, times and the moves that are open to the reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from alerts.moves import leads_to
from alerts.promised import ANEW, PROMISED, Promised, answer_by
from care.alerts import PUT_ASIDE, REPORTED, Alert, Move, MoveRecord, Seen, State
from care.situations import SITUATIONS, Priority
from dashboards.directory import Directory, HomeCard
from dashboards.standing import lateness, outcome_words, standing
from dashboards.tongue import Tongue, message
from dashboards.words import happening

Shelf = Literal["open", "handover", "aside", "recent"]
"""Where a row stands: in the queue, told at the handover, put aside or hidden under its cause, over or closed."""

RANK: Final[Mapping[Priority, int]] = MappingProxyType({Priority.HIGH: 0, Priority.MEDIUM: 1, Priority.LOW: 2})

PRIORITY_WORDS: Final[Mapping[Priority, str]] = MappingProxyType(
    {
        Priority.HIGH: message("High priority"),
        Priority.MEDIUM: message("Medium priority"),
        Priority.LOW: message("Low priority"),
    }
)
AFTERWARDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "left_home_at_night": message("No movement indoors since then."),
        "no_return_to_bed": message("Not back in bed since then."),
        "stove_unattended": message("Nobody in the kitchen."),
        "inactivity": message("Nothing heard of anybody since then."),
        "door_left_open": message("Not closed since then."),
        "wandering_outdoors": message("Away from known places, on foot and alone since then."),
        "bed_empty_at_check": message("Not seen in bed since then."),
        "missed_medication": message("No dose taken since then."),
        "no_response_to_reminders": message("No reminder answered since then."),
        "toilet_visits_rising": message("For some days more visits than usual."),
    }
)
"""What a situation's rule saw by seeing nothing, said after what was seen."""

ENDED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "left_home_at_night": message("Movement indoors again {time}."),
        "fall": message("Called off, or movement again, {time}."),
        "no_return_to_bed": message("Back in bed, or up for the day, {time}."),
        "stove_unattended": message("Off, or somebody in the kitchen again, {time}."),
        "inactivity": message("Somebody heard again {time}."),
        "door_left_open": message("Closed {time}."),
        "wandering_outdoors": message("In a known place, or with somebody, {time}."),
        "bed_empty_at_check": message("In bed again {time}."),
        "missed_medication": message("A dose was taken {time}."),
        "no_response_to_reminders": message("A reminder was answered {time}."),
        "toilet_visits_rising": message("As usual again, or usual by now, {time}."),
        "power_cut": message("Power again {time}."),
        "device_fault": message("It reports no fault any more, {time}."),
        "sensor_flapping": message("It tells no more than it should since {time}."),
    }
)
OVER: Final = message("Over since {time}.")
"""How the end of a situation is said; OVER where there is nothing better."""

MOST_SEEN: Final = 3
"""So many of the newest happenings are said; a row is read in seconds."""

NEXT: Final = (Move.ACKNOWLEDGE, Move.ON_THE_WAY, Move.ARRIVE, Move.CLOSE)
"""What a row has buttons for; the alert's page has the rest."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands among others: ``order`` sorts its shelf as text.

    ``together`` alerts of its home are open; the first of them leads, the others follow right below it.
    """

    order: str
    together: int = 1
    leads: bool = True


@dataclass(frozen=True, slots=True)
class Lately:
    """What only an alert's moves tell: who said that they have seen it, and since when it calls anew."""

    seen_by: str = ""
    called: datetime | None = None


NOTHING_LATELY: Final = Lately()


@dataclass(frozen=True, slots=True)
class Row:
    """What one row shows; ``moves`` are those a button is shown for, ``answer_by`` is until when one is promised."""

    id: str
    version: int
    shelf: Shelf
    state: State
    priority: Priority
    priority_words: str
    situation: str
    home: str | None
    home_name: str
    site_name: str
    own_clock: bool
    zone: str
    seen: str
    onset: datetime
    onset_words: str
    answer_by: datetime | None
    answer_by_words: str
    ended_words: str
    state_words: str
    outcome_words: str
    moves: tuple[Move, ...]


def lately(moves: Iterable[MoveRecord], before: Lately = NOTHING_LATELY) -> Lately:
    """Tell it of an alert by its moves, the oldest first, and what was known before them."""
    seen_by, called = before.seen_by, before.called
    for move in moves:
        if move.move is Move.ACKNOWLEDGE:
            seen_by = move.by
        if move.move in ANEW and move.state is State.UNACKNOWLEDGED:
            called = move.at
    return Lately(seen_by, called)


def shelf(alert: Alert) -> Shelf:
    """Tell where an alert stands: what somebody must answer is open; what calls nobody stands apart, never lost."""
    if alert.state in PUT_ASIDE or (alert.inhibited_by is not None and alert.state is not State.CLOSED):
        return "aside"
    if alert.handover and alert.state is not State.CLOSED:
        return "handover"
    return "recent" if alert.state in {State.NORMAL, State.CLOSED} else "open"


def order(alert: Alert) -> str:
    """Give the sorting text: by priority, what nobody has answered first, then the oldest; recent ones newest first."""
    at = int(alert.onset.timestamp())
    if shelf(alert) != "recent":
        answered = 1 if alert.state is State.ACKNOWLEDGED else 0
        return f"{RANK[alert.priority]}{answered}-{at:012d}-{alert.id}"
    over = int((alert.end or alert.onset).timestamp())
    waiting = 0 if alert.state is State.NORMAL else 1
    return f"{waiting}-{10**12 - over:012d}-{alert.id}"


def row(
    alert: Alert,
    directory: Directory,
    tongue: Tongue,
    *,
    may_answer: bool,
    promised: Promised = PROMISED,
    lately: Lately = NOTHING_LATELY,
) -> Row:
    """Say an alert in a language; buttons only for who may answer, and only for moves that are legal now."""
    card = directory.card(alert.home) if alert.home else None
    site = card.site if card else directory.registry.places.site(alert.site)
    found = SITUATIONS[alert.situation]
    zone = site.tz
    ended = ""
    if alert.end is not None and alert.borne_out and alert.source != REPORTED:
        over = ENDED.get(alert.situation, OVER)
        ended = tongue.say(over, time=tongue.clock(alert.end, zone))
        ended += " " + tongue.say("It lasted {age}.", age=tongue.age(alert.end - alert.onset))
    due = answer_by(alert, promised, own_clock=bool(card and card.own_clock), called=lately.called)
    return Row(
        id=alert.id,
        version=alert.version,
        shelf=shelf(alert),
        state=alert.state,
        priority=alert.priority,
        priority_words=tongue.say(PRIORITY_WORDS[alert.priority]),
        situation=tongue.say(found.words),
        home=alert.home,
        home_name=card.home.name if card else tongue.say("The whole site"),
        site_name=site.name,
        own_clock=bool(card and card.own_clock),
        zone=site.zone,
        seen=_seen(alert, card, tongue),
        onset=alert.onset,
        onset_words=tongue.clock(alert.onset, zone),
        answer_by=due,
        answer_by_words=f"{due.astimezone(zone):%H:%M:%S}" if due else "",
        ended_words=ended,
        state_words=" · ".join([*lateness(alert, tongue), standing(alert, directory, tongue, zone, lately.seen_by)]),
        outcome_words=outcome_words(alert, tongue),
        moves=offered(alert, NEXT) if may_answer else (),
    )


def offered(alert: Alert, moves: Iterable[Move]) -> tuple[Move, ...]:
    """Give those of the moves that are legal now and make sense: nobody needs to go where it is over and answered."""
    return tuple(move for move in moves if leads_to(alert, move) is not None and not _is_pointless(alert, move))


def _is_pointless(alert: Alert, move: Move) -> bool:
    going = alert.responder is not None
    match move:
        case Move.ON_THE_WAY:
            return going or alert.arrived is not None or alert.state in {State.NORMAL, *PUT_ASIDE}
        case Move.ARRIVE:
            return not going or alert.arrived is not None
        case Move.CLOSE:
            return alert.state in PUT_ASIDE
        case _:
            return False


def _seen(alert: Alert, card: HomeCard | None, tongue: Tongue) -> str:
    if card is None:
        return ""
    said = [_sentence(seen, card, tongue) for seen in alert.seen[-MOST_SEEN:]]
    after = AFTERWARDS.get(alert.situation)
    if after and said and alert.end is None:
        said.append(tongue.say(after))
    return " ".join(said)


def _sentence(seen: Seen, card: HomeCard, tongue: Tongue) -> str:
    name = card.device_name(seen.device)
    if seen.quantity == "motion":  # where somebody moved matters, not which sensor saw it
        name = card.room(seen.device, seen.time) or name
    spot = card.spot(seen.device, seen.time)
    return happening(tongue, seen.quantity, seen.value, device=name, spot=spot, time=seen.time, zone=card.zone)
