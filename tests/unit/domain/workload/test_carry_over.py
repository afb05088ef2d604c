"""Last year's rows as this year's drafts: nothing is lost or invented when sections change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.organisation.units import Succession, SuccessionKind
from bpr_studio.domain.workload.carry_over import (
    AMOUNTS,
    TO_CONFIRM,
    Part,
    carried_row,
    carried_slot,
    divided,
    heritage_of,
    shares_in,
)

AMOUNT = st.integers(0, 10**6)
ROWS = st.dictionaries(st.sampled_from(AMOUNTS), AMOUNT)
WEIGHTS = st.lists(st.integers(0, 100), min_size=1, max_size=5)


def line(origin: str, target: str, kind: SuccessionKind, share: int) -> Succession:
    return Succession(origin, target, kind, share)


def test_a_row_takes_its_content_along_and_waits_to_be_confirmed():
    stored = {
        "name": "窓口",
        "minutes_regular": 60,
        "core_note": "法",
        "month_profile": [1] * 12,
        "change_reason": "増えた",
        "slot": "0001",
        "sort_key": 3,
        "year_minutes": 60,
        "carry": "confirmed",
        "previous_id": "before that",
    }
    assert carried_row(stored, "p") == {
        "name": "窓口",
        "minutes_regular": 60,
        "core_note": "法",
        "month_profile": [1] * 12,
        "previous_id": "p",
        "carry": TO_CONFIRM,
    }


def test_a_split_of_60_to_40_keeps_the_minutes():
    rows = divided({"name": "窓口", "minutes_regular": 101, "case_count": 7}, [60, 40])
    assert rows == [
        {"name": "窓口", "minutes_regular": 61, "case_count": 4},
        {"name": "窓口", "minutes_regular": 40, "case_count": 3},
    ]


def test_a_row_without_amounts_goes_to_every_successor():
    assert divided({"name": "窓口"}, [60, 40]) == [{"name": "窓口"}, {"name": "窓口"}]


def test_a_row_too_small_to_be_divided_goes_to_one_successor():
    assert divided({"minutes_regular": 1}, [50, 50]) == [{"minutes_regular": 1}, None]


@given(ROWS, WEIGHTS)
def test_amounts_of_divided_rows_add_up(row, weights):
    rows = [part for part in divided(row, weights) if part is not None]
    for name in AMOUNTS:
        assert sum(int(str(part.get(name) or 0)) for part in rows) == row.get(name, 0)
    assert rows


def test_faulty_negative_amounts_are_not_multiplied():
    rows = divided({"minutes_regular": -3}, [50, 50])
    assert [row and row["minutes_regular"] for row in rows] == [-2, -1]


def test_sections_go_where_the_successions_say():
    found = heritage_of(
        ["kept", "split", "old1", "old2", "gone", "silent"],
        [
            line("kept", "k", SuccessionKind.CONTINUED, 100),
            line("split", "s2", SuccessionKind.SPLIT, 40),
            line("split", "s1", SuccessionKind.SPLIT, 50),
            line("old1", "m", SuccessionKind.MERGED, 100),
            line("old2", "m", SuccessionKind.MERGED, 100),
            line("gone", "", SuccessionKind.ABOLISHED, 100),
            line("", "fresh", SuccessionKind.NEW, 0),
        ],
    )
    assert found.parts == {
        "kept": (Part("k", 100),),
        "split": (Part("s1", 50), Part("s2", 40)),
        "old1": (Part("m", 100),),
        "old2": (Part("m", 100),),
        "gone": (),
        "silent": (),
    }
    assert found.uneven == {"split": 90}
    assert found.unstated == {"silent"}


def test_percentages_stay_when_a_section_stays():
    assert shares_in([(1000, [6000, 4000])]) == [[6000, 4000]]


def test_percentages_of_a_merged_section_are_of_its_whole_capacity():
    assert shares_in([(300, [10000]), (100, [5000, 5000])]) == [[7500], [1250, 1250]]


def test_percentages_stay_where_no_capacity_is_known():
    assert shares_in([(0, [10000]), (0, [])]) == [[10000], []]


@given(st.lists(st.tuples(st.integers(1, 10**6), st.lists(AMOUNT, max_size=4)), max_size=4))
def test_percentages_together_never_grow(origins):
    scaled = shares_in(origins)
    before = max((sum(shares) for _, shares in origins), default=0)
    assert sum(map(sum, scaled)) <= before + len(origins)
    assert [len(part) for part in scaled] == [len(shares) for _, shares in origins]


def test_slots_are_the_same_everywhere_and_differ():
    assert carried_slot("a") == carried_slot("a") != carried_slot("b")
