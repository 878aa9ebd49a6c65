"""One alert as the board says it: a row with words, times and the moves that are open to the reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from alerts.moves import legal
from care.alerts import Alert, Move, Outcome, Seen, State
from care.situations import SITUATIONS, Priority
from dashboards.directory import Directory, HomeCard
from dashboards.tongue import Tongue, message
from dashboards.words import happening

Shelf = Literal["open", "recent"]

RANK: Final[Mapping[Priority, int]] = MappingProxyType({Priority.HIGH: 0, Priority.MEDIUM: 1, Priority.LOW: 2})

PRIORITY_WORDS: Final[Mapping[Priority, str]] = MappingProxyType(
    {
        Priority.HIGH: message("High priority"),
        Priority.MEDIUM: message("Medium priority"),
        Priority.LOW: message("Low priority"),
    }
)
STATE_WORDS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.UNACKNOWLEDGED: message("Nobody has answered"),
        State.ACKNOWLEDGED: message("Answered"),
        State.RETURNED: message("Over, nobody has answered"),
        State.NORMAL: message("Over and answered"),
        State.CLOSED: message("Closed"),
        State.SHELVED: message("Shelved"),
        State.SUPPRESSED: message("Suppressed by design"),
        State.OUT_OF_SERVICE: message("Out of service"),
    }
)
OUTCOME_WORDS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.TRUE: message("True alarm"),
        Outcome.FALSE: message("False alarm"),
        Outcome.UNCLEAR: message("Unclear"),
    }
)
AFTERWARDS: Final[Mapping[str, str]] = MappingProxyType(
    {"left_home_at_night": message("No movement indoors since then.")}
)
"""What a situation's rule saw by seeing nothing, said after what was seen."""

ENDED: Final[Mapping[str, str]] = MappingProxyType({"left_home_at_night": message("Movement indoors again {time}.")})
OVER: Final = message("Over since {time}.")
"""How the end of a situation is said; OVER where there is nothing better."""

FOUND_LATE: Final = message("Found late")
FOR_THE_HANDOVER: Final = message("Found late, for the handover")
NOT_BORNE_OUT: Final = message("Not borne out: what came in late speaks against it")
"""What facts that came late made of an alert."""

MOST_SEEN: Final = 3
"""So many of the newest happenings are said; a row is read in seconds."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one row shows; ``order`` sorts within its shelf as text, ``moves`` are those a button is shown for."""

    id: str
    version: int
    shelf: Shelf
    order: str
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
    ended_words: str
    state_words: str
    outcome_words: str
    moves: tuple[Move, ...]


def shelf(alert: Alert) -> Shelf:
    """Tell where an alert stands: what somebody must still answer is open, what is over and answered is recent."""
    return "recent" if alert.state in {State.NORMAL, State.CLOSED} else "open"


def order(alert: Alert) -> str:
    """Give the sorting text: open alerts by priority, then the oldest first; recent ones the newest first."""
    at = int(alert.onset.timestamp())
    if shelf(alert) == "open":
        return f"{RANK[alert.priority]}-{at:012d}-{alert.id}"
    over = int((alert.end or alert.onset).timestamp())
    waiting = 0 if alert.state is State.NORMAL else 1
    return f"{waiting}-{10**12 - over:012d}-{alert.id}"


def row(alert: Alert, directory: Directory, tongue: Tongue, *, may_answer: bool) -> Row:
    """Say an alert in a language; buttons only for who may answer, and only for moves that are legal now."""
    card = directory.card(alert.home) if alert.home else None
    site = card.site if card else directory.registry.places.site(alert.site)
    found = SITUATIONS[alert.situation]
    zone = site.tz
    ended = ""
    if alert.end is not None and alert.borne_out:
        over = ENDED.get(alert.situation, OVER)
        ended = tongue.say(over, time=tongue.clock(alert.end, zone))
        ended += " " + tongue.say("It lasted {age}.", age=tongue.age(alert.end - alert.onset))
    return Row(
        id=alert.id,
        version=alert.version,
        shelf=shelf(alert),
        order=order(alert),
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
        ended_words=ended,
        state_words=_state(alert, directory, tongue),
        outcome_words=_outcome(alert, tongue),
        moves=_moves(alert) if may_answer else (),
    )


def _moves(alert: Alert) -> tuple[Move, ...]:
    offered = (Move.ACKNOWLEDGE, Move.ON_THE_WAY, Move.CLOSE)
    return tuple(
        m for m in offered if legal(alert.state, m) is not None and not (m is Move.ON_THE_WAY and _is_pointless(alert))
    )


def _is_pointless(alert: Alert) -> bool:
    """Nobody needs to go where somebody is going already, or where it is over and answered."""
    return alert.responder is not None or alert.state is State.NORMAL


def _state(alert: Alert, directory: Directory, tongue: Tongue) -> str:
    if alert.responder and alert.state is State.ACKNOWLEDGED:
        said = tongue.say("{name} is on the way", name=directory.person(alert.responder))
    else:
        said = tongue.say(STATE_WORDS[alert.state])
    return " · ".join([*lateness(alert, tongue), said])


def lateness(alert: Alert, tongue: Tongue) -> list[str]:
    """Say what came of an alert by facts that came late; nothing for most."""
    said = []
    if alert.found_late:
        said.append(tongue.say(FOR_THE_HANDOVER if alert.handover else FOUND_LATE))
    if not alert.borne_out:
        said.append(tongue.say(NOT_BORNE_OUT))
    return said


def _outcome(alert: Alert, tongue: Tongue) -> str:
    closing = alert.closing
    if closing is None:
        return ""
    parts = [tongue.say(OUTCOME_WORDS[closing.outcome])]
    if closing.cause:
        parts.append(closing.cause)
    if closing.minutes is not None:
        parts.append(f"{closing.minutes} {tongue.say('min')}")
    if closing.visit:
        parts.append(tongue.say("visit made"))
    return " · ".join(parts)


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
