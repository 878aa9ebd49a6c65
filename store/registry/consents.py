"""Who consents to a trial in a home, and since when no more."""

from datetime import datetime

from sqlalchemy import insert, select, update

from care.trials import Consent
from store.registry import tables as t
from store.registry import trial_tables as r
from store.registry.changes import note_change
from store.registry.database import Work
from store.registry.rows import must_exist, not_found, read


class Consents:
    """Consents by trial, home and person; who withdrew and consents anew has two."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def consent(self, *consents: Consent) -> None:
        """Keep consents, all or none; one that holds already is left as it is. Raises NotFound for trial or home."""
        with self._work.writing() as db:
            for one in consents:
                must_exist(db, r.trials, "trial", id=one.trial)
                must_exist(db, t.homes, "home", id=one.home)
                c = r.consents.c
                holds = select(1).where(
                    c.trial == one.trial, c.home == one.home, c.who == one.who, c.withdrawn.is_(None)
                )
                if db.execute(holds.limit(1)).first() is None:
                    db.execute(insert(r.consents).values(**one.model_dump()))
            for trial in {one.trial for one in consents}:
                note_change(db, "trial", trial)

    def withdraw(self, trial_id: str, home: str, who: str, *, at: datetime, remove: bool = False) -> None:
        """Take a consent back; ``remove`` leaves out what was collected before, too, and may be said later.

        Raises NotFound where this person has not consented. Doing so again changes nothing.
        """
        with self._work.writing() as db:
            c = r.consents.c
            theirs = (c.trial == trial_id, c.home == home, c.who == who)
            if db.execute(select(1).where(*theirs).limit(1)).first() is None:
                raise not_found("consent", id=who, home=home)
            db.execute(update(r.consents).where(*theirs, c.withdrawn.is_(None)).values(withdrawn=at))
            if remove:
                db.execute(update(r.consents).where(*theirs).values(remove=True))
            note_change(db, "trial", trial_id)

    def consents(self, trial_id: str) -> list[Consent]:
        """Give a trial's consents, withdrawn ones too, in the order in which they were kept."""
        c = r.consents.c
        columns = (c.trial, c.home, c.who, c.given, c.by, c.withdrawn, c.remove)
        with self._work.reading() as db:
            return read(db, Consent, select(*columns).where(c.trial == trial_id).order_by(c.number))
