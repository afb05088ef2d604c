"""Taking a lane out of its place and putting it at the end of another lane set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.adding import next_key
from bpr_studio.domain.modeling.frames import (
    BAND,
    frame_of,
    in_drawn_order,
    lanes_in_frame,
    lanes_inside,
    stack_axis,
)
from bpr_studio.domain.modeling.lane_borders import settle_frame
from bpr_studio.domain.modeling.lane_order import Bands, drawn_lane, shift_bands
from bpr_studio.domain.process.element import Kind

if TYPE_CHECKING:
    from bpr_studio.domain.modeling.axes import Axis
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds


def nest(editor: Editor, lane_id: str, lane_set: str) -> None:
    """Make a lane the last of another lane set of its pool, with its content.

    The strips of the pool change places, so that everything stays where it is in its lane;
    lanes around the old and the new place become shorter and longer.

    Args:
        editor: an editor with an open gesture.
        lane_id: the lane.
        lane_set: a lane set with at least one drawn lane, not inside the lane.
    """
    model = editor.model
    lane = drawn_lane(model, lane_id)
    axis = stack_axis(lane)
    there = [e for e in model.children(lane_set) if e.bounds and e.id != lane_id]
    end = max((axis.high(e.bounds) for e in there if e.bounds), default=0.0)
    bands = _moved_to(axis, lane, end)
    old_set = lane.parent
    moving = {lane_id, *(e.id for e in lanes_inside(model, lane_id))}
    rest = list(lanes_in_frame(model, lane))
    editor.set(lane_id, parent=lane_set, sort_key=next_key(model, lane_set))
    places = {
        e.id: bands.moved(e.bounds)
        for e in rest
        if e.bounds and (e.id in moving or not lanes_inside(model, e.id))
    }
    _indent(editor, lane_id, moving, places)
    _fit_around(model, in_drawn_order(rest), places, axis)
    shift_bands(editor, lane, bands, places)
    if old_set != lane_set and not model.children(old_set):
        editor.remove(old_set)
    settle_frame(editor, model.element(lane_id))


def _moved_to(axis: Axis, lane: Element, end: float) -> Bands:
    """The strips when a lane goes to the place that ends where `end` is now."""
    if lane.bounds is None:
        return Bands(axis, [])
    low, high = axis.low(lane.bounds), axis.high(lane.bounds)
    if end >= high:
        return Bands(axis, [(low, high, end - high), (high, end, low - high)])
    return Bands(axis, [(low, high, end - low), (end, low, high - low)])


def _fit_around(
    model: ProcessModel, lanes: list[Element], places: dict[str, Bounds], axis: Axis
) -> None:
    """Lanes with inner lanes reach from the first to the last of them, innermost ones first."""
    for lane in sorted(lanes, key=lambda e: len(lanes_inside(model, e.id))):
        inner = [places[e.id] for e in lanes_inside(model, lane.id) if e.id in places]
        if lane.bounds and inner and lane.id not in places:
            low, high = min(map(axis.low, inner)), max(map(axis.high, inner))
            places[lane.id] = axis.spanning(lane.bounds, low, high)


def _indent(editor: Editor, lane_id: str, moving: set[str], places: dict[str, Bounds]) -> None:
    """Lanes begin behind the name band of what they are in."""
    model = editor.model
    lane = model.element(lane_id)
    across = stack_axis(lane).other
    lane_set = model.find(lane.parent)
    around = model.find(lane_set.parent) if lane_set else None
    frame = around if around and around.kind is Kind.LANE else frame_of(model, lane)
    if frame is None or frame.bounds is None or lane.bounds is None:
        return
    by = across.low(frame.bounds) + BAND - across.low(lane.bounds)
    for key in moving & places.keys():
        box = places[key]
        places[key] = across.spanning(box, across.low(box) + by, across.high(box))
