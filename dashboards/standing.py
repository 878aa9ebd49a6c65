"""How an alert stands, in words: who has it, what came of it late, what it proved to be."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from care.alerts import PUT_ASIDE, REPORTED, RULES, Alert, Outcome, State
from care.situations import SITUATIONS
from dashboards.directory import Directory
from dashboards.tongue import Tongue, message

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
FOUND_LATE: Final = message("Found late")
FOR_THE_HANDOVER: Final = message("Found late, for the handover")
NOT_BORNE_OUT: Final = message("Not borne out: what came in late speaks against it")
"""What facts that came late made of an alert."""

MISSED: Final = message("Reported as missed")
"""What somebody told, and nothing had called for."""
TRIED: Final = message("Told by a solution that is being tried")


def standing(alert: Alert, directory: Directory, tongue: Tongue, zone: ZoneInfo, seen_by: str = "") -> str:
    """Say who has it: who is there, on the way, whose it is, who has seen it; or that nobody has answered, or calls."""
    said = tongue.say(STATE_WORDS[alert.state])
    if alert.state in PUT_ASIDE:
        until = alert.shelved_until
        return tongue.say("{state} until {time}", state=said, time=tongue.moment(until, zone)) if until else said
    if alert.inhibited_by is not None and alert.state in {State.UNACKNOWLEDGED, State.ACKNOWLEDGED, State.RETURNED}:
        return tongue.say("Hidden under its cause, which stands by itself")
    if alert.state is State.ACKNOWLEDGED:
        return _who(alert, directory, tongue, zone, seen_by) or said
    if alert.state is State.UNACKNOWLEDGED and alert.assigned:
        return tongue.say("Handed to {name}, not answered", name=directory.person(alert.assigned))
    return said


def _who(alert: Alert, directory: Directory, tongue: Tongue, zone: ZoneInfo, seen_by: str) -> str:
    if alert.arrived is not None:
        name, time = directory.person(alert.responder), tongue.clock(alert.arrived, zone)
        return tongue.say("{name} is there since {time}", name=name, time=time)
    if alert.responder:
        return tongue.say("{name} is on the way", name=directory.person(alert.responder))
    if alert.assigned:
        return tongue.say("{name} has it", name=directory.person(alert.assigned))
    return tongue.say("{name} has seen it", name=directory.person(seen_by)) if seen_by else ""


def lateness(alert: Alert, tongue: Tongue) -> list[str]:
    """Say what came of an alert by facts that came late, or by somebody who told of it; nothing for most.

    One that a solution on trial told says so: whoever goes there shall know that it is being tried.
    """
    said = []
    if alert.source not in {RULES, REPORTED} and not SITUATIONS[alert.situation].technical:
        said.append(tongue.say(TRIED))
    if alert.source == REPORTED:
        said.append(tongue.say(MISSED))
    elif alert.found_late:
        said.append(tongue.say(FOR_THE_HANDOVER if alert.handover else FOUND_LATE))
    if not alert.borne_out:
        said.append(tongue.say(NOT_BORNE_OUT))
    return said


def outcome_words(alert: Alert, tongue: Tongue) -> str:
    """Say what it proved to be, and why, and what it took; "" while it is not closed."""
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
