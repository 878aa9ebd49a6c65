"""The comparison as a folder: a page with the table and the plots, the plots by themselves, the figures as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path

from evaluation.realism.charts import drawn
from evaluation.realism.criteria import Finding
from evaluation.realism.figures import Home
from simulators.population import Population
from store.folder import usable

STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#222}"
TABLE = "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3rem;text-align:left}"


def write(folder: Path, population: Population, homes: Sequence[Home], findings: Sequence[Finding]) -> Path:
    """Write the page and what it shows; gives the page. Raises StoreError when the folder cannot be used."""
    plots = drawn(homes)
    page = folder / "index.html"
    with usable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, svg in plots.items():
            (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        figures = [asdict(home) for home in homes]
        (folder / "homes.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        page.write_text(_page(population, findings, plots), encoding="utf-8")
    return page


def _page(population: Population, findings: Sequence[Finding], plots: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><td>{escape(f.criterion.name)}</td><td>{escape(f.criterion.wanted)}</td><td>{escape(f.found)}</td>"
        f"<td>{'pass' if f.passed else '<strong>FAIL</strong>'}</td><td>{escape(f.criterion.source)}</td></tr>"
        for f in findings
    )
    passed = sum(f.passed for f in findings)
    shown = "".join(f"<figure>{svg}</figure>" for svg in plots.values())
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Are simulated homes like real ones?</title>'
        f"<style>{STYLE}{TABLE}</style><h1>Are simulated homes like real ones?</h1>"
        f"<p>{population.homes} homes over {population.days} days, seed {escape(population.seed)}, from"
        f" {population.start}: {passed} of {len(findings)} criteria agree.</p>"
        "<table><thead><tr><th>what</th><th>wanted</th><th>found</th><th>verdict</th><th>held against</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>{shown}</html>\n"
    )
