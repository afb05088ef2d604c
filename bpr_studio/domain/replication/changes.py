"""What services want written, and how it becomes ops: only real differences do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpr_studio.domain.replication.ops import (
    ADD,
    ALIVE,
    DEL,
    NEW,
    REM,
    SET,
    OpDraft,
    canonical_json,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.replication.merge import RowState
    from bpr_studio.domain.replication.ops import OpId


@dataclass(frozen=True, slots=True)
class PutRow:
    """The row shall exist and these fields shall have these values; other fields stay."""

    entity: str
    row: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetFields:
    """These fields of the row shall have these values, whether or not it is deleted."""

    entity: str
    row: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DeleteRow:
    """The row shall not exist; its values stay in the history."""

    entity: str
    row: str


@dataclass(frozen=True, slots=True)
class AddMembers:
    """These elements shall be in the row's set `name`."""

    entity: str
    row: str
    name: str
    elements: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class RemoveMembers:
    """These elements shall not be in the row's set `name`."""

    entity: str
    row: str
    name: str
    elements: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class RestoreFields:
    """Fields that still have the value `after` shall have the value `before` again.

    What somebody has changed since stays; undo and redo of values are made of this.
    """

    entity: str
    row: str
    before: Mapping[str, object]
    after: Mapping[str, object]


Change = PutRow | SetFields | RestoreFields | DeleteRow | AddMembers | RemoveMembers


def draft(change: Change, state: RowState) -> OpDraft | None:
    """The op that makes `change` true of a row in `state`, or None where it already is."""
    match change:
        case PutRow():
            return _draft_put(change, state)
        case SetFields():
            return _draft_set(change, state)
        case RestoreFields():
            return _draft_set(_still_wanted(change, state), state)
        case DeleteRow():
            return _draft_delete(change, state)
        case AddMembers():
            return _draft_add(change, state)
        case RemoveMembers():
            return _draft_remove(change, state)


def inverse(change: Change, state: RowState) -> tuple[Change, ...]:
    """The changes that bring back, in this order, what a row in `state` was before `change`.

    Undo writes new ops; it never removes old ones.
    """
    if isinstance(change, DeleteRow):
        return (PutRow(change.entity, change.row),) if state.alive else ()
    delete = DeleteRow(change.entity, change.row)
    if not state.alive and ALIVE not in state.heads:  # the row never was
        return (delete,) if isinstance(change, PutRow) or draft(change, state) else ()
    back = _inverse_of_values(change, state)
    return back if state.alive or not isinstance(change, PutRow) else (*back, delete)


def taken_back(change: Change, planned: OpDraft, state: RowState) -> tuple[Change, ...]:
    """What `inverse` gives, where the op of the change is known already."""
    if planned.kind != SET or not state.alive:
        return inverse(change, state)
    before = {name: state.value(name) for name in planned.fields}
    return (RestoreFields(change.entity, change.row, before, planned.fields),)


def _inverse_of_values(
    change: PutRow | SetFields | RestoreFields | AddMembers | RemoveMembers, state: RowState
) -> tuple[Change, ...]:
    match change:
        case PutRow() | SetFields():
            return _restore(change, state)
        case RestoreFields():
            return _restore(_still_wanted(change, state), state)
        case AddMembers():
            new = _absent(change.elements, _adds_of(change.name, state))
            return (RemoveMembers(change.entity, change.row, change.name, new),) if new else ()
        case RemoveMembers():
            adds = _adds_of(change.name, state)
            gone = tuple(e for e in change.elements if canonical_json(e) in adds)
            return (AddMembers(change.entity, change.row, change.name, gone),) if gone else ()


def _restore(change: PutRow | SetFields, state: RowState) -> tuple[Change, ...]:
    after = _differences(change.fields, state)
    before = {name: state.value(name) for name in after}
    return (RestoreFields(change.entity, change.row, before, after),) if after else ()


def _still_wanted(change: RestoreFields, state: RowState) -> SetFields:
    """The fields of `change` that nobody has changed since."""
    untouched = {
        name: value
        for name, value in change.before.items()
        if not _differences({name: change.after[name]}, state)
    }
    return SetFields(change.entity, change.row, untouched)


def _draft_set(change: PutRow | SetFields, state: RowState) -> OpDraft | None:
    changed = _differences(change.fields, state)
    if not changed:
        return None
    return OpDraft(SET, change.entity, change.row, changed, _seen_by_edit(changed, state))


def _draft_put(change: PutRow, state: RowState) -> OpDraft | None:
    if state.alive and not state.deleted_but_edited:
        return _draft_set(change, state)
    changed = _differences(change.fields, state)
    seen = _seen([*changed, ALIVE], state)
    return OpDraft(NEW, change.entity, change.row, changed, seen)


def _draft_delete(change: DeleteRow, state: RowState) -> OpDraft | None:
    if not state.alive:
        return None
    seen = _seen(list(state.heads), state)
    for name, ids in state.set_ops.items():
        seen[name] = tuple(sorted({*seen.get(name, ()), *ids}))
    return OpDraft(DEL, change.entity, change.row, {}, seen)


def _differences(fields: Mapping[str, object], state: RowState) -> dict[str, object]:
    """The fields whose value is not settled at the wanted one; None equals "never set"."""
    changed = {}
    for name, value in fields.items():
        heads = state.heads.get(name, ())
        if not heads:
            if value is not None:
                changed[name] = value
        elif any(_differs(head.value, value) for head in heads):
            changed[name] = value
    return changed


def _differs(one: object, other: object) -> bool:
    if type(one) is type(other) and not isinstance(one, list | dict | tuple):
        return one != other
    return canonical_json(one) != canonical_json(other)


def _seen(names: Iterable[str], state: RowState) -> dict[str, tuple[OpId, ...]]:
    return {
        name: tuple(sorted(head.id for head in state.heads[name]))
        for name in names
        if name in state.heads
    }


def _seen_by_edit(names: Iterable[str], state: RowState) -> dict[str, tuple[OpId, ...]]:
    """Like `_seen`; an edit of a deleted row names the deletion too, so as not to undo it."""
    return _seen(names if state.alive else [*names, ALIVE], state)


def _adds_of(name: str, state: RowState) -> dict[str, tuple[OpId, ...]]:
    return {canonical_json(element): ids for element, ids in state.members.get(name, ())}


def _absent(
    elements: tuple[object, ...], adds: Mapping[str, tuple[OpId, ...]]
) -> tuple[object, ...]:
    return tuple(element for element in elements if canonical_json(element) not in adds)


def _draft_add(change: AddMembers, state: RowState) -> OpDraft | None:
    new = _absent(change.elements, _adds_of(change.name, state))
    if not new:
        return None
    seen = _seen_by_edit((), state)
    return OpDraft(ADD, change.entity, change.row, {change.name: list(new)}, seen)


def _draft_remove(change: RemoveMembers, state: RowState) -> OpDraft | None:
    adds = _adds_of(change.name, state)
    gone = [element for element in change.elements if canonical_json(element) in adds]
    if not gone:
        return None
    ids = sorted({op for element in gone for op in adds[canonical_json(element)]})
    seen = {**_seen_by_edit((), state), change.name: tuple(ids)}
    return OpDraft(REM, change.entity, change.row, {change.name: gone}, seen)
