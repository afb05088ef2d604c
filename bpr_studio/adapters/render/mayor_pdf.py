"""The report for the mayor on exactly one A4 page: everything has its place and its room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.render.report_figures import PagePainter
from bpr_studio.adapters.render.report_typeface import BOLD, REGULAR, Typeface, colour
from bpr_studio.adapters.render.report_widths import widths_in
from bpr_studio.charts.drawing import LIGHT, Ink, Size, fit, wrap, wrap_evenly
from bpr_studio.charts.figure import layout_figure
from bpr_studio.domain.shared.chart_values import BurnUpChart
from bpr_studio.domain.shared.text import language, tr
from bpr_studio.services.goal_report import BURN_UP, GOALS
from bpr_studio.services.mayor_report import EFFECTS, KINDS, RISKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.adapters.render.fonts import ReportFonts
    from bpr_studio.services.report_values import (
        Column,
        KeyFigure,
        ReportContent,
        ReportTable,
        Section,
    )

_MM: Final = 72 / 25.4
_PAGE: Final = (210 * _MM, 297 * _MM)
_LEFT: Final = 16 * _MM
_RIGHT: Final = _PAGE[0] - 16 * _MM
_TOP: Final = _PAGE[1] - 14 * _MM
_WIDTH: Final = _RIGHT - _LEFT
_GUTTER: Final = 16.0
_FOOT: Final = 12 * _MM
_TEXT, _QUIET, _LINE, _BLUE = (
    colour(LIGHT[ink]) for ink in (Ink.TEXT, Ink.QUIET, Ink.LINE, Ink.CORE)
)
_TRACK: Final = colour("#e4e4e9")
_CELL: Final = 7.4
_HEAD: Final = 6.6
_PAD: Final = 3.0
_APART: Final = 6.0
_ROW: Final = 15.0
_LEAST_ROW: Final = 10.0
_LOWEST: Final = 128.0  # height of the parts at the foot of the page


def render_mayor_pdf(content: ReportContent, fonts: ReportFonts) -> bytes:
    """The page as PDF; the same content always gives the same bytes.

    Args:
        content: what `services.mayor_report` made.
        fonts: the font to embed.
    """
    from reportlab.pdfgen.canvas import Canvas

    typeface = Typeface(fonts)
    target = BytesIO()
    canvas = Canvas(target, pagesize=_PAGE, invariant=1, initialFontName=REGULAR, lang=language())
    canvas.setTitle(typeface.printable(f"{content.title}　{content.subtitle}"))
    canvas.setAuthor(typeface.printable(content.provenance[0][1]) if content.provenance else "")
    canvas.setSubject(typeface.printable(content.footer))
    canvas.setCreator("BPR Studio")
    _Page(content, canvas, typeface).draw()
    canvas.showPage()
    canvas.save()
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class _Area:
    """A column of the page and the height from which it may be filled."""

    left: float
    width: float
    top: float

    def below(self, top: float) -> _Area:
        return _Area(self.left, self.width, top)


class _Page:
    """Draws the parts from top to bottom; every part answers where it ended."""

    def __init__(self, content: ReportContent, canvas: Any, typeface: Typeface) -> None:
        self._content = content
        self._canvas = canvas
        self._typeface = typeface
        self._sections = {section.key: section for section in content.sections}

    def draw(self) -> None:
        whole = _Area(_LEFT, _WIDTH, _TOP)
        top = self._title(whole)
        top = self._headline(whole.below(top - 12))
        top = self._key_figures(self._content.key_figures, whole.below(top - 10))
        top = self._pair((BURN_UP, 0.54), (KINDS, 0.46), top - 16, room=182)
        top = self._goals(whole.below(top - 14))
        self._pair((EFFECTS, 0.54), (RISKS, 0.46), top - 14, room=top - 14 - _FOOT - 40)
        self._footer()

    # -- head ------------------------------------------------------------------------------------

    def _title(self, area: _Area) -> float:
        content = self._content
        y = area.top - 17
        self._text(content.title, area.left, y, 17, bold=True)
        if content.label:
            self._badge(content.label, y)
        self._text(content.subtitle, area.left, y - 15, 9, ink=_QUIET)
        self._rule(y - 23, _BLUE, 1.8)
        return y - 23

    def _badge(self, label: str, y: float) -> None:
        width = self._typeface.width(label, 8.5, bold=True) + 12
        canvas = self._canvas
        canvas.setStrokeColor(_TEXT)
        canvas.setLineWidth(0.8)
        canvas.roundRect(_RIGHT - width, y - 4, width, 16, 3, stroke=1, fill=0)
        self._text(label, _RIGHT - width + 6, y + 0.8, 8.5, bold=True)

    def _headline(self, area: _Area) -> float:
        text = self._content.findings[0] if self._content.findings else ""
        y = area.top
        for line in wrap_evenly(self._printable(text), area.width, 12.5, self._bold_width)[:2]:
            y -= 18
            self._text(line, area.left, y, 12.5, bold=True)
        return y - 2

    def _key_figures(self, figures: Sequence[KeyFigure], area: _Area) -> float:
        room = area.width / max(len(figures), 1)
        for place, figure in enumerate(figures):
            x = area.left + place * room
            if place:
                self._canvas.setStrokeColor(_LINE)
                self._canvas.setLineWidth(0.6)
                self._canvas.line(x - 8, area.top - 44, x - 8, area.top - 4)
            self._text(figure.label, x, area.top - 11, 7.6, ink=_QUIET)
            self._text(figure.value, x, area.top - 31, 19, bold=True)
            beside = x + self._typeface.width(figure.value, 19, bold=True) + 4
            self._text(figure.unit, beside, area.top - 31, 8, ink=_QUIET)
            self._text(self._fitted(figure.note, room - 14, 7.6), x, area.top - 44, 7.6, ink=_QUIET)
        return area.top - 46

    # -- parts -----------------------------------------------------------------------------------

    def _pair(
        self, left: tuple[str, float], right: tuple[str, float], top: float, *, room: float
    ) -> float:
        """Two parts side by side in `room` points of height."""
        x = _LEFT
        for key, share in (left, right):
            width = (_WIDTH - _GUTTER) * share
            section = self._sections.get(key)
            if section is not None:
                self._part(section, _Area(x, width, top), room)
            x += width + _GUTTER
        return top - room

    def _part(self, section: Section, area: _Area, room: float) -> None:
        bottom = area.top - room
        y = self._heading(section, area)
        if section.chart is not None and isinstance(section.chart.data, BurnUpChart):
            self._chart(section.chart.data, area.below(y - 4), y - 4 - bottom)
        elif section.key == KINDS and section.table is not None:
            self._table(section.table, area.below(y - 2), y - 2 - bottom)
        elif section.table is not None:
            self._entries(section.table, area.below(y - 4), y - 4 - bottom)

    def _heading(self, section: Section, area: _Area) -> float:
        self._text(section.heading, area.left, area.top - 10, 10, bold=True)
        y = area.top - 12
        for line in wrap(self._printable(section.statement), area.width, 7.8, self._typeface.width)[
            :2
        ]:
            y -= 10.5
            self._text(line, area.left, y, 7.8, ink=_QUIET)
        return y

    def _chart(self, data: BurnUpChart, area: _Area, room: float) -> None:
        drawing = layout_figure(data, Size(area.width, room), 7.2, self._typeface.width)
        self._canvas.saveState()
        self._canvas.translate(area.left, area.top - room)
        PagePainter(self._canvas, drawing, self._typeface).paint()
        self._canvas.restoreState()

    def _goals(self, area: _Area) -> float:
        section = self._sections.get(GOALS)
        if section is None or section.table is None:
            return area.top
        y = self._heading(section, area)
        room = y - 3 - (_FOOT + 40 + _LOWEST)
        table, left_out = _shortened(section.table, int((room - 2 * _ROW) // _LEAST_ROW))
        y = self._table(table, area.below(y - 3), room)
        if left_out:
            y -= 9
            text = tr("{n} further goals are in the other formats of this report.", n=left_out)
            self._text(text, area.left, y, _HEAD, ink=_QUIET)
        return y

    def _table(self, table: ReportTable, area: _Area, room: float) -> float:
        shown = table.shown()
        lefts, x = [], area.left
        widths = widths_in(table.columns, shown, area.width, _CELL, self._typeface.width)
        for width in widths:
            lefts.append(x)
            x += width
        for place in range(1, len(lefts)):
            after_number = table.columns[place - 1].numeric and not table.columns[place].numeric
            if after_number:  # numbers stand flush right, the text beside them starts anew
                lefts[place] += _APART
                widths[place] -= _APART
        y = self._heads(table.columns, lefts, widths, area.top)
        step = min((room - (area.top - y)) / max(len(table.rows), 1), _ROW)
        for number, row in enumerate(shown):
            last = table.total and number == len(shown) - 1
            y -= step
            if last:
                self._line(area, y + step, _TEXT, 0.8)
            for place, text in enumerate(row):
                cell = _Area(lefts[place], widths[place], y)
                self._cell(text, table.columns[place], cell, bold=last)
            if table.key == GOALS:
                self._share_bar(table, number, lefts, y)
            self._line(area, y - 0.3, _LINE, 0.4)
        return y

    def _heads(
        self,
        columns: Sequence[Column],
        lefts: Sequence[float],
        widths: Sequence[float],
        top: float,
    ) -> float:
        lines = [
            wrap_evenly(self._printable(c.heading), w - _PAD, _HEAD, self._typeface.width)[:3]
            for c, w in zip(columns, widths, strict=True)
        ]
        rows = max(map(len, lines), default=1)
        for column, left, width, texts in zip(columns, lefts, widths, lines, strict=True):
            for line, text in enumerate(reversed(texts)):
                y = top - rows * 8.4 + line * 8.4
                end = left + width - _PAD
                x = end - self._typeface.width(text, _HEAD) if column.numeric else left
                self._text(text, x, y, _HEAD, ink=_QUIET)
        y = top - rows * 8.4 - 3
        self._line(_Area(lefts[0], lefts[-1] + widths[-1] - lefts[0], 0), y, _TEXT, 0.8)
        return y

    def _cell(self, text: str, column: Column, area: _Area, *, bold: bool) -> None:
        room = area.width - _PAD
        size = _CELL if self._typeface.width(text, _CELL) <= room else _CELL * 0.88
        text = self._fitted(text, room, size)
        x = area.left
        if column.numeric:
            x += room - self._typeface.width(text, size, bold=bold)
        self._text(text, x, area.top + 3.6, size, bold=bold)

    def _share_bar(self, table: ReportTable, number: int, lefts: Sequence[float], y: float) -> None:
        """Below the share of a goal a thin bar of it."""
        place = next((i for i, c in enumerate(table.columns) if c.unit == "%"), None)
        if place is None:
            return
        share = table.rows[number][place]
        if not isinstance(share, int | float):
            return
        end = lefts[place + 1] - _APART - _PAD if place + 1 < len(lefts) else _RIGHT
        width = end - lefts[place]
        canvas = self._canvas
        canvas.setFillColor(_TRACK)
        canvas.rect(lefts[place] + 2, y + 0.6, width - 2, 1.5, stroke=0, fill=1)
        canvas.setFillColor(_BLUE)
        filled = (width - 2) * min(max(share / 100, 0.0), 1.0)
        canvas.rect(lefts[place] + 2, y + 0.6, filled, 1.5, stroke=0, fill=1)

    def _entries(self, table: ReportTable, area: _Area, room: float) -> None:
        """Each row as a short entry: its name in bold, the rest below it."""
        y, bottom = area.top, area.top - room
        for row in table.shown():
            name, rest = _entry(table, row)
            lines = wrap(self._printable(rest), area.width, _CELL, self._typeface.width)[:2]
            if y - 11 - 10 * len(lines) < bottom:
                break
            y -= 11
            self._text(self._fitted(name, area.width, 8.2, bold=True), area.left, y, 8.2, bold=True)
            for line in lines:
                y -= 9.6
                self._text(line, area.left, y, _CELL, ink=_QUIET)
            y -= 4

    def _footer(self) -> None:
        lines = wrap(self._printable(self._content.footer), _WIDTH, 6.4, self._typeface.width)[:4]
        y = _FOOT + 8.4 * (len(lines) - 1)
        self._rule(y + 10, _LINE, 0.5)
        for line in lines:
            self._text(line, _LEFT, y, 6.4, ink=_QUIET)
            y -= 8.4

    # -- strokes ---------------------------------------------------------------------------------

    def _text(  # noqa: PLR0913  # a text has place, size and look
        self, text: str, x: float, y: float, size: float, *, bold: bool = False, ink: Any = _TEXT
    ) -> None:
        self._canvas.setFillColor(ink)
        self._canvas.setFont(BOLD if bold else REGULAR, size)
        self._canvas.drawString(x, y, self._printable(text))

    def _rule(self, y: float, ink: Any, width: float) -> None:
        self._line(_Area(_LEFT, _WIDTH, 0), y, ink, width)

    def _line(self, area: _Area, y: float, ink: Any, width: float) -> None:
        self._canvas.setStrokeColor(ink)
        self._canvas.setLineWidth(width)
        self._canvas.line(area.left, y, area.left + area.width, y)

    def _printable(self, text: str) -> str:
        return self._typeface.printable(text)

    def _fitted(self, text: str, width: float, size: float, *, bold: bool = False) -> str:
        measure = self._bold_width if bold else self._typeface.width
        return fit(self._printable(text), width, size, measure)

    def _bold_width(self, text: str, size: float, *, bold: bool = True) -> float:
        return self._typeface.width(text, size, bold=bold)


def _entry(table: ReportTable, row: Sequence[str]) -> tuple[str, str]:
    """The name of an entry, and its other cells in one line."""
    names = 2 if table.key == RISKS else 1  # a goal is named by its number and its words
    rest = [
        f"{text}{column.unit}" if column.numeric else text
        for text, column in zip(row[names:], table.columns[names:], strict=True)
        if text != "–"
    ]
    return "　".join(row[:names]), tr(" | ").join(rest)


def _shortened(table: ReportTable, most: int) -> tuple[ReportTable, int]:
    """The table with at most `most` rows, and how many are left out."""
    if len(table.rows) <= most:
        return table, 0
    return replace(table, rows=table.rows[:most], row_keys=()), len(table.rows) - most
