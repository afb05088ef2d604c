"""The staff of one unit: heads and overtime by staff category, edited in place."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from bpr_studio.domain.organisation.units import Headcount
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_HEADS, _OVERTIME, _BELOW = 1, 2, 3
_ROW_HEIGHT: Final = 32
_UNITS: Final = ("人", "時間", "h", "日", "円")


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One staff category of a unit.

    Attributes:
        headcount: the unit's own staff, which is edited.
        name: name of the category.
        below: heads in hundredths of the unit and everything below it.
    """

    headcount: Headcount
    name: str
    below: int


class StaffModel(QAbstractTableModel):
    """Category, heads, overtime, heads with everything below.

    Signals:
        changed: the `Headcount` somebody typed.
        refused: a `RefusedError` when what was typed is no number.
    """

    changed = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lines: tuple[StaffLine, ...] = ()

    def show_lines(self, lines: Sequence[StaffLine]) -> None:
        """Show the staff of a unit."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """One row per category."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Category, heads, overtime, heads with everything below."""
        return 0 if parent.isValid() else 4

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """What a cell shows; empty where nobody works."""
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > 0:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return self._text(self._lines[index.row()], index.column())
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        """The headings with their units."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                tr("Staff category"),
                tr("Heads"),
                tr("Overtime (h a year)"),
                tr("With units below"),
            )[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Heads and overtime are typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() in {_HEADS, _OVERTIME}:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(
        self, index: _Index, value: object, _role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        """Tell what was typed; the cell changes when it has been stored."""
        old = self._lines[index.row()].headcount
        try:
            typed = number_typed(str(value))
        except RefusedError as error:
            self.refused.emit(error)
            return False
        heads, overtime = old.heads_hundredths, old.overtime_minutes
        if index.column() == _HEADS:
            heads = round(typed * 100)
        else:
            overtime = round(typed * 60)
        new = Headcount(old.unit_id, old.staff_category, heads, overtime)
        if new != old:
            self.changed.emit(new)
        return False

    @staticmethod
    def _text(line: StaffLine, column: int) -> str:
        match column:
            case 0:
                return line.name
            case 1:
                return heads_text(line.headcount.heads_hundredths)
            case 2:
                hours = line.headcount.overtime_minutes / 60
                return f"{hours:,.10g}" if hours else ""
            case _:
                return heads_text(line.below)


class StaffTable(QTableView):
    """Shows a `StaffModel`; typing, F2 or Enter edits, Delete clears."""

    def __init__(self, model: StaffModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(tr("Staff of the unit"))
        self.setShowGrid(False)
        self.setProperty("kind", "data")
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setFixedHeight(36)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def clear_cell(self) -> None:
        """Empty the cell the keyboard is on."""
        index = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.model().setData(index, "0")


def heads_text(hundredths: int) -> str:
    """Heads for people: 2.5, 1,240; "" for nobody."""
    return f"{hundredths / 100:,.10g}" if hundredths else ""


def number_typed(text: str) -> float:
    """A number as people type it: full-width digits, commas and units are fine; empty is 0.

    Raises:
        RefusedError: it is no number.
    """
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    for unit in _UNITS:
        plain = plain.removesuffix(unit)
    plain = plain.strip()
    if not plain:
        return 0.0
    try:
        return float(plain)
    except ValueError:
        raise RefusedError(
            tr("“{text}” is not a number.", text=text.strip()),
            kept=tr("The old number was kept."),
            remedy=tr("Type a number such as 3 or 2.5."),
        ) from None
