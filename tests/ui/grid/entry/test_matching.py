"""Finding and replacing as people mean it; drop-downs by first letters; sums of marked cells."""

import pytest

from bpr_studio.ui.grid.entry.clipboard import harmless, read_range
from bpr_studio.ui.grid.entry.matching import Search
from bpr_studio.ui.grid.entry.popups import matching_labels
from bpr_studio.ui.grid.entry.state import GridState
from bpr_studio.ui.grid.entry.sums import selection_sentence

CHOICES = (
    ("core", "コア業務"),
    ("non_core", "ノンコア業務"),
    ("P01", "受付"),
    ("P02", "審査・確認"),
    ("P03", "システム入力"),
)


@pytest.mark.parametrize(
    ("cell", "wanted", "by", "made"),
    [
        ("ＤＸ推進", "dx", "デジタル", "デジタル推進"),
        ("ｶﾞｽ料金とガス", "ガス", "電気", "電気料金と電気"),
        ("㈱山手", "株", "x", "㈱山手"),  # a part of one letter is not cut out
        ("窓口対応 窓口", "窓口", "", "対応 "),
        ("１，２００件", "1,200", "90", "90件"),
    ],
)
def test_replacing_forgives_width_and_keeps_the_rest(cell, wanted, by, made):
    assert Search(wanted).replaced(cell, by) == made


def test_whole_cells_and_exact_letters_can_be_asked_for():
    assert Search("窓口", whole=True).hits("窓口")
    assert not Search("窓口", whole=True).hits("窓口対応")
    assert not Search("dx", exact=True).hits("ＤＸ")
    assert Search("窓口", whole=True).replaced("窓口", "電話") == "電話"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("こあ", "コア業務"),
        ("ｼｽ", "システム入力"),
        ("審", "審査・確認"),
        ("p03", "システム入力"),
        ("業務", "コア業務"),
    ],
)
def test_first_letters_find_a_choice(typed, first):
    assert matching_labels(CHOICES, typed)[0] == first


def test_letters_nobody_has_find_no_choice():
    assert matching_labels(CHOICES, "zz") == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ('"窓口\r\n郵送"\tx', [["窓口\n郵送", "x"]]),
        ('"a ""b"" c"', [['a "b" c']]),
        ('"open\tx', [['"open', "x"]]),
        ("\r\n", [[""]]),
        ("", []),
        ("a\n\nb", [["a"], [""], ["b"]]),
        ("a\tb\nc", [["a", "b"], ["c"]]),
    ],
)
def test_ranges_are_read_as_worksheets_write_them(text, rows):
    assert read_range(text) == rows


def test_only_formulas_are_made_harmless():
    assert harmless("=1+1") == "'=1+1"
    assert harmless("＝A1") == "'＝A1"
    assert harmless("-12") == "-12"
    assert harmless("-") == "-"


def test_marked_cells_are_counted_and_summed():
    assert selection_sentence(["1,200", "", "▲200", "窓口"]) == (
        "3 cells filled in ・ Sum 1,000 ・ Mean 500"
    )
    assert selection_sentence(["窓口", "郵送"]) == "2 cells filled in"
    assert selection_sentence(["5", ""]) == ""


def test_a_state_survives_the_settings():
    state = GridState({"name": 240}, frozenset({"months"}))
    assert GridState.from_text(state.as_text()) == state


@pytest.mark.parametrize("text", ["", "[]", '{"widths": 3, "folded": 4}', '{"widths": {"a": -5}}'])
def test_an_unreadable_state_is_the_start(text):
    assert GridState.from_text(text) == GridState()
