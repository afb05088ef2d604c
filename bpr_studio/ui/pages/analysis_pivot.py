"""The cross table: hours by any two dimensions, to look at and to copy into a worksheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import N_, ntr, tr, tr_source
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.blocks import FilterLine
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from bpr_studio.domain.workload.pivot import PivotTable
    from bpr_studio.ui.grid.columns import Row

_NAMES: Final = {
    Dimension.BUREAU: N_("Bureau or ward"),
    Dimension.DIVISION: N_("Division"),
    Dimension.SECTION: N_("Section"),
    Dimension.MAJOR_CLASS: N_("Major class"),
    Dimension.MIDDLE_CLASS: N_("Middle class"),
    Dimension.MINOR_CLASS: N_("Minor class"),
    Dimension.CORE: N_("Core / non-core"),
    Dimension.STAFF: N_("Staff category"),
    Dimension.MONTH: N_("Month"),
    Dimension.MEDIUM: N_("Medium"),
    Dimension.NATURE: N_("Nature of work"),
}
_LONG: Final = frozenset({Dimension.SECTION, Dimension.DIVISION, Dimension.MINOR_CLASS})
_NAME_WIDTH: Final = 240
_CELL_WIDTH: Final = 104


class CrossTable(QWidget):
    """Two choices and the table they make.

    Signals:
        asked: other dimensions were chosen; the page brings the table.
        selection_text: what the status bar shall say.
    """

    asked = Signal()
    selection_text = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows, self._columns = QComboBox(), QComboBox()
        self._count = label("", kind="secondary")
        for dimension, name in _NAMES.items():
            self._rows.addItem(tr_source(name), dimension)
            if dimension not in _LONG:
                self._columns.addItem(tr_source(name), dimension)
        self._columns.addItem(tr("Total only"), None)
        self._columns.setCurrentIndex(self._columns.findData(Dimension.CORE))
        self._table = DataTable(self._first_columns(), name=tr("Cross table"))
        line = FilterLine()
        line.add(tr("Rows"), self._rows)
        line.add(tr("Columns"), self._columns)
        line.add_right(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addWidget(line)
        column.addWidget(self._table, 1)
        self.setFocusProxy(self._table)
        self._rows.currentIndexChanged.connect(self.asked)
        self._columns.currentIndexChanged.connect(self.asked)
        self._table.selection_text.connect(self.selection_text)

    @property
    def table(self) -> DataTable:
        """The table itself."""
        return self._table

    @property
    def dimensions(self) -> tuple[Dimension, Dimension | None]:
        """The rows and the columns chosen; the same twice counts as rows alone."""
        rows, column = Dimension(self._rows.currentData()), self._columns.currentData()
        return rows, None if column is None or column == rows else Dimension(column)

    def choose(self, rows: Dimension, column: Dimension | None) -> None:
        """Choose dimensions as the user would."""
        self._columns.setCurrentIndex(self._columns.findData(column))
        self._rows.setCurrentIndex(self._rows.findData(rows))

    def show_table(self, pivot: PivotTable) -> None:
        """Show the answer to the question of `dimensions`."""
        columns = self._columns_of(pivot)
        rows: list[Row] = [
            (keys[0], keys[0], names[0], *minutes, sum(minutes), tasks)
            for keys, names, minutes, tasks in zip(
                pivot.row_keys, pivot.row_labels, pivot.minutes, pivot.tasks, strict=True
            )
        ]
        self._table.set_columns(columns, MemorySource(columns, rows))
        self._count.setText(ntr("{n:,} row", "{n:,} rows", len(rows)))

    def _first_columns(self) -> tuple[ColumnSpec, ...]:
        rows, _ = self.dimensions
        return (
            ColumnSpec("code", tr("Code"), width=112),
            ColumnSpec("name", tr_source(_NAMES[rows]), width=_NAME_WIDTH, stretch=True),
        )

    def _columns_of(self, pivot: PivotTable) -> tuple[ColumnSpec, ...]:
        cells = (
            _hours(f"column-{key}", name)
            for key, name in zip(pivot.column_keys, pivot.column_labels, strict=True)
            if pivot.query.column is not None
        )
        return (
            *self._first_columns(),
            *(cells if pivot.query.column is not None else (_hours("all", tr("Work")),)),
            _hours("total", tr("Total")),
            ColumnSpec(
                "tasks", tr("Tasks"), align=Align.RIGHT, width=88, format=as_number(), summed=True
            ),
        )


def _hours(key: str, name: str) -> ColumnSpec:
    return ColumnSpec(
        key, name, tr("h"), Align.RIGHT, width=_CELL_WIDTH, format=as_hours(), summed=True
    )
