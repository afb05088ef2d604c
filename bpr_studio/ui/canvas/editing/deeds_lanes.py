"""Deeds with lanes: adding, splitting, and moving steps and lanes from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSizeF

from bpr_studio.domain.diagram.notation import is_horizontal
from bpr_studio.domain.modeling.appending import append
from bpr_studio.domain.modeling.belonging import lane_owner
from bpr_studio.domain.modeling.lane_moves import move_to_lane
from bpr_studio.domain.modeling.lanes import (
    add_lane,
    add_pool,
    put_lane_into,
    reorder_lane,
    split_lane,
)
from bpr_studio.domain.modeling.pools import hide_work, show_work
from bpr_studio.domain.process.element import FLOW_NODES, Kind
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.modeling.templates import Template
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.ui.canvas.editing.bench import Bench

_LEADING_ON: Final = FLOW_NODES - {Kind.END_EVENT, Kind.BOUNDARY_EVENT}
_HEAD: Final = 80.0  # of a lane or pool: its name and a little more, in diagram units


def append_in_lane(editor: Editor, source_id: str, what: Template, lane_id: str) -> str:
    """Add what comes next, in another lane; gives its id.

    Raises:
        NotAllowedError: the rules refuse it; nothing was changed.
    """
    with editor.gesture(tr("Add the next step in another lane")):
        made = append(editor, source_id, what)
        move_to_lane(editor, [made], lane_id)
    return made


def loose_end(model: ProcessModel, lane: Element | None) -> Element | None:
    """What a step added to a lane follows: the last one of its process that leads nowhere.

    None where there is no such step, or `lane` is none.
    """
    if lane is None or lane.kind is not Kind.LANE:
        return None
    loose = [
        node
        for node in model.children(lane_owner(model, lane))
        if node.kind in _LEADING_ON and not model.outgoing(node.id)
    ]
    return max(loose, key=_right_end, default=None)


def _right_end(node: Element) -> float:
    return node.bounds.right if node.bounds is not None else 0.0


class LaneDeeds:
    """Does "lane:…" deeds on what is selected."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._deeds: dict[str, Callable[[], object]] = {
            "below": lambda: self._add(after=True),
            "above": lambda: self._add(after=False),
            "split2": lambda: self._split(2),
            "split3": lambda: self._split(3),
            "up": lambda: self._shift(-1),
            "down": lambda: self._shift(1),
            "work": self._show_or_hide_work,
            "in": self._put_in,
            "out": self._take_out,
        }

    def do(self, deed: str) -> None:
        """Do one of them."""
        self._deeds[deed]()

    def _add(self, *, after: bool) -> None:
        """A lane beside the selected one, or the first pool where there is none."""
        bench = self._bench
        beside = self._meant()
        if beside is not None:
            made = bench.run(add_lane, beside.id, after=after)
        elif bench.model.of_kind(Kind.POOL):
            bench.refuse(tr("Select a lane or a step in it first."))
            return
        else:
            at = bench.middle()
            made = bench.run(add_pool, Point(at.x, at.y), diagram=bench.diagram)
        if made:
            bench.pointer = None
            bench.select_soon((made,))
            bench.view.show_area(self._head(made))
            bench.names_wanted.emit((made,))

    def _head(self, frame: str) -> QRectF:
        """Where the name of a lane or pool is written; all of it may be wider than the window."""
        area = self._bench.view.flow.area_of(frame)
        if is_horizontal(self._bench.model.element(frame)):
            return QRectF(area.topLeft(), QSizeF(_HEAD, area.height()))
        return QRectF(area.topLeft(), QSizeF(area.width(), _HEAD))

    def _split(self, count: int) -> None:
        lane = self._meant()
        if lane is not None:
            self._bench.run(split_lane, lane.id, count)

    def _show_or_hide_work(self) -> None:
        """A pool gets a process, or becomes somebody we only talk to."""
        single = self._bench.single()
        if single is not None and single.kind is Kind.POOL:
            shown = single.refers_to in self._bench.model
            self._bench.run(hide_work if shown else show_work, single.id)

    def _shift(self, by: int) -> None:
        """The selected lane changes places with its neighbour; a step goes to the next lane."""
        single = self._bench.single()
        if single is not None and single.kind is Kind.LANE:
            self._reorder(single, by)
            return
        for element in self._bench.selected_elements()[:1]:
            self._to_next_lane(element, by)

    def _put_in(self) -> None:
        """The selected lane becomes an inner lane of the one before it."""
        single = self._bench.single()
        if single is None or single.kind is not Kind.LANE:
            return
        siblings = self._in_order([e for e in self._bench.lanes() if e.parent == single.parent])
        place = [sibling.id for sibling in siblings].index(single.id)
        if place == 0:
            self._bench.refuse(tr("There is no lane before this one that could take it."))
        else:
            self._bench.run(put_lane_into, single.id, siblings[place - 1].id)

    def _take_out(self) -> None:
        """The selected inner lane becomes a lane beside the one around it."""
        single = self._bench.single()
        outer = self._owner(single) if single is not None else None
        if single is None or outer is None or outer.kind is not Kind.LANE:
            self._bench.refuse(tr("This is no inner lane."))
            return
        around = self._owner(outer)
        if around is not None:
            self._bench.run(put_lane_into, single.id, around.id)

    def _owner(self, lane: Element) -> Element | None:
        """The lane or pool a lane is part of."""
        model = self._bench.model
        lane_set = model.find(lane.parent)
        owner = model.find(lane_set.parent) if lane_set is not None else None
        if owner is None or owner.kind is not Kind.PROCESS:
            return owner
        return next((e for e in model.referring(owner.id) if e.kind is Kind.POOL), None)

    def _reorder(self, lane: Element, by: int) -> None:
        siblings = self._in_order([e for e in self._bench.lanes() if e.parent == lane.parent])
        place = [sibling.id for sibling in siblings].index(lane.id) + by
        if 0 <= place < len(siblings):
            self._bench.run(reorder_lane, lane.id, place)

    def _to_next_lane(self, element: Element, by: int) -> None:
        lane = self.next_lane(element, by)
        if lane is not None:
            self._bench.run(move_to_lane, self._bench.selected, lane.id)

    def next_lane(self, element: Element, by: int) -> Element | None:
        """The lane before (-1) or after (1) that of an element; None, and told, without one."""
        lanes = self._in_order(self._innermost())
        ids = [lane.id for lane in lanes]
        place = ids.index(element.lane) + by if element.lane in ids else -1
        if not 0 <= place < len(lanes):
            self._bench.refuse(tr("There is no further lane in this direction."))
            return None
        return lanes[place]

    def _meant(self) -> Element | None:
        """The selected lane or pool, else the lane or pool the selected element is in."""
        single = self._bench.single()
        if single is None:
            return None
        if single.kind in {Kind.LANE, Kind.POOL}:
            return single
        lane = self._bench.model.find(single.lane)
        if lane is not None:
            return lane
        pools = self._bench.model.referring(single.parent) if single.parent else []
        return next((pool for pool in pools if pool.kind is Kind.POOL), None)

    def _innermost(self) -> list[Element]:
        """The lanes that hold no further lanes."""
        model = self._bench.model
        return [
            lane
            for lane in self._bench.lanes()
            if not any(child.kind is Kind.LANE_SET for child in model.children(lane.id))
        ]

    def _in_order(self, lanes: list[Element]) -> list[Element]:
        return sorted(lanes, key=_beginning)


def _beginning(lane: Element) -> tuple[float, float]:
    bounds = lane.bounds
    if bounds is None:
        return 0.0, 0.0
    return (bounds.y, bounds.x) if is_horizontal(lane) else (bounds.x, bounds.y)
