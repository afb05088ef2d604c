"""What the newer charts say as their titles."""

from __future__ import annotations

from dataclasses import replace

from bpr_studio.domain.shared.chart_values import (
    SERIES,
    BubbleChart,
    DependencyChart,
    FreshnessChart,
    FreshnessRow,
    MixChart,
    Part,
    PartsRow,
)
from bpr_studio.domain.workload.statements_figures import (
    StepSpread,
    title_dependency,
    title_expertise,
    title_freshness,
    title_medium,
    title_staff,
    title_step_types,
)
from tests import builders_charts as build

NOTHING = "No hours have been reported yet."


def mix(*rows: tuple[str, dict[str, int]]) -> MixChart:
    """Rows of parts by key, in hours."""
    return MixChart(
        tuple(
            PartsRow("", label, tuple(Part(k, k, v * 60, SERIES[0]) for k, v in parts.items()))
            for label, parts in rows
        )
    )


def test_paper_counts_wherever_it_is_used():
    chart = mix(("市民課", {"paper": 30, "mixed": 10, "digital": 60}), ("税務課", {"paper": 20}))
    assert title_medium(chart, frozenset({"paper", "mixed"})) == (
        "Paper is used in 50.0% of the work (60 hours); most of it is in 市民課 (40 hours)."
    )
    alone = mix(("市民課", {"paper": 30, "digital": 60}))
    assert title_medium(alone, frozenset({"paper"})) == (
        "Paper is used in 33.3% of the work (30 hours)."
    )
    assert title_medium(mix(("a", {"digital": 1})), frozenset({"paper"})) == (
        "No work is done on paper."
    )
    assert title_medium(mix(), frozenset()) == NOTHING


def test_the_two_largest_staff_categories_are_named():
    assert title_staff(mix(("a", {"正規": 80}), ("b", {"正規": 10, "委託": 10}))) == (
        "正規 do 90.0% of the work, 委託 10.0%."
    )
    assert title_staff(mix(("a", {"正規": 80, "委託": 0}))) == "正規 do all of the work."
    assert title_staff(mix()) == NOTHING


def test_routine_work_without_expertise_is_where_to_look():
    assert title_expertise(build.bubbles()).startswith("12,000 hours (")
    empty = BubbleChart("", (), "", (), ())
    assert title_expertise(empty) == NOTHING
    assert title_expertise(replace(empty, unplaced=60)).startswith("It is not known yet")


def test_kinds_of_steps_are_candidates_only_across_sections_and_when_non_core():
    wide, core, narrow = (
        StepSpread("入力作業", 6_000, 3),
        StepSpread("審査", 60_000, 9, core=True),
        StepSpread("封入", 9_000, 2),
    )
    assert title_step_types([wide, core, narrow]) == (
        "入力作業 takes 100 hours in 3 sections: first candidate for doing it in one place."
    )
    assert "no kind of non-core step occurs in 3 sections" in title_step_types([core, narrow])
    one = StepSpread("審査", 60, 1, core=True)
    assert title_step_types([one]) == "審査 takes most time (1 hours)."
    assert title_step_types([]) == "No steps with minutes and cases are known yet."


def test_dependency_names_tasks_hours_and_the_place():
    assert title_dependency(build.dependency()).startswith("63 tasks hang on one person: 27,003")
    assert title_dependency(DependencyChart(())).startswith("It is not known yet")
    (row, *_rest) = build.dependency().rows
    assert title_dependency(DependencyChart((replace(row, alone=0),))) == (
        "Every task is known to two people or more."
    )
    assert "most in" not in title_dependency(DependencyChart((row,)))


def test_flows_that_wait_are_counted():
    assert title_freshness(build.freshness()) == (
        "Flows cover 30.0% of the hours; 21 of 57 flows wait for their review."
    )
    fresh = FreshnessChart((FreshnessRow("", "a", 1, 1, 60, 60, fresh=2),))
    assert title_freshness(fresh).endswith("all 2 flows were reviewed lately.")
    assert title_freshness(FreshnessChart(())) == "No business flow has been drawn yet."
