"""The organisation workbook: units of one fiscal year, what became of the old ones, staff."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.sheets.book_writer import BookWriter
from bpr_studio.adapters.sheets.grids import GridFile
from bpr_studio.adapters.sheets.tables import Heading, Table
from bpr_studio.domain.organisation.tree import place_units
from bpr_studio.domain.organisation.units import (
    Headcount,
    Organisation,
    Succession,
    SuccessionKind,
    Unit,
    UnitLevel,
)
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import ChoiceList, read_digits, read_text
from bpr_studio.domain.workload.cell_rules import (
    Refused,
    Taken,
    fold_width,
    read_count,
    read_hours,
    read_number,
    shown,
)
from bpr_studio.services.organisations import OrganisationFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bpr_studio.adapters.sheets.book_writer import CellContent
    from bpr_studio.adapters.sheets.tables import TableRow
    from bpr_studio.domain.workload.cell_rules import CellValue

    Rule = Callable[[CellValue], Taken[Any] | Refused]

UNITS_SHEET: Final = "組織"
STAFF_SHEET: Final = "職員数"
SUCCESSION_SHEET: Final = "承継"

_LEVELS: Final = {
    UnitLevel.BUREAU: "局",
    UnitLevel.WARD: "区役所",
    UnitLevel.DIVISION: "部",
    UnitLevel.SECTION: "課",
    UnitLevel.SUBSECTION: "係",
}
_KINDS: Final = {
    SuccessionKind.CONTINUED: "存続",
    SuccessionKind.RENAMED: "改称",
    SuccessionKind.MERGED: "統合",
    SuccessionKind.SPLIT: "分割",
    SuccessionKind.ABOLISHED: "廃止",
    SuccessionKind.NEW: "新設",
}
_UNIT_HEADINGS: Final = (
    Heading("year", "年度"),
    Heading("code", "コード"),
    Heading("name", "名称"),
    Heading("level", "階層"),
    Heading("above", "上位コード"),
    Heading("before", "前年度コード", required=False),
    Heading("kind", "承継区分", required=False),
    Heading("share", "割合", required=False),
)
_SUCCESSION_HEADINGS: Final = (
    Heading("before", "前年度コード"),
    Heading("code", "コード"),
    Heading("kind", "承継区分"),
    Heading("share", "割合"),
)
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TEMPLATE_ROWS: Final = 500  # lines with drop-downs
_OVERTIME: Final = "時間外"
_OVERTIME_CATEGORY: Final = "regular"  # whose overtime the column without a name is
_ERA_YEAR: Final = re.compile(r"(?:令和|R)(元|\d{1,2})(?:年度?)?", re.IGNORECASE)
_WEST_YEAR: Final = re.compile(r"(\d{4})(?:年度?)?")
_LEVEL_CHOICES: Final = ChoiceList(
    [*((level.value, word) for level, word in _LEVELS.items()), (UnitLevel.WARD.value, "区")]
)
_KIND_CHOICES: Final = ChoiceList((kind.value, word) for kind, word in _KINDS.items())


def _year_of(file: str, units: Table) -> int:
    years = {year for cell in units.column("year") if (year := _year_in(cell)) is not None}
    if len(years) != 1:
        raise RefusedError(
            tr("{name} must be about exactly one fiscal year.", name=file),
            kept=tr("Nothing of it was taken over."),
            remedy=tr(
                "Write the same fiscal year, such as 2026, in every line of {sheet}.",
                sheet=UNITS_SHEET,
            ),
        )
    return years.pop()


def _year_in(cell: CellValue) -> int | None:
    text = fold_width(shown(cell)).replace(" ", "")
    if found := _WEST_YEAR.fullmatch(text):
        return int(found[1])
    if found := _ERA_YEAR.fullmatch(text):
        return 2018 + (1 if found[1] == "元" else int(found[1]))
    return None


def _read_year(year: int, cell: CellValue) -> Taken[int | None] | Refused:
    if _year_in(cell) == year:
        return Taken(year)
    return Refused("year-unclear", tr("The fiscal year {year} is expected here.", year=year))


class _Reading:
    """The workbook of one year being read."""

    def __init__(self, units: Table, year: int) -> None:
        self.units: list[Unit] = []
        self.headcounts: list[Headcount] = []
        self.successions: list[Succession] = []
        self.tables = [units]
        self._year = year
        self._width = _code_width(units.column("code"))
        self._codes: set[str] = set()

    def _code(self, cell: CellValue) -> Taken[str | None] | Refused:
        """Codes in text cells are taken as they are, numbers get their leading zeros back.

        Where the codes have several lengths, as codes that name the units above do, nobody can
        tell how many zeros a number has lost.
        """
        if not isinstance(cell, int | float):
            return read_text(cell, max_length=20)
        if self._width:
            return read_digits(cell, width=self._width)
        return Refused(
            "code-is-number",
            tr(
                "The code {value} is a number, so its leading zeros are lost. Format the column"
                " as text and type the code again.",
                value=shown(cell),
            ),
        )

    def _id(self, code: str) -> str:
        return planned_id("org_unit", self._year, code)

    def _id_before(self, code: str) -> str:
        return code if _ID.fullmatch(code) else planned_id("org_unit", self._year - 1, code)

    def _code_before(self, cell: CellValue) -> Taken[str | None] | Refused:
        """A code of last year, whose number of digits may differ, or an id."""
        if isinstance(cell, str) and (_ID.fullmatch(cell) or not self._width):
            return read_text(cell, max_length=36)
        return self._code(cell)

    def read_units(self) -> None:
        """The sheet of units, with the one unit each of them was before."""
        table = self.tables[0]
        for number, row in enumerate(table.rows()):
            row.take("year", partial(_read_year, self._year))
            code = row.take("code", self._code, required=True)
            name = row.take("name", partial(read_text, max_length=100), required=True)
            level = row.take("level", _LEVEL_CHOICES.read, required=True)
            above = row.take("above", self._code)
            if code in self._codes:
                row.refuse("code", "code-twice", tr("The code {code} is used twice.", code=code))
            if row.failed:
                continue
            self._codes.add(code)
            above_id = self._id(above) if above else ""
            self.units.append(
                Unit(self._id(code), self._year, code, name, UnitLevel(level), above_id, number)
            )
            if "before" in table.keys:
                self._take_succession(row, code)

    def read_successions(self, table: Table) -> None:
        """The sheet for merged, split and abolished units."""
        self.tables.append(table)
        for row in table.rows():
            code = row.take("code", self._code)
            self._take_succession(row, code or "")

    def _take_succession(self, row: TableRow, code: str) -> None:
        before = row.take("before", self._code_before)
        kind = row.take("kind", _KIND_CHOICES.read)
        share = row.take("share", partial(read_count, units=("%",), maximum=100))
        if row.failed or (before is None and kind is None):
            return
        if before is None:
            kind, share = SuccessionKind.NEW.value, 0
        self.successions.append(
            Succession(
                from_id=self._id_before(before) if before else "",
                to_id=self._id(code) if code else "",
                kind=SuccessionKind(kind or SuccessionKind.CONTINUED),
                share_percent=100 if share is None else share,
            )
        )

    def read_staff(self, table: Table, staff_names: Mapping[str, str]) -> None:
        """Heads and overtime by unit and category."""
        self.tables.append(table)
        seen: set[str] = set()
        for row in table.rows():
            code = row.take("code", self._code, required=True)
            if code is not None and (code not in self._codes or code in seen):
                message = (
                    tr("The code {code} is used twice.", code=code)
                    if code in seen
                    else tr("There is no unit with the code {code}.", code=code)
                )
                row.refuse("code", "code-unfit", message)
            found = list(self._staff_of(row, code, staff_names)) if code else []
            if not row.failed:
                seen.add(code)
                self.headcounts += found

    def _staff_of(
        self, row: TableRow, code: str, staff_names: Mapping[str, str]
    ) -> Iterator[Headcount]:
        for category in staff_names:
            heads = row.take(category, _read_heads)
            overtime = row.take(f"overtime {category}", read_hours)
            if heads or overtime:
                yield Headcount(self._id(code), category, heads or 0, overtime or 0)


def _code_width(cells: Sequence[CellValue]) -> int:
    """Digits that a code in a number cell must have; 0 when the text cells disagree.

    Without any text cell the longest number counts, since every code has lost its zeros.
    """
    texts = [fold_width(cell).strip() for cell in cells if isinstance(cell, str)]
    widths = {len(text) for text in texts if text.isascii() and text.isdigit()}
    if len(widths) == 1 and all(text.isdigit() for text in texts if text):
        return widths.pop()
    if not any(texts):
        return max((len(shown(c)) for c in cells if isinstance(c, int | float)), default=0)
    return 0


def _read_heads(cell: CellValue) -> Taken[int | None] | Refused:
    """People in hundredths."""
    reading = read_number(cell, units=("人", "名"))
    if isinstance(reading, Refused):
        return reading
    if reading.value is None:
        return Taken(None, reading.remarks)
    if reading.value < 0:
        message = tr(
            "“{value}” is negative. Only 0 or more can be entered here.", value=shown(cell)
        )
        return Refused("number-negative", message)
    return Taken(int(reading.value * 100 + 0.5), reading.remarks)


def _staff_headings(staff_names: Mapping[str, str]) -> list[Heading]:
    headings = [Heading("code", "組織コード")]
    for code, name in staff_names.items():
        headings.append(Heading(code, name, required=False))
        text = _overtime_heading(code, name)
        headings.append(Heading(f"overtime {code}", text, required=False))
    return headings


class OrganisationBooks:
    """Organisation lists as workbooks; implements `services.organisations.OrganisationFiles`."""

    def __init__(self, staff_names: Mapping[str, str]) -> None:
        """Take the names of the staff categories by code, the headings of their columns."""
        self._staff_names = staff_names

    def read(self, path: Path) -> OrganisationFile:
        """Read the organisation workbook of one fiscal year.

        Raises:
            UnreadableInputError: the file is broken, locked, of another kind or dangerous.
            RefusedError: sheets or columns are missing, or it names no year or several.
        """
        file = GridFile(path)
        units = Table(file, UNITS_SHEET, _UNIT_HEADINGS)
        year = _year_of(file.file, units)
        reading = _Reading(units, year)
        reading.read_units()
        if SUCCESSION_SHEET in file.names:
            reading.read_successions(Table(file, SUCCESSION_SHEET, _SUCCESSION_HEADINGS))
        if STAFF_SHEET in file.names:
            staff = Table(file, STAFF_SHEET, _staff_headings(self._staff_names))
            reading.read_staff(staff, self._staff_names)
        return OrganisationFile(
            fiscal_year=year,
            organisation=Organisation(tuple(reading.units), tuple(reading.headcounts)),
            successions=tuple(reading.successions),
            findings=tuple(finding for table in reading.tables for finding in table.findings),
        )

    def write(
        self,
        path: Path,
        fiscal_year: int,
        organisation: Organisation,
        successions: Sequence[Succession],
        earlier: Sequence[Unit] = (),
    ) -> None:
        """Write a workbook that `read` takes back; an empty one is the template.

        Args:
            path: the file; an existing one is replaced.
            fiscal_year: western year of the organisation.
            organisation: its units and staff.
            successions: what became of the units of the year before.
            earlier: those units, whose codes the successions are written with.

        Raises:
            RefusedError: the file cannot be written; an existing one is unchanged.
        """
        units = [placed.unit for placed in place_units(organisation.units)]
        before = _codes_before(fiscal_year, units) | {unit.id: unit.code for unit in earlier}
        into = Counter(succession.to_id for succession in successions)
        alone = {s.to_id: s for s in successions if s.to_id and into[s.to_id] == 1}
        others = [s for s in successions if s.to_id not in alone]
        writer = BookWriter()
        _write_units(writer, units, alone, before)
        self._write_staff(writer, units, organisation.headcounts)
        if others:
            _write_successions(writer, units, others, before)
        writer.save(path)

    def _write_staff(
        self, writer: BookWriter, units: Sequence[Unit], headcounts: Sequence[Headcount]
    ) -> None:
        by_unit: dict[str, dict[str, Headcount]] = {}
        for headcount in headcounts:
            by_unit.setdefault(headcount.unit_id, {})[headcount.staff_category] = headcount
        overtime = {h.staff_category for h in headcounts if h.overtime_minutes}
        shown_overtime = [c for c in self._staff_names if c in overtime or c == _OVERTIME_CATEGORY]
        headings = [
            *("組織コード", "名称"),
            *(f"{name}（人）" for name in self._staff_names.values()),
            *(f"{_overtime_heading(c, self._staff_names[c])}（時間）" for c in shown_overtime),
        ]
        rows = [
            [
                unit.code,
                unit.name,
                *(_heads_cell(staff.get(category)) for category in self._staff_names),
                *(_overtime_cell(staff.get(category)) for category in shown_overtime),
            ]
            for unit in units
            if (staff := by_unit.get(unit.id, {}))
        ]
        widths = [12, 30, *[12] * (len(headings) - 2)]
        writer.add_table(STAFF_SHEET, headings, rows, widths)


def _codes_before(fiscal_year: int, units: Sequence[Unit]) -> dict[str, str]:
    """Codes of last year's units by id, for those whose code still exists.

    Another unit of last year is written by its id, which reading takes as well.
    """
    return {planned_id("org_unit", fiscal_year - 1, unit.code): unit.code for unit in units}


def _write_units(
    writer: BookWriter,
    units: Sequence[Unit],
    successions: Mapping[str, Succession],
    before: Mapping[str, str],
) -> None:
    codes = {unit.id: unit.code for unit in units}
    rows = []
    for unit in units:
        above = codes.get(unit.parent_id, "")
        cells: list[CellContent] = [
            unit.fiscal_year,
            unit.code,
            unit.name,
            _LEVELS[unit.level],
            above,
        ]
        rows.append([*cells, *_succession_cells(successions.get(unit.id), before)])
    headings = [heading.text for heading in _UNIT_HEADINGS]
    headings[-1] += "（％）"
    sheet = writer.add_table(UNITS_SHEET, headings, rows, (8, 10, 30, 10, 12, 14, 12, 10))
    for column, words in ((3, _LEVELS.values()), (6, _KINDS.values())):
        choice = {"validate": "list", "source": list(words)}
        sheet.data_validation(1, column, max(len(rows), _TEMPLATE_ROWS), column, choice)


def _succession_cells(
    succession: Succession | None, before: Mapping[str, str]
) -> tuple[CellContent, CellContent, CellContent]:
    if succession is None:
        return "", "", ""
    old = before.get(succession.from_id, succession.from_id)
    return old, _KINDS[succession.kind], succession.share_percent


def _write_successions(
    writer: BookWriter,
    units: Sequence[Unit],
    successions: Sequence[Succession],
    before: Mapping[str, str],
) -> None:
    codes = {unit.id: unit.code for unit in units}
    rows = []
    for succession in successions:
        old, kind, share = _succession_cells(succession, before)
        rows.append((old, codes.get(succession.to_id, ""), kind, share))
    headings = [heading.text for heading in _SUCCESSION_HEADINGS]
    headings[-1] += "（％）"
    writer.add_table(SUCCESSION_SHEET, headings, rows, (14, 10, 12, 10))


def _heads_cell(headcount: Headcount | None) -> CellContent:
    return headcount.heads_hundredths / 100 if headcount else None


def _overtime_cell(headcount: Headcount | None) -> CellContent:
    return (
        round(headcount.overtime_minutes / 60, 4)
        if headcount and headcount.overtime_minutes
        else None
    )


def _overtime_heading(code: str, name: str) -> str:
    return _OVERTIME if code == _OVERTIME_CATEGORY else f"{_OVERTIME}・{name}"
