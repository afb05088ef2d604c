"""What the search (Ctrl+K) finds beside pages and commands: sections, flows, tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.shell.parts import SearchHit
from bpr_studio.ui.shell.search import ListProvider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.shell.parts import SearchProvider


def search_of(workspace: Workspace) -> tuple[SearchProvider, ...]:
    """The providers of a workspace, in the order their hits are listed."""
    return (
        ListProvider(lambda: _sections(workspace)),
        ListProvider(lambda: _flow_hits(workspace)),
        _TaskProvider(workspace),
    )


def _sections(workspace: Workspace) -> Sequence[SearchHit]:
    units = workspace.queries.units(workspace.fiscal_year.year)
    return [
        SearchHit(
            unit.name, tr("Section"), "users", Jump("survey", f"section:{unit.code}"), unit.path
        )
        for unit in units
        if unit.level == "section"
    ]


def _flow_hits(workspace: Workspace) -> Sequence[SearchHit]:
    return [
        SearchHit(flow.name, tr("Business flow"), "flow-arrow", Jump("flows", flow.id))
        for flow in workspace.queries.flows()
    ]


class _TaskProvider:
    """Finds tasks by any part of their names."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def hits(self, words: str, limit: int) -> Sequence[SearchHit]:
        """Tasks whose names contain every word."""
        from bpr_studio.services.views import TaskQuery

        query = TaskQuery(self._workspace.round_id, words=words)
        return [
            SearchHit(
                task.name,
                tr("Task"),
                "list-checks",
                Jump("survey", f"section:{task.unit_code}"),
                task.unit_name,
            )
            for task in self._workspace.queries.tasks(query, 0, limit)
        ]
