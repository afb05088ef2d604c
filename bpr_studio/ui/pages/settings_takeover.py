"""What taking over an organisation list would change, before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.organisation.preview import (
    HeadcountChanged,
    OrderChanged,
    UnitAdded,
    UnitMoved,
    UnitRemoved,
    UnitRenamed,
    describe,
)
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.columns import ColumnSpec
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_cells import StateCell
from bpr_studio.ui.qt.blocks import EmptyState, KeyFigure
from bpr_studio.ui.qt.findings_list import FindingsList
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.organisation.preview import Effect
    from bpr_studio.services.organisations import Takeover


class TakeoverView(QWidget):
    """Counts of the effects, each effect as a sentence, and the findings."""

    def __init__(self, staff_names: Mapping[str, str]) -> None:
        """Make the view; `staff_names` are those of the staff categories by code."""
        super().__init__()
        self._staff_names = staff_names
        self._figures = {kind: KeyFigure(kind_word(kind), unit=tr("times")) for kind in _SHOWN}
        self._effects = DataTable(_columns(), MemorySource(_columns(), []), name=tr("Effects"))
        self._effects.view.setItemDelegateForColumn(0, StateCell(_kind_mark, self))
        self._effects.set_empty(
            EmptyState(
                "checks",
                tr("Nothing would change."),
                explanation=tr("The list says the same as what is registered."),
            )
        )
        self.findings = FindingsList(tr("Remarks"))
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for figure in self._figures.values():
            figures.addWidget(figure, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._effects)
        splitter.addWidget(self.findings)
        splitter.setSizes([680, 440])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(figures)
        column.addWidget(splitter, 1)

    @property
    def effects(self) -> DataTable:
        """The table of effects."""
        return self._effects

    def show_takeover(self, takeover: Takeover) -> None:
        """Show what would change."""
        kinds = [_kind(effect) for effect in takeover.effects]
        for kind, figure in self._figures.items():
            figure.set_value(f"{kinds.count(kind):,}")
        rows = [
            (str(number), kind_word(kind), describe(effect, self._staff_names))
            for number, (kind, effect) in enumerate(zip(kinds, takeover.effects, strict=True))
        ]
        self._effects.set_source(MemorySource(_columns(), rows))
        self.findings.set_findings(takeover.findings)


_SHOWN = ("added", "removed", "renamed", "moved", "staff")


def kind_word(kind: str) -> str:
    """The word for a kind of effect."""
    words = {
        "added": tr("Added"),
        "removed": tr("Removed"),
        "renamed": tr("Renamed"),
        "moved": tr("Moved"),
        "staff": tr("Staff changed"),
        "order": tr("Order changed"),
    }
    return words[kind]


def _kind(effect: Effect) -> str:
    match effect:
        case UnitAdded():
            return "added"
        case UnitRemoved():
            return "removed"
        case UnitRenamed():
            return "renamed"
        case UnitMoved():
            return "moved"
        case HeadcountChanged():
            return "staff"
        case OrderChanged():
            return "order"
        case _:
            assert_never(effect)


def _kind_mark(word: object) -> tuple[str, Tone]:
    icons = {
        kind_word("added"): ("plus-circle", Tone.SUCCESS),
        kind_word("removed"): ("minus-circle", Tone.ERROR),
        kind_word("renamed"): ("pencil-simple", Tone.ACCENT),
        kind_word("moved"): ("arrows-left-right", Tone.ACCENT),
        kind_word("staff"): ("users", Tone.ACCENT),
    }
    return icons.get(str(word), ("rows", Tone.SECONDARY))


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("kind", tr("Change"), width=136),
        ColumnSpec("sentence", tr("What changes"), width=400, stretch=True),
    )
