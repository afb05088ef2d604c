"""What can be put on the canvas: one template for everything in palette and replace menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bpr_studio.domain.process.element import EventDefinition, Kind, Trigger
from bpr_studio.domain.shared.text import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A kind of element as people choose it.

    Attributes:
        key: stable name, e.g. "user_task"; for shortcuts, preferences and tests.
        label: English source of its name; show it with `tr_source`.
        group: "activity", "event", "gateway", "data", "artifact", "container".
        kind: family of the new element.
        subtype: BPMN's word.
        triggers: triggers of an event.
        interrupting: False for events that let the work go on.
        expanded: of sub-processes.
        by_event: a sub-process an event starts.
        size: width and height in diagram units.
        common: belongs to the short palette.
    """

    key: str
    label: str
    group: str
    kind: Kind
    subtype: str
    triggers: tuple[Trigger, ...] = ()
    interrupting: bool = True
    expanded: bool | None = None
    by_event: bool = False
    size: tuple[float, float] = (100.0, 80.0)
    common: bool = False

    @property
    def events(self) -> tuple[EventDefinition, ...]:
        """The triggers as an element has them."""
        return tuple(EventDefinition(trigger) for trigger in self.triggers)


_EVENT: Final = (36.0, 36.0)
_GATEWAY: Final = (50.0, 50.0)
_OPEN: Final = (350.0, 200.0)
_DATA: Final = (36.0, 50.0)
_STORE: Final = (50.0, 50.0)


def _task(key: str, label: str, subtype: str, *, common: bool = False) -> Template:
    return Template(
        key=key, label=label, group="activity", kind=Kind.TASK, subtype=subtype, common=common
    )


def _gateway(key: str, label: str, subtype: str, *, common: bool = False) -> Template:
    return Template(
        key=key,
        label=label,
        group="gateway",
        kind=Kind.GATEWAY,
        subtype=subtype,
        size=_GATEWAY,
        common=common,
    )


def _event(  # noqa: PLR0913  # one line of the table below is one call
    key: str,
    label: str,
    kind: Kind,
    subtype: str,
    *triggers: Trigger,
    interrupting: bool = True,
    common: bool = False,
) -> Template:
    return Template(
        key=key,
        label=label,
        group="event",
        kind=kind,
        subtype=subtype,
        triggers=triggers,
        interrupting=interrupting,
        size=_EVENT,
        common=common,
    )


_S, _E, _B, _I = Kind.START_EVENT, Kind.END_EVENT, Kind.BOUNDARY_EVENT, Kind.INTERMEDIATE_EVENT
_CATCH, _THROW, _ON = "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"
_SEVERAL: Final = (Trigger.MESSAGE, Trigger.TIMER)  # a multiple event shows several triggers

