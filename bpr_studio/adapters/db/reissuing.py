"""Ops that only this PC has are named anew, when the key of their actor is gone.

Nobody else has ever seen them, so no op elsewhere can name them; those that name each other are
here, too. What they say, when they were made and what their writers saw stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db.op_rows import COLUMNS, INSERT, op_of, record_of
from bpr_studio.adapters.db.taking_in import project_anew
from bpr_studio.domain.replication.ops import OpDraft, Stamp, encode_body, seal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from bpr_studio.adapters.db.op_rows import RowKey
    from bpr_studio.domain.replication.ops import Op, OpId

_UNSEALED: Final = f"SELECT {COLUMNS} FROM op WHERE actor=? AND scope='' ORDER BY n, tag"  # noqa: S608  # constants only
_FORGET: Final = "DELETE FROM op WHERE actor=? AND n=? AND tag=?"
_FORGET_HELD: Final = "DELETE FROM held_op WHERE actor=? AND n=? AND tag=?"


def named_anew(ops: Iterable[Op], actor: str) -> dict[OpId, Op]:
    """The same ops under another actor, by their names so far.

    Args:
        ops: all ops of one actor that no segment holds, in order of their numbers.
        actor: the new one.
    """
    made: dict[OpId, Op] = {}
    firsts: dict[tuple[int, int], int] = {}
    for n, op in enumerate(ops, 1):
        seen = {
            name: tuple(made[one].id if one in made else one for one in ids)
            for name, ids in op.seen.items()
        }
        row = actor if op.entity == "actor" and op.row == op.id.actor else op.row
        draft = OpDraft(op.kind, op.entity, row, op.fields, seen)
        stamp = Stamp(actor, n, op.t, firsts.setdefault((op.tx, op.t), n))
        made[op.id] = seal(draft, stamp, encode_body(draft, op.label), op.label)
    return made


def note_former(cursor: sqlite3.Cursor, old: str) -> None:
    """Remember that this database wrote under another actor so far."""
    former = cursor.execute("SELECT value FROM local WHERE name='former'").fetchone()
    names = f"{former[0] if former else ''} {old}".strip()
    cursor.execute("INSERT OR REPLACE INTO local VALUES ('former', ?)", (names,))


def reissue(cursor: sqlite3.Cursor, old: str, actor: str) -> tuple[int, set[RowKey]]:
    """Name the unsealed ops of an actor anew and bring the tables up to date.

    Args:
        cursor: of the transaction that writes.
        old: the actor whose key is gone.
        actor: the new one, which has written nothing yet.

    Returns:
        The number of ops, and the rows they are of.
    """
    before = [op_of(record) for record in cursor.execute(_UNSEALED, (old,))]
    made = named_anew(before, actor)
    cursor.executemany(_FORGET, made)
    cursor.executemany(_FORGET_HELD, made)
    cursor.executemany(INSERT, [_record(op) for op in made.values()])
    keys = {(op.entity, op.row) for op in (*before, *made.values())}
    project_anew(cursor, keys)
    return len(made), keys


def _record(op: Op) -> tuple[object, ...]:
    return record_of(op, encode_body(op, op.label))
