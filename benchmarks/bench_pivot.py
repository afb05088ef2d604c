"""How fast the city's figures are answered, and lists show their first page."""

from __future__ import annotations

from itertools import combinations

from benchmarks.demo_city import PERSON, full_city
from benchmarks.figures import Figure, seconds
from bpr_studio.adapters.db.queries import DatabaseQueries
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.workload.pivot import CUBE_DIMENSIONS, Dimension, PivotQuery
from bpr_studio.services.views import TaskOrder, TaskQuery


def main() -> list[Figure]:
    """Load the cube, then ask every pair of dimensions by month and by staff category."""
    workspace = Workspace.open(full_city(), PERSON, read_only=True)
    round_id = workspace.round_id
    cold = seconds(lambda: workspace.queries.hours(round_id))
    questions = [
        PivotQuery(round_id, pair, column)
        for pair in combinations(CUBE_DIMENSIONS, 2)
        for column in (Dimension.MONTH, Dimension.STAFF, Dimension.CORE)
        if column not in pair
    ]
    slowest = max(
        questions, key=lambda query: seconds(lambda: workspace.analysis.pivot(query), rounds=3)
    )
    taken = seconds(lambda: workspace.analysis.pivot(slowest), rounds=5)
    rows = " × ".join(dimension.value for dimension in slowest.rows)
    summary = seconds(lambda: workspace.analysis.answer(round_id), rounds=3)
    pages = {
        order: seconds(
            lambda order=order: workspace.queries.tasks(  # type: ignore[misc]  # bound at once
                TaskQuery(round_id, order=order, descending=True), 0, 256
            ),
            rounds=5,
        )
        for order in TaskOrder
    }
    worst = max(pages, key=lambda order: pages[order])
    search = seconds(
        lambda: workspace.queries.tasks(TaskQuery(round_id, words="証明 発行"), 0, 256), rounds=5
    )
    board = seconds(lambda: DatabaseQueries(workspace.database).sections(round_id), rounds=5)
    flows = seconds(workspace.queries.flows, rounds=5)
    workspace.close()
    column = slowest.column.value if slowest.column else ""
    return [
        Figure("loading the hours of 60,000 tasks × 12 months × 8 categories", cold * 1000, "ms"),
        Figure(f"slowest of {len(questions)} pivots: {rows} × {column}", taken * 1000, "ms", 100),
        Figure("whole answer of the city (8 pivots, tasks, capacity)", summary * 1000, "ms"),
        Figure(f"first page of 60,000 tasks, by {worst.value}", pages[worst] * 1000, "ms", 100),
        Figure("first page of a search in 60,000 tasks", search * 1000, "ms", 100),
        Figure("board of 365 sections", board * 1000, "ms", 100),
        Figure("list of 200 flows", flows * 1000, "ms", 100),
    ]
