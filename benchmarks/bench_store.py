"""How fast the op store writes, merges and rebuilds on 60,000 tasks."""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import Figure, seconds
from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.events import EventBus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.replication.ops import Op

SECTIONS = 365
TASKS = 60_000
EDITS = 300


class Ticks:
    """A second later at every look, so that the figures do not depend on the time."""

    def __init__(self) -> None:
        self._seconds = 1_780_000_000

    def now(self) -> datetime:
        """The next second."""
        self._seconds += 1
        return datetime.fromtimestamp(self._seconds, UTC)


def _open(folder: Path, actor: str) -> tuple[Database, OpStore]:
    database = Database.create(folder)
    store = OpStore(database, Ticks(), EventBus())
    store.sign_in(Person("u1001", "member"), actor)
    return database, store


def task_row(number: int) -> PutRow:
    """A task as a survey sheet gives it, with about 25 of its fields filled (架空)."""
    section = number % SECTIONS
    return PutRow(
        "work_item",
        planned_id("work_item", "2026", section, number),
        {
            "round_id": planned_id("survey_round", 2026),
            "unit_id": planned_id("org_unit", 2026, section),
            "slot": f"{number // SECTIONS:03}",
            "sort_key": number // SECTIONS,
            "code": f"K{number % 40:02}-{number % 7:02}-{number % 11:02}",
            "name": f"申請書の受付と審査（架空の業務 {number}）",
            "legal_basis": "条例・規則",
            "affair_kind": "self_government",
            "nature": ("routine", "semi_routine", "non_routine")[number % 3],
            "minutes_regular": 60 * (number % 400),
            "minutes_fiscal_part": 30 * (number % 90) if number % 3 else None,
            "month_profile": [1 + (number + month) % 9 for month in range(12)],
            "case_count": number % 5000,
            "case_unit": "件",
            "medium": ("paper", "digital", "mixed")[number % 3],
            "system_name": "文書管理システム",
            "outsourced_percent": number % 10 * 10,
            "manual": "yes",
            "people_count": 1 + number % 5,
            "core_tag": "non_core" if number % 3 else "core",
            "core_reason": "N1",
            "issue": "年度末に集中する",
            "wish": "digitise",
            "method": "measured",
            "confidence": "high",
        },
    )


def unit_rows() -> Iterator[PutRow]:
    """The organisation: bureaus with sections below."""
    for number in range(SECTIONS):
        bureau, parent = number < 20, planned_id("org_unit", 2026, number % 20)
        yield PutRow(
            "org_unit",
            planned_id("org_unit", 2026, number),
            {
                "fiscal_year": 2026,
                "code": f"{number:04}",
                "name": f"第{number}課",
                "level": "bureau" if bureau else "section",
                "parent_id": None if bureau else parent,
                "sort_key": number,
            },
        )


def field_changes(ops: Iterable[Op]) -> int:
    """An op with several fields counts as many changes."""
    return sum(max(len(op.fields), 1) for op in ops)


def _edits(store: OpStore) -> list[float]:
    """Seconds of each of many one-field edits."""
    taken = []
    for number in range(EDITS):
        row = task_row(number * 37 % TASKS).row
        edit = SetFields("work_item", row, {"minutes_regular": 17 + number})
        start = time.perf_counter()
        store.commit("Edit", [edit])
        taken.append(time.perf_counter() - start)
    return sorted(taken)


def main() -> list[Figure]:
    """Measure on a workspace of full size in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="bpr-bench-store-"))
    database, store = _open(folder / "one", "actor00000001")
    other_database, other = _open(folder / "other", "actor00000002")
    try:
        return _measure(folder, database, store, other)
    finally:
        database.close()
        other_database.close()
        shutil.rmtree(folder)


def _measure(folder: Path, database: Database, store: OpStore, other: OpStore) -> list[Figure]:
    tasks = [task_row(number) for number in range(TASKS)]
    store.commit("Organisation", list(unit_rows()))
    bulk = seconds(lambda: store.commit("Import", tasks))
    again = seconds(lambda: store.commit("Import", tasks))
    edits = _edits(store)
    rename = SetFields("org_unit", planned_id("org_unit", 2026, 40), {"name": "改称した課"})
    renamed = seconds(lambda: store.commit("Rename", [rename]))
    ops = store.ops()
    changes = field_changes(ops)
    rebuilt = seconds(store.rebuild, rounds=2)
    received = seconds(lambda: other.apply(ops))
    rows: dict[str, list[Op]] = {}
    for op in ops:
        rows.setdefault(op.row, []).append(op)
    merged = seconds(lambda: [merge_row(known) for known in rows.values()], rounds=3)
    digest = seconds(store.digest)
    database.compact()
    size = sum(path.stat().st_size for path in (folder / "one").iterdir()) / 1e6
    p95 = edits[int(0.95 * len(edits))] * 1000
    of = f"{changes:,} field changes of {TASKS:,} tasks"
    return [
        Figure(f"rebuild of {of}", changes / rebuilt, "changes/s", 30_000, "more"),
        Figure("one-field edit, 95th percentile", p95, "ms", 20),
        Figure("one-field edit, median", edits[len(edits) // 2] * 1000, "ms"),
        Figure("rename of one of 365 units", renamed * 1000, "ms"),
        Figure(f"import of {TASKS:,} tasks as one command", bulk, "s"),
        Figure("the same import again, nothing new", again, "s"),
        Figure("taking the ops of another PC", changes / received, "changes/s", 30_000, "more"),
        Figure("merge alone, in memory", changes / merged, "changes/s", 30_000, "more"),
        Figure("state digest", digest, "s"),
        Figure(f"workspace file with {TASKS:,} tasks", size, "MB", 200),
    ]
