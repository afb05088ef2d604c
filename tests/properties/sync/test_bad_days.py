"""Invariants I1–I10 over random bad days (sync.md §9); `./bpr soak` plays many more of them."""

from __future__ import annotations

import pytest

from tests.properties.sync.oracle import judge
from tests.properties.sync.worlds import World

SEEDS = 500
_PER_TEST = 25


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SEEDS, _PER_TEST))
def test_after_a_bad_day_everybody_has_everything_and_nothing_was_overwritten(first):
    violations = {
        seed: found
        for seed in range(first, first + _PER_TEST)
        if (found := judge(World(seed).play().calm_down()))
    }
    assert violations == {}


def test_a_few_bad_days_among_the_fast_tests():
    for seed in range(10_000, 10_004):
        assert judge(World(seed).play(40).calm_down()) == [], seed
