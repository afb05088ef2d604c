"""One line of an outline, or a part of it: what it says, whatever width it was typed in.

Nothing here raises: what is no known form is a step with that name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.outline_values import NO_FACTS, WORKS, What, one_line
from bpr_studio.domain.modeling.outline_words import (
    BACK,
    CORE_WORDS,
    DEFAULT,
    DURING,
    ITEM_WORDS,
    JOIN,
    MARK_KEYS,
    NO_JOIN,
    NOTE,
    NOWHERE,
    ON,
    OUTSIDE,
    RECEIVE,
    SEND,
    allowed_marks,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from bpr_studio.domain.modeling.outline_values import Facts

_TAB: Final = 4
_REMEMBERED: Final = 8192  # while somebody types, all lines but one are those of a moment ago
_ARROW_SIGNS: Final = frozenset("→⇒>＞")
_ARROWS: Final = re.compile("→|->|⇒|=>")
_QUOTED: Final = r'"((?:[^"\\]|\\.)*)"'
_CLOSED: Final = re.compile(_QUOTED + r"|\[[^\[\]]*\]")  # signs in here part nothing
_START_QUOTED: Final = re.compile(_QUOTED + r"(?=\s|$)")
_LANE: Final = re.compile(rf'(?:{_QUOTED}|([^:"#@\[<][^:]*?))\s*:(?!//)\s*')
_BREAK: Final = re.compile(r"[-―—–─ー]{3,}")
_NUMBER: Final = r"(\d[\d,]*(?:\.\d+)?|\.\d+)"
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_ITEMS: Final = {word: item for item, words in ITEM_WORDS.items() for word in words}
_KEYWORD: Final = re.compile(
    "(" + "|".join(sorted(map(re.escape, _ITEMS), key=len, reverse=True)) + r")(?:\s*:\s*|\s+|$)"
)
_JUMP: Final = re.compile("(?:" + "|".join((*BACK, *ON)) + r")(?:\s+|\s*:\s*|$)")
_FACT_ENDS: Final = frozenset("分間件年日ア]>nmhesd0123456789")
_CORE_TAGS: Final = {word: tag for tag, words in CORE_WORDS.items() for word in words}


def folded(text: str) -> str:
    """The text with full-width signs made plain, each sign for one, so that places stay."""
    return text.translate(_WIDE).replace("\t", " ")


def indent_of(line: str) -> int:
    """How far a line is indented: a blank is one, a wide one two, a tab goes to the next stop."""
    width = 0
    for sign in line:
        if sign == "\t":
            width += _TAB - width % _TAB
        elif sign.isspace():
            width += 2 if sign == "\u3000" else 1
        else:
            break
    return width


@dataclass(frozen=True, slots=True)
class Said:
    """What a part of a line says of an item.

    Attributes:
        what: what it is.
        subtype: of a gateway; `JOIN` where the branch before decides.
        name: its name.
        lane: label of the lane; None when the line does not say.
        marks: further words.
        facts: what is said of a step.
        anchor: name given by "@…", "" for none.
    """

    what: What
    subtype: str = ""
    name: str = ""
    lane: str | None = None
    marks: frozenset[str] = frozenset()
    facts: Facts = NO_FACTS
    anchor: str = ""


# -- signs outside quotation marks ---------------------------------------------------------------


@lru_cache(maxsize=_REMEMBERED)
def split_at_arrows(text: str) -> tuple[str, ...]:
    """The parts of a line between its arrows."""
    if not _ARROW_SIGNS.intersection(text):
        return (text,)
    return tuple(_split(text, lambda bare: [found.span() for found in _ARROWS.finditer(bare)]))


def split_at_slashes(text: str) -> list[str]:
    """The ways of a branch written in one line: a slash with a blank or an arrow after its way."""
    parts = _split(
        text, lambda bare: [found.span() for found in re.finditer(r"\s/\s*|\s*/\s", bare)]
    )
    ways: list[str] = []
    for part in parts:
        if ways and len(split_at_arrows(part)) < 2:
            ways[-1] += f" / {part}"
        else:
            ways.append(part)
    return ways


def _split(text: str, spans: Callable[[str], list[tuple[int, int]]]) -> list[str]:
    plain = folded(text)
    bare = _CLOSED.sub(lambda found: '"' * len(found[0]), plain)
    parts: list[str] = []
    start = 0
    for first, last in spans(bare):
        parts.append(text[start:first])
        start = last
    return [*parts, text[start:]]


# -- forms of lines -------------------------------------------------------------------------------


def is_break(text: str) -> bool:
    """Whether the line only says that nothing goes on to the next one."""
    return bool(_BREAK.fullmatch(folded(text).strip()))


def is_no_join(text: str) -> bool:
    """Whether the ways of the branch before come together without a sign."""
    return folded(text).strip() in NO_JOIN


def heading_of(text: str) -> str | None:
    """The name in a heading "# …"; None for other lines."""
    plain = folded(text).strip()
    if not re.match(r"#{1,3}(\s|$)", plain):
        return None
    return _name(text.strip().lstrip("#＃").strip())


def outside_of(text: str) -> tuple[str, ...] | None:
    """The pools a line "外部 …" names; None for other lines."""
    found = re.match("(?:" + "|".join(OUTSIDE) + r")(?:\s*:\s*|\s+|$)", folded(text.strip()))
    if found is None:
        return None
    rest = text.strip()[found.end() :]
    names: list[str] = []
    while rest.strip():
        rest = rest.strip()
        quoted = re.match(_QUOTED, rest)
        if quoted:
            names.append(_unquoted(quoted[1]))
            rest = rest[quoted.end() :].lstrip(" 、,，")
        else:
            first, _, rest = re.sub("[,，]", "、", rest).partition("、")
            names.append(one_line(first))
    return tuple(name for name in names if name)


def jump_of(text: str) -> str | None:
    """Where a line "戻る …" leads: "@anchor" or a name; None for other lines."""
    found = _JUMP.match(folded(text.strip()))
    if found is None:
        return None
    rest = text.strip()[found.end() :].strip()
    return rest if folded(rest).startswith("@") else _name(rest)


def note_of(text: str) -> str | None:
    """The text of a line "注: …"; None for other lines."""
    found = re.match("(?:" + "|".join(NOTE) + r")\s*:\s*", folded(text.strip()))
    return None if found is None else one_line(text.strip()[found.end() :])


def message_of(text: str) -> tuple[bool, str, str] | None:
    """Whether it comes in, the partner, and the name in "送る 相手: 名"; None for other lines."""
    plain = folded(text.strip())
    incoming = re.match("(?:" + "|".join(RECEIVE) + r")\s+", plain)
    found = incoming or re.match("(?:" + "|".join(SEND) + r")\s+", plain)
    if found is None:
        return None
    rest = text.strip()[found.end() :]
    partner = re.match(rf"(?:{_QUOTED}|([^:\"]+?))\s*(?::\s*|$)", folded(rest))
    if partner is None:
        return None
    who = _unquoted(_cut(rest, partner, 1)) if partner[1] is not None else _cut(rest, partner, 2)
    return incoming is not None, one_line(who), _name(rest[partner.end() :].strip())


def during_of(text: str) -> Said | None:
    """The event in the first part of "途中で … →"; None for other lines."""
    found = re.match("(?:" + "|".join(DURING) + r")(?:\s*:\s*|\s+|$)", folded(text.strip()))
    if found is None:
        return None
    return _tail(Said(What.BOUNDARY), text.strip()[found.end() :].strip())


def way_of(text: str) -> tuple[str, bool]:
    """Label of a way, and whether it is the one taken when nothing else fits."""
    label = text.strip()
    for word in DEFAULT:
        plain = folded(label)
        if plain == word or plain.endswith(" " + word):
            return _name(label[: len(label) - len(word)].strip()), True
    return _name(label), False


@lru_cache(maxsize=_REMEMBERED)
def item_of(text: str) -> Said:
    """The item a part of a line stands for; a plain step when it is nothing else."""
    rest = text.strip()
    keyword = _KEYWORD.match(folded(rest))
    lane: str | None = None
    if keyword is None:
        lane, rest = _lane(rest)
        keyword = _KEYWORD.match(folded(rest)) if lane is not None else None
    if keyword is None:
        return _tail(Said(What.STEP, lane=lane), rest)
    what, subtype = _ITEMS[keyword[1]]
    return _tail(Said(what, subtype, lane=lane), rest[keyword.end() :])


def _lane(text: str) -> tuple[str | None, str]:
    """The lane before the colon and the rest; None where no lane is said."""
    found = _LANE.match(folded(text))
    if found is None:
        return None, text
    rest = text[found.end() :]
    if found[1] is not None:
        return one_line(_unquoted(_cut(text, found, 1))), rest
    label = one_line(_cut(text, found, 2))
    if label.isdigit():
        return None, text  # a time of the day
    return ("" if label in {NOWHERE, "-", "—"} else label), rest


# -- what stands behind the name ------------------------------------------------------------------


def _tail(said: Said, text: str) -> Said:
    """Take what stands behind the name off, word by word from the end."""
    rest = text.strip()
    quoted_name = _START_QUOTED.match(folded(rest))
    least = quoted_name.end() if quoted_name else 0
    while (taken := _last_word(said, rest, least)) is not None:
        said, rest = taken
    if quoted_name and len(rest.strip()) == least:
        rest = _unquoted(_cut(rest, quoted_name, 1))
    return replace(said, name=one_line(rest))


def _last_word(said: Said, text: str, least: int) -> tuple[Said, str] | None:
    plain = folded(text).rstrip()
    if not _may_end_in_fact(plain):
        return None
    for pattern, take in _TAILS:
        found = pattern.search(plain)
        if found is None or found.start() < least:
            continue
        if found.start() == 0 and said.what in WORKS and not least:
            continue  # a step has a name before everything else
        taken = take(said, found, text)
        if taken is not None:
            return taken, text[: found.start()].rstrip()
    return None


def _may_end_in_fact(plain: str) -> bool:
    """Whether it is worth looking: most names end in something else."""
    if not plain:
        return False
    return plain[-1] in _FACT_ENDS or plain.rpartition(" ")[2][:1] in {"#", "@"}


def _fact(said: Said, name: str, value: object) -> Said | None:
    if said.what not in WORKS or getattr(said.facts, name) not in {None, ""}:
        return None
    given: dict[str, Any] = {name: value}
    return replace(said, facts=replace(said.facts, **given))


def _as_number(text: str) -> float:
    return float(text.replace(",", ""))


def _minutes(said: Said, found: re.Match[str], _text: str) -> Said | None:
    hours, minutes = (_as_number(part) if part else 0.0 for part in (found[1], found[2]))
    if not found[1] and not found[2]:
        return None
    return _fact(said, "minutes", round(hours * 60 + minutes, 6))


def _cases(said: Said, found: re.Match[str], _text: str) -> Said | None:
    return _fact(said, "cases", _as_number(found[1]))


def _waiting(said: Said, found: re.Match[str], _text: str) -> Said | None:
    return _fact(said, "waiting", _as_number(found[1]))


def _step_type(said: Said, found: re.Match[str], _text: str) -> Said | None:
    number = int(found[1])
    return _fact(said, "step_type", f"P{number:02}") if 1 <= number <= 18 else None


def _core(said: Said, found: re.Match[str], _text: str) -> Said | None:
    return _fact(said, "core_tag", _CORE_TAGS[found[1]])


def _form(said: Said, found: re.Match[str], text: str) -> Said | None:
    if said.what not in WORKS:
        return None
    inner = _cut(text, found, 1).strip()
    arrow = _ARROWS.match(inner)
    form = one_line(inner[arrow.end() :] if arrow else inner)
    field = "forms_out" if arrow else "forms_in"
    given: dict[str, Any] = {field: (form, *getattr(said.facts, field))}  # read from the end
    return replace(said, facts=replace(said.facts, **given)) if form else None


def _system(said: Said, found: re.Match[str], text: str) -> Said | None:
    return _fact(said, "system", one_line(_cut(text, found, 1)))


def _mark(said: Said, found: re.Match[str], text: str) -> Said | None:
    word = _cut(text, found, 1)
    key = MARK_KEYS.get(word)
    if key is None or key not in allowed_marks(said.what):
        return None  # it stays part of the name, and the reader says so
    return replace(said, marks=said.marks | {key})


def _anchor(said: Said, found: re.Match[str], text: str) -> Said | None:
    return replace(said, anchor=_cut(text, found, 1)) if not said.anchor else None


_HOURS: Final = rf"(?:{_NUMBER}\s*(?:時間|h))?"
_TAILS: Final = tuple(
    (re.compile(r"(?:^|(?<=\s))" + pattern + "$"), take)
    for pattern, take in (
        (rf"{_NUMBER}(?:件|cases?)(?:/年)?", _cases),
        (rf"(?:待ち|wait){_NUMBER}(?:日|d)", _waiting),
        (rf"{_HOURS}(?:{_NUMBER}\s*(?:分|min|m))?", _minutes),
        (r"P(\d\d)", _step_type),
        ("(" + "|".join(map(re.escape, _CORE_TAGS)) + ")", _core),
        (r"\[([^\[\]\"]*)\]", _form),
        (r"<([^<>\"]*)>", _system),
        (r"#([^\s#@\"]+)", _mark),
        (r"@([^\s#@\"]+)", _anchor),
    )
)


def odd_marks(name: str) -> tuple[str, ...]:
    """Words in a name that look like a mark and are none."""
    return tuple(word for word in folded(name).split() if word.startswith(("#", "@")))


# -- quotation marks ------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """The text in quotation marks, to be read as it is."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _name(text: str) -> str:
    found = _START_QUOTED.match(folded(text))
    if found and found.end() == len(text):
        return one_line(_unquoted(_cut(text, found, 1)))
    return one_line(text)


def _cut(text: str, found: re.Match[str], group: int) -> str:
    """The group as it was typed, full-width signs and all."""
    return text[found.start(group) : found.end(group)]


def is_join(said: Said) -> bool:
    """Whether it brings the ways of a branch together."""
    return said.subtype == JOIN
