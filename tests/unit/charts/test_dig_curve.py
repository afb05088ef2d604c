"""The curve over single tasks: inside its room, rising, with the proposal marked."""

from __future__ import annotations

import pytest

from bpr_studio.charts.dig_curve import layout_dig_curve
from bpr_studio.charts.drawing import Dot, Drawing, Ink, Label, Size, Stroke, estimated_width

POINTS = ((0, 0.0), (10, 0.5), (100, 0.9), (1000, 1.0))


def drawn(chosen: tuple[int, float], size: Size | None = None) -> Drawing:
    return layout_dig_curve(POINTS, chosen, size or Size(348, 180), 12.0, estimated_width)


@pytest.mark.parametrize("chosen", [(0, 0.0), (40, 0.8), (1000, 1.0)])
def test_everything_stands_inside(chosen: tuple[int, float]):
    drawing = drawn(chosen)
    for mark in drawing.marks:
        if isinstance(mark, Label):
            width = estimated_width(mark.text, mark.size, bold=mark.bold)
            reach = {"start": (0, width), "middle": (width / 2, width / 2), "end": (width, 0)}
            left, right = reach[mark.anchor.value]
            assert mark.x - left >= -0.01, mark
            assert mark.x + right <= drawing.size.width + 0.01, mark


def test_the_curve_rises_to_the_right_and_the_proposal_lies_on_it():
    drawing = drawn((10, 0.5))
    (line,) = [m for m in drawing.marks if isinstance(m, Stroke) and m.ink is Ink.NON_CORE]
    assert list(line.points) == sorted(line.points)
    assert [y for _, y in line.points] == sorted((y for _, y in line.points), reverse=True)
    (dot,) = [m for m in drawing.marks if isinstance(m, Dot)]
    assert (dot.x, dot.y) == line.points[1]


def test_the_values_stand_in_words_for_those_who_cannot_see_them():
    (spot,) = drawn((40, 0.8)).spots
    assert "40" in spot.words
    assert "80" in spot.words


def test_no_tasks_draw_empty_axes():
    drawing = layout_dig_curve(((0, 0.0),), (0, 0.0), Size(348, 180), 12.0, estimated_width)
    assert drawing.spots == ()
    assert drawing.marks
