"""The fixed lists with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.settings_classes import hint_word
from bpr_studio.ui.pages.settings_marks import MarkLegend, mark_word, source_titles
from bpr_studio.ui.pages.survey_words import core_tone, core_word
from bpr_studio.ui.qt.blocks import FilterLine
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpr_studio.services.views import ListLine, ListQueries
    from bpr_studio.ui.grid.columns import Row

_FIRST_17: Final = "first_17"


@dataclass(frozen=True, slots=True)
class ListPlan:
    """How one list is shown.

    Attributes:
        name: name of the list in the workspace.
        title: its title.
        remark: one line about it.
        columns: columns between name and source.
        cells: the values of those columns for an entry.
    """

    name: str
    title: str
    remark: str
    columns: tuple[ColumnSpec, ...]
    cells: Callable[[ListLine], tuple[object, ...]]


_NAME_HEIGHT: Final = 32


class ListsTab(QWidget):
    """The lists at the left, the entries of the chosen one at the right."""

    def __init__(self, queries: ListQueries, sources: Mapping[str, str]) -> None:
        super().__init__()
        self._queries = queries
        self._sources = sources
        self._plans = _plans()
        self.names = QListWidget()
        self.names.setAccessibleName(tr("Fixed lists"))
        self.names.setFixedWidth(216)
        for plan in self._plans:
            self.names.addItem(plan.title)
            self.names.item(self.names.count() - 1).setSizeHint(QSize(0, _NAME_HEIGHT))
        self.systems = QComboBox()
        self.systems.addItem(tr("All 20"), "")
        self.systems.addItem(tr("The first 17"), "first")
        self.systems.addItem(tr("The 3 added later"), "later")
        self._remark = label("", kind="secondary", wrap=True)
        self._count = label("", kind="secondary")
        self.table = DataTable(self._columns(self._plans[0]), name=tr("Entries of the list"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._splitter(), 1)
        column.addWidget(MarkLegend())
        self.names.currentRowChanged.connect(self._show)
        self.systems.currentIndexChanged.connect(self._show)

    def load(self) -> None:
        """Read the lists."""
        if self.names.currentRow() < 0:
            self.names.setCurrentRow(0)
        self._show()

    def show_list(self, name: str) -> None:
        """Show a list by its name in the workspace."""
        names = [plan.name for plan in self._plans]
        if name in names:
            self.names.setCurrentRow(names.index(name))

    # -- inside ----------------------------------------------------------------------------------

    def _splitter(self) -> QSplitter:
        self._line = FilterLine()
        self._line.add(tr("Systems"), self.systems)
        head = QHBoxLayout()
        head.addWidget(self._remark, 1)
        head.addWidget(self._count)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._line)
        column.addWidget(self.table, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.names)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([216, 900])
        return splitter

    def _show(self) -> None:
        plan = self._plans[max(self.names.currentRow(), 0)]
        self._line.setVisible(plan.name == "core_system")
        items = [item for item in self._queries.items(plan.name) if self._wanted(item)]
        columns = self._columns(plan)
        rows = [self._row(item, plan) for item in items]
        self.table.set_columns(columns, MemorySource(columns, rows))
        self._remark.setText(plan.remark)
        self._count.setText(ntr("{n:,} entry", "{n:,} entries", len(rows)))

    def _wanted(self, item: ListLine) -> bool:
        if _FIRST_17 not in item.attributes:
            return True
        first = bool(item.attributes[_FIRST_17])
        return {"first": first, "later": not first}.get(str(self.systems.currentData()), True)

    def _columns(self, plan: ListPlan) -> tuple[ColumnSpec, ...]:
        return (
            ColumnSpec("code", tr("Code"), width=144),
            ColumnSpec("name", tr("Name"), width=200, stretch=True),
            *plan.columns,
            ColumnSpec("source", tr("Source"), width=96, tooltip=self._source_tooltip),
            ColumnSpec("mark", tr("Mark"), width=104, format=mark_word),
        )

    @staticmethod
    def _row(item: ListLine, plan: ListPlan) -> Row:
        return (item.id, item.code, item.title, *plan.cells(item), item.source, item.mark)

    def _source_tooltip(self, row: Row) -> str:
        return source_titles(str(row[-2]), self._sources)


def _plans() -> tuple[ListPlan, ...]:
    return (
        ListPlan(
            "staff_category",
            tr("Staff categories"),
            tr("Work time is given by these categories. Contractors are no staff capacity."),
            (
                ColumnSpec(
                    "percent",
                    tr("Work time of a head"),
                    tr("% of a full-timer"),
                    Align.RIGHT,
                    width=210,
                    format=as_number(),
                ),
                ColumnSpec("capacity", tr("Capacity"), width=132),
            ),
            _staff_cells,
        ),
        ListPlan(
            "step_type",
            tr("Step types"),
            tr("The 18 kinds of steps that flows and detailed surveys are made of."),
            (
                ColumnSpec(
                    "core",
                    tr("Core hint"),
                    width=140,
                    format=lambda tag: hint_word(str(tag)),
                    mark=core_tone,
                ),
            ),
            lambda item: (item.attributes.get("core_default", ""),),
        ),
        ListPlan(
            "frequency",
            tr("Frequencies"),
            tr("How often a step happens, for working out cases a year."),
            (ColumnSpec("times", tr("Times a year"), width=200),),
            lambda item: (_times(item),),
        ),
        ListPlan(
            "core_reason",
            tr("Reasons for core and non-core"),
            tr("R1 to R7 say why only staff can do it, N1 to N7 why others can."),
            (
                ColumnSpec(
                    "core", tr("Core / non-core"), width=140, format=core_word, mark=core_tone
                ),
            ),
            lambda item: (item.attributes.get("core_tag", ""),),
        ),
        ListPlan(
            "city",
            tr("Designated cities"),
            tr("The 20 designated cities with local government code and census population."),
            (
                ColumnSpec(
                    "population",
                    tr("Population 2020"),
                    tr("people"),
                    Align.RIGHT,
                    width=160,
                    format=as_number(),
                    summed=True,
                ),
            ),
            lambda item: (item.attributes.get("population_2020"),),
        ),
        ListPlan(
            "core_system",
            tr("Core systems"),
            tr("The 20 tasks whose systems are being standardised; 17 at first, 3 added later."),
            (
                ColumnSpec("class", tr("Class"), width=88),
                ColumnSpec("first", tr("Since"), width=128),
            ),
            lambda item: (
                item.attributes.get("class_code", ""),
                tr("First 17") if item.attributes.get(_FIRST_17) else tr("Added later"),
            ),
        ),
    )


def _staff_cells(item: ListLine) -> tuple[object, ...]:
    counts = bool(item.attributes.get("in_capacity"))
    return (
        item.attributes.get("full_time_percent") if counts else None,
        tr("counted") if counts else tr("not counted"),
    )


def _times(item: ListLine) -> str:
    rule, times = item.attributes.get("rule"), item.attributes.get("times_per_year")
    match rule:
        case "working_days":
            return tr("working days of the year")
        case "entered":
            return tr("as entered")
        case "every_k_years":
            return tr("once in several years")
        case _:
            return tr("{n} times", n=times)
