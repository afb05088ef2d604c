"""Remarks pinned to the cells of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_answers import read_text
from bpr_studio.domain.workload.cell_rules import Refused
from bpr_studio.services.entry_values import SheetChange

if TYPE_CHECKING:
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.services.entry_session import SheetSession
    from bpr_studio.services.entry_values import CommentLine

_LONGEST = 1_000  # characters


class SheetComments:
    """The comments of one sheet; who may only read the sheet may comment on it all the same."""

    def __init__(self, session: SheetSession) -> None:
        self._session = session
        self._lines: tuple[CommentLine, ...] | None = None
        session.subscribe(self._forget)

    def _forget(self, change: SheetChange) -> None:
        if change.comments:
            self._lines = None

    @property
    def all(self) -> tuple[CommentLine, ...]:
        """All comments, oldest first."""
        if self._lines is None:
            session = self._session
            self._lines = session.queries.cell_comments(session.round.id, session.unit.id)
        return self._lines

    @property
    def open(self) -> tuple[CommentLine, ...]:
        """The comments nobody has settled yet, oldest first."""
        return tuple(line for line in self.all if not line.settled)

    def of(self, row: str, key: str = "") -> tuple[CommentLine, ...]:
        """The comments at a cell, or with "" at the row and all its cells."""
        field = self._session.rules.column(key).field if key else ""
        return tuple(
            line for line in self.all if line.row == row and (not key or line.field == field)
        )

    def add(self, row: str, key: str, text: str) -> None:
        """Pin a comment to a cell, or with key "" to the whole row.

        Raises:
            RefusedError: it is empty, too long or holds an individual number.
        """
        reading = read_text(text, max_length=_LONGEST)
        if isinstance(reading, Refused):
            raise RefusedError(reading.message)
        if reading.value is None:
            raise RefusedError(tr("The comment is empty. Write what is to be said."))
        session, author = self._session, self._session.author
        fields = {
            "round_id": session.round.id,
            "unit_id": session.unit.id,
            "item_id": row,
            "field": session.rules.column(key).field if key else "",
            "text": reading.value,
            "at": author.moment(),
            "user": author.who().user,
            "role": author.role,
            "settled": 0,
        }
        self._write(tr("Add a comment"), PutRow("cell_comment", author.ids.new(), fields))

    def settle(self, comment_id: str, *, settled: bool = True) -> None:
        """Mark a comment as done with, or as open again."""
        label = tr("Settle a comment") if settled else tr("Open a comment again")
        self._write(label, SetFields("cell_comment", comment_id, {"settled": int(settled)}))

    def _write(self, label: str, change: Change) -> None:
        self._session.store.commit(label, [change], origin=self._session.origin)
        self._session.tell(SheetChange(comments=True))
