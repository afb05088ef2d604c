"""Drawings as SVG: real text (searchable, readable aloud), no outside resources."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final, assert_never

from bpr_studio.charts.drawing import (
    LIGHT,
    Anchor,
    Box,
    Dot,
    Ink,
    Label,
    Shape,
    Stroke,
    dot_outline,
    hatch_lines,
    line_ink,
)

if TYPE_CHECKING:
    from bpr_studio.charts.drawing import Drawing, Mark

#: Families for readers that may lack ours; every Windows and Linux office PC has one of them.
FONT_FAMILIES: Final = (
    "'BIZ UDPGothic','BIZ UDPゴシック','Yu Gothic UI','Yu Gothic',Meiryo,"
    "'Noto Sans CJK JP','IPAexGothic',sans-serif"
)

_ANCHORS: Final = {Anchor.START: "start", Anchor.MIDDLE: "middle", Anchor.END: "end"}


def to_svg(drawing: Drawing, *, title: str, description: str, standalone: bool) -> str:
    """`drawing` as one `<svg>` element.

    Args:
        drawing: the chart, in points.
        title: accessible name.
        description: what a screen reader says about it.
        standalone: with XML declaration, as a file of its own.
    """
    width, height = drawing.size.width, drawing.size.height
    lines = ['<?xml version="1.0" encoding="UTF-8"?>'] if standalone else []
    lines += [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{_n(width)}pt" '
            f'height="{_n(height)}pt" viewBox="0 0 {_n(width)} {_n(height)}" '
            f'font-family="{escape(FONT_FAMILIES)}">'
        ),
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(description)}</desc>",
    ]
    if standalone:
        lines.append(f'<rect width="100%" height="100%" fill="{LIGHT[Ink.SURFACE]}"/>')
    lines += [_element(mark, drawing.em) for mark in drawing.marks]
    return "\n".join([*lines, "</svg>"])


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _element(mark: Mark, em: float) -> str:
    match mark:
        case Box():
            return _box(mark, em)
        case Stroke():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.points)
            dash = f' stroke-dasharray="{_n(0.45 * em)} {_n(0.3 * em)}"' if mark.dashed else ""
            return (
                f'<polyline points="{points}" fill="none" stroke="{LIGHT[mark.ink]}" '
                f'stroke-width="{_n(mark.width)}" stroke-linejoin="round"{dash}/>'
            )
        case Dot():
            return _dot(mark, em)
        case Label():
            weight = ' font-weight="bold"' if mark.bold else ""
            return (
                f'<text x="{_n(mark.x)}" y="{_n(mark.y)}" font-size="{_n(mark.size)}" '
                f'fill="{LIGHT[mark.ink]}" text-anchor="{_ANCHORS[mark.anchor]}"{weight}>'
                f"{escape(mark.text)}</text>"
            )
        case _:
            assert_never(mark)


def _box(box: Box, em: float) -> str:
    rect = (
        f'<rect x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" '
        f'height="{_n(box.height)}" fill="{LIGHT[box.ink]}"/>'
    )
    lines = hatch_lines(box, 0.55 * em)
    if not lines:
        return rect
    path = "".join(f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}" for x1, y1, x2, y2 in lines)
    return (
        f'{rect}<path d="{path}" stroke="{LIGHT[line_ink(box)]}" stroke-width="{_n(0.13 * em)}"/>'
    )


def _dot(dot: Dot, em: float) -> str:
    fill = LIGHT[Ink.SURFACE] if dot.hollow else LIGHT[dot.ink]
    style = f'fill="{fill}" stroke="{LIGHT[dot.ink]}" stroke-width="{_n(0.13 * em)}"'
    if dot.shape is Shape.CIRCLE:
        return f'<circle cx="{_n(dot.x)}" cy="{_n(dot.y)}" r="{_n(dot.r)}" {style}/>'
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in dot_outline(dot))
    return f'<polygon points="{points}" {style}/>'
