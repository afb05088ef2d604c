"""The op store: the one door through which the program writes, and the log behind it."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db.known_states import KnownStates
from bpr_studio.adapters.db.op_rows import (
    COLUMNS,
    INSERT,
    load_rows,
    op_of,
    record_of,
    rows_in_order,
    rows_of_other_scopes,
)
from bpr_studio.adapters.db.other_writers import OtherWriters, last_arrival
from bpr_studio.adapters.db.people import People
from bpr_studio.adapters.db.reissuing import note_former, reissue
from bpr_studio.adapters.db.settled import settled
from bpr_studio.adapters.db.taking_in import (
    Arriving,
    TakenIn,
    Turn,
    Turns,
    by_row,
    note_arrivals,
    project_anew,
)
from bpr_studio.domain.replication.changes import PutRow, draft, taken_back
from bpr_studio.domain.replication.clock import HybridClock, unix_ms
from bpr_studio.domain.replication.digest import state_digest
from bpr_studio.domain.replication.history import field_history
from bpr_studio.domain.replication.merge import advanced, merge_row
from bpr_studio.domain.replication.ops import (
    SET,
    Stamp,
    canonical_json,
    decode_body,
    encode_body,
    seal,
)
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.events import Committed
from bpr_studio.services.store import CommandDone, HistoryEntry

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.adapters.db.op_rows import RowKey
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.replication.merge import RowState
    from bpr_studio.domain.replication.ops import Op, OpId
    from bpr_studio.domain.shared.ports import Clock, Person
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.deeds import DeedLine
    from bpr_studio.services.events import EventBus

_DERIVED: Final = ("work_hours", "merge_issue")
_BATCH: Final = 5_000  # rows held in memory while rebuilding
_MANY: Final = 5000  # an event names no more ids than this; a large flow has 2,000 elements


class OpStore:
    """Commits changes as ops and keeps the projection in step; implements `services.store.Store`.

    Local changes and ops of other PCs take the same way: into the log, then the merged state
    of every touched row into the tables, in one transaction.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        progress: Progress | None = None,
    ) -> None:
        """Work on an open database; tables that an older program made are made anew.

        Args:
            database: the open file.
            clock: time of the commands.
            bus: told after each commit.
            progress: told while old tables are made anew.

        Raises:
            RefusedError: the disk refuses; the next opening tries again.
        """
        self._database = database
        self._clock = clock
        self._bus = bus
        with database.scanning() as cursor:
            found = cursor.execute("SELECT name, value FROM local")
            local = {str(name): str(value) for name, value in found}
        self._turn = threading.RLock()  # one command at a time, also when threads write
        self._actor = local.get("actor", "")
        self._n, self._hlc = 0, HybridClock()  # read as each transaction begins, see _catch_up
        self._states = KnownStates()
        self._others = OtherWriters()
        if "rebuild" in local and not (database.read_only or database.beside):
            self.rebuild(progress)

    def sign_in(self, person: Person, new_actor: str) -> None:
        """Say who writes from now on.

        Args:
            person: the user and role that every later change is attributed to.
            new_actor: name for this database's actor if it has none yet (13 characters).
        """
        self._actor = self._actor or new_actor
        who = PutRow("actor", self._actor, {"user": person.user, "role": person.role})
        self.commit("", [who])

    def renew(self, actor: str) -> None:
        """Write new ops under another actor from now on: this database has a copy somewhere.

        Ops made before keep their actor. Who writes is told of the new one, too.

        Args:
            actor: a name nobody else has (13 characters).
        """
        with self._turn:
            with self._writing() as cursor:
                note_former(cursor, self._actor)
                old, self._actor, self._n = self._actor, actor, 0
                self._remember(cursor)
            self._name_person(self.state("actor", old))

    def reissue(self, actor: str) -> int:
        """As `renew`, where the key of the actor is gone: what nobody else has goes with us.

        Returns:
            Number of ops that bear the new name now.
        """
        with self._turn:
            person = self.state("actor", self._actor)
            with self._writing() as cursor:
                note_former(cursor, self._actor)
                count, touched = reissue(cursor, self._actor, actor)
                self._actor, self._n = actor, count
                self._remember(cursor)
            self._states.clear()
            self._name_person(person)
        self._tell(touched, "")
        return count

    def sealed(self, cursor: sqlite3.Cursor, ops: Iterable[Op], scope: str) -> None:
        """Own ops belong to a scope now: where a row has ops of others, that decides which count.

        Args:
            cursor: of the transaction that has noted it.
            ops: the ones sealed.
            scope: theirs.
        """
        keys = rows_of_other_scopes(cursor, {(op.entity, op.row) for op in ops}, scope)
        if keys:
            project_anew(cursor, keys)
            note_arrivals(cursor, keys)
            self._states.drop(keys)

    def _name_person(self, person: RowState) -> None:
        who = {name: person.value(name) for name in ("user", "role")}
        self.commit("", [PutRow("actor", self._actor, who)])

    def commit(self, label: str, changes: Iterable[Change], *, origin: str = "") -> CommandDone:
        """Write `changes` as one command: all of them or none.

        Only real differences become ops; a command that changes nothing writes nothing and
        tells nobody.

        Args:
            label: name of the deed for undo and history.
            changes: what shall be true afterwards, in order.
            origin: handed on in the event.

        Raises:
            RefusedError: the workspace is read-only or the disk refuses; nothing was written.
            RuntimeError: nobody has signed in.
        """
        wanted = list(changes)
        with self._turn:
            with self._writing() as cursor:
                done, states = self._write(cursor, label, wanted)
            self._states.keep(states)
        self._tell({(op.entity, op.row) for op in done.ops}, origin)
        return done

    @contextlib.contextmanager
    def _writing(self, *, durable: bool = True) -> Iterator[sqlite3.Cursor]:
        """One transaction in step with what other processes wrote; numbers go back with it."""
        before = None
        try:
            with self._database.writing(durable=durable) as cursor, _no_collection():
                self._catch_up(cursor)
                before = self._actor, self._n, self._hlc.last, self._others.arrived
                yield cursor
        except BaseException:
            if before is not None:
                self._actor, self._n, self._hlc.last, self._others.arrived = before
            raise

    def _catch_up(self, cursor: sqlite3.Cursor) -> None:
        """Know what other processes have written to this file since we last wrote."""
        if not self._others.wrote(cursor):
            return
        changed = self._others.look(cursor, self._actor, self._n)
        if changed is None:
            self._states.clear()
        else:
            self._states.drop(changed)
        local = dict(cursor.execute("SELECT name, value FROM local"))
        self._actor = local.get("actor", self._actor)
        self._n = int(local.get("n", "0"))
        self._hlc.witness(int(local.get("t", "0")))

    def _write(
        self, cursor: sqlite3.Cursor, label: str, wanted: Sequence[Change]
    ) -> tuple[CommandDone, dict[RowKey, RowState]]:
        if not self._actor:
            msg = "nobody has signed in"
            raise RuntimeError(msg)
        rows = _Rows(cursor, self._states, {(change.entity, change.row) for change in wanted})
        t = self._hlc.tick(self._unix_ms())
        first = self._n + 1
        new: list[Op] = []
        records: list[tuple[object, ...]] = []
        undo: list[tuple[Change, ...]] = []
        for change in wanted:
            state = settled(change.entity, rows.state(change.entity, change.row))
            planned = draft(change, state)
            if planned is None:
                continue
            undo.append(taken_back(change, planned, state))
            self._n += 1
            stamp = Stamp(self._actor, self._n, t, first)
            deed = label if self._n == first else ""
            body = encode_body(planned, deed)
            op = seal(planned, stamp, body, deed)
            new.append(op)
            records.append(record_of(op, body))
            rows.add(op)
        if new:
            from bpr_studio.adapters.db.projector import Projector

            cursor.executemany(INSERT, records)
            projector = Projector(cursor)
            for key, state in rows.changed.items():
                if key in rows.fresh:
                    projector.write(*key, state, fresh=True)
                else:
                    projector.rewrite(*key, state, rows.fields_set(key))
            projector.finish()
            self._remember(cursor)
        back = tuple(change for changes in reversed(undo) for change in changes)
        return CommandDone(label, tuple(new), back, rows.beside()), rows.changed

    def apply(self, ops: Iterable[Op], *, origin: str = "") -> int:
        """Take ops made elsewhere; any order, repeated or not. Returns how many were new."""
        arriving = [Arriving(op, encode_body(op, op.label), "") for op in ops]
        turn = Turn(by_row(arriving), self._states)
        with self._turn:
            with self._writing() as cursor:
                self._others.mark()
                turn.prepare(cursor)
                taken = self._take(cursor, turn)
            self._states.keep(turn.states)
        if taken.ops:
            self._tell(turn.changed, origin)
        return taken.ops

    def take_in(
        self, arriving: Iterable[Arriving], told: Callable[[int, int], None] | None = None
    ) -> TakenIn:
        """Take ops made elsewhere in short transactions, so that nobody waits for long.

        When it is stopped in between, taking in the same ops again does the rest. They are on
        the disk at the latest when the next transaction that must be is.

        Args:
            arriving: checked ops; any order, repeated or not.
            told: (ops done, of how many) now and then; may raise to stop.

        Raises:
            RefusedError: the disk refuses; what was taken in stays.
        """
        if not self._others.looked:
            with self._writing():
                pass  # know from here on what others write
        rows = by_row(arriving)
        total = sum(len(ops) for ops in rows.values())
        done = new = conflicts = 0
        turns = Turns(rows)
        for dealt in turns:
            turn = Turn(dealt, self._states)
            taken = self._take_turn(turn, turns)
            done += sum(len(ops) for ops in dealt.values())
            new, conflicts = new + taken.ops, conflicts + taken.conflicts
            self._tell(turn.changed, "sync")
            if told is not None:
                told(done, total)
        return TakenIn(new, conflicts)

    def _take_turn(self, turn: Turn, turns: Turns) -> TakenIn:
        with self._turn:
            self._others.mark()
            with self._database.scanning() as reader, _no_collection():
                turn.prepare(reader)
            with self._writing(durable=False) as cursor:
                begun = time.perf_counter()
                taken = self._take(cursor, turn)
                turns.took(time.perf_counter() - begun, self._others.quiet_for)
            self._states.keep(turn.states)
        return taken

    def _take(self, cursor: sqlite3.Cursor, turn: Turn) -> TakenIn:
        taken = turn.write(cursor, self._others.since_mark)
        now = self._unix_ms()
        for op in turn.ops:
            self._hlc.hear(op.t, now)
            if op.id.actor == self._actor:  # written by a copy of this workspace
                self._n = max(self._n, op.id.n)
        self._remember(cursor)
        self._others.arrived = last_arrival(cursor)
        return taken

    def _unix_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    def _remember(self, cursor: sqlite3.Cursor) -> None:
        cursor.executemany(
            "INSERT OR REPLACE INTO local VALUES (?,?)",
            [("actor", self._actor), ("n", str(self._n)), ("t", str(self._hlc.last))],
        )

    def _tell(self, touched: set[RowKey], origin: str) -> None:
        if touched:
            self._bus.publish(_event(touched, origin))

    def rebuild(self, progress: Progress | None = None) -> int:
        """Make the whole projection anew from the log; returns the number of ops read.

        Args:
            progress: told from time to time; stopping it leaves the old tables.

        Raises:
            RefusedError: the disk refuses; the old tables are kept.
            CancelledError: the user stopped; the old tables are kept.
        """
        from bpr_studio.adapters.db.projector import TABLES, Projector, number_organisation

        told = progress or NoProgress()
        count = 0
        with self._turn, self._database.writing() as cursor, _no_collection():
            for table in (*TABLES, *_DERIVED):
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608  # our own table names
            reader = cursor.connection.cursor()
            total = reader.execute("SELECT count(*) FROM op").fetchone()[0]
            projector = Projector(cursor)
            for number, ((entity, row), ops) in enumerate(rows_in_order(reader), 1):
                count += len(ops)
                projector.write(entity, row, merge_row(ops), fresh=True)
                if number % _BATCH == 0:
                    told.report(count, total, tr("Preparing the workspace for this version"))
                    projector.finish()
                    projector = Projector(cursor)
            projector.finish()
            number_organisation(cursor)
            cursor.execute("DELETE FROM local WHERE name='rebuild'")
            reader.close()
        self._bus.publish(Committed(frozenset(TABLES), frozenset()))
        return count

    def ops(self) -> list[Op]:
        """The whole log, in the order of names."""
        with self._database.scanning() as cursor:
            return [op_of(row) for row in cursor.execute(f"SELECT {COLUMNS} FROM op")]  # noqa: S608  # constants only

    def state(self, entity: str, row: str) -> RowState:
        """The merged state of one row, with all its heads."""
        return merge_row(self._ops_of(entity, row))

    def digest(self) -> str:
        """A text equal on two PCs exactly when the merged state of their data is (I1)."""
        with self._database.scanning() as cursor:
            rows = rows_in_order(cursor)
            return state_digest((entity, row, merge_row(ops)) for (entity, row), ops in rows)

    def projection_digest(self) -> str:
        """SHA-256 over every table of the projection, for comparing it with a rebuilt one."""
        from bpr_studio.adapters.db.projector import TABLES

        total = hashlib.sha256()
        with self._database.scanning() as cursor:
            for table in (*TABLES, *_DERIVED):
                key = "1,2,3,4" if table in _DERIVED else "1"
                rows = cursor.execute(f'SELECT * FROM "{table}" ORDER BY {key}')  # noqa: S608  # our own table names
                total.update(table.encode())
                for row in rows:
                    total.update(canonical_json(list(row)).encode() + b"\n")
        return total.hexdigest()

    def history(self, entity: str, row: str, field: str) -> tuple[HistoryEntry, ...]:
        """Who gave a field which value when, oldest first."""
        versions = field_history(self._ops_of(entity, row), field)
        with self._database.scanning() as cursor:
            people = People(cursor, self._database.named)
            persons = {one.id: people.who(one.id.actor, one.t) for one in versions}
            labels = _labels(cursor, [version.id for version in versions])
        return tuple(
            HistoryEntry(
                at=datetime.fromtimestamp(unix_ms(version.t) / 1000, UTC),
                user=persons[version.id][0],
                role=persons[version.id][1],
                label=labels[version.id],
                before=version.before,
                after=version.after,
                deleted=version.deleted,
            )
            for version in versions
        )

    def recent(self, limit: int) -> tuple[DeedLine, ...]:
        """At most `limit` commands that have a name, newest first; see `services.deeds`."""
        from bpr_studio.adapters.db.deeds import recent_deeds

        with self._database.scanning() as cursor:
            return recent_deeds(cursor, limit, People(cursor, self._database.named).who)

    def _ops_of(self, entity: str, row: str) -> list[Op]:
        with self._database.scanning() as cursor:
            return load_rows(cursor, {(entity, row)})[entity, row]


