"""Whether the parts work: the registry, the disk, and each site's gateway as it says itself or as it is silent.

``look`` decides from what it is given; what it says names no home, no person and, for those who may not know, no site.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel

from gateway.report import Report
from store.registry import Heartbeat

ALIVE: Final = timedelta(seconds=60)
"""A gateway whose heartbeat is older is silent."""
MOST_BEHIND: Final = timedelta(seconds=30)
"""How long the oldest event may wait for a follower."""
LEAST_ROOM: Final = 64 * 1024 * 1024
"""Bytes that must be left where the state is kept."""
GATEWAY: Final = "gateway/"
PARTS: Final = ("registry", "disk", "gateways", "broker", "journal", "rules")
"""The parts that are always told; other followers are added by their names."""


class Part(BaseModel):
    """One part: whether it works, and if not, why."""

    ok: bool = True
    says: list[str] = []


class Health(BaseModel):
    """``status`` is "ok", or "trouble" when any part has some."""

    status: str
    parts: dict[str, Part]


def look(
    beats: Mapping[str, Heartbeat],
    live: Mapping[str, Report],
    now: datetime,
    *,
    pid: int,
    room: int,
    names: Collection[str] = (),
) -> Health:
    """Judge by the heartbeats, the gateways that run in this process ``pid``, and the bytes left for the state.

    What a gateway of this process says now counts before what it told with its heartbeat, unless another process has
    its site. ``names`` are the sites that may be named; the others are counted.
    """
    troubles: dict[str, list[tuple[str, str]]] = {part: [] for part in PARTS}
    reports = dict(live)
    for name, beat in sorted(beats.items()):
        site = name.removeprefix(GATEWAY)
        if site == name:
            continue
        ours = live.get(site)
        if now - beat.at > ALIVE:
            if ours is None or ours.connected:
                troubles["gateways"].append((site, f"no sign of life for {_for(now - beat.at)}"))
        elif beat.says and (ours is None or (not ours.connected and beat.pid != pid)):
            reports[site] = Report.model_validate(beat.says)
    for site, report in sorted(reports.items()):
        for part, says in _of(report):
            troubles.setdefault(part, []).append((site, says))
        for following in report.followers:
            troubles.setdefault(following.name, [])
    said = {part: _say(found, names) for part, found in troubles.items()}
    if room < LEAST_ROOM:
        said["disk"].append(f"Under {LEAST_ROOM >> 20} MB are left for the state. Make room.")
    parts = {part: Part(ok=not says, says=says) for part, says in said.items()}
    return Health(status="ok" if all(part.ok for part in parts.values()) else "trouble", parts=parts)


def without_registry() -> Health:
    """Give what can be said when the registry does not answer: the rest is not known."""
    says = "The registry does not answer; the log says why."
    return Health(status="trouble", parts={"registry": Part(ok=False, says=[says])})


def _of(report: Report) -> Iterator[tuple[str, str]]:
    if not report.connected:
        yield "broker", "not connected to the broker"
    if report.trouble:
        yield "journal", f"cannot keep, {report.waiting} messages wait unacknowledged"
    for following in report.followers:
        if following.trouble:
            yield following.name, "cannot go on; the log says why"
        elif following.waits > MOST_BEHIND:
            yield following.name, f"{following.behind} events behind, the oldest for {_for(following.waits)}"


def _say(found: list[tuple[str, str]], names: Collection[str]) -> list[str]:
    """Give a sentence for each site that may be named; of the others how many have each kind of trouble."""
    named = [f"Site {site}: {says}." for site, says in found if site in names]
    counted = Counter(says for site, says in found if site not in names)
    return named + [f"{count} {'site' if count == 1 else 'sites'}: {says}." for says, count in counted.items()]


def _for(span: timedelta) -> str:
    return f"{span // timedelta(seconds=1)} s"
