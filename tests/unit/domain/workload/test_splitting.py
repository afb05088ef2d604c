"""Splitting many rows at once gives what splitting one by one gives, and always adds up."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.shared.quantities import spread
from bpr_studio.domain.workload.splitting import largest_remainders, split_months

weights = st.lists(st.integers(0, 1000), min_size=3, max_size=3)


@given(st.lists(st.tuples(st.integers(0, 10**7), weights), max_size=6))
def test_rows_are_split_as_one_by_one(rows):
    totals = np.array([total for total, _ in rows], dtype=np.int64)
    shares = np.array([share for _, share in rows], dtype=np.int64).reshape(-1, 3)
    found = largest_remainders(totals, shares)
    for (total, share), parts in zip(rows, found.tolist(), strict=True):
        assert parts == (spread(total, share) if any(share) else [0, 0, 0])


@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 10**5), min_size=12, max_size=12), weights.filter(any)),
        max_size=5,
    )
)
def test_months_and_parts_both_add_up(rows):
    months = np.array([minutes for minutes, _ in rows], dtype=np.int64).reshape(-1, 12)
    shares = np.array([share for _, share in rows], dtype=np.int64).reshape(-1, 3)
    parts = split_months(months, shares)
    assert (parts >= 0).all()
    assert np.array_equal(parts.sum(axis=1), months)
    assert np.array_equal(parts.sum(axis=2), largest_remainders(months.sum(axis=1), shares))
