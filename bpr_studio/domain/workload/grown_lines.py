"""The lines of a survey sheet somebody else designed, read by a profile, every repair told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.quantities import format_duration, spread
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import Refused, is_blank, shown, squeezed
from bpr_studio.domain.workload.grown_headers import BETWEEN, place_of
from bpr_studio.domain.workload.mapping import (
    ABOVE,
    CASES,
    CODE,
    NAME,
    SECTION,
    TIMES,
    UNIT_TIME,
    TimeUnit,
    is_time,
)
from bpr_studio.domain.workload.month_cells import read_month_profile
from bpr_studio.domain.workload.survey_format import MONTH_FIELD, MONTH_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.domain.workload.cell_rules import CellValue, Remark
    from bpr_studio.domain.workload.grown_cells import GrownCells, Rule, TimeBasis
    from bpr_studio.domain.workload.grown_headers import HeaderFinder, HeaderWords, Headings
    from bpr_studio.domain.workload.mapping import ColumnMapping, MappingProfile
    from bpr_studio.domain.workload.sheet_picture import SheetPicture

_FIGURES: Final = frozenset({TIMES, UNIT_TIME, CASES})
_LONGEST_NAME: Final = 100

_REGULAR: Final = "minutes_regular"


@dataclass(frozen=True, slots=True)
class GrownLine:
    """One task of a foreign sheet.

    Attributes:
        row: row of the sheet, from 1.
        section: code of its section.
        values: stored fields, as those of a form.
    """

    row: int
    section: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class GrownSheet:
    """What was read of one sheet.

    Attributes:
        lines: the tasks that can be taken over.
        findings: every repair, doubt and refusal.
        refused: lines with an error.
    """

    lines: tuple[GrownLine, ...]
    findings: tuple[Finding, ...]
    refused: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading a sheet needs beyond the sheet.

    Attributes:
        file: name of the file.
        words: what other makers call things.
        finder: knows headings when it sees them.
        cells: the rules of the cells.
        section_of: the code of the section a text names; raises a sentence.
        section: code of the section of the whole sheet, "" where each line says it.
        basis: what units of time are worth in a section.
    """

    file: str
    words: HeaderWords
    finder: HeaderFinder
    cells: GrownCells
    section_of: Callable[[str], str | Refused]
    section: str
    basis: Callable[[str], TimeBasis]


@dataclass(slots=True)
class _Line:
    """One line being read."""

    row: int
    section: str = ""
    above: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    months: dict[str, float] = field(default_factory=dict)
    months_in_time: bool = False
    failed: bool = False
    findings: list[Finding] = field(default_factory=list)


def read_grown_sheet(
    picture: SheetPicture, found: Headings, profile: MappingProfile, around: Surroundings
) -> GrownSheet:
    """Read the table below the headings, to its end or to the next table."""
    return _Reading(picture, found, profile, around).run()


