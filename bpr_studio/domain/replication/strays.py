"""Strays: ops that came in another scope than the row they are about.

Who may write one section could otherwise reach the rows of another, by an op that arrives before
the row itself does, or together with it, so that nobody can tell yet (rights.py asks who made the
row). Which ops count follows from the set of ops alone, so that all PCs decide alike:

- one scope made the row: its ops count, those of others do not;
- several scopes made it, or none: all count, but none replaces what came in another scope, so
  that it stands beside it as a conflict everybody sees.

Ops that no segment holds yet (scope "") are one's own and always count.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bpr_studio.domain.replication.ops import NEW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.replication.ops import Op, OpId


def without_strays(ops: Sequence[tuple[Op, str]]) -> list[Op]:
    """The ops of one row that count, with what they may replace.

    Args:
        ops: each with the scope it came in, "" for own ones that no segment holds yet.
    """
    scopes = {scope for _, scope in ops if scope}
    if len(scopes) < 2:
        return [op for op, _ in ops]
    made = {scope for op, scope in ops if scope and op.kind == NEW}
    if len(made) == 1:
        return [op for op, scope in ops if not scope or scope in made]
    scope_by_id = {op.id: scope for op, scope in ops}
    return [_beside(op, scope, scope_by_id) for op, scope in ops]


def _beside(op: Op, scope: str, scope_by_id: Mapping[OpId, str]) -> Op:
    """The op without what it says to have seen in another scope."""
    if not scope:
        return op
    seen = {
        name: tuple(id_ for id_ in ids if scope_by_id.get(id_, "") in {"", scope})
        for name, ids in op.seen.items()
    }
    return replace(op, seen={name: ids for name, ids in seen.items() if ids})
