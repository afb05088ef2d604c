"""A diagram on paper."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter

from bpr_studio.ui.canvas.picture import DiagramPicture
from bpr_studio.ui.pages.flow_editor_print import pages_of, print_diagram
from tests.ui.canvas.conftest import small_flow, wide_flow

pytestmark = pytest.mark.gui

A4 = QRectF(0, 20, 785, 520)


def test_a_small_drawing_is_not_blown_up():
    (page,) = pages_of(QRectF(0, 0, 300, 200), A4, over_pages=False)

    assert page.scale == 1.0


def test_a_large_drawing_fits_one_page():
    area = QRectF(-100, 50, 4000, 900)
    (page,) = pages_of(area, A4, over_pages=False)

    assert page.window == area
    assert area.width() * page.scale <= A4.width() + 1e-6


def test_pages_side_by_side_show_everything_and_overlap():
    area = QRectF(-100, 50, 4000, 1500)
    pages = pages_of(area, A4, over_pages=True)

    assert len(pages) > 2
    (scale,) = {page.scale for page in pages}
    assert 0.6 < scale <= 0.72
    whole = QRectF()
    for page in pages:
        whole = whole.united(page.window)
    assert whole.contains(area)
    assert pages[0].window.intersects(pages[1].window)


@pytest.mark.parametrize(("over_pages", "most"), [(False, 1), (True, 30)])
def test_a_flow_is_printed(qtbot, dressed, tmp_path, over_pages, most):
    file = tmp_path / "flow.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))

    pages = print_diagram(
        printer, DiagramPicture(wide_flow(40), ""), "長いフロー", over_pages=over_pages
    )

    assert (pages > 1) == over_pages
    assert pages <= most
    assert file.read_bytes().startswith(b"%PDF")


def test_a_drawing_without_anything_has_room_too(dressed):
    picture = DiagramPicture(small_flow(), "none")

    assert picture.area.width() > 0
