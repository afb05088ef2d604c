"""The progress board: every section, how far it is, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.shared.matching import folded
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import SUBMITTED, sheet_state
from bpr_studio.services.section_checks import SectionCheck, sums_of
from bpr_studio.services.waiting import days_late
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_board_rows import (
    ANSWERED,
    DOUBTFUL,
    FINDINGS,
    BoardFilter,
    board_columns,
    board_row,
    state_tooltip,
)
from bpr_studio.ui.pages.survey_bureaus import BureauList
from bpr_studio.ui.pages.survey_cells import LoadCell, ShareCell, StateCell
from bpr_studio.ui.pages.survey_chips import StateChips
from bpr_studio.ui.pages.survey_deeds import DeedBar
from bpr_studio.ui.pages.survey_events import SheetEvents
from bpr_studio.ui.pages.survey_words import (
    STATE_KEYS,
    check_word,
    round_title,
    share_text,
    state_key,
    state_mark,
)
from bpr_studio.ui.qt.blocks import Deed, EmptyState, FilterLine
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.services.round_progress import RoundProgress
    from bpr_studio.services.section_checks import SectionSums
    from bpr_studio.services.views import RoundInfo, SectionStatus
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.pages.survey_board_rows import FindingCount

_TYPING_MS: Final = 120
_ALL: Final = ""
_OVERDUE: Final = "overdue"
_FIELD_WIDTH: Final = 200
_LIST_WIDTH: Final = 180
_OWN_HEIGHT: Final = 36 + 3 * 32
_THESE_ROWS: Final = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)
_NOT_BY_WORDS: Final = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_ONLY_CURRENT: Final = QItemSelectionModel.SelectionFlag.NoUpdate


class SurveyBoard(QWidget):
    """All sections with filters; sums of what is shown go to the status bar.

    Args:
        role: of the person at the keyboard; decides what can be done with marked sections.
        today: the day it is (ISO).
        doubt: why a text should not be stored as it is; "" when it may.
        whole_city: show every section with bureaus, chips and deeds; else only a list.

    Signals:
        section_opened: the unit id of the section somebody opened.
        selection_text: what the status bar shall say.
        round_picked: id of the survey round somebody wants to see.
    """

    section_opened = Signal(str)
    selection_text = Signal(str)
    round_picked = Signal(str)

    def __init__(
        self,
        role: str,
        today: Callable[[], str],
        doubt: Callable[[str], str],
        *,
        whole_city: bool,
    ) -> None:
        super().__init__()
        self._today = today
        self._whole_city = whole_city
        self._found: RoundInfo | None = None
        self._sections: dict[str, SectionStatus] = {}
        self._shown: list[SectionStatus] = []
        self._findings: Mapping[str, FindingCount] = {}
        self._columns = board_columns(self._state_tooltip)
        self._table = DataTable(self._columns, MemorySource(self._columns, []), name=tr("Sections"))
        self._table.set_empty(
            EmptyState(
                "funnel",
                tr("No section fits the filter."),
                next_step=Deed(tr("Show all sections"), self.clear_filter),
            )
        )
        self.chips, self.bureaus = StateChips(), BureauList()
        self.course: SheetEvents | None = None
        self.deeds = DeedBar(role, doubt)
        self.rounds, self._look, self._words = QComboBox(), QComboBox(), QLineEdit()
        self._count = label("", kind="secondary")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._set_cells()
        self._build()
        self._connect()

    # -- for the page ----------------------------------------------------------------------------

    @property
    def table(self) -> DataTable:
        """The table itself."""
        return self._table

    @property
    def sums(self) -> str:
        """The sums of the sections shown, as the status bar says them."""
        handed_in = sum(sheet_state(s.state) in SUBMITTED for s in self._shown)
        return sums_sentence(sums_of(self._shown), handed_in)

    @property
    def shown(self) -> tuple[SectionStatus, ...]:
        """The sections that pass the filter, in tree order."""
        return tuple(self._shown)

    def marked(self) -> tuple[SectionStatus, ...]:
        """The marked sections."""
        return tuple(self._sections[str(row[0])] for row in self._table.selected_rows())

    def marked_codes(self) -> tuple[str, ...]:
        """Codes of the marked sections."""
        return tuple(section.unit_code for section in self.marked())

    def mark(self, codes: Sequence[str]) -> None:
        """Mark sections by their codes, as Ctrl and clicks do."""
        self._mark({s.unit_id for s in self._shown if s.unit_code in codes})

    def show_rounds(self, rounds: Sequence[RoundInfo], chosen: str) -> None:
        """Offer these rounds; one alone needs no choice."""
        self.rounds.blockSignals(True)
        self.rounds.clear()
        for found in rounds:
            self.rounds.addItem(round_title(found), found.id)
        self.rounds.setCurrentIndex(max(self.rounds.findData(chosen), 0))
        self.rounds.blockSignals(False)
        self._filter.set_shown(self.rounds, shown=len(rounds) > 1)

    def show_progress(self, progress: RoundProgress) -> None:
        """Show the sections of a round; filter, marked rows and order stay."""
        self._found = progress.round
        self._sections = {section.unit_id: section for section in progress.sections}
        counts = dict.fromkeys(STATE_KEYS, 0)
        for section in progress.sections:
            counts[state_key(section)] += 1
        overdue = sum(1 for s in progress.sections if days_late(s, self._today()))
        self.chips.show_counts({_ALL: len(self._sections), **counts}, overdue)
        self.bureaus.show_progress(progress)
        self._apply()

    def show_findings(self, findings: Mapping[str, FindingCount]) -> None:
        """Show the open findings by section, which are counted beside the window."""
        if findings != self._findings:
            self._findings = findings
            self._apply()

    def show_state(self, state: str) -> None:
        """Show only some: a state key, "overdue", "answered", "doubtful", "findings" or a check.

        "" shows everything.
        """
        self.clear_filter()
        if state in STATE_KEYS:
            self.chips.pick(state)
        elif state == _OVERDUE:
            self.chips.pick(_ALL, overdue=True)
        else:
            self._look.setCurrentIndex(max(self._look.findData(state), 0))

    def clear_filter(self) -> None:
        """Show everything."""
        self.chips.pick(_ALL)
        self.bureaus.pick(_ALL)
        self._look.setCurrentIndex(0)
        self._words.clear()
        self._apply()

    def search(self, words: str) -> None:
        """Show only sections whose names or codes hold these words."""
        self._words.setText(words)
        self._apply()

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self._words.setFocus()
        self._words.selectAll()

    # -- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self._filter = self._filter_line()
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.bureaus)
        splitter.addWidget(self._table)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([_LIST_WIDTH, 960])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.chips)
        column.addWidget(self._filter)
        column.addWidget(splitter, 1)
        column.addWidget(self.deeds)
        self.setFocusProxy(self._table)
        for part in (self.chips, self.bureaus):
            part.setVisible(self._whole_city)
        for field in (self._words, self._look):
            self._filter.set_shown(field, shown=self._whole_city)
        if not self._whole_city:  # one row: what was done with the sheet stands below it
            self.course = SheetEvents()
            self._table.setMaximumHeight(_OWN_HEIGHT)
            column.addWidget(self.course, 1)

    def _set_cells(self) -> None:
        view = self._table.view
        for place, column in enumerate(self._table.model.columns):
            if column.key == "state":
                view.setItemDelegateForColumn(place, StateCell(state_mark, self))
            elif column.key == "non_core":
                view.setItemDelegateForColumn(place, ShareCell(self))
            elif column.key == "load":
                view.setItemDelegateForColumn(place, LoadCell(self))

    def _filter_line(self) -> FilterLine:
        self._words.setPlaceholderText(tr("Name or code of a section"))
        self._words.setClearButtonEnabled(True)
        self._words.setMinimumWidth(_FIELD_WIDTH)
        self._look.setMinimumWidth(_FIELD_WIDTH)
        self._look.addItem(tr("Everything"), _ALL)
        self._look.addItem(tr("With open findings"), FINDINGS)
        self._look.addItem(tr("Answered"), ANSWERED)
        self._look.addItem(tr("To check (all)"), DOUBTFUL)
        for check in SectionCheck:
            self._look.addItem(check_word(check), check.value)
        self.rounds.setMinimumWidth(_FIELD_WIDTH + 80)
        for field in (self.rounds, self._look):  # long words must not widen the window
            field.setSizeAdjustPolicy(_NOT_BY_WORDS)
        line = FilterLine()
        line.add(tr("Survey round"), self.rounds)
        line.add(tr("Search"), self._words)
        line.add(tr("To look at"), self._look)
        line.add_right(self._count)
        return line

    def _connect(self) -> None:
        self._typing.timeout.connect(self._apply)
        self._words.textChanged.connect(lambda _text: self._typing.start())
        self._look.currentIndexChanged.connect(lambda _place: self._apply())
        self.chips.picked.connect(lambda _key: self._apply())
        self.chips.overdue_picked.connect(lambda _on: self._apply())
        self.bureaus.picked.connect(lambda _key: self._apply())
        self.rounds.currentIndexChanged.connect(
            lambda _place: self.round_picked.emit(str(self.rounds.currentData() or ""))
        )
        self._table.activated.connect(lambda row: self.section_opened.emit(str(row[0])))
        self._table.selection_text.connect(lambda text: self.selection_text.emit(text or self.sums))
        self._table.selection_changed.connect(self._follow_marks)

    # -- inside ----------------------------------------------------------------------------------

    def _mark(self, unit_ids: set[str]) -> None:
        """Mark the rows of these sections and no others."""
        model, selection = self._table.model, QItemSelection()
        for number, row in enumerate(model.rows(0, model.rowCount() - 1)):
            if row[0] in unit_ids:
                selection.select(model.index(number, 0), model.index(number, 0))
        self._table.view.selectionModel().select(selection, _THESE_ROWS)
        first = selection.indexes()[:1]
        if first:
            self._table.view.selectionModel().setCurrentIndex(first[0], _ONLY_CURRENT)

    def _follow_marks(self) -> None:
        if self._whole_city:
            self.deeds.show_marked(self._found, self.marked())

    def _state_tooltip(self, row: Row) -> str:
        section = self._sections.get(str(row[0]))
        return state_tooltip(section) if section is not None else ""

    def _apply(self) -> None:
        self._typing.stop()
        today = self._today()
        wanted = BoardFilter(
            state=self.chips.key,
            overdue=self.chips.overdue,
            bureau=self.bureaus.key,
            look=str(self._look.currentData()),
            words=tuple(folded(self._words.text()).split()),
        )
        known = self._findings
        self._shown = [
            section
            for section in self._sections.values()
            if wanted.passes(section, known.get(section.unit_id), today)
        ]
        rows = [board_row(section, known.get(section.unit_id), today) for section in self._shown]
        marked = {str(row[0]) for row in self._table.selected_rows()}
        place = self._table.view.verticalScrollBar().value()
        order = self._table.model.order
        self._table.set_source(MemorySource(self._columns, rows))
        if order is not None:
            self._table.sort_by(order)
        self._table.view.verticalScrollBar().setValue(place)
        if marked:
            self._mark(marked)
        self._count.setText(ntr("{n:,} section", "{n:,} sections", len(self._shown)))
        self.selection_text.emit(self.sums)


def sums_sentence(sums: SectionSums, handed_in: int) -> str:
    """Sections, tasks, hours and shares of a list of sections in one line.

    Args:
        sums: of the sections.
        handed_in: how many of them have handed in.
    """
    parts = [
        tr("{answered:,} of {n:,} sections", answered=handed_in, n=sums.sections),
        tr("{n:,} tasks", n=sums.tasks),
        tr("{hours} h", hours=format_hours(sums.minutes)),
        tr("non-core {share}", share=share_text(sums.non_core_share)),
    ]
    if sums.load is not None:
        parts.append(tr("{share} of the capacity", share=share_text(sums.load, 0)))
    return " ・ ".join(parts)
