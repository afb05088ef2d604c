"""Figures of a city for comparison, read from a workbook in the open exchange format."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.sheets import city_layout as layout
from bpr_studio.adapters.sheets import city_rules as rules
from bpr_studio.adapters.sheets.city_general import Lists, general_part, read_flag
from bpr_studio.adapters.sheets.grids import GridFile
from bpr_studio.adapters.sheets.guard import read_limited
from bpr_studio.adapters.sheets.sheet_scan import cell_name
from bpr_studio.adapters.sheets.spoilt import spoilt_cells
from bpr_studio.adapters.sheets.tables import Table
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import read_text
from bpr_studio.domain.workload.cell_rules import (
    Refused,
    Taken,
    is_blank,
    read_hours,
    shown,
    squeezed,
)
from bpr_studio.services.cities import CityFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bpr_studio.adapters.sheets.city_rules import Rule
    from bpr_studio.adapters.sheets.grids import Grid
    from bpr_studio.adapters.sheets.tables import Heading, TableRow
    from bpr_studio.domain.benchmark.exchange import ExchangeLists
    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.domain.workload.cell_rules import CellValue

_HOURS: Final = partial(read_hours, maximum=rules.LARGEST_HOURS)


def read_city_book(path: Path, lists: ExchangeLists) -> CityFile:
    """Read a city's figures.

    Args:
        path: the workbook.
        lists: what codes mean.

    Raises:
        UnreadableInputError: the file is broken, locked, of another kind or dangerous.
        RefusedError: it is no such file, or a table in it has no usable headings.
    """
    reading = _Reading(GridFile(path), path.parent, lists)
    figures = reading.city()
    return CityFile(figures, tuple(reading.findings))


class _Reading:
    """One workbook being read."""

    def __init__(self, file: GridFile, folder: Path, lists: ExchangeLists) -> None:
        self.findings: list[Finding] = []
        self._file = file
        self._folder = folder
        self._lists = lists
        self._sheets = {squeezed(name): name for name in file.names}
        if squeezed(layout.CITY_SHEET) not in self._sheets:
            rules.require_schema(file.file, None)
        self._about = _About(file, self._sheets[squeezed(layout.CITY_SHEET)], self.findings)
        rules.require_schema(file.file, self._about.schema)

    def city(self) -> CityFigures:
        """The whole workbook."""
        self._name_unknown_sheets()
        staff = self._about.staff(self._lists.staff)
        lists = Lists(
            figures=tuple(
                rules.class_figures(
                    self._lines(layout.CLASSES_SHEET, layout.CLASS_HEADINGS), _HOURS
                )
            ),
            steps=tuple(
                rules.step_figures(
                    self._lines(layout.STEPS_SHEET, layout.STEP_HEADINGS),
                    _HOURS,
                    self._lists.steps,
                )
            ),
            denominators=tuple(
                rules.denominators(
                    self._lines(layout.DENOMINATORS_SHEET, layout.DENOMINATOR_HEADINGS)
                )
            ),
            flows=tuple(
                rules.flows(self._lines(layout.FLOWS_SHEET, layout.FLOW_HEADINGS), self._attached)
            ),
        )
        return general_part(self._about, staff, lists, self._about.tell)

    def _lines(self, sheet: str, headings: Sequence[Heading]) -> Iterator[TableRow]:
        """The lines of a sheet that are filled in; none where the sheet is missing."""
        if squeezed(sheet) not in self._sheets:
            return
        table = Table(self._file, sheet, headings, whole=True)
        for heading, cell in table.unknown_headings():
            self._tell(
                sheet,
                cell,
                "column-unknown",
                tr("The column “{header}” is not read.", header=heading),
            )
        for row in table.rows():
            if any(_is_filled(table, row.row, key) for key in layout.FILLED[sheet]):
                yield row
        self.findings += table.findings

    def _name_unknown_sheets(self) -> None:
        known = {squeezed(sheet) for sheet in layout.SHEETS}
        for key, name in self._sheets.items():
            if key not in known and not _is_empty(self._file.grid(name)):
                self._tell(name, "", "sheet-unknown", tr("The sheet is not read."))

    def _tell(self, sheet: str, cell: str, rule: str, message: str) -> None:
        place = Place(self._file.file, sheet, cell)
        self.findings.append(Finding(Level.NOTICE, rule, message, place))

    def _attached(self, raw: CellValue) -> Taken[str | None] | Refused:
        """The BPMN file of this name beside the workbook."""
        reading = read_text(raw, max_length=255)
        if isinstance(reading, Refused) or reading.value is None:
            return reading
        path = self._folder / reading.value
        if path.name != reading.value or path.suffix.lower() not in (".bpmn", ".xml"):
            return Refused(
                "flow-name",
                tr("“{value}” is no name of a .bpmn file beside this one.", value=shown(raw)),
            )
        try:
            return Taken(read_limited(path).decode("utf-8-sig"))
        except (UnreadableInputError, UnicodeDecodeError):
            return Refused(
                "flow-missing",
                tr(
                    "The flow “{value}” cannot be read. Put the file into the folder of the workbook.",
                    value=shown(raw),
                ),
            )


def _is_empty(grid: Grid) -> bool:
    return all(is_blank(cell) for row in grid.rows for cell in row)


def _is_filled(table: Table, row: int, key: str) -> bool:
    """Whether somebody put something into a cell, readable or not."""
    return not is_blank(table.raw(row, key)) or table.spoilt(row, key) is not None


class _About:
    """The sheet of general entries, a word and its value in each line.

    Implements `city_rules.Line` with the names of the JSON format.
    """

    def __init__(self, file: GridFile, sheet: str, findings: list[Finding]) -> None:
        self.failed = False
        self._file = file.file
        self._sheet = sheet
        self._findings = findings
        grid = file.grid(sheet)
        self._cells: dict[str, tuple[int, CellValue]] = {}
        self._staff: dict[str, tuple[int, CellValue]] = {}
        self._spoilt = spoilt_cells(grid, 0, {1})
        known = {squeezed(word): name for name, word in layout.ENTRIES.items()}
        prefix = squeezed(layout.STAFF_ENTRY)
        for row, cells in enumerate(grid.rows):
            key = squeezed(shown(cells[0])) if cells else ""
            value = cells[1] if len(cells) > 1 else ""
            if key in known:
                self._keep(known[key], row, value)
            elif key.startswith(prefix):
                self._staff[key.removeprefix(prefix)] = (row, value)
            elif row > 0 and key and not is_blank(value):
                self._add(row, Level.NOTICE, "entry-unknown", tr("The line is not read."), 0)

    @property
    def schema(self) -> object:
        """What the file says it is."""
        return self._cells.get("schema", (0, None))[1]

    def _keep(self, name: str, row: int, value: CellValue) -> None:
        if name in self._cells:
            message = tr("The line “{name}” stands twice.", name=layout.ENTRIES[name])
            self._add(row, Level.ERROR, "entry-twice", message, 0)
        else:
            self._cells[name] = (row, value)

    def staff(self, names: Mapping[str, str]) -> tuple[str, ...]:
        """The staff categories that are said to be included."""
        by_word = {squeezed(word): code for code, word in names.items()}
        by_word |= {squeezed(code): code for code in names}
        found = []
        for key, (row, raw) in self._staff.items():
            reading = self._spoilt.get(row, {}).get(1) or read_flag(raw)
            if key not in by_word:
                message = tr("This staff category is not known. Use the template.")
                self._add(row, Level.ERROR, "staff-unknown", message, 0)
            elif isinstance(reading, Refused):
                self._add(row, Level.ERROR, reading.rule, reading.message)
            elif reading.value == "yes":
                found.append(by_word[key])
        return tuple(code for code in names if code in found)

    def take(self, key: str, rule: Rule, *, required: bool = False) -> Any:
        """The value of an entry, None when it is empty or was refused; says what is to be said."""
        row, raw = self._cells.get(key, (0, None))
        spoilt = self._spoilt.get(row, {}).get(1) if key in self._cells else None
        reading: Taken[Any] | Refused = spoilt or rule(raw)
        if isinstance(reading, Refused):
            self.refuse(key, reading.rule, reading.message)
            return None
        for remark in reading.remarks:
            self._add(row, remark.level, remark.rule, remark.message)
        if reading.value is None and required:
            self.refuse(
                key,
                "required-missing",
                tr("“{header}” is empty but needed.", header=layout.ENTRIES[key]),
            )
        return reading.value

    def refuse(self, key: str, rule: str, message: str) -> None:
        """Refuse the file because of an entry."""
        self.failed = True
        self.tell(key, Level.ERROR, rule, message)

    def tell(self, key: str, level: Level, rule: str, message: str) -> None:
        """Add a finding about an entry."""
        row = self._cells.get(key, (-1, None))[0]
        self._add(row, level, rule, message)

    def _add(self, row: int, level: Level, rule: str, message: str, column: int = 1) -> None:
        """Add a finding about a line; a missing line has no cell."""
        cell = "" if row < 0 else cell_name(row, column)
        self._findings.append(Finding(level, rule, message, Place(self._file, self._sheet, cell)))
