"""The pictures of the explorer in the user guide (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.workload.explore import ExploreView, Sorting
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.guide_camera import GuidePhotographer
    from bpr_studio.app.workspace import Workspace


def explorer_scenes(camera: GuidePhotographer, _workspace: Workspace, _home: Path) -> None:
    """A first table, rows inside rows, last year beside, the tasks behind a cell."""
    from bpr_studio.ui.pages.explorer import ExplorerPage

    page = camera.at(Jump("explorer"), ExplorerPage)
    camera.save("explorer")
    page.ask(
        ExploreView(
            (Dimension.BUREAU, Dimension.SECTION),
            (Dimension.CORE, Dimension.MEDIUM),
            sorting=Sorting(),
        )
    )
    camera.save("explorer-nested")
    page.open_target("last-year")
    camera.save("explorer-last-year")
    page.open_target("bureau-core")
    page.show_behind(0, 1)
    camera.save("explorer-behind")
