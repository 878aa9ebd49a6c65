"""A report of a run: its figures are those that follow from the exported files, and it can be read and repeated."""

import html
import re
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from care.alerts import RULES
from care.errors import Conflict, SettingError
from dashboards.report.document import Commands, Document, Points, Table, Words
from dashboards.report.printed import as_html, as_pdf, pictures
from dashboards.report.written import Writer
from dashboards.tongue import tongue
from evaluation.solutions.exported import export_run
from evaluation.solutions.reported import report_of
from evaluation.solutions.results import Results
from store.journal import Journal, JournalFollower
from store.registry import Registry
from tests.evaluation.scores.tried import LEFT, NIGHT, OURS, Night, five_nights, put

ZONE = ZoneInfo("Europe/Stockholm")
RULED = [[110], [110], [110], [], []]
FROM_FILES = """
    WITH seen AS (
        SELECT t.home, t.deadline, min(a.told) AS first FROM truth t
        LEFT JOIN graces g ON g.home = t.home AND g.situation = t.situation
        LEFT JOIN alerts a ON a.home = t.home AND a.situation = t.situation AND a.source = $source
            AND a.told BETWEEN t.hazard_from - INTERVAL 5 MINUTE AND t."end" + to_seconds(coalesce(g.grace_s, 1800))
        GROUP BY ALL
    ), vain AS (
        SELECT count(*) AS n FROM alerts a WHERE a.source = $source AND a.situation IN (SELECT situation FROM truth)
            AND NOT EXISTS (
                SELECT 1 FROM truth t LEFT JOIN graces g ON g.home = t.home AND g.situation = t.situation
                WHERE a.home = t.home AND a.situation = t.situation AND a.told BETWEEN t.hazard_from
                - INTERVAL 5 MINUTE AND t."end" + to_seconds(coalesce(g.grace_s, 1800)))
    )
    SELECT count(*) FILTER (first <= deadline) / count(*), count(first) / count(*),
        count(first) / (count(first) + (SELECT n FROM vain)),
        (SELECT n FROM vain) / (SELECT sum(monitored_s) / 604800 FROM plays)
    FROM seen"""


def two_versions(registry: Registry) -> str:
    put(registry, five_nights(ours=[[105], [130], [], [50], []], rules=RULED), run="try-1", seconds=60, speed=900.4)
    better = [*five_nights(ours=[[105, 106], [130], [101], [50], []], rules=RULED), Night(told={OURS: [40]})]
    return put(registry, better, run="try-2", spec={"version": "2"}, grace={LEFT: 300}, left_behind=["slow <b>#x"])


def written(registry: Registry, run: str, code: str = "en", address: str | None = None) -> Document:
    return Writer(tongue(code), ZONE, address).document(report_of(registry, run), NIGHT)


def table(document: Document, caption: str) -> Table:
    blocks = [block for section in document.sections for block in section.blocks]
    return next(block for block in blocks if isinstance(block, Table) and block.caption == caption)


def test_the_figures_are_those_that_follow_from_the_exported_files(registry: Registry, tmp_path: Path) -> None:
    run = two_versions(registry)
    with (
        Journal.open(tmp_path / "state", "north-lab"),
        JournalFollower.open(tmp_path / "state", "north-lab") as reader,
    ):
        list(export_run(Results.read(registry, run), registry.runs.get(run), reader, tmp_path / "out"))
    shown = as_html(written(registry, run), dict.fromkeys(("delay", "scenarios", "levels"), ""))
    body = re.search(r"Beside the built-in rules</caption>.*?<tbody>(.*?)</tbody>", shown, re.DOTALL)
    assert body is not None
    rows = [re.findall(r"<t[dh][^>]*>([^<]+?) ?<", row) for row in body[1].split("</tr>")]
    for column, source in ((1, OURS), (2, RULES)):
        with duckdb.connect() as files:
            for file in (tmp_path / "out").glob("*.parquet"):
                files.read_parquet(str(file)).create_view(file.stem)
            reckoned = files.execute(FROM_FILES, {"source": source}).fetchone()
        assert reckoned is not None
        recall, any_time, precision, in_vain = (float(one) for one in reckoned)
        told = {html.unescape(row[0]): row[column] for row in rows if row}
        assert told["Told on time"] == f"{100 * recall:.0f}%"
        assert told["Told at all"] == f"{100 * any_time:.0f}%"
        assert told["Right when it tells"] == f"{100 * precision:.0f}%"
        assert float(told["False alarms"]) == pytest.approx(in_vain, abs=0.005)


WAITS = """
    SELECT coalesce(first, t."end" + to_seconds(coalesce(g.grace_s, 1800))) - t.hazard_from AS wait, first IS NOT NULL
    FROM truth t
    LEFT JOIN graces g ON g.home = t.home AND g.situation = t.situation
    LEFT JOIN (SELECT home, min(told) AS first FROM alerts WHERE source = $source GROUP BY home) a ON a.home = t.home
    ORDER BY wait"""


