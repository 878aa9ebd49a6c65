"""Notices: planned before they are sent, taken by one sender, recorded with what came of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from care.duty import Channel
from care.notices import Delivery, Notice
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import exists, read


class Notices:
    """All notices. What is planned is durable before anybody is told: a crash may tell twice, never nobody."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def plan(self, notices: Sequence[Notice]) -> int:
        """Keep these; what is there already (by alert, round, step, contact, channel) stays. Give how many are new."""
        kept = 0
        with self._work.writing() as db:
            for notice in notices:
                try:
                    with db.begin_nested():
                        db.execute(insert(t.notices).values(notice.model_dump(exclude={"number"})))
                except IntegrityError:
                    same = notice.model_dump(include={"alert", "round", "step", "contact", "channel"})
                    if not exists(db, t.notices, **same):
                        raise
                    continue
                kept += 1
        return kept

    def of_alert(self, alert: str) -> list[Notice]:
        """Give an alert's notices, in the order in which they were planned."""
        return self.of_alerts([alert]).get(alert, [])

    def of_alerts(self, alerts: Collection[str]) -> dict[str, list[Notice]]:
        """Give the notices of these alerts, by alert, in the order in which they were planned."""
        found: dict[str, list[Notice]] = defaultdict(list)
        with self._work.reading() as db:
            query = select(t.notices).where(t.notices.c.alert.in_(alerts)).order_by(t.notices.c.number)
            for notice in read(db, Notice, query):
                found[notice.alert].append(notice)
        return dict(found)

    def of_site(self, site: str, limit: int = 100) -> list[Notice]:
        """Give a site's newest notices, the newest first."""
        c = t.notices.c
        with self._work.reading() as db:
            return read(
                db,
                Notice,
                select(t.notices).filter_by(site=site).order_by(c.planned.desc(), c.number.desc()).limit(limit),
            )

    def due(self, site: str, channel: Channel, now: datetime, limit: int) -> list[Notice]:
        """Give what is to be sent now by this channel, the longest due first."""
        c = t.notices.c
        query = select(t.notices).where(c.site == site, c.channel == channel, c.due <= now)
        with self._work.reading() as db:
            return read(db, Notice, query.order_by(c.due, c.number).limit(limit))

    def next_due(self, site: str) -> datetime | None:
        """Give when something is to be sent next, None when nothing is."""
        c = t.notices.c
        with self._work.reading() as db:
            row = db.execute(select(c.due).where(c.site == site, c.due.is_not(None)).order_by(c.due).limit(1)).first()
            return None if row is None else row.due

    def count(self) -> dict[tuple[str, Channel, Delivery], int]:
        """Count all notices by site, channel and how far they have come."""
        c = t.notices.c
        with self._work.reading() as db:
            rows = db.execute(select(c.site, c.channel, c.state, func.count()).group_by(c.site, c.channel, c.state))
            return {(site, Channel(channel), Delivery(state)): count for site, channel, state, count in rows}

    def take(self, notice: Notice, now: datetime, until: datetime) -> bool:
        """Take a notice to send it; False when another has. What is not recorded ``until`` then is due again."""
        c = t.notices.c
        with self._work.writing() as db:
            taken = db.execute(
                update(t.notices)
                .where(c.number == notice.number, c.tries == notice.tries, c.due.is_not(None))
                .values(due=until, tries=notice.tries + 1, tried=now)
            )
            return taken.rowcount > 0

    def record(self, number: int, state: Delivery, says: str, due: datetime | None = None) -> None:
        """Record what came of it; ``due`` when it is to be tried again."""
        with self._work.writing() as db:
            db.execute(update(t.notices).where(t.notices.c.number == number).values(state=state, says=says, due=due))

    def release(self, site: str, now: datetime) -> None:
        """Make due at once what was being sent when its sender ended."""
        c = t.notices.c
        with self._work.writing() as db:
            db.execute(
                update(t.notices)
                .where(c.site == site, c.state == Delivery.PLANNED, c.tries > 0, c.due > now)
                .values(due=now)
            )
