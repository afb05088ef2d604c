"""Ops as rows of the log: writing, reading, all ops of some rows that count."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.ops import Op, OpId, decode_body
from bpr_studio.domain.replication.strays import without_strays
from bpr_studio.services.sync.scopes import OF_PC

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence

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


def load_rows(cursor: sqlite3.Cursor, keys: Collection[RowKey]) -> dict[RowKey, list[Op]]:
    """All ops of the given rows that count; a row without ops has an empty list."""
    return {key: counting(key[0], ops) for key, ops in load_scoped(cursor, keys).items()}


def load_scoped(
    cursor: sqlite3.Cursor, keys: Collection[RowKey]
) -> dict[RowKey, list[tuple[Op, str]]]:
    """All ops of the given rows, each with its scope, strays too."""
    found: dict[RowKey, list[tuple[Op, str]]] = {key: [] for key in keys}
    for entity, part in _parts(keys):
        marks = ",".join("?" * len(part))
        cursor.execute(
            f'SELECT {COLUMNS}, scope FROM op WHERE entity=? AND "row" IN ({marks})',  # noqa: S608  # only marks
            (entity, *part),
        )
        for record in cursor.fetchall():
            found[entity, record[7]].append((op_of(record[:-1]), record[-1]))
    return found


def _parts(keys: Collection[RowKey]) -> Iterator[tuple[str, list[str]]]:
    """Rows by entity, no more at a time than one question may name."""
    for entity, group in groupby(sorted(keys), key=lambda key: key[0]):
        rows = [row for _, row in group]
        for start in range(0, len(rows), _CHUNK):
            yield entity, rows[start : start + _CHUNK]


def rows_of_other_scopes(
    cursor: sqlite3.Cursor, keys: Collection[RowKey], scope: str
) -> set[RowKey]:
    """Those of these rows that have ops of another scope than this one; ops without one fit any."""
    found: set[RowKey] = set()
    for entity, part in _parts(keys):
        marks = ",".join("?" * len(part))
        cursor.execute(
            f'SELECT DISTINCT "row" FROM op WHERE entity=? AND "row" IN ({marks})'  # noqa: S608  # only marks
            " AND scope NOT IN ('', ?)",
            (entity, *part, scope),
        )
        found.update((entity, row) for (row,) in cursor)
    return found


def counting(entity: str, ops: Sequence[tuple[Op, str]]) -> list[Op]:
    """The ops of one row that count; what belongs to PCs has no scope for life."""
    return [op for op, _ in ops] if entity in OF_PC else without_strays(ops)


def rows_in_order(cursor: sqlite3.Cursor) -> Iterator[tuple[RowKey, list[Op]]]:
    """All rows of the log with the ops that count, in order of entity and id, not loading all."""
    cursor.execute(f'SELECT {COLUMNS}, scope FROM op ORDER BY entity, "row"')  # noqa: S608  # constants only
    for key, records in groupby(cursor, key=lambda record: (record[6], record[7])):
        yield key, counting(key[0], [(op_of(record[:-1]), record[-1]) for record in records])
