"""How a survey workbook looks, and the parts every one of its sheets shares."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.workload.survey_format import FieldKind

if TYPE_CHECKING:
    import io

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from bpr_studio.domain.workload.form import FormContext

FONT: Final = "BIZ UDPゴシック"
_LINE: Final = "#B4B4B8"
_GREY: Final = "#F0F0F2"
_TINTS: Final = ("#DDE6FB", "#FCE6D6", "#DFF1E6", "#FBF1CF", "#E9E2F6", "#E3EBEF")
_NUMBER_FORMATS: Final = {
    FieldKind.CODE: "@",  # as text, so that nothing turns into a date
    FieldKind.TEXT: "@",
    FieldKind.HOURS: "#,##0.0#",
    FieldKind.COUNT: "#,##0",
    FieldKind.PERCENT: "0",
    FieldKind.PERCENT_OF_YEAR: "0",
    FieldKind.CHOICE: "@",
    FieldKind.FLAG: "@",
    FieldKind.DATE: "yyyy/m/d",
    FieldKind.NUMBER: "#,##0.##",
    FieldKind.LIST: "@",
}
_LEFT: Final = (FieldKind.CODE, FieldKind.TEXT, FieldKind.CHOICE)


def new_workbook(buffer: io.BytesIO, context: FormContext) -> Workbook:
    """An empty workbook with our font that calculates everything when it is opened."""
    from bpr_studio.adapters.sheets.locked_workbook import LockedWorkbook  # 80 ms on first use

    workbook = LockedWorkbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": FONT, "font_size": 10},
        },
    )
    # A fixed date: the same form gives the same bytes.
    created = dt.datetime(context.fiscal_year, 4, 1, tzinfo=dt.UTC)
    workbook.set_properties({"title": "業務量調査 調査票", "author": "", "created": created})
    workbook.set_calc_mode("auto")
    return workbook


class FormStyles:
    """The cell formats of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._inputs: dict[FieldKind, Format] = {}
        self._examples: dict[FieldKind, Format] = {}
        self._headers: dict[int, Format] = {}
        self._groups: dict[int, Format] = {}
        self.head = self._new()
        self.title = self._new(bold=True, font_size=14)
        self.note = self._new(font_color="#595959")
        self.fictitious = self._new(bold=True, font_color="#B00000")
        self.label = self._new(align="right")
        self.total = self._new(
            num_format="#,##0.0;-#,##0.0;", bg_color=_GREY, border=1, border_color=_LINE
        )
        self.ratio = self._new(num_format="0%", bg_color=_GREY, border=1, border_color=_LINE)
        self.calculated = self._new(
            num_format="#,##0.0#", bg_color=_GREY, border=1, border_color=_LINE
        )
        last = {"bg_color": _GREY, "border": 1, "border_color": _LINE, "font_color": "#595959"}
        self.last_hours = self._new(num_format="#,##0.0#", **last)
        self.last_cases = self._new(num_format="#,##0", **last)
        self.check = self._new(
            bg_color=_GREY, border=1, border_color=_LINE, font_size=9, shrink=True
        )
        self.number = self._new(
            bg_color=_GREY, border=1, border_color=_LINE, align="center", font_color="#595959"
        )
        self.hidden = self._new(font_color="#595959", font_size=8)
        self.listed = self._new(border=1, border_color=_LINE, text_wrap=True)
        self.guide_heading = self._new(bold=True, valign="top", text_wrap=True)
        self.guide_text = self._new(valign="top", text_wrap=True)
        self.missing = self._new(bg_color="#FFD9C2")
        self.wrong = self._new(bg_color="#FFC7C7", bold=True)
        self.done = self._new(font_color="#1B7A4A", bold=True)

    def _new(self, **properties: object) -> Format:
        return self._workbook.add_format({"valign": "vcenter", **properties})

    def input(self, kind: FieldKind) -> Format:
        """A cell to write in."""
        return self._of_kind(self._inputs, kind, {"locked": False})

    def example(self, kind: FieldKind) -> Format:
        """A cell of the example line."""
        look = {"italic": True, "font_color": "#595959", "bg_color": _GREY}
        return self._of_kind(self._examples, kind, look)

    def _of_kind(
        self, known: dict[FieldKind, Format], kind: FieldKind, look: dict[str, object]
    ) -> Format:
        if kind not in known:
            known[kind] = self._new(
                **{
                    "num_format": _NUMBER_FORMATS[kind],
                    "border": 1,
                    "border_color": _LINE,
                    "align": "left" if kind in _LEFT else "right",
                    "text_wrap": kind is FieldKind.TEXT,
                    **look,
                }
            )
        return known[kind]

    def header(self, group: int) -> Format:
        """A column heading in the tint of its group."""
        if group not in self._headers:
            self._headers[group] = self._new(
                bold=True,
                text_wrap=True,
                align="center",
                border=1,
                border_color=_LINE,
                bg_color=_TINTS[group % len(_TINTS)],
            )
        return self._headers[group]

    def group(self, group: int) -> Format:
        """The heading above the columns of a group."""
        if group not in self._groups:
            self._groups[group] = self._new(
                bold=True, bg_color=_TINTS[group % len(_TINTS)], top=2, top_color="#595959"
            )
        return self._groups[group]
