"""Cutting names into lines without a font."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.diagram.text_wrap import balanced, text_width, wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("申請書を確認", 48, ("申請書を", "確認")),
        ("確認する。次", 48, ("確認す", "る。次")),  # no line begins with a full stop
        ("審査（形式）", 36, ("審査", "（形", "式）")),  # none ends with an opening bracket
        ("check forms", 50, ("check", "forms")),
        ("一行目\n二行目", 100, ("一行目", "二行目")),
        ("", 100, ()),
        ("   ", 100, ()),
    ],
)
def test_lines_break_where_japanese_and_english_allow(
    text: str, width: float, lines: tuple[str, ...]
):
    assert wrap(text, width, 12, 9) == lines


def test_a_word_wider_than_the_line_is_broken():
    assert "".join(wrap("supercalifragilistic", 40, 12, 99)) == "supercalifragilistic"


def test_what_does_not_fit_ends_with_an_ellipsis():
    lines = wrap("窓口で申請書の記載内容を確認して受付印を押す", 48, 12, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert wrap("長い", 48, 12, 0) == ()


def test_balanced_lines_leave_no_single_character_over():
    assert wrap("申請書の確認", 60, 12, 3) == ("申請書の確", "認")
    assert balanced("申請書の確認", 60, 12, 3) == ("申請書", "の確認")
    assert balanced("Parallel Gateway 5", 110, 11, 3) == ("Parallel", "Gateway 5")
    assert balanced("確認", 60, 12, 3) == ("確認",)


def test_wide_narrow_and_combining_characters_have_their_widths():
    assert text_width("漢", 10) == 10
    assert text_width("ｱ", 10) == 6
    assert text_width("か\u3099", 10) == text_width("か", 10)
    assert text_width("il", 10) < text_width("MW", 10)
    assert text_width("é", 10) == 7


@given(st.text(max_size=60), st.integers(8, 200), st.integers(1, 6))
def test_no_line_is_wider_than_asked_and_none_too_many(text: str, width: int, most: int):
    for lines in (wrap(text, width, 12, most), balanced(text, width, 12, most)):
        assert len(lines) <= most
        for line in lines:
            assert text_width(line, 12) <= width or len(line) <= 2
