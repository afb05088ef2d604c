"""Whether a model is consistent: what every gesture leaves behind as true.

It looks at what gestures must not break, not at what a drawing should be like; that is lint's.
The sentences are for developers and tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.notation import is_expanded
from bpr_studio.domain.diagram.outlines import lies_on
from bpr_studio.domain.modeling.belonging import Homes, diagram_of
from bpr_studio.domain.modeling.connection_rules import between
from bpr_studio.domain.modeling.frames import frame_of, neighbours
from bpr_studio.domain.modeling.linking import owner_of
from bpr_studio.domain.modeling.room import meet
from bpr_studio.domain.process.element import CONNECTIONS, FLOW_NODES, Kind
from bpr_studio.domain.process.scopes import around
from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_REFERENCES: Final = ("parent", "lane", "host", "source", "target", "default_flow", "diagram")
_OWN: Final = 0.75  # less than a pixel is no fault


def faults(model: ProcessModel) -> list[str]:
    """What is wrong with a model, one sentence each; [] when it is sound."""
    found: list[str] = []
    homes: dict[str, Homes] = {}
    for element in model.elements():
        found += (f"{element.id}: {fault}" for fault in _faults(model, element, homes))
    return found


def _faults(model: ProcessModel, element: Element, homes: dict[str, Homes]) -> Iterator[str]:
    yield from _dangling(model, element)
    yield from _circles(model, element)
    yield from _sheet(model, element)
    if element.kind in CONNECTIONS:
        yield from _line(model, element)
        yield from _owner(model, element)
    elif element.kind is Kind.LANE:
        yield from _lane(model, element)
    elif element.kind is Kind.BOUNDARY_EVENT:
        yield from _boundary(model, element)
    elif element.kind in FLOW_NODES and element.bounds:
        yield from _home(model, element, homes)
    if element.default_flow and element.default_flow in model:
        flow = model.element(element.default_flow)
        if flow.source != element.id:
            yield f"its default flow {flow.id} is not its own"


def _dangling(model: ProcessModel, element: Element) -> Iterator[str]:
    for name in _REFERENCES:
        target = getattr(element, name)
        if target and target not in model:
            yield f"{name} points at {target}, which is not there"
    if element.kind is Kind.DEPICTION and element.refers_to and element.refers_to not in model:
        yield f"shows {element.refers_to}, which is not there"
    for name, ids in element.carried.references:
        for target in ids:
            if name == "lanes" and target not in model:
                yield f"further lane {target} is not there"


def _circles(model: ProcessModel, element: Element) -> Iterator[str]:
    outer = list(around(model, element))
    if outer and outer[-1].parent in {element.id, *(o.id for o in outer)}:
        yield "contains itself"


def _sheet(model: ProcessModel, element: Element) -> Iterator[str]:
    """What is drawn is on the sheet of what contains it, or on an inner sheet of that."""
    parent = model.find(element.parent)
    if not element.bounds or parent is None or parent.kind is not Kind.SUB_PROCESS:
        return
    here, there = diagram_of(model, element), diagram_of(model, parent)
    if is_expanded(model, parent):
        if here != there:
            yield f"is on sheet {here}, its open sub-process {parent.id} on {there}"
    elif model.element(here).refers_to != parent.id:
        yield f"is on sheet {here}, which is not the inner sheet of {parent.id}"


def _owner(model: ProcessModel, line: Element) -> Iterator[str]:
    """A flow belongs to the scope it runs in, a message to the collaboration."""
    source, target = model.find(line.source), model.find(line.target)
    if source is None or target is None:
        return
    owner = owner_of(model, line.kind, source, target)
    if line.kind is not Kind.ASSOCIATION and line.parent != owner:
        yield f"belongs to {line.parent!r}, should to {owner!r}"


def _lane(model: ProcessModel, lane: Element) -> Iterator[str]:
    """Lanes lie inside what they divide and beside each other."""
    frame, box = frame_of(model, lane), lane.bounds
    if frame is None or frame.bounds is None or box is None:
        return
    roomy = frame.bounds.grown(_OWN)
    corners = (Point(box.x, box.y), Point(box.right, box.bottom))
    if not all(map(roomy.contains, corners)):
        yield f"sticks out of {frame.id}"
    for other in neighbours(model, lane):
        inner = other.bounds.grown(-_OWN) if other.bounds else None
        if other.id < lane.id and inner and meet(inner, box):
            yield f"overlaps {other.id}"


def _line(model: ProcessModel, line: Element) -> Iterator[str]:
    source, target = model.find(line.source), model.find(line.target)
    if source is None or target is None:
        yield "an end is missing"
        return
    if CONNECTIONS & {source.kind, target.kind}:
        return
    verdict = between(model, source, target)
    if verdict.kind is not line.kind and line.kind is not Kind.ASSOCIATION:
        yield f"is a {line.kind}, the rules say {verdict.kind}: {verdict.reason}"
    if len(line.waypoints) == 1:
        yield "has a way of one point"
    if line.waypoints and not _overlap(source, target):
        for end, point in ((source, line.waypoints[0]), (target, line.waypoints[-1])):
            if end.bounds and not lies_on(end, point):
                yield f"does not touch {end.id}: {point} is not on {end.bounds}"


def _overlap(source: Element, target: Element) -> bool:
    """Whether two shapes lie on each other: then no line between them looks right."""
    a, b = source.bounds, target.bounds
    if a is None or b is None or source.id == target.id:
        return False
    return a.x <= b.right and b.x <= a.right and a.y <= b.bottom and b.y <= a.bottom


def _boundary(model: ProcessModel, event: Element) -> Iterator[str]:
    host = model.find(event.host)
    if host is None:
        yield "sits on nothing"
        return
    if event.parent != host.parent:
        yield f"is in {event.parent}, its step in {host.parent}"
    if event.lane not in ("", host.lane):
        yield f"is in lane {event.lane}, its step in {host.lane}"
    if event.bounds and host.bounds and not lies_on_border(event, host):
        yield f"is not on the border of {host.id}"


def _shows_content(model: ProcessModel, scope: Element, diagram: str) -> bool:
    if scope.kind is not Kind.SUB_PROCESS or diagram_of(model, scope) != diagram:
        return False
    return is_expanded(model, scope)


def lies_on_border(event: Element, host: Element) -> bool:
    """Whether the middle of an event is on the border of a step."""
    return bool(event.bounds and lies_on(host, event.bounds.centre))


def _home(model: ProcessModel, node: Element, homes: dict[str, Homes]) -> Iterator[str]:
    if node.bounds is None:
        return
    where, centre = diagram_of(model, node), node.bounds.centre
    if where not in homes:
        homes[where] = Homes(model, where)
    scope = model.find(node.parent)
    frame = scope.bounds if scope and _shows_content(model, scope, where) else None
    if frame and not frame.contains(centre):
        yield f"lies outside {node.parent}"
    pools = [p for p in model.referring(node.parent) if p.kind is Kind.POOL and p.bounds]
    here = [p.bounds for p in pools if p.bounds and diagram_of(model, p) == where]
    if here and not any(box.contains(centre) for box in here):
        yield "lies outside its pool"
    lane = homes[where].lane_at(node.parent, centre, node.lane)
    if lane != node.lane:
        yield f"is in lane {node.lane!r}, but lies in {lane!r}"
