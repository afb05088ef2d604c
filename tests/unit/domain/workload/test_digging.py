"""Where to dig: no smaller set of tasks holds the asked share of the non-core hours."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.workload.digging import (
    Diggable,
    by_class,
    by_unit,
    count_for,
    curve,
    dig,
)

SIZES = st.lists(st.integers(0, 50), min_size=1, max_size=9)
PERCENT = st.integers(1, 100)


def tasks(minutes: list[int]) -> Diggable:
    """Tasks t00, t01 … of two units and three classes in turn."""
    return Diggable.of(
        [
            (f"t{number:02}", f"u{number % 2}", f"c{number % 3}", size)
            for number, size in enumerate(minutes)
        ]
    )


def test_the_longest_tasks_come_first_until_the_share_is_reached():
    found = dig(tasks([10, 60, 5, 20, 5]), 80)
    assert found.ids == ("t01", "t03")
    assert (found.minutes, found.total, found.candidates) == (80, 100, 5)
    assert found.share == 0.8


def test_tasks_of_the_same_length_come_by_id():
    assert dig(tasks([10, 10, 10, 10]), 50).ids == ("t00", "t01")
    backwards = Diggable.of([(f"t{n:02}", "u", "c", 10) for n in (3, 1, 2, 0)])
    assert dig(backwards, 50).ids == ("t00", "t01")


@given(SIZES, PERCENT)
def test_no_smaller_set_holds_the_share(minutes: list[int], percent: int):
    found = dig(tasks(minutes), percent)
    total = sum(minutes)
    assert found.minutes * 100 >= total * percent
    fewer = len(found.ids) - 1
    if fewer >= 0:
        best = max(map(sum, combinations(minutes, fewer)))
        assert best * 100 < total * percent


@given(SIZES, PERCENT)
def test_sections_and_classes_add_up_to_the_proposal(minutes: list[int], percent: int):
    all_tasks = tasks(minutes)
    found = dig(all_tasks, percent)
    for groups in (by_unit(all_tasks, len(found.ids)), by_class(all_tasks, len(found.ids))):
        assert sum(group.tasks for group in groups) == len(found.ids)
        assert sum(group.minutes for group in groups) == found.minutes
        assert all(group.tasks <= group.all_tasks for group in groups)
        assert all(group.minutes <= group.all_minutes for group in groups)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=400))
def test_the_curve_climbs_from_nothing_to_everything(minutes: list[int]):
    points = curve(tasks(minutes))
    assert points[0] == (0, 0.0)
    assert list(points) == sorted(points)
    if sum(minutes):
        assert points[-1] == (len(minutes), 1.0)


def test_a_section_is_dug_by_itself():
    one = tasks([10, 60, 5, 20, 5]).of_units(frozenset({"u0"}))
    assert (one.total, dig(one, 50).ids) == (20, ("t00",))


def test_nothing_to_dig_is_no_fault():
    assert dig(Diggable.of([]), 80).ids == ()
    assert dig(tasks([0, 0]), 80).ids == ()
    assert dig(Diggable.of([]), 80).share == 0.0


def test_a_share_that_is_none_is_refused():
    with pytest.raises(ValueError, match="percent"):
        count_for(tasks([1]), 0)
