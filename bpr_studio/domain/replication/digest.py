"""One short text that is equal on two PCs exactly when their data are."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bpr_studio.domain.replication.ops import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.replication.merge import RowState


def row_text(entity: str, row: str, state: RowState) -> str:
    """The canonical line of one row: all heads of all fields, sets and existence."""
    return canonical_json(
        [
            entity,
            row,
            state.alive,
            {
                name: [[list(head.id), head.value] for head in heads]
                for name, heads in state.heads.items()
            },
            {
                name: [[element, [list(i) for i in ids]] for element, ids in elements]
                for name, elements in state.members.items()
            },
        ]
    )


def state_digest(states: Iterable[tuple[str, str, RowState]]) -> str:
    """SHA-256 over the lines of all rows.

    Args:
        states: (entity, row id, state), sorted by entity and row id.
    """
    total = hashlib.sha256()
    for entity, row, state in states:
        total.update(row_text(entity, row, state).encode())
        total.update(b"\n")
    return total.hexdigest()
