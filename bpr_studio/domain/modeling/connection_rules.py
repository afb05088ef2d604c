"""What may be connected with what, and why not, in the words of an office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.verdict import ConnectionVerdict
from bpr_studio.domain.process.element import (
    ACTIVITIES,
    EVENTS,
    FLOW_NODES,
    Kind,
    Trigger,
)
from bpr_studio.domain.process.scopes import is_inside, organisation_of, scope_of
from bpr_studio.domain.shared.text import N_, tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_DATA: Final = {"dataObjectReference", "dataStoreReference"}
_THROWING: Final = {"endEvent", "intermediateThrowEvent", "implicitThrowEvent"}
_AWAITED: Final = {Trigger.MESSAGE, Trigger.TIMER, Trigger.CONDITIONAL, Trigger.SIGNAL}


def connection_for(
    model: ProcessModel, source_id: str, target_id: str, *, instead_of: str = ""
) -> ConnectionVerdict:
    """Which connection may lead from one element to another.

    Args:
        model: the model.
        source_id: where it would start.
        target_id: where it would end.
        instead_of: a connection that is about to go or to be led elsewhere; it does not count
            as "already connected".
    """
    source, target = model.find(source_id), model.find(target_id)
    if source is None or target is None:
        return _no(tr("One of the two is not there any more."))
    verdict = between(model, source, target)
    if not verdict:
        return verdict
    same = [flow for flow in model.outgoing(source_id) if flow.target == target_id]
    if any(flow.kind is verdict.kind and flow.id != instead_of for flow in same):
        return _no(tr("These two are already connected."))
    return verdict


def between(model: ProcessModel, source: Element, target: Element) -> ConnectionVerdict:
    """The same for elements that need not be part of the model yet."""
    if Kind.ANNOTATION in (source.kind, target.kind):
        return _note(model, source, target)
    if source.kind not in _ENDS or target.kind not in _ENDS:
        return _no(tr("This cannot be connected."))
    if source.subtype in _DATA or target.subtype in _DATA:
        return _data(source, target)
    if is_compensation_event(source):
        return _compensation(model, source, target)
    if organisation_of(model, source) != organisation_of(model, target):
        return _message(source, target)
    return _sequence(model, source, target)


def has_trigger(element: Element, *triggers: Trigger) -> bool:
    """Whether one of these triggers is among those of an event."""
    return any(event.trigger in triggers for event in element.events)


def is_compensation_event(element: Element) -> bool:
    """Whether it is the event on a step that starts taking the step back."""
    return element.kind is Kind.BOUNDARY_EVENT and has_trigger(element, Trigger.COMPENSATION)


_ENDS: Final = FLOW_NODES | {
    Kind.POOL,
    Kind.DATA_OBJECT,
    Kind.DATA_STORE,
    Kind.ANNOTATION,
    Kind.GROUP,
    Kind.OTHER,
}
_NOTED: Final = _ENDS | {Kind.SEQUENCE_FLOW, Kind.MESSAGE_FLOW}


def _no(reason: str) -> ConnectionVerdict:
    return ConnectionVerdict(None, reason=reason)


def _note(model: ProcessModel, source: Element, target: Element) -> ConnectionVerdict:
    if source.kind is target.kind:
        return _no(tr("Two annotations cannot be connected with each other."))
    if not {source.kind, target.kind} <= _NOTED:
        return _no(tr("This cannot be connected."))
    if is_inside(model, source, target) or is_inside(model, target, source):
        return _no(tr("An annotation is not connected with what it lies in."))
    return ConnectionVerdict(Kind.ASSOCIATION, "association")


def _data(source: Element, target: Element) -> ConnectionVerdict:
    if source.subtype in _DATA and (target.kind in ACTIVITIES or target.subtype in _THROWING):
        return ConnectionVerdict(Kind.DATA_ASSOCIATION, "dataInputAssociation")
    gives = source.kind in ACTIVITIES or (source.kind in EVENTS and source.subtype not in _THROWING)
    if target.subtype in _DATA and gives:
        return ConnectionVerdict(Kind.DATA_ASSOCIATION, "dataOutputAssociation")
    return _no(
        tr(
            "Documents and registers are connected with a step, with an event that sends (into "
            "it) or with one that waits (out of it)."
        )
    )


def _compensation(model: ProcessModel, source: Element, target: Element) -> ConnectionVerdict:
    if target.kind not in ACTIVITIES or target.is_event_sub_process or target.id == source.host:
        return _no(tr("Connect this event with the step that takes the work back."))
    if scope_of(model, source) != scope_of(model, target):
        return _no(tr_source(_ACROSS))
    return ConnectionVerdict(Kind.ASSOCIATION, "association")


# --- between pools ---------------------------------------------------------------------------


def _message(source: Element, target: Element) -> ConnectionVerdict:
    if not _sends(source):
        return _no(
            tr(
                "To another pool only messages go. Start the line at a step, at an event that "
                "sends a message, or at the pool."
            )
        )
    if not _receives(target):
        return _no(
            tr(
                "Into another pool only messages go. End the line at a step, at an event that "
                "waits for a message, or at the pool."
            )
        )
    return ConnectionVerdict(Kind.MESSAGE_FLOW, "messageFlow")


def _sends(element: Element) -> bool:
    if element.subtype in _THROWING:
        return not element.events or has_trigger(element, Trigger.MESSAGE)
    return element.kind in ACTIVITIES or element.kind is Kind.POOL


def _receives(element: Element) -> bool:
    if element.kind is Kind.BOUNDARY_EVENT:
        return has_trigger(element, Trigger.MESSAGE)
    if element.kind in EVENTS:
        waits = element.subtype not in _THROWING
        return waits and (not element.events or has_trigger(element, Trigger.MESSAGE))
    if element.kind in ACTIVITIES:
        return not element.is_for_compensation
    return element.kind is Kind.POOL


# --- inside a pool ---------------------------------------------------------------------------

_ACROSS: Final = N_(
    "A flow does not cross the border of a sub-process. Connect inside it, or connect the "
    "sub-process itself."
)
_TAKES_BACK: Final = N_(
    "A step that takes work back is connected only with the event that asks for it."
)
_BY_EVENT: Final = N_(
    "A sub-process started by an event is not connected: its start event says when it begins."
)

_Refusal = tuple["Callable[[Element], bool]", str]

_NO_WAY_OUT: Final[tuple[_Refusal, ...]] = (
    (lambda e: e.kind not in FLOW_NODES, N_("A flow starts at a step, an event or a branch.")),
    (lambda e: e.kind is Kind.END_EVENT, N_("The work ends here; nothing follows an end.")),
    (lambda e: e.is_event_sub_process, _BY_EVENT),
    (lambda e: e.is_for_compensation, _TAKES_BACK),
    (
        lambda e: e.subtype == "intermediateThrowEvent" and has_trigger(e, Trigger.LINK),
        N_("The flow goes on at the other mark of the same name; nothing follows here."),
    ),
)
_NO_WAY_IN: Final[tuple[_Refusal, ...]] = (
    (lambda e: e.kind not in FLOW_NODES, N_("A flow ends at a step, an event or a branch.")),
    (lambda e: e.kind is Kind.START_EVENT, N_("The work begins here; nothing leads to a start.")),
    (
        lambda e: e.kind is Kind.BOUNDARY_EVENT,
        N_("An event on a step happens during the step; no flow leads to it."),
    ),
    (lambda e: e.is_event_sub_process, _BY_EVENT),
    (lambda e: e.is_for_compensation, _TAKES_BACK),
    (
        lambda e: e.subtype == "intermediateCatchEvent" and has_trigger(e, Trigger.LINK),
        N_("The flow comes from the other mark of the same name; nothing leads here."),
    ),
)


def _sequence(model: ProcessModel, source: Element, target: Element) -> ConnectionVerdict:
    if source.id == target.id and source.kind not in ACTIVITIES:
        return _no(tr("Only a step can lead back to itself."))
    reason = _refusal(_NO_WAY_OUT, source) or _refusal(_NO_WAY_IN, target)
    if reason:
        return _no(reason)
    if scope_of(model, source) != scope_of(model, target):
        return _no(tr_source(_ACROSS))
    if source.subtype == "eventBasedGateway" and not _is_awaited(target):
        return _no(
            tr(
                "After “what happens first” only receiving steps and waiting events can follow "
                "(message, time, condition, signal)."
            )
        )
    return ConnectionVerdict(Kind.SEQUENCE_FLOW, "sequenceFlow")


def _refusal(refusals: tuple[_Refusal, ...], element: Element) -> str:
    return next((tr_source(reason) for applies, reason in refusals if applies(element)), "")


def _is_awaited(element: Element) -> bool:
    if element.subtype == "receiveTask":
        return True
    return element.subtype == "intermediateCatchEvent" and has_trigger(element, *_AWAITED)
