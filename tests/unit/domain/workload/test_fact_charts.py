"""Charts counted from single tasks, steps and flows: complete, and told as they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.workload.fact_charts import (
    FlowFact,
    FlowScope,
    Grouping,
    StepFact,
    TaskFact,
    dependency_chart,
    expertise_chart,
    expertise_of_reason,
    freshness_chart,
    review_age,
    step_types_chart,
)
from bpr_studio.domain.workload.key_names import nature_names

BY_UNIT = Grouping({"a": "市民課", "b": "税務課"}, lambda unit, _code: unit, opens=True)
BY_CLASS = Grouping({}, lambda _unit, code: code[:3], opens=False)
TODAY = date(2026, 11, 1)
TYPES = {"P05": "申請受付", "P08": "審査", "P10": "入力作業"}


def task(number: int = 1, **changes: Any) -> TaskFact:
    """A routine task of ten hours; `changes` replace single fields."""
    made = TaskFact(f"t{number}", "a", "B01-01-01", f"業務{number}", 600, "non_core", "N3",
                    "routine", 2)  # fmt: skip
    return made._replace(**changes)


def step(unit: str, kind: str, minutes: int, item: str = "", expertise: int | None = None):
    return StepFact(unit, "B01-01-01", item, kind, minutes, expertise)


tasks = st.lists(
    st.builds(
        TaskFact,
        id=st.uuids().map(str),
        unit_id=st.sampled_from("abcdefgh"),
        code=st.sampled_from(["B01-01-01", "K01-02-03", ""]),
        name=st.text(max_size=5),
        minutes=st.integers(0, 100_000),
        core=st.sampled_from(["core", "non_core", ""]),
        reason=st.sampled_from(["N1", "R1", "R4", "R7", "", "?"]),
        nature=st.sampled_from([*nature_names(), ""]),
        people=st.sampled_from([None, 0, 1, 2, 9]),
    ),
    max_size=30,
)


class TestExpertise:
    @pytest.mark.parametrize(
        ("reason", "level"), [("N1", 1), ("R1", 2), ("R4", 3), ("R7", 3), ("", None), ("X", None)]
    )
    def test_reasons_speak_for_expertise(self, reason, level):
        assert expertise_of_reason(reason) == level

    def test_steps_of_the_detailed_survey_say_more_than_the_reason(self):
        steps = [step("a", "P08", 100, "t1", 3), step("a", "P10", 20, "t1", 1)]
        found = expertise_chart([task(1), task(2)], steps)
        placed = {(b.x, b.y): b for b in found.chart.bubbles}
        assert placed[0, 2].named == ("業務1",)
        assert placed[0, 0].named == ("業務2",)
        assert (found.by_steps, found.by_reason) == (600, 600)

    def test_the_largest_tasks_are_named_largest_first(self):
        found = expertise_chart([task(n, minutes=n * 10) for n in range(1, 6)], [])
        (bubble,) = found.chart.bubbles
        assert bubble.named == ("業務5", "業務4", "業務3")

    @given(tasks)
    def test_no_hour_is_lost(self, found):
        made = expertise_chart(found, [])
        assert made.chart.total + made.chart.unplaced == sum(t.minutes for t in found)
        assert made.by_steps + made.by_reason == made.chart.total
        assert all(bubble.core <= bubble.minutes for bubble in made.chart.bubbles)


class TestStepTypes:
    def test_the_widest_non_core_kind_is_pointed_out(self):
        steps = [step(unit, "P10", 60) for unit in "abc"] + [step(u, "P08", 900) for u in "abcd"]
        found = step_types_chart(steps, TYPES, frozenset({"P08"}), BY_UNIT, 24)
        assert [found.chart.column_keys[i] for i in found.chart.marked] == ["P10"]
        assert [(s.label, s.sections) for s in found.spreads if s.minutes] == [
            ("審査", 4), ("入力作業", 3)]  # fmt: skip

    def test_steps_without_a_kind_have_a_column_of_their_own(self):
        found = step_types_chart([step("a", "", 60)], TYPES, frozenset(), BY_UNIT, 24)
        assert found.chart.column_labels[-1] == "(not given)"
        assert found.chart.total == 60

    def test_rows_beyond_the_limit_are_added_up_and_open_nothing(self):
        steps = [step(f"u{n}", "P10", n + 1) for n in range(30)]
        found = step_types_chart(steps, TYPES, frozenset(), BY_UNIT, 10)
        assert len(found.chart.row_keys) == 10
        assert (found.chart.row_keys[-1], found.chart.row_labels[-1]) == ("", "21 others")
        assert found.chart.total == sum(range(1, 31))

    def test_rows_of_classes_open_nothing(self):
        found = step_types_chart([step("a", "P10", 5)], TYPES, frozenset(), BY_CLASS, 24)
        assert (found.chart.row_keys, found.chart.row_labels) == (("",), ("B01",))

    def test_it_is_told_how_much_came_from_the_survey(self):
        steps = [step("a", "P10", 5, "t1"), step("a", "P10", 7)]
        assert step_types_chart(steps, TYPES, frozenset(), BY_UNIT, 24).surveyed == 5


class TestDependency:
    def test_only_tasks_with_one_person_hang_on_one(self):
        found = [task(1, people=1), task(2, people=2), task(3, people=1, minutes=900),
                 task(4, people=None), task(5, people=0)]  # fmt: skip
        (row,) = dependency_chart(found, BY_UNIT, 24).rows
        assert (row.alone, row.tasks, row.unknown) == (2, 3, 2)
        assert (row.alone_minutes, row.minutes) == (1_500, 2_100)
        assert (row.largest, row.largest_minutes) == ("業務3", 900)

    @given(tasks, st.integers(1, 5))
    def test_however_many_rows_are_shown_the_sums_stay(self, found, most):
        rows = dependency_chart(found, BY_UNIT, most).rows
        assert len(rows) <= most
        assert sum(row.alone for row in rows) == sum(t.people == 1 for t in found)
        assert sum(row.minutes for row in rows) == sum(t.minutes for t in found if t.people)
        assert sum(row.tasks + row.unknown for row in rows) == len(found)


class TestFreshness:
    @pytest.mark.parametrize(
        ("day", "age"),
        [("2026-04-01", 0), ("2025-04-01", 0), ("2025-03-31", 1), ("2023-04-01", 1),
         ("2023-03-31", 2), ("", 3), ("spring", 3)],
    )  # fmt: skip
    def test_reviews_age_by_fiscal_year(self, day, age):
        assert review_age(day, TODAY) == age

    def test_a_flow_covers_its_task_or_all_of_its_class_in_its_unit(self):
        found = [task(1), task(2, code="K01-01-01"), task(3, unit_id="b"), task(4, code="")]
        flows = [
            FlowFact("転入", "a", "B01-01-01", "", "2026-05-01"),
            FlowFact("休暇", "a", "K01-01-01", "t2", ""),
        ]
        rows = {r.key: r for r in freshness_chart(FlowScope(found, flows, TODAY), BY_UNIT, 24).rows}
        assert (rows["a"].covered, rows["a"].tasks, rows["a"].flows) == (2, 3, 2)
        assert (rows["b"].covered, rows["b"].flows) == (0, 0)
        assert (rows["a"].fresh, rows["a"].never, rows["a"].oldest) == (1, 1, "休暇")

    def test_the_flow_that_waits_longest_is_named(self):
        flows = [FlowFact(day, "a", "", "", day) for day in ("2024-01-01", "2019-01-01")]
        (row,) = freshness_chart(FlowScope([task()], flows, TODAY), BY_UNIT, 24).rows
        assert (row.oldest, row.due, row.old) == ("2019-01-01", 1, 1)

    @given(tasks, st.integers(1, 5))
    def test_however_many_rows_are_shown_the_sums_stay(self, found, most):
        flows = [FlowFact("f", t.unit_id, t.code, "", "") for t in found[::3]]
        rows = freshness_chart(FlowScope(found, flows, TODAY), BY_UNIT, most).rows
        assert sum(row.tasks for row in rows) == len(found)
        assert sum(row.flows for row in rows) == len(flows)
        assert all(row.covered_minutes <= row.minutes for row in rows)
