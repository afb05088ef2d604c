"""The steps of a flow as a table: rows in the order of work, a column for each lane.

The accessible form of the drawing, after the work-flow chart of the Ministry (業務流れ図): the
name of a step stands in the column of the lane it is done in. Everything the table changes is a
gesture of the drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.adding import new_node
from bpr_studio.domain.modeling.appending import append, prepend
from bpr_studio.domain.modeling.connecting import insert_into_flow
from bpr_studio.domain.modeling.creating import place
from bpr_studio.domain.modeling.outline_describing import lane_labels, process_of
from bpr_studio.domain.modeling.outline_placing import Placer
from bpr_studio.domain.modeling.outline_values import one_line
from bpr_studio.domain.modeling.removing import remove
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.element import ACTIVITIES, Kind
from bpr_studio.domain.process.flow_order import in_flow_order
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

NO_LANE = ""
"""The column of steps outside all lanes."""


@dataclass(frozen=True, slots=True)
class MatrixLane:
    """A column: id of a lane or of a pool without lanes, `NO_LANE` outside, and its heading."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class StepMatrix:
    """The table of one flow.

    Attributes:
        lanes: the columns from top to bottom of the drawing.
        rows: ids of steps, events and branches in the order of work.
    """

    lanes: tuple[MatrixLane, ...]
    rows: tuple[str, ...]


def step_matrix(model: ProcessModel) -> StepMatrix:
    """The table of a flow; lanes that are divided again stand by their parts."""
    labels = lane_labels(model)
    outer = {
        lane_set.parent
        for lane_set in model.of_kind(Kind.LANE_SET)
        if any(child.kind is Kind.LANE for child in model.children(lane_set.id))
    }
    lanes = [lane for lane in model.of_kind(Kind.LANE) if lane.id not in outer]
    rows = tuple(node.id for node in in_flow_order(model, model.elements()))
    used = {column_of(model, row) for row in rows}
    pools = [pool for pool in model.of_kind(Kind.POOL) if pool.id in used]
    if len(lanes) + len(pools) > 1:
        lanes += pools
    lanes.sort(key=_down)
    columns = tuple(MatrixLane(one.id, labels.get(one.id) or _called(one)) for one in lanes)
    known = {lane.id for lane in lanes}
    if not columns or not used <= known:
        columns = (*columns, MatrixLane(NO_LANE, tr("Outside the lanes") if columns else ""))
    return StepMatrix(columns, rows)


def _called(pool: Element) -> str:
    return one_line(pool.name) or tr("Pool without a name")


def _down(lane: Element) -> tuple[float, float, str, str]:
    if lane.bounds is None:
        return 0.0, 0.0, lane.sort_key, lane.id
    return lane.bounds.y, lane.bounds.x, lane.sort_key, lane.id


def lane_of(model: ProcessModel, element_id: str) -> str:
    """The lane a row belongs to: its own, or that of what is around it; `NO_LANE` for none."""
    seen: set[str] = set()
    around = model.find(element_id)
    while around is not None and not around.lane and around.id not in seen:
        seen.add(around.id)
        around = model.find(around.host or around.parent)
    found = model.find(around.lane) if around is not None else None
    return found.id if found is not None else NO_LANE


def column_of(model: ProcessModel, element_id: str) -> str:
    """The column of a row: its lane, else its pool where that has no lanes; else `NO_LANE`."""
    lane = lane_of(model, element_id)
    element = model.find(element_id)
    if lane or element is None:
        return lane
    process = process_of(model, element)
    pools = [p for p in model.referring(process) if p.kind is Kind.POOL] if process else []
    laned = any(child.kind is Kind.LANE_SET for child in model.children(process))
    return NO_LANE if laned or not pools else pools[0].id


def may_change_lane(model: ProcessModel, element_id: str) -> Verdict:
    """Whether a row may go to another column by itself."""
    element = model.find(element_id)
    if element is None:
        return Verdict(tr("This element is not there any more."))
    if element.host:
        return Verdict(tr("An event at a step goes with its step."))
    parent = model.find(element.parent)
    if parent is not None and parent.kind in ACTIVITIES:
        return Verdict(tr("What is in a sub-process goes with it."))
    return Verdict()


