"""Cells of the survey tables that show more than text: states with icons, shares with bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from bpr_studio.services.section_checks import LOAD_FROM, LOAD_TO
from bpr_studio.ui.grid.model import RowsModel
from bpr_studio.ui.pages.survey_bars import paint_bar
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import Tone, current_theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

_Index = QModelIndex | QPersistentModelIndex
_PADDING: Final = 12
_ICON: Final = 18
_BAR_HEIGHT: Final = 8
_FULL_BAR: Final = 1.5  # the bar ends at 150 %


class _Cell(QStyledItemDelegate):
    """Ground of the row as the style sheet paints it, then what `paint_inside` draws."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one cell."""
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, current_theme().color("accent_soft"))
        painter.setFont(option.font)
        painter.setPen(current_theme().color("text"))
        room = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        self.paint_inside(painter, room, index)
        painter.restore()

    def paint_inside(self, painter: QPainter, room: QRect, index: _Index) -> None:
        """Draw the content of the cell into `room`."""
        raise NotImplementedError


class StateCell(_Cell):
    """Icon and word; the icon repeats what the word says."""

    def __init__(self, mark: Callable[[object], tuple[str, Tone]], parent: QObject) -> None:
        super().__init__(parent)
        self._mark = mark

    def paint_inside(self, painter: QPainter, room: QRect, index: _Index) -> None:
        """The icon, then the word."""
        word = str(index.data())
        icon_name, tone = self._mark(word)
        top = room.center().y() - _ICON // 2
        paint_icon(painter, QRect(room.left(), top, _ICON, _ICON), icon_name, tone)
        beside = room.adjusted(_ICON + 6, 0, 0, 0)
        text = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, beside.width())
        painter.drawText(beside, _LEFT, text)


class LoadCell(_Cell):
    """A bar from 0 to 150 % with the line of 100 %, and the figure; a mark where it is doubtful."""

    def paint_inside(self, painter: QPainter, room: QRect, index: _Index) -> None:
        """Bar, mark, figure."""
        load = _value(index)
        if not isinstance(load, float):
            painter.setPen(current_theme().color("text_secondary"))
            painter.drawText(room, _RIGHT, "–")
            return
        figure_room = room.adjusted(room.width() - 48, 0, 0, 0)
        painter.drawText(figure_room, _RIGHT, str(index.data()))
        doubtful = not LOAD_FROM <= load <= LOAD_TO
        bar = QRectF(
            room.left(), room.center().y() - _BAR_HEIGHT / 2 + 1, room.width() - 76, _BAR_HEIGHT
        )
        paint_bar(painter, bar, load / _FULL_BAR, Tone.WARNING if doubtful else Tone.CORE)
        line = bar.left() + bar.width() / _FULL_BAR
        painter.setPen(QPen(current_theme().color("text_secondary"), 1))
        painter.drawLine(int(line), int(bar.top()) - 3, int(line), int(bar.bottom()) + 3)
        if doubtful:
            mark = QRect(int(bar.right()) + 6, room.center().y() - 8, 16, 16)
            paint_icon(painter, mark, "warning", Tone.WARNING)


class ShareCell(_Cell):
    """A short hatched bar of the non-core share, and the figure."""

    def paint_inside(self, painter: QPainter, room: QRect, index: _Index) -> None:
        """Bar, figure."""
        share = _value(index)
        if not isinstance(share, float):
            painter.setPen(current_theme().color("text_secondary"))
            painter.drawText(room, _RIGHT, "–")
            return
        painter.drawText(room, _RIGHT, str(index.data()))
        bar = QRectF(
            room.left(), room.center().y() - _BAR_HEIGHT / 2 + 1, room.width() - 48, _BAR_HEIGHT
        )
        paint_bar(painter, bar, share, Tone.NON_CORE)


def _value(index: _Index) -> object:
    model = index.model()
    return model.row(index.row())[index.column() + 1] if isinstance(model, RowsModel) else None


_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
