"""How fast survey forms of a whole city are written and read."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.figures import Figure, seconds
from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.adapters.catalogs.lists import load_classification
from bpr_studio.adapters.sheets.guard import guard_workbook
from bpr_studio.adapters.sheets.survey_form import write_form
from bpr_studio.adapters.sheets.survey_reader import FormReader
from bpr_studio.domain.workload.form import ClassLine, FormContext, PrefilledRow

SECTIONS: Final = 365
TASKS: Final = 60_000
BLANK_LINES: Final = 30
DIFFERENT: Final = 20  # so many different forms are written, then copied to a whole city


def main() -> list[Figure]:
    """Write forms, read 365 of them."""
    classification = load_classification()
    classes = tuple(
        ClassLine(c.code, c.name, *(a.name for a in reversed(classification.path(c.code)[:2])))
        for c in classification.at_level(3)
    )
    survey_format = load_survey_format("overall", 1)
    contexts = [_context(number, classes) for number in range(DIFFERENT)]
    reader = FormReader([survey_format], {line.code: line.name for line in classes})
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{context.unit_code}.xlsx" for context in contexts]

        def write_all() -> None:
            for path, context in zip(paths, contexts, strict=True):
                write_form(path, survey_format, context)

        reader_paths = [paths[n % DIFFERENT] for n in range(SECTIONS)]
        writing = seconds(write_all)
        reader.read(paths[0])  # imports what is imported on first use
        guarding = seconds(lambda: [guard_workbook(path) for path in paths], rounds=3)
        lines = 0

        def read_all() -> None:
            nonlocal lines
            lines = sum(len(reader.read(path).rows) for path in reader_paths)

        reading = seconds(read_all, rounds=2)
        size = sum(path.stat().st_size for path in paths) / DIFFERENT / 1000
    rows = f"{TASKS // SECTIONS} filled and {BLANK_LINES} empty lines"
    return [
        Figure(f"writing one form, {rows}", writing / DIFFERENT * 1000, "ms"),
        Figure(f"size of one form, {rows}", size, "KB"),
        Figure("guard, one form", guarding / DIFFERENT * 1000, "ms"),
        Figure(f"reading {SECTIONS} forms, {lines:,} lines", reading, "s", limit=10),
    ]


def _context(number: int, classes: tuple[ClassLine, ...]) -> FormContext:
    random = Random(number)  # noqa: S311  # invented figures, no secret
    return FormContext(
        city_name="架空市",
        fictitious=True,
        round_id="round-2026",
        fiscal_year=2026,
        unit_code=f"{number:04}",
        unit_path="架空局 架空部 架空課",
        unit_name="架空課",
        classes=classes,
        capacity_minutes=1_400_000,
        rows=tuple(_row(n, random, classes) for n in range(1, TASKS // SECTIONS + 1)),
        blank_rows=BLANK_LINES,
    )


def _row(number: int, random: Random, classes: tuple[ClassLine, ...]) -> PrefilledRow:
    line = random.choice(classes)
    return PrefilledRow(
        f"r{number:04}",
        {
            "code": line.code,
            "name": f"{line.name}（{number}）",
            "nature": random.choice(["routine", "semi_routine", "non_routine"]),
            "minutes_regular": random.randrange(0, 30_000, 15),
            "minutes_fiscal_part": random.randrange(0, 30_000, 30),
            "month_profile": (12, 8, 7, 7, 7, 7, 8, 8, 8, 8, 8, 12),
            "case_count": random.randrange(20_000),
            "case_unit": "件",
            "medium": random.choice(["paper", "digital", "mixed"]),
            "system_name": "住民記録システム",
            "outsourced_percent": 0,
            "manual": random.choice(["yes", "no"]),
            "people_count": random.randrange(1, 8),
            "core_tag": random.choice(["core", "non_core"]),
            "core_reason": random.choice(["R1", "N3"]),
            "method": "build_up_estimate",
            "confidence": "medium",
        },
    )
