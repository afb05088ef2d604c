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
    from collections.abc import Callable, Iterator

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
    "sealBasis": "seal_basis",
    "paperBasis": "paper_basis",
    "inPersonBasis": "in_person_basis",
}
_NUMBERS: Final = {
    "minutes": "minutes_per_case",
    "cases": "cases_per_year",
    "waitingDays": "waiting_days",
    "timesPerYear": "times_per_year",
    "casesPerTime": "cases_per_time",
}
_WHOLE_NUMBERS: Final = {"expertise": "expertise", "reworkPercent": "rework_percent"}
_ANSWERS: Final = {"judgement": "judgement", "personalData": "personal_data"}  # yes, no, not said
_FLAGS: Final = {"seal": "seal", "paper": "paper", "inPerson": "in_person"}
_TRUE: Final = ("true", "1")
_FALSE: Final = ("false", "0")
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
            values[_FLAGS[name]] = text in _TRUE
        elif name in _ASKED:
            field, read = _ASKED[name]
            values[field] = read(text)
            unreadable += [name] if values[field] is None else []
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


def _whole_number_of(text: str) -> int | None:
    number = number_of(text)
    return int(number) if number is not None and number.is_integer() else None


def _answer_of(text: str) -> bool | None:
    return text in _TRUE if text in (*_TRUE, *_FALSE) else None


_ASKED: Final[dict[str, tuple[str, Callable[[str], float | bool | None]]]] = {
    **{name: (field, number_of) for name, field in _NUMBERS.items()},
    **{name: (field, _whole_number_of) for name, field in _WHOLE_NUMBERS.items()},
    **{name: (field, _answer_of) for name, field in _ANSWERS.items()},
}


def number_text(number: float) -> str:
    """A number without needless digits."""
    text = repr(float(number))
    return text.removesuffix(".0")


def _answer_text(answer: float | bool) -> str:  # noqa: FBT001  # the stored answer itself
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return number_text(answer)


def _attributes(step: Step) -> Iterator[tuple[str, str]]:
    for name, field in _TEXTS.items():
        if getattr(step, field):
            yield name, getattr(step, field)
    for name, field in (_NUMBERS | _WHOLE_NUMBERS | _ANSWERS).items():
        if getattr(step, field) is not None:
            yield name, _answer_text(getattr(step, field))
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
