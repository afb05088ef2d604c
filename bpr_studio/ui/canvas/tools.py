"""What the mouse does on the canvas: one class per tool, one tool at a time.

The view keeps zoom, wheel, middle button and space bar for itself, so that every tool can be
left alone with its own gesture. The editor's tools (place, connect, move, …) join here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from bpr_studio.ui.canvas.scene import FlowScene

SLACK: Final = 4.0
"""How many pixels beside a line still hit it."""


class Paper(Protocol):
    """What a tool works on: the view, as far as tools know it."""

    @property
    def flow(self) -> FlowScene:
        """The scene."""

    def element_under(self, position: QPointF) -> str:
        """The id of the element at a viewport position, "" where there is none."""

    def pan_by(self, by: QPoint) -> None:
        """Move the paper by so many pixels."""

    def open_element(self, element_id: str) -> None:
        """Tell that somebody wants to go into an element."""

    def show_cursor(self, cursor: Qt.CursorShape | None = None) -> None:
        """Change the mouse pointer; None gives it back."""


class Tool(Protocol):
    """A tool of the canvas; positions are those of the viewport."""

    @property
    def cursor(self) -> Qt.CursorShape:
        """The mouse pointer while nothing is pressed."""

    def press(self, view: Paper, event: QMouseEvent) -> None:
        """A button other than the middle one went down."""

    def move(self, view: Paper, event: QMouseEvent) -> None:
        """The mouse moved."""

    def release(self, view: Paper, event: QMouseEvent) -> None:
        """The button went up."""

    def double_click(self, view: Paper, event: QMouseEvent) -> None:
        """The left button was clicked twice."""

    def key(self, view: Paper, event: QKeyEvent) -> bool:
        """A key was pressed; true when the tool used it."""


class LookTool:
    """Looking only: a click selects, dragging moves the paper, a double click opens."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self) -> None:
        self._pressed: QPoint | None = None
        self._last = QPoint()
        self._dragging = False

    def press(self, view: Paper, event: QMouseEvent) -> None:
        """Remember where."""
        del view
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._last = event.position().toPoint()
            self._dragging = False

    def move(self, view: Paper, event: QMouseEvent) -> None:
        """Once the mouse has moved far enough, the paper follows it."""
        if self._pressed is None:
            return
        here = event.position().toPoint()
        far = (here - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if far and not self._dragging:
            self._dragging = True
            view.show_cursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragging:
            view.pan_by(here - self._last)
            self._last = here

    def release(self, view: Paper, event: QMouseEvent) -> None:
        """Without dragging: select what is there; with Ctrl add it or take it away."""
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        dragged, self._pressed, self._dragging = self._dragging, None, False
        view.show_cursor()
        if dragged:
            return
        hit = view.element_under(event.position())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            selected = view.flow.selected
            kept = tuple(i for i in selected if i != hit)
            view.flow.select(kept if hit in selected else (*selected, hit))
        else:
            view.flow.select((hit,) if hit else ())

    def double_click(self, view: Paper, event: QMouseEvent) -> None:
        """Open what is there."""
        hit = view.element_under(event.position())
        if hit:
            view.open_element(hit)

    def key(self, view: Paper, event: QKeyEvent) -> bool:
        """Looking needs no keys of its own."""
        del view, event
        return False
