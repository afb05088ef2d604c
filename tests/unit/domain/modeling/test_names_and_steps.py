"""Names and what follows them; the step card; soundness tells what is broken."""

from __future__ import annotations

import pytest

from bpr_studio.domain.modeling.connecting import reconnect, set_condition
from bpr_studio.domain.modeling.naming import move_label, rename
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.stepping import set_step
from bpr_studio.domain.modeling.verdict import NotAllowedError
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.process.order import key_after
from bpr_studio.domain.shared.geometry import Bounds, Point
from tests.builders_flow import bare_flow, flow


def test_a_condition_that_says_what_the_line_is_called_is_renamed_with_it():
    drawn = flow("窓口").then("判断", what="exclusive_gateway").then("確認")
    way = drawn.flow("判断", "確認").id
    rename(drawn.editor, way, "はい")
    set_condition(drawn.editor, way, "はい")
    rename(drawn.editor, way, "揃っている")
    condition = drawn.model.element(way).condition
    assert condition
    assert condition.text == "揃っている"
    rename(drawn.editor, way, "")
    assert drawn.model.element(way).condition is None


def test_the_process_of_a_pool_is_called_like_the_pool():
    drawn = flow("窓口")
    with drawn.editor.gesture("same"):
        drawn.editor.set("Process_1", name="市民課")
    rename(drawn.editor, drawn.id("市民課"), "区民課")
    assert drawn.model.element("Process_1").name == "区民課"


def test_a_link_event_carries_its_name_as_its_mark():
    drawn = flow("窓口").then("受付").then("Aへ", what="link_out")
    rename(drawn.editor, drawn.id("Aへ"), "Bへ")
    (event,) = drawn["Bへ"].events
    assert event.carried.attributes == (("name", "Bへ"),)


def test_a_name_can_be_put_somewhere_and_left_to_the_program_again():
    drawn = flow("窓口").then("判断", what="exclusive_gateway")
    place = Bounds(10, 20, 80, 14)
    move_label(drawn.editor, drawn.id("判断"), place)
    assert drawn["判断"].label_bounds == place
    move_label(drawn.editor, drawn.id("判断"), None)
    assert drawn["判断"].label_bounds is None


def test_what_is_gone_is_neither_renamed_nor_given_a_step_card():
    drawn = bare_flow()
    for deed in (
        lambda: rename(drawn.editor, "nobody", "x"),
        lambda: move_label(drawn.editor, "nobody", None),
        lambda: set_step(drawn.editor, ["nobody", "Start_1"], seal=True),
        lambda: reconnect(drawn.editor, "nobody", target="Start_1"),
    ):
        with pytest.raises(NotAllowedError):
            deed()


def test_several_steps_get_the_same_facts_at_once():
    drawn = flow("窓口").then("受付", "確認")
    ids = [drawn.id("受付"), drawn.id("確認"), "Start_1"]
    set_step(drawn.editor, ids, minutes_per_case=5.0, core_tag="core")
    assert drawn["受付"].step == drawn["確認"].step
    assert drawn["受付"].step.minutes_per_case == 5.0
    drawn.editor.undo()
    assert [e for e in drawn.model.elements() if e.step.minutes_per_case] == []
    with pytest.raises(TypeError):
        set_step(drawn.editor, ids, colour="blue")


def test_a_line_led_elsewhere_keeps_its_name():
    drawn = flow("窓口").then("判断", what="exclusive_gateway").then("甲").after("判断").then("乙")
    way = drawn.flow("判断", "甲").id
    rename(drawn.editor, way, "はい")
    drawn.after("乙").then("丙")
    reconnect(drawn.editor, way, target=drawn.id("丙"))
    assert drawn.flow("判断", "丙").name == "はい"
    reconnect(drawn.editor, way, source=drawn.id("甲"))
    assert ("甲", "丙") in drawn.ways()
    assert faults(drawn.model) == []


@pytest.mark.parametrize(
    ("element", "fields", "told"),
    [
        ("受付", {"lane": ""}, "lane"),
        ("受付", {"parent": "nobody"}, "parent points at"),
        ("受付", {"default_flow": "Flow_1"}, "not its own"),
        ("受付", {"bounds": Bounds(9000, 9000, 100, 80)}, "outside its pool"),
        ("期限", {"bounds": Bounds(0, 0, 36, 36)}, "not on the border"),
        ("期限", {"host": ""}, "sits on nothing"),
        ("期限", {"parent": ""}, "its step in"),
        ("期限", {"lane": "Lane_2"}, "its step in"),
        ("確認", {"bounds": Bounds(700, 110, 100, 80)}, "does not touch"),
        ("確認", {"kind": Kind.START_EVENT, "subtype": "startEvent"}, "the rules say None"),
        ("審査係", {"bounds": Bounds(190, 100, 1170, 100)}, "overlaps"),
        ("審査係", {"bounds": Bounds(190, 220, 1170, 500)}, "sticks out"),
    ],
)
def test_soundness_tells_what_is_broken(element: str, fields: dict[str, object], told: str):
    drawn = flow("窓口", "審査係").then("受付", "確認")
    box = drawn["受付"].bounds
    assert box
    drawn.put("on_timer", box.x + 20, box.bottom, "期限")
    assert faults(drawn.model) == []
    with drawn.editor.gesture("break"):
        drawn.editor.set(drawn.id(element), **fields)
    assert any(told in fault for fault in faults(drawn.model)), faults(drawn.model)


def test_soundness_sees_lost_ends_and_wrong_owners():
    drawn = flow("窓口").then("受付", "確認")
    line = drawn.flow("受付", "確認").id
    with drawn.editor.gesture("break"):
        drawn.editor.set(line, target="")
    assert any("an end is missing" in fault for fault in faults(drawn.model))
    drawn.editor.undo()
    with drawn.editor.gesture("break"):
        drawn.editor.set(line, parent="", waypoints=(Point(1, 1),))
    told = " ".join(faults(drawn.model))
    assert "belongs to" in told
    assert "one point" in told


def test_keys_for_what_comes_last_stay_short():
    key = ""
    for _ in range(5000):
        after = key_after(key)
        assert after > key
        assert not after.endswith("0")
        key = after
    assert len(key) <= 5
    assert key_after("Über") > "Über"
