"""Deleting: everything that hangs on it goes along, flows go on without it."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.connecting import connect, set_condition, set_default
from bpr_studio.domain.modeling.lanes import add_pool
from bpr_studio.domain.modeling.moving import move
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.removing import cut_out, may_remove, remove
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.sub_processes import collapse
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.geometry import Point
from tests.builders_flow import START, Drawing, bare_flow, flow


def take(drawn: Drawing, *names: str) -> None:
    remove(drawn.editor, [drawn.id(name) for name in names])
    assert faults(drawn.model) == []


def test_a_flow_goes_on_over_a_step_that_is_deleted():
    drawn = flow("窓口").then("受付", "確認", "交付")
    kept = drawn.flow("受付", "確認").id
    take(drawn, "確認")
    assert drawn.flow("受付", "交付").id == kept
    start, end = drawn["受付"].bounds, drawn["交付"].bounds
    assert start
    assert end
    assert drawn.flow("受付", "交付").waypoints == (
        Point(start.right, start.centre.y),
        Point(end.x, end.centre.y),
    )


def test_the_way_out_of_a_branch_keeps_its_condition():
    drawn = flow("窓口").then("判断", what="exclusive_gateway").then("確認", "交付")
    way = drawn.flow("判断", "確認").id
    rename(drawn.editor, way, "はい")
    set_condition(drawn.editor, way, "はい")
    take(drawn, "確認")
    healed = drawn.flow("判断", "交付")
    assert (healed.name, healed.condition and healed.condition.text) == ("はい", "はい")


def test_a_whole_chain_can_be_deleted_at_once():
    drawn = flow("窓口").then("受付", "確認", "審査", "交付")
    take(drawn, "確認", "審査")
    assert drawn.ways() == {(START, "受付"), ("受付", "交付")}


def test_with_an_end_of_the_chain_nothing_is_joined():
    drawn = flow("窓口").then("受付", "確認", "審査")
    take(drawn, "審査", "確認")
    assert drawn.ways() == {(START, "受付")}


def test_over_a_branch_with_several_ways_nothing_is_joined():
    drawn = flow("窓口").then("受付").then("判断", what="exclusive_gateway").then("甲")
    drawn.after("判断").then("乙")
    take(drawn, "判断")
    assert drawn.ways() == {(START, "受付")}


def test_no_second_connection_and_no_loop_comes_from_deleting():
    drawn = flow("窓口").then("受付", "確認", "交付").link("受付", "交付").link("交付", "受付")
    take(drawn, "確認")
    assert len(drawn.model.outgoing(drawn.id("受付"))) == 1
    drawn.then("戻し").link("戻し", "交付")
    take(drawn, "戻し")
    assert ("交付", "交付") not in drawn.ways()


def test_border_events_documents_and_default_ways_are_cleared():
    drawn = flow("窓口").then("受付").then("判断", what="exclusive_gateway").then("甲")
    drawn.after("判断").then("乙").after("甲").then("申請書", what="data_object")
    box = drawn["甲"].bounds
    assert box
    drawn.put("on_timer", box.x + 20, box.bottom, "期限")
    set_default(drawn.editor, drawn.flow("判断", "甲").id)
    document = drawn["申請書"].refers_to
    take(drawn, "甲", "申請書")
    assert drawn["判断"].default_flow == ""
    assert document not in drawn.model
    assert not drawn.model.of_kind(Kind.BOUNDARY_EVENT)


def test_a_note_at_a_flow_goes_with_its_line_only():
    drawn = bare_flow().then("受付", "確認").put("annotation", 500, 400, "注")
    line = drawn.flow("受付", "確認").id
    connect(drawn.editor, drawn.id("注"), line)
    remove(drawn.editor, [line])
    assert drawn.id("注") in drawn.model
    assert not drawn.model.of_kind(Kind.ASSOCIATION)


def test_a_closed_sub_process_takes_its_inner_sheet_along():
    drawn = bare_flow().then("審査", what="open_sub_process")
    collapse(drawn.editor, drawn.id("審査"))
    assert len(drawn.model.diagrams()) == 2
    take(drawn, "審査")
    assert len(drawn.model.diagrams()) == 1
    assert len(drawn.model.of_kind(Kind.START_EVENT)) == 1


def test_a_pool_takes_its_work_along_and_the_last_one_leaves_a_sheet():
    drawn = flow("窓口", "審査係").then("受付").put("annotation", 500, 700, "注")
    add_pool(drawn.editor, Point(700, 900), name="住民", hides_work=True)
    drawn.link("住民", "受付")
    take(drawn, "住民")
    assert drawn.ways() == {(START, "受付")}
    take(drawn, "市民課")
    assert not drawn.model.of_kind(Kind.COLLABORATION, Kind.LANE, Kind.LANE_SET, Kind.TASK)
    (process,) = drawn.model.of_kind(Kind.PROCESS)
    assert drawn["注"].parent == process.id
    assert drawn.model.diagrams()[0].refers_to == process.id
    drawn.put("task", 300, 300, "また")
    assert drawn["また"].parent == process.id


def test_a_lane_gives_its_content_to_its_neighbour():
    drawn = flow("窓口", "審査係").put("task", 500, 300, "審査")
    take(drawn, "審査係")
    assert drawn["審査"].lane == drawn.id("窓口")


def test_a_lane_deleted_with_its_pool_is_no_trouble():
    drawn = flow("窓口", "審査係").then("受付")
    take(drawn, "窓口", "市民課", "受付")
    assert not drawn.model.of_kind(Kind.LANE, Kind.TASK)


def test_taking_a_step_out_keeps_it_without_flows():
    drawn = flow("窓口").then("受付", "確認", "交付")
    cut_out(drawn.editor, drawn.id("確認"))
    assert drawn.ways() == {(START, "受付"), ("受付", "交付")}
    with pytest.raises(NotAllowedError, match="exactly one"):
        cut_out(drawn.editor, drawn.id("確認"))
    with pytest.raises(NotAllowedError):
        cut_out(drawn.editor, "nobody")


def test_a_step_that_cannot_be_left_out_stays_in_its_flow():
    drawn = bare_flow().then("受付", "確認").link("確認", "受付")
    with pytest.raises(NotAllowedError):
        cut_out(drawn.editor, drawn.id("確認"))
    assert ("確認", "受付") in drawn.ways()


def test_deleting_nothing_is_refused():
    drawn = bare_flow()
    assert not may_remove(drawn.model, ["nobody"])
    with pytest.raises(NotAllowedError):
        remove(drawn.editor, ["nobody"])


def test_undo_brings_everything_back():
    drawn = flow("窓口").then("受付", "確認", "交付")
    before = {e.id: e for e in drawn.model.elements()}
    take(drawn, "市民課")
    drawn.editor.undo()
    assert {e.id: e for e in drawn.model.elements()} == before


def test_a_healed_way_out_of_a_branch_leaves_at_a_corner_of_its_own():
    drawn = flow("窓口", "担当").then("受付").then("判断", what="exclusive_gateway").then("連絡")
    drawn.after("判断").then("照合").link("連絡", "受付")
    move(drawn.editor, [drawn.id("照合")], 0, 130)
    below = drawn.flow("判断", "照合").waypoints[0]
    remove(drawn.editor, [drawn.id("連絡")])
    assert drawn.flow("判断", "照合").waypoints[0] == below
    assert drawn.flow("判断", "受付").waypoints[0] != below
