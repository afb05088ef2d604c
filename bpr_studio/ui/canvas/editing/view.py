"""The window onto a flow that is edited: its keys come before those of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, Signal
from PySide6.QtGui import QKeyEvent

from bpr_studio.ui.canvas.editing.keys import deed_of
from bpr_studio.ui.canvas.editing.reading_tool import is_harmless
from bpr_studio.ui.canvas.editing.rulers import Ruler, paint_dots
from bpr_studio.ui.canvas.view import FlowView

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QContextMenuEvent, QPainter, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.canvas.scene import FlowScene
    from bpr_studio.ui.canvas.tools import Tool


class EditView(FlowView):
    """A `FlowView` whose letters, arrows and clipboard keys belong to the drawing.

    Signals:
        menu_wanted: the context menu is wanted at this place of the viewport.
        resized: it has another size or place now.
    """

    menu_wanted = Signal(QPoint)
    resized = Signal()

    is_edited = False

    def __init__(self, flow: FlowScene, parent: QWidget | None = None) -> None:
        super().__init__(flow, parent)
        self._rulers = (Ruler(self, level=True), Ruler(self, level=False))
        self._dots = False

    @property
    def shows_rulers(self) -> bool:
        """Whether there are rulers along the edges."""
        return not self._rulers[0].isHidden()

    @property
    def shows_grid(self) -> bool:
        """Whether the dots of the grid are painted."""
        return self._dots

    def toggle_rulers(self) -> None:
        """Show the rulers or hide them."""
        wanted = not self.shows_rulers
        for ruler in self._rulers:
            ruler.place()
            ruler.setVisible(wanted)

    def toggle_grid(self) -> None:
        """Show the dots of the grid or hide them."""
        self._dots = not self._dots
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rulers stay at the edges."""
        super().resizeEvent(event)
        for ruler in self._rulers:
            ruler.place()
        self.resized.emit()

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The dots lie over everything, pools being white."""
        super().drawForeground(painter, rect)
        if self._dots:
            paint_dots(painter, QRectF(rect), self.zoom)

    def event(self, event: QEvent) -> bool:
        """Keys of the table are not taken for shortcuts of the window."""
        overriding = event.type() == QEvent.Type.ShortcutOverride
        if overriding and isinstance(event, QKeyEvent) and self._knows(deed_of(event)):
            event.accept()
            return True
        return super().event(event)

    def _knows(self, deed: str) -> bool:
        return bool(deed) and (self.is_edited or is_harmless(deed))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Right click, menu key, Shift+F10."""
        if self.is_edited:
            at = self.viewport().mapFromGlobal(event.globalPos())
            self.menu_wanted.emit(at)
            event.accept()
        else:
            super().contextMenuEvent(event)

    @property
    def tool(self) -> Tool:
        """The tool that has the mouse."""
        return self._tool
