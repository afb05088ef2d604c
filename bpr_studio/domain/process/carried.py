"""What an imported file holds beyond our model: kept as values, given back on export.

Tags and attribute names are written as in BPMN for BPMN's own namespace ("documentation") and
with the namespace in braces for every other ("{http://www.signavio.com}signavioMetaData").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Attributes = tuple[tuple[str, str], ...]
"""XML attributes as pairs, sorted by name."""

NO_ATTRIBUTES: Attributes = ()


@dataclass(frozen=True, slots=True)
class XmlNode:
    """One XML element we do not model, with everything inside it.

    Attributes:
        tag: see the module text.
        attributes: XML attributes.
        text: text before the first child.
        children: child elements in document order.
        tail: text after the element, kept only inside mixed content.
    """

    tag: str
    attributes: Attributes = ()
    text: str = ""
    children: tuple[XmlNode, ...] = ()
    tail: str = ""

    def attribute(self, name: str) -> str:
        """The value of an attribute, "" when it is missing."""
        return value_of(self.attributes, name)

    def to_json(self) -> list[Any]:
        """As nested lists: [tag, {attributes}, text, [children], tail]; empty ends are cut."""
        whole: list[Any] = [
            self.tag,
            dict(self.attributes),
            self.text,
            [child.to_json() for child in self.children],
            self.tail,
        ]
        while len(whole) > 1 and not whole[-1]:
            whole.pop()
        return whole

    @classmethod
    def from_json(cls, data: list[Any]) -> XmlNode:
        """The opposite of `to_json`."""
        empty: list[Any] = ["", {}, "", [], ""]
        tag, attributes, text, children, tail = data + empty[len(data) :]
        return cls(
            tag,
            attributes_of(attributes),
            text,
            tuple(cls.from_json(child) for child in children),
            tail,
        )


def descendants(nodes: tuple[XmlNode, ...]) -> Iterator[XmlNode]:
    """The nodes and everything inside them."""
    for node in nodes:
        yield node
        yield from descendants(node.children)


def value_of(attributes: Attributes, name: str) -> str:
    """The value of one attribute, "" when it is missing."""
    for key, value in attributes:
        if key == name:
            return value
    return ""


def attributes_of(mapping: dict[str, str]) -> Attributes:
    """Attributes in their canonical order."""
    return tuple(sorted(mapping.items()))


@dataclass(frozen=True, slots=True)
class Carried:
    """The remainder of one element.

    Attributes:
        attributes: XML attributes of the element that are no field of `Element`.
        content: child elements that are neither elements of their own nor fields.
        drawing: attributes of its BPMNShape or BPMNEdge, the id of the drawing included.
        drawing_content: foreign children of its BPMNShape or BPMNEdge.
        label: attributes of its BPMNLabel.
        label_content: foreign children of its BPMNLabel.
        references: further references by name (several lanes, several sources …), in order.
    """

    attributes: Attributes = ()
    content: tuple[XmlNode, ...] = ()
    drawing: Attributes = ()
    drawing_content: tuple[XmlNode, ...] = ()
    label: Attributes = ()
    label_content: tuple[XmlNode, ...] = ()
    references: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def further(self, name: str) -> tuple[str, ...]:
        """The further references called `name`."""
        return next((ids for key, ids in self.references if key == name), ())

    def child(self, tag: str) -> XmlNode | None:
        """The first carried child element called `tag`."""
        return next((node for node in self.content if node.tag == tag), None)

    def to_json(self) -> dict[str, Any]:
        """As a JSON object without empty entries."""
        whole: dict[str, Any] = {
            "attributes": dict(self.attributes),
            "content": [node.to_json() for node in self.content],
            "drawing": dict(self.drawing),
            "drawing_content": [node.to_json() for node in self.drawing_content],
            "label": dict(self.label),
            "label_content": [node.to_json() for node in self.label_content],
            "references": {name: list(ids) for name, ids in self.references},
        }
        return {name: value for name, value in whole.items() if value}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Carried:
        """The opposite of `to_json`."""
        if not data:
            return NOTHING_CARRIED
        return cls(
            attributes=attributes_of(data.get("attributes", {})),
            content=nodes_of(data.get("content", [])),
            drawing=attributes_of(data.get("drawing", {})),
            drawing_content=nodes_of(data.get("drawing_content", [])),
            label=attributes_of(data.get("label", {})),
            label_content=nodes_of(data.get("label_content", [])),
            references=tuple(
                sorted((name, tuple(ids)) for name, ids in data.get("references", {}).items())
            ),
        )


def nodes_of(data: list[list[Any]]) -> tuple[XmlNode, ...]:
    """Nodes from their JSON form."""
    return tuple(XmlNode.from_json(node) for node in data)


NOTHING_CARRIED = Carried()
