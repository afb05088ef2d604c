"""Keys the page answers before the canvas does: out of an inner drawing, and why nothing happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from bpr_studio.ui.canvas.editing.reading_tool import is_harmless

if TYPE_CHECKING:
    from bpr_studio.ui.pages.flow_editor_frame import FlowFrame

_AT_REST: Final = frozenset({"", "select"})  # tools Esc does not have to leave first


class CanvasKeys(QObject):
    """Listens to the keys pressed in the drawing of one page.

    Args of the constructor: the page.
    """

    def __init__(self, page: FlowFrame) -> None:
        super().__init__(page)
        self._page = page
        self._told_for = ""
        page.board.view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc with nothing selected leads up; a key that would change a locked flow is answered."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self._is_at_rest() and self._page.go_up():
                return True
            self._answer(event)
        return super().eventFilter(watched, event)

    def _is_at_rest(self) -> bool:
        board = self._page.board
        return board.tool in _AT_REST and not board.scene.selected

    def _answer(self, event: QKeyEvent) -> None:
        """Say once for each flow why it cannot be changed."""
        session = self._page.session
        if session is None or session.editable or session.flow_id == self._told_for:
            return
        deed = self._page.board.deed_of(event)
        if deed and not is_harmless(deed):
            self._told_for = session.flow_id
            self._page.refuse(session.editable.reason)
