"""Hundreds of steps are placed in rows of a sensible width."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bpr_studio.domain.diagram.lane_layout import LaneLayout
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, hull

COUNT = 300


def steps(*, linked: bool) -> ProcessModel:
    """Steps nothing is drawn of yet, alone or one after the other."""
    names = [f"t{number:03}" for number in range(COUNT)]
    elements = [Element(id="p", kind=Kind.PROCESS, subtype="process")]
    elements += [
        Element(id=name, kind=Kind.TASK, subtype="task", parent="p", sort_key=name)
        for name in names
    ]
    elements += [
        Element(
            id=f"to_{target}",
            kind=Kind.SEQUENCE_FLOW,
            subtype="sequenceFlow",
            parent="p",
            source=source,
            target=target,
        )
        for source, target in pairwise(names)
        if linked
    ]
    return ProcessModel(elements=elements)


@pytest.mark.parametrize("linked", [True, False], ids=["one after the other", "without flows"])
def test_hundreds_of_steps_stand_in_rows_of_a_sensible_width(linked: bool):  # noqa: FBT001  # a case
    boxes = LaneLayout().place(steps(linked=linked), "").boxes
    around = hull(boxes.values())
    assert around
    assert around.width < 4000
    assert around.height < 4000
    assert in_reading_order(list(boxes.values()))


def in_reading_order(boxes: list[Bounds]) -> bool:
    """Each to the right of the one before, or at the beginning of a row below."""
    return all(
        (b.y == a.y and b.x > a.right) or (b.y > a.bottom and b.x < a.x) for a, b in pairwise(boxes)
    )


def test_a_handful_of_loose_steps_stays_below_each_other():
    model = steps(linked=False)
    few = [e for e in model.elements() if e.id < "t006"]
    boxes = LaneLayout().place(ProcessModel(elements=few), "").boxes
    assert len({box.x for box in boxes.values()}) == 1
