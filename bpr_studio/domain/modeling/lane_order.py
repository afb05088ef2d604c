"""Lanes change places with everything in them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.axes import Axis, stretched_line
from bpr_studio.domain.modeling.belonging import diagram_of, moving_along
from bpr_studio.domain.modeling.carrying import carry, touching
from bpr_studio.domain.modeling.frames import (
    content_around,
    lanes_inside,
    neighbours,
    stack_axis,
)
from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.process.order import spaced_keys
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds, Point


def reorder_lane(editor: Editor, lane_id: str, place: int) -> None:
    """Put a lane at another place among its neighbours, with everything in it.

    Content, inner lanes, labels and the parts of flows that run in a lane keep their place
    relative to it; flows between lanes stay orthogonal and attached. Doing the opposite gives
    the drawing as it was.

    Args:
        editor: the editor.
        lane_id: the lane.
        place: its new place, 0 is the first (top or left); too large means the last.

    Raises:
        NotAllowedError: there is no such lane in a drawing.
    """
    model = editor.model
    lane = drawn_lane(model, lane_id)
    lanes = [e for e in neighbours(model, lane) if e.bounds]
    order = [e for e in lanes if e.id != lane.id]
    order.insert(max(0, min(place, len(order))), lane)
    if [e.id for e in order] == [e.id for e in lanes]:
        return
    with editor.gesture(tr("Move the lane")):
        bands = _stacked(order)
        inner = [e for beside in lanes for e in (beside, *lanes_inside(model, beside.id))]
        places = {e.id: bands.moved(e.bounds) for e in inner if e.bounds}
        shift_bands(editor, lane, bands, places)
        _renumber(editor, [e.id for e in order])


def place_for_lane(model: ProcessModel, lane_id: str, at: Point) -> int:
    """The place among its neighbours a lane gets when it is dropped at a point."""
    lane = model.find(lane_id)
    if lane is None or lane.bounds is None:
        return 0
    axis = stack_axis(lane)
    others = [e for e in neighbours(model, lane) if e.bounds and e.id != lane_id]
    return sum(1 for e in others if e.bounds and axis.middle(e.bounds) < axis.of(at))


def lane_dropped(editor: Editor, lane_id: str, dx: float, dy: float) -> None:
    """Reorder a lane that was dragged by an offset: its leading side passes other lanes' middles.

    Raises:
        NotAllowedError: there is no such lane in a drawing.
    """
    model = editor.model
    lane = drawn_lane(model, lane_id)
    if lane.bounds is None:
        return
    axis = stack_axis(lane)
    by = dx if axis is Axis.X else dy
    box = axis.moved(lane.bounds, by)
    edge = axis.high(box) if by > 0 else axis.low(box)
    place = place_for_lane(model, lane_id, axis.at(box.centre, edge))
    reorder_lane(editor, lane_id, place)


def drawn_lane(model: ProcessModel, lane_id: str) -> Element:
    """The lane with this id.

    Raises:
        NotAllowedError: there is none, or it is not drawn.
    """
    lane = model.find(lane_id)
    if lane is None or lane.kind is not Kind.LANE or lane.bounds is None:
        demand(Verdict(tr("This is not a lane of the drawing.")))
        raise AssertionError
    return lane


class Bands:
    """Strips across a pool and how far each one shifts along the stack.

    Args of the constructor: the axis, and low end, high end and shift of every strip.
    """

    def __init__(self, axis: Axis, strips: list[tuple[float, float, float]]) -> None:
        self.axis = axis
        self._strips = strips

    def shift(self, at: float) -> float:
        """How far a place with this coordinate goes; 0 outside the strips."""
        return next((by for low, high, by in self._strips if low <= at < high), 0.0)

    def shift_of(self, shape: Element, lane: Element | None) -> float:
        """How far a shape goes: with its lane, and where it lies outside that by its middle."""
        box = shape.bounds
        if box is None:
            return 0.0
        if lane and lane.bounds and lane.bounds.contains(box.centre):
            return self.shift(self.axis.middle(lane.bounds))
        return self.shift(self.axis.middle(box))

    def moved(self, box: Bounds) -> Bounds:
        """A box that lies in one strip, where it is then."""
        return self.axis.moved(box, self.shift(self.axis.middle(box)))


def _stacked(order: list[Element]) -> Bands:
    """The strips of lanes that are stacked in a new order."""
    axis = stack_axis(order[0])
    boxes = [lane.bounds for lane in order if lane.bounds]
    at = min(axis.low(box) for box in boxes)
    strips: list[tuple[float, float, float]] = []
    for box in boxes:
        strips.append((axis.low(box), axis.high(box), at - axis.low(box)))
        at += axis.extent(box)
    return Bands(axis, strips)


def shift_bands(editor: Editor, lane: Element, bands: Bands, lanes: dict[str, Bounds]) -> None:
    """Shift everything in the pool of a lane strip by strip, in an open gesture.

    Args:
        editor: the editor.
        lane: a lane of the pool.
        bands: the strips.
        lanes: the new boxes of lanes.
    """
    model = editor.model
    places = dict(lanes)
    for shape in content_around(model, lane):
        if shape.bounds and lane.bounds and _overlaps(bands.axis.other, shape.bounds, lane.bounds):
            by = bands.shift_of(shape, model.find(shape.lane))
            for part in moving_along(model, [shape.id]) if by else ():
                box = model.element(part).bounds
                if box:
                    places[part] = bands.axis.moved(box, by)
    offsets = {
        key: bands.axis.low(box) - bands.axis.low(old)
        for key, box in places.items()
        if (old := model.element(key).bounds)
    }
    here = diagram_of(model, lane)
    inside = [e.id for e in content_around(model, lane)]
    inside = moving_along(model, inside)
    lines = [e for e in touching(model, inside) if diagram_of(model, e) == here]

    def redraw(line: Element) -> tuple[Point, ...] | None:
        return _reordered_line(model, line, bands, offsets)

    carry(editor, places, redraw, lines)


def _overlaps(axis: Axis, box: Bounds, area: Bounds) -> bool:
    return axis.low(area) <= axis.middle(box) <= axis.high(area)


def _reordered_line(
    model: ProcessModel, line: Element, bands: Bands, offsets: Mapping[str, float]
) -> tuple[Point, ...] | None:
    points, axis = line.waypoints, bands.axis
    first = offsets.get(
        line.source, 0.0 if line.source in model else bands.shift(axis.of(points[0]))
    )
    last = offsets.get(
        line.target, 0.0 if line.target in model else bands.shift(axis.of(points[-1]))
    )
    moved = stretched_line(points, axis, bands.shift, first, last)
    if moved is None:
        return None
    moved = _turned(model, line.source, moved, axis)
    if moved is None:
        return None
    backwards = _turned(model, line.target, moved[::-1], axis)
    return backwards[::-1] if backwards else None


def _turned(
    model: ProcessModel, end: str, points: tuple[Point, ...], axis: Axis
) -> tuple[Point, ...] | None:
    """The line leaving its shape on the side it now leads to; None when that is not enough."""
    shape = model.find(end)
    if shape is None or shape.bounds is None or len(points) < 2 or shape.kind is Kind.POOL:
        return points
    dock, bend = axis.of(points[0]), axis.of(points[1])
    low, high, middle = axis.low(shape.bounds), axis.high(shape.bounds), axis.middle(shape.bounds)
    leads_on = dock == bend or (bend - dock) * (dock - middle) >= 0
    if leads_on:
        return points
    if low <= bend <= high:
        return None
    return (axis.at(points[0], 2 * middle - dock), *points[1:])


def _renumber(editor: Editor, order: list[str]) -> None:
    """Sort keys that say the same as the drawing, changing none where they already do."""
    keys = [editor.model.element(lane_id).sort_key for lane_id in order]
    if all(a < b for a, b in itertools.pairwise(keys)):
        return
    given = sorted(set(keys))
    if len(given) < len(order) or "" in given:
        given = spaced_keys(len(order))
    for lane_id, key in zip(order, given, strict=True):
        editor.set(lane_id, sort_key=key)
