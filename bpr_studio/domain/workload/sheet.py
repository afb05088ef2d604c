"""A section's sheet as it is edited: which columns it has, how cells are read and shown.

Cells are read by the very rules the workbooks are read by (`column_rules`). A stored value shown
as `cell_text` reads back as the same value.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.shared.quantities import format_duration
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import Refused, read_as
from bpr_studio.domain.workload.check_values import CONTRACTOR_FIELD, MINUTE_FIELDS, minutes_in
from bpr_studio.domain.workload.column_rules import ColumnRules
from bpr_studio.domain.workload.month_cells import read_month_profile
from bpr_studio.domain.workload.survey_format import MONTH_FIELD, FieldKind, SurveyColumn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bpr_studio.domain.workload.cell_answers import CodeList
    from bpr_studio.domain.workload.cell_rules import Remark
    from bpr_studio.domain.workload.column_rules import Rule
    from bpr_studio.domain.workload.survey_format import SurveyFormat

TOTAL: Final = "year_minutes"
SHARE: Final = "share_hundredths"
CORE_NOTE: Final = "core_note"
CHANGE_REASON: Final = "change_reason"

READ_ONLY: Final = frozenset({TOTAL})
"""Columns that are worked out of others."""

FIGURE_FIELDS: Final = frozenset(
    {
        *MINUTE_FIELDS,
        *("code", "core_tag", "case_count", "people_count", "outsourced_percent", MONTH_FIELD),
    }
)
"""Fields whose change makes a row carried over from last year a changed one."""

STAFF_FIELDS: Final = frozenset(MINUTE_FIELDS) - {CONTRACTOR_FIELD}
"""Work time of the section's own staff, which its capacity is made of."""

RATIO: Final = "ratio_estimate"
"""Method of hours that are a share of the capacity (比率算出)."""


class HoursStyle(StrEnum):
    """How hours are written for people."""

    DECIMAL = "decimal"  # 3.75
    WORDS = "words"  # 3時間45分


@dataclass(frozen=True, slots=True)
class RowReading:
    """What typed texts mean for one row.

    Attributes:
        fields: stored fields that get another value; None for an emptied one.
        refused: what could not be taken, by column key.
        remarks: what was repaired or should be looked at, by column key.
    """

    fields: dict[str, Any]
    refused: dict[str, Refused]
    remarks: dict[str, tuple[Remark, ...]]


