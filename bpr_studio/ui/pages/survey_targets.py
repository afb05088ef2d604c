"""The sections a survey asks: all of them, or those that have a tick in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
)

from bpr_studio.domain.shared.matching import folded
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.qt.blocks import Card
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bpr_studio.services.views import UnitLine

_ID_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_CHECKED: Final = Qt.CheckState.Checked


class TargetTree(Card):
    """All sections, or chosen ones: bureaus with their sections and a tick for each."""

    def __init__(self) -> None:
        super().__init__(tr("Sections asked"))
        self.all, self.some = QRadioButton(tr("All sections")), QRadioButton(tr("Only these"))
        self._search = QLineEdit()
        self._search.setPlaceholderText(tr("Name or code of a section"))
        self._search.setAccessibleName(tr("Search"))
        self._search.setClearButtonEnabled(True)
        self._tree = QTreeWidget()
        self._tree.setHeaderHidden(True)
        self._tree.setAccessibleName(tr("Sections asked"))
        self._count = label("", kind="secondary")
        choice = QHBoxLayout()
        choice.setSpacing(16)
        choice.addWidget(self.all)
        choice.addWidget(self.some)
        choice.addStretch(1)
        choice.addWidget(self._count)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self._search, 1)
        tools.addWidget(_button(tr("Tick all shown"), lambda: self._tick_shown(_CHECKED)))
        tools.addWidget(
            _button(tr("Clear all shown"), lambda: self._tick_shown(Qt.CheckState.Unchecked))
        )
        self.column.addLayout(choice)
        self.column.addLayout(tools)
        self.column.addWidget(self._tree, 1)
        self.some.toggled.connect(lambda _on: self._follow())
        self._search.textChanged.connect(self._filter)
        self._tree.itemChanged.connect(lambda _item, _column: self._follow())

    @property
    def chosen(self) -> frozenset[str] | None:
        """Ids of the sections ticked; None for all of the year."""
        if self.all.isChecked():
            return None
        ticked = (item for item in self._sections() if item.checkState(0) == _CHECKED)
        return frozenset(str(item.data(0, _ID_ROLE)) for item in ticked)

    def show_units(self, units: Sequence[UnitLine], chosen: frozenset[str] | None) -> None:
        """Show the sections of a year.

        Args:
            units: all units in tree order.
            chosen: the sections ticked; None for all of them.
        """
        self._tree.blockSignals(True)
        self._tree.clear()
        above: dict[str, QTreeWidgetItem] = {}
        names = {unit.id: unit.name for unit in units}
        for unit in units:
            if unit.level == "section":
                parent = self._bureau(unit, names, above)
                item = QTreeWidgetItem(parent, [f"{unit.name}（{unit.code}）"])
                item.setData(0, _ID_ROLE, unit.id)
                ticked = chosen is None or unit.id in chosen
                item.setCheckState(0, _CHECKED if ticked else Qt.CheckState.Unchecked)
        self._tree.blockSignals(False)
        (self.all if chosen is None else self.some).setChecked(True)
        self._search.clear()
        self._follow()

    def tick(self, unit_id: str, *, on: bool) -> None:
        """Set or clear one tick, as a click does."""
        for item in self._sections():
            if item.data(0, _ID_ROLE) == unit_id:
                item.setCheckState(0, _CHECKED if on else Qt.CheckState.Unchecked)

    # -- inside ----------------------------------------------------------------------------------

    def _bureau(
        self, unit: UnitLine, names: dict[str, str], above: dict[str, QTreeWidgetItem]
    ) -> QTreeWidgetItem:
        if unit.bureau_id not in above:
            name = names.get(unit.bureau_id) or tr("Without bureau")
            item = QTreeWidgetItem(self._tree, [name])
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsAutoTristate)
            above[unit.bureau_id] = item
        return above[unit.bureau_id]

    def _bureaus(self) -> Iterator[QTreeWidgetItem]:
        for place in range(self._tree.topLevelItemCount()):
            item = self._tree.topLevelItem(place)
            if item is not None:
                yield item

    def _sections(self) -> Iterator[QTreeWidgetItem]:
        for bureau in self._bureaus():
            yield from _below(bureau)

    def _filter(self, text: str) -> None:
        words = folded(text).split()
        for bureau in self._bureaus():
            shown = False
            for item in _below(bureau):
                name = folded(f"{bureau.text(0)} {item.text(0)}")
                fits = all(word in name for word in words)
                item.setHidden(not fits)
                shown = shown or fits
            bureau.setHidden(not shown)
            bureau.setExpanded(bool(words) and shown)

    def _tick_shown(self, state: Qt.CheckState) -> None:
        self._tree.blockSignals(True)
        for item in self._sections():
            if not item.isHidden():
                item.setCheckState(0, state)
        self._tree.blockSignals(False)
        self._tree.viewport().update()
        self._follow()

    def _follow(self) -> None:
        for widget in (self._tree, self._search):
            widget.setEnabled(self.some.isChecked())
        total = sum(1 for _ in self._sections())
        chosen = self.chosen
        n = total if chosen is None else len(chosen)
        self._count.setText(ntr("{n:,} section", "{n:,} sections", n))


def _below(bureau: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = (bureau.child(place) for place in range(bureau.childCount()))
    return [child for child in children if child is not None]


def _button(text: str, run: Callable[[], object]) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", "quiet")
    made.clicked.connect(lambda _checked=False: run())
    return made
