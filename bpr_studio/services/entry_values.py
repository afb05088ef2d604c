"""What the entry desk needs, and what it hands out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bpr_studio.services.section_checks import LOAD_FROM, LOAD_TO
from bpr_studio.services.several_values import SeveralValuesQueries
from bpr_studio.services.views import ListQueries, OrganisationQueries, SurveyQueries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bpr_studio.domain.workload.cell_rules import Remark
    from bpr_studio.domain.workload.row_templates import MonthPreset, RowTemplate
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.views import UnitLine

BLANK_ROW = "+"
"""Start of the names of blank lines below the sheet: "+", "+1", "+2" …; typing makes them rows."""


class CellEdit(NamedTuple):
    """A text typed or pasted into a cell; the row may be a blank line."""

    row: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class CellRefusal:
    """A text that was not taken; the cell keeps what it held.

    Attributes:
        row: row id, or the name of a blank line.
        key: column key.
        text: what was typed.
        rule: stable identifier, e.g. "number-unclear".
        message: what was found and what to write instead.
    """

    row: str
    key: str
    text: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class CellRemark:
    """Something said about a text that was taken: a repair, or a doubt."""

    row: str
    key: str
    remark: Remark


@dataclass(frozen=True, slots=True)
class EditOutcome:
    """What became of an edit.

    Attributes:
        label: name of the deed as undo shows it; "" when nothing was written.
        rows: ids of the rows that changed or came, in the order of the sheet.
        new_rows: ids of rows that came, in the order of the sheet.
        blanks: id of the row a blank line became, by the name of the line.
        refusals: texts not taken, in the order given.
        remarks: repairs and doubts, in the order given.
    """

    label: str = ""
    rows: tuple[str, ...] = ()
    new_rows: tuple[str, ...] = ()
    blanks: Mapping[str, str] = field(default_factory=dict)
    refusals: tuple[CellRefusal, ...] = ()
    remarks: tuple[CellRemark, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetChange:
    """What is different in a sheet now.

    Attributes:
        rows: ids of rows with other values, new ones included.
        structure: rows came, went or changed places.
        comments: comments were added, changed or settled.
        standing: who may edit, the capacity or the lists may have changed; look at all again.
    """

    rows: frozenset[str] = frozenset()
    structure: bool = False
    comments: bool = False
    standing: bool = False


class Editable(NamedTuple):
    """Whether a cell may be edited, and why not."""

    ok: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StaffTotal:
    """Hours of one staff category in minutes a year.

    Attributes:
        key: column key, e.g. "minutes_regular".
        name: name of the category.
        capacity: what the section's staff of this category can work.
        counts: part of what is compared with the capacity (contractors are not).
    """

    key: str
    name: str
    minutes: int
    capacity: int
    counts: bool


class Gauge(StrEnum):
    """What the hours say beside the capacity."""

    UNKNOWN = "unknown"  # no staff known
    LOW = "low"  # below 85 %
    FITS = "fits"
    HIGH = "high"  # above 115 %


@dataclass(frozen=True, slots=True)
class SheetTotals:
    """A sheet added up, in minutes a year.

    Attributes:
        rows: number of rows.
        minutes: contractors included, as in the three sums by core tag.
        staff_minutes: the same without contractors, to be compared with the capacity.
        capacity: what the staff can work, recorded overtime included; 0 when unknown.
        staff: by staff category, in the order of the columns.
        to_confirm: rows carried over from last year that nobody has looked at yet.
        remaining: hundredths of a percent of the capacity left to distribute; negative when
            too much was given.
        shares: number of rows with a share of the capacity.
    """

    rows: int
    minutes: int
    staff_minutes: int
    capacity: int
    staff: tuple[StaffTotal, ...]
    core: int
    non_core: int
    untagged: int
    to_confirm: int
    remaining: int
    shares: int

    @property
    def load(self) -> float | None:
        """Staff minutes ÷ capacity; None where no staff is known."""
        return self.staff_minutes / self.capacity if self.capacity else None

    @property
    def gauge(self) -> Gauge:
        """Whether the load is within 85 and 115 %."""
        if self.load is None:
            return Gauge.UNKNOWN
        if self.load < LOAD_FROM:
            return Gauge.LOW
        return Gauge.HIGH if self.load > LOAD_TO else Gauge.FITS

    @property
    def core_share(self) -> float | None:
        """Core share of the judged minutes; None while nothing is judged."""
        judged = self.core + self.non_core
        return self.core / judged if judged else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A cell beside last year's.

    Attributes:
        value: last year's stored value, None where it was empty.
        text: the same for people.
        same: this year's value is the same.
        change: how much more this year, as a part of last year's; None without two numbers.
    """

    value: object
    text: str
    same: bool
    change: float | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One version of a cell, as text for people; `removed` tells that the row was removed."""

    at: datetime
    user: str
    role: str
    label: str
    before: str
    after: str
    removed: bool


@dataclass(frozen=True, slots=True)
class ProfilePreset:
    """A shape of the year offered for a row; `id` is "standard", "last_year" or a preset's."""

    id: str
    name: str
    percents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template as it is offered.

    Attributes:
        rows: number of its rows.
        missing: number of its rows the sheet does not have yet.
        fits: the section's name contains a word of it.
    """

    id: str
    name: str
    rows: int
    missing: int
    fits: bool


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A remark somebody pinned to a cell.

    Attributes:
        row: work item id; it may be of a row that was removed since.
        field: stored field; "month_profile" for all months, "" for the whole row.
        at: when (ISO, UTC).
        settled: somebody has done with it.
    """

    id: str
    row: str
    field: str
    text: str
    at: str
    user: str
    role: str
    settled: bool


class EntryQueries(SurveyQueries, OrganisationQueries, ListQueries, SeveralValuesQueries, Protocol):
    """What the entry desk asks."""

    def work_items_by_id(self, ids: Collection[str]) -> dict[str, dict[str, object]]:
        """All fields of these work items, by row id; unknown ones are left out."""

    def unit(self, unit_id: str) -> UnitLine | None:
        """One unit of any year, None where there is none."""

    def capacity_by_category(self, section_id: str) -> dict[str, int]:
        """Minutes a year a section's staff can work, by staff category, overtime included.

        Units below the section are part of it; contractors are not.
        """

    def sheet_state(self, round_id: str, unit_id: str) -> str:
        """The stored state of a section's sheet, "" where there is none."""

    def cell_comments(self, round_id: str, unit_id: str) -> tuple[CommentLine, ...]:
        """The comments of a sheet, oldest first."""


class EntryLists(Protocol):
    """The shipped lists the entry desk works with."""

    def survey_format(self, kind: str, version: int) -> SurveyFormat:
        """The released survey format.

        Raises:
            FileNotFoundError: there is no such format or version.
        """

    def standard_profile(self, code: str) -> tuple[int, ...]:
        """The month profile usual for a class: twelve percents, April first."""

    def row_templates(self) -> tuple[RowTemplate, ...]:
        """The ready rows for kinds of sections."""

    def month_presets(self) -> tuple[MonthPreset, ...]:
        """The ready shapes of the year."""
