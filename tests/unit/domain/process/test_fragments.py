"""Fragments in a flow: what is put in, what is found again, and where a flow went its own way."""

from __future__ import annotations

from dataclasses import replace

from bpr_studio.domain.process.element import Element, EventDefinition, Kind, Trigger
from bpr_studio.domain.process.fragments import (
    Origin,
    content_of,
    deviations,
    origin_of,
    uses_of,
    way_in,
    way_out,
)
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step


def node(node_id: str, kind: Kind = Kind.TASK, **fields: object) -> Element:
    made = Element(id=node_id, kind=kind, subtype="task", name=node_id, parent="p")
    return replace(made, **fields)  # type: ignore[arg-type]  # named fields


def flow(source: str, target: str) -> Element:
    return Element(
        id=f"{source}>{target}",
        kind=Kind.SEQUENCE_FLOW,
        subtype="sequenceFlow",
        parent="p",
        source=source,
        target=target,
    )


def fragment() -> ProcessModel:
    """Start, two steps, an end, and another end."""
    return ProcessModel(
        elements=[
            node("start", Kind.START_EVENT, sort_key="1"),
            node("a", step=Step(minutes_per_case=2, cases_per_year=100), sort_key="2"),
            node("b", sort_key="3"),
            node("out", Kind.END_EVENT, sort_key="4"),
            node("refused", Kind.END_EVENT, sort_key="5"),
            flow("start", "a"),
            flow("a", "b"),
            flow("b", "out"),
            flow("b", "refused"),
        ]
    )


def using(*extra: Element, **altered: dict[str, object]) -> ProcessModel:
    """A flow in which the fragment was put once, as "x"."""
    nodes = []
    for name in ("a", "b"):
        model = fragment().element(name)
        made = replace(model, id=f"my_{name}", fragment=str(Origin("frag", name, "x")))
        nodes.append(replace(made, **altered.get(name, {})))  # type: ignore[arg-type]  # named fields
    return ProcessModel(elements=[*nodes, *extra])


def test_an_origin_is_read_as_it_was_written() -> None:
    origin = Origin("online-kami", "Step_a", "Use_1")
    assert origin_of(node("n", fragment=str(origin))) == origin


def test_an_origin_that_cannot_be_read_is_none() -> None:
    assert [origin_of(node("n", fragment=text)) for text in ("", "frag", "#a@x", "frag#@x")] == [
        None
    ] * 4


def test_the_plain_start_and_the_first_end_are_not_put_in() -> None:
    inside = way_in(fragment()), way_out(fragment())
    assert [one.id if one else "" for one in inside] == ["start", "out"]
    assert [one.id for one in content_of(fragment())] == ["a", "b", "refused"]


def test_a_start_by_message_is_content() -> None:
    begun = fragment().element("start")
    message = replace(begun, id="m", events=(EventDefinition(Trigger.MESSAGE),))
    assert way_in(ProcessModel(elements=[message])) is None
    assert content_of(ProcessModel(elements=[message])) == [message]


def test_the_same_fragment_twice_is_two_uses() -> None:
    second = replace(node("a2"), fragment=str(Origin("frag", "a", "y")))
    found = uses_of(using(second))
    assert [(use.key, use.use, use.elements) for use in found] == [
        ("frag", "x", {"a": "my_a", "b": "my_b"}),
        ("frag", "y", {"a": "a2"}),
    ]


def test_what_is_gone_altered_and_added_is_told() -> None:
    ours = using(
        node("extra"),
        flow("my_a", "extra"),
        flow("extra", "my_b"),
        a={"name": "受付"},
    )
    found = deviations(ours, uses_of(ours)[0], fragment())

    assert [one.id for one in found.missing] == ["refused"]
    assert [(one.element.id, one.fields) for one in found.altered] == [("my_a", ("name",))]
    assert [one.id for one in found.added] == ["extra"]
    assert found.count == 3


def test_cases_and_frequency_are_local_and_no_difference() -> None:
    step = Step(minutes_per_case=2, cases_per_year=9_000, frequency="daily")
    ours = using(a={"step": step})
    assert deviations(ours, uses_of(ours)[0], fragment()).altered == ()


def test_other_minutes_are_a_difference() -> None:
    ours = using(a={"step": Step(minutes_per_case=5)})
    altered = deviations(ours, uses_of(ours)[0], fragment()).altered
    assert [one.fields for one in altered] == [("minutes_per_case",)]


def test_what_hangs_beside_the_use_is_not_added_to_it() -> None:
    ours = using(node("after"), flow("my_b", "after"), node("before"), flow("before", "my_a"))
    assert deviations(ours, uses_of(ours)[0], fragment()).added == ()


def test_a_loop_back_through_another_step_is_an_addition() -> None:
    ours = using(node("fix"), flow("my_b", "fix"), flow("fix", "my_a"))
    assert [one.id for one in deviations(ours, uses_of(ours)[0], fragment()).added] == ["fix"]
