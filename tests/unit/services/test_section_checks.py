"""Which sections are named for a second look, and what a list of them adds up to."""

from dataclasses import replace

import pytest

from bpr_studio.services.section_checks import (
    SectionCheck,
    checks_of,
    has_answered,
    load_of,
    non_core_share,
    sums_of,
)
from bpr_studio.services.views import SectionStatus

ANSWERED = SectionStatus(
    unit_id="u1",
    unit_code="0101",
    unit_name="市民課",
    bureau_name="市民局",
    state="leader_check",
    tasks=10,
    minutes=60_000,
    staff_minutes=60_000,
    non_core=20_000,
    untagged=0,
    capacity=60_000,
    file_name="a.xlsx",
    collected_at="2026-06-01T09:00:00+00:00",
)
MISSING = replace(
    ANSWERED, state="draft", tasks=0, minutes=0, staff_minutes=0, non_core=0, collected_at=""
)


def test_an_ordinary_answer_has_nothing_to_look_at():
    assert checks_of(ANSWERED) == ()


def test_a_section_without_answer_is_only_missing():
    assert checks_of(MISSING) == (SectionCheck.MISSING,)
    assert not has_answered(MISSING)
    assert load_of(MISSING) is None


def test_tasks_without_a_sheet_count_as_an_answer():
    assert has_answered(replace(ANSWERED, state="draft"))


def test_tasks_carried_over_from_last_year_are_no_answer_yet():
    assert not has_answered(replace(ANSWERED, state="draft", unconfirmed=10))
    assert has_answered(replace(ANSWERED, state="draft", unconfirmed=9))
    assert has_answered(replace(ANSWERED, state="returned", unconfirmed=10))


def test_a_section_that_is_not_asked_is_not_missing():
    assert checks_of(replace(MISSING, state="")) == ()


@pytest.mark.parametrize(
    ("capacity", "found"),
    [
        (60_000, ()),
        (52_174, ()),  # 115.0 %
        (52_173, (SectionCheck.LOAD_HIGH,)),
        (70_588, ()),  # 85.0 %
        (70_589, (SectionCheck.LOAD_LOW,)),
        (0, (SectionCheck.NO_STAFF,)),
    ],
)
def test_work_is_compared_with_the_capacity(capacity, found):
    assert checks_of(replace(ANSWERED, capacity=capacity)) == found


def test_contractors_do_not_use_the_capacity():
    mostly_contracted = replace(ANSWERED, minutes=120_000, non_core=50_000)
    assert load_of(mostly_contracted) == 1.0
    assert checks_of(mostly_contracted) == ()


def test_work_nobody_judged_is_named():
    assert checks_of(replace(ANSWERED, untagged=1)) == (SectionCheck.UNTAGGED,)


@pytest.mark.parametrize("non_core", [0, 60_000])
def test_a_section_of_one_kind_of_work_is_named(non_core):
    assert checks_of(replace(ANSWERED, non_core=non_core)) == (SectionCheck.ONE_SIDED,)


def test_nothing_judged_at_all_is_not_called_one_sided():
    unjudged = replace(ANSWERED, non_core=0, untagged=60_000)
    assert checks_of(unjudged) == (SectionCheck.UNTAGGED,)
    assert non_core_share(unjudged) is None


def test_sums_take_the_load_from_sections_that_answered():
    sums = sums_of([ANSWERED, MISSING])
    assert (sums.sections, sums.answered, sums.tasks) == (2, 1, 10)
    assert (sums.capacity, sums.capacity_all) == (60_000, 120_000)
    assert sums.load == 1.0
    assert sums.non_core_share == pytest.approx(1 / 3)


def test_sums_of_nothing_have_no_shares():
    assert sums_of([]).load is None
    assert sums_of([MISSING]).non_core_share is None
