"""The usual tool: click selects, dragging moves what is under the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtWidgets import QApplication

from bpr_studio.domain.modeling.bending import drop_bend
from bpr_studio.domain.process.element import Kind
from bpr_studio.ui.canvas.editing.drag_band import BandDrag
from bpr_studio.ui.canvas.editing.drag_lane import LaneEdgeDrag, LaneOrderDrag, edge_at
from bpr_studio.ui.canvas.editing.drag_line import BendDrag, EndDrag, SegmentDrag
from bpr_studio.ui.canvas.editing.drag_move import MoveDrag
from bpr_studio.ui.canvas.editing.drag_shape import LabelDrag, ResizeDrag
from bpr_studio.ui.canvas.editing.edit_tool import LEFT, EditTool
from bpr_studio.ui.canvas.editing.handles import Grip
from bpr_studio.ui.canvas.editing.spots import spot_at

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QMouseEvent

    from bpr_studio.domain.shared.geometry import Point
    from bpr_studio.ui.canvas.editing.bench import Bench
    from bpr_studio.ui.canvas.editing.drag_lane import LaneEdge
    from bpr_studio.ui.canvas.editing.edit_tool import Drag, ToolBox
    from bpr_studio.ui.canvas.editing.handles import Handle
    from bpr_studio.ui.canvas.editing.spots import Spot
    from bpr_studio.ui.canvas.tools import Paper

_Mod = Qt.KeyboardModifier
_ADDING: Final = _Mod.ControlModifier | _Mod.ShiftModifier
_COPYING: Final = _Mod.ControlModifier | _Mod.AltModifier
_REACH: Final = 7.0  # pixels around the middle of a handle
_EDGE: Final = 24
_STEP: Final = 14
_EVERY_MS: Final = 30


@dataclass(frozen=True, slots=True)
class _Press:
    """Where the button went down and on what."""

    at: QPoint
    place: Point
    spot: Spot
    handle: Handle | None
    edge: LaneEdge | None


class SelectTool(EditTool):
    """Selecting, moving, resizing, bending, reordering."""

    name = "select"
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, bench: Bench, box: ToolBox) -> None:
        super().__init__(bench, box)
        self._press: _Press | None = None
        self._drag: Drag | None = None
        self._last = QPointF()
        self._keys = _Mod.NoModifier
        self._rolling = QTimer(bench)
        self._rolling.setInterval(_EVERY_MS)
        self._rolling.timeout.connect(self._roll)

    @property
    def is_dragging(self) -> bool:
        """Whether something is being dragged."""
        return self._drag is not None

    def leave(self) -> None:
        """Give up what is being dragged."""
        self._stop()

    def press(self, view: Paper, event: QMouseEvent) -> None:
        """Remember where and on what."""
        del view
        if event.button() != LEFT or self._drag is not None:
            return
        place = self.place(event)
        handle = self._handle_at(event.position())
        spot = spot_at(self.bench, place)
        edge = edge_at(self.bench, place) if handle is None else None
        self._press = _Press(event.position().toPoint(), place, spot, handle, edge)

    def move(self, view: Paper, event: QMouseEvent) -> None:
        """Drag, or show what could be dragged here."""
        place = self.place(event)
        if self._press is None:
            self._show_what_is_here(view, event, place)
            return
        if not event.buttons() & LEFT:  # the release went somewhere else
            self._stop()
            return
        far = (event.position().toPoint() - self._press.at).manhattanLength()
        if self._drag is None and far >= QApplication.startDragDistance():
            self._drag = self._begin(self._press, event.modifiers())
            self._rolling.start()
        if self._drag is not None:
            self._last, self._keys = event.position(), event.modifiers()
            self._drag.to(place, event.modifiers())

    def release(self, view: Paper, event: QMouseEvent) -> None:
        """Drop what is dragged; without dragging, select what is there."""
        del view
        if event.button() != LEFT or self._press is None:
            return
        press, drag = self._press, self._drag
        self._stop()
        if drag is not None:
            drag.drop()
        elif press.handle is None:
            self._select(press.spot.element, event.modifiers())

    def double_click(self, view: Paper, event: QMouseEvent) -> None:
        """Write the name of what is there; a bend goes; an empty place gets a step."""
        place = self.place(event)
        handle = self._handle_at(event.position())
        spot = spot_at(self.bench, place)
        if handle is not None and handle.grip is Grip.BEND:
            self.bench.run(drop_bend, handle.element, handle.index)
        elif self.bench.editor is None:
            view.open_element(spot.element)
        elif spot.element:
            self.bench.scene.select((spot.element,))
            self.bench.names_wanted.emit((spot.element,))
        else:
            self.box.do("place_here:task")

    def escape(self) -> bool:
        """Esc gives up dragging first; otherwise the view selects nothing."""
        if self._press is None:
            return False
        self._stop()
        return True

    # -- inside ----------------------------------------------------------------------------------

    def _stop(self) -> None:
        self._rolling.stop()
        dragged = self._drag is not None
        self._press = self._drag = None
        if dragged:
            self.bench.end_preview()

    def _begin(self, press: _Press, keys: Qt.KeyboardModifier) -> Drag:
        bench = self.bench
        if press.handle is not None:
            return self._begin_handle(press.handle, press.place)
        if press.edge is not None:
            bench.scene.select((press.edge.lane,))
            return LaneEdgeDrag(bench, press.edge, press.place)
        if not press.spot.moves:
            return BandDrag(bench, press.place, adding=bool(keys & _ADDING))
        return self._begin_element(press.spot, press.place, keys)

    def _begin_element(self, spot: Spot, place: Point, keys: Qt.KeyboardModifier) -> Drag:
        bench = self.bench
        element = bench.model.element(spot.element)
        is_line = element.bounds is None
        alone = spot.on_label or is_line or element.kind is Kind.LANE
        if alone or element.id not in bench.selected:
            bench.scene.select((element.id,))
        if spot.on_label:
            return LabelDrag(bench, element.id, place)
        if is_line:
            return SegmentDrag.nearest(bench, element.id, place)
        if element.kind is Kind.LANE:
            return LaneOrderDrag(bench, element.id, place)
        return MoveDrag(bench, place, copies=bool(keys & _COPYING))

    def _begin_handle(self, handle: Handle, place: Point) -> Drag:
        match handle.grip:
            case Grip.CORNER:
                return ResizeDrag(self.bench, handle, place)
            case Grip.BEND:
                return BendDrag(self.bench, handle)
            case Grip.SEGMENT:
                return SegmentDrag(self.bench, handle.element, handle.index, place)
            case Grip.START | Grip.END:
                return EndDrag(self.bench, handle)

    def _select(self, hit: str, keys: Qt.KeyboardModifier) -> None:
        scene = self.bench.scene
        if not keys & _ADDING:
            scene.select((hit,) if hit else ())
        elif hit in scene.selected:
            scene.select(i for i in scene.selected if i != hit)
        else:
            scene.select((*scene.selected, hit))

    def _handle_at(self, position: QPointF) -> Handle | None:
        """The handle under the pointer; ends and bends win over the middle of a segment."""
        view, found, least = self.bench.view, None, _REACH
        for handle in self.bench.overlay.handles:
            at = view.mapFromScene(QPointF(*handle.at))
            off = max(abs(at.x() - position.x()), abs(at.y() - position.y()))
            if off <= least:
                found, least = handle, off
        return found

    def _show_what_is_here(self, view: Paper, event: QMouseEvent, place: Point) -> None:
        if self.bench.editor is None:
            return
        handle = self._handle_at(event.position())
        if handle is not None:
            view.show_cursor(handle.cursor)
            return
        edge = edge_at(self.bench, place)
        if edge is not None:
            view.show_cursor(edge.cursor)
            return
        spot = spot_at(self.bench, place)
        grabs = spot.moves and spot.is_band
        view.show_cursor(Qt.CursorShape.OpenHandCursor if grabs else None)

    def _roll(self) -> None:
        """At the edge of the window the paper moves along while something is dragged."""
        by = _roll_by(self.bench.view.viewport().rect(), self._last.toPoint())
        if self._drag is not None and not by.isNull():
            self.bench.view.pan_by(by)
            self._drag.to(self.bench.place_at(self._last), self._keys)


def _roll_by(room: QRect, at: QPoint) -> QPoint:
    x = _STEP * ((at.x() < room.left() + _EDGE) - (at.x() > room.right() - _EDGE))
    y = _STEP * ((at.y() < room.top() + _EDGE) - (at.y() > room.bottom() - _EDGE))
    return QPoint(x, y)
