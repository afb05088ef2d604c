"""Labels keep clear of lines, shapes and other labels, and stay where nothing is in their way."""

from __future__ import annotations

from dataclasses import replace

from bpr_studio.domain.diagram.label_places import free_label_place, label_box
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point

EVENT = Element(
    id="e",
    kind=Kind.END_EVENT,
    subtype="endEvent",
    name="受付終了",
    bounds=Bounds(100, 100, 36, 36),
)


def line(name: str, *points: tuple[float, float], text: str = "") -> Element:
    return Element(
        id=name,
        kind=Kind.SEQUENCE_FLOW,
        subtype="sequenceFlow",
        name=text,
        waypoints=tuple(Point(*p) for p in points),
    )


def task(name: str, bounds: Bounds) -> Element:
    return Element(id=name, kind=Kind.TASK, subtype="task", name=name, bounds=bounds)


def place(element: Element, *others: Element) -> Bounds | None:
    return free_label_place(ProcessModel(elements=[element, *others]), element)


def test_a_label_nothing_covers_stays_in_its_usual_place():
    assert place(EVENT) is None
    assert place(replace(EVENT, name="")) is None


def test_a_label_under_which_a_line_runs_goes_above():
    found = place(EVENT, line("f", (118, 136), (118, 300)))
    assert found is not None
    assert found.bottom <= 100


def test_a_label_keeps_clear_of_a_shape_and_another_label():
    below = task("t", Bounds(80, 145, 100, 80))
    above = Element(
        id="g",
        kind=Kind.GATEWAY,
        subtype="exclusiveGateway",
        name="書類はそろったか",
        bounds=Bounds(93, 30, 50, 50),
    )
    found = place(EVENT, below, above)
    label = label_box(above)
    assert found is not None
    assert label is not None
    assert not _meet(found, below.bounds)
    assert not _meet(found, label)


def _meet(a: Bounds, b: Bounds | None) -> bool:
    if b is None:
        return False
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def test_a_label_put_somewhere_by_hand_stays_there():
    by_hand = replace(EVENT, label_bounds=Bounds(200, 60, 60, 14))
    assert place(by_hand) == by_hand.label_bounds


def test_a_label_of_a_flow_goes_to_the_other_side_of_a_line_beside_it():
    named = line("f", (0, 100), (200, 100), text="はい")
    found = place(named, line("g", (0, 92), (200, 92)))
    assert found is not None
    assert found.y >= 100


def test_a_long_way_out_of_a_gateway_is_named_where_the_choice_is_made():
    gateway = Element(
        id="g", kind=Kind.GATEWAY, subtype="exclusiveGateway", bounds=Bounds(0, 0, 50, 50)
    )
    named = replace(line("f", (50, 25), (400, 25), text="はい"), source="g")
    found = place(named, gateway)
    assert found is not None
    assert found.x < 70


def test_ways_that_share_their_first_stretch_are_named_where_they_part():
    gateway = Element(
        id="g", kind=Kind.GATEWAY, subtype="exclusiveGateway", bounds=Bounds(0, 0, 50, 50)
    )
    upper = replace(line("u", (25, 50), (25, 200), (200, 200), text="はい"), source="g")
    lower = replace(line("l", (25, 50), (25, 300), (200, 300), text="いいえ"), source="g")
    found = place(lower, gateway, upper)
    assert found is not None
    assert found.y > 250


def test_an_open_sub_process_around_a_label_is_not_in_its_way():
    around = Element(
        id="s",
        kind=Kind.SUB_PROCESS,
        subtype="subProcess",
        expanded=True,
        bounds=Bounds(0, 0, 400, 300),
    )
    assert place(EVENT, around) is None


def test_things_without_a_place_have_no_label_to_place():
    nowhere = replace(EVENT, bounds=None)
    assert place(nowhere) is None
    assert label_box(nowhere) is None
    assert label_box(line("f", (0, 0), text="はい")) is None
    assert label_box(task("t", Bounds(0, 0, 100, 80))) is None


def test_the_label_of_a_boundary_event_has_a_box_too():
    event = replace(EVENT, kind=Kind.BOUNDARY_EVENT, host="t")
    box = label_box(event)
    assert box is not None
    assert box.right < 118
