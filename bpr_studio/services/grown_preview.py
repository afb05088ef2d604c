"""What a foreign sheet brings into one survey round: sections, codes, what is there already."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import CodeList
from bpr_studio.domain.workload.cell_rules import Refused, is_blank, shown, squeezed
from bpr_studio.domain.workload.column_rules import ColumnRules
from bpr_studio.domain.workload.grown_cells import GrownCells, TimeBasis
from bpr_studio.domain.workload.grown_headers import locate, place_of
from bpr_studio.domain.workload.grown_lines import (
    Surroundings,
    cell_address,
    read_grown_sheet,
)
from bpr_studio.domain.workload.mapping import (
    CODE,
    NAME,
    SECTION,
    SectionFrom,
    SectionSource,
    TimeUnit,
)
from bpr_studio.domain.workload.merging import plain_fields
from bpr_studio.domain.workload.row_order import GAP
from bpr_studio.domain.workload.section_names import SectionName, SectionNames
from bpr_studio.services.grown_values import GrownPreview, LineState, PreviewLine
from bpr_studio.services.personal_texts import free_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bpr_studio.domain.classification.suggest import ClassSuggestion
    from bpr_studio.domain.workload.grown_headers import HeaderFinder, HeaderWords, Headings
    from bpr_studio.domain.workload.grown_lines import GrownLine
    from bpr_studio.domain.workload.mapping import MappingProfile
    from bpr_studio.domain.workload.sheet_picture import SheetPicture
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.grown_values import GrownBook, Proposal
    from bpr_studio.services.personal_texts import PersonalTexts
    from bpr_studio.services.views import Queries, RoundInfo, UnitLine

UNSORTED: Final = "Z99-99-99"
"""The class for work that fits nowhere yet (その他（要分類）)."""

_RATIO: Final = "ratio_estimate"
_BESIDE: Final = 4  # cells to the right of a label in which a section may stand
_DEFAULT_DAY: Final = 465


class PreviewDesk:
    """What previews of one round need to know, asked once.

    Attributes:
        names: the sections of the round's year.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # what a preview stands on
        self,
        queries: Queries,
        found: RoundInfo,
        survey_format: SurveyFormat,
        words: HeaderWords,
        finder: HeaderFinder,
        suggest: Callable[[str, int], Sequence[ClassSuggestion]],
        refusal: Callable[[str], str],
        personal: PersonalTexts,
    ) -> None:
        self._personal = personal
        self._free = free_fields(survey_format)
        self._queries = queries
        self._round = found
        self._words = words
        self._finder = finder
        self._suggest = suggest
        self._refusal = refusal
        units = [u for u in queries.units(found.fiscal_year) if u.level == "section"]
        self._units: dict[str, UnitLine] = {unit.code: unit for unit in units}
        self.names = SectionNames(SectionName(u.code, u.name, u.path) for u in units)
        self._classes = {line.code: line.name for line in queries.classes() if line.level == 3}
        rules = ColumnRules(survey_format, CodeList(self._classes))
        self._cells = GrownCells(survey_format, rules, found.fiscal_year)
        self._capacity = {s.unit_code: s.capacity for s in queries.sections(found.id)}
        years = {year.fiscal_year: year.minutes_per_day for year in queries.working_years()}
        self._day = years.get(found.fiscal_year) or _DEFAULT_DAY
        self._stored: dict[str, dict[str, Mapping[str, object]]] = {}
        self._taken: dict[str, int] = {}

    def preview(self, book: GrownBook, profile: MappingProfile, section_code: str) -> GrownPreview:
        """What a file brings by a profile.

        Raises:
            RefusedError: no sheet has the headings of the profile.
        """
        findings: list[Finding] = []
        lines: list[PreviewLine] = []
        refused = 0
        for picture, headings in self._tables(book, profile):
            section = self._section_of_sheet(book, picture, profile, section_code)
            if isinstance(section, Finding):
                findings.append(section)
                continue
            around = self._around(book.name, section)
            sheet = read_grown_sheet(picture, headings, profile, around)
            findings += sheet.findings
            refused += sheet.refused
            for line in sheet.lines:
                taken = self._line(book.name, picture.name, profile, line, findings)
                refused += taken is None
                lines += [taken] if taken else []
                if taken is not None and taken.state is LineState.NEW:
                    place = _places(book.name, picture.name, profile, headings, line.row)
                    findings += self._personal.findings(taken.values, self._free, place)
        return GrownPreview(book.name, tuple(lines), tuple(findings), refused)

    def _tables(
        self, book: GrownBook, profile: MappingProfile
    ) -> list[tuple[SheetPicture, Headings]]:
        wanted = [p for p in book.pictures if not profile.sheets or p.name in profile.sheets]
        located = [(picture, locate(picture, profile)) for picture in wanted]
        found = [(picture, headings) for picture, headings in located if headings is not None]
        if not found:
            headings = tr(", ").join(c.heading for c in profile.columns)
            raise RefusedError(
                tr(
                    "No sheet of {name} has these headings: {headings}.",
                    name=book.name,
                    headings=headings,
                ),
                kept=tr("Nothing of it was taken over."),
                remedy=tr("Choose another profile, or fit the headings once more."),
            )
        return found

    def _around(self, file: str, section: str) -> Surroundings:
        return Surroundings(
            file=file,
            words=self._words,
            finder=self._finder,
            cells=self._cells,
            section_of=self.section_of,
            section=section,
            basis=self._basis,
        )

    def _basis(self, section: str) -> TimeBasis:
        return TimeBasis(
            self._day, self._round.minutes_per_full_timer, self._capacity.get(section, 0)
        )

    # -- sections --------------------------------------------------------------------------------

    def section_of(self, text: str) -> str | Refused:
        """The code of the section a text names as a whole."""
        return self._one_of(text, self.names.exactly(text))

    def _one_of(self, text: str, codes: Sequence[str]) -> str | Refused:
        if len(codes) == 1:
            return codes[0]
        if codes:
            message = tr(
                "Several sections are called “{name}”: {codes}. Write the code, or the bureau"
                " before the name.",
                name=text,
                codes=tr(", ").join(codes),
            )
            return Refused("section-unclear", message)
        message = tr(
            "“{name}” is not a section of {year}. Correct the name, or add the section in the"
            " settings.",
            name=text,
            year=FiscalYear(self._round.fiscal_year),
        )
        return Refused("section-unknown", message)

    def _section_of_sheet(
        self, book: GrownBook, picture: SheetPicture, profile: MappingProfile, chosen: str
    ) -> str | Finding:
        """The section of a whole sheet, "" where each line says it, or what is wrong."""
        kind, cell = profile.section.kind, profile.section.cell
        text, place = "", Place(book.name, picture.name)
        match kind:
            case SectionFrom.COLUMN:
                return ""
            case SectionFrom.CHOSEN:
                text = chosen
            case SectionFrom.SHEET_NAME:
                text = picture.name
            case SectionFrom.FILE_NAME:
                text = PurePath(book.name).stem
            case SectionFrom.CELL:
                text = shown(picture.shown(*_cell_place(cell)))
                place = Place(book.name, picture.name, cell)
        found = self._one_of(text, self.names.inside(text)) if text else _nothing_said(kind)
        if not isinstance(found, Refused):
            return found
        kept = tr("Nothing of it was taken over.")
        message = f"{found.message} {kept}"
        return Finding(Level.ERROR, found.rule, message, place, text)

    # -- lines -----------------------------------------------------------------------------------

    def _line(
        self,
        file: str,
        sheet: str,
        profile: MappingProfile,
        line: GrownLine,
        findings: list[Finding],
    ) -> PreviewLine | None:
        """The line as it would be stored; None where it may not be, which is told."""
        unit = self._units[line.section]
        column = profile.column(NAME)
        place = Place(file, sheet, tr("line {n}", n=line.row))
        values = dict(line.values)
        name = str(values[NAME])
        refusal = self._refusal(unit.id)
        if refusal:
            findings.append(Finding(Level.ERROR, "section-closed", refusal, place, unit.name))
            return None
        findings.extend(self._coded(values, place))
        hours = profile.column("minutes_regular")
        if column and hours and hours.unit is TimeUnit.PERCENT:
            values.setdefault("method", _RATIO)
        slot = slot_of_name(name)
        item = planned_id("work_item", self._round.id, unit.id, slot)
        state = self._state(unit, name, values)
        if state is LineState.BLOCKED:
            findings.append(_blocked(name, place))
        elif state is LineState.NEW:
            values |= {"slot": slot, "sort_key": self._next_place(unit)}
            self._stored[unit.id][squeezed(name)] = values  # for the sheets and files that follow
        return PreviewLine(sheet, line.row, unit.id, unit.name, item, values, state)

    def _coded(self, values: dict[str, object], place: Place) -> Iterator[Finding]:
        """Give the line a class where it has none, and say why this one."""
        if values.get(CODE):
            return
        name = str(values[NAME])
        best = next(iter(self._suggest(name, 1)), None)
        if best is None or best.code not in self._classes:
            values[CODE] = UNSORTED
            message = tr("No class fits “{name}”; it was given {code}.", name=name, code=UNSORTED)
            yield Finding(Level.NOTICE, "code-missing", message, place, name)
            return
        values[CODE] = best.code
        message = tr(
            "“{name}” was given the class {code} {class_name}, because of: {words}.",
            name=name,
            code=best.code,
            class_name=best.name,
            words=tr(", ").join(best.words),
        )
        yield Finding(Level.NOTICE, "code-suggested", message, place, name)

    def _state(self, unit: UnitLine, name: str, values: Mapping[str, object]) -> LineState:
        if unit.id not in self._stored:
            items = self._queries.work_items(self._round.id, unit.id)
            self._stored[unit.id] = {squeezed(str(f.get(NAME, ""))): f for f in items.values()}
        stored = self._stored[unit.id].get(squeezed(name))
        if stored is None:
            return LineState.NEW
        same = plain_fields(stored, values) == plain_fields(values, values)
        return LineState.STORED if same else LineState.BLOCKED

    def _next_place(self, unit: UnitLine) -> int:
        """A place below everything the section has."""
        if unit.id not in self._taken:
            stored = self._stored[unit.id].values()
            keys = [int(str(fields.get("sort_key") or 0)) for fields in stored]
            self._taken[unit.id] = max(keys, default=0)
        self._taken[unit.id] += GAP
        return self._taken[unit.id]


