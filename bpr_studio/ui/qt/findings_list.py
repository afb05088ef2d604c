"""Findings of a check or an import as a list people can copy and jump from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
)

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import ICON_SIZE, Tone, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import (
        QWidget,
    )

    from bpr_studio.domain.shared.findings import Finding

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_ORDER: Final = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTICE: 2}
_MARKS: Final = {
    Level.ERROR: ("x-circle", Tone.ERROR),
    Level.WARNING: ("warning", Tone.WARNING),
    Level.NOTICE: ("info", Tone.ACCENT),
}


def level_word(level: Level) -> str:
    """The word for a level."""
    match level:
        case Level.ERROR:
            return tr("Error")
        case Level.WARNING:
            return tr("Warning")
        case Level.NOTICE:
            return tr("Notice")


class FindingsModel(QAbstractTableModel):
    """Findings, the serious ones first: level, place, sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings: list[Finding] = []

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._findings = sorted(findings, key=lambda finding: _ORDER[finding.level])
        self.endResetModel()

    def finding(self, row: int) -> Finding:
        """The finding in a row."""
        return self._findings[row]

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """One row per finding."""
        return 0 if parent.isValid() else len(self._findings)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Level, place, sentence."""
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The words above the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Level"), tr("Place"), tr("Finding"))[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, mark of the level, or the whole finding as tooltip."""
        finding = self._findings[index.row()]
        match Qt.ItemDataRole(role):
            case Qt.ItemDataRole.DisplayRole:
                return finding_cells(finding)[index.column()]
            case Qt.ItemDataRole.DecorationRole if index.column() == 0:
                return icon(*_MARKS[finding.level])
            case Qt.ItemDataRole.ToolTipRole:
                return _tooltip(finding)
            case _:
                return None


def finding_cells(finding: Finding) -> tuple[str, str, str]:
    """Level, place and sentence as text."""
    return level_word(finding.level), str(finding.place), finding.message


def _tooltip(finding: Finding) -> str:
    value = finding.value if len(finding.value) <= 80 else finding.value[:79] + "…"
    return f"{finding.message}\n{tr('Value: {value}', value=value)}" if value else finding.message


class FindingsList(QFrame):
    """A panel with findings: counts above, rows below.

    Signals:
        jump_requested: the `Finding` somebody double-clicked or pressed Enter on.
    """

    jump_requested = Signal(object)

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._model = FindingsModel(self)
        self._counts = label("", kind="secondary")
        self._table = _table_of(self._model)
        self._table.activated.connect(
            lambda index: self.jump_requested.emit(self._model.finding(index.row()))
        )
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(title or tr("Findings"), kind="strong"))
        head.addWidget(self._counts, 1)
        head.addWidget(icon_button("copy", tr("Copy the findings"), self.copy))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 8, 8)
        column.addLayout(head)
        column.addWidget(self._table, 1)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self._table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)
        self.set_findings(())

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Show these findings, the serious ones first."""
        self._model.set_findings(findings)
        self._counts.setText(counts_sentence(findings))
        self._table.setVisible(bool(findings))

    def copy(self) -> None:
        """Put the marked findings, or all, on the clipboard as rows for a worksheet."""
        rows = sorted({index.row() for index in self._table.selectionModel().selectedRows()})
        chosen = rows or range(self._model.rowCount())
        lines = ["\t".join((tr("Level"), tr("Place"), tr("Finding")))]
        lines += ["\t".join(finding_cells(self._model.finding(row))) for row in chosen]
        QGuiApplication.clipboard().setText("\n".join(lines))


def counts_sentence(findings: Sequence[Finding]) -> str:
    """How many of each level; "" when there are none at all it says so."""
    if not findings:
        return tr("Nothing to report.")
    counts = [
        (level_word(level), sum(finding.level is level for finding in findings)) for level in Level
    ]
    return " ・ ".join(f"{word} {n:,}" for word, n in counts if n)


def _table_of(model: FindingsModel) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setIconSize(ICON_SIZE)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setAccessibleName(tr("Findings"))
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(32)
    header = table.horizontalHeader()
    header.setStretchLastSection(True)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    table.setColumnWidth(0, 96)
    table.setColumnWidth(1, 240)
    return table
