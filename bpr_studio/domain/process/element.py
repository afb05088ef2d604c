"""The elements of a process model: one frozen value for everything that has an id.

Why one class with plain fields and not one class per family: every field is a register of
its own in the store, a gesture may turn a task into a sub-process without losing its flows,
and the record of an element is the element (docs/decisions/0010).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import repeat
from operator import attrgetter, call
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.carried import NOTHING_CARRIED, value_of
from bpr_studio.domain.process.step import NO_STEP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.process.carried import Attributes, Carried
    from bpr_studio.domain.process.step import Step
    from bpr_studio.domain.shared.geometry import Bounds, Point


class Kind(StrEnum):
    """The family of an element; `Element.subtype` holds BPMN's exact word."""

    TASK = "task"
    SUB_PROCESS = "sub_process"  # subProcess, transaction, adHocSubProcess
    CALL_ACTIVITY = "call_activity"
    START_EVENT = "start_event"
    INTERMEDIATE_EVENT = "intermediate_event"  # catching and throwing
    BOUNDARY_EVENT = "boundary_event"
    END_EVENT = "end_event"
    GATEWAY = "gateway"
    POOL = "pool"  # BPMN: participant
    LANE_SET = "lane_set"  # never drawn; holds lanes
    LANE = "lane"
    DATA_OBJECT = "data_object"  # reference (drawn), object behind it (not drawn), input, output
    DATA_STORE = "data_store"  # dataStoreReference
    ANNOTATION = "annotation"
    GROUP = "group"
    SEQUENCE_FLOW = "sequence_flow"
    MESSAGE_FLOW = "message_flow"
    ASSOCIATION = "association"
    DATA_ASSOCIATION = "data_association"
    PROCESS = "process"  # never drawn; holds the flow of one pool
    COLLABORATION = "collaboration"  # never drawn; holds pools and message flows
    DEFINITION = "definition"  # never drawn; message, error, signal, category …
    DIAGRAM = "diagram"
    DEPICTION = "depiction"  # a second picture of an element, or one of something only carried
    OTHER = "other"  # kept and drawn plainly: choreography, conversation …


ACTIVITIES = frozenset({Kind.TASK, Kind.SUB_PROCESS, Kind.CALL_ACTIVITY})
EVENTS = frozenset({Kind.START_EVENT, Kind.INTERMEDIATE_EVENT, Kind.BOUNDARY_EVENT, Kind.END_EVENT})
FLOW_NODES = ACTIVITIES | EVENTS | {Kind.GATEWAY}
CONNECTIONS = frozenset(
    {Kind.SEQUENCE_FLOW, Kind.MESSAGE_FLOW, Kind.ASSOCIATION, Kind.DATA_ASSOCIATION}
)


class Trigger(StrEnum):
    """What an event waits for or causes, without BPMN's "EventDefinition"."""

    MESSAGE = "message"
    TIMER = "timer"
    CONDITIONAL = "conditional"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    LINK = "link"
    TERMINATE = "terminate"
    COMPENSATION = "compensate"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """One trigger of an event; several make the event a multiple one.

    Attributes:
        trigger: its kind.
        id: its BPMN id, "" when it has none.
        refers_to: id of the message, signal, error … it means; of the whole definition when
            the event only refers to one.
        shared: the event only refers to a definition that stands elsewhere.
        carried: expressions and other remainder.
    """

    trigger: Trigger
    id: str = ""
    refers_to: str = ""
    shared: bool = False
    carried: Carried = NOTHING_CARRIED


class LoopKind(StrEnum):
    """How often an activity is done."""

    STANDARD = "standard"  # again while a condition holds
    PARALLEL = "parallel"  # once for each item, at the same time
    SEQUENTIAL = "sequential"  # once for each item, one after the other


@dataclass(frozen=True, slots=True)
class Loop:
    """The repetition of an activity and its remainder."""

    kind: LoopKind
    carried: Carried = NOTHING_CARRIED


