"""A benefit calculation as a workbook: every figure can be changed there, and everything follows.

A figure that is not sure has three values and a choice between them. Names go in as text, whatever they begin with.
"""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from dashboards.benefit.words import BOX_WORDS, FIELD_WORDS, PARTY_WORDS
from dashboards.tongue import Tongue
from evaluation.benefit.sensitivity import tornado
from evaluation.benefit.terms import Benefit, Calculation, Change, Cost, Each, Uncertain
from evaluation.benefit.worth import Band, Worth, worth

_KR: Final = "#,##0"
_FIGURE: Final = "#,##0.00"
_FIRST_YEAR: Final = 5
"""The column of the first year, after name, kind, box, party and the year of what is paid once."""


def workbook(asked: Calculation, tongue: Tongue) -> bytes:
    """Make the file (XLSX). Its cells also hold the values that its formulas give, for readers that work none out."""
    kept = BytesIO()
    with Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": asked.title})
        _Book(book, asked, tongue, worth(asked)).write()
    return kept.getvalue()


@dataclass
class _Book:
    book: Workbook
    asked: Calculation
    tongue: Tongue
    worth: Worth
    cells: dict[str, str] = field(default_factory=dict)
    """Where each figure stands, by its path, as a formula names it from another sheet."""

    def write(self) -> None:
        self.bold = self.book.add_format({"bold": True})
        self.kr = self.book.add_format({"num_format": _KR})
        self.figure = self.book.add_format({"num_format": _FIGURE})
        self.entered = self.book.add_format({"num_format": _FIGURE, "bg_color": "#FFF7D6"})
        result = self._sheet(self.say("Result"))
        assumptions = self._sheet(self.say("Assumptions"))
        years = self._sheet(self.say("By year"))
        sensitivity = self._sheet(self.say("Sensitivity"))
        unvalued = self._sheet(self.say("Not valued"))
        self._assumptions(assumptions)
        self._years(years)
        self._result(result)
        self._sensitivity(sensitivity)
        self._unvalued(unvalued)

    def say(self, text: str, **values: object) -> str:
        return self.tongue.say(text, **values)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, 20, 14)
        return sheet

    def _heads(self, sheet: Worksheet, row: int, *names: str) -> None:
        for column, name in enumerate(names):
            sheet.write_string(row, column, name, self.bold)

    # what goes in

    def _assumptions(self, sheet: Worksheet) -> None:
        self._heads(sheet, 0, self.asked.title)
        sheet.write_string(1, 0, self.say("Change the yellow cells. 1: expected, 2: low, 3: high."))
        self._heads(
            sheet, 3, "", self.say("Expected"), self.say("Low"), self.say("High"), self.say("Choice"), self.say("Taken")
        )
        row = 4
        for path, name, figure in self._figures():
            sheet.write_string(row, 0, name)
            if isinstance(figure, Uncertain):
                for column, value in enumerate((figure.expected, figure.low, figure.high), start=1):
                    sheet.write_number(row, column, value, self.entered)
                sheet.write_number(row, 4, 1, self.entered)
                sheet.data_validation(row, 4, row, 4, {"validate": "list", "source": ["1", "2", "3"]})
                one = row + 1
                sheet.write_formula(row, 5, f"=CHOOSE(E{one},B{one},C{one},D{one})", self.figure, figure.expected)
            else:
                sheet.write_number(row, 5, figure, self.entered)
            self.cells[path] = f"'{self.say('Assumptions')}'!{xl_rowcol_to_cell(row, 5, True, True)}"
            row += 1

    def _figures(self) -> list[tuple[str, str, Uncertain | float]]:
        """Give every figure: its path, what it is called, and its value."""
        asked = self.asked
        found: list[tuple[str, str, Uncertain | float]] = [
            ("users", self._of("users"), asked.users),
            ("discount", self._of("discount"), asked.discount),
            ("starts", self.say("First year that is discounted"), float(asked.discounting_starts)),
        ]
        found += [(f"prices.{who}", self.say("kr an hour: {who}", who=who), kr) for who, kr in asked.prices.items()]
        for name, change in asked.changes.items():
            for part in ("before", "after", "times_a_year"):
                found.append((f"changes.{name}.{part}", f"{name}: {self._of(part)}", getattr(change, part)))
        for part, number, line in asked.lines():
            for one in ("quantity", "times_a_year", "kr", "minutes", "staff"):
                value = getattr(line, one, None)
                if value is not None and (one != "staff" or line.minutes is not None):
                    found.append((f"{part}.{number}.{one}", f"{line.name}: {self._of(one)}", value))
        return found

    def _of(self, part: str) -> str:
        return self.say(FIELD_WORDS[part])

    # year by year

    def _years(self, sheet: Worksheet) -> None:
        count = self.asked.years
        last = _FIRST_YEAR + count - 1
        self._heads(sheet, 0, self.say("Year"), "", self.say("Box"), self.say("Who"), self.say("Once in year"))
        sheet.write_string(0, last + 1, self.say("Present value"), self.bold)
        sheet.write_string(1, 0, self.say("Take-up"))
        sheet.write_string(2, 0, self.say("Discount factor"))
        for year in range(1, count + 1):
            column = _FIRST_YEAR + year - 1
            sheet.write_number(0, column, year, self.bold)
            sheet.write_number(1, column, self.asked.taken_up(year), self.entered)
            head = xl_rowcol_to_cell(0, column)
            how = f"=(1+{self.cells['discount']})^-MAX(0,{head}-{self.cells['starts']}+1)"
            sheet.write_formula(2, column, how, self.figure, self.worth.factors[year - 1])
        row = 3
        for (part, number, line), came in zip(self.asked.lines(), self.worth.lines, strict=True):
            sheet.write_string(row, 0, line.name)
            sheet.write_string(row, 1, self.say("cost") if came.is_cost else self.say("benefit"))
            sheet.write_string(row, 2, self.say(BOX_WORDS[came.is_cost, line.box]))
            sheet.write_string(row, 3, self.say(PARTY_WORDS[line.party]))
            if came.once is not None:
                sheet.write_number(row, 4, came.once, self.entered)
            amount = self._amount(f"{part}.{number}", line)
            for year, kr in enumerate(came.by_year):
                column = _FIRST_YEAR + year
                when = xl_rowcol_to_cell(1, column, row_abs=True)
                if came.once is not None:
                    when = f"IF($E{row + 1}={xl_rowcol_to_cell(0, column, row_abs=True)},1,0)"
                sheet.write_formula(row, column, f"={amount}*{when}", self.kr, kr)
            span = f"{xl_rowcol_to_cell(row, _FIRST_YEAR)}:{xl_rowcol_to_cell(row, last)}"
            factors = f"{xl_rowcol_to_cell(2, _FIRST_YEAR, True, True)}:{xl_rowcol_to_cell(2, last, True, True)}"
            sheet.write_formula(row, last + 1, f"=SUMPRODUCT({span},{factors})", self.kr, came.present)
            row += 1
        self._sums(sheet, row)
        sheet.freeze_panes(1, 1)

    def _amount(self, path: str, line: Benefit | Cost) -> str:
        """Give the formula of a line's kr in a year in which everybody has it."""
        counted, where = (
            (self.asked.changes[line.of], f"changes.{line.of}") if isinstance(line, Benefit) else (line, path)
        )
        if isinstance(counted, Change):
            what = f"({self.cells[f'{where}.before']}-{self.cells[f'{where}.after']})"
        else:
            what = self.cells[f"{where}.quantity"]
        parts = [what, self.cells[f"{where}.times_a_year"]]
        if counted.each is Each.USER:
            parts.append(self.cells["users"])
        if line.kr is not None:
            parts.append(self.cells[f"{path}.kr"])
        else:
            parts += [
                f"{self.cells[f'{path}.minutes']}/60",
                self.cells[f"prices.{line.who}"],
                self.cells[f"{path}.staff"],
            ]
        return "*".join(parts)

    def _sums(self, sheet: Worksheet, row: int) -> None:
        """Write what is left by year, discounted, and until when it has paid back."""
        first, last = 4, row
        self.spans = {
            name: f"'{self.say('By year')}'!${column}${first}:${column}${last}"
            for name, column in (("kind", "B"), ("box", "C"), ("party", "D"), ("once", "E"))
        }
        present = xl_rowcol_to_cell(0, _FIRST_YEAR + self.asked.years).rstrip("1")
        self.spans["present"] = f"'{self.say('By year')}'!${present}${first}:${present}${last}"
        names = (
            "Net benefit, discounted",
            "of which falls as the year begins",
            "Sum so far",
            "Paid back after (years)",
        )
        for below, name in enumerate(names):
            sheet.write_string(row + 1 + below, 0, self.say(name), self.bold)
        total = 0.0
        for year in range(self.asked.years):
            column = xl_rowcol_to_cell(0, _FIRST_YEAR + year).rstrip("1")
            before = xl_rowcol_to_cell(0, _FIRST_YEAR + year - 1).rstrip("1") if year else ""
            kr, kinds = f"{column}${first}:{column}${last}", f"$B${first}:$B${last}"
            plus, minus = (f'SUMIF({kinds},"{self.say(kind)}",{kr})' for kind in ("benefit", "cost"))
            net = self.worth.net_by_year[year]
            total += net
            sheet.write_formula(row + 1, _FIRST_YEAR + year, f"=({plus}-{minus})*{column}$3", self.kr, net)
            once = f'-SUMIF($E${first}:$E${last},">0",{kr})*{column}$3'
            sheet.write_formula(row + 2, _FIRST_YEAR + year, f"={once}", self.kr, self.worth.at_once[year])
            so_far = f"{before}{row + 4}+" if before else ""
            sheet.write_formula(row + 3, _FIRST_YEAR + year, f"={so_far}{column}{row + 2}", self.kr, total)
            low = f"({so_far}{column}{row + 3})"
            was = f"{before}{row + 5}" if before else "0"
            end = f"{column}{row + 4}"
            back = self.worth.paid_back[year]
            how = f'=IF({end}<-0.005,"-",IF({low}<-0.005,{year}-{low}/({end}-{low}),IF({was}="-",{year},{was})))'
            sheet.write_formula(row + 4, _FIRST_YEAR + year, how, self.figure, "-" if back is None else back)
        last_year = xl_rowcol_to_cell(row + 4, _FIRST_YEAR + self.asked.years - 1, True, True)
        self.cells["payback"] = f"'{self.say('By year')}'!{last_year}"

    # what comes out

    def _result(self, sheet: Worksheet) -> None:
        came, spans = self.worth, self.spans
        self._heads(sheet, 0, self.asked.title)
        row = 2
        for (is_cost, box), name in BOX_WORDS.items():
            words = self.say(name)
            how = f'=SUMIF({spans["box"]},"{words}",{spans["present"]})'
            self._line(sheet, row, words, how, came.boxes[is_cost, box])
            row += 1
        benefit, cost = "(B3+B4)", "(B5+B6)"
        self._line(sheet, 7, self.say("Net benefit"), f"={benefit}-{cost}", came.net)
        self._line(sheet, 8, self.say("Money freed: financial benefit less financial cost"), "=B3-B5", came.freed)
        each = came.per_krona
        self._line(
            sheet,
            9,
            self.say("Net benefit per krona"),
            f'=IF({cost}>0.005,B8/{cost},"-")',
            "-" if each is None else each,
            self.figure,
        )
        bands = f'IF(ABS(B8)<=0.005,"{Band.NOTHING}",IF(B10<0,"{Band.LOSS}",IF(B10<0.5,"{Band.SOME}","{Band.MUCH}")))'
        self._line(sheet, 10, self.say("Band"), f'=IF(B10="-","-",{bands})', came.band or "-")
        back = came.payback
        payback = self.say("Paid back after (years)")
        self._line(sheet, 11, payback, f"={self.cells['payback']}", "-" if back is None else back, self.figure)
        row = 13
        self._heads(sheet, row, self.say("Who gains, less what they pay"))
        for party, kr in came.by_party.items():
            row += 1
            words = self.say(PARTY_WORDS[party])
            plus, minus = (
                f'SUMIFS({spans["present"]},{spans["party"]},"{words}",{spans["kind"]},"{self.say(kind)}")'
                for kind in ("benefit", "cost")
            )
            self._line(sheet, row, words, f"={plus}-{minus}", kr)

    def _line(self, sheet: Worksheet, row: int, name: str, how: str, value: float | str, form: Any = None) -> None:
        sheet.write_string(row, 0, name)
        sheet.write_formula(row, 1, how, form or self.kr, value)

    def _sensitivity(self, sheet: Worksheet) -> None:
        sheet.write_string(0, 0, self.say("As worked out when this file was made: it does not follow changes."))
        self._heads(
            sheet,
            2,
            self.say("Figure"),
            self.say("Low"),
            self.say("High"),
            self.say("Net benefit at low"),
            self.say("Net benefit at high"),
            self.say("Decides alone"),
        )
        for row, swing in enumerate(tornado(self.asked), start=3):
            what = self._of(swing.field)
            sheet.write_string(row, 0, f"{swing.line}: {what}" if swing.line else what)
            for column, value in enumerate((swing.low, swing.high), start=1):
                sheet.write_number(row, column, value, self.figure)
            for column, value in enumerate((swing.at_low, swing.at_high), start=3):
                sheet.write_number(row, column, value, self.kr)
            sheet.write_string(row, 5, self.say("yes") if swing.decides else "")

    def _unvalued(self, sheet: Worksheet) -> None:
        self._heads(sheet, 0, self.say("What is not valued in money"), self.say("Who"), self.say("Evidence"))
        for row, one in enumerate(self.asked.unvalued, start=1):
            sheet.write_string(row, 0, one.name)
            sheet.write_string(row, 1, self.say(PARTY_WORDS[one.party]))
            sheet.write_string(row, 2, one.evidence)
