"""The procedure ledger at 5,000 procedures: reading, lists, counts, typing, importing."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.demo_city import PERSON
from benchmarks.figures import Figure, seconds
from bpr_studio.app.demo import create_demo
from bpr_studio.app.demo_procedures import procedure_row
from bpr_studio.app.procedure_files import export_procedures, procedure_import
from bpr_studio.domain.procedures.procedure import Requirement
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.demo.city import DemoSize
from bpr_studio.services.events import Committed
from bpr_studio.services.procedure_values import ProcedureFilter, Review, View

LINES = 5_000
MANY = 500
_LEDGER = Committed(frozenset({"procedure"}), frozenset())


def main() -> list[Figure]:
    """Look at, review, write and read a ledger of 5,000 procedures."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as own:
        size = DemoSize(sections=40, tasks=1_000, flows=20)
        workspace = create_demo(Path(own) / "w", PERSON, NoProgress(), seed=1, size=size)
        known = workspace.procedures.all()
        copies = [
            replace(
                one, id=f"{one.id[:-6]}{n:06}", number=f"{one.number}-{n}", priority_number=None
            )
            for n, one in zip(range(LINES - len(known)), known * LINES, strict=False)
        ]
        workspace.store.commit("", [procedure_row(one) for one in copies])
        ledger = workspace.procedures

        def anew() -> None:
            ledger.forget(_LEDGER)
            ledger.all()

        read = seconds(anew, rounds=3)
        listed = seconds(lambda: ledger.select(ProcedureFilter(View.SEAL, "申請")), rounds=3)
        counted = seconds(ledger.counts, rounds=3)
        progress = seconds(ledger.progress, rounds=3)
        matched = seconds(ledger.priority_lines, rounds=3)
        rows = [one.id for one in ledger.select(ProcedureFilter(View.SEAL))[:MANY]]
        review = Review(Requirement.SEAL, "abolish", effective_on="2026-10-01")
        reviewed = seconds(lambda: ledger.review(rows, review))
        path = Path(own) / "ledger.xlsx"
        written = seconds(lambda: export_procedures(workspace, ledger.all(), path))
        importer = procedure_import(workspace)

        def look() -> None:
            book = importer.open(path)
            importer.preview(book, importer.propose(book).profile)

        looked = seconds(look)
        workspace.close()
    return [
        Figure(f"ledger of {LINES:,} procedures read anew", read * 1000, "ms", 500),
        Figure("one view searched by a word", listed * 1000, "ms", 50),
        Figure("counts of all views", counted * 1000, "ms", 100),
        Figure("progress of the review", progress * 1000, "ms", 100),
        Figure("priority procedures with proposals by name", matched * 1000, "ms", 500),
        Figure(f"one decision for {len(rows)} procedures", reviewed * 1000, "ms", 1000),
        Figure("ledger written as a workbook", written, "s", 5),
        Figure("the workbook read back and held against the ledger", looked, "s", 5),
    ]
