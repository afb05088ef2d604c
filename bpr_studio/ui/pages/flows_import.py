"""What an import of flows brought: counts, files, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.services.flows import ImportState
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.blocks import EmptyState, KeyFigure
from bpr_studio.ui.qt.findings_list import FindingsList
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.services.flows import ImportOutcome
    from bpr_studio.ui.grid.columns import Row


class ImportResult(QWidget):
    """The result of one import; findings follow the files that are marked.

    Signals:
        flow_wanted: id of a flow somebody opened with Enter or a double click.
    """

    flow_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._outcomes: tuple[ImportOutcome, ...] = ()
        self._figures = {
            state: KeyFigure(state_word(state), unit=tr("files"), remark=_remark(state))
            for state in ImportState
        }
        columns = _columns()
        self._files = DataTable(columns, MemorySource(columns, []), name=tr("Files"))
        self._files.set_empty(
            EmptyState(
                "file-search",
                tr("There is no BPMN file here."),
                explanation=tr("Choose files that end in .bpmn, or a folder that holds some."),
            )
        )
        self._findings = FindingsList()
        self._lay_out()
        self._files.selection_changed.connect(self._show_findings)
        self._files.activated.connect(self._open)

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for figure in self._figures.values():
            figures.addWidget(figure, 1)
        splitter = QSplitter()
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._files)
        splitter.addWidget(self._findings)
        splitter.setSizes([620, 480])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(figures)
        column.addWidget(splitter, 1)

    @property
    def files(self) -> DataTable:
        """The table of files."""
        return self._files

    @property
    def findings(self) -> FindingsList:
        """The findings of the marked files, or of all."""
        return self._findings

    def show_outcomes(self, outcomes: Sequence[ImportOutcome]) -> None:
        """Show what became of the files, the refused ones first."""
        order = {ImportState.REFUSED: 0, ImportState.IMPORTED: 1, ImportState.UNCHANGED: 2}
        self._outcomes = tuple(sorted(outcomes, key=lambda outcome: order[outcome.state]))
        for state, figure in self._figures.items():
            n = sum(outcome.state is state for outcome in outcomes)
            figure.set_value(f"{n:,}", remark=_remark(state))
        rows = [_row(number, outcome) for number, outcome in enumerate(self._outcomes)]
        self._files.set_source(MemorySource(_columns(), rows))
        self._show_findings()

    def _show_findings(self) -> None:
        marked = {int(str(row[0])) for row in self._files.selected_rows()}
        self._findings.set_findings(
            [
                finding
                for number, outcome in enumerate(self._outcomes)
                if not marked or number in marked
                for finding in outcome.findings
            ]
        )

    def _open(self, row: Row) -> None:
        flow_id = self._outcomes[int(str(row[0]))].flow_id
        if flow_id:
            self.flow_wanted.emit(flow_id)


def state_word(state: ImportState) -> str:
    """What became of a file, in a word."""
    match state:
        case ImportState.IMPORTED:
            return tr("Imported")
        case ImportState.UNCHANGED:
            return tr("Imported before")
        case ImportState.REFUSED:
            return tr("Not imported")


def _remark(state: ImportState) -> str:
    match state:
        case ImportState.IMPORTED:
            return tr("open one with Enter or a double click")
        case ImportState.UNCHANGED:
            return tr("the very same file; left as it is")
        case ImportState.REFUSED:
            return tr("nothing of it was taken over; see the findings")


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("state", tr("Result"), width=124, mark=_mark),
        ColumnSpec("file", tr("File"), width=196),
        ColumnSpec("name", tr("Name"), width=110, stretch=True),
        ColumnSpec("elements", tr("Parts"), align=Align.RIGHT, width=72, format=as_number()),
        ColumnSpec(
            "findings", tr("Points to check"), align=Align.RIGHT, width=72, format=as_number()
        ),
    )


def _row(number: int, outcome: ImportOutcome) -> Row:
    return (
        str(number),
        state_word(outcome.state),
        outcome.file,
        outcome.name,
        outcome.elements or None,
        len(outcome.findings) or None,
    )


def _mark(word: object) -> Tone | None:
    if word == state_word(ImportState.REFUSED):
        return Tone.ERROR
    return Tone.SUCCESS if word == state_word(ImportState.IMPORTED) else None
