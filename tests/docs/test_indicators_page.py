"""docs/indicators.md and docs/trial_export.md say what is counted, and what is written, as the code does."""

import re
from pathlib import Path

from evaluation.benefit.terms import PRICES
from evaluation.indicators import INDICATORS
from evaluation.indicators.visits import WHO
from evaluation.trials.export.tables import TABLES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "indicators.md").read_text()
ROWS = re.findall(r"^\| `(\w+)` \| (\w+) \| .* \| (less|more) \| (.*) \|$", PAGE, re.MULTILINE)


def test_the_table_has_every_indicator_with_its_area_and_direction() -> None:
    assert [row[:3] for row in ROWS] == [(one.name, one.area, one.better) for one in INDICATORS.values()]


def test_the_table_says_which_are_guardrails() -> None:
    assert [name for name, *_, begins in ROWS if "guardrail" in begins] == [
        one.name for one in INDICATORS.values() if one.is_guardrail
    ]


def test_the_price_of_an_hour_is_that_of_benefit_calculations() -> None:
    assert f"an assistant nurse's {PRICES[WHO]} kr/h" in PAGE


def test_the_page_of_the_export_names_every_table() -> None:
    page = (DOCS / "trial_export.md").read_text()
    assert all(f"`{table}`" in page for table in TABLES)
