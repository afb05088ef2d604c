"""Parts of outline lines, each written so that it is read as what it means.

A name that would be read as something else stands in quotation marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.outline_lines import (
    during_of,
    folded,
    heading_of,
    is_break,
    is_no_join,
    item_of,
    jump_of,
    message_of,
    note_of,
    outside_of,
    quoted,
    split_at_arrows,
    way_of,
)
from bpr_studio.domain.modeling.outline_values import WORKS, What
from bpr_studio.domain.modeling.outline_words import (
    ARROW,
    BACK,
    CORE_WORDS,
    DEFAULT,
    DURING,
    ITEM_WORDS,
    MARKS,
    NO_JOIN,
    NOTE,
    NOWHERE,
    ON,
    OUTSIDE,
    RECEIVE,
    SEND,
    said,
)
from bpr_studio.domain.shared.text import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bpr_studio.domain.modeling.outline_lines import Said
    from bpr_studio.domain.modeling.outline_values import Facts, Item

_OTHER_BEGINNINGS: Final = (
    *(
        word
        for words in (BACK, ON, DURING, NOTE, SEND, RECEIVE, OUTSIDE, NO_JOIN)
        for word in words
    ),
    *"#-―—–─ー ",
)
_MARK_ORDER: Final = {key: number for number, key in enumerate(MARKS)}


def item_phrase(item: Item, *, lane: bool, anchor: str, subtype: str | None = None) -> str:
    """The line of an item.

    Args:
        item: any but a boundary event.
        lane: its lane is said.
        anchor: what it is named by jumps, "" for nothing.
        subtype: of a gateway, where the word to use is another one (`JOIN`).
    """
    shown = item.subtype if subtype is None else subtype
    word = said(ITEM_WORDS[item.what, shown]) if item.what is not What.STEP else ""
    tail = _tail_words(item, anchor)
    before = [item.lane or NOWHERE, quoted(item.lane)] if lane else [""]
    for place in before:
        prefix = f"{place}: " if place else ""
        for name in (item.name, quoted(item.name)):
            text = prefix + " ".join(part for part in (word, name, *tail) if part)
            read = item_of(text)
            if _is_item(text) and _same(read, item, lane=lane, anchor=anchor, subtype=shown):
                return text
    return prefix + " ".join(part for part in (word, quoted(item.name), *tail) if part)


def during_phrase(item: Item, *, anchor: str) -> str:
    """The line a boundary event begins."""
    tail = _tail_words(item, anchor)
    for name in (item.name, quoted(item.name)):
        text = " ".join(part for part in (said(DURING), name, *tail) if part)
        read = during_of(text)
        if read and _plain(text) and (read.name, read.marks) == (item.name, item.marks):
            return f"{text} {ARROW}"
    return f"{text} {ARROW}"


def way_phrase(label: str, *, default: bool) -> str:
    """The line a way of a branch begins."""
    tail = said(DEFAULT) if default else ""

    def fits(text: str) -> bool:
        return way_of(text) == (label, default) and during_of(text) is None and _plain(text)

    written = " ".join(part for part in (_safe(label, fits, tail), tail, ARROW) if part)
    return written if label or not default else f"{tail} {ARROW}"


def jump_phrase(place: str, *, back: bool) -> str:
    """The line that goes on to a name or "@anchor"."""
    word = said(BACK if back else ON)
    return f"{word} {_safe(place, lambda t: _plain(t) and jump_of(f'{word} {t}') == place)}"


def note_phrase(text: str) -> str:
    """The line of an annotation."""
    return f"{said(NOTE)}: {text}"


def is_note_writable(text: str) -> bool:
    """Whether an annotation can stand in a line."""
    return bool(text) and note_of(note_phrase(text)) == text and _plain(text)


def message_phrase(partner: str, name: str, *, incoming: bool) -> str:
    """The line of a message."""
    word = said(RECEIVE if incoming else SEND)
    for who in (partner, quoted(partner)):
        for what in (name, quoted(name)):
            text = f"{word} {who}: {what}".rstrip() if name else f"{word} {who}"
            if message_of(text) == (incoming, partner, name) and _plain(text):
                return text
    return text


def outside_phrase(names: Iterable[str]) -> str:
    """The line that names pools without work of their own."""
    word, separator = said(OUTSIDE), "、" if language() == "ja" else ", "
    safe = [n if outside_of(f"{word} {n}") == (n,) else quoted(n) for n in names]
    return f"{word} {separator.join(safe)}"


def heading_phrase(name: str) -> str:
    """The line of a pool."""
    return f"# {quoted(name)}" if name.startswith(("#", "＃", '"', "＂")) else f"# {name}".rstrip()


def fact_words(facts: Facts) -> list[str]:
    """What is said of a step, word by word."""
    words = [
        f"{_number(facts.minutes)}{_unit('分', 'min')}" if facts.minutes is not None else "",
        f"{_number(facts.cases)}{_unit('件', 'cases')}" if facts.cases is not None else "",
        _waiting(facts.waiting) if facts.waiting is not None else "",
        facts.step_type,
        said(CORE_WORDS[facts.core_tag]) if facts.core_tag in CORE_WORDS else "",
        f"<{facts.system}>" if facts.system else "",
        *(f"[{form}]" for form in facts.forms_in),
        *(f"[{ARROW}{form}]" for form in facts.forms_out),
    ]
    return [word for word in words if word]


def _tail_words(item: Item, anchor: str) -> list[str]:
    facts = fact_words(item.facts) if item.what in WORKS else []
    marks = [f"#{said(MARKS[key])}" for key in sorted(item.marks, key=_MARK_ORDER.__getitem__)]
    return [*facts, *marks, *([f"@{anchor}"] if anchor else [])]


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _waiting(days: float) -> str:
    return f"待ち{_number(days)}日" if language() == "ja" else f"wait{_number(days)}d"


def _unit(japanese: str, plain: str) -> str:
    return japanese if language() == "ja" else plain


def _same(read: Said, item: Item, *, lane: bool, anchor: str, subtype: str) -> bool:
    return (
        read.what is item.what
        and read.subtype == (subtype if item.what is What.GATEWAY else "")
        and read.name == item.name
        and read.lane == (item.lane if lane else None)
        and (read.marks, read.facts, read.anchor) == (item.marks, item.facts, anchor)
    )


def _is_item(text: str) -> bool:
    """Whether a line is taken for an item and for nothing else."""
    others = (heading_of, outside_of, jump_of, note_of, message_of, during_of)
    if not folded(text).startswith(_OTHER_BEGINNINGS):
        return bool(text.strip()) and _plain(text)
    return (
        bool(text.strip())
        and _plain(text)
        and not is_break(text)
        and not is_no_join(text)
        and all(form(text) is None for form in others)
    )


def _plain(text: str) -> bool:
    return len(split_at_arrows(text)) == 1


def _safe(text: str, fits: Callable[[str], bool], tail: str = "") -> str:
    """The text as it is where it is read as that, else in quotation marks."""
    if fits(f"{text} {tail}".strip()):
        return text
    return quoted(text)
