"""A simple layout along lanes: columns by the order of work, rows by branches.

The main way of each band runs in one straight row; branches stand below or above it. Data and
annotations stand above the node they belong to, open sub-processes are as large as their
content. The full engine takes the place of this one (see `layout.LayoutEngine`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.label_places import free_label_place
from bpr_studio.domain.diagram.laying.collecting import Collector
from bpr_studio.domain.diagram.laying.folding import folded
from bpr_studio.domain.diagram.laying.placing import as_inside, placed
from bpr_studio.domain.diagram.laying.ranks import ranked
from bpr_studio.domain.diagram.laying.rows import put_in_rows
from bpr_studio.domain.diagram.layout import Placement
from bpr_studio.domain.diagram.routing import first_route
from bpr_studio.domain.diagram.scan import plane_names
from bpr_studio.domain.process.changes import fields_set
from bpr_studio.domain.process.element import CONNECTIONS, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point, hull

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.diagram.laying.scope import Inner, Scope
    from bpr_studio.domain.process.element import Element

_CORNER: Final = Point(160.0, 80.0)
_AROUND_GROUP: Final = 16.0
_ORDER: Final = {
    Kind.SEQUENCE_FLOW: 0,
    Kind.MESSAGE_FLOW: 1,
    Kind.DATA_ASSOCIATION: 2,
    Kind.ASSOCIATION: 3,
}


class LaneLayout:
    """Places a diagram along its lanes; the same model always gets the same places."""

    def place(self, model: ProcessModel, diagram: str) -> Placement:
        """Places for everything that belongs to a diagram (see `LayoutEngine.place`)."""
        diagrams = model.diagrams()
        diagram = diagram or (diagrams[0].id if diagrams else "")
        upright = _runs_down(model, diagram)
        collector = Collector(model, diagram, _laid_inside, upright=upright)
        whole = _laid(collector.whole(diagram))
        boxes = _at_corner(model, diagram, whole.boxes, upright=upright)
        boxes.update(_groups(model, diagram, boxes))
        draft = _draft(model, diagram, boxes, whole.lanes)
        ways = _lay_lines(draft, diagram, boxes)
        return Placement(boxes, ways, _place_labels(draft, [*boxes, *ways]), whole.lanes)


def _laid(scope: Scope) -> Inner:
    columns, back = folded(scope, *ranked(scope))
    return placed(scope, columns, put_in_rows(scope, columns, back))


def _laid_inside(scope: Scope) -> Inner:
    return as_inside(_laid(scope))


def _runs_down(model: ProcessModel, diagram: str) -> bool:
    """Whether the pools (or lanes) of a diagram run from top to bottom."""
    plane = plane_names(model, diagram)
    frames = [e for e in model.of_kind(Kind.POOL, Kind.LANE) if e.diagram in plane]
    return bool(frames) and all(frame.horizontal is False for frame in frames)


def _at_corner(
    model: ProcessModel, diagram: str, boxes: Mapping[str, Bounds], *, upright: bool
) -> dict[str, Bounds]:
    """The boxes with their upper left corner where that of the drawing was."""
    if upright:
        boxes = {i: Bounds(b.y, b.x, b.height, b.width) for i, b in boxes.items()}
    plane = plane_names(model, diagram)
    old = hull(
        e.bounds
        for e in map(model.find, boxes)
        if e is not None and e.bounds is not None and e.diagram in plane
    )
    corner = Point(round(old.x), round(old.y)) if old else _CORNER
    new = hull(boxes.values()) or Bounds(0, 0, 0, 0)
    return {i: box.moved(corner.x - new.x, corner.y - new.y) for i, box in boxes.items()}


def _groups(model: ProcessModel, diagram: str, boxes: Mapping[str, Bounds]) -> dict[str, Bounds]:
    """Groups go around what was inside them; those that held nothing stay."""
    plane = plane_names(model, diagram)
    found: dict[str, Bounds] = {}
    for group in model.of_kind(Kind.GROUP):
        if group.bounds is None or group.diagram not in plane:
            continue
        members = [
            boxes[e.id]
            for e in model.near(group.bounds)
            if e.bounds is not None
            and e.id in boxes
            and e.kind not in (Kind.POOL, Kind.LANE)
            and group.bounds.contains(e.bounds.centre)
        ]
        around = hull(members)
        if around is not None:
            found[group.id] = around.grown(_AROUND_GROUP)
    return found


# --- lines and labels ------------------------------------------------------------------------


def _draft(
    model: ProcessModel, diagram: str, boxes: Mapping[str, Bounds], lanes: Mapping[str, str]
) -> ProcessModel:
    """The model with everything in its new place and no lines yet."""
    plane = plane_names(model, diagram)

    def moved(element: Element) -> Element:
        here = element.diagram if element.is_drawn else diagram
        if element.id in boxes:
            lane = lanes.get(element.id, element.lane)
            box = boxes[element.id]
            return replace(element, bounds=box, label_bounds=None, lane=lane, diagram=here)
        if element.kind in CONNECTIONS and here in plane:
            return replace(element, waypoints=(), label_bounds=None, diagram=here)
        return element

    return ProcessModel(model.header, map(moved, model.elements()))


def _lay_lines(
    draft: ProcessModel, diagram: str, boxes: Mapping[str, Bounds]
) -> dict[str, tuple[Point, ...]]:
    """Ways for all connections whose ends have places: short straight ones first."""
    plane = plane_names(draft, diagram)
    flows = [
        flow
        for flow in draft.of_kind(*CONNECTIONS)
        if flow.diagram in plane and not flow.waypoints and _has_ends(draft, flow, boxes)
    ]
    ways: dict[str, tuple[Point, ...]] = {}
    for flow in sorted(flows, key=lambda flow: _urgency(draft, flow)):
        source, target = draft.element(flow.source), draft.element(flow.target)
        way = first_route(draft, source, target, flow.kind, leaving_out=flow.id)
        if way:
            ways[flow.id] = way
            draft.apply(fields_set(draft.element(flow.id), waypoints=way))
    return ways


def _has_ends(draft: ProcessModel, flow: Element, boxes: Mapping[str, Bounds]) -> bool:
    ends = [draft.find(flow.source), draft.find(flow.target)]
    return all(end is not None and (end.id in boxes or end.kind in CONNECTIONS) for end in ends)


def _urgency(draft: ProcessModel, flow: Element) -> tuple[float, ...] | tuple[float, float, float]:
    source, target = draft.element(flow.source).bounds, draft.element(flow.target).bounds
    kind = float(_ORDER.get(flow.kind, 4))
    if source is None or target is None:
        return kind, 9.0, 0.0
    dx, dy = target.centre.x - source.centre.x, target.centre.y - source.centre.y
    bends = float(abs(dx) > 1 and abs(dy) > 1)
    return kind, bends, abs(dx) + abs(dy)


def _place_labels(draft: ProcessModel, ids: list[str]) -> dict[str, Bounds]:
    labels: dict[str, Bounds] = {}
    for element_id in ids:
        element = draft.element(element_id)
        place = free_label_place(draft, element)
        if place is not None:
            labels[element_id] = place
            draft.apply(fields_set(element, label_bounds=place))
    return labels
