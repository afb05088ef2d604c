"""The store as services see it: commit changes, take them back, ask for history."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager
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
        beside: entity and id of rows where a value came to stand beside another one, since the
            person had not seen that; the page looks at these rows again.
    """

    label: str
    ops: tuple[Op, ...]
    undo: tuple[Change, ...]
    beside: frozenset[tuple[str, str]] = frozenset()


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


class UndoableStore(Store, Protocol):
    """A store whose commands can be taken back."""

    def gesture(self, label: str) -> AbstractContextManager[None]:
        """Make all commits of this thread inside the block one step of undo."""


class _Step(NamedTuple):
    """A deed and the changes that take it back, or do it again."""

    label: str
    changes: tuple[Change, ...]
    origin: str  # who did it


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
        self._open = _OpenGesture()

    def commit(self, label: str, changes: Iterable[Change], *, origin: str = "") -> CommandDone:
        """Commit through the store and remember how to take it back."""
        done = self._store.commit(label, changes, origin=origin)
        if done.ops and self._open.parts is not None:
            self._open.parts.append(done.undo)
            self._open.origin = self._open.origin or origin
        elif done.ops:
            self._push(_Step(label, done.undo, origin))
        return done

    @contextmanager
    def gesture(self, label: str) -> Iterator[None]:
        """Make all commits of this thread inside the block one step of undo, named `label`.

        What was committed before an exception or a cancel is one step too. A gesture inside
        a gesture belongs to the outer one.
        """
        if self._open.parts is not None:
            yield
            return
        parts: list[tuple[Change, ...]] = []
        self._open.parts, self._open.origin = parts, ""
        try:
            yield
        finally:
            self._open.parts = None
            if parts:
                last_first = reversed(parts)
                changes = tuple(change for part in last_first for change in part)
                self._push(_Step(label, changes, self._open.origin))

    def _push(self, step: _Step) -> None:
        self._done.append(step)
        del self._done[: -self._depth]
        self._undone = []

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

    @property
    def undo_origin(self) -> str:
        """Who did what undo would take back, as said to `commit`; "" when nobody in particular."""
        return self._done[-1].origin if self._done else ""

    @property
    def redo_origin(self) -> str:
        """Who did what redo would do again."""
        return self._undone[-1].origin if self._undone else ""

    @property
    def undo_size(self) -> int:
        """Number of changes that undo would make; many of them take their time."""
        return len(self._done[-1].changes) if self._done else 0

    @property
    def redo_size(self) -> int:
        """Number of changes that redo would make."""
        return len(self._undone[-1].changes) if self._undone else 0

    def undo(self) -> None:
        """Take back the last command; nothing happens when there is none.

        Much of it takes its time, in which the user may do something else: that is the newest
        step then and ends redo.
        """
        with self._moving(self._done) as step:
            if step is not None:
                undone = self._undone
                back = self._store.commit(step.label, step.changes)
                if undone is self._undone:  # nothing was done meanwhile
                    undone.append(_Step(step.label, back.undo, step.origin))

    def redo(self) -> None:
        """Do the last undone command again; nothing happens when there is none."""
        with self._moving(self._undone) as step:
            if step is not None:
                place = len(self._done)
                again = self._store.commit(step.label, step.changes)
                self._done.insert(place, _Step(step.label, again.undo, step.origin))

    @contextmanager
    def _moving(self, steps: list[_Step]) -> Iterator[_Step | None]:
        """The last of the steps, which nobody else gets; it stays one if the move fails."""
        step, place = (steps.pop() if steps else None), len(steps)
        try:
            yield step
        except Exception:
            if step is not None:
                steps.insert(place, step)
            raise


class _OpenGesture(threading.local):
    """The gesture that is going on in this thread, as the undo changes of its commits."""

    parts: list[tuple[Change, ...]] | None = None
    origin: str = ""
