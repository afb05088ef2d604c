"""The drawing part (BPMNDI) of a written file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.adapters.bpmn.steps import number_text
from bpr_studio.adapters.bpmn.words import (
    BOUNDS,
    DIAGRAM,
    EDGE,
    LABEL,
    PLANE,
    SHAPE,
    WAYPOINT,
    picture_id,
    plane_id,
)
from bpr_studio.domain.process.carried import XmlNode, value_of
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.paint_order import painted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

_END_ATTRIBUTES = ("sourceElement", "targetElement")


def diagram_nodes(model: ProcessModel) -> Iterator[XmlNode]:
    """One BPMNDiagram for each diagram; one is made when elements have a place but no diagram."""
    diagrams = model.diagrams()
    if not diagrams and model.drawn_in(""):
        new_id = model.free_id("diagram")
        diagrams = [Element(id=new_id, kind=Kind.DIAGRAM, subtype="BPMNDiagram")]
    for diagram in diagrams:
        yield _diagram_node(model, diagram)


def _diagram_node(model: ProcessModel, diagram: Element) -> XmlNode:
    attributes = [("id", diagram.id)]
    attributes += [("name", diagram.name)] if diagram.name else []
    own_id = value_of(diagram.carried.drawing, "id") or plane_id(diagram.id)
    shown = _shown(model, diagram)
    plane_attributes = [("id", own_id)]
    if shown:
        plane_attributes.append(("bpmnElement", shown))
    plane_attributes += [(n, v) for n, v in diagram.carried.drawing if n != "id"]
    plane = XmlNode(
        PLANE,
        tuple(plane_attributes),
        children=(*diagram.carried.drawing_content, *_pictures(model, diagram)),
    )
    return XmlNode(
        DIAGRAM,
        (*attributes, *diagram.carried.attributes),
        children=(plane, *diagram.carried.content),
    )


def _shown(model: ProcessModel, diagram: Element) -> str:
    """What the plane shows: what it says, else the collaboration, else the process."""
    if diagram.refers_to:
        return diagram.refers_to
    roots = model.of_kind(Kind.COLLABORATION) or model.of_kind(Kind.PROCESS)
    return min(roots, key=lambda root: (root.sort_key, root.id)).id if roots else ""


def _pictures(model: ProcessModel, diagram: Element) -> list[XmlNode]:
    shown = painted(model, diagram.id if diagram.id in model else "")
    # Second pictures last: the first one of an element in a file is its own when read again.
    elements = sorted(shown, key=lambda element: element.kind is Kind.DEPICTION)
    ids = {_picture_id(element) for element in elements}
    shapes = [_shape(element) for element in elements if element.bounds]
    edges = [_edge(element, ids) for element in elements if not element.bounds]
    return shapes + edges


def _picture_id(element: Element) -> str:
    if element.kind is Kind.DEPICTION:
        return element.id
    return value_of(element.carried.drawing, "id") or picture_id(element.id)


def _common(element: Element) -> list[tuple[str, str]]:
    shown = element.refers_to if element.kind is Kind.DEPICTION else element.id
    attributes = [("id", _picture_id(element))]
    if shown:
        attributes.append(("bpmnElement", shown))
    return attributes


def _shape(element: Element) -> XmlNode:
    attributes = _common(element)
    for name, flag in (("isHorizontal", element.horizontal), ("isExpanded", element.expanded)):
        if flag is not None:
            attributes.append((name, "true" if flag else "false"))
    attributes += [(n, v) for n, v in element.carried.drawing if n != "id"]
    box = [_bounds(element.bounds)] if element.bounds else []
    children = (*_extension(element), *box, *_label(element), *_rest(element))
    return XmlNode(SHAPE, tuple(attributes), children=children)


def _edge(element: Element, ids: set[str]) -> XmlNode:
    attributes = _common(element)
    attributes += [
        (name, value)
        for name, value in element.carried.drawing
        if name != "id" and (name not in _END_ATTRIBUTES or value in ids)
    ]
    points = [
        XmlNode(WAYPOINT, (("x", number_text(p.x)), ("y", number_text(p.y))))
        for p in element.waypoints
    ]
    children = (*_extension(element), *points, *_label(element), *_rest(element))
    return XmlNode(EDGE, tuple(attributes), children=children)


def _extension(element: Element) -> list[XmlNode]:
    """The schema wants di:extension before everything else."""
    return [node for node in element.carried.drawing_content if node.tag.endswith("}extension")]


def _rest(element: Element) -> list[XmlNode]:
    return [
        node
        for node in element.carried.drawing_content
        if node.tag != LABEL and not node.tag.endswith("}extension")
    ]


def _label(element: Element) -> list[XmlNode]:
    carried = element.carried
    if not (element.label_bounds or carried.label or carried.label_content):
        return [node for node in carried.drawing_content if node.tag == LABEL]  # an empty one
    box = [_bounds(element.label_bounds)] if element.label_bounds else []
    return [XmlNode(LABEL, carried.label, children=(*box, *carried.label_content))]


def _bounds(box: Bounds) -> XmlNode:
    names = ("x", "y", "width", "height")
    return XmlNode(BOUNDS, tuple((n, number_text(v)) for n, v in zip(names, box, strict=True)))
