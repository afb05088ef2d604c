"""From parsed XML to drafts: processes, collaborations and everything inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.bpmn.source import carried_node
from bpr_studio.adapters.bpmn.steps import read_step
from bpr_studio.adapters.bpmn.words import (
    CONTAINERS,
    DATA_OWNERS,
    DIAGRAM,
    INTERRUPTING,
    KINDS,
    LOOPS,
    NAMED_BY_CONTENT,
    ORIGIN,
    ORIGIN_TAG,
    REFERENCES,
    STEP_TAG,
    TRIGGER_REFERENCES,
    TRIGGERS,
)
from bpr_studio.domain.process.carried import Carried, XmlNode, attributes_of
from bpr_studio.domain.process.element import (
    ACTIVITIES,
    CONNECTIONS,
    EVENTS,
    FLOW_NODES,
    Condition,
    EventDefinition,
    Kind,
    Loop,
    LoopKind,
)
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.adapters.bpmn.drafts import Draft, Reading
    from bpr_studio.adapters.bpmn.source import RawNode

_HEADER_TAGS: Final = frozenset(
    {"import", "extension", "relationship", "documentation", "extensionElements"}
)


def read_definitions(root: RawNode, reading: Reading) -> tuple[list[RawNode], list[XmlNode]]:
    """Draft everything below `root`; gives its diagrams and what belongs to the header."""
    diagrams: list[RawNode] = []
    header: list[XmlNode] = []
    for raw in root.children:
        if raw.tag == DIAGRAM:
            diagrams.append(raw)
        elif raw.tag in KINDS:
            _read_element(raw, "", reading)
        elif raw.tag.startswith("{") or raw.tag in _HEADER_TAGS or "id" not in raw.attributes:
            header.append(carried_node(raw))
        else:
            _read_definition(raw, reading)
    return diagrams, header


def _read_definition(raw: RawNode, reading: Reading) -> None:
    draft = reading.draft(raw.attributes["id"], Kind.DEFINITION, raw.tag, raw.line)
    _read_attributes(raw, draft)
    for child in raw.children:
        if child.tag == "extensionElements":
            _read_extensions(child, draft, reading)
        else:
            draft.content.append(carried_node(child))


def _read_element(raw: RawNode, parent: str, reading: Reading) -> None:
    written = raw.attributes.get("id", "")
    draft = reading.draft(written, KINDS[raw.tag], raw.tag, raw.line)
    draft.fields["parent"] = parent
    if written and draft.id != written:
        reading.tell(
            Level.WARNING,
            "duplicate-id",
            tr(
                "The id {id} stands twice (line {line}); the second element is now {new}.",
                id=written,
                line=raw.line,
                new=draft.id,
            ),
            draft.id,
        )
    elif not written and draft.kind in FLOW_NODES | CONNECTIONS | {Kind.POOL, Kind.LANE}:
        reading.tell(
            Level.NOTICE,
            "missing-id",
            tr(
                "An element in line {line} has no id; it is now {new}.", line=raw.line, new=draft.id
            ),
            draft.id,
        )
    _read_attributes(raw, draft)
    for child in raw.children:
        _read_child(child, raw, draft, reading)
    _finish(draft, reading)


def _read_attributes(raw: RawNode, draft: Draft) -> None:
    references = REFERENCES.get(raw.tag, {})
    for name, value in raw.attributes.items():
        if name == "id":
            continue
        if name == "name" and value and draft.kind not in NAMED_BY_CONTENT:
            draft.fields["name"] = value
        elif name in references:
            draft.fields[references[name]] = value
        elif name == "default" and draft.kind in ACTIVITIES | {Kind.GATEWAY}:
            draft.fields["default_flow"] = value
        elif name == INTERRUPTING.get(raw.tag):
            draft.fields["interrupting"] = value not in ("false", "0")
        else:
            draft.attributes[name] = value


def _read_child(child: RawNode, raw: RawNode, draft: Draft, reading: Reading) -> None:
    kind = KINDS.get(child.tag)
    if kind and (raw.tag in CONTAINERS or kind is Kind.DATA_ASSOCIATION):
        _read_element(child, draft.id, reading)
        return
    reader = _reader_for(child.tag, draft.kind)
    if reader:
        reader(child, draft, reading)
    else:
        draft.content.append(carried_node(child))


def _reader_for(tag: str, kind: Kind) -> Callable[[RawNode, Draft, Reading], None] | None:
    """Who understands a child element of this family; None when it is carried."""
    if tag == "extensionElements":
        return _read_extensions
    if tag in TRIGGERS or tag == "eventDefinitionRef":
        return _read_event if kind in EVENTS else None
    if tag in LOOPS:
        return _read_loop if kind in ACTIVITIES else None
    if tag in ("incoming", "outgoing"):
        return _read_flow_ref if kind in FLOW_NODES or kind is Kind.OTHER else None
    return _READERS.get((kind, tag))


def _read_flow_ref(child: RawNode, draft: Draft, reading: Reading) -> None:
    reading.flow_refs.setdefault(draft.id, []).append(child.text)


def _read_event(child: RawNode, draft: Draft, _reading: Reading) -> None:
    if child.tag == "eventDefinitionRef":  # its definition may stand further down
        draft.references.setdefault("eventDefinitionRef", []).append(child.text)
        return
    events = draft.fields.get("events", ())
    draft.fields["events"] = (*events, _event_definition(child))


def _event_definition(raw: RawNode) -> EventDefinition:
    trigger = TRIGGERS[raw.tag]
    attributes = dict(raw.attributes)
    return EventDefinition(
        trigger,
        id=attributes.pop("id", ""),
        refers_to=attributes.pop(TRIGGER_REFERENCES.get(trigger, ""), ""),
        carried=_remainder(raw, attributes),
    )


def _read_loop(child: RawNode, draft: Draft, _reading: Reading) -> None:
    attributes = dict(child.attributes)
    if child.tag == LOOPS[0]:
        kind = LoopKind.STANDARD
    else:
        sequential = attributes.pop("isSequential", "false") in ("true", "1")
        kind = LoopKind.SEQUENTIAL if sequential else LoopKind.PARALLEL
    draft.fields["loop"] = Loop(kind, _remainder(child, attributes))


def _read_condition(child: RawNode, draft: Draft, _reading: Reading) -> None:
    node = carried_node(child)
    carried = Carried(attributes=node.attributes, content=node.children)
    draft.fields["condition"] = Condition(child.text.strip(), carried)


def _read_text(child: RawNode, draft: Draft, _reading: Reading) -> None:
    draft.fields["name"] = child.all_text()


def _read_lane_member(child: RawNode, draft: Draft, reading: Reading) -> None:
    reading.lane_refs.setdefault(draft.id, []).append(child.text)


def _read_data_end(child: RawNode, draft: Draft, _reading: Reading) -> None:
    draft.references.setdefault(child.tag, []).append(child.text)


def _read_extensions(child: RawNode, draft: Draft, reading: Reading) -> None:
    others = []
    for extension in child.children:
        if extension.tag == STEP_TAG and "step" not in draft.fields:
            _read_step(extension, draft, reading)
        elif extension.tag == ORIGIN_TAG and not draft.fields.keys() & set(ORIGIN.values()):
            written = extension.attributes
            draft.fields |= {ORIGIN[name]: written[name] for name in ORIGIN if name in written}
        else:
            others.append(extension)
    if others or not child.children:
        child.children = others
        draft.content.append(carried_node(child))


def _read_step(extension: RawNode, draft: Draft, reading: Reading) -> None:
    draft.fields["step"], unreadable = read_step(extension)
    for name in unreadable:
        reading.tell(
            Level.WARNING,
            "number-not-readable",
            tr("The step attribute “{name}” is not a number and was left empty.", name=name),
            draft.id,
        )


def _remainder(raw: RawNode, attributes: dict[str, str]) -> Carried:
    content = tuple(carried_node(child) for child in raw.children)
    return Carried(attributes=attributes_of(attributes), content=content)


_READERS: Final[dict[tuple[Kind, str], Callable[[RawNode, Draft, Reading], None]]] = {
    (Kind.SEQUENCE_FLOW, "conditionExpression"): _read_condition,
    (Kind.ANNOTATION, "text"): _read_text,
    (Kind.LANE, "flowNodeRef"): _read_lane_member,
    (Kind.DATA_ASSOCIATION, "sourceRef"): _read_data_end,
    (Kind.DATA_ASSOCIATION, "targetRef"): _read_data_end,
}


def _finish(draft: Draft, reading: Reading) -> None:
    """Give a data association its two visible ends."""
    if draft.kind is not Kind.DATA_ASSOCIATION:
        return
    owner = reading.drafts.get(draft.fields["parent"])
    own_id = owner.id if owner else ""
    takes_in = draft.tag == "dataInputAssociation"
    written = draft.references.get("sourceRef" if takes_in else "targetRef", [])
    other_end = written.pop(0) if written else ""
    draft.fields["source"], draft.fields["target"] = (
        (other_end, own_id) if takes_in else (own_id, other_end)
    )
    if not owner or (owner.kind not in ACTIVITIES and owner.tag not in DATA_OWNERS[draft.tag]):
        _make_plain(draft, reading)


def _make_plain(draft: Draft, reading: Reading) -> None:
    """BPMN gives data to activities and fitting events only; elsewhere a plain line says it."""
    draft.kind = Kind.ASSOCIATION
    draft.tag = "association"
    around = draft.fields["parent"]
    while around and reading.drafts[around].tag not in CONTAINERS:
        around = reading.drafts[around].fields.get("parent", "")
    draft.fields["parent"] = around
    draft.attributes["associationDirection"] = "One"
    draft.references.clear()
    message = tr("BPMN allows no data connection at this element; it is now a plain association.")
    reading.tell(Level.NOTICE, "data-connection-not-allowed", message, draft.id)


def finish_references(reading: Reading) -> None:
    """Name groups after their category and give events the triggers they only refer to."""
    values = _category_values(reading)
    for draft in reading.drafts.values():
        if draft.kind is Kind.GROUP and values.get(draft.fields.get("refers_to", "")):
            draft.fields["name"] = values[draft.fields["refers_to"]]
        _finish_shared_events(draft, reading)


def _finish_shared_events(draft: Draft, reading: Reading) -> None:
    for target in draft.references.pop("eventDefinitionRef", []):
        meant = reading.drafts.get(target)
        trigger = TRIGGERS.get(meant.tag) if meant else None
        if trigger:
            event = EventDefinition(trigger, refers_to=target, shared=True)
            draft.fields["events"] = (*draft.fields.get("events", ()), event)
        else:
            draft.content.append(XmlNode("eventDefinitionRef", text=target))


def _category_values(reading: Reading) -> dict[str, str]:
    return {
        node.attribute("id"): node.attribute("value")
        for draft in reading.drafts.values()
        if draft.tag == "category"
        for node in draft.content
        if node.tag == "categoryValue"
    }


def place_in_lanes(reading: Reading) -> None:
    """Give every node its innermost lane; further lanes that name it are kept as they are."""
    lanes_of: dict[str, list[str]] = {}
    for lane, members in reading.lane_refs.items():
        for member in members:
            if member in reading.drafts:
                lanes_of.setdefault(member, []).append(lane)
            else:
                reading.tell(
                    Level.NOTICE,
                    "unknown-reference",
                    tr("The lane names {id}, which does not exist; left out.", id=member),
                    lane,
                )
    for member, named in lanes_of.items():
        lanes = list(dict.fromkeys(named))
        innermost = max(lanes, key=lambda lane: _depth(lane, reading))
        draft = reading.drafts[member]
        draft.fields["lane"] = innermost
        draft.references["lanes"] = [lane for lane in lanes if lane != innermost]


def _depth(element_id: str, reading: Reading) -> int:
    depth = 0
    while element_id:
        element_id = reading.drafts[element_id].fields.get("parent", "")
        depth += 1
    return depth
