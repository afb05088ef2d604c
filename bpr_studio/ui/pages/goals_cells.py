"""Cells of the list of goals: the bar from baseline over now to the target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from bpr_studio.domain.reform.goal_words import share_words, target_lack
from bpr_studio.domain.reform.goals import Standing
from bpr_studio.ui.grid.model import RowsModel
from bpr_studio.ui.pages.survey_bars import paint_bar
from bpr_studio.ui.qt.theme import Tone, current_theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from bpr_studio.domain.reform.goals import GoalProgress

_PADDING: Final = 12
_FIGURE: Final = 56
_BAR: Final = 10
_SMALLER: Final = 0.9
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

MARKS: Final = {
    Standing.REACHED: ("check-circle", Tone.SUCCESS),
    Standing.ON_TRACK: ("trend-up", Tone.ACCENT),
    Standing.GOING: ("chart-line-up", Tone.ACCENT),
    Standing.BEHIND: ("warning", Tone.WARNING),
    Standing.MISSED: ("warning-circle", Tone.ERROR),
    Standing.STALE: ("clock", Tone.WARNING),
    Standing.NO_TARGET: ("minus-circle", Tone.SECONDARY),
    Standing.UNKNOWN: ("circle-dashed", Tone.SECONDARY),
}
"""Icon and tone of every standing; the words beside them say the same."""

_FILLS: Final = {
    Standing.REACHED: Tone.SUCCESS,
    Standing.BEHIND: Tone.WARNING,
    Standing.MISSED: Tone.WARNING,
    Standing.STALE: Tone.WARNING,
}


class NameCell(QStyledItemDelegate):
    """The name of a goal on up to two lines."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        painter.save()
        theme = current_theme()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("accent_soft"))
        room = option.rect.adjusted(_PADDING, 1, -4, -1)
        text, font = str(index.data()), option.font
        painter.setFont(font)
        if painter.fontMetrics().horizontalAdvance(text) > room.width():
            font.setPointSizeF(font.pointSizeF() * _SMALLER)
            painter.setFont(font)
        painter.setPen(theme.color("text"))
        painter.drawText(room, _LEFT | Qt.TextFlag.TextWrapAnywhere, text)
        painter.restore()


class PathCell(QStyledItemDelegate):
    """A bar as long as the share reached, a tick at the baseline, a wedge where the path is now."""

    def __init__(self, progress: Callable[[str], GoalProgress | None], parent: QObject) -> None:
        super().__init__(parent)
        self._progress = progress

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        model = index.model()
        row = model.row(index.row()) if isinstance(model, RowsModel) else None
        progress = self._progress(str(row[0])) if row else None
        if progress is None:
            return
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, current_theme().color("accent_soft"))
        painter.setFont(option.font)
        self._paint(painter, option.rect.adjusted(_PADDING, 0, -_PADDING, 0), progress)
        painter.restore()

    def _paint(self, painter: QPainter, room: QRect, progress: GoalProgress) -> None:
        theme = current_theme()
        if progress.share is None:
            painter.setPen(theme.color("text_secondary"))
            painter.drawText(room, _LEFT, target_lack(progress) or "–")
            return
        painter.setPen(theme.color("text"))
        painter.drawText(room, _RIGHT, share_words(progress))
        top = room.center().y() - _BAR / 2 + 1
        bar = QRectF(room.left(), top, room.width() - _FIGURE - 8, _BAR)
        paint_bar(painter, bar, progress.share, _FILLS.get(progress.standing, Tone.CORE))
        if (baseline := share_at(progress, progress.goal.baseline)) is not None:
            x = bar.left() + bar.width() * baseline
            painter.setPen(QPen(theme.color("text"), 2))
            painter.drawLine(QPointF(x, bar.top() - 4), QPointF(x, bar.bottom() + 4))
        if (expected := share_at(progress, progress.expected)) is not None and expected < 1:
            _paint_wedge(painter, bar.left() + bar.width() * expected, bar.top() - 1)


def _paint_wedge(painter: QPainter, x: float, tip: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current_theme().color("text_secondary"))
    wedge = [QPointF(x - 4, tip - 6), QPointF(x + 4, tip - 6), QPointF(x, tip)]
    painter.drawPolygon(QPolygonF(wedge))


def share_at(progress: GoalProgress, value: float | None) -> float | None:
    """Where a value stands on the bar, 0 … 1; None without a place (0 needs no mark)."""
    target, baseline = progress.target, progress.goal.baseline
    if value is None or not target or target <= 0 or value <= 0:
        return None
    if baseline is not None and target < baseline:
        return None  # the bar has no zero then, or the target was counted from a part only
    return min(value / target, 1.0)
