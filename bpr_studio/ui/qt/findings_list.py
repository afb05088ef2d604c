"""Findings of a check or an import as a list people can copy and jump from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QGuiApplication, QKeySequence, QShortcut, QTextLayout
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
)

from bpr_studio.domain.shared.findings import Finding, Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import Tone, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_ROW_HEIGHT: Final = 72
_PLACE_POINTS: Final = 9
_FINDING_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_ORDER: Final = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTICE: 2}
LEVEL_MARKS: Final = {
    Level.ERROR: ("x-circle", Tone.ERROR),
    Level.WARNING: ("warning", Tone.WARNING),
    Level.NOTICE: ("info", Tone.ACCENT),
}
"""Icon and tone of a level; the words beside them say the same."""


def level_word(level: Level) -> str:
    """The word for a level."""
    match level:
        case Level.ERROR:
            return tr("Error")
        case Level.WARNING:
            return tr("Warning")
        case Level.NOTICE:
            return tr("Notice")


def finding_cells(finding: Finding) -> tuple[str, str, str, str]:
    """Level, place, sentence and value as text."""
    return level_word(finding.level), str(finding.place), finding.message, finding.value


def counts_sentence(findings: Sequence[Finding]) -> str:
    """How many of each level, or that there are none."""
    if not findings:
        return tr("Nothing to report.")
    counts = [
        (level_word(level), sum(finding.level is level for finding in findings)) for level in Level
    ]
    return " ・ ".join(f"{word} {n:,}" for word, n in counts if n)


class FindingsModel(QAbstractListModel):
    """Findings, the serious ones first."""

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

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Everything as one text for screen readers; the whole finding as tooltip."""
        finding = self._findings[index.row()]
        if role == _FINDING_ROLE:
            return finding
        if role == int(Qt.ItemDataRole.DisplayRole):
            return " ".join(cell for cell in finding_cells(finding) if cell)
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return _tooltip(finding)
        return None


class FindingsList(QFrame):
    """A panel with findings: counts above, rows below.

    Signals:
        jump_requested: the `Finding` somebody double-clicked or pressed Enter on.
    """

    jump_requested = Signal(object)

    def __init__(self, title: str = "", *, titled: bool = True) -> None:
        """Make a panel; without a title where a tab above it says what it is."""
        super().__init__()
        self.setProperty("kind", "card")
        self._model = FindingsModel(self)
        self._counts = label("", kind="secondary")
        self._view = _FindingsView(self._model)
        self._view.opened.connect(
            lambda index: self.jump_requested.emit(self._model.finding(index.row()))
        )
        self._copy = icon_button("copy", tr("Copy the findings"), self.copy)
        head = QHBoxLayout()
        head.setSpacing(12)
        if titled:
            head.addWidget(label(title or tr("Points to check"), kind="strong"))
        head.addWidget(self._counts, 1)
        head.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 8, 8)
        column.addLayout(head)
        column.addWidget(self._view, 1)
        column.addStretch(0)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self._view)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)
        self.set_findings(())

    @property
    def counts(self) -> str:
        """The counts shown above the list."""
        return self._counts.text()

    @property
    def view(self) -> QListView:
        """The list itself."""
        return self._view

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Show these findings, the serious ones first."""
        self._model.set_findings(findings)
        self._counts.setText(counts_sentence(findings))
        self._view.setVisible(bool(findings))
        self._copy.setVisible(bool(findings))

    def copy(self) -> None:
        """Put the marked findings, or all, on the clipboard as rows for a worksheet."""
        rows = sorted({index.row() for index in self._view.selectionModel().selectedIndexes()})
        chosen = rows or range(self._model.rowCount())
        lines = ["\t".join((tr("Level"), tr("Place"), tr("Finding"), tr("Value")))]
        lines += ["\t".join(map(_one_line, self._cells(row))) for row in chosen]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _cells(self, row: int) -> tuple[str, str, str, str]:
        return finding_cells(self._model.finding(row))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tooltip(finding: Finding) -> str:
    value = finding.value if len(finding.value) <= 80 else finding.value[:79] + "…"
    if not value:
        return finding.message
    told = tr("Value: {value}", value=value)  # a call of its own: translators' tools find it
    return f"{finding.message}\n{told}"


class _FindingsView(QListView):
    """Rows of one height, so that thousands of findings cost nothing."""

    opened = Signal(QModelIndex)

    def __init__(self, model: FindingsModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(_FindingDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Points to check"))
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter jumps to the place."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are as wide as the list."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class _FindingDelegate(QStyledItemDelegate):
    """Mark of the level, level and place in small, the sentence in at most two lines."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        """All rows are alike."""
        parent = self.parent()
        width = parent.viewport().width() if isinstance(parent, QListView) else 200
        return QSize(width, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one finding."""
        finding = index.data(_FINDING_ROLE)
        if not isinstance(finding, Finding):
            return
        theme, rect = current_theme(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        paint_icon(
            painter, QRect(rect.left() + 8, rect.top() + 8, 20, 20), *LEVEL_MARKS[finding.level]
        )
        self._paint_texts(painter, rect.adjusted(36, 6, -8, -4), finding, option.font)
        painter.restore()

    def _paint_texts(self, painter: QPainter, room: QRect, finding: Finding, font: QFont) -> None:
        theme = current_theme()
        small = QFont(font)
        small.setPointSize(_PLACE_POINTS)
        painter.setFont(small)
        painter.setPen(theme.color("text_secondary"))
        place = " ・ ".join(
            part for part in (level_word(finding.level), str(finding.place)) if part
        )
        height = painter.fontMetrics().height()
        line = QRect(room.left(), room.top(), room.width(), height)
        elided = painter.fontMetrics().elidedText(place, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, elided)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        _paint_sentence(painter, room.adjusted(0, height + 3, 0, 0), finding.message)


def _paint_sentence(painter: QPainter, room: QRect, sentence: str) -> None:
    """At most two lines with room between them; the rest is in the tooltip."""
    metrics = painter.fontMetrics()
    layout = QTextLayout(sentence, painter.font())
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(room.width())
    layout.endLayout()
    first = sentence[: line.textLength()]
    rest = metrics.elidedText(
        sentence[line.textLength() :], Qt.TextElideMode.ElideRight, room.width()
    )
    height = metrics.height()
    for number, text in enumerate((first, rest)):
        top = room.top() + number * (height + 3)
        row = QRect(room.left(), top, room.width(), height)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, text)
