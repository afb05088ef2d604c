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
_EPSILON: Final = 1e-9  # sums of widths may differ in the last bit
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


@lru_cache(maxsize=8192)
def wrap(text: str, width: float, size: float, max_lines: int) -> tuple[str, ...]:
    """`text` in at most `max_lines` lines no wider than `width`; "…" ends what did not fit.

    Breaks at line feeds and spaces, between Japanese characters except where a line must not
    begin or end (禁則), and inside a word only when the word alone is too wide.
    """
    lines: list[str] = []
    for paragraph in text.strip().splitlines():
        lines += _wrap_paragraph(paragraph, width / size + _EPSILON)
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
    needed = text_width(text, size) / len(lines)
    for share in (0.5, 0.6, 0.7, 0.8, 0.9):
        if width * share < 0.9 * needed:
            continue
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


def _wrap_paragraph(paragraph: str, limit: float) -> list[str]:
    """Lines of a paragraph; `limit` is their width in em."""
    lines: list[str] = []
    line, used = "", 0.0
    for piece, whole, visible in _pieces(paragraph):
        if line and used + visible > limit:
            lines.append(line.rstrip())
            line, used = piece.lstrip(), 0.0
        else:
            line += piece
        if used + visible > limit:  # a single word that is too wide
            *full, line = _broken(line, limit)
            lines += full
            used = text_width(line, 1.0)
        else:
            used += whole
    lines.append(line.rstrip())
    return lines


def _broken(word: str, limit: float) -> list[str]:
    """A word in parts that fit, each at least one character long."""
    parts: list[str] = []
    while text_width(word.rstrip(), 1.0) > limit and len(word) > 1:
        count = len(word) - 1
        while count > 1 and text_width(word[:count], 1.0) > limit:
            count -= 1
        parts.append(word[:count])
        word = word[count:]
    return [*parts, word]


@lru_cache(maxsize=4096)
def _pieces(paragraph: str) -> tuple[tuple[str, float, float], ...]:
    """The smallest parts between which a line may break, with their widths in em.

    Spaces stay at the end of a part; the second width is that without them.
    """
    pieces: list[str] = []
    for char in paragraph:
        if pieces and not _may_break(pieces[-1][-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return tuple(
        (piece, text_width(piece, 1.0), text_width(piece.rstrip(), 1.0)) for piece in pieces
    )


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if before in " -/　":
        return True
    return _is_ideographic(before) or _is_ideographic(after)


@lru_cache(maxsize=4096)
def _is_ideographic(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _shortened(line: str, width: float, size: float) -> str:
    while line and text_width(line + _ELLIPSIS, size) > width:
        line = line[:-1]
    return line.rstrip() + _ELLIPSIS
