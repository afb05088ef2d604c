"""The plans: what a practised person does, key by key and click by click.

Every plan starts from a new flow with only its start, as other editors do. Names are written
with spaces where the model breaks lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from bpr_studio.domain.process.element import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.redraw.hands import Hands

_Key: Final = Qt.Key
TAB: Final = _Key.Key_Tab


def a_1_0(hands: Hands) -> None:
    """MIWG A.1.0: start, three tasks, end; never touches the mouse."""
    hands.press(_Key.Key_Right, held=Qt.KeyboardModifier.AltModifier)  # to the start
    hands.press(_Key.Key_F2)
    hands.write("Start Event", TAB)
    hands.write("Task 1", TAB)
    hands.write("Task 2", TAB)
    hands.write("Task 3")
    hands.press(_Key.Key_E)
    hands.write("End Event")


def jumin(hands: Hands) -> None:
    """住民票の写しの交付 (starter flow 1): two pools, two lanes, eight steps, two questions."""
    start = hands.model.of_kind(Kind.START_EVENT)[0].id
    hands.press(_Key.Key_L)
    hands.write("市", TAB)
    hands.write("窓口", TAB)
    hands.write("担当")
    hands.click(start)
    _become(hands, 1)  # started by a message
    hands.press(_Key.Key_F2)
    hands.write("申請書を受けた")
    _step(hands, "申請書を確認", 1)
    _step(hands, "本人を確認", 2)
    hands.press(_Key.Key_G)
    hands.write("請求権に疑いがあるか")
    doubt = hands.selected
    _step(hands, "請求権を判断", 1, way="ある", lane=1)
    hands.press(_Key.Key_G)
    hands.write("交付できるか")
    able = hands.selected
    _step(hands, "交付できない理由を説明", 2, way="できない")
    hands.press(_Key.Key_E)
    hands.write("交付しない")
    hands.click(doubt)
    hands.press(_Key.Key_G)
    hands.write("なし")
    hands.write("")
    join = hands.selected
    _link(hands, able, join, "できる")
    hands.click(join)
    _step(hands, "住民票を検索・発行", 1)
    _step(hands, "記載内容を照合", 1, lane=1)
    _step(hands, "手数料を収納", 2, lane=-1)
    _step(hands, "写しを交付", 2)
    given = hands.selected
    hands.press(_Key.Key_E)
    hands.write("交付した")
    _residents(hands, start, given)


def _residents(hands: Hands, start: str, given: str) -> None:
    """The pool of the residents and what goes to and fro."""
    _partner(hands, "住民")
    hands.click_tile("start")
    pool = hands.named("住民").bounds
    if pool is None:
        return
    hands.click_at(pool.x + 80, pool.centre.y)
    hands.write("請求したい")
    _step(hands, "申請書を作成", 2)
    asked = hands.selected
    hands.press(_Key.Key_N)
    hands.write("写しを受け取る")
    got = hands.selected
    hands.press(_Key.Key_E)
    hands.write("受け取った")
    _link(hands, asked, start)
    _link(hands, given, got)
    hands.click_tile("annotation")
    hands.click_at(pool.x + 200, pool.y - 60)
    hands.write("1件当たりの分は例示（架空）です。自分の課の実態に直してください。")


def insurance(hands: Hands) -> None:
    """Hdbpmn ex05_writer0019: three pools, two lanes, branches that meet again, messages."""
    start = hands.model.of_kind(Kind.START_EVENT)[0].id
    hands.press(_Key.Key_L)
    hands.write("Car insurer", TAB)
    hands.write("Notification department", TAB)
    hands.write("Handling department")
    hands.click(start)
    _become(hands, 1)
    hands.press(_Key.Key_F2)
    hands.write("Claim received", TAB)
    hands.write("Check the documents upon Completeness")
    complete = _branch(hands)
    _next(hands, "Register the claim", way="check Succeeds")
    _next(hands, "Check the insurance", lane=1)
    insured = _branch(hands)
    _next(hands, "Perform an assessment", way="check Succeeds")
    assessed = _branch(hands)
    _next(hands, "Authorize the repairs", way="Assessment is positive")
    repairs = hands.selected
    _next(hands, "Schedule the payment")
    closing = _branch(hands)
    _next(hands, "Send a letter", way="")
    letter = hands.selected
    hands.press(_Key.Key_E)
    hands.write("Claim processed")
    hands.click(assessed)
    hands.press(_Key.Key_G)
    hands.write("Assessment is negative")
    hands.write("")
    refused = hands.selected
    _next(hands, "Reject the claim", way="")
    _link(hands, hands.selected, closing, selected=True)
    _link(hands, insured, refused, "Check fails")
    _link(hands, complete, refused, "Check fails")
    _partner(hands, "Customer")
    _partner(hands, "Garage", below=True)
    _link(hands, hands.named("Customer").id, start, "Claim")
    _link(hands, letter, hands.named("Customer").id, "Letter")
    _link(hands, repairs, hands.named("Garage").id, "Phone call")


PLANS: Final[dict[str, Callable[[Hands], None]]] = {
    "A.1.0": a_1_0,
    "jumin-kofu": jumin,
    "ex05_writer0019": insurance,
}
"""Name of the flow → what is done to draw it."""


# --- what the plans are made of --------------------------------------------------------------


def _become(hands: Hands, place: int) -> None:
    """Change the kind of the selected element to the one at a place after the plain one."""
    hands.press(_Key(_Key.Key_1 + place))


def _step(hands: Hands, name: str, kind: int = 0, *, way: str | None = None, lane: int = 0) -> None:
    """The next step: its condition (None where it is not asked), name, kind and lane."""
    _next(hands, name, way=way, lane=lane)
    if kind:
        _become(hands, kind)


def _next(hands: Hands, name: str, *, way: str | None = None, lane: int = 0) -> None:
    hands.press({0: _Key.Key_N, 1: _Key.Key_J, -1: _Key.Key_U}[lane])
    if way is not None:
        hands.write(way)
    hands.write(name)


def _branch(hands: Hands) -> str:
    """A branch without a name behind the selected element; gives its id."""
    hands.press(_Key.Key_G)
    hands.write("")
    return hands.selected


def _link(
    hands: Hands, source: str, target: str, name: str = "", *, selected: bool = False
) -> None:
    """Connect two elements, and write what the line says."""
    if not selected:
        hands.click(source)
    hands.press(_Key.Key_C)
    hands.click(target)
    if name and not hands.is_writing:  # behind a branch the word is asked for at once
        hands.click(hands.between(source, target))
        hands.press(_Key.Key_F2)
    if name:
        hands.write(name)


def _partner(hands: Hands, name: str, *, below: bool = False) -> None:
    """A pool of its own above (below) all pools."""
    boxes = [pool.bounds for pool in hands.model.of_kind(Kind.POOL) if pool.bounds]
    hands.click_tile("pool")
    middle = min(box.x for box in boxes) + 500
    edge = max(box.bottom for box in boxes) + 175 if below else min(b.y for b in boxes) - 175
    hands.click_at(middle, edge)
    hands.write(name)
