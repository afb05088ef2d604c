"""Writing the process model as strict, canonical BPMN 2.0 XML with its drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.bpmn.drawing_out import diagram_nodes
from bpr_studio.adapters.bpmn.loose import set_aside
from bpr_studio.adapters.bpmn.steps import step_node
from bpr_studio.adapters.bpmn.words import (
    INTERRUPTING,
    LOOP_TAGS,
    NAMED_BY_CONTENT,
    ORIGIN,
    ORIGIN_TAG,
    REFERENCES,
    TRIGGER_REFERENCES,
    XSI_TYPE,
    child_rank,
)
from bpr_studio.adapters.bpmn.xml_text import document
from bpr_studio.domain.process.carried import XmlNode
from bpr_studio.domain.process.element import (
    FLOW_NODES,
    Kind,
    LoopKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.process.carried import Attributes
    from bpr_studio.domain.process.element import Condition, Element, EventDefinition, Loop
    from bpr_studio.domain.process.model import ProcessModel

_ROOT_KINDS: Final = frozenset({Kind.PROCESS, Kind.COLLABORATION, Kind.DEFINITION})
_NOT_WRITTEN: Final = frozenset({Kind.DIAGRAM, Kind.DEPICTION})
_PLACEHOLDER: Final = "__targetRef_placeholder"
_FORMAL_EXPRESSION: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}tFormalExpression"


def write_bpmn(model: ProcessModel) -> bytes:
    """The model as a BPMN 2.0 file; the same model always gives the same bytes."""
    header = model.header
    attributes: list[tuple[str, str]] = []
    attributes += [("id", header.id)] if header.id else []
    attributes += [("name", header.name)] if header.name else []
    attributes.append(("targetNamespace", header.target_namespace))
    attributes += header.carried.attributes
    writing = _Writing(model)
    early = [n for n in header.carried.content if n.tag != "relationship"]
    late = [n for n in header.carried.content if n.tag == "relationship"]
    children = [
        *sorted(early, key=lambda node: _HEADER_ORDER.get(node.tag, len(_HEADER_ORDER))),
        *writing.roots(),
        *diagram_nodes(model),
        *late,
    ]
    root = XmlNode("definitions", tuple(attributes), children=tuple(children))
    return document(set_aside(root), header.namespaces)


_HEADER_ORDER: Final = {
    tag: rank
    for rank, tag in enumerate(("documentation", "extensionElements", "import", "extension"))
}


class _Writing:
    """One run of the writer: the model and what its groups are called."""

    def __init__(self, model: ProcessModel) -> None:
        self._model = model
        self._elements = sorted(model.elements(), key=lambda e: (e.sort_key, e.id))
        self._groups = [e for e in self._elements if e.kind is Kind.GROUP]
        self._group_names = {group.refers_to: group.name for group in self._groups}
        self._members: dict[str, list[str]] = {}
        for element in self._elements:
            for lane in (element.lane, *element.carried.further("lanes")):
                self._members.setdefault(lane, []).append(element.id)

    def roots(self) -> Iterator[XmlNode]:
        """The root elements; what has lost its parent goes into the first process."""
        top = [e for e in self._model.children("") if e.kind not in _NOT_WRITTEN]
        strays = [e for e in top if e.kind not in _ROOT_KINDS]
        strays += self._orphans()
        processes = [e for e in top if e.kind is Kind.PROCESS]
        for element in top:
            if element.kind is Kind.DEFINITION:
                yield self._definition(element)
            elif element.kind in _ROOT_KINDS:
                adopted = strays if processes and element is processes[0] else []
                yield self._node(element, adopted)
        if strays and not processes:
            children = tuple(self._node(stray) for stray in strays)
            yield XmlNode("process", (("id", self._model.free_id("process")),), children=children)
        yield from self._new_categories()

    def _orphans(self) -> list[Element]:
        return [
            element
            for element in self._elements
            if element.parent
            and element.parent not in self._model
            and element.kind not in _NOT_WRITTEN
        ]

    # --- elements ----------------------------------------------------------------------------

    def _node(self, element: Element, adopted: list[Element] | None = None) -> XmlNode:
        children = [*self._own_children(element), *self._element_children(element)]
        children += [self._node(stray) for stray in adopted or ()]
        children.sort(key=lambda node: child_rank(element.subtype, node.tag))
        return XmlNode(element.subtype, tuple(self._attributes(element)), children=tuple(children))

    def _element_children(self, element: Element) -> Iterator[XmlNode]:
        for child in self._model.children(element.id):
            if child.kind not in _NOT_WRITTEN:
                yield self._node(child)

    def _attributes(self, element: Element) -> Iterator[tuple[str, str]]:
        yield "id", element.id
        named = bool(element.name) and element.kind not in NAMED_BY_CONTENT
        if named:
            yield "name", element.name
        yield from _reference_attributes(element)
        if element.kind is Kind.BOUNDARY_EVENT or not element.interrupting:
            yield INTERRUPTING[element.subtype], "true" if element.interrupting else "false"
        for name, value in element.carried.attributes:
            if name != "name" or not named:
                yield name, value

    def _own_children(self, element: Element) -> Iterator[XmlNode]:
        """Children that are fields of the element or carried with it."""
        yield from self._content(element)
        if element.kind is Kind.ANNOTATION:
            yield XmlNode("text", text=element.name)
        if element.kind is Kind.LANE:
            yield from self._lane_members(element)
        if element.kind is Kind.DATA_ASSOCIATION:
            yield from _data_ends(element)
        if element.kind in FLOW_NODES or element.kind is Kind.OTHER:
            yield from self._flow_refs(element)
        yield from self._placeholders(element)
        yield from (_event_node(event) for event in element.events)
        if element.loop:
            yield _loop_node(element.loop)
        if element.condition:
            yield _condition_node(element.condition)

    def _content(self, element: Element) -> Iterator[XmlNode]:
        own = tuple(_own_extensions(element))
        for node in element.carried.content:
            if own and node.tag == "extensionElements":
                yield XmlNode(node.tag, node.attributes, node.text, (*own, *node.children))
                own = ()
            else:
                yield node
        if own:
            yield XmlNode("extensionElements", children=own)

    def _flow_refs(self, element: Element) -> Iterator[XmlNode]:
        for tag, flows in (
            ("incoming", self._model.incoming(element.id)),
            ("outgoing", self._model.outgoing(element.id)),
        ):
            for flow in flows:
                if flow.kind is Kind.SEQUENCE_FLOW:
                    yield XmlNode(tag, text=flow.id)

    def _lane_members(self, lane: Element) -> Iterator[XmlNode]:
        for member in self._members.get(lane.id, ()):
            yield XmlNode("flowNodeRef", text=member)

    def _placeholders(self, element: Element) -> Iterator[XmlNode]:
        """BPMN wants data to arrive in a property; one is made where the drawing names none."""
        for link in self._model.incoming(element.id):
            if link.subtype == "dataInputAssociation" and not link.carried.further("targetRef"):
                attributes = (("id", _placeholder_id(link)), ("name", _PLACEHOLDER))
                yield XmlNode("property", attributes)

    # --- definitions -------------------------------------------------------------------------

    def _definition(self, element: Element) -> XmlNode:
        content = tuple(self._content(element))
        if element.subtype == "category":
            content = tuple(self._renamed(node) for node in content)
        return XmlNode(element.subtype, tuple(self._attributes(element)), children=content)

    def _renamed(self, node: XmlNode) -> XmlNode:
        """A category value called as the group that shows it is called now."""
        name = self._group_names.get(node.attribute("id"))
        if node.tag != "categoryValue" or name is None or name == node.attribute("value"):
            return node
        attributes = {**dict(node.attributes), "value": name}
        return XmlNode(node.tag, tuple(sorted(attributes.items())), node.text, node.children)

    def _new_categories(self) -> Iterator[XmlNode]:
        for group in self._groups:
            if group.name and not group.refers_to:
                value = XmlNode("categoryValue", (("id", _value_id(group)), ("value", group.name)))
                yield XmlNode("category", (("id", f"{group.id}_category"),), children=(value,))


def _own_extensions(element: Element) -> Iterator[XmlNode]:
    step = step_node(element.step)
    if step:
        yield step
    origin = tuple((n, v) for n, f in ORIGIN.items() if (v := getattr(element, f)))
    if origin:
        yield XmlNode(ORIGIN_TAG, origin)


def _reference_attributes(element: Element) -> Iterator[tuple[str, str]]:
    for attribute, field in REFERENCES.get(element.subtype, {}).items():
        if getattr(element, field):
            yield attribute, getattr(element, field)
    if element.kind is Kind.GROUP and element.name and not element.refers_to:
        yield "categoryValueRef", _value_id(element)
    if element.default_flow:
        yield "default", element.default_flow


def _value_id(group: Element) -> str:
    return f"{group.id}_value"


def _placeholder_id(link: Element) -> str:
    return f"{link.id}_target"


def _data_ends(link: Element) -> Iterator[XmlNode]:
    sources, targets = link.carried.further("sourceRef"), link.carried.further("targetRef")
    if link.subtype == "dataInputAssociation":
        sources = (link.source, *sources) if link.source else sources
        targets = targets or (_placeholder_id(link),)
    else:
        targets = (link.target, *targets) if link.target else targets
    yield from (XmlNode("sourceRef", text=source) for source in sources)
    yield from (XmlNode("targetRef", text=target) for target in targets)


def _event_node(event: EventDefinition) -> XmlNode:
    if event.shared:
        return XmlNode("eventDefinitionRef", text=event.refers_to)
    attributes = [("id", event.id)] if event.id else []
    if event.refers_to:
        attributes.append((TRIGGER_REFERENCES[event.trigger], event.refers_to))
    return XmlNode(
        f"{event.trigger.value}EventDefinition",
        (*attributes, *event.carried.attributes),
        children=event.carried.content,
    )


def _loop_node(loop: Loop) -> XmlNode:
    attributes: Attributes = loop.carried.attributes
    if loop.kind is LoopKind.SEQUENTIAL:
        attributes = (("isSequential", "true"), *attributes)
    return XmlNode(LOOP_TAGS[loop.kind], attributes, children=loop.carried.content)


def _condition_node(condition: Condition) -> XmlNode:
    attributes = condition.carried.attributes or ((XSI_TYPE, _FORMAL_EXPRESSION),)
    return XmlNode("conditionExpression", attributes, condition.text, condition.carried.content)
