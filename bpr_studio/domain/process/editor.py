"""The editor of a process model: gestures, undo and redo over `ProcessModel.apply`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.process.changes import (
    ElementAdded,
    ElementChanged,
    ElementRemoved,
    HeaderChanged,
    ModelChange,
    fields_set,
)
from bpr_studio.domain.process.records import changed_fields, fields_between, record_of
from bpr_studio.domain.shared.gestures import Gesture, GestureRecorder

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

ModelGesture = Gesture[ModelChange]


class Editor(GestureRecorder[ModelChange]):
    """Edits one model: `with editor.gesture("…"): editor.add(…); editor.set(…)`.

    Args of the constructor: the model, and `keep`, which is told every finished gesture, undo
    and redo and may raise to refuse it (see `GestureRecorder`). `new_tail` gives the end of new
    ids; in a shared workspace it must never give the same twice, also not on another PC.
    """

    def __init__(
        self,
        model: ProcessModel,
        keep: Callable[[ModelGesture], None] | None = None,
        new_tail: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(model, keep)
        self.model = model
        self._new_tail = new_tail

    def new_id(self, stem: str) -> str:
        """An id no element has, such as "Task_1x7f…"; with the smallest number where alone."""
        while self._new_tail is not None:
            made = f"{stem}_{self._new_tail()}"
            if made not in self.model:
                return made
        return self.model.free_id(stem)

    def add(self, element: Element) -> None:
        """Add an element."""
        self.apply(ElementAdded(element))

    def remove(self, element_id: str) -> None:
        """Remove an element; what refers to it is the caller's to take care of.

        Raises:
            KeyError: there is no such element.
        """
        self.apply(ElementRemoved(self.model.element(element_id)))

    def set(self, element_id: str, **values: object) -> None:
        """Give fields of an element new values; nothing happens when they have them already.

        Raises:
            KeyError: there is no such element.
            AttributeError: an element has no such field.
        """
        change = fields_set(self.model.element(element_id), **values)
        if change.after:
            self.apply(change)


def touched_ids(gesture: ModelGesture) -> list[str]:
    """The ids of all elements a gesture added, changed or removed, each once, in order."""
    ids: dict[str, None] = {}
    for change in gesture.changes:
        match change:
            case ElementAdded(element) | ElementRemoved(element):
                ids[element.id] = None
            case ElementChanged():
                ids[change.id] = None
            case HeaderChanged():
                pass
    return list(ids)


def stored_fields(before: Element | None, after: Element) -> dict[str, Any]:
    """The record fields that have to be written so that `before` becomes `after`."""
    if before is None:
        return changed_fields(None, record_of(after))
    return fields_between(before, after)
