"""Cutting names into lines without asking a font: widths are estimated by kind of character.

The estimate is that of BIZ UDPGothic within a few per cent, so that file export, canvas and
layout agree on every machine; a shape leaves room for the rest.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_NARROW: Final = frozenset("iljtfrI.,:;'|!()[]{}`\" ")
_BROAD: Final = frozenset("mwMW@%")
_WIDTH_NARROW, _WIDTH_BROAD, _WIDTH_CAPITAL, _WIDTH_LATIN = 0.36, 0.9, 0.68, 0.57
_NEVER_FIRST: Final = frozenset(
    "、。，．・：；？！ー）」』】〕》〉］｝ぁぃぅぇぉっゃゅょァィゥェォッャュョ々ゝゞ％,.:;!?)]}"
)
_NEVER_LAST: Final = frozenset("（「『【〔《〈［｛([{")
_ELLIPSIS: Final = "…"


@lru_cache(maxsize=4096)
def _char_width(char: str) -> float:
    if char in _NARROW:
        return _WIDTH_NARROW
    if char in _BROAD:
        return _WIDTH_BROAD
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    return _WIDTH_CAPITAL if char.isupper() else _WIDTH_LATIN


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
    """How many characters fit, at least one."""
    used = 0.0
    for index, char in enumerate(line):
        used += _char_width(char) * size
        if used > width:
            return max(index, 1)
    return len(line)


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
