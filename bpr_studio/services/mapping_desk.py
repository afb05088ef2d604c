"""Fitting the headings of one foreign sheet by example: a session, nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.workload.cell_rules import clean_text, is_blank, shown
from bpr_studio.domain.workload.grown_headers import MOST_HEADER_ROWS, place_of
from bpr_studio.domain.workload.grown_lines import cell_address
from bpr_studio.domain.workload.mapping import (
    SECTION,
    ColumnMapping,
    MappingProfile,
    SectionFrom,
    SectionSource,
    TimeUnit,
    is_time,
)
from bpr_studio.domain.workload.survey_format import FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.workload.grown_headers import Headings
    from bpr_studio.domain.workload.sheet_picture import SheetPicture
    from bpr_studio.domain.workload.survey_format import Choice, SurveyFormat
    from bpr_studio.services.grown_values import GrownBook, Proposal

_MOST_ENTRIES: Final = 20


class Fitter(Protocol):
    """What is imported: the columns there are, and what headings may mean.

    Attributes:
        extra_first: targets beside the columns that stand before them in a list.
        extra_last: targets that stand after them.
        many: targets that several columns may fill together.
    """

    @property
    def extra_first(self) -> tuple[str, ...]: ...  # noqa: D102  # see the class

    @property
    def extra_last(self) -> tuple[str, ...]: ...  # noqa: D102  # see the class

    @property
    def many(self) -> frozenset[str]: ...  # noqa: D102  # see the class

    def survey_format(self, round_id: str) -> SurveyFormat:
        """The columns foreign ones become."""

    def propose(self, book: GrownBook, round_id: str, sheet: str = "") -> Proposal:
        """How a file may be read."""

    def headings(self, book: GrownBook, sheet: str, top: int, rows: int) -> Headings:
        """The headings where somebody says they stand."""

    def proposed_columns(self, book: GrownBook, sheet: str, headings: Headings) -> MappingProfile:
        """What the columns below these headings may be."""

    def usual_values(self, heading: str, target: str) -> dict[str, str]:
        """What entries usually stand for in a column of this target."""

    def missing(self, profile: MappingProfile) -> tuple[str, ...]:
        """What a profile needs and does not have."""

    def keep(self, profile: MappingProfile) -> None:
        """Store a profile under its name."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column of the sheet as people see it.

    Attributes:
        place: from 0.
        letter: as Excel calls it.
        heading: its heading, "" for none.
        mapping: what it is, None where it is left out.
    """

    place: int
    letter: str
    heading: str
    mapping: ColumnMapping | None


class MappingDesk:
    """One file being fitted.

    Attributes:
        book: the file.
        sheet: name of the sheet that is looked at.
        headings: where its headings stand; None where no table was found.
        profile: the columns as they are understood now.
        section_code: the section, where a person says it.
    """

    def __init__(self, grown: Fitter, book: GrownBook, round_id: str = "") -> None:
        self._grown = grown
        self._round_id = round_id
        self.format: SurveyFormat = grown.survey_format(round_id)
        self.book = book
        self.section_code = ""
        self.sheet = ""
        self.headings: Headings | None = None
        self.profile = MappingProfile("", ())
        self._propose("")

    def _propose(self, sheet: str) -> None:
        proposal = self._grown.propose(self.book, self._round_id, sheet)
        self.sheet, self.headings = proposal.sheet, proposal.headings
        self.profile = proposal.profile

    @property
    def picture(self) -> SheetPicture:
        """The sheet that is looked at."""
        return self.book.picture(self.sheet)

    # -- what is understood ----------------------------------------------------------------------

    def columns(self) -> tuple[MappedColumn, ...]:
        """Every column from left to right."""
        known = {column.heading: column for column in self.profile.columns}
        texts = self.headings.texts if self.headings else ("",) * self.picture.width
        return tuple(
            MappedColumn(place, _letter(place), text, known.get(text) if text else None)
            for place, text in enumerate(texts)
        )

    def place(self, target: str) -> int:
        """The first column that fills a target, -1 for none."""
        column = self.profile.column(target)
        return place_of(self.headings, column.heading) if column and self.headings else -1

    @property
    def missing(self) -> tuple[str, ...]:
        """What somebody must still say."""
        return self._grown.missing(self.profile)

    def targets(self) -> tuple[str, ...]:
        """Everything a column may be, in the order of the common format."""
        return (
            *self._grown.extra_first,
            *(column.key for column in self.format.columns),
            *self._grown.extra_last,
        )

    def choices(self, target: str) -> tuple[Choice, ...]:
        """The answers of a column of the common format; none for texts and numbers."""
        for column in self.format.columns:
            if column.key == target and column.kind in {FieldKind.CHOICE, FieldKind.FLAG}:
                return column.choices
        return ()

    def entries(self, place: int) -> tuple[str, ...]:
        """The different entries of a column, the first twenty."""
        return tuple(dict.fromkeys(self._entries(place)))[:_MOST_ENTRIES]

    def _entries(self, place: int) -> Iterator[str]:
        first = self.headings.first_line if self.headings else 0
        for row in range(first, len(self.picture.rows)):
            value = self.picture.value(row, place)
            if not is_blank(value):
                yield clean_text(shown(value))

    # -- saying what is what ---------------------------------------------------------------------

    def choose_sheet(self, sheet: str) -> None:
        """Look at another sheet, and read only sheets like it."""
        if sheet != self.sheet:
            self._propose(sheet)

    def set_headings(self, top: int, rows: int) -> None:
        """Say where the headings stand; columns are proposed anew.

        Args:
            top: first row, from 0.
            rows: how many rows.
        """
        top = max(0, min(top, len(self.picture.rows) - 1))
        rows = max(1, min(rows, MOST_HEADER_ROWS, len(self.picture.rows) - top))
        self.headings = self._grown.headings(self.book, self.sheet, top, rows)
        proposed = self._grown.proposed_columns(self.book, self.sheet, self.headings)
        self.profile = replace(proposed, name=self.profile.name, section=self.profile.section)

    def assign(self, place: int, target: str) -> None:
        """Say what a column is; "" leaves it out. A target has one column, most of them."""
        heading = self._heading(place)
        if not heading:
            return
        kept = [
            column
            for column in self.profile.columns
            if column.heading != heading and (column.target != target or target in self._grown.many)
        ]
        if target and self.headings is not None:
            proposed = self._grown.proposed_columns(self.book, self.sheet, self.headings)
            known = next((c for c in proposed.columns if c.heading == heading), None)
            fits = known is not None and is_time(target) == is_time(known.target)
            unit = known.unit if known is not None and fits else TimeUnit.HOURS
            values = self._grown.usual_values(heading, target)
            kept.append(ColumnMapping(heading, target, unit, values))
        order = {text: n for n, text in enumerate(self.headings.texts if self.headings else ())}
        kept.sort(key=lambda column: order.get(column.heading, 0))
        self.profile = replace(self.profile, columns=tuple(kept))
        if target == SECTION:
            self.set_section(SectionFrom.COLUMN)

    def set_unit(self, place: int, unit: TimeUnit) -> None:
        """Say what the numbers of a column of time mean."""
        self._change(place, unit=unit)

    def set_value(self, place: int, entry: str, value: str) -> None:
        """Say what an entry of a column stands for; "" forgets it."""
        mapping = self._mapping(place)
        if mapping is not None:
            values = {**mapping.values, entry: value}
            self._change(place, values={e: v for e, v in values.items() if v})

    def set_section(self, kind: SectionFrom, cell: str = "", code: str = "") -> None:
        """Say where the section comes from."""
        self.profile = replace(self.profile, section=SectionSource(kind, cell))
        self.section_code = code

    def set_name(self, name: str) -> None:
        """Give the profile a name."""
        self.profile = replace(self.profile, name=name.strip())

    def keep(self) -> None:
        """Store the profile under its name.

        Raises:
            RefusedError: it has no name, or the workspace cannot be written.
        """
        self._grown.keep(self.profile)

    def _heading(self, place: int) -> str:
        texts = self.headings.texts if self.headings else ()
        return texts[place] if 0 <= place < len(texts) else ""

    def _mapping(self, place: int) -> ColumnMapping | None:
        heading = self._heading(place)
        return next((c for c in self.profile.columns if heading and c.heading == heading), None)

    def _change(self, place: int, **fields: object) -> None:
        mapping = self._mapping(place)
        if mapping is not None:
            changed = replace(mapping, **fields)  # type: ignore[arg-type]  # fields of the mapping
            columns = tuple(changed if c is mapping else c for c in self.profile.columns)
            self.profile = replace(self.profile, columns=columns)


def _letter(place: int) -> str:
    return cell_address(0, place)[:-1]
