"""Ops of other PCs on their way into log and tables: merged row by row, written in short turns.

What takes time, reading and merging, is done before the turn to write. Rows that another process
wrote to in between are merged again inside it, which is rare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.adapters.db.op_rows import (
    INSERT_UNKNOWN,
    counting,
    load_rows,
    load_scoped,
    record_of,
    rows_of_other_scopes,
)
from bpr_studio.domain.replication.merge import advanced, merge_row
from bpr_studio.domain.replication.ops import NEW, SET

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from bpr_studio.adapters.db.known_states import KnownStates
    from bpr_studio.adapters.db.op_rows import RowKey
    from bpr_studio.adapters.db.projector import Projector
    from bpr_studio.domain.replication.merge import RowState
    from bpr_studio.domain.replication.ops import Op

ARRIVALS_KEPT: Final = 50_000
"""Rows that open windows can still be told of one by one."""

_LONGEST_TURN: Final = 0.006
"""Seconds other processes may have to wait for one turn, roughly, besides its commit."""
_LONGEST_ALONE: Final = 0.06
"""The same while nobody else writes; longer turns write each page of an index less often."""
_ALONE: Final = 30.0
"""Seconds after the last write of another process from which on nobody counts as waiting."""
_FIRST_SIZE: Final = 100
_SIZES: Final = (30, 2_000)


class Arriving(NamedTuple):
    """An op made elsewhere, the text of its body, and the scope it belongs to."""

    op: Op
    body: str
    scope: str


class TakenIn(NamedTuple):
    """What came of it: ops that were new, and fields in conflict in the rows touched."""

    ops: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class _Merged:
    """A row after what arrived: its state and how to write it.

    Attributes:
        state: with all ops.
        new: number of ops that were not known.
        fresh: no table mentions the row yet.
        names: fields that may differ in a row that was and is there, None where all may.
    """

    state: RowState
    new: int
    fresh: bool
    names: frozenset[str] | None = None


class Turns:
    """Deals rows out to turns that keep others waiting no longer than a moment."""

    def __init__(self, by_row: Mapping[RowKey, Sequence[Arriving]]) -> None:
        """Deal these rows by entity, in the order they were written, which lie side by side."""
        self._by_row = by_row
        self._left = sorted(by_row, key=lambda key: key[0])[::-1]
        self._size = _FIRST_SIZE

    def __iter__(self) -> Iterator[dict[RowKey, Sequence[Arriving]]]:
        while self._left:
            dealt: dict[RowKey, Sequence[Arriving]] = {}
            count = 0
            while self._left and count < self._size:
                key = self._left.pop()
                dealt[key] = self._by_row[key]
                count += len(dealt[key])
            yield dealt

    def took(self, seconds: float, since_others: float) -> None:
        """Say how long the turn was, so that the next one fits.

        Args:
            seconds: the turn's.
            since_others: seconds since another process wrote last; infinite for never.
        """
        least, most = _SIZES
        longest = _LONGEST_ALONE if since_others > _ALONE else _LONGEST_TURN
        factor = min(2.0, max(0.3, longest / max(seconds, 1e-6)))
        self._size = int(min(most, max(least, self._size * factor)))


def by_row(arriving: Iterable[Arriving]) -> dict[RowKey, list[Arriving]]:
    """What arrives, by the row it is about, in the order of arrival."""
    found: dict[RowKey, list[Arriving]] = {}
    for one in arriving:
        found.setdefault((one.op.entity, one.op.row), []).append(one)
    return found


class Turn:
    """Some rows on their way into log and tables: `prepare` them, then `write`."""

    def __init__(self, rows: Mapping[RowKey, Sequence[Arriving]], known: KnownStates) -> None:
        self._rows = rows
        self._known = known
        self._merged: dict[RowKey, _Merged] = {}

    def prepare(self, cursor: sqlite3.Cursor) -> None:
        """Read and merge the rows, and work out what the tables shall say; writes nothing."""
        self._merge(cursor, self._rows.keys())
        self._projector = self._project(cursor)

    def _merge(self, cursor: sqlite3.Cursor, keys: Collection[RowKey]) -> None:
        states = self._known.of(keys)
        advanced = ((key, _advance(states[key], self._rows[key])) for key in keys if key in states)
        quick = {key: merged for key, merged in advanced if merged is not None}
        for key in self._of_several_scopes(cursor, quick):
            del quick[key]
        self._merged.update(quick)
        missing = [key for key in keys if key not in quick]
        for key, ops in load_scoped(cursor, missing).items():
            self._merged[key] = _merge(key[0], ops, self._rows[key])

    def _of_several_scopes(self, cursor: sqlite3.Cursor, keys: Iterable[RowKey]) -> set[RowKey]:
        """Rows whose state does not tell the next one: which of their ops count has to be asked."""
        by_scope: dict[str, list[RowKey]] = {}
        for key in keys:
            by_scope.setdefault(self._rows[key][0].scope, []).append(key)
        by_scope.pop("", None)  # ops without a scope fit any
        asked = (rows_of_other_scopes(cursor, of, scope) for scope, of in by_scope.items())
        return set().union(*asked)

    def _project(self, cursor: sqlite3.Cursor) -> Projector:
        from bpr_studio.adapters.db.projector import Projector

        projector = Projector(cursor)
        for (entity, row), merged in self._merged.items():
            if not merged.new:
                continue
            if merged.names is None:
                projector.write(entity, row, merged.state, fresh=merged.fresh)
            else:
                projector.rewrite(entity, row, merged.state, merged.names)
        return projector

    def write(self, cursor: sqlite3.Cursor, changed: Collection[RowKey] | None) -> TakenIn:
        """Into the log, into the tables, and into the list for open windows.

        Args:
            cursor: of the transaction that writes.
            changed: rows that somebody may have written to since `prepare`; None for any.
        """
        stale = self._rows.keys() if changed is None else self._rows.keys() & changed
        if stale:
            self._merge(cursor, stale)
            self._projector = self._project(cursor)
        records = [
            (*record_of(one.op, one.body), one.scope)
            for arriving in self._rows.values()
            for one in arriving
        ]
        cursor.executemany(INSERT_UNKNOWN, records)
        self._projector.finish(cursor)
        note_arrivals(cursor, [key for key, merged in self._merged.items() if merged.new])
        new = sum(merged.new for merged in self._merged.values())
        return TakenIn(new, self._projector.conflicts)

    @property
    def changed(self) -> set[RowKey]:
        """The rows with ops that were new."""
        return {key for key, merged in self._merged.items() if merged.new}

    @property
    def states(self) -> dict[RowKey, RowState]:
        """All its rows as they are afterwards."""
        return {key: merged.state for key, merged in self._merged.items()}

    @property
    def ops(self) -> Iterator[Op]:
        """What arrived."""
        return (one.op for arriving in self._rows.values() for one in arriving)


def note_arrivals(cursor: sqlite3.Cursor, keys: Iterable[RowKey]) -> None:
    """List rows that open windows are to be told of, and forget the oldest ones."""
    cursor.executemany('INSERT INTO arrival (entity, "row") VALUES (?,?)', keys)
    cursor.execute(
        "DELETE FROM arrival WHERE number <= (SELECT max(number) FROM arrival) - ?",
        (ARRIVALS_KEPT,),
    )


def project_anew(cursor: sqlite3.Cursor, keys: Collection[RowKey]) -> None:
    """Write the tables of rows of which other ops count now than when they were written."""
    from bpr_studio.adapters.db.projector import Projector

    projector = Projector(cursor)
    for (entity, row), ops in load_rows(cursor, keys).items():
        projector.write(entity, row, merge_row(ops), fresh=False)
    projector.finish()


def _advance(state: RowState, arriving: Sequence[Arriving]) -> _Merged | None:
    """The quick way: every op saw all there was. None where one did not, or is known already.

    What makes a row that is there, or comes in several scopes, decides which ops count (strays).
    """
    if len({one.scope for one in arriving}) > 1 or any(one.op.kind == NEW for one in arriving):
        return None
    names: set[str] | None = set() if state.alive else None
    for one in arriving:
        after = advanced(state, one.op)
        if after is None:
            return None
        state = after
        if one.op.kind != SET:
            names = None
        elif names is not None:
            names.update(one.op.fields)
    kept = None if names is None else frozenset(names)
    return _Merged(state, len(arriving), fresh=False, names=kept)


def _merge(entity: str, known: Sequence[tuple[Op, str]], arriving: Sequence[Arriving]) -> _Merged:
    quick = _build_on(known, arriving)
    if quick is not None:
        return quick
    ops = {op.id: (op, scope) for op, scope in known}
    before = len(ops)
    for one in arriving:
        name = one.op.id
        if name not in ops or not ops[name][1]:  # an own op that is found sealed elsewhere
            ops[name] = (one.op, one.scope)
    state = merge_row(counting(entity, list(ops.values())))
    return _Merged(state, len(ops) - before, fresh=not before)


def _build_on(known: Sequence[tuple[Op, str]], arriving: Sequence[Arriving]) -> _Merged | None:
    """The quick way for rows of one scope: put the ops upon the state before, one by one."""
    scopes = {scope for _, scope in known} | {one.scope for one in arriving}
    ids = {op.id for op, _ in known}
    if len(scopes - {""}) > 1 or any(one.op.id in ids for one in arriving):
        return None
    if known:
        return _advance(merge_row([op for op, _ in known]), arriving)
    built = _advance(merge_row([arriving[0].op]), arriving[1:])
    return _Merged(built.state, len(arriving), fresh=True) if built is not None else None
