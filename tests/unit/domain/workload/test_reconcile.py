"""Hours of a task in the overall survey against the sum of its steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.workload.reconcile import (
    TOLERANCE_PERCENT,
    Reconciliation,
    Verdict,
    advice,
    percent_text,
    reconcile,
)


def of(overall: int, *minutes: int | None) -> Reconciliation:
    return reconcile(overall, [(f"s{n}", each, 5.0) for n, each in enumerate(minutes)])


@pytest.mark.parametrize(
    ("overall", "steps", "verdict"),
    [
        (37_200, (34_800,), Verdict.FITS),  # 620 h and 580 h
        (1000, (800,), Verdict.FITS),
        (1000, (799,), Verdict.TOO_LOW),
        (1000, (1200,), Verdict.FITS),
        (1000, (1201,), Verdict.TOO_HIGH),
        (1000, (), Verdict.NO_STEPS),
        (0, (100,), Verdict.NO_HOURS),
        (1000, (100, None), Verdict.UNFINISHED),
        (1000, (1000, None), Verdict.FITS),
        (1000, (1201, None), Verdict.TOO_HIGH),
    ],
)
def test_the_verdict_follows_the_difference(
    overall: int, steps: tuple[int | None, ...], verdict: Verdict
):
    assert of(overall, *steps).verdict is verdict


@given(st.integers(1, 10**7), st.integers(0, 2 * 10**7))
def test_the_missing_minutes_make_it_fit_and_no_fewer_do(overall: int, detailed: int):
    sums = of(overall, detailed)
    mended = of(overall, detailed + sums.missing)
    assert abs(mended.difference) * 100 <= overall * TOLERANCE_PERCENT
    if sums.missing:
        nearly = sums.missing - (1 if sums.missing > 0 else -1)
        assert abs(sums.difference + nearly) * 100 > overall * TOLERANCE_PERCENT


def test_the_heaviest_step_says_what_its_time_would_have_to_be():
    sums = reconcile(1000, [("a", 100, 2.0), ("b", 600, 3.0), ("c", None, None)])
    assert sums.largest is not None
    assert sums.largest.row == "b"
    assert sums.fitting_minutes_per_case == pytest.approx(4.5)  # 900 minutes instead of 600
    assert of(100, 600, 600).fitting_minutes_per_case is None  # no change of one step helps
    assert of(100).fitting_minutes_per_case is None


def test_differences_carry_their_sign():
    assert [percent_text(ratio) for ratio in (-0.0645, 0.2, 0.001)] == ["−6 %", "+20 %", "±0 %"]


def test_every_verdict_but_a_good_one_says_what_to_do():
    cases = [of(0, 1), of(1000), of(1000, 1), of(1000, 1, None), of(1000, 5000)]
    assert all(advice(sums).endswith((".", "?")) for sums in cases)
    assert advice(of(1000, 1000)) == ""


def test_advice_names_the_distance_it_means():
    far = of(60_000, 30_000)  # 1,000 and 500 hours: 500 to the sum, 300 into the band
    assert advice(far).startswith("300.0 more hours bring the sum within 20%.")
