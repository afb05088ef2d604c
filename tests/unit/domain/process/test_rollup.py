"""Hours of a flow by lane, core tag and medium."""

from __future__ import annotations

from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.rollup import by_core_tag, by_lane, by_medium, yearly_minutes
from bpr_studio.domain.process.step import Step


def step(element_id: str, parent: str = "p", lane: str = "", **answers: object) -> Element:
    values = Step(**answers)  # type: ignore[arg-type]  # the builder takes any answer
    return Element(
        id=element_id, kind=Kind.TASK, subtype="task", parent=parent, lane=lane, step=values
    )


def test_minutes_a_year_are_cases_times_minutes_rounded_half_up():
    assert yearly_minutes(step("a", minutes_per_case=2.5, cases_per_year=3)) == 8
    assert yearly_minutes(step("a", minutes_per_case=0, cases_per_year=3)) == 0
    assert yearly_minutes(step("a", minutes_per_case=2.5)) is None
    assert yearly_minutes(step("a", cases_per_year=3)) is None


def test_times_and_cases_each_time_give_the_cases_of_a_year():
    asked = step("a", minutes_per_case=10, times_per_year=12, cases_per_time=2.5)
    assert yearly_minutes(asked) == 300
    both = step("a", minutes_per_case=10, times_per_year=12, cases_per_time=2, cases_per_year=7)
    assert yearly_minutes(both) == 240  # what the detailed survey asks stands above the old sum


def test_times_without_cases_leave_the_cases_of_a_year_as_they_are():
    assert yearly_minutes(step("a", minutes_per_case=10, times_per_year=12)) is None
    old = step("a", minutes_per_case=10, times_per_year=12, cases_per_year=7)
    assert yearly_minutes(old) == 70


def test_parts_add_up_to_the_whole_and_open_questions_are_named():
    model = ProcessModel(
        elements=[
            step("a", lane="l1", minutes_per_case=5, cases_per_year=100, core_tag="core"),
            step("b", lane="l2", minutes_per_case=2, cases_per_year=100, core_tag="non_core"),
            step("c", lane="l2", minutes_per_case=1, cases_per_year=100, medium="paper"),
            step("d", lane="l2"),
        ]
    )
    lanes, tags, media = by_lane(model), by_core_tag(model), by_medium(model)
    assert lanes.by_key == {"l1": 500, "l2": 300}
    assert tags.by_key == {"core": 500, "non_core": 200, "": 100}
    assert media.by_key == {"": 700, "paper": 100}
    assert lanes.minutes == tags.minutes == media.minutes == 800
    assert (lanes.steps, lanes.unanswered) == (4, ("d",))


def test_a_sub_process_counts_by_its_steps_and_they_count_for_its_lane():
    outer = Element(
        id="s",
        kind=Kind.SUB_PROCESS,
        subtype="subProcess",
        lane="l1",
        step=Step(minutes_per_case=60, cases_per_year=10),
    )
    inner = step("a", parent="s", minutes_per_case=5, cases_per_year=10)
    assert by_lane(ProcessModel(elements=[outer, inner])).by_key == {"l1": 50}
    assert by_lane(ProcessModel(elements=[outer])).by_key == {"l1": 600}


def test_elements_that_contain_each_other_by_mistake_belong_to_no_lane():
    one = step("1", parent="2", minutes_per_case=1, cases_per_year=1)
    two = Element(id="2", kind=Kind.PROCESS, subtype="process", parent="1")
    assert by_lane(ProcessModel(elements=[one, two])).by_key == {"": 1}
