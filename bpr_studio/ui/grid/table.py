"""The table of the program: quiet, fast at any length, copied into a worksheet cleanly."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.grid.entry.state import GridState
from bpr_studio.ui.grid.model import RowsModel
from bpr_studio.ui.grid.source import Order
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.tasks import busy_cursor
from bpr_studio.ui.qt.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from bpr_studio.ui.grid.columns import ColumnSpec, Row
    from bpr_studio.ui.grid.source import RowSource
    from bpr_studio.ui.qt.blocks import EmptyState

ROW_HEIGHT: Final = 32
#: Left and right of a text in a cell together; also in resources/style/bpr.qss.
_CELL_PADDING: Final = 24
#: Above this many rows the status bar tells the count only; adding up would take noticeable time.
_SUMMED_ROWS: Final = 5_000


class DataTable(QWidget):
    """A table over a `RowSource`.

    Enter or double click activates a row, a click on a heading sorts (numbers largest first),
    Ctrl+C copies the marked rows with their headings, Ctrl+A marks all.

    Signals:
        activated: the `Row` somebody opened.
        selection_changed: the marked rows changed; ask `selected_rows`.
        selection_text: sums of the marked rows for the status bar; connect it to
            `PageHost.show_selection`.
        state_changed: somebody drew a column to another width; ask `save_state`.
    """

    activated = Signal(object)
    selection_changed = Signal()
    selection_text = Signal(str)
    state_changed = Signal()

    def __init__(
        self,
        columns: Sequence[ColumnSpec],
        source: RowSource | None = None,
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        """Make a table.

        Args:
            columns: from left to right.
            source: the rows; a table without one is empty.
            name: what the table lists; its accessible name.
            parent: the widget it lives in.
        """
        super().__init__(parent)
        self._model = RowsModel(columns, source, self)
        self._view = _QuietView(self._model, name)
        self._menu_actions: list[QAction] = []
        self._widths: dict[str, int] = {}  # of columns somebody drew, also of those not shown now
        self._empty: EmptyState | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._tell_selection)
        self._stack = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._stack)
        self._stack.addWidget(self._view)  # only now: a stack shows its first widget at once
        self.setFocusProxy(self._view)
        self._connect()
        self._size_columns()

    # -- what it shows -----------------------------------------------------------------------

    @property
    def model(self) -> RowsModel:
        """The item model behind the table."""
        return self._model

    @property
    def view(self) -> QTableView:
        """The view, for hosts that set selection mode or row height."""
        return self._view

    def set_source(self, source: RowSource) -> None:
        """Show another list, sorted as before."""
        self._model.set_source(source)
        self._view.scrollToTop()

    def set_columns(self, columns: Sequence[ColumnSpec], source: RowSource) -> None:
        """Show another list with other columns."""
        self._model.set_columns(columns, source)
        self._size_columns()
        self._view.scrollToTop()

    def set_empty(self, empty: EmptyState) -> None:
        """What to show while there is no row."""
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty = empty
        self._stack.addWidget(empty)
        self._show_empty_or_rows()

    def set_menu_actions(self, actions: Sequence[QAction]) -> None:
        """What the context menu offers above copying."""
        self._menu_actions = list(actions)

    def reload(self) -> None:
        """Ask the source again; marked row, focus and scroll position stay where they are."""
        vertical = self._view.verticalScrollBar().value()
        horizontal = self._view.horizontalScrollBar().value()
        current = self._view.currentIndex()
        place = (current.row(), current.column())
        self._model.reload()
        if 0 <= place[0] < self._model.rowCount():
            self._view.setCurrentIndex(self._model.index(*place))
        self._view.verticalScrollBar().setValue(vertical)
        self._view.horizontalScrollBar().setValue(horizontal)

    def save_state(self) -> GridState:
        """The widths somebody drew; small, for the settings."""
        return GridState(dict(self._widths))

    def restore_state(self, state: GridState) -> None:
        """Give the columns the widths they had; those the state does not name keep their own."""
        self._widths = dict(state.widths)
        self._size_columns()

    def sort_by(self, order: Order | None) -> None:
        """Sort; None is the source's own order."""
        with busy_cursor():
            self._view.clearSelection()
            self._model.sort_by(order)
            self._view.scrollToTop()

    # -- what is marked ----------------------------------------------------------------------

    def current_row(self) -> Row | None:
        """The row the keyboard is on."""
        index = self._view.currentIndex()
        return self._model.row(index.row()) if index.isValid() else None

    def select_row(self, number: int) -> None:
        """Mark a row by its place, whatever keys are held down, and bring it into view."""
        index = self._model.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag
        self._view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self._view.scrollTo(index)

    def selected_count(self) -> int:
        """How many rows are marked."""
        return sum(last - first + 1 for first, last in self._selected_ranges())

    def selected_rows(self) -> Iterable[Row]:
        """The marked rows from top to bottom, read page by page."""
        for first, last in self._selected_ranges():
            yield from self._model.rows(first, last)

    def copy(self, *, headings: bool = True) -> None:
        """Put the marked rows (all when none is marked) on the clipboard as a worksheet range."""
        with busy_cursor():
            QGuiApplication.clipboard().setText(self.as_worksheet(headings=headings))

    def as_worksheet(self, *, headings: bool = True) -> str:
        """The marked rows (all when none is marked) as tab-separated text as Excel writes it."""
        columns = self._model.columns
        ranges = self._selected_ranges() or [(0, self._model.rowCount() - 1)]
        out = io.StringIO()
        writer = csv.writer(out, dialect="excel-tab", lineterminator="\n")
        if headings:
            writer.writerow([column.heading for column in columns])
        for first, last in ranges:
            for row in self._model.rows(first, last):
                cells = zip(columns, row[1:], strict=True)
                writer.writerow([column.for_worksheet(value) for column, value in cells])
        return out.getvalue()

    # -- inside ------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._view.row_activated.connect(
            lambda index: self.activated.emit(self._model.row(index.row()))
        )
        self._view.selectionModel().selectionChanged.connect(self._settle.start)
        self._view.horizontalHeader().sectionClicked.connect(self._heading_clicked)
        self._view.width_drawn.connect(self._width_drawn)
        self._view.customContextMenuRequested.connect(self._open_menu)
        self._model.modelReset.connect(self._show_empty_or_rows)
        self._model.modelReset.connect(self._settle.start)
        copy = make_action(
            self, tr("Copy with headings"), self.copy, shortcut=QKeySequence.StandardKey.Copy
        )
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(copy)

    def _size_columns(self) -> None:
        header = self._view.horizontalHeader()
        for index, column in enumerate(self._model.columns):
            header.setSectionResizeMode(index, QHeaderView.ResizeMode.Interactive)
            needed = header.fontMetrics().horizontalAdvance(f"{column.heading} ↓") + _CELL_PADDING
            start = max(column.width, needed)
            self._view.set_width(index, self._widths.get(column.key, start))
        self._view.give_rest_to(
            next((n for n, column in enumerate(self._model.columns) if column.stretch), -1)
        )

    def _width_drawn(self, section: int, width: int) -> None:
        self._widths[self._model.columns[section].key] = width
        self.state_changed.emit()

    def _heading_clicked(self, section: int) -> None:
        column = self._model.columns[section]
        if not column.sortable:
            return
        order = self._model.order
        if order is not None and order.key == column.key:
            self.sort_by(Order(column.key, descending=not order.descending))
        else:
            self.sort_by(Order(column.key, descending=column.align is Align.RIGHT))

    def _selected_ranges(self) -> list[tuple[int, int]]:
        ranges = sorted(
            (range_.top(), range_.bottom())
            for range_ in self._view.selectionModel().selection().toList()
        )
        merged: list[tuple[int, int]] = []
        for first, last in ranges:
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return merged

    def _tell_selection(self) -> None:
        self.selection_changed.emit()
        self.selection_text.emit(self._selection_sentence())

    def _selection_sentence(self) -> str:
        count = self.selected_count()
        if count < 2:
            return ""
        parts = [ntr("{n:,} row marked", "{n:,} rows marked", count)]
        if count <= _SUMMED_ROWS:
            parts += self._sums()
        return " ・ ".join(parts)

    def _sums(self) -> list[str]:
        summed = [
            (place, column)
            for place, column in enumerate(self._model.columns, start=1)
            if column.summed
        ]
        totals = [0.0] * len(summed)
        for row in self.selected_rows():
            for number, (place, _) in enumerate(summed):
                value = row[place]
                if isinstance(value, (int, float)):
                    totals[number] += value
        return [
            f"{column.title} {column.format(total)}{column.unit}"
            for (_, column), total in zip(summed, totals, strict=True)
        ]

    def _show_empty_or_rows(self) -> None:
        nothing = self._empty is not None and self._model.rowCount() == 0
        self._stack.setCurrentIndex(1 if nothing else 0)

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self._menu_actions)
        if self._menu_actions:
            menu.addSeparator()
        menu.addAction(make_action(menu, tr("Copy with headings"), self.copy, icon_name="copy"))
        menu.addAction(make_action(menu, tr("Copy values only"), lambda: self.copy(headings=False)))
        menu.addAction(make_action(menu, tr("Mark all"), self._view.selectAll))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._view.viewport().mapToGlobal(place))


