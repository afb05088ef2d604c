"""Where the words of a drawing stand: inside shapes, beside them, along bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.primitives import Anchor, Role, Text
from bpr_studio.domain.diagram.text_wrap import balanced, text_width, wrap
from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.shared.geometry import Bounds

INSIDE_SIZES: Final = (12.0, 11.0, 10.0, 9.0, 8.0)
"""Font sizes tried inside a shape until the whole name fits."""
LABEL_SIZE: Final = 11.0
LABEL_WIDTH: Final = 110.0
_MAX_LABEL_LINES: Final = 8
_LINE_HEIGHT: Final = 1.25
_NEAR: Final = 6.0  # a label this much over the edge of its shape still lies beside it
_BASELINE: Final = 0.36  # half the height of a capital: centres the letters on the line


def inside(text: str, bounds: Bounds) -> tuple[Text, ...]:
    """A name centred in a box, as large as fits; the smallest size is shortened with "…"."""
    if not text.strip() or bounds.width <= 0:
        return ()
    for size in INSIDE_SIZES:
        if _fits(text, bounds, size) and not _words_are_cut(text, bounds.width, size):
            lines = balanced(text, bounds.width, size, _room(bounds, size))
            return stacked(lines, bounds.centre, size)
    smallest = INSIDE_SIZES[-1]
    lines = wrap(text, bounds.width, smallest, _room(bounds, smallest))
    return stacked(lines, bounds.centre, smallest)


def around(text: str, bounds: Bounds, icon: Bounds | None) -> tuple[Text, ...]:
    """Like `inside`, but below the icon in the upper left corner where they would collide."""
    lines = inside(text, bounds)
    if icon is None or not any(_meets(line, icon) for line in lines):
        return lines
    top = icon.bottom - 2
    return inside(text, bounds._replace(y=top, height=bounds.bottom - top))


def _meets(line: Text, icon: Bounds) -> bool:
    left = line.at.x - text_width(line.text, line.size) / 2
    return left < icon.right and line.at.y - line.size * 0.8 < icon.bottom


def _words_are_cut(text: str, width: float, size: float) -> bool:
    """Whether a Latin word has to be broken at this size; Japanese may break anywhere."""
    return any(word.isascii() and text_width(word, size) > width for word in text.split())


def stacked(
    lines: Sequence[str], centre: Point, size: float, anchor: Anchor = Anchor.MIDDLE
) -> tuple[Text, ...]:
    """Lines below each other around a point; they start or end at its x when not centred."""
    step = size * _LINE_HEIGHT
    first = centre.y - step * (len(lines) - 1) / 2 + size * _BASELINE
    return tuple(
        Text(line, Point(centre.x, first + step * index), size, anchor)
        for index, line in enumerate(lines)
        if line
    )


def below(text: str, shape: Bounds, label: Bounds | None) -> tuple[Text, ...]:
    """The name of an event, gateway or data: where it was put, else below the shape."""
    if not label:
        lines = balanced(text, LABEL_WIDTH, LABEL_SIZE, _MAX_LABEL_LINES)
        return hanging(lines, Point(shape.centre.x, shape.bottom + 4))
    lines = balanced(text, max(label.width, LABEL_WIDTH), LABEL_SIZE, _MAX_LABEL_LINES)
    height = len(lines) * LABEL_SIZE * _LINE_HEIGHT
    if label.bottom <= shape.y + _NEAR:  # grows away from the shape
        top = label.bottom - height
    elif label.y >= shape.bottom - _NEAR:
        top = label.y
    else:
        top = label.centre.y - height / 2
    return hanging(lines, Point(label.centre.x, top))


def under_edge(text: str, bounds: Bounds) -> tuple[Text, ...]:
    """A name just under the upper edge of a large box: groups."""
    lines = balanced(text, max(bounds.width - 12, LABEL_WIDTH), LABEL_SIZE, 2)
    return hanging(lines, Point(bounds.centre.x, bounds.y + 4))


def beside(text: str, shape: Bounds, label: Bounds | None) -> tuple[Text, ...]:
    """The name of a boundary event: to its lower left, out of the way of its flow."""
    if label:
        return below(text, shape, label)
    lines = balanced(text, LABEL_WIDTH, LABEL_SIZE, _MAX_LABEL_LINES)
    middle = shape.bottom - 2 + len(lines) * LABEL_SIZE * _LINE_HEIGHT / 2
    return stacked(lines, Point(shape.centre.x - 5, middle), LABEL_SIZE, Anchor.END)


def at_line(text: str, middle: Point, along: Point, label: Bounds | None) -> tuple[Text, ...]:
    """The name of a connection: where it was put, else beside its middle."""
    if label:
        lines = balanced(text, max(label.width, LABEL_WIDTH), LABEL_SIZE, _MAX_LABEL_LINES)
        if label.x >= middle.x - _NEAR and abs(along.y) > abs(along.x):
            return stacked(lines, Point(label.x, label.centre.y), LABEL_SIZE, Anchor.START)
        if label.right <= middle.x + _NEAR and abs(along.y) > abs(along.x):
            return stacked(lines, Point(label.right, label.centre.y), LABEL_SIZE, Anchor.END)
        return stacked(lines, label.centre, LABEL_SIZE)
    lines = balanced(text, LABEL_WIDTH, LABEL_SIZE, _MAX_LABEL_LINES)
    height = len(lines) * LABEL_SIZE * _LINE_HEIGHT
    if abs(along.x) >= abs(along.y):
        return hanging(lines, Point(middle.x, middle.y - height - 3))
    return stacked(lines, Point(middle.x + 5, middle.y), LABEL_SIZE, Anchor.START)


def hanging(lines: Sequence[str], top: Point) -> tuple[Text, ...]:
    """Centred lines that begin at a height."""
    middle = top.y + len(lines) * LABEL_SIZE * _LINE_HEIGHT / 2
    return stacked(lines, Point(top.x, middle), LABEL_SIZE)


def flush_left(text: str, bounds: Bounds) -> tuple[Text, ...]:
    """Text that fills a box from its upper left corner: annotations."""
    size = next((s for s in INSIDE_SIZES if _fits(text, bounds, s)), INSIDE_SIZES[-1])
    lines = wrap(text, bounds.width, size, _room(bounds, size))
    start = Point(bounds.x, bounds.y + size * _LINE_HEIGHT * len(lines) / 2)
    return stacked(lines, start, size, Anchor.START)


def _room(bounds: Bounds, size: float) -> int:
    """How many lines of a size a box takes; at least one."""
    return max(int((bounds.height + 2) / (size * _LINE_HEIGHT)), 1)


def _fits(text: str, bounds: Bounds, size: float) -> bool:
    room = _room(bounds, size)
    return len(wrap(text, bounds.width, size, room + 1)) <= room


def upwards(text: str, band: Bounds) -> tuple[Text, ...]:
    """A name that reads upwards in an upright band: horizontal pools and lanes."""
    size = INSIDE_SIZES[0]
    step = size * _LINE_HEIGHT
    lines = wrap(text, band.height - 8, size, max(int(band.width / step), 1))
    first = band.centre.x - step * (len(lines) - 1) / 2 + size * _BASELINE
    return tuple(
        Text(line, Point(first + step * index, band.centre.y), size, Anchor.MIDDLE, Role.TEXT, -90)
        for index, line in enumerate(lines)
        if line
    )
