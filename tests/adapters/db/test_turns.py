"""What arrives is dealt out to turns that leave the file free again soon."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.db.taking_in import Arriving, Turns, by_row
from bpr_studio.domain.replication.ops import OpDraft, Stamp, encode_body, seal

if TYPE_CHECKING:
    from collections.abc import Iterable

CONSTANTS = "bpr_studio.adapters.db.taking_in."
LONGEST = 0.01
"""Seconds a turn may be while others write; alone it may be four times as long."""


@pytest.fixture(autouse=True)
def _lengths(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested is how turns follow the time they take, not the times themselves."""
    for name, value in {
        "_LONGEST_TURN": LONGEST,
        "_LONGEST_ALONE": 4 * LONGEST,
        "_ALONE": 5.0,
        "_FIRST_SIZE": 100,
        "_SIZES": (30, 2_000),
    }.items():
        monkeypatch.setattr(CONSTANTS + name, value)


def arriving(rows: Iterable[tuple[str, str]]) -> list[Arriving]:
    """One op for each of these rows, in this order."""
    found = []
    for number, (entity, row) in enumerate(rows, 1):
        draft = OpDraft("set", entity, row, {"name": str(number)})
        body = encode_body(draft)
        stamp = Stamp("actor0000000x", number, number, number)
        found.append(Arriving(seal(draft, stamp, body), body, "org"))
    return found


def turns(rows: int, ops_each: int = 1) -> Turns:
    keys = [("work_item", f"r{row}") for row in range(rows) for _ in range(ops_each)]
    return Turns(by_row(arriving(keys)))


def sizes(dealt: Turns, *took: tuple[float, float]) -> list[int]:
    """Rows of the first turns: each takes so long, with so long since others wrote."""
    times = iter(took)
    found = []
    for rows in dealt:
        found.append(len(rows))
        time = next(times, None)
        if time is None:
            break
        dealt.took(*time)
    return found


def test_rows_come_by_entity_in_the_order_they_were_written():
    keys = [("work_item", "b"), ("actor", "z"), ("work_item", "a"), ("actor", "y")]
    (dealt,) = Turns(by_row(arriving([*keys, ("work_item", "b")])))
    assert list(dealt) == [
        ("actor", "z"),
        ("actor", "y"),
        ("work_item", "b"),
        ("work_item", "a"),
    ]
    assert [one.op.fields["name"] for one in dealt["work_item", "b"]] == ["1", "5"]


def test_nothing_makes_no_turn():
    assert list(Turns({})) == []


def test_every_row_comes_in_exactly_one_turn():
    dealt = list(turns(250))
    assert [len(rows) for rows in dealt] == [100, 100, 50]
    assert len({key for rows in dealt for key in rows}) == 250


def test_a_turn_is_as_large_as_its_ops_and_tears_no_row_apart():
    assert sizes(turns(10, ops_each=50)) == [2]
    assert sizes(turns(10, ops_each=40)) == [3]
    assert sizes(turns(10, ops_each=500)) == [1]


@pytest.mark.parametrize(
    ("seconds", "size"),
    [
        (LONGEST, 100),
        (LONGEST * 2, 50),
        (LONGEST / 1.5, 150),
        (LONGEST / 100, 200),
        (0.0, 200),
        (LONGEST * 100, 30),
    ],
    ids=["fits", "too long", "short", "very short", "no time at all", "far too long"],
)
def test_the_next_turn_fits_the_time_the_last_one_took(seconds, size):
    assert sizes(turns(500), (seconds, 0.0)) == [100, size]


def test_one_slow_turn_does_not_make_the_next_tiny():
    fast, slow = (0.0, 0.0), (10.0, 0.0)
    assert sizes(turns(2_000), fast, fast, slow) == [100, 200, 400, 120]


def test_turns_stay_within_bounds():
    fast, slow = (0.0, 0.0), (10.0, 0.0)
    assert sizes(turns(9_000), *[fast] * 6) == [100, 200, 400, 800, 1_600, 2_000, 2_000]
    assert sizes(turns(500), slow, slow) == [100, 30, 30]


@pytest.mark.parametrize("since", [5.1, 3600.0, math.inf])
def test_turns_are_longer_while_nobody_else_writes(since):
    assert sizes(turns(500), (4 * LONGEST, since)) == [100, 100]
    assert sizes(turns(500), (4 * LONGEST, 1.0)) == [100, 30]
