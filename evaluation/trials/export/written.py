"""Write a trial's export: a folder of Parquet tables, their dictionary, and a README that says how figures follow."""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Final

from care.errors import Conflict
from care.trials import Trial
from evaluation.indicators import INDICATORS
from evaluation.trials.amounts import Collected
from evaluation.trials.consented import counted_days, days_of
from evaluation.trials.export import rows, sources
from evaluation.trials.export.names import Names
from evaluation.trials.export.readme import README
from evaluation.trials.export.tables import TABLES
from evaluation.trials.over import demand_over
from store.folder import usable
from store.parquet_table import write_table
from store.registry import Registry

AMOUNTS: Final = "amounts"
"""A folder with one file for each indicator: together they are one table."""


def export_trial(
    registry: Registry, trial: Trial, collected: Collected, folder: Path, *, rng: Random, now: datetime
) -> None:
    """Write all that a trial's figures are made from, under pseudonyms that only ``rng`` knows, without free text.

    ``collected`` is what ``collect`` gave. Only days that count are in it (``evaluation.trials.consented``). Raises
    NotOver while the trial goes on, Conflict where its lot was never drawn, StoreError when the folder cannot be
    written or DuckDB is not installed.
    """
    demand_over(trial, now)
    if not trial.allocation:
        raise Conflict("This trial's lot was never drawn: nothing was tried, and there is nothing to write.")
    consents = registry.trials.consents(trial.id)
    whole = rows.Whole(
        trial=trial,
        names=Names.made(registry, trial, consents, rng),
        days=days_of(trial),
        counted=counted_days(registry, trial, now),
    )
    with usable(folder):
        (folder / AMOUNTS).mkdir(parents=True, exist_ok=True)
    for table, made in _tables(whole, registry, collected).items():
        _write(folder / f"{table}.parquet", table, made)
    for name in INDICATORS:
        _write(folder / AMOUNTS / f"{name}.parquet", AMOUNTS, rows.amount_rows(whole, collected[name]))
    with usable(folder):
        _dictionary(folder / "data_dictionary.csv")
        (folder / "README.md").write_text(README, encoding="utf-8")


def _tables(whole: rows.Whole, registry: Registry, collected: Collected) -> Mapping[str, Iterable[tuple[object, ...]]]:
    """Give the rows of every table but the amounts."""
    return {
        **rows.plan_rows(whole),
        "log": rows.log_rows(whole, registry.trials.logged(whole.trial.id)),
        "consents": rows.consent_rows(whole, registry.trials.consents(whole.trial.id)),
        "days": rows.day_rows(whole),
        "cells": (row for name in INDICATORS for row in rows.cell_rows(whole, collected[name])),
        "visits": sources.visit_rows(whole, registry),
        "alerts": sources.alert_rows(whole, registry),
        "answers": sources.answer_rows(whole, registry),
    }


def _write(path: Path, table: str, made: Iterable[tuple[object, ...]]) -> None:
    """Write a table in the order of its own columns, so that no other order shows through."""
    ordered = sorted(made, key=lambda row: [(value is not None, value) for value in row])
    write_table(path, {name: told.kind for name, told in TABLES[table].items()}, ordered)


def _dictionary(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file)
        written.writerow(("table", "column", "type", "unit", "meaning"))
        for table, columns in TABLES.items():
            for name, told in columns.items():
                written.writerow((table, name, told.kind.value, told.unit, told.meaning))
