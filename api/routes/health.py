"""Whether it works: for supervisors of containers and services, and for whoever is on call."""

import os
from typing import Final

from fastapi import Response
from pydantic import BaseModel

from api.access.rule import ANYBODY, Routes
from api.access.visitor import Guest, Here
from api.health import Health, look, without_registry
from api.platform import Platform
from api.sight import measured_sites
from care.errors import StoreError

routes: Final = Routes("/health", "health")


class Live(BaseModel):
    """The process answers."""

    status: str = "ok"


@routes.get("", access=ANYBODY, response_model=Health, responses={503: {"model": Health}})
def health(here: Here, guest: Guest, response: Response) -> Health:
    """Tell of each part whether it works, and why not; 503 when one does not."""
    try:
        found = _health(here, measured_sites(here, guest))
    except StoreError:
        found = without_registry()
    if found.status != "ok":
        response.status_code = 503
    return found


def health_of(here: Platform, named: bool) -> Health:
    """Tell it on another port, with the names of all sites or of none."""
    try:
        return _health(here, frozenset(site.id for site in here.registry.places.sites()) if named else frozenset())
    except StoreError:
        return without_registry()


def _health(here: Platform, names: frozenset[str]) -> Health:
    beats = here.registry.heartbeats.all()
    return look(beats, here.live(), here.now(), pid=os.getpid(), room=here.room(), names=names)


@routes.get("/live", access=ANYBODY, response_model=Live)
def live() -> Live:
    """Answer, whatever else may be wrong: for whoever restarts what does not answer (a restart mends no disk)."""
    return Live()
