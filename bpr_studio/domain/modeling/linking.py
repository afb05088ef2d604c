"""Lines inside a gesture: added, led elsewhere, fitted to the rules, taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bpr_studio.domain.diagram.routing import docked, first_route
from bpr_studio.domain.modeling.adding import new_line
from bpr_studio.domain.modeling.belonging import diagram_of
from bpr_studio.domain.modeling.connection_rules import (
    between,
    is_compensation_event,
)
from bpr_studio.domain.modeling.labelling import settle_labels
from bpr_studio.domain.process.carried import Carried, attributes_of
from bpr_studio.domain.process.element import ACTIVITIES, CONNECTIONS, Kind
from bpr_studio.domain.process.scopes import common_scope, scope_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bpr_studio.domain.modeling.verdict import ConnectionVerdict
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Point

Ends = tuple[str, str]
"""The ids of what a line starts and ends at."""


def join(
    editor: Editor,
    verdict: ConnectionVerdict,
    ends: Ends,
    waypoints: Sequence[Point] = (),
) -> str:
    """Add the connection a rule allowed between two elements, inside an open gesture."""
    model = editor.model
    source, target = map(model.element, ends)
    points = way(model, (source, target), verdict.kind or Kind.SEQUENCE_FLOW, waypoints)
    owner = owner_of(model, verdict.kind, source, target)
    _make_way_for(editor, verdict, source, target)
    line_id = new_line(editor, verdict, ends, owner, points)
    _ask_to_take_back(editor, line_id)
    settle_labels(editor, ends)
    return line_id


def way(
    model: ProcessModel,
    ends: tuple[Element, Element],
    kind: Kind,
    waypoints: Sequence[Point] = (),
    leaving_out: str = "",
) -> tuple[Point, ...]:
    """The way of a line between two elements; () when one of them is not drawn there."""
    source, target = ends
    if not source.is_drawn or not target.is_drawn:
        return ()
    if diagram_of(model, source) != diagram_of(model, target):
        return ()
    if len(waypoints) > 1 and source.bounds and target.bounds:
        return docked(tuple(waypoints), source, target)
    return first_route(model, source, target, kind, leaving_out=leaving_out)


def owner_of(model: ProcessModel, kind: Kind | None, source: Element, target: Element) -> str:
    """The element a connection belongs to: its scope, the collaboration, or the step itself."""
    if kind is Kind.SEQUENCE_FLOW:
        return scope_of(model, source)
    if kind is Kind.DATA_ASSOCIATION:
        data = (Kind.DATA_OBJECT, Kind.DATA_STORE)
        return target.id if source.kind in data else source.id
    return common_scope(model, source, target)


def lead(
    editor: Editor,
    flow_id: str,
    verdict: ConnectionVerdict,
    ends: Ends,
    waypoints: Sequence[Point] = (),
) -> None:
    """Give a line new ends inside an open gesture; what it says stays as far as it fits."""
    model = editor.model
    line = model.element(flow_id)
    source, target = map(model.element, ends)
    kind = verdict.kind or line.kind
    _make_way_for(editor, verdict, source, target, but=flow_id)
    points = way(model, (source, target), kind, waypoints, leaving_out=flow_id)
    if line.source != source.id or kind is not Kind.SEQUENCE_FLOW:
        forget_default(editor, line)
    keeps_condition = kind is Kind.SEQUENCE_FLOW and source.kind is not Kind.START_EVENT
    editor.set(
        flow_id,
        kind=kind,
        subtype=verdict.subtype or line.subtype,
        parent=owner_of(model, kind, source, target),
        source=source.id,
        target=target.id,
        diagram=line.diagram if line.waypoints else diagram_of(model, source),
        condition=line.condition if keeps_condition else None,
        waypoints=points,
        label_bounds=None,
        carried=line.carried if kind is line.kind else _plain(line.carried),
    )
    _stop_compensating(editor, line.target)
    _ask_to_take_back(editor, flow_id)
    settle_labels(editor, (flow_id, *ends))


def fit_lines(editor: Editor, ids: Iterable[str]) -> None:
    """Bring the lines at these elements in order after pools, sub-processes or kinds changed.

    A line the rules still allow belongs to its scope; one that is now a message (or no message
    any more) changes its kind; one the rules refuse goes. Lines with a missing end stay as they
    are.
    """
    model = editor.model
    lines: dict[str, None] = {}
    for element_id in ids:
        for line in (*model.incoming(element_id), *model.outgoing(element_id)):
            lines[line.id] = None
    for line_id in lines:
        _fit(editor, line_id)


def _fit(editor: Editor, line_id: str) -> None:
    model = editor.model
    line = model.find(line_id)
    if line is None or line.kind not in CONNECTIONS:
        return
    source, target = model.find(line.source), model.find(line.target)
    if source is None or target is None or CONNECTIONS & {source.kind, target.kind}:
        return
    verdict = between(model, source, target)
    if line.kind is Kind.ASSOCIATION and verdict.kind is not Kind.DATA_ASSOCIATION:
        verdict = replace(verdict, kind=Kind.ASSOCIATION, subtype="association")
    if not verdict:
        drop_line(editor, line_id)
    elif verdict.kind is line.kind:
        editor.set(line_id, parent=owner_of(model, line.kind, source, target))
    else:
        lead(editor, line_id, verdict, (line.source, line.target))


def drop_line(editor: Editor, line_id: str) -> None:
    """Take a line away with what is tied to it, inside an open gesture."""
    model = editor.model
    line = model.element(line_id)
    forget_default(editor, line)
    for note in (*model.incoming(line_id), *model.outgoing(line_id)):
        drop_line(editor, note.id)
    for picture in model.referring(line_id):
        editor.remove(picture.id)
    editor.remove(line_id)
    _stop_compensating(editor, line.target)


# --- small consequences ----------------------------------------------------------------------


def forget_default(editor: Editor, line: Element) -> None:
    """Let the start of a line no longer take it as its way "otherwise"."""
    source = editor.model.find(line.source)
    if source and source.default_flow == line.id:
        editor.set(source.id, default_flow="")


def _point_one_way(editor: Editor, line_id: str) -> None:
    """Draw an association with an arrow at its end."""
    line = editor.model.element(line_id)
    attributes = attributes_of({**dict(line.carried.attributes), "associationDirection": "One"})
    editor.set(line_id, carried=replace(line.carried, attributes=attributes))


def _plain(carried: Carried) -> Carried:
    """What stays of the remainder of a line that becomes another kind: its look."""
    return Carried(
        drawing=tuple((n, v) for n, v in carried.drawing if n != "messageVisibleKind"),
        label=carried.label,
    )


def _make_way_for(
    editor: Editor, verdict: ConnectionVerdict, source: Element, target: Element, but: str = ""
) -> None:
    """After "what happens first" a step has no other way in than `but`, and the other way round."""
    if verdict.kind is not Kind.SEQUENCE_FLOW:
        return
    first = source.subtype == "eventBasedGateway"
    for flow in editor.model.incoming(target.id):
        other = editor.model.find(flow.source)
        if flow.kind is not Kind.SEQUENCE_FLOW or flow.source == source.id or flow.id == but:
            continue
        if first or (other and other.subtype == "eventBasedGateway"):
            drop_line(editor, flow.id)


def _ask_to_take_back(editor: Editor, line_id: str) -> None:
    """What a line between a compensation event and a step means for the step."""
    model = editor.model
    line = model.element(line_id)
    source, target = model.element(line.source), model.element(line.target)
    if is_compensation_event(source) and target.kind in ACTIVITIES:
        _point_one_way(editor, line_id)
        if not target.is_for_compensation:
            _make_compensating(editor, target.id)


def _make_compensating(editor: Editor, step_id: str) -> None:
    """A step an event calls for taking work back: without flows or events of its own."""
    step = editor.model.element(step_id)
    attributes = attributes_of({**dict(step.carried.attributes), "isForCompensation": "true"})
    editor.set(step_id, carried=replace(step.carried, attributes=attributes))
    fit_lines(editor, [step_id])


def _stop_compensating(editor: Editor, step_id: str) -> None:
    """A step no event asks for taking work back any more is an ordinary step again."""
    model = editor.model
    step = model.find(step_id)
    if step is None or not step.is_for_compensation:
        return
    sources = (model.find(line.source) for line in model.incoming(step_id))
    if any(source and is_compensation_event(source) for source in sources):
        return
    attributes = dict(step.carried.attributes)
    attributes.pop("isForCompensation")
    editor.set(step_id, carried=replace(step.carried, attributes=attributes_of(attributes)))
