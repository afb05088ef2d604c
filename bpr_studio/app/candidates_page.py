"""The parts of the page of candidates, taken from an open workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.reform.goals import Goal
    from bpr_studio.ui.pages.candidates_parts import CandidateParts

HOURS_GOAL: Final = "G1"
"""The goal of the plan that the sum of all candidates is set against."""


def hours_goal(workspace: Workspace) -> Goal | None:
    """The city's target of hours; None where its plan has none."""
    return next((goal for goal in workspace.goals.plan.goals if goal.id == HOURS_GOAL), None)


def target_minutes(workspace: Workspace) -> int:
    """The city's target in minutes a year, 0 where its plan has none."""
    goal = hours_goal(workspace)
    return round(goal.target * 60) if goal is not None and goal.target else 0


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
        target=target_minutes(workspace),
        sample=sample,
    )
