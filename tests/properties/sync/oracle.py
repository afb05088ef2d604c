"""Judges a world after its bad day, by what every writer truly wrote and knew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.replication.digest import state_digest
from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.domain.replication.names import LIB, ORG
from bpr_studio.domain.replication.ops import ALIVE, DEL, NEW, SET, canonical_json
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.sync.enrolment import known_roster
from tests.builders_sync import TARGET, VERIFIER
from tests.properties.sync.worlds import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.replication.merge import RowState
    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.ops import Op, OpId
    from tests.builders_sync import Pc
    from tests.fakes.memory_log import MemoryLog
    from tests.properties.sync.worlds import World, Written


def judge(world: World) -> list[str]:
    """All violations, each a line that names the invariant."""
    return [
        *_final_names_never_changed(world),
        *_nothing_unknown(world),
        *_everybody_has_everything(world),
        *_shared_survives(world),
        *_states_agree(world),
        *_heads_by_causality(world),
        *_nothing_left_to_do(world),
        *_receipts_are_true(world),
    ]


def _alive(world: World) -> list[Pc]:
    return [pc for pc in world.city.pcs if pc.alive]


def _scopes(world: World, pc: Pc) -> set[str] | None:
    """The scopes a PC takes in, None where it takes in all, nothing where it is not let in."""
    if pc.name not in world.scopes:
        log = local(pc)
        member = known_roster(log, VERIFIER).member(log.actor)
        found: set[str] | None = set()
        if member is not None and member.active:
            found = None if member.role == DX_OFFICE else {ORG, LIB, *member.scopes}
        world.scopes[pc.name] = found
    return world.scopes[pc.name]


def _in(scope: str, scopes: set[str] | None) -> bool:
    return scopes is None or scope in scopes


def _final_names_never_changed(world: World) -> Iterator[str]:
    for name in world.changed:
        yield f"I9 {name} changed its bytes"


def _nothing_unknown(world: World) -> Iterator[str]:
    """I7: whatever is in a log was written by somebody, in that scope."""
    written = {entry.op.id: entry for entry in world.journal}
    for pc in _alive(world):
        log = local(pc)
        for op in log.ops.values():
            entry = written.get(op.id)
            if entry is None or entry.op != op:
                yield f"I7 {pc.name} has {op.id} that nobody wrote"
        for name, ops in log.contents().items():
            for id_ in ops:
                if id_ in written and written[id_].scope != name.scope:
                    yield f"I7 {pc.name} has {id_} from {name}"


def _everybody_has_everything(world: World) -> Iterator[str]:
    """I2: what any living database holds of its own, all have that take in its scope."""
    known: dict[OpId, str] = {}
    scope_of = {entry.op.id: entry.scope for entry in world.journal}
    for pc in _alive(world):
        log = local(pc)
        held = set(log.held)
        waiting = set(log.unsealed) if _scopes(world, pc) == set() else set()
        for id_ in log.ops:
            if id_ not in held and id_ not in waiting:
                known.setdefault(id_, pc.name)
    for pc in _alive(world):
        scopes = _scopes(world, pc)
        log = local(pc)
        for id_, where in known.items():
            scope = scope_of.get(id_, ORG)
            if id_ not in log.ops and _in(scope, scopes):
                yield f"I2 {pc.name} lacks {id_} ({scope}), known to {where}"


def _shared_survives(world: World) -> Iterator[str]:
    """I4: what was 共有済み outlives its PC, unless the share was set back or a file taken.

    What follows a taken file in its stream waits for it for good, and says so (a gap).
    """
    present = {id_ for pc in _alive(world) for id_ in local(pc).ops}
    for _, log in world.deeds.lost:
        for name in log.verified(TARGET):
            if any(_follows(name, taken) for taken in world.deeds.taken):
                continue
            for id_ in log.contents()[name]:
                if id_ not in present:
                    yield f"I4 {id_} of {name} was shared and is lost"


def _follows(name: SegmentName, other: SegmentName) -> bool:
    """Whether a segment is another one, or comes after it in the same stream."""
    same_stream = (name.scope, name.actor) == (other.scope, other.actor)
    return name == other or (same_stream and name.seq > other.seq)


def _groups(world: World) -> dict[tuple[str, ...], list[Pc]]:
    groups: dict[tuple[str, ...], list[Pc]] = {}
    for pc in _alive(world):
        scopes = _scopes(world, pc)
        key = ("all",) if scopes is None else tuple(sorted(scopes))
        if key:
            groups.setdefault(key, []).append(pc)
    return groups


def _digest(log: MemoryLog, drop: set[OpId]) -> str:
    rows: dict[tuple[str, str], list[Op]] = {}
    for op in log.ops.values():
        if op.id not in drop:
            rows.setdefault((op.entity, op.row), []).append(op)
    return state_digest((*key, merge_row(rows[key])) for key in sorted(rows))


def _states_agree(world: World) -> Iterator[str]:
    """I1: PCs that take in the same arrive at the same."""
    for key, group in _groups(world).items():
        digests = {_digest(local(pc), set(local(pc).held)): pc.name for pc in group}
        if len(digests) > 1:
            yield f"I1 {key}: {sorted(digests.values())} differ"


def _registers(op: Op) -> set[str]:
    if op.kind == NEW:
        return {*op.fields, ALIVE}
    return set(op.fields) if op.kind == SET else {ALIVE} if op.kind == DEL else set()


def _unseen(entries: Iterable[Written]) -> dict[tuple[str, str], dict[str, list[Written]]]:
    """By true causality: for each register the writes no later writer knew of."""
    found: dict[tuple[str, str], dict[str, list[Written]]] = {}
    for entry in entries:
        for name in _registers(entry.op):
            row = found.setdefault((entry.op.entity, entry.op.row), {})
            writers = row.setdefault(name, [])
            writers[:] = [one for one in writers if one.op.id not in entry.knew]
            writers.append(entry)
    return found


def _heads_by_causality(world: World) -> Iterator[str]:
    """I2, I5, I6: heads are exactly what no later writer knew of; different ones are conflicts."""
    for pc in _alive(world):
        log = local(pc)
        entries = [entry for entry in world.journal if entry.op.id in log.ops]
        for key, by_name in _unseen(entries).items():
            state = log.state(*key)
            yield from _wrong_heads(pc, key, by_name, state)


def _wrong_heads(
    pc: Pc, key: tuple[str, str], by_name: dict[str, list[Written]], state: RowState
) -> Iterator[str]:
    for name, writers in by_name.items():
        wanted = {one.op.id for one in writers}
        found = {head.id for head in state.heads.get(name, ())}
        if wanted != found:
            yield f"I6 {pc.name} {key} {name}: {sorted(found)} instead of {sorted(wanted)}"
        if name == ALIVE:
            continue
        values = {canonical_json(one.op.fields[name]) for one in writers}
        if (len(values) > 1) != (name in state.conflicts()):
            yield f"I5 {pc.name} {key} {name}: {len(values)} values"


def _nothing_left_to_do(world: World) -> Iterator[str]:
    """I8: after a calm time nobody let in has anything unshared, whatever others did."""
    for pc in _alive(world):
        if _scopes(world, pc) == set():
            yield f"I8 {pc.name} was not let in"
            continue
        log = local(pc)
        left = [id_ for id_ in log.unsealed if id_ not in log.held]
        if left:
            yield f"I8 {pc.name} has {len(left)} unsealed ops"
        if log.unplaced(TARGET):
            yield f"I8 {pc.name} has {len(log.unplaced(TARGET))} unplaced segments"
        if log.unverified(TARGET):
            yield f"I8 {pc.name} has {len(log.unverified(TARGET))} segments nobody looked at again"
        if log.held:
            yield f"I8 {pc.name} holds back {len(log.held)} ops: {set(log.held.values())}"
        if pc.last is not None and pc.last.fault is not None:
            yield f"I8 {pc.name} still meets {pc.last.fault}"


def _receipts_are_true(world: World) -> Iterator[str]:
    """DX受領済 is said of nothing the DX office lacks, unless a database of it was lost."""
    if any(not pc.section for pc, _ in world.deeds.lost):
        return
    office = [local(pc) for pc in _alive(world) if not pc.section]
    for pc in _alive(world):
        for scope in _scopes(world, pc) or ():
            kept = {one.hash for log in office for one in log.kept(scope)}
            for actor, tips in local(pc).receipts(scope).items():
                for seq, digest in tips:
                    if digest not in kept:
                        yield f"receipt of {scope} {actor} {seq} that the DX office lacks"
