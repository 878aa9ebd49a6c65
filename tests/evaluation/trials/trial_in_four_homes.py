"""A small trial to judge: four homes, two weeks without and two weeks with the solution in either order, by lot."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import numpy as np

from care.trials import (
    Aim,
    Aspect,
    Better,
    Cluster,
    Condition,
    Design,
    Measure,
    Period,
    Plan,
    State,
    Trial,
)
from evaluation.trials.amounts import Amounts, Collected
from evaluation.trials.ran import Ran

HOMES = ("h1", "h2", "h3", "h4")
DAYS = 28
FIRST = date(2026, 3, 2)
AFTER = datetime(2026, 4, 2, tzinfo=UTC)
CONTROL, SOLUTION = Condition.CONTROL, Condition.SOLUTION

PLAN = Plan(
    title="Night checks by camera",
    solution="night-camera",
    design=Design.CROSSOVER,
    zone="Europe/Stockholm",
    clusters=tuple(Cluster(id=home, homes=(home,)) for home in HOMES),
    periods=(
        Period(first=FIRST, last=date(2026, 3, 15)),
        Period(first=date(2026, 3, 16), last=date(2026, 3, 29)),
    ),
    sequences=((CONTROL, SOLUTION), (SOLUTION, CONTROL)),
    aims=(
        Aim(
            indicator="night_visits",
            aspect=Aspect.PRIMARY,
            better=Better.LESS,
            measure=Measure.RATIO,
            margin=0.2,
        ),
        Aim(
            indicator="contact_minutes",
            aspect=Aspect.GUARDRAIL,
            better=Better.MORE,
            measure=Measure.RATIO,
            margin=0.1,
        ),
    ),
    seed="1",
)
TRIAL = Trial(
    id="pilot",
    organisation="west",
    state=State.FROZEN,
    plan=PLAN,
    frozen_plan=PLAN,
    allocation={"h1": 0, "h2": 0, "h3": 1, "h4": 1},
    created=datetime(2026, 2, 1, tzinfo=UTC),
    created_by="eva",
    frozen=datetime(2026, 2, 2, tzinfo=UTC),
)


def solution_days() -> np.ndarray:
    """Which days of which home had the solution."""
    found = np.zeros((4, DAYS))
    found[:2, 14:] = 1
    found[2:, :14] = 1
    return found


def amounts(name: str, value: object, exposure: object = 1.0) -> Amounts:
    whole = np.ones((4, DAYS))
    return Amounts(name, HOMES, FIRST, np.asarray(value) * whole, np.asarray(exposure) * whole)


def collected() -> dict[str, Amounts]:
    """A trial without a fault: everything came, the cameras worked and were looked through where they were live."""
    with_it = solution_days()
    return {
        "night_visits": amounts("night_visits", 2 - with_it),
        "contact_minutes": amounts("contact_minutes", 40.0),
        "uptime": amounts("uptime", 0.99),
        "camera_checks": amounts("camera_checks", with_it, 2.0),
    }


def ran(trial: Trial = TRIAL, data: Collected | None = None, **changed: object) -> Ran:
    data = collected() if data is None else data
    fields: Mapping[str, object] = {"consented": np.ones((4, DAYS)), **changed}
    return Ran(trial, data, **fields)  # type: ignore[arg-type]
