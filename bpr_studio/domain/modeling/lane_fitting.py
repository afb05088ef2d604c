"""New shapes lie wholly in their lane: they are moved into it, or the lane grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.belonging import diagram_of, lanes_around, moving_along
from bpr_studio.domain.modeling.carrying import carry
from bpr_studio.domain.modeling.frames import NEAR, PAD, stack_axis
from bpr_studio.domain.modeling.lane_borders import open_room
from bpr_studio.domain.modeling.room import meet, standing_near
from bpr_studio.domain.modeling.settling import settle_lanes
from bpr_studio.domain.modeling.spreading import finish_spread
from bpr_studio.domain.process.element import FLOW_NODES

if TYPE_CHECKING:
    from bpr_studio.domain.modeling.axes import Axis
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds, Point


def fit_into_lane(editor: Editor, node_id: str, *, stay: bool = False) -> None:
    """Let a node that lies across the border of its lane lie in it, inside an open gesture.

    Where it fits and nothing is in its way it is moved, else the lane grows and what lies beyond
    gives way.

    Args:
        editor: the editor.
        node_id: the node; one without a lane or a place stays as it is.
        stay: do not move it, as it stands in a straight flow.
    """
    model = editor.model
    node = model.element(node_id)
    lane = model.find(node.lane)
    if lane is None or lane.bounds is None or node.bounds is None:
        return
    axis = stack_axis(lane)
    if not _lies_across(axis, node.bounds, lane.bounds):
        return
    wanted = None if stay else _place_inside(axis, node.bounds, lane.bounds)
    if wanted and not _is_taken(model, node, wanted):
        bring(editor, node_id, wanted.centre)
        return
    for before in (False, True):
        _grow(editor, lane.id, axis, node, before=before)


def bring(editor: Editor, node_id: str, to: Point) -> None:
    """Bring a node with all in it and on it to a place, inside an open gesture."""
    model = editor.model
    now = model.element(node_id).bounds
    if now is None:
        return
    dx, dy = to.x - now.centre.x, to.y - now.centre.y
    parts = map(model.element, moving_along(model, [node_id]))
    carry(editor, {part.id: part.bounds.moved(dx, dy) for part in parts if part.bounds})


def _lies_across(axis: Axis, box: Bounds, lane: Bounds) -> bool:
    return axis.low(box) < axis.low(lane) or axis.high(box) > axis.high(lane)


def _place_inside(axis: Axis, box: Bounds, lane: Bounds) -> Bounds | None:
    """The nearest box inside a lane, with some air; None when the lane is too narrow."""
    first, last = axis.low(lane) + PAD, axis.high(lane) - PAD - axis.extent(box)
    if first > last:
        return None
    return axis.moved(box, min(max(axis.low(box), first), last) - axis.low(box))


def _is_taken(model: ProcessModel, node: Element, box: Bounds) -> bool:
    """Whether another node stands there."""
    own = {node.id, node.parent, *moving_along(model, [node.id])}
    return any(
        other.kind in FLOW_NODES and other.bounds and meet(other.bounds, box)
        for other in standing_near(model, diagram_of(model, node), box)
        if other.id not in own
    )


def _grow(editor: Editor, lane_id: str, axis: Axis, node: Element, *, before: bool) -> None:
    """Let a lane grow on one side until a node fits where it stands."""
    model, box = editor.model, node.bounds
    lane = model.element(lane_id)
    if lane.bounds is None or box is None:
        return
    line = axis.low(lane.bounds) if before else axis.high(lane.bounds)
    more = line - axis.low(box) if before else axis.high(box) - line
    if more <= 0:
        return
    side = axis.low if before else axis.high
    around = (model.element(i) for i in lanes_around(model, lane_id))
    grow = [e.id for e in around if e.bounds and abs(side(e.bounds) - line) < NEAR]
    aside = axis.moved(box, line - side(box))  # so that the room does not stretch it
    bring(editor, node.id, aside.centre)
    finish_spread(editor, open_room(editor, lane, line, more + PAD, grow, before=before))
    bring(editor, node.id, box.centre)
    _settle_at_border(editor, lane_id)


def _settle_at_border(editor: Editor, lane_id: str) -> None:
    """What had its middle just on the border that moved may lie in the grown lane now."""
    model = editor.model
    lane = model.element(lane_id)
    if lane.bounds is not None:
        diagram = diagram_of(model, lane)
        near = standing_near(model, diagram, lane.bounds)
        settle_lanes(editor, diagram, [one.id for one in near if one.kind in FLOW_NODES])
