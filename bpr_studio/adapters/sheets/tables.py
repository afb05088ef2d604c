"""Plain tables in workbooks: found by their headings, read cell by cell with findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.sheets.sheet_scan import cell_name
from bpr_studio.adapters.sheets.spoilt import spoilt_cells
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import Refused, is_blank, shown, squeezed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from bpr_studio.adapters.sheets.grids import Grid, GridFile
    from bpr_studio.domain.workload.cell_rules import CellValue, Taken

    Rule = Callable[[CellValue], Taken[Any] | Refused]

_TOP_ROWS: Final = 20  # headings stand within these


@dataclass(frozen=True, slots=True)
class Heading:
    """A column to look for.

    Attributes:
        key: how the program calls it.
        text: heading in the sheet; blanks and width do not matter, nor a unit behind it.
        required: the table cannot be read without it.
    """

    key: str
    text: str
    required: bool = True


class Table:
    """A table of one sheet.

    Attributes:
        findings: everything said so far, in the order of reading.
        whole: one wrong line refuses the whole file.
    """

    def __init__(
        self, file: GridFile, sheet: str, headings: Sequence[Heading], *, whole: bool = False
    ) -> None:
        """Find the table.

        Args:
            file: the file.
            sheet: name of the sheet.
            headings: the columns to look for.
            whole: one wrong line refuses the whole file, and findings say so.

        Raises:
            RefusedError: the sheet is missing, or a required or doubled heading spoils it.
        """
        self.findings: list[Finding] = []
        self.whole = whole
        self._file = file.file
        self._grid = _sheet_of(file, sheet)
        header_row, self._places = _find_headings(file.file, self._grid, headings)
        self._header_row = header_row
        self._first_row = header_row + 1
        self._spoilt = spoilt_cells(self._grid, self._first_row, set(self._places.values()))

    @property
    def keys(self) -> Collection[str]:
        """The columns that were found."""
        return self._places.keys()

    def unknown_headings(self) -> Iterator[tuple[str, str]]:
        """Headings nobody looked for, with the address of their cell."""
        known = set(self._places.values())
        row = self._grid.rows[self._header_row] if self._grid.rows else ()
        for place, cell in enumerate(row):
            if place not in known and not is_blank(cell):
                yield shown(cell), cell_name(self._header_row, place)

    def column(self, key: str) -> list[CellValue]:
        """All raw cells of a column, top down; empty when the column is missing."""
        place = self._places.get(key)
        return [] if place is None else [row[place] for row in self._grid.rows[self._first_row :]]

    def rows(self) -> Iterator[TableRow]:
        """The rows that are not empty."""
        for number in range(self._first_row, len(self._grid.rows)):
            cells = self._grid.rows[number]
            if number in self._spoilt or not all(is_blank(cells[p]) for p in self._places.values()):
                yield TableRow(self, number)

    def raw(self, row: int, key: str) -> CellValue:
        """A cell as it stands; "" when the column is missing."""
        place = self._places.get(key)
        return "" if place is None else self._grid.rows[row][place]

    def spoilt(self, row: int, key: str) -> Refused | None:
        """Why a cell cannot be read at all."""
        place = self._places.get(key)
        return None if place is None else self._spoilt.get(row, {}).get(place)

    def tell(
        self, level: Level, rule: str, message: str, row: int, key: str
    ) -> None:  # one call for every finding
        """Add a finding about a cell."""
        where = Place(self._file, self._grid.name, cell_name(row, self._places.get(key, 0)))
        self.findings.append(Finding(level, rule, message, where, shown(self.raw(row, key))))


class TableRow:
    """One row being read.

    Attributes:
        row: row of the sheet, from 0.
        failed: a cell was refused, or something required is missing.
    """

    def __init__(self, table: Table, row: int) -> None:
        self.row = row
        self.failed = False
        self._table = table

    def take(self, key: str, rule: Rule, *, required: bool = False) -> Any:
        """The value of a cell, None when it is empty or was refused; says what is to be said."""
        spoilt = self._table.spoilt(self.row, key)
        reading = spoilt or rule(self._table.raw(self.row, key))
        if isinstance(reading, Refused):
            self.refuse(key, reading.rule, reading.message)
            return None
        for remark in reading.remarks:
            self._table.tell(remark.level, remark.rule, remark.message, self.row, key)
        if reading.value is None and required:
            self.refuse(key, "required-missing", tr("The cell is empty but needed."))
        return reading.value

    def refuse(self, key: str, rule: str, message: str) -> None:
        """Refuse the row because of a cell."""
        self.failed = True
        consequence = (
            tr(
                "Correct line {row}; until then nothing of the file is taken over.",
                row=self.row + 1,
            )
            if self._table.whole
            else tr("Line {row} is left out; the other lines are not affected.", row=self.row + 1)
        )
        self._table.tell(Level.ERROR, rule, f"{message} {consequence}", self.row, key)


def _sheet_of(file: GridFile, sheet: str) -> Grid:
    by_name = {squeezed(name): name for name in file.names}
    name = by_name.get(squeezed(sheet))
    if name is None:
        raise RefusedError(
            tr("{name} has no sheet “{sheet}”.", name=file.file, sheet=sheet),
            kept=tr("Nothing of it was taken over."),
            remedy=tr("Use the template this program writes."),
        )
    return file.grid(name)


def _find_headings(
    file: str, grid: Grid, headings: Sequence[Heading]
) -> tuple[int, dict[str, int]]:
    """The heading row, the one with most headings, and the place of each column."""
    keys = {squeezed(heading.text): heading.key for heading in headings}
    found = [(_matches(row, keys), number) for number, row in enumerate(grid.rows[:_TOP_ROWS])]
    matches, header_row = max(found, key=lambda m: (len(m[0]), -m[1]), default=([], 0))
    places: dict[str, int] = {}
    for key, place in matches:
        if key in places:
            raise _unfit(
                file,
                tr("The column “{key}” stands twice in sheet {sheet}.", key=key, sheet=grid.name),
            )
        places[key] = place
    for heading in headings:
        if heading.required and heading.key not in places:
            raise _unfit(
                file,
                tr("The column “{header}” is missing in {name}.", header=heading.text, name=file),
            )
    return header_row, places


def _matches(row: Sequence[CellValue], keys: Mapping[str, str]) -> list[tuple[str, int]]:
    matches = []
    for place, value in enumerate(row):
        if isinstance(value, str):
            key = keys.get(squeezed(value)) or keys.get(_bare(value))
            if key is not None:
                matches.append((key, place))
    return matches


def _bare(text: str) -> str:
    """The heading without a unit in brackets at its end."""
    key = squeezed(text)
    return key.rpartition("(")[0] if key.endswith(")") else key


def _unfit(file: str, message: str) -> RefusedError:
    return RefusedError(
        message if file in message else f"{file}: {message}",
        kept=tr("Nothing of it was taken over."),
        remedy=tr("Use the template this program writes."),
    )
