"""How much room a node needs with its label, its boundary events and what stands above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.laying.scope import Item, Rider
from bpr_studio.domain.diagram.lettering import LABEL_SIZE, LABEL_WIDTH
from bpr_studio.domain.diagram.text_wrap import balanced, text_width, wrap
from bpr_studio.domain.process.element import EVENTS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.diagram.laying.scope import Inner
    from bpr_studio.domain.process.element import Element

_LINE: Final = LABEL_SIZE * 1.25
_EVENT: Final = 36.0
_STEP: Final = 44.0  # from one boundary event to the next
_APART: Final = 14.0  # between artifacts, and from them to their node
_PER_ROW: Final = 3
_SIZES: Final = {
    Kind.GATEWAY: (50.0, 50.0),
    Kind.DATA_OBJECT: (36.0, 50.0),
    Kind.DATA_STORE: (50.0, 50.0),
}
_NAMED_BELOW: Final = EVENTS | {Kind.GATEWAY, Kind.DATA_OBJECT, Kind.DATA_STORE}
_NOTE: Final = (120.0, 13.0)


def size_of(element: Element) -> tuple[float, float]:
    """Width and height: as drawn, else the usual ones."""
    if element.bounds is not None and element.bounds.width > 0 and element.bounds.height > 0:
        return element.bounds.width, element.bounds.height
    if element.kind in EVENTS:
        return _EVENT, _EVENT
    if element.kind is Kind.ANNOTATION:
        lines = wrap(element.name, _NOTE[0] - 8, _NOTE[1] - 1, 12)
        return _NOTE[0], max(30.0, 10 + len(lines) * (_NOTE[1] + 2))
    return _SIZES.get(element.kind, (100.0, 80.0))


def new_item(element: Element, place: int, inner: Inner | None, *, upright: bool) -> Item:
    """An item with the room for its own shape and label."""
    if inner is not None:
        width, height = inner.width, inner.height
    else:
        width, height = size_of(element)
        if upright:
            width, height = height, width
    item = Item(element.id, width, height, place=place, inner=inner)
    item.is_gateway = element.kind is Kind.GATEWAY
    item.left = item.right = width / 2
    item.up = item.down = height / 2
    if element.kind in _NAMED_BELOW:
        label_width, label_height = _label(element.name)
        if upright:
            label_width, label_height = label_height, label_width
        item.down += label_height
        item.left = item.right = max(item.left, label_width / 2 - 20)
    return item


def _label(name: str) -> tuple[float, float]:
    """Width and height of a label, with its distance."""
    lines = balanced(name, LABEL_WIDTH, LABEL_SIZE, 8)
    if not lines:
        return 0.0, 0.0
    return max(text_width(line, LABEL_SIZE) for line in lines), len(lines) * _LINE + 6


def add_events(item: Item, events: Sequence[Element]) -> None:
    """Boundary events: below from the right to the left, those that find no room above."""
    below = max(1, int(item.width // _STEP))
    for number, event in enumerate(events):
        column, is_below = number % below, number < below
        x = item.width / 2 - _STEP / 2 - 2 - column * _STEP
        y = item.height / 2 if is_below else -item.height / 2
        item.riders.append(Rider(event.id, max(x, -item.width / 2), y, _EVENT, _EVENT))
        room = item.height / 2 + _EVENT / 2
        if is_below:
            item.down = max(item.down, room + _label(event.name)[1])
        else:
            item.up = max(item.up, room)


def add_riders(item: Item, artifacts: Sequence[Element], *, upright: bool) -> None:
    """Data and annotations: above the node, three side by side."""
    for start in range(0, len(artifacts), _PER_ROW):
        row = [_Box(artifact, upright=upright) for artifact in artifacts[start : start + _PER_ROW]]
        height = max(box.room_height for box in row)
        whole = sum(box.room_width for box in row) + _APART * (len(row) - 1)
        x = -whole / 2
        for box in row:
            y = -item.up - _APART - box.room_height + box.height / 2
            middle = x + box.room_width / 2
            item.riders.append(Rider(box.id, middle, y, box.width, box.height))
            x += box.room_width + _APART
        item.left, item.right = max(item.left, whole / 2), max(item.right, whole / 2)
        item.up += height + _APART


class _Box:
    """An artifact with the room for its label."""

    def __init__(self, artifact: Element, *, upright: bool) -> None:
        self.id = artifact.id
        self.width, self.height = size_of(artifact)
        label = _label(artifact.name) if artifact.kind is not Kind.ANNOTATION else (0.0, 0.0)
        self.room_width = max(self.width, label[0])
        self.room_height = self.height + label[1]
        if upright:
            self.width, self.height = self.height, self.width
            self.room_width, self.room_height = self.room_height, self.room_width
