"""The next step by one key: placed beside what it follows and connected with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import CONNECTIONS, Kind
from bpr_studio.domain.process.modeling.adding import new_node
from bpr_studio.domain.process.modeling.belonging import Homes, diagram_of
from bpr_studio.domain.process.modeling.connection_rules import between
from bpr_studio.domain.process.modeling.creating import box_around, furnish
from bpr_studio.domain.process.modeling.linking import join
from bpr_studio.domain.process.modeling.place_rules import may_contain, sample_of
from bpr_studio.domain.process.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.scopes import scope_of
from bpr_studio.domain.shared.geometry import Bounds, Point
from bpr_studio.domain.shared.text import tr, tr_source

if TYPE_CHECKING:
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.process.modeling.templates import Template

_GAP: Final = 50.0
_ROW: Final = 30.0


def may_append(model: ProcessModel, source_id: str, template: Template) -> Verdict:
    """Whether something of this kind can follow an element."""
    source = model.find(source_id)
    if source is None:
        return Verdict(tr("This element is not there any more."))
    if template.kind in (Kind.POOL, Kind.LANE, Kind.BOUNDARY_EVENT, Kind.GROUP):
        return Verdict(tr("This does not follow something else."))
    sample = _sample_beside(model, source, template)
    contained = may_contain(model, scope_of(model, source), sample)
    return contained and Verdict(between(model, source, sample).reason)


def append(editor: Editor, source_id: str, template: Template, *, name: str = "") -> str:
    """Add what follows an element, at the next free place, connected; gives its id.

    Args:
        editor: the editor.
        source_id: what it follows.
        template: what it is.
        name: its name.

    Raises:
        NotAllowedError: the rules refuse (see `may_append`); nothing was changed.
    """
    demand(may_append(editor.model, source_id, template))
    with editor.gesture(tr("Append “{what}”", what=tr_source(template.label))):
        source = editor.model.element(source_id)
        at = next_place(editor.model, source_id, template.size) if source.bounds else None
        element_id = _added(editor, source, template, at, name)
        verdict = between(editor.model, source, editor.model.element(element_id))
        join(editor, verdict, (source_id, element_id))
        return element_id


def may_prepend(model: ProcessModel, target_id: str, template: Template) -> Verdict:
    """Whether something of this kind can come before an element."""
    target = model.find(target_id)
    if target is None:
        return Verdict(tr("This element is not there any more."))
    if template.kind in (Kind.POOL, Kind.LANE, Kind.BOUNDARY_EVENT, Kind.GROUP):
        return Verdict(tr("This does not follow something else."))
    sample = _sample_beside(model, target, template)
    contained = may_contain(model, scope_of(model, target), sample)
    return contained and Verdict(between(model, sample, target).reason)


def prepend(editor: Editor, target_id: str, template: Template, *, name: str = "") -> str:
    """Add what comes before an element, connected; gives its id.

    Raises:
        NotAllowedError: the rules refuse (see `may_prepend`); nothing was changed.
    """
    demand(may_prepend(editor.model, target_id, template))
    with editor.gesture(tr("Put “{what}” before", what=tr_source(template.label))):
        target = editor.model.element(target_id)
        at = _place_before(editor.model, target, template.size)
        element_id = _added(editor, target, template, at, name)
        verdict = between(editor.model, editor.model.element(element_id), target)
        join(editor, verdict, (element_id, target_id))
        return element_id


def _sample_beside(model: ProcessModel, beside: Element, template: Template) -> Element:
    return replace(sample_of(template), id="\0", parent=scope_of(model, beside))


def _added(editor: Editor, beside: Element, template: Template, at: Point | None, name: str) -> str:
    model = editor.model
    parent, diagram = scope_of(model, beside), diagram_of(model, beside)
    lane = beside.lane
    if at is not None:
        lane = Homes(model, diagram).lane_at(parent, at, beside.lane)
    element_id = new_node(
        editor,
        template,
        box_around(at, template.size) if at else None,
        name=name,
        parent=parent,
        lane=lane,
        diagram=diagram if at else "",
    )
    furnish(editor, element_id)
    return element_id


def next_place(model: ProcessModel, source_id: str, size: tuple[float, float]) -> Point:
    """The middle of the free place for what follows an element: to its right, else further down.

    Raises:
        KeyError: there is no such element.
    """
    source = model.element(source_id)
    box = source.bounds or Bounds(0, 0, 0, 0)
    y = box.centre.y
    host = model.find(source.host)
    if host and host.bounds:
        y = host.bounds.bottom + _ROW + size[1] / 2
    at = Point(box.right + _GAP + size[0] / 2, y)
    return _free(model, source, at, size)


def _place_before(model: ProcessModel, target: Element, size: tuple[float, float]) -> Point | None:
    if target.bounds is None:
        return None
    at = Point(target.bounds.x - _GAP - size[0] / 2, target.bounds.centre.y)
    return _free(model, target, at, size)


def _free(model: ProcessModel, beside: Element, at: Point, size: tuple[float, float]) -> Point:
    where = diagram_of(model, beside)
    while True:
        box = box_around(at, size)
        in_way = [
            e.bounds
            for e in model.near(box.grown(_ROW / 2))
            if e.bounds
            and _stands(e)
            and diagram_of(model, e) == where
            and e.id not in (beside.id, beside.parent)
            and _meet(e.bounds, box.grown(_ROW / 2))
        ]
        if not in_way:
            return at
        at = Point(at.x, max(b.bottom for b in in_way) + _ROW + size[1] / 2)


def _stands(element: Element) -> bool:
    return element.kind not in CONNECTIONS | {Kind.POOL, Kind.LANE, Kind.GROUP}


def _meet(a: Bounds, b: Bounds) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom
