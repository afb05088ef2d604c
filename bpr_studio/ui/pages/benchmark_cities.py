"""The cities of the comparison: which there are, which count, how comparable they are and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.benchmark.comparability import MEANINGS
from bpr_studio.domain.benchmark.compare import identity
from bpr_studio.domain.benchmark.similar import Choice, Selection
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import N_, ntr, tr, tr_source
from bpr_studio.ui.qt.blocks import clear_layout, prose
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.benchmark.figures import CityFigures
    from bpr_studio.services.benchmarking import Overview, Standing

_ROW_HEIGHT: Final = 46
_FIELD_WIDTH: Final = 112
_STANDING_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_CHOICES: Final = {
    Choice.ALL: N_("All cities"),
    Choice.NEAREST: N_("Nearest in population"),
    Choice.WITHIN: N_("Similar in population"),
    Choice.BY_HAND: N_("Chosen by hand"),
}


class CitiesPanel(QWidget):
    """How cities are chosen, the list of them, and below why a city has its grade.

    Signals:
        selection_changed: the `Selection` somebody wants.
        remove_requested: the `CityFigures` somebody wants to take out.
    """

    selection_changed = Signal(object)
    remove_requested = Signal(object)

    def __init__(self, *, may_remove: bool = True) -> None:
        super().__init__()
        self._may_remove = may_remove
        self._selection = Selection()
        self._differences: tuple[str, ...] = ()
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("How cities are chosen"))
        for key, word in _CHOICES.items():
            self.choice.addItem(tr_source(word), key)
        self.count = QSpinBox()
        self.count.setRange(1, 19)
        self.count.setSuffix(tr(" cities"))
        self.count.setAccessibleName(tr("How many cities"))
        self.percent = QSpinBox()
        self.percent.setRange(5, 100)
        self.percent.setSingleStep(5)
        self.percent.setPrefix(tr("± "))
        self.percent.setSuffix(tr(" %"))
        self.percent.setAccessibleName(tr("How far the population may differ"))
        for field in (self.count, self.percent):
            field.setMaximumWidth(_FIELD_WIDTH)
            field.lineEdit().setTextMargins(8, 0, 0, 0)
        self.like_wards = QCheckBox(tr("Similar number of wards"))
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Cities compared"))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._remove = make_action(
            self,
            tr("Remove"),
            self._ask_removal,
            icon_name="trash",
            tip=tr("Take the marked city out of the comparison; undo brings it back"),
        )
        self._remove.setEnabled(False)
        self._why_title = label("", kind="section")
        self._why = QVBoxLayout()
        self._why.setContentsMargins(0, 0, 8, 0)
        self._why.setSpacing(8)
        self._lay_out()
        self._show_selection(self._selection)
        self._connect()

    @property
    def wanted(self) -> tuple[str, ...]:
        """Codes or names of the cities picked, each once."""
        picked = [
            identity(_standing(item).figures)
            for item in self._items()
            if item.checkState() is Qt.CheckState.Checked
        ]
        return tuple(dict.fromkeys(picked))

    @property
    def cities(self) -> QListWidget:
        """The list itself."""
        return self._list

    def show_overview(self, overview: Overview) -> None:
        """List the cities, and show how they were chosen."""
        self._selection = overview.selection
        self._differences = overview.comparison.differences if overview.comparison else ()
        self._show_selection(overview.selection)
        row = self._list.currentRow()
        self._list.blockSignals(True)
        self._list.clear()
        for standing in overview.standings:
            self._list.addItem(_item(standing))
        self._list.setCurrentRow(min(row, self._list.count() - 1))
        self._list.blockSignals(False)
        self._mark_changed()

    # -- building --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setLayout(self._why)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("Why figures may differ"))
        how = QHBoxLayout()
        how.setSpacing(8)
        how.addWidget(self.choice, 1)
        how.addWidget(self.count)
        how.addWidget(self.percent)
        foot = QHBoxLayout()
        foot.addWidget(self.like_wards, 1)
        if self._may_remove:
            foot.addWidget(ActionButton(self._remove))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(tr("Cities compared"), kind="section"))
        column.addLayout(how)
        column.addWidget(self._list, 3)
        column.addLayout(foot)
        column.addWidget(self._why_title)
        column.addWidget(area, 2)

    def _connect(self) -> None:
        self.choice.currentIndexChanged.connect(lambda _index: self._ask())
        self.count.valueChanged.connect(lambda _value: self._ask())
        self.percent.valueChanged.connect(lambda _value: self._ask())
        self.like_wards.toggled.connect(lambda _on: self._ask())
        self._list.itemChanged.connect(lambda _item: self._ask_by_hand())
        self._list.currentItemChanged.connect(lambda _item, _before: self._mark_changed())
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self._list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._ask_removal)

    # -- choosing --------------------------------------------------------------------------------

    def _show_selection(self, selection: Selection) -> None:
        parts = (self.choice, self.count, self.percent, self.like_wards)
        for part in parts:
            part.blockSignals(True)
        self.choice.setCurrentIndex(self.choice.findData(selection.choice))
        self.count.setValue(selection.count)
        self.percent.setValue(selection.percent)
        self.like_wards.setChecked(selection.like_wards)
        for part in parts:
            part.blockSignals(False)
        self.count.setVisible(selection.choice is Choice.NEAREST)
        self.percent.setVisible(selection.choice is Choice.WITHIN)
        self.like_wards.setEnabled(selection.choice is not Choice.BY_HAND)

    def _ask(self) -> None:
        choice = Choice(self.choice.currentData())
        if choice is Choice.BY_HAND and self._selection.choice is not Choice.BY_HAND:
            self._ask_by_hand()  # begin with those that are picked now
            return
        self.selection_changed.emit(
            replace(
                self._selection,
                choice=choice,
                count=self.count.value(),
                percent=self.percent.value(),
                like_wards=self.like_wards.isChecked(),
            )
        )

    def _ask_by_hand(self) -> None:
        every = {
            identity(_standing(item).figures)
            for item in self._items()
            if _standing(item).city is not None
        }
        left_out = frozenset(every - set(self.wanted))
        self.selection_changed.emit(
            replace(self._selection, choice=Choice.BY_HAND, left_out=left_out)
        )

    def _ask_removal(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self.remove_requested.emit(_standing(item).figures)

    # -- reasons ---------------------------------------------------------------------------------

    def _mark_changed(self) -> None:
        row = self._list.currentRow()
        self._remove.setEnabled(row >= 0)
        standing = _standing(self._list.item(row)) if row >= 0 else None
        if standing is None or standing.city is None:
            nothing = tr("Nothing is known to be counted differently.")
            self._say(tr("Why figures may differ"), self._differences or (nothing,))
            return
        city = standing.city
        title = tr("{city}: grade {grade}", city=city_title(standing.figures), grade=city.grade)
        meaning = tr("{grade}: {meaning}", grade=city.grade, meaning=_meaning(standing))
        self._say(title, (meaning, *(reason.text for reason in city.reasons)))

    def _say(self, title: str, sentences: Sequence[str]) -> None:
        self._why_title.setText(title)
        clear_layout(self._why)
        for sentence in sentences:
            self._why.addWidget(prose(sentence))
        self._why.addStretch(1)

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]


def _standing(item: QListWidgetItem) -> Standing:
    found: Standing = item.data(_STANDING_ROLE)
    return found


def _meaning(standing: Standing) -> str:
    return tr_source(MEANINGS[standing.city.grade]) if standing.city else ""


def _item(standing: Standing) -> QListWidgetItem:
    city = standing.city
    name = city_title(standing.figures)
    if city is not None:
        name = tr("{city}: grade {grade}", city=name, grade=city.grade)
        if city.wards is not None:
            wards = ntr("{n} ward", "{n} wards", city.wards)
            name = tr("{facts}, {wards}", facts=name, wards=wards)
    item = QListWidgetItem(f"{name}\n{_facts(standing)}")
    item.setData(_STANDING_ROLE, standing)
    item.setSizeHint(QSize(0, _ROW_HEIGHT))
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    if city is not None:
        flags |= Qt.ItemFlag.ItemIsUserCheckable
        picked = Qt.CheckState.Checked if standing.chosen else Qt.CheckState.Unchecked
        item.setCheckState(picked)
    item.setFlags(flags)
    item.setToolTip(
        tr(
            "Core work there: {definition}",
            definition=standing.figures.definition or tr("not stated"),
        )
    )
    return item


def city_title(figures: CityFigures) -> str:
    """The city's name, with 架空 where the name itself does not say so."""
    word = tr("fictitious")
    if figures.fictitious and word not in figures.city_name:
        return f"{figures.city_name}（{word}）"
    return figures.city_name


def _facts(standing: Standing) -> str:
    figures = standing.figures
    if standing.city is None:
        return tr("{year}; not compared", year=FiscalYear(figures.fiscal_year))
    return tr(
        "{year}, {population:,} residents",
        year=FiscalYear(figures.fiscal_year),
        population=figures.population,
    )
