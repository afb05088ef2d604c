"""Taking away: with everything that would point at nothing afterwards, and healing flows."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.diagram.routing import docked
from bpr_studio.domain.modeling.connection_rules import between
from bpr_studio.domain.modeling.lanes import remove_lane
from bpr_studio.domain.modeling.linking import drop_line, lead
from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.carried import NOTHING_CARRIED
from bpr_studio.domain.process.element import CONNECTIONS, EVENTS, FLOW_NODES, Element, Kind
from bpr_studio.domain.process.scopes import content_of
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Point

_REFERENCES: Final = ("lane", "host", "refers_to")


def remove(editor: Editor, ids: Iterable[str]) -> None:
    """Take elements away with all that cannot be without them; flows heal over single steps.

    Content, boundary events, flows, second pictures and inner diagrams go along. Where one way
    led into a step and one out, the two become one that keeps its name.

    Raises:
        NotAllowedError: none of them is there.
    """
    model = editor.model
    asked = [i for i in dict.fromkeys(ids) if i in model]
    demand(may_remove(model, asked))
    with editor.gesture(tr("Delete")):
        _remove_lanes(editor, asked)
        for element_id in asked:
            element = model.find(element_id)
            if element and element.kind in FLOW_NODES:
                _heal(editor, element)
        _take(editor, going_along(model, asked))


def may_remove(model: ProcessModel, ids: Iterable[str]) -> Verdict:
    """Whether any of these can be taken away."""
    if any(i in model for i in ids):
        return Verdict()
    return Verdict(tr("There is nothing here to delete."))


def cut_out(editor: Editor, node_id: str) -> None:
    """Take an element out of its flow, which goes on without it; the element stays.

    Raises:
        NotAllowedError: it has not exactly one way in and one way out.
    """
    model = editor.model
    node = model.find(node_id)
    found = _way_through(model, node) if node else None
    if node is None or found is None:
        demand(Verdict(tr("It has not exactly one way in and one way out.")))
        return
    with editor.gesture(tr("Take out of the flow")):
        if not _heal(editor, node):
            demand(Verdict(tr("What comes before it and after it cannot be connected directly.")))
        for line in (*model.incoming(node_id), *model.outgoing(node_id)):
            if line.kind is Kind.SEQUENCE_FLOW:
                drop_line(editor, line.id)


def going_along(model: ProcessModel, ids: Iterable[str]) -> set[str]:
    """These elements and all that cannot be without them, lines included."""
    doomed: set[str] = set()
    waiting = [element for element in map(model.find, ids) if element]
    while waiting:
        element = waiting.pop()
        if element.id in doomed:
            continue
        doomed.add(element.id)
        waiting += _tied(model, element)
    return doomed


def _tied(model: ProcessModel, element: Element) -> list[Element]:
    tied = [
        *model.children(element.id),
        *model.boundary_events(element.id),
        *model.incoming(element.id),
        *model.outgoing(element.id),
    ]
    shown_by = model.referring(element.id)
    tied += [o for o in shown_by if o.kind is Kind.DEPICTION or _is_plane(o, element)]
    behind = model.find(element.refers_to)
    if behind is None:
        return tied
    if element.kind is Kind.POOL and behind.kind is Kind.PROCESS:
        tied += [behind] if len(model.referring(behind.id)) == 1 else []
    if element.kind is Kind.DATA_OBJECT and behind.subtype == "dataObject":
        tied += [behind] if len(model.referring(behind.id)) == 1 else []
    if element.kind is Kind.DIAGRAM:
        tied += model.drawn_in(element.id)
    return tied


def _is_plane(other: Element, element: Element) -> bool:
    return other.kind is Kind.DIAGRAM and element.kind is Kind.SUB_PROCESS


# --- healing ---------------------------------------------------------------------------------


def _way_through(model: ProcessModel, node: Element) -> tuple[Element, Element] | None:
    """The one flow into a node and the one out of it, where it has exactly these."""
    ways_in = [f for f in model.incoming(node.id) if f.kind is Kind.SEQUENCE_FLOW]
    ways_out = [f for f in model.outgoing(node.id) if f.kind is Kind.SEQUENCE_FLOW]
    if len(ways_in) != 1 or len(ways_out) != 1 or ways_in[0].id == ways_out[0].id:
        return None
    return ways_in[0], ways_out[0]


def _heal(editor: Editor, node: Element) -> bool:
    """Lead the one flow into a node on to where the one out of it leads; whether that was done."""
    model = editor.model
    ways = _way_through(model, node)
    if ways is None:
        return False
    into, out = ways
    source, target = model.find(into.source), model.find(out.target)
    if source is None or target is None or source.id == target.id:
        return False
    verdict = between(model, source, target)
    joined = any(f.target == target.id for f in model.outgoing(source.id) if f.id != into.id)
    if verdict.kind is not Kind.SEQUENCE_FLOW or joined:
        return False
    points = _joined(into, out, source, target)
    drop_line(editor, out.id)
    lead(editor, into.id, verdict, (source.id, target.id), points)
    return True


def _joined(into: Element, out: Element, source: Element, target: Element) -> tuple[Point, ...]:
    """The two lines as one: the bends of both stay where they are on one level with the gap."""
    if len(into.waypoints) < 2 or len(out.waypoints) < 2:
        return ()
    points = (*into.waypoints[:-1], *out.waypoints[1:])
    level = all(a.x == b.x or a.y == b.y for a, b in pairwise(points))
    return docked(points, source, target) if level else ()


# --- taking ----------------------------------------------------------------------------------


def _remove_lanes(editor: Editor, ids: Iterable[str]) -> None:
    model = editor.model
    lanes = {i for i in ids if model.element(i).kind is Kind.LANE}
    others = going_along(model, (i for i in ids if i not in lanes))
    for lane_id in sorted(lanes - others):
        if lane_id in model:
            remove_lane(editor, lane_id)


def _take(editor: Editor, doomed: set[str]) -> None:
    model = editor.model
    lines = [i for i in doomed if i in model and model.element(i).kind in CONNECTIONS]
    for line_id in sorted(lines):
        if line_id in model:
            drop_line(editor, line_id)
    gone = {i for i in doomed if i in model}
    _forget(editor, gone)
    for element_id in sorted(gone):
        editor.remove(element_id)
    _without_pools(editor)


def _forget(editor: Editor, gone: set[str]) -> None:
    """Clear every reference of what stays to what goes."""
    model = editor.model
    for name in _REFERENCES:
        for element in model.pointing_at(name, gone):
            if element.id not in gone:
                editor.set(element.id, **{name: ""})
    for element in [e for e in model.elements() if e.carried.references and e.id not in gone]:
        editor.set(element.id, **_without(element, gone))
    for event in model.of_kind(*EVENTS):
        if event.id not in gone and any(e.refers_to in gone for e in event.events):
            kept = tuple(
                replace(e, refers_to="") if e.refers_to in gone else e for e in event.events
            )
            editor.set(event.id, events=kept)


def _without(element: Element, gone: set[str]) -> dict[str, Any]:
    references = tuple(
        (name, kept)
        for name, ids in element.carried.references
        if (kept := tuple(i for i in ids if i not in gone))
    )
    if references == element.carried.references:
        return {}
    carried = replace(element.carried, references=references)
    return {"carried": carried if carried != NOTHING_CARRIED else NOTHING_CARRIED}


def _without_pools(editor: Editor) -> None:
    """After the last pool the sheet shows a process again."""
    model = editor.model
    for collaboration in model.of_kind(Kind.COLLABORATION):
        if any(child.kind is Kind.POOL for child in model.children(collaboration.id)):
            continue
        if collaboration.subtype != "collaboration":
            continue
        process = _any_process(editor)
        for child in model.children(collaboration.id):
            editor.set(child.id, parent=process)
        for diagram in model.referring(collaboration.id):
            editor.set(diagram.id, refers_to=process)
        for orphan in content_of(model, collaboration.id):
            editor.set(orphan.id, parent=process)
        editor.remove(collaboration.id)


def _any_process(editor: Editor) -> str:
    processes = editor.model.of_kind(Kind.PROCESS)
    if processes:
        return processes[0].id
    process = editor.new_id("Process")
    editor.add(Element(id=process, kind=Kind.PROCESS, subtype="process", sort_key="i"))
    return process
