"""How fast flows open, move and zoom on the canvas (architecture.md, flows.md §3)."""

from __future__ import annotations

import math
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figure, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.ui.canvas.board import FlowBoard

NODES: Final = 1_000
_PER_ROW: Final = 50
_SIZE: Final = (1200, 700)
_FRAMES: Final = 30
_CORPUS: Final = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "hdbpmn"


def main() -> list[Figure]:
    """All figures; the drawings of the corpus only where it is there."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from bpr_studio.ui.canvas.board import FlowBoard
    from bpr_studio.ui.qt.theme import current_theme

    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([])
    current_theme().install(app)
    board = FlowBoard()
    board.resize(*_SIZE)
    board.show()
    board.show_model(long_flow(20))
    board.grab()  # fonts are loaded now
    return [*_large_flow(board, app), *_corpus(board, app)]


def _large_flow(board: FlowBoard, app: QApplication) -> list[Figure]:
    model = long_flow(NODES)
    parts = len(model)
    what = f"flow of {NODES:,} nodes ({parts:,} elements)"

    def open_it() -> None:
        board.show_model(model)
        board.grab()

    def change_one() -> None:
        board.scene.elements_changed(["Node_500"])
        board.grab()

    figures = [Figure(f"{what}: open and paint", seconds(open_it, rounds=3) * 1000, "ms", 500)]
    figures.append(
        Figure(f"{what}: read from the store, open, paint", _stored(model, board), "ms", 500)
    )
    _settle(app)
    for zoom in (1.0, 0.56, 0.41, 0.3, 0.1):
        board.view.set_zoom(zoom)
        board.view.centerOn(board.scene.area().center())
        figures.append(Figure(f"{what}: whole repaint at {zoom:.0%}", _frame(board), "ms", 33))
    board.view.set_zoom(0.8)
    figures.append(Figure(f"{what}: one step of panning at 80 %", _pan(board, app), "ms", 33))
    board.view.set_zoom(0.41)
    figures.append(Figure(f"{what}: one step of panning at 41 %", _pan(board, app), "ms", 33))
    figures.append(Figure(f"{what}: one step of zooming", _zoom(board, app), "ms", 33))
    figures.append(
        Figure(f"{what}: one element drawn anew", seconds(change_one, rounds=8) * 1000, "ms", 50)
    )
    return figures


def _corpus(board: FlowBoard, app: QApplication) -> list[Figure]:
    if not _CORPUS.is_dir():
        return []
    from bpr_studio.adapters.bpmn.reader import read_bpmn

    models = [read_bpmn(path).model for path in sorted(_CORPUS.glob("*.bpmn"))]
    elements = sum(map(len, models))

    def draw_all() -> None:
        for model in models:
            for diagram in model.diagrams():
                board.show_model(model, diagram.id)
                board.grab()

    _settle(app)
    what = f"{len(models)} drawings of the corpus ({elements:,} elements) drawn"
    return [Figure(what, seconds(draw_all), "s")]


def _stored(model: ProcessModel, board: FlowBoard) -> float:
    """Milliseconds from asking the store to the painted flow."""
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.shared.ports import Person
    from bpr_studio.services.flows import FlowOwner
    from bpr_studio.services.workspaces import NewWorkspace

    with tempfile.TemporaryDirectory(prefix="bench-canvas-") as folder:
        new = NewWorkspace(
            city_code="",
            city_name="架空市",
            fictitious=True,
            fiscal_year=2026,
            core_definition="",
            minutes_per_full_timer=112_065,
        )
        workspace = Workspace.create(Path(folder) / "w", Person("bench", "dx_office"), new)
        flow_id = workspace.flows.add("bench", model, FlowOwner())

        def open_it() -> None:
            board.show_model(workspace.flows.model(flow_id))
            board.grab()

        taken = seconds(open_it, rounds=3)
        workspace.close()
    return taken * 1000


def _settle(app: QApplication) -> None:
    """Let the canvas work out every look, as it does between two events."""
    end = time.perf_counter() + 5
    while time.perf_counter() < end:
        app.processEvents()


def _frame(board: FlowBoard) -> float:
    board.grab()
    return seconds(board.grab, rounds=15) * 1000


def _pan(board: FlowBoard, app: QApplication) -> float:
    from PySide6.QtCore import QPoint

    def step(number: int) -> None:
        angle = number / 5
        board.view.pan_by(QPoint(round(40 * math.cos(angle)), round(40 * math.sin(angle))))

    return _each(step, app)


def _zoom(board: FlowBoard, app: QApplication) -> float:
    def step(number: int) -> None:
        board.view.set_zoom(0.25 * 1.06 ** (number % 30))

    return _each(step, app)


def _each(step: Callable[[int], None], app: QApplication) -> float:
    """Milliseconds a step takes until it is painted: the mean of all, in the best of rounds."""

    def walk() -> None:
        for number in range(_FRAMES):
            step(number)
            app.processEvents()

    return seconds(walk, rounds=4) / _FRAMES * 1000


def long_flow(nodes: int) -> ProcessModel:
    """A flow of so many steps in rows, each row a lane, with a gateway at every tenth node."""
    from bpr_studio.domain.process.element import Element, Header, Kind
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.process.step import Step
    from bpr_studio.domain.shared.geometry import Bounds, Point

    rows = math.ceil(nodes / _PER_ROW)
    elements = [Element(id="Diagram", kind=Kind.DIAGRAM, subtype="BPMNDiagram")]
    width = _PER_ROW * 160.0 + 80
    elements += [
        Element(
            id=f"Lane_{row}",
            kind=Kind.LANE,
            subtype="lane",
            name=f"担当{row + 1}",
            bounds=Bounds(0, row * 160.0, width, 160),
        )
        for row in range(rows)
    ]
    places: list[Bounds] = []
    for number in range(nodes):
        row, column = divmod(number, _PER_ROW)
        is_gateway = number % 10 == 9
        x, y = 60 + column * 160.0, 40 + row * 160.0
        bounds = Bounds(x + 35, y + 15, 50, 50) if is_gateway else Bounds(x, y, 120, 80)
        places.append(bounds)
        elements.append(
            Element(
                id=f"Node_{number}",
                kind=Kind.GATEWAY if is_gateway else Kind.TASK,
                subtype="exclusiveGateway" if is_gateway else "userTask",
                name="書類はそろったか" if is_gateway else f"申請書を確認し台帳に記入 {number}",
                lane=f"Lane_{row}",
                bounds=bounds,
                step=Step(core_tag=("core", "non_core", "")[number % 3]),
            )
        )
    for number in range(nodes - 1):
        first, second = places[number], places[number + 1]
        start, end = Point(first.right, first.centre.y), Point(second.x, second.centre.y)
        line: tuple[Point, ...] = (start, end)
        if second.y != first.y and second.x < first.x:  # on to the next lane
            turn = first.bottom + 40
            line = (start, Point(first.right + 20, start.y), Point(first.right + 20, turn), end)
        elements.append(
            Element(
                id=f"Flow_{number}",
                kind=Kind.SEQUENCE_FLOW,
                subtype="sequenceFlow",
                name="はい" if number % 10 == 9 else "",
                source=f"Node_{number}",
                target=f"Node_{number + 1}",
                waypoints=line,
            )
        )
    return ProcessModel(Header(name="bench"), elements)
