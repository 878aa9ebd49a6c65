"""The load that a person asks for: of which site, over which days, measured once while nothing is moved."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from alerts.load.site import LONGEST, SiteLoad, of_site, up_to
from api.access.rights import Right
from api.platform import Platform
from api.sight import sites_for
from care.errors import NotFound
from care.people import Person, Site

DAYS: Final = (1, 7, 30, 90)
"""The periods that the page offers, in days."""

KEPT: Final = 8


@dataclass(slots=True)
class Loads:
    """Measures loads, and keeps the newest: a page and its plots ask for the same."""

    platform: Platform
    _kept: dict[tuple[str, datetime, datetime, int], SiteLoad] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, site: Site, days: int) -> SiteLoad:
        """Measure the last whole days of a site."""
        registry = self.platform.registry
        until = up_to(registry, site, self.platform.now())
        since = until - min(timedelta(days=days), LONGEST)
        key = (site.id, since, until, registry.alerts.last_move())
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = of_site(registry, site, since, until)
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > KEPT:
                    del self._kept[next(iter(self._kept))]
        return found


def site_asked(here: Platform, person: Person, asked: str) -> tuple[list[Site], Site | None]:
    """Give the sites whose load a person may see, and the one asked for, else the first; None when there is none.

    Raises NotFound for a site that there is not for this person.
    """
    sites = sites_for(here, person, Right.SEE_CARE)
    if not asked:
        return sites, sites[0] if sites else None
    for site in sites:
        if site.id == asked:
            return sites, site
    raise NotFound(f"There is no site '{asked}'.")
