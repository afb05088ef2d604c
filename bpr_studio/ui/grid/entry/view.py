"""The cells of the grid on the screen: painting, scrolling, marking with the mouse.

A `QTableView`, so that screen readers find a table and its cells; but it paints itself, keeps
frozen columns still in the same window (no second view, nothing flickers) and marks cells as
worksheets do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QTableView

from bpr_studio.ui.grid.entry.headers import ColumnHeader, RowNumbers
from bpr_studio.ui.grid.entry.items import EntryItems
from bpr_studio.ui.grid.entry.parts import HANDLE, Frames, PartPainter
from bpr_studio.ui.grid.entry.selection import Block, Cell, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import (
        QFocusEvent,
        QInputMethodEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from bpr_studio.ui.grid.entry.sheet import Sheet

Index = QModelIndex | QPersistentModelIndex

_SCROLL_MS: Final = 40
_ZOOM_STEP: Final = 1.1


class EntryView(QTableView):
    """Shows a `Sheet`.

    Signals:
        selection_moved: other cells are marked.
        edit_wanted: a cell was double-clicked.
        fill_wanted: (source block, block it was drawn to) with the fill handle.
        menu_wanted: (cell, place on the screen).
        scrolled: contents moved; whatever stands over cells must follow.
        zoom_wanted: factor on the present size.
    """

    selection_moved = Signal()
    edit_wanted = Signal(object)
    fill_wanted = Signal(object, object)
    menu_wanted = Signal(object, QPoint)
    scrolled = Signal()
    zoom_wanted = Signal(float)

    def __init__(self, sheet: Sheet, name: str) -> None:
        super().__init__()
        self._sheet = sheet
        self._keys: Callable[[QKeyEvent], bool] = lambda _event: False
        self._claims: Callable[[QKeyEvent], bool] = lambda _event: False
        self._compose: Callable[[QInputMethodEvent], bool] = lambda _event: False
        self._parts = PartPainter(sheet)
        self._drawing = ""  # "mark" or "fill" while the left button is held
        self._fill: Block | None = None
        self._copied: Block | None = None
        self._items = EntryItems(self)
        self._header = ColumnHeader(sheet, self)
        self._numbers = RowNumbers(sheet, self)
        self._creep = QTimer(self)
        self._creep.setInterval(_SCROLL_MS)
        self._creep.timeout.connect(self._creep_on)
        self._last = QPoint()
        self._dress(name)
        self._items.show_sheet(sheet.arrangement, sheet.faces)
        self.setModel(self._items)
        self.remeasure()
        self.show_selection()

    def _dress(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setProperty("kind", "entry")
        self.setHorizontalHeader(self._header)
        self.setVerticalHeader(self._numbers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setAutoScroll(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

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

    # -- what it shows -----------------------------------------------------------------------

    @property
    def header(self) -> ColumnHeader:
        """The headings of groups and columns."""
        return self._header

    @property
    def numbers(self) -> RowNumbers:
        """The numbers of the rows."""
        return self._numbers

    def reload(self) -> None:
        """The sheet shows another model."""
        self._copied = self._fill = None
        self._items.show_sheet(self._sheet.arrangement, self._sheet.faces)
        self.remeasure()
        self.scrollToTop()
        self.show_selection()
        self.selection_moved.emit()

    def rearranged(self) -> None:
        """Rows or columns came, went or moved."""
        vertical, horizontal = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        self._items.rearranged()
        self.remeasure()
        self.verticalScrollBar().setValue(vertical)
        self.horizontalScrollBar().setValue(horizontal)
        self._sheet.selection = self._sheet.selection.within(
            self._sheet.row_count, len(self._sheet.columns)
        )
        self.show_selection()
        self.repaint_all()

    def remeasure(self) -> None:
        """Sizes of rows or columns changed."""
        self._numbers.setDefaultSectionSize(self._sheet.row_height)
        self._sheet.measure(self.viewport().width())
        lanes = self._sheet.lanes
        for column in range(min(lanes.count, self._header.count())):
            if self._header.sectionSize(column) != lanes.width(column):
                self._header.resizeSection(column, lanes.width(column))
        self.updateGeometries()
        lanes.offset = self.horizontalScrollBar().value()
        self._sheet.down = self.verticalScrollBar().value()
        self.repaint_all()

    def repaint_all(self) -> None:
        """Everything may look different."""
        self.viewport().update()
        self._header.viewport().update()
        self._numbers.viewport().update()
        self.scrolled.emit()

    def repaint_rows(self, rows: Iterable[int]) -> None:
        """Only these lines changed."""
        height, width = self._sheet.row_height, self.viewport().width()
        for row in rows:
            top = self._sheet.top_of(row)
            if -height < top < self.viewport().height():
                self.viewport().update(0, top, width, height)
                self._numbers.viewport().update(0, top, self._numbers.width(), height)

    # -- marked cells ------------------------------------------------------------------------

    @property
    def selection(self) -> Selection:
        """The marked cells."""
        return self._sheet.selection

    def select(self, selection: Selection, *, into_view: Cell | None = None) -> None:
        """Mark cells, and bring one of them (by default the active one) into view."""
        self._update_around(self._sheet.selection)
        self._sheet.selection = selection
        self._update_around(selection)
        self.show_selection()
        self.bring(into_view or selection.active)
        self.selection_moved.emit()

    def show_selection(self) -> None:
        """Tell Qt, and with it screen readers, what is marked."""
        chosen, model = self.selectionModel(), self._items
        if not model.rowCount() or not model.columnCount():
            return
        chosen.clearSelection()
        for block in self.selection.blocks:
            chosen.select(
                QItemSelection(
                    model.index(block.top, block.left), model.index(block.bottom, block.right)
                ),
                QItemSelectionModel.SelectionFlag.Select,
            )
        active = self.selection.active
        chosen.setCurrentIndex(
            model.index(active.row, active.column), QItemSelectionModel.SelectionFlag.NoUpdate
        )

    def show_copied(self, block: Block | None) -> None:
        """Draw dashes around what was copied; None takes them away."""
        for old in (self._copied, block):
            if old is not None:
                self.viewport().update(self._sheet.rect_of(old).adjusted(-2, -2, 2, 2))
        self._copied = block

    @property
    def copied(self) -> Block | None:
        """What the dashes stand around."""
        return self._copied

    def _update_around(self, selection: Selection) -> None:
        for block in selection.blocks:
            self.viewport().update(self._sheet.rect_of(block).adjusted(-2, -2, HANDLE, HANDLE))
        self.viewport().update(self._sheet.cell_rect(selection.active).adjusted(-2, -2, 2, 2))
        self._header.viewport().update()
        self._numbers.viewport().update()

    # -- places ------------------------------------------------------------------------------

    def cell_at(self, at: QPoint) -> Cell | None:
        """The cell at a place."""
        row = (at.y() + self._sheet.down) // self._sheet.row_height
        column = self._sheet.lanes.at(at.x())
        if column < 0 or not 0 <= row < self._sheet.row_count:
            return None
        return Cell(row, column)

    def nearest_cell(self, at: QPoint) -> Cell:
        """The cell at a place or the nearest one to it."""
        row = (at.y() + self._sheet.down) // self._sheet.row_height
        last = max(self._sheet.row_count - 1, 0)
        return Cell(min(max(row, 0), last), self._sheet.lanes.nearest(at.x()))

    def page_rows(self) -> int:
        """How many whole rows the window shows."""
        return max(self.viewport().height() // self._sheet.row_height - 1, 1)

    def bring(self, cell: Cell) -> None:
        """Scroll as little as possible until the cell is in the window."""
        lanes = self._sheet.lanes
        if cell.column < lanes.count:
            self.horizontalScrollBar().setValue(lanes.offset_for(cell.column))
        top, height = cell.row * self._sheet.row_height, self._sheet.row_height
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setValue(min(max(bar.value(), top + height - room), top))

    # -- Qt asks -----------------------------------------------------------------------------

    def visualRect(self, index: Index) -> QRect:
        """Where a cell lies, for tooltips, screen readers and input methods."""
        return (
            self._sheet.cell_rect(Cell(index.row(), index.column())) if index.isValid() else QRect()
        )

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The cell at a place, for tooltips and screen readers."""
        cell = self.cell_at(point)
        return QModelIndex() if cell is None else self._items.index(cell.row, cell.column)

    def scrollTo(self, index: Index, _hint: object = None) -> None:
        """Bring a cell into the window."""
        if index.isValid():
            self.bring(Cell(index.row(), index.column()))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted already; the frozen columns stay where they are."""
        lanes = self._sheet.lanes
        self._header.setOffset(self.horizontalScrollBar().value())
        self._numbers.setOffset(self.verticalScrollBar().value())
        lanes.offset = self.horizontalScrollBar().value()
        self._sheet.down = self.verticalScrollBar().value()
        if dy:
            self.viewport().scroll(0, dy)
        if dx:
            edge = lanes.frozen_width
            size = self.viewport().size()
            self.viewport().scroll(dx, 0, QRect(edge, 0, size.width() - edge, size.height()))
            self._header.viewport().update()
            self._repaint_seam(edge, dx)
        self.scrolled.emit()

    def _repaint_seam(self, edge: int, dx: int) -> None:
        """The active cell's frame reaches over the border of the frozen part: paint it anew."""
        self.viewport().update(edge - 2, 0, 4 + abs(dx), self.viewport().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window freezes fewer columns."""
        super().resizeEvent(event)
        self.remeasure()

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells in the part that needs it, scrolled and frozen ones apart."""
        painter = QPainter(self.viewport())
        area, edge, lanes = event.rect(), self._sheet.lanes.frozen_width, self._sheet.lanes
        frames = Frames(self._copied, self._fill, focused=self.hasFocus())
        height = self.viewport().height()
        scrolled = area.intersected(QRect(edge, 0, self.viewport().width() - edge, height))
        if not scrolled.isEmpty():
            columns = lanes.between(scrolled.left(), scrolled.right())
            self._parts.paint(painter, scrolled, columns, frames)
        frozen = area.intersected(QRect(0, 0, edge, height))
        if not frozen.isEmpty():
            self._parts.paint(painter, frozen, range(lanes.frozen), frames)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame of the active cell tells where the keyboard is."""
        super().focusInEvent(event)
        self._update_around(self.selection)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self._update_around(self.selection)

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
        return super().event(event)

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
        if self.selection.others:
            return QRect()
        corner = self._sheet.rect_of(self.selection.block).bottomRight()
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
        if held & Qt.KeyboardModifier.ShiftModifier:
            self.select(self.selection.extended(cell), into_view=cell)
        elif held & Qt.KeyboardModifier.ControlModifier:
            self.select(self.selection.joined(cell))
        else:
            self.select(Selection.at(cell))

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
        self._show_fill(fill_target(self.selection.block, cell))

    def _show_fill(self, target: Block | None) -> None:
        for block in (self._fill, target):
            if block is not None:
                self.viewport().update(self._sheet.rect_of(block).adjusted(-2, -2, 2, 2))
        self._fill = target

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """The block is marked, or filled."""
        self._creep.stop()
        drawing, target = self._drawing, self._fill
        self._drawing = ""
        self._show_fill(None)
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
            active = self.selection.active
            place = self._sheet.cell_rect(active).bottomLeft()
            self.menu_wanted.emit(active, self.viewport().mapToGlobal(place))
            return
        cell = self.cell_at(event.pos())
        if cell is None:
            return
        if not self.selection.has(cell):
            self.select(Selection.at(cell))
        self.menu_wanted.emit(cell, event.globalPos())

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
