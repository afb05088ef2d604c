"""What changed since a chief approved a sheet, read from the log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.clock import unix_ms
from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.workload.figures import FIGURES
from bpr_studio.services.sheet_states import ChangedCell

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.domain.replication.merge import RowState
    from bpr_studio.domain.replication.ops import Op

_ITEMS: Final = """
SELECT id FROM work_item WHERE round_id = ?1 AND unit_id IN
  (SELECT id FROM org_unit WHERE section_id = ?2 OR id = ?2) ORDER BY sort_key, id
"""
_REMOVED: Final = "SELECT \"row\" FROM op WHERE kind = 'del' AND t > ? AND +entity = 'work_item'"
_USER: Final = "SELECT coalesce(user, '') FROM actor WHERE id = ?"


def changed_since_approval(
    database: Database, round_id: str, unit_id: str
) -> tuple[ChangedCell, ...]:
    """Cells and rows of a section changed since the approval that holds, in sheet order.

    Removed rows come last. Empty without an approval.
    """
    from bpr_studio.adapters.db.store import load_rows

    sheet = ("survey_sheet", planned_id("survey_sheet", round_id, unit_id))
    with database.scanning() as cursor:
        at = _approved_at(load_rows(cursor, {sheet})[sheet])
        if at is None:
            return ()
        rows = [str(row) for (row,) in cursor.execute(_ITEMS, (round_id, unit_id))]
        removed = {str(row) for (row,) in cursor.execute(_REMOVED, (at,))} - set(rows)
        known = load_rows(cursor, {("work_item", row) for row in (*rows, *removed)})
        return tuple(
            cell
            for row in (*rows, *sorted(removed))
            for cell in _cells(cursor, row, known["work_item", row], at, (round_id, unit_id))
        )


def _approved_at(ops: Sequence[Op]) -> int | None:
    """Hybrid time of the approval that holds."""
    heads = merge_row(ops).heads.get("approved_digest")
    return heads[0].t if heads and heads[0].value is not None else None


def _cells(
    cursor: sqlite3.Cursor, row: str, ops: Sequence[Op], at: int, place: tuple[str, str]
) -> Iterator[ChangedCell]:
    later = sorted((op for op in ops if op.t > at), key=lambda op: (op.t, op.id))
    if not later:
        return
    before, now = merge_row([op for op in ops if op.t <= at]), merge_row(ops)
    if not now.alive and (before.value("round_id"), before.value("unit_id")) != place:
        return  # a row of another section, or one that came and went
    for field, (old, new) in _differences(before, now):
        touched = [op for op in later if not field or field in op.fields] or later
        yield ChangedCell(
            row=row,
            task=str(now.value("name") or before.value("name") or ""),
            field=field,
            before=old,
            after=new,
            at=datetime.fromtimestamp(unix_ms(touched[-1].t) / 1000, UTC).isoformat(),
            user=_user(cursor, touched[-1].id.actor),
        )


def _differences(before: RowState, now: RowState) -> Iterator[tuple[str, tuple[object, object]]]:
    if before.alive != now.alive:
        yield "", (before.value("name"), None) if before.alive else (None, now.value("name"))
        return
    for field in FIGURES:
        old, new = before.value(field), now.value(field)
        if canonical_json(old) != canonical_json(new):
            yield field, (old, new)


def _user(cursor: sqlite3.Cursor, actor: str) -> str:
    found = cursor.execute(_USER, (actor,)).fetchone()
    return str(found[0]) if found else ""
