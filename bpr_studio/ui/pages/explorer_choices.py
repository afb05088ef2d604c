"""The line above the cross table: which survey, whose organisation, what beside, how many rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QToolButton

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.explore import Against, Source
from bpr_studio.domain.workload.explore_words import against_name
from bpr_studio.ui.qt.blocks import FilterLine
from bpr_studio.ui.qt.theme import ICON_SIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction

    from bpr_studio.domain.workload.explore import ExploreView
    from bpr_studio.services.exploring import Explorer
    from bpr_studio.services.views import RoundInfo

_TOPS: Final = (0, 10, 20, 30, 50, 100)


class ExplorerChoices(FilterLine):
    """Choices beside rows and columns.

    Signals:
        asked: what somebody changed: a function from one question to the other.
        heat_wanted: whether cells shall be shaded.
        both_years_wanted: keep only sections that answered in both years.
    """

    asked = Signal(object)
    heat_wanted = Signal(bool)
    both_years_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.source, self.rounds, self.years = QComboBox(), QComboBox(), QComboBox()
        self.against, self.top = QComboBox(), QComboBox()
        self.heat = QCheckBox(tr("Shading"))
        self.heat.setToolTip(tr("Shade the cells by their size"))
        self.heat.setChecked(True)
        for source, name in (
            (Source.SURVEY, tr("Our survey")),
            (Source.CITIES, tr("Rows of other cities")),
        ):
            self.source.addItem(name, source)
        for against in Against:
            self.against.addItem(against_name(against), against)
        self.against.addItem(tr("Compare sections that answered both years"), "both")
        for top in _TOPS:
            self.top.addItem(tr("First {n} rows", n=top) if top else tr("All rows"), top)
        for name, field, width in (
            ("", self.source, 180),
            (tr("Survey"), self.rounds, 216),
            (tr("Organisation"), self.years, 136),
            ("", self.against, 190),
            ("", self.top, 156),
        ):
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            field.setMinimumWidth(width * 2 // 3)
            field.setMaximumWidth(width)
            self.add(name, field)
        self.source.setAccessibleName(tr("Whose rows"))
        self.against.setAccessibleName(tr("Comparison"))
        self.top.setAccessibleName(tr("Number of rows"))
        self.add("", self.heat)
        self._connect()

    def add_buttons(self, actions: Sequence[QAction]) -> None:
        """Put small buttons at the right end."""
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setIconSize(ICON_SIZE)
            button.setAutoRaise(True)
            button.setAccessibleName(action.text())
            self.add_right(button)

    def show_view(self, explorer: Explorer, view: ExploreView) -> None:
        """Show what a question says."""
        survey = view.source is Source.SURVEY
        self._fill_rounds(explorer.rounds())
        round_id = explorer.round_of(view).id if survey and self.rounds.count() else ""
        self._pick(self.source, view.source)
        self._pick(self.rounds, round_id)
        self._pick(self.against, view.against)
        self._pick(self.top, view.top, other=tr("First {n} rows", n=view.top))
        self.source.setVisible(explorer.has_city_rows)
        for field in (self.rounds, self.years):
            self.set_shown(field, shown=survey)
        self.against.setVisible(survey)

    def show_years(self, explorer: Explorer, view: ExploreView) -> None:
        """Offer the years whose organisation is known."""
        if view.source is not Source.SURVEY:
            return
        own = explorer.round_of(view).fiscal_year
        self.years.blockSignals(True)
        self.years.clear()
        for year in explorer.organisation_years():
            self.years.addItem(FiscalYear(year).era_name, 0 if year == own else year)
        self.years.blockSignals(False)
        self._pick(self.years, 0 if view.org_year == own else view.org_year)

    def _fill_rounds(self, rounds: Sequence[RoundInfo]) -> None:
        if [self.rounds.itemData(n) for n in range(self.rounds.count())] == [r.id for r in rounds]:
            return
        self.rounds.blockSignals(True)
        self.rounds.clear()
        for found in rounds:
            self.rounds.addItem(found.name or FiscalYear(found.fiscal_year).era_name, found.id)
        self.rounds.blockSignals(False)

    def _pick(self, field: QComboBox, data: object, other: str = "") -> None:
        field.blockSignals(True)
        place = field.findData(data)
        if place < 0 and other:
            field.addItem(other, data)
            place = field.count() - 1
        field.setCurrentIndex(place)
        field.blockSignals(False)

    def _connect(self) -> None:
        self.source.activated.connect(lambda _n: self._ask_source())
        self.rounds.activated.connect(
            lambda _n: self._ask(lambda view: replace(view, round_id=self.rounds.currentData()))
        )
        self.years.activated.connect(
            lambda _n: self._ask(lambda view: replace(view, org_year=self.years.currentData()))
        )
        self.top.activated.connect(
            lambda _n: self._ask(lambda view: replace(view, top=self.top.currentData()))
        )
        self.against.activated.connect(lambda _n: self._ask_against())
        self.heat.toggled.connect(self.heat_wanted)

    def _ask(self, change: Callable[[ExploreView], ExploreView]) -> None:
        self.asked.emit(change)

    def _ask_source(self) -> None:
        source = Source(self.source.currentData())
        self._ask(lambda view: replace(view, source=source, filters=()).within())

    def _ask_against(self) -> None:
        chosen = self.against.currentData()
        if chosen == "both":
            self._ask(lambda view: replace(view, against=Against.LAST_YEAR))
            self.both_years_wanted.emit()
            return
        self._ask(lambda view: replace(view, against=Against(chosen)))
