"""Sends the notices that are due, by threads that nobody waits for, and records what came of each.

Order matters for crashes: a notice was kept, then it is taken, sent, and recorded; killed in between, it is sent again.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from alerts.escalation import calls
from alerts.notify import Outcome, Outlets, Post, Telling, Text, Wording, plain
from alerts.notify.post import PATIENCE
from care.alerts import Alert
from care.clock import Now
from care.duty import OUTWARD, Channel
from care.errors import NotFound, StoreError
from care.notices import Delivery, Notice
from care.people import Site
from store.registry import Registry

log = logging.getLogger(__name__)

AT_ONCE: Final = 4
"""Messages under way by one channel; the others wait."""
SPARE: Final = timedelta(seconds=30)
"""After so much longer than a message may take, it is taken for lost with its sender."""
AGAIN: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 1800))
"""After which times a message that failed is tried again; then it is given up."""


@dataclass(frozen=True)
class Outward:
    """What it takes to reach people: ways out, words, and where ``pages`` are ("" when not known).

    ``detail`` False keeps situation and home out of the messages.
    """

    outlets: Outlets = field(default_factory=Outlets)
    wording: Wording = plain
    pages: str = ""
    detail: bool = True


@dataclass
class Delivering:
    """Sends for one site. ``failed`` is set when a message could not be sent: the next step may be due at once."""

    site: Site
    registry: Registry
    now: Now
    outward: Outward
    post: Post
    failed: bool = False
    _under_way: set[int] = field(default_factory=set, init=False)
    _busy: Counter[Channel] = field(default_factory=Counter, init=False)

    async def begin(self, tasks: asyncio.TaskGroup) -> datetime | None:
        """Begin to send what is due, as far as there is room; give when to come again, None when nothing waits."""
        now = self.now()
        full = False
        for channel in OUTWARD:
            for notice in await asyncio.to_thread(self.registry.notices.due, self.site.id, channel, now, 2 * AT_ONCE):
                if self._busy[channel] >= AT_ONCE:
                    full = True
                elif notice.number not in self._under_way:
                    self._under_way.add(notice.number)
                    self._busy[channel] += 1
                    tasks.create_task(self._send(notice), name=f"notice {notice.number}")
        return now if full else await asyncio.to_thread(self.registry.notices.next_due, self.site.id)

    async def _send(self, notice: Notice) -> None:
        try:
            ready = await asyncio.to_thread(self._prepare, notice)
            if ready is not None:
                address, text = ready
                outcome = await self.post.send(notice.channel, address, text)
                await asyncio.to_thread(self._record, notice, outcome)
                self.failed = self.failed or not outcome.sent
        except (StoreError, NotFound) as error:  # it is due again when it is taken for lost
            log.error("site %s: notice %s: %s", self.site.id, notice.number, error)  # noqa: TRY400 - says it all
        except Exception:  # likewise: one message must not end the others
            log.exception("site %s: notice %s could not be sent", self.site.id, notice.number)
        finally:
            self._under_way.discard(notice.number)
            self._busy[notice.channel] -= 1

    def _prepare(self, notice: Notice) -> tuple[str, Text] | None:
        """Take a notice, and give where it goes and what it says; None, recorded why, when it is not to be sent."""
        alert = self.registry.alerts.get(notice.alert)
        record = partial(self.registry.notices.record, notice.number)
        if not self.site.reaches_out:
            return record(Delivery.WITHHELD, "")
        if not calls(alert):
            return record(Delivery.NOT_NEEDED, "It was answered, or over, before this was sent.")
        if _told_anew(notice, self.registry.notices.of_alert(alert.id)):
            return record(Delivery.NOT_NEEDED, "A later message tells it.")
        contact = self.registry.duty.book(self.site.id).contacts.get(notice.contact)
        address = None if contact is None else contact.address(notice.channel)
        if contact is None or address is None:
            return record(Delivery.GIVEN_UP, f"There is no address of {notice.contact} for {notice.channel} any more.")
        now = self.now()
        until = now + timedelta(seconds=self.outward.outlets.timeout * PATIENCE) + SPARE
        if not self.registry.notices.take(notice, now, until):
            return None
        return address, self.outward.wording(self._telling(alert, notice, contact.language))

    def _telling(self, alert: Alert, notice: Notice, language: str) -> Telling:
        detail, pages = self.outward.detail, self.outward.pages.rstrip("/")
        return Telling(
            alert=alert.id,
            priority=alert.priority,
            situation=alert.situation if detail else "",
            site=self.site.name,
            home=self.registry.places.home(alert.home).name if detail and alert.home else "",
            onset=alert.onset,
            zone=self.site.tz,
            link=f"{pages}/alerts/{alert.id}" if pages else "",
            language=language,
            over=alert.end,
            last_stop=notice.is_last_stop,
        )

    def _record(self, notice: Notice, outcome: Outcome) -> None:
        record = partial(self.registry.notices.record, notice.number)
        if outcome.sent:
            record(Delivery.SENT, outcome.says)
            return
        log.warning("site %s: notice %s by %s: %s", self.site.id, notice.number, notice.channel, outcome.says)
        if outcome.final or notice.tries >= len(AGAIN):
            record(Delivery.GIVEN_UP, outcome.says)
        else:
            record(Delivery.FAILED, outcome.says, self.now() + AGAIN[notice.tries])


def _told_anew(notice: Notice, told: Iterable[Notice]) -> bool:
    """Tell whether the same person was told, or is to be, by the same channel since."""
    return any(
        (other.contact, other.channel) == (notice.contact, notice.channel) and other.number > notice.number
        for other in told
    )