@dataclass(frozen=True, slots=True)
class Condition:
    """The condition of a sequence flow: its text and the remainder of the expression."""

    text: str = ""
    carried: Carried = NOTHING_CARRIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element; references are ids, "" means none, and may point nowhere in a draft.

    Attributes:
        id: BPMN id, unique in the model.
        kind: family.
        subtype: BPMN's word, e.g. "userTask".
        name: name; the text of an annotation.
        parent: element that contains it (process, sub-process, lane set …); "" at the top.
        sort_key: place among its siblings (`order.key_between`).
        lane: innermost lane it belongs to.
        host: activity a boundary event sits on.
        source: where a connection starts.
        target: where a connection ends.
        refers_to: what it stands for: the process of a pool, the object behind a data object
            reference, the store, the category value of a group, the called element of a call
            activity, the pictured element of a depiction, what a diagram shows.
        default_flow: the sequence flow taken when no condition holds.
        diagram: diagram it is drawn in; "" means the first one.
        bounds: its box, None when it is not drawn or is a connection.
        waypoints: its line, empty when it is not drawn or has a box.
        label_bounds: box of a label that was placed by hand.
        events: triggers of an event.
        loop: repetition of an activity.
        condition: condition of a sequence flow.
        interrupting: False for events that do not end what they sit on.
        expanded: sub-process shown with its content; None where it does not apply.
        horizontal: pool or lane runs left to right; None where the file says nothing.
        step: work-step attributes of an activity.
        fragment: where it came from in the library, "<fragment key>#<element id in it>@<use>";
            elements put in together share the use.
        linked_flow: id of the stored flow a call activity or sub-process stands for.
        carried: everything else of an imported file.
    """

    id: str
    kind: Kind
    subtype: str
    name: str = ""
    parent: str = ""
    sort_key: str = ""
    lane: str = ""
    host: str = ""
    source: str = ""
    target: str = ""
    refers_to: str = ""
    default_flow: str = ""
    diagram: str = ""
    bounds: Bounds | None = None
    waypoints: tuple[Point, ...] = ()
    label_bounds: Bounds | None = None
    events: tuple[EventDefinition, ...] = ()
    loop: Loop | None = None
    condition: Condition | None = None
    interrupting: bool = True
    expanded: bool | None = None
    horizontal: bool | None = None
    step: Step = NO_STEP
    fragment: str = ""
    linked_flow: str = ""
    carried: Carried = NOTHING_CARRIED

    @property
    def is_drawn(self) -> bool:
        """Whether it has a place in a diagram."""
        return self.bounds is not None or bool(self.waypoints)

    @property
    def is_event_sub_process(self) -> bool:
        """Whether it is a sub-process that an event starts."""
        return value_of(self.carried.attributes, "triggeredByEvent") == "true"

    @property
    def is_for_compensation(self) -> bool:
        """Whether the activity only undoes another one."""
        return value_of(self.carried.attributes, "isForCompensation") == "true"

    @property
    def is_collection(self) -> bool:
        """Whether the data object stands for several."""
        return value_of(self.carried.attributes, "isCollection") == "true"

    @property
    def is_parallel_multiple(self) -> bool:
        """Whether an event with several triggers waits for all of them."""
        return value_of(self.carried.attributes, "parallelMultiple") == "true"


_NAMES: Final = tuple(field.name for field in fields(Element))
_ALL: Final = attrgetter(*_NAMES)
_SLOTS: Final = tuple(getattr(Element, name).__set__ for name in _NAMES)


def with_values(element: Element, values: Mapping[str, object]) -> Element:
    """What `dataclasses.replace` gives, in half its time: gestures change thousands of elements.

    Raises:
        AttributeError: an element has no such field.
    """
    made = object.__new__(Element)
    any(map(call, _SLOTS, repeat(made), _ALL(element)))  # each slot is set, and says None
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands around the elements of a file.

    Attributes:
        id: BPMN id of the definitions, "" when the file gave none.
        name: name of the model.
        target_namespace: BPMN's required targetNamespace.
        namespaces: prefix → namespace as the file declared them.
        carried: other attributes (exporter, languages) and children without an id of their own
            (import, extension, relationship, foreign ones).
    """

    id: str = ""
    name: str = ""
    target_namespace: str = "urn:bpr-studio:flow"
    namespaces: Attributes = ()
    carried: Carried = NOTHING_CARRIED
