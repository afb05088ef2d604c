"""Own ops on their way into segments: which go together, in which order."""

from __future__ import annotations

import contextlib
from collections import deque
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.adapters.db.op_rows import COLUMNS, op_of
from bpr_studio.adapters.db.sync_lookup import OwnLookup
from bpr_studio.domain.replication.names import NO_HASH
from bpr_studio.domain.replication.ops import NEW, OpId
from bpr_studio.domain.replication.segments import MOST_UNPACKED
from bpr_studio.services.sync.ports import PendingBatch

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from bpr_studio.adapters.db.sync_lookup import LogLookup
    from bpr_studio.domain.replication.ops import Op

_LOOK_AHEAD: Final = 20_000  # unsealed ops that are sorted by scope at a time
_LINE: Final = 120  # bytes of an op's line besides its body, roughly
_AT_ONCE: Final = 2_000  # of them held in memory with their bodies
_SPARSE: Final = 3  # numbers read for one that is wanted
_LARGEST: Final = MOST_UNPACKED * 3 // 4  # bytes after which even one command is divided


class _Planned(NamedTuple):
    """An op that waits for its segment: its name, its command, about how many bytes it takes."""

    id: OpId
    command: tuple[int, int]
    size: int


class _Unsealed(NamedTuple):
    """An own op that no segment holds, as it stands in the log; `held` where it shall stay."""

    actor: str
    n: int
    tag: str
    t: int
    tx: int
    kind: str
    entity: str
    row: str
    body: str
    held: int

    @property
    def id(self) -> OpId:
        """Its name."""
        return OpId(self.actor, self.n, self.tag)

    @property
    def command(self) -> tuple[int, int]:
        """What all ops of its command have in common; copies of a workspace count alike."""
        return (self.tx, self.t)


