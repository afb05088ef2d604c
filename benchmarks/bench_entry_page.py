"""How fast the page of a section answers: opening it, a key, a cell that is left, at 500 rows.

The whole window is there: grid, gauge, side panel, findings, store and checks of a city of full
size (架空). A key counts until everything is painted; what waits for a pause in typing (the side
panel, the list of findings, 120 ms after the last change) is measured by itself. Since load only
adds, a promise is held against the quickest quarter; the processor time stands beside it.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.bench_entry import ROWS, filled_up
from benchmarks.demo_city import PERSON, full_city, home
from benchmarks.figures import Figure
from bpr_studio.app.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.ui.pages.entry import EntryPage
    from bpr_studio.ui.shell.main_window import MainWindow

_KEYS: Final = 60
_OPENINGS: Final = 5
_SIZE: Final = (1366, 768)


def main() -> list[Figure]:
    """Measure in the real window, without a screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from bpr_studio.app.window import build_window, start_application

    start_application()
    workspace = Workspace.open(full_city(), PERSON)
    try:
        unit = workspace.queries.unit(filled_up(workspace))
        window = build_window(workspace, Path(home()) / "entry-page.json")
        window.resize(*_SIZE)
        window.show()
        figures = _measure(window, unit.code if unit is not None else "")
        window.close()
        return figures
    finally:
        workspace.close()


def _measure(window: MainWindow, code: str) -> list[Figure]:
    from bpr_studio.ui.pages.entry import EntryPage
    from bpr_studio.ui.qt.page import Jump

    opened = _times(lambda _n: window.go_to(Jump("entry", f"section:{code}")), _OPENINGS, idle=True)
    page = window.current_page
    if not isinstance(page, EntryPage):
        msg = "the page of the section did not open"
        raise TypeError(msg)
    letters = _times(lambda n: _letter(page, n), _KEYS)
    page.work.grid.editing.cancel()
    worked: list[float] = []
    cells = _times(lambda n: _enter(page, n), _KEYS, before=lambda n: _begin(page, n), cpu=worked)
    settled = _times(lambda _n: page.work.show_now(), _OPENINGS)
    undone = _times(lambda n: _undo(page, n), 10)
    of = f"{ROWS} rows with all checks on"
    return [
        Figure(f"opening the page of {of}, until painted", opened[0], "ms", 200),
        Figure("the same, slowest of five", opened[-1], "ms"),
        Figure("a letter typed into a cell, until painted", _quick(letters), "ms", 30),
        Figure("the same, slowest twentieth", letters[-len(letters) // 20], "ms"),
        Figure("a cell left with Enter: stored, checked, painted", _quick(cells), "ms", 30),
        Figure("the same, median", _median(cells), "ms"),
        Figure("the same, median of the processor time", _median(sorted(worked)), "ms", 30),
        Figure("the same, slowest twentieth", cells[-len(cells) // 20], "ms"),
        Figure("side panel and findings after a pause, median", _median(settled), "ms"),
        Figure("undo until painted, median", _median(undone), "ms"),
    ]


def _times(
    deed: Callable[[int], object],
    rounds: int,
    *,
    before: Callable[[int], object] = lambda _n: None,
    idle: bool = False,
    cpu: list[float] | None = None,
) -> list[float]:
    """Milliseconds from each deed until everything it changed is painted, shortest first.

    `cpu` collects the processor time of the same.
    """
    from PySide6.QtWidgets import QApplication

    taken = []
    for number in range(rounds):
        before(number)
        _settle()
        start, worked = time.perf_counter(), time.process_time()
        deed(number)
        QApplication.processEvents()
        taken.append((time.perf_counter() - start) * 1000)
        if cpu is not None:
            cpu.append((time.process_time() - worked) * 1000)
        if idle:
            _settle()
    return sorted(taken)


def _settle() -> None:
    """Let everything that waits for a pause come."""
    from PySide6.QtTest import QTest

    QTest.qWait(200)


def _quick(taken: list[float]) -> float:
    return taken[len(taken) // 4]


def _median(taken: list[float]) -> float:
    return taken[len(taken) // 2]


def _begin(page: EntryPage, number: int) -> None:
    """A figure stands in a cell of hours, not yet left."""
    sheet = page.sheet
    if sheet is not None:
        page.work.jump(sheet.rows[number * 7 % len(sheet.rows)], "minutes_regular")
        page.work.grid.commands.edit(typed=str(100 + number))


def _enter(page: EntryPage, _number: int) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    field = page.work.grid.editing.field
    if field is not None:
        QTest.keyClick(field, Qt.Key.Key_Return)


def _letter(page: EntryPage, number: int) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    grid = page.work.grid
    if grid.editing.field is None:
        page.work.jump(grid.model.row_ids[number], "name")
        grid.commands.edit()
    if grid.editing.field is not None:
        QTest.keyClick(grid.editing.field, Qt.Key.Key_A)


def _undo(page: EntryPage, _number: int) -> None:
    page.parts.undo.undo()
