"""Judges what a BPMN file still holds after a round trip, from the raw XML alone.

Shares no code with the program: reader, words and model are the program's own business. The
columns are those of the interchange scoreboard (elements by type and name, ids, flows, event
definitions, bounds, waypoints), and label bounds.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from defusedxml.ElementTree import fromstring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

M = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
B = "{http://www.omg.org/spec/BPMN/20100524/DI}"
C = "{http://www.omg.org/spec/DD/20100524/DC}"
D = "{http://www.omg.org/spec/DD/20100524/DI}"

Facts = Counter[tuple[object, ...]]


def bare(reference: str | None) -> str:
    """A reference without namespace prefix and white space."""
    return (reference or "").strip().rpartition(":")[2]


def facts_of(data: bytes) -> dict[str, Facts]:
    """What a file says, column by column."""
    root = fromstring(data)
    by_id = {e.get("id"): e for e in root.iter() if e.tag.startswith(M) and e.get("id")}
    return {
        "elements": Counter(_visual(root, by_id)),
        "ids": Counter((local(e), e.get("id")) for e in by_id.values()),
        "flows": Counter(_flows(root)),
        "events": Counter(_events(root)),
        "bounds": Counter(_bounds(root)),
        "waypoints": Counter(_waypoints(root)),
        "labels": Counter(_labels(root)),
        "lanes": Counter(_lanes(root)),
        "foreign": Counter(_foreign(root)),
        "everything": Counter(_everything(root, "")),
    }


def lost(before: bytes, after: bytes) -> dict[str, list[tuple[object, ...]]]:
    """What the second file no longer says, by column; empty when nothing is lost."""
    then, now = facts_of(before), facts_of(after)
    missing = {column: list((then[column] - now[column]).elements()) for column in then}
    return {column: facts for column, facts in missing.items() if facts}


def recall(before: bytes, after: bytes) -> dict[str, float]:
    """Share of what was said that is still said, in per cent by column."""
    then, now = facts_of(before), facts_of(after)
    return {
        column: 100.0 * (then[column] & now[column]).total() / (then[column].total() or 1)
        if then[column]
        else 100.0
        for column in then
    }


def local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _visual(root: Element, by_id: dict[str | None, Element]) -> Iterator[tuple[object, ...]]:
    for picture in [*root.iter(f"{B}BPMNShape"), *root.iter(f"{B}BPMNEdge")]:
        element = by_id.get(bare(picture.get("bpmnElement")))
        if element is not None:
            yield local(element), element.get("name") or _note(element)


def _note(element: Element) -> str:
    return "".join(element.findtext(f"{M}text") or "").strip()


def _flows(root: Element) -> Iterator[tuple[object, ...]]:
    for tag in ("sequenceFlow", "messageFlow", "association", "conversationLink"):
        for flow in root.iter(f"{M}{tag}"):
            yield tag, flow.get("id"), bare(flow.get("sourceRef")), bare(flow.get("targetRef"))
    for tag in ("dataInputAssociation", "dataOutputAssociation"):
        for owner in root.iter():
            for flow in owner.findall(f"{M}{tag}"):
                ends = [bare(e.text) for e in flow if local(e) in ("sourceRef", "targetRef")]
                yield tag, owner.get("id"), *ends


def _events(root: Element) -> Iterator[tuple[object, ...]]:
    for event in root.iter():
        for definition in event:
            if definition.tag.startswith(M) and "ventDefinition" in definition.tag:
                inside = tuple((local(e), _said(e)) for e in definition.iter())
                given = tuple(sorted((k, bare(v)) for k, v in definition.attrib.items()))
                yield event.get("id"), local(definition), given, inside


def _said(element: Element) -> str:
    """Its text; a reference without the prefix."""
    text = (element.text or "").strip()
    return bare(text) if local(element).endswith(("Ref", "source", "target")) else text


def _number(text: str | None) -> float:
    return round(float(text or "nan"), 3)


def _box(parent: Element) -> tuple[float, ...] | None:
    box = parent.find(f"{C}Bounds")
    return box if box is None else tuple(_number(box.get(k)) for k in ("x", "y", "width", "height"))


def _bounds(root: Element) -> Iterator[tuple[object, ...]]:
    for plane in root.iter(f"{B}BPMNPlane"):
        for shape in plane.findall(f"{B}BPMNShape"):
            looks = tuple(sorted((k, v) for k, v in shape.attrib.items() if k.startswith("is")))
            yield bare(plane.get("bpmnElement")), bare(shape.get("bpmnElement")), looks, _box(shape)


def _waypoints(root: Element) -> Iterator[tuple[object, ...]]:
    for plane in root.iter(f"{B}BPMNPlane"):
        for edge in plane.findall(f"{B}BPMNEdge"):
            points = [(_number(p.get("x")), _number(p.get("y"))) for p in edge.iter(f"{D}waypoint")]
            yield bare(plane.get("bpmnElement")), bare(edge.get("bpmnElement")), tuple(points)


def _labels(root: Element) -> Iterator[tuple[object, ...]]:
    for picture in [*root.iter(f"{B}BPMNShape"), *root.iter(f"{B}BPMNEdge")]:
        label = picture.find(f"{B}BPMNLabel")
        if label is not None and _box(label):
            yield bare(picture.get("bpmnElement")), label.get("labelStyle"), _box(label)


def _lanes(root: Element) -> Iterator[tuple[object, ...]]:
    for lane in root.iter(f"{M}lane"):
        for member in lane.findall(f"{M}flowNodeRef"):
            yield lane.get("id"), bare(member.text)


def _foreign(root: Element) -> Iterator[tuple[object, ...]]:
    """Everything that is neither BPMN nor drawing: elements and attributes of other tools."""
    known = (M, B, C, D)
    for element in root.iter():
        if not element.tag.startswith(known):
            yield element.tag, tuple(sorted(element.attrib.items())), (element.text or "").strip()
        for name, value in element.attrib.items():
            if name.startswith("{") and "XMLSchema-instance" not in name:
                yield local(element), element.get("id"), name, value


_REBUILT = ("incoming", "outgoing", "flowNodeRef")  # written from connections and lanes
_UNSAID = {"isInterrupting": "true", "cancelActivity": "true", "isSequential": "false"}
"""What BPMN means anyway; such words may come and go."""
_NEW = {("BPMNPlane", "id"), ("waypoint", "type")}
"""A plane may get an id; that a point is a point need not be said."""


def _everything(element: Element, around: str) -> Iterator[tuple[object, ...]]:
    """Each element of the file with what it says and where it stands, numbers as numbers."""
    tag = local(element)
    if tag in _REBUILT and element.tag.startswith(M):
        return
    given = sorted(
        (name.rpartition("}")[2], _plain(value))
        for name, value in element.attrib.items()
        if _UNSAID.get(name) != value and (tag, name.rpartition("}")[2]) not in _NEW
    )
    yield (
        around,
        tag,
        tuple(given),
        _plain(_said(element) if tag != "text" else _note_text(element)),
    )
    here = f"{around}/{tag}" if tag == "BPMNPlane" else element.get("id") or f"{around}/{tag}"
    for child in element:
        yield from _everything(child, here)


def _note_text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _plain(value: str) -> object:
    try:
        return round(float(value), 3)
    except ValueError:
        return bare(value) if " " not in value else value
