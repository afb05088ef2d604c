"""The parts of the page of candidates, taken from an open workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.pages.candidates_parts import CandidateParts


def candidate_parts(
    workspace: Workspace,
    *,
    whole_city: bool = True,
    section: str = "",
    sample: Callable[[], object] | None = None,
) -> CandidateParts:
    """What the page of candidates works with.

    Args:
        workspace: open as long as the page lives.
        whole_city: the person sees all sections.
        section: code of the person's section.
        sample: opens the fictitious city; None inside of one.
    """
    from bpr_studio.app.reports import save_chart
    from bpr_studio.ui.pages.candidates_parts import CandidateParts

    return CandidateParts(
        candidates=workspace.candidates,
        queries=workspace.queries,
        undo=workspace.undo.undo,
        save=save_chart,
        whole_city=whole_city,
        section=section,
        target=workspace.improvement_effects.targets().total.minutes,
        sample=sample,
    )
