"""Which rows and columns of a model are shown, and in which order; the model is never touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.ui.grid.entry.matching import folded, number_in
from bpr_studio.ui.grid.entry.model import new_row_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.ui.grid.entry.model import CellModel, EntryColumn, EntryGroup


@dataclass(frozen=True, slots=True)
class Sorting:
    """By which column, and in which direction."""

    key: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ColumnFilter:
    """What a column lets through.

    Attributes:
        values: cells shown exactly so; None lets every value through.
        text: a part of the cell, whatever its width and capitals.
    """

    values: frozenset[str] | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether everything gets through."""
        return self.values is None and not self.text

    def keeps(self, shown: str) -> bool:
        """Whether a cell shown so gets through."""
        if self.values is not None and shown not in self.values:
            return False
        return folded(self.text) in folded(shown)


class Arrangement:
    """Rows and columns of a model as they are shown.

    Sorting and filters are applied when they are set. Rows that are typed into afterwards stay
    where they are, so that nothing jumps away under the hands; `arrange` applies them anew.
    """

    def __init__(self, model: CellModel) -> None:
        self._model = model
        self._sorting: Sorting | None = None
        self._filters: dict[str, ColumnFilter] = {}
        self._folded = {group.key for group in model.groups if group.folded}
        self._known: dict[str, int] = {}  # row id -> number in the sheet's own order
        self._rows: list[str] = []
        self._columns: list[EntryColumn] = []
        self._row_places: dict[str, int] = {}
        self._column_places: dict[str, int] = {}
        self.arrange()
        self.arrange_columns()

    # -- rows --------------------------------------------------------------------------------

    @property
    def rows(self) -> list[str]:
        """The rows shown, without the blank one at the bottom."""
        return self._rows

    @property
    def row_count(self) -> int:
        """How many lines there are, the blank one included."""
        return len(self._rows) + (1 if self._model.rows_can_change else 0)

    @property
    def total(self) -> int:
        """How many rows the model has, shown or not."""
        return len(self._model.row_ids)

    @property
    def sorting(self) -> Sorting | None:
        """How rows are sorted; None is the order of the sheet."""
        return self._sorting

    @property
    def filters(self) -> Mapping[str, ColumnFilter]:
        """The filters by column key."""
        return self._filters

    @property
    def is_plain(self) -> bool:
        """Whether the sheet is shown whole and in its own order."""
        return self._sorting is None and not self._filters

    def row_id(self, row: int) -> str:
        """The id of a line; beyond the last row the ids of rows to be made."""
        return self._rows[row] if row < len(self._rows) else new_row_id(row - len(self._rows))

    def row_of(self, row_id: str) -> int | None:
        """The line of a row, None when it is not shown."""
        return self._row_places.get(row_id)

    def number_of(self, row: int) -> int:
        """The number of a line's row in the sheet's own order, from 1."""
        return self._known.get(self.row_id(row), row + 1)

    def sort(self, sorting: Sorting | None) -> None:
        """Sort once; equal rows keep the order of the sheet."""
        self._sorting = sorting
        self.arrange()

    def filter(self, key: str, wanted: ColumnFilter | None) -> None:
        """Set or remove the filter of a column."""
        self._filters.pop(key, None)
        if wanted is not None and not wanted.is_empty:
            self._filters[key] = wanted
        self.arrange()

    def clear_filters(self) -> None:
        """Show every row again."""
        self._filters.clear()
        self.arrange()

    def arrange(self) -> None:
        """Apply sorting and filters anew."""
        rows = [row_id for row_id in self._model.row_ids if self._keeps(row_id)]
        if self._sorting is not None:
            rows = self._sorted(rows, self._sorting)
        self._take(rows)

    def follow(self) -> None:
        """Rows came, went or moved: those that were shown stay, new ones are shown too."""
        ids = self._model.row_ids
        if self.is_plain:
            self._take(list(ids))
            return
        shown = set(self._rows)
        wanted = [row_id for row_id in ids if row_id in shown or row_id not in self._known]
        if self._sorting is not None:
            last = len(self._rows)
            wanted.sort(key=lambda row_id: self._row_places.get(row_id, last))
        self._take(wanted)

    def _take(self, rows: list[str]) -> None:
        self._rows = rows
        self._row_places = {row_id: place for place, row_id in enumerate(rows)}
        self._known = {row_id: n for n, row_id in enumerate(self._model.row_ids, start=1)}

    def _keeps(self, row_id: str) -> bool:
        return all(
            wanted.keeps(self._model.shown(row_id, key)) for key, wanted in self._filters.items()
        )

    def _sorted(self, rows: Iterable[str], sorting: Sorting) -> list[str]:
        texts = [(self._model.text(row_id, sorting.key), row_id) for row_id in rows]
        filled = [pair for pair in texts if pair[0].strip()]
        empty = [row_id for text, row_id in texts if not text.strip()]
        filled.sort(key=lambda pair: sort_value(pair[0]), reverse=sorting.descending)
        return [row_id for _, row_id in filled] + empty

    # -- columns -----------------------------------------------------------------------------

    @property
    def columns(self) -> list[EntryColumn]:
        """The columns shown, frozen ones first."""
        return self._columns

    @property
    def frozen(self) -> int:
        """How many of them are frozen."""
        return sum(column.frozen for column in self._columns)

    @property
    def folded(self) -> frozenset[str]:
        """The keys of the folded groups."""
        return frozenset(self._folded)

    def column_of(self, key: str) -> int | None:
        """The place of a column, None when it is not shown."""
        return self._column_places.get(key)

    def group_of(self, column: EntryColumn) -> EntryGroup | None:
        """The group a column stands in."""
        return next((group for group in self._model.groups if group.key == column.group), None)

    def fold(self, group: str, *, folded: bool) -> None:
        """Fold or unfold a group."""
        (self._folded.add if folded else self._folded.discard)(group)
        self.arrange_columns()

    def fold_exactly(self, groups: Iterable[str]) -> None:
        """Fold these groups and no others; unknown ones are left out."""
        self._folded = {group.key for group in self._model.groups} & set(groups)
        self.arrange_columns()

    def arrange_columns(self) -> None:
        """Ask the model for its columns again."""
        shown = [column for column in self._model.columns if self._is_shown(column)]
        self._columns = sorted(shown, key=lambda column: not column.frozen)
        self._column_places = {column.key: place for place, column in enumerate(self._columns)}

    def _is_shown(self, column: EntryColumn) -> bool:
        if column.group not in self._folded:
            return True
        fellows = [other for other in self._model.columns if other.group == column.group]
        if any(other.summary for other in fellows):
            return column.summary
        return column.key == fellows[0].key


def sort_value(text: str) -> tuple[int, float, str]:
    """Numbers before texts, texts without differences of width and capitals."""
    number = number_in(text)
    return (1, 0.0, folded(text)) if number is None else (0, number, "")
