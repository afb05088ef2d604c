"""How fast a section's sheet opens and takes edits in a city of full size."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks.demo_city import PERSON, full_city
from benchmarks.figures import Figure, seconds
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.ids import planned_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.services.entry import EntrySheet
    from bpr_studio.services.events import Committed

ROWS = 500
EDITS = 60


def filled_up(workspace: Workspace) -> str:
    """A section whose sheet has 500 rows; its own ones are repeated."""
    unit = next(
        u for u in workspace.queries.units(workspace.fiscal_year.year) if u.level == "section"
    )
    items = list(workspace.queries.work_items(workspace.round_id, unit.id).values())
    derived = {"id", "year_minutes", "search_name", "figures_hash"}
    puts = []
    for number in range(len(items), ROWS):
        fields = {n: v for n, v in items[number % len(items)].items() if n not in derived}
        slot = f"bench{number}"
        row = planned_id("work_item", workspace.round_id, unit.id, slot)
        puts.append(PutRow("work_item", row, {**fields, "slot": slot, "sort_key": 10_000 + number}))
    workspace.store.commit("500", puts)
    return unit.id


def _each(action: Callable[[int], object], rounds: int = EDITS) -> list[float]:
    taken = []
    for number in range(rounds):
        start = time.perf_counter()
        action(number)
        taken.append(time.perf_counter() - start)
    return sorted(taken)


def main() -> list[Figure]:
    """Measure on the demo city of full size."""
    workspace = Workspace.open(full_city(), PERSON)
    try:
        return _measure(workspace, filled_up(workspace))
    finally:
        workspace.close()


def _measure(workspace: Workspace, unit: str) -> list[Figure]:
    desk = workspace.entry_desk

    def open_and_check() -> None:
        _ = desk.open(workspace.round_id, unit).findings

    load_first = seconds(open_and_check)  # the window loads these modules in the background
    opened = seconds(lambda: desk.open(workspace.round_id, unit), rounds=5)
    again = seconds(open_and_check, rounds=5)
    sheet = desk.open(workspace.round_id, unit)

    def hear(event: Committed) -> None:
        sheet.reload(event)

    workspace.bus.subscribe(hear)
    rows = sheet.rows

    def edit(number: int) -> None:
        sheet.set_cells([(rows[number * 7 % ROWS], "minutes_regular", str(100 + number))])
        _ = sheet.findings

    edits = _each(edit)
    undos = _each(lambda _: workspace.undo.undo(), 20)
    inserts = _each(lambda n: sheet.insert(before=sheet.rows[n * 11]), 21)
    paste = seconds(lambda: _paste(sheet))
    totals = seconds(lambda: sheet.totals, rounds=5)
    shares = {row: 30 + n % 40 for n, row in enumerate(rows[:200])}
    shared = seconds(lambda: sheet.allocation.allocate(shares))
    one = _each(lambda n: sheet.allocation.allocate({rows[0]: 60 + n}), 9)
    reopened = seconds(open_and_check)
    of = f"of {ROWS} rows in a city of 60,000 tasks"
    return [
        Figure(f"opening a sheet {of}", opened * 1000, "ms", 200),
        Figure("the same with all findings", again * 1000, "ms", 200),
        Figure("the same when the city changed since", reopened * 1000, "ms", 200),
        Figure("the same when nothing is loaded yet", load_first * 1000, "ms"),
        Figure("one cell set and checked, median", edits[len(edits) // 2] * 1000, "ms", 12),
        Figure("one cell set and checked, 95th percentile", edits[-len(edits) // 20] * 1000, "ms"),
        Figure("undo of one cell, median", undos[len(undos) // 2] * 1000, "ms"),
        Figure("first row inserted (numbers all rows anew)", inserts[-1] * 1000, "ms"),
        Figure("one row inserted, median", inserts[len(inserts) // 2] * 1000, "ms"),
        Figure("paste of 100 × 10 cells", paste * 1000, "ms"),
        Figure("sums of the sheet", totals * 1000, "ms"),
        Figure("capacity distributed over 200 rows", shared * 1000, "ms"),
        Figure("one of 200 shares changed, median", one[len(one) // 2] * 1000, "ms"),
    ]


def _paste(sheet: EntrySheet) -> None:
    keys = [column.key for column in sheet.columns if column.key.startswith("minutes_")]
    keys += ["case_count", "people_count"]
    cells = [(row, key, str(3 + n)) for n, row in enumerate(sheet.rows[:100]) for key in keys]
    sheet.set_cells(cells)
