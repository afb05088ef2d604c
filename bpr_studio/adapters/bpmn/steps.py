"""Work-step attributes as one extension element of our own namespace (docs/file-formats/bpmn.md).

<bpr:step type="P06" core="non_core" minutes="2" cases="1200" seal="true">
  <bpr:coreReason>N1</bpr:coreReason> <bpr:formIn>申請書</bpr:formIn> <bpr:manual>…</bpr:manual>
</bpr:step>
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.bpmn.words import STEP, STEP_TAG
from bpr_studio.domain.process.carried import XmlNode
from bpr_studio.domain.process.step import NO_STEP, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.adapters.bpmn.source import RawNode

_TEXTS: Final = {  # XML attribute → field
    "type": "step_type",
    "core": "core_tag",
    "actor": "actor_category",
    "staff": "staff_category",
    "frequency": "frequency",
    "medium": "medium",
    "system": "system",
    "derivedFrom": "derived_from",
}
_NUMBERS: Final = {
    "minutes": "minutes_per_case",
    "cases": "cases_per_year",
    "waitingDays": "waiting_days",
}
_FLAGS: Final = {"seal": "seal", "paper": "paper", "inPerson": "in_person"}
_LISTS: Final = {  # child element, any number → field
    "coreReason": "core_reasons",
    "formIn": "forms_in",
    "formOut": "forms_out",
}
_LONG_TEXTS: Final = {  # child element, at most one → field
    "legalBasis": "legal_basis",
    "issue": "issue",
    "improvement": "improvement",
    "manual": "manual_text",
}


def read_step(node: RawNode) -> tuple[Step, list[str]]:
    """The step of an extension element, and the names of numbers that could not be read."""
    values: dict[str, Any] = {}
    unreadable: list[str] = []
    for name, text in node.attributes.items():
        if name in _TEXTS:
            values[_TEXTS[name]] = text
        elif name in _FLAGS:
            values[_FLAGS[name]] = text in ("true", "1")
        elif name in _NUMBERS:
            number = number_of(text)
            values[_NUMBERS[name]] = number
            unreadable += [name] if number is None else []
    for child in node.children:
        name = child.tag.removeprefix(f"{{{STEP}}}")
        if name in _LISTS:
            values[_LISTS[name]] = (*values.get(_LISTS[name], ()), child.text)
        elif name in _LONG_TEXTS:
            values[_LONG_TEXTS[name]] = child.text
    step = Step(**values)
    return (NO_STEP if step == NO_STEP else step), unreadable


def step_node(step: Step) -> XmlNode | None:
    """The extension element of a step; None when nothing is answered."""
    if step == NO_STEP:
        return None
    return XmlNode(STEP_TAG, tuple(_attributes(step)), children=tuple(_children(step)))


def number_of(text: str) -> float | None:
    """A finite number, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None  # also refuses nan


def number_text(number: float) -> str:
    """A number without needless digits."""
    text = repr(float(number))
    return text.removesuffix(".0")


def _attributes(step: Step) -> Iterator[tuple[str, str]]:
    for name, field in _TEXTS.items():
        if getattr(step, field):
            yield name, getattr(step, field)
    for name, field in _NUMBERS.items():
        if getattr(step, field) is not None:
            yield name, number_text(getattr(step, field))
    for name, field in _FLAGS.items():
        if getattr(step, field):
            yield name, "true"


def _children(step: Step) -> Iterator[XmlNode]:
    for name, field in _LISTS.items():
        for text in getattr(step, field):
            yield XmlNode(f"{{{STEP}}}{name}", text=text)
    for name, field in _LONG_TEXTS.items():
        if getattr(step, field):
            yield XmlNode(f"{{{STEP}}}{name}", text=getattr(step, field))
