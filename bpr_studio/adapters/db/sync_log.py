"""The local database as exchange sees it; implements `services.sync.ports.SyncLog`.

Only the exchange process uses it, beside the window; each transaction is short. What is lost in
a power failure without harm (a segment was placed, a row arrived) is not forced onto the disk at
once; a sealed segment is, before anybody tries to place it.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db.sync_lookup import LogLookup
from bpr_studio.adapters.db.sync_received import mark_received, note_tips
from bpr_studio.adapters.db.sync_sealing import Outbox, own_tip
from bpr_studio.adapters.db.taking_in import Arriving
from bpr_studio.domain.replication.chain import read_block
from bpr_studio.domain.replication.names import SegmentName, receipt_name, segment_name
from bpr_studio.services.sync.facts import Facts
from bpr_studio.services.sync.ports import Applied, Identity, KeptSegment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.adapters.db.store import OpStore
    from bpr_studio.domain.replication.ops import OpId
    from bpr_studio.domain.replication.segments import Segment
    from bpr_studio.domain.shared.ports import Clock
    from bpr_studio.services.sync.ports import PendingBatch

_KEPT: Final = "s.scope, s.actor, s.seq, s.hash, s.own, s.prev, s.last_n"
_INSERT: Final = (
    "INSERT INTO segment (scope, actor, seq, hash, prev, roster, ops, first_n, last_n, at,"
    " own, applied, relay, received) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,0) ON CONFLICT DO NOTHING"
)
_MADE_HERE: Final = (1, 0, 0)  # own, applied, relay
_MOST_BYTES: Final = 1 << 20  # bytes of segments noted by one transaction
_LARGEST_REFUSED: Final = 1 << 20  # bytes of a refused file that is kept to be looked at
_MOST_REFUSED: Final = 32 << 20  # bytes of all of them


class DatabaseSyncLog:
    """What exchange reads and writes on this PC.

    Attributes:
        lookup: what rights of others are judged by.
    """

    def __init__(self, database: Database, store: OpStore, clock: Clock) -> None:
        """Work on an open database, usually one opened beside the window.

        Args:
            database: the open file.
            store: takes in ops of others.
            clock: moments of placing and refusing.
        """
        self._database = database
        self._store = store
        self._clock = clock
        self.lookup = LogLookup(database.asking())
        self._outbox = Outbox(self.lookup)

    def identity(self) -> Identity:
        """Who this PC is."""
        facts = Facts(self.facts())
        actors = self._actors()
        return Identity(actors[-1] if actors else "", facts.site, facts.root_key)

    def actors(self) -> tuple[str, ...]:
        """All names this database ever wrote under, the present one last."""
        return self._actors()

    def _actors(self) -> tuple[str, ...]:
        with self._database.scanning() as cursor:
            found = dict(
                cursor.execute("SELECT name, value FROM local WHERE name IN ('actor', 'former')")
            )
        return (*found.get("former", "").split(), *found.get("actor", "").split())

    def renew(self, actor: str) -> None:
        """Write new ops under another actor from now on: this database has a copy somewhere."""
        self._store.renew(actor)

    def reissue(self, actor: str) -> int:
        """As `renew`, where the key is gone: unsealed ops bear the new name from now on."""
        count = self._store.reissue(actor)
        self._outbox.forget()
        return count

    # --- sealing ------------------------------------------------------------------------------

    def pending(self, most_ops: int, most_bytes: int) -> PendingBatch | None:
        """The next own ops to be sealed, None when all are.

        Args:
            most_ops: ops in one segment, unless one command has more.
            most_bytes: about how many bytes of ops in one segment.
        """
        actors, home = self._actors(), Facts(self.facts()).home
        with self._database.scanning() as cursor:
            return self._outbox.next(cursor, actors, home, (most_ops, most_bytes))

    def hold(self, ops: Sequence[OpId], reason: str) -> None:
        """Leave out these own ops from `pending` until `release`."""
        with self._database.writing() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO held_op VALUES (?,?,?,?)", [(*id_, reason) for id_ in ops]
            )
        self._outbox.hold(ops)

    def release(self) -> int:
        """Give back to `pending` all that was held; returns how many ops."""
        with self._database.scanning() as cursor:
            if cursor.execute("SELECT 1 FROM held_op LIMIT 1").fetchone() is None:
                return 0
        with self._database.writing() as cursor:
            cursor.execute("DELETE FROM held_op")
            count = cursor.rowcount
        self._outbox.forget()
        return count

    def keep_sealed(self, batch: PendingBatch, name: SegmentName, digest: str, data: bytes) -> None:
        """Store a sealed segment before anybody tries to place it.

        It is on the disk at the latest when `unplaced` or `bytes_of` gives it out.

        Raises:
            RuntimeError: another process has sealed meanwhile; nothing was stored.
        """
        ops = batch.ops
        roster = json.loads(data[: data.index(b"\n")])["roster"]
        with self._outbox.sealing(batch), self._database.writing(durable=False) as cursor:
            _mark_sealed(cursor, batch)
            self._store.sealed(cursor, ops, batch.scope)
            figures = (roster, len(ops), ops[0].id.n, ops[-1].id.n, max(op.t for op in ops))
            place = (name.scope, name.actor, name.seq, digest, batch.prev)
            cursor.execute(_INSERT, (*place, *figures, *_MADE_HERE))
            cursor.execute("INSERT INTO segment_bytes VALUES (?,?)", (cursor.lastrowid, data))

    # --- placing ------------------------------------------------------------------------------

    def unplaced(self, target: str) -> tuple[KeptSegment, ...]:
        """Kept segments to be placed on a target: own ones, and those brought by bundle."""
        self._database.make_durable()
        return self._kept(
            "s.id IN (SELECT id FROM segment WHERE own=1 OR relay=1"
            " EXCEPT SELECT segment FROM placement WHERE target=?1 AND at>0"
            " UNION SELECT segment FROM placement WHERE target=?1 AND at=0) ORDER BY s.id",
            target,
        )

    def unverified(self, target: str) -> tuple[KeptSegment, ...]:
        """Segments placed on a target and not yet looked at a second time."""
        return self._kept(
            "s.id IN (SELECT segment FROM placement WHERE target=? AND verified=0 AND at>0)"
            " ORDER BY s.id",
            target,
        )

    def scopes(self) -> tuple[str, ...]:
        """Scopes of which segments are kept, sorted."""
        with self._database.scanning() as cursor:
            found = cursor.execute("SELECT DISTINCT scope FROM segment ORDER BY scope")
            return tuple(str(scope) for (scope,) in found)

    def kept(self, scope: str) -> tuple[KeptSegment, ...]:
        """All applied and own segments of a scope."""
        return self._kept("s.scope=? ORDER BY s.actor, s.seq, s.hash", scope)

    def _kept(self, where: str, parameter: str) -> tuple[KeptSegment, ...]:
        ask = f"SELECT {_KEPT} FROM segment s WHERE {where}"  # noqa: S608  # constants only
        with self._database.scanning() as cursor:
            return tuple(
                KeptSegment(
                    SegmentName(scope, actor, seq, digest[:12]), digest, bool(own), prev, last_n
                )
                for scope, actor, seq, digest, own, prev, last_n in cursor.execute(
                    ask, (parameter,)
                )
            )

    def bytes_of(self, name: SegmentName) -> bytes:
        """The file as it was made.

        Raises:
            KeyError: no such segment is kept.
        """
        self._database.make_durable()
        with self._database.scanning() as cursor:
            found = cursor.execute(
                "SELECT data FROM segment_bytes WHERE id=?", (_id(cursor, name),)
            ).fetchone()
        return bytes(found[0])

    def set_placed(self, target: str, name: SegmentName, *, verified: bool) -> None:
        """Note that a segment stands on a target (verified: seen a second time, later)."""
        now = self._now()
        with self._database.writing(durable=False) as cursor:
            cursor.execute(
                "INSERT INTO placement VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET"
                " at=iif(at, at, excluded.at), verified=max(verified, excluded.verified)",
                (target, _id(cursor, name), now, now if verified else 0),
            )

    def set_missing(self, target: str, name: SegmentName) -> None:
        """Note that a segment is gone or changed there: it is `unplaced`, whoever made it."""
        with self._database.writing() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO placement VALUES (?,?,0,0)", (target, _id(cursor, name))
            )

    # --- taking in ----------------------------------------------------------------------------

    def apply(self, segments: Sequence[Segment], datas: Sequence[bytes], *, relay: bool) -> Applied:
        """Take in segments whose checks have passed, in short transactions.

        They count as taken in when all their ops are; whoever is stopped before begins again.

        Args:
            segments: of any streams.
            datas: their files, in the same order.
            relay: they came by a bundle and shall be placed on the other targets, too.
        """
        with self._database.scanning() as cursor:
            new = [
                (segment, data)
                for segment, data in zip(segments, datas, strict=True)
                if not _is_kept(cursor, segment)
            ]
        taken = self._store.take_in(
            Arriving(op, body, segment.header.scope)
            for segment, _ in new
            for op, body in zip(segment.ops, segment.bodies, strict=True)
        )
        if any(op.entity == "org_unit" for segment, _ in new for op in segment.ops):
            self.lookup.forget_units()
            self._outbox.forget()  # ops waiting to be sealed may belong elsewhere now
        own = set(self._actors())
        for part in _parts(new):
            with self._database.writing() as cursor:
                for segment, data in part:
                    is_own = segment.header.actor in own
                    _note(cursor, segment, data, own=is_own, relay=relay)
                    if is_own:
                        mark_received(cursor, segment.header.scope, self._now())
        if any(segment.header.actor in own for segment, _ in new):
            self._outbox.forget()  # some may be ours that are sealed now
        return Applied(len(new), taken.ops, taken.conflicts)

    # --- chains, receipts ---------------------------------------------------------------------

    def blocks(self, chain: str) -> tuple[bytes, ...]:
        """The blocks of a chain ("roster", "policy") in order of their numbers."""
        with self._database.scanning() as cursor:
            found = cursor.execute(
                "SELECT data FROM chain_block WHERE chain=? ORDER BY n, hash", (chain,)
            )
            return tuple(bytes(data) for (data,) in found)

    def keep_blocks(self, chain: str, blocks: Sequence[bytes]) -> None:
        """Store blocks that were checked."""
        read = [(read_block(data), data) for data in blocks]
        with self._database.writing() as cursor:
            cursor.executemany(
                "INSERT OR IGNORE INTO chain_block VALUES (?,?,?,?)",
                [(chain, block.n, block.digest, data) for block, data in read],
            )

    def receipts(self, scope: str) -> Mapping[str, Sequence[tuple[int, str]]]:
        """By actor the (seq, hash) that DX confirms to have."""
        with self._database.scanning() as cursor:
            found = cursor.execute(
                "SELECT actor, seq, hash FROM receipt_tip WHERE scope=? ORDER BY actor, seq, hash",
                (scope,),
            ).fetchall()
        return {
            actor: [(seq, digest) for _, seq, digest in group]
            for actor, group in groupby(found, key=lambda row: str(row[0]))
        }

    def keep_receipt(
        self, name: str, data: bytes, tips: Mapping[str, Sequence[tuple[int, str]]]
    ) -> None:
        """Store a receipt that was checked.

        Args:
            name: its name on the target; its scope stands in it.
            data: the file.
            tips: by actor the (seq, hash) confirmed.

        Raises:
            ValueError: this is no name of a receipt.
        """
        read = receipt_name(name)
        if read is None:
            msg = f"no receipt: {name}"
            raise ValueError(msg)
        with self._database.writing() as cursor:
            cursor.execute(
                "INSERT OR IGNORE INTO receipt VALUES (?,?,?,?)", (name, read.of, self._now(), data)
            )
            note_tips(cursor, read.of, tips)
            mark_received(cursor, read.of, self._now())

    def kept_receipts(self, scope: str) -> Mapping[str, bytes]:
        """The files of the receipts of a scope by their names."""
        with self._database.scanning() as cursor:
            found = cursor.execute(
                "SELECT name, data FROM receipt WHERE scope=? ORDER BY name", (scope,)
            )
            return {str(name): bytes(data) for name, data in found}

    # --- what was refused, facts --------------------------------------------------------------

    def refuse(self, target: str, name: str, reason: str, detail: str, data: bytes) -> int:
        """Note that a file did not pass; how often it failed so far.

        The bytes are kept within limits: whoever can write to a place of exchange could fill the
        disks of all PCs otherwise.
        """
        now = self._now()
        with self._database.writing() as cursor:
            (held,) = cursor.execute(
                "SELECT coalesce(sum(length(data)), 0) FROM refused_file"
            ).fetchone()
            if len(data) > _LARGEST_REFUSED or held + len(data) > _MOST_REFUSED:
                data = b""
            cursor.execute(
                "INSERT INTO refused_file VALUES (?,?,?,?,1,?,?,?) ON CONFLICT DO UPDATE SET"
                " reason=excluded.reason, detail=excluded.detail, tries=tries+1,"
                " last_at=excluded.last_at, data=excluded.data",
                (target, name, reason, detail, now, now, data),
            )
            (tries,) = cursor.execute(
                "SELECT tries FROM refused_file WHERE target=? AND name=?", (target, name)
            ).fetchone()
        return int(tries)

    def refused(self, target: str) -> Mapping[str, int]:
        """By name how often a file of a target failed."""
        with self._database.scanning() as cursor:
            found = cursor.execute("SELECT name, tries FROM refused_file WHERE target=?", (target,))
            return {str(name): int(tries) for name, tries in found}

    def facts(self) -> Mapping[str, str]:
        """What exchange remembers on this PC: folders, times, settings (see `facts.py`)."""
        with self._database.scanning() as cursor:
            return dict(cursor.execute("SELECT name, value FROM sync_fact"))

    def note(self, facts: Mapping[str, str]) -> None:
        """Remember facts; "" forgets one."""
        known = self.facts()
        wanted = {name: value for name, value in facts.items() if known.get(name, "") != value}
        if not wanted:
            return
        with self._database.writing() as cursor:
            cursor.executemany(
                "INSERT OR REPLACE INTO sync_fact VALUES (?,?)",
                [(name, value) for name, value in wanted.items() if value],
            )
            cursor.executemany(
                "DELETE FROM sync_fact WHERE name=?",
                [(name,) for name, value in wanted.items() if not value],
            )

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)


def _mark_sealed(cursor: sqlite3.Cursor, batch: PendingBatch) -> None:
    tip = own_tip(cursor, batch.scope, batch.actor)
    cursor.executemany(
        "UPDATE op SET scope=? WHERE actor=? AND n=? AND tag=? AND scope=''",
        [(batch.scope, *op.id) for op in batch.ops],
    )
    if tip != (batch.seq - 1, batch.prev) or cursor.rowcount != len(batch.ops):
        msg = f"{batch.scope}/{batch.actor}-{batch.seq} was sealed twice"
        raise RuntimeError(msg)


def _id(cursor: sqlite3.Cursor, name: SegmentName) -> int:
    """The number of a kept segment, whose name has only the start of its SHA-256."""
    found = cursor.execute(
        "SELECT id FROM segment WHERE scope=? AND actor=? AND seq=? AND hash>=? AND hash<?",
        (name.scope, name.actor, name.seq, name.hash12, name.hash12 + "g"),
    ).fetchone()
    if found is None:
        raise KeyError(name)
    return int(found[0])


def _is_kept(cursor: sqlite3.Cursor, segment: Segment) -> bool:
    header = segment.header
    name = (header.scope, header.actor, header.seq, segment.digest)
    ask = "SELECT 1 FROM segment WHERE scope=? AND actor=? AND seq=? AND hash=?"
    return cursor.execute(ask, name).fetchone() is not None


def _note(cursor: sqlite3.Cursor, segment: Segment, data: bytes, *, own: bool, relay: bool) -> None:
    """All ops of a segment are in the log."""
    header = segment.header
    place = (header.scope, header.actor, header.seq, segment.digest, header.prev)
    figures = (header.roster, header.count, header.first_n, header.last_n, header.hlc[1])
    cursor.execute(_INSERT, (*place, *figures, int(own), 1, int(relay)))
    if cursor.rowcount == 1:
        cursor.execute("INSERT INTO segment_bytes VALUES (?,?)", (cursor.lastrowid, data))
    pattern = str(segment.name).removesuffix(".seg")
    refused = cursor.execute("SELECT name FROM refused_file WHERE name GLOB ?", (f"{pattern}.*",))
    names = [(name,) for (name,) in refused.fetchall() if _is_of(str(name), segment)]
    cursor.executemany("DELETE FROM refused_file WHERE name=?", names)


def _is_of(name: str, segment: Segment) -> bool:
    found = segment_name(name)
    return found is not None and found.original == segment.name


def _parts(
    pairs: Iterable[tuple[Segment, bytes]],
) -> Iterator[list[tuple[Segment, bytes]]]:
    """Pieces of one short transaction each."""
    part: list[tuple[Segment, bytes]] = []
    size = 0
    for segment, data in pairs:
        part.append((segment, data))
        size += len(data)
        if size >= _MOST_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part
