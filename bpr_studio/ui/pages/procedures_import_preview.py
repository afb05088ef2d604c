"""What a sheet brings to the ledger: new, changed, unchanged and doubtful lines, and repairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.procedures.layout import EXTRA
from bpr_studio.domain.procedures.reimport import LineState
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.blocks import EmptyState, FilterLine, KeyFigure
from bpr_studio.ui.qt.findings_list import FindingsList
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from bpr_studio.domain.procedures.reimport import FieldChange, ImportLine
    from bpr_studio.services.procedure_import import ImportPreview
    from bpr_studio.services.procedures import Procedures
    from bpr_studio.ui.grid.columns import Row

_TONES: Final = {
    LineState.ADDED: Tone.SUCCESS,
    LineState.CHANGED: Tone.ACCENT,
    LineState.UNCHANGED: Tone.SECONDARY,
    LineState.CONFLICT: Tone.WARNING,
}
_MOST_CHANGES: Final = 6


class LedgerPreview(QWidget):
    """Lines at the left, repairs at the right, what it amounts to above.

    Args:
        procedures: the ledger.
    """

    def __init__(self, procedures: Procedures) -> None:
        super().__init__()
        self._procedures = procedures
        self._preview: ImportPreview | None = None
        self._figures = {
            state: KeyFigure(state_word(state), unit=tr("lines")) for state in LineState
        }
        self._refused = KeyFigure(tr("Not taken over"), unit=tr("lines"))
        self._note = label("", kind="secondary", wrap=True)
        self.which = QComboBox()
        self.conflicts = QCheckBox(tr("Take the sheet's values over in doubtful lines, too"))
        self.lines = DataTable(_columns(), MemorySource(_columns(), []), name=tr("Procedures"))
        self.lines.set_empty(EmptyState("file-search", tr("There is no such line.")))
        self.findings = FindingsList(tr("Every repair"))
        self._lay_out()
        self.which.currentIndexChanged.connect(lambda _n: self._show_lines())

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for figure in (*self._figures.values(), self._refused):
            figures.addWidget(figure)
        line = FilterLine()
        self.which.addItem(tr("All lines"), "")
        for state in LineState:
            self.which.addItem(state_word(state), state.value)
        line.add(tr("Show"), self.which)
        line.add_right(self.conflicts)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.lines)
        splitter.addWidget(self.findings)
        splitter.setSizes([760, 320])
        splitter.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(figures)
        column.addWidget(self._note)
        column.addWidget(line)
        column.addWidget(splitter, 1)

    def show_preview(self, preview: ImportPreview) -> None:
        """Show what a file brings."""
        self._preview = preview
        for state, figure in self._figures.items():
            figure.set_value(f"{preview.counts[state]:,}")
        self._refused.set_value(f"{preview.refused:,}")
        self._note.setText(" ".join(_notes(preview)))
        self._note.setVisible(bool(self._note.text()))
        self.conflicts.setVisible(preview.counts[LineState.CONFLICT] > 0)
        self.conflicts.setChecked(False)
        self.findings.set_findings(preview.findings)
        self._show_lines()

    def _show_lines(self) -> None:
        if self._preview is None:
            return
        wanted = str(self.which.currentData() or "")
        rows = [
            self._row(n, line)
            for n, line in enumerate(self._preview.lines)
            if not wanted or line.state.value == wanted
        ]
        self.lines.set_source(MemorySource(_columns(), rows))

    def _row(self, number: int, line: ImportLine) -> Row:
        section = self._procedures.section(line.line.unit_id)
        return (
            str(number),
            line.state,
            line.line.row,
            str(line.line.values.get("number", "")),
            line.name,
            section.name if section else "",
            self._words(line),
        )

    def _words(self, line: ImportLine) -> str:
        """What would change, or why the line is in doubt."""
        if line.state is LineState.ADDED:
            return ""
        shown = [self._change(change) for change in line.changes[:_MOST_CHANGES]]
        more = len(line.changes) - len(shown)
        if more > 0:
            shown.append(ntr("{n} more", "{n} more", more))
        changes = tr(", ").join(shown)
        return f"{line.reason} {changes}".strip()

    def _change(self, change: FieldChange) -> str:
        if change.key == EXTRA:
            return tr("Other columns")
        ledger = self._procedures.ledger
        if change.key == "unit_id":
            before, after = (self._section_word(v) for v in (change.before, change.after))
            return f"{ledger.section_header}: {before} → {after}"
        before = ledger.label(change.key, change.before) or "–"
        return f"{ledger.column(change.key).header}: {before} → {ledger.label(change.key, change.after)}"

    def _section_word(self, unit_id: object) -> str:
        section = self._procedures.section(str(unit_id or ""))
        return section.name if section else "–"


def state_word(state: LineState) -> str:
    """What people call what becomes of a line."""
    return {
        LineState.ADDED: tr("New procedure"),
        LineState.CHANGED: tr("Changed line"),
        LineState.UNCHANGED: tr("Unchanged line"),
        LineState.CONFLICT: tr("In doubt"),
    }[state]


def _notes(preview: ImportPreview) -> list[str]:
    """What is not taken over, and what stays."""
    notes = []
    if preview.left_out:
        names = tr(", ").join(preview.left_out)
        notes.append(tr("Columns left out: {names}.", names=names))
    if preview.kept:
        notes.append(
            ntr(
                "{n:,} value of the ledger stays, since the cell of the sheet is empty.",
                "{n:,} values of the ledger stay, since the cells of the sheet are empty.",
                preview.kept,
            )
        )
    return notes


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec(
            "state",
            tr("State"),
            width=104,
            format=lambda value: state_word(LineState(str(value))),
            mark=lambda value: _TONES[LineState(str(value))],
        ),
        ColumnSpec("row", tr("Row"), "", Align.RIGHT, 56, format=as_number()),
        ColumnSpec("number", tr("Number"), width=90),
        ColumnSpec("name", tr("Name of the procedure"), width=220),
        ColumnSpec("section", tr("Section"), width=110),
        ColumnSpec("changes", tr("What changes"), width=220, stretch=True),
    )
