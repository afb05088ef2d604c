"""What the entry desk asks: capacity by staff category, state and comments of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bpr_studio.services.entry_values import CommentLine
from bpr_studio.services.views import UnitLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.adapters.db.database import Database

_UNIT: Final = """
SELECT id, coalesce(fiscal_year, 0), coalesce(code, ''), coalesce(name, ''), coalesce(level, ''),
       coalesce(parent_id, ''), coalesce(bureau_id, ''), coalesce(division_id, ''),
       coalesce(section_id, ''), coalesce(path, ''), coalesce(lft, 0), coalesce(rgt, 0)
FROM org_unit WHERE id = ?
"""
_CAPACITY: Final = """
SELECT headcount.staff_category,
       CAST(sum(coalesce(heads_hundredths, 0) * coalesce(minutes_per_head, 0) / 100.0
                + coalesce(overtime_minutes, 0)) AS INTEGER)
FROM org_unit JOIN headcount ON headcount.unit_id = org_unit.id
JOIN staff_year ON staff_year.staff_category = headcount.staff_category
               AND staff_year.fiscal_year = org_unit.fiscal_year
WHERE org_unit.section_id = ? AND headcount.staff_category <> 'contractor'
GROUP BY headcount.staff_category
"""
_STATE: Final = "SELECT coalesce(state, '') FROM survey_sheet WHERE round_id = ? AND unit_id = ?"
_COMMENTS: Final = """
SELECT id, coalesce(item_id, ''), coalesce(field, ''), coalesce(text, ''), coalesce(at, ''),
       coalesce(user, ''), coalesce(role, ''), coalesce(settled, 0)
FROM cell_comment WHERE round_id = ? AND unit_id = ? ORDER BY at, id
"""


class EntryQueriesInDatabase:
    """The questions of `services.entry_values.EntryQueries` that nobody else asks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unit(self, unit_id: str) -> UnitLine | None:
        """One unit of any year, None where there is none."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_UNIT, (unit_id,)).fetchone()
        return UnitLine(*found) if found else None

    def capacity_by_category(self, section_id: str) -> dict[str, int]:
        """Minutes a year a section's staff can work, by staff category, overtime included."""
        with self._database.scanning() as cursor:
            return {str(c): int(m) for c, m in cursor.execute(_CAPACITY, (section_id,))}

    def sheet_state(self, round_id: str, unit_id: str) -> str:
        """The stored state of a section's sheet, "" where there is none."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_STATE, (round_id, unit_id)).fetchone()
        return str(found[0]) if found else ""

    def cell_comments(self, round_id: str, unit_id: str) -> tuple[CommentLine, ...]:
        """The comments of a sheet, oldest first."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_COMMENTS, (round_id, unit_id))
            return tuple(_comment(line) for line in found)


def _comment(line: Sequence[Any]) -> CommentLine:
    id_, row, field, text, at, user, role, settled = line
    return CommentLine(id_, row, field, text, at, user, role, bool(settled))
