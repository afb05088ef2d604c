"""The register as a table with filters and sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from bpr_studio.domain.reform.improvement import ImprovementKind, ImprovementState
from bpr_studio.domain.reform.words import kind_name, state_name
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.blocks import EmptyState, FilterLine
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.reform.improvement import Improvement
    from bpr_studio.ui.grid.columns import Row


class RegisterList(QWidget):
    """All improvements, one in each row.

    Signals:
        marked: id of the improvement the keyboard is on, "" for none.
        selection_text: what the status bar shall say.
    """

    marked = Signal(str)
    selection_text = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Improvement, ...] = ()
        self.kind = QComboBox()
        self.state = QComboBox()
        self._count = label("", kind="secondary")
        self.table = DataTable(_columns(), name=tr("Register of improvements"))
        self._lay_out()
        self.kind.currentIndexChanged.connect(lambda _index: self._show())
        self.state.currentIndexChanged.connect(lambda _index: self._show())
        self.table.selection_changed.connect(self._tell_marked)
        self.table.selection_text.connect(self.selection_text)
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        line = FilterLine()
        self.kind.addItem(tr("All"), "")
        for kind in ImprovementKind:
            self.kind.addItem(kind_name(kind), kind.value)
        self.state.addItem(tr("All"), "")
        for state in ImprovementState:
            self.state.addItem(state_name(state), state.value)
        line.add(tr("Kind"), self.kind)
        line.add(tr("State"), self.state)
        line.add_right(self._count)
        self.table.set_empty(
            EmptyState(
                "funnel",
                tr("No improvement fits."),
                explanation=tr("Choose another kind or another state."),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(line)
        column.addWidget(self.table, 1)

    def show_improvements(self, found: Sequence[Improvement]) -> None:
        """Show these; filters and the marked row stay."""
        self._found = tuple(found)
        self._show()

    def _show(self) -> None:
        kind, state = self.kind.currentData(), self.state.currentData()
        rows = [
            _row(one)
            for one in self._found
            if kind in ("", one.plan.kind) and state in ("", one.state)
        ]
        self.table.set_source(MemorySource(_columns(), rows))
        self._count.setText(ntr("{n:,} improvement", "{n:,} improvements", len(rows)))

    def _tell_marked(self) -> None:
        row = self.table.current_row()
        self.marked.emit(str(row[0]) if row else "")


def _row(one: Improvement) -> Row:
    actual = one.actuals[-1].minutes if one.actuals else None
    return (
        one.id,
        one.plan.name,
        kind_name(one.plan.kind),
        one.unit_name or tr("The whole city"),
        state_name(one.state),
        one.plan.start_month or None,
        one.expected_minutes,
        actual,
    )


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("name", tr("Name"), width=240, stretch=True),
        ColumnSpec("kind", tr("Kind"), width=110),
        ColumnSpec("section", tr("Section"), width=150),
        ColumnSpec("state", tr("State"), width=90),
        ColumnSpec("start", tr("Start month"), width=96),
        ColumnSpec(
            "expected", tr("Expected"), tr("h/year"), Align.RIGHT, 120, as_hours(), summed=True
        ),
        ColumnSpec("actual", tr("Saved"), tr("h"), Align.RIGHT, 110, as_hours(), summed=True),
    )
