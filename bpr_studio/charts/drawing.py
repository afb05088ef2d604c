"""A chart as plain marks: laid out once, painted by the window, the PDF and SVG alike.

Coordinates run right and down from the top left corner. One unit is a typographic point on paper
and a pixel on screen; whoever asks for a layout says so by the text size it wants.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Ink(StrEnum):
    """What a colour is for; a theme says which colour it is."""

    TEXT = "text"
    QUIET = "quiet"  # secondary text, axis labels
    LINE = "line"  # hairlines and grids
    SURFACE = "surface"
    BAND = "band"  # ranges behind dots
    CORE = "core"
    NON_CORE = "non_core"  # always with hatch where it fills an area
    HATCH = "hatch"  # the strokes on non-core areas
    UNTAGGED = "untagged"
    LIMIT = "limit"  # capacity, 80 % and median lines
    OTHERS = "others"  # other cities' dots


LIGHT: Final[Mapping[Ink, str]] = {
    Ink.TEXT: "#1a1a1a",
    Ink.QUIET: "#595959",
    Ink.LINE: "#d8d8db",
    Ink.SURFACE: "#ffffff",
    Ink.BAND: "#e8ebf7",
    Ink.CORE: "#3460fb",
    Ink.NON_CORE: "#fb5b01",
    Ink.HATCH: "#ffd9c2",
    Ink.UNTAGGED: "#c4c4c9",
    Ink.LIMIT: "#1a1a1a",
    Ink.OTHERS: "#767676",
}

DARK: Final[Mapping[Ink, str]] = {
    Ink.TEXT: "#f2f2f4",
    Ink.QUIET: "#b9b9c1",
    Ink.LINE: "#46464f",
    Ink.SURFACE: "#1c1c20",
    Ink.BAND: "#30344a",
    Ink.CORE: "#7096f8",
    Ink.NON_CORE: "#ff8d44",
    Ink.HATCH: "#6b3413",
    Ink.UNTAGGED: "#6a6a72",
    Ink.LIMIT: "#f2f2f4",
    Ink.OTHERS: "#a0a0a6",
}


class Anchor(Enum):
    """Which end of a text stands at its position."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class Shape(Enum):
    """Form of a dot; forms differ so that colour is never the only sign."""

    CIRCLE = "circle"
    DIAMOND = "diamond"
    ARROW = "arrow"  # points right: the value lies beyond the scale


@dataclass(frozen=True, slots=True)
class Size:
    """Room for a drawing."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, on request with the hatch of non-core work."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """An open line through points."""

    points: tuple[tuple[float, float], ...]
    ink: Ink
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark of radius `r` around a point; hollow ones have the surface inside."""

    x: float
    y: float
    r: float
    ink: Ink
    shape: Shape = Shape.CIRCLE
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text; `y` is its base line."""

    x: float
    y: float
    text: str
    size: float
    ink: Ink = Ink.TEXT
    anchor: Anchor = Anchor.START
    bold: bool = False


Mark = Box | Stroke | Dot | Label


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of the chart that answers to pointer and keyboard.

    Attributes:
        key: what it stands for; "" where there is nothing to open.
        words: its values in words, for tooltips and screen readers.
    """

    x: float
    y: float
    width: float
    height: float
    key: str
    words: str

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies on it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished layout; marks are painted in order, spots are in reading order.

    Attributes:
        em: the text size it was laid out for; hatches are spaced by it.
    """

    size: Size
    em: float
    marks: tuple[Mark, ...]
    spots: tuple[Spot, ...] = ()


class Measure(Protocol):
    """Tells how wide text is in the font that will be used."""

    def __call__(self, text: str, size: float, *, bold: bool = False) -> float:
        """Width of `text` in the unit of `size`."""


def estimated_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width without a font at hand: wide characters one em, others as BIZ UDPGothic has them."""
    return size * sum(map(_ems, text)) * (1.04 if bold else 1.0)


@lru_cache(maxsize=4096)
def _ems(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in " .,:;'|!il":
        return 0.36
    return 0.62


def fit(text: str, width: float, size: float, measure: Measure) -> str:
    """`text`, or as much of its beginning as fits into `width` with an ellipsis."""
    if measure(text, size) <= width:
        return text
    low, high = 0, len(text)  # the largest number of characters that fits
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle] + "…", size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


_NEVER_FIRST: Final = frozenset(
    "、。，．・：；？！）」』】〕％%,.:;?!)]}ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)


def wrap(text: str, width: float, size: float, measure: Measure) -> list[str]:
    """`text` in lines no wider than `width`.

    Breaks between Japanese characters, but never inside a word or number of Latin letters, nor
    before a closing mark (禁則処理).
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and measure(line + piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def wrap_evenly(text: str, width: float, size: float, measure: Measure) -> list[str]:
    """Like `wrap`, for titles: one sentence a line, or else lines of about the same length."""
    lines = wrap(text, width, size, measure)
    if len(lines) == 1:
        return lines
    sentences = re.findall("[^。]+。?", text)
    if len(sentences) == len(lines) and all(measure(s, size) <= width for s in sentences):
        return sentences
    narrow = width
    while True:
        narrow -= size
        tighter = wrap(text, narrow, size, measure)
        if len(tighter) > len(lines) or narrow <= size:
            return lines
        lines = tighter


def _pieces(text: str) -> list[str]:
    """`text` in parts between which a line may break."""
    pieces: list[str] = []
    for character in text:
        previous = pieces[-1][-1] if pieces else ""
        if previous and (
            _clings(previous, character) or character in _NEVER_FIRST or character == " "
        ):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _clings(previous: str, character: str) -> bool:
    def narrow(c: str) -> bool:
        return not c.isspace() and unicodedata.east_asian_width(c) not in "WFA"

    counted = previous.isdigit() and not character.isspace()  # 84件 stays together
    return counted or (narrow(previous) and narrow(character)) or previous in "（「『【〔("


def hatch_lines(box: Box, spacing: float) -> list[tuple[float, float, float, float]]:
    """The rising diagonals over `box`, each as (x1, y1, x2, y2), clipped to it.

    They lie on x + y = multiples of `spacing`, so that the hatch runs on from box to box.
    """
    right, bottom = box.x + box.width, box.y + box.height
    first = int((box.x + box.y) // spacing) + 1
    last = int((right + bottom) // spacing)
    lines = []
    for step in range(first, last + 1):
        c = step * spacing
        x1, x2 = max(box.x, c - bottom), min(right, c - box.y)
        if x2 > x1:
            lines.append((x1, c - x1, x2, c - x2))
    return lines


def dot_outline(dot: Dot) -> tuple[tuple[float, float], ...]:
    """Corners of a dot that is not a circle."""
    x, y, r = dot.x, dot.y, dot.r
    if dot.shape is Shape.ARROW:
        return ((x - r, y - r), (x + r, y), (x - r, y + r))
    return ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
