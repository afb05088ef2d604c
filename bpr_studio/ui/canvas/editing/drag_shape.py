"""Resizing a shape and moving a label with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QPainterPath

from bpr_studio.domain.modeling.naming import move_label
from bpr_studio.domain.modeling.resizing import least_size, resize
from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.ui.canvas.editing.handles import pulled
from bpr_studio.ui.canvas.editing.overlay import Preview, shape_outline
from bpr_studio.ui.canvas.painting import rect_of

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

    from bpr_studio.domain.shared.geometry import Point
    from bpr_studio.ui.canvas.editing.bench import Bench
    from bpr_studio.ui.canvas.editing.handles import Handle

GRID: Final = 10.0


class ResizeDrag:
    """Pulls a side or corner; never smaller than what it holds allows."""

    def __init__(self, bench: Bench, handle: Handle, start: Point) -> None:
        self._bench = bench
        self._handle = handle
        self._start = start
        self._element = bench.model.element(handle.element)
        self._least = least_size(bench.model, handle.element)
        self._box = self._element.bounds or Bounds(0, 0, 0, 0)

    def to(self, place: Point, keys: Qt.KeyboardModifier) -> None:
        """Show the new outline."""
        del keys
        bounds = self._element.bounds
        if bounds is None:
            return
        pull = self._handle.pull
        dx, dy = _steps(place.x - self._start.x), _steps(place.y - self._start.y)
        box = pulled(bounds, pull, dx, dy)
        self._box = _at_least(box, bounds, pull, *self._least)
        self._bench.preview(Preview(outline=shape_outline(self._element, self._box)))
        self._bench.tell(f"{self._box.width:.0f} × {self._box.height:.0f}")

    def drop(self) -> None:
        """Give it this box."""
        if self._box != self._element.bounds:
            self._bench.run(resize, self._element.id, self._box)


class LabelDrag:
    """Moves the words beside a shape or line."""

    def __init__(self, bench: Bench, element_id: str, start: Point) -> None:
        self._bench = bench
        self._id = element_id
        self._start = start
        area = bench.scene.label_area_of(element_id)
        self._label = Bounds(area.x(), area.y(), area.width(), area.height())
        self._at = self._label

    def to(self, place: Point, keys: Qt.KeyboardModifier) -> None:
        """Show where the words would be."""
        del keys
        self._at = self._label.moved(place.x - self._start.x, place.y - self._start.y)
        path = QPainterPath()
        path.addRect(rect_of(self._at))
        self._bench.preview(Preview(outline=path))

    def drop(self) -> None:
        """Put them there."""
        if self._at != self._label:
            self._bench.run(move_label, self._id, self._at)


def _steps(by: float) -> float:
    """Whole steps of the grid, so that round sizes stay round."""
    return round(by / GRID) * GRID


def _at_least(
    box: Bounds, old: Bounds, pull: tuple[int, int], width: float, height: float
) -> Bounds:
    """Not smaller than this; the side that is not pulled stays where it is."""
    wide, high = max(box.width, width), max(box.height, height)
    x = old.right - wide if pull[0] < 0 else box.x
    y = old.bottom - high if pull[1] < 0 else box.y
    return Bounds(x, y, wide, high)
