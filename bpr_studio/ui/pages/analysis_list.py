"""The list of charts at the left of the analysis: each with its finding, one click away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.theme import body_font, current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QPainter, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    _Index = QModelIndex | QPersistentModelIndex

_ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole
_ROW_HEIGHT: Final = 48
_WIDTH: Final = 280
_SMALL_POINTS: Final = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list.

    Attributes:
        key: what it stands for.
        title: name of the chart.
        finding: what it says, in one line; the whole sentence is in the tooltip.
        quiet: there is no data yet.
    """

    key: str
    title: str
    finding: str
    quiet: bool = False


class ChartList(QListView):
    """Names and findings; the arrow keys walk through them.

    Signals:
        chosen: key of the entry that became current.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Charts"))
        self.setMinimumWidth(_WIDTH)
        self.setMaximumWidth(_WIDTH + 60)
        self._tell = True
        self.selectionModel().currentChanged.connect(self._changed)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is offered."""
        return tuple(self._model.entries)

    @property
    def current(self) -> str:
        """Key of the current entry, "" for none."""
        entry = self.currentIndex().data(_ENTRY_ROLE)
        return entry.key if isinstance(entry, Entry) else ""

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Offer others; the current one stays where it is still there, without telling."""
        kept = self.current
        self._tell = False
        self._model.show_entries(entries)
        self.choose(kept)
        self._tell = True

    def choose(self, key: str) -> None:
        """Make an entry current; the first where there is none of this key."""
        keys = [entry.key for entry in self._model.entries]
        row = keys.index(key) if key in keys else 0
        if keys:
            self.setCurrentIndex(self._model.index(row))

    def sizeHint(self) -> QSize:
        """Narrow beside a chart."""
        return QSize(_WIDTH, 10 * _ROW_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are as wide as the list."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _changed(self, _now: QModelIndex, _before: QModelIndex) -> None:
        if self._tell and self.current:
            self.chosen.emit(self.current)


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show_entries(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 # Qt's own default
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role == _ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            return entry.finding
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tr("{name}: {finding}", name=entry.title, finding=entry.finding)
        return None


class _Delegate(QStyledItemDelegate):
    """The name, and below it the finding, quiet and in one line."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        """All rows are alike."""
        parent = self.parent()
        width = parent.viewport().width() if isinstance(parent, QListView) else _WIDTH
        return QSize(width, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one entry."""
        entry = index.data(_ENTRY_ROLE)
        if not isinstance(entry, Entry):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = current_theme()
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
            painter.fillRect(rect.left(), rect.top(), 4, rect.height(), theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        room = rect.adjusted(14, 4, -8, -4)
        half = room.height() // 2
        painter.setFont(body_font(bold=not entry.quiet))
        painter.setPen(theme.color("text_secondary" if entry.quiet else "text"))
        _draw(painter, QRect(room.left(), room.top(), room.width(), half), entry.title)
        painter.setFont(body_font(_SMALL_POINTS))
        painter.setPen(theme.color("text_secondary"))
        _draw(painter, QRect(room.left(), room.top() + half, room.width(), half), entry.finding)
        painter.restore()


def _draw(painter: QPainter, room: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(room, flags | Qt.TextFlag.TextDontClip, shown)
