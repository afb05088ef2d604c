"""Percent of the capacity over rows: sums are exact, nothing is negative, doing it again is idle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.workload.allocation import allocated, over_classes, refined, remaining

CAPACITY = {"minutes_regular": 100_001, "minutes_fiscal_part": 33_333}

shares = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 10_000))
capacities = st.dictionaries(
    st.sampled_from(["regular", "fiscal_part", "dispatched"]), st.integers(0, 10_000_000)
)


def test_every_category_is_divided_in_the_same_proportions():
    found = allocated({"a": 7_500, "b": 2_500}, {"regular": 1_000, "part": 40})
    assert found == {"a": {"regular": 750, "part": 30}, "b": {"regular": 250, "part": 10}}


def test_shares_of_100_percent_use_the_capacity_to_the_minute():
    found = allocated({"a": 3_333, "b": 3_333, "c": 3_334}, CAPACITY)
    for category, minutes in CAPACITY.items():
        assert sum(row[category] for row in found.values()) == minutes


@given(shares, capacities)
def test_sums_are_exact_and_nothing_is_negative(given_shares, capacity):
    found = allocated(given_shares, capacity)
    whole = sum(given_shares.values())
    assert found.keys() == given_shares.keys()
    for category, minutes in capacity.items():
        parts = [row[category] for row in found.values()]
        assert all(part >= 0 for part in parts)
        assert sum(parts) == (minutes * whole + 5_000) // 10_000
        for row, share in given_shares.items():
            assert abs(found[row][category] - minutes * share / 10_000) <= 1.5


@given(shares, capacities, st.randoms())
def test_the_order_of_the_rows_does_not_matter(given_shares, capacity, random):
    names = list(given_shares)
    random.shuffle(names)
    assert allocated({n: given_shares[n] for n in names}, capacity) == allocated(
        given_shares, capacity
    )


def test_what_is_left_is_the_whole_less_shares_and_counted_hours():
    assert remaining({}, 0, 1_000) == 10_000
    assert remaining({"a": 2_500}, 0, 1_000) == 7_500
    assert remaining({"a": 2_500}, 250, 1_000) == 5_000
    assert remaining({"a": 9_000}, 250, 1_000) == -1_500
    assert remaining({"a": 2_500}, 250, 0) == 7_500


@given(st.integers(0, 10_000), st.lists(st.integers(0, 500), min_size=1).filter(any))
def test_refining_a_share_keeps_its_sum(share, weights):
    parts = refined(share, weights)
    assert sum(parts) == share
    assert all(part >= 0 for part in parts)


def test_refining_needs_weights():
    with pytest.raises(ValueError, match="cannot split"):
        refined(100, [0, 0])


def test_a_class_divides_its_share_over_its_rows_by_their_hours():
    rows = {"a": ("K01-01-01", 300), "b": ("K01-02-01", 100), "c": ("K02-01-01", 50)}
    assert over_classes({"K01": 4_000}, rows) == ({"a": 3_000, "b": 1_000}, ())


def test_a_class_without_hours_yet_divides_evenly_and_one_without_rows_is_named():
    rows = {"a": ("K01-01-01", 0), "b": ("K01-01-02", 0), "c": ("K02-01-01", 0)}
    found, empty = over_classes({"K01-01": 3_001, "K05": 100}, rows)
    assert found == {"a": 1_501, "b": 1_500}
    assert empty == ("K05",)


def test_a_longer_code_goes_before_the_class_above_it():
    rows = {"a": ("K01-01-01", 0), "b": ("K01-02-01", 0)}
    assert over_classes({"K01": 1_000, "K01-01-01": 200}, rows)[0] == {"a": 200, "b": 1_000}


def test_classes_are_told_apart_where_one_code_starts_like_another():
    rows = {"a": ("K010-01-01", 0)}
    assert over_classes({"K01": 1_000}, rows) == ({}, ("K01",))


@given(
    st.dictionaries(st.sampled_from(["K01", "K01-01", "K01-01-01", "K02"]), st.integers(0, 2_500)),
    st.dictionaries(
        st.text("ab", min_size=1, max_size=3),
        st.tuples(st.sampled_from(["K01-01-01", "K01-01-02", "K02-01-01"]), st.integers(-5, 1_000)),
    ),
)
def test_every_class_with_rows_gives_exactly_its_share(given_shares, rows):
    found, empty = over_classes(given_shares, rows)
    assert sum(found.values()) == sum(s for code, s in given_shares.items() if code not in empty)
    assert all(share >= 0 for share in found.values())
