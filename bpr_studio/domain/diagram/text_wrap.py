"""Cutting names into lines without asking a font: widths are estimated by kind of character.

The estimate is that of BIZ UDPGothic within a few per cent, so that file export, canvas and
layout agree on every machine; a shape leaves room for the rest.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_ASCII_WIDTHS: Final = (  # measured on BIZ UDPGothic Regular, in em
    (0.32, " ',.:;_il!"),
    (0.42, "jI|"),
    (0.48, 'rt"-'),
    (0.51, "()f*/[\\]^`~{}J"),
    (0.6, "vzsxLy"),
    (0.65, "1kcaFg"),
    (0.7, "ohenuETbdpqSY"),
    (0.76, "PVKZ023456789ARB?"),
    (0.81, "CX$HN"),
    (0.85, "DGU+<=>O"),
    (0.9, "wQ&#"),
    (0.98, "mMW@%"),
)
_WIDTHS: Final = {char: width for width, chars in _ASCII_WIDTHS for char in chars}
_HALF: Final = frozenset("、。（）「」・：；，．")
_NEVER_FIRST: Final = frozenset(
    "、。，．・：；？！ー）」』】〕》〉］｝ぁぃぅぇぉっゃゅょァィゥェォッャュョ々ゝゞ％,.:;!?)]}"
)
_NEVER_LAST: Final = frozenset("（「『【〔《〈［｛([{")
_ELLIPSIS: Final = "…"
_LAST_LATIN: Final = "\u024f"  # accented letters are as wide as plain ones


@lru_cache(maxsize=4096)
def _char_width(char: str) -> float:
    known = _WIDTHS.get(char)
    if known is not None:
        return known
    if unicodedata.combining(char):
        return 0.0
    if char in _HALF or unicodedata.east_asian_width(char) == "H":
        return 0.6
    is_wide = unicodedata.east_asian_width(char) in "WFA" and char > _LAST_LATIN
    return 1.0 if is_wide else 0.7


def text_width(text: str, size: float) -> float:
    """The estimated width of a line at a font size, in the same unit as the size."""
    return sum(map(_char_width, text)) * size


def wrap(text: str, width: float, size: float, max_lines: int) -> tuple[str, ...]:
    """`text` in at most `max_lines` lines no wider than `width`; "…" ends what did not fit.

    Breaks at line feeds and spaces, between Japanese characters except where a line must not
    begin or end (禁則), and inside a word only when the word alone is too wide.
    """
    lines: list[str] = []
    for paragraph in text.strip().splitlines():
        lines += _wrap_paragraph(paragraph, width, size)
        if len(lines) > max_lines:
            break
    if len(lines) <= max_lines:
        return tuple(lines)
    kept = lines[:max_lines]
    if kept:
        kept[-1] = _shortened(kept[-1], width, size)
    return tuple(kept)


@lru_cache(maxsize=4096)
def balanced(text: str, width: float, size: float, max_lines: int) -> tuple[str, ...]:
    """Like `wrap`, with lines of like length: no single character is left for the last line."""
    lines = wrap(text, width, size, max_lines)
    if len(lines) < 2 or lines[-1].endswith(_ELLIPSIS):
        return lines
    for share in (0.5, 0.6, 0.7, 0.8, 0.9):
        narrower = wrap(text, width * share, size, max_lines)
        if (
            len(narrower) == len(lines)
            and not narrower[-1].endswith(_ELLIPSIS)
            and _same_words(lines, narrower)
        ):
            return narrower
    return lines


def _same_words(lines: tuple[str, ...], narrower: tuple[str, ...]) -> bool:
    """Whether the narrower lines break no word that was whole before."""
    return " ".join(narrower).split() == " ".join(lines).split() or not "".join(lines).isascii()


def _wrap_paragraph(paragraph: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(paragraph):
        if not line or text_width((line + piece).rstrip(), size) <= width:
            line += piece
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
        while text_width(line.rstrip(), size) > width and len(line) > 1:
            head = _fitting(line, width, size)
            lines.append(line[:head])
            line = line[head:]
    lines.append(line.rstrip())
    return lines


def _fitting(line: str, width: float, size: float) -> int:
    """How many characters of a line that is too wide fit, at least one."""
    count = len(line) - 1
    while count > 1 and text_width(line[:count], size) > width:
        count -= 1
    return count


def _pieces(paragraph: str) -> list[str]:
    """The smallest parts between which a line may break; spaces stay at the end of a part."""
    pieces: list[str] = []
    for char in paragraph:
        if pieces and not _may_break(pieces[-1][-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if before in " -/　":
        return True
    return _is_ideographic(before) or _is_ideographic(after)


def _is_ideographic(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _shortened(line: str, width: float, size: float) -> str:
    while line and text_width(line + _ELLIPSIS, size) > width:
        line = line[:-1]
    return line.rstrip() + _ELLIPSIS
