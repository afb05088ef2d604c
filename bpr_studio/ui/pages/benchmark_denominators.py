"""What the work of our own classes depends on, typed in place beside what is proposed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpr_studio.domain.benchmark.figures import Denominator
from bpr_studio.domain.shared.errors import BprError, RefusedError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number
from bpr_studio.ui.pages.settings_marks import mark_word
from bpr_studio.ui.pages.settings_numbers import NumberTable
from bpr_studio.ui.qt.blocks import NoticeBar
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent

    from bpr_studio.domain.benchmark.exchange import SuggestedDenominator
    from bpr_studio.services.cities import Cities
    from bpr_studio.services.views import Queries
    from bpr_studio.ui.grid.columns import Row

_LARGEST = 10**12


class DenominatorsPanel(QWidget):
    """One line for each proposed denominator, and for each a city has stated itself.

    Args:
        cities: keeps what is typed.
        queries: names the classes and the year.
        suggested: the denominators that are proposed.
    """

    def __init__(
        self, cities: Cities, queries: Queries, suggested: Sequence[SuggestedDenominator]
    ) -> None:
        super().__init__()
        self._cities = cities
        self._queries = queries
        self._suggested = tuple(suggested)
        self._stated: dict[tuple[str, str], int] = {}
        self.notices = NoticeBar()
        self._words = label("", kind="secondary", wrap=True)
        self.table = NumberTable(tr("Denominators of our classes"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.notices)
        column.addWidget(self._words)
        column.addWidget(self.table, 1)
        self.table.numbers.typed.connect(self._typed)
        self.table.numbers.refused.connect(self._tell)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what is known whenever the panel comes to the front."""
        super().showEvent(event)
        self.load()

    def load(self) -> None:
        """Show what has been stated for the year."""
        year = FiscalYear(self._queries.workspace().fiscal_year)
        self._stated = {(d.code, d.name): d.value for d in self._cities.denominators(year)}
        self._words.setText(
            tr(
                "Numbers of {year}. They hold for everything below the class, and are compared with"
                " cities that count the same. The names are proposals.",
                year=year,
            )
        )
        self.table.show_rows(_columns(), self._rows(), ("value",))

    def _rows(self) -> list[Row]:
        names = {line.code: line.name for line in self._queries.classes()}
        others = Counter(
            (d.code, d.name) for city in self._cities.partners() for d in city.denominators
        )
        proposed = {(s.code, s.name): s for s in self._suggested}
        rows: list[Row] = []
        for code, name in sorted({*proposed, *self._stated}):
            one = proposed.get((code, name))
            rows.append(
                (
                    f"{code}|{name}",
                    code,
                    names.get(code, code),
                    name,
                    one.unit if one else "",
                    mark_word(one.mark) if one else "",
                    self._stated.get((code, name)),
                    others[code, name],
                )
            )
        return rows

    def _typed(self, row: str, _column: str, number: float | None) -> None:
        code, _, name = row.partition("|")
        if number is not None and not (0 <= number <= _LARGEST and float(number).is_integer()):
            self._tell(RefusedError(tr("Write a whole number of 0 or more.")))
            return
        wanted = {**self._stated, (code, name): number}
        given = [Denominator(c, n, int(v)) for (c, n), v in sorted(wanted.items()) if v is not None]
        try:
            year = FiscalYear(self._queries.workspace().fiscal_year)
            self._cities.state_denominators(year, given)
        except BprError as error:
            self._tell(error)
        self.load()

    def _tell(self, error: BprError) -> None:
        self.notices.show_error(error)


def _columns() -> tuple[ColumnSpec, ...]:
    right = Align.RIGHT
    return (
        ColumnSpec("code", tr("Code")),
        ColumnSpec("class", tr("Class")),
        ColumnSpec("name", tr("Denominator"), stretch=True),
        ColumnSpec("unit", tr("Unit")),
        ColumnSpec("mark", tr("Mark")),
        ColumnSpec("value", tr("Our number"), align=right, format=as_number()),
        ColumnSpec("others", tr("Other cities that state it"), align=right, format=as_number()),
    )
