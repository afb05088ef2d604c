"""Sorting, filtering, folding and widths: how somebody looks at the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.entry.arrangement import Sorting, sort_value
from bpr_studio.ui.grid.entry.filter_popup import FilterPopup
from bpr_studio.ui.grid.entry.keys import Do
from bpr_studio.ui.grid.entry.model import is_new_row
from bpr_studio.ui.grid.entry.painter import PADDING
from bpr_studio.ui.grid.entry.selection import Cell, Selection
from bpr_studio.ui.qt.theme import body_font

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.ui.grid.entry.arrangement import ColumnFilter
    from bpr_studio.ui.grid.entry.editing import Editing
    from bpr_studio.ui.grid.entry.sheet import Sheet
    from bpr_studio.ui.grid.entry.view import EntryView

_WIDEST: Final = 480
_LEAST: Final = 32
_LEAST_ZOOM: Final = 0.6
_MOST_ZOOM: Final = 2.0


class Ordering:
    """Changes how a sheet is shown; the cells stay as they are."""

    def __init__(
        self, view: EntryView, sheet: Sheet, editing: Editing, told: Callable[[], None]
    ) -> None:
        self._view = view
        self._sheet = sheet
        self._editing = editing
        self._told = told
        header = view.header
        header.sort_wanted.connect(self.toggle_sorting)
        header.fold_wanted.connect(self.toggle_fold)
        header.menu_wanted.connect(self.open_menu)
        header.width_drawn.connect(self.draw_width)
        header.fit_wanted.connect(self.fit)
        view.zoom_wanted.connect(self.zoom_by)

    @property
    def deeds(self) -> dict[Do, Callable[[], object]]:
        """What the keys of ordering do."""
        return {Do.FILTER: self.open_menu_here, Do.ZOOM_RESET: lambda: self.zoom_to(1.0)}

    # -- rows --------------------------------------------------------------------------------

    def toggle_sorting(self, column: int) -> None:
        """A click on a heading: smallest first, largest first, order of the sheet."""
        key = self._sheet.columns[column].key
        present = self._sheet.arrangement.sorting
        if present is None or present.key != key:
            self.sort(Sorting(key))
        else:
            self.sort(None if present.descending else Sorting(key, descending=True))

    def sort(self, sorting: Sorting | None) -> None:
        """Sort the view."""
        self.rearrange(lambda: self._sheet.arrangement.sort(sorting))

    def filter(self, key: str, wanted: ColumnFilter | None) -> None:
        """Show only some rows."""
        self.rearrange(lambda: self._sheet.arrangement.filter(key, wanted))

    def clear_filters(self) -> None:
        """Show every row again."""
        self.rearrange(self._sheet.arrangement.clear_filters)

    def filter_sentence(self) -> str:
        """How many rows are shown, and why not all; "" while all are."""
        arrangement = self._sheet.arrangement
        if not arrangement.filters:
            return ""
        titles = [
            column.title
            for column in self._sheet.model.columns
            if column.key in arrangement.filters
        ]
        return tr(
            "{shown:,} of {all:,} rows are shown. Filter on: {columns}",
            shown=len(arrangement.rows),
            all=arrangement.total,
            columns="・".join(titles),
        )

    def open_menu_here(self) -> None:
        """Open the menu of the heading above the keyboard."""
        column = self._view.selection.active.column
        left = self._sheet.lanes.left(column) + self._view.numbers.width()
        self.open_menu(column, self._view.mapToGlobal(QPoint(left, self._view.header.height())))

    def open_menu(self, column: int, at: QPoint) -> None:
        """Offer sorting and filtering of a column."""
        self._editing.commit()
        spec = self._sheet.columns[column]
        present = self._sheet.arrangement.filters.get(spec.key)
        popup = FilterPopup(spec, self._values_of(spec.key), present, self._view)
        popup.sorted.connect(self.sort)
        popup.filtered.connect(lambda wanted: self.filter(spec.key, wanted))
        popup.resize(popup.sizeHint())
        screen = self._view.screen().availableGeometry()
        popup.move(
            min(at.x(), screen.right() - popup.width()),
            min(at.y(), screen.bottom() - popup.height()),
        )
        popup.show()

    def _values_of(self, key: str) -> list[str]:
        """The values that are left by the filters of the other columns."""
        model = self._sheet.model
        others = {
            other: wanted
            for other, wanted in self._sheet.arrangement.filters.items()
            if other != key
        }
        values = {
            model.shown(row_id, key)
            for row_id in model.row_ids
            if all(wanted.keeps(model.shown(row_id, other)) for other, wanted in others.items())
        }
        return sorted(values, key=lambda value: (not value, sort_value(value)))

    # -- columns -----------------------------------------------------------------------------

    def toggle_fold(self, group: str) -> None:
        """Fold a group, or unfold it."""
        arrangement = self._sheet.arrangement
        folded = group not in arrangement.folded
        place = self._view.selection.active
        present = self._sheet.columns[place.column] if self._sheet.columns else None
        self.rearrange(lambda: arrangement.fold(group, folded=folded))
        if present is not None and arrangement.column_of(present.key) is None:
            self._stay_in(group, place)

    def _stay_in(self, group: str, place: Cell) -> None:
        """The column under the keyboard was folded away: go to what is left of its group."""
        columns = self._sheet.columns
        column = next((n for n, spec in enumerate(columns) if spec.group == group), 0)
        self._view.select(Selection.at(Cell(place.row, column)))

    def draw_width(self, column: int, width: int) -> None:
        """A border is drawn to a place."""
        self._sheet.widths[self._sheet.columns[column].key] = round(width / self._sheet.zoom)
        self._view.remeasure()
        self._told()

    def fit(self, column: int) -> None:
        """As wide as the widest text, within bounds."""
        key, metrics = self._sheet.columns[column].key, QFontMetrics(body_font())
        widest = max(
            (
                metrics.horizontalAdvance(self._sheet.face(row, column).text)
                for row in range(len(self._sheet.arrangement.rows))
            ),
            default=0,
        )
        self._sheet.widths[key] = min(max(widest + 2 * PADDING + 18, _LEAST), _WIDEST)
        self._view.remeasure()
        self._told()

    # -- size --------------------------------------------------------------------------------

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller."""
        self.zoom_to(self._sheet.zoom * factor)

    def zoom_to(self, zoom: float) -> None:
        """Show everything at this size, within bounds."""
        self._editing.commit()
        self._sheet.set_zoom(min(max(round(zoom, 2), _LEAST_ZOOM), _MOST_ZOOM))
        self._view.remeasure()
        self._view.bring(self._view.selection.active)
        self._told()

    # -- inside ------------------------------------------------------------------------------

    def rearrange(self, deed: Callable[[], None]) -> None:
        """Arrange anew; the keyboard stays on its cell wherever that goes."""
        self._editing.commit()
        self._keep_cell(deed)

    def follow(self) -> None:
        """Rows came, went or moved; a cell that is being typed into stays open."""
        self._keep_cell(self._sheet.arrangement.follow)

    def _keep_cell(self, deed: Callable[[], None]) -> None:
        sheet, active = self._sheet, self._view.selection.active
        typed_into = self._named(self._editing.cell)
        named = self._named(active)
        deed()
        goal = self._found(named)
        if goal is not None and goal != active:
            sheet.selection = Selection.at(goal)
        self._view.show_copied(None)
        self._view.rearranged()
        if typed_into is not None:
            self._editing.move_to(self._found(typed_into))
        self._told()

    def _named(self, cell: Cell | None) -> tuple[str, str] | None:
        """Row id and column key of a place."""
        sheet = self._sheet
        if cell is None or cell.column >= len(sheet.columns):
            return None
        return sheet.arrangement.row_id(cell.row), sheet.columns[cell.column].key

    def _found(self, named: tuple[str, str] | None) -> Cell | None:
        """Where a named cell is shown now."""
        if named is None:
            return None
        arrangement = self._sheet.arrangement
        row, column = arrangement.row_of(named[0]), arrangement.column_of(named[1])
        if row is None and is_new_row(named[0]) and arrangement.row_count > len(arrangement.rows):
            row = len(arrangement.rows)  # the blank row stays the blank row
        return None if row is None or column is None else Cell(row, column)
