"""A site's load as the registry tells it: alerts, moves, and from the rotas how many were on duty."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from alerts.load.calls import told
from alerts.load.measure import Load, measure, one_operator
from alerts.load.periods import PERIOD, Operators
from care.clock import EPOCH, ClockKind
from care.people import Site
from store.registry import Registry

LONGEST: Final = timedelta(days=92)
"""So much time is measured at once: a quarter of a year."""


@dataclass(frozen=True, slots=True)
class SiteLoad:
    """A site's load; ``by_rota``: its rotas tell how many were on duty, else one operator is counted."""

    site: Site
    load: Load
    by_rota: bool


def of_site(registry: Registry, site: Site, since: datetime, until: datetime) -> SiteLoad:
    """Measure a site's load in [since, until), by the homes' clocks; raises Refused when there are too many moves."""
    operators = _on_duty(registry, site)
    alerts, moves = registry.stretches.told(site.id, since, until)
    load = measure(told(alerts, moves), since, until, operators=operators or one_operator)
    return SiteLoad(site, load, by_rota=operators is not None)


def up_to(registry: Registry, site: Site, wall: datetime) -> datetime:
    """Give until when a site's load can be told: the last whole ten minutes.

    By the wall's clock; where homes have clocks of their own, the ten minutes in which alerts there were moved last.
    """
    own = any(home.clock is ClockKind.OWN for home in registry.places.homes(site.id))
    newest = registry.stretches.newest(site.id) if own else None
    return _whole(wall) if newest is None else _whole(newest) + PERIOD


def _whole(moment: datetime) -> datetime:
    return moment - (moment - EPOCH) % PERIOD


def _on_duty(registry: Registry, site: Site) -> Operators | None:
    """Tell how many different people all rotas have on duty at a time; None without a rota."""
    rotas = tuple(registry.duty.book(site.id).rotas.values())
    if not rotas:
        return None
    zone = site.tz
    return lambda at: len({who for rota in rotas for who in rota.on_duty(at, zone)})