TEMPLATES: Final[tuple[Template, ...]] = (
    _task("task", N_("Step"), "task", common=True),
    _task("user_task", N_("Step at a screen"), "userTask", common=True),
    _task("manual_task", N_("Step by hand"), "manualTask", common=True),
    _task("service_task", N_("Step of a system"), "serviceTask", common=True),
    _task("send_task", N_("Sending"), "sendTask", common=True),
    _task("receive_task", N_("Receiving"), "receiveTask", common=True),
    _task("script_task", N_("Step by script"), "scriptTask"),
    _task("rule_task", N_("Step by rules"), "businessRuleTask"),
    Template(
        key="sub_process",
        label=N_("Sub-process"),
        group="activity",
        kind=Kind.SUB_PROCESS,
        subtype="subProcess",
        expanded=False,
        common=True,
    ),
    Template(
        key="open_sub_process",
        label=N_("Sub-process, open"),
        group="activity",
        kind=Kind.SUB_PROCESS,
        subtype="subProcess",
        expanded=True,
        size=_OPEN,
    ),
    Template(
        key="event_sub_process",
        label=N_("Sub-process started by an event"),
        group="activity",
        kind=Kind.SUB_PROCESS,
        subtype="subProcess",
        expanded=True,
        by_event=True,
        size=_OPEN,
    ),
    Template(
        key="transaction",
        label=N_("Transaction"),
        group="activity",
        kind=Kind.SUB_PROCESS,
        subtype="transaction",
        expanded=True,
        size=_OPEN,
    ),
    Template(
        key="call_activity",
        label=N_("Call of another flow"),
        group="activity",
        kind=Kind.CALL_ACTIVITY,
        subtype="callActivity",
        common=True,
    ),
    _event("start", N_("Start"), _S, "startEvent", common=True),
    _event("start_message", N_("Start by message"), _S, "startEvent", Trigger.MESSAGE),
    _event("start_timer", N_("Start by time"), _S, "startEvent", Trigger.TIMER),
    _event("start_condition", N_("Start by condition"), _S, "startEvent", Trigger.CONDITIONAL),
    _event("start_signal", N_("Start by signal"), _S, "startEvent", Trigger.SIGNAL),
    _event("start_several", N_("Start by several causes"), _S, "startEvent", *_SEVERAL),
    _event("end", N_("End"), _E, "endEvent", common=True),
    _event("end_message", N_("End with a message"), _E, "endEvent", Trigger.MESSAGE),
    _event("end_error", N_("End with an error"), _E, "endEvent", Trigger.ERROR),
    _event("end_escalation", N_("End with an escalation"), _E, "endEvent", Trigger.ESCALATION),
    _event("end_signal", N_("End with a signal"), _E, "endEvent", Trigger.SIGNAL),
    _event("end_terminate", N_("End of everything"), _E, "endEvent", Trigger.TERMINATE),
    _event("end_compensation", N_("End taking back"), _E, "endEvent", Trigger.COMPENSATION),
    _event("end_cancel", N_("End by cancellation"), _E, "endEvent", Trigger.CANCEL),
    _event("wait_timer", N_("Wait for a time"), _I, _CATCH, Trigger.TIMER, common=True),
    _event("wait_message", N_("Waiting for a message"), _I, _CATCH, Trigger.MESSAGE, common=True),
    _event("wait_condition", N_("Waiting for a condition"), _I, _CATCH, Trigger.CONDITIONAL),
    _event("wait_signal", N_("Waiting for a signal"), _I, _CATCH, Trigger.SIGNAL),
    _event("wait_several", N_("Waiting for several causes"), _I, _CATCH, *_SEVERAL),
    _event("link_in", N_("Continued from"), _I, _CATCH, Trigger.LINK),
    _event("link_out", N_("Continued at"), _I, _THROW, Trigger.LINK),
    _event("throw", N_("Milestone"), _I, _THROW),
    _event("throw_message", N_("Sending a message"), _I, _THROW, Trigger.MESSAGE),
    _event("throw_escalation", N_("Raising an escalation"), _I, _THROW, Trigger.ESCALATION),
    _event("throw_signal", N_("Giving a signal"), _I, _THROW, Trigger.SIGNAL),
    _event("throw_compensation", N_("Taking back"), _I, _THROW, Trigger.COMPENSATION),
    _event("on_timer", N_("Time limit at a step"), _B, _ON, Trigger.TIMER, common=True),
    _event("on_message", N_("Message at a step"), _B, _ON, Trigger.MESSAGE),
    _event("on_error", N_("Error at a step"), _B, _ON, Trigger.ERROR),
    _event("on_escalation", N_("Escalation at a step"), _B, _ON, Trigger.ESCALATION),
    _event("on_condition", N_("Condition at a step"), _B, _ON, Trigger.CONDITIONAL),
    _event("on_signal", N_("Signal at a step"), _B, _ON, Trigger.SIGNAL),
    _event("on_compensation", N_("Taking back a step"), _B, _ON, Trigger.COMPENSATION),
    _event("on_cancel", N_("Cancellation at a step"), _B, _ON, Trigger.CANCEL),
    _event(
        "beside_timer",
        N_("Reminder at a step (work goes on)"),
        _B,
        _ON,
        Trigger.TIMER,
        interrupting=False,
    ),
    _event(
        "beside_message",
        N_("Message at a step (work goes on)"),
        _B,
        _ON,
        Trigger.MESSAGE,
        interrupting=False,
    ),
    _gateway("exclusive_gateway", N_("Branch: one way"), "exclusiveGateway", common=True),
    _gateway("parallel_gateway", N_("Branch: all ways"), "parallelGateway", common=True),
    _gateway("inclusive_gateway", N_("Branch: some ways"), "inclusiveGateway"),
    _gateway("event_gateway", N_("Branch: what happens first"), "eventBasedGateway"),
    _gateway("complex_gateway", N_("Branch: special rule"), "complexGateway"),
    Template(
        key="data_object",
        label=N_("Document"),
        group="data",
        kind=Kind.DATA_OBJECT,
        subtype="dataObjectReference",
        size=_DATA,
        common=True,
    ),
    Template(
        key="data_store",
        label=N_("Register"),
        group="data",
        kind=Kind.DATA_STORE,
        subtype="dataStoreReference",
        size=_STORE,
        common=True,
    ),
    Template(
        key="annotation",
        label=N_("Annotation"),
        group="artifact",
        kind=Kind.ANNOTATION,
        subtype="textAnnotation",
        size=(120.0, 40.0),
        common=True,
    ),
    Template(
        key="group",
        label=N_("Group"),
        group="artifact",
        kind=Kind.GROUP,
        subtype="group",
        size=(300.0, 200.0),
    ),
    Template(
        key="pool",
        label=N_("Pool"),
        group="container",
        kind=Kind.POOL,
        subtype="participant",
        size=(1000.0, 250.0),
        common=True,
    ),
    Template(
        key="lane",
        label=N_("Lane"),
        group="container",
        kind=Kind.LANE,
        subtype="lane",
        size=(970.0, 125.0),
        common=True,
    ),
)
"""Everything that can be drawn, in the order of palette and menus."""

_BY_KEY: Final = {template.key: template for template in TEMPLATES}


def template(key: str) -> Template:
    """The template with this key.

    Raises:
        KeyError: there is none.
    """
    return _BY_KEY[key]
