"""Ranges of cells on the clipboard: what is written is read again, and blocks keep their shape."""

from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.ui.grid.entry.clipboard import (
    PastePlan,
    harmless,
    paste_plan,
    read_range,
    repeated,
    write_range,
)
from bpr_studio.ui.grid.entry.matching import Search, folded
from bpr_studio.ui.grid.entry.selection import Block, Cell, Selection

# Carriage returns alone are no line breaks of cells: worksheets write "\n" inside them.
texts = st.text(st.sampled_from('"\t\n ab1,=税ガｶﾞＡ"'), max_size=8)


@st.composite
def ranges(draw):
    width = draw(st.integers(1, 5))
    return draw(st.lists(st.lists(texts, min_size=width, max_size=width), min_size=1, max_size=6))


@given(ranges())
def test_what_is_written_is_read_again(rows):
    assert read_range(write_range(rows)) == rows


@given(ranges())
def test_line_ends_of_windows_are_read_alike(rows):
    assert read_range(write_range(rows).replace("\n", "\r\n")) == rows


@given(st.text())
def test_any_text_is_read_without_losing_letters(text):
    read = read_range(text)
    kept = "".join("".join(row) for row in read)
    for dropped in '\t\r\n"':
        kept, text = kept.replace(dropped, ""), text.replace(dropped, "")
    assert kept == text


@given(st.text(min_size=1))
def test_a_harmless_text_is_no_formula(text):
    made = harmless(text)
    assert made in {text, f"'{text}"}
    assert len(made) == 1 or not made.startswith(("=", "@"))


blocks = st.builds(
    lambda top, left, height, width: Block(top, left, top + height, left + width),
    st.integers(0, 20),
    st.integers(0, 20),
    st.integers(0, 11),
    st.integers(0, 11),
)


@given(st.integers(1, 6), st.integers(1, 6), blocks)
def test_a_pasted_block_fills_the_marked_cells_or_goes_in_once(height, width, marked):
    plan = paste_plan((height, width), marked)
    if plan == PastePlan(1, 1):
        return
    assert plan.down * height in {marked.height, height}
    assert plan.across * width in {marked.width, width}


@given(blocks)
def test_one_cell_fills_every_marked_cell(marked):
    plan = paste_plan((1, 1), marked)
    assert (plan.down, plan.across) == (marked.height, marked.width)
    assert repeated([["x"]], plan) == [["x"] * marked.width] * marked.height


@given(ranges(), st.integers(1, 3), st.integers(1, 3))
def test_a_repeated_block_is_the_block_at_every_place(rows, down, across):
    made = repeated(rows, PastePlan(down, across))
    assert len(made) == len(rows) * down
    for number, row in enumerate(made):
        assert row == rows[number % len(rows)] * across


@given(blocks)
def test_enter_visits_every_marked_cell_once_before_it_begins_anew(block):
    selection = Selection.of(block)
    if selection.is_single:
        return
    seen = []
    for _ in range(block.height * block.width):
        seen.append(selection.active)
        selection = selection.stepped(down=1, rows=100, columns=100)
    assert sorted(seen) == sorted(block.cells())
    assert selection.active == Cell(block.top, block.left)


@given(
    st.text(st.sampled_from("aAＡｱアﾞ1１"), max_size=8),
    st.text(st.sampled_from("aｱ1"), min_size=1, max_size=2),
)
def test_nothing_is_left_to_replace_where_every_letter_stands_alone(cell, wanted):
    search = Search(wanted)
    replaced = search.replaced(cell, "")
    if not search.hits(cell):
        assert replaced == cell
    assert len(folded(replaced)) <= len(folded(cell))
