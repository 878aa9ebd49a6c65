"""Whether a solution is live in a home: by its trial what it tells there is taken, and its alerts call people."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from care.errors import Reason, Refused
from care.trials import Condition, Consent, State, Trial


@dataclass(frozen=True)
class Standing:
    """One trial of a solution in one home: what was agreed, and who lives there (``residents``, by id)."""

    trial: Trial
    home: str
    consents: tuple[Consent, ...]
    residents: frozenset[str]

    def consented(self, at: datetime) -> bool:
        """Tell whether all who live there consent at that instant: residents, and whoever else was ever asked."""
        who = self.residents | {one.who for one in self.consents}
        return bool(who) and who <= {one.who for one in self.consents if one.holds(at)}

    def condition(self, at: datetime) -> Condition | None:
        """Give what holds there at that instant; None outside the trial's periods.

        Nights are kept whole: a condition goes over at noon, and only a first morning belongs to its own day.
        """
        zone = ZoneInfo(self.trial.plan.zone)
        by_night = self._on((at - timedelta(hours=12)).astimezone(zone).date())
        return by_night or self._on(at.astimezone(zone).date())

    def is_live(self, at: datetime) -> bool:
        """Tell whether an alert that is told at that instant is for staff to see."""
        return self.refused(at) is None and self.condition(at) is Condition.SOLUTION

    def refused(self, now: datetime, about: datetime | None = None) -> Refused | None:
        """Give why nothing that is told at ``now`` about ``about`` is taken; None where it is.

        What is late is taken for as long as consent holds: it is of the trial, though the trial may be over.
        """
        about = now if about is None else about
        trial = self.trial
        if trial.state is State.DRAFT:
            return _refused("The plan of its trial is not frozen yet.", "Tell it when the trial has begun.")
        if trial.state is State.STOPPED:
            return _refused("Its trial was stopped: nothing more is taken.", "Switch it off and take it home.")
        if not self.consented(now):
            return _refused("Its trial has no consent for this home now: nothing is taken.", "Ask the testbed.")
        if not self.consented(about):
            return _refused("It is of a time without consent to its trial.", "Tell what is of the trial.")
        if self.condition(about) is None:
            return _refused(self._outside(about), "Tell what is of the trial.")
        return None

    def _on(self, day: date) -> Condition | None:
        number = self.trial.plan.period(day)
        return None if number is None else self._sequence[number]

    @cached_property
    def _sequence(self) -> tuple[Condition | None, ...]:
        """What holds there in each period: found once, for it is asked with every message."""
        return tuple(self.trial.condition(self.home, period.first) for period in self.trial.plan.periods)

    def _outside(self, about: datetime) -> str:
        plan = self.trial.plan
        begins = _midnight(plan.first, plan.zone)
        if about < begins:
            return f"Its trial begins on {plan.first}."
        if about >= _midnight(plan.last, plan.zone) + timedelta(days=1):
            return f"Its trial was over on {plan.last}."
        return "Its trial has no period then, or its lot is not drawn yet."


def no_trial(home: str) -> Refused:
    """Say that a solution tells of a home where it has no trial."""
    return _refused(f"It has no trial in home {home}.", "Ask the testbed: a trial names its homes.")


def _refused(says: str, mend: str) -> Refused:
    return Refused(Reason.OUTSIDE_TRIAL, says, mend=mend)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
