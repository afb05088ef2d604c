"""What has to be placed in a diagram: bands from top to bottom, items in them, links.

An item is a node with everything that rides on it: boundary events, data, annotations. An open
sub-process is placed inside first and is then an item of the size its content needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpr_studio.domain.shared.geometry import Bounds


@dataclass(slots=True)
class Rider:
    """Something small at an item, measured from the middle of the item.

    Attributes:
        id: the element.
        x: of its middle.
        y: of its middle.
        width: of its shape.
        height: of its shape.
    """

    id: str
    x: float
    y: float
    width: float
    height: float


@dataclass(slots=True)
class Item:
    """A node to be placed; everything is measured from its middle.

    Attributes:
        id: the element.
        width: of its shape.
        height: of its shape.
        left: how far it reaches to the left with everything that rides on it.
        right: how far to the right.
        up: how far upwards.
        down: how far downwards.
        band: number of its band.
        place: its place in the document, first things first.
        is_gateway: lines leave and enter it upwards and downwards too.
        riders: boundary events and artifacts.
        inner: an open sub-process: its content, placed with its upper left corner at (0, 0).
    """

    id: str
    width: float
    height: float
    left: float = 0.0
    right: float = 0.0
    up: float = 0.0
    down: float = 0.0
    band: int = 0
    place: int = 0
    is_gateway: bool = False
    riders: list[Rider] = field(default_factory=list)
    inner: Inner | None = None


@dataclass(slots=True)
class Link:
    """A connection between two items as far as placing is concerned.

    Attributes:
        id: the connection.
        source: id of the item it starts at.
        target: id of the item it ends at.
        is_message: messages draw their ends into one column, but order nothing.
        is_sideways: it starts at a boundary event and leaves downwards.
        is_default: the way taken when no condition holds.
        label: width of its label.
    """

    id: str
    source: str
    target: str
    is_message: bool = False
    is_sideways: bool = False
    is_default: bool = False
    label: float = 0.0


@dataclass(slots=True)
class Band:
    """A strip from left to right: an innermost lane, a pool without lanes, or free ground.

    Attributes:
        lanes: ids of the lanes around it, outermost first.
        pool: id of its pool, "" on free ground.
        owner: id of what contains its items; bands of one owner lie flush.
        least: least height.
        is_closed: a partner whose inside is not shown.
    """

    lanes: tuple[str, ...] = ()
    pool: str = ""
    owner: str = ""
    least: float = 0.0
    is_closed: bool = False


@dataclass(slots=True)
class Inner:
    """The placed content of an open sub-process.

    Attributes:
        boxes: id → box.
        width: of the whole.
        height: of the whole.
        lanes: see `Scope.lanes`.
    """

    boxes: dict[str, Bounds]
    width: float
    height: float
    lanes: dict[str, str]


@dataclass(slots=True)
class Scope:
    """One plane of things to be placed.

    Attributes:
        bands: from top to bottom.
        items: id → item, in the order of the document.
        links: connections between items.
        lanes: id → lane of nodes that are put into another lane than the model says.
    """

    bands: list[Band] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    lanes: dict[str, str] = field(default_factory=dict)
