"""Where the rows of a table come from, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.ui.grid.columns import ColumnSpec, Row


@dataclass(frozen=True, slots=True)
class Order:
    """By which column, and in which direction."""

    key: str
    descending: bool = False


class RowSource(Protocol):
    """Rows of a list of any size.

    Filtering is the source's own matter: give the table a new source, or change it and call
    `DataTable.reload`.
    """

    def count(self) -> int:
        """How many rows there are."""

    def page(self, offset: int, limit: int, order: Order | None) -> Sequence[Row]:
        """At most `limit` rows from `offset` on, each with its id first, in this order."""


class MemorySource:
    """A small list kept in memory (up to about 2,000 rows), sorted by value, empty ones last."""

    def __init__(self, columns: Sequence[ColumnSpec], rows: Sequence[Row]) -> None:
        self._positions = {column.key: index + 1 for index, column in enumerate(columns)}
        self._rows = list(rows)
        self._sorted: list[Row] = self._rows
        self._order: Order | None = None

    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def page(self, offset: int, limit: int, order: Order | None) -> Sequence[Row]:
        """The rows in this order; None is the order they were given in."""
        if order != self._order:
            self._sorted = self._rows if order is None else self._in_order(order)
            self._order = order
        return self._sorted[offset : offset + limit]

    def _in_order(self, order: Order) -> list[Row]:
        position = self._positions[order.key]
        filled = [row for row in self._rows if row[position] is not None]
        empty = [row for row in self._rows if row[position] is None]
        filled.sort(key=lambda row: _sort_value(row[position]), reverse=order.descending)
        return filled + empty


def _sort_value(value: object) -> tuple[int, float, str]:
    """Numbers before texts, so that a mixed column can be sorted too."""
    if isinstance(value, (int, float)):
        return 0, value, ""
    return 1, 0.0, str(value)
