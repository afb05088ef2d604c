"""Notation rules that look at one element; same verdicts as the bpmnlint rules of these names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.lint.findings import Report
from bpr_studio.domain.lint.rule import ElementRule
from bpr_studio.domain.lint.view import CHOREOGRAPHY_NODES, is_executable, own_events
from bpr_studio.domain.process.element import ACTIVITIES, EVENTS, FLOW_NODES, Kind, Trigger
from bpr_studio.domain.shared.text import N_, tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.lint.view import View
    from bpr_studio.domain.process.element import Element, EventDefinition

_GATEWAY: Final = frozenset({Kind.GATEWAY})
_FLOW: Final = frozenset({Kind.SEQUENCE_FLOW})
_EVENT: Final = EVENTS
_WORKING: Final = ACTIVITIES | EVENTS
_WITH_DEFAULT: Final = ACTIVITIES | _GATEWAY
_NO_DEFAULT: Final = frozenset({"parallelGateway", "eventBasedGateway"})
_NEVER_LABELLED: Final = frozenset({"parallelGateway", "eventBasedGateway"})
_DECIDING: Final = frozenset({"exclusiveGateway", "inclusiveGateway"})


def _fake_join(view: View, node: Element) -> Iterator[Report]:
    flows = view.flows_in(node.id)
    if len(flows) > 1:
        yield Report(
            node.id,
            tr(
                "{n} arrows come in here without a branch symbol in front. Each of them starts "
                "the step anew, so that work may be done twice. Let them meet in a branch first.",
                n=len(flows),
            ),
            tuple(flow.id for flow in flows),
        )


def _implicit_split(view: View, node: Element) -> Iterator[Report]:
    default = _default(view, node)
    flows = [f for f in view.flows_out(node.id) if f.condition is None and f.id != default]
    if len(flows) > 1:
        yield Report(
            node.id,
            tr(
                "{n} arrows lead away without a branch symbol, so that all ways are gone at once. "
                "Put a branch behind it that says whether one way or all ways are meant.",
                n=len(flows),
            ),
            tuple(flow.id for flow in flows),
        )


def _implicit_end(view: View, node: Element) -> Iterator[Report]:
    if view.flows_out(node.id) or _may_end(view, node) or view.is_in_ad_hoc(node):
        return
    yield Report(
        node.id,
        tr(
            "No arrow leads on from here, so nobody sees whether the work is finished. "
            "Draw the next step or an end."
        ),
    )


def _may_end(view: View, node: Element) -> bool:
    events = own_events(node)
    match node.kind:
        case Kind.END_EVENT:
            return True
        case Kind.BOUNDARY_EVENT:
            return _only(events, Trigger.COMPENSATION) and _has_compensation(view, node)
        case Kind.INTERMEDIATE_EVENT:
            return node.subtype == "intermediateThrowEvent" and _only(events, Trigger.LINK)
        case _:
            return node.is_event_sub_process or node.is_for_compensation


def _has_compensation(view: View, event: Element) -> bool:
    """Whether an association among the artifacts of the process leads from the event."""
    return any(
        line.kind is Kind.ASSOCIATION
        and (around := view.parent(line)) is not None
        and around.kind is Kind.PROCESS
        for line in view.model.outgoing(event.id)
    )


def _implicit_start(view: View, node: Element) -> Iterator[Report]:
    if view.flows_in(node.id) or _may_start(node) or view.is_in_ad_hoc(node):
        return
    yield Report(
        node.id,
        tr(
            "No arrow leads here, so nobody sees when it is done. "
            "Draw an arrow from the step before, or a start."
        ),
    )


def _may_start(node: Element) -> bool:
    if node.kind is Kind.INTERMEDIATE_EVENT:
        return node.subtype == "intermediateCatchEvent" and _only(own_events(node), Trigger.LINK)
    return (
        node.kind in (Kind.START_EVENT, Kind.BOUNDARY_EVENT)
        or node.is_event_sub_process
        or node.is_for_compensation
    )


def _only(events: list[EventDefinition], trigger: Trigger) -> bool:
    return bool(events) and all(event.trigger is trigger for event in events)


def _disconnected(view: View, node: Element) -> Iterator[Report]:
    if view.flows_in(node.id) or view.flows_out(node.id):
        return
    events = own_events(node)
    undoes = node.kind is Kind.BOUNDARY_EVENT and [e.trigger for e in events] == [
        Trigger.COMPENSATION
    ]
    if undoes or node.is_event_sub_process or node.is_for_compensation or view.is_in_ad_hoc(node):
        return
    yield Report(
        node.id,
        tr(
            "It is not connected to anything, so it is no part of the work. "
            "Connect it with arrows, or delete it."
        ),
    )


def _join_fork(view: View, gateway: Element) -> Iterator[Report]:
    if len(view.flows_in(gateway.id)) > 1 and len(view.flows_out(gateway.id)) > 1:
        yield Report(
            gateway.id,
            tr(
                "This branch joins ways and splits them at once, which people read in different "
                "ways. Use one branch for joining and a second one for splitting."
            ),
        )


def _superfluous_gateway(view: View, gateway: Element) -> Iterator[Report]:
    if len(view.flows_in(gateway.id)) == 1 and len(view.flows_out(gateway.id)) == 1:
        yield Report(
            gateway.id,
            tr(
                "One arrow in and one arrow out: nothing is branched here. "
                "Delete the branch, or draw the missing way."
            ),
        )


def _event_gateway(view: View, gateway: Element) -> Iterator[Report]:
    if gateway.subtype != "eventBasedGateway":
        return
    flows = view.flows_out(gateway.id)
    if len(flows) < 2:
        yield Report(
            gateway.id,
            tr(
                "A branch that waits for what happens first needs at least two ways. "
                "Draw the other events it waits for."
            ),
        )
    for flow in flows:
        if flow.condition is not None:
            yield Report(
                flow.id,
                tr(
                    "The way is chosen by what happens first, so a condition on the arrow means "
                    "nothing. Delete the condition."
                ),
                (gateway.id,),
            )


def _complex_gateway(_view: View, gateway: Element) -> Iterator[Report]:
    if gateway.subtype == "complexGateway":
        yield Report(
            gateway.id,
            tr(
                "Few people read a branch with a special rule rightly. "
                "Draw the rule with ordinary branches (one way, all ways)."
            ),
        )


def _inclusive_gateway(_view: View, gateway: Element) -> Iterator[Report]:
    if gateway.subtype == "inclusiveGateway":
        yield Report(
            gateway.id,
            tr(
                "A branch where some of the ways are gone is easily misread, above all where the "
                "ways meet again. Draw it with ordinary branches (one way, all ways) if you can."
            ),
        )


def _conditional_flows(view: View, node: Element) -> Iterator[Report]:
    default = _default(view, node)
    flows = view.flows_out(node.id)
    if not default and all(flow.condition is None for flow in flows):
        return
    for flow in flows:
        if flow.condition is None and flow.id != default:
            yield Report(
                flow.id,
                tr(
                    "The other ways have a condition, this one has none, so nobody knows when it "
                    "is taken. Write its condition, or make it the way for all other cases."
                ),
                (node.id,),
            )


def _default(view: View, node: Element) -> str:
    if node.kind not in _WITH_DEFAULT or node.subtype in _NO_DEFAULT:
        return ""
    return view.default_of(node)


def _label_required(view: View, element: Element) -> Iterator[Report]:
    if not element.name.strip() and _needs_label(view, element):
        yield Report(element.id, _label_sentence(element))


def _needs_label(view: View, element: Element) -> bool:
    match element.kind:
        case Kind.SUB_PROCESS:
            return False
        case Kind.GATEWAY:
            asks = element.subtype not in _NEVER_LABELLED
            return asks and len(view.flows_out(element.id)) > 1
        case Kind.SEQUENCE_FLOW:
            return element.condition is not None
        case Kind.OTHER:
            return element.subtype in CHOREOGRAPHY_NODES
        case _:
            return True


def _label_sentence(element: Element) -> str:
    marked = _LABEL_SENTENCES.get(element.kind)
    if marked is None:
        marked = N_("It has no name, so nobody sees what is done. Write what is done to what.")
    return tr_source(marked)


_LABEL_SENTENCES: Final = {
    Kind.GATEWAY: N_("It has no name. Write what is decided here, such as “are papers missing?”."),
    Kind.SEQUENCE_FLOW: N_("It has a condition but no label. Write when this way is taken."),
    Kind.POOL: N_("It has no name, so nobody sees who does the work. Write who it is."),
    Kind.LANE: N_("It has no name, so nobody sees who does the work. Write who it is."),
    Kind.START_EVENT: N_(
        "It has no name. Write what starts the work, such as “an application has come”."
    ),
    Kind.END_EVENT: N_("It has no name. Write what is reached here, such as “issued”."),
    Kind.INTERMEDIATE_EVENT: N_("It has no name. Write what happens or is waited for here."),
    Kind.BOUNDARY_EVENT: N_("It has no name. Write what happens or is waited for here."),
}


def _superfluous_label(view: View, flow: Element) -> Iterator[Report]:
    if not flow.name.strip() or flow.condition is not None:
        return
    source = view.model.find(flow.source)
    if source is not None and (
        _default(view, source) == flow.id
        or (source.subtype in _DECIDING and len(view.flows_out(source.id)) > 1)
    ):
        return
    yield Report(
        flow.id,
        tr(
            "The arrow has a label though there is nothing to choose. Delete the label, or put a "
            "branch in front if the text is a condition."
        ),
    )


def _duplicate_flows(view: View, flow: Element) -> Iterator[Report]:
    """The later of two equal arrows, and both of their ends."""
    twins = _twins(view, flow)
    if len(twins) < 2 or flow.id == twins[0].id:
        return
    sentence = tr(
        "A second arrow says the same as the first, so the next step would be done twice. "
        "Delete one of the two."
    )
    yield Report(flow.id, sentence, (twins[0].id,))


def _duplicates_at_node(view: View, node: Element) -> Iterator[Report]:
    doubled = {
        flow.id: flow
        for flow in (*view.flows_out(node.id), *view.flows_in(node.id))
        if len(twins := _twins(view, flow)) > 1 and twins[0].id != flow.id
    }
    for sentence, ids in (
        (
            tr("Two equal arrows lead away from here. Delete one of them."),
            tuple(f.id for f in doubled.values() if f.source == node.id),
        ),
        (
            tr("Two equal arrows lead here. Delete one of them."),
            tuple(f.id for f in doubled.values() if f.target == node.id),
        ),
    ):
        if ids:
            yield Report(node.id, sentence, ids)


def _twins(view: View, flow: Element) -> list[Element]:
    if flow.source not in view.model or flow.target not in view.model:
        return []
    return [
        other
        for other in view.flows_out(flow.source)
        if other.target == flow.target and _condition(other) == _condition(flow)
    ]


def _condition(flow: Element) -> str:
    return flow.condition.text if flow.condition is not None else ""


def _single_definition(_view: View, event: Element) -> Iterator[Report]:
    if len(own_events(event)) > 1:
        yield Report(
            event.id,
            tr(
                "Several causes in one event are hard to read. "
                "Draw an event for each of them, behind a branch."
            ),
        )


def _conditional_event(view: View, event: Element) -> Iterator[Report]:
    waiting = [e for e in own_events(event) if e.trigger is Trigger.CONDITIONAL]
    if not waiting or not _in_executable(view, event):
        return
    condition = next((n for n in waiting[0].carried.content if n.tag == "condition"), None)
    if condition is None or not condition.text.strip():
        yield Report(
            event.id,
            tr("It waits for a condition that is not written. Write the condition."),
        )


def _in_executable(view: View, element: Element) -> bool:
    seen: set[str] = set()
    around = view.parent(element)
    while around is not None and around.id not in seen:
        if around.kind is Kind.PROCESS:
            return is_executable(around)
        seen.add(around.id)
        around = view.parent(around)
    return False


RULES: Final = (
    ElementRule(
        "label-required",
        N_("Name is missing"),
        FLOW_NODES | {Kind.SEQUENCE_FLOW, Kind.POOL, Kind.LANE, Kind.OTHER},
        _label_required,
    ),
    ElementRule(
        "no-disconnected",
        N_("Not connected"),
        frozenset({Kind.TASK, Kind.SUB_PROCESS, Kind.GATEWAY}) | EVENTS,
        _disconnected,
    ),
    ElementRule("no-implicit-start", N_("Nothing leads here"), FLOW_NODES, _implicit_start),
    ElementRule("no-implicit-end", N_("Nothing leads on"), FLOW_NODES, _implicit_end),
    ElementRule("no-implicit-split", N_("Split without a branch"), _WORKING, _implicit_split),
    ElementRule("fake-join", N_("Join without a branch"), _WORKING, _fake_join),
    ElementRule("no-gateway-join-fork", N_("Branch joins and splits"), _GATEWAY, _join_fork),
    ElementRule("superfluous-gateway", N_("Branch without need"), _GATEWAY, _superfluous_gateway),
    ElementRule("event-based-gateway", N_("Branch by events"), _GATEWAY, _event_gateway),
    ElementRule("no-complex-gateway", N_("Branch with a special rule"), _GATEWAY, _complex_gateway),
    ElementRule("no-inclusive-gateway", N_("Branch of some ways"), _GATEWAY, _inclusive_gateway),
    ElementRule(
        "conditional-flows", N_("Condition is missing"), _WITH_DEFAULT | EVENTS, _conditional_flows
    ),
    ElementRule("superfluous-label", N_("Label without need"), _FLOW, _superfluous_label),
    ElementRule(
        "no-duplicate-sequence-flows",
        N_("Arrow drawn twice"),
        _FLOW | FLOW_NODES,
        lambda view, element: (
            _duplicate_flows if element.kind is Kind.SEQUENCE_FLOW else _duplicates_at_node
        )(view, element),
    ),
    ElementRule("single-event-definition", N_("Several causes"), _EVENT, _single_definition),
    ElementRule("conditional-event", N_("Event without condition"), _EVENT, _conditional_event),
)
