"""What a drawing is made of: lines, areas and texts with roles instead of colours.

`notation.py` describes every BPMN family once with these; the canvas and the SVG writer
each know only how to paint the two primitives and which colour a role has.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from bpr_studio.domain.shared.geometry import Point


class Role(StrEnum):
    """What a colour is for; the renderer chooses the colour (light, dark, print)."""

    NONE = "none"  # no line, or no fill
    LINE = "line"  # borders, flows, markers
    QUIET_LINE = "quiet_line"  # groups, lanes, associations, dangling ends
    PAPER = "paper"  # inside of shapes: the colour of the page
    BAND = "band"  # name band of pools and lanes
    SOLID = "solid"  # filled markers and arrow heads, same colour as LINE
    TEXT = "text"
    QUIET_TEXT = "quiet_text"
    CORE_LINE = "core_line"  # core work: blue border …
    CORE_FILL = "core_fill"  # … and light blue tint
    NON_CORE_LINE = "non_core_line"  # non-core work: orange border …
    NON_CORE_HATCH = "non_core_hatch"  # … and light orange diagonal lines over PAPER
    SEAL = "seal"  # badge: a seal is needed; line and letter
    ISSUE_LINE = "issue_line"  # badge: an issue was noted; line and letter …
    ISSUE_FILL = "issue_fill"  # … and its ground
    IDEA_LINE = "idea_line"  # badge: an improvement was noted …
    IDEA_FILL = "idea_fill"  # … and its ground
    ERROR = "error"  # ground of the mark of a finding; its sign is PAPER
    WARNING = "warning"
    NOTICE = "notice"


MoveTo = tuple[Literal["M"], float, float]
LineTo = tuple[Literal["L"], float, float]
CurveTo = tuple[Literal["C"], float, float, float, float, float, float]
"""A cubic Bézier curve: first control point, second control point, end."""
ClosePath = tuple[Literal["Z"]]
PathCommand = MoveTo | LineTo | CurveTo | ClosePath


@dataclass(frozen=True, slots=True)
class Path:
    """A line or an area.

    Attributes:
        commands: in diagram coordinates, absolute.
        stroke: role of the line; NONE draws none.
        fill: role of the inside (even-odd rule); NONE leaves it open.
        width: line width in diagram units.
        dash: lengths of dashes and gaps; empty for a solid line.
    """

    commands: tuple[PathCommand, ...]
    stroke: Role = Role.LINE
    fill: Role = Role.NONE
    width: float = 1.5
    dash: tuple[float, ...] = ()


class Anchor(StrEnum):
    """Which part of a text line stands at its place (the words of SVG)."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, already cut to fit.

    Attributes:
        text: the line.
        at: where the anchor of the baseline stands.
        size: font size in diagram units.
        anchor: which part of the line stands at `at`.
        role: colour role.
        rotation: degrees clockwise around `at`; -90 reads upwards.
    """

    text: str
    at: Point
    size: float
    anchor: Anchor = Anchor.MIDDLE
    role: Role = Role.TEXT
    rotation: float = 0.0


Primitive = Path | Text


@dataclass(frozen=True, slots=True)
class Picture:
    """How one element looks.

    Attributes:
        element_id: the element.
        shape: its primitives, to be painted in this order.
        label: the primitives of a label outside the shape; on the canvas an item of its own.
    """

    element_id: str
    shape: tuple[Primitive, ...]
    label: tuple[Text, ...] = ()
