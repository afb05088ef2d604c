"""What may stand where: in pools and sub-processes, on steps, in flows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.notation import is_expanded
from bpr_studio.domain.modeling.belonging import Homes, diagram_of, moving_along
from bpr_studio.domain.modeling.connection_rules import between
from bpr_studio.domain.modeling.verdict import ALLOWED, Verdict
from bpr_studio.domain.process.carried import NOTHING_CARRIED, Carried
from bpr_studio.domain.process.element import (
    ACTIVITIES,
    EVENTS,
    FLOW_NODES,
    Element,
    Kind,
    Trigger,
)
from bpr_studio.domain.process.scopes import around, scope_of
from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bpr_studio.domain.modeling.templates import Template
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Point

_REACH: Final = 8.0  # how near to a line or border a drop has to be
_RIM: Final = 15.0  # how far inside an open sub-process its border still catches events
_BY_EVENT: Final = Carried(attributes=(("triggeredByEvent", "true"),))
_COMMON: Final = {Trigger.MESSAGE, Trigger.TIMER, Trigger.CONDITIONAL, Trigger.SIGNAL}
_FREE: Final = frozenset({Kind.ANNOTATION, Kind.GROUP, Kind.DATA_STORE})


@dataclass(frozen=True, slots=True)
class Placing(Verdict):
    """Where something new would stand.

    Attributes:
        reason: why it may not, "" when it may.
        container: the drawn pool, lane or open sub-process it would lie in, "" for none.
        parent: the process or sub-process it would be part of; "" where that has to be made.
        lane: the innermost lane it would belong to.
        onto: the flow it would be put into, or the step it would be attached to.
    """

    container: str = ""
    parent: str = ""
    lane: str = ""
    onto: str = ""


def may_place(model: ProcessModel, template: Template, at: Point, diagram: str = "") -> Placing:
    """Where a new element would stand, and whether it may.

    Args:
        model: the model.
        template: what is placed.
        at: the middle of the new element.
        diagram: id of the diagram, "" for the first.
    """
    where = known_diagram(model, diagram)
    sample = sample_of(template)
    if is_attachable(sample):
        host = _host_at(model, at, where)
        if host:
            attached = may_attach(model, host.id, sample)
            return Placing(
                attached.reason, host.id, parent=host.parent, lane=host.lane, onto=host.id
            )
        if template.kind is Kind.BOUNDARY_EVENT:
            return Placing(tr("Put this event on the border of a step."))
    homes = Homes(model, where)
    placing = _home(model, homes, sample, at)
    if placing and is_insertable(sample):
        flow = _flow_at(model, sample, at, where)
        if flow:
            return Placing("", placing.container, placing.parent, placing.lane, flow.id)
    return placing


def sample_of(template: Template) -> Element:
    """What an element made of a template would be like, without an id or a place."""
    return Element(
        id="",
        kind=template.kind,
        subtype=template.subtype,
        events=template.events,
        interrupting=template.interrupting,
        expanded=template.expanded,
        carried=_BY_EVENT if template.by_event else NOTHING_CARRIED,
    )


def known_diagram(model: ProcessModel, diagram: str) -> str:
    """The diagram meant: itself, else the first; "" when the model has none."""
    found = model.find(diagram)
    if found and found.kind is Kind.DIAGRAM:
        return diagram
    diagrams = model.diagrams()
    return diagrams[0].id if diagrams else ""


def may_contain(model: ProcessModel, container_id: str, content: Element | Template) -> Verdict:
    """Whether something may be put into a pool, lane, sub-process or process.

    Args:
        model: the model.
        container_id: id of the container, "" for the sheet itself.
        content: an element, or a template of a new one.
    """
    element = content if isinstance(content, Element) else sample_of(content)
    container = model.find(container_id)
    if element.kind in _SPECIAL:
        return _SPECIAL[element.kind](container)
    if container is None:
        return _needs_special_scope(element, None)
    if container.kind is Kind.SUB_PROCESS:
        return _into_sub_process(model, container, element)
    if container.kind not in _CONTAINERS:
        return Verdict(tr("Nothing can be put into this."))
    hides = container.kind is Kind.POOL and container.refers_to not in model
    if hides and element.kind not in _FREE:
        return Verdict(tr("This pool hides its work. Show its work first."))
    return _needs_special_scope(element, None)


def may_attach(model: ProcessModel, host_id: str, content: Element | Template) -> Verdict:
    """Whether an event may sit on the border of a step."""
    event = content if isinstance(content, Element) else sample_of(content)
    host = model.find(host_id)
    if not is_attachable(event):
        return Verdict(tr("This cannot be attached to a step."))
    if host is None or host.kind not in ACTIVITIES:
        return Verdict(tr("Put this event on the border of a step."))
    if _has(event, Trigger.CANCEL) and host.subtype != "transaction":
        return Verdict(tr("A cancellation belongs to a transaction."))
    awaited = host.subtype == "receiveTask" and _follows_event_gateway(model, host)
    if awaited or host.is_event_sub_process or host.is_for_compensation:
        return Verdict(tr("No event can be attached to this step."))
    return ALLOWED


def may_move(model: ProcessModel, ids: Sequence[str], dx: float, dy: float) -> Verdict:
    """Whether elements, with all that goes along, may stand that much further.

    Lanes and lines are moved in ways of their own. An event on the border of a step may always
    be moved by itself: it slides along the border.
    """
    moving = set(moving_along(model, ids))
    asked = [element for element in map(model.find, ids) if element]
    if not any(element.bounds for element in asked):
        return Verdict(tr("There is nothing here that can be moved."))
    homes: dict[str, Homes] = {}
    for element in asked:
        where = diagram_of(model, element)
        if where not in homes:
            homes[where] = Homes(model, where, moving)
        verdict = _may_stand(model, element, homes[where], moving, (dx, dy))
        if not verdict:
            return verdict
    return ALLOWED


def is_attachable(event: Element) -> bool:
    """Whether it is an event on a border, or one that becomes such an event when put there."""
    if event.kind is Kind.BOUNDARY_EVENT:
        return True
    if event.subtype == "intermediateThrowEvent":
        return not event.events
    waits = event.subtype == "intermediateCatchEvent" and event.events
    return bool(waits) and all(definition.trigger in _COMMON for definition in event.events)


def is_insertable(element: Element) -> bool:
    """Whether it can stand in the middle of a flow: one way in, one way out."""
    return (
        element.kind in FLOW_NODES - {Kind.BOUNDARY_EVENT, Kind.START_EVENT, Kind.END_EVENT}
        and not _has(element, Trigger.LINK)
        and not element.is_event_sub_process
        and not element.is_for_compensation
    )


def may_insert(model: ProcessModel, flow_id: str, node_id: str) -> Verdict:
    """Whether an element may be put into a flow."""
    flow, node = model.find(flow_id), model.find(node_id)
    if flow is None or node is None or flow.kind is not Kind.SEQUENCE_FLOW:
        return Verdict(tr("This can be put into a flow between two steps only."))
    if node_id in (flow.source, flow.target):
        return Verdict(tr("It is already connected with this flow."))
    if not is_insertable(node):
        return Verdict(tr("This cannot stand in the middle of a flow."))
    source, target = model.find(flow.source), model.find(flow.target)
    if source is None or target is None:
        return Verdict(tr("One end of this flow is missing; connect it first."))
    for verdict in (between(model, source, node), between(model, node, target)):
        if verdict.kind is not Kind.SEQUENCE_FLOW:
            return Verdict(verdict.reason or tr("This cannot stand in the middle of a flow."))
    return Verdict()


def fits_into_flow(model: ProcessModel, flow: Element, sample: Element) -> bool:
    """Whether something new, such as a sample of a template, could be put into a flow."""
    source, target = model.find(flow.source), model.find(flow.target)
    if source is None or target is None or not is_insertable(sample):
        return False
    node = replace(sample, id=sample.id or "\0", parent=scope_of(model, source))
    ways = (between(model, source, node), between(model, node, target))
    return all(verdict.kind is Kind.SEQUENCE_FLOW for verdict in ways)


# --- containers ------------------------------------------------------------------------------

_CONTAINERS: Final = frozenset({Kind.POOL, Kind.LANE, Kind.PROCESS, Kind.COLLABORATION})


def _pool_into(container: Element | None) -> Verdict:
    if container is None or container.kind in (Kind.COLLABORATION, Kind.PROCESS):
        return ALLOWED
    return Verdict(tr("A pool stands by itself; put it outside the other pools."))


def _lane_into(container: Element | None) -> Verdict:
    if container is not None and container.kind in (Kind.POOL, Kind.LANE):
        return ALLOWED
    return Verdict(tr("Lanes divide a pool; put the lane into a pool."))


def _on_border_only(_container: Element | None) -> Verdict:
    return Verdict(tr("Put this event on the border of a step."))


_SPECIAL: Final = {
    Kind.BOUNDARY_EVENT: _on_border_only,
    Kind.POOL: _pool_into,
    Kind.LANE: _lane_into,
}


def _into_sub_process(model: ProcessModel, container: Element, element: Element) -> Verdict:
    if not is_expanded(model, container) and not _has_plane(model, container):
        return Verdict(tr("Open the sub-process first, then put things into it."))
    if element.kind is Kind.START_EVENT and element.events and not container.is_event_sub_process:
        return Verdict(tr("In a sub-process the work begins with a plain start."))
    return _needs_special_scope(element, container)


def _has_plane(model: ProcessModel, container: Element) -> bool:
    return any(shown.kind is Kind.DIAGRAM for shown in model.referring(container.id))


def _needs_special_scope(element: Element, container: Element | None) -> Verdict:
    by_event = container is not None and container.is_event_sub_process
    if element.kind is Kind.START_EVENT and not by_event:
        if _has(element, Trigger.ERROR, Trigger.ESCALATION, Trigger.COMPENSATION):
            return Verdict(tr("This start belongs into a sub-process that is started by an event."))
        if not element.interrupting:
            return Verdict(
                tr("A start beside other work belongs into a sub-process started by an event.")
            )
    cancels = element.kind is Kind.END_EVENT and _has(element, Trigger.CANCEL)
    if cancels and (container is None or container.subtype != "transaction"):
        return Verdict(tr("A cancellation belongs to a transaction."))
    return ALLOWED


def _home(model: ProcessModel, homes: Homes, sample: Element, at: Point) -> Placing:
    inside = homes.container_at(at)
    verdict = may_contain(model, inside.id if inside else "", sample)
    if sample.kind is Kind.LANE or not verdict:
        return Placing(verdict.reason, container=inside.id if inside else "")
    parent = homes.parent_at(at)
    if inside is None and homes.has_pools and sample.kind not in _FREE | {Kind.POOL}:
        return Placing(tr("Put this into a pool."))
    lane = homes.lane_at(parent, at)
    shown = lane or (inside.id if inside else "")
    return Placing(
        "", container=shown, parent=parent, lane=lane if sample.kind in FLOW_NODES else ""
    )


def _may_stand(
    model: ProcessModel,
    element: Element,
    homes: Homes,
    moving: set[str],
    by: tuple[float, float],
) -> Verdict:
    """Whether one of the moved elements may stand where it would come to."""
    if element.kind is Kind.LANE:
        return Verdict(tr("Take a lane by its name to give it another place among the lanes."))
    if element.kind is Kind.BOUNDARY_EVENT or element.bounds is None:
        return ALLOWED
    if element.kind not in FLOW_NODES and element.kind is not Kind.DATA_OBJECT:
        return ALLOWED
    if any(
        outer.id in moving or _pool_moves(model, outer, moving) for outer in around(model, element)
    ):
        return ALLOWED  # it goes along with what contains it
    at = element.bounds.moved(*by).centre
    inside = homes.container_at(at)
    if inside is None and homes.has_pools and model.find(element.parent):
        return Verdict(tr("Steps stay inside the pools."))
    return may_contain(model, inside.id if inside else homes.parent_at(at), element)


def _pool_moves(model: ProcessModel, outer: Element, moving: set[str]) -> bool:
    return outer.kind is Kind.PROCESS and any(p.id in moving for p in model.referring(outer.id))


# --- what is under a point -------------------------------------------------------------------


def _host_at(model: ProcessModel, at: Point, diagram: str) -> Element | None:
    hosts = [e for e in _drawn_near(model, at, diagram) if e.kind in ACTIVITIES and e.bounds]
    hosts = [host for host in hosts if _catches(model, host, at)]
    return min(hosts, key=lambda host: (_area(host), host.id), default=None)


def _catches(model: ProcessModel, host: Element, at: Point) -> bool:
    if host.bounds is None or not host.bounds.grown(_REACH).contains(at):
        return False
    if host.kind is not Kind.SUB_PROCESS or not is_expanded(model, host):
        return True
    return not host.bounds.grown(-_RIM).contains(at)


def _flow_at(model: ProcessModel, node: Element, at: Point, diagram: str) -> Element | None:
    """The sequence flow under a point that a new node can be put into."""
    flows = [
        (distance_to_line(flow.waypoints, at), flow.id, flow)
        for flow in _drawn_near(model, at, diagram)
        if flow.kind is Kind.SEQUENCE_FLOW and flow.waypoints
    ]
    for distance, _, flow in sorted(flows, key=lambda entry: entry[:2]):
        if distance > _REACH:
            return None
        if fits_into_flow(model, flow, node):
            return flow
    return None


def _drawn_near(model: ProcessModel, at: Point, diagram: str) -> Iterable[Element]:
    spot = Bounds(at.x, at.y, 0, 0).grown(_REACH)
    return [e for e in model.near(spot) if diagram_of(model, e) == diagram]


def distance_to_line(points: Sequence[Point], at: Point) -> float:
    """How far a point is from the nearest place of a line."""
    return min(
        (_distance(a, b, at) for a, b in pairwise(points)),
        default=float("inf"),
    )


def _distance(a: Point, b: Point, at: Point) -> float:
    dx, dy = b.x - a.x, b.y - a.y
    length = dx * dx + dy * dy
    share = ((at.x - a.x) * dx + (at.y - a.y) * dy) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    x, y = a.x + share * dx - at.x, a.y + share * dy - at.y
    return float((x * x + y * y) ** 0.5)


def _area(element: Element) -> float:
    return element.bounds.width * element.bounds.height if element.bounds else 0.0


def _has(element: Element, *triggers: Trigger) -> bool:
    return element.kind in EVENTS and any(event.trigger in triggers for event in element.events)


def _follows_event_gateway(model: ProcessModel, element: Element) -> bool:
    sources = (model.find(flow.source) for flow in model.incoming(element.id))
    return any(source and source.subtype == "eventBasedGateway" for source in sources)
