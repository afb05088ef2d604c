"""Sub-processes: closed and opened, made around steps, dissolved, and their inner sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.notation import is_expanded
from bpr_studio.domain.modeling.adding import new_node, next_key
from bpr_studio.domain.modeling.appending import append, prepend
from bpr_studio.domain.modeling.belonging import diagram_of, moving_along
from bpr_studio.domain.modeling.connection_rules import between
from bpr_studio.domain.modeling.inner_sheets import (
    area_of,
    drawn_content,
    drop_planes,
    plane_of,
    to_sheet,
    with_notes,
)
from bpr_studio.domain.modeling.linking import drop_line, fit_lines, lead
from bpr_studio.domain.modeling.outgrowing import container_of
from bpr_studio.domain.modeling.removing import remove
from bpr_studio.domain.modeling.room import enlarge, make_room_in, meet, standing_near
from bpr_studio.domain.modeling.settling import settle, settle_lanes
from bpr_studio.domain.modeling.sizing import give_size
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.modeling.verdict import ALLOWED, Verdict, demand
from bpr_studio.domain.process.element import CONNECTIONS, FLOW_NODES, Kind
from bpr_studio.domain.process.scopes import content_of, scope_of
from bpr_studio.domain.shared.geometry import Bounds, Point, hull
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_CLOSED: Final = (100.0, 80.0)
_OPEN: Final = (350.0, 200.0)
_DOOR: Final = 86.0  # a start or an end and the gap to it
_MARGIN: Final = 40.0
_CORNER: Final = Point(180.0, 160.0)  # where the content begins on an inner sheet


def collapse(editor: Editor, sub_process_id: str) -> None:
    """Close a sub-process; its content moves to an inner sheet of its own.

    Raises:
        NotAllowedError: it is no open sub-process.
    """
    model = editor.model
    demand(may_collapse(model, sub_process_id))
    with editor.gesture(tr("Close the sub-process")):
        box = model.element(sub_process_id).bounds
        content = _with_own_notes(editor, sub_process_id)
        if content:
            plane = plane_of(editor, sub_process_id)
            to_sheet(editor, content, plane, _CORNER)
        editor.set(sub_process_id, expanded=False)
        if box:
            give_size(editor, model.element(sub_process_id), _closed(model, sub_process_id, box))


def _with_own_notes(editor: Editor, sub_process_id: str) -> list[Element]:
    """The content of a sub-process; notes outside it that belong to its steps come into it."""
    model = editor.model
    content = drawn_content(model, sub_process_id)
    inside = {element.id for element in content}
    notes = [e for e in with_notes(model, content) if e.id not in inside]
    for note in notes:
        editor.set(note.id, parent=sub_process_id, sort_key=next_key(model, sub_process_id))
        fit_lines(editor, [note.id])
    return drawn_content(model, sub_process_id) if notes else content


def expand(editor: Editor, sub_process_id: str) -> None:
    """Open a sub-process where it stands, large enough for its content.

    Raises:
        NotAllowedError: it is no closed sub-process.
    """
    model = editor.model
    demand(may_expand(model, sub_process_id))
    with editor.gesture(tr("Open the sub-process")):
        content = drawn_content(model, sub_process_id)
        area = area_of(content)
        editor.set(sub_process_id, expanded=True)
        box = model.element(sub_process_id).bounds
        if box:
            enlarge(editor, sub_process_id, _opened(box, area))
            _bring_in(editor, sub_process_id, content)
        drop_planes(editor, sub_process_id)


def _opened(box: Bounds, area: Bounds | None) -> Bounds:
    """The box of a sub-process with room for its content, from the left side of the closed one."""
    width = max(area.width + 2 * _MARGIN, _OPEN[0]) if area else _OPEN[0]
    height = max(area.height + 2 * _MARGIN, _OPEN[1]) if area else _OPEN[1]
    return Bounds(box.x, box.centre.y - height / 2, width, height)


def _bring_in(editor: Editor, sub_process_id: str, content: Sequence[Element]) -> None:
    """Draw content in the middle of its opened sub-process."""
    model = editor.model
    element = model.element(sub_process_id)
    area = area_of(content)
    if element.bounds and area:
        middle = element.bounds.centre
        at = Point(middle.x - area.width / 2, middle.y - area.height / 2)
        to_sheet(editor, content, diagram_of(model, element), at)


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
        return plane_of(editor, sub_process_id)


def may_wrap(model: ProcessModel, ids: Sequence[str]) -> Verdict:
    """Whether these can be put into a new sub-process together."""
    nodes = _wrapped(model, ids)
    if not nodes:
        return Verdict(tr("Choose the steps that become a sub-process."))
    if len({scope_of(model, node) for node in nodes}) > 1:
        return Verdict(tr("Choose steps of one pool or one sub-process."))
    if len({diagram_of(model, node) for node in nodes}) > 1:
        return Verdict(tr("Choose steps of one sheet."))
    if _strangers(model, nodes):
        return Verdict(tr("Other steps lie between them; choose these too, or move them away."))
    return ALLOWED


def _strangers(model: ProcessModel, nodes: Sequence[Element]) -> bool:
    """Whether steps that were not chosen lie where the sub-process would be."""
    area, chosen = area_of(nodes), {node.id for node in nodes}
    if area is None:
        return False
    return any(
        e.bounds and meet(e.bounds, area) and not {e.id, e.host} & chosen
        for e in standing_near(model, diagram_of(model, nodes[0]), area)
        if e.kind in FLOW_NODES and e.parent == nodes[0].parent
    )


def _with_notes_between(model: ProcessModel, nodes: list[Element]) -> list[Element]:
    """Steps and their own notes, as far as these lie among them."""
    area = area_of(nodes)
    found = with_notes(model, nodes)
    return [
        e for e in found if e in nodes or (area and e.bounds and hull((area, e.bounds)) == area)
    ]


def wrap(editor: Editor, ids: Sequence[str], *, name: str = "") -> str:
    """Make a sub-process around steps; flows across its border lead to it; gives its id.

    Raises:
        NotAllowedError: the rules refuse (see `may_wrap`); nothing was changed.
    """
    model = editor.model
    demand(may_wrap(model, ids))
    with editor.gesture(tr("Make a sub-process")):
        nodes = _with_notes_between(model, _wrapped(model, ids))
        first = nodes[0]
        area = area_of([model.element(i) for i in moving_along(model, [n.id for n in nodes])])
        made = new_node(
            editor,
            template("open_sub_process"),
            area,
            name=name,
            parent=scope_of(model, first),
            lane=first.lane,
            diagram=first.diagram,
        )
        for node in nodes:
            editor.set(node.id, parent=made, lane="", sort_key=next_key(model, made))
            for event in model.boundary_events(node.id):
                editor.set(event.id, parent=made, lane="")
        if area:
            enlarge(editor, made, _framed(area))
            settle_lanes(editor, diagram_of(model, first), [made])
        entries, exits = _doors(model, made)
        _lead_to_border(editor, made)
        _furnish(editor, made, entries, exits)
        return made


def _framed(area: Bounds) -> Bounds:
    """Room around steps, with a start before and an end behind them."""
    box = area.grown(_MARGIN)
    return box._replace(x=box.x - _DOOR, width=box.width + 2 * _DOOR)


def _doors(model: ProcessModel, made: str) -> tuple[list[str], list[str]]:
    """The nodes in a new sub-process work comes to from outside, and those it leaves from."""
    nodes = {e.id for e in model.children(made) if e.kind in FLOW_NODES and not e.host}
    entries = [
        n for n in sorted(nodes) if any(f.source not in nodes for f in _flows(model.incoming(n)))
    ]
    exits = [
        n for n in sorted(nodes) if any(f.target not in nodes for f in _flows(model.outgoing(n)))
    ]
    return entries, exits


def _flows(lines: Iterable[Element]) -> list[Element]:
    return [line for line in lines if line.kind is Kind.SEQUENCE_FLOW]


def _furnish(editor: Editor, made: str, entries: list[str], exits: list[str]) -> None:
    """A start and an end in a new sub-process, where one way leads in and one out."""
    model = editor.model
    kinds = {e.kind for e in model.children(made)}
    if len(entries) == 1 and Kind.START_EVENT not in kinds:
        prepend(editor, entries[0], template("start"))
    if len(exits) == 1 and Kind.END_EVENT not in kinds:
        append(editor, exits[0], template("end"))


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


def _closed(model: ProcessModel, sub_process_id: str, box: Bounds) -> Bounds:
    """The box of a closed sub-process, at the left side of the open one: there flows come in."""
    closed = Bounds(box.x, box.centre.y - _CLOSED[1] / 2, *_CLOSED)
    container = container_of(model, model.element(sub_process_id))
    if container and container.bounds and not container.bounds.contains(closed.centre):
        return closed.moved(box.centre.x - closed.centre.x, 0.0)
    return closed


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
    """Give the content of a sub-process to what is around it, and lead its flows there.

    Plain starts and ends inside, which only stood for the border, go where a flow takes over.
    """
    model = editor.model
    element = model.element(sub_process_id)
    for event in model.boundary_events(sub_process_id):
        remove(editor, [event.id])
    if element.bounds:
        make_room_in(editor, element.parent, diagram_of(model, element), element.bounds)
    ins, outs = _flows(model.incoming(sub_process_id)), _flows(model.outgoing(sub_process_id))
    entry = _open_door(editor, sub_process_id, Kind.START_EVENT) if ins else ""
    exit_ = _open_door(editor, sub_process_id, Kind.END_EVENT) if outs else ""
    starts = _plain(model, sub_process_id, Kind.START_EVENT)
    ends = _plain(model, sub_process_id, Kind.END_EVENT)
    for child in model.children(sub_process_id):
        editor.set(child.id, parent=element.parent, sort_key=next_key(model, element.parent))
    settle(editor, [e.id for e in model.children(element.parent) if e.bounds])
    if len(ins) == 1:
        _pass_on(editor, starts, source=ins[0].source)
    if len(outs) == 1:
        _pass_on(editor, ends, target=outs[0].target)
    _lead_to_doors(editor, ins, target=entry)
    _lead_to_doors(editor, outs, source=exit_)
    remove(editor, [sub_process_id])


def _open_door(editor: Editor, sub_process_id: str, kind: Kind) -> str:
    """The one node work begins (or ends) with in a sub-process; "" where there are several.

    A plain start (end) before (behind) it is taken away.
    """
    model = editor.model
    nodes = [e for e in model.children(sub_process_id) if e.kind in FLOW_NODES and not e.host]
    entering = kind is Kind.START_EVENT
    lines = model.incoming if entering else model.outgoing
    free = [e for e in nodes if not _flows(lines(e.id))]
    if len(free) != 1:
        return ""
    door = free[0]
    beyond = _flows(model.outgoing(door.id) if entering else model.incoming(door.id))
    if door.kind is not kind or door.events or len(beyond) != 1:
        return door.id
    remove(editor, [door.id])
    return beyond[0].target if entering else beyond[0].source


def _plain(model: ProcessModel, sub_process_id: str, kind: Kind) -> list[str]:
    """The starts (or ends) of a sub-process that no event is needed for."""
    return [e.id for e in model.children(sub_process_id) if e.kind is kind and not e.events]


def _pass_on(editor: Editor, doors: Iterable[str], *, source: str = "", target: str = "") -> None:
    """Lead the flows of starts (ends) from (to) what was around; the starts (ends) go."""
    model = editor.model
    for door in doors:
        for flow in _flows(model.outgoing(door) if source else model.incoming(door)):
            _lead_or_drop(editor, flow.id, source or flow.source, target or flow.target)
        remove(editor, [door])


def _lead_to_doors(
    editor: Editor, flows: Iterable[Element], *, source: str = "", target: str = ""
) -> None:
    """Lead the flows of a dissolved sub-process from or to the one node inside that takes over."""
    for flow in flows if source or target else ():
        if flow.id in editor.model:
            _lead_or_drop(editor, flow.id, source or flow.source, target or flow.target)
