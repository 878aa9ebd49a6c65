"""Whether answers may be taken in a home: of the days of a trial only with the consent of all who live there."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from care.errors import Reason, Refused
from care.live import Standing
from care.trials import State
from store.registry import Registry

NO_CONSENT: Final = "Consent to the trial that goes on here is lacking or was withdrawn: nothing is taken."


def must_be_allowed(registry: Registry, home: str, at: datetime, now: datetime) -> None:
    """Raise Refused when ``at`` lies in a trial of ``home`` and somebody there does not consent, then or ``now``.

    Both are by the home's clock. A trial that is not frozen, or was stopped, asks nothing, and neither do days outside
    it: what is answered then is not of a trial.
    """
    residents = frozenset(one.id for one in registry.places.residents(home))
    for trial in registry.trials.of_home(home):
        day = at.astimezone(ZoneInfo(trial.plan.zone)).date()
        if trial.state is not State.FROZEN or not trial.plan.first <= day <= trial.plan.last:
            continue
        consents = tuple(one for one in registry.trials.consents(trial.id) if one.home == home)
        standing = Standing(trial, home, consents, residents)
        if not (standing.consented(now) and standing.consented(at)):
            raise Refused(
                Reason.OUTSIDE_TRIAL, NO_CONSENT, mend="Ask who answers for the trial before you go on.", field="who"
            )
