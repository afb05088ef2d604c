"""How new elements come into a model: ids, order among siblings, what stands behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.place_rules import known_diagram, sample_of
from bpr_studio.domain.process.carried import Carried, XmlNode
from bpr_studio.domain.process.element import Element, Kind, Trigger
from bpr_studio.domain.process.order import key_after

if TYPE_CHECKING:
    from bpr_studio.domain.modeling.templates import Template
    from bpr_studio.domain.modeling.verdict import ConnectionVerdict
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import EventDefinition
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds, Point

_STEMS: Final = {
    Kind.TASK: "Task",
    Kind.SUB_PROCESS: "SubProcess",
    Kind.CALL_ACTIVITY: "Call",
    Kind.START_EVENT: "Start",
    Kind.INTERMEDIATE_EVENT: "Event",
    Kind.BOUNDARY_EVENT: "Boundary",
    Kind.END_EVENT: "End",
    Kind.GATEWAY: "Gateway",
    Kind.POOL: "Pool",
    Kind.LANE_SET: "LaneSet",
    Kind.LANE: "Lane",
    Kind.DATA_OBJECT: "Document",
    Kind.DATA_STORE: "Register",
    Kind.ANNOTATION: "Note",
    Kind.GROUP: "Group",
    Kind.SEQUENCE_FLOW: "Flow",
    Kind.MESSAGE_FLOW: "Message",
    Kind.ASSOCIATION: "Association",
    Kind.DATA_ASSOCIATION: "DataFlow",
    Kind.PROCESS: "Process",
    Kind.COLLABORATION: "Collaboration",
    Kind.DEFINITION: "Definition",
    Kind.DIAGRAM: "Diagram",
    Kind.DEPICTION: "Picture",
    Kind.OTHER: "Element",
}


def new_id(editor: Editor, kind: Kind) -> str:
    """An id for a new element of a family."""
    return editor.new_id(_STEMS[kind])


def next_key(model: ProcessModel, parent: str) -> str:
    """The sort key after all siblings."""
    return key_after(model.last_key(parent))


def new_node(editor: Editor, template: Template, box: Bounds | None, **fields: object) -> str:
    """Add an element made of a template, with whatever BPMN wants to stand behind it.

    Args:
        editor: the editor, in an open gesture.
        template: what it is.
        box: its place, None when it is not drawn.
        fields: further fields of the element: parent, lane, host, diagram, name …
    """
    element_id = new_id(editor, template.kind)
    parent = str(fields.get("parent", ""))
    made = replace(
        sample_of(template),
        id=element_id,
        bounds=box,
        sort_key=next_key(editor.model, parent),
        events=tuple(_complete(event, str(fields.get("name", ""))) for event in template.events),
    )
    made = replace(made, **fields)  # type: ignore[arg-type]  # named fields of Element, by callers
    if made.subtype == "dataObjectReference":
        made = replace(made, refers_to=_data_object(editor, made.parent))
    editor.add(made)
    return element_id


def _data_object(editor: Editor, parent: str) -> str:
    object_id = editor.new_id("DataObject")
    key = next_key(editor.model, parent)
    editor.add(
        Element(
            id=object_id,
            kind=Kind.DATA_OBJECT,
            subtype="dataObject",
            parent=parent,
            sort_key=key,
        )
    )
    return object_id


def complete_events(template: Template, name: str) -> tuple[EventDefinition, ...]:
    """The triggers of a template with the parts the schema asks for."""
    return tuple(_complete(event, name) for event in template.events)


def _complete(event: EventDefinition, name: str) -> EventDefinition:
    if event.trigger is Trigger.LINK:
        return replace(event, carried=Carried(attributes=(("name", name),)))
    if event.trigger is Trigger.CONDITIONAL:
        return replace(event, carried=Carried(content=(XmlNode("condition"),)))
    return event


def new_line(
    editor: Editor,
    verdict: ConnectionVerdict,
    ends: tuple[str, str],
    parent: str,
    points: tuple[Point, ...],
) -> str:
    """Add a connection, drawn in the diagram of its ends."""
    if verdict.kind is None:
        msg = "a refused connection cannot be added"
        raise ValueError(msg)
    source, target = ends
    line_id = new_id(editor, verdict.kind)
    editor.add(
        Element(
            id=line_id,
            kind=verdict.kind,
            subtype=verdict.subtype,
            parent=parent,
            sort_key=next_key(editor.model, parent),
            source=source,
            target=target,
            diagram=_diagram_of_ends(editor.model, source, target) if points else "",
            waypoints=points,
        )
    )
    return line_id


def _diagram_of_ends(model: ProcessModel, source: str, target: str) -> str:
    for end in (model.find(source), model.find(target)):
        if end and end.is_drawn:
            return known_diagram(model, end.diagram)
    return known_diagram(model, "")
