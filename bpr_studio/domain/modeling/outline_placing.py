"""Places for new steps of an outline: beside what leads to them, in their lane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.arranging import arrange
from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.belonging import diagram_of
from bpr_studio.domain.modeling.free_places import (
    GAP,
    axis_of_flow,
    place_after,
    place_before,
)
from bpr_studio.domain.modeling.lane_moves import move_to_lane
from bpr_studio.domain.modeling.place_rules import known_diagram
from bpr_studio.domain.modeling.room import (
    make_room_in,
    meet,
    open_lane,
    standing_near,
)
from bpr_studio.domain.modeling.settling import put_in_lane, settle_lanes
from bpr_studio.domain.modeling.space import make_space
from bpr_studio.domain.modeling.templates import TEMPLATES
from bpr_studio.domain.process.element import FLOW_NODES, Kind
from bpr_studio.domain.shared.geometry import Bounds, Point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element

_FEW: Final = 1  # a drawing with no more nodes is laid out as a whole
_CLEAR: Final = 10.0
_TRIES: Final = 200
_LEFT: Final = 80.0  # from the border of a frame to its first node
_SIZES: Final = {(t.kind, t.subtype): t.size for t in reversed(TEMPLATES)}


class Placer:
    """Places new elements of one gesture; a drawing that hardly was one is laid out anew.

    Args of the constructor: the editor, whether everything is laid out anew at the end (None lets
    the drawing decide), and the place and diagram near which nodes come that follow nothing.
    """

    def __init__(
        self,
        editor: Editor,
        *,
        whole: bool | None = None,
        near: tuple[Point, str] | None = None,
    ) -> None:
        self._editor = editor
        self._model = editor.model
        self._near = near
        if whole is None:
            drawn = [node for node in self._model.of_kind(*FLOW_NODES) if node.bounds]
            whole = len(drawn) <= _FEW
        self._whole = whole
        self._added = False

    def place(
        self, element_id: str, *, before: Sequence[str], after: Sequence[str], host: str
    ) -> None:
        """Give a new node a place, or leave it to `finish`.

        Args:
            element_id: the node.
            before: nodes that lead to it.
            after: nodes it leads to.
            host: the activity a boundary event sits on.
        """
        self._added = True
        if self._whole:
            return
        element = self._model.element(element_id)
        if host:
            self._on_border(element, self._model.element(host))
            return
        width, height = _SIZES.get((element.kind, element.subtype), (100.0, 80.0))
        at = self._spot(element, (width, height), before, after)
        if at is None:
            return
        box = Bounds(at[0].x - width / 2, at[0].y - height / 2, width, height)
        open_lane(self._editor, element.lane, box)
        make_room_in(self._editor, element.parent, at[1], box)
        self._editor.set(element_id, bounds=box, diagram=at[1])
        settle_lanes(self._editor, at[1], [element_id])

    def move_to_lane(self, element_id: str, lane_id: str) -> None:
        """Bring a node into another lane, at the same place along the flow."""
        element, lane = self._model.element(element_id), self._model.find(lane_id)
        if (
            (self._whole and self._added)
            or element.bounds is None
            or lane is None
            or lane.bounds is None
        ):
            put_in_lane(self._editor, element_id, lane_id)
            return
        move_to_lane(self._editor, [element_id], lane_id)

    def finish(self) -> None:
        """Lay the drawing out where it was not one before."""
        if self._added and self._whole:
            arrange(self._editor, known_diagram(self._model, ""))

    # -- places ------------------------------------------------------------------------------

    def _spot(
        self,
        element: Element,
        size: tuple[float, float],
        before: Sequence[str],
        after: Sequence[str],
    ) -> tuple[Point, str] | None:
        """The middle of a free place and its diagram; None where nothing near is drawn."""
        formers = self._beside(before, element.parent)
        latter = next(iter(self._beside(after, element.parent)), None)
        if formers:
            near = max(formers, key=_right_end)
            self._push(near, latter, size[0])
            at = self._behind(element, formers, near, size)
        elif latter is not None:
            near, at = latter, place_before(self._model, latter, size)
        else:
            return self._first_spot(element, size)
        if at is None:
            return None
        diagram, lane = diagram_of(self._model, near), self._model.find(element.lane)
        if lane is not None and lane.bounds and not _is_in(lane.bounds, at, size):
            at = self._free(_in_lane(at, lane), size, diagram, element.id)
        return at, diagram

    def _behind(
        self, element: Element, formers: Sequence[Element], near: Element, size: tuple[float, float]
    ) -> Point | None:
        """Behind what is farthest along, at the height of what stands in the same lane."""
        level = next((one for one in formers if one.lane == element.lane), near)
        near, level = self._model.element(near.id), self._model.element(level.id)
        if near.bounds is None or level.bounds is None or axis_of_flow(self._model, near) is Axis.Y:
            return place_after(self._model, near, size)
        at = Point(near.bounds.right + GAP + size[0] / 2, level.bounds.centre.y)
        free = self._free(at, size, diagram_of(self._model, near), element.id)
        if free == at or level.id != near.id:
            return free
        return place_after(self._model, near, size)  # a further row

    def _beside(self, ids: Sequence[str], parent: str) -> list[Element]:
        found = (self._model.find(one) for one in ids)
        return [e for e in found if e and e.bounds and e.parent == parent]

    def _push(self, former: Element, latter: Element | None, width: float) -> None:
        """Make room between two nodes for one more."""
        if latter is None or former.bounds is None or latter.bounds is None:
            return
        if latter.bounds.x < former.bounds.right:
            return
        missing = width + 2 * GAP - (latter.bounds.x - former.bounds.right)
        if missing > 0:
            line = Point(former.bounds.right + 1, former.bounds.centre.y)
            make_space(self._editor, diagram_of(self._model, former), line, missing, 0)

    def _first_spot(self, element: Element, size: tuple[float, float]) -> tuple[Point, str] | None:
        """At the beginning of the lane, pool or open sub-process it belongs to."""
        frame = next((f for f in self._frames(element) if f.bounds), None)
        if frame is None or frame.bounds is None:
            if self._near is None:
                return None
            return self._free(self._near[0], size, self._near[1], element.id), self._near[1]
        diagram = diagram_of(self._model, frame)
        at = Point(frame.bounds.x + _LEFT + size[0] / 2, frame.bounds.centre.y)
        if self._near is not None and self._near[1] == diagram:
            at = Point(max(at.x, self._near[0].x), at.y)
        return self._free(at, size, diagram, element.id), diagram

    def _frames(self, element: Element) -> list[Element]:
        parent = self._model.find(element.parent)
        pools = [p for p in self._model.referring(element.parent) if p.kind is Kind.POOL]
        open_sub = parent is not None and parent.kind is Kind.SUB_PROCESS and parent.expanded
        around = [self._model.find(element.lane), parent if open_sub else None, *pools]
        return [frame for frame in around if frame is not None]

    def _free(self, at: Point, size: tuple[float, float], diagram: str, own: str) -> Point:
        """The first place from here on to the right where no other node stands."""
        for _ in range(_TRIES):
            box = Bounds(at.x - size[0] / 2, at.y - size[1] / 2, *size).grown(_CLEAR)
            way = next(
                (
                    e.bounds
                    for e in standing_near(self._model, diagram, box)
                    if e.bounds and e.id != own and e.kind in FLOW_NODES and meet(e.bounds, box)
                ),
                None,
            )
            if way is None:
                return at
            at = Point(way.right + GAP / 2 + size[0] / 2, at.y)
        return at

    def _on_border(self, event: Element, host: Element) -> None:
        if host.bounds is None:
            return
        others = len(self._model.boundary_events(host.id)) - 1
        x = max(host.bounds.right - 46 - others * 42, host.bounds.x)
        box = Bounds(x, host.bounds.bottom - 18, 36, 36)
        self._editor.set(event.id, bounds=box, diagram=diagram_of(self._model, host))


def _is_in(frame: Bounds, at: Point, size: tuple[float, float]) -> bool:
    """Whether a box stands in a lane; it may reach out of its lower end, which grows."""
    return frame.y <= at.y - size[1] / 2 and frame.contains(at)


def _right_end(element: Element) -> float:
    return element.bounds.right if element.bounds else 0.0


def _in_lane(at: Point, lane: Element) -> Point:
    """The same place along the flow in the middle of a lane."""
    if lane.bounds is None:
        return at
    if lane.horizontal is False:
        return Point(lane.bounds.centre.x, at.y)
    return Point(at.x, lane.bounds.centre.y)