def put_in_lane_of(editor: Editor, element_id: str, lane_id: str) -> None:
    """Move a row to the column of a lane, in the drawing too.

    Raises:
        NotAllowedError: it cannot go there by itself; nothing was changed.
    """
    demand(may_change_lane(editor.model, element_id))
    if lane_id == NO_LANE:
        demand(Verdict(tr("A step stays in a lane; move it out of the pool in the drawing.")))
    if _is_pool(editor.model, lane_id):
        demand(Verdict(tr("A step stays in its pool here; move it to another in the drawing.")))
    with editor.gesture(tr("Move to another lane")):
        Placer(editor).move_to_lane(element_id, lane_id)


def add_step(editor: Editor, after_id: str, lane_id: str = "", name: str = "") -> str:
    """Add a step below a row, between it and what follows; gives its id.

    Args:
        editor: the editor.
        after_id: the row above; "" begins an empty flow, or comes before the first row.
        lane_id: the lane or pool it is done in, "" for that of the row above; in another pool
            it comes below the last row there.
        name: its name.

    Raises:
        NotAllowedError: nothing can follow the row.
    """
    with editor.gesture(tr("Add a step")):
        if _is_pool(editor.model, lane_id) and column_of(editor.model, after_id) != lane_id:
            after_id = _last_in(editor.model, lane_id)
        made = _added(editor, after_id, name)
        if lane_id and column_of(editor.model, made) != lane_id:
            Placer(editor).move_to_lane(made, lane_id)
    return made


def _is_pool(model: ProcessModel, column: str) -> bool:
    pool = model.find(column)
    return pool is not None and pool.kind is Kind.POOL


def _last_in(model: ProcessModel, column: str) -> str:
    """The last row of a column; a pool is a column only where it has rows."""
    return next(r for r in reversed(step_matrix(model).rows) if column_of(model, r) == column)


def _added(editor: Editor, after_id: str, name: str) -> str:
    model = editor.model
    source = model.find(after_id)
    if source is None:
        rows = step_matrix(model).rows
        if rows:
            return prepend(editor, rows[0], template("task"), name=name)
        return place(editor, template("task"), Point(250.0, 200.0), name=name)
    if source.kind is Kind.END_EVENT:
        return _before(editor, source, name)
    ways = [f for f in model.outgoing(after_id) if f.kind is Kind.SEQUENCE_FLOW]
    if len(ways) != 1:
        return append(editor, after_id, template("task"), name=name)
    return _between(editor, ways[0], name)


def _before(editor: Editor, end: Element, name: str) -> str:
    """A step before an end, on the one way that leads there."""
    ways = [f for f in editor.model.incoming(end.id) if f.kind is Kind.SEQUENCE_FLOW]
    if len(ways) == 1:
        return _between(editor, ways[0], name)
    return prepend(editor, end.id, template("task"), name=name)


def _between(editor: Editor, way: Element, name: str) -> str:
    """A new step in a flow; what follows makes room."""
    source = editor.model.element(way.source)
    placer = Placer(editor, whole=False)
    lane = lane_of(editor.model, source.id) if not _inside(editor.model, source) else ""
    made = new_node(editor, template("task"), None, name=name, parent=source.parent, lane=lane)
    placer.place(made, before=[way.source], after=[way.target], host="")
    insert_into_flow(editor, way.id, made)
    return made


def _inside(model: ProcessModel, element: Element) -> bool:
    parent = model.find(element.parent)
    return parent is not None and parent.kind in ACTIVITIES


def remove_rows(editor: Editor, ids: Iterable[str]) -> None:
    """Take rows away; the flow goes on over the gap.

    Raises:
        NotAllowedError: none of them is there.
    """
    remove(editor, [one for one in ids if one in editor.model])


def is_step(model: ProcessModel, element_id: str) -> bool:
    """Whether a row is a step, which has minutes and cases."""
    element = model.find(element_id)
    return element is not None and element.kind in ACTIVITIES
