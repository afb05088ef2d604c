"""Safe ways to settle a finding: each is one gesture, and offered only where nobody must decide."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.lint.findings import Fix
from bpr_studio.domain.lint.practice import renamed_like, suggested_tag
from bpr_studio.domain.modeling.appending import (
    append,
    may_append,
    may_prepend,
    prepend,
)
from bpr_studio.domain.modeling.connecting import reconnect, set_default
from bpr_studio.domain.modeling.lane_order import reorder_lane
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.removing import remove
from bpr_studio.domain.modeling.replacing import may_replace, replace
from bpr_studio.domain.modeling.stepping import set_step
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.text import tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.lint.findings import Report
    from bpr_studio.domain.lint.view import View
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element

    _Offer = Callable[[View, Element, Report], Fix | None]


def fix_for(view: View, rule: str, report: Report) -> Fix | None:
    """The safe fix of a finding, None where people have to decide."""
    offer = _OFFERS.get(rule)
    element = view.model.find(report.element)
    return offer(view, element, report) if offer and element is not None else None


# --- starts and ends -------------------------------------------------------------------------


def _start_for(view: View, container: Element, _report: Report) -> Fix | None:
    first = [n for n in view.graph.members(container.id) if _is_open_start(view, n)]
    if len(first) != 1 or not may_prepend(view.model, first[0].id, template("start")):
        return None
    return _start_before(first[0])


def _is_open_start(view: View, node: Element) -> bool:
    """Whether a start can be put before it: nothing leads to it, and something should."""
    may_stand_alone = node.kind in (Kind.START_EVENT, Kind.BOUNDARY_EVENT)
    return (
        view.is_node(node)
        and not may_stand_alone
        and not node.is_event_sub_process
        and not node.is_for_compensation
        and not view.flows_in(node.id)
    )


def _start_before(node: Element) -> Fix:
    return Fix(tr("Add a start"), partial(_prepend, node_id=node.id, key="start"))


def _prepend(editor: Editor, *, node_id: str, key: str) -> None:
    what = template(key)
    with editor.gesture(tr("Add a start")):
        prepend(editor, node_id, what, name=tr_source(what.label))


def _ends_for(view: View, container: Element, _report: Report) -> Fix | None:
    last = [n.id for n in view.graph.members(container.id) if _is_open_end(view, n)]
    return _ends_after(last) if last else None


def _end_at(view: View, node: Element, _report: Report) -> Fix | None:
    return _ends_after([node.id]) if _is_open_end(view, node) else None


def _is_open_end(view: View, node: Element) -> bool:
    """Whether an end can be put after it: nothing follows it, and something should."""
    links = any(event.trigger == "link" for event in node.events)
    return (
        node.kind is not Kind.END_EVENT
        and not links
        and not node.is_event_sub_process
        and not node.is_for_compensation
        and not view.flows_out(node.id)
        and bool(may_append(view.model, node.id, template("end")))
    )


def _ends_after(node_ids: Sequence[str]) -> Fix:
    return Fix(tr("Add an end"), partial(_append_ends, node_ids=tuple(node_ids)))


def _append_ends(editor: Editor, *, node_ids: tuple[str, ...]) -> None:
    what = template("end")
    with editor.gesture(tr("Add an end")):
        for node_id in node_ids:
            append(editor, node_id, what, name=tr_source(what.label))


def _plain_start(view: View, start: Element, _report: Report) -> Fix | None:
    if not may_replace(view.model, start.id, template("start")):
        return None
    return Fix(tr("Make it a plain start"), partial(_replace, element_id=start.id, key="start"))


def _plain_end(view: View, end: Element, _report: Report) -> Fix | None:
    if not may_replace(view.model, end.id, template("end")):
        return None
    return Fix(tr("Make it a plain end"), partial(_replace, element_id=end.id, key="end"))


def _replace(editor: Editor, *, element_id: str, key: str) -> None:
    replace(editor, element_id, template(key))


# --- taking away -----------------------------------------------------------------------------


def _delete(_view: View, element: Element, _report: Report) -> Fix:
    return Fix(tr("Delete it"), partial(remove, ids=(element.id,)))


def _delete_doubled(_view: View, element: Element, report: Report) -> Fix | None:
    doubled = (element.id,) if element.kind is Kind.SEQUENCE_FLOW else report.related
    return Fix(tr("Delete the second arrow"), partial(remove, ids=doubled))


def _delete_label(_view: View, flow: Element, _report: Report) -> Fix:
    return Fix(tr("Delete the label"), partial(rename, element_id=flow.id, text=""))


def _delete_condition(_view: View, flow: Element, _report: Report) -> Fix | None:
    if flow.condition is None:
        return None
    return Fix(tr("Delete the condition"), partial(_clear_condition, flow_id=flow.id))


def _clear_condition(editor: Editor, *, flow_id: str) -> None:
    demand(Verdict("" if flow_id in editor.model else _gone()))
    with editor.gesture(tr("Delete the condition")):
        editor.set(flow_id, condition=None)


# --- ways and branches -----------------------------------------------------------------------


def _joining(view: View, node: Element, report: Report) -> Fix | None:
    flows = [flow for flow in map(view.model.find, report.related) if flow is not None]
    sources = {flow.source: view.model.find(flow.source) for flow in flows}
    joined = len(sources) == len(flows) and all(map(_leads_to_branches, sources.values()))
    if not joined or not may_prepend(view.model, node.id, template("exclusive_gateway")):
        return None
    return Fix(
        tr("Put a branch in front where the ways meet"),
        partial(_join_before, node_id=node.id, flow_ids=report.related),
    )


def _leads_to_branches(source: Element | None) -> bool:
    """Whether an arrow may go from here to a branch."""
    if source is None or source.kind is Kind.END_EVENT or source.subtype == "eventBasedGateway":
        return False
    compensates = any(event.trigger == "compensate" for event in source.events)
    return not (source.is_event_sub_process or source.is_for_compensation or compensates)


def _join_before(editor: Editor, *, node_id: str, flow_ids: tuple[str, ...]) -> None:
    with editor.gesture(tr("Put a branch in front where the ways meet")):
        gateway = prepend(editor, node_id, template("exclusive_gateway"))
        for flow_id in flow_ids:
            flow = editor.model.find(flow_id)
            demand(Verdict("" if flow and flow.target == node_id else _gone()))
            reconnect(editor, flow_id, target=gateway)


def _otherwise(view: View, flow: Element, _report: Report) -> Fix | None:
    source = view.model.find(flow.source)
    if source is None or source.subtype not in _WITH_OTHERWISE or source.default_flow:
        return None
    bare = [f for f in view.flows_out(source.id) if f.condition is None]
    return _otherwise_by(flow.id) if len(bare) == 1 else None


def _otherwise_at(_view: View, gateway: Element, report: Report) -> Fix | None:
    if gateway.default_flow or len(report.related) != 1:
        return None
    return _otherwise_by(report.related[0])


def _otherwise_by(flow_id: str) -> Fix:
    return Fix(tr("Take it in all other cases"), partial(set_default, flow_id=flow_id))


_WITH_OTHERWISE: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})


# --- names, tags and lanes -------------------------------------------------------------------


def _label(_view: View, element: Element, _report: Report) -> Fix | None:
    key = {Kind.START_EVENT: "start", Kind.END_EVENT: "end"}.get(element.kind)
    if key is None:
        return None
    word = tr_source(template(key).label)
    return Fix(tr("Name it “{name}”", name=word), partial(rename, element_id=element.id, text=word))


def _same_style(_view: View, step: Element, _report: Report) -> Fix | None:
    name = renamed_like(step.name)
    if not name:
        return None
    return Fix(tr("Name it “{name}”", name=name), partial(rename, element_id=step.id, text=name))


def _tag(view: View, step: Element, _report: Report) -> Fix | None:
    tag = suggested_tag(view, step)
    if not tag:
        return None
    label = tr("Tag it core") if tag == "core" else tr("Tag it non-core")
    return Fix(label, partial(set_step, ids=(step.id,), core_tag=tag))


def _lane_place(view: View, lane: Element, report: Report) -> Fix | None:
    beside = [e for e in view.content(lane.parent) if e.kind is Kind.LANE]
    order = [e.id for e in beside]
    if lane.kind is not Kind.LANE or report.related[0] not in order:
        return None
    place = order.index(report.related[0])
    return Fix(tr("Move the lane there"), partial(reorder_lane, lane_id=lane.id, place=place))


def _gone() -> str:
    return tr("The flow has changed meanwhile, so this no longer fits.")


_OFFERS: Final[dict[str, _Offer]] = {
    "start-event-required": _start_for,
    "end-event-required": _ends_for,
    "no-implicit-end": _end_at,
    "sub-process-blank-start-event": _plain_start,
    "superfluous-termination": _plain_end,
    "ad-hoc-sub-process": _delete,
    "superfluous-gateway": _delete,
    "no-duplicate-sequence-flows": _delete_doubled,
    "superfluous-label": _delete_label,
    "event-based-gateway": _delete_condition,
    "fake-join": _joining,
    "conditional-flows": _otherwise,
    "L09": _otherwise_at,
    "label-required": _label,
    "label-one-style": _same_style,
    "core-tag": _tag,
    "lane-order": _lane_place,
}
