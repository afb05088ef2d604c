"""Who did something: the participant as the DX office let it in, else what the PC itself says.

The row of an actor is written by its owner, who could take any name. So where the workspace is
shared, name and role come from the list of participants (`Database.named`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.adapters.db.op_rows import load_rows
from bpr_studio.domain.replication.history import field_history

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.replication.ops import Op


class People:
    """Looks each actor up once."""

    def __init__(
        self, cursor: sqlite3.Cursor, named: Callable[[str], tuple[str, str] | None]
    ) -> None:
        """Nothing is read yet.

        Args:
            cursor: reads the log.
            named: name and role by the list of participants, None for who is not on it.
        """
        self._cursor = cursor
        self._named = named
        self._known: dict[str, tuple[str, str] | None] = {}
        self._rows: dict[str, Sequence[Op]] = {}
        self._own: frozenset[str] | None = None

    def participant(self, actor: str) -> tuple[str, str] | None:
        """Name and role of a participant; None for who is none."""
        if actor not in self._known:
            self._known[actor] = self._named(actor)
        return self._known[actor]

    def who(self, actor: str, t: int) -> tuple[str, str]:
        """Name and role of an actor at a time of the log: several persons may use one PC."""
        return self.participant(actor) or (
            self._said(actor, "user", t),
            self._said(actor, "role", t),
        )

    def is_own_participant(self, actor: str) -> bool:
        """Whether a participant is this PC."""
        if self.participant(actor) is None:
            return False
        if self._own is None:
            found = self._cursor.execute(
                "SELECT value FROM local WHERE name IN ('actor', 'former')"
            )
            self._own = frozenset(name for (text,) in found for name in str(text).split())
        return actor in self._own

    def _said(self, actor: str, field: str, t: int) -> str:
        if actor not in self._rows:
            self._rows[actor] = load_rows(self._cursor, {("actor", actor)})["actor", actor]
        versions = field_history(self._rows[actor], field)
        before = [version for version in versions if version.t <= t] or list(versions[:1])
        return str(before[-1].after or "") if before else ""
