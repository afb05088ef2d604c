"""Tools for looking around and for selecting with a frame wherever one begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from bpr_studio.ui.canvas.editing.drag_band import BandDrag
from bpr_studio.ui.canvas.editing.edit_tool import LEFT, EditTool, wants_more

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QMouseEvent

    from bpr_studio.ui.canvas.editing.bench import Bench
    from bpr_studio.ui.canvas.editing.edit_tool import ToolBox
    from bpr_studio.ui.canvas.tools import Paper


class HandTool(EditTool):
    """Dragging moves the paper."""

    name = "hand"
    cursor = Qt.CursorShape.OpenHandCursor

    def __init__(self, bench: Bench, box: ToolBox) -> None:
        super().__init__(bench, box)
        self._last: QPoint | None = None

    def press(self, view: Paper, event: QMouseEvent) -> None:
        """Take the paper."""
        if event.button() == LEFT:
            self._last = event.position().toPoint()
            view.show_cursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, view: Paper, event: QMouseEvent) -> None:
        """Move it."""
        if self._last is not None:
            here = event.position().toPoint()
            view.pan_by(here - self._last)
            self._last = here

    def release(self, view: Paper, event: QMouseEvent) -> None:
        """Put it down."""
        if event.button() == LEFT:
            self._last = None
            view.show_cursor()


class LassoTool(EditTool):
    """A frame for selecting, also where dragging would move something."""

    name = "lasso"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, bench: Bench, box: ToolBox) -> None:
        super().__init__(bench, box)
        self._drag: BandDrag | None = None

    def press(self, view: Paper, event: QMouseEvent) -> None:
        """The frame begins here."""
        del view
        if event.button() == LEFT:
            adding = wants_more(event.modifiers())
            self._drag = BandDrag(self.bench, self.place(event), adding=adding)

    def move(self, view: Paper, event: QMouseEvent) -> None:
        """Draw it."""
        del view
        place = self.place(event)
        if self._drag is not None:
            self._drag.to(place, event.modifiers())

    def release(self, view: Paper, event: QMouseEvent) -> None:
        """What is in it is selected; the usual tool comes back."""
        del view
        if event.button() == LEFT and self._drag is not None:
            self._drag = None
            self.bench.end_preview()
            self.box.back_to_select()

    def leave(self) -> None:
        """Give the frame up."""
        self._drag = None
        super().leave()
