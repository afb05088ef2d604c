"""A process model as a graphics scene: what is where, what is selected, what has to be redrawn."""

from __future__ import annotations

import math
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QGraphicsScene

from bpr_studio.domain.diagram.primitives import Role
from bpr_studio.domain.process.element import ACTIVITIES, CONNECTIONS, Kind
from bpr_studio.domain.process.flow_order import in_flow_order
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.ui.canvas.heights import Heights
from bpr_studio.ui.canvas.ink import ink_of
from bpr_studio.ui.canvas.items import (
    Look,
    OverviewItem,
    Part,
    SelectionItem,
    moved_by,
    part_of,
    set_contents_shown,
)
from bpr_studio.ui.canvas.painting import rect_of
from bpr_studio.ui.qt.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from PySide6.QtCore import QObject, QPointF
    from PySide6.QtGui import QPainter

    from bpr_studio.domain.diagram.badges import Badges
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.findings import Level
    from bpr_studio.ui.canvas.ink import Ink

OVERVIEW_BELOW: Final = 0.4
"""Below this zoom a word is less than five pixels high: outlines are shown instead."""
ROUGH_BELOW: Final = 0.55
_CONTAINERS: Final = frozenset({Kind.POOL, Kind.LANE, Kind.GROUP, Kind.SUB_PROCESS})
_SETTLED_PER_TURN: Final = 24
"""Elements whose look is worked out in one turn of the event loop: a few milliseconds."""


