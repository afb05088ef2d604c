"""Sub-processes: closed and opened, made around steps, dissolved, and their inner sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.notation import is_expanded
from bpr_studio.domain.process.element import CONNECTIONS, FLOW_NODES, Element, Kind
from bpr_studio.domain.process.modeling.adding import new_id, new_node, next_key
from bpr_studio.domain.process.modeling.belonging import diagram_of
from bpr_studio.domain.process.modeling.connection_rules import between
from bpr_studio.domain.process.modeling.creating import sheet
from bpr_studio.domain.process.modeling.linking import drop_line, fit_lines, lead
from bpr_studio.domain.process.modeling.outgrowing import grow_around
from bpr_studio.domain.process.modeling.removing import remove
from bpr_studio.domain.process.modeling.resizing import give_size
from bpr_studio.domain.process.modeling.settling import settle
from bpr_studio.domain.process.modeling.templates import template
from bpr_studio.domain.process.modeling.verdict import ALLOWED, Verdict, demand
from bpr_studio.domain.process.order import key_after
from bpr_studio.domain.process.scopes import content_of, scope_of
from bpr_studio.domain.shared.geometry import Bounds, Point, hull
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel

_CLOSED: Final = (100.0, 80.0)
_OPEN: Final = (350.0, 200.0)
_MARGIN: Final = 40.0
_CORNER: Final = (180.0, 160.0)  # where the content begins on an inner sheet


def collapse(editor: Editor, sub_process_id: str) -> None:
    """Close a sub-process; its content moves to an inner sheet of its own.

    Raises:
        NotAllowedError: it is no open sub-process.
    """
    model = editor.model
    demand(may_collapse(model, sub_process_id))
    with editor.gesture(tr("Close the sub-process")):
        box = model.element(sub_process_id).bounds
        content = _drawn_content(model, sub_process_id)
        if content:
            plane = _plane(editor, sub_process_id)
            _to_sheet(editor, content, plane, *_CORNER)
        editor.set(sub_process_id, expanded=False)
        if box:
            _give_box(editor, sub_process_id, _around(box, _CLOSED))


def expand(editor: Editor, sub_process_id: str) -> None:
    """Open a sub-process where it stands, large enough for its content.

    Raises:
        NotAllowedError: it is no closed sub-process.
    """
    model = editor.model
    demand(may_expand(model, sub_process_id))
    with editor.gesture(tr("Open the sub-process")):
        element = model.element(sub_process_id)
        content = _drawn_content(model, sub_process_id)
        area = _area(content)
        size = (
            max(area.width + 2 * _MARGIN, _OPEN[0]) if area else _OPEN[0],
            max(area.height + 2 * _MARGIN, _OPEN[1]) if area else _OPEN[1],
        )
        editor.set(sub_process_id, expanded=True)
        if element.bounds:
            box = _around(element.bounds, size)
            _give_box(editor, sub_process_id, box)
            if content and area:
                where = diagram_of(model, element)
                x, y = box.centre.x - area.width / 2, box.centre.y - area.height / 2
                _to_sheet(editor, content, where, x, y)
        _drop_planes(editor, sub_process_id)


def may_collapse(model: ProcessModel, element_id: str) -> Verdict:
    """Whether an element is a sub-process that can be closed."""
    element = model.find(element_id)
    if element and element.kind is Kind.SUB_PROCESS and is_expanded(model, element):
        return ALLOWED
    return Verdict(tr("This is no open sub-process."))


def may_expand(model: ProcessModel, element_id: str) -> Verdict:
    """Whether an element is a sub-process that can be opened."""
    element = model.find(element_id)
    if element and element.kind is Kind.SUB_PROCESS and not is_expanded(model, element):
        return ALLOWED
    return Verdict(tr("This is no closed sub-process."))


def inner_diagram(editor: Editor, sub_process_id: str) -> str:
    """The sheet the content of a sub-process is drawn on; made when a closed one has none yet.

    Raises:
        NotAllowedError: it is no sub-process.
    """
    model = editor.model
    element = model.find(sub_process_id)
    if element is None or element.kind is not Kind.SUB_PROCESS:
        demand(Verdict(tr("Only a sub-process can be opened.")))
        return ""
    if is_expanded(model, element):
        return diagram_of(model, element)
    known = [e for e in model.referring(sub_process_id) if e.kind is Kind.DIAGRAM]
    if known:
        return known[0].id
    with editor.gesture(tr("Open the inner sheet")):
        return _plane(editor, sub_process_id)


def may_wrap(model: ProcessModel, ids: Sequence[str]) -> Verdict:
    """Whether these can be put into a new sub-process together."""
    nodes = _wrapped(model, ids)
    if not nodes:
        return Verdict(tr("Choose the steps that become a sub-process."))
    if len({scope_of(model, node) for node in nodes}) > 1:
        return Verdict(tr("Choose steps of one pool or one sub-process."))
    if len({diagram_of(model, node) for node in nodes}) > 1:
        return Verdict(tr("Choose steps of one sheet."))
    return ALLOWED


def wrap(editor: Editor, ids: Sequence[str], *, name: str = "") -> str:
    """Make a sub-process around steps; flows across its border lead to it; gives its id.

    Raises:
        NotAllowedError: the rules refuse (see `may_wrap`); nothing was changed.
    """
    model = editor.model
    demand(may_wrap(model, ids))
    with editor.gesture(tr("Make a sub-process")):
        nodes = _wrapped(model, ids)
        area = _area(nodes)
        first = nodes[0]
        made = new_node(
            editor,
            template("open_sub_process"),
            area.grown(_MARGIN) if area else None,
            name=name,
            parent=scope_of(model, first),
            lane=first.lane,
            diagram=first.diagram,
        )
        for node in nodes:
            editor.set(node.id, parent=made, lane="", sort_key=next_key(model, made))
        _lead_to_border(editor, made)
        return made


def unwrap(editor: Editor, sub_process_id: str) -> None:
    """Dissolve a sub-process: its content takes its place in the flow.

    Raises:
        NotAllowedError: it is no sub-process.
    """
    model = editor.model
    element = model.find(sub_process_id)
    if element is None or element.kind is not Kind.SUB_PROCESS:
        demand(Verdict(tr("Only a sub-process can be dissolved.")))
        return
    with editor.gesture(tr("Dissolve the sub-process")):
        if not is_expanded(model, element):
            expand(editor, sub_process_id)
        _let_out(editor, sub_process_id)


# --- parts -----------------------------------------------------------------------------------


def _drawn_content(model: ProcessModel, sub_process_id: str) -> list[Element]:
    """What a sub-process shows itself: not what is on the inner sheets of its sub-processes."""
    where = {diagram_of(model, child) for child in model.children(sub_process_id) if child.is_drawn}
    return [
        e for e in content_of(model, sub_process_id) if e.is_drawn and diagram_of(model, e) in where
    ]


def _area(elements: Sequence[Element]) -> Bounds | None:
    boxes = [e.bounds for e in elements if e.bounds]
    return hull(boxes, [p for e in elements for p in e.waypoints])


def _around(box: Bounds, size: tuple[float, float]) -> Bounds:
    middle = box.centre
    return Bounds(middle.x - size[0] / 2, middle.y - size[1] / 2, *size)


def _give_box(editor: Editor, element_id: str, box: Bounds) -> None:
    give_size(editor, editor.model.element(element_id), box)
    grow_around(editor, [element_id])


def _plane(editor: Editor, sub_process_id: str) -> str:
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


def _to_sheet(
    editor: Editor, content: Sequence[Element], diagram: str, left: float, top: float
) -> None:
    """Draw content on a sheet with its upper left corner there."""
    area = _area(content)
    dx, dy = (left - area.x, top - area.y) if area else (0.0, 0.0)
    for element in content:
        editor.set(
            element.id,
            diagram=diagram,
            bounds=element.bounds.moved(dx, dy) if element.bounds else None,
            waypoints=tuple(Point(p.x + dx, p.y + dy) for p in element.waypoints),
            label_bounds=element.label_bounds.moved(dx, dy) if element.label_bounds else None,
        )


def _drop_planes(editor: Editor, sub_process_id: str) -> None:
    model = editor.model
    for plane in model.referring(sub_process_id):
        if plane.kind is Kind.DIAGRAM:
            for left in model.drawn_in(plane.id):
                editor.set(left.id, bounds=None, waypoints=(), label_bounds=None, diagram="")
            editor.remove(plane.id)


def _wrapped(model: ProcessModel, ids: Sequence[str]) -> list[Element]:
    found = [e for e in map(model.find, ids) if e]
    data = (Kind.DATA_OBJECT, Kind.DATA_STORE)
    return [
        e for e in found if (e.kind in FLOW_NODES or e.kind in data) and not e.host and e.bounds
    ]


def _lead_to_border(editor: Editor, made: str) -> None:
    """Flows that cross the new border start or end at the sub-process."""
    model = editor.model
    lines = {
        line.id
        for node in content_of(model, made)
        for line in (*model.incoming(node.id), *model.outgoing(node.id))
        if line.kind in CONNECTIONS
    }
    for line_id in sorted(lines):
        line = model.find(line_id)
        if line is None:
            continue
        within = (
            scope_of_end(model, line.source) == made,
            scope_of_end(model, line.target) == made,
        )
        if line.kind is not Kind.SEQUENCE_FLOW or all(within):
            fit_lines(editor, [line.source])
            continue
        source = made if within[0] else line.source
        target = made if within[1] else line.target
        _lead_or_drop(editor, line_id, source, target)


def scope_of_end(model: ProcessModel, element_id: str) -> str:
    """The scope of an end of a line; "" when the end is missing."""
    end = model.find(element_id)
    return scope_of(model, end) if end else ""


def _lead_or_drop(editor: Editor, line_id: str, source_id: str, target_id: str) -> None:
    model = editor.model
    source, target = model.find(source_id), model.find(target_id)
    if source is None or target is None:
        return
    verdict = between(model, source, target)
    doubled = any(
        line.target == target_id and line.id != line_id for line in model.outgoing(source_id)
    )
    if not verdict or doubled or source_id == target_id:
        drop_line(editor, line_id)
    else:
        lead(editor, line_id, verdict, (source_id, target_id))


def _let_out(editor: Editor, sub_process_id: str) -> None:
    """Give the content of a sub-process to what is around it, and lead its flows there."""
    model = editor.model
    element = model.element(sub_process_id)
    for event in model.boundary_events(sub_process_id):
        remove(editor, [event.id])
    entries, exits = _entries(model, sub_process_id), _exits(model, sub_process_id)
    ins = [f for f in model.incoming(sub_process_id) if f.kind is Kind.SEQUENCE_FLOW]
    outs = [f for f in model.outgoing(sub_process_id) if f.kind is Kind.SEQUENCE_FLOW]
    for child in model.children(sub_process_id):
        editor.set(child.id, parent=element.parent, sort_key=next_key(model, element.parent))
    settle(editor, [e.id for e in model.children(element.parent) if e.bounds])
    for flow in ins:
        if len(entries) == 1:
            _lead_or_drop(editor, flow.id, flow.source, entries[0])
    for flow in outs:
        if len(exits) == 1:
            _lead_or_drop(editor, flow.id, exits[0], flow.target)
    remove(editor, [sub_process_id])


def _entries(model: ProcessModel, sub_process_id: str) -> list[str]:
    nodes = [e for e in model.children(sub_process_id) if e.kind in FLOW_NODES and not e.host]
    return [e.id for e in nodes if not model.incoming(e.id)]


def _exits(model: ProcessModel, sub_process_id: str) -> list[str]:
    nodes = [e for e in model.children(sub_process_id) if e.kind in FLOW_NODES and not e.host]
    return [e.id for e in nodes if not model.outgoing(e.id)]
