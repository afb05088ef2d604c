"""What all tools share: the editor, the drawing, what lies over it, and one way to do a deed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar

from PySide6.QtCore import QObject, QPointF, Signal

from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.ui.canvas.editing.overlay import GHOSTS_WITH_CONTENT, Overlay, Tone
from bpr_studio.ui.canvas.items import part_of
from bpr_studio.ui.canvas.painting import rect_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import QPoint, QRectF

    from bpr_studio.domain.modeling.verdict import ConnectionVerdict, Verdict
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.ui.canvas.editing.hint import Hint
    from bpr_studio.ui.canvas.editing.overlay import Preview
    from bpr_studio.ui.canvas.scene import FlowScene
    from bpr_studio.ui.canvas.view import FlowView

_FRAMES: Final = frozenset({Kind.POOL, Kind.LANE, Kind.GROUP})
P = ParamSpec("P")
T = TypeVar("T")


class Bench(QObject):
    """One canvas being edited.

    Signals:
        refused: why something was not done.
        deed_done: name of what was done.
        names_wanted: ids whose names shall be typed now, one after the other.
        busy_changed: a preview is shown now, or no longer.
    """

    refused = Signal(str)
    deed_done = Signal(str)
    names_wanted = Signal(tuple)
    busy_changed = Signal(bool)

    def __init__(self, view: FlowView, hint: Hint) -> None:
        super().__init__(view)
        self.view = view
        self.scene: FlowScene = view.flow
        self.overlay = Overlay(self.scene)
        self._hint = hint
        self._editor: Editor | None = None
        self._wanted: tuple[str, ...] = ()
        self._busy = False
        self.pointer: QPointF | None = None

    # -- what is edited --------------------------------------------------------------------------

    @property
    def editor(self) -> Editor | None:
        """The door through which the model is changed; None for looking only."""
        return self._editor

    def give(self, editor: Editor | None) -> None:
        """Edit with this editor from now on."""
        self._editor = editor
        self._wanted = ()

    @property
    def model(self) -> ProcessModel:
        """The model shown."""
        return self.scene.model

    @property
    def diagram(self) -> str:
        """The diagram shown."""
        return self.scene.diagram_id

    @property
    def selected(self) -> tuple[str, ...]:
        """The ids of what is selected."""
        return self.scene.selected

    def selected_elements(self) -> list[Element]:
        """What is selected; second pictures as what they picture."""
        found = (self.scene.meant(element_id) for element_id in self.selected)
        return [element for element in found if element is not None]

    def single(self) -> Element | None:
        """The one selected element, None when there are none or several."""
        found = self.selected_elements()
        return found[0] if len(found) == 1 else None

    def lanes(self) -> list[Element]:
        """The lanes drawn here, the innermost last."""
        lanes = self.model.of_kind(Kind.LANE)
        return [lane for lane in lanes if not self.scene.area_of(lane.id).isEmpty()]

    def shapes_in(self, area: QRectF) -> int:
        """How many shapes other than pools, lanes and groups lie in an area."""
        parts = (part_of(item) for item in self.scene.items(area))
        shapes = {part.element.id: part.element for part in parts if part is not None}
        return sum(
            1
            for element in shapes.values()
            if element.bounds
            and element.kind not in _FRAMES
            and area.intersects(rect_of(element.bounds))
        )

    def is_bare(self, place: Point) -> bool:
        """Whether nothing but pools, lanes and groups lies at a place."""
        hit = self.model.find(self.scene.element_at(QPointF(*place), 0.0))
        return hit is None or hit.kind in _FRAMES

    # -- doing -----------------------------------------------------------------------------------

    def run(
        self, deed: Callable[Concatenate[Editor, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Do a gesture; what the rules or the store refuse is told, never raised.

        Returns:
            What the gesture gives; None when it was refused.
        """
        editor = self._editor
        if editor is None:
            return None
        try:
            given = deed(editor, *args, **kwargs)
        except BprError as refusal:
            self.refuse(str(refusal))
            return None
        self.deed_done.emit(editor.undo_name or "")
        return given

    def refuse(self, reason: str) -> None:
        """Say beside the pointer why something is not done."""
        self._hint.say(reason, self._pointer_on_hint(), passing=True)
        self.refused.emit(reason)

    def tell(self, text: str) -> None:
        """Say beside the pointer what goes on, as long as it does; "" says nothing."""
        self._hint.say(text, self._pointer_on_hint(), wrong=False)

    def warn(self, reason: str) -> None:
        """Say beside the pointer why what is shown cannot be done; "" says nothing."""
        self._hint.say(reason, self._pointer_on_hint())

    def select_soon(self, ids: Iterable[str]) -> None:
        """Select elements now, or as soon as they are drawn."""
        self._wanted = tuple(ids)
        self.scene.select(self._wanted)
        if self.scene.selected == self._wanted:
            self._wanted = ()

    def drawn(self) -> None:
        """The drawing was brought up to date: select what could not be selected before."""
        wanted, self._wanted = self._wanted, ()
        if wanted:
            self.scene.select(wanted)

    # -- what is shown meanwhile -----------------------------------------------------------------

    def preview(self, preview: Preview) -> None:
        """Show what would happen."""
        self.overlay.show_preview(preview)
        if len(preview.ghosts) > GHOSTS_WITH_CONTENT:
            self.scene.show_selection(shown=False)
        self._set_busy(busy=True)

    def end_preview(self) -> None:
        """Nothing is going on any more."""
        self.overlay.clear()
        self.scene.show_selection(shown=True)
        self._hint.hide()
        self._set_busy(busy=False)
        self.view.viewport().update()  # nothing of the preview stays

    def _set_busy(self, *, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)

    @property
    def is_busy(self) -> bool:
        """Whether a preview is shown."""
        return self._busy

    # -- places ----------------------------------------------------------------------------------

    def place_at(self, position: QPointF) -> Point:
        """A viewport position as a place of the drawing; the pointer is there now."""
        self.pointer = position
        inverse, _ = self.view.viewportTransform().inverted()
        place = inverse.map(position)
        return Point(place.x(), place.y())

    def pointer_place(self) -> Point:
        """The place under the pointer, else the middle of the window."""
        if self.pointer is not None and self.view.viewport().rect().contains(
            self.pointer.toPoint()
        ):
            return self.place_at(self.pointer)
        return self.middle()

    def middle(self) -> Point:
        """The middle of what is seen."""
        centre = self.view.seen().center()
        return Point(centre.x(), centre.y())

    def slack(self) -> float:
        """How far beside a thing still hits it, in diagram units."""
        return 5.0 / self.view.zoom

    def _pointer_on_hint(self) -> QPoint:
        """Where the pointer is, or the selection when the keyboard is used, for the hint."""
        position = self.pointer
        if position is None:
            area = self.scene.area_of(self.selected[0]) if self.selected else self.view.seen()
            position = QPointF(self.view.mapFromScene(area.center()))
        return self.view.viewport().mapTo(self._hint.board, position.toPoint())


def tone_of(verdict: Verdict | ConnectionVerdict) -> Tone:
    """The colour of an answer."""
    return Tone.ALLOWED if verdict else Tone.REFUSED
