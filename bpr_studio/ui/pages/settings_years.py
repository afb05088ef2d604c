"""Working time by fiscal year, typed in place: days, hours, and hours of one head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.pages.settings_marks import MarkLegend, mark_word, source_titles
from bpr_studio.ui.pages.settings_numbers import NumberTable
from bpr_studio.ui.qt.blocks import Card
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpr_studio.services.views import Queries, WorkingYear
    from bpr_studio.services.working_time import WorkingTimes
    from bpr_studio.ui.grid.columns import Row

_YEAR_KEYS: Final = ("days", "day", "leave")
_STAFF_KEYS: Final = ("minutes", "yen")


class YearsTab(QWidget):
    """Fiscal years at the left, staff categories of the chosen year at the right.

    Signals:
        failed: a `BprError` when what was typed cannot be stored.
    """

    failed = Signal(object)

    def __init__(
        self, queries: Queries, sources: Mapping[str, str], times: WorkingTimes | None
    ) -> None:
        """Make the tab.

        Args:
            queries: what the workspace holds.
            sources: titles of the cited sources by id.
            times: stores what is typed; None where nothing may be changed.
        """
        super().__init__()
        self._queries = queries
        self._sources = sources
        self._times = times
        self._known: tuple[WorkingYear, ...] = ()
        self.years = NumberTable(tr("Fiscal years"))
        self.staff = NumberTable(tr("Hours of one head"))
        self._headline = label("", kind="section", wrap=True)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.years)
        splitter.addWidget(self._staff_card())
        splitter.setSizes([700, 430])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._head())
        column.addWidget(splitter, 1)
        column.addWidget(MarkLegend())
        self.years.row_changed.connect(lambda _year: self._show_staff())
        self.years.numbers.typed.connect(self._year_typed)
        self.staff.numbers.typed.connect(self._staff_typed)
        for table in (self.years, self.staff):
            table.numbers.refused.connect(self.failed)

    def load(self) -> None:
        """Read the years; the year chosen stays."""
        self._known = self._queries.working_years()
        chosen = self.years.row_id
        editable = _YEAR_KEYS if self._times is not None else ()
        self.years.show_rows(
            self._year_columns(), [_year_row(year) for year in self._known], editable
        )
        if not chosen:
            self.years.go_to(str(self._queries.workspace().fiscal_year))
        self._show_staff()

    def add_year(self) -> None:
        """Add the year after the last one, alike it."""
        if self._times is None:
            return
        year = max((known.fiscal_year for known in self._known), default=0) + 1
        times = self._times
        self._guarded(lambda: times.add_year(year))
        self.load()
        self.years.go_to(str(year))

    # -- building --------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        text = tr(
            "Type over a number to change it; Ctrl+Z takes it back. Categories that work full time"
            " follow the days and hours of their year."
        )
        add = QPushButton(tr("Add a year"))
        add.clicked.connect(lambda _checked=False: self.add_year())
        add.setVisible(self._times is not None)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(text, kind="secondary", wrap=True), 1)
        row.addWidget(add)
        return row

    def _staff_card(self) -> Card:
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
        return card

    # -- inside ----------------------------------------------------------------------------------

    def _show_staff(self) -> None:
        year = int(self.years.row_id or 0)
        names = {item.code: item.title for item in self._queries.items("staff_category")}
        found = {line.staff_category: line for line in self._queries.years(year)}
        rows: list[Row] = [
            (code, name, found[code].minutes_per_head or None, found[code].yen_per_hour)
            for code, name in names.items()
            if code in found
        ]
        self._headline.setText(
            tr("Hours of one head in {year}", year=FiscalYear(year)) if year else ""
        )
        editable = _STAFF_KEYS if self._times is not None else ()
        self.staff.show_rows(_staff_columns(), rows, editable)

    def _year_typed(self, row: str, key: str, number: float | None) -> None:
        times = self._times
        if times is None:
            return
        year, value = int(row), number or 0.0
        deeds: dict[str, Callable[[], None]] = {
            "days": lambda: times.set_year(year, working_days=round(value)),
            "day": lambda: times.set_year(year, minutes_per_day=round(value * 60)),
            "leave": lambda: times.set_year(year, leave_days=round(value)),
        }
        self._guarded(deeds[key])

    def _staff_typed(self, row: str, key: str, number: float | None) -> None:
        times, year = self._times, int(self.years.row_id or 0)
        if times is None or not year:
            return
        if key == "yen":
            yen = None if number is None else round(number)
            self._guarded(lambda: times.set_cost(year, row, yen))
        else:
            self._guarded(lambda: times.set_head(year, row, round((number or 0.0) * 60)))

    def _guarded(self, deed: Callable[[], None]) -> None:
        """Store what was typed; a refusal is told and the old number stays."""
        try:
            deed()
        except RefusedError as error:
            self.failed.emit(error)

    def _year_columns(self) -> tuple[ColumnSpec, ...]:
        hours = tr("h")
        right = Align.RIGHT
        return (
            ColumnSpec("year", tr("Fiscal year")),
            ColumnSpec("days", tr("Working days"), "", right),
            ColumnSpec("day", tr("A day"), hours, right, format=as_hours(2)),
            ColumnSpec("hours", tr("Full-timer"), hours, right, format=as_hours(2)),
            ColumnSpec("leave", tr("Leave days"), "", right),
            ColumnSpec("source", tr("Source"), tooltip=self._source_tooltip, stretch=True),
            ColumnSpec("mark", tr("Mark"), format=_mark),
        )

    def _source_tooltip(self, row: Row) -> str:
        return source_titles(str(row[-2]), self._sources)


def _mark(value: object) -> str:
    """The mark of a value that came with the program; what somebody typed has its own word."""
    return mark_word(value) if value else tr("typed")


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


def _staff_columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("name", tr("Staff category"), stretch=True),
        ColumnSpec("minutes", tr("Hours a year"), tr("h"), Align.RIGHT, format=as_hours(2)),
        ColumnSpec("yen", tr("Cost"), tr("yen an hour"), Align.RIGHT, format=as_number()),
    )
