"""What can be done with the selection: one place for keys, pad, menus and palette.

Every deed has a name ("append:task", "lane:below"); the table of keys, the pad and the menus
know only these names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF

from bpr_studio.domain.diagram.shapes import middle_of
from bpr_studio.domain.modeling.appending import append, prepend
from bpr_studio.domain.modeling.connecting import set_default
from bpr_studio.domain.modeling.creating import place
from bpr_studio.domain.modeling.moving import nudge
from bpr_studio.domain.modeling.removing import remove
from bpr_studio.domain.modeling.rules import may_place
from bpr_studio.domain.modeling.stepping import set_step
from bpr_studio.domain.modeling.sub_processes import (
    collapse,
    expand,
    inner_diagram,
    unwrap,
    wrap,
)
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.element import ACTIVITIES, CONNECTIONS, FLOW_NODES, Kind
from bpr_studio.domain.process.step import CORE, NON_CORE
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.ui.canvas.editing.answers import asks_for_word
from bpr_studio.ui.canvas.editing.deeds_lanes import LaneDeeds, append_in_lane, loose_end
from bpr_studio.ui.canvas.editing.kinds import become
from bpr_studio.ui.canvas.editing.walking import Way, along_flow

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.modeling.templates import Template
    from bpr_studio.domain.process.element import Element
    from bpr_studio.ui.canvas.editing.bench import Bench

_WAYS: Final = {"right": Way.RIGHT, "left": Way.LEFT, "up": Way.UP, "down": Way.DOWN}
_NUDGE: Final = 10.0
_FINE: Final = 1.0
_NEXT_TAG: Final = {"": CORE, CORE: NON_CORE, NON_CORE: ""}
_SOURCES: Final = FLOW_NODES | {Kind.DATA_OBJECT, Kind.DATA_STORE}
_ROOM: Final = 50.0
_TRIES: Final = 40


class Deeds:
    """Does deeds by name on the bench."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._lanes = LaneDeeds(bench)
        self._plain: dict[str, Callable[[], object]] = {
            "remove": self._remove,
            "core": self._toggle_core,
            "open_close": self._open_or_close,
            "default": self._make_default,
            "wrap": self._wrap,
            "unwrap": self._unwrap,
            "name": self._name,
            "open": self._open,
            "inner": self._go_inside,
            "select_all": self._select_all,
        }
        self._with_argument: dict[str, Callable[[str], object]] = {
            "append": self.append,
            "append_lane": self._append_in_lane,
            "kind": self._become,
            "prepend": self._prepend,
            "attach": self._attach,
            "place_here": self._place_at_pointer,
            "walk": self._walk,
            "nudge": self._nudge,
            "lane": self._lanes.do,
        }

    def do(self, deed: str) -> bool:
        """Do a deed on what is selected; false when nothing here answers to that name."""
        name, _, argument = deed.partition(":")
        if argument and name in self._with_argument:
            self._with_argument[name](argument)
        elif deed in self._plain:
            self._plain[deed]()
        else:
            return False
        return True

    # -- adding ----------------------------------------------------------------------------------

    def append(self, key: str, *, name_it: bool = True) -> str:
        """Add what comes next after the selected element, and write its name.

        After a branch the condition of the new way is asked for first. On a flow it is put into
        the flow. In a selected lane it follows the step nobody has gone on from yet; where there
        is none, or nothing fits is selected, it is placed where there is room.

        Returns:
            The id of the new element, "" when it was refused.
        """
        bench, source = self._bench, self._bench.single()
        loose = loose_end(bench.model, source) if template(key).kind in FLOW_NODES else None
        if source is not None and loose is not None:
            made = bench.run(append_in_lane, loose.id, template(key), source.id) or ""
        elif source is not None and source.kind in _SOURCES | {Kind.ANNOTATION}:
            made = bench.run(append, source.id, template(key)) or ""
        elif source is not None and source.kind is Kind.SEQUENCE_FLOW and source.waypoints:
            middle, _ = middle_of(source.waypoints)
            made = self._put(key, middle)
        else:
            made = self._put(key, self._free_place(source, key))
        if made:
            self._show(made)
            if name_it:
                bench.names_wanted.emit((*self._way_to(source, made), made))
        return made

    def _append_in_lane(self, way: str) -> None:
        """Add the next step in the lane below or above."""
        bench, source = self._bench, self._bench.single()
        if source is None or source.kind not in FLOW_NODES:
            return
        lane = self._lanes.next_lane(source, 1 if way == "down" else -1)
        if lane is None:
            return
        made = bench.run(append_in_lane, source.id, template("task"), lane.id)
        if made:
            self._show(made)
            bench.names_wanted.emit((*self._way_to(source, made), made))

    def _put(self, key: str, at: Point) -> str:
        return self._bench.run(place, template(key), at, diagram=self._bench.diagram) or ""

    def _prepend(self, key: str) -> None:
        source = self._bench.single()
        if source is None or source.kind not in FLOW_NODES:
            return
        made = self._bench.run(prepend, source.id, template(key))
        if made:
            self._show(made)
            self._bench.names_wanted.emit((made,))

    def _attach(self, key: str) -> None:
        """On the lower border of the step, right of the middle, where a second one fits too."""
        host = self._bench.single()
        if host is None or host.bounds is None or host.kind not in ACTIVITIES:
            return
        box, taken = host.bounds, len(self._bench.model.boundary_events(host.id))
        at = Point(max(box.right - 20 - 40 * taken, box.x + 20), box.bottom)
        made = self._put(key, at)
        if made:
            self._show(made)
            self._bench.names_wanted.emit((made,))

    def _place_at_pointer(self, key: str) -> None:
        made = self._put(key, self._bench.pointer_place())
        if made:
            self._show(made)
            self._bench.names_wanted.emit((made,))

    def _way_to(self, source: Element | None, made: str) -> tuple[str, ...]:
        """The new flow out of a branch, whose condition is worth a word."""
        ways = self._bench.model.outgoing(source.id) if source is not None else []
        return tuple(f.id for f in ways if f.target == made and asks_for_word(self._bench.model, f))

    def _free_place(self, beside: Element | None, key: str) -> Point:
        """A place for something that follows nothing: in the selected lane, or in the middle."""
        bench, made_from = self._bench, template(key)
        at = _left_in(beside) if beside is not None else None
        at = at or self._somewhere(made_from)
        width, _ = made_from.size
        for _ in range(_TRIES):
            covered = bench.model.find(bench.scene.element_at(_as_qt(at), width / 2))
            taken = covered is not None and covered.kind not in {Kind.POOL, Kind.LANE, Kind.GROUP}
            if not taken and may_place(bench.model, made_from, at, bench.diagram):
                break
            at = Point(at.x + width / 2 + _ROOM / 2, at.y)
        return at

    def _somewhere(self, made_from: Template) -> Point:
        """The middle of the window, or the left of the first lane or pool when that is outside."""
        bench, middle = self._bench, self._bench.middle()
        if may_place(bench.model, made_from, middle, bench.diagram):
            return middle
        frames = bench.lanes() or bench.model.of_kind(Kind.POOL)
        return next((at for frame in frames if (at := _left_in(frame))), middle)

    def _show(self, element_id: str) -> None:
        bench = self._bench
        bench.pointer = None
        bench.select_soon((element_id,))
        bench.view.show_element(element_id)

    # -- changing --------------------------------------------------------------------------------

    def _remove(self) -> None:
        if self._bench.selected:
            self._bench.run(remove, self._bench.selected)

    def _become(self, digit: str) -> None:
        if self._bench.selected:
            ids = [element.id for element in self._bench.selected_elements()]
            self._bench.run(become, ids, int(digit))

    def _toggle_core(self) -> None:
        steps = [e for e in self._bench.selected_elements() if e.kind in ACTIVITIES]
        if steps:
            tag = _NEXT_TAG.get(steps[0].step.core_tag, "")
            ids = [step.id for step in steps]
            self._bench.run(lambda editor: set_step(editor, ids, core_tag=tag))

    def _open_or_close(self) -> None:
        single = self._bench.single()
        if single is not None and single.kind is Kind.SUB_PROCESS:
            self._bench.run(collapse if single.expanded else expand, single.id)
        elif single is not None and single.kind is Kind.POOL:
            self._lanes.do("work")

    def _make_default(self) -> None:
        single = self._bench.single()
        if single is not None and single.kind is Kind.SEQUENCE_FLOW:
            self._bench.run(set_default, single.id)

    def _wrap(self) -> None:
        if self._bench.selected:
            made = self._bench.run(wrap, self._bench.selected)
            if made:
                self._show(made)
                self._bench.names_wanted.emit((made,))

    def _unwrap(self) -> None:
        single = self._bench.single()
        if single is not None and single.kind is Kind.SUB_PROCESS:
            self._bench.run(unwrap, single.id)

    def _name(self) -> None:
        if len(self._bench.selected) == 1:
            self._bench.names_wanted.emit(self._bench.selected)

    # -- going -----------------------------------------------------------------------------------

    def _open(self) -> None:
        if self._bench.selected:
            self._bench.view.open_element(self._bench.selected[0])

    def _go_inside(self) -> None:
        single = self._bench.single()
        if single is None:
            return
        made = self._bench.run(inner_diagram, single.id)
        if made:
            self._bench.view.open_element(single.id)

    def _select_all(self) -> None:
        self._bench.scene.select(element.id for element in self._bench.scene.elements())

    def _walk(self, way: str) -> None:
        bench = self._bench
        if not bench.selected:
            order = bench.scene.reading_order()
            found = order[0] if order else ""
        else:
            shapes = [e for e in bench.scene.elements() if e.bounds and _is_stop(e)]
            found = along_flow(bench.model, bench.selected[-1], shapes, _WAYS[way])
        if found:
            bench.pointer = None
            bench.scene.select((found,))
            bench.view.show_element(found)

    def _nudge(self, argument: str) -> None:
        way, _, fine = argument.partition(":")
        x, y = _WAYS[way].value
        by = _FINE if fine else _NUDGE
        self._bench.run(nudge, self._bench.selected, x * by, y * by)


def _left_in(container: Element) -> Point | None:
    """A place at the left of a pool, lane or open sub-process."""
    box = container.bounds
    if box is None or container.kind not in {Kind.POOL, Kind.LANE, Kind.SUB_PROCESS}:
        return None
    return Point(box.x + 30 + _ROOM + 50, box.centre.y)


def _is_stop(element: Element) -> bool:
    return element.kind not in CONNECTIONS | {Kind.POOL, Kind.LANE}


def _as_qt(place: Point) -> QPointF:
    return QPointF(place.x, place.y)
