"""Putting fragments into flows: between, behind, at the end, in lanes, and back by undo."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.appending import append
from bpr_studio.domain.modeling.creating import FlowNames, blank_flow
from bpr_studio.domain.modeling.fragment_putting import put_fragment
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import FLOW_NODES, Kind
from bpr_studio.domain.process.fragments import deviations, uses_of
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.records import from_records, header_record_of, to_records


def flow_of(*names: str, lanes: tuple[str, ...] = ("窓口", "担当")) -> Editor:
    """A start and steps one after the other in the first lane."""
    editor = Editor(blank_flow(FlowNames("流れ", "課", lanes)))
    last = "Start_1"
    for name in names:
        last = append(editor, last, template("task"), name=name)
    return editor


def fragment() -> ProcessModel:
    """受付 in 窓口, 審査 in 担当, with a start, an end, and a refusal."""
    editor = Editor(blank_flow(FlowNames("部品", "市", ("窓口", "担当"))))
    receive = append(editor, "Start_1", template("user_task"), name="申請書を受付")
    gate = append(editor, receive, template("exclusive_gateway"), name="不備があるか")
    append(editor, gate, template("end"), name="")
    fix = append(editor, gate, template("task"), name="不備を連絡")
    rename(editor, editor.model.incoming(fix)[0].id, "ある")
    return editor.model


def copy(model: ProcessModel) -> ProcessModel:
    return from_records(header_record_of(model.header), to_records(model))


def named(model: ProcessModel, name: str) -> str:
    return next(one.id for one in model.of_kind(*FLOW_NODES) if one.name == name)


def following(model: ProcessModel, node: str) -> list[str]:
    flows = [f for f in model.outgoing(node) if f.kind is Kind.SEQUENCE_FLOW]
    return [model.element(flow.target).name for flow in flows]


def test_a_fragment_comes_between_a_step_and_what_followed_it() -> None:
    editor = flow_of("一", "二")
    ids = put_fragment(editor, "frag", fragment(), after=named(editor.model, "一"))

    model = editor.model
    assert following(model, named(model, "一")) == ["申請書を受付"]
    assert sorted(following(model, named(model, "不備があるか"))) == ["不備を連絡", "二"]
    assert [model.element(i).name for i in ids] == ["申請書を受付", "不備があるか", "不備を連絡"]
    assert faults(model) == []


def test_room_is_made_so_that_nothing_lies_on_something_else() -> None:
    editor = flow_of("一", "二", "三")
    put_fragment(editor, "frag", fragment(), after=named(editor.model, "一"))

    boxes = [n.bounds for n in editor.model.of_kind(*FLOW_NODES) if n.bounds]
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart_x = one.right <= other.x or other.right <= one.x
            assert apart_x or one.bottom <= other.y or other.bottom <= one.y


def test_a_selected_flow_is_where_the_fragment_goes() -> None:
    editor = flow_of("一", "二")
    flow = editor.model.incoming(named(editor.model, "二"))[0]
    put_fragment(editor, "frag", fragment(), after=flow.id)

    assert following(editor.model, named(editor.model, "一")) == ["申請書を受付"]


def test_without_a_selection_it_goes_to_the_end_of_the_work_before_the_end_event() -> None:
    editor = flow_of("一")
    append(editor, named(editor.model, "一"), template("end"), name="おわり")
    put_fragment(editor, "frag", fragment())

    assert following(editor.model, named(editor.model, "一")) == ["申請書を受付"]
    assert "おわり" in following(editor.model, named(editor.model, "不備があるか"))


def test_nodes_go_to_the_lane_of_the_same_name() -> None:
    source = Editor(blank_flow(FlowNames("部品", "市", ("担当",))))
    append(source, "Start_1", template("task"), name="審査")
    editor = flow_of("一")
    put_fragment(editor, "frag", source.model, after=named(editor.model, "一"))

    lane = editor.model.element(editor.model.element(named(editor.model, "審査")).lane)
    assert lane.name == "担当"
    assert faults(editor.model) == []


def test_into_an_empty_flow() -> None:
    editor = Editor(ProcessModel())
    ids = put_fragment(editor, "frag", fragment())

    assert len(ids) == 3
    assert faults(editor.model) == []


def test_the_link_is_kept_and_nothing_differs_at_first() -> None:
    editor = flow_of("一", "二")
    part = fragment()
    put_fragment(editor, "frag", part, after=named(editor.model, "一"))

    (use,) = uses_of(editor.model)
    assert use.key == "frag"
    assert deviations(editor.model, use, part).count == 0


def test_twice_gives_two_uses() -> None:
    editor = flow_of("一")
    part = fragment()
    put_fragment(editor, "frag", part, after=named(editor.model, "一"))
    put_fragment(editor, "frag", part, after=named(editor.model, "一"))

    assert len(uses_of(editor.model)) == 2
    assert faults(editor.model) == []


def test_undo_takes_it_out_as_a_whole() -> None:
    editor = flow_of("一", "二")
    before = copy(editor.model)
    put_fragment(editor, "frag", fragment(), title="受付", after=named(editor.model, "一"))

    assert "受付" in (editor.undo_name or "")
    editor.undo()
    assert editor.model == before


def test_a_fragment_without_steps_is_refused_and_changes_nothing() -> None:
    editor = flow_of("一")
    before = copy(editor.model)
    with pytest.raises(NotAllowedError):
        put_fragment(editor, "frag", blank_flow(FlowNames("空")))
    assert editor.model == before


def test_behind_a_lane_is_refused() -> None:
    editor = flow_of("一")
    with pytest.raises(NotAllowedError):
        put_fragment(editor, "frag", fragment(), after="Lane_1")
