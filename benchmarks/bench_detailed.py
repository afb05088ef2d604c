"""Where to dig in 60,000 tasks, choosing what was found, and typing the steps of a task."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.demo_city import PERSON, full_city
from benchmarks.figures import Figure, seconds
from bpr_studio.app.workspace import Workspace

if TYPE_CHECKING:
    from bpr_studio.services.detailed_sheet import DetailedSheet

STEPS = 30
KEYS = 60


def main() -> list[Figure]:
    """Work on a copy of the full-size city."""
    with tempfile.TemporaryDirectory(prefix="bpr-studio-bench-") as folder:
        place = Path(shutil.copytree(full_city(), Path(folder) / "city"))
        workspace = Workspace.open(place, PERSON)
        try:
            return _figures(workspace)
        finally:
            workspace.close()


def _figures(workspace: Workspace) -> list[Figure]:
    digging, detailed = workspace.digging, workspace.detailed
    found = digging.find(workspace.round_id)
    ground = digging.ground(workspace.round_id)
    read = seconds(lambda: digging.ground(workspace.round_id), rounds=3)
    again = seconds(lambda: ground.find(70), rounds=5)
    start = time.perf_counter()
    made = detailed.make_targets(workspace.round_id, found.ids)
    choosing = time.perf_counter() - start
    listing = seconds(lambda: detailed.targets(made.round_id), rounds=3)
    opening = seconds(lambda: detailed.open(made.added[0]), rounds=3)
    typical, slowest = _typing(detailed.open(made.added[0]))
    return [
        Figure("reading 60,000 tasks for where to dig", read, "s"),
        Figure("the fewest tasks for another share", again * 1000, "ms"),
        Figure(f"choosing {len(found.ids):,} tasks for the detailed survey", choosing, "s"),
        Figure("the list of them with the sums of their steps", listing * 1000, "ms"),
        Figure("opening the steps of a task", opening * 1000, "ms", 200),
        Figure(
            f"one key at {STEPS} steps, stored, sums and checks, typical", typical * 1000, "ms", 30
        ),
        Figure(f"the same, slowest of {KEYS}", slowest * 1000, "ms"),
    ]


def _typing(sheet: DetailedSheet) -> tuple[float, float]:
    """Seconds until a typed cell is stored and everything beside it is worked out."""
    sheet.set_cells(
        [
            (f"+{number}", key, text)
            for number in range(STEPS)
            for key, text in (
                ("name", f"作業{number}（架空）"),
                ("step_type", f"P{number % 18 + 1:02}"),
                ("actor_category", "counter" if number % 2 else "approver"),
                ("frequency", "daily"),
                ("cases_per_time", "3"),
            )
        ]
    )
    taken = []
    for key in range(KEYS):
        row = sheet.rows[key % STEPS]
        start = time.perf_counter()
        sheet.set_cells([(row, "minutes_per_case", str(key + 1))])
        _looked_at = (sheet.reconciliation, sheet.sums, sheet.findings)
        taken.append(time.perf_counter() - start)
    taken.sort()
    return taken[len(taken) // 2], taken[-1]
