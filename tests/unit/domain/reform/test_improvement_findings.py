"""What is told about an improvement that should be looked at."""

from __future__ import annotations

from dataclasses import replace

from bpr_studio.domain.reform.claims import Ground
from bpr_studio.domain.reform.effects import effects_of
from bpr_studio.domain.reform.improvement import Improvement, ImprovementState
from bpr_studio.domain.reform.improvement_findings import findings_of
from tests.builders_reform import ground, improvement, on_step, on_task, saved

NOW = 2026


def rules(one: Improvement, on: Ground, *others: Improvement, first_survey: int = 0) -> list[str]:
    """The rules that speak about one improvement."""
    register = [one, *others]
    booked = effects_of(register, on, (2025, 2026))
    names = {each.id: each.plan.name for each in register}
    found = findings_of(booked[0], on, names, NOW, first_survey)
    return [finding.rule for finding in found]


def test_a_modest_improvement_with_tasks_and_start_has_nothing_to_look_at():
    assert rules(improvement("a", on_task("t", 60)), ground({"t": 600})) == []


def test_more_than_85_percent_of_a_task_needs_evidence():
    one = improvement("a", on_task("t", 520))

    assert rules(one, ground({"t": 600})) == ["expected-above-85-percent"]
    assert rules(_with_evidence(one), ground({"t": 600})) == []
    assert rules(improvement("a", on_task("t", 510)), ground({"t": 600})) == []


def test_more_than_1000_hours_of_a_task_need_evidence():
    one = improvement("a", on_task("t", 60_060))

    assert rules(one, ground({"t": 600_000})) == ["expected-above-1000-hours"]


def test_steps_of_one_task_are_weighed_together():
    one = improvement("a", on_step("s1", 300), on_step("s2", 250))
    on = ground({"t": 600}, {"s1": ("t", 300), "s2": ("t", 300)})

    assert rules(one, on) == ["expected-above-85-percent"]


def test_what_others_count_first_is_told_with_their_names():
    old = improvement("古い改善", on_task("t", 80), created="2025-01-01")
    new = improvement("b", on_task("t", 80), created="2026-01-01")
    booked = effects_of([new, old], ground({"t": 100}), (2026,))

    found = findings_of(booked[0], ground({"t": 100}), {"古い改善": "古い改善"}, NOW)

    assert found[0].rule == "claimed-twice"
    assert "古い改善" in found[0].message


def test_a_task_that_shrank_and_a_task_that_is_gone_are_told():
    assert "claim-beyond-task" in rules(improvement("a", on_task("t", 80)), ground({"t": 50}))
    assert "claim-gone" in rules(improvement("a", on_task("t", 80)), ground({}))


def test_hours_of_no_task_are_told_unless_there_was_no_survey_to_name_one():
    one = improvement("a", hours=10, start="2026-04")

    assert rules(one, ground({})) == ["no-tasks"]
    assert rules(one, ground({}), first_survey=2027) == []


def test_steps_of_a_flow_without_a_task_are_told():
    one = improvement("a", on_step("s", 10))

    assert rules(one, ground({}, {"s": ("", 40)})) == ["steps-without-task"]


def test_a_decided_improvement_needs_a_start_and_a_running_one_its_records():
    undated = improvement("a", on_task("t", 60), start="")
    running = improvement("a", on_task("t", 60), start="2024-04", state=ImprovementState.RUNNING)

    assert rules(undated, ground({"t": 600})) == ["no-start-month"]
    assert rules(running, ground({"t": 600})) == ["actual-not-recorded"]
    told = replace(running, actuals=(saved(2024, 50), saved(2025, 60)))
    assert rules(told, ground({"t": 600})) == []


def test_records_beyond_the_task_are_told():
    one = improvement("a", on_task("t", 60), start="2025-04", actuals=(saved(2025, 700),))

    assert rules(one, ground({"t": 600})) == ["actual-beyond-tasks"]


def test_nothing_is_asked_of_what_was_stopped():
    stopped = improvement("a", on_task("t", 600), start="", state=ImprovementState.STOPPED)

    assert rules(stopped, ground({"t": 600})) == []


def _with_evidence(one: Improvement) -> Improvement:
    return replace(one, plan=replace(one.plan, evidence="試行の記録（架空）"))
