"""What view and headings share: the sheet as it lies in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect

from bpr_studio.ui.grid.entry.arrangement import Arrangement
from bpr_studio.ui.grid.entry.faces import Faces, Refusals
from bpr_studio.ui.grid.entry.geometry import Lanes
from bpr_studio.ui.grid.entry.gestures import Gestures
from bpr_studio.ui.grid.entry.model import is_new_row
from bpr_studio.ui.grid.entry.painter import PADDING, CellPainter
from bpr_studio.ui.grid.entry.selection import Selection
from bpr_studio.ui.qt.theme import BODY_POINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QPainter

    from bpr_studio.ui.grid.entry.faces import Face
    from bpr_studio.ui.grid.entry.model import CellModel, EntryColumn, EntryGroup
    from bpr_studio.ui.grid.entry.selection import Block, Cell


class Sheet:
    """One model arranged, with its look: read by everything that paints, changed by the grid.

    Attributes:
        model: the host's cells.
        arrangement: the rows and columns shown.
        refusals: texts that were not taken.
        faces: what each cell shows.
        gestures: changes the cells.
        lanes: where the columns lie.
        painter: paints cells.
        selection: the marked cells.
        widths: pixels at 100 % of the columns somebody drew to another width.
        zoom: 1.0 is 100 %.
        row_height: pixels of a line.
        down: pixels scrolled down.
    """

    def __init__(self, model: CellModel) -> None:
        self.load(model)
        self.lanes = Lanes()
        self.painter = CellPainter(BODY_POINTS)
        self.widths: dict[str, int] = {}
        self.zoom = 1.0
        self.row_height = self.painter.row_height
        self.down = 0

    def load(self, model: CellModel) -> None:
        """Show another model; widths and zoom stay."""
        self.model = model
        self.arrangement = Arrangement(model)
        self.refusals = Refusals()
        self.faces = Faces(model, self.refusals)
        self.gestures = Gestures(model, self.arrangement, self.refusals)
        self.selection = Selection()

    # -- size --------------------------------------------------------------------------------

    @property
    def columns(self) -> list[EntryColumn]:
        """The columns shown."""
        return self.arrangement.columns

    @property
    def row_count(self) -> int:
        """How many lines, the blank one included."""
        return self.arrangement.row_count

    def set_zoom(self, zoom: float) -> None:
        """Change the size of letters, rows and columns."""
        self.zoom = zoom
        self.painter.set_points(BODY_POINTS * zoom)
        self.row_height = self.painter.row_height

    def top_of(self, row: int) -> int:
        """The upper edge of a line as it lies now."""
        return row * self.row_height - self.down

    def cell_rect(self, cell: Cell) -> QRect:
        """Where a cell lies, its lines at the right and below included."""
        lanes = self.lanes
        if cell.column >= lanes.count:
            return QRect()
        return QRect(
            lanes.left(cell.column),
            self.top_of(cell.row),
            lanes.width(cell.column),
            self.row_height,
        )

    def rect_of(self, block: Block) -> QRect:
        """Where a block lies: from the left of its first to the right of its last column."""
        if block.right >= self.lanes.count:
            return QRect()
        left, top = self.lanes.left(block.left), self.top_of(block.top)
        width = max(self.lanes.right(block.right) - left, 0)
        return QRect(left, top, width, block.height * self.row_height)

    def seen_rect(self, block: Block) -> QRect:
        """`rect_of`, but a block among the frozen columns reaches at least over their border."""
        rect = self.rect_of(block)
        if block.left < self.lanes.frozen <= block.right:
            rect.setRight(max(rect.right(), self.lanes.frozen_width + 2 * PADDING))
        return rect

    def measure(self, room: int) -> None:
        """Lay the columns out anew for a window of this width."""
        offset = self.lanes.offset
        widths = [
            round(self.widths.get(column.key, column.width) * self.zoom) for column in self.columns
        ]
        self.lanes = Lanes(widths, self.arrangement.frozen, room)
        self.lanes.offset = offset

    # -- cells -------------------------------------------------------------------------------

    def face(self, row: int, column: int) -> Face:
        """What a cell shows."""
        return self.faces.of(self.arrangement.row_id(row), self.columns[column].key)

    def is_blank(self, row: int) -> bool:
        """Whether it is the line that waits for a new row."""
        return is_new_row(self.arrangement.row_id(row))

    def number_of(self, row: int) -> str:
        """The row's number in the sheet's own order, whatever it is sorted by."""
        return str(self.arrangement.number_of(row))

    def marked_columns(self) -> set[int]:
        """The columns with a marked cell."""
        return {column for block in self.selection.blocks for column in block.columns}

    def marked_rows(self, top: int, height: int) -> Iterator[int]:
        """The rows with a marked cell among the pixels from `top` on."""
        first, last = top // self.row_height, (top + height) // self.row_height
        for block in self.selection.blocks:
            yield from range(max(block.top, first), min(block.bottom, last) + 1)

    def row_ids(self) -> list[str]:
        """The ids of the marked rows that exist."""
        rows = self.arrangement.rows
        return [rows[row] for row in self.selection.rows() if row < len(rows)]

    # -- headings ----------------------------------------------------------------------------

    @property
    def has_groups(self) -> bool:
        """Whether there is a line of groups above the columns."""
        return bool(self.model.groups)

    @property
    def folded(self) -> frozenset[str]:
        """The keys of the folded groups."""
        return self.arrangement.folded

    def group_at(self, column: int) -> EntryGroup | None:
        """The group of a column."""
        return self.arrangement.group_of(self.columns[column])

    def group_runs(self, columns: range) -> Iterator[tuple[int, int]]:
        """First and last column of each group (or stretch without one) touching these columns."""
        if not columns:
            return
        place = columns.start
        while place > 0 and self._same_run(place - 1, place):
            place -= 1
        while place < columns.stop:
            last = place
            while last + 1 < len(self.columns) and self._same_run(last, last + 1):
                last += 1
            yield place, last
            place = last + 1

    def _same_run(self, one: int, other: int) -> bool:
        first, second = self.columns[one], self.columns[other]
        same_part = (one < self.lanes.frozen) == (other < self.lanes.frozen)
        return same_part and first.group == second.group

    def mark_of_heading(self, key: str) -> str:
        """The icon of a heading: sorted or filtered; "" for neither."""
        if key in self.arrangement.filters:
            return "funnel"
        sorting = self.arrangement.sorting
        if sorting is None or sorting.key != key:
            return ""
        return "sort-descending" if sorting.descending else "sort-ascending"

    def help_of(self, column: int) -> str:
        """A heading in full, and what belongs into its column."""
        spec = self.columns[column]
        return f"{spec.heading}\n{spec.help}" if spec.help else spec.heading

    def told_of_row(self, row: int) -> str:
        """What the mark at the number of a row means."""
        rows = self.arrangement.rows
        return self.model.row_mark(rows[row]).message if 0 <= row < len(rows) else ""

    def paint_row_mark(self, painter: QPainter, row: int, rect: QRect) -> None:
        """The mark at the number of a row."""
        mark = self.model.row_mark(self.arrangement.row_id(row))
        if mark.level is not None:
            icon = self.painter.icon_of(mark.level, painter.device().devicePixelRatioF())
            at = QPoint(rect.left() + 4, rect.top() + (rect.height() - 14) // 2)
            painter.drawPixmap(at, icon)
