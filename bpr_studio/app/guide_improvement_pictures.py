"""The pictures of the register of improvements in the user guide (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.guide_camera import GuidePhotographer
    from bpr_studio.app.workspace import Workspace


def improvement_scenes(camera: GuidePhotographer, workspace: Workspace, _home: Path) -> None:
    """The register with its panel, the ways in, choosing tasks, and what it saves."""
    from bpr_studio.ui.pages.improvement import ImprovementPage

    page = camera.at(Jump("improvement"), ImprovementPage)
    camera.save("improvement")
    register = workspace.improvements.register().improvements
    for_centre = next(one for one in register if one.plan.claims and one.plan.centre)
    page.mark(for_centre.id)
    page.choose_claims()
    camera.save("improvement-claims")
    recorded = next(one for one in register if len(one.actuals) > 1)
    page.mark(recorded.id)
    page.panel.ensureWidgetVisible(page.panel.actuals)
    camera.save("improvement-actuals")
    page.begin_new()
    camera.save("improvement-new")
    page.show_register()
    for name, target in (
        ("improvement-waterfall", "waterfall"),
        ("improvement-burn-up", "burn-up"),
    ):
        page.open_target(target)
        camera.save(name)
    page.tabs.setCurrentIndex(0)
