"""The cells of the grid under the hands: keyboard, input methods and mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent

from bpr_studio.ui.grid.entry.cells_view import CellsView
from bpr_studio.ui.grid.entry.painter import SEVERAL_WIDTH
from bpr_studio.ui.grid.entry.parts import HANDLE
from bpr_studio.ui.grid.entry.selection import Block, Selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QInputMethodEvent, QMouseEvent, QWheelEvent

    from bpr_studio.ui.grid.entry.selection import Cell
    from bpr_studio.ui.grid.entry.sheet import Sheet

_SCROLL_MS: Final = 40
_ZOOM_STEP: Final = 1.1


class EntryView(CellsView):
    """Tells what keys and mouse ask for; marking it does by itself.

    Signals:
        edit_wanted: a cell was double-clicked.
        fill_wanted: (source block, block it was drawn to) with the fill handle.
        menu_wanted: (cell, place on the screen).
        zoom_wanted: factor on the present size.
        several_pressed: the mark of the current cell, where several values stand, was pressed.
    """

    edit_wanted = Signal(object)
    fill_wanted = Signal(object, object)
    menu_wanted = Signal(object, QPoint)
    zoom_wanted = Signal(float)
    several_pressed = Signal()

    def __init__(self, sheet: Sheet, name: str) -> None:
        super().__init__(sheet, name)
        self._keys: Callable[[QKeyEvent], bool] = lambda _event: False
        self._claims: Callable[[QKeyEvent], bool] = lambda _event: False
        self._compose: Callable[[QInputMethodEvent], bool] = lambda _event: False
        self._drawing = ""  # "mark" or "fill" while the left button is held
        self._creep = QTimer(self)
        self._creep.setInterval(_SCROLL_MS)
        self._creep.timeout.connect(self._creep_on)
        self._last = QPoint()

    def set_hands(
        self,
        *,
        keys: Callable[[QKeyEvent], bool],
        claims: Callable[[QKeyEvent], bool],
        compose: Callable[[QInputMethodEvent], bool],
    ) -> None:
        """Who answers the keyboard; each says whether it takes the event.

        Args:
            keys: takes a key.
            claims: whether a key is the grid's before it is a shortcut of the window.
            compose: takes what an input method tells.
        """
        self._keys, self._claims, self._compose = keys, claims, compose

    # -- keyboard and input methods ----------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keys of the grid come before the window's shortcuts."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._claims(event)
        ):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._tabbed(event) or super().event(event)
        return super().event(event)

    def _tabbed(self, event: QKeyEvent) -> bool:
        """Tab goes from cell to cell; only where there is none to go to it leaves the grid.

        Widgets never hear of Tab by `keyPressEvent`: Qt moves the focus before.
        """
        if event.key() not in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            return False
        before = self.selection
        return self._keys(event) and self.selection != before

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the grid does not know goes to whoever is above it."""
        if not self._keys(event):
            event.ignore()

    def keyboardSearch(self, search: str) -> None:
        """Typing types; it does not search."""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """An input method began to compose: the cell's editor takes it."""
        if not self._compose(event):
            event.ignore()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """Where the input method shows what it composes."""
        if query is Qt.InputMethodQuery.ImEnabled:
            return True
        if query is Qt.InputMethodQuery.ImCursorRectangle:
            return self._sheet.cell_rect(self.selection.active)
        return super().inputMethodQuery(query)

    # -- mouse -------------------------------------------------------------------------------

    def _handle(self) -> QRect:
        """The little square that fills, at the lower right of the marked block."""
        block, lanes = self.selection.block, self._sheet.lanes
        corner = self._sheet.rect_of(block).bottomRight()
        hidden = block.right >= lanes.frozen and corner.x() < lanes.frozen_width
        if self.selection.others or hidden:
            return QRect()
        return QRect(corner.x() - HANDLE + 2, corner.y() - HANDLE + 2, HANDLE + 2, HANDLE + 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark a cell, draw the mark with Shift, begin another block with Ctrl, or fill."""
        at = event.position().toPoint()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._handle().contains(at):
            self._drawing = "fill"
            return
        cell = self.cell_at(at)
        if cell is None:
            return
        self._drawing = "mark"
        held = event.modifiers()
        if not held and self._is_at_several(cell, at):
            self.select(Selection.at(cell))
            self._drawing = ""
            self.several_pressed.emit()
            return
        if held & Qt.KeyboardModifier.ShiftModifier:
            self.select(self.selection.extended(cell), into_view=cell)
        elif held & Qt.KeyboardModifier.ControlModifier:
            self.select(self.selection.joined(cell))
        else:
            self.select(Selection.at(cell))

    def _is_at_several(self, cell: Cell, at: QPoint) -> bool:
        """Whether a place is on the mark of a cell where several values stand."""
        if at.x() - self._sheet.cell_rect(cell).left() > SEVERAL_WIDTH:
            return False
        return bool(self._sheet.face(cell.row, cell.column).mark.several)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the block or the filling; the window follows at its edges."""
        self._last = event.position().toPoint()
        if not self._drawing:
            on_handle = self._handle().contains(self._last)
            cross = Qt.CursorShape.CrossCursor
            self.viewport().setCursor(cross if on_handle else Qt.CursorShape.ArrowCursor)
            return
        if self.viewport().rect().contains(self._last):
            self._creep.stop()
            self._draw_to(self.nearest_cell(self._last))
        elif not self._creep.isActive():
            self._creep.start()

    def _creep_on(self) -> None:
        """The mouse is held outside the window: scroll there step by step."""
        area, at = self.viewport().rect(), self._last
        down = (at.y() > area.bottom()) - (at.y() < area.top())
        right = (at.x() > area.right()) - (at.x() < self._sheet.lanes.frozen_width)
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setValue(vertical.value() + down * self._sheet.row_height)
        horizontal.setValue(horizontal.value() + right * self._sheet.row_height * 2)
        inside = QPoint(
            min(max(at.x(), area.left()), area.right()),
            min(max(at.y(), area.top()), area.bottom()),
        )
        self._draw_to(self.nearest_cell(inside))

    def _draw_to(self, cell: Cell) -> None:
        if self._drawing == "mark":
            if cell != self.selection.corner:
                self.select(self.selection.extended(cell), into_view=cell)
            return
        self.show_fill(fill_target(self.selection.block, cell))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The block is marked, or filled."""
        self._creep.stop()
        drawing, target = self._drawing, self._fill
        self._drawing = ""
        self.show_fill(None)
        if drawing == "fill" and target is not None and target != self.selection.block:
            self.fill_wanted.emit(self.selection.block, target)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Change the cell."""
        cell = self.cell_at(event.position().toPoint())
        if cell is not None and event.button() is Qt.MouseButton.LeftButton:
            self._drawing = ""
            self.edit_wanted.emit(cell)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu is about the marked cells; a click beside them marks the cell first."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.ask_menu()
            return
        cell = self.cell_at(event.pos())
        if cell is None:
            return
        if not self.selection.has(cell):
            self.select(Selection.at(cell))
        self.menu_wanted.emit(cell, event.globalPos())

    def ask_menu(self) -> None:
        """Ask for the menu below the cell the keyboard is on."""
        active = self.selection.active
        place = self._sheet.cell_rect(active).bottomLeft()
        self.menu_wanted.emit(active, self.viewport().mapToGlobal(place))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl larger or smaller, otherwise scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y() / 120
            self.zoom_wanted.emit(_ZOOM_STEP**steps)
            event.accept()
            return
        super().wheelEvent(event)


def fill_target(source: Block, cell: Cell) -> Block:
    """The block the fill handle was drawn to: along one direction only, the longer one."""
    down = max(cell.row - source.bottom, source.top - cell.row, 0)
    right = max(cell.column - source.right, source.left - cell.column, 0)
    if down >= right:
        return Block(
            min(source.top, cell.row), source.left, max(source.bottom, cell.row), source.right
        )
    return Block(
        source.top, min(source.left, cell.column), source.bottom, max(source.right, cell.column)
    )
