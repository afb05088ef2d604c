"""The pictures of the charts in the user guide (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.services.figures import FigureName
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.guide_camera import GuidePhotographer
    from bpr_studio.app.workspace import Workspace

#: Picture by chart; the others look much like one of these.
_PICTURES: Final = {
    FigureName.MONTHS: "months",
    FigureName.EXPERTISE: "analysis-expertise",
    FigureName.STEP_TYPES: "analysis-steps",
    FigureName.MEDIUM: "analysis-medium",
    FigureName.DEPENDENCY: "analysis-dependency",
    FigureName.FLOWS: "analysis-flows",
    FigureName.WATERFALL: "analysis-waterfall",
}


def chart_scenes(camera: GuidePhotographer, _workspace: Workspace, _home: Path) -> None:
    """The analysis with its list of charts, and the charts one by one."""
    from bpr_studio.ui.pages.analysis import AnalysisPage

    page = camera.at(Jump("analysis"), AnalysisPage)
    camera.save("analysis")
    for name, picture in _PICTURES.items():
        page.show_chart(name)
        camera.settle()
        camera.save(picture)
    page.show_chart(FigureName.UNITS)
