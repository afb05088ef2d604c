"""Sub-processes: close, open, make around steps, dissolve, draw inside."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.sub_processes import (
    collapse,
    expand,
    inner_diagram,
    may_wrap,
    unwrap,
    wrap,
)
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.geometry import Bounds
from tests.builders_flow import START, Drawing, bare_flow, flow


def box(drawn: Drawing, name: str) -> Bounds:
    found = drawn[name].bounds
    assert found
    return found


@pytest.fixture
def wrapped() -> Drawing:
    """受付 → 審査 [確認 → 点検] → 交付."""
    drawn = flow("窓口").then("受付", "確認", "点検", "交付")
    wrap(drawn.editor, [drawn.id("確認"), drawn.id("点検")], name="審査")
    return drawn


def test_steps_become_a_sub_process_with_a_start_and_an_end(wrapped: Drawing):
    assert faults(wrapped.model) == []
    assert {("受付", "審査"), ("審査", "交付"), ("確認", "点検")} <= wrapped.ways()
    inside = wrapped.model.children(wrapped.id("審査"))
    kinds = {e.kind for e in inside}
    assert {Kind.START_EVENT, Kind.END_EVENT} <= kinds
    assert box(wrapped, "受付").right <= box(wrapped, "審査").x
    assert box(wrapped, "審査").right <= box(wrapped, "交付").x
    assert wrapped["確認"].lane == ""
    assert wrapped["審査"].lane == wrapped.id("窓口")


def test_closing_moves_the_content_to_an_inner_sheet_and_opening_brings_it_back(wrapped: Drawing):
    collapse(wrapped.editor, wrapped.id("審査"))
    assert faults(wrapped.model) == []
    assert box(wrapped, "審査")[2:] == (100, 80)
    sheet = inner_diagram(wrapped.editor, wrapped.id("審査"))
    assert wrapped["確認"].diagram == sheet != "Diagram_1"
    assert wrapped.flow("確認", "点検").diagram == sheet
    assert wrapped.model.element(sheet).refers_to == wrapped.id("審査")
    expand(wrapped.editor, wrapped.id("審査"))
    assert faults(wrapped.model) == []
    assert wrapped["確認"].diagram == "Diagram_1"
    assert sheet not in wrapped.model
    assert box(wrapped, "審査").contains(box(wrapped, "確認").centre)


def test_dissolving_leads_the_flow_through_the_content(wrapped: Drawing):
    collapse(wrapped.editor, wrapped.id("審査"))
    unwrap(wrapped.editor, wrapped.id("審査"))
    assert faults(wrapped.model) == []
    assert wrapped["確認"].parent == "Process_1"
    assert wrapped["確認"].lane == wrapped.id("窓口")
    chain = {("受付", "確認"), ("確認", "点検"), ("点検", "交付")}
    assert chain <= wrapped.ways()


def test_notes_and_documents_of_steps_go_to_the_inner_sheet_with_them():
    drawn = bare_flow().then("受付", "確認", "交付").after("確認").then("注", what="annotation")
    drawn.after("確認").then("控え", what="data_object").after("交付").then(
        "証", what="data_object"
    )
    wrap(drawn.editor, [drawn.id("確認")], name="審査")
    collapse(drawn.editor, drawn.id("審査"))
    assert drawn["注"].parent == drawn["控え"].parent == drawn.id("審査")
    assert drawn["証"].parent == "Process_1"
    assert drawn["注"].diagram == drawn["確認"].diagram
    assert faults(drawn.model) == []


def test_a_line_to_another_sheet_is_not_drawn_until_both_ends_meet_again():
    drawn = flow("窓口").then("受付", "確認").put("pool", 700, 700, "住民")
    drawn.put("task", 500, 700, "申請").link("確認", "申請")
    wrap(drawn.editor, [drawn.id("確認")], name="審査")
    message = drawn.flow("確認", "申請").id
    collapse(drawn.editor, drawn.id("審査"))
    assert drawn.model.element(message).waypoints == ()
    expand(drawn.editor, drawn.id("審査"))
    assert drawn.model.element(message).waypoints
    assert faults(drawn.model) == []


def test_steps_of_different_pools_are_not_wrapped_together():
    drawn = flow("窓口").then("受付").put("pool", 700, 700, "住民").put("task", 500, 700, "申請")
    both = [drawn.id("受付"), drawn.id("申請")]
    assert "one pool" in may_wrap(drawn.model, both).reason
    with pytest.raises(NotAllowedError):
        wrap(drawn.editor, both)
    assert not may_wrap(drawn.model, [drawn.id("市民課")])


def test_steps_with_others_between_them_are_not_wrapped():
    drawn = flow("窓口").then("受付", "確認", "交付")
    ends = [drawn.id("受付"), drawn.id("交付")]
    assert "between them" in may_wrap(drawn.model, ends).reason


def test_steps_of_two_sheets_are_not_wrapped_together():
    drawn = bare_flow().then("受付").put("sub_process", 700, 500, "審査")
    sheet = inner_diagram(drawn.editor, drawn.id("審査"))
    drawn.put("task", 300, 300, "確認", diagram=sheet)
    with drawn.editor.gesture("broken"):
        drawn.editor.set(drawn.id("確認"), parent="Process_1")
    assert "sheet" in may_wrap(drawn.model, [drawn.id("受付"), drawn.id("確認")]).reason


def test_what_is_no_sub_process_is_neither_opened_nor_dissolved():
    drawn = bare_flow().then("受付").then("審査", what="open_sub_process")
    for deed in (collapse, expand, unwrap, inner_diagram):
        with pytest.raises(NotAllowedError):
            deed(drawn.editor, drawn.id("受付"))
    with pytest.raises(NotAllowedError):
        expand(drawn.editor, drawn.id("審査"))
    assert inner_diagram(drawn.editor, drawn.id("審査")) == "Diagram_1"
    collapse(drawn.editor, drawn.id("審査"))
    with pytest.raises(NotAllowedError):
        collapse(drawn.editor, drawn.id("審査"))


def test_undo_gives_every_form_back(wrapped: Drawing):
    states = [{e.id: e for e in wrapped.model.elements()}]
    for deed in (collapse, expand, unwrap):
        deed(wrapped.editor, wrapped.id("審査"))
        states.append({e.id: e for e in wrapped.model.elements()})
    for state in reversed(states[:-1]):
        wrapped.editor.undo()
        assert {e.id: e for e in wrapped.model.elements()} == state


def test_a_step_with_several_ways_keeps_them_all_when_wrapped():
    drawn = flow("窓口").then("受付").then("判断", what="exclusive_gateway").then("甲")
    drawn.after("判断").then("乙")
    wrap(drawn.editor, [drawn.id("判断")], name="判断する")
    assert {
        (START, "受付"),
        ("受付", "判断する"),
        ("判断する", "甲"),
        ("判断する", "乙"),
    } <= drawn.ways()
    assert faults(drawn.model) == []


def test_a_dissolved_sub_process_leaves_no_plain_starts_and_ends_in_the_flow():
    drawn = flow("窓口").then("受付").then("判断", what="exclusive_gateway").then("甲")
    drawn.after("判断").then("乙")
    drawn.after("甲").then("交付")
    drawn.link("乙", "交付")
    wrap(drawn.editor, [drawn.id(name) for name in ("判断", "甲", "乙")], name="審査")
    drawn.after("甲").then("済", what="end").after("乙").then("了", what="end")
    unwrap(drawn.editor, drawn.id("審査"))
    assert faults(drawn.model) == []
    assert not drawn.model.of_kind(Kind.END_EVENT)
    assert [e.name for e in drawn.model.of_kind(Kind.START_EVENT)] == [START]
    assert {("受付", "判断"), ("甲", "交付"), ("乙", "交付")} <= drawn.ways()
