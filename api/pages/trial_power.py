"""The page that simulates a trial as it is planned: can it answer its question?"""

from dataclasses import dataclass
from threading import Lock
from typing import Annotated, Final

from fastapi import Query, Request
from starlette.responses import Response

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.pages.frame import page, tongue_of
from care.trials import Plan
from dashboards.tongue import Tongue
from dashboards.trial_power import MARK, ShownPower, shown_plan, shown_power
from evaluation.trials.planning.of_plan import asked, power_of

routes: Final = Routes()
_ONE: Final = Lock()
"""One plan is simulated at a time: it takes some seconds of a core."""
_PATIENCE: Final = 10.0
"""So many seconds somebody waits for others' plans."""

Number = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, as it was written."""

    mean: float | None
    gain: float
    differ: float | None


@routes.get("/trials/{trial}/power", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def power(
    request: Request, trial: str, here: Here, mean: Number = "", gain: Number = "", differ: Number = ""
) -> Response:
    """Show what simulated trials of this plan would find."""
    plan, words = here.registry.trials.get(trial).plan, tongue_of(request)
    about = shown_plan(plan, words)
    wrong, found, said = "", None, Asked(None, about.margin * 2, None)
    try:
        said = Asked(_number(mean), _number(gain) or said.gain, _number(differ))
        if said.mean is not None:
            found = _simulated(plan, said, words, in_percent=about.in_percent)
            wrong = "" if found else words.say("Another plan is being simulated. Try again in a few seconds.")
    except ValueError:
        wrong = words.say("Give a level that there can be, and a gain above zero that leaves something of it.")
    return page(request, "trial_power.html", trial=trial, plan=about, asked=said, power=found, wrong=wrong, mark=MARK)


def _simulated(plan: Plan, said: Asked, words: Tongue, *, in_percent: bool) -> ShownPower | None:
    """Simulate it; None when others are simulated for too long."""
    question = asked(plan, said.mean or 0.0, said.gain / 100 if in_percent else said.gain, said.differ)
    if not _ONE.acquire(timeout=_PATIENCE):
        return None
    try:
        return shown_power(plan, power_of(plan, question), words)
    finally:
        _ONE.release()


def _number(text: str) -> float | None:
    """Read a number with a point or a comma; raises ValueError."""
    found = float(text.replace(",", ".")) if text.strip() else None
    if found is not None and not abs(found) < 1e9:  # noqa: PLR2004 - infinite, no number, or beyond all sense
        raise ValueError(text)
    return found
