"""A small list with a filter field: what shall it become?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from bpr_studio.domain.shared.text import tr, tr_source
from bpr_studio.ui.canvas.editing.kinds import digit_of
from bpr_studio.ui.canvas.editing.template_pictures import template_icon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.modeling.templates import Template

_WIDTH: Final = 280
_ROWS: Final = 10
_ROW: Final = 34
_KEY: Final = Qt.ItemDataRole.UserRole
_PASSED_ON: Final = frozenset(
    {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
)


class Chooser(QFrame):
    """Opens beside the pointer or the selection; typing filters, Enter takes, Esc leaves.

    Signals:
        chosen: key of the template.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("canvas-chooser")
        self.setProperty("kind", "card")
        self.setAccessibleName(tr("Change the kind"))
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(tr("Type to filter"))
        self._filter.setAccessibleName(tr("Type to filter"))
        self._filter.textChanged.connect(self._narrow)
        self._filter.returnPressed.connect(self._take)
        self._filter.installEventFilter(self)
        self._list = QListWidget()
        self._list.setIconSize(QSize(26, 22))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(tr("Kinds it can become"))
        self._list.itemClicked.connect(lambda _item: self._take())
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self._filter)
        column.addWidget(self._list)

    @property
    def shown_keys(self) -> list[str]:
        """The keys of what is listed now."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return [str(item.data(_KEY)) for item in items if not item.isHidden()]

    @property
    def filter_field(self) -> QLineEdit:
        """Where the filter is typed."""
        return self._filter

    def ask(self, templates: Iterable[Template], at: QPoint) -> None:
        """Open with these templates at a place of the screen."""
        self._list.clear()
        for entry in templates:
            text, digit = tr_source(entry.label), digit_of(entry.key)
            shown = tr("{text} ({keys})", text=text, keys=digit) if digit else text
            item = QListWidgetItem(template_icon(entry.key), shown)
            item.setData(_KEY, entry.key)
            item.setSizeHint(QSize(_WIDTH - 30, _ROW))
            self._list.addItem(item)
        self._filter.clear()
        self._narrow("")
        rows = min(max(self._list.count(), 1), _ROWS)
        self._list.setFixedHeight(rows * _ROW + 4)
        self.setFixedWidth(_WIDTH)
        self.adjustSize()
        self.move(self._kept_on_screen(at))
        self.show()
        self._filter.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys of the filter field move in the list."""
        mine = watched is self._filter and event.type() == QEvent.Type.KeyPress
        if mine and isinstance(event, QKeyEvent) and event.key() in _PASSED_ON:
            self._list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _kept_on_screen(self, at: QPoint) -> QPoint:
        room = self.screen().availableGeometry()
        x = max(min(at.x(), room.right() - self.width()), room.left())
        y = max(min(at.y(), room.bottom() - self.height()), room.top())
        return QPoint(x, y)

    def _narrow(self, text: str) -> None:
        words = text.strip().casefold()
        first = None
        for row in range(self._list.count()):
            item = self._list.item(row)
            item.setHidden(words not in item.text().casefold())
            if first is None and not item.isHidden():
                first = item
        self._list.setCurrentItem(first)  # type: ignore[arg-type]  # None is allowed: nothing fits

    def _take(self) -> None:
        item: QListWidgetItem | None = self._list.currentItem()
        if item is not None and not item.isHidden():
            self.hide()
            self.chosen.emit(str(item.data(_KEY)))
