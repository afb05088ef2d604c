"""Places, blocks and where keys lead."""

import pytest
from PySide6.QtCore import QRect, QSize

from bpr_studio.ui.grid.entry.editing import placed_at
from bpr_studio.ui.grid.entry.geometry import Lanes
from bpr_studio.ui.grid.entry.selection import Block, Cell, Selection, data_edge


def edge(line, start, step):
    return data_edge(start, step, len(line), lambda place: line[place] != ".")


@pytest.mark.parametrize(
    ("line", "start", "goal"),
    [
        ("xxx..x", 0, 2),  # to the end of the filled run
        ("xxx..x", 2, 5),  # over the gap to the next filled one
        ("...xx.", 0, 3),
        ("xx....", 1, 5),  # nothing more: the edge
        ("xxxxxx", 5, 5),
    ],
)
def test_ctrl_arrow_goes_where_worksheets_go(line, start, goal):
    assert edge(line, start, 1) == goal
    backwards = edge(line[::-1], len(line) - 1 - start, -1)
    assert backwards == len(line) - 1 - goal


def test_a_selection_keeps_its_active_cell_while_it_is_drawn():
    drawn = Selection.at(Cell(3, 3)).extended(Cell(1, 5))
    assert drawn.active == Cell(3, 3)
    assert drawn.block == Block(1, 3, 3, 5)


def test_blocks_marked_with_ctrl_stay_marked():
    joined = Selection.at(Cell(0, 0)).joined(Cell(2, 2)).extended(Cell(3, 2))
    assert set(joined.cells()) == {Cell(0, 0), Cell(2, 2), Cell(3, 2)}
    assert joined.rows() == [0, 2, 3]


def test_a_selection_shrinks_with_its_sheet():
    small = Selection.of(Block(2, 2, 9, 9)).within(4, 3)
    assert small.block == Block(2, 2, 3, 2)
    assert small.active == Cell(2, 2)


def test_lanes_find_columns_frozen_and_scrolled():
    lanes = Lanes([50, 50, 100, 100, 100], frozen=2, room=400)
    lanes.offset = 120
    assert lanes.frozen_width == 100
    assert lanes.at(10) == 0
    assert lanes.at(99) == 1
    assert lanes.at(100) == 3  # columns 2 and a part of 3 are scrolled below the frozen ones
    assert lanes.left(2) == -20
    assert lanes.at(1000) == -1
    assert lanes.between(100, 399) == range(3, 5)


def test_lanes_scroll_as_little_as_needed():
    lanes = Lanes([50, 100, 100, 100, 100], frozen=1, room=300)
    assert lanes.offset_for(4) == 150
    lanes.offset = 150
    assert lanes.offset_for(2) == 100
    assert lanes.offset_for(0) == 150  # frozen ones are always there


def test_frozen_columns_leave_room_to_scroll():
    lanes = Lanes([300, 300, 100], frozen=2, room=500)
    assert lanes.frozen == 1


WINDOW = QSize(1000, 600)


@pytest.mark.parametrize(
    ("cell_top", "height", "least", "top", "made"),
    [
        (100, 300, 100, 130, 300),  # below
        (400, 300, 100, 100, 300),  # above
        (200, 500, 100, 230, 370),  # more room below, and lower
        (400, 500, 100, 0, 400),  # more room above, and lower
        (250, 500, 450, 150, 450),  # needs so much that it covers its cell
    ],
)
def test_a_popup_stays_in_the_window(cell_top, height, least, top, made):
    cell = QRect(900, cell_top, 80, 30)
    rect = placed_at(cell, QSize(300, height), least, WINDOW)
    assert (rect.top(), rect.height()) == (top, made)
    assert rect.right() < WINDOW.width()
