"""Putting something new on the canvas: a ghost shows where, a click puts it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from bpr_studio.domain.modeling.creating import place
from bpr_studio.domain.modeling.rules import may_place
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.ui.canvas.editing.bench import tone_of
from bpr_studio.ui.canvas.editing.edit_tool import LEFT, EditTool, wants_more
from bpr_studio.ui.canvas.editing.overlay import Preview, frame_of
from bpr_studio.ui.canvas.editing.template_pictures import ghost_of

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QMouseEvent, QPainterPath

    from bpr_studio.domain.modeling.rules import Placing
    from bpr_studio.ui.canvas.editing.bench import Bench
    from bpr_studio.ui.canvas.editing.edit_tool import ToolBox
    from bpr_studio.ui.canvas.tools import Paper

_GRID: Final = 10.0
_NAMELESS: Final = frozenset({Kind.LANE})


class PlaceTool(EditTool):
    """Places one template; with Shift another one after it."""

    name = "place"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, bench: Bench, box: ToolBox) -> None:
        super().__init__(bench, box)
        self._key = "task"

    @property
    def template_key(self) -> str:
        """What is placed."""
        return self._key

    def choose(self, key: str) -> None:
        """Place this from now on."""
        self._key = key

    def press(self, view: Paper, event: QMouseEvent) -> None:
        """Left puts it there, any other button leaves."""
        del view
        if event.button() != LEFT:
            self.box.back_to_select()
            return
        self.put(self.place(event), keep=wants_more(event.modifiers()))

    def move(self, view: Paper, event: QMouseEvent) -> None:
        """Show it here."""
        del view
        self.show(self.place(event))

    def drag_to(self, position: QPointF) -> None:
        """The palette drags it over the canvas; a viewport position."""
        self.show(self.bench.place_at(position))

    def drop_at(self, position: QPointF, room: QPoint | None = None) -> None:
        """The palette drops it; a viewport position."""
        del room
        self.put(self.bench.place_at(position), keep=False)

    def show(self, at: Point) -> None:
        """Show it at a place, and whether it may stand there."""
        bench, made_from = self.bench, template(self._key)
        placing = may_place(bench.model, made_from, at, bench.diagram)
        at = self._settled(at, placing)
        bench.preview(
            Preview(
                tone=tone_of(placing),
                picture=ghost_of(made_from, at),
                target=self._target(placing),
            )
        )
        bench.warn(placing.reason)

    def put(self, at: Point, *, keep: bool) -> None:
        """Put it there and write its name."""
        bench, made_from = self.bench, template(self._key)
        placing = may_place(bench.model, made_from, at, bench.diagram)
        bench.end_preview()
        at = self._settled(at, placing)
        made = bench.run(place, made_from, at, diagram=bench.diagram)
        if made is None:
            return
        bench.select_soon((made,))
        if keep:
            return
        self.box.back_to_select()
        if made_from.kind not in _NAMELESS:
            bench.names_wanted.emit((made,))

    def _settled(self, at: Point, placing: Placing) -> Point:
        """On the grid, unless it goes onto something that decides the place."""
        if placing.onto:
            return at
        return Point(round(at.x / _GRID) * _GRID, round(at.y / _GRID) * _GRID)

    def _target(self, placing: Placing) -> QPainterPath | None:
        element = self.bench.model.find(placing.onto or placing.container)
        return frame_of(element) if element is not None else None
