"""Cells of the list of conflicts: a value that was chosen or not, and who won."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from bpr_studio.ui.grid.model import RowsModel
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import Tone, current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from bpr_studio.domain.workload.merging import Side

_Index = QModelIndex | QPersistentModelIndex
_PADDING: Final = 12
_ICON: Final = 18
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class _Cell(QStyledItemDelegate):
    """Ground of a row, an icon in front, the text beside it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one cell."""
        painter.save()
        token, icon_name, tone, ink = self.look(index)
        if token:
            painter.fillRect(option.rect.adjusted(0, 1, 0, -1), current_theme().color(token))
        elif option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, current_theme().color("accent_soft"))
        room = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        top = room.center().y() - _ICON // 2
        paint_icon(painter, QRect(room.left(), top, _ICON, _ICON), icon_name, tone)
        beside = room.adjusted(_ICON + 6, 0, 0, 0)
        painter.setFont(option.font)
        painter.setPen(current_theme().color(ink))
        words = str(index.data())
        text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, beside.width())
        painter.drawText(beside, _LEFT, text)
        painter.restore()

    def look(self, index: _Index) -> tuple[str, str, Tone, str]:
        """Ground ("" for none), icon, its tone, colour of the text."""
        raise NotImplementedError


class SideCell(_Cell):
    """The value of one side: chosen, not chosen, or still open; the icon repeats the colour."""

    def __init__(self, side: Side, chosen: int, parent: QObject) -> None:
        super().__init__(parent)
        self._side = side
        self._chosen = chosen

    def look(self, index: _Index) -> tuple[str, str, Tone, str]:
        """Green with a mark when chosen, grey when the other side was."""
        holds = _value(index, self._chosen)
        if holds is None:
            return "", "circle", Tone.SECONDARY, "text"
        if holds is self._side:
            return "success_soft", "check-circle", Tone.SUCCESS, "text"
        return "", "circle", Tone.SECONDARY, "text_secondary"


class ChosenCell(_Cell):
    """Who won, or that it is open."""

    def look(self, index: _Index) -> tuple[str, str, Tone, str]:
        """A mark for a decision, a warning while it is open."""
        if _value(index, index.column()) is None:
            return "", "warning", Tone.WARNING, "text"
        return "", "check", Tone.SUCCESS, "text"


def _value(index: _Index, column: int) -> object:
    model = index.model()
    return model.row(index.row())[column + 1] if isinstance(model, RowsModel) else None
