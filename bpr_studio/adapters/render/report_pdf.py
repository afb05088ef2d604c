"""The report as PDF: A4, Japanese font embedded, charts as vectors, text that can be searched."""

from __future__ import annotations

from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bpr_studio.adapters.render.report_figures import PagePainter, lay_out
from bpr_studio.adapters.render.report_typeface import BOLD, GETA, REGULAR, Typeface, colour
from bpr_studio.adapters.render.report_widths import fit_columns
from bpr_studio.charts.drawing import LIGHT, Ink, wrap, wrap_evenly
from bpr_studio.domain.shared.text import language, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.adapters.render.fonts import ReportFonts
    from bpr_studio.services.report_values import (
        Chart,
        Column,
        KeyFigure,
        ReportContent,
        ReportTable,
        Section,
    )

_MILLIMETRE = 72 / 25.4
_PAGE = (210 * _MILLIMETRE, 297 * _MILLIMETRE)
_SIDE, _TOP, _FOOT = 20 * _MILLIMETRE, 18 * _MILLIMETRE, 22 * _MILLIMETRE
_WIDTH = _PAGE[0] - 2 * _SIDE
_TEXT, _QUIET, _LINE, _BLUE = (
    colour(LIGHT[ink]) for ink in (Ink.TEXT, Ink.QUIET, Ink.LINE, Ink.CORE)
)


