"""The store as services see it: commit changes, take them back, ask for history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.replication.ops import Op


@dataclass(frozen=True, slots=True)
class CommandDone:
    """What one command wrote.

    Attributes:
        label: name of the deed.
        ops: the ops written, empty when everything already was as wanted.
        undo: the changes that take it back.
    """

    label: str
    ops: tuple[Op, ...]
    undo: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One version of a field: who wrote it, when, in which deed, before and after."""

    at: datetime
    user: str
    role: str
    label: str
    before: tuple[object, ...]
    after: object
    deleted: bool


class Store(Protocol):
    """The one door for writing."""

    def commit(self, label: str, changes: Iterable[Change], *, origin: str = "") -> CommandDone:
        """Write all changes as one command, or none of them.

        Raises:
            RefusedError: the workspace is read-only or the disk refuses.
        """

    def history(self, entity: str, row: str, field: str) -> tuple[HistoryEntry, ...]:
        """Who gave a field which value when, oldest first."""


class _Step(NamedTuple):
    """A deed and the changes that take it back, or do it again."""

    label: str
    changes: tuple[Change, ...]


class UndoStack:
    """Undo and redo of this window's commands, by gesture.

    Undo commits the inverse changes as a new command, so the history shows it. A command of
    somebody else is never undone, and a value changed by anybody since stays as it is.
    """

    def __init__(self, store: Store, depth: int = 100) -> None:
        self._store = store
        self._depth = depth
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    def commit(self, label: str, changes: Iterable[Change], *, origin: str = "") -> CommandDone:
        """Commit through the store and remember how to take it back."""
        done = self._store.commit(label, changes, origin=origin)
        if done.ops:
            self._done = [*self._done, _Step(label, done.undo)][-self._depth :]
            self._undone.clear()
        return done

    def history(self, entity: str, row: str, field: str) -> tuple[HistoryEntry, ...]:
        """Who gave a field which value when, oldest first."""
        return self._store.history(entity, row, field)

    @property
    def undo_label(self) -> str:
        """Name of the deed that undo would take back, "" when there is none."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """Name of the deed that redo would do again, "" when there is none."""
        return self._undone[-1].label if self._undone else ""

    def undo(self) -> None:
        """Take back the last command; nothing happens when there is none."""
        if self._done:
            step = self._done[-1]
            back = self._store.commit(step.label, step.changes)
            self._done.pop()
            self._undone.append(_Step(step.label, back.undo))

    def redo(self) -> None:
        """Do the last undone command again; nothing happens when there is none."""
        if self._undone:
            step = self._undone[-1]
            again = self._store.commit(step.label, step.changes)
            self._undone.pop()
            self._done.append(_Step(step.label, again.undo))
