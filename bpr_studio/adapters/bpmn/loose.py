"""Loose ends of broken drawings, written so that other tools open the file without warnings.

A flow that ends at nothing, a picture of nothing, a reference to what is not in the file: other
tools stumble over each. They are kept in our own element `loose`, and put back when the file is
read again (docs/file-formats/bpmn.md). What the schema demands stays where it is, so that a
valid file stays valid.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.bpmn.words import BPMNDI, DI, EDGE, LOOSE_TAG, PLANE, SHAPE, child_rank
from bpr_studio.domain.process.carried import XmlNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.adapters.bpmn.source import RawNode

_EXTENSIONS: Final = "extensionElements"
_DI_EXTENSION: Final = f"{{{DI}}}extension"
_PICTURES: Final = frozenset({SHAPE, EDGE})
_REFERENCES: Final = frozenset(
    {
        "default",
        "processRef",
        "categoryValueRef",
        "dataObjectRef",
        "dataStoreRef",
        "messageRef",
        "signalRef",
        "errorRef",
        "escalationRef",
        "activityRef",
        "operationRef",
        "itemSubjectRef",
        "itemRef",
    }
)
"""Attributes the schema does not ask for."""
_ENDS: Final = ("sourceRef", "targetRef")
_LINES: Final = frozenset({"sequenceFlow", "messageFlow", "association", "conversationLink"})
_DATA_ENDS: Final = {"dataInputAssociation": "sourceRef", "dataOutputAssociation": "targetRef"}
_NAMELESS: Final = frozenset({"association", *_DATA_ENDS})
"""What BPMN gives no name; people do."""
_REFERRING: Final = frozenset({*_ENDS, "eventDefinitionRef"})
"""Children that name an element."""


def set_aside(root: XmlNode) -> XmlNode:
    """The tree of a file with its loose ends in `loose` elements."""
    return _Aside(root).tree()


def take_back(root: RawNode) -> None:
    """Put what `set_aside` moved where it belongs."""
    box_tag = _DI_EXTENSION if root.tag == PLANE else _EXTENSIONS
    for box in [child for child in root.children if child.tag == box_tag]:
        for loose in [child for child in box.children if child.tag == LOOSE_TAG]:
            box.children.remove(loose)
            root.attributes = {**loose.attributes, **root.attributes}
            root.children += loose.children
            if not box.children:
                root.children.remove(box)
    for child in root.children:
        if not child.tag.startswith("{") or child.tag.startswith(f"{{{BPMNDI}}}"):
            take_back(child)


class _Aside:
    """One run over the tree of a file."""

    def __init__(self, root: XmlNode) -> None:
        self._root = root
        self._nodes = {node.attribute("id"): node for node in _own(root)}
        self._undrawable = {
            element_id for element_id, node in self._nodes.items() if self._is_loose(node)
        }
        self._undrawable |= {
            element_id
            for element_id, node in self._nodes.items()
            if node.tag in _LINES and {node.attribute(end) for end in _ENDS} & self._undrawable
        }

    def tree(self) -> XmlNode:
        """The tree; parts without loose ends are the very same nodes."""
        return self._sound(self._root)

    def _known(self, reference: str) -> bool:
        """Whether it names something in the file, or in another file by its prefix."""
        return reference in self._nodes or ":" in reference

    def _is_loose(self, node: XmlNode) -> bool:
        """Whether no tool can draw it, because it hangs on nothing."""
        if node.tag == "boundaryEvent":
            return not node.attribute("attachedToRef")
        if node.tag == "sequenceFlow":
            return not all(self._known(node.attribute(end)) for end in _ENDS)
        if node.tag in _LINES:
            return not all(node.attribute(end) for end in _ENDS)
        end = _DATA_ENDS.get(node.tag)
        if not end:
            return False
        named = [child.text for child in node.children if child.tag == end]
        return not (named and all(map(self._known, named)))

    def _sound(self, node: XmlNode) -> XmlNode:
        if node.tag == PLANE:
            return self._sound_plane(node)
        if node.tag == _EXTENSIONS or (node.tag.startswith("{") and not _is_drawing(node)):
            return node
        attributes = tuple(pair for pair in node.attributes if self._is_lost(node, *pair))
        names = tuple(child for child in node.children if self._names_nothing(child))
        rest = tuple(child for child in node.children if child not in names) if names else None
        children = tuple(map(self._sound, node.children if rest is None else rest))
        if attributes or names:
            loose = XmlNode(LOOSE_TAG, attributes, children=names)
            children = _with_extension(node.tag, children, loose)
            kept = tuple(pair for pair in node.attributes if pair not in attributes)
            return replace(node, attributes=kept, children=children)
        return node if children == node.children else replace(node, children=children)

    def _sound_plane(self, plane: XmlNode) -> XmlNode:
        lost = tuple(child for child in plane.children if self._pictures_nothing(child))
        if not lost:
            return plane
        gone = set(map(id, lost))
        rest = [child for child in plane.children if id(child) not in gone]
        box = next((child for child in rest if child.tag == _DI_EXTENSION), XmlNode(_DI_EXTENSION))
        others = [child for child in rest if child is not box]
        box = replace(box, children=(*box.children, XmlNode(LOOSE_TAG, children=lost)))
        return replace(plane, children=(box, *others))

    def _is_lost(self, node: XmlNode, name: str, value: str) -> bool:
        """Whether an attribute has no place in the file."""
        if name == "name":
            return node.tag in _NAMELESS
        asked = name in _REFERENCES or (node.tag == "sequenceFlow" and name in _ENDS)
        return asked and not node.tag.startswith("{") and not self._known(value)

    def _names_nothing(self, node: XmlNode) -> bool:
        return node.tag in _REFERRING and not node.children and not self._known(node.text)

    def _pictures_nothing(self, node: XmlNode) -> bool:
        if node.tag not in _PICTURES:
            return False
        shown = node.attribute("bpmnElement")
        return not self._known(shown) or shown in self._undrawable


def _own(node: XmlNode) -> Iterator[XmlNode]:
    """The nodes with an id that belong to BPMN or its drawing."""
    if node.attribute("id"):
        yield node
    for child in node.children:
        if not child.tag.startswith("{") or _is_drawing(child):
            yield from _own(child)


def _is_drawing(node: XmlNode) -> bool:
    return node.tag.startswith(f"{{{BPMNDI}}}")


def _with_extension(
    parent: str, children: tuple[XmlNode, ...], extension: XmlNode
) -> tuple[XmlNode, ...]:
    for number, child in enumerate(children):
        if child.tag == _EXTENSIONS:
            filled = replace(child, children=(*child.children, extension))
            return (*children[:number], filled, *children[number + 1 :])
    box = XmlNode(_EXTENSIONS, children=(extension,))
    return tuple(sorted((*children, box), key=lambda child: child_rank(parent, child.tag)))
