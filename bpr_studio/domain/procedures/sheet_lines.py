"""The lines of a sheet with procedures, read by a mapping profile; every repair is told.

An empty cell says nothing: it never takes a value away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.procedures.layout import EXTRA
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import read_text
from bpr_studio.domain.workload.cell_rules import (
    Refused,
    clean_text,
    is_blank,
    shown,
    squeezed,
)
from bpr_studio.domain.workload.grown_headers import place_of
from bpr_studio.domain.workload.grown_lines import cell_address
from bpr_studio.domain.workload.mapping import NAME, SECTION
from bpr_studio.domain.workload.sheet_picture import Cell
from bpr_studio.domain.workload.survey_format import FieldKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.procedures.layout import Ledger
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.cell_rules import CellValue, Remark
    from bpr_studio.domain.workload.grown_headers import Headings
    from bpr_studio.domain.workload.mapping import ColumnMapping, MappingProfile
    from bpr_studio.domain.workload.sheet_picture import SheetPicture

EXTRA_PREFIX: Final = "その他："
"""Begins the heading of a kept foreign column in our own export."""

_LONGEST_NAME: Final = 200
_TOLD_EVERY: Final = 200  # rows


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One procedure of a sheet.

    Attributes:
        row: row of the sheet, from 1.
        section: what the cell of the section says, "" for nothing.
        values: stored values by field; only those the sheet says something about.
        blank: fields whose cell is empty.
    """

    row: int
    section: str
    values: Mapping[str, Any]
    blank: frozenset[str]


@dataclass(frozen=True, slots=True)
class SheetLines:
    """What was read of one sheet.

    Attributes:
        lines: the procedures.
        findings: every repair, doubt and refused cell.
        refused: lines that hold something but no name.
    """

    lines: tuple[SheetLine, ...]
    findings: tuple[Finding, ...]
    refused: int


def read_procedure_sheet(  # noqa: PLR0913  # what reading a sheet needs
    picture: SheetPicture,
    found: Headings,
    profile: MappingProfile,
    ledger: Ledger,
    *,
    file: str,
    fiscal_year: int,
    progress: Progress | None = None,
) -> SheetLines:
    """Read the table below the headings to its end.

    Raises:
        CancelledError: `progress` says so.
    """
    return _Reading(picture, found, profile, ledger, file, fiscal_year).run(progress)


class _Reading:
    """One sheet being read from top to bottom."""

    def __init__(  # noqa: PLR0913, PLR0917  # what reading a sheet needs
        self,
        picture: SheetPicture,
        found: Headings,
        profile: MappingProfile,
        ledger: Ledger,
        file: str,
        fiscal_year: int,
    ) -> None:
        self._picture = picture
        self._found = found
        self._ledger = ledger
        self._file = file
        self._year = fiscal_year
        places = [(place_of(found, column.heading), column) for column in profile.columns]
        self._columns = [(place, column) for place, column in places if place >= 0]
        self._also = {
            column.heading: {**ledger.usual_values(column.target), **column.values}
            for _, column in self._columns
        }
        self._headings = {squeezed(text) for text in found.texts if text}
        self._findings: list[Finding] = []

    def run(self, progress: Progress | None) -> SheetLines:
        """Read the lines."""
        lines: list[SheetLine] = []
        refused = 0
        last = len(self._picture.rows)
        for row in range(self._found.first_line, last):
            if progress is not None and row % _TOLD_EVERY == 0:
                progress.report(row, last, self._picture.name)
            if self._picture.is_blank_row(row) or self._is_no_line(row):
                continue
            line = self._line(row)
            if line is None:
                refused += 1
            else:
                lines.append(line)
        return SheetLines(tuple(lines), tuple(self._findings), refused)

    def _is_no_line(self, row: int) -> bool:
        """Whether a row is a sum, a remark, or the headings once more (after a page break)."""
        words = self._ledger.header_words
        texts = [v for v in self._picture.rows[row] if isinstance(v, str) and v.strip()]
        first = squeezed(texts[0]) if texts else ""
        if first in words.totals or (len(texts) == 1 and first.startswith(words.notes)):
            return True
        return len(texts) > 1 and all(squeezed(text) in self._headings for text in texts)

    def _line(self, row: int) -> SheetLine | None:
        values: dict[str, Any] = {}
        extra: dict[str, str] = {}
        blank: set[str] = set()
        section = ""
        for place, column in self._columns:
            target = column.target
            raw = self._value(row, place, target)
            if is_blank(raw):
                blank.add(target)
            elif target == SECTION:
                section = clean_text(shown(raw))
            elif target == EXTRA:
                extra |= self._extra(row, place, column, raw)
            else:
                values |= self._cell(row, place, column, raw)
        if extra:
            values[EXTRA] = extra
        if not str(values.get(NAME, "")).strip():
            message = tr("The line has no name of a procedure and was left out.")
            self._tell(Level.ERROR, "name-missing", message, row, -1)
            return None
        return SheetLine(row + 1, section, values, frozenset(blank))

    def _value(self, row: int, place: int, target: str) -> CellValue:
        """A cell; texts of merged cells hold for every line, numbers only where they stand."""
        alone = target == NAME or self._counts(target)
        return self._picture.value(row, place) if alone else self._picture.shown(row, place)

    def _counts(self, target: str) -> bool:
        if target in {SECTION, EXTRA}:
            return False
        return self._ledger.column(target).kind is FieldKind.COUNT

    def _extra(self, row: int, place: int, column: ColumnMapping, raw: CellValue) -> dict[str, str]:
        found = read_text(shown(raw) if not isinstance(raw, str) else raw)
        if isinstance(found, Refused):
            self._refuse(row, place, found, raw)
            return {}
        heading = column.heading.removeprefix(EXTRA_PREFIX)
        return {heading: found.value} if found.value else {}

    def _cell(self, row: int, place: int, column: ColumnMapping, raw: CellValue) -> dict[str, Any]:
        spoilt = self._picture.spoilt.get(Cell(row, place))
        if spoilt is not None:
            self._refuse(row, place, spoilt, raw)
            return {}
        target = column.target
        also = self._also[column.heading]
        found = self._ledger.read(target, raw, fiscal_year=self._year, also=also)
        if isinstance(found, Refused):
            self._refuse(row, place, found, raw)
            return {}
        for remark in found.remarks:
            self._remark(row, place, remark, raw)
        if found.value is None or found.value == "":
            return {}
        value = found.value
        if target == NAME:
            value = " ".join(str(value).split())[:_LONGEST_NAME]
        return {target: value}

    # -- telling ---------------------------------------------------------------------------------

    def _refuse(self, row: int, place: int, found: Refused, raw: CellValue) -> None:
        kept = tr("This cell was left out; the line was read.")
        self._tell(Level.WARNING, found.rule, f"{found.message} {kept}", row, place, shown(raw))

    def _remark(self, row: int, place: int, remark: Remark, raw: CellValue) -> None:
        self._tell(remark.level, remark.rule, remark.message, row, place, shown(raw))

    def _tell(  # noqa: PLR0913, PLR0917  # the parts of a finding
        self, level: Level, rule: str, message: str, row: int, place: int, value: str = ""
    ) -> None:
        cell = cell_address(row, place) if place >= 0 else tr("line {n}", n=row + 1)
        where = Place(self._file, self._picture.name, cell)
        self._findings.append(Finding(level, rule, message, where, value))
