"""Pools and lanes of an outline: the ones there are, and those that have to be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.adding import new_id, next_key
from bpr_studio.domain.modeling.belonging import lane_owner
from bpr_studio.domain.modeling.creating import home_of_work, sheet
from bpr_studio.domain.modeling.lanes import add_lane
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.outline_describing import lane_labels
from bpr_studio.domain.modeling.outline_values import one_line
from bpr_studio.domain.modeling.pools import add_pool
from bpr_studio.domain.process.element import FLOW_NODES, Element, Kind
from bpr_studio.domain.shared.geometry import Point, hull

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.modeling.outline_values import Item, Outline
    from bpr_studio.domain.process.editor import Editor

_FIRST = Point(620.0, 205.0)  # middle of a pool on an empty sheet
_BELOW = 190.0  # from the lowest thing drawn to the middle of a further pool


class Homes:
    """Where the items of an outline belong."""

    def __init__(self, editor: Editor, outline: Outline) -> None:
        self._editor = editor
        self._model = editor.model
        self._outline = outline
        self._processes: dict[int, str] = {}  # by section; made when first needed
        self._lanes: dict[tuple[int, str], str] = {}
        self._used: set[tuple[str, str]] = set()  # lanes items of a process were in

    def prepare(self, old: Outline) -> None:
        """Find or make the pools, lanes and outside pools the outline names."""
        self._used = {(old.sections[item.section].element, item.lane) for item in old.items}
        self._prepare_sections(old)
        for name in self._outline.outside:
            self.pool(name)
        for item in self._outline.items:
            if item.lane and not item.inside and not item.host:
                self.lane(item)

    def parent(self, item: Item, elements: dict[str, str]) -> str:
        """What a new item is contained in."""
        if item.host:
            return self._model.element(elements[item.host]).parent
        return elements[item.inside] if item.inside else self._process(item.section)

    def lane(self, item: Item) -> str:
        """Id of the lane an item is in, made where there is none of this name; "" for none."""
        if not item.lane:
            return ""
        key = item.section, item.lane
        if key not in self._lanes:
            process = self._process(item.section)
            found = self._known_lane(process, item.lane)
            self._lanes[key] = found or self._new_lane(item.section, item.lane)
        return self._lanes[key]

    def lane_near(self, neighbours: Sequence[str], parent: str) -> str:
        """The lane of a step that does not say one: that of its neighbours, else the first."""
        found = (self._model.find(one) for one in neighbours)
        lanes = [node.lane for node in found if node and node.parent == parent]
        if lanes:
            return lanes[0]
        own = [
            lane
            for lane in self._model.of_kind(Kind.LANE)
            if lane_owner(self._model, lane) == parent
        ]
        first = min(own, key=lambda lane: lane.bounds or (0.0, 0.0, 0.0, 0.0), default=None)
        return first.id if first else ""

    def pool(self, label: str) -> str:
        """Id of a pool by its name; an outside one is made where there is none."""
        for pool in self._model.of_kind(Kind.POOL):
            if one_line(pool.name) == label:
                return pool.id
        return add_pool(self._editor, self._free_spot(), name=label, hides_work=True)

    # -- pools -------------------------------------------------------------------------------

    def _prepare_sections(self, old: Outline) -> None:
        inhabited = {item.section for item in old.items}  # drafts may lack the process
        left = [one for n, one in enumerate(old.sections) if one.element or n in inhabited]
        found: list[str | None] = []
        for section in self._outline.sections:
            same = next((one for one in left if one.name == section.name), None)
            if same is not None:
                left.remove(same)
            found.append(same.element if same else None)
        for number, section in enumerate(self._outline.sections):
            if found[number] is None and left:
                found[number] = left.pop(0).element
                self._rename(found[number] or "", section.name)
        for number, (process, section) in enumerate(
            zip(found, self._outline.sections, strict=True)
        ):
            if process is not None:
                self._processes[number] = process
            elif section.name:
                self._process(number)

    def _process(self, section: int) -> str:
        """The process of a section."""
        if section not in self._processes:
            self._processes[section] = self._new_process(self._outline.sections[section].name)
        return self._processes[section]

    def _rename(self, process_id: str, name: str) -> None:
        """A heading was changed; one that was taken away changes nothing."""
        pool = self._pool_of(process_id)
        if name and (pool is not None or process_id in self._model):
            rename(self._editor, pool.id if pool else process_id, name)

    def _new_process(self, name: str) -> str:
        if not self._model.has_kind(Kind.PROCESS, *FLOW_NODES):
            process = home_of_work(self._editor, Kind.TASK)
            if name:
                rename(self._editor, process, name)
            return process
        sheet(self._editor, "")
        pool = add_pool(self._editor, self._free_spot(), name=name)
        return self._model.element(pool).refers_to

    def _pool_of(self, process_id: str) -> Element | None:
        pools = [p for p in self._model.referring(process_id) if p.kind is Kind.POOL]
        return pools[0] if process_id and pools else None

    def _free_spot(self) -> Point:
        """The middle of a place for one more pool."""
        boxes = [e.bounds for e in self._model.elements() if e.bounds]
        around = hull(boxes)
        if around is None:
            return _FIRST
        return Point(around.x + _FIRST.x - 160, around.bottom + _BELOW)

    # -- lanes -------------------------------------------------------------------------------

    def _known_lane(self, process: str, label: str) -> str:
        """The lane of a process with this label, "" for none."""
        for lane_id, text in lane_labels(self._model).items():
            lane = self._model.element(lane_id)
            owners = {process, ""}  # drafts may not say whose a lane is
            if text == label and (
                (process, label) in self._used or lane_owner(self._model, lane) in owners
            ):
                return lane_id
        return ""

    def _new_lane(self, section: int, label: str) -> str:
        process = self._process(section)
        pool = self._pool_of(process)
        if pool is None and self._is_drawn_or_empty():
            name = self._outline.sections[section].name or self._name_of(process)
            pool = self._pool_around(process, name)
        if pool is None or pool.bounds is None:
            return self._undrawn_lane(process, label)
        above = self._lane_above(section, label)
        if above:
            return add_lane(self._editor, above, name=label)
        return add_lane(self._editor, pool.id, after=False, name=label)

    def _lane_above(self, section: int, label: str) -> str:
        """The lane of whoever acts before the new lane does first; "" when nobody does."""
        above = ""
        for item in self._outline.items:
            if item.section != section or not item.lane:
                continue
            if item.lane == label:
                break
            lane = self._known_lane(self._process(section), item.lane)
            above = lane if lane and self._model.element(lane).bounds else above
        return above

    def _pool_around(self, process: str, name: str) -> Element:
        """A pool for a process that has none."""
        sheet(self._editor, "")
        pool = self._model.element(add_pool(self._editor, _FIRST, name=name))
        if pool.refers_to != process:  # nothing of the process is drawn yet
            self._editor.set(pool.id, refers_to=process)
            self._editor.remove(pool.refers_to)
        return self._model.element(pool.id)

    def _name_of(self, process_id: str) -> str:
        process = self._model.find(process_id)
        return process.name if process else ""

    def _is_drawn_or_empty(self) -> bool:
        nodes = self._model.of_kind(*FLOW_NODES)
        return not nodes or any(node.bounds for node in nodes)

    def _undrawn_lane(self, process: str, label: str) -> str:
        """A lane of a flow that has no drawing yet."""
        sets = [s for s in self._model.children(process) if s.kind is Kind.LANE_SET]
        lane_set = sets[0].id if sets else new_id(self._editor, Kind.LANE_SET)
        if not sets:
            self._add(Kind.LANE_SET, "laneSet", lane_set, process)
        lane = new_id(self._editor, Kind.LANE)
        self._add(Kind.LANE, "lane", lane, lane_set, name=label)
        return lane

    def _add(self, kind: Kind, subtype: str, element_id: str, parent: str, name: str = "") -> None:
        key = next_key(self._model, parent)
        made = Element(
            id=element_id, kind=kind, subtype=subtype, name=name, parent=parent, sort_key=key
        )
        self._editor.add(made)
