"""Tasks of one section or of the whole city, page by page from the database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.views import TaskOrder
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.model import PAGE_ROWS
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_words import core_tone, core_word, medium_word
from bpr_studio.ui.qt.blocks import FilterLine
from bpr_studio.ui.qt.buttons import make_action
from bpr_studio.ui.qt.tasks import Done, Failed, busy_cursor
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.workload.answer import TaskLine
    from bpr_studio.services.views import SurveyQueries, TaskQuery
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.grid.source import Order
    from bpr_studio.ui.qt.blocks import EmptyState
    from bpr_studio.ui.qt.tasks import Outcome, TaskRunner

_TYPING_MS: Final = 250  # the database looks at every name
_NAME_FROM_END: Final = -7  # name, minutes, core, reason, cases, unit, medium
_ORDERS: Final = {
    "code": TaskOrder.CODE,
    "class": TaskOrder.CODE,
    "name": TaskOrder.NAME,
    "minutes": TaskOrder.MINUTES,
    "cases": TaskOrder.CASES,
}


class TaskSource:
    """The tasks a query finds, as rows of a table."""

    def __init__(self, queries: SurveyQueries, query: TaskQuery, *, with_section: bool) -> None:
        self._queries = queries
        self._query = query
        self._with_section = with_section
        self._totals: tuple[int, int] | None = None
        self._first: tuple[TaskLine, ...] | None = None

    @property
    def query(self) -> TaskQuery:
        """What is asked."""
        return self._query

    def prepare(self) -> None:
        """Ask for totals and first page now, beside the GUI thread, so that showing is instant."""
        self._totals = self._queries.task_totals(self._query)
        self._first = self._queries.tasks(self._query, 0, PAGE_ROWS)

    @property
    def minutes(self) -> int:
        """Minutes of all tasks found."""
        return self._counted()[1]

    def count(self) -> int:
        """How many tasks the query finds."""
        return self._counted()[0]

    def page(self, offset: int, limit: int, order: Order | None) -> Sequence[Row]:
        """Tasks from `offset` on, in this order."""
        if order is None and self._first is not None and offset + limit <= PAGE_ROWS:
            lines = self._first[offset : offset + limit]
        else:
            query = self._query
            if order is not None:
                query = replace(query, order=_ORDERS[order.key], descending=order.descending)
            lines = self._queries.tasks(query, offset, limit)
        return [_row(line, with_section=self._with_section) for line in lines]

    def _counted(self) -> tuple[int, int]:
        if self._totals is None:
            self._totals = self._queries.task_totals(self._query)
        return self._totals


class TaskTable(QWidget):
    """Tasks with search and filter.

    Args:
        queries: where the tasks come from.
        reasons: names of the reasons for core and non-core by code.
        with_section: show which section a task belongs to.
        tasks: searches words in many tasks beside the GUI thread.
        empty: what to show while there is no task.

    Signals:
        history_wanted: row id, column key, and name of the task somebody wants the history of.
        section_wanted: the code of the section a task belongs to.
        selection_text: what the status bar shall say.
        failed: a `Failed` search.
    """

    failed = Signal(object)
    history_wanted = Signal(str, str, str)
    section_wanted = Signal(str)
    selection_text = Signal(str)

    def __init__(
        self,
        queries: SurveyQueries,
        reasons: Callable[[], dict[str, str]],
        tasks: TaskRunner,
        *,
        with_section: bool,
        empty: EmptyState,
    ) -> None:
        super().__init__()
        self._queries = queries
        self._reasons = reasons
        self._with_section = with_section
        self._tasks = tasks
        self._query: TaskQuery | None = None
        self._wanted: TaskQuery | None = None
        self._sums = ""
        self._table = DataTable(self._columns(), name=tr("Tasks"))
        self._table.set_empty(empty)
        self._words, self._core = QLineEdit(), QComboBox()
        self._count = label("", kind="secondary")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._filter_line())
        column.addWidget(self._table, 1)
        self.setFocusProxy(self._table)
        self._connect()

    # -- for the page ----------------------------------------------------------------------------

    @property
    def table(self) -> DataTable:
        """The table itself."""
        return self._table

    @property
    def sums(self) -> str:
        """Number and hours of the tasks found, as the status bar says them."""
        return self._sums

    def show_tasks(self, query: TaskQuery, *, words: str = "") -> None:
        """Show the tasks of a round or a section.

        Args:
            query: round and unit; words and core tag are the filter's.
            words: put into the search field.
        """
        self._query = query
        self._typing.stop()
        for field in (self._words, self._core):
            field.blockSignals(True)
        self._words.setText(words)
        self._core.setCurrentIndex(0)
        for field in (self._words, self._core):
            field.blockSignals(False)
        self._apply()

    def reload(self) -> None:
        """Read the tasks again; marked row and place stay."""
        if self._query is not None:
            self._tell(self._fresh_source())
            self._table.reload()

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self._words.setFocus()
        self._words.selectAll()

    # -- inside ----------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._words.textChanged.connect(self._typing.start)
        self._words.returnPressed.connect(self._apply)
        self._core.currentIndexChanged.connect(self._apply)
        self._table.selection_text.connect(
            lambda text: self.selection_text.emit(text or self._sums)
        )
        history = make_action(
            self,
            tr("Show the history of this cell"),
            self._history_of_cell,
            icon_name="clock-counter-clockwise",
            shortcut="Ctrl+H",
        )
        actions = [history]
        if self._with_section:
            actions.append(
                make_action(
                    self,
                    tr("Open the section"),
                    self._open_section,
                    icon_name="buildings",
                    shortcut="Ctrl+Return",
                )
            )
        for action in actions:
            self._table.addAction(action)
        self._table.set_menu_actions(actions)

    def _filter_line(self) -> FilterLine:
        self._words.setPlaceholderText(tr("Part of the name of a task"))
        self._words.setClearButtonEnabled(True)
        self._words.setMinimumWidth(280)
        self._core.setMinimumWidth(160)
        for word, tag in (
            (tr("All tasks"), None),
            (core_word("core"), "core"),
            (core_word("non_core"), "non_core"),
            (core_word(""), ""),
        ):
            self._core.addItem(word, tag)
        line = FilterLine()
        line.add(tr("Search"), self._words)
        line.add(tr("Core / non-core"), self._core)
        line.add_right(self._count)
        return line

    def _apply(self) -> None:
        self._typing.stop()
        if self._query is None:
            return
        source = self._fresh_source()
        if not (self._with_section and source.query.words):
            self._show(source)
            return
        self._wanted = source.query
        self._count.setText(tr("Searching…"))
        self._tasks.start(
            tr("Searching tasks"),
            lambda _progress: source.prepare(),
            lambda outcome: self._searched(source, outcome),
        )

    def _searched(self, source: TaskSource, outcome: Outcome[None]) -> None:
        """Show what was found, unless something else is wanted by now."""
        if source.query == self._wanted and isinstance(outcome, Done):
            self._show(source)
        elif isinstance(outcome, Failed):
            self.failed.emit(outcome)

    def _show(self, source: TaskSource) -> None:
        self._wanted = source.query
        with busy_cursor():
            self._table.set_source(source)
            self._tell(source)

    def _fresh_source(self) -> TaskSource:
        assert self._query is not None  # noqa: S101  # callers have looked
        query = replace(
            self._query, words=self._words.text().strip(), core=self._core.currentData()
        )
        return TaskSource(self._queries, query, with_section=self._with_section)

    def _tell(self, source: TaskSource) -> None:
        count = source.count()
        tasks = ntr("{n:,} task", "{n:,} tasks", count)
        hours = tr("{hours} h", hours=format_hours(source.minutes))
        self._count.setText(tasks)
        self._sums = f"{tasks} ・ {hours}"
        self.selection_text.emit(self._sums)

    def _history_of_cell(self) -> None:
        row, index = self._table.current_row(), self._table.view.currentIndex()
        if row is not None:
            self._ask_history(row, self._table.model.columns[index.column()].key)

    def _ask_history(self, row: Row, key: str) -> None:
        self.history_wanted.emit(str(row[0]), key, task_name(row))

    def _open_section(self) -> None:
        row = self._table.current_row()
        if row is not None:
            self.section_wanted.emit(str(row[1]))

    def _columns(self) -> tuple[ColumnSpec, ...]:
        hours, cases = as_hours(), as_number()
        narrow = 108 if self._with_section else 148
        first = (
            (
                ColumnSpec("section_code", tr("Code"), width=84, sortable=False),
                ColumnSpec("section", tr("Section"), width=112, sortable=False),
            )
            if self._with_section
            else (ColumnSpec("code", tr("Class code"), width=108),)
        )
        return (
            *first,
            ColumnSpec("class", tr("Class"), width=124),
            ColumnSpec("name", tr("Task"), width=180, stretch=True),
            ColumnSpec("minutes", tr("Work"), tr("h"), Align.RIGHT, 104, hours, summed=True),
            ColumnSpec(
                "core",
                tr("Core / non-core"),
                width=112,
                format=core_word,
                mark=core_tone,
                sortable=False,
            ),
            ColumnSpec(
                "reason", tr("Reason"), width=narrow, format=self._reason_word, sortable=False
            ),
            ColumnSpec("cases", tr("Cases"), "", Align.RIGHT, 80, cases, summed=True),
            ColumnSpec("case_unit", tr("Unit of cases"), width=48, sortable=False),
            ColumnSpec("medium", tr("Medium"), width=56, format=medium_word, sortable=False),
        )

    def _reason_word(self, code: object) -> str:
        text = str(code or "")
        return f"{text} {self._reasons().get(text, '')}".strip()


def _row(line: TaskLine, *, with_section: bool) -> Row:
    first = (line.unit_code, line.unit_name) if with_section else (line.code,)
    return (
        line.id,
        *first,
        line.class_name,
        line.name,
        line.minutes,
        line.core_tag,
        line.core_reason,
        line.case_count,
        line.case_unit,
        line.medium,
    )


def task_name(row: Row) -> str:
    """Name of the task of a row, whichever columns stand before it."""
    return str(row[_NAME_FROM_END])
