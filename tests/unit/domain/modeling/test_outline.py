"""A flow as text: what each form of line means, and that only what differs is changed."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.creating import FlowNames, blank_flow, place
from bpr_studio.domain.modeling.moving import move
from bpr_studio.domain.modeling.outline import (
    apply_outline,
    described,
    outline_of,
    parse,
    written,
)
from bpr_studio.domain.modeling.outline_values import What
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.stepping import set_step
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import Condition, Element, Kind, LoopKind, Trigger
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point

RESIDENT_CARD = """# 区民課
開始
住民: 申請書を作成
窓口: 申請書を確認 2分 P06 ノンコア [申請書] <住民記録>
窓口: 本人確認 1分
分岐 請求権あり?
  はい →
    窓口: 検索・発行 2分
  いいえ →
    窓口: 理由を説明
    終了 不交付
担当: 記載内容の照合 1分
窓口: 手数料収納・交付 2分
終了
"""


def flows(text):
    """Ways by the names of their ends; what has no name by its family."""
    outline = parse(text)
    names = {item.key: item.name or item.what.value for item in outline.items}
    return [(names[f.source], names[f.target], f.name) for f in outline.flows]


def only(text):
    """The one item of a text."""
    (item,) = parse(text).items
    return item


@pytest.fixture
def editor():
    return Editor(blank_flow(FlowNames("交付", "区民課", ("窓口", "担当"))))


def by_name(editor, name):
    (found,) = [e for e in editor.model.elements() if e.name == name]
    return found


# -- reading --------------------------------------------------------------------------------------


def test_lines_follow_each_other():
    assert flows("受付\n確認\n交付") == [("受付", "確認", ""), ("確認", "交付", "")]


@pytest.mark.parametrize(
    "line",
    [
        "窓口: 申請書を確認 2分 P06 ノンコア [申請書] <住民記録>",
        "窓口：　申請書を確認　２分　Ｐ０６　ノンコア　［申請書］　＜住民記録＞",
        "窓口:\t申請書を確認 <住民記録> [申請書] non-core P06 2min",
    ],
)
def test_a_line_says_lane_name_and_facts_in_any_width_and_order(line):
    item = only(line)
    assert (item.lane, item.name) == ("窓口", "申請書を確認")
    assert (item.facts.minutes, item.facts.step_type, item.facts.core_tag) == (2, "P06", "non_core")
    assert (item.facts.forms_in, item.facts.system) == (("申請書",), "住民記録")


def test_hours_and_cases_are_read():
    facts = only("集計 1時間30分 1,200件 待ち2日 [→報告書]").facts
    assert (facts.minutes, facts.cases, facts.waiting) == (90, 1200, 2)
    assert facts.forms_out == ("報告書",)


def test_a_line_without_a_lane_is_done_by_whoever_did_the_one_above():
    assert [item.lane for item in parse("開始\n窓口: 受付\n確認\n分岐 不備?").items] == ["窓口"] * 4


def test_ways_of_a_branch_come_together_by_a_join():
    text = "受付\n分岐 不備?\n  はい →\n    補正\n  いいえ →\n交付"
    assert flows(text) == [
        ("受付", "不備?", ""),
        ("不備?", "補正", "はい"),
        ("補正", "gateway", ""),
        ("不備?", "gateway", "いいえ"),
        ("gateway", "交付", ""),
    ]


def test_ways_come_together_without_a_join_where_that_is_said():
    text = "分岐 不備?\n  はい →\n    補正\n  いいえ →\n合流なし\n交付"
    assert ("補正", "交付", "") in flows(text)
    assert ("不備?", "交付", "いいえ") in flows(text)


def test_a_branch_of_which_one_way_ends_has_no_join():
    text = "分岐 権利?\n  はい →\n  いいえ →\n    終了 不交付\n交付"
    assert flows(text) == [("権利?", "交付", "はい"), ("権利?", "不交付", "いいえ")]


def test_a_branch_fits_in_one_line():
    text = "受付\n分岐 書類不備? はい→ 住民: 補正 → 戻る 受付 / いいえ→ …\n交付"
    assert flows(text) == [
        ("受付", "書類不備?", ""),
        ("書類不備?", "補正", "はい"),
        ("補正", "受付", ""),
        ("書類不備?", "交付", "いいえ"),
    ]


def test_all_ways_at_once_meet_in_their_own_join():
    items = parse("並行\n  →\n    入力\n  →\n    封入\n終了").items
    assert [i.subtype for i in items if i.what is What.GATEWAY] == ["parallelGateway"] * 2


def test_arrows_chain_steps_in_one_line():
    assert flows("窓口: 受付 → 担当: 審査 → 終了") == [("受付", "審査", ""), ("審査", "end", "")]


def test_a_jump_goes_to_a_name_or_a_mark():
    assert ("確認", "受付", "") in flows("受付\n確認\n戻る 受付")
    text = "確認 @1\n分岐 よい?\n  いいえ →\n    戻る @1\n  はい →\n確認"
    assert ("よい?", "確認", "いいえ") in flows(text)


def test_what_a_jump_cannot_find_is_remarked_on_at_its_line_and_not_guessed():
    outline = parse("受付\n受付\n進む 受付")
    (remark,) = outline.remarks
    assert (remark.line, remark.rule) == (3, "place-unclear")
    assert len(outline.flows) == 1


def test_events_waiting_and_limits_are_read():
    text = "開始 申請 #便り\n審査\n  途中で 30日経過 →\n    督促\n    終了 #全終了\n待ち 5日\n終了"
    outline = parse(text)
    whats = {item.name or item.what.value: item for item in outline.items}
    assert whats["申請"].marks == {"message"}
    assert whats["30日経過"].host == whats["審査"].key
    assert whats["5日"].what is What.WAIT
    assert ("審査", "5日", "") in flows(text)
    assert ("30日経過", "督促", "") in flows(text)


def test_a_sub_process_holds_the_lines_moved_in():
    outline = parse("サブ: 審査\n  開始\n  調査\n  終了\n交付")
    sub = outline.items[0]
    inner = [item.what for item in outline.items if item.inside == sub.key]
    assert inner == [What.START, What.STEP, What.END]
    assert ("審査", "交付", "") in flows("サブ: 審査\n  開始\n  調査\n  終了\n交付")


def test_notes_and_messages_hang_at_their_step():
    outline = parse(
        "外部 住民\n窓口: 交付\n  注: 手渡しのみ\n  送る 住民: 証明書\n  受ける 住民: 手数料"
    )
    assert outline.items[0].notes == ("手渡しのみ",)
    told = [(m.partner, m.name, m.incoming) for m in outline.messages]
    assert told == [("住民", "証明書", False), ("住民", "手数料", True)]


def test_a_message_may_stand_below_its_step_without_being_moved_in():
    outline = parse("窓口: 交付\n送る 住民: 証明書\n窓口: 記録")
    assert [item.name for item in outline.items] == ["交付", "記録"]
    assert outline.messages[0].item == outline.items[0].key
    assert outline.outside == ("住民",)


def test_dashes_cut_what_is_above_from_what_is_below():
    assert flows("受付\n―――\n交付") == []


def test_a_second_heading_begins_another_pool():
    outline = parse("# 区民課\n受付\n# 税務課\n照会")
    assert [section.name for section in outline.sections] == ["区民課", "税務課"]
    assert [item.section for item in outline.items] == [0, 1]
    assert outline.flows == ()


def test_a_name_in_quotation_marks_is_taken_as_it_stands():
    assert only('窓口: "終了 5分 → まで" 2分').name == "終了 5分 → まで"


def test_an_unknown_mark_stays_in_the_name_and_is_remarked_on():
    outline = parse("受付 #なぞ")
    assert outline.items[0].name == "受付 #なぞ"
    assert [remark.rule for remark in outline.remarks] == ["mark-unknown"]


def test_lines_moved_in_for_no_reason_are_remarked_on():
    outline = parse("受付\n  確認")
    assert [item.name for item in outline.items] == ["受付", "確認"]
    assert [(remark.line, remark.rule) for remark in outline.remarks] == [(2, "indented")]


# -- applying -------------------------------------------------------------------------------------


def test_a_typed_flow_is_drawn_with_its_lanes_in_the_order_of_work(editor):
    apply_outline(editor, parse(RESIDENT_CARD))
    model = editor.model
    assert written(described(model)).text == written(parse(RESIDENT_CARD)).text
    assert faults(model) == []
    assert all(node.bounds for node in model.of_kind(Kind.TASK, Kind.GATEWAY, Kind.END_EVENT))
    lanes = sorted(model.of_kind(Kind.LANE), key=lambda lane: lane.bounds.y)
    assert [lane.name for lane in lanes] == ["住民", "窓口", "担当"]
    assert by_name(editor, "申請書を確認").step.minutes_per_case == 2


def test_it_is_one_step_of_undo(editor):
    before = ProcessModel(editor.model.header, list(editor.model.elements()))
    apply_outline(editor, parse(RESIDENT_CARD))
    editor.undo()
    assert editor.model == before
    assert editor.undo_name is None


def test_a_renamed_step_keeps_everything_else(editor):
    apply_outline(editor, parse(RESIDENT_CARD))
    step = by_name(editor, "本人確認")
    set_step(editor, [step.id], manual_text="運転免許証など")
    apply_outline(editor, parse(RESIDENT_CARD.replace("本人確認 1分", "本人であることの確認 3分")))
    same = editor.model.element(step.id)
    assert (same.name, same.step.minutes_per_case) == ("本人であることの確認", 3)
    assert (same.step.manual_text, same.bounds) == ("運転免許証など", step.bounds)


def test_an_inserted_line_leaves_the_others_where_people_put_them(editor):
    apply_outline(editor, parse(RESIDENT_CARD))
    first = by_name(editor, "申請書を作成")
    move(editor, [first.id], 0, 12)
    kept = editor.model.element(first.id).bounds
    lines = RESIDENT_CARD.replace("窓口: 本人確認", "担当: 受付簿に記入\n窓口: 本人確認")
    apply_outline(editor, parse(lines))
    model = editor.model
    assert model.element(first.id).bounds == kept
    assert written(described(model)).text == written(parse(lines)).text
    assert faults(model) == []
    new = by_name(editor, "受付簿に記入")
    assert by_name(editor, "担当").bounds.contains(new.bounds.centre)


def test_a_removed_line_goes_and_the_flow_goes_on(editor):
    apply_outline(editor, parse(RESIDENT_CARD))
    lines = RESIDENT_CARD.replace("窓口: 本人確認 1分\n", "")
    apply_outline(editor, parse(lines))
    assert written(described(editor.model)).text == written(parse(lines)).text
    assert faults(editor.model) == []


def test_a_line_in_another_lane_moves_the_step(editor):
    apply_outline(editor, parse(RESIDENT_CARD))
    step = by_name(editor, "本人確認")
    apply_outline(editor, parse(RESIDENT_CARD.replace("窓口: 本人確認", "担当: 本人確認")))
    moved = editor.model.element(step.id)
    assert moved.lane == by_name(editor, "担当").id
    assert by_name(editor, "担当").bounds.contains(moved.bounds.centre)
    assert faults(editor.model) == []


def test_letter_by_letter_it_stays_one_step(editor):
    ids = []
    for typed in ("審", "審査", "審査を", "審査をする 5分"):
        apply_outline(
            editor, parse(f"# 区民課\n窓口: 開始\n窓口: 受付\n担当: {typed}\n窓口: 終了\n")
        )
        ids += [e.id for e in editor.model.elements() if e.name.startswith("審")]
    assert len(set(ids)) == 1
    assert len(editor.model.of_kind(Kind.TASK)) == 2


def test_kinds_triggers_repetition_and_needs_are_set(editor):
    lines = (
        "# 区民課\n窓口: 開始 申請 #便り\n窓口: 入力 #画面 #各件並行 #押印\n"
        "窓口: 審査\n  途中で 30日経過 #続行 →\n    担当: 督促\n    終了\n担当: 終了 #全終了\n"
    )
    apply_outline(editor, parse(lines))
    task = by_name(editor, "入力")
    assert (task.subtype, task.step.seal, task.loop.kind) == ("userTask", True, LoopKind.PARALLEL)
    limit = by_name(editor, "30日経過")
    assert (limit.host, limit.interrupting) == (by_name(editor, "審査").id, False)
    assert [event.trigger for event in limit.events] == [Trigger.TIMER]
    assert faults(editor.model) == []
    assert written(described(editor.model)).text == written(parse(lines)).text


def test_pools_messages_and_notes_are_made(editor):
    lines = "外部 住民\n# 区民課\n窓口: 開始\n窓口: 交付\n  注: 手渡し\n  送る 住民: 証明書\n窓口: 終了\n"
    apply_outline(editor, parse(lines))
    assert written(described(editor.model)).text == written(parse(lines)).text
    assert faults(editor.model) == []
    assert editor.model.of_kind(Kind.MESSAGE_FLOW)[0].name == "証明書"
    apply_outline(editor, parse(lines.replace("  注: 手渡し\n  送る 住民: 証明書\n", "")))
    assert editor.model.of_kind(Kind.MESSAGE_FLOW, Kind.ANNOTATION) == []
    assert by_name(editor, "住民")


def test_an_empty_model_becomes_a_flow_with_a_pool():
    editor = Editor(ProcessModel())
    apply_outline(editor, parse(RESIDENT_CARD))
    assert written(described(editor.model)).text == written(parse(RESIDENT_CARD)).text
    assert faults(editor.model) == []


def test_a_draft_without_a_process_stays_one_flow():
    first = Element(
        id="a", kind=Kind.TASK, subtype="task", name="受付", bounds=Bounds(0, 0, 100, 80)
    )
    editor = Editor(ProcessModel(elements=[first]))
    apply_outline(editor, parse("受付\n審査"))
    assert outline_of(editor.model) == "受付\n審査\n"
    assert by_name(editor, "審査").parent == ""


def test_one_labelled_way_needs_no_indent():
    text = "受付\n  yes →\n審査\n"
    assert written(parse(text)).text == text


def test_what_lines_cannot_show_is_said_and_kept(editor):
    apply_outline(editor, parse(RESIDENT_CARD))
    document = place(editor, template("data_object"), Point(400, 150), name="申請書の写し")
    (remark,) = described(editor.model).remarks
    assert (remark.line, remark.rule) == (0, "not-shown")
    apply_outline(editor, parse(outline_of(editor.model).replace("理由を説明", "説明")))
    assert editor.model.element(document).name == "申請書の写し"


def test_what_the_rules_refuse_is_remarked_on_and_the_rest_is_done(editor):
    lines = "# 区民課\n窓口: 開始\n先着\n  →\n    窓口: 審査\n  →\n    待ち 5日\n窓口: 終了\n"
    applied = apply_outline(editor, parse(lines))
    assert [remark.rule for remark in applied.remarks] == ["refused"]
    assert by_name(editor, "審査")
    assert faults(editor.model) == []


def test_conditions_the_text_does_not_show_are_named(editor):
    apply_outline(editor, parse(RESIDENT_CARD))
    assert not any("condition" in one.message for one in described(editor.model).remarks)
    way = editor.model.of_kind(Kind.SEQUENCE_FLOW)[0]
    with editor.gesture("say when"):
        editor.set(way.id, condition=Condition("手数料 > 0"))
    (remark,) = described(editor.model).remarks
    assert "1 × condition" in remark.message
