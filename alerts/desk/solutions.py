"""What solutions do at the desk: tell alerts of their own, and change their mind about them.

Nobody sees these but who scores them: they are born as shadows, no order puts them aside, and they hide nothing.
"""

from datetime import datetime

from ulid import ULID

from alerts.desk.rules import FromRules, Turn
from care.alerts import Alert, Course, Move, State
from care.claims import Claim
from care.errors import Conflict, Reason, Refused
from care.situations import SITUATIONS


class FromSolutions(FromRules):
    """The solutions' side of the desk."""

    def claim(
        self, claim: Claim, *, site: str, home: str, connection: str, solution: str, at: datetime
    ) -> Alert | None:
        """Raise the alert that a connection of ``solution`` tells at ``at`` by the home's clock, or bring it in line.

        In one transaction; told again with the same content it changes nothing. None: it was taken back before it was
        ever told. Raises Refused where the id means an alert of another situation or resident, and where another alert
        of the solution has that onset already; NotFound for a site that is gone.
        """
        try:
            with self._registry.alerts.batch() as alerts:
                turn = Turn(alerts, solution)
                known = alerts.claims.alert(connection, home, claim.id)
                if known is None and claim.withdrawn:
                    return None
                alert = self._born(turn, claim, site, home, at) if known is None else alerts.get(known)
                if known is None:
                    alerts.claims.keep(connection, home, claim.id, alert.id)
                _must_be_the_same(alert, claim)
                self._heed(turn, alert, claim, at)
                return alerts.get(alert.id)
        except Conflict as error:
            raise Refused(
                Reason.BAD_ALERT,
                f"Another alert of this solution says {claim.situation} from this onset on.",
                mend="Tell each alert by one id.",
                field="onset",
            ) from error

    def _born(self, turn: Turn, claim: Claim, site: str, home: str, at: datetime) -> Alert:
        wall = self._now()
        new = Alert(
            id=str(ULID.from_datetime(wall)),
            source=turn.source,
            site=site,
            home=home,
            resident=claim.resident,
            situation=claim.situation,
            priority=SITUATIONS[claim.situation].priority,
            onset=claim.onset,
            state=State.UNACKNOWLEDGED,
            version=1,
            raised=wall,
            shadow=True,
        )
        return turn.alerts.insert(new, by=turn.source, at=at, wall=wall)[0]

    def _heed(self, turn: Turn, alert: Alert, claim: Claim, at: datetime) -> None:
        if not claim.withdrawn:
            self._follow(turn, alert, Course(claim.onset, claim.ended, alert.seen), at)
        elif alert.borne_out:
            course = Course(alert.onset, alert.end or max(alert.onset, at), alert.seen, borne_out=False)
            self._steer(turn, alert, Move.WITHDRAW, course, at)


def _must_be_the_same(alert: Alert, claim: Claim) -> None:
    for field, was, now in (
        ("situation", alert.situation, claim.situation),
        ("resident", alert.resident, claim.resident),
    ):
        if was != now:
            raise Refused(
                Reason.BAD_ALERT,
                f"Alert '{claim.id}' was told of {field} '{was}', now of '{now}'.",
                mend="Give another alert another id; take this one back with withdrawn.",
                field=field,
            )