class _Reading:
    """One sheet being read from top to bottom."""

    def __init__(
        self,
        picture: SheetPicture,
        found: Headings,
        profile: MappingProfile,
        around: Surroundings,
    ) -> None:
        self._picture = picture
        self._found = found
        self._around = around
        self._columns = [(place_of(found, c.heading), c) for c in profile.columns]
        self._texts = [p for p, c in self._columns if c.target in {NAME, ABOVE, SECTION, CODE}]
        self._names = [p for p, c in self._columns if c.target == NAME]
        self._numbers = [p for p, c in self._columns if is_time(c.target) or c.target in _FIGURES]
        self._rules: dict[tuple[str, int], Rule] = {}
        self._findings: list[Finding] = []
        self._lines: list[GrownLine] = []
        self._seen: dict[tuple[str, str, str], int] = {}
        self._refused = 0

    def run(self) -> GrownSheet:
        """Read the lines."""
        row = self._found.first_line
        while row < len(self._picture.rows):
            if self._is_next_table(row):
                break
            row += self._read_row(row)
        self._note_table_beside()
        return GrownSheet(tuple(self._lines), tuple(self._findings), self._refused)

    def _read_row(self, row: int) -> int:
        """Read one row, or leave it out; gives how many rows that were."""
        if self._picture.is_blank_row(row):
            return 1
        if self._is_heading_again(row):
            self._tell(
                Level.NOTICE,
                "heading-repeated",
                tr("The heading stands here again; it was left out."),
                row,
            )
            return self._found.rows
        passed_over = self._passed_over(row)
        if passed_over:
            rule, message = passed_over
            self._tell(Level.NOTICE, rule, message, row, self._first_filled(row))
        else:
            self._read_line(row)
        return 1

    # -- lines that are no tasks -----------------------------------------------------------------

    def _passed_over(self, row: int) -> tuple[str, str] | None:
        """Why a row is no task: a sum, a remark, a heading between tasks."""
        words = self._around.words
        texts = [self._squeezed(row, place) for place in range(len(self._picture.rows[row]))]
        filled = [text for text in texts if text]
        titles = [self._squeezed(row, place) for place in self._texts]
        if any(_is_total(text, words.totals) for text in (*titles, *filled[:1])):
            return "sum-line", tr("A line with a sum was left out; sums are calculated again.")
        if filled and filled[0].startswith(words.notes):
            return "note-line", tr("A remark below the table was left out.")
        if not self._has_number(row) and self._is_subtitle(row, filled):
            return "subtitle-line", tr("A heading between the lines was left out.")
        if not any(titles) and not self._has_number(row):
            return "foreign-line", tr("The line has neither a name nor figures; it was left out.")
        return None

    def _is_subtitle(self, row: int, filled: Sequence[str]) -> bool:
        """One text alone: marked as a heading, or merged over several columns."""
        distinct = {text for text in filled if text}
        if len(distinct) != 1:
            return False
        marked = filled[0].startswith(self._around.words.subtitles)
        merged = any(
            area.top <= row <= area.bottom and area.right - area.left >= 2
            for area in self._picture.merges
        )
        return marked or merged or not any(self._squeezed(row, p) for p in self._names)

    def _has_number(self, row: int) -> bool:
        return any(not is_blank(self._picture.value(row, place)) for place in self._numbers)

    def _is_heading_again(self, row: int) -> bool:
        top = self._found.top
        same = sum(
            1
            for place, _ in self._columns
            if (text := self._squeezed(row, place)) and text == self._squeezed(top, place)
        )
        return same >= min(3, len(self._columns))

    def _is_next_table(self, row: int) -> bool:
        """Whether another table begins here; it is told about and left out."""
        after_gap = row > 0 and self._picture.is_blank_row(row - 1)
        if not after_gap or self._is_heading_again(row):
            return False
        if not self._around.finder.table_starts(self._picture, row):
            return False
        message = tr(
            "Another table begins in line {row}; it was left out. Move it to a sheet of its own.",
            row=row + 1,
        )
        self._tell(Level.WARNING, "second-table", message, row, self._first_filled(row))
        return True

    def _note_table_beside(self) -> None:
        for place, column in self._columns:
            if column.target == NAME and f"{column.heading}#2" in self._found.texts:
                message = tr(
                    "Two tables stand beside each other; only the left one was read."
                    " Move the other one to a sheet of its own."
                )
                other = self._found.texts.index(f"{column.heading}#2")
                self._tell(
                    Level.WARNING, "table-beside", message, self._found.top, max(other, place)
                )

    def _squeezed(self, row: int, place: int) -> str:
        value = self._picture.shown(row, place)
        return squeezed(value) if isinstance(value, str) else ""

    def _first_filled(self, row: int) -> int:
        cells = self._picture.rows[row]
        return next((n for n, value in enumerate(cells) if not is_blank(value)), 0)

    # -- lines that are tasks --------------------------------------------------------------------

    def _read_line(self, row: int) -> None:
        line = _Line(row, self._around.section)
        self._take_section(line)
        for place, column in self._columns:
            if column.target != SECTION:
                self._take_cell(line, place, column)
        self._complete(line)
        self._findings += line.findings
        if line.failed:
            self._refused += 1
        else:
            self._lines.append(GrownLine(row + 1, line.section, line.values))

    def _take_section(self, line: _Line) -> None:
        for place, column in self._columns:
            if column.target != SECTION:
                continue
            raw = self._picture.shown(line.row, place)
            if is_blank(raw):
                message = tr("The section is missing.")
                self._refuse(line, place, Refused("section-missing", message), raw)
                return
            found = self._around.section_of(shown(raw))
            if isinstance(found, Refused):
                self._refuse(line, place, found, raw)
            else:
                line.section = found

    def _take_cell(self, line: _Line, place: int, column: ColumnMapping) -> None:
        raw = self._raw(line, place, column)
        if raw is None:
            return
        rule = self._rule(column, place, line.section)
        reading = rule(raw)
        if isinstance(reading, Refused):
            self._refuse_or_leave(line, place, column, reading, raw)
            return
        self._remark(line, place, reading.remarks, raw)
        if reading.value is not None:
            self._store(line, place, column, reading.value)

    def _raw(self, line: _Line, place: int, column: ColumnMapping) -> CellValue:
        """What stands in a cell; None where there is nothing to read."""
        picture, origin = self._picture, self._picture.origin(line.row, place)
        raw = picture.value(*origin)
        spoilt = picture.spoilt.get(origin)
        if spoilt is not None:
            self._refuse_or_leave(line, place, column, spoilt, raw)
            return None
        if is_blank(raw):
            return None
        if origin.row != line.row and not self._repeats(line, place, column, raw):
            return None
        return raw

    def _repeats(self, line: _Line, place: int, column: ColumnMapping, raw: CellValue) -> bool:
        """Whether a cell merged with one above holds for this line too: texts do, figures do not."""
        if column.target in {NAME, ABOVE} or not self._is_figure(column):
            message = tr(
                "The cell is merged with one above; “{value}” was taken for this line too.",
                value=shown(raw),
            )
            line.findings.append(
                self._finding(Level.NOTICE, "merged-repeated", message, line.row, place, raw)
            )
            return True
        message = tr(
            "The figure {value} is merged over several lines. It is not known how it divides.",
            value=shown(raw),
        )
        self._refuse(line, place, Refused("merged-figure", message), raw)
        return False

    def _is_figure(self, column: ColumnMapping) -> bool:
        return is_time(column.target) or column.target in _FIGURES

    def _rule(self, column: ColumnMapping, place: int, section: str) -> Rule:
        key = (section, place)
        if key not in self._rules:
            self._rules[key] = self._around.cells.rule_of(
                column,
                self._around.basis(section),
                counts_from_1904=self._picture.counts_from_1904,
            )
        return self._rules[key]

    def _store(self, line: _Line, place: int, column: ColumnMapping, value: Any) -> None:
        target = column.target
        if target == ABOVE:
            if value not in line.above:
                line.above.append(value)
        elif target in MONTH_KEYS:
            line.months[target] = value
            line.months_in_time = column.unit is not TimeUnit.PERCENT
        elif target in line.values and line.values[target] != value:
            message = tr("Two columns say different things about the same; the line is unclear.")
            raw = self._picture.shown(line.row, place)
            self._refuse(line, place, Refused("columns-disagree", message), raw)
        else:
            line.values[target] = value

    # -- what follows ----------------------------------------------------------------------------

    def _complete(self, line: _Line) -> None:
        """Name, months, hours and doubles, once all cells were read."""
        self._complete_name(line)
        self._complete_months(line)
        self._complete_hours(line)
        if not line.failed:
            self._refuse_double(line)

    def _complete_name(self, line: _Line) -> None:
        place = self._names[0] if self._names else 0
        name = line.values.get(NAME)
        above = [text for text in line.above if text != name]
        if not name and not above:
            message = tr("The name of the task is missing.")
            self._refuse(line, place, Refused("name-missing", message), "")
            return
        full = BETWEEN.join([*above, name] if name else above)
        if len(full) > _LONGEST_NAME:
            full = str(name or above[-1])[:_LONGEST_NAME]
            message = tr("The name was shortened to {n} characters.", n=_LONGEST_NAME)
            line.findings.append(
                self._finding(Level.WARNING, "name-shortened", message, line.row, place, full)
            )
        line.values[NAME] = full

    def _complete_months(self, line: _Line) -> None:
        if not line.months:
            return
        shares = [line.months.get(key) for key in MONTH_KEYS]
        if line.months_in_time:
            minutes = [int(share or 0) for share in shares]
            total = sum(minutes)
            if total:
                line.values[MONTH_FIELD] = tuple(spread(100, minutes))
                self._derive(line, total, tr("the months"))
            return
        reading = read_month_profile(shares)
        place = next(p for p, c in self._columns if c.target in line.months)
        if isinstance(reading, Refused):
            self._warn_left_out(line, place, reading, "")
        elif reading.value is not None:
            self._remark(line, place, reading.remarks, "")
            line.values[MONTH_FIELD] = reading.value

    def _complete_hours(self, line: _Line) -> None:
        """Hours from cases or times and the time of one, where no hours stand there."""
        unit_time, times = line.values.pop(UNIT_TIME, None), line.values.pop(TIMES, None)
        number = line.values.get(CASES)
        number = times if number is None else number * (times or 1) if times else number
        if unit_time is not None and number is not None:
            self._derive(
                line, int(float(number) * unit_time + 0.5), tr("the number and the time of one")
            )
        if not any(name.startswith("minutes_") for name in line.values) and not line.failed:
            place = self._numbers[0] if self._numbers else 0
            message = tr("No work time stands in the line; it was taken over without hours.")
            line.findings.append(
                self._finding(Level.WARNING, "hours-missing", message, line.row, place, "")
            )

    def _derive(self, line: _Line, minutes: int, source: str) -> None:
        """Hours worked out of other columns, unless hours stand there."""
        if any(name.startswith("minutes_") for name in line.values):
            return
        line.values[_REGULAR] = minutes
        place = self._numbers[0] if self._numbers else 0
        message = tr(
            "The hours were worked out of {what}: {time}.",
            what=source,
            time=format_duration(minutes),
        )
        line.findings.append(
            self._finding(Level.NOTICE, "hours-derived", message, line.row, place, "")
        )

    def _refuse_double(self, line: _Line) -> None:
        name = squeezed(str(line.values[NAME]))
        key = (line.section, name, str(line.values.get(CODE, "")))
        first = self._seen.setdefault(key, line.row)
        if first != line.row:
            message = tr("The same task stands in line {row} already.", row=first + 1)
            place = self._names[0] if self._names else 0
            self._refuse(line, place, Refused("task-twice", message), line.values[NAME])

    # -- telling ---------------------------------------------------------------------------------

    def _refuse_or_leave(
        self, line: _Line, place: int, column: ColumnMapping, refusal: Refused, raw: CellValue
    ) -> None:
        """A name or figure that cannot be read spoils the line, anything else only its cell."""
        grave = column.target == NAME or self._is_figure(column)
        if grave or refusal.rule == "personal-number":
            self._refuse(line, place, refusal, raw)
        else:
            self._warn_left_out(line, place, refusal, raw)

    def _refuse(self, line: _Line, place: int, refusal: Refused, raw: CellValue) -> None:
        line.failed = True
        consequence = tr(
            "Line {row} is left out; the other lines are not affected.", row=line.row + 1
        )
        message = f"{refusal.message} {consequence}"
        value = "" if refusal.rule == "personal-number" else raw
        line.findings.append(
            self._finding(Level.ERROR, refusal.rule, message, line.row, place, value)
        )

    def _warn_left_out(self, line: _Line, place: int, refusal: Refused, raw: CellValue) -> None:
        consequence = tr("The cell stays empty; the line is taken over.")
        message = f"{refusal.message} {consequence}"
        line.findings.append(
            self._finding(Level.WARNING, refusal.rule, message, line.row, place, raw)
        )

    def _remark(self, line: _Line, place: int, remarks: Sequence[Remark], raw: CellValue) -> None:
        line.findings += [
            self._finding(remark.level, remark.rule, remark.message, line.row, place, raw)
            for remark in remarks
        ]

    def _tell(self, level: Level, rule: str, message: str, row: int, place: int = 0) -> None:
        raw = self._picture.shown(row, place)
        self._findings.append(self._finding(level, rule, message, row, place, raw))

    def _finding(  # noqa: PLR0913, PLR0917  # one call shape for every finding of the sheet
        self, level: Level, rule: str, message: str, row: int, place: int, raw: CellValue
    ) -> Finding:
        where = Place(self._around.file, self._picture.name, cell_address(row, place))
        return Finding(level, rule, message, where, shown(raw))


def _is_total(text: str, totals: frozenset[str]) -> bool:
    """Whether a text is a word for a sum, also with the name of what is summed before it."""
    return text in totals or (len(text) > 2 and text.endswith(("合計", "小計", "総計")))


def cell_address(row: int, column: int) -> str:
    """The address of a cell, both counted from 0: "F12" for (11, 5)."""
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(65 + place) + letters
    return f"{letters}{row + 1}"
