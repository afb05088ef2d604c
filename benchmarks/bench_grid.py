"""How fast the editable grid answers: keys, paste, scrolling, at 500 rows × 45 columns (架空).

`grid_figures` takes any `CellModel`, so that the real sheet is measured by the same steps.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figure, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from bpr_studio.ui.grid.entry.grid import EntryGrid
    from bpr_studio.ui.grid.entry.model import CellModel

ROWS: Final = 500
COLUMNS: Final = 45
_SIZE: Final = (1366, 768)
_KEYS: Final = 20
_FRAMES: Final = 40
_PASTED_COLUMNS: Final = 10


def main() -> list[Figure]:
    """All figures of a sheet kept in memory, so that the grid alone is measured."""
    app = _application()
    figures = grid_figures(fictitious_sheet(), f"{ROWS} rows × {COLUMNS} columns", app)
    return [*figures, _paste(app)]


def grid_figures(model: CellModel, what: str, app: QApplication) -> list[Figure]:
    """The grid's figures over a sheet; its first number column is typed into."""
    from bpr_studio.ui.grid.entry.model import ColumnKind

    grid = _shown(app)

    def open_it() -> None:
        grid.set_model(model)
        app.processEvents()

    opened = seconds(open_it, rounds=3)
    key = next(
        column.key
        for column in model.columns
        if column.kind is ColumnKind.NUMBER and model.editable(model.row_ids[0], column.key)
    )
    grid.jump(model.row_ids[0], key)
    app.processEvents()
    first, rest = _type_down(grid, app)
    figures = [
        Figure(f"{what}: open and paint", opened * 1000, "ms", 200),
        Figure(f"{what}: first key of a cell until painted", first, "ms", 30),
        Figure(f"{what}: Enter until the cell is stored and painted", rest, "ms", 30),
        Figure(f"{what}: arrow until painted", _arrow(grid, app), "ms", 30),
        Figure(f"{what}: one step of scrolling down", _scroll(grid, app, down=True), "ms", 16),
        Figure(f"{what}: one step of scrolling right", _scroll(grid, app, down=False), "ms", 16),
        Figure(f"{what}: whole repaint", _repaint(grid), "ms", 33),
    ]
    grid.close()
    grid.deleteLater()
    return figures


def _application() -> QApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from bpr_studio.ui.qt.theme import current_theme

    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([])
    current_theme().install(app)
    return app


def _shown(app: QApplication) -> EntryGrid:
    from bpr_studio.ui.grid.entry.grid import EntryGrid

    grid = EntryGrid(name="架空の業務")
    grid.set_model(fictitious_sheet(rows=40))
    grid.resize(*_SIZE)
    grid.show()
    grid.view.setFocus()
    grid.grab()  # fonts are loaded now
    app.processEvents()
    return grid


def fictitious_sheet(*, rows: int = ROWS, columns: int = COLUMNS) -> CellModel:
    """Invented tasks (架空): two frozen columns, five texts, the rest figures in groups of 12."""
    from bpr_studio.ui.grid.entry.memory import MemoryCells
    from bpr_studio.ui.grid.entry.model import ColumnKind, EntryColumn, EntryGroup

    texts = [
        EntryColumn("code", "分類コード", frozen=True, width=90),
        EntryColumn("name", "業務名", frozen=True, width=220),
        EntryColumn(
            "core",
            "コア区分",
            ColumnKind.CHOICE,
            choices=(("core", "コア業務"), ("non_core", "ノンコア業務")),
        ),
        EntryColumn("law", "根拠法令", width=180),
        EntryColumn("note", "備考", width=240, multiline=True),
    ]
    numbers = [
        EntryColumn(
            f"n{number}",
            f"項目{number + 1}",
            ColumnKind.NUMBER,
            group=f"g{number // 12}",
            width=72,
        )
        for number in range(columns - len(texts))
    ]
    groups = [
        EntryGroup(f"g{number}", f"項目群{number + 1}") for number in range(-(-len(numbers) // 12))
    ]
    names = ("住民票の写しの交付", "減免申請の審査", "運動公園の使用許可", "道路占用許可の更新")
    made = [
        [
            f"{1000 + row:06d}",
            f"{names[row % len(names)]}（架空）{row}",
            "コア業務" if row % 3 else "ノンコア業務",
            "架空市条例第3条",
            "繁忙期は4月",
            *(str((row * 37 + number * 11) % 5000) for number in range(len(numbers))),
        ]
        for row in range(rows)
    ]
    return MemoryCells([*texts, *numbers], made, groups=groups)


def _each(step: Callable[[int], None], app: QApplication, count: int) -> float:
    """Milliseconds until a step is painted: the median of them."""
    taken = []
    for number in range(count):
        start = time.perf_counter()
        step(number)
        app.processEvents()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2] * 1000


def _type_down(grid: EntryGrid, app: QApplication) -> tuple[float, float]:
    """Typing a figure into cell after cell: the first key of each, and the Enter of each."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    first, rest = [], []
    for number in range(_KEYS):
        start = time.perf_counter()
        QTest.keyClicks(grid.view, str(number % 9 + 1))
        app.processEvents()
        first.append(time.perf_counter() - start)
        start = time.perf_counter()
        QTest.keyClick(QApplication.focusWidget() or grid.view, Qt.Key.Key_Return)
        app.processEvents()
        rest.append(time.perf_counter() - start)
    middle = _KEYS // 2
    return sorted(first)[middle] * 1000, sorted(rest)[middle] * 1000


def _arrow(grid: EntryGrid, app: QApplication) -> float:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    return _each(lambda _number: QTest.keyClick(grid.view, Qt.Key.Key_Down), app, _FRAMES)


def _scroll(grid: EntryGrid, app: QApplication, *, down: bool) -> float:
    view = grid.view
    bar = view.verticalScrollBar() if down else view.horizontalScrollBar()
    bar.setValue(0)
    app.processEvents()
    return _each(lambda _number: bar.setValue(bar.value() + 60), app, _FRAMES)


def _repaint(grid: EntryGrid) -> float:
    viewport = grid.view.viewport()
    return seconds(viewport.repaint, rounds=10) * 1000


def _paste(app: QApplication) -> Figure:
    """A column block as long as the sheet, from a worksheet's clipboard."""
    from PySide6.QtGui import QGuiApplication

    grid, model = _shown(app), fictitious_sheet()
    grid.set_model(model)
    line = "\t".join(str(number) for number in range(_PASTED_COLUMNS))
    clipboard = QGuiApplication.clipboard()
    best = float("inf")
    for turn in range(3):
        clipboard.setText("\r\n".join(f"{turn}{line}" for _ in range(ROWS)))
        grid.jump(model.row_ids[0], "n0")
        app.processEvents()

        def paste() -> None:
            grid.commands.paste()
            app.processEvents()

        best = min(best, seconds(paste))
    grid.close()
    grid.deleteLater()
    what = f"paste of {ROWS} rows × {_PASTED_COLUMNS} columns until painted"
    return Figure(what, best * 1000, "ms", 300)
