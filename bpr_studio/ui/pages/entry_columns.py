"""The columns of a sheet as the grid shows them: which ones fold, which ones hide, how wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.workload.check_values import CONTRACTOR_FIELD
from bpr_studio.domain.workload.sheet import READ_ONLY, TOTAL
from bpr_studio.domain.workload.survey_format import MONTH_FIELD, FieldKind
from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.grid.entry.model import ColumnKind, EntryColumn, EntryGroup
from bpr_studio.ui.pages.column_widths import least_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bpr_studio.domain.workload.survey_format import SurveyColumn
    from bpr_studio.services.entry_values import SheetTotals

FROZEN: Final = ("code", "name")
REGULAR: Final = "minutes_regular"
_PIXELS: Final = 9  # a character of the standard font, roughly
_LEAST_WIDTH: Final = 72
_WIDEST: Final = 260
_HOURS_WIDTH: Final = 92
_WIDTHS: Final = {
    "code": 96,
    "name": 236,
    MONTH_FIELD: 132,
    "core_reason": 168,
    "year_minutes": 84,
    "share_hundredths": 88,
}
_KINDS: Final = {
    FieldKind.CODE: ColumnKind.PICKER,
    FieldKind.HOURS: ColumnKind.NUMBER,
    FieldKind.COUNT: ColumnKind.NUMBER,
    FieldKind.PERCENT: ColumnKind.NUMBER,
    FieldKind.PERCENT_OF_YEAR: ColumnKind.NUMBER,
    FieldKind.SHARE: ColumnKind.NUMBER,
    FieldKind.CHOICE: ColumnKind.CHOICE,
    FieldKind.FLAG: ColumnKind.CHOICE,
    FieldKind.PROFILE: ColumnKind.PROFILE,
}
_SUMMARIES: Final = frozenset(
    {"nature", TOTAL, MONTH_FIELD, "case_count", "people_count", "core_tag", "core_reason", "note"}
)
"""What stays to be seen of a folded group."""

_FIRST: Final = (REGULAR, "core_tag")
"""Groups with one of these come first and unfolded; the others are rarely filled in."""


def entry_columns(
    columns: Iterable[SurveyColumn], hidden: Collection[str]
) -> tuple[EntryColumn, ...]:
    """The grid's columns, without the hidden ones; groups that must be filled in come first."""
    shown = [column for column in columns if column.key not in hidden]
    places = {name: place for place, name in enumerate(_group_names(shown))}
    shown.sort(key=lambda column: (column.key not in FROZEN, places.get(column.group, -1)))
    return tuple(_entry_column(column) for column in shown)


def _group_names(columns: Sequence[SurveyColumn]) -> list[str]:
    """The groups with hours and core or non-core first, the others as they stand in the form.

    So the keys lead from a task's name to its hours and to core or non-core.
    """
    key_of = {column.key: column.group for column in columns}
    first = [key_of[key] for key in _FIRST if key in key_of]
    others = [column.group for column in columns if column.key not in FROZEN]
    return list(dict.fromkeys([*first, *others]))


def _entry_column(column: SurveyColumn) -> EntryColumn:
    frozen = column.key in FROZEN
    read_only = column.key in READ_ONLY
    hours = column.kind is FieldKind.HOURS
    width = min(max(column.width * _PIXELS, _LEAST_WIDTH), _WIDEST)
    least = least_width(column.header, "" if hours else column.unit)
    return EntryColumn(
        key=column.key,
        title=column.header,
        kind=ColumnKind.READ_ONLY if read_only else _KINDS.get(column.kind, ColumnKind.TEXT),
        group="" if frozen else column.group,
        unit="" if hours else column.unit,  # hours: the group says it
        align=Align.RIGHT if read_only else None,
        width=max(_WIDTHS.get(column.key, _HOURS_WIDTH if hours else width), least),
        choices=tuple((choice.value, choice.label) for choice in column.choices),
        help=column.help,
        frozen=frozen,
        summary=column.key in _SUMMARIES,
    )


def entry_groups(columns: Sequence[SurveyColumn]) -> tuple[EntryGroup, ...]:
    """The groups; those that are rarely filled in begin folded."""
    opened = {column.group for column in columns if column.key in _FIRST}
    names = _group_names(columns)
    return tuple(EntryGroup(name, name, folded=name not in opened) for name in names)


def hidden_at_first(columns: Iterable[SurveyColumn], totals: SheetTotals) -> frozenset[str]:
    """Staff categories the section neither has nor has hours of, and what only shares need."""
    needed = {one.key for one in totals.staff if one.capacity or one.minutes} | {REGULAR}
    if not totals.capacity:
        needed.add(CONTRACTOR_FIELD)
    hours = {
        column.key
        for column in columns
        if column.kind is FieldKind.HOURS and column.key not in needed and column.key != TOTAL
    }
    return frozenset(hours if totals.shares else hours | {"share_hundredths"})
