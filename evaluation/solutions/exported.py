"""A run of a solution as files that other programs read: all that its score is made from, and the score."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from care.estimates import Estimate
from evaluation.solutions.results import Results
from evaluation.solutions.scored import EARLY, GRACE, Card, score_card
from store.export import Format, export
from store.folder import usable
from store.parquet_table import Column, write_table
from store.readings import Readings
from store.registry import Run

AROUND: Final = timedelta(hours=1)
"""Readings are written from so long before the first play until so long after the last."""

TABLES: Final[Mapping[str, Mapping[str, Column]]] = MappingProxyType(
    {
        "plays": {
            "home": Column.TEXT,
            "scenario": Column.TEXT,
            "level": Column.TEXT,
            "repeat": Column.NUMBER,
            "start": Column.TIME,
            "end": Column.TIME,
            "monitored_s": Column.NUMBER,
            "offline_s": Column.NUMBER,
        },
        "graces": {"home": Column.TEXT, "situation": Column.TEXT, "grace_s": Column.NUMBER},
        "truth": {
            "home": Column.TEXT,
            "resident": Column.TEXT,
            "situation": Column.TEXT,
            "hazard_from": Column.TIME,
            "deadline": Column.TIME,
            "end": Column.TIME,
        },
        "alerts": {
            "id": Column.TEXT,
            "source": Column.TEXT,
            "home": Column.TEXT,
            "situation": Column.TEXT,
            "onset": Column.TIME,
            "told": Column.TIME,
            "ended": Column.TIME,
            "withdrawn": Column.TRUTH,
            "came": Column.TEXT,
        },
    }
)
"""The columns of each table."""

_README: Final = """# Run {run}: {solution} {version}

Written by `mistel solution export`. Times are UTC. Tables are Parquet (zstd): read them with DuckDB, pandas, polars, R.

- `plays`: what was played, each in a home of its own. `monitored_s`: seconds lived by residents under watch, summed
  over residents, without `offline_s`, in which nothing could be seen of them. `repeat`: with the run's seed, it decides
  what happens.
- `graces`: by home and situation, the seconds after its end in which an alert still counts for something true; where
  none is told, {grace:g}.
- `truth`: what really happened: dangerous from `hazard_from`, help is on time until `deadline`, over at `end`.
- `alerts`: what `source` (the solution's id, or `rules`: the built-in rules) told. It counts from `told`, whatever
  `onset` it claims; `withdrawn`: taken back, which leaves it told. `came`: on_time, late, duplicate, false, or left_out
  (the run is not about its situation).
- `told`: all readings of the homes, as kept: v a number, vb a bool, vs a text.
- `figures.csv`: the score, with 95 % intervals, n and method; empty where there is too little data, with why.
- `run.json`: what was asked for, and what was wrong with the solution meanwhile.

How the figures follow: an alert is eligible for an episode of its home and situation from {early:g} s before
`hazard_from` until the grace after `end`. Alerts and episodes are matched one to one: most matches, then least total
delay. Recall on time = matches told by the deadline / episodes; at any time = matches / episodes; precision = matches /
(matches + false alerts), duplicates in neither; false alarms per resident-week of `monitored_s`; delay from
`hazard_from` to `told` by Kaplan-Meier, an early alert as no wait, a miss censored when no alert would have counted any
more. What is scored: {situations}.

Simulated people are not people: what holds here is to be shown again with people.
"""


def export_run(results: Results, run: Run, readings: Readings, folder: Path) -> Iterator[tuple[int, int]]:
    """Write a run into a folder; give (readings written, readings there are) again and again.

    Raises StoreError when the folder cannot be written, or what Parquet needs is not installed.
    """
    with usable(folder):
        folder.mkdir(parents=True, exist_ok=True)
    cards = [score_card(results, source) for source in results.sources]
    for name, columns in TABLES.items():
        write_table(folder / f"{name}.parquet", columns, _rows(name, results, cards))
    if results.plays:
        since = min(play.start for play in results.plays) - AROUND
        until = max(play.end for play in results.plays) + AROUND
        homes = [play.home for play in results.plays]
        yield from export(readings, folder / "told.parquet", Format.PARQUET, since=since, until=until, homes=homes)
    with usable(folder):
        with (folder / "figures.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(figures(cards))
        came = {key: value for key, value in (run.result or {}).items() if key != "plays"}
        told = {"run": run.id, "organisation": run.organisation, "created": run.created.isoformat(), "asked": run.spec}
        (folder / "run.json").write_text(json.dumps({**told, "came": came}, indent=2) + "\n", encoding="utf-8")
        readme = _README.format(
            run=results.run,
            solution=results.solution,
            version=results.version,
            grace=GRACE.total_seconds(),
            early=EARLY.total_seconds(),
            situations=", ".join(results.situations) or "nothing",
        )
        (folder / "README.md").write_text(readme, encoding="utf-8")


def figures(cards: Sequence[Card]) -> Iterator[Sequence[object]]:
    """Give every figure of these cards as rows, a heading first."""
    yield (
        *("source", "scenario", "level", "situation", "plays", "figure"),
        *("value", "low", "high", "n", "unit", "method", "why_not"),
    )
    for card in cards:
        parts = (card.total, *card.by_scenario, *card.by_level, *card.by_scenario_and_level, *card.by_situation)
        for part in parts:
            where = (card.source, part.scenario or "", part.level or "", part.situation or "", part.plays)
            for name, one in part.figures.items():
                if isinstance(one, Estimate):
                    yield (*where, name, one.value, one.low, one.high, one.n, one.unit, one.method, "")
                else:
                    yield (*where, name, "", "", "", one.n, "", "", one.why)


def _rows(name: str, results: Results, cards: Sequence[Card]) -> list[Sequence[object]]:
    if name == "plays":
        return [(p.home, p.scenario, p.level, p.repeat, p.start, p.end, p.monitored, p.offline) for p in results.plays]
    if name == "graces":
        return [(play.home, about, long) for play in results.plays for about, long in play.grace.items()]
    if name == "truth":
        return [(e.home, e.resident, e.label, e.hazard_from, e.deadline, e.end) for e in results.truth]
    return [
        (one.id, card.source, one.home, one.situation, one.onset, one.told, one.ended, one.withdrawn, card.came[one.id])
        for card in cards
        for one in results.alerts[card.source]
    ]
