"""From the drawing part of a file (BPMNDI) to places of drafts, diagrams and depictions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.bpmn.source import carried_node
from bpr_studio.adapters.bpmn.steps import number_of
from bpr_studio.adapters.bpmn.words import (
    BOUNDS,
    EDGE,
    LABEL,
    PLANE,
    SHAPE,
    WAYPOINT,
    picture_id,
    plane_id,
)
from bpr_studio.domain.process.element import CONNECTIONS, Kind
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.geometry import Bounds, Point
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.adapters.bpmn.drafts import Draft, Reading
    from bpr_studio.adapters.bpmn.source import RawNode

_FLAGS: Final = {"isExpanded": "expanded", "isHorizontal": "horizontal"}
_BAND: Final = "choreographyActivityShape"  # a participant as a stripe of a choreography task


def read_diagram(raw: RawNode, reading: Reading) -> None:
    """Draft one diagram and give its elements their places."""
    diagram = reading.draft(raw.attributes.get("id", ""), Kind.DIAGRAM, "BPMNDiagram", raw.line)
    for name, value in raw.attributes.items():
        if name == "name":
            diagram.fields["name"] = value
        elif name != "id":
            diagram.attributes[name] = value
    for child in raw.children:
        if child.tag == PLANE:
            _read_plane(child, diagram, reading)
        else:
            diagram.content.append(carried_node(child))


def _read_plane(raw: RawNode, diagram: Draft, reading: Reading) -> None:
    diagram.drawing = dict(raw.attributes)
    diagram.fields["refers_to"] = diagram.drawing.pop("bpmnElement", "")
    if diagram.drawing.get("id") == plane_id(diagram.id):
        del diagram.drawing["id"]
    for child in raw.children:
        if child.tag == SHAPE:
            _read_picture(child, diagram, reading)
        elif child.tag != EDGE:
            diagram.drawing_content.append(carried_node(child))
    for child in raw.children:
        if child.tag == EDGE:
            _read_picture(child, diagram, reading)


def _read_picture(raw: RawNode, diagram: Draft, reading: Reading) -> None:
    place = _place_of(raw)
    meant = raw.attributes.get("bpmnElement", "")
    if not place:
        reading.tell(
            Level.WARNING,
            "place-not-readable",
            tr(
                "The place of {id} in the drawing (line {line}) cannot be read; kept without.",
                id=meant,
                line=raw.line,
            ),
            meant,
        )
        return
    draft = _undrawn(meant, raw, reading)
    if draft is None:
        draft = _depiction(meant, raw, diagram, reading)
    draft.fields.update(place)
    draft.fields["diagram"] = diagram.id
    _read_look(raw, draft, reading)


def _undrawn(meant: str, raw: RawNode, reading: Reading) -> Draft | None:
    """The element this picture belongs to, if it has none yet and can have one of this form."""
    if _BAND in raw.attributes:
        return None
    for element_id in reading.copies.get(meant) or [meant]:
        draft = reading.drafts.get(element_id)
        if draft is None or draft.is_drawn or draft.kind in (Kind.DIAGRAM, Kind.DEPICTION):
            continue
        if draft.kind is Kind.OTHER or (draft.kind in CONNECTIONS) == (raw.tag == EDGE):
            return draft
    return None


def _depiction(meant: str, raw: RawNode, diagram: Draft, reading: Reading) -> Draft:
    if meant not in reading.known:
        reading.tell(
            Level.WARNING,
            "drawing-of-missing",
            tr(
                "The drawing shows {id} (line {line}), which does not exist in the model; "
                "the picture is kept.",
                id=meant or "?",
                line=raw.line,
            ),
            meant,
        )
    tag = "shape" if raw.tag == SHAPE else "edge"
    draft = reading.draft(raw.attributes.get("id", ""), Kind.DEPICTION, tag, raw.line)
    draft.fields["parent"] = diagram.id
    draft.fields["refers_to"] = meant
    return draft


def _read_look(raw: RawNode, draft: Draft, reading: Reading) -> None:
    for name, value in raw.attributes.items():
        if name in _FLAGS and value in ("true", "false"):
            draft.fields[_FLAGS[name]] = value == "true"
        elif name not in ("id", "bpmnElement"):
            draft.drawing[name] = value
    own_id = raw.attributes.get("id", "")
    if draft.kind is not Kind.DEPICTION and own_id not in ("", picture_id(draft.id)):
        draft.drawing["id"] = reading.claim(own_id, own_id)
    for child in raw.children:
        if child.tag == LABEL and (child.attributes or child.children):
            _read_label(child, draft)
        elif child.tag not in (BOUNDS, WAYPOINT):
            draft.drawing_content.append(carried_node(child))


def _read_label(raw: RawNode, draft: Draft) -> None:
    draft.label = dict(raw.attributes)
    for child in raw.children:
        box = _box_of(child) if child.tag == BOUNDS else None
        if box:
            draft.fields["label_bounds"] = box
        elif child.tag != BOUNDS:
            draft.label_content.append(carried_node(child))


def _place_of(raw: RawNode) -> dict[str, Bounds] | dict[str, tuple[Point, ...]]:
    """The field that holds the place; empty when the place cannot be read."""
    if raw.tag == SHAPE:
        boxes = [_box_of(child) for child in raw.children if child.tag == BOUNDS]
        return {"bounds": boxes[0]} if boxes and boxes[0] else {}
    points = [
        Point(x, y)
        for child in raw.children
        if child.tag == WAYPOINT
        and (x := number_of(child.attributes.get("x", ""))) is not None
        and (y := number_of(child.attributes.get("y", ""))) is not None
    ]
    return {"waypoints": tuple(points)} if len(points) >= 2 else {}


def _box_of(raw: RawNode) -> Bounds | None:
    numbers = [number_of(raw.attributes.get(n, "")) for n in ("x", "y", "width", "height")]
    known = [number for number in numbers if number is not None]
    return Bounds(*known) if len(known) == 4 else None
