"""The storage form of a process model: one flat, JSON-able record for each element.

Every field of `ElementRecord` is one register in the store (sync.md §7.6): two people who
change different fields of one step do not disturb each other. `changed_fields` gives what an
edit has to write. Fields may be added, never renamed or given another meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bpr_studio.domain.process.carried import Carried, attributes_of
from bpr_studio.domain.process.element import (
    Condition,
    Element,
    EventDefinition,
    Header,
    Kind,
    Loop,
    LoopKind,
    Trigger,
)
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import NO_STEP, Step
from bpr_studio.domain.shared.geometry import Bounds, Point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderRecord:
    """The one record of a model that is not an element (row `flow`).

    Attributes:
        definitions_id: BPMN id of the definitions, may be "".
        name: name of the model, may be "".
        target_namespace: BPMN targetNamespace.
        namespaces: prefix → namespace URI.
        carried: JSON object, `Carried.to_json`.
    """

    definitions_id: str = ""
    name: str = ""
    target_namespace: str = ""
    namespaces: dict[str, str] = field(default_factory=dict)
    carried: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRecord:
    """One element (row `flow_element`); every value is JSON-able, "" / None / [] / {} = empty.

    Attributes:
        id: BPMN id, unique within one model only: the row key must include the flow.
        kind: family, `Kind` value such as "task" or "sequence_flow".
        subtype: BPMN's word such as "userTask".
        name: name, text of an annotation.
        parent: id of the containing element, "" at the top.
        sort_key: place among siblings, compares as ASCII text.
        lane: id of the innermost lane.
        host: id of the activity a boundary event sits on.
        source: id a connection starts at; with `target` one composite register.
        target: id a connection ends at.
        refers_to: id of what it stands for (see `Element.refers_to`).
        default_flow: id of the default sequence flow.
        diagram: id of the diagram it is drawn in, "" the first.
        bounds: [x, y, width, height], one composite register, None when not drawn.
        waypoints: [[x, y], …], one register, [] when not drawn.
        label_bounds: [x, y, width, height] or None.
        notation: what else decides the look; keys present only when they differ from the
            default: "events" [{"trigger", "id", "refers_to", "shared", "carried"}],
            "loop" {"kind", "carried"}, "condition" {"text", "carried"}, "interrupting" false,
            "expanded" bool, "horizontal" bool.
        step_type, core_tag, core_reasons, actor_category, staff_category, minutes_per_case,
        cases_per_year, frequency, waiting_days, medium, system, forms_in, forms_out, seal,
        paper, in_person, legal_basis, issue, improvement, manual_text, derived_from,
        times_per_year, cases_per_time, judgement, expertise, personal_data, rework_percent,
        seal_basis, paper_basis, in_person_basis: the attributes of `Step`, one register each.
        fragment: its origin in the library (see `Element.fragment`).
        linked_flow: id of the stored flow it stands for.
        carried: remainder of an imported file, JSON object, never interpreted by the store.
    """

    id: str
    kind: str
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
    bounds: list[float] | None = None
    waypoints: list[list[float]] = field(default_factory=list)
    label_bounds: list[float] | None = None
    notation: dict[str, Any] = field(default_factory=dict)
    step_type: str = ""
    core_tag: str = ""
    core_reasons: list[str] = field(default_factory=list)
    actor_category: str = ""
    staff_category: str = ""
    minutes_per_case: float | None = None
    cases_per_year: float | None = None
    frequency: str = ""
    waiting_days: float | None = None
    medium: str = ""
    system: str = ""
    forms_in: list[str] = field(default_factory=list)
    forms_out: list[str] = field(default_factory=list)
    seal: bool = False
    paper: bool = False
    in_person: bool = False
    legal_basis: str = ""
    issue: str = ""
    improvement: str = ""
    manual_text: str = ""
    derived_from: str = ""
    times_per_year: float | None = None
    cases_per_time: float | None = None
    judgement: bool | None = None
    expertise: int | None = None
    personal_data: bool | None = None
    rework_percent: int | None = None
    seal_basis: str = ""
    paper_basis: str = ""
    in_person_basis: str = ""
    fragment: str = ""
    linked_flow: str = ""
    carried: dict[str, Any] = field(default_factory=dict)


STEP_FIELDS = tuple(f.name for f in fields(Step))
RECORD_FIELDS = tuple(f.name for f in fields(ElementRecord))
_step_values = attrgetter(*STEP_FIELDS)
_NO_STEP_VALUES = _step_values(ElementRecord(id="", kind="", subtype=""))
_TEXT_FIELDS = (  # stored as they are
    "id",
    "subtype",
    "name",
    "parent",
    "sort_key",
    "lane",
    "host",
    "source",
    "target",
    "refers_to",
    "default_flow",
    "diagram",
    "fragment",
    "linked_flow",
)


def record_of(element: Element) -> ElementRecord:
    """The record of one element."""
    step = {} if element.step is NO_STEP else _step_fields(element.step)
    return ElementRecord(
        kind=element.kind.value,
        bounds=_numbers(element.bounds),
        waypoints=[[p.x, p.y] for p in element.waypoints],
        label_bounds=_numbers(element.label_bounds),
        notation=dict(_notation(element)),
        carried=element.carried.to_json(),
        **{name: getattr(element, name) for name in _TEXT_FIELDS},
        **step,
    )


def element_of(record: ElementRecord) -> Element:
    """The element of one record.

    Raises:
        ValueError: kind, trigger or loop kind is unknown to this version of the program.
    """
    notation = record.notation
    return Element(
        kind=Kind(record.kind),
        bounds=_box(record.bounds),
        waypoints=tuple(Point(x, y) for x, y in record.waypoints),
        label_bounds=_box(record.label_bounds),
        events=tuple(_event_from(data) for data in notation.get("events", ())),
        loop=_loop_from(notation.get("loop")),
        condition=_condition_from(notation.get("condition")),
        interrupting=notation.get("interrupting", True),
        expanded=notation.get("expanded"),
        horizontal=notation.get("horizontal"),
        step=_step_from(record),
        carried=Carried.from_json(record.carried),
        **{name: getattr(record, name) for name in _TEXT_FIELDS},
    )


def header_record_of(header: Header) -> HeaderRecord:
    """The record of a header."""
    return HeaderRecord(
        definitions_id=header.id,
        name=header.name,
        target_namespace=header.target_namespace,
        namespaces=dict(header.namespaces),
        carried=header.carried.to_json(),
    )


def header_of(record: HeaderRecord) -> Header:
    """The header of a record."""
    return Header(
        id=record.definitions_id,
        name=record.name,
        target_namespace=record.target_namespace,
        namespaces=attributes_of(record.namespaces),
        carried=Carried.from_json(record.carried),
    )


def changed_fields(before: ElementRecord | None, after: ElementRecord) -> dict[str, Any]:
    """The fields an edit has to write: those that differ, or all that are not empty if new."""
    base = before or ElementRecord(id="", kind="", subtype="")
    return {
        name: getattr(after, name)
        for name in RECORD_FIELDS
        if getattr(after, name) != getattr(base, name)
    }


def fields_between(before: Element, after: Element) -> dict[str, Any]:
    """What `changed_fields` gives of the records of two elements, without making these."""
    changed: dict[str, Any] = {}
    for name, old, new in zip(_ELEMENT_FIELDS, _values(before), _values(after), strict=True):
        if old is not new and old != new:
            changed |= _WRITTEN[name](after) if name in _WRITTEN else {name: new}
    if "step" in changed:
        old_step, new_step = _step_fields(before.step), changed.pop("step")
        changed |= {n: v for n, v in _step_fields(new_step).items() if v != old_step[n]}
    return changed


def record_from(values: Mapping[str, Any]) -> ElementRecord:
    """A record from stored values; missing and null ones are empty, unknown ones ignored."""
    return ElementRecord(
        **{name: values[name] for name in RECORD_FIELDS if values.get(name) is not None}
    )


def to_records(model: ProcessModel) -> list[ElementRecord]:
    """The records of all elements, in the order the model was built."""
    return [record_of(element) for element in model.elements()]


def from_records(header: HeaderRecord, records: Iterable[ElementRecord]) -> ProcessModel:
    """The model of stored records, which may come in any order.

    Raises:
        ValueError: two records have the same id, or a record was written by a newer program.
    """
    return ProcessModel(header_of(header), (element_of(record) for record in records))


def _step_fields(step: Step) -> dict[str, Any]:
    values = {name: getattr(step, name) for name in STEP_FIELDS}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}


def _step_from(record: ElementRecord) -> Step:
    if _step_values(record) == _NO_STEP_VALUES:
        return NO_STEP
    values: dict[str, Any] = {name: getattr(record, name) for name in STEP_FIELDS}
    values.update({n: tuple(v) for n, v in values.items() if isinstance(v, list)})
    return Step(**values)


def _numbers(box: Bounds | None) -> list[float] | None:
    return None if box is None else [box.x, box.y, box.width, box.height]


def _box(numbers: list[float] | None) -> Bounds | None:
    return None if numbers is None else Bounds(*numbers)


def _notation(element: Element) -> Iterator[tuple[str, Any]]:
    if element.events:
        yield "events", [_event_data(event) for event in element.events]
    if element.loop:
        yield "loop", {"kind": element.loop.kind.value, "carried": element.loop.carried.to_json()}
    if element.condition:
        carried = element.condition.carried.to_json()
        yield "condition", {"text": element.condition.text, "carried": carried}
    if not element.interrupting:
        yield "interrupting", False
    if element.expanded is not None:
        yield "expanded", element.expanded
    if element.horizontal is not None:
        yield "horizontal", element.horizontal


def _event_data(event: EventDefinition) -> dict[str, Any]:
    return {
        "trigger": event.trigger.value,
        "id": event.id,
        "refers_to": event.refers_to,
        "shared": event.shared,
        "carried": event.carried.to_json(),
    }


def _event_from(data: Mapping[str, Any]) -> EventDefinition:
    return EventDefinition(
        trigger=Trigger(data["trigger"]),
        id=data["id"],
        refers_to=data["refers_to"],
        shared=data["shared"],
        carried=Carried.from_json(data["carried"]),
    )


def _loop_from(data: Mapping[str, Any] | None) -> Loop | None:
    return Loop(LoopKind(data["kind"]), Carried.from_json(data["carried"])) if data else None


def _condition_from(data: Mapping[str, Any] | None) -> Condition | None:
    return Condition(data["text"], Carried.from_json(data["carried"])) if data else None


_NOTATION_FIELDS = ("events", "loop", "condition", "interrupting", "expanded", "horizontal")
_ELEMENT_FIELDS = tuple(f.name for f in fields(Element))
_values = attrgetter(*_ELEMENT_FIELDS)
_WRITTEN: dict[str, Callable[[Element], dict[str, Any]]] = {
    "kind": lambda element: {"kind": element.kind.value},
    "bounds": lambda element: {"bounds": _numbers(element.bounds)},
    "waypoints": lambda element: {"waypoints": [[p.x, p.y] for p in element.waypoints]},
    "label_bounds": lambda element: {"label_bounds": _numbers(element.label_bounds)},
    "carried": lambda element: {"carried": element.carried.to_json()},
    **dict.fromkeys(_NOTATION_FIELDS, lambda element: {"notation": dict(_notation(element))}),
}
"""How a field of an element is written where it is not written as it is."""
