"""How fast the survey is checked: the whole city, one section, and every key that is typed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks.demo_city import PERSON, full_city
from benchmarks.figures import Figure, seconds
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.workload.checks import LiveChecks
from bpr_studio.services.checking import Checking, facts_of

if TYPE_CHECKING:
    from bpr_studio.domain.workload.checks import SheetFacts

ROWS = 500
KEYS = 200


def main() -> list[Figure]:
    """Check the full-size city, a section of it, and a sheet of 500 rows key by key."""
    workspace = Workspace.open(full_city(), PERSON, read_only=True)
    round_id, queries = workspace.round_id, workspace.queries
    queries.classes()  # what every page has loaded already
    city = seconds(lambda: Checking(queries).city(round_id), rounds=3)
    units = [section.unit_id for section in queries.sections(round_id)]
    section = seconds(lambda: facts_of(queries, round_id, units[0]), rounds=3)
    errors = seconds(lambda: Checking(queries).open_errors(round_id, units[0]), rounds=3)
    facts = facts_of(queries, round_id, units[0])
    typical, slowest = _typing(facts, _sheet(workspace, units))
    workspace.close()
    return [
        Figure("city-wide checks of 60,000 tasks, reading included", city, "s", 3),
        Figure("what the checks of one section need, medians of the city included", section, "s"),
        Figure("errors of one section, as asked before it is submitted", errors * 1000, "ms"),
        Figure(f"checks after one key at {ROWS} rows, typical", typical * 1000, "ms", 5),
        Figure(f"checks after one key at {ROWS} rows, slowest of {KEYS}", slowest * 1000, "ms"),
    ]


def _sheet(workspace: Workspace, units: list[str]) -> dict[str, dict[str, object]]:
    """The first rows of the city as one sheet."""
    rows: dict[str, dict[str, object]] = {}
    for unit in units:
        rows |= workspace.queries.work_items(workspace.round_id, unit)
        if len(rows) >= ROWS:
            break
    kept = list(rows.items())[:ROWS]
    return {row: {**fields, "sort_key": place} for place, (row, fields) in enumerate(kept)}


def _typing(facts: SheetFacts, rows: dict[str, dict[str, object]]) -> tuple[float, float]:
    """Seconds until the findings stand after one key: the middle and the slowest."""
    checks = LiveChecks(facts, rows)
    taken = []
    for key, row in enumerate(list(rows)[:KEYS]):
        changed = {row: {**rows[row], "minutes_regular": 60 * key}}
        start = time.perf_counter()
        checks.update(changed)
        checks.of_row(row)
        taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2], max(taken)
