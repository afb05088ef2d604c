"""BPMN's words: namespaces, which tag is which family, and the order the schema asks for."""

from __future__ import annotations

from typing import Final

from bpr_studio.domain.process.element import Kind, LoopKind, Trigger

MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
STEP: Final = "urn:bpr-studio:step:1"

PREFIXES: Final = {"bpmn": MODEL, "bpmndi": BPMNDI, "dc": DC, "di": DI}
"""Namespaces every written file declares."""
OPTIONAL_PREFIXES: Final = {"xsi": XSI, "bpr": STEP}
"""Namespaces with a fixed prefix that are declared when they are used."""

XSI_TYPE: Final = f"{{{XSI}}}type"
STEP_TAG: Final = f"{{{STEP}}}step"
ORIGIN_TAG: Final = f"{{{STEP}}}origin"
LOOSE_TAG: Final = f"{{{STEP}}}loose"
DIAGRAM: Final = f"{{{BPMNDI}}}BPMNDiagram"
PLANE: Final = f"{{{BPMNDI}}}BPMNPlane"
SHAPE: Final = f"{{{BPMNDI}}}BPMNShape"
EDGE: Final = f"{{{BPMNDI}}}BPMNEdge"
LABEL: Final = f"{{{BPMNDI}}}BPMNLabel"
BOUNDS: Final = f"{{{DC}}}Bounds"
WAYPOINT: Final = f"{{{DI}}}waypoint"

KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(
        (
            "task",
            "userTask",
            "manualTask",
            "serviceTask",
            "scriptTask",
            "businessRuleTask",
            "sendTask",
            "receiveTask",
        ),
        Kind.TASK,
    ),
    **dict.fromkeys(("subProcess", "transaction", "adHocSubProcess"), Kind.SUB_PROCESS),
    **dict.fromkeys(
        (
            "exclusiveGateway",
            "parallelGateway",
            "inclusiveGateway",
            "eventBasedGateway",
            "complexGateway",
        ),
        Kind.GATEWAY,
    ),
    **dict.fromkeys(
        ("intermediateCatchEvent", "intermediateThrowEvent", "event", "implicitThrowEvent"),
        Kind.INTERMEDIATE_EVENT,
    ),
    **dict.fromkeys(("dataObject", "dataObjectReference"), Kind.DATA_OBJECT),
    **dict.fromkeys(("dataInputAssociation", "dataOutputAssociation"), Kind.DATA_ASSOCIATION),
    **dict.fromkeys(("laneSet", "childLaneSet"), Kind.LANE_SET),
    **dict.fromkeys(("collaboration", "choreography", "globalConversation"), Kind.COLLABORATION),
    **dict.fromkeys(
        (
            "choreographyTask",
            "subChoreography",
            "callChoreography",
            "conversation",
            "subConversation",
            "callConversation",
            "conversationLink",
        ),
        Kind.OTHER,
    ),
    "callActivity": Kind.CALL_ACTIVITY,
    "startEvent": Kind.START_EVENT,
    "endEvent": Kind.END_EVENT,
    "boundaryEvent": Kind.BOUNDARY_EVENT,
    "participant": Kind.POOL,
    "lane": Kind.LANE,
    "dataStoreReference": Kind.DATA_STORE,
    "textAnnotation": Kind.ANNOTATION,
    "group": Kind.GROUP,
    "sequenceFlow": Kind.SEQUENCE_FLOW,
    "messageFlow": Kind.MESSAGE_FLOW,
    "association": Kind.ASSOCIATION,
    "process": Kind.PROCESS,
}
"""Tags that become elements of their own."""

CONTAINERS: Final = frozenset(
    {
        "process",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "collaboration",
        "choreography",
        "globalConversation",
        "subChoreography",
        "subConversation",
        "laneSet",
        "childLaneSet",
        "lane",
    }
)
"""Tags whose children may be elements of any family."""

TRIGGERS: Final = {f"{trigger.value}EventDefinition": trigger for trigger in Trigger}
TRIGGER_REFERENCES: Final = {
    Trigger.MESSAGE: "messageRef",
    Trigger.SIGNAL: "signalRef",
    Trigger.ERROR: "errorRef",
    Trigger.ESCALATION: "escalationRef",
    Trigger.COMPENSATION: "activityRef",
}
LOOPS: Final = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
LOOP_TAGS: Final = {
    LoopKind.STANDARD: LOOPS[0],
    LoopKind.PARALLEL: LOOPS[1],
    LoopKind.SEQUENTIAL: LOOPS[1],
}

