"""Every check of the survey: what triggers it, and what is just not enough (架空の数値)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.workload.check_values import figures_of
from bpr_studio.domain.workload.checks import RULES, LiveChecks, SheetFacts, check_sheet

CODE = "B01-03-01"
FACTS = SheetFacts(
    capacity_minutes=60_000,
    minutes_per_full_timer=113_000,
    codes=frozenset({CODE, "K06-01-01", "Z99-99-99"}),
    medians={CODE: 10.0},
    previous={"last": {"minutes_regular": 40_000, "minutes_contractor": 20_000}},
    detailed={},
)
PROFILE = [8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9]


def row(**fields: object) -> dict[str, object]:
    """A row with nothing to tell about but advice."""
    plain: dict[str, object] = {
        "sort_key": 1,
        "code": CODE,
        "name": "住民票の写しの交付",
        "minutes_regular": 30_000,
        "month_profile": PROFILE,
        "case_count": 3_000,
        "people_count": 4,
        "core_tag": "non_core",
        "core_reason": "N1",
    }
    return {**plain, **fields}


def other(**fields: object) -> dict[str, object]:
    """A second row, so that the sheet has core and non-core and fills the capacity."""
    plain = {"code": "K06-01-01", "name": "計画の策定", "core_tag": "core", "core_reason": "R3"}
    return row(**{"sort_key": 2, "case_count": None, **plain, **fields})


def rules(
    *rows: dict[str, object], facts: SheetFacts = FACTS, level: Level = Level.WARNING
) -> set[str]:
    """The rules found in a sheet of these rows, at least so grave."""
    wanted = [Level.ERROR, Level.WARNING, Level.NOTICE]
    wanted = wanted[: wanted.index(level) + 1]
    tasks = [figures_of(f"t{place}", fields) for place, fields in enumerate(rows)]
    return {f.finding.rule for f in check_sheet(facts, tasks) if f.finding.level in wanted}


def test_a_careful_sheet_has_nothing_to_look_at():
    assert rules(row(), other()) == set()


@pytest.mark.parametrize(
    ("rule", "wrong", "right"),
    [
        ("hours-negative", {"minutes_regular": -60}, {"minutes_regular": 30_000}),
        ("hours-missing", {"minutes_regular": None}, {"minutes_regular": 30_000}),
        (
            "hours-missing",
            {"minutes_regular": 0},
            {"minutes_regular": None, "minutes_contractor": 30_000},
        ),
        ("name-missing", {"name": " 　"}, {"name": "交付"}),
        ("code-missing", {"code": ""}, {"code": CODE}),
        ("code-unknown", {"code": "B01-03"}, {"code": CODE}),
        ("months-not-100", {"month_profile": [9, *PROFILE[1:]]}, {"month_profile": PROFILE}),
        ("months-not-100", {"month_profile": PROFILE[:-1]}, {"month_profile": None}),
        (
            "months-not-100",
            {"month_profile": [-1, *PROFILE[1:-1], 18]},
            {"month_profile": [100, *[0] * 11]},
        ),
        ("core-missing", {"core_tag": "", "core_reason": ""}, {"core_tag": "core"}),
    ],
)
def test_errors_keep_a_sheet_from_being_submitted(
    rule: str, wrong: dict[str, object], right: dict[str, object]
):
    assert rules(row(**wrong), other(), level=Level.ERROR) == {rule}
    assert rules(row(**right), other(), level=Level.ERROR) == set()


def test_an_empty_row_is_one_error_not_five():
    assert rules({"sort_key": 1}, other(), level=Level.ERROR) == {"row-blank"}
    assert rules({"sort_key": 1, "name": "庶務"}, other(), level=Level.ERROR) == {
        "hours-missing",
        "code-missing",
        "core-missing",
    }


def test_a_core_tag_is_only_missed_where_the_format_asks_for_it():
    untagged = row(core_tag=None, core_reason=None)
    assert "core-missing" in rules(untagged, other())
    assert "core-missing" not in rules(untagged, other(), facts=replace(FACTS, core_required=False))


@pytest.mark.parametrize(
    ("rule", "wrong", "right"),
    [
        # 30,000 min ÷ 5 × 10 min = 600 cases; × 5 = 15,000 cases
        ("minutes-per-case", {"case_count": 599}, {"case_count": 600}),
        ("minutes-per-case", {"case_count": 15_001}, {"case_count": 15_000}),
        ("minutes-per-case", {"case_count": 1}, {"case_count": 0}),
        ("one-person", {"people_count": 1}, {"people_count": 2}),
        ("one-person", {"people_count": 1}, {"people_count": None}),
        ("carry-to-confirm", {"carry": "to_confirm"}, {"carry": "confirmed"}),
        ("core-reason-contradicts", {"core_reason": "R1"}, {"core_reason": "N7"}),
        (
            "core-reason-contradicts",
            {"core_tag": "core", "core_reason": "N1"},
            {"core_tag": "core", "core_reason": "R7"},
        ),
        # half of 60,000 min of capacity are 30,000 min; 1 % of them may be missing
        ("share-differs", {"share_hundredths": 4_900}, {"share_hundredths": 5_000}),
        ("share-differs", {"share_hundredths": 5_060}, {"share_hundredths": 5_050}),
    ],
)
def test_warnings_about_one_row(rule: str, wrong: dict[str, object], right: dict[str, object]):
    assert rule in rules(row(**wrong), other())
    assert rule not in rules(row(**right), other())


def test_one_person_works_at_most_2200_hours_a_year():
    facts = replace(FACTS, capacity_minutes=2_200 * 60 * 3)
    full = {"minutes_regular": 2_200 * 60 * 2, "people_count": 2, "case_count": None}
    assert "hours-per-person" not in rules(row(**full), facts=facts)
    assert "hours-per-person" in rules(row(**full, minutes_dispatched=1), facts=facts)
    assert "hours-per-person" not in rules(row(**full, minutes_contractor=9_999), facts=facts)


@pytest.mark.parametrize(
    ("detailed", "found"),
    [(36_000, False), (36_001, True), (24_000, False), (23_999, True), (0, True)],
)
def test_work_steps_may_differ_from_the_task_by_a_fifth(detailed: int, *, found: bool):
    facts = replace(FACTS, detailed={"t0": detailed})
    assert ("detail-differs" in rules(row(), other(), facts=facts)) is found


@pytest.mark.parametrize(
    ("capacity", "found"),
    [
        (100_000, set()),
        (115_000, set()),
        (85_000, set()),
        (115_001, {"load-high"}),
        (84_999, {"load-low"}),
    ],
)
def test_the_hours_fill_the_capacity(capacity: int, found: set[str]):
    """Here the figures are the minutes worked, the capacity stays 100,000."""
    facts = replace(FACTS, capacity_minutes=100_000)
    wide = {"case_count": None, "people_count": None}
    sheet = [row(minutes_regular=capacity // 2, **wide)]
    sheet += [other(minutes_regular=capacity - capacity // 2, **wide)]
    assert rules(*sheet, facts=facts) == found


def test_contractors_are_no_part_of_the_load():
    contracted = row(minutes_contractor=90_000, case_count=None)
    assert rules(contracted, other()) == set()


def test_a_section_without_staff_is_named_once_it_has_hours():
    nobody = replace(FACTS, capacity_minutes=0)
    assert "capacity-unknown" in rules(row(), facts=nobody)
    assert rules(facts=nobody) == set()
    assert "capacity-unknown" not in rules(row())


def test_all_core_or_all_non_core_is_doubtful():
    assert "one-sided" in rules(row(), other(core_tag="non_core", core_reason="N3"))
    assert "one-sided" in rules(row(core_tag="core", core_reason="R1"), other())
    assert "one-sided" not in rules(row(), other())
    assert "one-sided" not in rules(row(core_tag=None, core_reason=None))


def test_at_most_15_percent_stay_without_a_class():
    named = other(minutes_regular=51_000)
    assert "other-share" not in rules(row(code="Z99-99-99", minutes_regular=9_000), named)
    assert "other-share" in rules(row(code="Z99-99-99", minutes_regular=9_001), named)


def test_a_task_that_stands_twice_is_named_at_its_second_place():
    tasks = [figures_of("a", row()), figures_of("b", row(name="住民票の写しの交付　", sort_key=2))]
    found = [f for f in check_sheet(FACTS, tasks) if f.finding.rule == "doubled"]
    assert [f.row for f in found] == ["b"]
    assert "doubled" not in rules(row(), row(name="住民票の写しの郵送"))
    assert "doubled" not in rules(row(), row(code="K06-01-01"))
    assert "doubled" not in rules(row(name=""), row(name=""))


@pytest.mark.parametrize(
    ("minutes", "found"), [(78_000, False), (78_001, True), (42_000, False), (41_999, True)]
)
def test_a_change_of_more_than_30_percent_wants_a_reason(minutes: int, *, found: bool):
    carried = row(previous_id="last", minutes_regular=minutes)  # 60,000 min last year
    assert ("year-change" in rules(carried, other())) is found
    explained = {**carried, "change_reason": "制度改正による増"}
    assert "year-change" not in rules(explained, other())


def test_a_task_divided_in_two_is_held_against_last_year_as_a_whole():
    half = row(previous_id="last", minutes_regular=30_000)
    assert "year-change" in rules(half)
    assert "year-change" not in rules(half, other(previous_id="last"))


def test_a_task_that_had_no_hours_last_year_has_not_changed():
    facts = replace(FACTS, previous={"last": {"name": "新規事業"}})
    assert "year-change" not in rules(row(previous_id="last"), facts=facts)
    assert "year-change" not in rules(row(previous_id="somewhere else"), facts=facts)


def test_at_most_100_percent_of_the_capacity_are_allocated():
    assert "shares-over-100" not in rules(
        row(share_hundredths=5_000), other(share_hundredths=5_000)
    )
    assert "shares-over-100" in rules(row(share_hundredths=5_000), other(share_hundredths=5_001))


def test_the_largest_tasks_up_to_80_percent_are_advised_for_the_detailed_survey():
    sheet = [row(minutes_regular=50), other(minutes_regular=30), other(minutes_regular=20)]
    tasks = [figures_of(f"t{place}", fields) for place, fields in enumerate(sheet)]
    found = [f.row for f in check_sheet(FACTS, tasks) if f.finding.rule == "detail-advised"]
    assert found == ["t0", "t1"]  # 80 % exactly; the third is not needed
    tasks[1] = tasks[1]._replace(minutes=29)
    found = [f.row for f in check_sheet(FACTS, tasks) if f.finding.rule == "detail-advised"]
    assert found == ["t0", "t1", "t2"]


def test_a_tag_without_a_reason_is_only_a_notice():
    bare = row(core_reason=None)
    assert "core-reason-missing" not in rules(bare, other())
    assert "core-reason-missing" in rules(bare, other(), level=Level.NOTICE)
    assert "core-reason-missing" not in rules(row(), other(), level=Level.NOTICE)


def test_findings_say_where_and_come_worst_first():
    checks = LiveChecks(
        FACTS,
        {
            "b": other(carry="to_confirm"),
            "a": row(name="", people_count=1),
            "c": other(minutes_regular=None, sort_key=0),
        },
    )
    told = [(f.row, f.field, f.finding.rule) for f in checks.findings]
    assert told[:5] == [
        ("c", "minutes_regular", "hours-missing"),
        ("a", "name", "name-missing"),
        ("b", "", "carry-to-confirm"),
        ("b", "name", "doubled"),
        ("a", "people_count", "one-person"),  # a risk, no slip: after the other warnings
    ]
    assert [f.finding.rule for f in checks.of_row("a")] == [
        "name-missing",
        "one-person",
        "detail-advised",
    ]
    assert checks.of_row("nobody") == ()


def test_every_rule_can_be_found_by_its_id_and_has_a_level():
    assert all(rule.id == key for key, rule in RULES.items())
    assert {rule.level for rule in RULES.values()} == set(Level)
