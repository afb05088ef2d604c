"""Cells kept in memory: previews, tests and benchmarks need no store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.ui.grid.entry.model import (
    PLAIN,
    CellResult,
    ColumnKind,
    GridChange,
    RefusedCell,
    is_new_row,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.ui.grid.entry.model import (
        CellEdit,
        CellMark,
        EntryColumn,
        EntryGroup,
    )


class MemoryCells:
    """A `CellModel` over plain texts.

    `refuses` judges a typed text: "" takes it, anything else is the sentence that refuses it.
    `labels` collects the names of the gestures, oldest first.
    """

    def __init__(  # noqa: PLR0913  # the parts a table has
        self,
        columns: Sequence[EntryColumn],
        rows: Sequence[Sequence[str]],
        *,
        groups: Sequence[EntryGroup] = (),
        rows_can_change: bool = True,
        refuses: Callable[[EntryColumn, str], str] | None = None,
        sums: Callable[[MemoryCells], Mapping[str, str]] | None = None,
    ) -> None:
        self._columns = tuple(columns)
        self._groups = tuple(groups)
        self._by_key = {column.key: column for column in self._columns}
        self._cells: dict[str, dict[str, str]] = {}
        self._order: list[str] = []
        self._rows_can_change = rows_can_change
        self._refuses = refuses
        self._sums = sums
        self._marks: dict[tuple[str, str], CellMark] = {}
        self._row_marks: dict[str, CellMark] = {}
        self._hearers: list[Callable[[GridChange], None]] = []
        self._made = 0
        self.labels: list[str] = []
        for row in rows:
            row_id = self._make(len(self._order))
            self._cells[row_id].update(zip(self._by_key, row, strict=False))

    @property
    def columns(self) -> Sequence[EntryColumn]:
        """All columns."""
        return self._columns

    @property
    def groups(self) -> Sequence[EntryGroup]:
        """The groups of columns."""
        return self._groups

    @property
    def row_ids(self) -> Sequence[str]:
        """The rows in order."""
        return self._order

    @property
    def rows_can_change(self) -> bool:
        """Whether rows may be added and removed."""
        return self._rows_can_change

    def text(self, row_id: str, key: str) -> str:
        """The text kept."""
        return self._cells[row_id].get(key, "")

    def shown(self, row_id: str, key: str) -> str:
        """Numbers with thousands separators, everything else as kept."""
        text = self._cells[row_id].get(key, "")
        if text.isascii() and text.isdigit() and self._by_key[key].kind is ColumnKind.NUMBER:
            return f"{int(text):,}"
        return text

    def editable(self, row_id: str, key: str) -> bool:
        """Everything but read-only columns and cells marked so."""
        if self._by_key[key].kind is ColumnKind.READ_ONLY:
            return False
        return not self.marks(row_id, key).read_only

    def marks(self, row_id: str, key: str) -> CellMark:
        """What was set with `mark`."""
        return self._marks.get((row_id, key), PLAIN)

    def row_mark(self, row_id: str) -> CellMark:
        """What was set with `mark` for the whole row."""
        return self._row_marks.get(row_id, PLAIN)

    def sums(self) -> Mapping[str, str]:
        """The sums the maker asked for."""
        return self._sums(self) if self._sums is not None else {}

    def mark(self, row_id: str, key: str, mark: CellMark) -> None:
        """Put a mark on a cell, or with key "" on the number of a row."""
        if key:
            self._marks[row_id, key] = mark
        else:
            self._row_marks[row_id] = mark
        self._tell(GridChange(rows=frozenset({row_id})))

    def set_cells(self, label: str, cells: Sequence[CellEdit]) -> CellResult:
        """Keep the texts that are not refused; make the rows that are new."""
        refused: list[RefusedCell] = []
        made: dict[str, str] = {}
        for row_id, key, text in cells:
            if is_new_row(row_id) and row_id not in made:
                made[row_id] = self._make(len(self._order))
            true_id = made.get(row_id, row_id)
            message = self._refuses(self._by_key[key], text) if self._refuses else ""
            if message:
                refused.append(RefusedCell(true_id, key, text, message))
            else:
                self._cells[true_id][key] = text
        self.labels.append(label)
        rows = frozenset(made.get(row_id, row_id) for row_id, _, _ in cells)
        self._tell(GridChange(rows=rows, order=bool(made)))
        return CellResult(refused=tuple(refused), made=made)

    def insert_rows(self, before: str | None, count: int) -> Sequence[str]:
        """Make blank rows."""
        place = len(self._order) if before is None else self._order.index(before)
        ids = [self._make(place + number) for number in range(count)]
        self._tell(GridChange(order=True))
        return ids

    def remove_rows(self, row_ids: Sequence[str]) -> None:
        """Forget rows."""
        for row_id in row_ids:
            self._order.remove(row_id)
            del self._cells[row_id]
        self._tell(GridChange(order=True))

    def duplicate_rows(self, row_ids: Sequence[str]) -> Sequence[str]:
        """Copy rows below the last of them."""
        place = max(self._order.index(row_id) for row_id in row_ids) + 1
        ids = []
        for number, row_id in enumerate(row_ids):
            ids.append(self._make(place + number))
            self._cells[ids[-1]].update(self._cells[row_id])
        self._tell(GridChange(order=True))
        return ids

    def move_rows(self, row_ids: Sequence[str], before: str | None) -> None:
        """Put rows elsewhere."""
        rest = [row_id for row_id in self._order if row_id not in row_ids]
        place = len(rest) if before is None else rest.index(before)
        self._order[:] = [*rest[:place], *row_ids, *rest[place:]]
        self._tell(GridChange(order=True))

    def subscribe(self, heard: Callable[[GridChange], None]) -> Callable[[], None]:
        """Tell `heard` of every change until the answer is called."""
        self._hearers.append(heard)
        return lambda: self._hearers.remove(heard)

    def _make(self, place: int) -> str:
        self._made += 1
        row_id = f"r{self._made}"
        self._cells[row_id] = {}
        self._order.insert(place, row_id)
        return row_id

    def _tell(self, change: GridChange) -> None:
        for heard in tuple(self._hearers):
            heard(change)
