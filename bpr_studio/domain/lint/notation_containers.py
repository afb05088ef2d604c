"""Notation rules that look at what a process or sub-process holds; verdicts as in bpmnlint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.lint.findings import Report
from bpr_studio.domain.lint.rule import ContainerRule
from bpr_studio.domain.lint.view import is_flow_node, own_events
from bpr_studio.domain.process.carried import value_of
from bpr_studio.domain.process.element import Kind, Trigger
from bpr_studio.domain.shared.text import N_, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.lint.view import View
    from bpr_studio.domain.process.element import Element

_PROCESSES: Final = frozenset({Kind.PROCESS, Kind.SUB_PROCESS})
_SUB_PROCESS: Final = frozenset({Kind.SUB_PROCESS})
_HOLDING_FLOW: Final = _PROCESSES | {Kind.COLLABORATION, Kind.OTHER}  # choreographies hold flow too
_AD_HOC: Final = "adHocSubProcess"


def _start_required(view: View, container: Element) -> Iterator[Report]:
    if container.subtype != _AD_HOC and not _of_kind(view, container, Kind.START_EVENT):
        yield Report(
            container.id,
            tr("There is no start, so nobody sees what sets the work off. Draw a start."),
        )


def _end_required(view: View, container: Element) -> Iterator[Report]:
    if container.subtype != _AD_HOC and not _of_kind(view, container, Kind.END_EVENT):
        yield Report(
            container.id,
            tr("There is no end, so nobody sees when the work is done. Draw an end."),
        )


def _ad_hoc(view: View, container: Element) -> Iterator[Report]:
    if container.subtype != _AD_HOC:
        return
    for event in _of_kind(view, container, Kind.START_EVENT, Kind.END_EVENT):
        yield Report(
            event.id,
            tr(
                "In a sub-process whose steps are done in any order BPMN allows neither start nor "
                "end. Delete it."
            ),
            (container.id,),
        )


def _typed_start(view: View, container: Element) -> Iterator[Report]:
    if not container.is_event_sub_process:
        return
    for start in _of_kind(view, container, Kind.START_EVENT):
        if not own_events(start):
            yield Report(
                start.id,
                tr(
                    "This sub-process is started by an event, but its start does not say by which. "
                    "Choose a start with a message, a time or another cause."
                ),
                (container.id,),
            )


def _blank_start(view: View, container: Element) -> Iterator[Report]:
    if container.is_event_sub_process:
        return
    for start in _of_kind(view, container, Kind.START_EVENT):
        if own_events(start):
            yield Report(
                start.id,
                tr(
                    "A sub-process starts when the flow reaches it, not by an event of its own. "
                    "Change it into a plain start."
                ),
                (container.id,),
            )


def _single_blank_start(view: View, container: Element) -> Iterator[Report]:
    if not _holds_flow(container):
        return
    blank = [s for s in _of_kind(view, container, Kind.START_EVENT) if not own_events(s)]
    if len(blank) > 1:
        yield Report(
            container.id,
            tr(
                "There are {n} plain starts, so nobody sees where the work begins. "
                "Keep one, or say at each of them what sets it off.",
                n=len(blank),
            ),
            tuple(start.id for start in blank),
        )


def _superfluous_termination(view: View, container: Element) -> Iterator[Report]:
    content = view.content(container.id)
    if not any(_stops_all(node) for node in content):
        return
    ends = [node for node in content if is_flow_node(node) and not view.flows_out(node.id)]
    stopping = [node for node in ends if _stops_all(node)]
    if len(stopping) != 1:
        return
    if all(_stops_all(node) or _interrupts(view, node) for node in ends):
        yield Report(
            stopping[0].id,
            tr(
                "It stops everything, but nothing else can still be running here. "
                "Change it into a plain end."
            ),
        )


def _stops_all(node: Element) -> bool:
    return node.kind is Kind.END_EVENT and any(
        definition.trigger is Trigger.TERMINATE for definition in own_events(node)
    )


def _interrupts(view: View, node: Element) -> bool:
    return node.is_event_sub_process and any(
        start.interrupting for start in _of_kind(view, node, Kind.START_EVENT)
    )


def _link_events(view: View, container: Element) -> Iterator[Report]:
    if not _holds_flow(container):
        return
    by_name: dict[str, list[Element]] = {}
    for event in view.content(container.id):
        name = _link_name(event)
        if name == "":
            yield Report(
                event.id,
                tr(
                    "The link has no name, so nobody finds its other half. Write the same name at "
                    "both halves."
                ),
            )
        elif name is not None:
            by_name.setdefault(name, []).append(event)
    for name, events in by_name.items():
        yield from _link_group(name, events)


def _link_group(name: str, events: list[Element]) -> Iterator[Report]:
    catching = [event for event in events if _catches(event)]
    if len(events) == 1:
        missing = (
            tr(
                "Nothing leads to the link “{name}”. Draw the half where the flow leaves.",
                name=name,
            )
            if catching
            else tr(
                "The link “{name}” leads nowhere. Draw the half where the flow goes on.", name=name
            )
        )
        yield Report(events[0].id, missing)
    elif len(catching) > 1:
        for event in catching:
            yield Report(
                event.id,
                tr(
                    "The flow goes on from the link “{name}” in {n} places; only one is possible.",
                    name=name,
                    n=len(catching),
                ),
                tuple(other.id for other in catching if other is not event),
            )
    elif not catching:
        for event in events:
            yield Report(
                event.id,
                tr(
                    "The link “{name}” leads nowhere. Draw the half where the flow goes on.",
                    name=name,
                ),
            )


def _catches(event: Element) -> bool:
    return event.subtype in ("intermediateCatchEvent", "startEvent", "boundaryEvent")


def _link_name(event: Element) -> str | None:
    """The name of a link as written at its definition; None for everything else."""
    for definition in own_events(event):
        if definition.trigger is Trigger.LINK:
            return value_of(definition.carried.attributes, "name")
    return None


def _holds_flow(container: Element) -> bool:
    return container.kind in _PROCESSES or container.subtype in ("choreography", "subChoreography")


def _of_kind(view: View, container: Element, *kinds: Kind) -> list[Element]:
    return [element for element in view.content(container.id) if element.kind in kinds]


RULES: Final = (
    ContainerRule("start-event-required", N_("Start is missing"), _PROCESSES, _start_required),
    ContainerRule("end-event-required", N_("End is missing"), _PROCESSES, _end_required),
    ContainerRule(
        "single-blank-start-event", N_("Several starts"), _HOLDING_FLOW, _single_blank_start
    ),
    ContainerRule(
        "sub-process-blank-start-event", N_("Start of a sub-process"), _SUB_PROCESS, _blank_start
    ),
    ContainerRule(
        "event-sub-process-typed-start-event", N_("Start by an event"), _SUB_PROCESS, _typed_start
    ),
    ContainerRule("ad-hoc-sub-process", N_("Steps in any order"), _SUB_PROCESS, _ad_hoc),
    ContainerRule("link-event", N_("Link without its other half"), _HOLDING_FLOW, _link_events),
    ContainerRule(
        "superfluous-termination",
        N_("End of everything without need"),
        _PROCESSES,
        _superfluous_termination,
    ),
)
