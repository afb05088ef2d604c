"""Placing whole diagrams: along lanes, nothing on top of anything, one step of undo."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.diagram.layout import Placement
from bpr_studio.domain.diagram.outlines import lies_on
from bpr_studio.domain.modeling.arranging import arrange, is_drawn
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds

POOL = (
    Element(id="C", kind=Kind.COLLABORATION, subtype="collaboration"),
    Element(id="P", kind=Kind.PROCESS, subtype="process"),
    Element(id="pool", kind=Kind.POOL, subtype="participant", parent="C", refers_to="P"),
    Element(id="S", kind=Kind.LANE_SET, subtype="laneSet", parent="P"),
    Element(id="L1", kind=Kind.LANE, subtype="lane", name="窓口", parent="S", sort_key="1"),
    Element(id="L2", kind=Kind.LANE, subtype="lane", name="審査", parent="S", sort_key="2"),
)


def node(name: str, kind: Kind = Kind.TASK, **fields: object) -> Element:
    values: dict[str, object] = {"parent": "P", "lane": "L1", "sort_key": name, **fields}
    return Element(id=name, kind=kind, subtype="x", **values)  # type: ignore[arg-type]  # any field


def flow(source: str, target: str, kind: Kind = Kind.SEQUENCE_FLOW, **fields: object) -> Element:
    values: dict[str, object] = {"parent": "P", "sort_key": "z", **fields}
    return Element(
        id=f"{source}-{target}",
        kind=kind,
        subtype="x",
        source=source,
        target=target,
        **values,  # type: ignore[arg-type]  # any field
    )


def arranged(*elements: Element) -> ProcessModel:
    editor = Editor(ProcessModel(elements=elements))
    arrange(editor)
    return editor.model


def box(model: ProcessModel, name: str) -> Bounds:
    bounds = model.element(name).bounds
    assert bounds is not None
    return bounds


def test_a_flow_without_a_drawing_gets_diagram_pool_lanes_and_lines():
    model = arranged(
        *POOL,
        node("a", Kind.START_EVENT),
        node("b"),
        node("c", lane="L2"),
        flow("a", "b"),
        flow("b", "c"),
    )
    (diagram,) = model.diagrams()
    assert diagram.refers_to == "C"
    assert {e.id for e in model.drawn_in(diagram.id)} == {
        *("pool", "L1", "L2", "a", "b", "c", "a-b", "b-c")
    }
    assert box(model, "L1").contains(box(model, "b").centre)
    assert box(model, "L2").contains(box(model, "c").centre)
    assert box(model, "L1").bottom == box(model, "L2").y
    assert box(model, "pool").height == box(model, "L1").height + box(model, "L2").height
    assert box(model, "a").centre.y == box(model, "b").centre.y


def test_arranging_is_one_step_of_undo():
    editor = Editor(ProcessModel(elements=[*POOL, node("a"), node("b"), flow("a", "b")]))
    before = ProcessModel(elements=editor.model.elements())
    assert not is_drawn(editor.model)
    arrange(editor)
    assert is_drawn(editor.model)
    editor.undo()
    assert editor.model == before


def test_arranging_again_changes_nothing():
    editor = Editor(ProcessModel(elements=[*POOL, node("a"), node("b"), flow("a", "b")]))
    arrange(editor)
    once = ProcessModel(elements=editor.model.elements())
    arrange(editor)
    assert editor.model == once


def test_the_main_way_is_straight_and_branches_stand_below():
    model = arranged(
        *POOL,
        *(node(n) for n in ("a", "c", "d", "f")),
        node("b", Kind.GATEWAY),
        node("e", Kind.GATEWAY),
        *(flow(*ends) for ends in ("ab", "bc", "bd", "ce", "de", "ef")),
    )
    row = {box(model, name).centre.y for name in "abcef"}
    assert len(row) == 1
    assert box(model, "d").y > box(model, "c").bottom
    assert box(model, "d").centre.x == box(model, "c").centre.x


def test_a_loop_back_does_not_turn_the_order_around():
    model = arranged(*POOL, *map(node, "abc"), flow("a", "b"), flow("b", "c"), flow("c", "a"))
    assert box(model, "a").right < box(model, "b").x
    assert box(model, "b").right < box(model, "c").x


def test_a_boundary_event_sits_on_its_step_and_its_way_leads_down():
    model = arranged(
        *POOL,
        node("a"),
        node("b"),
        node("e", Kind.BOUNDARY_EVENT, host="a", lane=""),
        node("h"),
        flow("a", "b"),
        flow("e", "h"),
    )
    assert box(model, "e").centre.y == box(model, "a").bottom
    assert box(model, "h").y > box(model, "e").bottom
    assert lies_on(model.element("e"), model.element("e-h").waypoints[0])


def test_an_open_sub_process_is_as_large_as_its_content():
    model = arranged(
        *POOL,
        node("s", Kind.SUB_PROCESS, expanded=True),
        node("x", parent="s", lane=""),
        node("y", parent="s", lane=""),
        node("after"),
        flow("x", "y", parent="s"),
        flow("s", "after"),
    )
    whole = box(model, "s")
    assert all(whole.contains(box(model, n).centre) for n in "xy")
    assert whole.grown(-10).contains(box(model, "y").centre)
    assert box(model, "after").x > whole.right
    assert model.element("x-y").waypoints


def test_a_closed_sub_process_keeps_its_content_undrawn():
    model = arranged(*POOL, node("s", Kind.SUB_PROCESS), node("x", parent="s", lane=""))
    assert box(model, "s").width == 100
    assert not model.element("x").is_drawn


def test_data_and_notes_stand_above_their_step():
    model = arranged(
        *POOL,
        node("a"),
        Element(
            id="d", kind=Kind.DATA_OBJECT, subtype="dataObjectReference", name="申請書", parent="P"
        ),
        node("n", Kind.ANNOTATION, lane=""),
        flow("d", "a", Kind.DATA_ASSOCIATION),
        flow("n", "a", Kind.ASSOCIATION),
    )
    assert box(model, "d").bottom < box(model, "a").y
    assert box(model, "n").bottom < box(model, "a").y
    assert not _meet(box(model, "d"), box(model, "n"))


def test_partners_are_strips_and_messages_run_straight():
    partner = replace(POOL[2], id="X", name="市民", refers_to="", sort_key="z")
    model = arranged(*POOL, partner, node("a"), flow("a", "X", Kind.MESSAGE_FLOW, parent="C"))
    assert box(model, "X").y > box(model, "pool").bottom
    assert box(model, "X").width == box(model, "pool").width
    start, end = model.element("a-X").waypoints
    assert start.x == end.x


def test_nested_lanes_stand_inside_theirs():
    inner = (
        Element(id="S2", kind=Kind.LANE_SET, subtype="laneSet", parent="L2"),
        Element(id="L3", kind=Kind.LANE, subtype="lane", parent="S2", sort_key="1"),
        Element(id="L4", kind=Kind.LANE, subtype="lane", parent="S2", sort_key="2"),
    )
    model = arranged(*POOL, *inner, node("a", lane="L4"), node("b", lane="L3"))
    assert box(model, "L2").height == box(model, "L3").height + box(model, "L4").height
    assert box(model, "L3").x == box(model, "L2").x + 30
    assert box(model, "L4").contains(box(model, "a").centre)


def test_upright_pools_stay_upright():
    frames = (Kind.POOL, Kind.LANE)
    upright = [replace(e, horizontal=False) if e.kind in frames else e for e in POOL]
    model = arranged(*upright, node("a"), node("b"), flow("a", "b"))
    assert box(model, "a").bottom < box(model, "b").y
    assert box(model, "L1").right == box(model, "L2").x


def test_a_step_outside_all_lanes_gets_one():
    model = arranged(*POOL, node("a", lane="L2"), node("b", lane=""), flow("a", "b"))
    assert model.element("b").lane == "L2"


def test_the_drawing_stays_where_it_was():
    drawn = node("a", bounds=Bounds(500, 300, 100, 80), lane="", parent="")
    model = arranged(drawn, node("b", lane="", parent=""), flow("a", "b", parent=""))
    assert (box(model, "a").x, box(model, "a").y) == (500, 300)


def test_another_engine_takes_the_place_of_the_simple_one():
    class Corner:
        def place(self, model: ProcessModel, diagram: str) -> Placement:
            assert diagram
            return Placement({e.id: Bounds(1, 2, 30, 40) for e in model.of_kind(Kind.TASK)})

    editor = Editor(ProcessModel(elements=[node("a")]))
    arrange(editor, engine=Corner())
    assert box(editor.model, "a") == Bounds(1, 2, 30, 40)


def _meet(a: Bounds, b: Bounds) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


NAMES = "abcdefghij"
KINDS = st.sampled_from([Kind.TASK, Kind.GATEWAY, Kind.INTERMEDIATE_EVENT])
LANES = st.sampled_from(["L1", "L2", "", "gone"])
NODES = st.lists(st.tuples(KINDS, LANES), min_size=1, max_size=len(NAMES))
FLOWS = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=16)


@settings(max_examples=60, deadline=None)
@given(NODES, FLOWS)
def test_whatever_is_joined_with_whatever_nothing_lies_on_anything(
    nodes: list[tuple[Kind, str]], flows: set[tuple[str, str]]
):
    made = [node(n, k, lane=lane) for n, (k, lane) in zip(NAMES, nodes, strict=False)]
    lines = [flow(a, b) for a, b in sorted(flows)]
    model = arranged(*POOL, *made, *lines)
    boxes = [box(model, e.id) for e in made]
    assert not any(_meet(a, b) for a, b in combinations(boxes, 2))
    names = {e.id for e in made}
    for line in lines:
        points = model.element(line.id).waypoints
        assert bool(points) == ({line.source, line.target} <= names)
        if points:
            assert lies_on(model.element(line.source), points[0])
            assert lies_on(model.element(line.target), points[-1])
    for made_one in made:
        now = model.element(made_one.id)
        assert box(model, now.lane).contains(box(model, now.id).centre)


def test_the_inside_of_a_closed_sub_process_is_arranged_in_its_own_diagram():
    plane = Element(id="inner", kind=Kind.DIAGRAM, subtype="BPMNDiagram", refers_to="s")
    outer = Element(id="a-outer", kind=Kind.DIAGRAM, subtype="BPMNDiagram", refers_to="C")
    editor = Editor(
        ProcessModel(
            elements=[
                *(*POOL, outer, plane, node("s", Kind.SUB_PROCESS, expanded=False)),
                *(node(n, parent="s", lane="") for n in "xy"),
                flow("x", "y", parent="s"),
            ]
        )
    )
    arrange(editor, "inner")
    assert {e.id for e in editor.model.drawn_in("inner")} == {"x", "y", "x-y"}
    assert not editor.model.element("s").is_drawn
    arrange(editor)
    assert {"pool", "s"} <= {e.id for e in editor.model.drawn_in("a-outer")}
    assert {e.id for e in editor.model.drawn_in("inner")} == {"x", "y", "x-y"}


def test_lanes_without_a_pool_lie_flush():
    lanes = [e for e in POOL if e.id not in ("C", "pool")]
    model = arranged(*lanes, node("a"), node("b", lane="L2"), flow("a", "b"))
    assert box(model, "L1").bottom == box(model, "L2").y
