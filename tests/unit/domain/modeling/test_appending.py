"""The next step by one key: a free place, the same lane, connected at once."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.modeling.appending import (
    append,
    may_append,
    may_prepend,
    next_place,
    prepend,
)
from bpr_studio.domain.modeling.lanes import add_pool
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.element import FLOW_NODES, Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds, Point
from tests.builders_flow import START, Drawing, bare_flow, flow


def box(drawn: Drawing, name: str) -> Bounds:
    found = drawn[name].bounds
    assert found
    return found


def covered(model: ProcessModel) -> list[tuple[str, str]]:
    """Steps, events and branches that lie on each other."""
    boxes = [(e.id, e.bounds) for e in model.of_kind(*FLOW_NODES) if e.bounds and not e.host]
    return [
        (a, b)
        for (a, one), (b, other) in combinations(boxes, 2)
        if one.x < other.right and other.x < one.right
        if one.y < other.bottom and other.y < one.bottom
    ]


def test_the_next_step_stands_to_the_right_on_one_level_and_is_connected():
    drawn = flow("窓口", "審査係").then("受付", "確認")
    first, second = box(drawn, "受付"), box(drawn, "確認")
    assert second.x == first.right + 50
    assert second.centre.y == first.centre.y
    assert drawn.flow("受付", "確認").waypoints == (
        Point(first.right, first.centre.y),
        Point(second.x, second.centre.y),
    )
    assert drawn["確認"].lane == drawn.id("窓口")


def test_branches_come_below_each_other_in_the_same_lane_which_grows():
    drawn = flow("窓口", "審査係").then("判断", what="exclusive_gateway").then("甲")
    drawn.after("判断").then("乙").after("判断").then("丙")
    assert box(drawn, "甲").x == box(drawn, "乙").x == box(drawn, "丙").x
    assert box(drawn, "甲").bottom < box(drawn, "乙").y
    assert box(drawn, "乙").bottom < box(drawn, "丙").y
    assert {drawn[name].lane for name in "甲乙丙"} == {drawn.id("窓口")}
    assert box(drawn, "窓口").bottom >= box(drawn, "丙").bottom
    assert box(drawn, "審査係").y == box(drawn, "窓口").bottom
    assert faults(drawn.model) == []


def test_the_pool_grows_with_the_flow():
    drawn = flow("窓口").then(*(f"作業{number}" for number in range(12)))
    assert box(drawn, "市民課").right >= box(drawn, "作業11").right + 50
    assert box(drawn, "窓口").right == box(drawn, "市民課").right
    assert faults(drawn.model) == []


def test_a_sub_process_grows_and_what_is_behind_it_makes_room():
    drawn = bare_flow().then("審査", what="open_sub_process").then("交付")
    inner = next(e for e in drawn.model.children(drawn.id("審査")) if e.kind is Kind.START_EVENT)
    last = inner.id
    for number in range(4):
        last = append(drawn.editor, last, template("task"), name=f"作業{number}")
    assert box(drawn, "審査").right >= box(drawn, "作業3").right
    assert box(drawn, "交付").x >= box(drawn, "審査").right
    assert drawn["作業3"].parent == drawn.id("審査")
    assert faults(drawn.model) == []


def test_a_line_in_the_way_is_not_built_upon():
    drawn = bare_flow().then("受付").put("task", 800, 330, "確認").link("受付", "確認")
    drawn.put("task", 400, 330, "点検")
    at = next_place(drawn.model, drawn.id("点検"), (100, 80))
    line = drawn.flow("受付", "確認").waypoints
    taken = Bounds(at.x - 50, at.y - 40, 100, 80)
    assert not any(taken.contains(point) for point in line)


def test_what_follows_a_boundary_event_stands_below_its_step():
    drawn = flow("窓口").then("受付", "確認")
    host = box(drawn, "受付")
    drawn.put("on_timer", host.x + 60, host.bottom, "期限").then("督促")
    assert box(drawn, "督促").y > host.bottom
    assert drawn["督促"].lane == drawn.id("窓口")
    assert ("期限", "督促") in drawn.ways()
    assert faults(drawn.model) == []


def test_annotations_stand_above_and_documents_below():
    drawn = bare_flow().then("受付").then("注", what="annotation")
    drawn.after("受付").then("申請書", what="data_object")
    assert box(drawn, "注").bottom < box(drawn, "受付").y
    assert box(drawn, "申請書").y > box(drawn, "受付").bottom
    assert drawn.flow("受付", "申請書").subtype == "dataOutputAssociation"
    assert drawn["申請書"].refers_to in drawn.model


def test_an_annotation_stays_in_the_pool_where_there_is_no_room_above():
    drawn = flow("窓口").then("受付").then("注", what="annotation")
    assert box(drawn, "注").y > box(drawn, "受付").bottom
    assert box(drawn, "窓口").bottom >= box(drawn, "注").bottom


def test_an_annotation_can_say_something_about_a_flow():
    drawn = bare_flow().then("受付", "確認")
    line = drawn.flow("受付", "確認").id
    note = append(drawn.editor, line, template("annotation"), name="必ず二人で")
    assert drawn.model.incoming(note)[0].source == line
    assert faults(drawn.model) == []


def test_in_an_upright_pool_the_next_step_stands_below():
    drawn = bare_flow()
    add_pool(drawn.editor, Point(300, 300), name="市民課", horizontal=False)
    drawn.then("受付")
    assert box(drawn, "受付").centre.x == box(drawn, START).centre.x
    assert box(drawn, "受付").y == box(drawn, START).bottom + 50
    assert faults(drawn.model) == []


def test_nothing_can_be_appended_to_an_end():
    drawn = bare_flow().then("終わり", what="end")
    assert not may_append(drawn.model, drawn.id("終わり"), template("task"))
    with pytest.raises(NotAllowedError, match="ends here"):
        drawn.then("まだ")
    assert may_append(drawn.model, drawn.id("終わり"), template("annotation"))


@pytest.mark.parametrize("what", ["pool", "lane", "group", "on_timer"])
def test_what_stands_alone_does_not_follow_something(what: str):
    drawn = flow("窓口").then("受付")
    assert "by itself" in may_append(drawn.model, drawn.id("受付"), template(what)).reason


def test_what_is_gone_is_followed_by_nothing():
    drawn = bare_flow()
    assert not may_append(drawn.model, "nobody", template("task"))
    assert not may_prepend(drawn.model, "nobody", template("task"))


def test_a_step_can_be_put_before_another():
    drawn = flow("窓口").then("受付")
    made = prepend(drawn.editor, drawn.id("受付"), template("data_store"), name="台帳")
    assert drawn.flow("台帳", "受付").subtype == "dataInputAssociation"
    alone = drawn.put("task", 900, 150, "確認").id("確認")
    made = prepend(drawn.editor, alone, template("task"), name="準備")
    before = drawn.model.element(made).bounds
    assert before
    assert before.right == box(drawn, "確認").x - 50
    assert ("準備", "確認") in drawn.ways()
    assert faults(drawn.model) == []


def test_a_flow_that_is_not_drawn_grows_without_places():
    model = ProcessModel(elements=[Element(id="a", kind=Kind.TASK, subtype="task")])
    made = append(Editor(model), "a", template("task"))
    assert model.element(made).bounds is None
    assert model.incoming(made)[0].waypoints == ()
    with pytest.raises(ValueError, match="not drawn"):
        next_place(model, "a", (100, 80))


def test_undo_takes_place_connection_and_growth_back():
    drawn = flow("窓口", "審査係").then("判断", what="exclusive_gateway").then("甲")
    before = list(drawn.model.elements())
    drawn.after("判断").then("乙")
    assert drawn.editor.undo_name == "Append “Step”"
    drawn.editor.undo()
    assert list(drawn.model.elements()) == before


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 99), st.booleans()), max_size=14))
def test_nothing_that_is_appended_covers_anything(steps: list[tuple[int, bool]]):
    drawn = flow("窓口", "審査係", "課長")
    sources = ["Start_1"]
    for choice, branch in steps:
        what = template("exclusive_gateway" if branch else "task")
        sources.append(append(drawn.editor, sources[choice % len(sources)], what))
    assert covered(drawn.model) == []
    assert faults(drawn.model) == []


def height_of(drawn: Drawing, lane: str) -> float:
    box = drawn[lane].bounds
    assert box
    return box.height


def test_a_second_row_in_a_lane_leaves_the_other_lanes_as_high_as_they_were():
    drawn = flow("窓口", "担当", "決裁者").then("受付", "確認")
    lanes = ("窓口", "担当", "決裁者")
    before = [height_of(drawn, lane) for lane in lanes]
    drawn.after("受付").then("照合")
    after = [height_of(drawn, lane) for lane in lanes]
    assert after[1:] == before[1:]
    assert after[0] > before[0]
    assert faults(drawn.model) == []


def test_in_a_full_row_the_lane_grows_by_a_row_however_many_lanes_are_below():
    """A flow of twenty full lanes once got a hole as high as all of them."""
    drawn = flow(*(f"係{n}" for n in range(6)))
    for number in range(6):
        lane = drawn.model.element(f"Lane_{number + 1}").bounds
        assert lane
        for place in range(4):
            drawn.put("task", lane.x + 200 + 160 * place, lane.centre.y, f"{number}-{place}")
            if place:
                drawn.link(f"{number}-{place - 1}", f"{number}-{place}")
    before = drawn.model.element("Lane_1").bounds
    assert before

    append(drawn.editor, drawn.id("0-1"), template("task"), name="次")

    after = drawn.model.element("Lane_1").bounds
    assert after
    assert after.height - before.height < 2 * 80
    assert drawn["次"].lane == "Lane_1"
    assert covered(drawn.model) == []
    assert faults(drawn.model) == []
