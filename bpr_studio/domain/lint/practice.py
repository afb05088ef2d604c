"""What rules of municipal practice ask of a step: is it a decision, on paper, in a system."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bpr_studio.domain.lint.view import View
    from bpr_studio.domain.process.element import Element

EXAMINATION: Final = "P08"
DECISION: Final = "P09"
INTAKE: Final = "P05"

LEAVING_TYPES: Final = frozenset({"P04", "P13", "P16"})
"""Types whose paper leaves the work: sent to somebody, or filed."""
_TYPING_TYPES: Final = frozenset({"", "P05", "P10", "P12", "P15"})

_BY_MACHINE: Final = frozenset({"serviceTask", "scriptTask", "businessRuleTask"})
_JAPANESE: Final = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_DOING: Final = re.compile("(を)?(する|行う|おこなう|実施)$")


def is_of_type(view: View, step: Element, step_type: str, word_list: str) -> bool:
    """Whether a step is of a type: by its 作業属性, else by a word of its name."""
    if step.step.step_type:
        return step.step.step_type == step_type
    return view.profile.speaks_of(word_list, step.name)


def is_decision(view: View, step: Element) -> bool:
    """Whether somebody approves or decides here."""
    return is_of_type(view, step, DECISION, "decision")


def is_examination(view: View, step: Element) -> bool:
    """Whether something is examined here."""
    return is_of_type(view, step, EXAMINATION, "examination")


def is_intake(view: View, step: Element) -> bool:
    """Whether applications come in here."""
    return is_of_type(view, step, INTAKE, "intake")


def is_electronic(step: Element) -> bool:
    """Whether a step is done in a system: by its medium, else by a system or its type."""
    if step.step.medium:
        return step.step.medium == "electronic"
    return bool(step.step.system) or step.subtype in _BY_MACHINE


def is_typed(step: Element) -> bool:
    """Whether data are entered into a system here; a step without a type may do so."""
    return is_electronic(step) and step.step.step_type in _TYPING_TYPES


def is_on_paper(view: View, step: Element) -> bool:
    """Whether a step is done on paper: by its medium, else by 書面 or a word of its name."""
    if step.step.medium:
        return step.step.medium == "paper"
    if step.step.system:
        return False
    return step.step.paper or view.profile.speaks_of("paper", step.name)


def is_online(view: View, step: Element) -> bool:
    """Whether something reaches us online here."""
    return is_electronic(step) or (
        not step.step.medium and view.profile.speaks_of("online", step.name)
    )


def is_by_contractor(view: View, step: Element) -> bool:
    """Whether a contractor does the step."""
    return "contractor" in (view.actor_of(step), step.step.staff_category)


def is_by_senior(view: View, step: Element) -> bool:
    """Whether a subsection chief or somebody above does the step."""
    return view.actor_of(step) == "approver" or view.profile.speaks_of(
        "senior", view.lane_name(step)
    )


class LabelStyle(Enum):
    """How the name of a step is built."""

    VERB = "verb"  # 申請書を確認
    NOUN = "noun"  # 申請書の確認


def label_style(name: str) -> LabelStyle | None:
    """The style of a step's name, None when it has neither of the two."""
    text = "".join(name.split())
    if _VERB.search(text):
        return LabelStyle.VERB
    return LabelStyle.NOUN if _NOUN.search(text) else None


def renamed_like(name: str) -> str:
    """The name in the other style: 申請書を確認する ↔ 申請書の確認; "" where that needs a person."""
    text = "".join(name.split())
    found = _DEED.match(text)
    if found is None:
        return ""
    other = "の" if found["by"] == "を" else "を"
    return f"{found['what']}{other}{found['deed']}"


_VERB: Final = re.compile("[^を]を[^を]+$")
_NOUN: Final = re.compile("[^の]の[^のを]+$")
_DEED: Final = re.compile(
    "(?P<what>[^を]*[^のを])(?P<by>[のを])(?P<deed>[\u4e00-\u9fff]{2,4})(する|を行う|を実施)?$"
)


def suggested_tag(view: View, step: Element) -> str:
    """The core tag a step of its type usually has, "" where the type leaves it open."""
    return view.profile.core_defaults.get(step.step.step_type, "")


def plain_name(step: Element) -> str:
    """A name as two people would agree it is the same: widths, spaces and する put aside."""
    text = "".join(unicodedata.normalize("NFKC", step.name).split())
    return _DOING.sub("", text)


def is_japanese(text: str) -> bool:
    """Whether a text holds Japanese letters."""
    return _JAPANESE.search(text) is not None
