"""Flows as PNG: the picture of the SVG file, painted by Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.render.svg import flow_svg

if TYPE_CHECKING:
    from bpr_studio.domain.process.model import ProcessModel

LONGEST_SIDE: Final = 12_000
"""In pixels; larger drawings get a smaller scale instead of exhausting the memory."""
_FAMILY: Final = "BIZ UDPGothic"
_INCH: Final = 0.0254
_DOTS: Final = 96  # one diagram unit is one dot at this many to the inch


def flow_png(model: ProcessModel, *, diagram: int = 0, scale: float = 2.0) -> bytes:
    """One diagram of a model as a PNG file on white.

    Args:
        model: the model.
        diagram: which of its diagrams, 0 the first.
        scale: pixels for each diagram unit; less where the picture became too large.

    Raises:
        IndexError: there is no such diagram.
    """
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    # Text needs an application; the command line has none, and no screen either.
    application = QGuiApplication.instance() or QGuiApplication(["", "-platform", "offscreen"])
    drawing = flow_svg(model, diagram=diagram, fonts=_FAMILY)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    size = renderer.defaultSize()
    fitting = min(scale, LONGEST_SIDE / max(size.width(), size.height(), 1))
    image = QImage(size * fitting, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    dots = round(_DOTS * fitting / _INCH)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    target = QBuffer()
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    image.convertToFormat(QImage.Format.Format_RGB888).save(target, "PNG")  # type: ignore[call-overload]  # stubs want bytes here
    del application
    return bytes(target.data().data())
