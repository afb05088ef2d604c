"""Choosing which values of a field are kept, in a small window below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import (
        QWidget,
    )

_KEY: Final = Qt.ItemDataRole.UserRole


class FilterChoice(QFrame):
    """A list with tick boxes and a search; closing it takes the choice.

    Signals:
        chosen: the keys kept; () for all.
    """

    chosen = Signal(object)

    def __init__(
        self,
        name: str,
        values: Sequence[tuple[str, str, int]],
        kept: Sequence[str],
        parent: QWidget,
    ) -> None:
        """Show a choice.

        Args:
            name: the field.
            values: key, name and minutes of each value.
            kept: keys kept now; none means all.
            parent: the widget it belongs to.
        """
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "popup")
        self.setAccessibleName(tr("Filter: {field}", field=name))
        self._words = QLineEdit()
        self._words.setPlaceholderText(tr("Search"))
        self._words.setAccessibleName(tr("Search"))
        self._words.setClearButtonEnabled(True)
        self._list = QListWidget()
        self._list.setAccessibleName(name)
        self._list.setSpacing(3)
        self._count = label("", kind="secondary")
        known = set(kept)
        for key, text, minutes in values:
            item = QListWidgetItem(tr("{name}　{hours} h", name=text, hours=format_hours(minutes)))
            item.setData(_KEY, key)
            item.setFlags(
                Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
            )
            item.setCheckState(Qt.CheckState.Checked if key in known else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._is_over = False
        self._before = tuple(key for key, _, _ in values if key in known)
        self._lay_out()
        self._words.textChanged.connect(self._search)
        self._list.itemChanged.connect(lambda _item: self._tell())
        self._tell()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys ticked."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return tuple(
            str(item.data(_KEY)) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    @property
    def list(self) -> QListWidget:
        """The values."""
        return self._list

    def open_below(self, widget: QWidget) -> None:
        """Show it below a widget, the keyboard in the search."""
        self.resize(340, 380)
        self.move(widget.mapToGlobal(QPoint(0, widget.height() + 2)))
        self.show()
        self._words.setFocus()

    def take(self) -> None:
        """Take the choice and close."""
        if self._is_over:
            return
        self._is_over = True
        keys = self.keys
        everything = len(keys) == self._list.count()
        if keys != self._before and not (everything and not self._before):
            self.chosen.emit(() if everything else keys)
        self.close()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves everything as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self._before = self.keys
        super().keyPressEvent(event)

    def hideEvent(self, event: object) -> None:
        """Clicking elsewhere takes the choice."""
        del event
        self.take()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addWidget(self._list, 1)
        buttons = QHBoxLayout()
        for text, run in (
            (tr("Tick those shown"), lambda: self._tick(on=True)),
            (tr("Untick those shown"), lambda: self._tick(on=False)),
        ):
            button = QPushButton(text)
            button.setProperty("kind", "quiet")
            button.clicked.connect(lambda _checked=False, run=run: run())
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        done = QPushButton(tr("Filter by these"))
        done.setProperty("kind", "primary")
        done.clicked.connect(lambda _checked=False: self.take())
        foot.addWidget(done)
        column.addLayout(foot)

    def _search(self, words: str) -> None:
        wanted = words.casefold().split()
        for row in range(self._list.count()):
            item = self._list.item(row)
            text = item.text().casefold()
            item.setHidden(not all(word in text for word in wanted))

    def _tick(self, *, on: bool) -> None:
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        with QSignalBlocker(self._list):  # hundreds of values are counted once, not each time
            for row in range(self._list.count()):
                item = self._list.item(row)
                if not item.isHidden():
                    item.setCheckState(state)
        self._tell()

    def _tell(self) -> None:
        count = len(self.keys)
        self._count.setText(
            ntr("{n} chosen", "{n} chosen", count) if count else tr("None ticked: all are kept")
        )
