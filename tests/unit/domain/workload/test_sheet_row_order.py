"""The order of rows: sort keys follow the wanted order, and few of them change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.workload.row_order import GAP, sort_keys


def ordered(keys):
    return sorted(keys, key=lambda row: (keys[row], row))


def test_a_row_between_others_gets_a_key_between_theirs():
    keys = {"a": 0, "b": 100}
    assert sort_keys(["a", "new", "b"], keys, {"new"}) == {"new": 50}


def test_rows_at_the_ends_leave_gaps():
    keys = {"a": 0, "b": 100}
    assert sort_keys(["a", "b", "x", "y"], keys, {"x", "y"}) == {"x": 100 + GAP, "y": 100 + 2 * GAP}
    assert sort_keys(["x", "a", "b"], keys, {"x"}) == {"x": -GAP}


def test_the_first_rows_of_a_sheet_are_numbered_with_gaps():
    assert sort_keys(["a", "b"], {}, {"a", "b"}) == {"a": GAP, "b": 2 * GAP}


def test_without_room_all_rows_are_numbered_anew_with_gaps():
    keys = {"a": 1, "b": 2, "c": 3 * GAP}
    written = sort_keys(["a", "new", "b", "c"], keys, {"new"})
    assert written == {"a": GAP, "new": 2 * GAP, "b": 3 * GAP, "c": 4 * GAP}


def test_rows_that_share_a_key_can_be_parted():
    keys = {"a": 5, "b": 5, "c": 5}
    written = sort_keys(["a", "new", "b", "c"], keys, {"new"})
    assert ordered(keys | written) == ["a", "new", "b", "c"]


@given(st.data())
def test_any_move_gives_exactly_the_wanted_order(data):
    rows = data.draw(st.lists(st.text("abcdef", min_size=1, max_size=3), min_size=1, unique=True))
    values = data.draw(st.lists(st.integers(-5, 30), min_size=len(rows), max_size=len(rows)))
    keys = dict(zip(rows, values, strict=True))
    moved = data.draw(st.sets(st.sampled_from(rows), min_size=1))
    new = data.draw(st.lists(st.text("xyz", min_size=1, max_size=3), unique=True))
    wanted = [row for row in ordered(keys) if row not in moved]
    for row in [*moved, *new]:
        wanted.insert(data.draw(st.integers(0, len(wanted))), row)
    written = sort_keys(wanted, keys, {*moved, *new})
    assert ordered(keys | written) == wanted
    assert all(keys.get(row) != key for row, key in written.items())
