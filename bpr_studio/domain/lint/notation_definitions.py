"""The notation rule about messages, errors, signals and escalations; verdicts as in bpmnlint."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.lint.findings import Report
from bpr_studio.domain.lint.rule import FlowRule
from bpr_studio.domain.lint.view import own_events
from bpr_studio.domain.process.carried import value_of
from bpr_studio.domain.process.element import EVENTS, Kind, Trigger
from bpr_studio.domain.shared.text import N_, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.lint.view import View
    from bpr_studio.domain.process.element import Element

_MEANT_BY: Final = {
    Trigger.ERROR: "error",
    Trigger.ESCALATION: "escalation",
    Trigger.MESSAGE: "message",
    Trigger.SIGNAL: "signal",
}
_WORDS: Final = frozenset(_MEANT_BY.values())
_NAMING_MESSAGES: Final = frozenset({"sendTask", "receiveTask", "messageFlow"})


def _definitions(view: View) -> Iterator[Report]:
    listed = [d for d in view.model.of_kind(Kind.DEFINITION) if d.subtype in _WORDS]
    if not listed:
        return
    used = _used(view)
    names = Counter((definition.subtype, _name(definition)) for definition in listed)
    for definition in listed:
        name = _name(definition)
        if name is not None and not name.strip():
            yield Report(
                definition.id,
                tr("A message, error or signal of the file has no name. Give it one."),
            )
        if (definition.subtype, definition.id) not in used:
            yield Report(
                definition.id,
                tr("A message, error or signal of the file is used by no event; it can go."),
            )
        if names[definition.subtype, name] > 1:
            yield Report(
                definition.id,
                tr(
                    "Several messages, errors or signals of the file have the same name. "
                    "Give them different ones, or use one of them everywhere."
                ),
            )


def _name(definition: Element) -> str | None:
    """The name; None where the file gives none at all, which bpmnlint takes for a name."""
    if definition.name:
        return definition.name
    written = any(key == "name" for key, _ in definition.carried.attributes)
    return "" if written else None


def _used(view: View) -> set[tuple[str, str]]:
    used = {
        (_MEANT_BY[definition.trigger], definition.refers_to)
        for event in view.model.of_kind(*EVENTS)
        for definition in own_events(event)
        if definition.trigger in _MEANT_BY
    }
    used |= {
        ("message", value_of(element.carried.attributes, "messageRef"))
        for element in view.model.of_kind(Kind.TASK, Kind.MESSAGE_FLOW)
        if element.subtype in _NAMING_MESSAGES
    }
    return used


RULES: Final = (FlowRule("global", N_("Messages and errors of the file"), _definitions),)
