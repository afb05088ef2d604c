"""Resizing shapes: content stays inside, lanes and border events follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.belonging import Homes, diagram_of
from bpr_studio.domain.modeling.frames import frame_of
from bpr_studio.domain.modeling.lanes import resize_lane
from bpr_studio.domain.modeling.outgrowing import grow_around
from bpr_studio.domain.modeling.settling import settle
from bpr_studio.domain.modeling.size_limits import allowed_bounds, least_size, may_resize
from bpr_studio.domain.modeling.sizing import give_size
from bpr_studio.domain.modeling.verdict import ALLOWED, Verdict, demand
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

__all__ = ["allowed_bounds", "least_size", "may_resize", "resize"]


def resize(editor: Editor, element_id: str, bounds: Bounds) -> None:
    """Give a shape another box.

    Content never comes to lie outside: a side stops before it. Lanes fill their pool, the
    neighbours of a lane take or give the room (`lanes.resize_lane`), border events stay on the
    border and flows attached.

    Raises:
        NotAllowedError: the shape has a fixed size or is not drawn; nothing was changed.
    """
    model = editor.model
    demand(may_resize(model, element_id))
    element = model.element(element_id)
    if element.kind is Kind.LANE and frame_of(model, element):
        resize_lane(editor, element_id, bounds)
        return
    box = allowed_bounds(model, element_id, bounds)
    if box == element.bounds:
        return
    with editor.gesture(tr("Change the size")):
        give_size(editor, element, box)
        if element.kind not in (Kind.POOL, Kind.LANE):
            grow_around(editor, [element_id])
            demand(_is_still_inside(model, element_id))
            settle(editor, [element_id])


def _is_still_inside(model: ProcessModel, element_id: str) -> Verdict:
    """Whether a step of a pool is still in a pool."""
    element = model.element(element_id)
    homes = Homes(model, diagram_of(model, element), {element_id})
    beside = (Kind.ANNOTATION, Kind.GROUP)
    if element.bounds is None or element.kind in beside or not homes.has_pools:
        return ALLOWED
    if homes.container_at(element.bounds.centre) or element.parent not in model:
        return ALLOWED
    return Verdict(tr("Steps stay inside the pools."))
