"""The rows behind a cell of the explorer, as a list that opens where they come from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.exploring_behind import TasksBehind
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_words import core_tone, core_word, medium_word
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

    from bpr_studio.services.exploring_behind import RowsBehind
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.grid.source import Order


class _Rows:
    """Rows behind a cell, page by page, most minutes in the cell first."""

    def __init__(self, count: int, page: Callable[[int, int], Sequence[Row]]) -> None:
        self._count, self._page = count, page

    def count(self) -> int:
        """How many."""
        return self._count

    def page(self, offset: int, limit: int, _order: Order | None) -> Sequence[Row]:
        """Some of them."""
        return self._page(offset, limit)


def _rows_of_tasks(behind: TasksBehind, offset: int, limit: int) -> list[Row]:
    return [
        (
            share.task.id,
            share.task.unit_code,
            share.task.unit_name,
            share.task.class_name,
            share.task.name,
            share.minutes,
            share.task.minutes,
            share.task.core_tag,
            share.task.case_count,
            share.task.medium,
        )
        for share in behind.page(offset, limit)
    ]


def _rows_of_cities(behind: RowsBehind, offset: int, limit: int) -> list[Row]:
    return [
        (str(offset + number), *row.labels, row.minutes, row.cases)
        for number, row in enumerate(behind.page(offset, limit))
    ]


class BehindPanel(QWidget):
    """What is behind a cell; Esc or the button leads back to the table.

    Signals:
        left: back to the table.
        section_wanted: code of the section a task belongs to.
        selection_text: what the status bar shall say.
    """

    left = Signal()
    section_wanted = Signal(str)
    selection_text = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._back = QPushButton(tr("Back to the table"))
        self._back.setProperty("kind", "quiet")
        self._back.setIcon(icon("arrow-left"))
        self._back.clicked.connect(lambda _checked=False: self.left.emit())
        self._what = label("", kind="section")
        self._count = label("", kind="secondary")
        self._table = DataTable(_task_columns(), name=tr("Tasks behind the cell"))
        self._table.activated.connect(self._open)
        self._table.selection_text.connect(self.selection_text)
        self._opens = False
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._back)
        line.addWidget(self._what, 1)
        line.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self._table, 1)
        self.setFocusProxy(self._table)

    @property
    def table(self) -> DataTable:
        """The list."""
        return self._table

    def show_behind(self, what: str, behind: TasksBehind | RowsBehind) -> None:
        """Show the rows of a cell.

        Args:
            what: the cell in words.
            behind: its rows.
        """
        self._what.setText(what)
        hours = format_hours(behind.minutes)
        if isinstance(behind, TasksBehind):
            text = ntr("{n:,} task, {hours} h", "{n:,} tasks, {hours} h", behind.count, hours=hours)
            self._table.set_columns(
                _task_columns(), _Rows(behind.count, partial(_rows_of_tasks, behind))
            )
        else:
            text = ntr("{n:,} row, {hours} h", "{n:,} rows, {hours} h", behind.count, hours=hours)
            self._table.set_columns(
                _line_columns(behind.names), _Rows(behind.count, partial(_rows_of_cities, behind))
            )
        self._opens = isinstance(behind, TasksBehind)
        self._count.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _open(self, row: Row) -> None:
        if self._opens:
            self.section_wanted.emit(str(row[1]))


def _task_columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("unit", tr("Code"), width=84, sortable=False),
        ColumnSpec("section", tr("Section"), width=150, sortable=False),
        ColumnSpec("class", tr("Class"), width=160, sortable=False),
        ColumnSpec("name", tr("Task"), width=240, sortable=False, stretch=True),
        _hours("here", tr("In the cell"), 112),
        _hours("all", tr("Whole task"), 112),
        ColumnSpec(
            "core",
            tr("Core / non-core"),
            width=120,
            format=core_word,
            mark=core_tone,
            sortable=False,
        ),
        _cases(summed=False),
        ColumnSpec("medium", tr("Medium"), width=104, format=medium_word, sortable=False),
    )


def _line_columns(names: Sequence[str]) -> tuple[ColumnSpec, ...]:
    fields = (
        ColumnSpec(f"field-{place}", name, width=120, sortable=False)
        for place, name in enumerate(names)
    )
    return (*fields, _hours("minutes", tr("Hours"), 104), _cases(summed=True))


def _hours(key: str, title: str, width: int) -> ColumnSpec:
    return ColumnSpec(
        key, title, tr("h"), Align.RIGHT, width, as_hours(1), summed=True, sortable=False
    )


def _cases(*, summed: bool) -> ColumnSpec:
    return ColumnSpec(
        "cases", tr("Cases"), "", Align.RIGHT, 96, as_number(), summed=summed, sortable=False
    )
