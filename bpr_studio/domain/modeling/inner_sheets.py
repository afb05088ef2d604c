"""The inner sheet of a closed sub-process, and moving content between sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.adding import new_id
from bpr_studio.domain.modeling.belonging import diagram_of
from bpr_studio.domain.modeling.carrying import touching
from bpr_studio.domain.modeling.creating import sheet
from bpr_studio.domain.modeling.linking import way
from bpr_studio.domain.process.element import CONNECTIONS, Element, Kind
from bpr_studio.domain.process.order import key_after
from bpr_studio.domain.process.scopes import content_of
from bpr_studio.domain.shared.geometry import Point, hull

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

_NOTES = frozenset({Kind.ANNOTATION, Kind.DATA_OBJECT, Kind.DATA_STORE})


def drawn_content(model: ProcessModel, sub_process_id: str) -> list[Element]:
    """What a sub-process shows itself: not what is on the inner sheets of its sub-processes."""
    where = {diagram_of(model, child) for child in model.children(sub_process_id) if child.is_drawn}
    return [
        e for e in content_of(model, sub_process_id) if e.is_drawn and diagram_of(model, e) in where
    ]


def area_of(elements: Sequence[Element]) -> Bounds | None:
    """The box around what is drawn of these elements; None for nothing."""
    boxes = [e.bounds for e in elements if e.bounds]
    return hull(boxes, [p for e in elements for p in e.waypoints])


def plane_of(editor: Editor, sub_process_id: str) -> str:
    """The inner sheet of a sub-process, made where there is none, inside an open gesture."""
    model = editor.model
    known = [e for e in model.referring(sub_process_id) if e.kind is Kind.DIAGRAM]
    if known:
        return known[0].id
    if not model.diagrams():
        sheet(editor, "")
    made = new_id(editor, Kind.DIAGRAM)
    last = max((d.sort_key for d in model.diagrams()), default="")
    editor.add(
        Element(
            id=made,
            kind=Kind.DIAGRAM,
            subtype="BPMNDiagram",
            refers_to=sub_process_id,
            sort_key=key_after(last),
        )
    )
    return made


def to_sheet(editor: Editor, content: Sequence[Element], diagram: str, corner: Point) -> None:
    """Draw content on a sheet with its upper left corner there, inside an open gesture.

    Lines within it come along. A line to something on another sheet cannot be drawn; one whose
    ends meet on a sheet again gets a new way.
    """
    model = editor.model
    area = area_of(content)
    dx, dy = (corner.x - area.x, corner.y - area.y) if area else (0.0, 0.0)
    moved = {element.id for element in content}
    lines = {line.id: line for line in touching(model, moved)}
    for element in content:
        if element.kind in CONNECTIONS:
            lines[element.id] = element
        else:
            editor.set(element.id, diagram=diagram, **_shifted(element, dx, dy))
    for line in lines.values():
        if line.source in moved and line.target in moved and line.waypoints:
            editor.set(line.id, diagram=diagram, **_shifted(line, dx, dy))
        else:
            _draw_anew(editor, line)


def _shifted(element: Element, dx: float, dy: float) -> dict[str, object]:
    return {
        "bounds": element.bounds.moved(dx, dy) if element.bounds else None,
        "waypoints": tuple(Point(p.x + dx, p.y + dy) for p in element.waypoints),
        "label_bounds": element.label_bounds.moved(dx, dy) if element.label_bounds else None,
    }


def _draw_anew(editor: Editor, line: Element) -> None:
    model = editor.model
    source, target = model.find(line.source), model.find(line.target)
    if source is None or target is None or line.kind not in CONNECTIONS:
        return
    points = way(model, (source, target), line.kind, leaving_out=line.id)
    where = diagram_of(model, source) if points else ""
    editor.set(line.id, waypoints=points, diagram=where, label_bounds=None)


def with_notes(model: ProcessModel, nodes: Iterable[Element]) -> list[Element]:
    """Nodes and the annotations and documents that are connected with them only."""
    found = {node.id: node for node in nodes}
    where = {diagram_of(model, node) for node in found.values()}
    for line in touching(model, list(found)):
        for end in (model.find(line.source), model.find(line.target)):
            if end and end.kind in _NOTES and _belongs_to(model, end, found, where):
                found[end.id] = end
    return list(found.values())


def _belongs_to(
    model: ProcessModel, note: Element, nodes: Collection[str], sheets: Collection[str]
) -> bool:
    if diagram_of(model, note) not in sheets:
        return False
    lines = touching(model, [note.id])
    return all({line.source, line.target} - {note.id} <= set(nodes) for line in lines)


def drop_planes(editor: Editor, sub_process_id: str) -> None:
    """Take the inner sheets of a sub-process away; what is left on them is drawn no more."""
    model = editor.model
    for plane in model.referring(sub_process_id):
        if plane.kind is Kind.DIAGRAM:
            for left in model.drawn_in(plane.id):
                editor.set(left.id, bounds=None, waypoints=(), label_bounds=None, diagram="")
            editor.remove(plane.id)
