"""The cities of the comparison: which ones there are, which ones count, what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.benchmark.compare import identity
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.ui.qt.blocks import prose
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bpr_studio.domain.benchmark.figures import CityFigures

_FIGURES_ROLE: Final = int(Qt.ItemDataRole.UserRole)

#: What explains a gap more often than the work itself does (domain.md §6).
_ALWAYS_ASK: Final = (
    N_("How cases are counted"),
    N_("What is left to contractors"),
    N_("Which systems are used"),
    N_("What wards do and what the main office does"),
    N_("How strictly the rules are read"),
)


@dataclass(frozen=True, slots=True)
class CityChoice:
    """One set of figures in the list.

    Attributes:
        figures: as imported.
        compared: they are those of the city that count; another year's do not.
    """

    figures: CityFigures
    compared: bool


class CitiesPanel(QWidget):
    """The imported cities to choose from, and below what is counted differently.

    Signals:
        chosen: other cities were picked; ask `wanted`.
        remove_requested: the `CityFigures` somebody wants to take out.
    """

    chosen = Signal()
    remove_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Cities compared"))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setSpacing(2)
        self._remove = make_action(
            self,
            tr("Remove"),
            self._ask_removal,
            icon_name="trash",
            tip=tr("Take the marked city out of the comparison; undo brings it back"),
        )
        self._remove.setEnabled(False)
        self._differences = QVBoxLayout()
        self._differences.setContentsMargins(0, 0, 8, 0)
        self._differences.setSpacing(8)
        self._lay_out()
        self._list.itemChanged.connect(lambda _item: self.chosen.emit())
        self._list.currentItemChanged.connect(
            lambda item, _before: self._remove.setEnabled(item is not None)
        )
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self._list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._ask_removal)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Codes or names of the cities picked, each once."""
        picked = [
            identity(item.data(_FIGURES_ROLE))
            for item in self._items()
            if item.checkState() is Qt.CheckState.Checked
        ]
        return tuple(dict.fromkeys(picked))

    @property
    def cities(self) -> QListWidget:
        """The list itself."""
        return self._list

    def show_cities(self, choices: Sequence[CityChoice], left_out: Collection[str]) -> None:
        """List the cities; those `left_out` (codes or names) are not picked."""
        row = self._list.currentRow()
        self._list.blockSignals(True)
        self._list.clear()
        for choice in choices:
            self._list.addItem(_item(choice, picked=identity(choice.figures) not in left_out))
        self._list.setCurrentRow(min(row, self._list.count() - 1))
        self._list.blockSignals(False)
        self._remove.setEnabled(self._list.currentItem() is not None)

    def show_differences(self, sentences: Sequence[str]) -> None:
        """Say what is counted differently; the general questions always stand below."""
        while self._differences.count():
            item = self._differences.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = sentences or [tr("Nothing is known to be counted differently.")]
        for sentence in found:
            self._differences.addWidget(prose(sentence))
        self._differences.addWidget(label(tr("Ask before you judge"), kind="strong"))
        questions = tr(", ").join(tr_source(question) for question in _ALWAYS_ASK)
        self._differences.addWidget(prose(questions, kind="secondary"))
        self._differences.addStretch(1)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setLayout(self._differences)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("Why figures may differ"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(tr("Cities compared"), kind="section"))
        column.addWidget(self._list, 3)
        column.addWidget(ActionButton(self._remove), 0, Qt.AlignmentFlag.AlignRight)
        column.addWidget(label(tr("Why figures may differ"), kind="section"))
        column.addWidget(area, 2)

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    def _ask_removal(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self.remove_requested.emit(item.data(_FIGURES_ROLE))


def _item(choice: CityChoice, *, picked: bool) -> QListWidgetItem:
    item = QListWidgetItem(f"{city_title(choice.figures)}\n{_facts(choice)}")
    item.setData(_FIGURES_ROLE, choice.figures)
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    if choice.compared:
        flags |= Qt.ItemFlag.ItemIsUserCheckable
        item.setCheckState(Qt.CheckState.Checked if picked else Qt.CheckState.Unchecked)
    item.setFlags(flags)
    item.setToolTip(
        tr(
            "Core work there: {definition}",
            definition=choice.figures.definition or tr("not stated"),
        )
    )
    return item


def city_title(figures: CityFigures) -> str:
    """The city's name, with 架空 where the name itself does not say so."""
    word = tr("fictitious")
    if figures.fictitious and word not in figures.city_name:
        return f"{figures.city_name}（{word}）"
    return figures.city_name


def _facts(choice: CityChoice) -> str:
    figures = choice.figures
    if not choice.compared:
        return tr("{year}; not compared", year=FiscalYear(figures.fiscal_year))
    return tr(
        "{year}, {population:,} residents",
        year=FiscalYear(figures.fiscal_year),
        population=figures.population,
    )
