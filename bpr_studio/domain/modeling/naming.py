"""Names, and where they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.labelling import settle_labels
from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.carried import attributes_of
from bpr_studio.domain.process.element import Kind, Trigger
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element, EventDefinition
    from bpr_studio.domain.shared.geometry import Bounds


def rename(editor: Editor, element_id: str, text: str) -> None:
    """Give an element another name (an annotation another text).

    What is named after it follows: the condition of a flow that says the same, the process of
    a pool, the mark of a link event.

    Raises:
        NotAllowedError: the element is not there any more.
    """
    element = editor.model.find(element_id)
    if element is None:
        demand(Verdict(tr("This element is not there any more.")))
        return
    with editor.gesture(tr("Name")):
        editor.set(element_id, name=text, **_follows(element, text))
        process = editor.model.find(element.refers_to)
        if element.kind is Kind.POOL and process and process.name == element.name:
            editor.set(process.id, name=text)
        settle_labels(editor, [element_id])


def _follows(element: Element, text: str) -> dict[str, object]:
    if element.condition and element.condition.text == element.name and element.name:
        return {"condition": replace(element.condition, text=text) if text else None}
    if any(event.trigger is Trigger.LINK for event in element.events):
        return {"events": tuple(_marked(event, text) for event in element.events)}
    return {}


def _marked(event: EventDefinition, text: str) -> EventDefinition:
    if event.trigger is not Trigger.LINK or event.shared:
        return event
    attributes = attributes_of({**dict(event.carried.attributes), "name": text})
    return replace(event, carried=replace(event.carried, attributes=attributes))


def move_label(editor: Editor, element_id: str, bounds: Bounds | None) -> None:
    """Put the name of an element somewhere; None lets the program choose again.

    Raises:
        NotAllowedError: the element is not there any more.
    """
    if element_id not in editor.model:
        demand(Verdict(tr("This element is not there any more.")))
        return
    with editor.gesture(tr("Move the name")):
        editor.set(element_id, label_bounds=bounds)
