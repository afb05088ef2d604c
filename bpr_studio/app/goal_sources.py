"""What the parts of a workspace know of goals, brought together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.services.goal_sources import LedgerCounts, Saved, WorkspaceSources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.app.workspace import Workspace


def goal_sources(workspace: Workspace) -> WorkspaceSources:
    """The sources of the goals of a workspace; each is asked when a goal needs it."""

    def saved() -> Iterator[Saved]:
        for one in workspace.improvements.all():
            for actual in one.actuals:
                yield Saved(
                    one.plan.name, actual.fiscal_year, actual.minutes, centre=one.plan.centre
                )

    def ledger() -> LedgerCounts | None:
        return None

    def year() -> int:
        return workspace.queries.workspace().fiscal_year

    return WorkspaceSources(workspace.queries, saved, ledger, year)