class _Rows:
    """The rows one command touches: their states, which its ops advance one by one."""

    def __init__(self, cursor: sqlite3.Cursor, known: KnownStates, keys: set[RowKey]) -> None:
        self._cursor = cursor
        self._states = known.of(keys)
        self._loaded = load_rows(cursor, keys - self._states.keys())
        self._new: dict[RowKey, list[Op]] = {}
        self.changed: dict[RowKey, RowState] = {}
        self.fresh = {key for key, ops in self._loaded.items() if not ops}
        self._states.update({key: merge_row(ops) for key, ops in self._loaded.items()})
        self._plain = {key for key, state in self._states.items() if state.alive}

    def state(self, entity: str, row: str) -> RowState:
        """The state of a row, the ops of this command included."""
        return self._states[entity, row]

    def add(self, op: Op) -> None:
        """Take an op of this command; nobody changes its values afterwards."""
        key = (op.entity, op.row)
        self._new.setdefault(key, []).append(op)
        state = advanced(self._states[key], op)
        if op.kind != SET or state is None:
            self._plain.discard(key)
        if state is None:
            state = merge_row([*self._history(key), *self._new[key]])
        self._states[key] = self.changed[key] = state

    def fields_set(self, key: RowKey) -> frozenset[str] | None:
        """The fields that differ now in a row that was and is there; None where all may."""
        if key not in self._plain:
            return None
        return frozenset(name for op in self._new[key] for name in op.fields)

    def beside(self) -> frozenset[RowKey]:
        """The rows of this command with several values in a field, or deleted and edited."""
        found = ((key, self._states[key]) for key in self._new if key not in self._plain)
        return frozenset(
            key
            for key, state in found
            if state.deleted_but_edited or settled(key[0], state).conflicts()
        )

    def _history(self, key: RowKey) -> list[Op]:
        if key not in self._loaded:
            self._loaded |= load_rows(self._cursor, {key})
        return self._loaded[key]


def _event(touched: set[RowKey], origin: str) -> Committed:
    kinds = frozenset(entity for entity, _ in touched)
    few = len(touched) <= _MANY
    return Committed(kinds, frozenset(row for _, row in touched) if few else frozenset(), origin)


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Spare the garbage collector the search through millions of ops, which hold no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _labels(cursor: sqlite3.Cursor, ids: Sequence[OpId]) -> dict[OpId, str]:
    """The deed each op belongs to: the label stands on the first op of its command."""
    labels = {}
    for name in ids:
        # All ops of a command have one time; it tells copies of a workspace apart.
        first = cursor.execute(
            "SELECT first.body FROM op JOIN op AS first ON first.actor = op.actor"
            " AND first.n = op.tx AND first.t = op.t WHERE op.actor=? AND op.n=? AND op.tag=?",
            name,
        ).fetchone()
        labels[name] = decode_body(first[0])[2] if first else ""
    return labels
