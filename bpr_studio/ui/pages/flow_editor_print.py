"""A diagram on paper: all on one page, or in a readable size over several."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.ink import ink_of
from bpr_studio.ui.qt.theme import Mode

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.canvas.picture import DiagramPicture

_MILLIMETRE: Final = 72 / 25.4
_SIDE: Final = 10.0  # millimetres of margin
_HEAD: Final = 7 * _MILLIMETRE  # the line above the drawing
_OVERLAP: Final = 10 * _MILLIMETRE  # of neighbouring pages
_LARGEST: Final = 1.0  # points for one diagram unit: small drawings do not fill the page
_READABLE: Final = 0.72  # a step of 100 units is 25 mm wide, its letters are 8.6 points high
_LEAST: Final = 0.85  # so much smaller, rather than a page with hardly anything on it
_LETTERS: Final = 9


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page: the part of the drawing it shows, in diagram units, and points for one unit."""

    window: QRectF
    scale: float


def pages_of(area: QRectF, room: QRectF, *, over_pages: bool) -> tuple[PrintedPage, ...]:
    """How a drawing comes on paper.

    Args:
        area: the drawing, in diagram units.
        room: what a page has for it, in points.
        over_pages: in a readable size on as many pages as that takes, row by row; else small
            enough for one page.
    """
    fitting = min(room.width() / area.width(), room.height() / area.height(), _LARGEST)
    if not over_pages or fitting >= _READABLE:
        return (PrintedPage(area, fitting),)
    columns, across = _tiles(area.width(), room.width())
    rows, down = _tiles(area.height(), room.height())
    scale = min(across, down)
    overlap, width, height = _OVERLAP / scale, room.width() / scale, room.height() / scale
    return tuple(
        PrintedPage(
            QRectF(
                area.left() + column * (width - overlap),
                area.top() + row * (height - overlap),
                width,
                height,
            ),
            scale,
        )
        for row in range(rows)
        for column in range(columns)
    )


def _tiles(length: float, room: float) -> tuple[int, float]:
    """How many pages a length takes, and the largest readable scale at which it takes these."""
    step = room - _OVERLAP
    count = max(math.ceil((length * _READABLE * _LEAST - _OVERLAP) / step), 1)
    return count, min((count * step + _OVERLAP) / length, _READABLE)


def ask_printer(parent: QWidget) -> QPrinter | None:
    """The printer a person chooses in the dialog of the system, None when they changed their mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    return printer if QPrintDialog(printer, parent).exec() else None


def turned_for(printer: QPrinter, area: QRectF) -> None:
    """Let the paper lie for a wide drawing and stand for a high one."""
    lies = area.width() >= area.height()
    way = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(way)
    printer.setPageMargins(QMarginsF(_SIDE, _SIDE, _SIDE, _SIDE), QPageLayout.Unit.Millimeter)


def print_diagram(
    printer: QPrinter, picture: DiagramPicture, head: str, *, over_pages: bool
) -> int:
    """Print a diagram and return the number of pages.

    Args:
        printer: where to.
        picture: the diagram.
        head: what stands above it on every page.
        over_pages: see `pages_of`.
    """
    turned_for(printer, picture.area)
    paper = printer.pageLayout().paintRect(QPageLayout.Unit.Point)
    room = QRectF(0, _HEAD, paper.width(), paper.height() - _HEAD)
    pages = pages_of(picture.area, room, over_pages=over_pages)
    painter = QPainter(printer)
    dots = printer.resolution() / 72  # for one point
    painter.scale(dots, dots)
    for number, page in enumerate(pages, start=1):
        if number > 1:
            printer.newPage()
        place = f"{number} / {len(pages)}" if len(pages) > 1 else ""
        _write_head(painter, QRectF(0, 0, room.width(), _HEAD), head, place)
        painter.save()
        painter.setClipRect(room)
        painter.translate(_corner(page, room))
        painter.scale(page.scale, page.scale)
        painter.translate(-page.window.topLeft())
        picture.paint(painter, ink_of(Mode.LIGHT))
        painter.restore()
    painter.end()
    return len(pages)


def _corner(page: PrintedPage, room: QRectF) -> QPointF:
    """A small drawing stands in the middle of the width, at the top."""
    spare = room.width() - page.window.width() * page.scale
    return QPointF(room.left() + max(spare, 0) / 2, room.top())


def _write_head(painter: QPainter, room: QRectF, head: str, place: str) -> None:
    font = QFont(painter.font())
    font.setPixelSize(_LETTERS)  # one unit of the painter is a point here
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.black)
    above = Qt.AlignmentFlag.AlignTop
    painter.drawText(room, above | Qt.AlignmentFlag.AlignLeft, head)
    painter.drawText(room, above | Qt.AlignmentFlag.AlignRight, place)


def printed_words(pages: int) -> str:
    """What is said after printing."""
    return tr("Sent to the printer: {n} pages.", n=pages)
