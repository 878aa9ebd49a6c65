"""What people do at the desk against needless calls: put alerts aside, give standing orders, and end them."""

from collections.abc import Mapping
from datetime import datetime

from alerts.desk.aside import Aside, taken_back
from alerts.desk.keeping import Keeping
from alerts.moves import putting, taking_back
from care.alerts import LONGEST_TEXT, PUT_ASIDE, Alert, Move, State
from care.errors import Reason, Refused
from care.ids import new_id
from care.people import World
from care.situations import SITUATIONS, Priority
from care.suppression import LONGEST_SHELVED, Kind, Suppression


class Quiet(Keeping):
    """Shelving for a time, suppression by design, out of service: of one alert, or of all that an order covers.

    Every one names who and why, and ends by itself at its time. ``at`` is the time by the home's clock, the wall's if
    not told, or where there is no home.
    """

    def put_aside(
        self,
        alert_id: str,
        version: int,
        by: str,
        at: datetime | None = None,
        *,
        reason: str,
        until: datetime | None = None,
        kind: Kind = State.SHELVED,
    ) -> Alert:
        """Put one alert aside until a time.

        Raises NotFound; Conflict as all moves do; Refused without a reason, and for shelving without an end or for
        over 24 hours.
        """
        said = _reason(reason)
        _check_end(kind, at or self._now(), until)
        return self._move(alert_id, version, putting(State(kind)), by, at, note=said, shelved_until=until)

    def take_back(self, alert_id: str, version: int, by: str, at: datetime | None = None) -> Alert:
        """Take one alert back before its time, also from under a standing order, which goes on for others.

        What goes on calls again; what is over is normal. Raises NotFound, or Conflict as all moves do.
        """
        alert = self._registry.alerts.get(alert_id)
        if alert.state in PUT_ASIDE:
            return self._move(alert_id, version, taking_back(alert.state), by, at, **taken_back(alert))
        return self._move(alert_id, version, Move.UNSHELVE, by, at)

    def order(  # noqa: PLR0913 - an order is this many facts, all named
        self,
        kind: Kind,
        site: str,
        by: str,
        at: datetime | None = None,
        *,
        reason: str,
        home: str | None = None,
        resident: str | None = None,
        situation: str | None = None,
        until: datetime | None = None,
    ) -> Suppression:
        """Have alerts put aside from now on, and those that stand unanswered: of a site, home, resident, situation.

        An order for a whole site goes by the wall's clock and covers homes that live by it. Given again in the same
        words while it stands, it is the one that stands. Raises NotFound; Refused
        without a reason, for shelving without an end or for over 24 hours, for an unknown situation, and for what would
        leave people of a whole real site without help.
        """
        now = at or self._now()
        said = _reason(reason)
        _check_end(kind, now, until)
        self._check_reach(site, home, situation)
        order = Suppression(
            id=new_id("quiet"),
            kind=kind,
            site=site,
            home=home,
            resident=resident,
            situation=situation,
            since=now,
            until=until,
            reason=said,
            by=by,
        )
        with self._registry.alerts.batch() as alerts:
            given = (one for one in alerts.suppressions.standing(site) if _same(one, order))
            if (standing := next(given, None)) is not None:
                return standing
            Aside(self._registry, self._now, alerts, site).begin(order)
        return order

    def end_order(self, order_id: str, by: str, at: datetime | None = None) -> Suppression:
        """End a standing order now: what it put aside and goes on calls again.

        Raises NotFound, or Conflict when it is over already.
        """
        now = at or self._now()
        with self._registry.alerts.batch() as alerts:
            order = alerts.suppressions.get(order_id)
            Aside(self._registry, self._now, alerts, order.site).end(order, max(now, order.since), by)
            return alerts.suppressions.get(order_id)

    def pass_time(self, site: str, clocks: Mapping[str, datetime]) -> list[Alert]:
        """Take back what was put aside for long enough, by these clocks of homes and by the wall's; give it.

        Applying it again changes nothing.
        """
        with self._registry.alerts.batch() as alerts:
            return Aside(self._registry, self._now, alerts, site).pass_time(clocks)

    def _check_reach(self, site: str, home: str | None, situation: str | None) -> None:
        if situation is not None and situation not in SITUATIONS:
            raise Refused(
                Reason.OUT_OF_RANGE,
                f"There is no situation '{situation}'.",
                mend=f"Use one of: {', '.join(SITUATIONS)}.",
                field="situation",
            )
        if home is not None or self._registry.places.site(site).world is World.TEST:
            return
        if situation is None or not may_be_quiet(situation):
            raise Refused(
                Reason.OUT_OF_RANGE,
                "At a whole site where people live, calls of high priority for help are not put aside.",
                mend="Name the home, or a situation of lower priority.",
                field="home",
            )


def may_be_quiet(situation: str) -> bool:
    """Tell whether a situation may be put aside for a whole site where people live: no urgent call for help may."""
    found = SITUATIONS[situation]
    return found.technical or found.priority is not Priority.HIGH


def _same(one: Suppression, other: Suppression) -> bool:
    differing = {"id", "since"}
    return one.model_dump(exclude=differing) == other.model_dump(exclude=differing)


def _reason(reason: str) -> str:
    said = reason.strip()
    if not 0 < len(said) <= LONGEST_TEXT:
        raise Refused(
            Reason.OUT_OF_RANGE,
            f"A reason has 1 to {LONGEST_TEXT} characters.",
            mend="Say why nobody is to be called.",
            field="reason",
        )
    return said


def _check_end(kind: Kind, now: datetime, until: datetime | None) -> None:
    hours = LONGEST_SHELVED.total_seconds() / 3600
    if until is None and kind is State.SHELVED:
        raise Refused(
            Reason.OUT_OF_RANGE,
            "What is shelved needs an end.",
            mend=f"Say until when, by {hours:.0f} hours from now at most; what needs none is suppressed by design.",
            field="until",
        )
    if until is not None and until <= now:
        raise Refused(
            Reason.OUT_OF_RANGE,
            f"It would end before it begins: it is now {now:%Y-%m-%d %H:%M} UTC there.",
            mend="Name a later time.",
            field="until",
        )
    if until is not None and kind is State.SHELVED and until - now > LONGEST_SHELVED:
        raise Refused(
            Reason.OUT_OF_RANGE,
            f"Shelving ends within {hours:.0f} hours.",
            mend="Name an earlier time, or suppress it by design and say why.",
            field="until",
        )
