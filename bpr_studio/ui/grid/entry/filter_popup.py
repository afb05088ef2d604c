"""What a heading offers: sorting, and which values of the column are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.entry.arrangement import ColumnFilter, Sorting
from bpr_studio.ui.grid.entry.matching import folded
from bpr_studio.ui.qt.icons import icon
from bpr_studio.ui.qt.theme import ICON_SIZE, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import (
        QWidget,
    )

    from bpr_studio.ui.grid.entry.model import EntryColumn

#: More values than this are narrowed by typing first.
_MOST_VALUES: Final = 500
_CHECKED: Final = Qt.CheckState.Checked
_OPEN: Final = Qt.CheckState.Unchecked


class FilterPopup(QFrame):
    """Opens below a heading.

    Signals:
        sorted: a `Sorting`, or None for the order of the sheet.
        filtered: a `ColumnFilter`; an empty one shows every row.
    """

    sorted = Signal(object)
    filtered = Signal(object)

    def __init__(
        self,
        column: EntryColumn,
        values: Sequence[str],
        present: ColumnFilter | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "popup")
        self.setAccessibleName(tr("Sort and filter {column}", column=column.title))
        self._column = column
        self._values = list(values)
        self._chosen = set(values if present is None or present.values is None else present.values)
        self._text = QLineEdit(present.text if present is not None else "")
        self._text.setPlaceholderText(tr("Contains…"))
        self._text.setAccessibleName(tr("Rows whose cell contains"))
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Values to show"))
        self._list.setUniformItemSizes(True)
        self._rest = label("", kind="caption")
        self._lay_out()
        self._fill()
        self._text.textChanged.connect(lambda _text: self._fill())
        self._text.returnPressed.connect(self._apply)
        self._list.itemChanged.connect(self._toggled)
        self._text.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        key = self._column.key
        for text, name, sorting in (
            (tr("Smallest first"), "sort-ascending", Sorting(key)),
            (tr("Largest first"), "sort-descending", Sorting(key, descending=True)),
            (tr("Order of the sheet"), "list-numbers", None),
        ):
            column.addWidget(self._sort_button(text, name, sorting))
        column.addSpacing(4)
        column.addWidget(self._text)
        column.addWidget(self._list, 1)
        column.addWidget(self._rest)
        row = QHBoxLayout()
        row.addWidget(_button(tr("All values"), lambda: self._check_all(on=True), kind="quiet"))
        row.addWidget(_button(tr("None"), lambda: self._check_all(on=False), kind="quiet"))
        row.addStretch(1)
        row.addWidget(_button(tr("Clear"), self._clear))
        row.addWidget(_button(tr("Show rows"), self._apply, kind="primary"))
        column.addLayout(row)

    def _sort_button(self, text: str, name: str, sorting: Sorting | None) -> QPushButton:
        def run() -> None:
            self.close()
            self.sorted.emit(sorting)

        button = _button(text, run, kind="entry")
        button.setIcon(icon(name))
        button.setIconSize(ICON_SIZE)
        return button

    def sizeHint(self) -> QSize:
        """Room for a dozen values."""
        return QSize(336, 480)

    def _matching(self) -> list[str]:
        wanted = folded(self._text.text())
        return [value for value in self._values if wanted in folded(value)]

    def _fill(self) -> None:
        found = self._matching()
        self._list.blockSignals(True)
        self._list.clear()
        for value in found[:_MOST_VALUES]:
            item = QListWidgetItem(value or tr("(empty)"), self._list)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_CHECKED if value in self._chosen else _OPEN)
        self._list.blockSignals(False)
        more = len(found) - _MOST_VALUES
        self._rest.setText(tr("{n:,} more; type to narrow them down", n=more) if more > 0 else "")
        self._rest.setVisible(more > 0)

    def _toggled(self, item: QListWidgetItem) -> None:
        value = str(item.data(Qt.ItemDataRole.UserRole))
        (self._chosen.add if item.checkState() is _CHECKED else self._chosen.discard)(value)

    def _check_all(self, *, on: bool) -> None:
        found = self._matching()
        self._chosen = self._chosen | set(found) if on else self._chosen - set(found)
        self._fill()

    def _apply(self) -> None:
        every = self._chosen >= set(self._values)
        wanted = ColumnFilter(None if every else frozenset(self._chosen), self._text.text())
        self.close()
        self.filtered.emit(wanted)

    def _clear(self) -> None:
        self.close()
        self.filtered.emit(ColumnFilter())


def _button(text: str, run: Callable[[], object], *, kind: str = "") -> QPushButton:
    button = QPushButton(text)
    if kind:
        button.setProperty("kind", kind)
    button.clicked.connect(lambda _checked=False: run())
    return button
