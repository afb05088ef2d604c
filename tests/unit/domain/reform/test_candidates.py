"""The decision table on constructed tasks: first match, three answers, bands, what it takes."""

import numpy as np
import pytest

from bpr_studio.adapters.catalogs.candidate_rules import load_rule_book
from bpr_studio.domain.reform.candidate_facts import NO, UNKNOWN, YES
from bpr_studio.domain.reform.candidate_rules import Level, Ranking
from bpr_studio.domain.reform.candidates import (
    NO_RULE,
    bands,
    explain,
    match,
    ranked,
    reach,
    usual_expectation,
)
from tests.builders_candidates import material, rpa_task, step, task

BOOK = load_rule_book()


def proposed(*tasks, **more):
    found = material(*tasks, **more)
    rules = match(BOOK, found.facts, found.parents).rule
    return [BOOK.rules[one].id if one != NO_RULE else "" for one in rules.tolist()]


def number(rule_id):
    rule = BOOK.rule(rule_id)
    assert rule is not None
    return rule.order - 1


def in_sections(n, **fields):
    return [task(f"t{i}", unit_id=f"u{i}", code="K02-01-01", **fields) for i in range(n)]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"legal_basis": 0, "wish": "abolish"}, "abolish"),
        ({"legal_basis": 0, "cases": 0}, "abolish"),
        ({"legal_basis": 1, "wish": "abolish"}, ""),
        ({"issue": "同じ内容を二つのシステムに入力"}, "merge"),
        ({"name": "占用申請の受付", "issue": "押印が要る"}, "online"),
        ({"core_reason": "N4", "medium": "digital", "nature": "routine"}, "rpa"),
        ({"core_reason": "N4", "medium": "digital", "nature": "routine", "minutes": 5_999}, ""),
        ({"core_reason": "N4", "medium": "digital", "nature": "semi_routine"}, ""),
        ({"core_reason": "N3", "medium": "paper", "cases": 1_000}, "ai_ocr"),
        ({"core_reason": "N3", "medium": "paper", "cases": 999}, ""),
        ({"core_reason": "N6"}, "faq"),
        (
            {"core_reason": "N1", "medium": "paper", "month_profile": "[13,7,8,8,8,8,8,8,8,8,8,8]"},
            "outsource",
        ),
        (
            {"core_reason": "N1", "medium": "paper", "month_profile": "[12,8,8,8,8,8,8,8,8,8,8,8]"},
            "",
        ),
        ({"issue": "Excelの台帳を担当者ごとに持つ", "core_tag": "non_core"}, "low_code"),
        ({"manual": "no", "minutes": 30_000}, "standardize"),
        ({"manual": "no", "minutes": 29_999}, ""),
        ({"manual": "", "minutes": 30_000}, ""),
    ],
)
def test_each_rule_fires_exactly_where_its_conditions_hold(fields, expected):
    assert proposed(task(**{"name": "一", **fields})) == [expected]


def test_the_first_rule_of_the_table_proposes():
    both = rpa_task(legal_basis=0, wish="abolish", issue="二つのシステム")
    assert proposed(both) == ["abolish"]
    assert proposed(rpa_task(issue="二つのシステム")) == ["merge"]


def test_work_of_three_sections_that_is_mostly_non_core_is_centralised():
    aside = {"core_tag": "non_core", "core_reason": "N7"}
    assert proposed(*in_sections(3, **aside)) == ["consolidate"] * 3
    assert proposed(*in_sections(2, **aside)) == ["", ""]


def test_core_tasks_of_a_centralised_class_stay_with_their_section():
    tasks = [
        *in_sections(3, core_tag="non_core", core_reason="N7"),
        task("k", unit_id="u9", code="K02-01-01"),
    ]
    assert proposed(*tasks) == ["consolidate"] * 3 + [""]


def test_a_class_below_sixty_percent_non_core_is_not_centralised():
    tasks = [
        *in_sections(3, core_tag="non_core", core_reason="N7", minutes=599),
        task("k", unit_id="u9", code="K02-01-01", minutes=1_203),
    ]
    assert "consolidate" not in proposed(*tasks)


def test_unsorted_work_is_no_class_of_its_own():
    tasks = [t._replace(code="Z99-99-99") for t in in_sections(4, core_tag="non_core")]
    assert "consolidate" not in proposed(*tasks)


def test_unanswered_is_not_no_and_is_named():
    found = material(rpa_task(medium=""))
    traces = explain(BOOK, found.facts, 0)
    rpa = next(trace for trace in traces if trace.rule.id == "rpa")
    assert rpa.answer == UNKNOWN
    assert rpa.missing == ("medium",)
    asked = next(one for one in rpa.conditions if one.condition.fact == "medium")
    assert (asked.answer, asked.value) == (UNKNOWN, None)


