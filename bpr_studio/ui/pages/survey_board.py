"""The progress board: every section, how far it is, and what its answer says."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.section_checks import (
    SectionCheck,
    checks_of,
    has_answered,
    load_of,
    non_core_share,
    sums_of,
)
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number, as_percent
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_cells import LoadCell, ShareCell, StateCell
from bpr_studio.ui.pages.survey_words import (
    check_hint,
    check_word,
    share_text,
    state_mark,
    state_word,
)
from bpr_studio.ui.qt.blocks import Deed, EmptyState, FilterLine
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.services.section_checks import SectionSums
    from bpr_studio.services.views import SectionStatus
    from bpr_studio.ui.grid.columns import Row

_TYPING_MS: Final = 120
_ALL: Final = ""
_ANSWERED: Final = "answered"
_DOUBTFUL: Final = "doubtful"
_FIELD_WIDTH: Final = 200


class SurveyBoard(QWidget):
    """All sections with filters; sums of what is shown go to the status bar.

    Signals:
        section_opened: the unit id of the section somebody opened.
        selection_text: what the status bar shall say.
    """

    section_opened = Signal(str)
    selection_text = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._sections: tuple[SectionStatus, ...] = ()
        self._shown: list[SectionStatus] = []
        self._columns = _columns(self._state_tooltip)
        self._table = DataTable(self._columns, MemorySource(self._columns, []), name=tr("Sections"))
        self._table.set_empty(
            EmptyState(
                "funnel",
                tr("No section fits the filter."),
                next_step=Deed(tr("Show all sections"), self.clear_filter),
            )
        )
        self._set_cells()
        self._bureau, self._state, self._words = QComboBox(), QComboBox(), QLineEdit()
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
        self._table.activated.connect(lambda row: self.section_opened.emit(str(row[0])))
        self._table.selection_text.connect(lambda text: self.selection_text.emit(text or self.sums))

    # -- for the page ----------------------------------------------------------------------------

    @property
    def table(self) -> DataTable:
        """The table itself."""
        return self._table

    @property
    def sums(self) -> str:
        """The sums of the sections shown, as the status bar says them."""
        return sums_sentence(sums_of(self._shown))

    @property
    def shown(self) -> tuple[SectionStatus, ...]:
        """The sections that pass the filter, in tree order."""
        return tuple(self._shown)

    def marked_codes(self) -> tuple[str, ...]:
        """Codes of the marked sections."""
        return tuple(str(row[1]) for row in self._table.selected_rows())

    def set_sections(self, sections: Sequence[SectionStatus]) -> None:
        """Show these sections; filter, marked row and order stay."""
        self._sections = tuple(sections)
        bureaus = list(dict.fromkeys(s.bureau_name for s in sections if s.bureau_name))
        chosen = self._bureau.currentData()
        self._bureau.blockSignals(True)
        self._bureau.clear()
        self._bureau.addItem(tr("All bureaus"), _ALL)
        for name in bureaus:
            self._bureau.addItem(name, name)
        self._bureau.setCurrentIndex(max(self._bureau.findData(chosen), 0))
        self._bureau.blockSignals(False)
        self._apply()

    def show_state(self, state: str) -> None:
        """Filter by "answered", "doubtful" or a `SectionCheck`; "" for everything."""
        self.clear_filter()
        self._state.setCurrentIndex(max(self._state.findData(state), 0))

    def clear_filter(self) -> None:
        """Show everything."""
        self._bureau.setCurrentIndex(0)
        self._state.setCurrentIndex(0)
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

    # -- inside ----------------------------------------------------------------------------------

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
        self._words.setMinimumWidth(_FIELD_WIDTH + 40)
        self._bureau.setMinimumWidth(_FIELD_WIDTH)
        self._state.setMinimumWidth(_FIELD_WIDTH)
        self._state.addItem(tr("All states"), _ALL)
        self._state.addItem(tr("Answered"), _ANSWERED)
        self._state.addItem(tr("To check (all)"), _DOUBTFUL)
        for check in SectionCheck:
            self._state.addItem(check_word(check), check.value)
        line = FilterLine()
        line.add(tr("Search"), self._words)
        line.add(tr("Bureau"), self._bureau)
        line.add(tr("State"), self._state)
        line.add_right(self._count)
        self._words.textChanged.connect(self._typing.start)
        self._bureau.currentIndexChanged.connect(self._apply)
        self._state.currentIndexChanged.connect(self._apply)
        return line

    def _state_tooltip(self, row: Row) -> str:
        section = next((s for s in self._shown if s.unit_id == row[0]), None)
        checks = checks_of(section) if section is not None else ()
        if not checks:
            return tr("Nothing stands out.")
        return "\n".join(f"{check_word(check)}：{check_hint(check)}" for check in checks)

    def _apply(self) -> None:
        self._typing.stop()
        words = _folded(self._words.text()).split()
        bureau, state = self._bureau.currentData(), self._state.currentData()
        self._shown = [
            s
            for s in self._sections
            if (not bureau or s.bureau_name == bureau) and _fits(s, state) and _named(s, words)
        ]
        order = self._table.model.order
        self._table.set_source(MemorySource(self._columns, [_row(s) for s in self._shown]))
        if order is not None:
            self._table.sort_by(order)
        self._count.setText(ntr("{n:,} section", "{n:,} sections", len(self._shown)))
        self.selection_text.emit(self.sums)


def sums_sentence(sums: SectionSums) -> str:
    """Sections, tasks, hours and shares of a list of sections in one line."""
    parts = [
        tr("{answered:,} of {n:,} sections", answered=sums.answered, n=sums.sections),
        tr("{n:,} tasks", n=sums.tasks),
        tr("{hours} h", hours=format_hours(sums.minutes)),
        tr("non-core {share}", share=share_text(sums.non_core_share)),
    ]
    if sums.load is not None:
        parts.append(tr("{share} of the capacity", share=share_text(sums.load, 0)))
    return " ・ ".join(parts)


def _columns(state_tooltip: Callable[[Row], str]) -> tuple[ColumnSpec, ...]:
    hours = tr("h")
    number, share = as_number(), as_percent()
    return (
        ColumnSpec("code", tr("Code"), width=92),
        ColumnSpec("bureau", tr("Bureau"), width=130),
        ColumnSpec("name", tr("Section"), width=140, stretch=True),
        ColumnSpec("state", tr("State"), width=108, tooltip=state_tooltip),
        ColumnSpec("tasks", tr("Tasks"), "", Align.RIGHT, 72, number, summed=True),
        ColumnSpec("minutes", tr("Work"), hours, Align.RIGHT, 112, as_hours(), summed=True),
        ColumnSpec("non_core", tr("Non-core"), "%", Align.RIGHT, 120, share),
        ColumnSpec("capacity", tr("Capacity"), hours, Align.RIGHT, 120, as_hours(), summed=True),
        ColumnSpec("load", tr("Use of capacity"), "%", Align.RIGHT, 160, as_percent(0)),
    )


def _row(section: SectionStatus) -> Row:
    answered = has_answered(section)
    return (
        section.unit_id,
        section.unit_code,
        section.bureau_name,
        section.unit_name,
        state_word(section),
        section.tasks if answered else None,
        section.minutes if answered else None,
        non_core_share(section),
        section.capacity or None,
        load_of(section),
    )


def _fits(section: SectionStatus, state: str) -> bool:
    if not state:
        return True
    if state == _ANSWERED:
        return has_answered(section)
    if state == _DOUBTFUL:
        return has_answered(section) and bool(checks_of(section))
    return SectionCheck(state) in checks_of(section)


def _named(section: SectionStatus, words: list[str]) -> bool:
    text = _folded(f"{section.unit_code} {section.unit_name} {section.bureau_name}")
    return all(word in text for word in words)


def _folded(text: str) -> str:
    """Width and case do not matter when searching."""
    return unicodedata.normalize("NFKC", text).casefold()
