"""Give an element what its line says, leaving alone what the line says as before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.modeling.adding import complete_events
from bpr_studio.domain.modeling.appending import append
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.outline_describing import is_writable, notes_of
from bpr_studio.domain.modeling.outline_words import (
    GOES_ON,
    LOOP_MARKS,
    NEED_MARKS,
    PLAIN,
    STEP_MARKS,
    TRIGGER_MARKS,
    USUAL_TRIGGER,
)
from bpr_studio.domain.modeling.removing import remove
from bpr_studio.domain.modeling.replacing import set_interrupting, set_loop
from bpr_studio.domain.modeling.stepping import set_step
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.element import (
    ACTIVITIES,
    EVENTS,
    Kind,
    LoopKind,
    Trigger,
)

if TYPE_CHECKING:
    from bpr_studio.domain.modeling.outline_values import Facts, Item
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element, EventDefinition

_SUB_KINDS: Final = ("transaction", "adHocSubProcess")


def adjust(editor: Editor, element_id: str, now: Item, item: Item) -> None:
    """Make an element what its line says.

    Args:
        editor: the editor, in an open gesture.
        element_id: the element.
        now: what its line would be now.
        item: what the line shall be.

    Raises:
        NotAllowedError: a rule refuses part of it.
    """
    if now.name != item.name:
        rename(editor, element_id, item.name)
    element = editor.model.element(element_id)
    if element.kind is Kind.GATEWAY and now.subtype != item.subtype:
        editor.set(element_id, subtype=item.subtype)
    if now.marks != item.marks:
        _set_marks(editor, element, item)
    if element.kind in ACTIVITIES and now.facts != item.facts:
        fields = _changed_facts(element, now.facts, item.facts)
        if fields:
            set_step(editor, [element_id], **fields)
    if now.notes != item.notes:
        _set_notes(editor, element_id, item.notes)


def _changed_facts(element: Element, now: Facts, wanted: Facts) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    plain = {
        "minutes": "minutes_per_case",
        "waiting": "waiting_days",
        "step_type": "step_type",
        "core_tag": "core_tag",
        "system": "system",
    }
    for name, field in plain.items():
        if getattr(now, name) != getattr(wanted, name):
            fields[field] = getattr(wanted, name)
    if now.cases != wanted.cases:
        fields |= {"cases_per_year": wanted.cases, "cases_per_time": None}
    for name in ("forms_in", "forms_out"):
        forms: tuple[str, ...] = getattr(wanted, name)
        if getattr(now, name) != forms:
            unseen = tuple(f for f in getattr(element.step, name) if not is_writable(f))
            fields[name] = (*forms, *unseen)
    return fields


def _set_marks(editor: Editor, element: Element, item: Item) -> None:
    if element.kind in EVENTS:
        _set_triggers(editor, element, item)
        return
    needs = {need: need in item.marks for need in NEED_MARKS}
    changed = {n: on for n, on in needs.items() if getattr(element.step, n) != on}
    if changed:
        set_step(editor, [element.id], **changed)
    _set_loop(editor, element, item)
    if element.kind is Kind.TASK:
        shown = next((mark for mark in STEP_MARKS if mark in item.marks), "task")
        if shown != element.subtype and (shown != "task" or element.subtype in STEP_MARKS):
            editor.set(element.id, subtype=shown)
    elif element.kind is Kind.SUB_PROCESS:
        kind = next((mark for mark in _SUB_KINDS if mark in item.marks), "subProcess")
        editor.set(element.id, subtype=kind)


def _set_loop(editor: Editor, element: Element, item: Item) -> None:
    wanted = next((mark for mark in LOOP_MARKS if mark in item.marks), "")
    present = element.loop.kind.value if element.loop else ""
    if wanted != present:
        set_loop(editor, [element.id], LoopKind(wanted) if wanted else None)


def _set_triggers(editor: Editor, element: Element, item: Item) -> None:
    wanted = [Trigger(mark) for mark in TRIGGER_MARKS if mark in item.marks]
    usual = USUAL_TRIGGER.get(item.what)
    if not wanted and usual and PLAIN not in item.marks:
        wanted = [Trigger(usual)]
    if {event.trigger for event in element.events} != set(wanted):
        editor.set(element.id, events=_events(element, wanted, item.name))
    goes_on = GOES_ON in item.marks
    if goes_on == element.interrupting and element.kind in {Kind.BOUNDARY_EVENT, Kind.START_EVENT}:
        set_interrupting(editor, element.id, on=not goes_on)


def _events(element: Element, wanted: list[Trigger], name: str) -> tuple[EventDefinition, ...]:
    """The triggers, those that stay as they were."""
    kept = tuple(event for event in element.events if event.trigger in wanted)
    added = tuple(t for t in wanted if all(event.trigger is not t for event in kept))
    return (*kept, *complete_events(replace(template("throw"), triggers=added), name))


def _set_notes(editor: Editor, element_id: str, wanted: tuple[str, ...]) -> None:
    """Keep annotations with the same text, give the others new texts, add and remove the rest."""
    present = notes_of(editor.model, element_id)
    missing = list(wanted)
    for text, note in list(present):
        if text in missing:
            missing.remove(text)
            present.remove((text, note))
    for text, (_, note) in zip(missing, present, strict=False):
        rename(editor, note.id, text)
    for text in missing[len(present) :]:
        append(editor, element_id, template("annotation"), name=text)
    doomed = [note.id for _, note in present[len(missing) :]]
    if doomed:
        remove(editor, doomed)
