"""The order of painting, changed element by element, is that of everything sorted anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.paint_order import painted
from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.ui.canvas.heights import Heights

KINDS = st.sampled_from([Kind.TASK, Kind.LANE, Kind.SUB_PROCESS, Kind.BOUNDARY_EVENT])
SIZES = st.integers(1, 4)


def made(number: int, kind: Kind, size: int) -> Element:
    return Element(id=f"n{number}", kind=kind, subtype="x", bounds=Bounds(0, 0, 10.0 * size, 10))


@given(st.lists(st.tuples(st.integers(0, 9), KINDS, SIZES), max_size=60))
def test_putting_one_by_one_gives_the_order_of_all(deeds: list[tuple[int, Kind, int]]):
    known: dict[str, Element] = {}
    heights = Heights(ProcessModel())
    for number, kind, size in deeds:
        element = made(number, kind, size)
        if known.get(element.id) == element:
            heights.drop(element.id)
            del known[element.id]
        else:
            known[element.id] = element
            heights.put(element)
    model = ProcessModel(elements=known.values())
    assert heights.ids() == [e.id for e in painted(model, "")]
    values = [heights.of(i) for i in heights.ids()]
    assert values == sorted(set(values))


def test_heights_that_run_out_of_room_are_spread_anew():
    heights = Heights(ProcessModel(), [made(0, Kind.LANE, 1), made(1, Kind.BOUNDARY_EVENT, 1)])
    kept = []
    for number in range(60):
        element = Element(
            id=f"t{number:02}", kind=Kind.TASK, subtype="task", bounds=Bounds(0, 0, 1, 1)
        )
        kept.append(heights.put(element))
    assert not all(kept)
    assert kept.count(False) < 10
    assert len(heights.ids()) == 62
    assert "t05" in heights
    assert "x" not in heights
