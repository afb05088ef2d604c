"""Containers grow around what was put on their edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.belonging import diagram_of
from bpr_studio.domain.modeling.frames import PAD, is_frame
from bpr_studio.domain.modeling.sizing import give_size
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.geometry import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel


def grow_around(editor: Editor, ids: Iterable[str]) -> None:
    """Let pools and open sub-processes grow until nothing of these shapes sticks out.

    Args:
        editor: an editor with an open gesture.
        ids: the shapes that were put somewhere or have grown.
    """
    waiting = [(shape, frozenset({shape})) for shape in dict.fromkeys(ids)]
    while waiting:
        shape, inside = waiting.pop()
        element = editor.model.find(shape)
        container = container_of(editor.model, element) if element else None
        if element is None or container is None or container.id in inside:
            continue  # in broken drafts a sub-process may be around itself
        if _grow(editor, container, element):
            waiting.append((container.id, inside | {container.id}))


def container_of(model: ProcessModel, element: Element) -> Element | None:
    """The drawn pool or open sub-process a shape is in; None when it is in none of this diagram."""
    parent = model.find(element.parent)
    if parent is None:
        return None
    here = diagram_of(model, element)
    candidates = [parent] if parent.kind is Kind.SUB_PROCESS else model.referring(parent.id)
    for found in candidates:
        drawn = found.bounds and diagram_of(model, found) == here
        if drawn and found.kind in (Kind.POOL, Kind.SUB_PROCESS) and is_frame(model, found):
            return found
    return None


def _grow(editor: Editor, container: Element, element: Element) -> bool:
    box, inner = container.bounds, element.bounds
    if box is None or inner is None or element.host or not _touch(box, inner):
        return False
    left = inner.x - PAD if inner.x < box.x else box.x
    top = inner.y - PAD if inner.y < box.y else box.y
    right = inner.right + PAD if inner.right > box.right else box.right
    bottom = inner.bottom + PAD if inner.bottom > box.bottom else box.bottom
    grown = Bounds(left, top, right - left, bottom - top)
    if grown == box:
        return False
    give_size(editor, container, grown)
    return True


def _touch(first: Bounds, second: Bounds) -> bool:
    return (
        first.x < second.right
        and second.x < first.right
        and first.y < second.bottom
        and second.y < first.bottom
    )
