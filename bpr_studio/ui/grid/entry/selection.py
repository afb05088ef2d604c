"""Which cells are marked, and where the keyboard goes from there: places only, no widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A place as shown: row and column from 0."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells, all four sides included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def spanned(cls, one: Cell, other: Cell) -> Block:
        """The smallest block with both cells."""
        return cls(
            min(one.row, other.row),
            min(one.column, other.column),
            max(one.row, other.row),
            max(one.column, other.column),
        )

    @property
    def height(self) -> int:
        """How many rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """How many columns."""
        return self.right - self.left + 1

    @property
    def rows(self) -> range:
        """The rows from top to bottom."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """The columns from left to right."""
        return range(self.left, self.right + 1)

    def has(self, cell: Cell) -> bool:
        """Whether the cell lies inside."""
        return self.top <= cell.row <= self.bottom and self.left <= cell.column <= self.right

    def cells(self) -> Iterator[Cell]:
        """Every cell, line by line."""
        for row in self.rows:
            for column in self.columns:
                yield Cell(row, column)

    def within(self, rows: int, columns: int) -> Block:
        """The part that lies in a table of this size (at least one cell)."""
        bottom, right = max(rows - 1, 0), max(columns - 1, 0)
        return Block(
            min(self.top, bottom),
            min(self.left, right),
            min(self.bottom, bottom),
            min(self.right, right),
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """The marked cells.

    Attributes:
        active: the cell that takes what is typed.
        anchor: where the block began.
        corner: the opposite corner of the block.
        others: blocks marked before with Ctrl.
    """

    active: Cell = Cell(0, 0)
    anchor: Cell = Cell(0, 0)
    corner: Cell = Cell(0, 0)
    others: tuple[Block, ...] = ()

    @classmethod
    def at(cls, cell: Cell) -> Selection:
        """One cell."""
        return cls(cell, cell, cell)

    @classmethod
    def of(cls, block: Block, *, active: Cell | None = None) -> Selection:
        """One block, with the keyboard at its first cell unless told otherwise."""
        first = Cell(block.top, block.left)
        return cls(active or first, first, Cell(block.bottom, block.right))

    @property
    def block(self) -> Block:
        """The block being marked now."""
        return Block.spanned(self.anchor, self.corner)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All marked blocks, the present one last."""
        return (*self.others, self.block)

    @property
    def is_single(self) -> bool:
        """Whether exactly one cell is marked."""
        return not self.others and self.anchor == self.corner

    def has(self, cell: Cell) -> bool:
        """Whether the cell is marked."""
        return any(block.has(cell) for block in self.blocks)

    def cells(self) -> Iterator[Cell]:
        """Every marked cell once."""
        seen: set[Cell] = set()
        for block in self.blocks:
            for cell in block.cells():
                if cell not in seen:
                    seen.add(cell)
                    yield cell

    def rows(self) -> list[int]:
        """Every row with a marked cell, from top to bottom."""
        return sorted({row for block in self.blocks for row in block.rows})

    def extended(self, corner: Cell) -> Selection:
        """The block drawn to another corner."""
        return replace(self, corner=corner)

    def joined(self, cell: Cell) -> Selection:
        """A new block begun while the marked ones stay."""
        return Selection(cell, cell, cell, self.blocks)

    def within(self, rows: int, columns: int) -> Selection:
        """The part that lies in a table of this size (at least one cell)."""

        def kept(cell: Cell) -> Cell:
            return Cell(min(cell.row, max(rows - 1, 0)), min(cell.column, max(columns - 1, 0)))

        others = tuple(
            block.within(rows, columns)
            for block in self.others
            if block.top < rows and block.left < columns
        )
        return Selection(kept(self.active), kept(self.anchor), kept(self.corner), others)

    def stepped(self, *, down: int = 0, right: int = 0, rows: int, columns: int) -> Selection:
        """The keyboard one on, as Enter and Tab do it: round a marked block, else a new cell."""
        if self.is_single:
            row = min(max(self.active.row + down, 0), max(rows - 1, 0))
            column = min(max(self.active.column + right, 0), max(columns - 1, 0))
            return Selection.at(Cell(row, column))
        return replace(self, active=self._round(down, right))

    def _round(self, down: int, right: int) -> Cell:
        block = self.block if self.block.has(self.active) else self._home()
        row, column = self.active.row - block.top, self.active.column - block.left
        if down:
            place = (column * block.height + row + down) % (block.height * block.width)
            column, row = divmod(place, block.height)
        else:
            place = (row * block.width + column + right) % (block.height * block.width)
            row, column = divmod(place, block.width)
        return Cell(block.top + row, block.left + column)

    def _home(self) -> Block:
        return next((block for block in self.others if block.has(self.active)), self.block)


def data_edge(start: int, step: int, count: int, filled: Callable[[int], bool]) -> int:
    """Where Ctrl+arrow goes along one line, as Excel does it.

    From a filled cell with a filled neighbour to the last filled one; otherwise to the next
    filled one; to the edge of the table when there is none.

    Args:
        start: where the keyboard is.
        step: 1 or -1.
        count: cells in the line.
        filled: whether a cell of the line holds a text.
    """
    last = count - 1 if step > 0 else 0
    place = start
    if place == last:
        return last
    run = filled(place) and filled(place + step)
    while place != last:
        following = place + step
        if run and not filled(following):
            return place
        place = following
        if not run and filled(place):
            return place
    return last
