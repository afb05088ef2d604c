"""The history of a field: who gave it which value, when, and what they saw before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.replication.ops import DEL, NEW, SET

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.replication.ops import Op, OpId


@dataclass(frozen=True, slots=True)
class FieldVersion:
    """One entry of a field's history.

    Attributes:
        id: the op that wrote it; `id.actor` leads to the person.
        t: hybrid time of the op.
        before: the values its writer saw, empty for the first one.
        after: the value written; None for a deletion of the row.
        deleted: the entry is the deletion of the whole row.
    """

    id: OpId
    t: int
    before: tuple[object, ...]
    after: object
    deleted: bool = False


def field_history(ops: Iterable[Op], field: str) -> tuple[FieldVersion, ...]:
    """All versions of `field` of one row, oldest first.

    Args:
        ops: all ops of the row.
        field: field name.
    """
    by_id = {op.id: op for op in ops}
    versions = []
    for op in by_id.values():
        writes = op.kind in {NEW, SET} and field in op.fields
        if not writes and op.kind != DEL:
            continue
        before = tuple(
            by_id[seen].fields.get(field) for seen in op.seen.get(field, ()) if seen in by_id
        )
        versions.append(
            FieldVersion(op.id, op.t, before, op.fields.get(field), deleted=op.kind == DEL)
        )
    return tuple(sorted(versions, key=lambda version: (version.t, version.id)))
