"""The next step by one key: placed beside what it follows and connected with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.adding import new_node
from bpr_studio.domain.modeling.belonging import Homes, diagram_of
from bpr_studio.domain.modeling.connection_rules import between
from bpr_studio.domain.modeling.creating import box_around, furnish
from bpr_studio.domain.modeling.free_places import (
    place_after,
    place_before,
    place_of_note,
)
from bpr_studio.domain.modeling.linking import join
from bpr_studio.domain.modeling.place_rules import may_contain, sample_of
from bpr_studio.domain.modeling.room import make_room_in, open_lane
from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.element import FLOW_NODES, Kind
from bpr_studio.domain.process.scopes import scope_of
from bpr_studio.domain.shared.text import tr, tr_source

if TYPE_CHECKING:
    from bpr_studio.domain.modeling.templates import Template
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Point

_BESIDE: Final = (Kind.ANNOTATION, Kind.DATA_OBJECT, Kind.DATA_STORE)
_ALONE: Final = (Kind.POOL, Kind.LANE, Kind.BOUNDARY_EVENT, Kind.GROUP)
_UNNAMED: Final = "\0"  # the id of a sample, which no element has


def may_append(model: ProcessModel, source_id: str, template: Template) -> Verdict:
    """Whether something of this kind can follow an element."""
    return _may_stand_beside(model, source_id, template, after=True)


def may_prepend(model: ProcessModel, target_id: str, template: Template) -> Verdict:
    """Whether something of this kind can come before an element."""
    return _may_stand_beside(model, target_id, template, after=False)


def append(editor: Editor, source_id: str, template: Template, *, name: str = "") -> str:
    """Add what follows an element, at the next free place, connected; gives its id.

    Nothing is covered: it comes to the right in the same lane, else into the next row below,
    and lane and pool grow where that has to be. Annotations stand above, documents below.

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
        if template.kind in _BESIDE:
            at = place_of_note(editor.model, source, template.kind, template.size)
        else:
            at = place_after(editor.model, source, template.size)
        made = _added(editor, source, template, at, name)
        verdict = between(editor.model, source, editor.model.element(made))
        join(editor, verdict, (source_id, made))
        return made


def prepend(editor: Editor, target_id: str, template: Template, *, name: str = "") -> str:
    """Add what comes before an element, at the next free place, connected; gives its id.

    Raises:
        NotAllowedError: the rules refuse (see `may_prepend`); nothing was changed.
    """
    demand(may_prepend(editor.model, target_id, template))
    with editor.gesture(tr("Put “{what}” before", what=tr_source(template.label))):
        target = editor.model.element(target_id)
        if template.kind in _BESIDE:
            at = place_of_note(editor.model, target, template.kind, template.size)
        else:
            at = place_before(editor.model, target, template.size)
        made = _added(editor, target, template, at, name)
        verdict = between(editor.model, editor.model.element(made), target)
        join(editor, verdict, (made, target_id))
        return made


def next_place(model: ProcessModel, source_id: str, size: tuple[float, float]) -> Point:
    """The middle of the free place for what follows an element.

    Raises:
        KeyError: there is no such element.
        ValueError: it is not drawn.
    """
    at = place_after(model, model.element(source_id), size)
    if at is None:
        msg = f"{source_id} is not drawn"
        raise ValueError(msg)
    return at


def _may_stand_beside(
    model: ProcessModel, beside_id: str, template: Template, *, after: bool
) -> Verdict:
    beside = model.find(beside_id)
    if beside is None:
        return Verdict(tr("This element is not there any more."))
    if template.kind in _ALONE:
        return Verdict(tr("Put this on the sheet by itself; it does not follow something."))
    sample = _sample_beside(model, beside, template)
    contained = may_contain(model, scope_of(model, beside), sample)
    if not contained:
        return contained
    ends = (beside, sample) if after else (sample, beside)
    return Verdict(between(model, *ends).reason)


def _sample_beside(model: ProcessModel, beside: Element, template: Template) -> Element:
    return replace(sample_of(template), id=_UNNAMED, parent=_home(model, beside))


def _home(model: ProcessModel, beside: Element) -> str:
    """Where what stands beside an element belongs: its scope; beside a pool the sheet."""
    return beside.parent if beside.kind is Kind.POOL else scope_of(model, beside)


def _added(editor: Editor, beside: Element, template: Template, at: Point | None, name: str) -> str:
    model = editor.model
    parent, diagram = _home(model, beside), diagram_of(model, beside)
    box = box_around(at, template.size) if at else None
    if box:
        open_lane(editor, beside.lane, box)
        make_room_in(editor, parent, diagram, box)
    made = new_node(
        editor,
        template,
        box,
        name=name,
        parent=parent,
        lane="" if template.kind in _BESIDE else beside.lane,
        diagram=diagram if at else "",
    )
    furnish(editor, made)
    if box:
        _settle_lane(editor, made)
    return made


def _settle_lane(editor: Editor, made: str) -> None:
    """The lane it lies in, where the lane of its neighbour could not be had."""
    model = editor.model
    element = model.element(made)
    if element.kind in FLOW_NODES and element.bounds:
        homes = Homes(model, diagram_of(model, element))
        editor.set(made, lane=homes.lane_at(element.parent, element.bounds.centre, element.lane))
