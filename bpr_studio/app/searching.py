"""What the search (Ctrl+K) finds beside pages and commands: sections, flows, tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.shell.parts import SearchHit
from bpr_studio.ui.shell.search import ListProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.app.roles import RoleView
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.events import Committed
    from bpr_studio.services.task_search import TaskIndex
    from bpr_studio.ui.qt.tasks import Outcome, TaskRunner
    from bpr_studio.ui.shell.parts import SearchProvider

_TASK_KINDS = frozenset({"work_item", "org_unit", "workspace"})


def search_of(
    workspace: Workspace, tasks: TaskRunner, view: RoleView, section: str
) -> tuple[SearchProvider, ...]:
    """The providers of a workspace, in the order their hits are listed.

    Args:
        workspace: what is searched.
        tasks: reads the names of tasks beside the window.
        view: what the person's role sees: the whole city, or its own section.
        section: code of the person's section.
    """
    own = None if view.whole_city else section
    return (
        ListProvider(lambda: _sections(workspace, own)),
        ListProvider(lambda: _flow_hits(workspace)),
        TaskProvider(workspace, tasks, own),
    )


def _sections(workspace: Workspace, own: str | None) -> Sequence[SearchHit]:
    units = workspace.queries.units(workspace.fiscal_year.year)
    return [
        SearchHit(
            unit.name,
            tr("Section"),
            "users",
            Jump("survey", f"section:{unit.code}"),
            f"{unit.code} {unit.path}",
        )
        for unit in units
        if unit.level == "section" and own in {None, unit.code}
    ]


def _flow_hits(workspace: Workspace) -> Sequence[SearchHit]:
    return [
        SearchHit(flow.name, tr("Business flow"), "flow-arrow", Jump("flow", flow.id))
        for flow in workspace.queries.flows()
    ]


class TaskProvider:
    """Finds tasks by any part of their names, in names read beside the window."""

    def __init__(self, workspace: Workspace, tasks: TaskRunner, own: str | None) -> None:
        """Find in one workspace.

        Args:
            workspace: where the tasks are.
            tasks: reads their names.
            own: code of the only section whose tasks are found; None for all.
        """
        self._workspace = workspace
        self._tasks = tasks
        self._own = own
        self._index: TaskIndex | None = None
        self._stale = True
        self._reading = False
        workspace.bus.subscribe(self._note)

    def prepare(self, ready: Callable[[], None]) -> None:
        """Read the names anew where tasks were written since; the old ones serve meanwhile."""
        if not self._stale or self._reading:
            return
        self._stale, self._reading = False, True

        def finished(outcome: Outcome[TaskIndex]) -> None:
            from bpr_studio.ui.qt.tasks import Done

            self._reading = False
            if isinstance(outcome, Done):
                self._index = outcome.value
                ready()
            else:
                self._stale = True

        self._tasks.start(tr("Reading the names of the tasks"), self._read, finished)

    def hits(self, words: str, limit: int) -> Sequence[SearchHit]:
        """Tasks whose names contain every word; none before the names were read."""
        if self._index is None:
            return ()
        kind = tr("Task")
        return [
            SearchHit(
                task.name,
                kind,
                "list-checks",
                Jump("entry", f"section:{task.unit_code} cell:{task.id}:name"),
                task.unit_name,
            )
            for task in self._index.find(words, limit)
        ]

    def _read(self, progress: Progress) -> TaskIndex:
        from bpr_studio.services.task_search import TaskIndex

        progress.report(0, 0, "")
        names = self._workspace.queries.task_names(self._workspace.round_id)
        return TaskIndex([one for one in names if self._own in {None, one.unit_code}])

    def _note(self, event: Committed) -> None:
        if event.kinds & _TASK_KINDS:
            self._stale = True
