"""A run as files for other programs: what is there, and that the score can be reckoned anew from it alone."""

import csv
import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from care.alerts import RULES
from care.events import Event
from evaluation.estimates import Estimate
from evaluation.solutions.exported import TABLES, export_run
from evaluation.solutions.results import Results
from evaluation.solutions.scored import score_card
from store.journal import Journal, JournalFollower
from store.registry import Registry
from tests.evaluation.scores.tried import LEFT, NIGHT, OURS, Night, five_nights, put

TOLD = """
    SELECT count(*), count(*) FILTER (first <= deadline), count(first) FROM (
        SELECT t.home, t.deadline, min(a.told) AS first FROM truth t
        LEFT JOIN graces g ON g.home = t.home AND g.situation = t.situation
        LEFT JOIN alerts a ON a.home = t.home AND a.situation = t.situation AND a.source = $source
            AND a.told BETWEEN t.hazard_from - INTERVAL 5 MINUTE AND t."end" + to_seconds(coalesce(g.grace_s, 1800))
        GROUP BY ALL
    )"""
FALSE = """
    SELECT count(*) FILTER (came = 'false' AND source = $source), (SELECT sum(monitored_s) FROM plays) / 604800
    FROM alerts"""


@pytest.fixture
async def exported(registry: Registry, tmp_path: Path) -> tuple[Results, Path]:
    nights = [
        *five_nights(ours=[[105, 106], [130], [], [50], []], rules=[[110], [110], [110], [], []]),
        Night(told={RULES: [10]}, situation="door_left_open", offline=60),
    ]
    run = put(registry, nights, grace={LEFT: 300}, left_behind=["silent for 12 s"])
    results = Results.read(registry, run)
    with Journal.open(tmp_path / "state", "north-lab") as journal:
        told = [Event("north-lab", home, "door", "contact.open", NIGHT, True, NIGHT) for home in ("try-a-0", "bench")]
        await journal.keep(told, [])
    with JournalFollower.open(tmp_path / "state", "north-lab") as reader:
        list(export_run(results, registry.runs.get(run), reader, tmp_path / "out"))
    return results, tmp_path / "out"


def ask(folder: Path, query: str, **values: str) -> list[Any]:
    """Ask DuckDB, with the files' names as tables; $name in the query is a value."""
    with duckdb.connect() as connection:
        for file in folder.glob("*.parquet"):
            connection.read_parquet(str(file)).create_view(file.stem)
        return connection.execute(query, values).fetchall()


def test_every_table_has_its_columns_and_the_readme_tells_them(exported: tuple[Results, Path]) -> None:
    _, folder = exported
    readme = (folder / "README.md").read_text()
    for name, columns in TABLES.items():
        assert [row[0] for row in ask(folder, f"DESCRIBE {name}")] == list(columns)
        assert f"- `{name}`: " in readme
    assert LEFT in readme
    assert [len(ask(folder, f"FROM {name} SELECT home")) for name in TABLES] == [6, 6, 3, 8]


def test_the_readings_are_those_of_the_runs_homes_alone(exported: tuple[Results, Path]) -> None:
    assert ask(exported[1], "SELECT home, quantity, vb FROM told") == [("try-a-0", "contact.open", True)]


def test_what_was_asked_and_what_was_wrong_meanwhile_goes_along(exported: tuple[Results, Path]) -> None:
    told = json.loads((exported[1] / "run.json").read_text())
    assert told["asked"]["seed"] == "1"
    assert told["came"] == {"left_behind": ["silent for 12 s"]}


def test_what_came_of_each_alert_is_told(exported: tuple[Results, Path]) -> None:
    query = "SELECT came, count(*) FROM alerts WHERE source = $source GROUP BY 1 ORDER BY 1"
    rows = ask(exported[1], query, source=OURS)
    assert rows == [("duplicate", 1), ("false", 1), ("late", 1), ("on_time", 1)]
    assert ask(exported[1], "SELECT DISTINCT came FROM alerts WHERE situation = 'door_left_open'") == [("left_out",)]


@pytest.mark.parametrize("source", [OURS, RULES])
def test_the_score_can_be_reckoned_anew_from_the_parquet(exported: tuple[Results, Path], source: str) -> None:
    """With one episode a home, the first eligible alert is the match: SQL can say that."""
    results, folder = exported
    [(happened, on_time, any_time)] = ask(folder, TOLD, source=source)
    [(false, weeks)] = ask(folder, FALSE, source=source)
    total = score_card(results, source).total
    expected = [on_time / happened, any_time / happened, any_time / (any_time + false), false / weeks]
    found = [total.recall, total.recall_any_time, total.precision, total.false_alarms]
    assert [one.value for one in found if isinstance(one, Estimate)] == pytest.approx(expected)
    assert figure(folder, source, "recall") == pytest.approx(on_time / happened)


def test_a_figure_that_cannot_be_said_says_why(exported: tuple[Results, Path]) -> None:
    assert math.isnan(figure(exported[1], OURS, "median_delay"))
    why = {row["why_not"] for row in figures(exported[1]) if row["figure"] == "median_delay" and row["n"] == "3"}
    assert why == {"A median with its interval needs 6 episodes; there were 3."}


def figures(folder: Path) -> Iterable[dict[str, str]]:
    with (folder / "figures.csv").open(newline="") as file:
        yield from csv.DictReader(file)


def figure(folder: Path, source: str, name: str) -> float:
    """Give a figure of all that was played; not a number where there is none."""
    where = {"source": source, "scenario": "", "level": "", "situation": "", "figure": name}
    [row] = [row for row in figures(folder) if where.items() <= row.items()]
    return float(row["value"] or "nan")
