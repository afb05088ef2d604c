"""How fast the editable grid answers: keys, paste, scrolling, at 500 rows × 45 columns (架空).

`grid_figures` takes any `CellModel`, so that the real sheet is measured by the same steps.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figure, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QApplication

    from bpr_studio.ui.grid.entry.grid import EntryGrid
    from bpr_studio.ui.grid.entry.model import CellModel

ROWS: Final = 500
COLUMNS: Final = 45
_SIZE: Final = (1366, 768)
_KEYS: Final = 20
_FRAMES: Final = 40
_ROUNDS: Final = 3
_STEP: Final = 60
_PASTED_COLUMNS: Final = 10


def main() -> list[Figure]:
    """A sheet kept in memory, where the grid alone is measured, and a section's real one."""
    app = _application()
    figures = grid_figures(fictitious_sheet(), f"{ROWS} rows × {COLUMNS} columns", app)
    return [*figures, _paste(app), *_real_sheet(app)]


def _real_sheet(app: QApplication) -> list[Figure]:
    """The same steps over a section's sheet in a city of full size, with store and checks."""
    from benchmarks.bench_entry import filled_up
    from benchmarks.demo_city import PERSON, full_city
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.pages.entry_cells import SheetCells

    workspace = Workspace.open(full_city(), PERSON)
    try:
        sheet = workspace.entry_desk.open(workspace.round_id, filled_up(workspace))
        cells = SheetCells(sheet, lambda _code: "", gesture=workspace.undo.gesture)
        cells.look_at_checks()
        what = f"a section of {len(sheet.rows)} rows, stored and checked"
        return grid_figures(cells, what, app)
    finally:
        workspace.close()


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
        Figure(f"{what}: whole repaint", _repaint(grid), "ms", 33),
    ]
    if grid.view.horizontalScrollBar().maximum():
        right = _scroll(grid, app, down=False)
        figures.append(Figure(f"{what}: one step of scrolling right", right, "ms", 16))
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


def _median(taken: Sequence[float]) -> float:
    """The middle one, in milliseconds."""
    return sorted(taken)[len(taken) // 2] * 1000


def _until_painted(step: Callable[[], object], app: QApplication) -> float:
    start = time.perf_counter()
    step()
    app.processEvents()
    return time.perf_counter() - start


def _type_down(grid: EntryGrid, app: QApplication) -> tuple[float, float]:
    """Figures typed into cell after cell: the first key and the Enter of each.

    The middle ones of the best of three rounds, since load only adds.
    """
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def enter() -> None:
        QTest.keyClick(QApplication.focusWidget() or grid.view, Qt.Key.Key_Return)

    place, rounds = grid.current, []
    if place is None:
        msg = "the sheet has no cells"
        raise ValueError(msg)
    for turn in range(_ROUNDS):
        grid.jump(place.row_id, place.key)
        app.processEvents()
        first, rest = [], []
        for number in range(_KEYS):
            digits = str(11 * ((number + turn) % 9 + 1))  # never what stands there already
            first.append(_until_painted(lambda: QTest.keyClicks(grid.view, digits[0]), app))  # noqa: B023  # called at once
            QTest.keyClicks(QApplication.focusWidget() or grid.view, digits[1])
            rest.append(_until_painted(enter, app))
        rounds.append((_median(first), _median(rest)))
    return min(first for first, _ in rounds), min(rest for _, rest in rounds)


def _arrow(grid: EntryGrid, app: QApplication) -> float:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    def down() -> None:
        QTest.keyClick(grid.view, Qt.Key.Key_Down)

    return min(_median([_until_painted(down, app) for _ in range(_FRAMES)]) for _ in range(_ROUNDS))


def _scroll(grid: EntryGrid, app: QApplication, *, down: bool) -> float:
    """Steps of two rows through the sheet and back; the median of the best of three rounds."""
    bar = grid.view.verticalScrollBar() if down else grid.view.horizontalScrollBar()
    rounds = []
    for turn in range(_ROUNDS):
        step = _STEP if turn % 2 == 0 else -_STEP
        bar.setValue(0 if step > 0 else bar.maximum())
        app.processEvents()
        steps = min(_FRAMES, max(bar.maximum() // _STEP, 1))
        taken = [
            _until_painted(lambda: bar.setValue(bar.value() + step), app)  # noqa: B023  # called at once
            for _ in range(steps)
        ]
        rounds.append(_median(taken))
    return min(rounds)


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
