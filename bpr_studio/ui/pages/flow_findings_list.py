"""The list of lint findings: grouped by level, sentences that wrap, the fix as a link."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.findings_list import LEVEL_MARKS, level_word
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QAbstractItemModel, QObject
    from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from bpr_studio.domain.lint.findings import LintFinding

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_ICON: Final = 16
_LEFT: Final = 26
_GAP: Final = 8
_LEADING: Final = 4
_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above the findings of one level."""

    level: Level
    count: int

    @property
    def text(self) -> str:
        """Level and count."""
        return tr("{level}: {n:,}", level=level_word(self.level), n=self.count)


class FindingRows(QAbstractListModel):
    """Findings under a heading for each level."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Heading | LintFinding] = []

    def show_findings(self, findings: Sequence[LintFinding]) -> None:
        """Show these instead; they come in the order of their levels."""
        self.beginResetModel()
        self._rows = []
        for level in Level:
            group = [finding for finding in findings if finding.level is level]
            if group:
                self._rows += [Heading(level, len(group)), *group]
        self.endResetModel()

    def finding(self, row: int) -> LintFinding | None:
        """The finding in a row, None for a heading."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return None if isinstance(found, Heading) else found

    def row_of(self, rule: str, element: str) -> int:
        """The row of a rule's finding about an element; with "" any rule's; -1 for none."""
        for number, row in enumerate(self._rows):
            if not isinstance(row, Heading) and row.element == element and rule in ("", row.rule):
                return number
        return -1

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Headings and findings."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if self.finding(index.row()) is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Everything as one text for screen readers."""
        row = self._rows[index.row()]
        if role == _ROW_ROLE:
            return row
        if role == int(Qt.ItemDataRole.DisplayRole):
            if isinstance(row, Heading):
                return row.text
            return f"{level_word(row.level)} {row.message}"
        return None


