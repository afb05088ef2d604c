"""What picture files of a flow share: the sheet of paper a drawing takes, and its colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.primitives import Path, Role
from bpr_studio.domain.diagram.text_wrap import text_width
from bpr_studio.domain.shared.geometry import Bounds, Point, hull

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.diagram.primitives import PathCommand, Picture, Text

MARGIN: Final = 20.0
"""Empty space around a drawing, in diagram units."""

COLOURS: Final = {  # the light set of ui.md; a picture file is always on white
    Role.NONE: "none",
    Role.LINE: "#1a1a1a",
    Role.QUIET_LINE: "#767676",
    Role.PAPER: "#ffffff",
    Role.BAND: "#f0f0f2",
    Role.SOLID: "#1a1a1a",
    Role.TEXT: "#1a1a1a",
    Role.QUIET_TEXT: "#595959",
    Role.CORE_LINE: "#0017c1",
    Role.CORE_FILL: "#e8edff",
    Role.NON_CORE_LINE: "#fb5b01",
    Role.NON_CORE_HATCH: "#fdc9a8",
    Role.SEAL: "#c20000",
    Role.ISSUE_LINE: "#7a5d00",
    Role.ISSUE_FILL: "#fbf5e0",
    Role.IDEA_LINE: "#197a4b",
    Role.IDEA_FILL: "#e6f5ec",
    Role.ERROR: "#c20000",
    Role.WARNING: "#7a5d00",
    Role.NOTICE: "#595959",
}


def area_of(shown: Iterable[Picture]) -> Bounds:
    """The box around everything in the pictures; nothing is a point."""
    points: list[Point] = []
    boxes: list[Bounds] = []
    for picture in shown:
        for primitive in (*picture.shape, *picture.label):
            if isinstance(primitive, Path):
                points += _corners(primitive.commands)
            else:
                boxes.append(_box_of(primitive))
    area = hull(boxes, points)
    return area or Bounds(0, 0, 0, 0)


def _corners(commands: tuple[PathCommand, ...]) -> Iterator[Point]:
    for command in commands:
        match command:
            case (_, x, y) | (_, _, _, _, _, x, y):
                yield Point(x, y)
            case _:
                pass


def _box_of(text: Text) -> Bounds:
    width = text_width(text.text, text.size)
    if text.rotation:
        return Bounds(text.at.x - text.size, text.at.y - width / 2, text.size, width)
    left = text.at.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor.value]
    return Bounds(left, text.at.y - text.size, width, text.size * 1.25)
