"""Rows from a template: which kinds of tasks such a section usually has, with a preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEY: Final = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class TemplateOffer:
    """A kind of section and the tasks it usually has.

    Attributes:
        key: stable English name.
        title: for people, e.g. "市民課・区民課（窓口）".
        hint: where it comes from, or for whom it is.
        rows: class code, name of the task and name of its class.
        fits: it is made for sections like this one.
    """

    key: str
    title: str
    hint: str
    rows: tuple[tuple[str, str, str], ...]
    fits: bool = False


class TemplateView(QWidget):
    """Templates at the left, the tasks of the chosen one at the right, each can be left out.

    Signals:
        wanted: key of the template and the numbers of its rows that shall be added.
        left: somebody went back.
    """

    wanted = Signal(str, tuple)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._templates: tuple[TemplateOffer, ...] = ()
        self._present: frozenset[tuple[str, str]] = frozenset()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Templates"))
        self.preview = QListWidget()
        self.preview.setAccessibleName(tr("Tasks of the template"))
        self._hint = label("", kind="secondary", wrap=True)
        self.add = QPushButton()
        self._build()
        self.list.currentRowChanged.connect(self._show_rows)
        self.preview.itemChanged.connect(lambda _item: self._count())
        self.add.clicked.connect(lambda _checked=False: self._want())
        for one in (self.list, self.preview):  # Enter takes the rows, as the button does
            keys = QShortcut(QKeySequence(Qt.Key.Key_Return), one)
            keys.setContext(Qt.ShortcutContext.WidgetShortcut)
            keys.activated.connect(self._want)

    def ask(
        self, templates: Sequence[TemplateOffer], present: frozenset[tuple[str, str]] = frozenset()
    ) -> None:
        """Show templates, those that fit first.

        Args:
            templates: all there are.
            present: code and name of the tasks the sheet has already; they are not ticked.
        """
        self._templates = tuple(sorted(templates, key=lambda one: not one.fits))
        self._present = present
        self.list.clear()
        for one in self._templates:
            title = tr("{title} (fits this section)", title=one.title) if one.fits else one.title
            self.list.addItem(title)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    @property
    def chosen(self) -> tuple[int, ...]:
        """Numbers of the ticked rows."""
        items = (self.preview.item(number) for number in range(self.preview.count()))
        return tuple(
            int(item.data(_KEY)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def _build(self) -> None:
        self.add.setProperty("kind", "primary")
        back = QPushButton(tr("Back to the sheet"))
        back.clicked.connect(lambda _checked=False: self.left.emit())
        left, right = QFrame(), QFrame()
        for card, widget, title in (
            (left, self.list, tr("Templates")),
            (right, self.preview, tr("Tasks of the template")),
        ):
            card.setProperty("kind", "card")
            inner = QVBoxLayout(card)
            inner.setContentsMargins(12, 8, 4, 8)
            inner.addWidget(label(title, kind="strong"))
            inner.addWidget(widget, 1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(left, 2)
        row.addWidget(right, 3)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._hint, 1)
        foot.addWidget(back)
        foot.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row, 1)
        column.addLayout(foot)

    def _show_rows(self, number: int) -> None:
        self.preview.blockSignals(True)
        self.preview.clear()
        if 0 <= number < len(self._templates):
            found = self._templates[number]
            self._hint.setText(found.hint)
            for place, (code, name, class_name) in enumerate(found.rows):
                self.preview.addItem(self._row(place, code, name, class_name))
        self.preview.blockSignals(False)
        self._count()

    def _row(self, place: int, code: str, name: str, class_name: str) -> QListWidgetItem:
        there = (code, name) in self._present
        parts = [f"{code}  {name}"]
        if class_name and class_name != name:
            parts.append(class_name)
        if there:
            parts.append(tr("on the sheet already"))
        item = QListWidgetItem(" ・ ".join(parts))
        item.setData(_KEY, place)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked if there else Qt.CheckState.Checked)
        return item

    def _count(self) -> None:
        n = len(self.chosen)
        self.add.setText(ntr("Add {n} row", "Add {n} rows", n))
        self.add.setEnabled(n > 0)

    def _want(self) -> None:
        number = self.list.currentRow()
        if 0 <= number < len(self._templates):
            self.wanted.emit(self._templates[number].key, self.chosen)
