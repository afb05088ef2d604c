"""A large flow that is sound BPMN: one pool, a lane for each row, orthogonal flows."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import Element, Header, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.order import spaced_keys
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.geometry import Bounds, Point

if TYPE_CHECKING:
    from collections.abc import Iterator

PER_ROW: Final = 50
_COLUMN: Final = 160.0
_ROW: Final = 200.0
_BAND: Final = 30.0
_START: Final = 100.0


def large_flow(nodes: int) -> ProcessModel:
    """A flow of so many steps and gateways (`Node_0` …), one after the other, row by row."""
    rows = math.ceil(nodes / PER_ROW)
    parts = [*_frame(rows), *_nodes(nodes), *_flows(nodes)]
    keys = spaced_keys(len(parts))
    header = Header(name="large")
    return ProcessModel(header, [_keyed(part, key) for part, key in zip(parts, keys, strict=True)])


def _keyed(element: Element, key: str) -> Element:
    return replace(element, sort_key=key)


def _frame(rows: int) -> Iterator[Element]:
    width = _START + PER_ROW * _COLUMN + 120
    yield Element(id="Collaboration", kind=Kind.COLLABORATION, subtype="collaboration")
    yield Element(
        id="Pool",
        kind=Kind.POOL,
        subtype="participant",
        name="区役所（架空）",
        parent="Collaboration",
        refers_to="Process",
        horizontal=True,
        bounds=Bounds(0, 0, width, rows * _ROW),
    )
    yield Element(id="Process", kind=Kind.PROCESS, subtype="process")
    yield Element(id="Lanes", kind=Kind.LANE_SET, subtype="laneSet", parent="Process")
    for row in range(rows):
        yield Element(
            id=f"Lane_{row}",
            kind=Kind.LANE,
            subtype="lane",
            name=f"担当{row + 1}",
            parent="Lanes",
            horizontal=True,
            bounds=Bounds(_BAND, row * _ROW, width - _BAND, _ROW),
        )
    yield Element(id="Diagram", kind=Kind.DIAGRAM, subtype="BPMNDiagram", refers_to="Collaboration")


def _is_gateway(number: int) -> bool:
    return number % 10 == 9


def _place(number: int) -> Bounds:
    row, column = divmod(number, PER_ROW)
    x, y = _START + column * _COLUMN, row * _ROW + 40
    return Bounds(x + 25, y + 15, 50, 50) if _is_gateway(number) else Bounds(x, y, 100, 80)


def _nodes(nodes: int) -> Iterator[Element]:
    for number in range(nodes):
        gateway = _is_gateway(number)
        yield Element(
            id=f"Node_{number}",
            kind=Kind.GATEWAY if gateway else Kind.TASK,
            subtype="exclusiveGateway" if gateway else "userTask",
            name="書類はそろったか" if gateway else f"申請書を確認し台帳に記入 {number}",
            parent="Process",
            lane=f"Lane_{number // PER_ROW}",
            diagram="Diagram",
            bounds=_place(number),
            step=Step(core_tag=("core", "non_core", "")[number % 3], minutes_per_case=2.5),
        )


def _flows(nodes: int) -> Iterator[Element]:
    for number in range(nodes - 1):
        here, there = _place(number), _place(number + 1)
        start, end = Point(here.right, here.centre.y), Point(there.x, there.centre.y)
        line: tuple[Point, ...] = (start, end)
        if there.y > here.bottom:  # back to the left, between the rows
            turn = here.centre.y + 90
            right, left = start.x + 30, end.x - 30
            line = (
                start,
                Point(right, start.y),
                Point(right, turn),
                Point(left, turn),
                Point(left, end.y),
                end,
            )
        yield Element(
            id=f"Flow_{number}",
            kind=Kind.SEQUENCE_FLOW,
            subtype="sequenceFlow",
            name="はい" if _is_gateway(number) else "",
            parent="Process",
            diagram="Diagram",
            source=f"Node_{number}",
            target=f"Node_{number + 1}",
            waypoints=line,
        )
