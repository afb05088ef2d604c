"""The digest of a sheet: equal exactly when every figure is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.domain.workload.figures import FIGURES, STEP_FIGURES, digest_of, figures_hash

if TYPE_CHECKING:
    from collections.abc import Mapping

TASK: Mapping[str, object] = {
    "code": "K01-01-01",
    "name": "窓口",
    "minutes_regular": 7200,
    "month_profile": [10, 8, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9],
}
VALUES = st.none() | st.integers(0, 10**6) | st.text(max_size=5)
TASKS = st.dictionaries(st.sampled_from(FIGURES), VALUES)


def test_every_column_of_the_common_format_is_covered():
    assert set(load_survey_format("overall", 1).fields) <= set(FIGURES)


def test_every_column_of_the_detailed_format_is_covered():
    assert set(load_survey_format("detailed", 1).fields) <= set(STEP_FIGURES)


def test_figures_of_steps_are_others_than_those_of_tasks():
    step = {"name": "審査", "minutes_per_case": 5, "bounds": [1, 2]}
    number = figures_hash(step, STEP_FIGURES)
    assert figures_hash({**step, "bounds": None}, STEP_FIGURES) == number
    assert figures_hash({**step, "minutes_per_case": 6}, STEP_FIGURES) != number


@pytest.mark.parametrize("field", FIGURES)
def test_every_figure_counts(field):
    assert figures_hash({**TASK, field: "anders"}) != figures_hash(TASK)


@pytest.mark.parametrize("field", ["sort_key", "slot", "carry", "previous_id", "id", "unit_id"])
def test_place_and_origin_of_a_row_are_no_figures(field):
    assert figures_hash({**TASK, field: "anders"}) == figures_hash(TASK)


def test_an_empty_answer_is_no_answer():
    assert figures_hash({**TASK, "note": None}) == figures_hash(TASK)


def test_the_number_stays_what_it_is_across_versions():
    """Approvals are stored: another number for the same figures would end all of them."""
    assert figures_hash(TASK) == 7739120155884245832
    assert digest_of({}) == "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b"


@given(TASKS, TASKS)
def test_numbers_differ_exactly_where_figures_do(one, other):
    same = {k: v for k, v in one.items() if v is not None} == {
        k: v for k, v in other.items() if v is not None
    }
    assert (figures_hash(one) == figures_hash(other)) == same
    assert 0 <= figures_hash(one) < 2**63


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(0, 9).map(str)), st.randoms())
def test_the_digest_knows_rows_not_their_order(rows, rng):
    pairs = list(rows.items())
    rng.shuffle(pairs)
    assert digest_of(dict(pairs)) == digest_of(rows)
    assert digest_of({**rows, "d": "1"}) != digest_of(rows)
    assert digest_of({**rows, "d": "1"}) != digest_of({**rows, "d": "2"})
