"""Whose work something is part of: sub-process, process, pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.process.element import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel


def around(model: ProcessModel, element: Element) -> Iterator[Element]:
    """What contains an element, from the inside out; a circle of parents is gone through once."""
    seen = {element.id}
    parent = model.find(element.parent)
    while parent and parent.id not in seen:
        yield parent
        seen.add(parent.id)
        parent = model.find(parent.parent)


def scope_of(model: ProcessModel, element: Element) -> str:
    """The process or sub-process whose flow an element is part of; "" in a draft without one."""
    scopes = (Kind.PROCESS, Kind.SUB_PROCESS)
    return next((outer.id for outer in around(model, element) if outer.kind in scopes), "")


def process_of(model: ProcessModel, element: Element) -> str:
    """The process an element is in or, for a pool, the one it shows; "" where there is none."""
    if element.kind is Kind.POOL:
        return element.refers_to if element.refers_to in model else ""
    if element.kind is Kind.PROCESS:
        return element.id
    return next((o.id for o in around(model, element) if o.kind is Kind.PROCESS), "")


def pool_of(model: ProcessModel, element: Element) -> Element | None:
    """The pool an element belongs to; itself for a pool."""
    if element.kind is Kind.POOL:
        return element
    process = process_of(model, element)
    pools = model.referring(process) if process else ()
    return next((pool for pool in pools if pool.kind is Kind.POOL), None)


def organisation_of(model: ProcessModel, element: Element) -> str:
    """What tells pools apart: the process, or the pool itself where it hides its work."""
    if element.kind is Kind.POOL:
        return process_of(model, element) or element.id
    return process_of(model, element)


def common_scope(model: ProcessModel, first: Element, second: Element) -> str:
    """The innermost process, sub-process or collaboration that contains both; "" without one."""
    holds = (Kind.PROCESS, Kind.SUB_PROCESS, Kind.COLLABORATION)
    of_first = [outer.id for outer in around(model, first) if outer.kind in holds]
    for outer in around(model, second):
        if outer.id in of_first:
            return outer.id
    return next((c.id for c in model.of_kind(Kind.COLLABORATION)), of_first[-1] if of_first else "")


def content_of(model: ProcessModel, container_id: str) -> list[Element]:
    """Everything inside an element, at any depth, each after what contains it."""
    found: dict[str, Element] = {}
    waiting = model.children(container_id) if container_id else []
    while waiting:
        element = waiting.pop(0)
        if element.id not in found and element.id != container_id:
            found[element.id] = element
            waiting += model.children(element.id)
    return list(found.values())


def is_inside(model: ProcessModel, element: Element, container: Element) -> bool:
    """Whether a pool, sub-process or process contains an element, at any depth."""
    held = container.refers_to if container.kind is Kind.POOL else container.id
    return bool(held) and any(outer.id == held for outer in around(model, element))
