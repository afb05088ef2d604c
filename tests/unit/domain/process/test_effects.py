"""Hand-overs and the effect of a To-Be, on flows with branches, events and messages."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.process.effects import ChangeKind, effect_of
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.handovers import handovers_to, steps_before, steps_of
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step


def node(node_id: str, kind: Kind = Kind.TASK, lane: str = "", **fields: object) -> Element:
    made = Element(id=node_id, kind=kind, subtype="x", name=node_id, parent="p", lane=lane)
    return replace(made, **fields)  # type: ignore[arg-type]  # named fields


def flow(source: str, target: str, kind: Kind = Kind.SEQUENCE_FLOW) -> Element:
    return Element(
        id=f"{source}>{target}", kind=kind, subtype="x", parent="p", source=source, target=target
    )


def test_work_is_handed_over_through_gateways_and_events() -> None:
    model = ProcessModel(
        elements=[
            node("a", lane="1"),
            node("g", Kind.GATEWAY, lane="1"),
            node("w", Kind.INTERMEDIATE_EVENT, lane="2"),
            node("b", lane="2"),
            *(flow("a", "g"), flow("g", "w"), flow("w", "b")),
        ]
    )
    assert [one.id for one in steps_before(model, model.element("b"))] == ["a"]
    assert handovers_to(model, model.element("b")) == 1
    assert handovers_to(model, model.element("a")) == 0


def test_two_branches_from_one_lane_are_one_hand_over_and_from_two_lanes_two() -> None:
    elements = [
        *(node("a", lane="1"), node("b", lane="1"), node("c", lane="2")),
        *(flow("a", "c"), flow("b", "c")),
    ]
    model = ProcessModel(elements=elements)
    assert handovers_to(model, model.element("c")) == 1
    elements[1] = node("b", lane="3")
    other = ProcessModel(elements=elements)
    assert handovers_to(other, other.element("c")) == 2


def test_a_message_from_another_pool_is_a_hand_over() -> None:
    model = ProcessModel(
        elements=[
            Element(id="p", kind=Kind.PROCESS, subtype="process"),
            Element(id="q", kind=Kind.PROCESS, subtype="process"),
            node("a"),
            node("b", parent="q"),
            flow("a", "b", Kind.MESSAGE_FLOW),
        ]
    )
    assert handovers_to(model, model.element("b")) == 1


def test_a_loop_without_steps_ends() -> None:
    model = ProcessModel(
        elements=[
            node("g", Kind.GATEWAY),
            node("h", Kind.GATEWAY),
            node("a"),
            *(flow("g", "h"), flow("h", "g"), flow("h", "a")),
        ]
    )
    assert steps_before(model, model.element("a")) == []


def test_the_steps_of_a_sub_process_count_and_not_their_frame() -> None:
    model = ProcessModel(
        elements=[
            node("a", lane="1"),
            node("s", Kind.SUB_PROCESS, lane="2"),
            node("start", Kind.START_EVENT, parent="s"),
            node("inner", parent="s"),
            node("b", lane="2"),
            *(flow("a", "s"), flow("start", "inner"), flow("s", "b")),
        ]
    )
    assert [one.id for one in steps_of(model)] == ["a", "inner", "b"]
    assert [one.id for one in steps_before(model, model.element("inner"))] == ["a"]
    assert [one.id for one in steps_before(model, model.element("b"))] == ["inner"]


def test_a_dangling_flow_hands_nothing_over() -> None:
    model = ProcessModel(elements=[node("a"), flow("gone", "a")])
    assert handovers_to(model, model.element("a")) == 0


def test_a_step_split_in_two_is_one_changed_and_one_new() -> None:
    as_is = ProcessModel(elements=[node("a", step=Step(minutes_per_case=4, cases_per_year=10))])
    half = Step(minutes_per_case=2, cases_per_year=10, derived_from="a")
    to_be = ProcessModel(elements=[node("a", step=half), node("a2", step=half)])

    effect = effect_of(as_is, to_be)

    assert sorted(one.kind for one in effect.steps) == [ChangeKind.ADDED, ChangeKind.CHANGED]
    assert effect.difference.minutes == 0


def test_a_step_given_to_another_lane_is_moved() -> None:
    as_is = ProcessModel(elements=[node("a", lane="1")])
    to_be = ProcessModel(elements=[node("a", lane="2")])
    assert [(one.kind, one.moved) for one in effect_of(as_is, to_be).steps] == [
        (ChangeKind.CHANGED, True)
    ]


_flows = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from("123"),
        st.one_of(st.none(), st.integers(0, 30)),
        st.booleans(),
        st.sampled_from(["", "paper", "electronic"]),
    ),
    unique_by=lambda one: one[0],
)


def _model(rows: list[tuple[str, str, int | None, bool, str]]) -> ProcessModel:
    nodes = [
        node(
            name,
            lane=lane,
            step=Step(minutes_per_case=minutes, cases_per_year=7, seal=seal, medium=medium),
        )
        for name, lane, minutes, seal, medium in rows
    ]
    chain = [flow(a.id, b.id) for a, b in pairwise(nodes)]
    return ProcessModel(elements=[*nodes, *chain])


@given(_flows, _flows)
def test_the_differences_of_the_steps_add_up_and_turn_round(
    before: list[tuple[str, str, int | None, bool, str]],
    after: list[tuple[str, str, int | None, bool, str]],
) -> None:
    there = effect_of(_model(before), _model(after))
    back = effect_of(_model(after), _model(before))

    total = sum((one.difference for one in there.steps), start=there.difference - there.difference)
    assert total == there.difference
    assert (there.before, there.after) == (back.after, back.before)
    assert sum(1 for one in there.steps if one.kind is ChangeKind.REMOVED) == sum(
        1 for one in back.steps if one.kind is ChangeKind.ADDED
    )