def slot_of_name(name: str) -> str:
    """The key of an imported line: of the same name the same at every import."""
    return "g" + hashlib.sha256(squeezed(name).encode()).hexdigest()[:12]


def _places(
    file: str, sheet: str, profile: MappingProfile, headings: Headings, row: int
) -> Callable[[str], Place]:
    """Where the fields of a line stand; the line alone where no one column holds a field."""

    def place(name: str) -> Place:
        column = profile.column(name)
        at = place_of(headings, column.heading) if column else -1
        cell = cell_address(row - 1, at) if at >= 0 else tr("line {n}", n=row)
        return Place(file, sheet, cell)

    return place


def _nothing_said(kind: SectionFrom) -> Refused:
    if kind is SectionFrom.CHOSEN:
        return Refused("section-missing", tr("It is not yet said which section the sheet is from."))
    return Refused("section-missing", tr("The cell that should name the section is empty."))


def _blocked(name: str, place: Place) -> Finding:
    message = tr(
        "The section has a task “{name}” with other values already, which stays."
        " Change it in the window, or delete it there first.",
        name=name,
    )
    return Finding(Level.ERROR, "task-stored", message, place, name)


def _cell_place(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :] or 0) - 1, column - 1


def section_source(
    book: GrownBook,
    picture: SheetPicture,
    proposal: Proposal,
    names: SectionNames,
    words: HeaderWords,
) -> SectionSource:
    """Where the section of a sheet most likely stands."""
    top = proposal.headings.top if proposal.headings else 0
    cell = _section_cell(picture, top, names, words)
    if cell:
        return SectionSource(SectionFrom.CELL, cell)
    if SECTION in proposal.profile.targets:
        return SectionSource(SectionFrom.COLUMN)
    if names.inside(picture.name):
        return SectionSource(SectionFrom.SHEET_NAME)
    if names.inside(PurePath(book.name).stem):
        return SectionSource(SectionFrom.FILE_NAME)
    return SectionSource(SectionFrom.CHOSEN)


def _section_cell(picture: SheetPicture, top: int, names: SectionNames, words: HeaderWords) -> str:
    """A cell above the table that names a section, or stands beside a label for it; else ""."""
    beside = inside = ""
    for row in range(top):
        for place, value in enumerate(picture.rows[row]):
            if not isinstance(value, str):
                continue
            if names.exactly(value):
                return cell_address(row, place)
            if not beside and squeezed(value).rstrip(":") in words.section_labels:
                beside = _cell_beside(picture, row, place)
            if not inside and len(names.inside(value)) == 1:
                inside = cell_address(row, place)
    return beside or inside


def _cell_beside(picture: SheetPicture, row: int, place: int) -> str:
    for right in range(place + 1, place + 1 + _BESIDE):
        if picture.origin(row, right).column > place and not is_blank(picture.value(row, right)):
            return cell_address(row, right)
    return ""
