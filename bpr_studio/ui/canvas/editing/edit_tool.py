"""What the tools of the editor have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from bpr_studio.domain.shared.geometry import Point
    from bpr_studio.ui.canvas.editing.bench import Bench
    from bpr_studio.ui.canvas.tools import Paper

LEFT = Qt.MouseButton.LeftButton
_Mod = Qt.KeyboardModifier


class ToolBox(Protocol):
    """Where tools come from and go back to."""

    def back_to_select(self) -> None:
        """The tool has done its work."""

    def do(self, deed: str) -> bool:
        """Do what a key stands for; false when it stands for nothing here."""

    def deed_of(self, event: QKeyEvent) -> str:
        """What a key stands for, "" for nothing."""


class Drag(Protocol):
    """One thing being dragged, from the press of the button to its release."""

    def to(self, place: Point, keys: Qt.KeyboardModifier) -> None:
        """The mouse is here now; show what would happen."""

    def drop(self) -> None:
        """Do it."""


class EditTool:
    """A tool that asks the table of keys for every key it has no use for itself.

    Attributes:
        name: as in the deeds "tool:…".
        cursor: the mouse pointer while nothing is pressed.
    """

    name = ""
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, bench: Bench, box: ToolBox) -> None:
        self.bench = bench
        self.box = box

    def enter(self) -> None:
        """The tool gets the mouse."""

    def leave(self) -> None:
        """The tool loses the mouse; whatever it was doing is given up."""
        self.bench.end_preview()

    def press(self, view: Paper, event: QMouseEvent) -> None:
        """A button other than the middle one went down."""

    def move(self, view: Paper, event: QMouseEvent) -> None:
        """The mouse moved."""

    def release(self, view: Paper, event: QMouseEvent) -> None:
        """The button went up."""

    def double_click(self, view: Paper, event: QMouseEvent) -> None:
        """The left button was clicked twice; for most tools that is one press more."""
        self.press(view, event)

    def key(self, view: Paper, event: QKeyEvent) -> bool:
        """Esc leaves the tool, everything else is looked up in the table of keys."""
        del view
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            return self.escape()
        deed = self.box.deed_of(event)
        return bool(deed) and self.box.do(deed)

    def escape(self) -> bool:
        """Esc: back to selecting."""
        self.box.back_to_select()
        return True

    def place(self, event: QMouseEvent) -> Point:
        """Where in the drawing the mouse is."""
        return self.bench.place_at(QPointF(event.position()))


def wants_more(keys: Qt.KeyboardModifier) -> bool:
    """Whether the tool shall stay for another go: Shift is held."""
    return bool(keys & _Mod.ShiftModifier)
