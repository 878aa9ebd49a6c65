"""Sends the notices that are due, by threads that nobody waits for, and records what came of each.

Order matters for crashes: a notice was kept, then it is taken, sent, and recorded; killed in between, it is sent again.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
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
MOST_DUE: Final = 500
MOST_SINGLE: Final = 3
"""More messages than these to one contact at once become one, which says how many alerts wait (ISA-18.2: a flood)."""
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
            due = await asyncio.to_thread(self.registry.notices.due, self.site.id, channel, now, MOST_DUE)
            for bundle in _bundles(notice for notice in due if notice.number not in self._under_way):
                if self._busy[channel] >= AT_ONCE:
                    full = True
                    break
                self._under_way |= {notice.number for notice in bundle}
                self._busy[channel] += 1
                tasks.create_task(self._send(channel, bundle), name=f"notice {bundle[0].number}")
        return now if full else await asyncio.to_thread(self.registry.notices.next_due, self.site.id)

    async def _send(self, channel: Channel, bundle: Sequence[Notice]) -> None:
        """Send notices to one contact: each by itself, or all in one message when they are many."""
        try:
            ready = await asyncio.to_thread(self._prepare, channel, bundle)
            if ready is not None:
                address, text, taken = ready
                outcome = await self.post.send(channel, address, text)
                await asyncio.to_thread(self._record, taken, outcome)
                self.failed = self.failed or not outcome.sent
        except (StoreError, NotFound) as error:  # it is due again when it is taken for lost
            log.error("site %s: notice %s: %s", self.site.id, bundle[0].number, error)  # noqa: TRY400 - says it all
        except Exception:  # likewise: one message must not end the others
            log.exception("site %s: notice %s could not be sent", self.site.id, bundle[0].number)
        finally:
            self._under_way -= {notice.number for notice in bundle}
            self._busy[channel] -= 1

    def _prepare(self, channel: Channel, bundle: Sequence[Notice]) -> tuple[str, Text, list[Notice]] | None:
        """Take what is still needed; give where it goes, what it says, and what was taken; None when nothing was."""
        contact = self.registry.duty.book(self.site.id).contacts.get(bundle[0].contact)
        address = None if contact is None else contact.address(channel)
        now = self.now()
        until = now + timedelta(seconds=self.outward.outlets.timeout * PATIENCE) + SPARE
        taken: list[tuple[Notice, Alert]] = []
        for notice in bundle:
            alert = self.registry.alerts.get(notice.alert)
            state, says = self._needless(notice, alert, address)
            if state is not None:
                self.registry.notices.record(notice.number, state, says)
            elif self.registry.notices.take(notice, now, until):
                taken.append((notice, alert))
        if contact is None or address is None or not taken:
            return None
        notices, alerts = zip(*taken, strict=True)
        telling = self._telling(alerts[0], notices[0], contact.language, others=len(taken) - 1)
        return address, self.outward.wording(telling), list(notices)

    def _needless(self, notice: Notice, alert: Alert, address: str | None) -> tuple[Delivery | None, str]:
        """Say what becomes of a notice that is not to be sent, and why; None when it is to be."""
        if not self.site.reaches_out:
            return Delivery.WITHHELD, ""
        if not calls(alert):
            return Delivery.NOT_NEEDED, "It was answered, or over, before this was sent."
        if _told_anew(notice, self.registry.notices.of_alert(alert.id)):
            return Delivery.NOT_NEEDED, "A later message tells it."
        if address is None:
            return Delivery.GIVEN_UP, f"There is no address of {notice.contact} for {notice.channel} any more."
        return None, ""

    def _telling(self, alert: Alert, notice: Notice, language: str, *, others: int) -> Telling:
        detail, pages = self.outward.detail, self.outward.pages.rstrip("/")
        return Telling(
            alert=alert.id,
            priority=alert.priority,
            situation=alert.situation if detail else "",
            site=self.site.name,
            home=self.registry.places.home(alert.home).name if detail and alert.home else "",
            onset=alert.onset,
            zone=self.site.tz,
            link="" if not pages else f"{pages}/board" if others else f"{pages}/alerts/{alert.id}",
            language=language,
            over=alert.end,
            last_stop=notice.is_last_stop,
            others=others,
        )

    def _record(self, sent: Sequence[Notice], outcome: Outcome) -> None:
        says = outcome.says if len(sent) == 1 else f"{outcome.says}, {len(sent)} alerts in one message"
        if not outcome.sent:
            log.warning("site %s: notice %s by %s: %s", self.site.id, sent[0].number, sent[0].channel, says)
        for notice in sent:
            record = partial(self.registry.notices.record, notice.number)
            if outcome.sent:
                record(Delivery.SENT, says)
            elif outcome.final or notice.tries >= len(AGAIN):
                record(Delivery.GIVEN_UP, says)
            else:
                record(Delivery.FAILED, says, self.now() + AGAIN[notice.tries])


def _bundles(due: Iterable[Notice]) -> list[list[Notice]]:
    """Give what is due as messages: each notice by itself, but many to one contact in one, at any rate in order."""
    by_contact: dict[str, list[Notice]] = {}
    for notice in due:
        by_contact.setdefault(notice.contact, []).append(notice)
    return [
        bundle
        for notices in by_contact.values()
        for bundle in ([notices] if len(notices) > MOST_SINGLE else [[notice] for notice in notices])
    ]


def _told_anew(notice: Notice, told: Iterable[Notice]) -> bool:
    """Tell whether the same person was told, or is to be, by the same channel since."""
    return any(
        (other.contact, other.channel) == (notice.contact, notice.channel) and other.number > notice.number
        for other in told
    )
