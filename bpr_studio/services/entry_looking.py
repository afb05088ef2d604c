"""What stands beside a sheet: sums, last year, the history of cells, shapes of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.allocation import remaining
from bpr_studio.domain.workload.check_values import CONTRACTOR_FIELD, minutes_in
from bpr_studio.domain.workload.sheet import (
    HoursStyle,
    cell_shown,
    profile_of,
    value_in,
)
from bpr_studio.domain.workload.survey_format import FieldKind
from bpr_studio.services.entry_values import (
    Comparison,
    HistoryLine,
    ProfilePreset,
    SheetTotals,
    StaffTotal,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.workload.survey_format import SurveyColumn
    from bpr_studio.services.entry_session import SheetSession
    from bpr_studio.services.entry_values import EntryLists

STANDARD: Final = "standard"
LAST_YEAR: Final = "last_year"


def totals_of(session: SheetSession) -> SheetTotals:
    """A sheet added up."""
    hours = [c for c in session.rules.columns if c.field.startswith("minutes_")]
    sums = dict.fromkeys((column.field for column in hours), 0)
    by_tag = {"core": 0, "non_core": 0, "": 0}
    counted = to_confirm = 0
    shares = session.shares()
    for row, fields in session.rows.items():
        minutes = minutes_in(fields)
        for field in sums:
            sums[field] += _whole(fields.get(field))
        tag = str(fields.get("core_tag", ""))
        by_tag[tag if tag in by_tag else ""] += minutes
        to_confirm += fields.get("carry") == "to_confirm"
        counted += 0 if row in shares else minutes - _whole(fields.get(CONTRACTOR_FIELD))
    total = sum(sums.values())
    capacity = sum(session.capacity.values())
    return SheetTotals(
        rows=len(session.rows),
        minutes=total,
        staff_minutes=total - sums.get(CONTRACTOR_FIELD, 0),
        capacity=capacity,
        staff=tuple(_staff_total(column, sums, session.capacity) for column in hours),
        core=by_tag["core"],
        non_core=by_tag["non_core"],
        untagged=by_tag[""],
        to_confirm=to_confirm,
        remaining=remaining(shares, counted, capacity),
        shares=len(shares),
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _staff_total(
    column: SurveyColumn, sums: Mapping[str, int], capacity: Mapping[str, int]
) -> StaffTotal:
    return StaffTotal(
        column.key,
        column.header,
        sums[column.field],
        capacity.get(column.field.removeprefix("minutes_"), 0),
        counts=column.field != CONTRACTOR_FIELD,
    )


class SheetLooking:
    """Questions about single cells and rows."""

    def __init__(self, session: SheetSession, lists: EntryLists) -> None:
        self._session = session
        self._lists = lists

    def _previous(self, row: str) -> Mapping[str, object] | None:
        """Last year's fields of a row; None for a row that is new this year."""
        previous = self._session.rows.get(row, {}).get("previous_id")
        return self._session.facts.previous.get(str(previous)) if previous else None

    def compare(
        self, row: str, key: str, style: HoursStyle = HoursStyle.DECIMAL
    ) -> Comparison | None:
        """Last year's value of a cell; None for a row that is new this year."""
        previous = self._previous(row)
        if previous is None:
            return None
        column = self._session.rules.column(key)
        before = value_in(column, previous)
        now = value_in(column, self._session.rows[row])
        return Comparison(
            before, cell_shown(column, previous, style), before == now, _change(before, now)
        )

    def history(
        self, row: str, key: str, style: HoursStyle = HoursStyle.DECIMAL
    ) -> tuple[HistoryLine, ...]:
        """Who gave a cell which value when, oldest first; empty for sums."""
        column = self._session.rules.column(key)
        entries = self._session.store.history("work_item", row, column.field)
        return tuple(
            HistoryLine(
                entry.at,
                entry.user,
                entry.role,
                entry.label,
                tr(", ").join(_as_shown(column, value, style) for value in entry.before),
                _as_shown(column, entry.after, style),
                entry.deleted,
            )
            for entry in entries
        )

    def profile_presets(self, row: str) -> tuple[ProfilePreset, ...]:
        """Shapes of the year for a row: last year's, the usual one of its class, the ready ones."""
        found = []
        if (previous := self._previous(row)) and (percents := profile_of(previous)):
            found.append(ProfilePreset(LAST_YEAR, tr("As last year"), percents))
        code = str(self._session.rows.get(row, {}).get("code", ""))
        usual = self._lists.standard_profile(code)
        found.append(ProfilePreset(STANDARD, tr("Usual for this class"), usual))
        ready = self._lists.month_presets()
        return (*found, *(ProfilePreset(p.id, p.title, p.percents) for p in ready))


def _change(before: Any, now: Any) -> float | None:
    if isinstance(before, int) and isinstance(now, int) and before:
        return (now - before) / before
    return None


def _as_shown(column: SurveyColumn, value: object, style: HoursStyle) -> str:
    """A stored value of a column's field; a month column tells its own month of the profile."""
    if value is None:
        return ""
    profile = column.kind in {FieldKind.PERCENT_OF_YEAR, FieldKind.PROFILE}
    return cell_shown(column, {column.field: value}, style) if value or not profile else ""
