"""The exchange with every section, for the DX office: who was heard of when, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from bpr_studio.domain.shared.matching import folded
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number
from bpr_studio.ui.pages.sync_facts import SectionState
from bpr_studio.ui.pages.sync_tables import FactTable, seconds
from bpr_studio.ui.pages.sync_words import section_mark, section_word
from bpr_studio.ui.qt.blocks import EmptyState, FilterLine
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.pages.sync_facts import SectionFact

SILENT_DAYS: Final = 7
_TYPING_MS: Final = 150
_ALL: Final = ""


@dataclass(frozen=True, slots=True)
class SectionFilter:
    """Which sections are shown.

    Attributes:
        bureau: name of a bureau, "" for all.
        silent_only: only those that were silent for longer than `days`, or never heard of.
        days: after so many days a section counts as silent.
        words: parts of names or codes, folded.
    """

    bureau: str = ""
    silent_only: bool = False
    days: int = SILENT_DAYS
    words: tuple[str, ...] = ()

    def passes(self, section: SectionFact, now: datetime) -> bool:
        """Whether a section is shown."""
        if self.bureau and section.bureau != self.bureau:
            return False
        if self.silent_only and not self._is_silent(section, now):
            return False
        text = folded(f"{section.code} {section.name} {section.bureau}")
        return all(word in text for word in self.words)

    def _is_silent(self, section: SectionFact, now: datetime) -> bool:
        then = section.last_contact
        return then is None or (now - then).days >= self.days


class SectionsTab(QWidget):
    """Search, bureau and "silent for more than n days" above the table of sections."""

    def __init__(self) -> None:
        super().__init__()
        self._sections: tuple[SectionFact, ...] = ()
        self.table = FactTable(tr("Sections and their exchange"), _columns)
        self.table.show_marks("state", section_mark)
        self.table.set_empty(
            EmptyState(
                "users-three",
                tr("No section is shown."),
                explanation=tr("Change search and filter, or register the organisation first."),
            )
        )
        self.words = QLineEdit()
        self.bureaus = QComboBox()
        self.silent = QCheckBox(tr("Only those silent for longer than"))
        self.days = QSpinBox()
        self._count = label("", kind="secondary")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._build()

    @property
    def shown(self) -> int:
        """How many sections pass the filter."""
        return self.table.model.rowCount()

    def show_sections(self, sections: Sequence[SectionFact], now: datetime) -> None:
        """Show these sections; filter, order and marks stay."""
        self._sections = tuple(sections)
        self._offer_bureaus()
        self._apply(now)

    def _build(self) -> None:
        self.words.setPlaceholderText(tr("Name or code of a section"))
        self.words.setClearButtonEnabled(True)
        self.words.setMinimumWidth(200)
        self.bureaus.setMinimumWidth(160)
        self.bureaus.addItem(tr("All bureaus"), _ALL)
        self.days.setRange(1, 365)
        self.days.setValue(SILENT_DAYS)
        self.days.setSuffix(" " + tr("days"))
        line = FilterLine()
        line.add(tr("Search"), self.words)
        line.add(tr("Bureau"), self.bureaus)
        line.add("", self.silent)
        line.add("", self.days)
        self.days.setAccessibleName(tr("Days without contact"))
        inner = self.days.findChild(QLineEdit)
        if inner is not None:  # style sheets do not reach inside
            inner.setAccessibleName(tr("Days without contact"))
            inner.setTextMargins(8, 0, 0, 0)
        line.add_right(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        column.addWidget(line)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self._typing.timeout.connect(self._again)
        self.words.textChanged.connect(lambda _text: self._typing.start())
        self.bureaus.currentIndexChanged.connect(lambda _place: self._again())
        self.silent.toggled.connect(lambda _on: self._again())
        self.days.valueChanged.connect(lambda _days: self._again())

    def _offer_bureaus(self) -> None:
        names = list(dict.fromkeys(section.bureau for section in self._sections if section.bureau))
        offered = [self.bureaus.itemData(place) for place in range(1, self.bureaus.count())]
        if names == offered:
            return
        chosen = self.bureaus.currentData()
        self.bureaus.blockSignals(True)
        while self.bureaus.count() > 1:
            self.bureaus.removeItem(1)
        for name in names:
            self.bureaus.addItem(name, name)
        self.bureaus.setCurrentIndex(max(self.bureaus.findData(chosen), 0))
        self.bureaus.blockSignals(False)

    def _again(self) -> None:
        self._apply(self.table.now)

    def _apply(self, now: datetime) -> None:
        self._typing.stop()
        wanted = SectionFilter(
            bureau=str(self.bureaus.currentData() or ""),
            silent_only=self.silent.isChecked(),
            days=self.days.value(),
            words=tuple(folded(self.words.text()).split()),
        )
        shown = [section for section in self._sections if wanted.passes(section, now)]
        self.table.show_rows([_row(section, now, wanted.days) for section in shown], now)
        self._count.setText(ntr("{n:,} section", "{n:,} sections", len(shown)))


def pressing(sections: Sequence[SectionFact], now: datetime) -> int:
    """How many sections need somebody to look at them."""
    calm = {SectionState.FINE, SectionState.NOBODY}
    return sum(section.state(now, SILENT_DAYS) not in calm for section in sections)


def _columns(table: FactTable) -> tuple[ColumnSpec, ...]:
    number = as_number()
    return (
        ColumnSpec("code", tr("Code"), width=88),
        ColumnSpec("bureau", tr("Bureau"), width=140),
        ColumnSpec("name", tr("Section"), width=160, stretch=True),
        ColumnSpec("state", tr("State"), width=196),
        ColumnSpec("contact", tr("Last work arrived"), width=150, format=table.ago),
        ColumnSpec("members", tr("PCs"), "", Align.RIGHT, 64, number, summed=True),
        ColumnSpec("waiting", tr("Files waiting"), "", Align.RIGHT, 96, number, summed=True),
        ColumnSpec("refused", tr("Not accepted"), "", Align.RIGHT, 96, number, summed=True),
    )


def _row(section: SectionFact, now: datetime, days: int) -> Row:
    return (
        section.code,
        section.code,
        section.bureau,
        section.name,
        section_word(section.state(now, days)),
        seconds(section.last_contact),
        section.members or None,
        section.waiting or None,
        section.refused or None,
    )
