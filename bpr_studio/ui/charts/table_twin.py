"""The table beside a chart: the same figures, readable aloud, copied cleanly into a worksheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from bpr_studio.ui.qt.theme import body_font

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from bpr_studio.services.report_values import Cell, ReportTable

    _Index = QModelIndex | QPersistentModelIndex

_ROW_HEIGHT = 30
_MOST_ROWS = 14  # shown without scrolling
_MEASURED_ROWS = 40  # rows are sorted: the first ones are the widest
_CELL_PADDING = 18  # of resources/style/bpr.qss
_WIDEST_TEXT = 260


class _TableModel(QAbstractTableModel):
    def __init__(self, table: ReportTable, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = table
        self._shown = table.shown()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 # Qt's own default
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 # Qt's own default
        return 0 if parent.isValid() else len(self.table.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        total = self.table.total and index.row() == len(self._shown) - 1
        if role == Qt.ItemDataRole.FontRole and total:
            return body_font(bold=True)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            column = self.table.columns[section]
            return f"{column.name}\n（{column.unit}）" if column.unit else column.name
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        numeric = self.table.columns[column].numeric
        side = Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class TableTwin(QTableView):
    """A chart's figures as a table; Ctrl+C copies it whole with its headings.

    Signals:
        opened: key of the row somebody opened with Enter or a double click.
    """

    opened = Signal(str)

    def __init__(self, table: ReportTable, parent: QWidget | None = None) -> None:
        """Show `table`."""
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.horizontalHeader().setResizeContentsPrecision(_MEASURED_ROWS)
        self.doubleClicked.connect(self._open)
        self.set_table(table)

    def set_table(self, table: ReportTable) -> None:
        """Show another table."""
        self._table = table
        self.setAccessibleName(table.title)
        old = self.model()
        self.setModel(_TableModel(table, self))
        if old is not None:
            old.deleteLater()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        texts = [index for index, column in enumerate(table.columns) if not column.numeric]
        self._elastic = texts[-1] if texts else 0
        header.setSectionResizeMode(self._elastic, QHeaderView.ResizeMode.Interactive)
        self._fill_width()
        rows = min(len(table.rows), _MOST_ROWS)
        self.setMinimumHeight(_ROW_HEIGHT * rows + header.sizeHint().height() + 18)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give spare width to the last column of text."""
        super().resizeEvent(event)
        self._fill_width()

    def _fill_width(self) -> None:
        others = sum(
            self.columnWidth(index)
            for index in range(len(self._table.columns))
            if index != self._elastic
        )
        needed = min(self.sizeHintForColumn(self._elastic) + _CELL_PADDING, _WIDEST_TEXT)
        self.setColumnWidth(self._elastic, max(self.viewport().width() - others, needed))

    def as_worksheet(self) -> str:
        """The table as tab-separated text, numbers plain, so that it pastes as numbers."""
        out = io.StringIO()
        writer = csv.writer(out, dialect="excel-tab", lineterminator="\n")
        writer.writerow(column.heading for column in self._table.columns)
        for row in self._table.rows:
            writer.writerow(map(_plain, row))
        return out.getvalue()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and open by key."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_worksheet())
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        keys = self._table.row_keys
        if index.isValid() and index.row() < len(keys) and keys[index.row()]:
            self.opened.emit(keys[index.row()])


def _plain(cell: Cell) -> str:
    return "" if cell is None else str(cell)
