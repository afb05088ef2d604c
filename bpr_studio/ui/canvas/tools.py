"""What the mouse does on the canvas: one class per tool, one tool at a time.

The view keeps zoom, wheel, middle button and space bar for itself, so that every tool can be
left alone with its own gesture. The editor's tools (place, connect, move, …) join here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from bpr_studio.ui.canvas.view import FlowView

SLACK: Final = 4.0
"""How many pixels beside a line still hit it."""


class Tool(Protocol):
    """A tool of the canvas; positions are those of the viewport."""

    @property
    def cursor(self) -> Qt.CursorShape:
        """The mouse pointer while nothing is pressed."""

    def press(self, view: FlowView, event: QMouseEvent) -> None:
        """A button other than the middle one went down."""

    def move(self, view: FlowView, event: QMouseEvent) -> None:
        """The mouse moved."""

    def release(self, view: FlowView, event: QMouseEvent) -> None:
        """The button went up."""

    def double_click(self, view: FlowView, event: QMouseEvent) -> None:
        """The left button was clicked twice."""

    def key(self, view: FlowView, event: QKeyEvent) -> bool:
        """A key was pressed; true when the tool used it."""


class LookTool:
    """Looking only: a click selects, dragging moves the paper, a double click opens."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self) -> None:
        self._pressed: QPoint | None = None
        self._last = QPoint()
        self._dragging = False

    def press(self, view: FlowView, event: QMouseEvent) -> None:
        """Remember where."""
        del view
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._last = event.position().toPoint()
            self._dragging = False

    def move(self, view: FlowView, event: QMouseEvent) -> None:
        """Once the mouse has moved far enough, the paper follows it."""
        if self._pressed is None:
            return
        here = event.position().toPoint()
        far = (here - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if far and not self._dragging:
            self._dragging = True
            view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragging:
            view.pan_by(here - self._last)
            self._last = here

    def release(self, view: FlowView, event: QMouseEvent) -> None:
        """Without dragging: select what is there; with Ctrl add it or take it away."""
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        dragged, self._pressed, self._dragging = self._dragging, None, False
        view.viewport().setCursor(self.cursor)
        if dragged:
            return
        hit = view.element_under(event.position())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            selected = view.flow.selected
            kept = tuple(i for i in selected if i != hit)
            view.flow.select(kept if hit in selected else (*selected, hit))
        else:
            view.flow.select((hit,) if hit else ())

    def double_click(self, view: FlowView, event: QMouseEvent) -> None:
        """Open what is there."""
        hit = view.element_under(event.position())
        if hit:
            view.element_opened.emit(hit)

    def key(self, view: FlowView, event: QKeyEvent) -> bool:
        """Looking needs no keys of its own."""
        del view, event
        return False
