"""What a message says. It carries no name of a person and nothing of their health: what stands on the board, and where.

Whoever holds the phone, and every server on the way, can read it. The words of a language are the pages' business
(``dashboards.notices``); ``plain`` is for who has none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from care.situations import SITUATIONS, Priority


@dataclass(frozen=True, slots=True)
class Telling:
    """What there is to tell of one alert. ``situation`` and ``home`` are "" where a setting keeps them back.

    ``over`` is when it was over, if it is; ``last_stop``: nobody has answered it, everybody is told.
    ``others``: so many more alerts are told by the same message. ``is_test``: there is no alert; somebody tries whether
    messages arrive.
    """

    alert: str
    priority: Priority
    situation: str
    site: str
    home: str
    onset: datetime
    zone: ZoneInfo
    link: str
    language: str = "sv"
    over: datetime | None = None
    last_stop: bool = False
    is_test: bool = False
    others: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A message: a title, a body without the link, and the link ("" where the pages have no address)."""

    title: str
    body: str
    link: str
    facts: Telling


Wording = Callable[[Telling], Text]


def plain(telling: Telling) -> Text:
    """Say it in English."""
    if telling.is_test:
        return Text(f"Test: {telling.site}", "This is a test. Nothing has happened.", "", telling)
    where = ", ".join(part for part in (telling.home, telling.site) if part)
    what = SITUATIONS[telling.situation].words if telling.situation in SITUATIONS else telling.situation or "An alert"
    lines = [f"{what} at {where}, since {telling.onset.astimezone(telling.zone):%H:%M}."]
    if telling.over is not None:
        lines.append(f"Over since {telling.over.astimezone(telling.zone):%H:%M}, but nobody has answered.")
    if telling.last_stop:
        lines.append("Nobody has answered. Everybody is told.")
    if telling.others:
        lines.append(f"And {telling.others} more alerts.")
    lines.append("Answer it in Mistel.")
    return Text(f"{what}: {where}", " ".join(lines), telling.link, telling)
