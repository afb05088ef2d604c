"""The pictures of business flows in the user guide: drawn, checked, versioned (架空)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.fragment_putting import put_fragment
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.handovers import steps_of
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.services.flow_changes import flow_changes
from bpr_studio.services.flows import FlowOwner
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.guide_camera import GuidePhotographer
    from bpr_studio.app.workspace import Workspace

_STANDARD: Final = "jumin-kofu"
_FRAGMENT: Final = "hozon"
_CASES: Final = 12_000.0
_TO_BE: Final = "窓口で完結"
_CLASS: Final = "B01-03-01"


def flow_scenes(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    """The editor with its panels, the other ways of writing, versions and their comparison."""
    from bpr_studio.ui.pages.flow_editor import FlowEditorPage

    flow_id = _flow(workspace)
    page = camera.at(Jump("flow", flow_id), FlowEditorPage)
    step = next(one for one in steps_of(page.model) if one.step.minutes_per_case)
    page.side.bring("StepCardPanel")
    page.select(step.id)
    camera.save("flow")
    for name, panel in (
        ("flow-sums", "RollUpPanel"),
        ("flow-findings", "FindingsPanel"),
        ("flow-library", "LibraryPanel"),
    ):
        page.side.bring(panel)
        camera.save(name)
    page.side.bring("StepCardPanel")
    for name, view in (("flow-table", "table"), ("flow-text", "text")):
        page.show_view(view)
        camera.save(name)
    page.show_view("drawing")
    to_be = _to_be(workspace, flow_id)
    page = camera.at(Jump("flow", to_be), FlowEditorPage)
    page.side.bring("VersionsPanel")
    camera.save("flow-versions")
    camera.places([("flow-compare", Jump("flow-compare", f"{flow_id}|{to_be}"))])
    _new_flow(camera)


def _new_flow(camera: GuidePhotographer) -> None:
    from bpr_studio.ui.pages.flows import FlowsPage

    page = camera.at(Jump("flows"), FlowsPage)
    page.deeds.ask_new()
    camera.save("flow-new")
    page.show_bench()


def _flow(workspace: Workspace) -> str:
    """A standard flow as a section has it, with cases and a fragment put in."""
    library = workspace.flow_library
    model = _copy(library.model(_STANDARD))
    editor = Editor(model)
    put_fragment(editor, _FRAGMENT, library.model(_FRAGMENT))
    with editor.gesture(""):
        for step in steps_of(model):
            if step.step.minutes_per_case is not None:
                editor.set(step.id, step=replace(step.step, cases_per_year=_CASES))
    unit = workspace.queries.sections(workspace.round_id)[0].unit_id
    return workspace.flows.add(library.entry(_STANDARD).title, model, FlowOwner(unit, _CLASS))


def _to_be(workspace: Workspace, flow_id: str) -> str:
    """Its To-Be, with two steps taken out of paper and one twice as quick; and a kept state."""
    made = workspace.flow_versions.derive(flow_id, "to_be", _TO_BE)
    workspace.flow_versions.keep(made, "見直し前の写し")
    before = workspace.flows.model(made)
    after = _copy(before)
    editor = Editor(after)
    with editor.gesture(""):
        for step in [one for one in steps_of(after) if one.step.minutes_per_case][:2]:
            answers = replace(step.step, medium="electronic", paper=False, minutes_per_case=0.5)
            editor.set(step.id, step=answers)
    workspace.undo.commit("", list(flow_changes(made, before, after)))
    return made


def _copy(model: ProcessModel) -> ProcessModel:
    return ProcessModel(model.header, model.elements())
