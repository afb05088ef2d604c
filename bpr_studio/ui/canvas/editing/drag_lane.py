"""Lanes with the mouse: another place among their neighbours, another height."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from bpr_studio.domain.diagram.notation import is_horizontal
from bpr_studio.domain.modeling.lanes import reorder_lane, resize_lane
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.editing.overlay import Preview, Tone

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.geometry import Bounds
    from bpr_studio.ui.canvas.editing.bench import Bench

_GRID: Final = 10.0
_LEAST: Final = 60.0


@dataclass(frozen=True, slots=True)
class LaneEdge:
    """The lower (right) border of a lane.

    Attributes:
        lane: its id.
        level: the lanes lie above each other.
    """

    lane: str
    level: bool

    @property
    def cursor(self) -> Qt.CursorShape:
        """The mouse pointer over it."""
        return Qt.CursorShape.SplitVCursor if self.level else Qt.CursorShape.SplitHCursor


def edge_at(bench: Bench, place: Point) -> LaneEdge | None:
    """The border of a lane at a place; none where a shape or line lies on it."""
    if bench.editor is None:
        return None
    slack = bench.slack()
    for lane in bench.lanes():
        bounds = lane.bounds
        if bounds is None or not bounds.grown(slack).contains(place):
            continue
        level = is_horizontal(lane)
        off = abs(place.y - bounds.bottom) if level else abs(place.x - bounds.right)
        if off <= slack and bench.is_bare(place):
            return LaneEdge(lane.id, level)
    return None


class LaneEdgeDrag:
    """Makes a lane higher or lower (wider or narrower)."""

    def __init__(self, bench: Bench, edge: LaneEdge, start: Point) -> None:
        self._bench = bench
        self._edge = edge
        self._start = start
        self._lane = bench.model.element(edge.lane)
        self._box = self._lane.bounds

    def to(self, place: Point, keys: Qt.KeyboardModifier) -> None:
        """Show where the border would be."""
        del keys
        bounds = self._lane.bounds
        if bounds is None:
            return
        if self._edge.level:
            low = max(_grid(place.y), bounds.y + _LEAST)
            self._box = bounds._replace(height=low - bounds.y)
            bar = (Point(bounds.x, low), Point(bounds.right, low))
        else:
            right = max(_grid(place.x), bounds.x + _LEAST)
            self._box = bounds._replace(width=right - bounds.x)
            bar = (Point(right, bounds.y), Point(right, bounds.bottom))
        self._bench.preview(Preview(bar=bar))

    def drop(self) -> None:
        """Put the border there."""
        if self._box is not None and self._box != self._lane.bounds:
            self._bench.run(resize_lane, self._edge.lane, self._box)


class LaneOrderDrag:
    """Takes a lane by its name and puts it between two others, with all that is in it."""

    def __init__(self, bench: Bench, lane_id: str, start: Point) -> None:
        self._bench = bench
        self._id = lane_id
        self._start = start
        self._lane = bench.model.element(lane_id)
        self._others = _neighbours(bench, self._lane)
        self._now = _rank(self._lane, self._others, self._middle(self._lane))
        self._place = self._now

    def to(self, place: Point, keys: Qt.KeyboardModifier) -> None:
        """Show between which lanes it would come to lie."""
        del keys
        bounds = self._lane.bounds
        if bounds is None:
            return
        level = is_horizontal(self._lane)
        by = place.y - self._start.y if level else place.x - self._start.x
        at = place.y if level else place.x
        self._place = _rank(self._lane, self._others, at)
        bar = _gap(bounds, [e.bounds for e in self._others if e.bounds], self._place, level=level)
        moves = self._place != self._now
        self._bench.preview(
            Preview(
                tone=Tone.ALLOWED if moves else Tone.PLAIN,
                ghosts=(self._id,),
                shift=(0.0, by) if level else (by, 0.0),
                bar=bar if moves else None,
            )
        )
        self._bench.tell("" if self._others else tr("There is only one lane here."))

    def drop(self) -> None:
        """Put it there."""
        if self._place != self._now:
            self._bench.run(reorder_lane, self._id, self._place)

    @staticmethod
    def _middle(lane: Element) -> float:
        bounds = lane.bounds
        if bounds is None:
            return 0.0
        return bounds.centre.y if is_horizontal(lane) else bounds.centre.x


def _neighbours(bench: Bench, lane: Element) -> list[Element]:
    """The other lanes of the same set, from top to bottom (left to right)."""
    level = is_horizontal(lane)
    others = [
        other
        for other in bench.lanes()
        if other.parent == lane.parent and other.id != lane.id and other.bounds
    ]
    return sorted(others, key=lambda e: _near_side(e, level=level))


def _near_side(lane: Element, *, level: bool) -> float:
    bounds = lane.bounds
    if bounds is None:
        return 0.0
    return bounds.y if level else bounds.x


def _rank(lane: Element, others: list[Element], at: float) -> int:
    """How many of the others lie before this place."""
    level = is_horizontal(lane)
    middles = [b.centre.y if level else b.centre.x for e in others if (b := e.bounds)]
    return sum(middle < at for middle in middles)


def _gap(
    own: Bounds, others: list[Bounds], place: int, *, level: bool
) -> tuple[Point, Point] | None:
    """The line between two lanes, or before the first or after the last."""
    if not others:
        return None
    if level:
        y = others[place].y if place < len(others) else others[-1].bottom
        return Point(own.x, y), Point(own.right, y)
    x = others[place].x if place < len(others) else others[-1].right
    return Point(x, own.y), Point(x, own.bottom)


def _grid(value: float) -> float:
    return round(value / _GRID) * _GRID