class FlowScene(QGraphicsScene):
    """The drawing of one diagram of a model.

    The scene shows; it never changes the model. Whoever does tells `elements_changed`, and only
    those items (and what depends on them) are made anew.

    Signals:
        selection_changed: other elements are selected now; ask `selected`.
        drawing_changed: what is drawn changed; maps and tables made from it are stale.
        model_shown: it is another diagram altogether.
    """

    selection_changed = Signal()
    drawing_changed = Signal()
    model_shown = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = ProcessModel()
        self._diagram = ""
        self._parts: dict[str, Part] = {}
        self._selected: tuple[str, ...] = ()
        self._order: list[str] | None = None
        self._area: QRectF | None = None
        self._is_overview = False
        self._look = Look(ink_of(current_theme().mode))
        self._heights = Heights(self._model)
        self._unsettled: dict[str, Part] = {}
        self._overview = OverviewItem(self._look, self._painted)
        self._marks = SelectionItem(self._look)
        self._settling = QTimer(self)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle_some)
        self.addItem(self._overview)
        self.addItem(self._marks)
        self._overview.hide()
        self._dress()
        current_theme().changed.connect(self._dress)

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def model(self) -> ProcessModel:
        """The model drawn; an empty one at the start."""
        return self._model

    @property
    def diagram_id(self) -> str:
        """The diagram drawn; "" where the model has none."""
        return self._diagram

    def show_model(self, model: ProcessModel, diagram_id: str = "") -> None:
        """Draw a diagram of a model, the first one where none is named; nothing is selected."""
        self._model = model
        self._diagram = diagram_id or self._first_diagram()
        self._settling.stop()
        self.select(())
        for part in self._parts.values():
            self._take_out(part)
        self._parts = {}
        self._unsettled = {}
        drawn = model.drawn_in(self._diagram)
        self._heights = Heights(model, drawn)
        for element in drawn:
            self._put_in(element)
        self._drawing_changed()
        self.model_shown.emit()

    def elements_changed(self, ids: Iterable[str]) -> None:
        """Draw these elements anew, as they are in the model now; also those added or removed.

        What only moved, with its line and label, is not worked out anew but put elsewhere.
        """
        if self._diagram not in self._model and self._diagram != self._first_diagram():
            self.show_model(self._model)  # its diagram is gone, or has come into being
            return
        told = list(ids)
        moved, changed = self._sorted_out(told)
        before = area = self.area()
        for element_id, by in moved.items():
            self._parts[element_id].move(self._model.element(element_id), by)
        for by in set(moved.values()):  # nothing of it can be farther out than that
            area = area.united(before.translated(*by))
        if any(map(self._has_other_place, told)):
            self._heights = Heights(self._model, self._model.drawn_in(self._diagram))
            for element_id, part in self._parts.items():
                if element_id in self._heights:
                    part.shape.setZValue(self._heights.of(element_id))
        for element_id in changed:
            self._draw_anew(element_id)
            area = area.united(self.area_of(element_id))
        self._drawing_changed(area)  # exact again when everything is settled
        self.select(self._selected, again=True)

    def elements(self) -> list[Element]:
        """What is drawn, in no particular order."""
        return [part.element for part in self._parts.values()]

    def area(self) -> QRectF:
        """The box around the drawing, labels included; empty for an empty diagram."""
        if self._area is None:
            self._area = QRectF()
            for part in self._parts.values():
                self._area = self._area.united(part.whole_area())
        return self._area

    def area_of(self, element_id: str) -> QRectF:
        """The box of one element; empty when it is not drawn here."""
        part = self._parts.get(element_id)
        return part.area() if part else QRectF()

    def label_area_of(self, element_id: str) -> QRectF:
        """The box of the words beside an element; empty when there are none."""
        part = self._parts.get(element_id)
        return part.label_area() if part and part.label else QRectF()

    def paint_element(self, painter: QPainter, element_id: str) -> None:
        """Paint one element with its label where it is, for ghosts that follow the mouse."""
        part = self._parts.get(element_id)
        if part is not None:
            part.paint_in_place(painter)

    @property
    def ink(self) -> Ink:
        """The colours drawn with now."""
        return self._look.ink

    @property
    def overview(self) -> OverviewItem:
        """The drawing as merged outlines, for the small map."""
        return self._overview

    @property
    def badges(self) -> Badges:
        """Which marks of steps are shown."""
        return self._look.badges

    def set_badges(self, badges: Badges) -> None:
        """Show these kinds of marks at steps from now on."""
        if badges != self._look.badges:
            self._look.badges = badges
            self._overview.forget(self._overview.boundingRect())
            self._forget(i for i, part in self._parts.items() if part.element.kind in ACTIVITIES)
            self.update()  # all of it: Minimal updates leave remains of signs that shrink

    @property
    def marks(self) -> Mapping[str, Level]:
        """The most serious level of the findings by element id, as marked now."""
        return self._look.marks

    def set_marks(self, marks: Mapping[str, Level]) -> None:
        """Mark elements that have findings, each with its most serious level; no others."""
        before, self._look.marks = self._look.marks, dict(marks)
        touched = {i for i, level in marks.items() if before.get(i) is not level}
        self._forget(touched | (before.keys() - marks.keys()))
        self.update()

    @property
    def overlaps(self) -> frozenset[str]:
        """The elements marked as changed by several people."""
        return self._look.overlaps

    def set_overlaps(self, ids: frozenset[str]) -> None:
        """Mark elements that several people changed; no others."""
        before, self._look.overlaps = self._look.overlaps, ids
        if before != ids:
            self._forget(before ^ ids)
            self.update()

    def set_zoom(self, zoom: float) -> None:
        """Paint as is fit for a zoom: everything, without small icons, or merged outlines."""
        self._look.is_rough = zoom < ROUGH_BELOW
        wanted = zoom < OVERVIEW_BELOW
        if wanted == self._is_overview:
            return
        self._is_overview = wanted
        self._overview.setVisible(wanted)
        for part in self._parts.values():
            set_contents_shown(part.items, shown=not wanted)
        self.update()

    # -- what is where ---------------------------------------------------------------------------

    def element_at(self, place: QPointF, slack: float = 0.0) -> str:
        """The id of what lies at a place, "" where there is nothing.

        What is on top counts; pools, lanes, groups and sub-processes only where nothing else is.

        Args:
            place: in diagram units.
            slack: how far beside a line still counts, in diagram units.
        """
        around = QRectF(place.x() - slack, place.y() - slack, 2 * slack, 2 * slack)
        around.adjust(-0.5, -0.5, 0.5, 0.5)
        found = self.items(around, Qt.ItemSelectionMode.IntersectsItemBoundingRect)
        container = ""
        for item in found:
            part = part_of(item)
            if part is None or not _lies_at(part, item is part.label, place, slack):
                continue
            if part.element.kind not in _CONTAINERS or item is part.label:
                return part.element.id
            container = container or part.element.id
        return container

    def reading_order(self) -> list[str]:
        """The ids of what can be read one after the other: the steps, then the rest of shapes."""
        if self._order is None:
            shapes = [element for element in self.elements() if element.bounds]
            steps = [element.id for element in in_flow_order(self._model, shapes)]
            known = set(steps)
            rest = [
                element.id
                for element in self._painted()
                if element.bounds and element.id not in known
            ]
            self._order = steps + rest
        return self._order

    def meant(self, element_id: str) -> Element | None:
        """The element itself; for a second picture of an element the one it pictures."""
        element = self._model.find(element_id)
        if element is not None and element.kind is Kind.DEPICTION:
            return self._model.find(element.refers_to) or element
        return element

    # -- what is selected ------------------------------------------------------------------------

    @property
    def selected(self) -> tuple[str, ...]:
        """The ids of the selected elements, in the order they were selected."""
        return self._selected

    def select(self, ids: Iterable[str], *, again: bool = False) -> None:
        """Select these elements and nothing else; ids not drawn here are left out.

        Args:
            ids: what to select.
            again: the elements may look different now although their ids are the same.
        """
        wanted = tuple(dict.fromkeys(i for i in ids if i in self._parts))
        changed = wanted != self._selected
        self._selected = wanted
        if changed or again:
            self._marks.show_elements(self._parts[i].element for i in wanted)
        if changed:
            self.selection_changed.emit()

    def show_selection(self, *, shown: bool) -> None:
        """Whether frames are painted around what is selected; not while much of it is moved."""
        self._marks.setVisible(shown)

    def set_keyboard_here(self, *, here: bool) -> None:
        """The keyboard came to the canvas or left it: the frame shows it."""
        self._marks.set_focused(focused=here)

    # -- inside ----------------------------------------------------------------------------------

    def _painted(self) -> list[Element]:
        """What is drawn, in the order of painting."""
        return [self._parts[i].element for i in self._heights.ids()]

    def _sorted_out(self, ids: Iterable[str]) -> tuple[dict[str, Point], dict[str, None]]:
        """What only moved and how far, and what has to be drawn anew with what depends on it."""
        moved: dict[str, Point] = {}
        changed: dict[str, None] = {}
        for element_id in dict.fromkeys(ids):
            part, now = self._parts.get(element_id), self._model.find(element_id)
            by = moved_by(part.element, now) if part is not None and now is not None else None
            if by is None:
                changed[element_id] = None
            else:
                moved[element_id] = by
        changed = self._with_dependants(changed)
        for element_id, by in moved.items():
            changed.update(self._around_moved(element_id, by, moved))
        return {i: by for i, by in moved.items() if i not in changed}, changed

    def _around_moved(
        self, element_id: str, by: Point, moved: Mapping[str, Point]
    ) -> Iterator[tuple[str, None]]:
        """What looks different because something moved that did not move along."""
        element = self._model.element(element_id)
        if element.host and moved.get(element.host) != by:
            yield element.host, None
        around = self._parts.get(element.parent)
        if around is not None and around.element.expanded is None:  # it shows its content, or not
            yield element.parent, None

    def _has_other_place(self, element_id: str) -> bool:
        """Whether what an element contains comes elsewhere in the order of painting."""
        part, now = self._parts.get(element_id), self._model.find(element_id)
        old = part.element if part is not None else None
        places = [(e.parent, e.sort_key) if e is not None else None for e in (old, now)]
        return places[0] != places[1] and bool(self._model.children(element_id))

    def _draw_anew(self, element_id: str) -> None:
        """Bring one element in line with the model; it may be new, gone or another."""
        part, now = self._parts.get(element_id), self._model.find(element_id)
        if now is None or not now.is_drawn or not self._is_here(now):
            self._heights.drop(element_id)
            if part is not None:
                self._take_out(self._parts.pop(element_id))
                self._unsettled.pop(element_id, None)
            return
        if not self._heights.put(now):
            for other_id, other in self._parts.items():
                other.shape.setZValue(self._heights.of(other_id))
        if part is None:
            self._put_in(now)
            return
        part.change(now)
        part.shape.setZValue(self._heights.of(element_id))
        self._unsettled[element_id] = part

    def _is_here(self, element: Element) -> bool:
        """Whether something drawn is drawn in the diagram shown."""
        named = self._model.find(element.diagram)
        if named is not None and named.kind is Kind.DIAGRAM:
            return named.id == self._diagram
        return self._diagram == self._first_diagram()

    def _first_diagram(self) -> str:
        diagrams = self._model.diagrams()
        return diagrams[0].id if diagrams else ""

    def _put_in(self, element: Element) -> None:
        part = Part(self._model, element, self._look)
        part.shape.setZValue(self._heights.of(element.id))
        self._parts[element.id] = self._unsettled[element.id] = part
        for item in part.items:
            self.addItem(item)
        if self._is_overview:
            set_contents_shown(part.items, shown=False)

    def _take_out(self, part: Part) -> None:
        for item in part.items:
            self.removeItem(item)

    def _drawing_changed(self, area: QRectF | None = None) -> None:
        self._order = None
        self._area = area
        self._overview.forget(self.area().adjusted(-1, -1, 1, 1))
        self.setSceneRect(self.area())
        self.drawing_changed.emit()
        self._settling.start()

    def _forget(self, ids: Iterable[str]) -> None:
        """These elements look different although nothing in the model changed."""
        for element_id in ids:
            part = self._parts.get(element_id)
            if part is not None:
                part.forget()
                self._unsettled[element_id] = part
        self._settling.start()

    def _settle_some(self) -> None:
        """Between two turns of the event loop: work out how a few more elements look."""
        for element_id in list(islice(self._unsettled, _SETTLED_PER_TURN)):
            self._unsettled.pop(element_id).settle()
        if not self._unsettled:
            self._settling.stop()
            self._area = None
            self.setSceneRect(self.area())

    def _with_dependants(self, ids: Iterable[str]) -> dict[str, None]:
        """The ids and those whose look depends on them: flows, what is around, second pictures."""
        touched: dict[str, None] = {}
        for element_id in ids:
            touched[element_id] = None
            near = [*self._model.outgoing(element_id), *self._model.referring(element_id)]
            element = self._model.find(element_id)
            if element is not None:
                touched.update({i: None for i in (element.parent, element.host) if i})
            touched.update(dict.fromkeys(other.id for other in near))
        return touched

    def _dress(self) -> None:
        self._look.ink = ink_of(current_theme().mode)
        self.setBackgroundBrush(QBrush(self._look.ink.color(Role.PAPER)))
        self.update()


def _lies_at(
    part: Part, is_label: bool, place: QPointF, slack: float
) -> bool:  # two kinds of items, asked in one place
    if is_label:
        return part.is_settled and part.label_area().contains(place)
    element = part.element
    if element.bounds:
        return rect_of(element.bounds).adjusted(-slack, -slack, slack, slack).contains(place)
    if element.kind in CONNECTIONS or element.waypoints:
        here = Point(place.x(), place.y())
        return any(_distance(here, a, b) <= slack + 1 for a, b in pairwise(element.waypoints))
    return False


def _distance(place: Point, start: Point, end: Point) -> float:
    """From a place to a stretch of a line."""
    dx, dy = end.x - start.x, end.y - start.y
    length = dx * dx + dy * dy
    share = ((place.x - start.x) * dx + (place.y - start.y) * dy) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    return math.hypot(place.x - start.x - share * dx, place.y - start.y - share * dy)
