"""Choosing cities of similar size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.benchmark.similar import Choice, Selection, chosen
from tests.builders_answer import city

OURS = city(0, population=900_000, wards=7)
CITIES = [
    city(1, population=700_000, wards=7),
    city(2, population=1_000_000, wards=14),
    city(3, population=2_300_000, wards=16),
    city(4, population=0),
    city(5, population=1_200_000, wards=13),
]


def names(**choice: object) -> list[str]:
    selection = Selection(**choice)  # type: ignore[arg-type] # one dict of mixed types
    return [one.city_name for one in chosen(OURS, CITIES, selection)]


def test_the_nearest_in_population_come_first_and_those_without_residents_last():
    assert names() == ["架空2市", "架空1市", "架空5市", "架空3市", "架空4市"]


def test_the_nearest_are_counted():
    assert names(choice=Choice.NEAREST, count=2) == ["架空2市", "架空1市"]


@pytest.mark.parametrize(("percent", "count"), [(10, 0), (12, 1), (30, 2), (34, 3), (100, 4)])
def test_a_range_around_our_population(percent, count):
    assert len(names(choice=Choice.WITHIN, percent=percent)) == count


def test_similar_wards_leave_out_twice_as_many_and_those_that_do_not_tell():
    assert names(like_wards=True) == ["架空1市", "架空5市"]


def test_by_hand_leaves_out_what_was_taken_away_and_nothing_else():
    left_out = frozenset({CITIES[1].city_code})
    found = names(choice=Choice.BY_HAND, left_out=left_out, like_wards=True)
    assert found == ["架空1市", "架空5市", "架空3市", "架空4市"]


def test_every_choice_is_said_in_words():
    assert Selection(Choice.NEAREST, count=2).words(OURS) == (
        "the 2 cities nearest to our population of 900,000"
    )
    assert Selection(Choice.WITHIN, like_wards=True).words(OURS) == (
        "cities within ±30 % of our population of 900,000, similar number of wards"
    )
    assert Selection(Choice.BY_HAND, like_wards=True).words(OURS) == "cities chosen by hand"


@given(st.integers(1, 19), st.integers(1, 19), st.randoms(use_true_random=False))
def test_more_cities_keep_those_of_fewer(few, more, random):
    mixed = list(CITIES)
    random.shuffle(mixed)
    small, large = sorted((few, more))
    less = chosen(OURS, mixed, Selection(Choice.NEAREST, count=small))
    assert less == chosen(OURS, CITIES, Selection(Choice.NEAREST, count=large))[: len(less)]
