"""Room in a flow for what is put into it: what follows is pushed along."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.belonging import diagram_of
from bpr_studio.domain.modeling.connecting import insert_into_flow
from bpr_studio.domain.modeling.lane_fitting import bring, fit_into_lane
from bpr_studio.domain.modeling.place_rules import distance_to_line
from bpr_studio.domain.modeling.settling import settle
from bpr_studio.domain.modeling.space import make_space
from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element

_GAP: Final = 50.0  # left before and behind something room was made for
_LEAST: Final = 20.0  # as much is enough where there is room already
_LEVEL: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Gap:
    """The free stretch of a line something is put on: its direction, level, and both ends."""

    axis: Axis
    level: float
    low: float
    high: float


def put_into_flow(editor: Editor, flow_id: str, node_id: str) -> None:
    """Put a node that stands on a flow into it; where the stretch is short, room is made first.

    The node comes onto the line, so that the flow stays straight, and between its neighbours;
    what follows is pushed along as the space tool does, and pools and lanes grow. Inside an open
    gesture.

    Args:
        editor: the editor.
        flow_id: the flow; `may_insert` allows it.
        node_id: the node, already at its place.
    """
    _make_way(editor, flow_id, node_id)
    insert_into_flow(editor, flow_id, node_id)


def _make_way(editor: Editor, flow_id: str, node_id: str) -> None:
    model = editor.model
    node = model.element(node_id)
    gap = _gap_at(model.element(flow_id), node)
    if gap is None or node.bounds is None:
        return
    axis, size = gap.axis, gap.axis.extent(node.bounds)
    box = axis.other.moved(node.bounds, gap.level - axis.other.middle(node.bounds))
    if gap.high - gap.low >= size + 2 * _LEAST:
        low = min(max(axis.low(box), gap.low + _LEAST), gap.high - _LEAST - size)
    else:
        low = gap.low + _GAP
        by = low + size + _GAP - gap.high
        aside = axis.moved(box, gap.high - axis.low(box))  # so that the line does not stretch it
        bring(editor, node_id, aside.centre)
        make_space(editor, diagram_of(model, node), _at(axis, gap.high), *axis.offset(by))
    bring(editor, node_id, axis.moved(box, low - axis.low(box)).centre)
    settle(editor, [node_id])
    fit_into_lane(editor, node_id, stay=True)


def _at(axis: Axis, value: float) -> Point:
    return axis.at(Point(0.0, 0.0), value)


def _gap_at(flow: Element, node: Element) -> _Gap | None:
    """The stretch of a flow nearest to a node; None for slanted stretches and undrawn ends."""
    points = flow.waypoints
    if len(points) < 2 or node.bounds is None:
        return None
    middle = node.bounds.centre
    a, b = min(pairwise(points), key=lambda pair: distance_to_line(pair, middle))
    if abs(a.x - b.x) >= _LEVEL and abs(a.y - b.y) >= _LEVEL:
        return None
    axis = Axis.X if abs(a.x - b.x) >= abs(a.y - b.y) else Axis.Y
    low, high = sorted((axis.of(a), axis.of(b)))
    return _Gap(axis, axis.other.of(a), low, high)