def render_pdf(content: ReportContent, fonts: ReportFonts) -> bytes:
    """The PDF file of a report; the same content always gives the same bytes.

    Args:
        content: what to print.
        fonts: the font to embed.
    """
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    typeface = Typeface(fonts)
    target = BytesIO()
    document = BaseDocTemplate(
        target,
        pagesize=_PAGE,
        leftMargin=_SIDE,
        rightMargin=_SIDE,
        topMargin=_TOP,
        bottomMargin=_FOOT,
        title=typeface.printable(f"{content.title}　{content.subtitle}"),
        author=typeface.printable(content.provenance[0][1]) if content.provenance else "",
        subject=typeface.printable(content.footer),
        creator="BPR Studio",
        lang=language(),
        invariant=1,  # no time stamps: same content, same bytes
    )
    frame = Frame(
        _SIDE, _FOOT, _WIDTH, _PAGE[1] - _TOP - _FOOT,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates([PageTemplate(id="page", frames=[frame])])
    story = _Story(content, typeface).flowables()
    document.build(story, canvasmaker=_page_counter(content, typeface))
    return target.getvalue()


def _page_counter(content: ReportContent, typeface: Typeface) -> type[Any]:
    """A canvas that writes the foot of every page once the number of pages is known."""
    from reportlab.pdfgen.canvas import Canvas

    lines = wrap(typeface.printable(content.footer), _WIDTH - 60, 7.5, typeface.width)

    class PageCounter(Canvas):  # type: ignore[misc] # reportlab has no types
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            # Otherwise Helvetica is named in the file without being embedded.
            super().__init__(*args, **{**kwargs, "initialFontName": REGULAR})
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 # reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, start=1):
                self.__dict__.update(page)
                self._foot(f"{number} / {len(self._pages)}")
                super().showPage()
            super().save()

        def _foot(self, number: str) -> None:
            self.saveState()
            self.setStrokeColor(_LINE)
            self.setLineWidth(0.5)
            y = _FOOT - 5 * _MILLIMETRE
            self.line(_SIDE, y, _PAGE[0] - _SIDE, y)
            self.setFillColor(_QUIET)
            self.setFont(REGULAR, 7.5)
            for index, line in enumerate(lines):
                self.drawString(_SIDE, y - 11 - 10 * index, line)
            self.drawRightString(_PAGE[0] - _SIDE, y - 11, number)
            self.restoreState()

    return PageCounter


class _Story:
    """Turns the content into the flowables of the PDF library."""

    def __init__(self, content: ReportContent, typeface: Typeface) -> None:
        from reportlab.lib.enums import TA_CENTER, TA_RIGHT
        from reportlab.lib.styles import ParagraphStyle

        self._content = content
        self._typeface = typeface

        def style(name: str, size: float, leading: float, **more: Any) -> Any:
            more = {"fontName": REGULAR, "textColor": _TEXT, **more}
            return ParagraphStyle(name, fontSize=size, leading=leading, wordWrap="CJK", **more)

        self._styles = {
            "title": style("title", 20, 28, fontName=BOLD),
            "subtitle": style("subtitle", 11, 17, textColor=_QUIET),
            "badge": style(
                "badge",
                9,
                12,
                fontName=BOLD,
                alignment=TA_CENTER,
                borderWidth=0.8,
                borderColor=_TEXT,
                borderPadding=(3, 4, 4, 4),
                borderRadius=3,
            ),
            "heading": style("heading", 14, 20, fontName=BOLD, spaceAfter=6),
            "statement": style("statement", 10.5, 17, fontName=BOLD, spaceAfter=9),
            "body": style("body", 10, 17),
            "quiet": style("quiet", 8, 12.5, textColor=_QUIET),
            "cell": style("cell", 8.5, 12),
            "cell_right": style("cell_right", 8.5, 12, alignment=TA_RIGHT),
            "head": style("head", 8, 11, textColor=_QUIET),
            "head_right": style("head_right", 8, 11, textColor=_QUIET, alignment=TA_RIGHT),
            "figure": style("figure", 20, 27, fontName=BOLD),
        }

    def flowables(self) -> list[Any]:
        """The whole report, in order."""
        story = [*self._cover()]
        for number, section in enumerate(self._content.sections, start=1):
            story += self._section(number, section)
        if self._typeface.missing:
            # Known only now: measuring the charts above has looked at every text.
            story.append(
                self._paragraph(
                    tr("{geta} stands for characters the font does not have.", geta=GETA), "quiet"
                )
            )
        return story

    def _paragraph(self, text: str, style: str, width: float = _WIDTH) -> Any:
        """`text` in lines broken by our rules; the PDF library leaves brackets at line ends."""
        from reportlab.platypus import Paragraph

        look = self._styles[style]
        measure = self._bold_width if look.fontName == BOLD else self._typeface.width
        lines = wrap(self._typeface.printable(text), width - 0.5, look.fontSize, measure)
        return Paragraph("<br/>".join(map(escape, lines)), look)

    def _space(self, height: float) -> Any:
        from reportlab.platypus import Spacer

        return Spacer(0, height)

    # --- first page ---

    def _cover(self) -> list[Any]:
        content = self._content
        findings = [
            [self._paragraph(f"{n}.", "body"), self._paragraph(text, "body", _WIDTH - 18)]
            for n, text in enumerate(content.findings, start=1)
        ]
        sources = [
            [self._paragraph(name, "head"), self._paragraph(value, "cell", _WIDTH - 96)]
            for name, value in content.provenance
        ]
        return [
            self._title(),
            self._space(18),
            self._key_figures(content.key_figures),
            self._space(22),
            self._paragraph(tr("Findings"), "heading"),
            self._grid(findings, (18, _WIDTH - 18), [("BOTTOMPADDING", (0, 0), (-1, -1), 5)]),
            self._space(16),
            self._paragraph(tr("About these figures"), "heading"),
            self._grid(
                sources,
                (96, _WIDTH - 96),
                [
                    ("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
                    ("TOPPADDING", (0, 0), (-1, -1), 5),
                ],
            ),
        ]

    def _title(self) -> Any:
        content = self._content
        left = [
            self._paragraph(content.title, "title"),
            self._paragraph(content.subtitle, "subtitle"),
        ]
        right = [self._paragraph(content.label, "badge")] if content.label else ""
        styles = [
            ("LINEBELOW", (0, 0), (-1, -1), 2, _BLUE),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
            ("TOPPADDING", (1, 0), (1, 0), 7),
            ("RIGHTPADDING", (1, 0), (1, 0), 4),
        ]
        return self._grid([[left, right]], (_WIDTH - 90, 90), styles)

    def _key_figures(self, figures: Sequence[KeyFigure]) -> Any:
        widest = max((self._bold_width(figure.value, 20) for figure in figures), default=0)
        room = _WIDTH / max(len(figures), 1) - 24
        self._styles["figure"].fontSize = 20 * min(1.0, room / max(widest, 1))
        row = [
            [
                self._paragraph(figure.label, "quiet"),
                self._paragraph(figure.value, "figure"),
                self._paragraph(figure.unit, "quiet"),
                self._paragraph(figure.note, "quiet"),
            ]
            for figure in figures
        ]
        gap = ("RIGHTPADDING", (0, 0), (-1, -1), 10)
        return self._grid([row], [_WIDTH / max(len(figures), 1)] * len(figures), [gap])

    def _grid(self, rows: list[Any], widths: Sequence[float], styles: list[Any]) -> Any:
        from reportlab.platypus import Table

        if not rows:
            return self._space(0)
        plain = [
            ("FONTNAME", (0, 0), (-1, -1), REGULAR),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ]
        return Table(rows, colWidths=list(widths), style=[*plain, *styles])

    # --- sections ---

    def _section(self, number: int, section: Section) -> list[Any]:
        from reportlab.platypus import CondPageBreak, KeepTogether

        head = [
            _Bookmark(section.key, self._typeface.printable(section.heading)),
            self._paragraph(f"{number}　{section.heading}", "heading"),
            self._statement(section.statement),
        ]
        if section.chart is not None:
            head += self._chart(section.chart)
        story = [
            CondPageBreak(220),
            KeepTogether(head),
        ]
        if section.table is not None:
            story += [self._space(10), self._table(section.table)]
            story += self._quiet_lines([section.table.note])
        return [*story, *self._quiet_lines(section.notes)]

    def _statement(self, text: str) -> Any:
        from reportlab.platypus import Paragraph

        style = self._styles["statement"]
        lines = wrap_evenly(
            self._typeface.printable(text), _WIDTH - 1, style.fontSize, self._bold_width
        )
        return Paragraph("<br/>".join(map(escape, lines)), style)

    def _bold_width(self, text: str, size: float, *, bold: bool = True) -> float:
        return self._typeface.width(text, size, bold=bold)

    def _chart(self, chart: Chart) -> list[Any]:
        flowable = _ChartFlowable(chart, self._typeface)
        return [flowable, self._space(4), self._paragraph(chart.caption, "quiet")]

    def _quiet_lines(self, lines: Sequence[str]) -> list[Any]:
        return [
            part
            for line in lines
            if line
            for part in (self._space(4), self._paragraph(line, "quiet"))
        ]

    def _table(self, table: ReportTable) -> Any:
        from reportlab.platypus import Table

        texts = table.shown()
        size, widths = fit_columns(table.columns, texts, _WIDTH, self._typeface.width)
        cell = self._cell_style(size)
        heads = [self._head(*pair) for pair in zip(table.columns, widths, strict=True)]
        rows = [
            [
                self._typeface.printable(text)
                if column.numeric
                else self._paragraph(text, cell, width - 6)
                for text, column, width in zip(row, table.columns, widths, strict=True)
            ]
            for row in texts
        ]
        styles: list[Any] = [
            ("FONT", (0, 0), (-1, -1), REGULAR, size, 1.42 * size),
            ("TEXTCOLOR", (0, 1), (-1, -1), _TEXT),
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("VALIGN", (0, 1), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, _TEXT),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, _LINE),
        ]
        styles += [
            ("ALIGN", (index, 1), (index, -1), "RIGHT")
            for index, column in enumerate(table.columns)
            if column.numeric
        ]
        last = len(rows)  # row 0 is the heading
        if last > 6:  # neither the first nor the last rows stand alone on a page
            styles += [("NOSPLIT", (0, 0), (-1, 3)), ("NOSPLIT", (0, last - 2), (-1, last))]
        if table.total:
            styles += [
                ("LINEABOVE", (0, -1), (-1, -1), 0.9, _TEXT),
                ("FONT", (0, -1), (-1, -1), BOLD, size, 1.42 * size),
            ]
        return Table(
            [heads, *rows],
            colWidths=widths,
            repeatRows=1,
            style=styles,
        )

    def _cell_style(self, size: float) -> str:
        """Name of the style of cells in this size."""
        from reportlab.lib.styles import ParagraphStyle

        if size == self._styles["cell"].fontSize:
            return "cell"
        name = f"cell_{size}"
        if name not in self._styles:
            look = ParagraphStyle(
                name, parent=self._styles["cell"], fontSize=size, leading=1.42 * size
            )
            self._styles[name] = look
        return name

    def _head(self, column: Column, width: float) -> Any:
        from reportlab.platypus import Paragraph

        look = self._styles["head_right" if column.numeric else "head"]
        name, unit = self._typeface.printable(column.name), self._typeface.printable(column.unit)
        lines = wrap_evenly(name, width - 6.5, look.fontSize, self._typeface.width)
        lines += [f"（{unit}）"] if unit else []
        return Paragraph("<br/>".join(map(escape, lines)), look)


def _Bookmark(key: str, title: str) -> Any:  # noqa: N802 # makes a flowable, reads like one
    """An invisible flowable that puts a section into the outline of the document."""
    from reportlab.platypus.flowables import Flowable

    class Bookmark(Flowable):  # type: ignore[misc] # reportlab has no types
        def getSpaceBefore(self) -> float:  # noqa: N802 # reportlab's name
            return 30.0  # dropped at the top of a page

        def draw(self) -> None:
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(title, key, level=0)

    return Bookmark()


def _ChartFlowable(chart: Chart, typeface: Typeface) -> Any:  # noqa: N802 # as above
    """A chart as a flowable of the full text width."""
    from reportlab.platypus.flowables import Flowable

    drawing = lay_out(chart.data, _WIDTH, typeface.width)

    class ChartFlowable(Flowable):  # type: ignore[misc] # reportlab has no types
        def wrap(self, _width: float, _height: float) -> tuple[float, float]:
            return drawing.size.width, drawing.size.height

        def draw(self) -> None:
            PagePainter(self.canv, drawing, typeface).paint()

    return ChartFlowable()
