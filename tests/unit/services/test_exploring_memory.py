"""What the explorer remembers of a round is never older than the last change."""

from __future__ import annotations

from typing import Any

from bpr_studio.domain.workload.explore import ExploreView
from bpr_studio.services.events import Committed
from bpr_studio.services.exploring import Explorer

CHANGED = Committed(frozenset({"work_item"}), frozenset())


class ChangedMeanwhile:
    """Queries of a workspace in which somebody writes just while its tasks are read."""

    def __init__(self, queries: Any) -> None:
        self._queries = queries
        self.explorer: Explorer | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queries, name)

    def task_told(self, *asked: Any) -> Any:
        if self.explorer is not None:
            self.explorer.forget(CHANGED)
        return self._queries.task_told(*asked)


def explorer_of(city, queries) -> Explorer:
    return Explorer(city.undo, queries, city.author)


def test_rows_are_read_once_until_something_changes(editable_city):
    explorer = explorer_of(editable_city, editable_city.queries)
    assert not explorer.is_ready(ExploreView())
    explorer.table(ExploreView())
    assert explorer.is_ready(ExploreView())
    explorer.forget(CHANGED)
    assert not explorer.is_ready(ExploreView())


def test_rows_changed_while_they_were_read_are_answered_with_but_not_remembered(editable_city):
    queries = ChangedMeanwhile(editable_city.queries)
    explorer = queries.explorer = explorer_of(editable_city, queries)
    table = explorer.table(ExploreView(()))
    assert table.facts.minutes == editable_city.analysis.answer(editable_city.round_id).total.total
    assert not explorer.is_ready(ExploreView())
