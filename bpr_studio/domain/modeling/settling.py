"""After things moved: container, lane and the kind of flows follow from the new places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.belonging import (
    LANE_MEMBERS,
    PLACED,
    Homes,
    diagram_of,
    lanes_around,
    moving_along,
)
from bpr_studio.domain.modeling.linking import fit_lines
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.process.scopes import content_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_ANYWHERE: Final = (Kind.ANNOTATION, Kind.GROUP)  # these may lie beside the pools


def settle(editor: Editor, ids: Iterable[str]) -> None:
    """Give shapes the container and the lane they lie in now, and their flows what fits that.

    A sequence flow that would leave its process becomes a message flow where the rules allow
    one, otherwise it is taken away; a message flow between two steps that now stand in one
    process becomes a sequence flow. So it is in other editors (bpmn-js), and undo brings it back.

    Args:
        editor: an editor with an open gesture.
        ids: the shapes that were moved; what moves along with them keeps its container.
    """
    model = editor.model
    homes: dict[str, Homes] = {}
    movers = [e for e in map(model.find, ids) if e and e.bounds and e.kind in PLACED]
    leaving = frozenset(moving_along(model, [e.id for e in movers]))
    resettled: list[str] = []
    for element in movers:
        where = diagram_of(model, element)
        if where not in homes:
            homes[where] = Homes(model, where, leaving)
        if _settle_one(editor, element, homes[where]):
            resettled.append(element.id)
    if resettled:  # with what is on the inner sheets of closed sub-processes
        inner = [part.id for shape in resettled for part in content_of(model, shape)]
        fit_lines(editor, [*moving_along(model, resettled), *inner])


def settle_lanes(editor: Editor, diagram: str, ids: Iterable[str]) -> None:
    """Give nodes the lane they lie in, their container staying as it is."""
    homes = Homes(editor.model, diagram)
    for element in map(editor.model.find, ids):
        if element and element.bounds and element.kind in LANE_MEMBERS:
            lane = homes.lane_at(element.parent, element.bounds.centre, element.lane)
            put_in_lane(editor, element.id, lane)


def put_in_lane(editor: Editor, node_id: str, lane: str) -> None:
    """Make a lane the innermost lane of a node; of the further lanes only those around it stay."""
    node = editor.model.element(node_id)
    if node.lane == lane:
        return
    around = lanes_around(editor.model, lane)
    kept = tuple(i for i in node.carried.further("lanes") if i in around and i != lane)
    references = tuple(
        (name, kept if name == "lanes" else ids)
        for name, ids in node.carried.references
        if name != "lanes" or kept
    )
    editor.set(node_id, lane=lane, carried=replace(node.carried, references=references))
    for event in editor.model.boundary_events(node_id):
        if event.lane:
            put_in_lane(editor, event.id, lane)


def _settle_one(editor: Editor, element: Element, homes: Homes) -> bool:
    """Whether the shape has another container now."""
    model = editor.model
    if element.bounds is None:
        return False
    centre = element.bounds.centre
    parent = homes.parent_at(centre) or element.parent
    if element.kind in _ANYWHERE and homes.has_pools and homes.container_at(centre) is None:
        parent = _collaboration(model) or parent
    if parent != element.parent:
        editor.set(element.id, parent=parent)
        _bring_object(editor, element, parent)
        for event in model.boundary_events(element.id):
            editor.set(event.id, parent=parent)
    if element.kind in LANE_MEMBERS:
        put_in_lane(editor, element.id, homes.lane_at(parent, centre, element.lane))
    return parent != element.parent


def _collaboration(model: ProcessModel) -> str:
    return next((c.id for c in model.of_kind(Kind.COLLABORATION)), "")


def _bring_object(editor: Editor, element: Element, parent: str) -> None:
    """The data object behind a reference goes along unless others show it too."""
    behind = editor.model.find(element.refers_to) if element.kind is Kind.DATA_OBJECT else None
    if behind and behind.parent == element.parent and behind.kind is Kind.DATA_OBJECT:
        shown_by = editor.model.referring(behind.id)
        if all(other.id == element.id or other.parent == parent for other in shown_by):
            editor.set(behind.id, parent=parent)
