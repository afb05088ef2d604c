"""The organisation of a fiscal year: tree, staff, renaming in place."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.organisation.units import Headcount
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.pages.settings_staff import StaffLine, StaffModel, StaffTable, heads_text
from bpr_studio.ui.pages.settings_tree import Tree, TreeColumn, TreeModel, TreeNode, level_word
from bpr_studio.ui.qt.blocks import Card, FilterLine
from bpr_studio.ui.qt.tasks import busy_cursor
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bpr_studio.domain.organisation.units import Organisation, Unit
    from bpr_studio.services.organisations import Organisations
    from bpr_studio.services.views import Queries, UnitLine


class OrganisationTab(QWidget):
    """Tree at the left, the chosen unit with its staff at the right.

    Signals:
        failed: a `BprError` about something somebody typed; what was there before stays.
    """

    failed = Signal(object)

    def __init__(self, queries: Queries, organisations: Organisations) -> None:
        super().__init__()
        self._queries = queries
        self._organisations = organisations
        self._units: dict[str, UnitLine] = {}
        self._organisation: Organisation | None = None
        self._capacity: dict[str, int] = {}
        self._year, self._words = QComboBox(), QLineEdit()
        self._count = label("", kind="secondary")
        self._model = TreeModel(_columns(), self)
        self._model.editable = True
        self.tree = Tree(self._model, name=tr("Organisation"))
        self._card = _UnitCard()
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.tree)
        splitter.addWidget(self._card)
        splitter.setSizes([640, 480])
        splitter.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._filter_line())
        column.addWidget(splitter, 1)
        self._connect()

    # -- for the page ----------------------------------------------------------------------------

    @property
    def fiscal_year(self) -> int:
        """The year that is shown."""
        return int(self._year.currentData() or 0)

    @property
    def staff(self) -> StaffTable:
        """The staff of the chosen unit."""
        return self._card.table

    @property
    def has_years(self) -> bool:
        """Whether any year has an organisation."""
        return bool(self._queries.organisation_years())

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self._words.setFocus()
        self._words.selectAll()

    def load(self) -> None:
        """Read years and units again; open and marked lines stay."""
        chosen = self.fiscal_year or self._queries.workspace().fiscal_year
        years = {*self._queries.organisation_years(), self._queries.workspace().fiscal_year}
        self._year.blockSignals(True)
        self._year.clear()
        for year in sorted(years, reverse=True):
            self._year.addItem(str(FiscalYear(year)), year)
        self._year.setCurrentIndex(max(self._year.findData(chosen), 0))
        self._year.blockSignals(False)
        self._load_units()

    def show_year(self, year: int) -> None:
        """Show another year."""
        self._year.setCurrentIndex(max(self._year.findData(year), 0))

    def search(self, words: str) -> None:
        """Show only units whose names or codes hold these words, with the units above them."""
        self._words.setText(words)

    # -- inside ----------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._year.currentIndexChanged.connect(self._load_units)
        self._words.textChanged.connect(self._fill)
        self.tree.chosen.connect(self._show_unit)
        self._model.renamed.connect(self._rename)
        self._card.model.changed.connect(self._set_headcount)
        self._card.model.refused.connect(self.failed)
        clear = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.staff)
        clear.setContext(Qt.ShortcutContext.WidgetShortcut)
        clear.activated.connect(self.staff.clear_cell)

    def _filter_line(self) -> FilterLine:
        self._year.setMinimumWidth(192)
        self._words.setMinimumWidth(240)
        self._words.setPlaceholderText(tr("Name or code of a unit"))
        self._words.setClearButtonEnabled(True)
        line = FilterLine()
        line.add(tr("Fiscal year"), self._year)
        line.add(tr("Search"), self._words)
        line.add_right(self._count)
        return line

    def _load_units(self) -> None:
        year = self.fiscal_year
        self._units = {unit.id: unit for unit in self._queries.units(year)}
        self._organisation = self._queries.organisation(year)
        self._capacity = self._queries.capacity(year)
        self._fill()
        self._show_unit(self.tree.current_id)

    def _fill(self) -> None:
        words = _folded(self._words.text()).split()
        shown = _with_above(self._units, words) if words else set(self._units)
        heads = sums_below(self._units, self._heads_by_unit())
        nodes: dict[str, TreeNode] = {}
        roots: list[TreeNode] = []
        for unit in self._units.values():
            if unit.id in shown:
                nodes[unit.id] = node = _node(unit, heads[unit.id])
                above = nodes.get(unit.parent_id)
                (above.children if above else roots).append(node)
        self.tree.fill(roots, open_all=bool(words))
        sections = sum(1 for unit in self._units.values() if unit.level == "section")
        counted = (
            ntr("{n:,} unit", "{n:,} units", len(self._units)),
            ntr("{n:,} section", "{n:,} sections", sections),
        )
        self._count.setText(" ・ ".join(counted))
        if roots and not self.tree.current_id:
            self.tree.choose(roots[0].id)

    def _heads_by_unit(self) -> dict[str, int]:
        heads: dict[str, int] = {}
        for h in self._organisation.headcounts if self._organisation else ():
            heads[h.unit_id] = heads.get(h.unit_id, 0) + h.heads_hundredths
        return heads

    def _show_unit(self, unit_id: str) -> None:
        unit = self._units.get(unit_id)
        if unit is None or self._organisation is None:
            self._card.show_nothing()
            return
        own = {h.staff_category: h for h in self._organisation.headcounts if h.unit_id == unit_id}
        below = self._heads_below(unit)
        lines = [
            StaffLine(
                own.get(item.code, Headcount(unit_id, item.code, 0)),
                item.title,
                below.get(item.code, 0),
            )
            for item in self._queries.items("staff_category")
        ]
        self._card.show_unit(unit, lines, sums_below(self._units, self._capacity)[unit_id])

    def _heads_below(self, unit: UnitLine) -> dict[str, int]:
        """Heads of a unit and everything below it, by staff category."""
        inside = {u.id for u in self._units.values() if unit.lft <= u.lft <= unit.rgt}
        heads: dict[str, int] = {}
        for h in self._organisation.headcounts if self._organisation else ():
            if h.unit_id in inside:
                heads[h.staff_category] = heads.get(h.staff_category, 0) + h.heads_hundredths
        return heads

    def _rename(self, unit_id: str, name: str) -> None:
        unit = self._unit(unit_id)
        if unit is not None:
            self._do(lambda: self._organisations.rename(unit, name))

    def _set_headcount(self, headcount: Headcount) -> None:
        self._do(lambda: self._organisations.set_headcount(headcount))

    def _do(self, deed: Callable[[], None]) -> None:
        try:
            with busy_cursor():
                deed()
        except BprError as error:
            self.failed.emit(error)

    def _unit(self, unit_id: str) -> Unit | None:
        units = self._organisation.units if self._organisation else ()
        return next((unit for unit in units if unit.id == unit_id), None)


class _UnitCard(Card):
    """Name, place and staff of the chosen unit."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(400)
        self._name = label("", kind="section", wrap=True)
        self._place = label("", kind="secondary", wrap=True, selectable=True)
        self._sum = label("", kind="strong", wrap=True)
        self._hint = label(
            tr("Type into heads or overtime to change them. F2 renames the unit. Undo: Ctrl+Z."),
            kind="caption",
            wrap=True,
        )
        self.model = StaffModel(self)
        self.table = StaffTable(self.model)
        for widget in (self._name, self._place):
            self.column.addWidget(widget)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self._sum)
        self.column.addWidget(self._hint)

    def show_unit(self, unit: UnitLine, lines: list[StaffLine], capacity: int) -> None:
        """Show a unit."""
        self._name.setText(unit.name)
        self._place.setText(
            " ・ ".join((level_word(unit.level), tr("code {code}", code=unit.code), unit.path))
        )
        keep = self.table.currentIndex()
        place = (keep.row(), keep.column())
        self.model.show_lines(lines)
        if place[0] >= 0:
            self.table.setCurrentIndex(self.model.index(*place))
        self.table.setEnabled(True)
        heads = heads_text(sum(line.below for line in lines)) or "0"
        self._sum.setText(
            tr(
                "{heads} heads with the units below ・ capacity {hours} h a year",
                heads=heads,
                hours=format_hours(capacity),
            )
        )

    def show_nothing(self) -> None:
        """No unit is chosen."""
        self._name.setText(tr("Choose a unit at the left."))
        self._place.setText("")
        self._sum.setText("")
        self.model.show_lines([])
        self.table.setEnabled(False)


