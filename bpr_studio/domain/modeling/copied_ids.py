"""New ids for copied elements and for everything inside them that has an id of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bpr_studio.domain.process.carried import XmlNode, descendants

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.process.carried import Attributes, Carried
    from bpr_studio.domain.process.element import Element


def inner_ids(element: Element) -> list[str]:
    """The ids inside what an element carries (data inputs, expressions …), in order."""
    found: list[str] = []
    for carried in _all_carried(element):
        found += (n.attribute("id") for n in descendants(carried.content) if n.attribute("id"))
    return found


def _all_carried(element: Element) -> Iterable[Carried]:
    yield element.carried
    yield from (event.carried for event in element.events)
    if element.loop:
        yield element.loop.carried
    if element.condition:
        yield element.condition.carried


def renamed(element: Element, ids: Mapping[str, str]) -> Element:
    """The element with every id and reference that has a new name under that name.

    Names of drawings and triggers are dropped: the file writer makes new ones.
    """
    events = tuple(
        replace(
            event,
            id="",
            refers_to=ids.get(event.refers_to, event.refers_to),
            carried=_renamed_carried(event.carried, ids),
        )
        for event in element.events
    )
    loop, condition = element.loop, element.condition
    if loop:
        loop = replace(loop, carried=_renamed_carried(loop.carried, ids))
    if condition:
        condition = replace(condition, carried=_renamed_carried(condition.carried, ids))
    return replace(
        element,
        id=ids[element.id],
        parent=ids.get(element.parent, element.parent),
        lane=ids.get(element.lane, element.lane),
        host=ids.get(element.host, element.host),
        source=ids.get(element.source, element.source),
        target=ids.get(element.target, element.target),
        refers_to=ids.get(element.refers_to, element.refers_to),
        default_flow=ids.get(element.default_flow, element.default_flow),
        diagram=ids.get(element.diagram, element.diagram),
        events=events,
        loop=loop,
        condition=condition,
        carried=_renamed_carried(element.carried, ids),
    )


def _renamed_carried(carried: Carried, ids: Mapping[str, str]) -> Carried:
    return replace(
        carried,
        attributes=_renamed_values(carried.attributes, ids),
        content=tuple(_renamed_node(node, ids) for node in carried.content),
        drawing=tuple((n, v) for n, v in carried.drawing if n != "id"),
        label=tuple((n, v) for n, v in carried.label if n != "id"),
        references=tuple(
            (name, tuple(ids.get(i, i) for i in referred)) for name, referred in carried.references
        ),
    )


def _renamed_values(attributes: Attributes, ids: Mapping[str, str]) -> Attributes:
    return tuple((name, ids.get(value, value)) for name, value in attributes)


def _renamed_node(node: XmlNode, ids: Mapping[str, str]) -> XmlNode:
    return XmlNode(
        node.tag,
        _renamed_values(node.attributes, ids),
        ids.get(node.text.strip(), node.text) if node.text else node.text,
        tuple(_renamed_node(child, ids) for child in node.children),
        node.tail,
    )