class SheetRules:
    """The columns of a sheet and the meaning of their cells.

    Attributes:
        columns: those of the format and, at their places, what only the window has: the sum of
            the hours, the share of the capacity, the month profile in one cell, the legal note
            and the reason for a change.
    """

    def __init__(self, survey_format: SurveyFormat, codes: CodeList, fiscal_year: int) -> None:
        rules = ColumnRules(survey_format, codes)
        self.columns = tuple(_with_window_columns(survey_format.columns))
        self._columns = {column.key: column for column in self.columns}
        self._rules: dict[str, Rule] = {
            column.key: rules.rule_of(column, fiscal_year) for column in self.columns
        }
        self._months = survey_format.month_columns

    def column(self, key: str) -> SurveyColumn:
        """The column with this key.

        Raises:
            KeyError: there is none.
        """
        return self._columns[key]

    def read_row(self, stored: Mapping[str, object], texts: Mapping[str, str]) -> RowReading:
        """What `texts` (by column key) change in a row that holds `stored`.

        A text that shows what is stored already changes nothing and is not remarked on.
        """
        reading = RowReading({}, {}, {})
        months: dict[str, str] = {}
        for key, text in texts.items():
            column = self._columns[key]
            if text == cell_text(column, stored):
                continue
            if column.kind is FieldKind.PERCENT_OF_YEAR:
                months[key] = text
            else:
                self._read_cell(column, stored, text, reading)
        if months:
            given = {key: texts[key] for key in texts if key.startswith("month_")}
            self._read_months(stored, months if len(given) < 12 else given, reading)
        return reading

    def _read_cell(
        self, column: SurveyColumn, stored: Mapping[str, object], text: str, into: RowReading
    ) -> None:
        taken = self._rules[column.key](text)
        if isinstance(taken, Refused):
            into.refused[column.key] = taken
            return
        if taken.remarks:
            into.remarks[column.key] = taken.remarks
        value = list(taken.value) if isinstance(taken.value, tuple) else taken.value
        if value != stored.get(column.field):
            into.fields[column.field] = value

    def _read_months(
        self, stored: Mapping[str, object], texts: Mapping[str, str], into: RowReading
    ) -> None:
        """Twelve months make a profile; fewer are set in the profile that stands there.

        Such a profile may be off 100 % for a while; a check says so until it is right again.
        """
        shares: dict[int, float | None] = {}
        for key, text in texts.items():
            taken = self._rules[key](text)
            if isinstance(taken, Refused):
                into.refused[key] = taken
                continue
            if taken.remarks:
                into.remarks[key] = taken.remarks
            shares[self._columns[key].position] = taken.value
        if len(shares) == 12:
            self._take_profile(stored, [shares[place] for place in range(12)], into)
        elif shares:
            self._set_months(stored, shares, into)

    def _take_profile(
        self, stored: Mapping[str, object], shares: Sequence[float | None], into: RowReading
    ) -> None:
        first = self._months[0].key
        taken = read_month_profile(shares)
        if isinstance(taken, Refused):
            into.refused[first] = taken
            return
        if taken.remarks:
            into.remarks[first] = (*into.remarks.get(first, ()), *taken.remarks)
        _put_profile(stored, list(taken.value) if taken.value else None, into)

    def _set_months(
        self, stored: Mapping[str, object], shares: Mapping[int, float | None], into: RowReading
    ) -> None:
        profile = list(profile_of(stored) or (0,) * 12)
        for place, share in shares.items():
            whole = int((share or 0) + 0.5)
            key = self._months[place].key
            if whole < 0 or whole > 100:
                message = tr("“{value}” is not between 0 and 100 %.", value=f"{share:g}")
                into.refused[key] = Refused("month-out-of-range", message)
                continue
            if share is not None and whole != share:
                remark = read_as(f"{share:g}", f"{whole} %", rule="months-rounded")
                into.remarks[key] = (*into.remarks.get(key, ()), remark)
            profile[place] = whole
        _put_profile(stored, profile if any(profile) else None, into)


def _put_profile(stored: Mapping[str, object], profile: list[int] | None, into: RowReading) -> None:
    if profile != stored.get(MONTH_FIELD):
        into.fields[MONTH_FIELD] = profile


def _with_window_columns(columns: Sequence[SurveyColumn]) -> Iterator[SurveyColumn]:
    hours = [column.key for column in columns if column.kind is FieldKind.HOURS]
    for column in columns:
        if column.position == 0:
            yield _profile_column(column)
        yield column
        if hours and column.key == hours[-1]:
            yield from _capacity_columns(column)
        if column.key == "core_reason":
            yield _note_column(column)
    yield SurveyColumn(
        CHANGE_REASON,
        tr("Reason for the difference from last year"),
        columns[-1].group,
        FieldKind.TEXT,
        help=tr("Needed when the hours differ from last year by more than 30 %."),
        width=26,
        max_length=400,
    )


def _profile_column(april: SurveyColumn) -> SurveyColumn:
    return SurveyColumn(
        MONTH_FIELD, tr("Months as a curve"), april.group, FieldKind.PROFILE, help=april.help
    )


def _capacity_columns(last: SurveyColumn) -> Iterator[SurveyColumn]:
    help_ = tr("The sum of the hours of all staff; it is worked out.")
    yield SurveyColumn(
        TOTAL, tr("Sum of hours"), last.group, FieldKind.HOURS, unit=last.unit, help=help_
    )
    yield SurveyColumn(
        SHARE,
        tr("Share of the capacity"),
        last.group,
        FieldKind.SHARE,
        unit="％",
        help=tr("Percent of the hours the section can work; the hours follow from it."),
    )


