"""Another kind in place: name, flows, step and place stay where they fit."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.connecting import set_condition, set_default
from bpr_studio.domain.modeling.replacing import (
    choices,
    lost_lines,
    may_be_non_interrupting,
    may_replace,
    replace,
    set_interrupting,
    set_loop,
)
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.stepping import set_step
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.element import Kind, LoopKind, Trigger
from tests.builders_flow import Drawing, bare_flow, flow


def turn(drawn: Drawing, name: str, what: str) -> None:
    replace(drawn.editor, drawn.id(name), template(what))
    assert faults(drawn.model) == []


def keys(drawn: Drawing, name: str) -> set[str]:
    return {choice.key for choice in choices(drawn.model, drawn.id(name))}


def test_a_step_becomes_another_step_and_stays_what_it_was():
    drawn = flow("窓口").then("受付", "確認")
    set_step(drawn.editor, [drawn.id("受付")], minutes_per_case=5.0)
    before = drawn["受付"]
    turn(drawn, "受付", "manual_task")
    after = drawn["受付"]
    assert (after.subtype, after.step, after.bounds) == ("manualTask", before.step, before.bounds)
    assert ("受付", "確認") in drawn.ways()


def test_choices_leave_out_what_it_is_and_what_it_cannot_be():
    drawn = flow("窓口").then("受付").then("判断", what="exclusive_gateway")
    assert "task" not in keys(drawn, "受付")
    assert {"user_task", "call_activity", "sub_process"} <= keys(drawn, "受付")
    assert keys(drawn, "判断") == {
        "parallel_gateway",
        "inclusive_gateway",
        "event_gateway",
        "complex_gateway",
    }
    assert keys(drawn, "市民課") == set()
    assert choices(drawn.model, "nobody") == ()
    assert not may_replace(drawn.model, "nobody", template("task"))


def test_flows_that_do_not_fit_are_told_before_and_taken_away():
    drawn = flow("窓口").then("判断", what="exclusive_gateway").then("確認")
    lost = lost_lines(drawn.model, drawn.id("判断"), template("event_gateway"))
    assert lost == (drawn.flow("判断", "確認").id,)
    turn(drawn, "判断", "event_gateway")
    assert ("判断", "確認") not in drawn.ways()
    assert lost_lines(drawn.model, "nobody", template("task")) == ()
    assert lost_lines(drawn.model, drawn.id("確認"), template("user_task")) == ()


def test_a_start_that_becomes_an_end_loses_its_way_out():
    drawn = flow("窓口").then("受付")
    turn(drawn, "開始", "end")
    assert not drawn.model.outgoing(drawn.id("開始"))


def test_a_branch_that_cannot_choose_has_no_default():
    drawn = flow("窓口").then("判断", what="exclusive_gateway").then("確認")
    set_default(drawn.editor, drawn.flow("判断", "確認").id)
    turn(drawn, "判断", "inclusive_gateway")
    assert drawn["判断"].default_flow
    turn(drawn, "判断", "parallel_gateway")
    assert not drawn["判断"].default_flow


def test_conditions_belong_to_ways_out_of_branches_and_steps():
    drawn = flow("窓口").then("判断", what="exclusive_gateway").then("確認")
    way = drawn.flow("判断", "確認").id
    set_condition(drawn.editor, way, "はい")
    set_default(drawn.editor, way)
    assert drawn.model.element(way).condition is None
    set_condition(drawn.editor, way, "いいえ")
    assert drawn["判断"].default_flow == ""
    set_condition(drawn.editor, way, "")
    assert drawn.model.element(way).condition is None
    set_default(drawn.editor, way)
    set_default(drawn.editor, way, on=False)
    assert drawn["判断"].default_flow == ""
    with pytest.raises(NotAllowedError, match="otherwise"):
        set_default(drawn.editor, drawn.flow("開始", "判断").id)
    with pytest.raises(NotAllowedError):
        set_condition(drawn.editor, "nobody", "はい")


def test_a_sub_process_opens_and_closes_with_its_kind():
    drawn = flow("窓口").then("審査", "交付")
    turn(drawn, "審査", "open_sub_process")
    (start,) = drawn.model.children(drawn.id("審査"))
    assert start.kind is Kind.START_EVENT
    assert ("審査", "交付") in drawn.ways()
    turn(drawn, "審査", "sub_process")
    assert drawn.model.element(start.id).diagram != "Diagram_1"
    turn(drawn, "審査", "transaction")
    assert drawn.model.element(start.id).diagram == "Diagram_1"
    assert drawn["審査"].subtype == "transaction"


def test_a_sub_process_with_content_does_not_become_a_step():
    drawn = flow("窓口").then("審査", what="open_sub_process")
    assert "dissolve" in may_replace(drawn.model, drawn.id("審査"), template("task")).reason


def test_a_sub_process_started_by_an_event_loses_its_flows():
    drawn = bare_flow().then("審査", what="open_sub_process").then("交付")
    turn(drawn, "審査", "event_sub_process")
    assert drawn["審査"].is_event_sub_process
    assert drawn.ways() == set()
    turn(drawn, "審査", "open_sub_process")
    assert not drawn["審査"].is_event_sub_process


def test_border_events_become_other_border_events_only():
    drawn = flow("窓口").then("受付")
    box = drawn["受付"].bounds
    assert box
    drawn.put("on_timer", box.x + 20, box.bottom, "期限")
    assert "beside_timer" in keys(drawn, "期限")
    assert not keys(drawn, "期限") & {"wait_timer", "on_cancel", "end"}
    turn(drawn, "期限", "beside_timer")
    assert not drawn["期限"].interrupting
    event = template("event_sub_process")
    assert "border" in may_replace(drawn.model, drawn.id("受付"), event).reason


def test_what_a_trigger_means_stays_with_the_same_trigger():
    drawn = flow("窓口").then("待つ", what="wait_message")
    meant = drawn["待つ"].events
    turn(drawn, "待つ", "throw_message")
    assert drawn["待つ"].events == meant
    turn(drawn, "待つ", "wait_condition")
    assert drawn["待つ"].events[0].trigger is Trigger.CONDITIONAL
    assert drawn["待つ"].events[0].carried.child("condition")


def test_a_document_becomes_a_register_and_back():
    drawn = flow("窓口").then("受付").then("台帳", what="data_object")
    behind = drawn["台帳"].refers_to
    assert not choices(drawn.model, behind)
    turn(drawn, "台帳", "data_store")
    assert behind not in drawn.model
    assert drawn.flow("受付", "台帳").kind is Kind.DATA_ASSOCIATION
    turn(drawn, "台帳", "data_object")
    assert drawn["台帳"].subtype == "dataObjectReference"


def test_steps_can_be_repeated():
    drawn = flow("窓口").then("受付", "確認")
    both = [drawn.id("受付"), drawn.id("確認")]
    set_loop(drawn.editor, both, LoopKind.PARALLEL)
    first = drawn["受付"].loop
    set_loop(drawn.editor, both[:1], LoopKind.SEQUENTIAL)
    second = drawn["受付"].loop
    assert first
    assert second
    assert (first.kind, second.kind) == (LoopKind.PARALLEL, LoopKind.SEQUENTIAL)
    set_loop(drawn.editor, both, None)
    assert drawn["確認"].loop is None
    with pytest.raises(NotAllowedError):
        set_loop(drawn.editor, ["Start_1"], LoopKind.STANDARD)


def test_an_event_may_let_the_work_go_on_where_that_makes_sense():
    drawn = flow("窓口").then("受付")
    box = drawn["受付"].bounds
    assert box
    drawn.put("on_timer", box.x + 20, box.bottom, "期限")
    drawn.put("on_error", box.x + 80, box.bottom, "誤り")
    set_interrupting(drawn.editor, drawn.id("期限"), on=False)
    assert not drawn["期限"].interrupting
    assert "error" in may_be_non_interrupting(drawn.model, drawn.id("誤り")).reason
    with pytest.raises(NotAllowedError):
        set_interrupting(drawn.editor, "Start_1", on=False)
