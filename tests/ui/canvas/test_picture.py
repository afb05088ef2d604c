"""The picture for other programs, and that it shows what the SVG file shows."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage

from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.ui.canvas.picture import image_of
from tests.ui.canvas.conftest import small_flow, task

pytestmark = pytest.mark.gui


def test_the_picture_is_on_white_also_when_the_window_is_dark(dark):
    picture = image_of(small_flow(), "")
    assert picture.pixelColor(1, 1) == QColor("white")
    assert picture.width() > 900  # twice the size of the drawing, for paper


def test_an_empty_diagram_gives_a_small_empty_sheet(dressed):
    picture = image_of(ProcessModel(), "")
    assert 0 < picture.width() <= 100


def test_a_huge_drawing_is_scaled_down_instead_of_filling_the_memory(dressed):
    model = small_flow()
    picture = image_of(ProcessModel(elements=[*model.elements(), task("far", 60_000)]), "")
    assert picture.width() <= 12_000


def test_canvas_and_svg_file_show_the_same(dressed, all_families):
    from PySide6.QtSvg import QSvgRenderer

    from bpr_studio.adapters.render.svg import flow_svg

    for number, diagram in enumerate(all_families.diagrams()):
        painted = image_of(all_families, diagram.id)
        renderer = QSvgRenderer(flow_svg(all_families, diagram=number).encode())
        size = renderer.defaultSize()
        assert abs(size.width() * 2 - painted.width()) < 60
        assert darkness(painted) == pytest.approx(darkness(rendered(renderer)), rel=0.1)


def rendered(renderer) -> QImage:
    from PySide6.QtGui import QPainter

    size = renderer.defaultSize() * 2
    picture = QImage(size, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return picture


def darkness(picture: QImage) -> float:
    """The mean of all pixels, 0 for white and 1 for black."""
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    small = grey.scaled(60, 30, mode=Qt.TransformationMode.SmoothTransformation)
    pixels = [small.pixelColor(x, y).lightnessF() for x in range(60) for y in range(30)]
    return 1 - sum(pixels) / len(pixels)
