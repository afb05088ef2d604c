"""What changed since a chief approved a sheet, read from the log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.adapters.db.op_rows import load_rows
from bpr_studio.adapters.db.people import People
from bpr_studio.adapters.db.settled import settled
from bpr_studio.domain.replication.clock import unix_ms
from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.workload.figures import FIGURES, STEP_FIGURES
from bpr_studio.services.sheet_states import ChangedCell

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.domain.replication.merge import RowState
    from bpr_studio.domain.replication.ops import Op

_UNITS: Final = "SELECT id FROM org_unit WHERE section_id = ?2 OR id = ?2"
_ITEMS: Final = f"""
SELECT id FROM work_item WHERE round_id = ?1 AND unit_id IN ({_UNITS}) ORDER BY sort_key, id
"""  # noqa: S608  # our own constants only
_STEPS: Final = f"""
SELECT step.id FROM flow JOIN flow_element AS step ON step.flow_id = flow.id
WHERE flow.round_id = ?1 AND flow.unit_id IN ({_UNITS}) ORDER BY flow.id, step.sort_key, step.id
"""  # noqa: S608  # our own constants only
_REMOVED: Final = "SELECT \"row\" FROM op WHERE kind = 'del' AND t > ? AND +entity = ?"
_FLOWS: Final = f"SELECT id FROM flow WHERE round_id = ?1 AND unit_id IN ({_UNITS})"  # noqa: S608  # our own constants only


def changed_since_approval(
    database: Database, round_id: str, unit_id: str
) -> tuple[ChangedCell, ...]:
    """Cells and rows of a section changed since the approval that holds, in sheet order.

    Tasks come before steps of the detailed survey, removed rows after the others. Empty without
    an approval.
    """
    sheet = ("survey_sheet", planned_id("survey_sheet", round_id, unit_id))
    with database.scanning() as cursor:
        at = _approved_at(load_rows(cursor, {sheet})[sheet])
        if at is None:
            return ()
        place, who = (round_id, unit_id), People(cursor, database.named).who
        units = {unit for (unit,) in cursor.execute(_UNITS, ("", unit_id))} | {unit_id}
        flows = {flow for (flow,) in cursor.execute(_FLOWS, place)}
        tasks = _Sheet(
            "work_item",
            FIGURES,
            lambda row: row.value("round_id") == round_id and row.value("unit_id") in units,
            who,
        )
        steps = _Sheet("flow_element", STEP_FIGURES, lambda row: row.value("flow_id") in flows, who)
        return (
            *_changed(cursor, tasks, [row for (row,) in cursor.execute(_ITEMS, place)], at),
            *_changed(cursor, steps, [row for (row,) in cursor.execute(_STEPS, place)], at),
        )


class _Sheet(NamedTuple):
    """The rows an approval covers: entity, figures, which of them are its, and who wrote."""

    entity: str
    figures: tuple[str, ...]
    holds: Callable[[RowState], bool]
    who: Callable[[str, int], tuple[str, str]]


def _changed(
    cursor: sqlite3.Cursor, sheet: _Sheet, rows: Sequence[str], at: int
) -> Iterator[ChangedCell]:
    """What changed in the rows there are, and in those that were there."""
    found = cursor.execute(_REMOVED, (at, sheet.entity)).fetchall()
    order = (*rows, *sorted({str(row) for (row,) in found} - set(rows)))
    known = load_rows(cursor, {(sheet.entity, row) for row in order})
    for row in order:
        yield from _cells(sheet, row, known[sheet.entity, row], at)


def _approved_at(ops: Sequence[Op]) -> int | None:
    """Hybrid time of the approval that holds."""
    heads = settled("survey_sheet", merge_row(ops)).heads.get("approved_digest")
    return heads[0].t if heads and heads[0].value is not None else None


def _cells(sheet: _Sheet, row: str, ops: Sequence[Op], at: int) -> Iterator[ChangedCell]:
    now = merge_row(ops)
    later = sorted((op for op in ops if op.t > at), key=lambda op: (op.t, op.id))
    if not later and not now.conflicts().keys() & set(sheet.figures):
        return  # a value written earlier, but elsewhere, may have arrived beside the approved one
    before = merge_row([op for op in ops if op.t <= at])
    if not now.alive and not sheet.holds(before):
        return  # a row of another section, or one that came and went
    for field, (old, new) in _differences(before, now, sheet.figures):
        touched = [op for op in later or ops if not field or field in op.fields] or later
        yield ChangedCell(
            row=row,
            task=str(now.value("name") or before.value("name") or ""),
            field=field,
            before=old,
            after=new,
            at=datetime.fromtimestamp(unix_ms(touched[-1].t) / 1000, UTC).isoformat(),
            user=sheet.who(touched[-1].id.actor, touched[-1].t)[0],
        )


def _differences(
    before: RowState, now: RowState, figures: tuple[str, ...]
) -> Iterator[tuple[str, tuple[object, object]]]:
    if before.alive != now.alive:
        yield "", (before.value("name"), None) if before.alive else (None, now.value("name"))
        return
    several = now.conflicts()
    for field in figures:
        old = before.value(field)
        values = [head.value for head in several[field]] if field in several else [now.value(field)]
        other = [value for value in values if canonical_json(value) != canonical_json(old)]
        if other:
            yield field, (old, other[0])
