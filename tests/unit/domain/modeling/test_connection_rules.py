"""What may be connected with what: BPMN's rules, told in the words of an office."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.connecting import connect, reconnect
from bpr_studio.domain.modeling.rules import connection_for
from bpr_studio.domain.modeling.sub_processes import wrap
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.geometry import Point
from tests.builders_flow import START, Drawing, bare_flow, flow


@pytest.fixture
def drawn() -> Drawing:
    """Two pools: 受付 → 判断 → 完了 in one, 申請 in the other."""
    made = flow("窓口", "審査係").then("受付").then("判断", what="exclusive_gateway")
    made.then("完了", what="end").put("pool", 700, 700, "住民").put("task", 500, 700, "申請")
    return made


def kind(drawn: Drawing, source: str, target: str) -> Kind | None:
    return connection_for(drawn.model, drawn.id(source), drawn.id(target)).kind


def reason(drawn: Drawing, source: str, target: str) -> str:
    return connection_for(drawn.model, drawn.id(source), drawn.id(target)).reason


def test_a_flow_connects_steps_of_one_pool(drawn: Drawing):
    drawn.put("task", 700, 300, "確認")
    assert kind(drawn, "受付", "確認") is Kind.SEQUENCE_FLOW


def test_between_pools_only_messages_go(drawn: Drawing):
    assert kind(drawn, "申請", "受付") is Kind.MESSAGE_FLOW
    assert kind(drawn, "住民", "受付") is Kind.MESSAGE_FLOW
    assert kind(drawn, "住民", "市民課") is Kind.MESSAGE_FLOW


def test_a_branch_neither_sends_nor_receives(drawn: Drawing):
    assert "only messages" in reason(drawn, "判断", "申請")
    assert "only messages" in reason(drawn, "申請", "判断")


def test_events_send_when_they_throw_and_receive_when_they_catch(drawn: Drawing):
    drawn.put("wait_message", 700, 300, "届く").put("throw_message", 800, 300, "送る")
    drawn.put("wait_timer", 900, 300, "期日").put("end_error", 1000, 300, "誤り")
    assert kind(drawn, "申請", "届く") is Kind.MESSAGE_FLOW
    assert kind(drawn, "送る", "申請") is Kind.MESSAGE_FLOW
    assert kind(drawn, "完了", "申請") is Kind.MESSAGE_FLOW
    assert kind(drawn, "申請", START) is Kind.MESSAGE_FLOW
    for source, target in (("届く", "申請"), ("申請", "送る"), ("申請", "期日"), ("誤り", "申請")):
        assert kind(drawn, source, target) is None


def test_a_pool_is_not_connected_with_its_own_content(drawn: Drawing):
    assert not connection_for(drawn.model, drawn.id("市民課"), drawn.id("受付"))


def test_nothing_leads_to_a_start_and_nothing_follows_an_end(drawn: Drawing):
    assert "begins" in reason(drawn, "受付", START)
    assert "ends here" in reason(drawn, "完了", "受付")


def test_a_boundary_event_has_a_way_out_but_none_in(drawn: Drawing):
    box = drawn["受付"].bounds
    assert box
    drawn.put("on_timer", box.x + 20, box.bottom, "期限")
    assert "during the step" in reason(drawn, "判断", "期限")
    assert kind(drawn, "期限", "判断") is Kind.SEQUENCE_FLOW


def test_only_a_step_leads_back_to_itself(drawn: Drawing):
    assert kind(drawn, "受付", "受付") is Kind.SEQUENCE_FLOW
    assert "itself" in reason(drawn, "判断", "判断")


def test_two_elements_are_connected_once(drawn: Drawing):
    assert "already" in reason(drawn, "受付", "判断")
    connected = drawn.flow("受付", "判断").id
    again = connection_for(drawn.model, drawn.id("受付"), drawn.id("判断"), instead_of=connected)
    assert again.kind is Kind.SEQUENCE_FLOW


def test_after_what_happens_first_only_waiting_follows(drawn: Drawing):
    drawn.put("event_gateway", 700, 300, "先着").put("task", 800, 300, "作業")
    drawn.put("receive_task", 900, 300, "受領").put("wait_timer", 1000, 300, "期日")
    assert "happens first" in reason(drawn, "先着", "作業")
    assert kind(drawn, "先着", "受領") is Kind.SEQUENCE_FLOW
    assert kind(drawn, "先着", "期日") is Kind.SEQUENCE_FLOW


def test_what_waits_after_what_happens_first_has_no_other_way_in(drawn: Drawing):
    drawn.put("event_gateway", 700, 200, "先着").put("wait_timer", 1000, 320, "期日")
    drawn.link("受付", "期日").link("先着", "期日")
    assert ("受付", "期日") not in drawn.ways()
    drawn.link("受付", "期日")
    assert ("先着", "期日") not in drawn.ways()


def test_link_events_end_and_begin_a_line(drawn: Drawing):
    drawn.put("link_out", 700, 300, "Aへ").put("link_in", 900, 300, "Aから")
    assert kind(drawn, "受付", "Aへ") is Kind.SEQUENCE_FLOW
    assert kind(drawn, "Aから", "完了") is Kind.SEQUENCE_FLOW
    assert kind(drawn, "Aへ", "完了") is None
    assert kind(drawn, "受付", "Aから") is None


def test_a_flow_does_not_cross_the_border_of_a_sub_process():
    drawn = bare_flow().then("受付", "確認", "交付")
    wrap(drawn.editor, [drawn.id("確認")], name="審査")
    assert "border" in reason(drawn, "受付", "確認")
    assert drawn.ways() >= {("受付", "審査"), ("審査", "交付")}


def test_a_sub_process_started_by_an_event_is_not_connected():
    drawn = bare_flow().then("受付").put("event_sub_process", 700, 500, "苦情")
    assert "started by an event" in reason(drawn, "受付", "苦情")
    assert "started by an event" in reason(drawn, "苦情", "受付")


def test_documents_go_into_steps_and_come_out_of_them(drawn: Drawing):
    drawn.put("data_object", 700, 300, "申請書").put("data_store", 800, 300, "台帳")
    into = connection_for(drawn.model, drawn.id("申請書"), drawn.id("受付"))
    out = connection_for(drawn.model, drawn.id("受付"), drawn.id("台帳"))
    assert (into.kind, into.subtype) == (Kind.DATA_ASSOCIATION, "dataInputAssociation")
    assert (out.kind, out.subtype) == (Kind.DATA_ASSOCIATION, "dataOutputAssociation")
    assert kind(drawn, START, "申請書") is Kind.DATA_ASSOCIATION
    assert kind(drawn, "台帳", "完了") is Kind.DATA_ASSOCIATION
    assert kind(drawn, "申請書", "台帳") is None
    assert kind(drawn, "判断", "申請書") is None


def test_annotations_are_connected_with_anything_but_each_other(drawn: Drawing):
    drawn.put("annotation", 700, 300, "注1").put("annotation", 900, 300, "注2")
    line = drawn.flow("受付", "判断").id
    assert kind(drawn, "注1", "受付") is Kind.ASSOCIATION
    assert connection_for(drawn.model, drawn.id("注1"), line).kind is Kind.ASSOCIATION
    assert kind(drawn, "注1", "住民") is Kind.ASSOCIATION
    assert kind(drawn, "注1", "注2") is None
    assert "lies in" in reason(drawn, "注1", "市民課")
    lane = connection_for(drawn.model, drawn.id("注1"), drawn.id("窓口"))
    assert not lane


def test_lanes_and_lines_are_no_ends(drawn: Drawing):
    line = drawn.flow("受付", "判断").id
    assert not connection_for(drawn.model, line, drawn.id("受付"))
    assert not connection_for(drawn.model, drawn.id("窓口"), drawn.id("受付"))


def test_what_is_gone_is_not_connected(drawn: Drawing):
    assert not connection_for(drawn.model, "nobody", drawn.id("受付"))


def test_taking_back_is_asked_for_by_an_association():
    drawn = bare_flow().then("支払", "通知").put("task", 500, 500, "取消")
    box = drawn["支払"].bounds
    assert box
    drawn.put("on_compensation", box.x + 20, box.bottom, "戻す").link("戻す", "取消")
    line = drawn.flow("戻す", "取消")
    assert line.kind is Kind.ASSOCIATION
    assert ("associationDirection", "One") in line.carried.attributes
    assert drawn["取消"].is_for_compensation
    assert "takes work back" in reason(drawn, "支払", "取消")
    assert kind(drawn, "戻す", "支払") is None  # its own step
    assert kind(drawn, "戻す", "開始") is None


def test_a_step_no_event_asks_for_any_more_is_an_ordinary_step():
    drawn = bare_flow().then("支払", "通知").put("task", 500, 500, "取消")
    drawn.put("task", 700, 500, "訂正")
    box = drawn["支払"].bounds
    assert box
    drawn.put("on_compensation", box.x + 20, box.bottom, "戻す").link("戻す", "取消")
    reconnect(drawn.editor, drawn.flow("戻す", "取消").id, target=drawn.id("訂正"))
    assert not drawn["取消"].is_for_compensation
    assert drawn["訂正"].is_for_compensation


def test_a_refused_connection_changes_nothing(drawn: Drawing):
    before = len(drawn.model)
    with pytest.raises(NotAllowedError, match="begins"):
        connect(drawn.editor, drawn.id("受付"), drawn.id(START))
    assert len(drawn.model) == before


def test_a_way_drawn_by_hand_is_kept_and_docked(drawn: Drawing):
    drawn.put("task", 1000, 300, "確認")
    by_hand = (Point(380, 150), Point(380, 300), Point(980, 300))
    line = connect(drawn.editor, drawn.id("受付"), drawn.id("確認"), by_hand)
    points = drawn.model.element(line).waypoints
    start, end = drawn["受付"].bounds, drawn["確認"].bounds
    assert start
    assert end
    assert points[0].y == start.bottom
    assert points[-1] == Point(end.x, 300)
