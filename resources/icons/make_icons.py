"""Draw icons of the Phosphor font as SVG files: `python resources/icons/make_icons.py house gear`.

A tool for developers; the program reads only the SVG files (importing QtAwesome itself costs
0.25 s and the first icon another 0.1 s, measured 2026-11). Without names every icon that is
already here is drawn again, but `list-checks`, which this version of the font lacks: it was
drawn from strokes of the same width.
"""  # noqa: INP001  # a script beside its output, not a module of a package

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import files
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QPainterPath, QRawFont

_HERE = Path(__file__).parent
_SIZE = 256


def _font_file(suffix: str) -> Path:
    for file in files("QtAwesome") or ():
        if file.name.startswith("phosphor") and file.name.endswith(suffix):
            return Path(str(file.locate()))
    msg = f"QtAwesome carries no phosphor*{suffix}"
    raise FileNotFoundError(msg)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _path_data(path: QPainterPath) -> str:
    """The outline as absolute M, L and C commands, all that ui/qt/icons.py reads."""
    parts: list[str] = []
    for index in range(path.elementCount()):
        element = path.elementAt(index)
        point = f"{_number(element.x)} {_number(element.y)}"
        match element.type:
            case QPainterPath.ElementType.MoveToElement:
                parts.append(f"M{point}")
            case QPainterPath.ElementType.LineToElement:
                parts.append(f"L{point}")
            case QPainterPath.ElementType.CurveToElement:
                parts.append(f"C{point}")
            case _:
                parts.append(f" {point}")
    return "".join(parts)


def draw(names: list[str]) -> None:
    """Write one SVG file per icon name."""
    codes = json.loads(_font_file(".json").read_text(encoding="utf-8"))
    font = QRawFont(str(_font_file(".ttf")), _SIZE)
    for name in names:
        glyph = font.glyphIndexesForString(chr(int(codes[name], 16)))[0]
        outline = font.pathForGlyph(glyph).translated(0, font.ascent())
        (_HERE / f"{name}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}">'
            f'<path d="{_path_data(outline)}"/></svg>\n',
            encoding="utf-8",
        )


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    draw(sys.argv[1:] or sorted({file.stem for file in _HERE.glob("*.svg")} - {"list-checks"}))
