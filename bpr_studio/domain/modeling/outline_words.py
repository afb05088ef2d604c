"""The words of an outline: Japanese first, ASCII beside it."""

from __future__ import annotations

from typing import Final

from bpr_studio.domain.modeling.outline_values import HAPPENINGS, What
from bpr_studio.domain.process.element import Trigger
from bpr_studio.domain.shared.text import language

ARROW: Final = "→"
INDENT: Final = "  "
BREAK: Final = "―――"
NOWHERE: Final = "―"
"""Stands before the colon of what lies outside all lanes."""

JOIN: Final = "join"
EXCLUSIVE: Final = "exclusiveGateway"
PARALLEL: Final = "parallelGateway"
INCLUSIVE: Final = "inclusiveGateway"
EVENT_BASED: Final = "eventBasedGateway"
COMPLEX: Final = "complexGateway"

Word = tuple[str, str]
"""The Japanese and the ASCII word."""

ITEM_WORDS: Final[dict[tuple[What, str], Word]] = {
    (What.START, ""): ("開始", "start"),
    (What.END, ""): ("終了", "end"),
    (What.WAIT, ""): ("待ち", "wait"),
    (What.THROW, ""): ("節目", "event"),
    (What.SUB, ""): ("サブ", "sub"),
    (What.CALL, ""): ("呼出", "call"),
    (What.GATEWAY, EXCLUSIVE): ("分岐", "if"),
    (What.GATEWAY, PARALLEL): ("並行", "all"),
    (What.GATEWAY, INCLUSIVE): ("複数選択", "some"),
    (What.GATEWAY, EVENT_BASED): ("先着", "first"),
    (What.GATEWAY, COMPLEX): ("特殊分岐", "special"),
    (What.GATEWAY, JOIN): ("合流", "join"),
}
NO_JOIN: Final[Word] = ("合流なし", "nojoin")
BACK: Final[Word] = ("戻る", "back")
ON: Final[Word] = ("進む", "goto")
DURING: Final[Word] = ("途中で", "during")
NOTE: Final[Word] = ("注", "note")
SEND: Final[Word] = ("送る", "send")
RECEIVE: Final[Word] = ("受ける", "receive")
OUTSIDE: Final[Word] = ("外部", "outside")
DEFAULT: Final[Word] = ("(既定)", "(default)")

STEP_MARKS: Final[dict[str, Word]] = {
    "userTask": ("画面", "screen"),
    "manualTask": ("手作業", "by_hand"),
    "serviceTask": ("システム", "system"),
    "sendTask": ("送信", "sending"),
    "receiveTask": ("受信", "receiving"),
    "scriptTask": ("スクリプト", "script"),
    "businessRuleTask": ("規則", "rules"),
}
SUB_MARKS: Final[dict[str, Word]] = {
    "transaction": ("全部か無し", "all_or_nothing"),
    "adHocSubProcess": ("順不同", "any_order"),
    "by_event": ("事象", "by_event"),
}
NEED_MARKS: Final[dict[str, Word]] = {
    "seal": ("押印", "seal"),
    "paper": ("書面", "paper"),
    "in_person": ("対面", "in_person"),
}
LOOP_MARKS: Final[dict[str, Word]] = {
    "standard": ("繰り返し", "again"),
    "parallel": ("各件並行", "each_at_once"),
    "sequential": ("各件順次", "each_in_turn"),
}
TRIGGER_MARKS: Final[dict[str, Word]] = {
    Trigger.MESSAGE.value: ("便り", "message"),
    Trigger.TIMER.value: ("時間", "time"),
    Trigger.CONDITIONAL.value: ("条件", "condition"),
    Trigger.SIGNAL.value: ("合図", "signal"),
    Trigger.ERROR.value: ("エラー", "error"),
    Trigger.ESCALATION.value: ("上申", "escalation"),
    Trigger.LINK.value: ("つなぎ", "link"),
    Trigger.TERMINATE.value: ("全終了", "terminate"),
    Trigger.COMPENSATION.value: ("取戻し", "taking_back"),
    Trigger.CANCEL.value: ("中止", "cancel"),
}
GOES_ON: Final = "goes_on"
PLAIN: Final = "plain"
HAPPENING_MARKS: Final[dict[str, Word]] = {
    GOES_ON: ("続行", "goes_on"),
    PLAIN: ("無印", "plain"),
}
CORE_WORDS: Final[dict[str, Word]] = {
    "core": ("コア", "core"),
    "non_core": ("ノンコア", "non-core"),
}

MARKS: Final[dict[str, Word]] = {
    **STEP_MARKS,
    **SUB_MARKS,
    **NEED_MARKS,
    **LOOP_MARKS,
    **TRIGGER_MARKS,
    **HAPPENING_MARKS,
}
MARK_KEYS: Final = {word: key for key, words in MARKS.items() for word in words}

_ALLOWED: Final[dict[What, frozenset[str]]] = {
    What.STEP: frozenset({*STEP_MARKS, *NEED_MARKS, *LOOP_MARKS}),
    What.SUB: frozenset({*SUB_MARKS, *NEED_MARKS, *LOOP_MARKS}),
    What.CALL: frozenset({*NEED_MARKS, *LOOP_MARKS}),
    What.GATEWAY: frozenset(),
    **{what: frozenset({*TRIGGER_MARKS, PLAIN}) for what in HAPPENINGS},
    What.BOUNDARY: frozenset({*TRIGGER_MARKS, PLAIN, GOES_ON}),
    What.START: frozenset({*TRIGGER_MARKS, PLAIN, GOES_ON}),
}
USUAL_TRIGGER: Final = {
    What.WAIT: Trigger.TIMER.value,
    What.BOUNDARY: Trigger.TIMER.value,
}
"""What an event means that says nothing; `PLAIN` is for one that really has no trigger."""


def allowed_marks(what: What) -> frozenset[str]:
    """The marks a line of this family may have."""
    return _ALLOWED[what]


def said(word: Word) -> str:
    """The word in the language of the user."""
    return word[0] if language() == "ja" else word[1]


def join_of(subtype: str) -> str:
    """The gateway that brings the ways of a branch together."""
    return subtype if subtype in {PARALLEL, INCLUSIVE} else EXCLUSIVE
