"""The clipboard: our own form for ourselves, picture, table and text for office programs."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from bpr_studio.domain.modeling.belonging import moving_along
from bpr_studio.domain.modeling.copying import Clipping, clipping_of, duplicate, paste
from bpr_studio.domain.modeling.removing import remove
from bpr_studio.domain.process.element import CONNECTIONS, FLOW_NODES
from bpr_studio.domain.process.flow_order import in_flow_order
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.wording import core_word, kind_word, place_word, plain_number
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.editing.pasted_lines import paste_lines
from bpr_studio.ui.canvas.picture import image_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bpr_studio.domain.process.element import Element
    from bpr_studio.ui.canvas.editing.bench import Bench

    SvgWriter = Callable[[ProcessModel], str]

FORMAT: Final = "application/x-bpr-studio-flow+json"
_SVG: Final = "image/svg+xml"
_Row = tuple[str, ...]


class FlowClipboard:
    """Copies, cuts and pastes on the bench."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.svg_of: SvgWriter | None = None

    def copy(self) -> bool:
        """Put what is selected on the clipboard; the whole drawing where nothing is selected."""
        bench = self._bench
        ids = bench.selected or tuple(e.id for e in bench.scene.elements())
        shown = _with_inner_lines(bench.model, ids)
        if not shown:
            return False
        QGuiApplication.clipboard().setMimeData(self._mime_data(ids, shown))
        return True

    def cut(self) -> None:
        """Copy what is selected, then delete it."""
        if self._bench.selected and self.copy():
            self._bench.run(remove, self._bench.selected)

    def paste(self) -> None:
        """Put what is on the clipboard at the pointer: a piece of a flow, or lines as steps."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        bench = self._bench
        if data is None:  # nothing was ever copied
            data = QMimeData()
        if data.hasFormat(FORMAT):
            clipping = _clipping_in(bytes(data.data(FORMAT).data()))
            if clipping is None:
                bench.refuse(tr("What was copied comes from a newer version and was not pasted."))
                return
            at = bench.pointer_place()
            self._show(bench.run(paste, clipping, at, diagram=bench.diagram))
        elif data.hasText() and data.text().strip():
            self._show(paste_lines(bench, data.text()))
        else:
            bench.refuse(tr("There is nothing on the clipboard that can be drawn."))

    def duplicate(self) -> None:
        """A copy of what is selected, beside it."""
        if self._bench.selected:
            self._show(self._bench.run(duplicate, self._bench.selected))

    # -- inside ----------------------------------------------------------------------------------

    def _show(self, made: tuple[str, ...] | None) -> None:
        if made:
            self._bench.select_soon(made)

    def _mime_data(self, ids: tuple[str, ...], shown: list[Element]) -> QMimeData:
        bench = self._bench
        data = QMimeData()
        clipping = clipping_of(bench.model, ids)
        data.setData(FORMAT, QByteArray(json.dumps(clipping.to_json()).encode()))
        piece = ProcessModel(elements=[replace(element, diagram="") for element in shown])
        data.setImageData(image_of(piece, ""))
        if self.svg_of is not None:
            data.setData(_SVG, QByteArray(self.svg_of(piece).encode()))
        rows = table_of(bench.model, shown)
        if len(rows) > 1:
            data.setText(as_text(rows))
            data.setHtml(as_html(rows))
        return data


def table_of(model: ProcessModel, elements: Iterable[Element]) -> list[_Row]:
    """The steps among elements in the order of work, with a head row."""
    steps = in_flow_order(model, [e for e in elements if e.kind in FLOW_NODES])
    head = (
        tr("No."),
        tr("Lane"),
        tr("Name"),
        tr("Kind"),
        tr("Core"),
        tr("Minutes for one case"),
        tr("Cases a year"),
    )
    return [head, *(_row(number, model, step) for number, step in enumerate(steps, start=1))]


def as_text(rows: Sequence[_Row]) -> str:
    """Rows for a spreadsheet: tabs between cells."""
    return "\n".join("\t".join(rows_cells) for rows_cells in rows) + "\n"


def as_html(rows: Sequence[_Row]) -> str:
    """Rows as a table for a text program."""
    head, *body = rows
    lines = ["<table border='1' cellspacing='0' cellpadding='3'>"]
    lines.append("<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>")
    lines += ["<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in body]
    return "<meta charset='utf-8'>" + "".join(lines) + "</table>"


def _row(number: int, model: ProcessModel, element: Element) -> _Row:
    step = element.step
    return (
        str(number),
        place_word(model, element).rpartition(" › ")[2],
        " ".join(element.name.split()),
        kind_word(element),
        core_word(step.core_tag),
        "" if step.minutes_per_case is None else plain_number(step.minutes_per_case),
        "" if step.yearly_cases is None else plain_number(step.yearly_cases),
    )


def _clipping_in(data: bytes) -> Clipping | None:
    """The piece of a flow in these bytes; None when they are not ours or of a later version."""
    try:
        return Clipping.from_json(json.loads(data))
    except (ValueError, KeyError, TypeError):
        return None


def _with_inner_lines(model: ProcessModel, ids: Iterable[str]) -> list[Element]:
    """What a picture of these elements shows: content, and connections between them."""
    wanted = tuple(ids)
    shapes = set(moving_along(model, wanted))
    lines = [
        line.id
        for shape in shapes
        for line in model.outgoing(shape)
        if line.kind in CONNECTIONS and line.target in shapes
    ]
    chosen = dict.fromkeys((*shapes, *lines, *wanted))
    found = (model.find(element_id) for element_id in chosen)
    return [element for element in found if element is not None and element.is_drawn]
