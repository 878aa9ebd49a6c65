"""Guidelines in all their versions, and the steps that were ticked off at alerts."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, select
from sqlalchemy.exc import IntegrityError

from care.clock import EPOCH
from care.errors import Conflict
from care.guidelines import Draft, Guideline, Tick
from care.people import NOBODY
from store.registry import practice_tables as p
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import must_exist, read

MOST_VERSIONS: Final = 500
"""So many versions of one guideline an organisation may keep."""

MOST_TICKS: Final = 500
"""So often steps of one alert may be ticked off and taken back."""

_CONTENT: Final = frozenset(Draft.model_fields)


class Guidelines:
    """Versions are added, never changed: an alert shows the one that held when it was answered."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def take_in(self, shipped: Iterable[Guideline], at: datetime) -> None:
        """Keep the guidelines that come with Mistel, as of ``at`` where the text is another than the newest kept.

        The first version of each counts as having held always. Several processes may do so at once.
        """
        wanted = list(shipped)
        with self._work.reading() as db:
            if not _changed(db, wanted):
                return
        with self._work.writing() as db:  # looked at again: another process may have been first
            for one, known in _changed(db, wanted):
                number = max(one.version, known.version + 1) if known else one.version
                kept = one.model_copy(update={"version": number, "since": at if known else EPOCH})
                with suppress(IntegrityError), db.begin_nested():  # only where writers do not wait for each other
                    _insert(db, kept)

    def add(self, guideline: Guideline) -> Guideline:
        """Keep an organisation's next version; its ``version`` says which number its writer saw would be next.

        Raises NotFound for an unknown organisation or unit, Conflict when somebody else has written meanwhile, or
        when there are too many versions.
        """
        organisation = guideline.organisation
        if organisation is None:
            raise Conflict("Mistel's own guidelines are not changed; make a version of your organisation.")
        with self._work.writing() as db:
            must_exist(db, t.organisations, "organisation", id=organisation)
            for unit in guideline.units:
                must_exist(db, t.sites, "site", id=unit, organisation=organisation)
            of = (p.guidelines.c.organisation == organisation, p.guidelines.c.situation == guideline.situation)
            newest = db.execute(select(func.max(p.guidelines.c.version)).where(*of)).scalar() or 0
            if newest >= MOST_VERSIONS:
                raise Conflict(f"There are {newest} versions of this guideline, and no room for more.")
            if guideline.version != newest + 1:
                raise Conflict("Somebody else has written a new version meanwhile. Look at it, then write yours.")
            _insert(db, guideline)
        return guideline

    def versions(self, situation: str, organisation: str | None = None) -> list[Guideline]:
        """Give an organisation's versions of a guideline, or Mistel's, the newest first."""
        with self._work.reading() as db:
            return _read(db, _of(organisation or NOBODY).filter_by(situation=situation))

    def newest(self, organisation: str) -> dict[str, Guideline]:
        """Give the newest versions by situation, an organisation's own before Mistel's, whichever units share them."""
        with self._work.reading() as db:
            found = [*_read(db, _of(NOBODY)), *_read(db, _of(organisation))]
        return {one.situation: one for one in sorted(found, key=lambda one: (one.organisation or "", one.version))}

    def held(self, situation: str, organisation: str, site: str, at: datetime) -> Guideline | None:
        """Give what held at a site at ``at``: its organisation's own version where there is one, else Mistel's.

        None when nobody had said what to do.
        """
        with self._work.reading() as db:
            for whose in (organisation, NOBODY):
                for one in _read(db, _of(whose).filter_by(situation=situation)):
                    if one.since <= at and one.is_for(site):
                        return one
        return None

    def tick(self, tick: Tick) -> None:
        """Keep that a step was ticked off or taken back; raises NotFound for an unknown alert."""
        with self._work.writing() as db:
            must_exist(db, t.alerts, "alert", id=tick.alert)
            count = db.execute(select(func.count()).where(p.ticks.c.alert == tick.alert)).scalar() or 0
            if count >= MOST_TICKS:
                raise Conflict(f"Steps of this alert were ticked {count} times, and there is no room for more.")
            db.execute(insert(p.ticks).values(tick.model_dump()))

    def ticks(self, alert: str) -> list[Tick]:
        """Give everything that was ticked at an alert, the oldest first."""
        c = p.ticks.c
        query = select(c.alert, c.step, c.done, c.by, c.at, c.wall).where(c.alert == alert).order_by(c.number)
        with self._work.reading() as db:
            return read(db, Tick, query)


def _of(organisation: str) -> Select[Any]:
    return select(p.guidelines).filter_by(organisation=organisation).order_by(p.guidelines.c.version.desc())


def _changed(db: Connection, shipped: Iterable[Guideline]) -> list[tuple[Guideline, Guideline | None]]:
    """Give those of the shipped whose text is another than the newest kept, each with that one."""
    newest = {one.situation: one for one in reversed(_read(db, _of(NOBODY)))}
    pairs = [(one, newest.get(one.situation)) for one in shipped]
    return [(one, known) for one, known in pairs if known is None or _text(one) != _text(known)]


def _text(one: Guideline) -> dict[str, Any]:
    return one.model_dump(include=set(_CONTENT))


def _insert(db: Connection, one: Guideline) -> None:
    db.execute(
        insert(p.guidelines).values(
            organisation=one.organisation or NOBODY,
            situation=one.situation,
            version=one.version,
            content=one.model_dump(mode="json", include=set(_CONTENT)),
            since=one.since,
            by=one.by,
        )
    )


def _read(db: Connection, query: Select[Any]) -> list[Guideline]:
    return [
        Guideline(
            **row["content"],
            organisation=None if row["organisation"] == NOBODY else row["organisation"],
            situation=row["situation"],
            version=row["version"],
            since=row["since"],
            by=row["by"],
        )
        for row in db.execute(query).mappings()
    ]
