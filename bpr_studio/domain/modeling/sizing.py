"""Giving a shape another box: lanes fill their frame, border events stay on the border."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.belonging import diagram_of
from bpr_studio.domain.modeling.borders import resting
from bpr_studio.domain.modeling.carrying import carry
from bpr_studio.domain.modeling.frames import (
    NEAR,
    content_of_frame,
    lanes_in_frame,
    stack_axis,
)
from bpr_studio.domain.modeling.settling import settle_lanes
from bpr_studio.domain.process.element import Kind

if TYPE_CHECKING:
    from bpr_studio.domain.modeling.axes import Axis
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds


def give_size(editor: Editor, element: Element, box: Bounds) -> None:
    """Give a shape a box that is known to be allowed, inside an open gesture."""
    model, old = editor.model, element.bounds
    if old is None:
        return
    places = {element.id: box}
    for event in model.boundary_events(element.id):
        if event.bounds:
            places[event.id] = resting(old, box, event.bounds)
    if element.kind in (Kind.POOL, Kind.SUB_PROCESS):
        places.update(_filled(model, element, old, box))
    carry(editor, places)
    nodes = [element.id]
    if element.kind in (Kind.POOL, Kind.LANE):
        nodes = [e.id for e in content_of_frame(model, model.element(element.id))]
    settle_lanes(editor, diagram_of(model, element), nodes)


def _filled(model: ProcessModel, frame: Element, old: Bounds, box: Bounds) -> dict[str, Bounds]:
    """The lanes of a frame: sides that lay on its sides, or along its band, go with them."""
    return {
        lane.id: filling(lane.bounds, old, box, stack_axis(lane))
        for lane in lanes_in_frame(model, frame)
        if lane.bounds
    }


def filling(lane: Bounds, old: Bounds, box: Bounds, axis: Axis) -> Bounds:
    """A lane after its frame went from `old` to `box`."""
    across = axis.other
    low = across.low(lane) + across.low(box) - across.low(old)
    high = across.high(lane) + across.high(box) - across.high(old)
    lane = across.spanning(lane, low, high)
    low, high = axis.low(lane), axis.high(lane)
    if abs(low - axis.low(old)) < NEAR:
        low = axis.low(box)
    if abs(high - axis.high(old)) < NEAR:
        high = axis.high(box)
    return axis.spanning(lane, low, high)
