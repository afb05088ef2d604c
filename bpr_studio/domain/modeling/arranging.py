"""Placing a whole diagram at once, also one that has no drawing yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.diagram.lane_layout import LaneLayout
from bpr_studio.domain.modeling.settling import put_in_lane
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.order import key_between
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.diagram.layout import LayoutEngine, Placement
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel


def arrange(editor: Editor, diagram: str = "", engine: LayoutEngine | None = None) -> str:
    """Give everything in a diagram a new place, and what is not drawn yet its first one.

    Args:
        editor: the model.
        diagram: id of the diagram; "" means the first one, which is made where there is none.
        engine: what decides the places; the simple layout along lanes when None.

    Returns:
        The id of the diagram.
    """
    with editor.gesture(tr("Arrange")):
        shown = diagram or _first_diagram(editor)
        _apply(editor, shown, (engine or LaneLayout()).place(editor.model, shown))
    return shown


def is_drawn(model: ProcessModel) -> bool:
    """Whether anything of a model has a place."""
    return any(element.is_drawn for element in model.elements())


def _first_diagram(editor: Editor) -> str:
    diagrams = editor.model.diagrams()
    if diagrams:
        return diagrams[0].id
    made = Element(
        id=editor.new_id("Diagram"),
        kind=Kind.DIAGRAM,
        subtype="BPMNDiagram",
        refers_to=_root(editor.model),
        sort_key=key_between("", ""),
    )
    editor.add(made)
    return made.id


def _root(model: ProcessModel) -> str:
    """What a first diagram shows: the collaboration, else the first process."""
    roots = [*model.of_kind(Kind.COLLABORATION), *model.of_kind(Kind.PROCESS)]
    return roots[0].id if roots else ""


def _apply(editor: Editor, diagram: str, placement: Placement) -> None:
    model = editor.model
    for element_id, box in placement.boxes.items():
        element = model.element(element_id)
        values: dict[str, object] = {
            "bounds": box,
            "label_bounds": placement.labels.get(element_id),
            "diagram": element.diagram if element.is_drawn else diagram,
        }
        editor.set(element_id, **values)
        if element_id in placement.lanes:
            put_in_lane(editor, element_id, placement.lanes[element_id])
    for flow_id, points in placement.ways.items():
        flow = model.element(flow_id)
        editor.set(
            flow_id,
            waypoints=points,
            label_bounds=placement.labels.get(flow_id),
            diagram=flow.diagram if flow.is_drawn else diagram,
        )
