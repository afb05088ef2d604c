"""A local database in memory that many seeds can afford; implements `services.sync.ports.SyncLog`.

It keeps what the real one keeps and merges with the same core. Each call is one transaction; a
deep copy is a copied PC or a backup. `commit` is what the program's window does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpr_studio.domain.replication.changes import draft
from bpr_studio.domain.replication.clock import HybridClock
from bpr_studio.domain.replication.digest import state_digest
from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.domain.replication.names import NO_HASH, SegmentName, receipt_name
from bpr_studio.domain.replication.ops import NEW, Op, OpId, Stamp, encode_body, seal
from bpr_studio.services.sync.ports import Applied, Identity, KeptSegment, PendingBatch
from bpr_studio.services.sync.scopes import UnitPast, scope_of, section_codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.replication.merge import RowState
    from bpr_studio.domain.replication.segments import Segment
    from bpr_studio.domain.shared.ports import Clock

RowKey = tuple[str, str]


@dataclass
class _Kept:
    segment: KeptSegment
    data: bytes
    relay: bool


@dataclass
class _Tip:
    seq: int = 0
    hash: str = NO_HASH


@dataclass
class MemoryLog:
    """One PC's database.

    Attributes:
        actor: its present name.
        clock: the PC's own.
    """

    actor: str
    clock: Clock
    ops: dict[OpId, Op] = field(default_factory=dict)
    actors: set[str] = field(default_factory=set)
    held: dict[OpId, str] = field(default_factory=dict)
    receipt_files: dict[str, bytes] = field(default_factory=dict)
    refusals: dict[tuple[str, str], tuple[str, str, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.actors.add(self.actor)
        self._rows: dict[RowKey, list[Op]] = {}
        self._made: dict[RowKey, tuple[int, OpId, str]] = {}
        self._seen: dict[RowKey, tuple[int, OpId, str]] = {}
        self._planned: dict[RowKey, str] = {}
        self._edited: dict[RowKey, str] = {}
        self._unsealed: dict[OpId, None] = {}
        self._kept: dict[SegmentName, _Kept] = {}
        self._contents: dict[SegmentName, tuple[OpId, ...]] = {}
        self._own_tips: dict[tuple[str, str], _Tip] = {}
        self._placed: dict[tuple[str, SegmentName], bool] = {}
        self._missing: set[tuple[str, SegmentName]] = set()
        self._blocks: dict[str, list[bytes]] = {}
        self._receipts: dict[str, dict[str, set[tuple[int, str]]]] = {}
        self._receipt_files: dict[str, bytes] = {}
        self._refused: dict[tuple[str, str], int] = {}
        self._facts: dict[str, str] = {}
        self._hlc = HybridClock()
        self._n = 0

    # --- what the window does ---------------------------------------------------------------

    def state(self, entity: str, row: str) -> RowState:
        """The merged state of a row."""
        return merge_row(self._rows.get((entity, row), ()))

    def commit(self, *changes: Change) -> tuple[Op, ...]:
        """Write what is a difference, as one command."""
        t = self._hlc.tick(int(self.clock.now().timestamp() * 1000))
        first = self._n + 1
        made = []
        for change in changes:
            planned = draft(change, self.state(change.entity, change.row))
            if planned is not None:
                self._n += 1
                stamp = Stamp(self.actor, self._n, t, first)
                op = seal(planned, stamp, encode_body(planned))
                self._keep(op)
                self._unsealed[op.id] = None
                made.append(op)
        return tuple(made)

    def digest(self) -> str:
        """Equal on two PCs exactly when the merged state of their data is."""
        return state_digest((*key, merge_row(self._rows[key])) for key in sorted(self._rows))

    # --- whose data a row is: `scopes.ScopeLookup`, `rights.RightsLookup` ----------------------

    @property
    def home(self) -> str:
        """Scope of this PC."""
        return self._facts.get("home", "")

    def row_scope(self, entity: str, row: str) -> str:
        """Scope of the op that made a row, own ones on their way out included."""
        made = self._made.get((entity, row))
        return made[2] if made else self._planned.get((entity, row), "")

    def seen_scope(self, entity: str, row: str) -> str:
        """Scope of the first op that is here for a row."""
        seen = self._seen.get((entity, row))
        return seen[2] if seen else self._edited.get((entity, row), "")

    def section_codes(self, unit_id: str) -> frozenset[str]:
        """Codes of all sections a unit ever belonged to."""
        return section_codes(unit_id, self._past)

    def section_code(self, unit_id: str) -> str:
        """Code of the section a unit belongs to."""
        return min(self.section_codes(unit_id), default="")

    def flow_unit(self, flow_id: str) -> str:
        """Unit of a flow."""
        return str(self.state("flow", flow_id).value("unit_id") or "")

    def _past(self, unit_id: str) -> UnitPast | None:
        ops = self._rows.get(("org_unit", unit_id))
        if not ops:
            return None
        said = {
            name: frozenset(str(v) for op in ops if (v := op.fields.get(name)))
            for name in ("code", "level", "parent_id")
        }
        return UnitPast(said["code"], said["level"], said["parent_id"])

    def _scope_of(self, op: Op) -> str:
        """The scope an own op would be exchanged in now."""
        return scope_of(op.entity, op.row, op.fields, self)

    def _make(self, op: Op, scope: str) -> None:
        one = (op.t, op.id, scope)
        for known in (self._seen, self._made) if op.kind == NEW else (self._seen,):
            before = known.get((op.entity, op.row))
            known[op.entity, op.row] = min(before, one) if before else one

    @property
    def unsealed(self) -> tuple[OpId, ...]:
        """Own ops that no segment holds."""
        return tuple(self._unsealed)

    def _keep(self, op: Op) -> bool:
        if op.id in self.ops:
            return False
        self.ops[op.id] = op
        self._rows.setdefault((op.entity, op.row), []).append(op)
        return True

    # --- the port ---------------------------------------------------------------------------

    def identity(self) -> Identity:
        """Who this PC is."""
        key = bytes.fromhex(self._facts.get("root_key", ""))
        return Identity(self.actor, self._facts.get("site", ""), key)

    def pending(self, most_ops: int, most_bytes: int) -> PendingBatch | None:
        """The next own ops to be sealed."""
        waiting = [self.ops[id_] for id_ in self._unsealed if id_ not in self.held]
        if not waiting:
            return None
        self._planned.clear()
        self._edited.clear()
        scopes = {}
        for op in waiting:  # in order, since the first op of a row decides
            scopes[op.id] = self._scope_of(op)
            known = self._planned if op.kind == NEW else self._edited
            known.setdefault((op.entity, op.row), scopes[op.id])
        actor, scope = waiting[0].id.actor, scopes[waiting[0].id]
        same = [op for op in waiting if op.id.actor == actor and scopes[op.id] == scope]
        chosen: list[Op] = []
        size = 0
        for op in same:
            size += len(encode_body(op, op.label)) + 60
            is_full = len(chosen) >= most_ops or size > most_bytes
            if chosen and is_full and op.tx != chosen[-1].tx:
                break
            chosen.append(op)
        tip = self._own_tips.get((scope, actor), _Tip())
        return PendingBatch(scope, actor, tip.seq + 1, tip.hash, tuple(chosen))

    def hold(self, ops: Sequence[OpId], reason: str) -> None:
        """Leave these ops out."""
        self.held.update(dict.fromkeys(ops, reason))

    def release(self) -> int:
        """Give back all that was left out."""
        count = len(self.held)
        self.held.clear()
        return count

    def renew(self, actor: str) -> None:
        """Write as another actor."""
        self.actor = actor
        self.actors.add(actor)
        self._n = 0

    def keep_sealed(self, batch: PendingBatch, name: SegmentName, digest: str, data: bytes) -> None:
        """Store a sealed segment."""
        kept = KeptSegment(name, digest, True, batch.prev, batch.ops[-1].id.n)  # noqa: FBT003  # a field
        self._kept[name] = _Kept(kept, data, relay=False)
        self._contents[name] = tuple(op.id for op in batch.ops)
        self._own_tips[batch.scope, batch.actor] = _Tip(batch.seq, digest)
        for op in batch.ops:
            self._unsealed.pop(op.id, None)
            self._make(op, batch.scope)

    def unplaced(self, target: str) -> tuple[KeptSegment, ...]:
        """What has to be placed on a target."""
        return tuple(
            kept.segment
            for name, kept in self._kept.items()
            if (kept.segment.own or kept.relay or (target, name) in self._missing)
            and (target, name) not in self._placed
        )

    def unverified(self, target: str) -> tuple[KeptSegment, ...]:
        """What has to be looked at again."""
        return tuple(
            self._kept[name].segment
            for (where, name), verified in self._placed.items()
            if where == target and not verified
        )

    def bytes_of(self, name: SegmentName) -> bytes:
        """The file."""
        return self._kept[name].data

    def set_placed(self, target: str, name: SegmentName, *, verified: bool) -> None:
        """It stands there."""
        self._placed[target, name] = verified
        self._missing.discard((target, name))

    def set_missing(self, target: str, name: SegmentName) -> None:
        """It does not stand there."""
        self._placed.pop((target, name), None)
        self._missing.add((target, name))

    def verified(self, target: str) -> set[SegmentName]:
        """What was seen twice on a target (共有済み)."""
        return {
            name for (where, name), verified in self._placed.items() if where == target and verified
        }

    def scopes(self) -> tuple[str, ...]:
        """Scopes of which segments are kept."""
        return tuple(sorted({name.scope for name in self._kept}))

    def contents(self) -> dict[SegmentName, tuple[OpId, ...]]:
        """The names of the ops in all segments."""
        return dict(self._contents)

    def kept(self, scope: str) -> tuple[KeptSegment, ...]:
        """All segments of a scope."""
        return tuple(k.segment for name, k in self._kept.items() if name.scope == scope)

    def apply(self, segments: Sequence[Segment], datas: Sequence[bytes], *, relay: bool) -> Applied:
        """Take in segments."""
        count = new = 0
        for segment, data in zip(segments, datas, strict=True):
            name = segment.name
            self._refused = {key: n for key, n in self._refused.items() if key[1] != str(name)}
            if name in self._kept:
                continue
            count += 1
            own = name.actor in self.actors
            header = segment.header
            kept = KeptSegment(name, segment.digest, own, header.prev, header.last_n)
            self._kept[name] = _Kept(kept, data, relay)
            self._contents[name] = tuple(op.id for op in segment.ops)
            for op in segment.ops:
                self._unsealed.pop(op.id, None)
                if self._keep(op):
                    new += 1
                self._make(op, name.scope)
                self._hlc.hear(op.t, int(self.clock.now().timestamp() * 1000))
                if op.id.actor == self.actor:
                    self._n = max(self._n, op.id.n)
        return Applied(count, new, 0)

    def _forgive(self, name: str) -> None:
        for key in [key for key in self._refused if key[1] == name]:
            del self._refused[key], self.refusals[key]

    def blocks(self, chain: str) -> tuple[bytes, ...]:
        """The blocks of a chain."""
        return tuple(self._blocks.get(chain, ()))

    def keep_blocks(self, chain: str, blocks: Sequence[bytes]) -> None:
        """Store blocks."""
        kept = self._blocks.setdefault(chain, [])
        kept.extend(block for block in blocks if block not in kept)

    def receipts(self, scope: str) -> Mapping[str, Sequence[tuple[int, str]]]:
        """What DX confirms to have."""
        found = self._receipts.get(scope, {})
        return {actor: tuple(sorted(tips)) for actor, tips in found.items()}

    def keep_receipt(
        self, name: str, data: bytes, tips: Mapping[str, Sequence[tuple[int, str]]]
    ) -> None:
        """Store a receipt."""
        self._receipt_files[name] = data
        self.receipt_files[name] = data
        known = receipt_name(name)
        of = known.of if known else ""
        for actor, confirmed in tips.items():
            self._receipts.setdefault(of, {}).setdefault(actor, set()).update(
                (seq, digest) for seq, digest in confirmed
            )

    def kept_receipts(self, scope: str) -> Mapping[str, bytes]:
        """The files."""
        return {
            name: data
            for name, data in sorted(self._receipt_files.items())
            if name.startswith(f"r/{scope}/")
        }

    def refuse(self, target: str, name: str, reason: str, detail: str, data: bytes) -> int:
        """A file failed."""
        self.refusals[target, name] = (reason, detail, data)
        self._refused[target, name] = self._refused.get((target, name), 0) + 1
        return self._refused[target, name]

    def refused(self, target: str) -> Mapping[str, int]:
        """How often files failed."""
        return {name: count for (where, name), count in self._refused.items() if where == target}

    def facts(self) -> Mapping[str, str]:
        """What exchange remembers."""
        return dict(self._facts)

    def note(self, facts: Mapping[str, str]) -> None:
        """Remember."""
        for name, value in facts.items():
            if value:
                self._facts[name] = value
            else:
                self._facts.pop(name, None)
