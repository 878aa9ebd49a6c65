"""What solutions do at the desk: tell alerts of their own, and change their mind about them.

Where its trial does not say otherwise, nobody sees these but who scores them: they are born as shadows, no order puts
them aside, and they hide nothing. One that is live is an alert like any other. What it is born as it stays.
"""

from datetime import datetime

from ulid import ULID

from alerts.desk.rules import FromRules, Turn
from care.alerts import Alert, Course, Move, State
from care.claims import Claim
from care.errors import Conflict, Reason, Refused
from care.situations import SITUATIONS
from store.registry.alerts import Alerts


class FromSolutions(FromRules):
    """The solutions' side of the desk."""

    def claim(
        self,
        claim: Claim,
        *,
        site: str,
        home: str,
        connection: str,
        solution: str,
        at: datetime,
        live: bool = False,
        clock: datetime | None = None,
    ) -> Alert | None:
        """Raise the alert that a connection of ``solution`` tells at ``at`` by the home's clock, or bring it in line.

        ``live``: staff are to see it, if it is new; standing orders catch it, and what was told long before ``clock``
        (what the home's clock shows now, ``at`` if not told) is for the handover.

        In one transaction; told again with the same content it changes nothing. None: it was taken back before it was
        ever told. Raises Refused where the id means an alert of another situation or resident, and where another alert
        of the solution has that onset already; NotFound for a site that is gone.
        """
        try:
            with self._registry.alerts.batch() as alerts:
                known = alerts.claims.alert(connection, home, claim.id)
                if known is None and claim.withdrawn:
                    return None
                if known is None:
                    alert, is_new = self._born(alerts, claim, site, home, solution, at, clock or at, live=live)
                    alerts.claims.keep(connection, home, claim.id, alert.id)
                else:
                    alert, is_new = alerts.get(known), False
                _must_be_the_same(alert, claim)
                if alert.shadow:
                    self._heed(Turn(alerts, solution), alert, claim, at)
                    return alerts.get(alert.id)
                turn = self._turn(alerts, site, solution)
                if is_new:
                    turn.note(*turn.aside.pass_time({home: at}))
                    alert = turn.aside.catch(alert, at)
                    turn.note(alert)
                self._heed(turn, alert, claim, at)
                return alerts.get(alert.id)
        except Conflict as error:
            raise Refused(
                Reason.BAD_ALERT,
                f"Another alert of this solution says {claim.situation} from this onset on.",
                mend="Tell each alert by one id.",
                field="onset",
            ) from error

    def _born(
        self,
        alerts: Alerts,
        claim: Claim,
        site: str,
        home: str,
        solution: str,
        at: datetime,
        clock: datetime,
        *,
        live: bool,
    ) -> tuple[Alert, bool]:
        wall = self._now()
        is_old = live and clock - at > self._handover_after
        new = Alert(
            id=str(ULID.from_datetime(wall)),
            source=solution,
            site=site,
            home=home,
            resident=claim.resident,
            situation=claim.situation,
            priority=SITUATIONS[claim.situation].priority,
            onset=claim.onset,
            state=State.UNACKNOWLEDGED,
            version=1,
            raised=wall,
            found_late=is_old,
            handover=is_old,
            shadow=not live,
        )
        return alerts.insert(new, by=solution, at=at, wall=wall)

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
