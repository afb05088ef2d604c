"""Reads the lines of a located entry sheet cell by cell."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.sheets.sheet_scan import cell_name, cell_place
from bpr_studio.adapters.sheets.spoilt import in_columns, spoilt_cells
from bpr_studio.adapters.sheets.survey_layout import EXAMPLE_SLOT, NUMBER, SLOT
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import Refused, Remark, clean_text, shown
from bpr_studio.domain.workload.column_rules import ColumnRules
from bpr_studio.domain.workload.form import ADDED_SLOT, FormRow
from bpr_studio.domain.workload.month_cells import plain_profile, read_month_profile
from bpr_studio.domain.workload.survey_format import MONTH_FIELD, FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.adapters.sheets.grids import GridFile
    from bpr_studio.adapters.sheets.survey_locating import Located
    from bpr_studio.domain.workload.cell_answers import CodeList
    from bpr_studio.domain.workload.cell_rules import CellValue
    from bpr_studio.domain.workload.column_rules import Rule
    from bpr_studio.domain.workload.survey_format import SurveyColumn, SurveyFormat

_SLOT: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SUM_WORDS: Final = frozenset({"合計", "小計", "総計", "計"})
_EXAMPLE_WORDS: Final = frozenset({"例", "記入例"})


@dataclass(frozen=True, slots=True)
class ReadLines:
    """What was read of one sheet; see `FormReading`."""

    rows: tuple[FormRow, ...]
    findings: tuple[Finding, ...]
    refused_slots: tuple[str, ...]
    empty_slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """A column to read: where, what, how, into which field."""

    place: int
    column: SurveyColumn
    rule: Rule
    field: str


@dataclass(slots=True)
class _Line:
    """One line being read.

    Attributes:
        row: row of the sheet, from 0.
        values: fields read so far.
        failed: places of the columns with an error.
        findings: what is said about this line.
    """

    row: int
    values: dict[str, object] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


class LineReader:
    """Reads lines of forms of one format."""

    def __init__(self, survey_format: SurveyFormat, codes: CodeList) -> None:
        self._format = survey_format
        self._rules = ColumnRules(survey_format, codes)

    def read(self, file: GridFile, located: Located, fiscal_year: int) -> ReadLines:
        """All lines of the sheet.

        Args:
            file: the file, for its name and the way it counts days.
            located: where the answers stand.
            fiscal_year: year the form is about, for dates without a year.
        """
        rule_of = partial(
            self._rules.rule_of, fiscal_year=fiscal_year, counts_from_1904=file.counts_from_1904
        )
        answers = [
            _Answer(located.columns[column.key], column, rule_of(column), column.field)
            for column in self._format.columns
            if column.key in located.columns
        ]
        return _SheetReading(file.file, located, answers).run()


class _SheetReading:
    """One sheet being read from top to bottom."""

    def __init__(self, file: str, located: Located, answers: Sequence[_Answer]) -> None:
        self._file = file
        self._located = located
        self._rows = located.grid.rows
        self._answers = answers
        self._singles = [
            (a.place, a.rule, a.field)
            for a in answers
            if a.column.kind is not FieldKind.PERCENT_OF_YEAR
        ]
        self._months = sorted(
            (a for a in answers if a.column.kind is FieldKind.PERCENT_OF_YEAR),
            key=lambda answer: answer.column.position,
        )
        places = {answer.place for answer in answers}
        facts = located.grid.facts
        self._spoilt = spoilt_cells(located.grid, located.first_row, places)
        self._formulas = {
            name
            for name in in_columns(facts.formulas, places)
            if cell_place(name)[0] >= located.first_row
        }
        self._month_places = [answer.place for answer in self._months]
        self._required = [a for a in answers if a.column.required]
        self._code_places = [a.place for a in answers if a.column.kind is FieldKind.CODE]
        self._title_places = [a.place for a in self._required][:2]
        self._slot_place = located.columns.get(SLOT, -1)
        self._number_place = located.columns.get(NUMBER, -1)
        self._slots: set[str] = set()
        self._findings: list[Finding] = []
        self._taken: list[FormRow] = []
        self._refused: list[str] = []
        self._empty: list[str] = []

    def run(self) -> ReadLines:
        """Read all lines."""
        places = [answer.place for answer in self._answers]
        for row in range(self._located.first_row, len(self._rows)):
            cells = self._rows[row]
            slot = self._slot(cells)
            if slot == EXAMPLE_SLOT or self._is_example(cells):
                continue
            if self._is_sum_line(cells):
                self._empty.append(slot)
                self._note_sum_line(row)
            elif row not in self._spoilt and all(cells[place] == "" for place in places):
                self._empty.append(slot)
            else:
                self._read_line(row, cells, slot)
        return ReadLines(
            rows=tuple(self._taken),
            findings=tuple(self._findings),
            refused_slots=tuple(self._refused),
            empty_slots=tuple(
                slot for slot in dict.fromkeys(self._empty) if slot and slot not in self._slots
            ),
        )

    def _is_example(self, cells: Sequence[CellValue]) -> bool:
        return self._number_place >= 0 and cells[self._number_place] in _EXAMPLE_WORDS

    def _slot(self, cells: Sequence[CellValue]) -> str:
        """The line's own key as it stands in the sheet, "" when there is none to trust."""
        raw = cells[self._slot_place] if self._slot_place >= 0 else ""
        text = clean_text(raw) if isinstance(raw, str) else ""
        return text if _SLOT.fullmatch(text) else ""

    def _is_sum_line(self, cells: Sequence[CellValue]) -> bool:
        """A line called 合計 or the like instead of having a class."""
        if _SUM_WORDS.isdisjoint([cells[place] for place in self._title_places]):
            return False
        return all(cells[place] == "" or cells[place] in _SUM_WORDS for place in self._code_places)

    def _note_sum_line(self, row: int) -> None:
        message = tr("A line with a sum was left out; sums are calculated again.")
        place = self._title_places[0]
        self._findings.append(self._finding(Level.NOTICE, "sum-line", message, row, place))

    def _read_line(self, row: int, cells: Sequence[CellValue], slot: str) -> None:
        line = _Line(row)
        spoilt = self._spoilt.get(row, {})
        for place, refusal in spoilt.items():
            self._refuse(line, place, refusal, cells[place])
        values = line.values
        for place, rule, name in self._singles:
            raw = cells[place]
            if raw == "" or (spoilt and place in spoilt):
                continue
            reading = rule(raw)
            if isinstance(reading, Refused):
                self._refuse(line, place, reading, raw)
                continue
            if reading.value is not None:
                values[name] = reading.value
            if reading.remarks or self._formulas:
                self._remark(line, place, reading.remarks, raw)
        self._take_months(line, cells, spoilt)
        self._finish(line, slot)

    def _take_months(
        self, line: _Line, cells: Sequence[CellValue], spoilt: Mapping[int, Refused]
    ) -> None:
        months = self._months
        raws = [cells[place] for place in self._month_places]
        if len(months) != 12 or raws.count("") == 12:
            return
        if not spoilt and not self._formulas and (profile := plain_profile(raws)):
            line.values[MONTH_FIELD] = profile
            return
        shares: list[float | None] = []
        for answer in months:
            raw = cells[answer.place]
            reading = answer.rule(raw) if answer.place not in spoilt else spoilt[answer.place]
            if isinstance(reading, Refused):
                if answer.place not in spoilt:
                    self._refuse(line, answer.place, reading, raw)
                continue
            self._remark(line, answer.place, reading.remarks, raw)
            shares.append(reading.value)
        if len(shares) == 12:
            self._take_profile(line, shares)

    def _take_profile(self, line: _Line, shares: Sequence[float | None]) -> None:
        reading = read_month_profile(shares)
        place = self._months[0].place
        if isinstance(reading, Refused):
            self._refuse(line, place, reading, "")
            return
        self._remark(line, place, reading.remarks, "")
        if reading.value is not None:
            line.values[MONTH_FIELD] = reading.value

    def _finish(self, line: _Line, slot: str) -> None:
        """Take the line over, or say why not."""
        if not line.values and not line.failed:
            self._findings += line.findings
            self._empty.append(slot)
        else:
            self._require(line)
            self._findings += line.findings
            self._settle(line, slot)

    def _settle(self, line: _Line, slot: str) -> None:
        if line.failed:
            if slot:
                self._slots.add(slot)
                self._refused.append(slot)
            return
        if not slot or slot in self._slots:
            slot = self._derived_slot(line, copied=bool(slot))
        self._slots.add(slot)
        self._taken.append(FormRow(slot, line.row + 1, line.values))

    def _derived_slot(self, line: _Line, *, copied: bool) -> str:
        """A key for an inserted or copied line, from its content: the same at every reading."""
        text = f"{line.values.get('code', '')}\x1f{line.values.get('name', '')}"
        base = ADDED_SLOT + hashlib.sha256(text.encode()).hexdigest()[:12]
        slot, n = base, 1
        while slot in self._slots:
            n += 1
            slot = f"{base}-{n}"
        message = (
            tr("The line was copied from another one; it was taken as a line of its own.")
            if copied
            else tr("The line was inserted; it was taken as an additional line.")
        )
        place = max(self._slot_place, 0)
        self._findings.append(self._finding(Level.NOTICE, "line-added", message, line.row, place))
        return slot

    def _require(self, line: _Line) -> None:
        for answer in self._required:
            if answer.field not in line.values and answer.place not in line.failed:
                message = tr("“{header}” is empty.", header=answer.column.header)
                self._refuse(line, answer.place, Refused("required-missing", message), "")

    def _refuse(self, line: _Line, place: int, refusal: Refused, raw: CellValue) -> None:
        line.failed.add(place)
        consequence = tr(
            "Line {row} is left out; the other lines are not affected.", row=line.row + 1
        )
        message = f"{refusal.message} {consequence}"
        # A personal number must not travel on in a report of errors.
        value = "" if refusal.rule == "personal-number" else shown(raw)
        line.findings.append(
            self._finding(Level.ERROR, refusal.rule, message, line.row, place, value)
        )

    def _remark(self, line: _Line, place: int, remarks: Iterable[Remark], raw: CellValue) -> None:
        said = list(remarks)
        if cell_name(line.row, place) in self._formulas:
            message = tr(
                "The cell holds a formula; its result {value} was taken.", value=shown(raw)
            )
            said.append(Remark("formula-result", message))
        for remark in said:
            line.findings.append(
                self._finding(
                    remark.level, remark.rule, remark.message, line.row, place, shown(raw)
                )
            )

    def _finding(  # noqa: PLR0913, PLR0917  # one call shape for every finding of this sheet
        self, level: Level, rule: str, message: str, row: int, place: int, value: str = ""
    ) -> Finding:
        where = Place(self._file, self._located.grid.name, cell_name(row, place))
        return Finding(level, rule, message, where, value)
