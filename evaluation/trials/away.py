"""Days on which nobody was at home: in hospital, with relatives; as standing orders that put alerts aside tell."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

import numpy as np

from care.alerts import State
from care.suppression import Suppression
from evaluation.indicators.days import Days, Row

HALF: Final = 0.5


def at_home(days: Days, residents: Collection[str], orders: Iterable[Suppression]) -> Row:
    """Give 1 for each day, and 0 where all alerts about everybody who lives there were suppressed for half of it.

    ``orders`` name the home. Suppressed is by design: nobody visits an empty home, and no visit there is no gain.
    """
    away: dict[str, list[tuple[datetime, datetime]]] = {who: [] for who in residents}
    for order in orders:
        if order.kind == State.SUPPRESSED and order.situation is None:
            ends = [at for at in (order.ended, order.until) if at is not None]
            for who in away if order.resident is None else [order.resident]:
                away.setdefault(who, []).append((order.since, min(ends, default=days.until)))
    here = days.each()
    if away:
        here[np.array([days.shares(stretches) for stretches in away.values()]).min(axis=0) >= HALF] = 0.0
    return here
