"""Connecting two elements: drag or click from one to the other, or choose with the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from bpr_studio.domain.diagram.routing import first_route
from bpr_studio.domain.modeling.connecting import connect
from bpr_studio.domain.modeling.rules import connection_for
from bpr_studio.domain.modeling.verdict import ConnectionVerdict
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.editing.answers import asks_for_word
from bpr_studio.ui.canvas.editing.bench import tone_of
from bpr_studio.ui.canvas.editing.edit_tool import LEFT, EditTool, wants_more
from bpr_studio.ui.canvas.editing.overlay import NOTHING, Preview, frame_of
from bpr_studio.ui.canvas.editing.walking import Way, nearest

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.geometry import Point
    from bpr_studio.ui.canvas.editing.bench import Bench
    from bpr_studio.ui.canvas.editing.edit_tool import ToolBox
    from bpr_studio.ui.canvas.tools import Paper

_Key = Qt.Key
_WAYS = {
    int(_Key.Key_Right): Way.RIGHT,
    int(_Key.Key_Left): Way.LEFT,
    int(_Key.Key_Up): Way.UP,
    int(_Key.Key_Down): Way.DOWN,
}


class ConnectTool(EditTool):
    """Two clicks or one drag; the preview says beforehand which connection it becomes."""

    name = "connect"
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, bench: Bench, box: ToolBox) -> None:
        super().__init__(bench, box)
        self._source = ""
        self._target = ""
        self._pressed: QPoint | None = None
        self._answered = ("", "")
        self._verdict = ConnectionVerdict(None)
        self._line: tuple[Point, ...] = ()

    def enter(self) -> None:
        """What is selected is the start."""
        single = self.bench.single()
        self.start(single.id if single is not None and single.bounds else "")

    def start(self, source_id: str) -> None:
        """Connect from this element; "" asks for one first."""
        self._source, self._target, self._pressed = source_id, "", None
        self._answered = ("", "")
        if source_id:
            self._show(None)
        else:
            self.bench.tell(tr("Click where the connection starts."))

    def press(self, view: Paper, event: QMouseEvent) -> None:
        """The start, or the end."""
        del view
        if event.button() != LEFT:
            self.box.back_to_select()
            return
        hit = self._hit(event)
        if not self._source:
            self._source = hit
            self._pressed = event.position().toPoint() if hit else None
            self._show(self.place(event))
        elif hit:
            self._target = hit
            self._connect(event.modifiers())
        else:
            self.box.back_to_select()

    def move(self, view: Paper, event: QMouseEvent) -> None:
        """Show the line to the pointer."""
        del view
        place = self.place(event)
        self._target = self._hit(event)
        if self._source:
            self._show(place)
        else:
            element = self.bench.model.find(self._target)
            self.bench.preview(Preview(target=frame_of(element)) if element else NOTHING)

    def release(self, view: Paper, event: QMouseEvent) -> None:
        """After a drag the end is here."""
        del view
        if self._pressed is None:
            return
        far = (event.position().toPoint() - self._pressed).manhattanLength()
        self._pressed = None
        hit = self._hit(event)
        if far >= QApplication.startDragDistance() and hit and hit != self._source:
            self._target = hit
            self._connect(event.modifiers())

    def key(self, view: Paper, event: QKeyEvent) -> bool:
        """Arrow keys choose the end, Enter connects."""
        way = _WAYS.get(event.key())
        if way is not None and self._source and not event.modifiers():
            self._choose(way)
            return True
        if event.key() in {_Key.Key_Return, _Key.Key_Enter} and self._source:
            if self._target:
                self._connect(Qt.KeyboardModifier.NoModifier)
            return True
        return super().key(view, event)

    # -- inside ----------------------------------------------------------------------------------

    def _hit(self, event: QMouseEvent) -> str:
        hit = self.bench.scene.element_at(QPointF(*self.place(event)), self.bench.slack())
        element = self.bench.model.find(hit)
        return hit if element is not None and element.bounds else ""

    def _choose(self, way: Way) -> None:
        """The next element in a direction, seen from the one chosen last."""
        model = self.bench.model
        start = self._target or self._source
        others = [e for e in self.bench.scene.elements() if e.id != self._source]
        able = [e for e in others if e.bounds and connection_for(model, self._source, e.id)]
        found = nearest(model, start, able, way)
        if found:
            self._target = found
            self.bench.pointer = None
            self.bench.view.show_element(found)
            self._show(None)

    def _show(self, place: Point | None) -> None:
        bench = self.bench
        source = bench.model.find(self._source)
        if source is None or source.bounds is None:
            bench.end_preview()
            return
        target = bench.model.find(self._target)
        if target is None or target.bounds is None:
            begun = (source.bounds.centre, place) if place else ()
            bench.preview(Preview(arrow=begun, target=frame_of(source)))
            text = tr("Choose the end: arrow keys and Enter, or a click.")
            bench.tell("" if place else text)
            return
        if self._answered != (self._source, self._target):  # finding a way takes its time
            self._answered = (self._source, self._target)
            self._verdict = connection_for(bench.model, self._source, self._target)
            self._line = _line(bench, source, target, self._verdict)
        verdict = self._verdict
        arrow = self._line or (source.bounds.centre, target.bounds.centre)
        bench.preview(Preview(tone=tone_of(verdict), arrow=arrow, target=frame_of(target)))
        bench.warn(verdict.reason)

    def _connect(self, keys: Qt.KeyboardModifier) -> None:
        bench = self.bench
        source, target = self._source, self._target
        bench.end_preview()
        made = bench.run(connect, source, target)
        if made is None:
            self._target = ""
            return  # the reason stands beside the pointer; choose another end or press Esc
        bench.select_soon((target,))
        if wants_more(keys):
            self.start("")
            return
        self.box.back_to_select()
        line = bench.model.find(made)
        if line is not None and asks_for_word(bench.model, line):
            bench.names_wanted.emit((made,))


def _line(
    bench: Bench, source: Element, target: Element, verdict: ConnectionVerdict
) -> tuple[Point, ...]:
    if verdict.kind is None:
        return ()
    return first_route(bench.model, source, target, verdict.kind)
