"""Pulling stretches and bends of lines, and taking bends out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.diagram.bends import drag_bend, drag_segment, drop_bend, stretch_at
from bpr_studio.domain.diagram.lines import follows_axes, tidied
from bpr_studio.domain.diagram.outlines import lies_on
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.shared.geometry import Bounds, Point

A = Element(id="a", kind=Kind.TASK, subtype="task", bounds=Bounds(0, 0, 100, 80))
B = Element(id="b", kind=Kind.TASK, subtype="task", bounds=Bounds(300, 200, 100, 80))
ENDS = (A, B)
Z = (Point(100, 40), Point(200, 40), Point(200, 240), Point(300, 240))
STRAIGHT = (Point(100, 40), Point(300, 40))
IN_ROW = (A, Element(id="b", kind=Kind.TASK, subtype="task", bounds=Bounds(300, 0, 100, 80)))


def test_a_stretch_in_the_middle_moves_aside_only():
    moved = drag_segment(Z, 1, Point(30, 99), ENDS)
    assert moved == (Point(100, 40), Point(230, 40), Point(230, 240), Point(300, 240))


def test_the_first_stretch_slides_along_its_shape():
    moved = drag_segment(Z, 0, Point(0, 20), ENDS)
    assert moved == (Point(100, 60), Point(200, 60), *Z[2:])


def test_a_stretch_pulled_past_its_shape_leaves_it_on_another_side():
    moved = drag_segment(Z, 0, Point(0, 80), ENDS)
    assert moved == (Point(50, 80), Point(50, 120), Point(200, 120), *Z[2:])


def test_a_straight_line_pulled_down_goes_around_below():
    moved = drag_segment(STRAIGHT, 0, Point(0, 100), IN_ROW)
    assert moved == (Point(50, 80), Point(50, 140), Point(350, 140), Point(350, 80))


def test_stretches_that_come_into_one_line_become_one():
    moved = drag_segment(Z, 0, Point(0, 200), (None, None))
    assert len(moved) < len(Z) + 1
    assert follows_axes(moved)


def test_a_bend_takes_both_stretches_along():
    moved = drag_bend(Z, 1, Point(250, 60), ENDS)
    assert moved == (Point(100, 60), Point(250, 60), Point(250, 240), Point(300, 240))


def test_a_bend_of_a_slanted_line_goes_where_it_is_pulled():
    slanted = (Point(100, 40), Point(180, 90), Point(300, 240))
    assert drag_bend(slanted, 1, Point(150, 150), (None, None))[1] == Point(150, 150)


def test_a_slanted_stretch_moves_as_it_is_pulled():
    slanted = (Point(100, 40), Point(180, 90), Point(250, 200), Point(300, 240))
    moved = drag_segment(slanted, 1, Point(10, 5), (None, None))
    assert moved[1:3] == (Point(190, 95), Point(260, 205))


def test_a_bend_that_does_not_bend_is_taken_out():
    line = (Point(100, 40), Point(150, 40), Point(200, 40), Point(200, 200))
    assert drop_bend(line, 1, (A, None)) == (Point(100, 40), Point(200, 40), Point(200, 200))


def test_taking_out_a_bend_takes_the_whole_jag():
    line = (
        *(Point(100, 40), Point(150, 40), Point(150, 120), Point(200, 120)),
        *(Point(200, 240), Point(300, 240)),
    )
    without = drop_bend(line, 2, ENDS)
    assert follows_axes(without)
    assert len(without) == 4


def test_a_bend_nothing_can_replace_stays():
    assert drop_bend(Z, 1, ENDS) == Z


def test_a_bend_of_a_slanted_line_is_just_taken_out():
    slanted = (Point(100, 40), Point(180, 90), Point(300, 240))
    assert drop_bend(slanted, 1, (None, None)) == (Point(100, 40), Point(300, 240))


@pytest.mark.parametrize("index", [0, 3, 9, -1])
def test_the_ends_are_no_bends(index: int):
    with pytest.raises(IndexError):
        drag_bend(Z, index, Point(0, 0), ENDS)
    with pytest.raises(IndexError):
        drop_bend(Z, index, ENDS)


def test_there_is_one_stretch_less_than_points():
    with pytest.raises(IndexError):
        drag_segment(Z, 3, Point(1, 1), ENDS)


def test_the_stretch_under_the_mouse_is_the_nearest_one():
    assert stretch_at(Z, Point(202, 130)) == 1
    assert stretch_at(Z, Point(110, 39)) == 0
    assert stretch_at((), Point(0, 0)) == -1


def test_a_tidied_line_has_neither_repeats_nor_bends_that_do_not_bend():
    line = (Point(0, 0), Point(0, 0), Point(50, 0), Point(120, 0), Point(100, 0), Point(100, 90))
    assert tidied(line) == (Point(0, 0), Point(100, 0), Point(100, 90))
    assert tidied((Point(1, 1), Point(1, 1))) == (Point(1, 1), Point(1, 1))


PULLS = st.tuples(st.integers(0, 6), st.integers(-250, 250), st.integers(-250, 250))


@given(st.lists(PULLS, min_size=1, max_size=6))
def test_however_it_is_pulled_a_line_stays_level_and_upright_with_its_ends_on_the_shapes(
    pulls: list[tuple[int, int, int]],
):
    line: tuple[Point, ...] = Z
    for index, dx, dy in pulls:
        line = drag_segment(line, index % (len(line) - 1), Point(dx, dy), ENDS)
        assert len(line) >= 2
        assert follows_axes(line)
        assert lies_on(A, line[0])
        assert lies_on(B, line[-1])
