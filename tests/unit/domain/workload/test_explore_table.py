"""The explorer's tables have the sums a loop finds, and add up over any split."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.workload.cube import MONTH_KEYS, Axis, HoursCube
from bpr_studio.domain.workload.explore import Against, ExploreView, Measure, Side, Sorting
from bpr_studio.domain.workload.explore_table import NOT_MAPPED, Asked, explore
from bpr_studio.domain.workload.facts import (
    UNKNOWN,
    StepMinutes,
    SurveyFacts,
    TaskTold,
    UnitShares,
)
from bpr_studio.domain.workload.pivot import Dimension

SECTIONS = ("s1", "s2", "s3")
CORES = ("core", "non_core", "")
STAFF = ("regular", "fiscal_part", "contractor")
STEPS = ("P01", "P02")
RATES = {"regular": 3000, "contractor": 1200}  # the hour of part-timers has no price


def axis(keys, values):
    index = np.array([keys.index(value) for value in values], dtype=np.int32)
    return Axis(tuple(keys), tuple(f"name of {key}" for key in keys), index)


def facts_of(tasks, shares=None):
    """Facts of (section, core, {staff: months}, cases, people, {step type: minutes}) tasks."""
    rows = [
        (number, section, core, staff, months)
        for number, (section, core, by_staff, *_) in enumerate(tasks)
        for staff, months in by_staff.items()
    ]
    cube = HoursCube(
        axes={
            Dimension.SECTION: axis(SECTIONS, [row[1] for row in rows]),
            Dimension.CORE: axis(CORES, [row[2] for row in rows]),
            Dimension.STAFF: axis(STAFF, [row[3] for row in rows]),
        },
        months=np.array([row[4] for row in rows], dtype=np.int64).reshape(-1, 12),
        first=np.ones(len(rows), dtype=bool),
        items=np.array([row[0] for row in rows], dtype=np.int32),
        item_ids=tuple(f"task-{n}" for n in range(len(tasks))),
        units=np.array([SECTIONS.index(row[1]) for row in rows], dtype=np.int32),
        unit_ids=SECTIONS,
    )
    dug = [n for n, task in enumerate(tasks) if task[5]]
    steps = StepMinutes(
        STEPS,
        STEPS,
        np.array(dug, dtype=np.int64),
        np.array([[tasks[n][5].get(s, 0) for s in STEPS] for n in dug], dtype=np.int64).reshape(
            -1, len(STEPS)
        ),
    )
    told = TaskTold(
        np.array([UNKNOWN if t[3] is None else t[3] for t in tasks], dtype=np.int64),
        np.array([UNKNOWN if t[4] is None else t[4] for t in tasks], dtype=np.int64),
        steps,
    )
    return SurveyFacts(cube, told, shares=shares, rates=RATES)


months = st.lists(st.integers(0, 9_000), min_size=12, max_size=12).filter(any)
task = st.tuples(
    st.sampled_from(SECTIONS),
    st.sampled_from(CORES),
    st.dictionaries(st.sampled_from(STAFF), months, min_size=1),
    st.none() | st.integers(0, 500),
    st.none() | st.integers(0, 9),
    st.dictionaries(st.sampled_from(STEPS), st.integers(0, 200_000)),
)
tasks_drawn = st.lists(task, max_size=9)
DIMENSIONS = (
    Dimension.SECTION,
    Dimension.CORE,
    Dimension.STAFF,
    Dimension.MONTH,
    Dimension.STEP_TYPE,
)
KEYS = {
    Dimension.SECTION: SECTIONS,
    Dimension.CORE: CORES,
    Dimension.STAFF: STAFF,
    Dimension.MONTH: MONTH_KEYS,
    Dimension.STEP_TYPE: (*STEPS, ""),
}
ALL_COUNTED = (Measure.HOURS, Measure.CASES, Measure.TASKS, Measure.PEOPLE, Measure.COST)


@st.composite
def views(draw, dimensions=DIMENSIONS):
    chosen = draw(st.lists(st.sampled_from(dimensions), unique=True, max_size=4))
    cut = draw(st.integers(0, len(chosen)))
    filters = draw(
        st.dictionaries(st.sampled_from(dimensions), st.sets(st.integers(0, 11)), max_size=2)
    )
    kept = tuple(
        (d, tuple(KEYS[d][n % len(KEYS[d])] for n in sorted(places)))
        for d, places in filters.items()
    )
    return ExploreView(tuple(chosen[:cut]), tuple(chosen[cut:]), kept, measures=ALL_COUNTED)


def looped(tasks, view):
    """Minutes, cases, tasks and people by a plain loop, without step types."""
    cells: dict[object, list[Any]] = {}
    for number, (section, core, by_staff, cases, people, _) in enumerate(tasks):
        for (staff, minutes), month in product(by_staff.items(), range(12)):
            key = {
                Dimension.SECTION: section,
                Dimension.CORE: core,
                Dimension.STAFF: staff,
                Dimension.MONTH: MONTH_KEYS[month],
            }
            if not minutes[month] or any(key[d] not in keys for d, keys in view.filters):
                continue
            place = tuple(key[d] for d in view.rows), tuple(key[d] for d in view.columns)
            for row, column in product((place[0], None), (place[1], None)):
                cell = cells.setdefault((row, column), [0, {}])
                cell[0] += minutes[month]
                cell[1][number] = (cases, people)
    return cells


def whole(values):
    known = [value for value in values if value is not None]
    return sum(known) if known or not values else None


@settings(max_examples=60, deadline=None)
@given(tasks_drawn, views(DIMENSIONS[:4]))
def test_cells_and_totals_are_those_of_a_plain_loop(tasks, view):
    table = explore(view, Asked(facts_of(tasks)))
    cells = looped(tasks, view)
    assert set(table.row_keys) == {row for row, _ in cells if row is not None}
    rows = [*table.row_keys, None]
    for row, values in zip(rows, [*table.values, table.totals], strict=True):
        for column, value in zip(table.columns, values.tolist(), strict=True):
            minutes, found = cells.get((row, None if column.total else column.keys), (0, {}))
            expected = {
                Measure.HOURS: minutes,
                Measure.TASKS: len(found),
                Measure.CASES: whole([cases for cases, _ in found.values()]),
                Measure.PEOPLE: whole([people for _, people in found.values()]),
            }
            if column.measure in expected:
                wanted = expected[column.measure]
                assert np.isnan(value) if wanted is None else value == wanted


@settings(max_examples=60, deadline=None)
@given(tasks_drawn, views())
def test_hours_and_shares_add_up_over_any_split(tasks, view):
    asked = Asked(facts_of(tasks))
    shares = (Measure.HOURS, Measure.SHARE, Measure.ROW_SHARE, Measure.COLUMN_SHARE)
    table = explore(ExploreView(view.rows, view.columns, view.filters, measures=shares), asked)
    plain = explore(ExploreView((), (), view.filters), asked)
    assert table.totals[-4] == plain.totals[-1]
    for place, measure in enumerate(shares[:2]):
        cells = table.values[:, place::4]
        assert np.allclose(cells.sum(axis=0), table.totals[place::4]), measure
        if view.columns:
            assert np.allclose(cells[:, :-1].sum(axis=1), cells[:, -1]), measure
    if table.totals[-4] and view.columns:
        assert np.allclose(table.values[:, 2::4][:, :-1].sum(axis=1), 100)
    if len(table.values):
        assert np.allclose(table.values[:, 3::4].sum(axis=0), 100)


@settings(max_examples=40, deadline=None)
@given(tasks_drawn, views(), st.sampled_from(DIMENSIONS), st.data())
def test_filters_that_part_the_rows_part_the_hours(tasks, view, dimension, data):
    asked = Asked(facts_of(tasks))
    plain = ExploreView(view.rows, view.columns)
    split = data.draw(st.sets(st.sampled_from(KEYS[dimension])))
    parts = [split, set(KEYS[dimension]) - split]
    sums = [
        explore(plain.filtered(dimension, tuple(part)), asked).totals[-1] for part in parts if part
    ]
    assert sum(sums) == explore(plain, asked).totals[-1]


@settings(max_examples=40, deadline=None)
@given(
    tasks_drawn,
    views(DIMENSIONS),
    st.lists(
        st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(any), min_size=3, max_size=3
    ),
)
def test_another_organisation_keeps_hours_cases_and_tasks(tasks, view, weights):
    keys = ("n1", "n2", NOT_MAPPED)
    shares = UnitShares(
        {Dimension.SECTION: Axis(keys, keys, np.arange(3, dtype=np.int32))},
        np.tile(np.arange(3), (3, 1)),
        np.array(weights, dtype=np.int64),
    )
    moved = Asked(facts_of(tasks, shares))
    plain = ExploreView(measures=ALL_COUNTED, rows=())
    before = explore(plain, Asked(facts_of(tasks)))
    after = explore(plain, moved)
    assert np.array_equal(before.totals, after.totals, equal_nan=True)
    table = explore(ExploreView(view.rows, view.columns), moved)
    assert table.totals[-1] == before.totals[0]
    by_unit = explore(ExploreView((Dimension.SECTION,), measures=(Measure.CASES,)), moved)
    known = np.nan_to_num(before.totals[1])
    assert np.nansum(by_unit.values) <= known  # units without minutes left show no cases


def one_task(**changes):
    values = {
        "section": "s1",
        "core": "core",
        "staff": {"regular": [60] * 12},
        "cases": 10,
        "people": 2,
        "steps": {},
        **changes,
    }
    return tuple(values.values())


def test_steps_count_as_they_are_and_the_rest_stands_under_no_steps():
    task = one_task(steps={"P01": 300, "P02": 120})
    table = explore(ExploreView((Dimension.STEP_TYPE,)), Asked(facts_of([task])))
    assert table.row_keys == (("P01",), ("P02",), ("",))
    assert table.values[:, 0].tolist() == [300, 120, 300]


def test_steps_longer_than_their_task_are_scaled_down_to_it():
    task = one_task(steps={"P01": 1440, "P02": 720})
    table = explore(ExploreView((Dimension.STEP_TYPE,)), Asked(facts_of([task])))
    assert table.values[:, 0].tolist() == [480, 240]


def test_hours_without_a_price_are_told_and_never_guessed():
    tasks = [one_task(), one_task(staff={"fiscal_part": [5] * 12})]
    view = ExploreView((Dimension.STAFF,), measures=(Measure.COST,))
    table = explore(view, Asked(facts_of(tasks)))
    assert table.values[0, 0] == 12 * 3000
    assert np.isnan(table.values[1, 0])
    assert table.totals[0] == 12 * 3000
    assert table.facts.unpriced == 60
    assert table.facts.unpriced_staff == ("name of fiscal_part",)


def test_minutes_per_case_leave_out_tasks_that_count_none():
    tasks = [one_task(), one_task(cases=None, staff={"regular": [1000] * 12})]
    view = ExploreView((), measures=(Measure.MINUTES_PER_CASE,))
    table = explore(view, Asked(facts_of(tasks)))
    assert table.totals[0] == 72
    assert table.facts.uncounted == 12_000


def test_person_years_are_unknown_without_the_hours_of_a_full_timer():
    view = ExploreView((), measures=(Measure.FTE,))
    assert np.isnan(explore(view, Asked(facts_of([one_task()]))).totals[0])
    assert explore(view, Asked(facts_of([one_task()]), 7200)).totals[0] == 0.1


def test_the_others_keep_the_totals_and_count_a_task_once():
    tasks = [one_task(staff={"regular": [n] * 12, "fiscal_part": [1] * 12}) for n in (9, 5, 3)]
    view = ExploreView(
        (Dimension.STAFF,), measures=(Measure.HOURS, Measure.TASKS), sorting=Sorting(), top=1
    )
    table = explore(view, Asked(facts_of(tasks)))
    assert table.others == 2
    assert table.values.tolist() == [[240, 3]]
    assert table.totals.tolist() == [240, 3]


def test_rows_are_sorted_inside_their_outer_row():
    tasks = [
        one_task(section=section, core=core, staff={"regular": [n] * 12})
        for section, core, n in (("s1", "core", 1), ("s1", "non_core", 2), ("s2", "core", 9))
    ]
    view = ExploreView((Dimension.SECTION, Dimension.CORE), sorting=Sorting())
    table = explore(view, Asked(facts_of(tasks)))
    assert table.row_keys == (("s2", "core"), ("s1", "non_core"), ("s1", "core"))


def test_last_year_stands_beside_with_difference_and_percent():
    now = [one_task(), one_task(section="s3")]
    before = [one_task(staff={"regular": [80] * 12}), one_task(section="s2")]
    view = ExploreView((Dimension.SECTION,), against=Against.LAST_YEAR)
    table = explore(view, Asked(facts_of(now)), Asked(facts_of(before)))
    assert table.row_keys == (("s1",), ("s2",), ("s3",))
    assert [column.side for column in table.columns] == list(Side)
    assert table.values[0].tolist() == [720, 960, -240, -25]
    assert table.values[1].tolist() == [0, 720, -720, -100]
    assert table.values[2][:3].tolist() == [720, 0, 720]
    assert np.isnan(table.values[2][3])


def test_a_field_named_twice_is_refused():
    view = ExploreView((Dimension.CORE,), (Dimension.CORE,))
    with pytest.raises(RefusedError):
        explore(view, Asked(facts_of([])))


def test_an_empty_round_gives_an_empty_table():
    table = explore(ExploreView((Dimension.SECTION,), (Dimension.CORE,)), Asked(facts_of([])))
    assert table.row_keys == ()
    assert table.totals.tolist() == [0]
