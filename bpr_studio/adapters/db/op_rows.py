"""Ops as rows of the log: writing, reading, all ops of some rows."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.ops import Op, OpId, decode_body

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    RowKey = tuple[str, str]

COLUMNS: Final = 'actor, n, tag, t, tx, kind, entity, "row", body'
INSERT: Final = f"INSERT INTO op ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)"  # noqa: S608  # constants only
# An own op that a copy of this workspace has sealed is sealed.
INSERT_UNKNOWN: Final = (
    f"INSERT INTO op ({COLUMNS}, scope) VALUES (?,?,?,?,?,?,?,?,?,?)"  # noqa: S608  # constants only
    " ON CONFLICT DO UPDATE SET scope=excluded.scope WHERE scope='' AND excluded.scope<>''"
)
_CHUNK: Final = 500  # row ids per query, below SQLite's limit on parameters


def record_of(op: Op, body: str) -> tuple[object, ...]:
    """The row of an op, without its scope."""
    return (*op.id, op.t, op.tx, op.kind, op.entity, op.row, body)


def op_of(record: Sequence[object]) -> Op:
    """The op of a row of `COLUMNS`."""
    actor, n, tag, t, tx, kind, entity, row, body = record
    fields, seen, label = decode_body(str(body))
    name = OpId(str(actor), int(str(n)), str(tag))
    return Op(
        name, int(str(t)), int(str(tx)), str(kind), str(entity), str(row), fields, seen, label
    )


def load_rows(cursor: sqlite3.Cursor, keys: set[RowKey]) -> dict[RowKey, list[Op]]:
    """All ops of the given rows; a row without ops has an empty list."""
    found: dict[RowKey, list[Op]] = {key: [] for key in keys}
    for entity, group in groupby(sorted(keys), key=lambda key: key[0]):
        rows = [row for _, row in group]
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            cursor.execute(
                f'SELECT {COLUMNS} FROM op WHERE entity=? AND "row" IN ({marks})',  # noqa: S608  # only marks
                (entity, *part),
            )
            for record in cursor.fetchall():
                found[entity, record[7]].append(op_of(record))
    return found


def rows_in_order(cursor: sqlite3.Cursor) -> Iterator[tuple[RowKey, list[Op]]]:
    """All rows of the log with their ops, sorted by entity and row id, without loading all."""
    cursor.execute(f'SELECT {COLUMNS} FROM op ORDER BY entity, "row"')  # noqa: S608  # constants only
    for key, records in groupby(cursor, key=lambda record: (record[6], record[7])):
        yield key, [op_of(record) for record in records]
