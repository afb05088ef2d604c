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
    STROKE = "stroke"  # the strokes on light areas, dark in both modes
    UNTAGGED = "untagged"
    LIMIT = "limit"  # capacity, 80 % and median lines
    OTHERS = "others"  # other cities' dots
    DEEP = "deep"  # categories: dark blue, its pale shade, and four more hues
    PALE = "pale"
    GREEN = "green"
    YELLOW = "yellow"
    CYAN = "cyan"
    PURPLE = "purple"
    HEAT_1 = "heat_1"  # shades of one blue, the more the further from the surface
    HEAT_2 = "heat_2"
    HEAT_3 = "heat_3"
    HEAT_4 = "heat_4"
    HEAT_5 = "heat_5"


LIGHT: Final[Mapping[Ink, str]] = {
    Ink.TEXT: "#1a1a1a",
    Ink.QUIET: "#595959",
    Ink.LINE: "#d8d8db",
    Ink.SURFACE: "#ffffff",
    Ink.BAND: "#e8ebf7",
    Ink.CORE: "#3460fb",
    Ink.NON_CORE: "#fb5b01",
    Ink.HATCH: "#ffd9c2",
    Ink.STROKE: "#1a1a1a",
    Ink.UNTAGGED: "#c4c4c9",
    Ink.LIMIT: "#1a1a1a",
    Ink.OTHERS: "#767676",
    Ink.DEEP: "#0017c1",
    Ink.PALE: "#c5d7fb",
    Ink.GREEN: "#197a4b",
    Ink.YELLOW: "#ffc700",
    Ink.CYAN: "#2bc8e4",
    Ink.PURPLE: "#8843e1",
    Ink.HEAT_1: "#eef2ff",
    Ink.HEAT_2: "#c5d7fb",
    Ink.HEAT_3: "#8fb0fa",
    Ink.HEAT_4: "#4566e8",
    Ink.HEAT_5: "#000f8a",
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
    Ink.STROKE: "#1a1a1a",
    Ink.UNTAGGED: "#6a6a72",
    Ink.LIMIT: "#f2f2f4",
    Ink.OTHERS: "#a0a0a6",
    Ink.DEEP: "#4979f5",
    Ink.PALE: "#d3e1fb",
    Ink.GREEN: "#51b883",
    Ink.YELLOW: "#ffd43d",
    Ink.CYAN: "#2bc8e4",
    Ink.PURPLE: "#a565f8",
    Ink.HEAT_1: "#262a38",
    Ink.HEAT_2: "#2f3d6b",
    Ink.HEAT_3: "#4763ad",
    Ink.HEAT_4: "#86a7f7",
    Ink.HEAT_5: "#d9e6ff",
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


class Pattern(Enum):
    """Lines over an area, so that areas differ without colour."""

    PLAIN = "plain"
    RISING = "rising"
    FALLING = "falling"
    CROSSED = "crossed"
    LEVEL = "level"
    UPRIGHT = "upright"


@dataclass(frozen=True, slots=True)
class Size:
    """Room for a drawing."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, on request with lines over it.

    Attributes:
        hatched: with the hatch of non-core work, the same as the pattern `RISING`.
        pattern: other lines.
    """

    x: float
    y: float
    width: float
    height: float
    ink: Ink
    hatched: bool = False
    pattern: Pattern = Pattern.PLAIN


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


def wrap_in(text: str, width: float, size: float, measure: Measure, most: int) -> list[str]:
    """`text` in at most `most` lines; what does not fit ends with an ellipsis."""
    lines = wrap(text, width, size, measure)
    if len(lines) > most:
        lines = [*lines[: most - 1], "".join(lines[most - 1 :])]
    return [fit(line, width, size, measure) for line in lines]


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


_LINES_ON: Final[Mapping[Ink, Ink]] = {
    Ink.NON_CORE: Ink.HATCH,
    Ink.UNTAGGED: Ink.STROKE,
    Ink.PALE: Ink.STROKE,
    Ink.YELLOW: Ink.STROKE,
    Ink.CYAN: Ink.STROKE,
}

Line = tuple[float, float, float, float]


def line_ink(box: Box) -> Ink:
    """The ink of the lines over a box, one that stands out from its area."""
    return _LINES_ON.get(box.ink, Ink.SURFACE)


def hatch_lines(box: Box, spacing: float) -> list[Line]:
    """The lines over `box`, each as (x1, y1, x2, y2), clipped to it; none where it is plain.

    They lie on multiples of `spacing`, so that a pattern runs on from box to box.
    """
    pattern = Pattern.RISING if box.hatched else box.pattern
    match pattern:
        case Pattern.PLAIN:
            return []
        case Pattern.RISING:
            return _rising(box, spacing)
        case Pattern.FALLING:
            return _falling(box, spacing)
        case Pattern.CROSSED:
            return [*_rising(box, 1.3 * spacing), *_falling(box, 1.3 * spacing)]
        case Pattern.LEVEL:
            right = box.x + box.width
            return [(box.x, y, right, y) for y in _multiples(box.y, box.height, 0.7 * spacing)]
        case Pattern.UPRIGHT:
            bottom = box.y + box.height
            return [(x, box.y, x, bottom) for x in _multiples(box.x, box.width, 0.7 * spacing)]


def _multiples(start: float, length: float, spacing: float) -> list[float]:
    first, last = int(start // spacing) + 1, int((start + length) // spacing)
    return [step * spacing for step in range(first, last + 1)]


def _rising(box: Box, spacing: float) -> list[Line]:
    right, bottom = box.x + box.width, box.y + box.height
    lines = []
    for c in _multiples(box.x + box.y, box.width + box.height, spacing):  # x + y = c
        x1, x2 = max(box.x, c - bottom), min(right, c - box.y)
        if x2 > x1:
            lines.append((x1, c - x1, x2, c - x2))
    return lines


def _falling(box: Box, spacing: float) -> list[Line]:
    right, bottom = box.x + box.width, box.y + box.height
    lines = []
    for c in _multiples(box.y - right, box.width + box.height, spacing):  # y - x = c
        x1, x2 = max(box.x, box.y - c), min(right, bottom - c)
        if x2 > x1:
            lines.append((x1, x1 + c, x2, x2 + c))
    return lines


def dot_outline(dot: Dot) -> tuple[tuple[float, float], ...]:
    """Corners of a dot that is not a circle."""
    x, y, r = dot.x, dot.y, dot.r
    if dot.shape is Shape.ARROW:
        return ((x - r, y - r), (x + r, y), (x - r, y + r))
    return ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
