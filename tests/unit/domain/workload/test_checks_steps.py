"""Checks of the work steps of a task (架空の数値)."""

from __future__ import annotations

import pytest

from bpr_studio.domain.workload.checks_steps import cases_in_year, check_step, check_steps

STEP = {
    "name": "申請書の確認",
    "minutes_per_case": 4.5,
    "times_per_year": 52.0,
    "cases_per_time": 20.0,
    "core_tag": "non_core",
    "core_reasons": ["N2"],
}


def rules(**fields: object) -> list[str]:
    return [found.finding.rule for found in check_step("s1", {**STEP, **fields})]


def test_a_step_with_name_time_and_cases_is_complete():
    assert rules() == []


@pytest.mark.parametrize(
    ("rule", "wrong", "right"),
    [
        ("step-name-missing", {"name": "　"}, {"name": "確認"}),
        ("step-minutes-missing", {"minutes_per_case": None}, {"minutes_per_case": 0.5}),
        ("step-minutes-missing", {"minutes_per_case": 0}, {"minutes_per_case": 1}),
        ("step-cases-missing", {"times_per_year": None}, {"cases_per_year": 3.0}),
        ("step-cases-missing", {"cases_per_time": 0}, {"cases_per_time": 1}),
        ("step-core-contradicts", {"core_reasons": ["N2", "R1"]}, {"core_reasons": ["N2", "N3"]}),
        ("step-core-contradicts", {"core_tag": "core"}, {"core_tag": ""}),
        ("step-basis-missing", {"seal": 1}, {"seal": 1, "seal_basis": "規則第3条"}),
        ("step-basis-missing", {"paper": True}, {"paper": True, "legal_basis": "要綱"}),
        ("step-basis-missing", {"in_person": 1}, {"in_person": 0}),
    ],
)
def test_each_rule_of_a_step(rule: str, wrong: dict[str, object], right: dict[str, object]):
    assert rules(**wrong) == [rule]
    assert rules(**right) == []


def test_an_empty_step_misses_name_minutes_and_cases():
    assert [f.field for f in check_step("s", {})] == ["name", "minutes_per_case", "cases_per_year"]


def test_times_and_cases_each_time_count_before_stored_cases():
    assert cases_in_year({**STEP, "cases_per_year": 7.0}) == 1_040
    assert cases_in_year({"cases_per_year": 7}) == 7
    assert cases_in_year({"times_per_year": 12.0}) is None


def test_copies_of_other_flows_are_not_checked():
    steps = {"own": {}, "copy": {"derived_from": "own"}}
    assert {found.row for found in check_steps(steps)} == {"own"}