def test_a_task_that_lacks_an_answer_of_the_survey_is_unclear_and_no_candidate():
    found = material(rpa_task(medium=""), task())
    matches = match(BOOK, found.facts, found.parents)
    assert matches.rule.tolist() == [NO_RULE, NO_RULE]
    assert matches.unclear.tolist() == [True, False]


def test_the_explanation_ends_with_the_rule_that_fires():
    found = material(rpa_task())
    traces = explain(BOOK, found.facts, 0)
    assert [trace.rule.id for trace in traces] == [
        "abolish",
        "consolidate",
        "merge",
        "online",
        "rpa",
    ]
    assert traces[-1].answer == YES
    assert traces[0].answer == NO
    values = {one.condition.fact: one.value for one in traces[-1].conditions}
    assert values["core_reason"] == "N3"
    assert values["hours"] == 200


def test_steps_take_the_place_of_their_task():
    one = rpa_task("照合", id="t")
    steps = (
        step("入力", "t", step_type="P10", core_tag="non_core", minutes=7_000),
        step("審査", "t"),
    )
    assert proposed(one, steps=steps) == ["", "rpa", ""]


def test_a_task_keeps_its_proposal_while_no_step_has_one():
    assert proposed(rpa_task("照合", id="t"), steps=(step("審査", "t"),)) == ["rpa", ""]


def test_what_is_proposed_for_the_whole_task_leaves_its_steps_alone():
    one = rpa_task("照合", id="t", legal_basis=0, wish="abolish")
    steps = (step("入力", "t", step_type="P10", minutes=7_000),)
    assert proposed(one, steps=steps) == ["abolish", ""]
    found = material(one, steps=steps)
    assert all(t.rule.level is Level.STEP for t in explain(BOOK, found.facts, 1, Level.STEP))


def test_typing_twice_in_one_flow_is_seen():
    one = task("照合", id="t")
    twice = (step("入力", "t", step_type="P10"), step("再度入力", "t", step_type="P10"))
    assert proposed(one, steps=twice)[0] == "merge"
    once = (step("入力", "t", step_type="P10"), step("名のない作業", "t", step_type=""))
    traces = explain(BOOK, material(one, steps=once).facts, 0)
    assert next(t for t in traces if t.rule.id == "merge").answer == UNKNOWN


def test_a_sealed_procedure_of_the_class_speaks_for_its_tasks():
    one = task("占用申請の受付", unit_id="u1")
    assert proposed(one, procedures=frozenset({("u1", "K01-01-01")})) == ["online"]
    assert proposed(one, procedures=frozenset({("", "K01-01-01")})) == ["online"]
    assert proposed(one, procedures=frozenset({("u2", "K01-01-01")})) == [""]


def test_a_flow_of_section_and_class_speaks_for_the_only_task_there():
    flow = (step("入力", step_type="P10"), step("再入力", step_type="P10"))
    assert proposed(task("a"), steps=flow) == ["merge"]
    assert proposed(task("a"), task("b"), steps=flow) == ["", ""]


def band(rule_id, minutes):
    found = bands(BOOK, np.array([number(rule_id)], dtype=np.int16), np.array([minutes]))
    return int(found.low[0]), int(found.typical[0]), int(found.high[0])


def test_the_band_of_rpa_is_a_share_with_the_usual_hours_as_limit():
    assert band("rpa", 200 * 60) == (34 * 60, 100 * 60, 170 * 60)
    assert band("rpa", 1_000 * 60) == (120 * 60, 120 * 60, 850 * 60)
    assert band("rpa", 2_000 * 60)[2] == 1_000 * 60


def test_bands_are_rounded_down_to_whole_minutes():
    assert band("consolidate", 99) == (9, 19, 31)


def test_what_enters_the_register_never_needs_evidence():
    assert usual_expectation(BOOK, 90, 100) == 85
    assert usual_expectation(BOOK, 70_000, 200_000) == 60_000
    assert usual_expectation(BOOK, 50, 100) == 50


def test_the_order_weighs_the_effect_by_difficulty_or_not():
    rules = np.array([number("merge"), number("rpa"), number("ai_ocr")], dtype=np.int16)
    typical, keys = np.array([110, 60, 100]), np.array(["a", "b", "c"])
    assert ranked(BOOK, rules, typical, keys).tolist() == [2, 1, 0]
    assert ranked(BOOK, rules, typical, keys, Ranking.EFFECT).tolist() == [0, 2, 1]
    assert ranked(BOOK, rules, typical, keys, Ranking.EASY).tolist() == [1, 2, 0]


def test_the_target_is_reached_by_the_fewest():
    found = reach(np.array([10, 50, 40]), 90)
    assert (found.count, found.minutes, found.reached) == (2, 90, True)
    assert reach(np.array([10, 50, 40]), 101).reached is False
    assert reach(np.array([], dtype=np.int64), 1).count == 0
    assert reach(np.array([5]), 0).count == 0
