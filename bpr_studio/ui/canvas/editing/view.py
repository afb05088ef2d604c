"""The window onto a flow that is edited: its keys come before those of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QKeyEvent

from bpr_studio.ui.canvas.editing.keys import deed_of
from bpr_studio.ui.canvas.view import FlowView

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent

    from bpr_studio.ui.canvas.tools import Tool


class EditView(FlowView):
    """A `FlowView` whose letters, arrows and clipboard keys belong to the drawing.

    Signals:
        menu_wanted: the context menu is wanted at this place of the viewport.
    """

    menu_wanted = Signal(QPoint)

    is_edited = False

    def event(self, event: QEvent) -> bool:
        """Keys of the table are not taken for shortcuts of the window."""
        if (
            self.is_edited
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and deed_of(event)
        ):
            event.accept()
            return True
        return super().event(event)

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