def test_the_median_delay_is_the_one_that_follows_from_the_exported_files(registry: Registry, tmp_path: Path) -> None:
    """Kaplan and Meier by hand: at each wait that was seen, the share of those at risk who go on waiting."""
    delays = [[104], [107], [107], [111], [113], [121], [], [128]]
    nights = [Night(repeat=n, happened=[(100, 115, 160)], told={OURS: told}) for n, told in enumerate(delays)]
    run = put(registry, nights)
    with (
        Journal.open(tmp_path / "state", "north-lab"),
        JournalFollower.open(tmp_path / "state", "north-lab") as reader,
    ):
        list(export_run(Results.read(registry, run), registry.runs.get(run), reader, tmp_path / "out"))
    with duckdb.connect() as files:
        for file in (tmp_path / "out").glob("*.parquet"):
            files.read_parquet(str(file)).create_view(file.stem)
        waits = files.execute(WAITS, {"source": OURS}).fetchall()
    waiting = [1.0]
    for number, (_, seen) in enumerate(waits):
        waiting.append(waiting[-1] * (1 - seen / (len(waits) - number)))
    reckoned = next(wait for (wait, _), share in zip(waits, waiting[1:], strict=True) if share <= 0.5)
    rows = table(written(registry, run), "Beside the built-in rules").rows
    [shown] = [row[1].text for row in rows if "Median" in row[0].text]
    assert shown == f"{reckoned.total_seconds() / 60:.0f} min" == "11 min"


@pytest.mark.parametrize("code", ["sv", "en"])
def test_it_is_one_html_file_and_a_pdf_in_both_languages_and_nothing_in_it_is_markup(
    registry: Registry, code: str
) -> None:
    report = report_of(registry, two_versions(registry))
    document = written(registry, "try-2", code)
    drawn = pictures(document, report, tongue(code))
    page = as_html(document, drawn)
    assert f'<html lang="{code}">' in page
    assert page.count("<svg") == len(drawn) == 3
    assert not re.search(r'(?:src|href)="(?!#)', page.replace("xlink:href", ""))
    assert "slow &lt;b&gt;#x" in page
    pdf = as_pdf(document, drawn)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid" in pdf
    assert as_pdf(document, drawn) == pdf


def test_an_earlier_version_is_compared_with_and_a_first_one_has_none(registry: Registry) -> None:
    two_versions(registry)
    second = written(registry, "try-2")
    assert "Against version 1" in [section.heading for section in second.sections]
    assert table(second, "Run try-2 beside run try-1").columns[1:3] == (f"{OURS} 2", f"{OURS} 1")
    first = written(registry, "try-1")
    assert not [section for section in first.sections if section.heading.startswith("Against")]


def test_it_tells_what_cannot_be_said(registry: Registry) -> None:
    document = written(registry, two_versions(registry))
    limits = next(section for section in document.sections if section.heading == "What this report cannot say")
    assert any(
        isinstance(one, Words) and one.text.startswith("Simulated people are not people") for one in limits.blocks
    )
    [little] = [one for one in limits.blocks if isinstance(one, Points)]
    assert "Median delay, in all (n = 3)" in [point.text for point in little.points]


def test_it_says_what_to_type_to_repeat_it(registry: Registry) -> None:
    spec = {"repeats": "3", "levels": ["none", "harsh"], "scenarios": [LEFT], "seed": "a-1"}
    run = put(registry, five_nights(ours=[[], [], [], [], []], rules=RULED), spec=spec)  # type: ignore[arg-type]
    [typed] = [
        block for section in written(registry, run).sections for block in section.blocks if isinstance(block, Commands)
    ]
    assert typed.lines == (
        f"mistel solution try {OURS} --scenario {LEFT} --repeats 3 --levels none,harsh --seed a-1",
        f"mistel solution score {OURS}",
        f"mistel solution export {run} --out {run}",
    )


def test_it_says_which_mistel_played_the_run(registry: Registry) -> None:
    run = put(registry, five_nights(ours=[[], [], [], [], []], rules=RULED), mistel="0.0.7")
    assert report_of(registry, run).played_by == "0.0.7"
    assert "0.0.7" in as_html(written(registry, run), dict.fromkeys(("delay", "scenarios", "levels"), ""))


def test_the_same_truth_has_the_same_fingerprint_in_other_homes_and_other_alerts_have_another(
    registry: Registry,
) -> None:
    two_versions(registry)
    put(registry, five_nights(ours=[[105], [130], [], [50], []], rules=RULED), run="try-3")
    first, again = report_of(registry, "try-1"), report_of(registry, "try-3")
    assert (first.truth, first.told(OURS), first.told(RULES)) == (again.truth, again.told(OURS), again.told(RULES))
    assert first.told(OURS) != report_of(registry, "try-2").told(OURS)


def test_findings_lead_to_their_timelines_where_there_is_an_address(registry: Registry) -> None:
    two_versions(registry)
    with_address = as_html(
        written(registry, "try-1", address="https://mistel.example"),
        dict.fromkeys(("delay", "scenarios", "levels"), ""),
    )
    assert 'href="https://mistel.example/runs/try-1/homes/try-1-2?at=' in with_address


def test_a_run_that_is_not_done_has_no_report(registry: Registry) -> None:
    put(registry, [], run="try-9", done=False)
    with pytest.raises(Conflict, match="when it is done"):
        report_of(registry, "try-9")


def test_without_typst_it_says_what_to_install(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    document = written(registry, two_versions(registry))
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(SettingError, match=r"mistel\[lab\]"):
        as_pdf(document, {})