REFERENCES: Final[dict[str, dict[str, str]]] = {
    "participant": {"processRef": "refers_to"},
    "dataObjectReference": {"dataObjectRef": "refers_to"},
    "dataStoreReference": {"dataStoreRef": "refers_to"},
    "group": {"categoryValueRef": "refers_to"},
    "callActivity": {"calledElement": "refers_to"},
    "boundaryEvent": {"attachedToRef": "host"},
    **{
        tag: {"sourceRef": "source", "targetRef": "target"}
        for tag in ("sequenceFlow", "messageFlow", "association", "conversationLink")
    },
}
"""Attributes that are reference fields of an element; `default` is one of every flow node."""

INTERRUPTING: Final = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}

ORIGIN: Final = {"fragment": "fragment", "linkedFlow": "linked_flow"}
"""Attributes of `ORIGIN_TAG` → fields of an element."""

DATA_OWNERS: Final = {
    "dataInputAssociation": frozenset({"endEvent", "intermediateThrowEvent", "implicitThrowEvent"}),
    "dataOutputAssociation": frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"}),
}
"""Events that may own a data association; every activity may."""

NAMED_BY_CONTENT: Final = frozenset({Kind.ANNOTATION, Kind.GROUP})
"""Families whose name is not an attribute: the text of a note, the category of a group."""

_ARTIFACTS = ("textAnnotation", "association", "group")


def _ranks(*groups: str | tuple[str, ...]) -> dict[str, int]:
    return {
        tag: rank
        for rank, group in enumerate(groups)
        for tag in ((group,) if isinstance(group, str) else group)
    }


_FLOW_ELEMENTS = tuple(
    tag
    for tag, kind in KINDS.items()
    if kind
    not in {
        Kind.POOL,
        Kind.LANE,
        Kind.LANE_SET,
        Kind.MESSAGE_FLOW,
        Kind.PROCESS,
        Kind.COLLABORATION,
        Kind.DATA_ASSOCIATION,
    }
    and tag not in _ARTIFACTS
)

_PROCESS_RANKS = _ranks(
    "documentation",
    "extensionElements",
    "supportedInterfaceRef",
    "ioSpecification",
    "ioBinding",
    "auditing",
    "monitoring",
    "property",
    "laneSet",
    _FLOW_ELEMENTS,
    _ARTIFACTS,
    ("resourceRole", "performer", "humanPerformer", "potentialOwner"),
    "correlationSubscription",
    "supports",
)
_COLLABORATION_RANKS = _ranks(
    "documentation",
    "extensionElements",
    "participant",
    "messageFlow",
    _ARTIFACTS,
    ("conversation", "subConversation", "callConversation"),
    "conversationAssociation",
    "participantAssociation",
    "messageFlowAssociation",
    "correlationKey",
    "choreographyRef",
    "conversationLink",
    tuple(tag for tag in _FLOW_ELEMENTS if "onversation" not in tag),
)
_NODE_RANKS = _ranks(
    "documentation",
    "extensionElements",
    "auditing",
    "monitoring",
    "categoryValueRef",
    "incoming",
    "outgoing",
    ("participantRef", "messageFlowRef", "correlationKey"),
    ("ioSpecification", "partitionElement"),
    ("property", "flowNodeRef"),
    ("dataInput", "dataOutput"),
    "dataInputAssociation",
    "dataOutputAssociation",
    ("inputSet", "outputSet"),
    ("resourceRole", "performer", "humanPerformer", "potentialOwner", *TRIGGERS),
    (*LOOPS, "eventDefinitionRef"),
    ("laneSet", "childLaneSet"),
    _FLOW_ELEMENTS,
    _ARTIFACTS,
    ("completionCondition", "activationCondition", "script", "rendering", "conditionExpression"),
)
_DATA_ASSOCIATION_RANKS = _ranks(
    "documentation", "extensionElements", "sourceRef", "targetRef", "transformation", "assignment"
)
_UNRANKED = 7  # with what is only carried, in the order it came


def child_rank(parent_tag: str, tag: str) -> int:
    """Where the schema wants a child of `parent_tag`; equal ranks keep their order."""
    if parent_tag == "process":
        return _PROCESS_RANKS.get(tag, _UNRANKED)
    if KINDS.get(parent_tag) is Kind.DATA_ASSOCIATION:
        return _DATA_ASSOCIATION_RANKS.get(tag, _UNRANKED)
    if KINDS.get(parent_tag) is Kind.COLLABORATION:
        return _COLLABORATION_RANKS.get(tag, len(_COLLABORATION_RANKS))
    return _NODE_RANKS.get(tag, _UNRANKED)


def picture_id(element_id: str) -> str:
    """The id of a shape or edge that came with none of its own."""
    return f"{element_id}_di"


def plane_id(diagram_id: str) -> str:
    """The id of a plane that came with none of its own."""
    return f"{diagram_id}_plane"
