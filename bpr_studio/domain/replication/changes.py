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
from bpr_studio.domain.replication.seen import (
    OneOf,
    has_head,
    heads_seen,
    ids_seen,
    ids_seen_by_edit,
    is_exactly,
    is_same,
    standing,
    withdrawal,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.replication.merge import Head, RowState
    from bpr_studio.domain.replication.ops import OpId
    from bpr_studio.domain.replication.seen import Shown, Withdrawal


@dataclass(frozen=True, slots=True)
class PutRow:
    """The row shall exist and these fields shall have these values; other fields stay.

    Attributes:
        shown: the values the person saw, see `SetFields`.
    """

    entity: str
    row: str
    fields: Mapping[str, object] = field(default_factory=dict)
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class SetFields:
    """These fields of the row shall have these values, whether or not it is deleted.

    Attributes:
        shown: of fields whose value the person had before their eyes that value, None where it
            was empty. A value that came meanwhile is not overwritten: it stands beside the new
            one. A field whose value is the one shown was not edited and is not written. Fields
            that are not in it, and all of them where there is None, are written as known.
    """

    entity: str
    row: str
    fields: Mapping[str, object]
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class DeleteRow:
    """The row shall not exist; its values stay in the history.

    Attributes:
        shown: the values the person saw, see `SetFields`; a row with another value now stays, as
            deleted by one and edited by another.
        beside: fields the deletion shall not know of at all, so that the row stays in that way.
    """

    entity: str
    row: str
    shown: Shown | None = None
    beside: frozenset[str] = frozenset()


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

    What somebody has changed since stays; undo and redo of values are made of this. Where other
    values stand beside `after`, it is taken away and they stay.
    """

    entity: str
    row: str
    before: Mapping[str, object]
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SettleField:
    """Of several values of a field this one shall hold.

    It replaces the values named and no others: what came meanwhile stands beside it.

    Attributes:
        seen: the values somebody chose among.
    """

    entity: str
    row: str
    name: str
    value: object
    seen: tuple[OpId, ...]


@dataclass(frozen=True, slots=True)
class StandBeside:
    """The value shall stand beside another one that is there: undo of having settled them."""

    entity: str
    row: str
    name: str
    value: object
    beside: object


Change = (
    PutRow
    | SetFields
    | RestoreFields
    | DeleteRow
    | AddMembers
    | RemoveMembers
    | SettleField
    | StandBeside
)


def draft(change: Change, state: RowState) -> OpDraft | None:
    """The op that makes `change` true of a row in `state`, or None where it already is."""
    match change:
        case PutRow():
            return _draft_put(change, state)
        case SetFields():
            return _draft_set(change, state)
        case RestoreFields():
            return _draft_restore(change, state)
        case DeleteRow():
            return _draft_delete(change, state)
        case AddMembers() | RemoveMembers():
            return _draft_members(change, state)
        case SettleField() | StandBeside():
            return _draft_one_of_several(change, state)


def inverse(change: Change, state: RowState) -> tuple[Change, ...]:
    """The changes that bring back, in this order, what a row in `state` was before `change`.

    Undo writes new ops; it never removes old ones.
    """
    if isinstance(change, DeleteRow):
        return _inverse_of_deletion(change, state)
    delete = DeleteRow(change.entity, change.row)
    if not state.alive and ALIVE not in state.heads:  # the row never was
        return (delete,) if isinstance(change, PutRow) or draft(change, state) else ()
    back = _inverse_of_values(change, state)
    return back if state.alive or not isinstance(change, PutRow) else (*back, delete)


def taken_back(change: Change, planned: OpDraft, state: RowState) -> tuple[Change, ...]:
    """What `inverse` gives, where the op of the change is known already."""
    if planned.kind != SET or not state.alive or not isinstance(change, PutRow | SetFields):
        return inverse(change, state)
    return _back_to(planned.fields, change, state)


def _inverse_of_deletion(change: DeleteRow, state: RowState) -> tuple[Change, ...]:
    if not state.alive:
        return ()
    back = PutRow(change.entity, change.row)
    return (back, _deleted_beside(change, state)) if state.deleted_but_edited else (back,)


def _deleted_beside(change: Change, state: RowState) -> DeleteRow:
    """What makes a row again one that somebody deleted while somebody else edited it."""
    names = frozenset(state.heads.keys() | state.set_ops.keys()) - {ALIVE}
    return DeleteRow(change.entity, change.row, beside=names)


def _inverse_of_values(change: Change, state: RowState) -> tuple[Change, ...]:
    match change:
        case PutRow() if state.deleted_but_edited:
            return (*_restore(change, state), _deleted_beside(change, state))
        case PutRow() | SetFields():
            return _restore(change, state)
        case RestoreFields():
            return _inverse_of_restoring(change, state)
        case SettleField():
            return _inverse_of_settling(change, state)
        case StandBeside():
            one, other = {change.name: change.beside}, {change.name: change.value}
            return (RestoreFields(change.entity, change.row, one, other),)
        case _:
            return _inverse_of_members(change, state)


def _inverse_of_restoring(change: RestoreFields, state: RowState) -> tuple[Change, ...]:
    beside = tuple(
        StandBeside(change.entity, change.row, name, change.after[name], found.value)
        for name, found in _withdrawals(change, state).items()
    )
    return (*_restore(_still_wanted(change, state), state), *beside)


def _inverse_of_settling(change: SettleField, state: RowState) -> tuple[Change, ...]:
    """The values chosen among stand beside the one chosen; that one goes if it was none of them."""
    values = _distinct(standing(change.seen, change.name, state))
    others = [value for value in values if not is_exactly(value, change.value)]
    back: list[Change] = [
        StandBeside(change.entity, change.row, change.name, value, change.value) for value in others
    ]
    if others and len(others) == len(values):
        one, other = {change.name: others[0]}, {change.name: change.value}
        back.append(RestoreFields(change.entity, change.row, one, other))
    return tuple(back)


def _inverse_of_members(change: Change, state: RowState) -> tuple[Change, ...]:
    match change:
        case AddMembers():
            new = _absent(change.elements, _adds_of(change.name, state))
            return (RemoveMembers(change.entity, change.row, change.name, new),) if new else ()
        case RemoveMembers():
            adds = _adds_of(change.name, state)
            gone = tuple(e for e in change.elements if canonical_json(e) in adds)
            return (AddMembers(change.entity, change.row, change.name, gone),) if gone else ()
        case _:
            return ()


def _restore(change: PutRow | SetFields, state: RowState) -> tuple[Change, ...]:
    return _back_to(_differences(change.fields, state, change.shown), change, state)


def _back_to(
    after: Mapping[str, object], change: PutRow | SetFields, state: RowState
) -> tuple[Change, ...]:
    """The changes from these fields back; of several values replaced the one shown comes last."""
    if not after:
        return ()
    before, beside = {}, []
    for name in after:
        if len(state.heads.get(name, ())) <= 1:  # nearly always
            before[name] = state.value(name)
            continue
        heads = heads_seen(name, state, change.shown)
        values = _distinct(heads) if len(heads) > 1 else [state.value(name)]
        before[name] = values[-1]
        beside += [
            StandBeside(change.entity, change.row, name, value, values[-1])
            for value in reversed(values[:-1])
        ]
    return (RestoreFields(change.entity, change.row, before, after), *beside)


def _distinct(heads: Iterable[Head]) -> list[object]:
    values: list[object] = []
    for head in heads:
        if not any(is_exactly(head.value, value) for value in values):
            values.append(head.value)
    return values


def _still_wanted(change: RestoreFields, state: RowState) -> SetFields:
    """The fields of `change` that nobody has changed since."""
    untouched = {
        name: value
        for name, value in change.before.items()
        if not _differences({name: change.after[name]}, state)
    }
    return SetFields(change.entity, change.row, untouched)


def _withdrawals(change: RestoreFields, state: RowState) -> dict[str, Withdrawal]:
    """Fields where other values stand beside `after`."""
    found = {name: withdrawal(name, state, value) for name, value in change.after.items()}
    return {name: taken for name, taken in found.items() if taken is not None}


def _draft_set(change: PutRow | SetFields, state: RowState) -> OpDraft | None:
    changed = _differences(change.fields, state, change.shown)
    if not changed:
        return None
    seen = ids_seen_by_edit(changed, state, change.shown)
    return OpDraft(SET, change.entity, change.row, changed, seen)


def _draft_restore(change: RestoreFields, state: RowState) -> OpDraft | None:
    changed = _differences(_still_wanted(change, state).fields, state)
    seen = ids_seen_by_edit(changed, state)
    for name, taken in _withdrawals(change, state).items():
        changed[name] = taken.value
        seen[name] = taken.seen
    return OpDraft(SET, change.entity, change.row, changed, seen) if changed else None


def _draft_one_of_several(change: SettleField | StandBeside, state: RowState) -> OpDraft | None:
    if isinstance(change, SettleField):
        return _draft_settling(change, state)
    return _draft_beside(change, state)


def _draft_settling(change: SettleField, state: RowState) -> OpDraft | None:
    """A value instead of those somebody chose among; None where they agree with it already."""
    fields = {change.name: change.value}
    chosen_among = standing(change.seen, change.name, state)
    agree = chosen_among and all(is_exactly(head.value, change.value) for head in chosen_among)
    if not state.alive or agree or not _differences(fields, state):
        return None
    seen = {change.name: tuple(sorted(change.seen))}
    return OpDraft(SET, change.entity, change.row, fields, seen)


def _draft_beside(change: StandBeside, state: RowState) -> OpDraft | None:
    """A value that replaces none, where the other one still stands."""
    is_there = has_head(state, change.name, change.value)
    if is_there or not has_head(state, change.name, change.beside):
        return None
    fields = {change.name: change.value}
    return OpDraft(SET, change.entity, change.row, fields, ids_seen_by_edit((), state))


def _draft_put(change: PutRow, state: RowState) -> OpDraft | None:
    if state.alive and not state.deleted_but_edited:
        return _draft_set(change, state)
    changed = _differences(change.fields, state, change.shown)
    seen = ids_seen([*changed, ALIVE], state, change.shown)
    return OpDraft(NEW, change.entity, change.row, changed, seen)


def _draft_delete(change: DeleteRow, state: RowState) -> OpDraft | None:
    if not state.alive:
        return None
    seen = ids_seen(
        (name for name in state.heads if name not in change.beside), state, change.shown
    )
    for name, ids in state.set_ops.items():
        if name not in change.beside:
            seen[name] = tuple(sorted({*seen.get(name, ()), *ids}))
    return OpDraft(DEL, change.entity, change.row, {}, seen)


def _differences(
    fields: Mapping[str, object], state: RowState, shown: Shown | None = None
) -> dict[str, object]:
    """The fields whose value is not settled at the wanted one; None equals "never set"."""
    changed = {}
    for name, value in fields.items():
        if shown is not None and name in shown and _is_left(shown[name], value):
            continue
        heads = state.heads.get(name, ())
        if not heads:
            if value is not None:
                changed[name] = value
        elif len(heads) == 1:
            if not is_exactly(heads[0].value, value):
                changed[name] = value
        elif not all(is_exactly(head.value, value) for head in heads):
            changed[name] = value
    return changed


def _is_left(shown: object, value: object) -> bool:
    """Whether a field was not edited; whoever saw several values and gives one chose it."""
    return not isinstance(shown, OneOf) and is_same(shown, value)


def _adds_of(name: str, state: RowState) -> dict[str, tuple[OpId, ...]]:
    return {canonical_json(element): ids for element, ids in state.members.get(name, ())}


def _absent(
    elements: tuple[object, ...], adds: Mapping[str, tuple[OpId, ...]]
) -> tuple[object, ...]:
    return tuple(element for element in elements if canonical_json(element) not in adds)


def _draft_members(change: AddMembers | RemoveMembers, state: RowState) -> OpDraft | None:
    return (
        _draft_add(change, state)
        if isinstance(change, AddMembers)
        else _draft_remove(change, state)
    )


def _draft_add(change: AddMembers, state: RowState) -> OpDraft | None:
    new = _absent(change.elements, _adds_of(change.name, state))
    if not new:
        return None
    seen = ids_seen_by_edit((), state)
    return OpDraft(ADD, change.entity, change.row, {change.name: list(new)}, seen)


def _draft_remove(change: RemoveMembers, state: RowState) -> OpDraft | None:
    adds = _adds_of(change.name, state)
    gone = [element for element in change.elements if canonical_json(element) in adds]
    if not gone:
        return None
    ids = sorted({op for element in gone for op in adds[canonical_json(element)]})
    seen = {**ids_seen_by_edit((), state), change.name: tuple(ids)}
    return OpDraft(REM, change.entity, change.row, {change.name: gone}, seen)
