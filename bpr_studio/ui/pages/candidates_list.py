"""The ranked list of candidates with its filters, its sum, and why the marked one is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QSpinBox, QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.reform.candidate_rules import Difficulty, Ranking
from bpr_studio.domain.reform.improvement import ImprovementKind
from bpr_studio.domain.reform.words import kind_name
from bpr_studio.domain.shared.text import language, tr
from bpr_studio.services.candidate_tables import sum_remark, sum_sentence
from bpr_studio.services.candidate_values import CandidateFilter, CandidateState
from bpr_studio.services.candidate_words import difficulty_name, ranking_name, state_name
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.candidates_side import CandidateSide
from bpr_studio.ui.pages.candidates_source import CandidateRows, candidate_columns
from bpr_studio.ui.qt.blocks import Deed, EmptyState, FilterLine
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from bpr_studio.services.candidate_ground import CandidateGround
    from bpr_studio.services.candidate_values import Totals
    from bpr_studio.services.views import UnitLine

_SIDE_WIDTH: Final = 324
_WIDTHS: Final = (124, 110, 106, 124, 146)
_ENGLISH_WIDTHS: Final = (142, 92, 92, 138, 146)
_NAMES_WIDTH: Final = 260
_LEAST_WIDTH: Final = 108
_INSET: Final = 6
_MOST_HOURS: Final = 10_000
_SETTLE_MS: Final = 120
_STATE_COLUMN: Final = 7
_SCOPES: Final = frozenset({"bureau", "ward", "section"})


class CandidateListView(QWidget):
    """Filter line, finding, table and side panel.

    Signals:
        marked: other candidates are marked.
        selection_text: what the status bar shall say.
    """

    marked = Signal()
    selection_text = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ground: CandidateGround | None = None
        self._target = 0
        self._own_unit = ""
        self._places: NDArray[np.intp] | None = None
        self._totals: Totals | None = None
        self.unit = QComboBox()
        self.kind = QComboBox()
        self.difficulty = QComboBox()
        self.least = QSpinBox()
        self.state = QComboBox()
        self.ranking = QComboBox()
        self._boxes = (self.kind, self.difficulty, self.state, self.ranking)
        self.sentence = label("", kind="section", wrap=True)
        self.remark = label("", kind="caption", wrap=True)
        self.table = DataTable(candidate_columns(), name=tr("Candidates for improvement"))
        self.side = CandidateSide()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLE_MS)
        self._later.timeout.connect(self._show)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._filter = line = FilterLine()
        self._fill_choices()
        line.add(tr("Where"), self.unit)
        line.add(tr("Kind"), self.kind)
        line.add(tr("Difficulty"), self.difficulty)
        line.add(tr("At least"), self.least)
        line.add(tr("State"), self.state)
        line.add(tr("Order"), self.ranking)
        self.table.set_empty(
            EmptyState(
                "funnel",
                tr("No candidate fits."),
                explanation=tr("Choose another kind, fewer hours, or another state."),
                next_step=Deed(tr("Show all that are open"), self.show_all),
            )
        )
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName("candidates-splitter")
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(self.side)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([820, _SIDE_WIDTH])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(line)
        column.addWidget(self.sentence)
        column.addWidget(self.remark)
        column.addWidget(splitter, 1)

    def _fill_choices(self) -> None:
        widths = _ENGLISH_WIDTHS if language() == "en" else _WIDTHS
        for box, width in zip((self.unit, *self._boxes), widths, strict=True):
            box.setFixedWidth(width)
        self.unit.setMaxVisibleItems(20)
        self.unit.view().setMinimumWidth(_NAMES_WIDTH)
        self.kind.addItem(tr("All"), "")
        for kind in ImprovementKind:
            self.kind.addItem(kind_name(kind), kind.value)
        self.difficulty.addItem(tr("All"), "")
        for difficulty in Difficulty:
            self.difficulty.addItem(difficulty_name(difficulty), difficulty.value)
        self.least.setRange(0, _MOST_HOURS)
        self.least.setSingleStep(10)
        self.least.setSuffix(tr(" h"))
        self.least.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.least.setFixedWidth(_LEAST_WIDTH)
        inside = self.least.lineEdit()
        inside.setAccessibleName(tr("At least"))
        inside.setTextMargins(_INSET, 0, _INSET, 0)  # style sheets do not reach inside
        for state in CandidateState:
            self.state.addItem(state_name(state), state.value)
        self.state.addItem(tr("All"), "")
        for ranking in Ranking:
            self.ranking.addItem(ranking_name(ranking), ranking.value)

    def _connect(self) -> None:
        for box in (self.unit, *self._boxes):
            box.currentIndexChanged.connect(lambda _index: self._show())
        self.least.valueChanged.connect(lambda _value: self._later.start())
        self.table.selection_changed.connect(self.marked)
        self.table.selection_text.connect(self.selection_text)
        self.setFocusProxy(self.table)

    # -- for the page ----------------------------------------------------------------------------

    @property
    def places(self) -> NDArray[np.intp] | None:
        """The candidates shown, in the order of the ranking; None before they were read."""
        return self._places

    @property
    def totals(self) -> Totals | None:
        """What they amount to together."""
        return self._totals

    @property
    def marked_keys(self) -> tuple[str, ...]:
        """The marked candidates from top to bottom."""
        return tuple(str(row[0]) for row in self.table.selected_rows())

    @property
    def wanted(self) -> CandidateFilter:
        """What the filters ask for."""
        kind, difficulty, state = (
            str(box.currentData()) for box in (self.kind, self.difficulty, self.state)
        )
        return CandidateFilter(
            unit_id=self._own_unit or str(self.unit.currentData() or ""),
            kind=ImprovementKind(kind) if kind else None,
            difficulty=Difficulty(difficulty) if difficulty else None,
            least_minutes=self.least.value() * 60,
            state=CandidateState(state) if state else None,
            ranking=Ranking(str(self.ranking.currentData())),
        )

    def set_units(self, units: Sequence[UnitLine], own_unit: str) -> None:
        """Offer the city, its bureaus and sections, or hold to one section.

        Args:
            units: units of the year in tree order.
            own_unit: id of the only section to show, "" for all.
        """
        self._own_unit = own_unit
        chosen = self.unit.currentData()
        self.unit.blockSignals(True)  # Qt's own signature
        self.unit.clear()
        self.unit.addItem(tr("The whole city"), "")
        for unit in units:
            if unit.level in _SCOPES:
                indent = "　" if unit.level == "section" else ""
                self.unit.addItem(f"{indent}{unit.name}", unit.id)
        self.unit.setCurrentIndex(max(self.unit.findData(chosen), 0))
        self.unit.blockSignals(False)  # Qt's own signature
        self._filter.set_shown(self.unit, shown=not own_unit)

    def show_ground(self, ground: CandidateGround, target: int) -> None:
        """Show the candidates of a survey; filters stay, and the place in the list.

        Args:
            ground: all candidates.
            target: minutes a year the city wants to save; 0 for no target.
        """
        self._ground, self._target = ground, target
        self._show()

    def show_all(self) -> None:
        """Take all filters away."""
        for box in (self.unit, self.kind, self.difficulty, self.state):
            box.setCurrentIndex(0)
        self.least.setValue(0)
        self._show()

    def look_at(self, unit_id: str) -> None:
        """Show one unit only."""
        self.unit.setCurrentIndex(max(self.unit.findData(unit_id), 0))

    # -- inside ----------------------------------------------------------------------------------

    def _show(self) -> None:
        self._later.stop()
        ground = self._ground
        if ground is None:
            return
        before = self.table.view.currentIndex().row()
        wanted = self.wanted
        self._places = ground.places(wanted)
        self._totals = ground.totals(self._places, self._target)
        whole = not wanted.unit_id and wanted.state is CandidateState.OPEN
        self.sentence.setText(sum_sentence(self._totals))
        self.remark.setText(sum_remark(self._totals, ground.proposed.coverage if whole else None))
        self.table.set_source(CandidateRows(ground, self._places))
        self.table.view.setColumnHidden(_STATE_COLUMN, wanted.state is not None)
        if len(self._places):
            self.table.select_row(min(max(before, 0), len(self._places) - 1))
        self.side.setVisible(bool(len(self._places)))
        self.marked.emit()
