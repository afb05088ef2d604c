"""The pictures of the comparison with other cities in the user guide (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.comparability import Grade
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.guide_camera import GuidePhotographer
    from bpr_studio.app.workspace import Workspace

_HEARD: Final = "出退勤と旅費を共同システムで処理し、課での転記がない（架空）"


def comparison_scenes(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    """The picture with its cities, why one has its grade, gaps, one class, step types."""
    from bpr_studio.ui.pages.benchmark import BenchmarkPage

    page = camera.at(Jump("benchmark"), BenchmarkPage)
    camera.save("benchmark")
    overview = workspace.benchmarking.overview(workspace.fiscal_year, page.choices.request(""))
    worst = next(
        row
        for row, standing in enumerate(overview.standings)
        if standing.city is not None and standing.city.grade is Grade.C
    )
    page.cities.cities.setCurrentRow(worst)
    camera.save("benchmark-grade")
    page.cities.cities.setCurrentRow(-1)
    page.tabs.setCurrentIndex(1)
    camera.save("benchmark-gaps")
    page.show_class("K01")
    workspace.comparison_memory.note("K01", "systems", _HEARD)
    camera.save("benchmark-class")
    page.tabs.setCurrentIndex(0)
    for box, key in (
        (page.choices.basis, Basis.SHARE),
        (page.choices.level, ClassLevel.STEP_TYPE),
    ):
        box.setCurrentIndex(box.findData(key))
    camera.save("benchmark-steps")
