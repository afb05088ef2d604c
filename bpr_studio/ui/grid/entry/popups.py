"""Popups that help to fill in a cell, and the built-in one for drop-downs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QVBoxLayout

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.entry.matching import kana_folded

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.grid.entry.model import EntryColumn

_MOST_SHOWN: Final = 10
_ROW: Final = 30


class CellPopup(QFrame):
    """Stands at a cell while it is changed. Subclass it for pickers and curves.

    Usually the keyboard stays in the cell: what is typed there comes to `search`, Up and Down to
    `step`, and Enter takes `marked`. A popup with `takes_keyboard` gets the keyboard itself and
    answers with its signals.

    Signals:
        chosen: put this text into the cell and close.
        dismissed: close and leave the cell as it is.
    """

    chosen = Signal(str)
    dismissed = Signal()

    takes_keyboard = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "popup")

    def open_for(self, text: str) -> None:
        """Begin with the text the cell has now."""

    def search(self, typed: str) -> None:
        """The text typed in the cell so far changed (what an input method composes included)."""

    def step(self, by: int) -> None:
        """Mark the next (1) or the entry before (-1), or a page of them."""

    def marked(self) -> str | None:
        """The text Enter takes; None takes what was typed."""
        return None


class CellEditorFactory(Protocol):
    """The host's popups for picker and profile columns."""

    def popup(self, row_id: str, column: EntryColumn) -> CellPopup | None:
        """A new popup for a cell; None lets the cell be typed into only.

        The grid places it at the cell and deletes it afterwards.
        """


class ListPopup(CellPopup):
    """A list of labels of which one is marked; base of drop-downs and suggestions."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = QStringListModel(self)
        self._list = QListView()
        self._list.setModel(self._labels)
        self._list.setAccessibleName(name)
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self._list)

    def show_labels(self, labels: list[str], *, mark: int) -> None:
        """Show these entries with one marked, -1 for none."""
        self._labels.setStringList(labels)
        self._mark(mark)
        self.setFixedHeight(self.sizeHint().height())

    @property
    def labels(self) -> list[str]:
        """The entries shown."""
        return self._labels.stringList()

    def sizeHint(self) -> QSize:
        """As high as its entries, ten at most."""
        rows = min(max(self._labels.rowCount(), 1), _MOST_SHOWN)
        widest = max(
            (self._list.fontMetrics().horizontalAdvance(label) for label in self.labels), default=0
        )
        return QSize(min(widest + 48, 480), rows * _ROW + 12)

    def step(self, by: int) -> None:
        """Mark another entry; the ends hold."""
        count = self._labels.rowCount()
        if count:
            start = self._list.currentIndex().row()
            first = -1 if start < 0 and by > 0 else start
            self._mark(min(max(first + by, 0), count - 1))

    def marked(self) -> str | None:
        """The marked label."""
        index = self._list.currentIndex()
        return str(index.data()) if index.isValid() else None

    def _mark(self, row: int) -> None:
        self._list.setCurrentIndex(self._labels.index(row, 0) if row >= 0 else QModelIndex())

    def _take(self, index: QModelIndex) -> None:
        self.chosen.emit(str(index.data()))


class ChoicePopup(ListPopup):
    """The drop-down of a choice column: first letters of labels or values narrow it."""

    def __init__(self, column: EntryColumn, parent: QWidget | None = None) -> None:
        super().__init__(tr("Choices for {column}", column=column.title), parent)
        self._column = column
        self.open_for("")

    def open_for(self, text: str) -> None:
        """All choices, the present one marked."""
        labels = [label for _, label in self._column.choices]
        self.show_labels(labels, mark=labels.index(text) if text in labels else -1)

    def search(self, typed: str) -> None:
        """Choices that begin so come first, then those that have it anywhere; else all of them."""
        found = matching_labels(self._column.choices, typed) if typed else []
        if found:
            self.show_labels(found, mark=0)
        else:
            self.open_for("")


def matching_labels(choices: tuple[tuple[str, str], ...], typed: str) -> list[str]:
    """The labels that fit what was typed, best first; kana of both kinds and widths are one."""
    wanted = kana_folded(typed.strip())
    ranked = []
    for place, (value, label) in enumerate(choices):
        flat, code = kana_folded(label), kana_folded(value)
        if wanted in {flat, code}:
            rank = 0
        elif flat.startswith(wanted):
            rank = 1
        elif code.startswith(wanted):
            rank = 2
        elif wanted in flat:
            rank = 3
        else:
            continue
        ranked.append((rank, place, label))
    return [label for _, _, label in sorted(ranked)]
