"""Turning an element into another kind: its name, flows, step and place stay where they fit."""

from __future__ import annotations

from dataclasses import replace as changed
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.notation import is_expanded
from bpr_studio.domain.modeling.adding import complete_events
from bpr_studio.domain.modeling.connection_rules import between
from bpr_studio.domain.modeling.creating import furnish
from bpr_studio.domain.modeling.linking import drop_line, fit_lines
from bpr_studio.domain.modeling.place_rules import may_attach, may_contain, sample_of
from bpr_studio.domain.modeling.room import enlarge
from bpr_studio.domain.modeling.sub_processes import collapse, expand
from bpr_studio.domain.modeling.templates import TEMPLATES
from bpr_studio.domain.modeling.verdict import ALLOWED, Verdict, demand
from bpr_studio.domain.process.carried import attributes_of
from bpr_studio.domain.process.element import (
    ACTIVITIES,
    Kind,
    Loop,
    LoopKind,
)
from bpr_studio.domain.process.scopes import scope_of
from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.modeling.templates import Template
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import (
        Element,
        EventDefinition,
    )
    from bpr_studio.domain.process.model import ProcessModel

_FREE_EVENTS: Final = frozenset({Kind.START_EVENT, Kind.INTERMEDIATE_EVENT, Kind.END_EVENT})
_GROUPS: Final = (
    ACTIVITIES,
    _FREE_EVENTS,
    frozenset({Kind.BOUNDARY_EVENT}),
    frozenset({Kind.GATEWAY}),
    frozenset({Kind.DATA_OBJECT, Kind.DATA_STORE}),
)


def choices(model: ProcessModel, element_id: str) -> tuple[Template, ...]:
    """What an element could be instead, in the order of the menus."""
    element = model.find(element_id)
    if element is None:
        return ()
    return tuple(t for t in TEMPLATES if not _is(element, t) and may_replace(model, element_id, t))


def may_replace(model: ProcessModel, element_id: str, template: Template) -> Verdict:
    """Whether an element may become something else."""
    element = model.find(element_id)
    if element is None:
        return Verdict(tr("This element is not there any more."))
    if not _related(element, template):
        return Verdict(tr("This cannot become that."))
    if template.kind is not Kind.SUB_PROCESS and _has_content(model, element):
        return Verdict(tr("The sub-process has content; dissolve it first."))
    if element.kind is Kind.BOUNDARY_EVENT:
        return may_attach(model, element.host, sample_of(template))
    if template.by_event and model.boundary_events(element_id):
        return Verdict(tr("Take the events off the border first."))
    return may_contain(model, scope_of(model, element), template)


def _related(element: Element, template: Template) -> bool:
    """Whether both are of families that can become each other."""
    if element.subtype in ("dataObject", "dataInput", "dataOutput"):
        return False
    return any(element.kind in group and template.kind in group for group in _GROUPS)


def _has_content(model: ProcessModel, element: Element) -> bool:
    is_sub_process = element.kind is Kind.SUB_PROCESS
    return is_sub_process and any(child.is_drawn for child in model.children(element.id))


def lost_lines(model: ProcessModel, element_id: str, template: Template) -> tuple[str, ...]:
    """The ids of the lines an element would lose by becoming something else."""
    element = model.find(element_id)
    if element is None:
        return ()
    sample = changed(sample_of(template), id=element.id, parent=element.parent, host=element.host)
    lost = []
    for line in (*model.incoming(element_id), *model.outgoing(element_id)):
        if line.kind not in (Kind.SEQUENCE_FLOW, Kind.MESSAGE_FLOW, Kind.DATA_ASSOCIATION):
            continue
        source = sample if line.source == element_id else model.find(line.source)
        target = sample if line.target == element_id else model.find(line.target)
        if source and target and not between(model, source, target):
            lost.append(line.id)
    return tuple(dict.fromkeys(lost))


def replace(editor: Editor, element_id: str, template: Template) -> None:
    """Turn an element into something else; lines that do not fit any more go (`lost_lines`).

    Raises:
        NotAllowedError: the rules refuse (see `may_replace`); nothing was changed.
    """
    demand(may_replace(editor.model, element_id, template))
    with editor.gesture(tr("Change the kind")):
        _open_or_close(editor, element_id, template)
        element = editor.model.element(element_id)
        editor.set(
            element_id,
            kind=template.kind,
            subtype=template.subtype,
            events=_new_events(element, template),
            interrupting=template.interrupting,
            expanded=template.expanded,
            default_flow=element.default_flow if _may_choose(template) else "",
            loop=element.loop if template.kind in ACTIVITIES else None,
            refers_to=_new_meaning(element, template),
            carried=_new_carried(element, template),
        )
        _forget_object(editor, element)
        fit_lines(editor, [element_id])
        box = _new_box(element, template)
        if box and element.bounds and element.bounds != box:
            enlarge(editor, element_id, box)
            furnish(editor, element_id)


