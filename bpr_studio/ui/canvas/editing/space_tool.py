"""Making space between things, or taking it away, by dragging a line across the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from bpr_studio.domain.modeling.space import SpacePreview, make_space, space_preview
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.editing.edit_tool import LEFT, EditTool
from bpr_studio.ui.canvas.editing.overlay import Preview, outline_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QMouseEvent

    from bpr_studio.domain.shared.geometry import Bounds
    from bpr_studio.ui.canvas.editing.bench import Bench
    from bpr_studio.ui.canvas.editing.edit_tool import ToolBox
    from bpr_studio.ui.canvas.tools import Paper

_GRID: Final = 10.0
_START: Final = 8.0


class SpaceTool(EditTool):
    """Everything beyond the line moves along with the mouse; the first pixels choose the axis."""

    name = "space"
    cursor = Qt.CursorShape.SplitHCursor

    def __init__(self, bench: Bench, box: ToolBox) -> None:
        super().__init__(bench, box)
        self._start: Point | None = None
        self._by = (0.0, 0.0)
        self._known: SpacePreview | None = None
        self._moved: tuple[str, ...] = ()

    def enter(self) -> None:
        """Say how it is used."""
        self._start = None
        self.bench.tell(tr("Drag: what lies beyond the pointer moves along."))

    def press(self, view: Paper, event: QMouseEvent) -> None:
        """The line is here."""
        del view
        if event.button() != LEFT:
            self.box.back_to_select()
            return
        self._start, self._by, self._known = self.place(event), (0.0, 0.0), None

    def move(self, view: Paper, event: QMouseEvent) -> None:
        """Show what would move."""
        place = self.place(event)
        if self._start is None:
            return
        self._by = _one_way(place.x - self._start.x, place.y - self._start.y)
        dx, dy = self._by
        view.show_cursor(
            Qt.CursorShape.SplitVCursor if abs(dy) > abs(dx) else Qt.CursorShape.SplitHCursor
        )
        self._show(self._start)

    def release(self, view: Paper, event: QMouseEvent) -> None:
        """Do it; the tool stays for more."""
        if event.button() != LEFT or self._start is None:
            return
        start, self._start = self._start, None
        view.show_cursor()
        self.bench.end_preview()
        if self._by != (0.0, 0.0):
            self.bench.run(make_space, self.bench.diagram, start, *self._by)

    def leave(self) -> None:
        """Give up."""
        self._start = None
        super().leave()

    def escape(self) -> bool:
        """Esc gives up the drag first, then the tool."""
        if self._start is None:
            return super().escape()
        self._start = None
        self.bench.end_preview()
        return True

    def _show(self, start: Point) -> None:
        bench = self.bench
        dx, dy = self._by
        if not (dx or dy):
            bench.end_preview()
            return
        wanted = self._wanted(start, dx, dy)
        seen = bench.view.seen()
        if abs(dy) > abs(dx):
            at = start.y + wanted.dy
            bar = (Point(seen.left(), at), Point(seen.right(), at))
        else:
            at = start.x + wanted.dx
            bar = (Point(at, seen.top()), Point(at, seen.bottom()))
        bench.preview(
            Preview(
                ghosts=self._moved,
                shift=(wanted.dx, wanted.dy),
                target=outline_at(bench.model, wanted.resized),
                bar=bar,
            )
        )
        bench.tell(f"{wanted.dx + wanted.dy:+.0f}")

    def _wanted(self, start: Point, dx: float, dy: float) -> SpacePreview:
        """What would happen; while only more room is made, what moves stays the same."""
        known = self._known
        if known is not None and _alike(known, dx, dy) and dx + dy > 0:
            by = (dx - known.dx, dy - known.dy)
            return SpacePreview(dx, dy, known.moved, _stretched(known.resized, *by))
        wanted = space_preview(self.bench.model, self.bench.diagram, start, dx, dy)
        if known is None or wanted.moved.keys() != known.moved.keys():
            self._moved = tuple(wanted.moved)
        self._known = wanted
        return wanted


def _alike(known: SpacePreview, dx: float, dy: float) -> bool:
    """Whether a way goes along the same axis to the same side."""
    return known.dx * dx > 0 or known.dy * dy > 0


def _stretched(frames: Mapping[str, Bounds], dx: float, dy: float) -> dict[str, Bounds]:
    """Frames with so much more room at their right and lower sides."""
    return {
        key: box._replace(width=box.width + dx, height=box.height + dy)
        for key, box in frames.items()
    }


def _one_way(dx: float, dy: float) -> tuple[float, float]:
    """Along the larger of the two, on the grid."""
    if max(abs(dx), abs(dy)) < _START:
        return 0.0, 0.0
    if abs(dx) >= abs(dy):
        return round(dx / _GRID) * _GRID, 0.0
    return 0.0, round(dy / _GRID) * _GRID