@dataclass(slots=True)
class _Plan:
    """Unsealed ops by stream, each in order of their numbers.

    Attributes:
        streams: by scope and actor.
        last: by actor the number up to which ops were looked at.
        whole: no more unsealed ops were there.
    """

    streams: dict[tuple[str, str], deque[_Planned]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    whole: bool = True


class Outbox:
    """Gives the own ops that no segment holds, batch by batch."""

    def __init__(self, lookup: LogLookup) -> None:
        self._lookup = lookup
        self._plan = _Plan()

    def forget(self) -> None:
        """Look again: ops were held, given back, or sealed elsewhere."""
        self._plan = _Plan()

    def hold(self, ops: Iterable[OpId]) -> None:
        """Leave these out."""
        held = set(ops)
        for stream, planned in list(self._plan.streams.items()):
            left = deque(one for one in planned if one.id not in held)
            if left:
                self._plan.streams[stream] = left
            else:
                del self._plan.streams[stream]

    def next(
        self, cursor: sqlite3.Cursor, actors: Sequence[str], home: str, limits: tuple[int, int]
    ) -> PendingBatch | None:
        """The next batch, None when there is none.

        Args:
            cursor: reads the log.
            actors: all this database ever wrote as, the present one last.
            home: scope of this PC.
            limits: ops and bytes of one batch, unless one command has more.
        """
        if not self._is_current(cursor, actors):
            self._plan = self._read(cursor, actors, home)
        for (scope, actor), planned in self._plan.streams.items():
            ids = _first(planned, limits)
            return _batch(cursor, scope, actor, _load(cursor, ids))
        return None

    @contextlib.contextmanager
    def sealing(self, batch: PendingBatch) -> Iterator[None]:
        """A batch is put into a segment by the block; where that fails, look again."""
        try:
            yield
        except BaseException:
            self.forget()
            raise
        self._take_out(batch)

    def _take_out(self, batch: PendingBatch) -> None:
        stream = (batch.scope, batch.actor)
        left = self._plan.streams.get(stream)
        if left is None or len(left) < len(batch.ops):
            self.forget()
            return
        for op in batch.ops:
            if left.popleft().id != op.id:
                self.forget()
                return
        if not left:
            del self._plan.streams[stream]

    def _is_current(self, cursor: sqlite3.Cursor, actors: Sequence[str]) -> bool:
        """Whether the plan still tells all; one of many ops is finished before new ones count."""
        if not self._plan.streams:
            return False
        if not self._plan.whole:
            return True
        return all(_last_n(cursor, actor) == self._plan.last.get(actor, 0) for actor in actors)

    def _read(self, cursor: sqlite3.Cursor, actors: Sequence[str], home: str) -> _Plan:
        plan = _Plan()
        lookup = OwnLookup(cursor, self._lookup, home)
        for actor in actors:
            if plan.streams and not plan.whole:
                break
            plan.last[actor] = _last_n(cursor, actor)
            for op in self._read_ahead(self._unsealed(cursor, actor, plan)):
                scope_of = lookup.of_new if op.kind == NEW else lookup.of_edit
                scope = scope_of(op.entity, op.row, op.body)
                if scope and not op.held:
                    planned = _Planned(op.id, op.command, len(op.body) + _LINE)
                    plan.streams.setdefault((scope, actor), deque()).append(planned)
        return plan

    def _read_ahead(self, unsealed: Iterator[_Unsealed]) -> Iterator[_Unsealed]:
        while part := list(islice(unsealed, _AT_ONCE)):
            self._lookup.read_ahead((op.entity, op.row) for op in part)
            yield from part

    def _unsealed(self, cursor: sqlite3.Cursor, actor: str, plan: _Plan) -> Iterator[_Unsealed]:
        """Unsealed ops from the first on, up to the end of a command."""
        columns = ", ".join(f"op.{name.strip()}" for name in COLUMNS.split(","))
        reader = cursor.connection.cursor()
        reader.execute(
            f"SELECT {columns}, held_op.n IS NOT NULL FROM op INDEXED BY op_unsealed"  # noqa: S608  # constants only
            " LEFT JOIN held_op USING (actor, n, tag)"
            " WHERE op.actor=? AND op.scope='' ORDER BY op.n, op.tag",
            (actor,),
        )
        count, command = 0, (0, 0)
        for op in map(_Unsealed._make, reader):
            if count >= _LOOK_AHEAD and op.command != command:
                plan.whole = False
                break
            command = op.command
            count += not op.held
            yield op
        reader.close()


def _last_n(cursor: sqlite3.Cursor, actor: str) -> int:
    found = cursor.execute("SELECT max(n) FROM op WHERE actor=?", (actor,)).fetchone()
    return int(found[0] or 0)


def _first(planned: Iterable[_Planned], limits: tuple[int, int]) -> list[OpId]:
    """The ops of the next batch: whole commands up to the limits, at least one."""
    most_ops, most_bytes = limits
    ids: list[OpId] = []
    size = 0
    for _, group in groupby(planned, key=lambda one: one.command):
        command = list(group)
        bytes_of_command = sum(one.size for one in command)
        if ids and (len(ids) + len(command) > most_ops or size + bytes_of_command > most_bytes):
            break
        if bytes_of_command > _LARGEST:
            return ids + _piece(command)
        ids += [one.id for one in command]
        size += bytes_of_command
    return ids


def _piece(command: Iterable[_Planned]) -> list[OpId]:
    """As much of one command as a file may hold."""
    ids: list[OpId] = []
    size = 0
    for one in command:
        size += one.size
        if ids and size > _LARGEST:
            break
        ids.append(one.id)
    return ids


def _load(cursor: sqlite3.Cursor, ids: Sequence[OpId]) -> tuple[Op, ...]:
    """The ops of these names, which lie near each other in the log."""
    actor, first, last = ids[0].actor, ids[0].n, ids[-1].n
    if last - first < _SPARSE * len(ids):
        wanted = set(ids)
        found = cursor.execute(
            f"SELECT {COLUMNS} FROM op WHERE actor=? AND n BETWEEN ? AND ?",  # noqa: S608  # constants only
            (actor, first, last),
        )
        return tuple(op_of(record) for record in found if OpId(*record[:3]) in wanted)
    ask = f"SELECT {COLUMNS} FROM op WHERE actor=? AND n=? AND tag=?"  # noqa: S608  # constants only
    records = chain.from_iterable(cursor.execute(ask, name).fetchall() for name in ids)
    return tuple(map(op_of, records))


def _batch(cursor: sqlite3.Cursor, scope: str, actor: str, ops: tuple[Op, ...]) -> PendingBatch:
    seq, prev = own_tip(cursor, scope, actor)
    return PendingBatch(scope, actor, seq + 1, prev, ops)


def own_tip(cursor: sqlite3.Cursor, scope: str, actor: str) -> tuple[int, str]:
    """Number and SHA-256 of the last segment this database made in a stream.

    What a copy of this database made is not ours to go on from: our next segment stands beside.
    """
    found = cursor.execute(
        "SELECT seq, hash FROM segment WHERE scope=? AND actor=? AND own=1 AND applied=0"
        " ORDER BY seq DESC LIMIT 1",
        (scope, actor),
    ).fetchone()
    return (int(found[0]), str(found[1])) if found else (0, NO_HASH)