def _open_or_close(editor: Editor, element_id: str, template: Template) -> None:
    """A sub-process shows or hides its content before it becomes another kind of sub-process."""
    model = editor.model
    element = model.element(element_id)
    if element.kind is not Kind.SUB_PROCESS or template.kind is not Kind.SUB_PROCESS:
        return
    if template.expanded and not is_expanded(model, element):
        expand(editor, element_id)
    elif not template.expanded and is_expanded(model, element):
        collapse(editor, element_id)


def set_loop(editor: Editor, ids: Sequence[str], kind: LoopKind | None) -> None:
    """Say how often steps are done; None for once.

    Raises:
        NotAllowedError: none of them is a step.
    """
    steps = [e for e in map(editor.model.find, ids) if e and e.kind in ACTIVITIES]
    demand(ALLOWED if steps else Verdict(tr("Only steps can be repeated.")))
    with editor.gesture(tr("Repeat")):
        for step in steps:
            kept = step.loop and kind and _same_tag(step.loop.kind, kind)
            loop = Loop(kind) if kind else None
            if kept and kind and step.loop:
                loop = changed(step.loop, kind=kind)
            editor.set(step.id, loop=loop)


def _same_tag(one: LoopKind, other: LoopKind) -> bool:
    return (one is LoopKind.STANDARD) == (other is LoopKind.STANDARD)


def set_interrupting(editor: Editor, event_id: str, *, on: bool) -> None:
    """Say whether an event ends what it belongs to or lets it go on.

    Raises:
        NotAllowedError: it is no event that can choose.
    """
    demand(may_be_non_interrupting(editor.model, event_id))
    with editor.gesture(tr("Work goes on") if not on else tr("Work is interrupted")):
        editor.set(event_id, interrupting=on)


def may_be_non_interrupting(model: ProcessModel, event_id: str) -> Verdict:
    """Whether an event can let the work it belongs to go on."""
    event = model.find(event_id)
    scope = model.find(scope_of(model, event)) if event else None
    starts = event is not None and event.kind is Kind.START_EVENT
    inside = bool(scope and scope.is_event_sub_process)
    if event is None or not (event.kind is Kind.BOUNDARY_EVENT or (starts and inside)):
        return Verdict(tr("Only an event on a step can let the work go on."))
    if any(d.trigger in ("error", "cancel", "compensate") for d in event.events):
        return Verdict(tr("An error always ends the work it happens in."))
    return ALLOWED


def _is(element: Element, template: Template) -> bool:
    triggers = tuple(event.trigger for event in element.events)
    return (
        element.subtype == template.subtype
        and triggers == template.triggers
        and element.interrupting == template.interrupting
        and bool(element.expanded) == bool(template.expanded)
        and element.is_event_sub_process == template.by_event
    )


def _may_choose(template: Template) -> bool:
    gateways = ("exclusiveGateway", "inclusiveGateway", "complexGateway")
    return template.kind in ACTIVITIES or template.subtype in gateways


def _new_box(element: Element, template: Template) -> Bounds | None:
    """The size stays within a family; else the new usual size around the same middle."""
    if element.bounds is None:
        return None
    shown_open = bool(element.expanded) != bool(template.expanded)
    if (
        element.kind is not Kind.DATA_OBJECT
        and not shown_open
        and template.kind is not Kind.DATA_STORE
    ):
        return element.bounds
    middle, (width, height) = element.bounds.centre, template.size
    return Bounds(middle.x - width / 2, middle.y - height / 2, width, height)


def _new_events(element: Element, template: Template) -> tuple[EventDefinition, ...]:
    """The new triggers; what an old one of the same kind meant stays."""
    old = {event.trigger: event for event in element.events}
    return tuple(old.get(e.trigger, e) for e in complete_events(template, element.name))


def _new_meaning(element: Element, template: Template) -> str:
    return element.refers_to if element.subtype == template.subtype else ""


def _new_carried(element: Element, template: Template) -> object:
    attributes = dict(element.carried.attributes)
    attributes.pop("triggeredByEvent", None)
    if template.by_event:
        attributes["triggeredByEvent"] = "true"
    return changed(element.carried, attributes=attributes_of(attributes))


def _forget_object(editor: Editor, before: Element) -> None:
    """The data object behind a document that became a register."""
    model = editor.model
    behind = model.find(before.refers_to)
    if behind and behind.subtype == "dataObject" and not model.referring(behind.id):
        for line in (*model.incoming(behind.id), *model.outgoing(behind.id)):
            drop_line(editor, line.id)
        editor.remove(behind.id)
