"""Flows as SVG: one clean file, written without Qt from the shared notation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr  # defusedxml has no writer; nothing is parsed here

from bpr_studio.adapters.render.flow_sheet import COLOURS, MARGIN, area_of
from bpr_studio.domain.diagram.notation import pictures
from bpr_studio.domain.diagram.primitives import Path, Role

if TYPE_CHECKING:
    from bpr_studio.domain.diagram.primitives import PathCommand, Primitive, Text
    from bpr_studio.domain.process.model import ProcessModel

FONTS: Final = (
    "'BIZ UDPGothic', 'BIZ UDPゴシック', 'Yu Gothic UI', 'Hiragino Sans', 'Noto Sans CJK JP', "
    "'Noto Sans JP', Meiryo, sans-serif"
)


def flow_svg(model: ProcessModel, *, diagram: int = 0, fonts: str = FONTS) -> str:
    """One diagram of a model as an SVG document.

    Args:
        model: the model.
        diagram: which of its diagrams, 0 the first.
        fonts: families of the text, best first.

    Raises:
        IndexError: there is no such diagram.
    """
    diagrams = model.diagrams()
    chosen = diagrams[diagram] if diagrams or diagram else None
    shown = pictures(model, chosen.id if chosen else "")
    title = (chosen.name if chosen else "") or model.header.name
    area = area_of(shown).grown(MARGIN)
    size = f'width="{_n(area.width)}" height="{_n(area.height)}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="{" ".join(map(_n, area))}">',
    ]
    if title:
        lines.append(f"<title>{escape(title)}</title>")
    lines.append(f'<rect x="{_n(area.x)}" y="{_n(area.y)}" {size} fill="#ffffff"/>')
    lines.append(f"<g font-family={quoteattr(fonts)}>")
    for picture in shown:
        lines.append(f"<g data-element={quoteattr(picture.element_id)}>")
        lines += map(_primitive, picture.shape)
        lines.append("</g>")
    for picture in shown:  # labels last: no line runs through a word
        lines += map(_primitive, picture.label)
    lines.append("</g>\n</svg>\n")
    return "\n".join(lines)


def _primitive(primitive: Primitive) -> str:
    return _path(primitive) if isinstance(primitive, Path) else _text(primitive)


def _path(path: Path) -> str:
    data = " ".join(_command(command) for command in path.commands)
    parts = [f'<path d="{data}" fill="{COLOURS[path.fill]}"']
    if path.fill is not Role.NONE and _is_compound(path):
        parts.append('fill-rule="evenodd"')
    if path.stroke is not Role.NONE:
        parts.append(f'stroke="{COLOURS[path.stroke]}" stroke-width="{_n(path.width)}"')
        parts.append('stroke-linejoin="round"')
    if path.dash:
        parts.append(f'stroke-dasharray="{" ".join(map(_n, path.dash))}"')
    return " ".join(parts) + "/>"


def _is_compound(path: Path) -> bool:
    return sum(command[0] == "M" for command in path.commands) > 1


def _command(command: PathCommand) -> str:
    letter, *numbers = command
    return " ".join([letter, *(_n(number) for number in numbers)])


def _text(text: Text) -> str:
    parts = [f'<text x="{_n(text.at.x)}" y="{_n(text.at.y)}" font-size="{_n(text.size)}"']
    if text.anchor.value != "start":
        parts.append(f'text-anchor="{text.anchor.value}"')
    parts.append(f'fill="{COLOURS[text.role]}"')
    if text.rotation:
        turn = f"rotate({_n(text.rotation)} {_n(text.at.x)} {_n(text.at.y)})"
        parts.append(f'transform="{turn}"')
    return " ".join(parts) + f">{escape(text.text)}</text>"


def _n(number: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
