"""The kinds the digits stand for: one key makes a step one at a screen, by hand, of a system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.replacing import choices, replace
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.editor import Editor

_TASKS: Final = (
    "task",
    "user_task",
    "manual_task",
    "service_task",
    "send_task",
    "receive_task",
    "script_task",
    "rule_task",
)
_GATEWAYS: Final = (
    "exclusive_gateway",
    "parallel_gateway",
    "inclusive_gateway",
    "event_gateway",
    "complex_gateway",
)
_BY_DIGIT: Final = {
    Kind.TASK: _TASKS,
    Kind.GATEWAY: _GATEWAYS,
    Kind.START_EVENT: (
        "start",
        "start_message",
        "start_timer",
        "start_condition",
        "start_signal",
    ),
    Kind.INTERMEDIATE_EVENT: (
        "wait_timer",
        "wait_message",
        "wait_condition",
        "wait_signal",
        "throw",
        "throw_message",
    ),
    Kind.BOUNDARY_EVENT: (
        "on_timer",
        "on_message",
        "on_error",
        "on_condition",
        "on_signal",
        "beside_timer",
        "beside_message",
    ),
    Kind.END_EVENT: ("end", "end_message", "end_terminate", "end_error", "end_signal"),
}


def digit_of(key: str) -> str:
    """The digit that makes something this template, "" where there is none."""
    return next((str(keys.index(key) + 1) for keys in _BY_DIGIT.values() if key in keys), "")


def become(editor: Editor, ids: Iterable[str], digit: int) -> None:
    """Make elements what a digit stands for in their family; others stay as they are.

    Raises:
        NotAllowedError: the rules refuse it for one of them; nothing was changed.
    """
    with editor.gesture(tr("Change the kind")):
        for element_id in ids:
            element = editor.model.find(element_id)
            keys = _BY_DIGIT.get(element.kind, ()) if element is not None else ()
            able = {entry.key for entry in choices(editor.model, element_id)}
            if 1 <= digit <= len(keys) and keys[digit - 1] in able:
                replace(editor, element_id, template(keys[digit - 1]))
