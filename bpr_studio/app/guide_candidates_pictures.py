"""The pictures of candidates for improvement in the user guide (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.reform.improvement import ImprovementKind
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.guide_camera import GuidePhotographer
    from bpr_studio.app.workspace import Workspace


def candidate_scenes(camera: GuidePhotographer, _workspace: Workspace, _home: Path) -> None:
    """The list with a proposal explained, work for the centre, effect against difficulty."""
    from bpr_studio.ui.pages.candidates import CandidatesPage

    page = camera.at(Jump("candidates"), CandidatesPage)
    kinds = page.list.kind
    kinds.setCurrentIndex(kinds.findData(ImprovementKind.AUTOMATE.value))
    camera.save("candidates")
    page.list.show_all()
    for name, target in (("candidates-classes", "classes"), ("candidates-effect", "effect")):
        page.open_target(target)
        camera.save(name)
    page.tabs.setCurrentIndex(0)
