"""What people do at the desk with one alert: answer it, give it to somebody, go there, close it, tell of one."""

from datetime import datetime, timedelta
from typing import Final

from ulid import ULID

from alerts.desk.keeping import Keeping
from care.alerts import REPORTED, Alert, Closing, Move, MoveRecord, State
from care.errors import NotFound, Reason, Refused
from care.situations import SITUATIONS

LONGEST_COMMENT: Final = 1000
OLDEST_REPORT: Final = timedelta(days=31)
AHEAD: Final = timedelta(minutes=5)
"""How far a person's clock may be ahead of the home's."""


class FromPeople(Keeping):
    """The people's side of the desk.

    Every move names the ``version`` of the alert that its maker saw. ``at`` is the time by the home's clock, the wall's
    if not told. All raise NotFound; and Conflict, when somebody was first (the message says who) or when the alert's
    state does not allow it: then nothing has changed. The same move sent again by the same person changes nothing and
    gives the alert: a phone may lose an answer on the way.
    """

    def acknowledge(self, alert_id: str, version: int, by: str, at: datetime | None = None) -> Alert:
        """Take that ``by`` has seen the alert."""
        return self._move(alert_id, version, Move.ACKNOWLEDGE, by, at)

    def assign(self, alert_id: str, version: int, by: str, at: datetime | None = None, *, to: str | None) -> Alert:
        """Give the alert to a person, or to nobody; that does not acknowledge it."""
        return self._move(alert_id, version, Move.ASSIGN, by, at, note=to or "", assigned=to)

    def on_the_way(self, alert_id: str, version: int, by: str, at: datetime | None = None) -> Alert:
        """Take that ``by`` goes there, which acknowledges too, and is from now on the one who answers it."""
        return self._move(alert_id, version, Move.ON_THE_WAY, by, at, responder=by)

    def arrive(self, alert_id: str, version: int, by: str, at: datetime | None = None) -> Alert:
        """Take that ``by`` is there, which acknowledges too; the first to arrive is noted in the alert."""
        return self._move(alert_id, version, Move.ARRIVE, by, at)

    def close(self, alert_id: str, version: int, by: str, at: datetime | None = None, *, closing: Closing) -> Alert:
        """Take what the alert proved to be; an alert can be closed once it is acknowledged, also while it goes on.

        Where somebody went there, the visit is kept with it (``care.visits.answering``).
        """
        return self._move(alert_id, version, Move.CLOSE, by, at, closing=closing)

    def comment(self, alert_id: str, by: str, text: str, at: datetime | None = None) -> MoveRecord:
        """Keep what a person has to say about an alert, closed ones too; it is in nobody's way, so it needs no version.

        Raises NotFound, and Refused for an empty or endless text.
        """
        said = text.strip()
        if not 0 < len(said) <= LONGEST_COMMENT:
            raise Refused(
                Reason.OUT_OF_RANGE,
                f"A comment has 1 to {LONGEST_COMMENT} characters.",
                mend="Write something, or shorten it.",
                field="text",
            )
        wall = self._now()
        return self._registry.alerts.comment(alert_id, by=by, at=at or wall, wall=wall, note=said)

    def report(
        self,
        site: str,
        home: str | None,
        situation: str,
        onset: datetime,
        by: str,
        *,
        resident: str | None = None,
        note: str = "",
        at: datetime | None = None,
    ) -> Alert:
        """Keep that something happened, at ``onset`` by the home's clock, that nothing called for: a missed event.

        It is an alert of source ``reported`` that is over and answered, is told at the next handover and calls nobody;
        it is to be closed like others. Telling it again gives the same one. Raises NotFound for an unknown site, home
        or resident; Refused for an unknown situation and for a time that lies ahead or is over 31 days old.
        """
        wall = self._now()
        now = at or wall
        self._check_report(site, home, resident, situation)
        if not now - OLDEST_REPORT <= onset <= now + AHEAD:
            raise Refused(
                Reason.OUT_OF_RANGE,
                f"It is now {now:%Y-%m-%d %H:%M} UTC there; {onset:%Y-%m-%d %H:%M} UTC lies ahead or over "
                f"{OLDEST_REPORT.days} days back.",
                mend="Say when it happened, as nearly as you know.",
                field="onset",
            )
        reported = Alert(
            id=str(ULID.from_datetime(wall)),
            source=REPORTED,
            site=site,
            home=home,
            resident=resident,
            situation=situation,
            priority=SITUATIONS[situation].priority,
            onset=onset,
            end=max(now, onset),
            state=State.NORMAL,
            version=1,
            raised=wall,
            handover=True,
            acknowledged=now,
            reported_by=by,
        )
        alert, _ = self._registry.alerts.insert(
            reported, by=by, at=now, wall=wall, note=note.strip()[:LONGEST_COMMENT], move=Move.REPORT
        )
        return alert

    def _check_report(self, site: str, home: str | None, resident: str | None, situation: str) -> None:
        places = self._registry.places
        if situation not in SITUATIONS:
            raise Refused(
                Reason.OUT_OF_RANGE,
                f"There is no situation '{situation}'.",
                mend=f"Use one of: {', '.join(SITUATIONS)}.",
                field="situation",
            )
        if home is None:
            places.site(site)
        elif places.home(home).site != site:
            raise NotFound(f"There is no home '{home}' at site '{site}'.")
        if resident is not None and resident not in {one.id for one in places.residents(home=home)}:
            raise NotFound(f"There is no resident '{resident}' in home '{home}'.")
