"""Copying and pasting parts of a flow, within it and between flows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.adding import new_id, next_key
from bpr_studio.domain.modeling.belonging import LANE_MEMBERS, Homes, diagram_of
from bpr_studio.domain.modeling.clipping import Clipping, clipping_of
from bpr_studio.domain.modeling.copied_ids import inner_ids, renamed
from bpr_studio.domain.modeling.creating import home_of_work, sheet
from bpr_studio.domain.modeling.linking import fit_lines, owner_of
from bpr_studio.domain.modeling.outgrowing import grow_around
from bpr_studio.domain.modeling.place_rules import known_diagram, may_contain
from bpr_studio.domain.modeling.pools import add_pool, collaboration_of
from bpr_studio.domain.modeling.verdict import ALLOWED, Verdict, demand
from bpr_studio.domain.process.element import CONNECTIONS, Kind
from bpr_studio.domain.process.fragments import origin_of
from bpr_studio.domain.shared.geometry import Point, hull
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

__all__ = ["Clipping", "clipping_of", "duplicate", "may_paste", "paste"]

STEP_ASIDE: Final = 20.0
"""How far a copy stands beside its original when it is given no place."""
_BETWEEN_POOLS: Final = 50.0
_BESIDE_POOLS: Final = frozenset({Kind.POOL, Kind.ANNOTATION, Kind.GROUP, Kind.DATA_STORE})

Offset = tuple[float, float]


def may_paste(
    model: ProcessModel, clipping: Clipping, at: Point | None, *, diagram: str = ""
) -> Verdict:
    """Whether a clipping may be pasted at a place; see `paste`."""
    if not clipping:
        return Verdict(tr("There is nothing to paste."))
    where = known_diagram(model, diagram)
    by = _offset(model, clipping, at)
    homes = Homes(model, where)
    has_pools = homes.has_pools or _brings_pool(clipping)
    for root in _roots(clipping):
        verdict = _may_stand(model, homes, root, by, has_pools=has_pools)
        if not verdict:
            return verdict
    return ALLOWED


def _brings_pool(clipping: Clipping) -> bool:
    """Whether a pool that shows its work is among what was copied."""
    return any(e.kind is Kind.POOL and e.refers_to for e in _roots(clipping))


def _may_stand(
    model: ProcessModel, homes: Homes, root: Element, by: Offset, *, has_pools: bool
) -> Verdict:
    if root.bounds is None or root.kind is Kind.POOL:
        return ALLOWED
    inside = homes.container_at(root.bounds.moved(*by).centre)
    if inside is None and has_pools and root.kind not in _BESIDE_POOLS:
        return Verdict(tr("Paste steps inside a pool."))
    return may_contain(model, inside.id if inside else "", root)


def paste(
    editor: Editor, clipping: Clipping, at: Point | None, *, diagram: str = ""
) -> tuple[str, ...]:
    """Put what was copied into a flow; gives the new ids of the outermost shapes.

    Everything gets new ids and belongs to the pool, sub-process and lane it comes to lie in; a
    pasted step keeps its attributes and is a new step. Parts of a library fragment stay linked
    to it as a use of their own. Pools bring their process and lanes; where a flow has no pool
    yet, one is put around it first.

    Args:
        editor: the editor of the flow, the same one or another.
        clipping: what was copied.
        at: where its middle comes to lie; None for a step aside of the original.
        diagram: the diagram, "" for the first one.

    Raises:
        NotAllowedError: there is nothing to paste, or it may not stand there; nothing changed.
    """
    demand(may_paste(editor.model, clipping, at, diagram=diagram))
    with editor.gesture(tr("Paste")):
        return _Pasting(editor, clipping, sheet(editor, diagram)).run(at)


def duplicate(editor: Editor, ids: Iterable[str]) -> tuple[str, ...]:
    """Put a copy of shapes a step aside of them; gives the new ids of the outermost ones.

    Raises:
        NotAllowedError: there is nothing that can be copied alone.
    """
    model = editor.model
    clipping = clipping_of(model, ids)
    drawn_in = (diagram_of(model, model.element(root)) for root in clipping.roots)
    diagram = next(drawn_in, "")
    with editor.gesture(tr("Duplicate")):
        return paste(editor, clipping, None, diagram=diagram)


def _roots(clipping: Clipping) -> list[Element]:
    outer = set(clipping.roots)
    return [e for e in clipping.elements if e.id in outer]


def _offset(model: ProcessModel, clipping: Clipping, at: Point | None) -> Offset:
    area = clipping.area
    if area is None:
        return 0.0, 0.0
    if at is not None:
        return float(round(at.x - area.centre.x)), float(round(at.y - area.centre.y))
    taken = {e.bounds for e in model.elements() if e.bounds}
    boxes = [e.bounds for e in _roots(clipping) if e.bounds]
    by = 0.0
    while any(box.moved(by, by) in taken for box in boxes):
        by += STEP_ASIDE
    return by, by


class _Pasting:
    """One clipping on its way into a model, inside an open gesture."""

    def __init__(self, editor: Editor, clipping: Clipping, diagram: str) -> None:
        self._editor = editor
        self._model = editor.model
        self._clipping = clipping
        self._diagram = diagram
        self._roots = set(clipping.roots)
        self._ids: dict[str, str] = {}
        self._given: set[str] = set()
        self._uses: dict[str, str] = {}

    def run(self, at: Point | None) -> tuple[str, ...]:
        """Add everything; gives the new ids of the outermost shapes."""
        by = self._beside_wrapped(_offset(self._model, self._clipping, at))
        self._name_all()
        homes = Homes(self._model, self._diagram)  # before the first shape comes
        for element in self._clipping.elements:
            if element.id in self._ids:
                self._add(element, by, homes)
        self._settle()
        roots = tuple(self._ids[root] for root in self._clipping.roots)
        grow_around(self._editor, roots)
        return roots

    def _beside_wrapped(self, by: Offset) -> Offset:
        """Where a pool comes to a flow without one: that gets a pool, and the new one its place."""
        if not _brings_pool(self._clipping):
            return by
        homes = Homes(self._model, self._diagram)
        shapes = [e.bounds for e in self._model.drawn_in(self._diagram) if e.bounds]
        around, area = hull(shapes), self._clipping.area
        if homes.has_pools or around is None or area is None:
            return by
        pool = add_pool(self._editor, around.centre, diagram=self._diagram)
        box = self._model.element(pool).bounds or around
        new = area.moved(*by)
        overlaps = new.y < box.bottom and new.bottom > box.y
        return (by[0], box.bottom + _BETWEEN_POOLS - area.y) if overlaps else by

    def _name_all(self) -> None:
        for element in self._clipping.elements:
            known = self._model.find(element.id) if element.kind is Kind.DEFINITION else None
            if known and known.kind is Kind.DEFINITION and known.subtype == element.subtype:
                continue  # the same message, error … is meant
            if element.kind is Kind.DEFINITION and element.id not in self._model:
                self._ids[element.id] = element.id
                continue
            self._ids[element.id] = self._new_id(element)
        for element in self._clipping.elements:
            if element.id in self._ids:
                for number, inner in enumerate(inner_ids(element), start=1):
                    self._ids.setdefault(inner, f"{self._ids[element.id]}_{number}")

    def _new_id(self, element: Element) -> str:
        """A new id; those given in this paste are not in the model yet."""
        made = new_id(self._editor, element.kind)
        stem, _, tail = made.rpartition("_")
        number = int(tail) if tail.isdigit() else 1
        while made in self._given or made in self._model:
            number += 1
            made = f"{stem}_{number}" if tail.isdigit() else f"{stem}_{tail}_{number}"
        self._given.add(made)
        return made

    def _add(self, element: Element, by: Offset, homes: Homes) -> None:
        here = element.diagram not in self._ids
        copy = renamed(element, self._ids)
        if here:
            copy = _shifted(copy, by)
        copy = replace(
            copy,
            diagram=self._diagram if here and copy.is_drawn else copy.diagram,
            refers_to="" if copy.kind is Kind.GROUP else copy.refers_to,
            fragment=self._fragment(element),
        )
        if not element.parent:
            copy = self._at_home(element, copy, homes)
        self._editor.add(copy)

    def _at_home(self, element: Element, copy: Element, homes: Homes) -> Element:
        """An element at the top of the clipping in its new container and lane."""
        parent, lane = copy.parent, ""
        if copy.kind is Kind.POOL:
            parent = collaboration_of(self._editor, self._diagram)
        elif element.id in self._roots and copy.bounds:
            centre = copy.bounds.centre
            parent = homes.parent_at(centre) or home_of_work(self._editor, copy.kind)
            lane = homes.lane_at(parent, centre) if copy.kind in LANE_MEMBERS else ""
        return replace(copy, parent=parent, lane=lane, sort_key=next_key(self._model, parent))

    def _fragment(self, element: Element) -> str:
        """The link to the library, as one more use of the fragment."""
        origin = origin_of(element)
        if origin is None:
            return element.fragment
        known = f"{origin.key}@{origin.use}"
        if known not in self._uses:
            self._uses[known] = self._ids[element.id]  # the first one names the use
        return str(replace(origin, use=self._uses[known]))

    def _settle(self) -> None:
        """What lies behind shapes and between them belongs where these are."""
        model = self._model
        made = [i for old, i in self._ids.items() if i in model]
        for element in map(model.element, made):
            if element.parent:
                continue
            if element.host in model:
                self._editor.set(element.id, parent=model.element(element.host).parent)
            elif element.kind is Kind.DATA_OBJECT and element.bounds is None:
                shown = next(iter(model.referring(element.id)), None)
                self._editor.set(element.id, parent=shown.parent if shown else "")
            elif element.kind in CONNECTIONS:
                source, target = model.find(element.source), model.find(element.target)
                if source and target:
                    owner = owner_of(model, element.kind, source, target)
                    self._editor.set(element.id, parent=owner)
        fit_lines(self._editor, [self._ids[root] for root in self._clipping.roots])


def _shifted(element: Element, by: Offset) -> Element:
    box, label = element.bounds, element.label_bounds
    return replace(
        element,
        bounds=box.moved(*by) if box else None,
        waypoints=tuple(Point(p.x + by[0], p.y + by[1]) for p in element.waypoints),
        label_bounds=label.moved(*by) if label else None,
    )
