"""A foreign sheet as it looks, its columns coloured and labelled by what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QTableView,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import shown
from bpr_studio.ui.qt.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QColor, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from bpr_studio.domain.workload.grown_headers import Headings
    from bpr_studio.domain.workload.sheet_picture import SheetPicture

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_MOST_ROWS: Final = 300
_MOST_SPANS: Final = 400
_HEADER_HEIGHT: Final = 46
_ROW_HEIGHT: Final = 26
_PADDING: Final = 8


class ColumnLabel:
    """What is written above a column.

    Args:
        text: what the column is, "" where it is left out.
        ground: token of its colour.
        ink: token of the text on it.
    """

    def __init__(self, text: str, ground: str, ink: str) -> None:
        self.text = text
        self.ground = ground
        self.ink = ink


class _SheetModel(QAbstractTableModel):
    """The cells of one sheet, read only."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture: SheetPicture | None = None
        self._headings: Headings | None = None
        self.labels: Mapping[int, ColumnLabel] = {}

    def show_sheet(
        self,
        picture: SheetPicture,
        headings: Headings | None,
        labels: Mapping[int, ColumnLabel],
    ) -> None:
        self.beginResetModel()
        self._picture, self._headings, self.labels = picture, headings, labels
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Rows of the sheet, the first three hundred."""
        if parent.isValid() or self._picture is None:
            return 0
        return min(len(self._picture.rows), _MOST_ROWS)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Columns of the sheet."""
        return 0 if parent.isValid() or self._picture is None else self._picture.width

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The text of a cell, and how it looks."""
        look = _LOOKS.get(role)
        return None if look is None or self._picture is None else look(self, index)

    def text(self, index: _Index) -> str:
        """What stands in a cell."""
        return "" if self._picture is None else shown(self._picture.value(*_place(index)))

    def ink(self, index: _Index) -> QColor:
        """Quiet above the table."""
        return current_theme().color("text" if self._counts(index.row()) else "text_secondary")

    def font(self, index: _Index) -> QFont | None:
        """Headings are bold."""
        return _bold() if self._is_heading(index.row()) else None

    def side(self, index: _Index) -> int:
        """Numbers stand right."""
        value = "" if self._picture is None else self._picture.value(*_place(index))
        right = isinstance(value, float)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        """Letters above, numbers at the left, as in Excel."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return str(section + 1) if orientation == Qt.Orientation.Vertical else letter(section)

    @property
    def first_line(self) -> int:
        """First row below the headings that is shown."""
        line = self._headings.first_line if self._headings else 0
        return min(line, max(self.rowCount() - 1, 0))

    def _is_heading(self, row: int) -> bool:
        found = self._headings
        return found is not None and found.top <= row < found.first_line

    def _counts(self, row: int) -> bool:
        """Whether the row is part of the table."""
        return self._headings is None or row >= self._headings.top

    def ground(self, index: _Index) -> QColor:
        """The colour of what the column is."""
        theme = current_theme()
        row, column = _place(index)
        label = self.labels.get(column)
        if self._counts(row) and label is not None and label.text:
            return theme.color(label.ground)
        return theme.color("hover" if self._is_heading(row) else "surface")


_LOOKS: Final[Mapping[int, Callable[[_SheetModel, _Index], object]]] = {
    int(Qt.ItemDataRole.DisplayRole): _SheetModel.text,
    int(Qt.ItemDataRole.ToolTipRole): _SheetModel.text,
    int(Qt.ItemDataRole.BackgroundRole): _SheetModel.ground,
    int(Qt.ItemDataRole.ForegroundRole): _SheetModel.ink,
    int(Qt.ItemDataRole.FontRole): _SheetModel.font,
    int(Qt.ItemDataRole.TextAlignmentRole): _SheetModel.side,
}


class _LabelledHeader(QHeaderView):
    """Above each column its letter and what it is."""

    def __init__(self, model: _SheetModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.chosen = -1
        self.setSectionsClickable(True)
        self.setFixedHeight(_HEADER_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        """Ground in the column's colour, letter, label."""
        theme = current_theme()
        label = self._model.labels.get(logical)
        known = label is not None and bool(label.text)
        painter.save()
        painter.fillRect(rect, theme.color(label.ground if label and known else "surface_soft"))
        room = rect.adjusted(_PADDING, 4, -_PADDING, -4)
        painter.setPen(theme.color("text_secondary"))
        painter.drawText(room, Qt.AlignmentFlag.AlignTop, letter(logical))
        text = label.text if label and known else tr("(left out)")
        painter.setPen(theme.color(label.ink if label and known else "text_secondary"))
        painter.setFont(_bold() if known else self.font())
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom, text)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if logical == self.chosen:
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, 0))
        painter.restore()

    def sizeHint(self) -> QSize:
        """As high as two lines."""
        return QSize(super().sizeHint().width(), _HEADER_HEIGHT)


