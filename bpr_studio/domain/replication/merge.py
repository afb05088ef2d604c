"""The state of a row from its ops: a pure function of the set, not of order or repetition.

Each field is a multi-value register: the *heads* are the values no other op has seen. One
head, or several with equal values, is a plain value; several different heads are a conflict,
all of them kept, the one with the latest time shown first (sync.md §7.6). Properties tested in
tests/properties/replication: convergence, no lost update, idempotence (I1–I3, I5, I6, I10).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from bpr_studio.domain.replication.ops import ADD, ALIVE, DEL, NEW, REM, SET, canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.domain.replication.ops import Op, OpId


class Head(NamedTuple):
    """A value that no op has replaced yet."""

    id: OpId
    t: int
    value: object

    @property
    def rank(self) -> tuple[int, OpId]:
        """Which of several heads is shown first: the greatest; ties are broken by name."""
        return (self.t, self.id)


@dataclass(frozen=True, slots=True)
class RowState:
    """What is known of one row.

    Attributes:
        alive: the row exists.
        heads: for each field its heads, the shown one first. `ALIVE` is among the fields.
        deleted_but_edited: somebody deleted the row while somebody else edited it; it stays.
        members: for each observed-remove set its elements with the adds they came from.
        set_ops: for each observed-remove set all adds and removals, so that a deletion can
            say what it saw.
    """

    alive: bool
    heads: Mapping[str, tuple[Head, ...]]
    deleted_but_edited: bool
    members: Mapping[str, tuple[tuple[object, tuple[OpId, ...]], ...]]
    set_ops: Mapping[str, tuple[OpId, ...]]
    is_single: bool = field(init=False, compare=False, repr=False)
    """Whether every field has one head only, as nearly all rows do."""

    def __post_init__(self) -> None:
        """See once whether anything stands beside anything: it is asked several times."""
        single = max(map(len, self.heads.values()), default=1) == 1
        object.__setattr__(self, "is_single", single)

    def value(self, field: str) -> object:
        """The shown value of `field`, None where nobody has set it."""
        heads = self.heads.get(field)
        return heads[0].value if heads else None

    def values(self) -> dict[str, object]:
        """All shown values, sets as sorted lists, without the reserved field."""
        shown = {name: heads[0].value for name, heads in self.heads.items() if name != ALIVE}
        for name, elements in self.members.items():
            shown[name] = [element for element, _ in elements]
        return shown

    def conflicts(self) -> dict[str, tuple[Head, ...]]:
        """The fields with more than one distinct head value, with all their heads."""
        if self.is_single:
            return {}
        return {
            name: heads
            for name, heads in self.heads.items()
            if name != ALIVE
            and len(heads) > 1
            and len({canonical_json(head.value) for head in heads}) > 1
        }


NOTHING = RowState(alive=False, heads={}, deleted_but_edited=False, members={}, set_ops={})
"""The state of a row nobody has written to."""


def merge_row(ops: Iterable[Op]) -> RowState:
    """The state of one row from all ops known of it, in any order, repeated or not."""
    unique = {op.id: op for op in ops}
    if not unique:
        return NOTHING
    if len(unique) == 1:
        (only,) = unique.values()
        if only.kind == NEW:
            return _created(only)
    return _merge(unique)


def advanced(state: RowState, op: Op) -> RowState | None:
    """The state after one more op, without the ops behind `state`.

    It is what `merge_row` gives of all of them. None where the state does not tell that: the
    writer has not seen everything, or the op is of another kind than those that set values,
    delete a row or bring it back.
    """
    written = _assignments(op)
    if not written or state.deleted_but_edited or (op.kind == SET and not state.alive):
        return None
    replaced = state.heads if op.kind == DEL else written
    for name in replaced:
        if not _saw(op, name, state.heads.get(name, ())):
            return None
    if op.kind == DEL and not _saw_sets(op, state):
        return None
    heads = dict(state.heads)
    for name, value in written.items():
        heads[name] = (Head(op.id, op.t, value),)
    if len(heads) > len(state.heads):
        heads = {name: heads[name] for name in sorted(heads)}
    return RowState(
        alive=op.kind != DEL,
        heads=heads,
        deleted_but_edited=False,
        members=state.members,
        set_ops=state.set_ops,
    )


def _saw(op: Op, name: str, heads: tuple[Head, ...]) -> bool:
    seen = op.seen.get(name, ())
    if len(heads) == 1:
        return heads[0].id in seen
    return all(head.id in seen for head in heads)


def _saw_sets(op: Op, state: RowState) -> bool:
    return all(id_ in op.seen.get(name, ()) for name, ids in state.set_ops.items() for id_ in ids)


def _created(op: Op) -> RowState:
    """The commonest case, a row written once."""
    heads = {name: (Head(op.id, op.t, value),) for name, value in op.fields.items()}
    heads[ALIVE] = (Head(op.id, op.t, value=True),)
    return RowState(alive=True, heads=heads, deleted_but_edited=False, members={}, set_ops={})


def _merge(ops: Mapping[OpId, Op]) -> RowState:
    heads = _heads(ops)
    set_ops = _set_ops(ops)
    existence = heads.get(ALIVE, ())
    deletions = [ops[head.id] for head in existence if not head.value]
    # Edits may come before the `new` of their row, so they alone show it.
    wanted = len(deletions) < len(existence)
    alive = wanted or _edited_beside(deletions, heads, set_ops, ops)
    return RowState(
        alive=alive,
        heads=heads,
        deleted_but_edited=alive and bool(deletions),
        members=_members(ops),
        set_ops=set_ops,
    )


def _assignments(op: Op) -> Mapping[str, object]:
    """The registers an op writes."""
    if op.kind == NEW:
        return {**op.fields, ALIVE: True}
    if op.kind == SET:
        if ALIVE in op.fields:  # reserved; only `new` and `del` say whether a row exists
            return {name: value for name, value in op.fields.items() if name != ALIVE}
        return op.fields
    if op.kind == DEL:
        return {ALIVE: False}
    return {}


def _heads(ops: Mapping[OpId, Op]) -> dict[str, tuple[Head, ...]]:
    """The values nobody has seen and replaced, for each field."""
    replaced: dict[str, set[OpId]] = {}
    for op in ops.values():
        for name in _assignments(op):
            if name in op.seen:
                replaced.setdefault(name, set()).update(op.seen[name])
    found: dict[str, list[Head]] = {}
    for op in ops.values():
        for name, value in _assignments(op).items():
            if op.id not in replaced.get(name, ()):
                found.setdefault(name, []).append(Head(op.id, op.t, value))
    return {
        name: tuple(sorted(found[name], key=lambda head: head.rank, reverse=True))
        for name in sorted(found)
    }


def _set_ops(ops: Mapping[OpId, Op]) -> dict[str, tuple[OpId, ...]]:
    """All adds and removals of each observed-remove set."""
    found: dict[str, list[OpId]] = {}
    for op in ops.values():
        if op.kind in {ADD, REM}:
            for name in op.fields:
                found.setdefault(name, []).append(op.id)
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def _edited_beside(
    deletions: Sequence[Op],
    heads: Mapping[str, tuple[Head, ...]],
    set_ops: Mapping[str, tuple[OpId, ...]],
    ops: Mapping[OpId, Op],
) -> bool:
    """Whether somebody edited the row without knowing of a deletion that did not see the edit.

    An edit made while the row was known to be deleted names the deletion it saw and does not
    bring the row back.
    """
    standing = {deletion.id for deletion in deletions}
    edits = {(name, head.id) for name, found in heads.items() if name != ALIVE for head in found}
    edits.update((name, id_) for name, ids in set_ops.items() for id_ in ids)
    edits.difference_update(
        (name, id_) for deletion in deletions for name, ids in deletion.seen.items() for id_ in ids
    )
    return any(standing.isdisjoint(ops[id_].seen.get(ALIVE, ())) for _, id_ in edits)


def _members(
    ops: Mapping[OpId, Op],
) -> dict[str, tuple[tuple[object, tuple[OpId, ...]], ...]]:
    """Observed-remove sets: an element is in while one of its adds has not been removed."""
    removed = {
        (name, canonical_json(element), seen)
        for op in ops.values()
        if op.kind == REM
        for name, elements in op.fields.items()
        for element in _elements(elements)
        for seen in op.seen.get(name, ())
    }
    adds: dict[str, dict[str, tuple[object, list[OpId]]]] = {}
    for op in ops.values():
        if op.kind != ADD:
            continue
        for name, elements in op.fields.items():
            for element in _elements(elements):
                key = canonical_json(element)
                if (name, key, op.id) not in removed:
                    adds.setdefault(name, {}).setdefault(key, (element, []))[1].append(op.id)
    return {
        name: tuple((found[key][0], tuple(sorted(found[key][1]))) for key in sorted(found))
        for name, found in sorted(adds.items())
    }


def _elements(value: object) -> list[object]:
    """The elements an add or remove names; a lone value counts as one."""
    return list(value) if isinstance(value, list | tuple) else [value]
