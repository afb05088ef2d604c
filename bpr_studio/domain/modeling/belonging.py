"""What lies in what: the shapes that move together, and the container and lane at a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.notation import is_expanded
from bpr_studio.domain.process.element import FLOW_NODES, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds, Point

PLACED: Final = (FLOW_NODES - {Kind.BOUNDARY_EVENT}) | {
    Kind.DATA_OBJECT,
    Kind.DATA_STORE,
    Kind.ANNOTATION,
    Kind.GROUP,
}
"""Families whose container follows from their place."""

LANE_MEMBERS: Final = FLOW_NODES - {Kind.BOUNDARY_EVENT}
"""Families a lane lists; a boundary event is where its activity is."""


def diagram_of(model: ProcessModel, element: Element) -> str:
    """The diagram an element is drawn in; "" when the model has none."""
    return model.sheet_of(element)


def moving_along(model: ProcessModel, ids: Iterable[str]) -> list[str]:
    """The drawn shapes among `ids` with all that moves with them, each once.

    That is the content of sub-processes and pools (lanes included) drawn in the same diagram,
    and the events on the border of activities. Unknown and undrawn ids are left out.
    """
    found: dict[str, None] = {}
    waiting = [element for element in map(model.find, ids) if element and element.bounds]
    while waiting:
        element = waiting.pop()
        if element.id in found:
            continue
        found[element.id] = None
        where = diagram_of(model, element)
        waiting += (
            part
            for part in _parts(model, element)
            if part.bounds and part.id not in found and diagram_of(model, part) == where
        )
    return list(found)


def _parts(model: ProcessModel, element: Element) -> Iterator[Element]:
    yield from model.boundary_events(element.id)
    if element.kind is Kind.LANE:
        return
    yield from _content(model, element.id)
    if element.kind is Kind.POOL:
        yield from _content(model, element.refers_to)
        yield from _notes_in(model, element)
    if element.kind in (Kind.POOL, Kind.SUB_PROCESS) and element.bounds:
        for picture in model.of_kind(Kind.DEPICTION):
            if picture.bounds and element.bounds.contains(picture.bounds.centre):
                yield picture


def _content(model: ProcessModel, container: str) -> Iterator[Element]:
    """What is inside a container, through lane sets, lanes being part of it."""
    if not container:
        return
    for child in model.children(container):
        if child.kind is Kind.LANE_SET:
            yield from lanes_below(model, child.id)
        else:
            yield child


def lanes_below(model: ProcessModel, lane_set_id: str) -> Iterator[Element]:
    """The lanes of a lane set and the lanes inside them."""
    for lane in model.children(lane_set_id):
        if lane.kind is Kind.LANE:
            yield lane
            for inner in model.children(lane.id):
                if inner.kind is Kind.LANE_SET:
                    yield from lanes_below(model, inner.id)


def _notes_in(model: ProcessModel, pool: Element) -> Iterator[Element]:
    """Annotations and groups that belong to the collaboration but lie in this pool."""
    for child in model.children(pool.parent) if pool.parent else ():
        inside = child.bounds and pool.bounds and pool.bounds.contains(child.bounds.centre)
        if inside and child.kind in (Kind.ANNOTATION, Kind.GROUP, Kind.DATA_STORE):
            yield child


def lane_owner(model: ProcessModel, lane: Element) -> str:
    """The process or sub-process a lane divides; "" when the draft does not say."""
    seen: set[str] = set()
    above = model.find(lane.parent)
    while above and above.kind in (Kind.LANE, Kind.LANE_SET) and above.id not in seen:
        seen.add(above.id)
        above = model.find(above.parent)
    return above.id if above and above.kind not in (Kind.LANE, Kind.LANE_SET) else ""


def lanes_around(model: ProcessModel, lane_id: str) -> list[str]:
    """A lane and the lanes around it, innermost first."""
    found: list[str] = []
    at = model.find(lane_id)
    while at and at.id not in found:
        if at.kind is Kind.LANE:
            found.append(at.id)
        elif at.kind is not Kind.LANE_SET:
            break
        at = model.find(at.parent)
    return found


class Homes:
    """The containers and lanes of one diagram, asked for what is at a place.

    Args of the constructor: the model, the diagram, and shapes that are on their way and so
    contain nothing now.

    Attributes:
        has_pools: whether the diagram shows pools with their work, those on their way included.
    """

    def __init__(
        self, model: ProcessModel, diagram: str, leaving: Collection[str] = frozenset()
    ) -> None:
        drawn = [
            e
            for e in model.of_kind(Kind.POOL, Kind.LANE, Kind.SUB_PROCESS)
            if e.bounds and diagram_of(model, e) == diagram
        ]
        self.has_pools = any(e.kind is Kind.POOL and e.refers_to in model for e in drawn)
        drawn = [e for e in drawn if e.id not in leaving]
        self._pools = [e for e in drawn if e.kind is Kind.POOL]
        self._open = [e for e in drawn if e.kind is Kind.SUB_PROCESS and is_expanded(model, e)]
        lanes = [e for e in drawn if e.kind is Kind.LANE]
        self._lanes = [
            (lane_owner(model, lane), lanes_around(model, lane.id), lane) for lane in lanes
        ]
        divided = {i for _, around, _ in self._lanes for i in around[1:]}
        self._undivided = {
            lane.id: (owner, lane.bounds)
            for owner, _, lane in self._lanes
            if lane.bounds and lane.id not in divided
        }
        self._plane = _plane(model, diagram)

    def container_at(self, point: Point) -> Element | None:
        """The innermost open sub-process there, else the pool, else None."""
        return _innermost(self._open, point) or _innermost(self._pools, point)

    def parent_at(self, point: Point) -> str:
        """The process or sub-process something at this place is in.

        "" outside all pools, where the diagram shows pools, and in pools that hide their work.
        """
        inside = self.container_at(point)
        if inside is None:
            return "" if self.has_pools else self._plane
        return inside.refers_to if inside.kind is Kind.POOL else inside.id

    def lane_at(self, parent: str, point: Point, now: str = "") -> str:
        """The innermost lane of a process at a place, "" when there is none.

        On a line between two lanes it is `now`, if that is one of them.
        """
        owner_now, box_now = self._undivided.get(now, ("", None))
        if box_now and owner_now in ("", parent) and box_now.contains(point):
            return now
        here = [
            (around, lane.id)
            for owner, around, lane in self._lanes
            if owner in ("", parent) and lane.bounds and lane.bounds.contains(point)
        ]
        in_now = [entry for entry in here if now in entry[0]]
        return max(((len(around), i) for around, i in in_now or here), default=(0, ""))[1]


def _innermost(containers: list[Element], point: Point) -> Element | None:
    around = [e for e in containers if e.bounds and e.bounds.contains(point)]
    return min(around, key=_area, default=None)


def _area(element: Element) -> float:
    bounds: Bounds | None = element.bounds
    return bounds.width * bounds.height if bounds else 0.0


def _plane(model: ProcessModel, diagram: str) -> str:
    """What a diagram without pools shows: its process or sub-process."""
    at = model.find(diagram)
    shown = model.find(at.refers_to) if at else None
    if shown and shown.kind in (Kind.PROCESS, Kind.SUB_PROCESS):
        return shown.id
    return next((process.id for process in model.of_kind(Kind.PROCESS)), "")
