"""A report as a file: one HTML file that needs nothing else, or a PDF by typst (the extra ``lab``)."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

from care.errors import SettingError
from dashboards import score_plots
from dashboards.load_plots import may_draw
from dashboards.rendering import STATIC, TEMPLATES, render
from dashboards.report.document import Document, Picture
from dashboards.tongue import Tongue
from evaluation.solutions.reported import Report

_ALONE = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;padding:0 1rem;max-width:62rem;color:#1b2226}"


def may_print() -> bool:
    """Tell whether typst is installed."""
    return find_spec("typst") is not None


def pictures(document: Document, report: Report, tongue: Tongue) -> Mapping[str, str]:
    """Draw the plots that a document shows, as SVG by name; none where the extra ``lab`` is not installed."""
    if not may_draw():
        return {}
    names = [one.name for section in document.sections for one in section.blocks if isinstance(one, Picture)]
    return {name: score_plots.plot(name, report.cards, report.name, tongue, dark=False) for name in names}


def as_html(document: Document, drawn: Mapping[str, str]) -> str:
    """Give a document as one HTML file; ``drawn`` are its plots."""
    style = _ALONE + (STATIC / "report.css").read_text(encoding="utf-8")
    return render("report_alone.html", document.language, report=document, drawn=drawn, style=style, run="")


def as_pdf(document: Document, drawn: Mapping[str, str]) -> bytes:
    """Give a document as PDF that screen readers can read (PDF/UA-1), with typst's own letters on every machine.

    The same document and plots give the same bytes. Raises SettingError where typst is not installed.
    """
    try:
        import typst  # noqa: PLC0415 - optional
    except ImportError as error:
        raise SettingError(
            "A PDF needs typst, which is not installed: run `pip install 'mistel[lab]'` where Mistel is installed, or"
            " ask for HTML."
        ) from error
    files = {f"{name}.svg": svg.encode() for name, svg in drawn.items()}
    files["main.typ"] = (TEMPLATES / "report.typ").read_bytes()
    files["report.json"] = json.dumps(asdict(document), ensure_ascii=False).encode()
    write: Any = typst.compile
    made: bytes = write(files, format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"], timestamp=0)
    return made
