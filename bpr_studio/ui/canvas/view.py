"""The window onto a flow: zoom, pan, keyboard, and the tool that has the mouse."""

from __future__ import annotations

from enum import Enum, auto
from html import escape
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QNativeGestureEvent, QPainter
from PySide6.QtWidgets import (
    QGraphicsView,
    QPinchGesture,
    QSizePolicy,
    QToolTip,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.tools import SLACK, LookTool
from bpr_studio.ui.canvas.words import tooltip_of

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import (
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QResizeEvent,
        QWheelEvent,
    )
    from PySide6.QtWidgets import (
        QGestureEvent,
        QWidget,
    )

    from bpr_studio.ui.canvas.scene import FlowScene
    from bpr_studio.ui.canvas.tools import Tool

LEAST_ZOOM: Final = 0.05
MOST_ZOOM: Final = 4.0
_READABLE: Final = 0.7
_START: Final = 0.8
_WHEEL_STEP: Final = 1.2
_KEY_STEP: Final = 1.25
_PAN_STEP: Final = 60
_MARGIN: Final = 28
_CORNERS: Final = 136  # height of what lies in the lower corners
_Key = Qt.Key
_ARROWS: Final = {
    int(_Key.Key_Left): QPoint(_PAN_STEP, 0),
    int(_Key.Key_Right): QPoint(-_PAN_STEP, 0),
    int(_Key.Key_Up): QPoint(0, _PAN_STEP),
    int(_Key.Key_Down): QPoint(0, -_PAN_STEP),
}


class Home(Enum):
    """What stays in view when the window changes its size."""

    START = auto()  # nobody has moved the paper yet
    ALL = auto()  # somebody asked for everything
    NOWHERE = auto()  # the paper was moved by hand


class FlowView(QGraphicsView):
    """Shows a `FlowScene`.

    Ctrl+wheel, pinch and Ctrl +/− zoom at the pointer or the middle, Ctrl+0 is 100 %, F shows
    everything. Wheel, Shift+wheel, arrow keys, the middle button, and the left one with the
    space bar held, move the paper. Tab goes from element to element and at the end to the next
    field; Esc selects nothing, after which Tab leaves at once.

    Signals:
        zoom_changed: the zoom, 1.0 for 100 %.
        moved: another part of the drawing is seen.
        element_opened: id of the element somebody double-clicked or pressed Enter on.
    """

    zoom_changed = Signal(float)
    moved = Signal()
    element_opened = Signal(str)

    def __init__(self, flow: FlowScene, parent: QWidget | None = None) -> None:
        super().__init__(flow, parent)
        self._flow = flow
        self._tool: Tool = LookTool()
        self._zoom = 1.0
        self._hand_at: QPoint | None = None
        self._space_held = False
        self._leaving = False
        self._home = Home.START
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setAcceptDrops(False)  # files go on to the page
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.setAccessibleName(tr("Drawing of the flow"))
        self.viewport().setAccessibleName(tr("Drawing of the flow"))  # it has the focus, too
        self.setAccessibleDescription(
            tr("Tab goes from step to step. The table shows the same steps as text.")
        )
        flow.drawing_changed.connect(self._make_room)
        # Shapes that shrink or go leave marks behind where only their new places are painted.
        flow.drawing_changed.connect(self.viewport().update)
        flow.selection_changed.connect(self.viewport().update)

    # -- what is seen ----------------------------------------------------------------------------

    @property
    def flow(self) -> FlowScene:
        """The scene shown."""
        return self._flow

    @property
    def zoom(self) -> float:
        """1.0 for 100 %."""
        return self._zoom

    def set_tool(self, tool: Tool) -> None:
        """Give the mouse to a tool."""
        self._tool = tool
        self.show_cursor()

    def set_zoom(self, zoom: float, at: QPoint | None = None) -> None:
        """Zoom so that the place under `at` (a viewport position; the middle) stays there."""
        self._home = Home.NOWHERE
        zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        at = at or self.viewport().rect().center()
        place = self.mapToScene(at)
        self._apply_zoom(zoom)
        self._bring(place, at)

    def zoom_in(self) -> None:
        """One step closer."""
        self.set_zoom(self._zoom * _KEY_STEP)

    def zoom_out(self) -> None:
        """One step back."""
        self.set_zoom(self._zoom / _KEY_STEP)

    def zoom_to_100(self) -> None:
        """Original size."""
        self.set_zoom(1.0)

    def fit(self) -> None:
        """Show everything, at most at 100 %."""
        area = self._flow.area()
        self._apply_zoom(self._fitting_zoom(area))
        self._bring(area.center(), self.viewport().rect().center())
        self._home = Home.ALL

    def show_start(self) -> None:
        """Show everything where words stay readable, else the upper left corner of the drawing."""
        area = self._flow.area()
        if self._fitting_zoom(area) >= _READABLE or area.isEmpty():
            self.fit()
        else:
            self._show_corner(area)
        self._home = Home.START

    def _show_corner(self, area: QRectF) -> None:
        room = self.viewport().rect()
        tall = area.height() * _START + 2 * _MARGIN > room.height()
        self._apply_zoom(_START)
        y = area.top() if tall else area.center().y()
        at = QPoint(_MARGIN, _MARGIN if tall else room.center().y())
        self._bring(QPointF(area.left(), y), at)

    def show_element(self, element_id: str) -> None:
        """Bring an element into view, clear of the corners, moving no more than needed."""
        self.show_area(self._flow.area_of(element_id))

    def show_area(self, area: QRectF) -> None:
        """Bring a part of the drawing into view, clear of the corners."""
        if area.isEmpty():
            return
        box = self.mapFromScene(area).boundingRect()
        clear = self.viewport().rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_CORNERS)
        by = QPoint(
            _into(box.left(), box.right(), clear.left(), clear.right()),
            _into(box.top(), box.bottom(), clear.top(), clear.bottom()),
        )
        if not by.isNull():
            self.pan_by(by)

    def go_to(self, place: QPointF) -> None:
        """Bring a place of the drawing into the middle."""
        self._bring(place, self.viewport().rect().center())

    def pan_by(self, by: QPoint) -> None:
        """Move the paper by so many pixels."""
        self._home = Home.NOWHERE
        for bar, step in (
            (self.horizontalScrollBar(), by.x()),
            (self.verticalScrollBar(), by.y()),
        ):
            bar.setValue(bar.value() - step)
        self.moved.emit()

    def seen(self) -> QRectF:
        """The part of the drawing that is in the window, in diagram units."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def sees_everything(self) -> bool:
        """Whether nothing of the drawing lies outside the window."""
        return self.seen().contains(self._flow.area())

    def element_under(self, position: QPointF) -> str:
        """The id of the element at a viewport position, "" where there is none."""
        return self._flow.element_at(self.mapToScene(position.toPoint()), SLACK / self._zoom)

    def open_element(self, element_id: str) -> None:
        """Tell that somebody wants to go into an element."""
        self.element_opened.emit(element_id)

    def show_cursor(self, cursor: Qt.CursorShape | None = None) -> None:
        """Change the mouse pointer; None gives back the hand or that of the tool."""
        hand = Qt.CursorShape.OpenHandCursor
        usual = hand if self._space_held else self._tool.cursor
        self.viewport().setCursor(usual if cursor is None else cursor)

    # -- mouse -----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The middle button, or the left one with the space bar, takes the paper."""
        self._leaving = False
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle or (self._space_held and event.button() == Qt.MouseButton.LeftButton):
            self._hand_at = event.position().toPoint()
            self.show_cursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self._tool.press(self, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the paper, or let the tool know."""
        if self._hand_at is None:
            self._tool.move(self, event)
            return
        here = event.position().toPoint()
        self.pan_by(here - self._hand_at)
        self._hand_at = here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put the paper down, or let the tool know."""
        if self._hand_at is None:
            self._tool.release(self, event)
            return
        self._hand_at = None
        self.show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """For the tool."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._tool.double_click(self, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms at the pointer; otherwise the paper moves, with Shift sideways."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turns = event.angleDelta().y() / 120.0
            self.set_zoom(self._zoom * _WHEEL_STEP**turns, event.position().toPoint())
        else:
            by = event.pixelDelta()
            if by.isNull():
                by = event.angleDelta() / 2
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not by.x():
                by = QPoint(by.y(), 0)
            self.pan_by(by)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Pinching zooms at its middle; resting over an element says what it is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tooltip(event)
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                at = event.position().toPoint()
                self.set_zoom(self._zoom * (1.0 + event.value()), at)
                return True
        elif event.type() == QEvent.Type.Gesture:
            pinch = cast("QGestureEvent", event).gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = self.viewport().mapFromGlobal(pinch.hotSpot().toPoint())
                self.set_zoom(self._zoom * pinch.scaleFactor(), at)
                return True
        return super().viewportEvent(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        hit = self.element_under(QPointF(event.pos()))
        element = self._flow.meant(hit) if hit else None
        text = tooltip_of(self._flow.model, element) if element else ""
        if text:  # names are data, never markup
            text = f"<p style='white-space:pre-wrap'>{escape(text)}</p>"
        QToolTip.showText(event.globalPos(), text, self.viewport())

    # -- keyboard --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, zoom, open, select nothing; the rest is the tool's."""
        if self._tool.key(self, event) or self._zoomed_by(event):
            return
        arrow = _ARROWS.get(event.key())
        if arrow is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pan_by(arrow)
        elif event.key() == _Key.Key_Space:
            if not event.isAutoRepeat():
                self._space_held = True
                self.show_cursor()
        elif event.key() in {_Key.Key_Return, _Key.Key_Enter} and self._flow.selected:
            self.open_element(self._flow.selected[0])
        elif event.key() == _Key.Key_Escape:
            self._leaving = True
            self._flow.select(())
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The space bar gives the mouse back."""
        if event.key() == _Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self.show_cursor()
        else:
            event.ignore()

    def _zoomed_by(self, event: QKeyEvent) -> bool:
        deeds = {
            int(_Key.Key_Plus): self.zoom_in,
            int(_Key.Key_Semicolon): self.zoom_in,  # where + lies on a Japanese keyboard
            int(_Key.Key_Equal): self.zoom_in,
            int(_Key.Key_Minus): self.zoom_out,
            int(_Key.Key_0): self.zoom_to_100,
        }
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in deeds:
            deeds[event.key()]()
        elif not control and event.key() == _Key.Key_F:
            self.fit()
        else:
            return False
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab selects the next element; after the last one it leaves the canvas."""
        order = self._flow.reading_order()
        selected = self._flow.selected
        if self._leaving or not order:
            self._leaving = False
            return super().focusNextPrevChild(forward)
        if selected and selected[-1] in order:
            place = order.index(selected[-1]) + (1 if forward else -1)
        else:
            place = 0 if forward else len(order) - 1
        if not 0 <= place < len(order):
            self._flow.select(())
            return super().focusNextPrevChild(forward)
        self._flow.select((order[place],))
        self.show_element(order[place])
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by Tab selects the first element, so that the keyboard is seen to be here."""
        super().focusInEvent(event)
        self._leaving = False
        self._flow.set_keyboard_here(here=True)
        order = self._flow.reading_order()
        if order and not self._flow.selected:
            if event.reason() == Qt.FocusReason.TabFocusReason:
                self._flow.select((order[0],))
            elif event.reason() == Qt.FocusReason.BacktabFocusReason:
                self._flow.select((order[-1],))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame becomes thinner."""
        super().focusOutEvent(event)
        self._space_held = False
        self._flow.set_keyboard_here(here=False)

    # -- inside ----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Until somebody moves the paper the start, or all, stays in view; then the middle."""
        old, home = event.oldSize(), self._home
        middle = self.mapToScene(QPoint(old.width() // 2, old.height() // 2))
        super().resizeEvent(event)
        self._make_room()
        match home:
            case Home.START:
                self.show_start()
            case Home.ALL:
                self.fit()
            case Home.NOWHERE:
                self._bring(middle, self.viewport().rect().center())
        self.moved.emit()

    def start_over(self) -> None:
        """Another drawing is shown: begin at its start."""
        self._make_room()
        self.show_start()

    def _fitting_zoom(self, area: QRectF) -> float:
        room = self.viewport().rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        if area.isEmpty() or room.isEmpty():
            return 1.0
        zoom = min(room.width() / area.width(), room.height() / area.height(), 1.0)
        return max(zoom, LEAST_ZOOM)

    def _apply_zoom(self, zoom: float) -> None:
        if zoom != self._zoom:
            self.scale(zoom / self._zoom, zoom / self._zoom)
            self._zoom = zoom
            self._flow.set_zoom(zoom)
            self.zoom_changed.emit(zoom)
        self._make_room()

    def _make_room(self) -> None:
        """The paper may be moved until only a corner of the drawing is left in the window."""
        room = self.viewport().rect()
        x, y = room.width() * 0.8 / self._zoom, room.height() * 0.8 / self._zoom
        self.setSceneRect(self._flow.area().adjusted(-x, -y, x, y))

    def _bring(self, place: QPointF, at: QPoint) -> None:
        """Scroll so that a place of the drawing is at a viewport position."""
        off = self.mapFromScene(place) - at
        self.pan_by(-off)


def _into(low: int, high: int, least: int, most: int) -> int:
    """How far a stretch has to move to lie between two limits; to the middle if it is longer."""
    if high - low > most - least:
        return (least + most - low - high) // 2
    return max(least - low, 0) or min(most - high, 0)
