"""Flows as PDF: A3 or A4, vectors, Japanese font embedded, text that can be searched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.render.flow_legend import legend_of
from bpr_studio.adapters.render.flow_pages import FOOT, HEAD, SIDE, pages_of
from bpr_studio.adapters.render.flow_sheet import COLOURS, MARGIN, area_of
from bpr_studio.adapters.render.report_typeface import BOLD, REGULAR, Typeface
from bpr_studio.domain.diagram.notation import pictures
from bpr_studio.domain.diagram.primitives import Path, Picture, Role
from bpr_studio.domain.shared.text import language, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bpr_studio.adapters.render.flow_legend import LegendEntry
    from bpr_studio.adapters.render.flow_pages import Page
    from bpr_studio.adapters.render.fonts import ReportFonts
    from bpr_studio.domain.diagram.primitives import PathCommand, Primitive, Text
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds
    from bpr_studio.services.flow_export import ExportOptions, FlowCaption

_EVEN_ODD: Final = 0  # reportlab's word for the rule of filling
_LEGEND_SCALE: Final = 0.6  # points for each diagram unit


@dataclass(frozen=True, slots=True)
class _Look:
    """How a line around the drawing is set."""

    size: float = 8.0
    anchor: str = "start"
    face: str = REGULAR
    colour: str = COLOURS[Role.TEXT]


_TITLE: Final = _Look(12.0, face=BOLD)
_LABEL: Final = _Look(12.0, "end", BOLD, "#b00000")
_QUIET: Final = _Look(colour=COLOURS[Role.QUIET_TEXT])
_PART: Final = _Look(7.0, "end", colour=COLOURS[Role.QUIET_TEXT])
_NUMBER: Final = _Look(anchor="end")
_LEGEND: Final = _Look()


def flow_pdf(
    model: ProcessModel, options: ExportOptions, caption: FlowCaption, fonts: ReportFonts
) -> bytes:
    """A model as a PDF file; every diagram begins a page of its own.

    Args:
        model: the model; the same one always gives the same bytes.
        options: paper and pages.
        caption: head and foot of the pages.
        fonts: the font to embed.
    """
    from reportlab.pdfgen.canvas import Canvas

    typeface = Typeface(fonts)
    target = BytesIO()
    canvas = Canvas(target, invariant=1, initialFontName=REGULAR, lang=language())
    canvas.setTitle(typeface.printable(caption.name))
    canvas.setSubject(typeface.printable(caption.line))
    canvas.setCreator("BPR Studio")
    sheets = list(_sheets(model, options))
    legend = legend_of(model)
    for number, (name, shown, page) in enumerate(sheets, start=1):
        canvas.setPageSize(page.size)
        _PagePainter(canvas, typeface, page).paint(shown)
        frame = _FramePainter(canvas, typeface, page, caption)
        frame.head(name)
        frame.foot(number, len(sheets), legend)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _sheets(
    model: ProcessModel, options: ExportOptions
) -> Iterator[tuple[str, list[Picture], Page]]:
    """All pages: the name of the diagram, what is to be seen on the page, and the page."""
    diagrams: Sequence[Element | None] = model.diagrams() or [None]
    for diagram in diagrams:
        shown = pictures(model, diagram.id if diagram else "")
        boxes = [area_of([picture]) for picture in shown]
        for page in pages_of(area_of(shown).grown(MARGIN), options):
            seen = [
                picture
                for picture, box in zip(shown, boxes, strict=True)
                if _meet(page.window, box)
            ]
            yield (diagram.name if diagram else ""), seen, page


def _meet(window: Bounds, box: Bounds) -> bool:
    near = window.grown(MARGIN)  # widths of lines and letters stand over a little
    return (
        box.x <= near.right
        and near.x <= box.right
        and box.y <= near.bottom
        and near.y <= box.bottom
    )


@cache
def _ink(colour: str) -> object:
    """A colour as the PDF library knows it; "none" is never drawn."""
    from reportlab.lib.colors import toColor

    return toColor(colour) if colour.startswith("#") else None


class _PagePainter:
    """Paints the part of a drawing that one page shows."""

    def __init__(self, canvas: Any, typeface: Typeface, page: Page) -> None:
        self._canvas = canvas
        self._typeface = typeface
        self._page = page
        # Parsing a colour for each line would be half of the work.
        self._inks = {role: _ink(colour) for role, colour in COLOURS.items()}

    def paint(self, shown: Sequence[Picture]) -> None:
        """Shapes and lines, then the labels over all lines."""
        canvas, area = self._canvas, self._page.area
        canvas.saveState()
        border = canvas.beginPath()
        border.rect(*area)
        canvas.clipPath(border, stroke=0, fill=0)
        for picture in shown:
            self.draw(picture.shape)
        for picture in shown:
            self.draw(picture.label)
        canvas.restoreState()
        self._overlaps()

    def draw(self, primitives: Iterable[Primitive]) -> None:
        """Paint in this order."""
        for primitive in primitives:
            if isinstance(primitive, Path):
                self._path(primitive)
            else:
                self._text(primitive)

    def _path(self, path: Path) -> None:
        canvas, scale = self._canvas, self._page.scale
        drawn = canvas.beginPath()
        for command in path.commands:
            self._draw(drawn, command)
        if path.fill is not Role.NONE:
            canvas.setFillColor(self._inks[path.fill])
        if path.stroke is not Role.NONE:
            canvas.setStrokeColor(self._inks[path.stroke])
            canvas.setLineWidth(path.width * scale)
            canvas.setLineJoin(1)
            canvas.setDash([length * scale for length in path.dash])
        canvas.drawPath(
            drawn,
            stroke=int(path.stroke is not Role.NONE),
            fill=int(path.fill is not Role.NONE),
            fillMode=_EVEN_ODD,
        )

    def _draw(self, drawn: Any, command: PathCommand) -> None:
        place = self._page.place
        match command:
            case ("M", x, y):
                drawn.moveTo(*place(x, y))
            case ("L", x, y):
                drawn.lineTo(*place(x, y))
            case ("C", ax, ay, bx, by, x, y):
                drawn.curveTo(*place(ax, ay), *place(bx, by), *place(x, y))
            case _:
                drawn.close()

    def _text(self, text: Text) -> None:
        canvas = self._canvas
        words = self._typeface.printable(text.text)
        canvas.setFillColor(self._inks[text.role])
        canvas.setFont(REGULAR, text.size * self._page.scale)
        draw = {
            "start": canvas.drawString,
            "middle": canvas.drawCentredString,
            "end": canvas.drawRightString,
        }[text.anchor.value]
        x, y = self._page.place(*text.at)
        if not text.rotation:
            draw(x, y, words)
            return
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(-text.rotation)
        draw(0, 0, words)
        canvas.restoreState()

    def _overlaps(self) -> None:
        """Dashed lines where the neighbouring pages begin and end."""
        canvas = self._canvas
        canvas.setStrokeColor(self._inks[Role.QUIET_LINE])
        canvas.setLineWidth(0.4)
        canvas.setDash([3, 3])
        for line in self._page.overlap_lines():
            canvas.line(*line)
        canvas.setDash([])


class _FramePainter:
    """Writes what stands around the drawing of a page."""

    def __init__(self, canvas: Any, typeface: Typeface, page: Page, caption: FlowCaption) -> None:
        self._canvas = canvas
        self._typeface = typeface
        self._page = page
        self._caption = caption

    def head(self, diagram: str) -> None:
        """Name of flow and diagram, section, version, day, 架空, and which part it is."""
        width, height = self._page.size
        top = height - HEAD
        name = self._caption.name
        title = f"{name}　{diagram}" if diagram and diagram != name else name
        self._write(SIDE, top + 17, title or tr("Flow"), _TITLE)
        self._write(SIDE, top + 5, self._caption.line, _QUIET)
        self._write(width - SIDE, top + 17, self._caption.label, _LABEL)
        self._write(width - SIDE, top + 5, self._page.part, _PART)
        self._rule(top)

    def foot(self, number: int, pages: int, legend: Sequence[LegendEntry]) -> None:
        """What colours and marks mean, and the number of the page."""
        width, _ = self._page.size
        line = FOOT - 12
        self._rule(FOOT)
        left = SIDE
        for entry in legend:
            left = self._entry(left, line, entry)
        self._write(width - SIDE, line, f"{number} / {pages}", _NUMBER)

    def _entry(self, left: float, line: float, entry: LegendEntry) -> float:
        """A mark and its meaning; gives where the next one may begin."""
        box = area_of([Picture("", entry.sample)])
        page = self._page.showing(box, left, line + 3, _LEGEND_SCALE)
        _PagePainter(self._canvas, self._typeface, page).draw(entry.sample)
        words = left + box.width * _LEGEND_SCALE + 4
        self._write(words, line, entry.word, _LEGEND)
        return words + self._typeface.width(entry.word, _LEGEND.size) + 12

    def _rule(self, y: float) -> None:
        self._canvas.setStrokeColor(COLOURS[Role.QUIET_LINE])
        self._canvas.setLineWidth(0.5)
        self._canvas.line(SIDE, y, self._page.size[0] - SIDE, y)

    def _write(self, x: float, y: float, text: str, look: _Look) -> None:
        canvas = self._canvas
        canvas.setFillColor(look.colour)
        canvas.setFont(look.face, look.size)
        draw = {
            "start": canvas.drawString,
            "middle": canvas.drawCentredString,
            "end": canvas.drawRightString,
        }[look.anchor]
        draw(x, y, self._typeface.printable(text))