def _columns() -> tuple[TreeColumn, ...]:
    return (
        TreeColumn(tr("Name")),
        TreeColumn(tr("Code"), 80),
        TreeColumn(tr("Level of the unit"), 76),
        TreeColumn(tr("Heads"), 76, Align.RIGHT),
    )


def _node(unit: UnitLine, heads: int) -> TreeNode:
    cells = (unit.name, unit.code, level_word(unit.level), heads_text(heads))
    return TreeNode(unit.id, cells, name=unit.name, tooltip=unit.path)


def sums_below(units: Mapping[str, UnitLine], amounts: Mapping[str, int]) -> dict[str, int]:
    """For each unit the sum over it and everything below it.

    Args:
        units: in tree order, where everything below a unit follows it.
        amounts: each unit's own amount.
    """
    ordered = list(units.values())
    running = [0]
    for unit in ordered:
        running.append(running[-1] + amounts.get(unit.id, 0))
    return {
        unit.id: running[place + _size(unit)] - running[place] for place, unit in enumerate(ordered)
    }


def _size(unit: UnitLine) -> int:
    """Number of units in the branch, this one included."""
    return (unit.rgt - unit.lft + 1) // 2


def _with_above(units: Mapping[str, UnitLine], words: list[str]) -> set[str]:
    """The units that hold all words, everything above them, and everything below them."""
    ordered = list(units.values())
    shown: set[str] = set()
    for place, unit in enumerate(ordered):
        if _holds(unit, words):
            shown.update(other.id for other in ordered[place : place + _size(unit)])
            above = units.get(unit.parent_id)
            while above is not None and above.id not in shown:
                shown.add(above.id)
                above = units.get(above.parent_id)
    return shown


def _holds(unit: UnitLine, words: Iterable[str]) -> bool:
    text = _folded(f"{unit.code} {unit.name}")
    return all(word in text for word in words)


def _folded(text: str) -> str:
    """Width and case do not matter when searching."""
    return unicodedata.normalize("NFKC", text).casefold()
