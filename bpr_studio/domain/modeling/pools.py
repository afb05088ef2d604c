"""Pools: around what is drawn already, or new beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.notation import is_horizontal
from bpr_studio.domain.modeling.adding import new_id, next_key
from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.frames import BAND
from bpr_studio.domain.modeling.place_rules import known_diagram
from bpr_studio.domain.modeling.sizing import give_size
from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.element import CONNECTIONS, Element, Kind
from bpr_studio.domain.process.scopes import content_of
from bpr_studio.domain.shared.geometry import Bounds, hull
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Point

SIZE: Final = (1000.0, 250.0)
HIDDEN_SIZE: Final = (1000.0, 60.0)
_LEAST_SHOWN: Final = 120.0  # room for a row of steps
_AROUND: Final = 40.0  # free room around a flow that is wrapped


def add_pool(  # noqa: PLR0913  # what a pool can be asked to be, all but the place by name
    editor: Editor,
    at: Point,
    *,
    diagram: str = "",
    name: str = "",
    horizontal: bool = True,
    hides_work: bool = False,
    size: tuple[float, float] | None = None,
) -> str:
    """Add a pool with its middle at a point; gives its id.

    The first pool of a diagram is put around the flow that is drawn there already and gets its
    process. A pool that hides its work stands for somebody we only talk to and wraps nothing.

    Args:
        editor: the editor.
        at: the middle of the new pool.
        diagram: the diagram, "" for the first one.
        name: its name.
        horizontal: False for an upright one.
        hides_work: whether it has no process.
        size: width and height; None for the usual one.
    """
    model = editor.model
    with editor.gesture(tr("Add a pool")):
        where = known_diagram(model, diagram)
        wide, high = size or (HIDDEN_SIZE if hides_work else SIZE)
        if not horizontal and size is None:
            wide, high = high, wide
        box = Bounds(at.x - wide / 2, at.y - high / 2, wide, high)
        process = ""
        if not hides_work:
            process = _free_process(model, where)
            box = _around_flow(model, where, process, box, Axis.X if horizontal else Axis.Y)
            process = process or _new_process(editor)
        collaboration = collaboration_of(editor, where)
        pool = new_id(editor, Kind.POOL)
        editor.add(
            Element(
                id=pool,
                kind=Kind.POOL,
                subtype="participant",
                name=name,
                parent=collaboration,
                sort_key=next_key(model, collaboration),
                refers_to=process,
                diagram=where,
                bounds=box,
                horizontal=horizontal,
            )
        )
        return pool


def _free_process(model: ProcessModel, diagram: str) -> str:
    """The process of a diagram that has no pool yet; "" when there is none."""
    shown = model.find(model.element(diagram).refers_to) if diagram else None
    if shown and shown.kind is Kind.PROCESS:
        candidates = [shown]
    else:
        candidates = [p for p in model.of_kind(Kind.PROCESS) if _is_drawn_in(model, p.id, diagram)]
    for process in candidates:
        if not any(e.kind is Kind.POOL for e in model.referring(process.id)):
            return process.id
    return ""


def _is_drawn_in(model: ProcessModel, process: str, diagram: str) -> bool:
    return any(
        e.is_drawn and known_diagram(model, e.diagram) == diagram for e in model.children(process)
    )


def _around_flow(
    model: ProcessModel, diagram: str, process: str, box: Bounds, axis: Axis
) -> Bounds:
    """The box of a pool around what a process shows; where that is nothing, as wanted."""
    if not process:
        return box
    drawn = [e for e in model.drawn_in(diagram) if e.kind is not Kind.POOL]
    shapes = [e.bounds for e in drawn if e.bounds]
    points = [p for e in drawn if e.kind in CONNECTIONS for p in e.waypoints]
    inner = hull(shapes, points)
    if inner is None:
        return box
    needed = inner.grown(_AROUND)
    bands = 2 * BAND  # its name, and those of the lanes it may be divided into
    needed = axis.spanning(needed, axis.low(needed) - bands, axis.high(needed))
    wide, high = max(needed.width, box.width), max(needed.height, box.height)
    return (
        Bounds(needed.x, needed.y - (high - needed.height) / 2, wide, high)
        if axis is Axis.X
        else Bounds(needed.x - (wide - needed.width) / 2, needed.y, wide, high)
    )


def _new_process(editor: Editor) -> str:
    process = new_id(editor, Kind.PROCESS)
    key = next_key(editor.model, "")
    editor.add(Element(id=process, kind=Kind.PROCESS, subtype="process", sort_key=key))
    return process


def collaboration_of(editor: Editor, diagram: str) -> str:
    """The collaboration a diagram shows, made where there is none, inside an open gesture."""
    model = editor.model
    shown = model.find(model.element(diagram).refers_to) if diagram else None
    if shown and shown.kind is Kind.COLLABORATION:
        return shown.id
    present = model.of_kind(Kind.COLLABORATION)
    if present:
        made = present[0].id
    else:
        made = new_id(editor, Kind.COLLABORATION)
        editor.add(
            Element(
                id=made,
                kind=Kind.COLLABORATION,
                subtype="collaboration",
                sort_key=next_key(model, ""),
            )
        )
    if diagram and (shown is None or shown.kind is Kind.PROCESS):
        editor.set(diagram, refers_to=made)
    return made


def hide_work(editor: Editor, pool_id: str) -> None:
    """Let a pool stand for somebody we only talk to: without a process and lanes of its own.

    Raises:
        NotAllowedError: it is no pool, or something is drawn in it.
    """
    model = editor.model
    pool = _pool(model, pool_id)
    if pool.refers_to not in model:
        return
    inside = content_of(model, pool.refers_to)
    drawn = [e for e in inside if e.is_drawn and e.kind is not Kind.LANE]
    demand(Verdict(tr("Something is drawn in this pool; move it out first.") if drawn else ""))
    with editor.gesture(tr("Hide the work of the pool")):
        editor.set(pool_id, refers_to="")
        shown = [p for p in model.referring(pool.refers_to) if p.kind is Kind.POOL]
        for element in [*reversed(inside), model.element(pool.refers_to)] if not shown else ():
            for picture in model.referring(element.id):
                editor.remove(picture.id)
            editor.remove(element.id)


def show_work(editor: Editor, pool_id: str) -> None:
    """Give a pool that hides its work a process, so that it can be drawn.

    Raises:
        NotAllowedError: it is no pool.
    """
    pool = _pool(editor.model, pool_id)
    if pool.refers_to in editor.model:
        return
    with editor.gesture(tr("Show the work of the pool")):
        editor.set(pool_id, refers_to=_new_process(editor))
        box = pool.bounds
        if box:
            axis = Axis.Y if is_horizontal(pool) else Axis.X
            if axis.extent(box) < _LEAST_SHOWN:
                low = axis.low(box)
                give_size(editor, pool, axis.spanning(box, low, low + _LEAST_SHOWN))


def _pool(model: ProcessModel, pool_id: str) -> Element:
    pool = model.find(pool_id)
    if pool is None or pool.kind is not Kind.POOL:
        demand(Verdict(tr("This is not a pool.")))
        raise AssertionError
    return pool
