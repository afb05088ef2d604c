"""The hours cube answers any question with the sums a loop would find."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.domain.workload.cube import MONTH_KEYS, Axis, HoursCube
from bpr_studio.domain.workload.pivot import Dimension, PivotQuery

BUREAUS = ("A", "B")
CORES = ("core", "non_core", "")
STAFF = ("regular", "fiscal_part", "contractor")


def axis(keys, values):
    index = np.array([keys.index(value) for value in values], dtype=np.int32)
    return Axis(tuple(keys), tuple(f"name of {key}" for key in keys), index)


def cube_of(rows):
    """A cube from (item, bureau, core, staff, twelve minutes) rows."""
    first = [all(earlier[0] != row[0] for earlier in rows[:n]) for n, row in enumerate(rows)]
    return HoursCube(
        axes={
            Dimension.BUREAU: axis(BUREAUS, [row[1] for row in rows]),
            Dimension.CORE: axis(CORES, [row[2] for row in rows]),
            Dimension.STAFF: axis(STAFF, [row[3] for row in rows]),
        },
        months=np.array([row[4] for row in rows], dtype=np.int64).reshape(-1, 12),
        first=np.array(first, dtype=bool),
        items=np.array([row[0] for row in rows], dtype=np.int32),
    )


items = st.lists(
    st.tuples(
        st.sampled_from(BUREAUS),
        st.sampled_from(CORES),
        st.dictionaries(
            st.sampled_from(STAFF),
            st.lists(st.integers(0, 10_000), min_size=12, max_size=12),
            min_size=1,
        ),
    ),
    max_size=12,
)


def rows_of(drawn):
    return [
        (number, bureau, core, staff, minutes)
        for number, (bureau, core, by_staff) in enumerate(drawn)
        for staff, minutes in by_staff.items()
    ]


DIMENSIONS = (Dimension.BUREAU, Dimension.CORE, Dimension.STAFF, Dimension.MONTH)


@settings(max_examples=150)
@given(
    items,
    st.lists(st.sampled_from(DIMENSIONS), unique=True, max_size=4),
    st.booleans(),
    st.dictionaries(
        st.sampled_from([Dimension.BUREAU, Dimension.CORE, Dimension.STAFF]),
        st.sets(st.sampled_from([*BUREAUS, *CORES, *STAFF])).map(frozenset),
    ),
)
def test_a_pivot_has_the_sums_and_counts_of_a_plain_loop(drawn, dimensions, with_column, filters):
    rows = rows_of(drawn)
    column = dimensions[-1] if with_column and dimensions else None
    by = tuple(dimensions[:-1] if column else dimensions)
    table = cube_of(rows).pivot(PivotQuery("round", by, column, filters))

    def key(row, month, dimension):
        names = {Dimension.BUREAU: row[1], Dimension.CORE: row[2], Dimension.STAFF: row[3]}
        return MONTH_KEYS[month] if dimension is Dimension.MONTH else names[dimension]

    kept = [r for r in rows if all(key(r, 0, d) in wanted for d, wanted in filters.items())]
    sums: dict[object, int] = {}
    tasks: dict[object, set[int]] = {}
    for row, month in product(kept, range(12)):
        place = tuple(key(row, month, d) for d in by)
        across = key(row, month, column) if column else ""
        sums[place, across] = sums.get((place, across), 0) + row[4][month]
        tasks.setdefault(place, set()).add(row[0])

    assert set(table.row_keys) == set(tasks)
    for place, minutes, count in zip(table.row_keys, table.minutes, table.tasks, strict=True):
        assert count == len(tasks[place])
        for across, value in zip(table.column_keys, minutes, strict=True):
            assert value == sums.get((place, across), 0)
    assert table.total == sum(sum(row[4]) for row in kept)


def test_rows_come_in_the_order_of_the_axis_with_its_labels():
    rows = [(0, "B", "core", "regular", [1] * 12), (1, "A", "non_core", "regular", [2] * 12)]
    table = cube_of(rows).pivot(PivotQuery("round", (Dimension.BUREAU,), Dimension.CORE))
    assert table.row_keys == (("A",), ("B",))
    assert table.row_labels == (("name of A",), ("name of B",))
    assert table.column_keys == CORES
    assert table.minutes == ((0, 24, 0), (12, 0, 0))


def test_a_month_filter_keeps_only_those_months():
    rows = [(0, "A", "core", "regular", list(range(12)))]
    filters = {Dimension.MONTH: frozenset({"04", "03"})}
    table = cube_of(rows).pivot(PivotQuery("round", (), Dimension.MONTH, filters))
    assert table.column_keys == ("04", "03")
    assert table.minutes == ((0, 11),)


@pytest.mark.parametrize("column", [None, Dimension.CORE, Dimension.MONTH])
def test_an_empty_round_gives_an_empty_table(column):
    table = cube_of([]).pivot(PivotQuery("round", (Dimension.BUREAU,), column))
    assert table.row_keys == ()
    assert table.total == 0
    assert table.minutes == ()
