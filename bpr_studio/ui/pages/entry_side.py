"""What stands beside the grid of a sheet: the current cell, and the points to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QTabBar, QVBoxLayout

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.entry_cell_panel import CellPanel
from bpr_studio.ui.pages.entry_words import placed
from bpr_studio.ui.qt.findings_list import FindingsList

if TYPE_CHECKING:
    from bpr_studio.services.entry import EntrySheet


class SidePanel(QFrame):
    """Two leaves: about the current cell, and the points to check.

    Signals:
        jump_wanted: row id and column key of a finding.
    """

    jump_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setMinimumWidth(248)
        self.cell = CellPanel()
        self.findings = FindingsList(titled=False)
        self.findings.setStyleSheet("FindingsList { border: none; }")
        self.findings.jump_requested.connect(self._jump)
        self._places: dict[int, tuple[str, str]] = {}
        self.leaves = QTabBar()
        self.leaves.setDrawBase(False)
        self.leaves.setExpanding(False)
        self.leaves.setAccessibleName(tr("Side panel"))
        self.leaves.addTab(tr("This cell"))
        self.leaves.addTab(tr("Points to check"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.cell)
        self._stack.addWidget(self.findings)
        self.leaves.currentChanged.connect(self._stack.setCurrentIndex)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 4, 4)
        column.setSpacing(0)
        column.addWidget(self.leaves)
        column.addWidget(self._stack, 1)

    def show_findings(self, sheet: EntrySheet) -> None:
        """Show everything the checks say, and how much that is."""
        columns = {column.field: column for column in reversed(sheet.columns)}
        headers = {field: column.header for field, column in columns.items()}
        shown = [placed(sheet, one, headers) for one in sheet.findings]
        self._places = {
            id(finding): (one.row, columns[one.field].key if one.field in columns else "")
            for finding, one in zip(shown, sheet.findings, strict=True)
        }
        self.findings.set_findings(shown)
        open_ones = sum(finding.level is not Level.NOTICE for finding in shown)
        text = tr("Points to check ({n})", n=open_ones) if open_ones else tr("Points to check")
        self.leaves.setTabText(1, text)

    def show_leaf(self, number: int) -> None:
        """Bring the cell (0) or the findings (1) to the front."""
        self.leaves.setCurrentIndex(number)

    def _jump(self, finding: object) -> None:
        row, key = self._places.get(id(finding), ("", ""))
        if row:
            self.jump_wanted.emit(row, key)
