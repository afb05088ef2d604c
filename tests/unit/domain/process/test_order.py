"""Keys that keep siblings in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.process.order import key_between, spaced_keys


@pytest.mark.parametrize("count", [0, 1, 17, 18, 1000, 5000])
def test_spaced_keys_are_in_order_and_distinct(count: int):
    keys = spaced_keys(count)
    assert keys == sorted(set(keys))
    assert len(keys) == count


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_there_is_always_room_between_two_neighbours(places: list[int]):
    keys = spaced_keys(3)
    for place in places:
        index = place % (len(keys) + 1)
        before = keys[index - 1] if index else ""
        after = keys[index] if index < len(keys) else ""
        keys.insert(index, key_between(before, after))
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(("before", "after"), [("b", "a"), ("a", "a"), ("a", "a0")])
def test_keys_that_are_not_in_order_are_refused(before: str, after: str):
    with pytest.raises(ValueError, match="no key fits"):
        key_between(before, after)
