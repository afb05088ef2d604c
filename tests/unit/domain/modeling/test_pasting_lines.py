"""Lines pasted into a drawing are read like its text, and stand on nothing."""

from __future__ import annotations

from itertools import combinations

from bpr_studio.domain.modeling.outline import outline_of, parse
from bpr_studio.domain.modeling.outline_adding import add_outline
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.process.element import ACTIVITIES, EVENTS, Kind
from bpr_studio.domain.shared.geometry import Point
from tests.builders_flow import START, bare_flow, flow

SEQUENCE = Kind.SEQUENCE_FLOW


def centre(drawn, name):
    return drawn[name].bounds.centre


def nothing_is_covered(model):
    boxes = [node.bounds for node in model.of_kind(*ACTIVITIES, *EVENTS, Kind.GATEWAY)]
    return not any(
        a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom
        for a, b in combinations(boxes, 2)
    )


def test_words_of_the_text_are_read_in_pasted_lines():
    drawn = flow("窓口", "担当")
    start = centre(drawn, START)
    add_outline(drawn.editor, parse("窓口: 申請書を確認 2分 P06\n担当: 内容を審査する 5分"), start)
    checked = drawn["申請書を確認"]
    assert (checked.step.minutes_per_case, checked.step.step_type) == (2.0, "P06")
    assert drawn["内容を審査する"].lane == drawn.id("担当")
    assert drawn["内容を審査する"].step.minutes_per_case == 5.0


def test_pasted_lines_follow_the_only_open_end_and_cover_nothing():
    drawn = flow("窓口", "担当").then("受付", "確認")
    at = centre(drawn, "受付")
    add_outline(drawn.editor, parse("A 1分\nB\n担当: C"), at)
    assert drawn.ways(SEQUENCE) >= {("確認", "A"), ("A", "B"), ("B", "C")}
    assert nothing_is_covered(drawn.model)
    assert faults(drawn.model) == []


def test_the_chosen_step_goes_before_the_open_end():
    drawn = flow("窓口").then("受付", "確認").after("受付").then("調査").then("完了", what="end")
    add_outline(drawn.editor, parse("A\nB"), Point(0, 0), after=drawn.id("調査"))
    assert drawn.ways(SEQUENCE) >= {("調査", "A"), ("A", "B"), ("B", "完了")}
    assert ("調査", "完了") not in drawn.ways()
    assert nothing_is_covered(drawn.model)


def test_without_an_open_end_they_stand_free_near_the_pointer():
    drawn = flow("窓口", "担当").then("受付").then("完了", what="end")
    at = centre(drawn, "受付")
    add_outline(drawn.editor, parse("A\nB"), at)
    assert drawn.ways(SEQUENCE) == {(START, "受付"), ("受付", "完了"), ("A", "B")}
    assert drawn["A"].lane == drawn.id("窓口")
    assert nothing_is_covered(drawn.model)
    assert faults(drawn.model) == []


def test_on_a_sheet_without_pools_they_stand_near_the_pointer():
    drawn = bare_flow().then("受付").then("完了", what="end")
    add_outline(drawn.editor, parse("A\nB"), Point(700, 500))
    assert abs(centre(drawn, "A").x - 700) < 100
    assert abs(centre(drawn, "A").y - 500) < 100
    assert nothing_is_covered(drawn.model)


def test_a_start_in_pasted_lines_stands_for_the_step_they_follow():
    drawn = flow("窓口").then("受付")
    add_outline(drawn.editor, parse("開始\nA\n終了"), Point(0, 0))
    assert ("受付", "A") in drawn.ways()
    assert len(drawn.model.of_kind(Kind.START_EVENT)) == 1


def test_pasting_is_one_step_back():
    drawn = flow("窓口").then("受付").then("完了", what="end")
    before = outline_of(drawn.model)
    add_outline(drawn.editor, parse("窓口: A\n審査: B 3分"), Point(500, 150))
    assert "審査" in outline_of(drawn.model)
    drawn.editor.undo()
    assert outline_of(drawn.model) == before


def test_branches_in_pasted_lines_are_drawn():
    drawn = flow("窓口").then("受付")
    add_outline(
        drawn.editor,
        parse("分岐 不備\n  ある →\n    補正\n    終了\n  ない →\n    審査\n終了"),
        Point(0, 0),
    )
    assert ("受付", "不備") in drawn.ways()
    assert faults(drawn.model) == []
    assert nothing_is_covered(drawn.model)
