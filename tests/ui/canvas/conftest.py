"""Boards in the look of the program, and small flows to draw on them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.geometry import Bounds, Point
from bpr_studio.ui.canvas.board import FlowBoard
from bpr_studio.ui.qt.theme import Mode, current_theme

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = Path(__file__).resolve().parents[2] / "data" / "bpmn"


@pytest.fixture(scope="session")
def dressed(qapp: Any) -> None:
    """The application in our look; dressing it anew for each test would cost seconds."""
    current_theme().install(qapp)


@pytest.fixture
def dark(dressed: None) -> Iterator[None]:
    """Dark colours for one test."""
    current_theme().switch(Mode.DARK)
    yield
    current_theme().switch(Mode.LIGHT)


@pytest.fixture
def board(qtbot: Any, dressed: None) -> FlowBoard:
    """An empty board of 800 × 500."""
    made = FlowBoard()
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    return made


@pytest.fixture(scope="session")
def all_families() -> ProcessModel:
    """A drawing with every family, in two diagrams."""
    return read_bpmn(FILES / "all_families.bpmn").model


def task(name: str, x: float, y: float = 100, **fields: Any) -> Element:
    """A task of 100 × 80."""
    return Element(
        id=name,
        kind=Kind.TASK,
        subtype="task",
        name=fields.pop("text", name),
        bounds=Bounds(x, y, 100, 80),
        **fields,
    )


def flow(source: Element, target: Element, **fields: Any) -> Element:
    """A straight sequence flow."""
    first, second = source.bounds, target.bounds
    assert first is not None
    assert second is not None
    return Element(
        id=f"{source.id}-{target.id}",
        kind=Kind.SEQUENCE_FLOW,
        subtype="sequenceFlow",
        source=source.id,
        target=target.id,
        waypoints=(
            Point(first.right, first.centre.y),
            Point(second.x, second.centre.y),
        ),
        **fields,
    )


def small_flow() -> ProcessModel:
    """Two tasks in a lane: 受付 (non-core) → 審査 (core)."""
    lane = Element(
        id="lane", kind=Kind.LANE, subtype="lane", name="窓口", bounds=Bounds(0, 60, 500, 160)
    )
    first = task("a", 60, text="受付", lane="lane", step=Step(core_tag="non_core"))
    second = task("b", 260, text="審査", lane="lane", step=Step(core_tag="core"))
    return ProcessModel(elements=[lane, first, second, flow(first, second, name="はい")])


def wide_flow(count: int = 40) -> ProcessModel:
    """A row of tasks much wider than the board."""
    tasks = [task(f"t{number:03}", number * 160.0) for number in range(count)]
    flows = [flow(a, b) for a, b in pairwise(tasks)]
    return ProcessModel(elements=[*tasks, *flows])
