"""A run of a solution, put into a registry by hand: what was played, what was true and told, in minutes of a night."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ulid import ULID

from care.alerts import RULES, Alert, State
from care.clock import ClockKind
from care.episodes import Episode
from care.people import Home
from care.situations import SITUATIONS
from store.registry import Registry, Run, RunState

NIGHT = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
"""22:00 in Sweden; every play begins then and lasts eight hours."""
LASTS = timedelta(hours=8)
OURS = "sol-a"
LEFT = "left_home_at_night"


@dataclass(frozen=True)
class Night:
    """One play. ``happened``: (hazard, deadline, end); ``told``: when, by source, of ``situation``."""

    scenario: str = LEFT
    level: str = "none"
    repeat: int = 0
    happened: Sequence[tuple[float, float, float]] = ()
    told: Mapping[str, Sequence[float]] = field(default_factory=dict)
    situation: str = LEFT
    claimed: float | None = None
    """The onset that alerts claim; when they are told, otherwise."""
    offline: float = 0
    home: str = ""
    borne_out: bool = True


def at(minutes: float) -> datetime:
    return NIGHT + timedelta(minutes=minutes)


def put(
    registry: Registry,
    nights: Sequence[Night],
    *,
    site: str = "north-lab",
    run: str = "try-a",
    spec: Mapping[str, str] | None = None,
    grace: Mapping[str, float] | None = None,
    done: bool = True,
    **came: object,
) -> str:
    """Put a run there; give its id. Homes that are not there yet are made; ``came`` is what else its result holds."""
    asked = {"site": site, "solution": OURS, "version": "1", "seed": "1", "scenarios": [LEFT], **(spec or {})}
    owner = registry.places.site(site).organisation
    registry.runs.add(Run(id=run, organisation=owner, kind="try", spec=asked, created=NIGHT))
    registry.runs.take("worker", NIGHT)
    there = {home.id for home in registry.places.homes(site)}
    plays = []
    for number, night in enumerate(nights):
        home = night.home or f"{run}-{number}"
        if home not in there:
            registry.places.add_home(Home(id=home, site=site, name=f"Flat {number + 1}", clock=ClockKind.OWN))
        for hazard, deadline, end in night.happened:
            episode = Episode(
                home=home, label=night.situation, hazard_from=at(hazard), deadline=at(deadline), end=at(end)
            )
            registry.episodes.add(run, episode)
        with registry.alerts.batch() as alerts:
            for source, times in night.told.items():
                for minutes in times:
                    alert = _alert(site, home, source, night, minutes)
                    alerts.insert(alert, by=source, at=at(minutes), wall=at(minutes))
        plays.append(
            {
                "home": home,
                "scenario": night.scenario,
                "level": night.level,
                "repeat": night.repeat,
                "start": NIGHT.isoformat(),
                "end": (NIGHT + LASTS).isoformat(),
                "monitored": LASTS.total_seconds() - night.offline * 60,
                "offline": night.offline * 60,
                "grace": dict(grace or {}),
            }
        )
    if done:
        registry.runs.finish(run, RunState.DONE, {"plays": plays, **came})  # type: ignore[dict-item]
    return run


def _alert(site: str, home: str, source: str, night: Night, minutes: float) -> Alert:
    told = at(minutes)
    return Alert(
        id=str(ULID.from_datetime(NIGHT)),
        source=source,
        site=site,
        home=home,
        resident=None,
        situation=night.situation,
        priority=SITUATIONS[night.situation].priority,
        onset=told if night.claimed is None else at(night.claimed),
        end=told + timedelta(minutes=30),
        state=State.RETURNED,
        version=1,
        raised=told,
        borne_out=night.borne_out,
    )


def five_nights(*, ours: Sequence[Sequence[float]], rules: Sequence[Sequence[float]]) -> list[Night]:
    """Five nights: on the first three somebody leaves at minute 100 (deadline 115, back at 160), then nobody does."""
    return [
        Night(
            scenario=LEFT if number < 3 else "only_looks_out",
            level=("none", "none", "harsh")[number % 3],
            repeat=number,
            happened=[(100, 115, 160)] if number < 3 else (),
            told={OURS: mine, RULES: theirs},
        )
        for number, (mine, theirs) in enumerate(zip(ours, rules, strict=True))
    ]
