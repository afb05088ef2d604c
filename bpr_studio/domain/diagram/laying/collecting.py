"""What of a model belongs to a diagram and has to be placed, as bands, items and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.laying.scope import Band, Link, Scope
from bpr_studio.domain.diagram.laying.sizes import add_events, add_riders, new_item
from bpr_studio.domain.diagram.lettering import LABEL_SIZE, LABEL_WIDTH
from bpr_studio.domain.diagram.notation import is_expanded
from bpr_studio.domain.diagram.scan import plane_names
from bpr_studio.domain.diagram.text_wrap import text_width
from bpr_studio.domain.process.element import CONNECTIONS, FLOW_NODES, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bpr_studio.domain.diagram.laying.scope import Inner, Item
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_NODES: Final = (FLOW_NODES - {Kind.BOUNDARY_EVENT}) | {Kind.OTHER}
_ARTIFACTS: Final = frozenset({Kind.DATA_OBJECT, Kind.DATA_STORE, Kind.ANNOTATION})
_SHOWN_DATA: Final = frozenset({"dataObjectReference", "dataStoreReference"})
_CLOSED_POOL: Final = 60.0
_LEAST_LANE: Final = 100.0
_MOST_FOR_NAME: Final = 200.0


class Collector:
    """Gathers the scopes of one diagram.

    Args of the constructor: the model; the diagram; `upright` for pools that run from top to
    bottom, whose widths and heights change places; `lay_inside`, which places the content of an
    open sub-process.
    """

    def __init__(
        self,
        model: ProcessModel,
        diagram: str,
        lay_inside: Callable[[Scope], Inner],
        *,
        upright: bool = False,
    ) -> None:
        self._model = model
        self._plane = plane_names(model, diagram)
        self._lay_inside = lay_inside
        self._upright = upright

    def whole(self, diagram: str) -> Scope:
        """Everything in the diagram."""
        return self._scope(list(self._owners(diagram)))

    def _scope(self, owners: list[tuple[Element | None, str]]) -> Scope:
        scope = Scope()
        for pool, owner in owners:
            self._add_owner(scope, pool, owner)
        self._add_riders(scope, {owner for _, owner in owners})
        self._add_links(scope)
        return scope

    # --- owners: what contains the nodes -----------------------------------------------------

    def _owners(self, diagram: str) -> Iterator[tuple[Element | None, str]]:
        """Pools with their processes, then processes without a pool, then what has no parent."""
        drawn = self._model.find(diagram)
        shown = self._model.find(drawn.refers_to) if drawn else None
        if shown is not None and shown.kind not in (Kind.COLLABORATION, Kind.PROCESS):
            yield None, shown.id
            return
        known: set[str] = set()
        for pool in self._in_drawn_order(self._model.of_kind(Kind.POOL)):
            if self._belongs(pool):
                known.add(pool.refers_to)
                yield pool, pool.refers_to
        for process in self._model.of_kind(Kind.PROCESS):
            if process.id not in known and self._has_content(process.id):
                yield None, process.id
        for stray in ["", *(c.id for c in self._model.of_kind(Kind.COLLABORATION))]:
            if self._has_content(stray):
                yield None, stray

    def _has_content(self, owner: str) -> bool:
        return any(
            (e.kind in _NODES or e.kind in _ARTIFACTS) and self._belongs(e)
            for e in self._model.children(owner)
        )

    def _belongs(self, element: Element) -> bool:
        """Whether an element is drawn in this diagram, or nowhere yet."""
        return element.diagram in self._plane if element.is_drawn else True

    def _in_drawn_order(self, frames: list[Element]) -> list[Element]:
        if all(frame.bounds for frame in frames):
            return sorted(frames, key=lambda f: (self._top(f), f.sort_key, f.id))
        return sorted(frames, key=lambda f: (f.sort_key, f.id))

    def _top(self, frame: Element) -> float:
        if frame.bounds is None:
            return 0.0
        return frame.bounds.x if self._upright else frame.bounds.y

    # --- bands and items ---------------------------------------------------------------------

    def _add_owner(self, scope: Scope, pool: Element | None, owner: str) -> None:
        chains = list(self._lane_chains(owner, ())) if owner else []
        first = len(scope.bands)
        nodes = (
            [e for e in self._model.children(owner) if self._is_item(e)]
            if owner or not pool
            else []
        )
        if pool is not None and not owner:
            scope.bands.append(Band(pool=pool.id, least=_CLOSED_POOL, is_closed=True))
            return
        name = pool.id if pool is not None else ""
        scope.bands += [Band(c, name, owner, self._least(c[-1])) for c in chains]
        if not chains:
            scope.bands.append(Band((), name, owner, _LEAST_LANE if pool is not None else 0.0))
        band_of = {lane: first + n for n, c in enumerate(chains) for lane in reversed(c)}
        for node in nodes:
            item = self._item(scope, node)
            item.band = band_of.get(node.lane, -1)
        self._house_strays(scope, nodes, first)
        for node in nodes if chains else ():
            lane = chains[scope.items[node.id].band - first][-1]
            if lane != node.lane and node.kind in FLOW_NODES:
                scope.lanes[node.id] = lane

    def _is_item(self, element: Element) -> bool:
        return element.kind in _NODES and self._belongs(element)

    def _lane_chains(self, owner: str, around: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The innermost lanes from top to bottom, each after the lanes around it."""
        lanes = [
            lane
            for lane_set in self._model.children(owner)
            if lane_set.kind is Kind.LANE_SET and lane_set.id not in around
            for lane in self._model.children(lane_set.id)
            if lane.kind is Kind.LANE
        ]
        for lane in self._in_drawn_order(lanes):
            if lane.id in around or not self._belongs(lane):
                continue
            chain = (*around, lane.id)
            yield from list(self._lane_chains(lane.id, chain)) or [chain]

    def _least(self, lane: str) -> float:
        name = text_width(self._model.element(lane).name, 12.0) + 16
        return max(_LEAST_LANE, min(name, _MOST_FOR_NAME))

    def _item(self, scope: Scope, node: Element) -> Item:
        inner = None
        if node.kind is Kind.SUB_PROCESS and self._is_open(node):
            inner = self._lay_inside(self._scope([(None, node.id)]))
            scope.lanes.update(inner.lanes)
        item = new_item(node, len(scope.items), inner, upright=self._upright)
        add_events(item, self._model.boundary_events(node.id))
        scope.items[node.id] = item
        return item

    def _is_open(self, node: Element) -> bool:
        return is_expanded(self._model, node) and bool(self._model.children(node.id))

    def _house_strays(self, scope: Scope, nodes: list[Element], first: int) -> None:
        """Nodes no lane lists go where what they are joined with is, else into the first band."""
        waiting = [node for node in nodes if scope.items[node.id].band < 0]
        while waiting:
            left = []
            for node in waiting:
                band = self._band_of_neighbour(scope, node, first)
                if band < 0:
                    left.append(node)
                else:
                    scope.items[node.id].band = band
            if len(left) == len(waiting):
                scope.items[left[0].id].band = first
                left = left[1:]
            waiting = left

    def _band_of_neighbour(self, scope: Scope, node: Element, first: int) -> int:
        near = [f.source for f in self._model.incoming(node.id)]
        near += [f.target for f in self._model.outgoing(node.id)]
        bands = [scope.items[i].band for i in map(self._home(scope), near) if i in scope.items]
        return next((band for band in bands if band >= first), -1)

    # --- artifacts ---------------------------------------------------------------------------

    def _add_riders(self, scope: Scope, owners: set[str]) -> None:
        """Artifacts ride on the first node they are joined with; loose ones are items."""
        home = self._home(scope)
        riders: dict[str, list[Element]] = {}
        for artifact in self._model.of_kind(*_ARTIFACTS):
            if not self._is_shown(artifact) or not self._is_inside(artifact, owners):
                continue
            owner = self._owner_of(artifact, home)
            if owner in scope.items:
                riders.setdefault(owner, []).append(artifact)
            elif scope.bands:
                item = new_item(artifact, len(scope.items), None, upright=self._upright)
                item.band = self._band_of(scope, artifact)
                scope.items[artifact.id] = item
        for owner, artifacts in riders.items():
            add_riders(scope.items[owner], artifacts, upright=self._upright)

    def _is_shown(self, artifact: Element) -> bool:
        return self._belongs(artifact) and (
            artifact.is_drawn or artifact.subtype in _SHOWN_DATA or artifact.kind is Kind.ANNOTATION
        )

    def _is_inside(self, artifact: Element, owners: set[str]) -> bool:
        """Whether an artifact belongs to this plane and not into a sub-process in it."""
        around = self._model.find(artifact.parent)
        if artifact.parent in owners:
            return True
        return self._is_whole(owners) and (around is None or around.kind is not Kind.SUB_PROCESS)

    def _is_whole(self, owners: set[str]) -> bool:
        return not any(
            around is not None and around.kind is Kind.SUB_PROCESS
            for around in map(self._model.find, owners)
        )

    def _owner_of(self, artifact: Element, home: Callable[[str], str]) -> str:
        joined = [f.source for f in self._model.incoming(artifact.id)]
        joined += [f.target for f in self._model.outgoing(artifact.id)]
        ends = map(self._model.find, joined)
        meant = (e.source if e.kind in CONNECTIONS else e.id for e in ends if e is not None)
        return next((found for found in map(home, meant) if found), "")

    def _band_of(self, scope: Scope, artifact: Element) -> int:
        for number, band in enumerate(scope.bands):
            pool = self._model.find(band.pool)
            if pool is not None and pool.refers_to == artifact.parent and not band.is_closed:
                return number
        return len(scope.bands) - 1

    # --- links -------------------------------------------------------------------------------

    def _home(self, scope: Scope) -> Callable[[str], str]:
        """What tells the item an element is part of, "" for none."""

        def home(element_id: str) -> str:
            seen: set[str] = set()
            while element_id and element_id not in scope.items and element_id not in seen:
                seen.add(element_id)
                element = self._model.find(element_id)
                element_id = (element.host or element.parent) if element is not None else ""
            return element_id if element_id in scope.items else ""

        return home

    def _add_links(self, scope: Scope) -> None:
        home = self._home(scope)
        for flow in self._model.of_kind(Kind.SEQUENCE_FLOW, Kind.MESSAGE_FLOW):
            source, target = home(flow.source), home(flow.target)
            if not source or not target or not self._belongs(flow):
                continue
            start = self._model.find(flow.source)
            scope.links.append(
                Link(
                    flow.id,
                    source,
                    target,
                    is_message=flow.kind is Kind.MESSAGE_FLOW,
                    is_sideways=start is not None and start.kind is Kind.BOUNDARY_EVENT,
                    is_default=self._model.element(source).default_flow == flow.id,
                    label=min(text_width(flow.name, LABEL_SIZE), LABEL_WIDTH),
                )
            )
