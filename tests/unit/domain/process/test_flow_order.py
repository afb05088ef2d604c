"""Reading a flow in the order of work."""

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.flow_order import in_flow_order
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds


def node(name, x=0.0, y=0.0, **fields):
    return Element(
        id=name,
        kind=fields.pop("kind", Kind.TASK),
        subtype="task",
        bounds=Bounds(x, y, 10, 10),
        **fields,
    )


def link(source, target, kind=Kind.SEQUENCE_FLOW):
    return Element(
        id=f"{source}>{target}", kind=kind, subtype="sequenceFlow", source=source, target=target
    )


def order(*elements):
    model = ProcessModel(elements=elements)
    return [element.id for element in in_flow_order(model, model.elements())]


def test_flows_decide_before_places():
    assert order(node("b", 0), node("a", 100), link("a", "b")) == ["a", "b"]


def test_of_two_branches_the_left_one_comes_first():
    assert order(
        node("s", 0), node("low", 90, 50), node("high", 80), link("s", "low"), link("s", "high")
    ) == ["s", "high", "low"]


def test_a_loop_is_entered_where_it_is_reached():
    assert order(
        node("start", 0),
        node("write", 50),
        node("check", 100),
        node("end", 150),
        link("start", "write"),
        link("write", "check"),
        link("check", "write"),
        link("check", "end"),
    ) == ["start", "write", "check", "end"]


def test_the_content_of_a_sub_process_follows_it():
    assert order(
        node("a", 0),
        node("sub", 50, kind=Kind.SUB_PROCESS),
        node("in2", 65, parent="sub"),
        node("in1", 70, parent="sub"),
        node("z", 200),
        link("a", "sub"),
        link("in1", "in2"),
        link("sub", "z"),
    ) == ["a", "sub", "in1", "in2", "z"]


def test_a_boundary_event_follows_its_step_and_messages_cross_pools():
    assert order(
        node("late", 0, kind=Kind.BOUNDARY_EVENT, host="work"),
        node("work", 100),
        node("apply", 300),
        link("apply", "work", Kind.MESSAGE_FLOW),
    ) == ["apply", "work", "late"]


def test_flows_that_lead_nowhere_and_circles_of_parents_do_no_harm():
    assert order(
        node("a", 0, parent="b"), node("b", 5, parent="a"), link("a", "gone"), link("a", "a")
    ) == ["a", "b"]


NAMES = "abcdefgh"
LINKS = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20)


@given(LINKS, st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_every_node_comes_once_whatever_the_flows(links, places):
    nodes = [node(name, x) for name, x in zip(NAMES, places, strict=True)]
    assert sorted(order(*nodes, *(link(a, b) for a, b in links))) == sorted(NAMES)


@given(LINKS, st.permutations(NAMES))
def test_without_loops_everything_comes_after_what_leads_to_it(links, ranks):
    forward = {(a, b) if ranks.index(a) < ranks.index(b) else (b, a) for a, b in links if a != b}
    found = order(*map(node, NAMES), *(link(a, b) for a, b in forward))
    assert all(found.index(a) < found.index(b) for a, b in forward)
