"""The cells of the grid on the screen: painting, scrolling, marking.

A `QTableView`, so that screen readers find a table and its cells; but it paints itself, keeps
frozen columns still in the same window (no second view, nothing flickers) and marks cells as
worksheets do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QTableView

from bpr_studio.ui.grid.entry.headers import ColumnHeader, RowNumbers
from bpr_studio.ui.grid.entry.items import EntryItems
from bpr_studio.ui.grid.entry.parts import HANDLE, Frames, PartPainter
from bpr_studio.ui.grid.entry.selection import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import (
        QPoint,
    )
    from PySide6.QtGui import QFocusEvent, QPaintEvent, QRegion, QResizeEvent

    from bpr_studio.ui.grid.entry.selection import Block, Selection
    from bpr_studio.ui.grid.entry.sheet import Sheet

Index = QModelIndex | QPersistentModelIndex

#: Frames and lines reach so far over their cells, at fractional scalings too.
_MARGIN: Final = 3


class CellsView(QTableView):
    """Shows a `Sheet` and what is marked in it.

    Signals:
        selection_moved: other cells are marked.
        scrolled: contents moved; whatever stands over cells must follow.
    """

    selection_moved = Signal()
    scrolled = Signal()

    def __init__(self, sheet: Sheet, name: str) -> None:
        super().__init__()
        self._sheet = sheet
        self._parts = PartPainter(sheet)
        self._fill: Block | None = None
        self._copied: Block | None = None
        self._items = EntryItems(self)
        self._header = ColumnHeader(sheet, self)
        self._numbers = RowNumbers(sheet, self)
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
        for widget in (self.viewport(), self._header.viewport(), self._numbers.viewport()):
            widget.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

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
        """The sheet shows another model, from its first cell on."""
        self._copied = self._fill = None
        self._items.show_sheet(self._sheet.arrangement, self._sheet.faces)
        self.remeasure()
        self.scrollToTop()
        self.horizontalScrollBar().setValue(0)
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
                self.viewport().update(0, top - _MARGIN, width, height + 2 * _MARGIN)
                self._update_numbers(top, height)

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
                self.viewport().update(
                    self._sheet.seen_rect(old).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
                )
        self._copied = block

    @property
    def copied(self) -> Block | None:
        """What the dashes stand around."""
        return self._copied

    def show_fill(self, target: Block | None) -> None:
        """Draw dashes around what the fill handle is drawn over; None takes them away."""
        for block in (self._fill, target):
            if block is not None:
                self.viewport().update(
                    self._sheet.seen_rect(block).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
                )
        self._fill = target

    def _update_around(self, selection: Selection) -> None:
        for block in selection.blocks:
            self.viewport().update(
                self._sheet.seen_rect(block).adjusted(-_MARGIN, -_MARGIN, HANDLE, HANDLE)
            )
            self._update_headings(block)
        self.viewport().update(
            self._sheet.cell_rect(selection.active).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        )

    def _update_headings(self, block: Block) -> None:
        rect = self._sheet.seen_rect(block)
        wider = rect.width() + 2 * _MARGIN
        self._header.viewport().update(rect.left() - _MARGIN, 0, wider, self._header.height())
        self._update_numbers(rect.top(), rect.height())

    def _update_numbers(self, top: int, height: int) -> None:
        width = self._numbers.width()
        self._numbers.viewport().update(0, top - _MARGIN, width, height + 2 * _MARGIN)

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
        if not self.devicePixelRatioF().is_integer():
            self.viewport().update()  # what is painted already does not fit between the pixels
        else:
            self._shift(dx, dy)
        if dx:
            self._header.viewport().update()
        self.scrolled.emit()

    def _shift(self, dx: int, dy: int) -> None:
        if dy:
            self.viewport().scroll(0, dy)
        if dx:
            edge = self._sheet.lanes.frozen_width
            size = self.viewport().size()
            self.viewport().scroll(dx, 0, QRect(edge, 0, size.width() - edge, size.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window freezes fewer columns."""
        super().resizeEvent(event)
        self.remeasure()

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells in the part that needs it, scrolled and frozen ones apart."""
        painter = QPainter(self.viewport())
        lanes, edge = self._sheet.lanes, self._sheet.lanes.frozen_width
        frames = Frames(self._copied, self._fill, focused=self.hasFocus())
        room = self.viewport().rect()
        for area in _rects_of(event.region()):
            scrolled = area.intersected(room.adjusted(edge, 0, 0, 0))
            if not scrolled.isEmpty():
                columns = lanes.between(scrolled.left(), scrolled.right())
                self._parts.paint(painter, scrolled, columns, frames)
            frozen = area.intersected(QRect(0, 0, edge, room.height()))
            if not frozen.isEmpty():
                self._parts.paint(painter, frozen, range(lanes.frozen), frames)
        painter.end()

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """The frame of the active cell tells where the keyboard is; Qt would repaint everything."""
        self._update_around(self.selection)

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        self._update_around(self.selection)


def _rects_of(region: QRegion) -> Iterable[QRect]:
    """The rectangles to paint; PySide's stubs do not know that a region can be walked through."""
    return cast("Iterable[QRect]", region)
