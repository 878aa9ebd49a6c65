"""When staff were last in touch with a home: visits and answers, from what they said at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from care.alerts import Alert
from care.situations import SITUATIONS
from dashboards.directory import Directory, HomeCard
from dashboards.standing import outcome_words
from dashboards.tongue import Tongue

MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Contact:
    """One time that somebody answered: when, who, about what, what it proved to be; ``visit`` when they were there."""

    alert: str
    when: str
    who: str
    about: str
    proved: str
    visit: bool


def contacts(card: HomeCard, alerts: Sequence[Alert], directory: Directory, tongue: Tongue) -> tuple[Contact, ...]:
    """Say the last times, the newest first; ``alerts`` are those of the home."""
    touched = [a for a in alerts if a.arrived or a.responder or (a.closing and a.closing.visit)]
    newest = sorted(touched, key=lambda a: a.arrived or a.acknowledged or a.onset, reverse=True)
    return tuple(
        Contact(
            alert=alert.id,
            when=tongue.moment(alert.arrived or alert.acknowledged or alert.onset, card.zone),
            who=directory.person(alert.responder or alert.assigned),
            about=tongue.say(SITUATIONS[alert.situation].words),
            proved=outcome_words(alert, tongue),
            visit=bool(alert.arrived or (alert.closing and alert.closing.visit)),
        )
        for alert in newest[:MOST]
    )
