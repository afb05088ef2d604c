"""The table of the explorer, painted by itself: any size, frozen headings, totals always in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QSizePolicy, QToolTip

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.explore import Side
from bpr_studio.ui.pages.explorer_cells import Area, TableCells
from bpr_studio.ui.pages.explorer_paint import ROW, Layout, paint
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.theme import body_font, current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent, QPoint
    from PySide6.QtGui import (
        QAction,
        QContextMenuEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
    )
    from PySide6.QtWidgets import QScrollBar

    from bpr_studio.domain.workload.explore import ExploreTable

_STEPS: Final = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ExplorerGrid(QAbstractScrollArea):
    """Rows, columns and totals; arrows move, Shift marks, Enter opens what is behind a cell.

    Signals:
        opened: row and column of the cell somebody opened; the totals are the row below the last.
        sort_asked: number of the column to sort by, -1 for the order of the lists.
        selection_text: what the status bar shall say.
    """

    opened = Signal(int, int)
    sort_asked = Signal(int)
    selection_text = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Figures explorer"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self.setFont(body_font())
        self._cells: TableCells | None = None
        self._layout = Layout()
        self._current = (0, 0)
        self._anchor = (0, 0)
        self._heat = True
        self._menu_actions: list[QAction] = []
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        current_theme().changed.connect(self.viewport().update)

    # -- for the page ------------------------------------------------------------------------------

    @property
    def cells(self) -> TableCells | None:
        """What is shown."""
        return self._cells

    @property
    def current(self) -> tuple[int, int]:
        """Row and column the keyboard is on."""
        return self._current

    @property
    def marked(self) -> Area:
        """The cells marked."""
        (r1, c1), (r2, c2) = self._anchor, self._current
        return Area(min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2))

    @property
    def heat(self) -> bool:
        """Whether cells are shaded by their size."""
        return self._heat

    def set_heat(self, *, on: bool) -> None:
        """Shade cells by their size, or do not."""
        self._heat = on
        self.viewport().update()

    def set_menu_actions(self, actions: Sequence[QAction]) -> None:
        """What the context menu offers above sorting and copying."""
        self._menu_actions = list(actions)

    def show_table(self, table: ExploreTable) -> None:
        """Show another answer; the place stays where it still is one."""
        cells = TableCells(table)
        same = self._cells is not None and _same_frame(self._cells.table, table)
        self._cells = cells
        self._layout = Layout.of(cells, QFontMetrics(self.font()), body_font(bold=True))
        last = cells.row_count, cells.column_count - 1
        if same:
            self._current = min(self._current[0], last[0]), min(self._current[1], last[1])
        else:
            self._current = (0, 0)
            self.verticalScrollBar().setValue(0)
            self.horizontalScrollBar().setValue(0)
        self._anchor = self._current
        self._set_ranges()
        self._tell()
        self.viewport().update()

    def mark(self, top: int, left: int, bottom: int, right: int) -> None:
        """Mark cells as the mouse would."""
        self._anchor = top, left
        self._go(bottom, right, keep=True)

    def copy(self) -> None:
        """Put the marked cells with their headings on the clipboard; one cell means the table."""
        if self._cells is None:
            return
        area = self.marked
        if area.cells == 1:
            area = Area(0, 0, self._cells.row_count, self._cells.column_count - 1)
        QGuiApplication.clipboard().setText(self._cells.as_worksheet(area))

    # -- places ------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As much room as there is."""
        return QSize(640, 360)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less is in sight."""
        super().resizeEvent(event)
        self._set_ranges()

    def _set_ranges(self) -> None:
        if self._cells is None:
            return
        view, layout = self.viewport(), self._layout
        wide = max(layout.width - (view.width() - layout.left), 0)
        high = max(self._cells.row_count * ROW - (view.height() - layout.top - ROW), 0)
        self.horizontalScrollBar().setRange(0, wide)
        self.horizontalScrollBar().setPageStep(max(view.width() - layout.left, 1))
        self.horizontalScrollBar().setSingleStep(48)
        self.verticalScrollBar().setRange(0, high)
        self.verticalScrollBar().setPageStep(max(view.height() - layout.top - ROW, 1))
        self.verticalScrollBar().setSingleStep(ROW)

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is in the viewport."""
        layout = self._layout
        left = layout.left + layout.starts[column] - self.horizontalScrollBar().value()
        if self._cells is not None and row == self._cells.row_count:
            top = self._totals_top()
        else:
            top = layout.top + row * ROW - self.verticalScrollBar().value()
        return QRect(left, top, layout.widths[column], ROW)

    def _totals_top(self) -> int:
        """The totals stand below the last row, or at the foot where rows are out of sight."""
        rows = self._cells.row_count if self._cells else 0
        return min(self._layout.top + rows * ROW, self.viewport().height() - ROW)

    def _at(self, point: QPoint) -> tuple[int | None, int | None]:
        """Row and column at a point; None left of the numbers or above them."""
        cells, layout = self._cells, self._layout
        if cells is None:
            return None, None
        column = layout.column_at(point.x() - layout.left + self.horizontalScrollBar().value())
        if point.x() < layout.left:
            column = None
        if point.y() < layout.top:
            return None, column
        if point.y() >= self._totals_top():
            return cells.row_count, column
        row = (point.y() - layout.top + self.verticalScrollBar().value()) // ROW
        return (row if row < cells.row_count else None), column

    # -- mouse -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark a cell, or sort by the column of a heading."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        row, column = self._at(point)
        if point.y() < self._layout.top:
            self.sort_asked.emit(-1 if column is None else column)
        elif row is not None:
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if column is None and self._cells is not None:  # a name marks its whole row
                self._anchor = row, 0
                self._go(row, self._cells.column_count - 1, keep=True, scroll=False)
            elif column is not None:
                self._go(row, column, keep=keep)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark more cells while the button is down."""
        row, column = self._at(event.position().toPoint())
        heading = event.position().y() < self._layout.top
        shape = Qt.CursorShape.PointingHandCursor if heading else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        if event.buttons() & Qt.MouseButton.LeftButton and row is not None and column is not None:
            self._go(row, column, keep=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what is behind a cell, or behind a whole row."""
        row, column = self._at(event.position().toPoint())
        if row is not None and self._cells is not None:
            self.opened.emit(row, self._cells.column_count - 1 if column is None else column)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the cell."""
        menu = QMenu(self)
        menu.addActions(self._menu_actions)
        column = self._current[1]
        menu.addAction(
            make_action(menu, tr("Sort by this column"), lambda: self.sort_asked.emit(column))
        )
        menu.addAction(
            make_action(menu, tr("Order of the lists"), lambda: self.sort_asked.emit(-1))
        )
        menu.addSeparator()
        menu.addAction(make_action(menu, tr("Copy with headings"), self.copy))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def viewportEvent(self, event: QEvent) -> bool:
        """Hints tell a cell as a whole."""
        if event.type() == event.Type.ToolTip and self._cells is not None:
            row, column = self._at(event.pos())  # type: ignore[attr-defined]  # a QHelpEvent
            if row is not None and column is not None:
                QToolTip.showText(event.globalPos(), self._cells.sentence(row, column), self)  # type: ignore[attr-defined]  # a QHelpEvent
            elif column is not None:
                QToolTip.showText(event.globalPos(), self._cells.heading(column), self)  # type: ignore[attr-defined]  # a QHelpEvent
            elif row is not None:
                QToolTip.showText(event.globalPos(), self._cells.row_name(row), self)  # type: ignore[attr-defined]  # a QHelpEvent
            return True
        return super().viewportEvent(event)

    # -- keys --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, pages, ends; Enter opens; Ctrl+C copies; Ctrl+A marks all."""
        if self._cells is None:
            super().keyPressEvent(event)
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.mark(0, 0, self._cells.row_count, self._cells.column_count - 1)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(*self._current)
        else:
            place = self._place_after(event)
            if place is None:
                super().keyPressEvent(event)
                return
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._go(*place, keep=keep)

    def _place_after(self, event: QKeyEvent) -> tuple[int, int] | None:
        if self._cells is None:
            return None
        row, column = self._current
        last = self._cells.row_count, self._cells.column_count - 1
        step = _STEPS.get(Qt.Key(event.key()))
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        page = max((self.viewport().height() - self._layout.top) // ROW - 2, 1)
        ends = {
            Qt.Key.Key_Home: (0 if control else row, 0),
            Qt.Key.Key_End: (last[0] if control else row, last[1]),
            Qt.Key.Key_PageUp: (row - page, column),
            Qt.Key.Key_PageDown: (row + page, column),
        }
        if step is not None:
            far = last[0] + last[1] + 1 if control else 1
            return row + step[0] * far, column + step[1] * far
        return ends.get(Qt.Key(event.key()))

    def _go(self, row: int, column: int, *, keep: bool, scroll: bool = True) -> None:
        cells = self._cells
        if cells is None:
            return
        row = max(0, min(row, cells.row_count))
        column = max(0, min(column, cells.column_count - 1))
        self._current = row, column
        if not keep:
            self._anchor = self._current
        if scroll:
            self._show_current()
        self._tell()
        self.viewport().update()

    def _show_current(self) -> None:
        row, column = self._current
        layout, view = self._layout, self.viewport()
        if self._cells is not None and row < self._cells.row_count:
            _into(self.verticalScrollBar(), row * ROW, ROW, view.height() - layout.top - ROW)
        room = view.width() - layout.left
        _into(self.horizontalScrollBar(), layout.starts[column], layout.widths[column], room)

    def _tell(self) -> None:
        """Say where the keyboard is, and what the marked cells are together."""
        if self._cells is None:
            return
        self.setAccessibleDescription(self._cells.sentence(*self._current))
        self.selection_text.emit(self._sums())

    def _sums(self) -> str:
        cells, area = self._cells, self.marked
        if cells is None or area.cells == 1:
            return ""
        columns = range(area.left, area.right + 1)
        kinds = {(cells.table.columns[c].measure, cells.table.columns[c].side) for c in columns}
        count = ntr("{n:,} cell marked", "{n:,} cells marked", area.cells)
        has_total = area.bottom == cells.row_count and area.top < area.bottom
        if len(kinds) > 1 or has_total or next(iter(kinds))[1] is Side.PERCENT:
            return count
        column = cells.table.columns[area.left]
        if any(cells.table.columns[c].total for c in columns) and area.right > area.left:
            return count
        return cells.sum_text(area, column, count)

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Cells in sight, then the frozen headings, names and totals."""
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        theme = current_theme()
        painter.fillRect(self.viewport().rect(), theme.color("surface"))
        if self._cells is None:
            return
        paint(painter, self._cells, self._layout, self)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setClipRect(
                QRect(
                    self._layout.left,
                    self._layout.top,
                    self.viewport().width(),
                    self.viewport().height(),
                )
            )
            painter.drawRect(self.cell_rect(*self._current).adjusted(1, 1, -1, -1))

    def focusInEvent(self, event: object) -> None:
        """Show where the keyboard is."""
        del event
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        """Hide where the keyboard was."""
        del event
        self.viewport().update()


def _into(bar: QScrollBar, start: int, size: int, room: int) -> None:
    """Scroll just far enough for something to be in sight."""
    if start < bar.value():
        bar.setValue(start)
    elif start + size > bar.value() + room:
        bar.setValue(start + size - room)


def _same_frame(one: ExploreTable, other: ExploreTable) -> bool:
    """Whether a table has the rows and columns of another, perhaps in another order."""
    return one.view.rows == other.view.rows and one.columns == other.columns