def _note_column(reason: SurveyColumn) -> SurveyColumn:
    return SurveyColumn(
        CORE_NOTE,
        tr("Legal note"),
        reason.group,
        FieldKind.TEXT,
        help=tr("The law or rule the judgement rests on."),
        width=22,
        max_length=200,
    )


def profile_of(fields: Mapping[str, object]) -> tuple[int, ...] | None:
    """The stored month profile; None where there is none or none that can be shown."""
    stored = fields.get(MONTH_FIELD)
    if isinstance(stored, list | tuple) and len(stored) == 12:
        return tuple(stored) if all(isinstance(share, int) for share in stored) else None
    return None


def value_in(column: SurveyColumn, fields: Mapping[str, object]) -> Any:
    """The value of a cell: as stored, one share of the profile, or the sum of the hours."""
    if column.kind is FieldKind.PERCENT_OF_YEAR:
        profile = profile_of(fields)
        return profile[column.position] if profile else None
    if column.key == TOTAL:
        return minutes_in(fields) or None
    return profile_of(fields) if column.kind is FieldKind.PROFILE else fields.get(column.field)


def cell_text(
    column: SurveyColumn, fields: Mapping[str, object], style: HoursStyle = HoursStyle.DECIMAL
) -> str:
    """What an editor of the cell starts with and what is copied; it reads back as the value."""
    return value_text(column, value_in(column, fields), style)


def value_text(column: SurveyColumn, value: object, style: HoursStyle = HoursStyle.DECIMAL) -> str:
    """A value of a column as text that reads back as the same value; "" for None."""
    text = "" if value is None else str(value)
    match column.kind:
        case FieldKind.HOURS if isinstance(value, int):
            text = format_duration(value) if style is HoursStyle.WORDS else _hours(value)
        case FieldKind.CHOICE | FieldKind.FLAG:
            text = column.label_of(text)
        case FieldKind.SHARE if isinstance(value, int):
            text = f"{value / 100:.2f}".rstrip("0").rstrip(".")
        case FieldKind.DATE:
            text = _day(text)
        case FieldKind.PROFILE if isinstance(value, list | tuple):
            text = " ".join(map(str, value))
    return text


def cell_shown(
    column: SurveyColumn, fields: Mapping[str, object], style: HoursStyle = HoursStyle.DECIMAL
) -> str:
    """The cell as people read it: like `cell_text`, with thousands separated."""
    value = value_in(column, fields)
    if column.kind is FieldKind.COUNT and isinstance(value, int):
        return f"{value:,}"
    if column.kind is FieldKind.HOURS and isinstance(value, int) and style is HoursStyle.DECIMAL:
        whole, dot, rest = _hours(value).partition(".")
        return f"{int(whole):,}{dot}{rest}" if not whole.startswith("-") else f"▲{_hours(-value)}"
    return value_text(column, value, style)


def _hours(minutes: int) -> str:
    """Hours with at most two decimals, enough to know the minutes again."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def _day(iso: str) -> str:
    try:
        day = dt.date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.year:04}/{day.month}/{day.day}"


def consequences(before: Mapping[str, object], edit: Mapping[str, Any]) -> dict[str, Any]:
    """What else changes in a row when `edit` (stored fields) is made in it.

    Staff hours typed by hand are no share of the capacity any more. A row carried over from last
    year counts as changed once a figure of it differs.
    """
    also: dict[str, Any] = {}
    by_hand = not STAFF_FIELDS.isdisjoint(edit) and SHARE not in edit
    if by_hand and before.get(SHARE) is not None:
        also[SHARE] = None
        if before.get("method") == RATIO and "method" not in edit:
            also["method"] = None
    if before.get("carry") in {"to_confirm", "confirmed"} and not FIGURE_FIELDS.isdisjoint(edit):
        also["carry"] = "changed"
    return also
