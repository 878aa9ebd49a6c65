"""Staff's load by ISA-18.2 and telecare's targets."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import Query, Request
from pydantic import BaseModel

from alerts.load import Figure, Verdict
from alerts.load.answers import quantile
from alerts.load.sources import Proved
from api.access.rights import Right
from api.access.rule import Routes, may
from api.access.visitor import Guest, Here
from api.staff_load import Loads, site_asked
from care.errors import NotFound
from care.estimates import Estimate

routes: Final = Routes("/api", "load")


class FigureShown(BaseModel):
    """A figure against its target; ``low`` and ``high`` bound a share at 95 % (Wilson). Times and shares are plain."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    target: float
    at_least: bool
    standard: str
    needed: int
    verdict: Verdict


class WaitsShown(BaseModel):
    """How long it took, in seconds: half and nine of ten were no longer."""

    n: int
    half: float | None
    nine_of_ten: float | None


class FloodShown(BaseModel):
    """A flood of alerts."""

    since: datetime
    until: datetime
    calls: int


class SourceShown(BaseModel):
    """A source: how often it called, and its share of all calls."""

    situation: str
    home: str | None
    device: str | None
    calls: int
    share: float


class ChatterShown(BaseModel):
    """A source that came and went three times or more in a minute: how often in its worst, and when that began."""

    situation: str
    home: str | None
    device: str | None
    transitions: int
    since: datetime


class ProvedShown(BaseModel):
    """What closed alerts of a rule, or of a device as home/device, proved to be; the share is false/(false + true)."""

    name: str
    true: int
    false: int
    unclear: int
    share: float | None
    low: float | None
    high: float | None


class LoadShown(BaseModel):
    """What alerts asked of staff in [since, until), by the homes' clocks."""

    site: str
    since: datetime
    until: datetime
    calls: int
    operators_by_rota: bool
    figures: list[FigureShown]
    floods: list[FloodShown]
    worst: list[SourceShown]
    chattering: list[ChatterShown]
    answered: WaitsShown
    arrived: WaitsShown
    false_by_rule: list[ProvedShown]
    false_by_device: list[ProvedShown]
    priorities: dict[str, int]
    left_out: dict[str, int]


@routes.get("/load", access=may(Right.SEE_CARE), response_model=LoadShown)
def load(
    request: Request,
    here: Here,
    guest: Guest,
    site: Annotated[str, Query(description="The first that you may see when left out.")] = "",
    days: Annotated[int, Query(ge=1, le=92)] = 7,
) -> LoadShown:
    """Give what alerts asked of a site's staff over the last days, each figure against its target."""
    loads: Loads = request.app.state.loads
    _, chosen = site_asked(here, guest.known, site)
    if chosen is None:
        raise NotFound("There is no site that you may see.")
    measured = loads.of(chosen, days)
    found = measured.load
    return LoadShown(
        site=chosen.id,
        since=found.since,
        until=found.until,
        calls=found.calls,
        operators_by_rota=measured.by_rota,
        figures=[_figure(one) for one in found.figures],
        floods=[FloodShown(since=one.since, until=one.until, calls=one.calls) for one in found.floods],
        worst=[SourceShown(**asdict(one.source), calls=one.calls, share=one.share) for one in found.worst],
        chattering=[
            ChatterShown(**asdict(one.source), transitions=one.transitions, since=one.since) for one in found.chattering
        ],
        answered=_waits(found.answers.waits),
        arrived=_waits(found.arrivals),
        false_by_rule=[_proved(one) for one in found.false_by_rule],
        false_by_device=[_proved(one) for one in found.false_by_device],
        priorities={priority.value: number for priority, number in found.priorities.items()},
        left_out={why.value: number for why, number in found.left_out.items()},
    )


def _figure(one: Figure) -> FigureShown:
    target = one.target
    return FigureShown(
        name=one.name,
        value=one.value,
        low=one.low,
        high=one.high,
        n=one.n,
        target=target.limit,
        at_least=target.at_least,
        standard=target.standard.value,
        needed=target.needed,
        verdict=one.verdict,
    )


def _waits(waits: Sequence[timedelta]) -> WaitsShown:
    half, most = quantile(waits, 0.5), quantile(waits, 0.9)
    return WaitsShown(
        n=len(waits),
        half=half.total_seconds() if half is not None else None,
        nine_of_ten=most.total_seconds() if most is not None else None,
    )


def _proved(one: Proved) -> ProvedShown:
    share = one.share
    known = share if isinstance(share, Estimate) else None
    return ProvedShown(
        name=one.name,
        true=one.true,
        false=one.false,
        unclear=one.unclear,
        share=known.value if known else None,
        low=known.low if known else None,
        high=known.high if known else None,
    )
