"""The workbook of a benefit calculation: a spreadsheet's own reckoning comes to what we say, also after a change."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import formulas
import openpyxl
import pytest

from dashboards.benefit.workbook import workbook
from dashboards.tongue import tongue
from evaluation.benefit.file import example, load
from evaluation.benefit.terms import Calculation
from evaluation.benefit.worth import Case, worth

pytestmark = pytest.mark.filterwarnings("ignore")  # of the library that reckons here

Reckoned = Callable[[bytes], dict[tuple[str, str], object]]


@pytest.fixture
def reckoned(tmp_path: Path) -> Reckoned:
    """Work all formulas of a workbook out: by sheet and cell."""

    def work_out(content: bytes) -> dict[tuple[str, str], object]:
        file = tmp_path / "calc.xlsx"
        file.write_bytes(content)
        found = formulas.ExcelModel().loads(str(file)).finish().calculate()
        cells: dict[tuple[str, str], object] = {}
        for name, ranges in found.items():
            said = re.fullmatch(r"'\[calc\.xlsx\](.+)'!([A-Z]+[0-9]+)", name)
            if said:
                cells[said[1], said[2]] = ranges.value[0, 0]
        return cells

    return work_out


@pytest.fixture
def asked(tmp_path: Path) -> Calculation:
    file = tmp_path / "calc.yaml"
    file.write_text(example("night_supervision"), encoding="utf-8")
    return load(file)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_formula_comes_to_the_value_that_the_file_holds(
    asked: Calculation, reckoned: Reckoned, language: str
) -> None:
    content = workbook(asked, tongue(language))
    cells = reckoned(content)
    held = openpyxl.load_workbook(BytesIO(content), data_only=True)
    written = openpyxl.load_workbook(BytesIO(content))
    checked = 0
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = held[sheet.title][cell.coordinate].value
                    came = cells[sheet.title.upper(), cell.coordinate]
                    assert came == (pytest.approx(value) if isinstance(value, int | float) else value)
                    checked += 1
    assert checked > 100


def test_another_choice_in_a_yellow_cell_moves_the_result(asked: Calculation, reckoned: Reckoned) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(asked, tongue("en"))))
    sheet = book["Assumptions"]
    (row,) = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "night visits: after"]
    sheet.cell(row, 5).value = 3
    changed = BytesIO()
    book.save(changed)
    came = worth(asked, {"changes.night visits.after": Case.HIGH})
    cells = reckoned(changed.getvalue())
    assert [cells["RESULT", cell] for cell in ("B8", "B10", "B12")] == pytest.approx(
        [came.net, came.per_krona, came.payback]
    )


def test_a_name_that_looks_like_a_formula_stays_a_name(asked: Calculation) -> None:
    evil = '=HYPERLINK("http://example.org","free")'
    changed = asked.model_copy(update={"title": evil})
    sheet = openpyxl.load_workbook(BytesIO(workbook(changed, tongue("en"))))["Result"]
    assert sheet["A1"].data_type == "s"
    assert sheet["A1"].value == evil


def test_what_is_not_valued_in_money_is_listed_all_the_same(asked: Calculation) -> None:
    sheet = openpyxl.load_workbook(BytesIO(workbook(asked, tongue("sv"))))["Inte värderat"]
    assert [cell.value for cell in sheet["A"]][1:] == [one.name for one in asked.unvalued]
