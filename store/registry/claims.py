"""Which alert a solution means by an id of its own."""

from sqlalchemy import insert, select

from store.registry.claim_tables import claims
from store.registry.database import Work


class Claims:
    """Alerts by connection, home and the id that the solution gave."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def alert(self, connection: str, home: str, claim: str) -> str | None:
        """Give the id of the alert that is meant; None when there is none yet."""
        with self._work.reading() as db:
            query = select(claims.c.alert).filter_by(connection=connection, home=home, id=claim)
            found: str | None = db.execute(query).scalar()
            return found

    def keep(self, connection: str, home: str, claim: str, alert: str) -> None:
        """Keep which alert is meant from now on."""
        with self._work.writing() as db:
            db.execute(insert(claims).values(connection=connection, home=home, id=claim, alert=alert))