class _QuietView(QTableView):
    """Thin lines between rows, a soft shade under the mouse, rows as the unit of everything.

    Signals:
        row_activated: Enter or a double click on a row.
        width_drawn: (section, width) while somebody draws a column to another width.
    """

    row_activated = Signal(QModelIndex)
    width_drawn = Signal(int, int)

    def __init__(self, model: RowsModel, name: str) -> None:
        super().__init__()
        self._sizing = False  # widths are set by the program, not drawn
        self._hovered = -1
        self._stretched = -1
        self._least = 0
        self.setModel(model)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setIconSize(QSize(12, 12))
        self.setProperty("kind", "data")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(48)
        header.setFixedHeight(36)
        # A heading sorts; it neither selects a column nor looks at the selection: with every
        # row of 100,000 marked, Qt asks each of them for each repaint of the heading (3 s).
        header.sectionPressed.disconnect()
        header.setSelectionModel(QItemSelectionModel(model, header))
        header.sectionResized.connect(self._section_resized)
        self.doubleClicked.connect(self.row_activated)

    def give_rest_to(self, section: int) -> None:
        """Let one column take the room that is left; -1 for none."""
        self._stretched = section
        self._least = self.horizontalHeader().sectionSize(section) if section >= 0 else 0
        self._share_out()

    def set_width(self, section: int, width: int) -> None:
        """Give a column a width."""
        self._sizing = True
        self.horizontalHeader().resizeSection(section, width)
        self._sizing = False

    def _section_resized(self, section: int, before: int, width: int) -> None:
        """A column was drawn; the one with the rest never gets narrower than it was drawn."""
        if self._sizing or not before or not width:
            return
        if section == self._stretched:
            self._least = width
        self.width_drawn.emit(section, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width anew."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """The stretched column never gets narrower than it began; then the table scrolls."""
        if self._stretched < 0:
            return
        header = self.horizontalHeader()
        others = header.length() - header.sectionSize(self._stretched)
        rest = self.viewport().width() - others
        self.set_width(self._stretched, max(rest, self._least))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row; everything else is Qt's."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.row_activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing does not search: Qt would read every page of the source."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Remember the row under the mouse."""
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Forget it when the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The shade below, the cells, the lines above: a few rectangles, no delegate in Python."""
        self._paint_hover()
        super().paintEvent(event)
        self._paint_lines()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _paint_hover(self) -> None:
        if self._hovered < 0:
            return
        painter = QPainter(self.viewport())
        top = self.rowViewportPosition(self._hovered)
        painter.fillRect(
            0, top, self.viewport().width(), ROW_HEIGHT, current_theme().color("hover")
        )
        painter.end()

    def _paint_lines(self) -> None:
        model = self.model()
        first = self.rowAt(0)
        if first < 0:
            return
        painter = QPainter(self.viewport())
        painter.setPen(current_theme().color("line"))
        height, width = self.viewport().height(), self.viewport().width()
        y = self.rowViewportPosition(first)
        for _ in range(first, model.rowCount()):
            y += self.verticalHeader().defaultSectionSize()
            if y > height:
                break
            painter.drawLine(0, y - 1, width, y - 1)
        painter.end()
