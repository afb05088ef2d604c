"""What things in a flow are called: families, types, triggers, and sentences about an element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import (
    ACTIVITIES,
    CONNECTIONS,
    EVENTS,
    Kind,
    LoopKind,
    Trigger,
)
from bpr_studio.domain.process.step import CORE, NON_CORE
from bpr_studio.domain.shared.text import N_, tr, tr_source

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_SUBTYPES: Final = {
    "userTask": N_("Step on screen"),
    "manualTask": N_("Step by hand"),
    "serviceTask": N_("Step of a system"),
    "scriptTask": N_("Scripted step"),
    "businessRuleTask": N_("Step decided by rules"),
    "sendTask": N_("Sending"),
    "receiveTask": N_("Waiting for receipt"),
    "transaction": N_("Sub-process (all or nothing)"),
    "adHocSubProcess": N_("Sub-process (in any order)"),
    "intermediateThrowEvent": N_("Event on the way (sends)"),
    "exclusiveGateway": N_("Branch (one of them)"),
    "parallelGateway": N_("Branch (all of them)"),
    "inclusiveGateway": N_("Branch (all that apply)"),
    "eventBasedGateway": N_("Branch (what happens first)"),
    "complexGateway": N_("Branch (complex condition)"),
    "dataInput": N_("Data that comes in"),
    "dataOutput": N_("Data that goes out"),
}
_KINDS: Final = {
    Kind.TASK: N_("Step"),
    Kind.SUB_PROCESS: N_("Sub-process"),
    Kind.CALL_ACTIVITY: N_("Call of a shared flow"),
    Kind.START_EVENT: N_("Start"),
    Kind.INTERMEDIATE_EVENT: N_("Event on the way"),
    Kind.BOUNDARY_EVENT: N_("Event during the step"),
    Kind.END_EVENT: N_("End"),
    Kind.GATEWAY: N_("Branch"),
    Kind.POOL: N_("Pool"),
    Kind.LANE: N_("Lane"),
    Kind.DATA_OBJECT: N_("Document"),
    Kind.DATA_STORE: N_("Register"),
    Kind.ANNOTATION: N_("Annotation"),
    Kind.GROUP: N_("Group"),
    Kind.SEQUENCE_FLOW: N_("Flow"),
    Kind.MESSAGE_FLOW: N_("Message to another party"),
    Kind.ASSOCIATION: N_("Connection"),
    Kind.DATA_ASSOCIATION: N_("Data connection"),
}
_TRIGGERS: Final = {
    Trigger.MESSAGE: N_("message"),
    Trigger.TIMER: N_("time"),
    Trigger.CONDITIONAL: N_("condition"),
    Trigger.SIGNAL: N_("signal"),
    Trigger.ERROR: N_("error"),
    Trigger.ESCALATION: N_("escalation"),
    Trigger.LINK: N_("link"),
    Trigger.TERMINATE: N_("ends everything"),
    Trigger.COMPENSATION: N_("taking back"),
    Trigger.CANCEL: N_("cancellation"),
}
_LOOPS: Final = {
    LoopKind.STANDARD: N_("repeated"),
    LoopKind.PARALLEL: N_("once for each, side by side"),
    LoopKind.SEQUENTIAL: N_("once for each, one after the other"),
}


def kind_word(element: Element) -> str:
    """What an element is, e.g. "Step by hand" or "Start (message)"."""
    word = tr_source(_SUBTYPES.get(element.subtype) or _KINDS.get(element.kind) or N_("Other"))
    if element.is_event_sub_process:
        word = tr("Sub-process (started by an event)")
    further = _further_words(element)
    if not further:
        return word
    return tr("{kind} ({further})", kind=word, further=tr(", ").join(further))


def _further_words(element: Element) -> list[str]:
    words: list[str] = []
    if element.kind in EVENTS:
        if len(element.events) > 1:
            words.append(tr("several causes"))
        elif element.events:
            words.append(tr_source(_TRIGGERS[element.events[0].trigger]))
    if element.kind in ACTIVITIES and element.loop:
        words.append(tr_source(_LOOPS[element.loop.kind]))
    if element.is_for_compensation:
        words.append(tr("takes a step back"))
    return words


def plain_number(number: float) -> str:
    """With thousands separators, and a decimal only where there is one."""
    return f"{number:,.1f}".removesuffix(".0")


def core_word(tag: str) -> str:
    """The word for a core tag, "" for none."""
    if tag == CORE:
        return tr("Core work")
    return tr("Non-core work") if tag == NON_CORE else ""


def shown_name(element: Element) -> str:
    """Its name in one line, else what it is in brackets."""
    name = " ".join(element.name.split())
    return name or tr("({kind})", kind=kind_word(element))


def place_word(model: ProcessModel, element: Element) -> str:
    """Where it stands: pool and lanes from the outside in, joined by " › "."""
    return " › ".join(name for name in _places(model, element) if name)


def _places(model: ProcessModel, element: Element) -> list[str]:
    names: list[str] = []
    lane = model.find(_lane_id(model, element))
    seen: set[str] = set()
    while lane and lane.id not in seen:
        seen.add(lane.id)
        if lane.kind is Kind.LANE:
            names.append(lane.name)
        lane = model.find(lane.parent)
    pool = _pool(model, element)
    if pool is not None and pool.name not in names:
        names.append(pool.name)
    return names[::-1]


def _lane_id(model: ProcessModel, element: Element) -> str:
    around: Element | None = element
    seen: set[str] = set()
    while around and not around.lane and around.id not in seen:
        seen.add(around.id)
        around = model.find(around.host or around.parent)
    return around.lane if around else ""


def _pool(model: ProcessModel, element: Element) -> Element | None:
    """The pool that stands for the process an element is in."""
    around = model.find(element.host) or element
    seen: set[str] = set()
    while around.kind is not Kind.PROCESS and around.id not in seen:
        seen.add(around.id)
        outer = model.find(around.parent)
        if outer is None:
            return None
        around = outer
    pools = (one for one in model.referring(around.id) if one.kind is Kind.POOL)
    return next(pools, None)


def next_words(model: ProcessModel, element: Element) -> str:
    """Where the work goes on: names of what follows, with what is written on the flow."""
    words: list[str] = []
    for flow in model.outgoing(element.id):
        target = model.find(flow.target)
        if flow.kind not in CONNECTIONS or target is None:
            continue
        name = shown_name(target)
        if flow.name:
            name = tr("{condition}: {name}", condition=" ".join(flow.name.split()), name=name)
        words.append(name)
    return tr(", ").join(words)


def tooltip_of(model: ProcessModel, element: Element) -> str:
    """Name, kind and place, and for steps what is known of the work; lines of plain text."""
    lines = [shown_name(element)]
    if element.name:
        lines.append(kind_word(element))
    place = place_word(model, element)
    if place:
        lines.append(place)
    step = element.step
    facts = [core_word(step.core_tag)]
    if step.minutes_per_case is not None:
        facts.append(tr("{n} minutes per case", n=plain_number(step.minutes_per_case)))
    if step.yearly_cases is not None:
        facts.append(tr("{n} cases a year", n=plain_number(step.yearly_cases)))
    known = [fact for fact in facts if fact]
    if known:
        lines.append(" ・ ".join(known))
    return "\n".join(lines)
