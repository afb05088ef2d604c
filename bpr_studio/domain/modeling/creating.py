"""New flows and new elements at a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.adding import new_id, new_node, next_key
from bpr_studio.domain.modeling.borders import nearest_on_border
from bpr_studio.domain.modeling.inserting import put_into_flow
from bpr_studio.domain.modeling.lane_fitting import fit_into_lane
from bpr_studio.domain.modeling.lanes import add_lane
from bpr_studio.domain.modeling.place_rules import known_diagram, may_place
from bpr_studio.domain.modeling.pools import add_pool
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.modeling.verdict import demand
from bpr_studio.domain.process.element import FLOW_NODES, Element, Header, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.order import spaced_keys
from bpr_studio.domain.shared.geometry import Bounds, Point
from bpr_studio.domain.shared.text import tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.modeling.place_rules import Placing
    from bpr_studio.domain.modeling.templates import Template
    from bpr_studio.domain.process.editor import Editor

BAND: Final = 30.0
"""Width of the band with the name of a pool or lane."""
_LEFT: Final = 160.0  # where a new flow begins
_TOP: Final = 80.0
_LANE: Final = 140.0
_POOL: Final = 1200.0


@dataclass(frozen=True, slots=True)
class FlowNames:
    """What a new flow is called.

    Attributes:
        flow: name of the flow.
        pool: name of the pool, e.g. the section; "" for a flow without a pool.
        lanes: names of its lanes from top to bottom; only with a pool.
    """

    flow: str = ""
    pool: str = ""
    lanes: tuple[str, ...] = ()


def blank_flow(names: FlowNames) -> ProcessModel:
    """A flow to begin with: a start, and a pool with lanes where it has names for them."""
    process = Element(id="Process_1", kind=Kind.PROCESS, subtype="process", name=names.flow)
    shown = "Collaboration_1" if names.pool else process.id
    diagram = Element(
        id="Diagram_1", kind=Kind.DIAGRAM, subtype="BPMNDiagram", refers_to=shown, sort_key="i"
    )
    elements = [process, diagram]
    first = Bounds(_LEFT, _TOP, _POOL, max(len(names.lanes), 1) * _LANE)
    if names.pool:
        elements += _pool(names, process.id, diagram.id, first)
    start = Bounds(first.x + 2 * BAND + 50, first.y + _LANE / 2 - 18, 36, 36)
    elements.append(
        Element(
            id="Start_1",
            kind=Kind.START_EVENT,
            subtype="startEvent",
            parent=process.id,
            sort_key="i",
            lane="Lane_1" if names.pool and names.lanes else "",
            diagram=diagram.id,
            bounds=start,
        )
    )
    return ProcessModel(Header(name=names.flow), elements)


def _pool(names: FlowNames, process: str, diagram: str, box: Bounds) -> Iterator[Element]:
    yield Element(id="Collaboration_1", kind=Kind.COLLABORATION, subtype="collaboration")
    yield Element(
        id="Pool_1",
        kind=Kind.POOL,
        subtype="participant",
        name=names.pool,
        parent="Collaboration_1",
        sort_key="i",
        refers_to=process,
        diagram=diagram,
        bounds=box,
        horizontal=True,
    )
    if not names.lanes:
        return
    yield Element(
        id="LaneSet_1", kind=Kind.LANE_SET, subtype="laneSet", parent=process, sort_key="1"
    )
    keys = spaced_keys(len(names.lanes))
    for number, (name, key) in enumerate(zip(names.lanes, keys, strict=True)):
        yield Element(
            id=f"Lane_{number + 1}",
            kind=Kind.LANE,
            subtype="lane",
            name=name,
            parent="LaneSet_1",
            sort_key=key,
            diagram=diagram,
            bounds=Bounds(box.x + BAND, box.y + number * _LANE, box.width - BAND, _LANE),
            horizontal=True,
        )


def place(
    editor: Editor, template: Template, at: Point, *, diagram: str = "", name: str = ""
) -> str:
    """Put a new element on the sheet; gives its id.

    On a flow it is put into the flow, an event on the border of a step is attached to it.
    Near the border of a lane it is moved wholly into the lane its middle lies in.

    Args:
        editor: the editor.
        template: what it is.
        at: its middle.
        diagram: id of the diagram, "" for the first.
        name: its name.

    Raises:
        NotAllowedError: the rules refuse (see `may_place`); nothing was changed.
    """
    placing = may_place(editor.model, template, at, diagram)
    demand(placing)
    with editor.gesture(tr("Add “{what}”", what=tr_source(template.label))):
        where = sheet(editor, diagram)
        if template.kind is Kind.POOL:
            return _place_pool(editor, at, where, name)
        if template.kind is Kind.LANE:
            return _place_lane(editor, placing, at, name)
        if editor.model.find(placing.onto) and not _is_flow(editor.model, placing.onto):
            return attach(editor, template, placing.onto, at, name)
        made = new_node(
            editor,
            template,
            box_around(at, template.size),
            name=name,
            parent=placing.parent or home_of_work(editor, template.kind),
            lane=placing.lane,
            diagram=where,
        )
        furnish(editor, made)
        if placing.onto:
            put_into_flow(editor, placing.onto, made)
        else:
            fit_into_lane(editor, made)
        return made


def sheet(editor: Editor, diagram: str) -> str:
    """The diagram meant; made when the model has none yet."""
    known = known_diagram(editor.model, diagram)
    if known:
        return known
    made = new_id(editor, Kind.DIAGRAM)
    editor.add(Element(id=made, kind=Kind.DIAGRAM, subtype="BPMNDiagram", sort_key="i"))
    return made


def _place_pool(editor: Editor, at: Point, diagram: str, name: str) -> str:
    return add_pool(editor, at, name=name, diagram=diagram)


def _place_lane(editor: Editor, placing: Placing, at: Point, name: str) -> str:
    beside = editor.model.element(placing.container)
    after = beside.bounds is None or at.y >= beside.bounds.centre.y
    return add_lane(editor, beside.id, after=after, name=name)


def _is_flow(model: ProcessModel, element_id: str) -> bool:
    return model.element(element_id).kind is Kind.SEQUENCE_FLOW


def attach(editor: Editor, what: Template, host_id: str, at: Point, name: str = "") -> str:
    """Put a new event on the border of a step, inside an open gesture."""
    host = editor.model.element(host_id)
    spot = nearest_on_border(host.bounds, at) if host.bounds else None
    made = new_node(
        editor,
        what,
        box_around(spot, what.size) if spot else None,
        name=name,
        parent=host.parent,
        lane=host.lane,
        host=host.id,
        diagram=host.diagram,
    )
    editor.set(made, kind=Kind.BOUNDARY_EVENT, subtype="boundaryEvent")
    return made


def home_of_work(editor: Editor, kind: Kind) -> str:
    """The process for something placed where there is none; made in an empty model."""
    model = editor.model
    if kind in (Kind.ANNOTATION, Kind.GROUP):
        roots = model.of_kind(Kind.COLLABORATION) or model.of_kind(Kind.PROCESS)
        return roots[0].id if roots else ""
    processes = model.of_kind(Kind.PROCESS)
    if processes:
        return processes[0].id
    if model.has_kind(*FLOW_NODES):
        return ""  # a draft without a process stays one
    process = new_id(editor, Kind.PROCESS)
    key = next_key(model, "")
    editor.add(Element(id=process, kind=Kind.PROCESS, subtype="process", sort_key=key))
    return process


def furnish(editor: Editor, element_id: str) -> None:
    """Give a new open sub-process the start its work needs, inside an open gesture."""
    made = editor.model.element(element_id)
    if made.kind is not Kind.SUB_PROCESS or not made.expanded or made.bounds is None:
        return
    if editor.model.children(element_id):
        return
    start = template("start_message" if made.is_event_sub_process else "start")
    at = Point(made.bounds.x + 58, made.bounds.centre.y)
    new_node(editor, start, box_around(at, start.size), parent=element_id, diagram=made.diagram)


def box_around(at: Point, size: tuple[float, float]) -> Bounds:
    """The box of this size around a point."""
    return Bounds(at.x - size[0] / 2, at.y - size[1] / 2, size[0], size[1])
