"""Working time by fiscal year: days, hours, and hours of one head of each staff category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.quantities import format_duration
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.settings_marks import MarkLegend, mark_word, source_titles
from bpr_studio.ui.qt.blocks import Card, EmptyState
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.services.views import Queries, WorkingYear
    from bpr_studio.ui.grid.columns import Row


class YearsTab(QWidget):
    """Fiscal years at the left, staff categories of the chosen year at the right."""

    def __init__(self, queries: Queries, sources: Mapping[str, str]) -> None:
        super().__init__()
        self._queries = queries
        self._sources = sources
        self._years: tuple[WorkingYear, ...] = ()
        self.years = DataTable(self._year_columns(), name=tr("Fiscal years"))
        self.staff = DataTable(_staff_columns(with_cost=False), name=tr("Hours of one head"))
        self.staff.set_empty(
            EmptyState("calendar-blank", tr("Nothing is registered for this year."))
        )
        self._headline = label("", kind="section", wrap=True)
        card = Card()
        card.column.addWidget(self._headline)
        card.column.addWidget(
            label(
                tr("Capacity = heads × these hours + recorded overtime."),
                kind="secondary",
                wrap=True,
            )
        )
        card.column.addWidget(self.staff, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.years)
        splitter.addWidget(card)
        splitter.setSizes([816, 310])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addWidget(
            label(
                tr("These values come with the program. They are shown in every report."),
                kind="secondary",
            )
        )
        column.addWidget(splitter, 1)
        column.addWidget(MarkLegend())
        self.years.selection_changed.connect(self._show_staff)

    def load(self) -> None:
        """Read the years."""
        self._years = self._queries.working_years()
        columns = self._year_columns()
        rows = [_year_row(year) for year in self._years]
        self.years.set_source(MemorySource(columns, rows))
        now = self._queries.workspace().fiscal_year
        numbers = [year.fiscal_year for year in self._years]
        if now in numbers:
            self.years.select_row(numbers.index(now))
        self._show_staff()

    def _show_staff(self) -> None:
        row = self.years.current_row()
        year = int(str(row[0])) if row is not None else 0
        names = {item.code: item.name for item in self._queries.items("staff_category")}
        found = {line.staff_category: line for line in self._queries.years(year)}
        rows: list[Row] = [
            (code, name, found[code].minutes_per_head or None, found[code].yen_per_hour)
            for code, name in names.items()
            if code in found
        ]
        columns = _staff_columns(with_cost=any(row[-1] for row in rows))
        rows = [row[: len(columns) + 1] for row in rows]
        self._headline.setText(
            tr("Hours of one head in {year}", year=FiscalYear(year)) if year else ""
        )
        self.staff.set_columns(columns, MemorySource(columns, rows))

    def _year_columns(self) -> tuple[ColumnSpec, ...]:
        return (
            ColumnSpec("year", tr("Fiscal year"), width=148, stretch=True, sortable=False),
            ColumnSpec("days", tr("Working days"), align=Align.RIGHT, width=76),
            ColumnSpec("day", tr("A day"), align=Align.RIGHT, width=104, format=_duration),
            ColumnSpec(
                "hours", tr("Full-timer"), tr("h"), Align.RIGHT, width=112, format=as_hours(2)
            ),
            ColumnSpec("leave", tr("Leave days"), align=Align.RIGHT, width=72),
            ColumnSpec("source", tr("Source"), width=108, tooltip=self._source_tooltip),
            ColumnSpec("mark", tr("Mark"), width=88, format=mark_word),
        )

    def _source_tooltip(self, row: Row) -> str:
        return source_titles(str(row[-2]), self._sources)


def _year_row(year: WorkingYear) -> Row:
    return (
        str(year.fiscal_year),
        str(FiscalYear(year.fiscal_year)),
        year.working_days,
        year.minutes_per_day,
        year.working_days * year.minutes_per_day,
        year.leave_days,
        year.source,
        year.mark,
    )


def _duration(minutes: object) -> str:
    return format_duration(minutes) if isinstance(minutes, int) else ""


def _staff_columns(*, with_cost: bool) -> tuple[ColumnSpec, ...]:
    """Columns of the staff categories; the cost only where a city has entered one."""
    hours = ColumnSpec(
        "minutes", tr("Hours a year"), tr("h"), Align.RIGHT, width=120, format=as_hours(2)
    )
    cost = ColumnSpec(
        "yen", tr("Cost"), tr("yen an hour"), Align.RIGHT, width=120, format=as_number()
    )
    name = ColumnSpec("name", tr("Staff category"), width=140, stretch=True)
    return (name, hours, cost) if with_cost else (name, hours)
