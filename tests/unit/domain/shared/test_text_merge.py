"""Two changes of one text in one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.shared.text_merge import merged_text

TEXTS = st.text("窓口で受付 abc\n。", max_size=20)


@pytest.mark.parametrize(
    ("base", "one", "other", "both"),
    [
        (
            "窓口で受付。",
            "窓口で必ず受付。",
            "窓口で受付。翌日処理。",
            "窓口で必ず受付。翌日処理。",
        ),
        ("a b c", "x b c", "a b y", "x b y"),
        ("一\n二\n三", "一\n二\n三\n四", "零\n一\n二\n三", "零\n一\n二\n三\n四"),
        ("同じ", "変えた", "変えた", "変えた"),
        ("元", "元", "変えた", "変えた"),
    ],
)
def test_changes_that_do_not_touch_stand_together(base, one, other, both):
    assert merged_text(base, one, other) == both
    assert merged_text(base, other, one) == both


def test_changes_of_the_same_words_give_no_text():
    assert merged_text("毎日処理する", "毎週処理する", "毎月処理する") is None


def test_both_additions_at_one_place_are_kept():
    assert merged_text("注。", "注。甲。", "注。乙。") in {"注。甲。乙。", "注。乙。甲。"}


@given(TEXTS, TEXTS)
def test_one_change_alone_is_that_change(base, changed):
    assert merged_text(base, base, changed) == changed
    assert merged_text(base, changed, base) == changed


@given(TEXTS, TEXTS, TEXTS)
def test_it_is_the_same_whoever_comes_first_or_nothing(base, one, other):
    first, second = merged_text(base, one, other), merged_text(base, other, one)
    assert (first is None) == (second is None)
