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
    from collections.abc import Mapping

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


Change = PutRow | SetFields | DeleteRow | AddMembers | RemoveMembers


def draft(change: Change, state: RowState) -> OpDraft | None:
    """The op that makes `change` true of a row in `state`, or None where it already is."""
    match change:
        case PutRow():
            return _draft_put(change, state)
        case SetFields():
            return _draft_set(change, state)
        case DeleteRow():
            seen = _seen(state.heads, state)
            return OpDraft(DEL, change.entity, change.row, {}, seen) if state.alive else None
        case AddMembers():
            return _draft_add(change, state)
        case RemoveMembers():
            return _draft_remove(change, state)


def inverse(change: Change, state: RowState) -> Change | None:
    """The change that brings back what a row in `state` was before `change`.

    Undo writes new ops; it never removes old ones.
    """
    match change:
        case PutRow() if not state.alive:
            return DeleteRow(change.entity, change.row)
        case PutRow() | SetFields():
            before = {name: state.value(name) for name in _differences(change.fields, state)}
            return SetFields(change.entity, change.row, before) if before else None
        case DeleteRow():
            return PutRow(change.entity, change.row) if state.alive else None
        case AddMembers():
            new = _absent(change.elements, _adds_of(change.name, state))
            return RemoveMembers(change.entity, change.row, change.name, new) if new else None
        case RemoveMembers():
            adds = _adds_of(change.name, state)
            gone = tuple(e for e in change.elements if canonical_json(e) in adds)
            return AddMembers(change.entity, change.row, change.name, gone) if gone else None


def _draft_set(change: PutRow | SetFields, state: RowState) -> OpDraft | None:
    changed = _differences(change.fields, state)
    if not changed:
        return None
    return OpDraft(SET, change.entity, change.row, changed, _seen(changed, state))


def _draft_put(change: PutRow, state: RowState) -> OpDraft | None:
    if state.alive and not state.deleted_but_edited:
        return _draft_set(change, state)
    changed = _differences(change.fields, state)
    seen = _seen([*changed, ALIVE], state)
    return OpDraft(NEW, change.entity, change.row, changed, seen)


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


def _seen(names: Mapping[str, object] | list[str], state: RowState) -> dict[str, tuple[OpId, ...]]:
    return {
        name: tuple(sorted(head.id for head in state.heads[name]))
        for name in names
        if name in state.heads
    }


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
    return OpDraft(ADD, change.entity, change.row, {change.name: list(new)})


def _draft_remove(change: RemoveMembers, state: RowState) -> OpDraft | None:
    adds = _adds_of(change.name, state)
    gone = [element for element in change.elements if canonical_json(element) in adds]
    if not gone:
        return None
    ids = sorted({op for element in gone for op in adds[canonical_json(element)]})
    return OpDraft(REM, change.entity, change.row, {change.name: gone}, {change.name: tuple(ids)})
