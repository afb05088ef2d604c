"""A small table whose numbers are typed in place: F2 or typing edits, Delete clears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.pages.settings_staff import number_typed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtCore import QObject

    from bpr_studio.ui.grid.columns import ColumnSpec, Row

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_ROW_HEIGHT: Final = 32


class NumberModel(QAbstractTableModel):
    """Rows in columns, some of which are typed.

    Signals:
        typed: row id, column key and the number; None where the cell was emptied.
        refused: a `RefusedError` when what was typed is no number.
    """

    typed = Signal(str, str, object)
    refused = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._columns: tuple[ColumnSpec, ...] = ()
        self._editable: frozenset[str] = frozenset()
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._rows

    def show_rows(
        self, columns: Sequence[ColumnSpec], rows: Sequence[Row], editable: Collection[str]
    ) -> None:
        """Show these rows; the columns with an `editable` key are typed."""
        self.beginResetModel()
        self._columns, self._rows = tuple(columns), tuple(rows)
        self._editable = frozenset(editable)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """One for each row."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """One for each column."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """What a cell shows."""
        column = self._columns[index.column()]
        row = self._rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return column.format(row[index.column() + 1])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ToolTipRole and column.tooltip is not None:
            return column.tooltip(row)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        """The headings with their units."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(self._columns[section])
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Which cells are typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self._columns[index.column()].key in self._editable:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(
        self, index: _Index, value: object, _role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        """Tell what was typed; the cell changes when it has been stored."""
        column = self._columns[index.column()]
        text = str(value).strip()
        row = self._rows[index.row()]
        if text == column.format(row[index.column() + 1]):
            return False
        try:
            number = number_typed(text) if text else None
        except RefusedError as error:
            self.refused.emit(error)
            return False
        self.typed.emit(str(row[0]), column.key, number)
        return False


class NumberTable(QTableView):
    """Shows a `NumberModel`.

    Signals:
        row_changed: id of the row the keyboard is on.
    """

    row_changed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.numbers = NumberModel(self)
        self.setModel(self.numbers)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setProperty("kind", "data")
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(36)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.clear_cell)
        self.selectionModel().currentRowChanged.connect(
            lambda _new, _old: self.row_changed.emit(self.row_id)
        )

    @property
    def row_id(self) -> str:
        """Id of the row the keyboard is on, "" for none."""
        row = self.currentIndex().row()
        return str(self.numbers.rows[row][0]) if row >= 0 else ""

    def show_rows(
        self, columns: Sequence[ColumnSpec], rows: Sequence[Row], editable: Collection[str]
    ) -> None:
        """Show these rows; the cell the keyboard is on stays."""
        here = self.currentIndex()
        place = (here.row(), here.column())
        self.numbers.show_rows(columns, rows, editable)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for number, column in enumerate(columns):
            if column.stretch:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        if 0 <= place[0] < len(rows):
            self.setCurrentIndex(self.numbers.index(*place))

    def go_to(self, row_id: str) -> None:
        """Put the keyboard on a row."""
        ids = [str(row[0]) for row in self.numbers.rows]
        if row_id in ids:
            self.setCurrentIndex(self.numbers.index(ids.index(row_id), 0))

    def clear_cell(self) -> None:
        """Empty the cell the keyboard is on."""
        index = self.currentIndex()
        if index.isValid() and self.numbers.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.numbers.setData(index, "")


def _side(column: ColumnSpec) -> int:
    right = column.align is Align.RIGHT
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