class FindingsView(QListView):
    """The list.

    Signals:
        chosen: the `LintFinding` people went to by mouse or key.
        fix_wanted: the `LintFinding` whose fix was clicked.
    """

    chosen = Signal(object)
    fix_wanted = Signal(object)

    def __init__(self, rows: FindingRows) -> None:
        super().__init__()
        self.rows = rows
        self._silent = False
        self.delegate = _FindingDelegate(self)
        self.delegate.fix_clicked.connect(self.fix_wanted)
        self.setModel(rows)
        self.setItemDelegate(self.delegate)
        self.setLayoutMode(QListView.LayoutMode.Batched)  # a thousand sentences, piece by piece
        self.setBatchSize(_BATCH)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Findings about the flow"))
        self.clicked.connect(self._tell)

    @property
    def current(self) -> LintFinding | None:
        """The finding people are at."""
        return self.rows.finding(self.currentIndex().row())

    def show_findings(self, findings: Sequence[LintFinding]) -> None:
        """Show these, staying at the finding people are at, and where they scrolled to."""
        here, place = self.current, self.verticalScrollBar().value()
        self._silent = True
        self.rows.show_findings(findings)
        if here is not None:
            self._go(self.rows.row_of(here.rule, here.element))
        self._silent = False
        self.verticalScrollBar().setValue(place)

    def show_element(self, element_id: str) -> None:
        """Go to the first finding about an element, without telling anybody."""
        here = self.current
        if here is not None and element_id in here.ids:
            return
        row = self.rows.row_of("", element_id)
        self._silent = True
        self._go(row)
        self._silent = False
        if row >= 0:
            self.scrollTo(self.currentIndex())

    def go_near(self, row: int) -> None:
        """Where nothing is chosen, go to the finding in a row or the one above, silently."""
        if self.current is not None or row < 0:
            return
        found = (n for n in range(row, -1, -1) if self.rows.finding(n) is not None)
        self._silent = True
        self._go(next(found, -1))
        self._silent = False

    def _go(self, row: int) -> None:
        self.setCurrentIndex(self.rows.index(row) if row >= 0 else QModelIndex())

    def _tell(self, index: QModelIndex) -> None:
        finding = self.rows.finding(index.row())
        if finding is not None:
            self.chosen.emit(finding)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Going through the list by keys goes through the drawing."""
        super().currentChanged(current, previous)
        if self.hasFocus() and not self._silent and current.isValid():
            self._tell(self.rows.index(current.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the element again."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current is not None:
            self.chosen.emit(self.current)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sentences wrap anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class _FindingDelegate(QStyledItemDelegate):
    """Mark and name of the element, the whole sentence below, and the fix."""

    fix_clicked = Signal(object)

    def __init__(self, view: FindingsView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As high as the sentence needs."""
        width = self._view.viewport().width()
        row = index.data(_ROW_ROLE)
        line = QFontMetrics(option.font).height()
        if isinstance(row, Heading):
            return QSize(width, line + 3 * _GAP // 2)
        height = _lines_height(row.sentence, _text_width(width), option.font.toString())
        fix = line + _LEADING if row.fix is not None else 0
        return QSize(width, _GAP + line + _LEADING + height + fix + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a heading or a finding."""
        row = index.data(_ROW_ROLE)
        painter.save()
        if isinstance(row, Heading):
            self._paint_heading(painter, option, row)
        else:
            self._paint_finding(painter, option, row)
        painter.restore()

    def _paint_heading(
        self, painter: QPainter, option: QStyleOptionViewItem, heading: Heading
    ) -> None:
        theme, rect = current_theme(), option.rect
        bold = QFont(option.font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        painter.drawText(
            rect.adjusted(4, 0, -4, 0),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            heading.text,
        )
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_finding(
        self, painter: QPainter, option: QStyleOptionViewItem, finding: LintFinding
    ) -> None:
        theme, rect = current_theme(), option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        metrics = QFontMetrics(option.font)
        paint_icon(
            painter,
            QRect(rect.left() + 4, rect.top() + _GAP, _ICON, _ICON),
            *LEVEL_MARKS[finding.level],
        )
        left, width = rect.left() + _LEFT, _text_width(rect.width())
        painter.setPen(theme.color("text_secondary"))
        place = metrics.elidedText(finding.place, Qt.TextElideMode.ElideRight, width)
        painter.drawText(left, rect.top() + _GAP + metrics.ascent(), place)
        painter.setPen(theme.color("text"))
        top = rect.top() + _GAP + metrics.height() + _LEADING
        layout = _laid_out(finding.sentence, width, option.font)
        layout.draw(painter, QPointF(left, top))
        if finding.fix is not None:
            self._paint_fix(painter, self._fix_rect(rect, option.font), finding)

    def _paint_fix(self, painter: QPainter, rect: QRect, finding: LintFinding) -> None:
        if finding.fix is None:
            return
        painter.setPen(current_theme().color("accent"))
        text = painter.fontMetrics().elidedText(
            tr("Mend: {deed}", deed=finding.fix.label), Qt.TextElideMode.ElideRight, rect.width()
        )
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _fix_rect(self, rect: QRect, font: QFont) -> QRect:
        line = QFontMetrics(font).height()
        return QRect(
            rect.left() + _LEFT, rect.bottom() - _GAP - line + 1, _text_width(rect.width()), line
        )

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        """A click on the fix does it."""
        row = index.data(_ROW_ROLE)
        if (
            isinstance(event, QMouseEvent)
            and event.type() is QEvent.Type.MouseButtonRelease
            and not isinstance(row, Heading)
            and row.fix is not None
            and self._fix_rect(option.rect, option.font).contains(event.position().toPoint())
        ):
            self.fix_clicked.emit(row)
            return True
        return super().editorEvent(event, model, option, index)


def _text_width(width: int) -> int:
    return max(width - _LEFT - _GAP, 40)


def _laid_out(sentence: str, width: int, font: QFont) -> QTextLayout:
    layout = QTextLayout(sentence, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height() + _LEADING
    layout.endLayout()
    return layout


@lru_cache(maxsize=4096)
def _lines_height(sentence: str, width: int, font: str) -> int:
    """How high a wrapped sentence is; the same sentences come again and again."""
    real = QFont()
    real.fromString(font)
    layout = _laid_out(sentence, width, real)
    return int(layout.boundingRect().height()) + 1
