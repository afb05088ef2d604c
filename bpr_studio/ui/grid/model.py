"""An item model that holds only the pages being looked at."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.grid.marks import mark_icon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtCore import QObject

    from bpr_studio.ui.grid.columns import ColumnSpec, Row
    from bpr_studio.ui.grid.source import Order, RowSource

Index = QModelIndex | QPersistentModelIndex

PAGE_ROWS: Final = 256
_PAGES_KEPT: Final = 32
_BULK_ROWS: Final = 5_000  # for copying and adding up
_ROOT: Final = QModelIndex()

# Qt hands roles over as plain int; comparing ints is several times faster than enum members.
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_ALIGN: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_TOOLTIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_DECORATION: Final = int(Qt.ItemDataRole.DecorationRole)
_ALIGNMENTS: Final = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter,
}


class RowsModel(QAbstractTableModel):
    """Shows a `RowSource`: 256 rows at a time are asked for, the last 32 pages are kept."""

    def __init__(
        self,
        columns: Sequence[ColumnSpec],
        source: RowSource | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._source = source
        self._order: Order | None = None
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._count = source.count() if source is not None else 0

    @property
    def columns(self) -> tuple[ColumnSpec, ...]:
        """The columns from left to right."""
        return self._columns

    @property
    def order(self) -> Order | None:
        """How the rows are sorted; None is the source's own order."""
        return self._order

    def set_source(self, source: RowSource) -> None:
        """Show another list in the same order."""
        self._source = source
        self.reload()

    def set_columns(self, columns: Sequence[ColumnSpec], source: RowSource) -> None:
        """Show another list with other columns, in its own order."""
        self._columns = tuple(columns)
        self._order = None
        self.set_source(source)

    def reload(self) -> None:
        """Ask the source again."""
        self.beginResetModel()
        self._pages.clear()
        self._count = self._source.count() if self._source is not None else 0
        self.endResetModel()

    def sort_by(self, order: Order | None) -> None:
        """Show the rows in another order; the source sorts."""
        self.layoutAboutToBeChanged.emit()
        self._order = order
        self._pages.clear()
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def row(self, number: int) -> Row:
        """A row with its id first.

        Raises:
            IndexError: there is no such row.
        """
        page_number, place = divmod(number, PAGE_ROWS)
        page = self._pages.get(page_number)
        if page is None:
            page = self._load(page_number)
        else:
            self._pages.move_to_end(page_number)
        return page[place]

    def rows(self, first: int, last: int) -> Iterator[Row]:
        """Rows from `first` to `last`, both included, without filling the cache."""
        if self._source is None:
            return
        for offset in range(first, last + 1, _BULK_ROWS):
            limit = min(_BULK_ROWS, last + 1 - offset)
            yield from self._source.page(offset, limit, self._order)

    def _load(self, page_number: int) -> Sequence[Row]:
        if self._source is None:
            msg = "a table without a source has no rows"
            raise IndexError(msg)
        page = self._source.page(page_number * PAGE_ROWS, PAGE_ROWS, self._order)
        self._pages[page_number] = page
        if len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    # -- Qt -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many rows the source has."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """What a cell shows."""
        if role == _DISPLAY:
            column = index.column()
            return self._columns[column].format(self.row(index.row())[column + 1])
        if role == _ALIGN:
            return _ALIGNMENTS[self._columns[index.column()].align]
        if role == _DECORATION:
            return self._mark(index)
        if role == _TOOLTIP:
            return self._tooltip(index)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """Title and unit, with an arrow on the column that is sorted by."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        column = self._columns[section]
        if role == _DISPLAY:
            order = self._order
            if order is None or order.key != column.key:
                return column.heading
            return f"{column.heading} {'↓' if order.descending else '↑'}"
        if role == _ALIGN:
            return _ALIGNMENTS[column.align]
        if role == _TOOLTIP:
            return column.heading
        return None

    def _mark(self, index: Index) -> object:
        column = self._columns[index.column()]
        if column.mark is None:
            return None
        tone = column.mark(self.row(index.row())[index.column() + 1])
        return mark_icon(tone) if tone is not None else None

    def _tooltip(self, index: Index) -> str:
        column = self._columns[index.column()]
        row = self.row(index.row())
        if column.tooltip is not None:
            return column.tooltip(row)
        return column.format(row[index.column() + 1])
