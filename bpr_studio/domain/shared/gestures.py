"""Undo by gesture: a gesture either happened as a whole or left no trace.

Flow canvas and survey grid share this recorder. The target accepts only primitive changes
that know their inverse; undo applies the inverses in reverse order. Why not QUndoStack:
docs/decisions/0009 and style.md, "half-done commands".
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Change(Protocol):
    """A primitive change of something."""

    def inverse(self) -> Any:  # the same family of changes; a union has no Self
        """The change that takes this one back."""


C = TypeVar("C", bound=Change)
C_contra = TypeVar("C_contra", bound=Change, contravariant=True)


class Changeable(Protocol[C_contra]):
    """What changes are applied to."""

    def apply(self, change: C_contra) -> None:
        """Do one change, wholly or not at all."""


@dataclass(frozen=True)  # no slots: Python 3.11 cannot call a generic alias of a slotted one
class Gesture(Generic[C]):
    """What one deed of the user changed.

    Attributes:
        name: the deed as the undo menu shows it, already translated.
        changes: the primitive changes in the order they were made; never empty.
    """

    name: str
    changes: tuple[C, ...]

    def inverse(self) -> Gesture[C]:
        """The gesture that takes this one back."""
        return Gesture(self.name, tuple(change.inverse() for change in reversed(self.changes)))


class GestureRecorder(Generic[C]):
    """The one door through which a target is edited.

    Inside `with recorder.gesture("…")` changes are applied at once and recorded. When the
    block raises, everything it changed is taken back. Gestures nest: an inner one becomes
    part of the outer one.

    `keep` is told every finished gesture, undo and redo (the changes as applied) before the
    recorder itself believes in it; if it raises, for instance because the disk is full, the
    target is put back and the undo list stays as it was.
    """

    def __init__(
        self, target: Changeable[C], keep: Callable[[Gesture[C]], None] | None = None
    ) -> None:
        self._target = target
        self._keep = keep
        self._open: list[C] | None = None
        self._done: list[Gesture[C]] = []
        self._undone: list[Gesture[C]] = []

    @contextmanager
    def gesture(self, name: str) -> Iterator[None]:
        """Everything applied in the block is one step of undo called `name`."""
        outermost = self._open is None
        changes = self._open if self._open is not None else []
        self._open = changes
        start = len(changes)
        try:
            yield
            if outermost and changes:
                self._told(Gesture(name, tuple(changes)))
        except BaseException:
            while len(changes) > start:
                self._target.apply(changes.pop().inverse())
            raise
        finally:
            if outermost:
                self._open = None
        if outermost and changes:
            self._done.append(Gesture(name, tuple(changes)))
            self._undone.clear()

    def apply(self, change: C) -> None:
        """Apply one change as part of the open gesture.

        Raises:
            RuntimeError: no gesture is open.
        """
        if self._open is None:
            msg = "changes are made inside a gesture only"
            raise RuntimeError(msg)
        self._target.apply(change)
        self._open.append(change)

    @property
    def is_open(self) -> bool:
        """Whether a gesture is going on."""
        return self._open is not None

    @property
    def undo_name(self) -> str | None:
        """Name of the gesture that undo would take back, None when there is none."""
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """Name of the gesture that redo would do again, None when there is none."""
        return self._undone[-1].name if self._undone else None

    def undo(self) -> Gesture[C] | None:
        """Take the last gesture back; gives what was applied, None when there is nothing."""
        if not self._done:
            return None
        applied = self._done[-1].inverse()
        self._play(applied)
        self._undone.append(self._done.pop())
        return applied

    def redo(self) -> Gesture[C] | None:
        """Do the last undone gesture again; gives it, None when there is nothing."""
        if not self._undone:
            return None
        applied = self._undone[-1]
        self._play(applied)
        self._done.append(self._undone.pop())
        return applied

    def forget(self) -> None:
        """Empty the undo list, after the target was replaced from outside."""
        self._done.clear()
        self._undone.clear()

    def _play(self, gesture: Gesture[C]) -> None:
        if self._open is not None:
            msg = "undo and redo do not happen inside a gesture"
            raise RuntimeError(msg)
        applied: list[C] = []
        try:
            for change in gesture.changes:
                self._target.apply(change)
                applied.append(change)
            self._told(gesture)
        except BaseException:
            for change in reversed(applied):
                self._target.apply(change.inverse())
            raise

    def _told(self, gesture: Gesture[C]) -> None:
        if self._keep is not None:
            self._keep(gesture)