class _CellPainter(QStyledItemDelegate):
    """Cells in the colours of their columns, which a style sheet would paint over."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground, text, thin lines, and a frame around the cell the keyboard is on."""
        theme = current_theme()
        painter.save()
        painter.fillRect(option.rect, index.data(Qt.ItemDataRole.BackgroundRole))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(option.rect.topRight(), option.rect.bottomRight())
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.setFont(index.data(Qt.ItemDataRole.FontRole) or option.font)
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        room = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        words = str(index.data()).replace("\n", " ")
        text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()


class SheetGrid(QTableView):
    """The sheet; a click or the arrow keys choose a column.

    Signals:
        chosen: row and column of the cell the keyboard is on, both from 0.
    """

    chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._sheet = _SheetModel(self)
        self.setAccessibleName(tr("Sheet as it looks"))
        self.setModel(self._sheet)
        self.setItemDelegate(_CellPainter(self))
        self.setShowGrid(False)
        self._header = _LabelledHeader(self._sheet, self)
        self.setHorizontalHeader(self._header)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.verticalHeader().setMinimumWidth(40)
        self._header.sectionClicked.connect(self._section_clicked)
        self.selectionModel().currentChanged.connect(self._current_changed)

    @property
    def column(self) -> int:
        """The column that is chosen, -1 for none."""
        return self._header.chosen

    def show_sheet(
        self,
        picture: SheetPicture,
        headings: Headings | None,
        labels: Mapping[int, ColumnLabel],
    ) -> None:
        """Show a sheet; the chosen cell stays."""
        current = self.currentIndex()
        place = (current.row(), current.column())
        scroll = (self.verticalScrollBar().value(), self.horizontalScrollBar().value())
        fresh = self._sheet.rowCount() == 0
        self.clearSpans()
        self._sheet.show_sheet(picture, headings, labels)
        self._span(picture)
        if fresh:
            self._size(picture)
        if place[0] >= 0:
            self.selectionModel().blockSignals(True)  # nobody chose anything
            self.setCurrentIndex(self._sheet.index(*place))
            self.selectionModel().blockSignals(False)
        self.verticalScrollBar().setValue(scroll[0])
        self.horizontalScrollBar().setValue(scroll[1])
        self._header.viewport().update()

    def choose_column(self, column: int) -> None:
        """Bring a column into view and choose it."""
        row = max(self.currentIndex().row(), self._sheet.first_line)
        self.setCurrentIndex(self._sheet.index(row, column))

    def _span(self, picture: SheetPicture) -> None:
        for area in picture.merges[:_MOST_SPANS]:
            rows, columns = area.bottom - area.top + 1, area.right - area.left + 1
            inside = area.top < self._sheet.rowCount() and area.left < picture.width
            if inside and rows * columns > 1:
                self.setSpan(area.top, area.left, rows, columns)

    def _size(self, picture: SheetPicture) -> None:
        metrics = self.fontMetrics()
        for column in range(picture.width):
            texts = (shown(picture.value(row, column)) for row in range(min(len(picture.rows), 40)))
            merged = {(a.top, a.left) for a in picture.merges if a.right > a.left}
            widest = max(
                (
                    metrics.horizontalAdvance(text)
                    for row, text in enumerate(texts)
                    if (row, column) not in merged
                ),
                default=0,
            )
            self.setColumnWidth(column, max(96, min(widest + 24, 240)))

    def _section_clicked(self, column: int) -> None:
        self.setFocus()
        self.choose_column(column)

    def _current_changed(self, current: QModelIndex) -> None:
        self._header.chosen = current.column()
        self._header.viewport().update()
        self.chosen.emit(current.row(), current.column())


def letter(column: int) -> str:
    """A column as Excel calls it, from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def _bold() -> QFont:
    font = QFont()
    font.setBold(True)
    return font


def _place(index: _Index) -> tuple[int, int]:
    return index.row(), index.column()
