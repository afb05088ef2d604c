import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.classification.codes import (
    class_level,
    is_class_code,
    is_local_government_code,
    local_government_check_digit,
    parent_class_code,
)


@pytest.mark.parametrize(
    ("code", "level", "parent"), [("K01", 1, ""), ("B11-02", 2, "B11"), ("F10-01-03", 3, "F10-01")]
)
def test_a_code_tells_its_level_and_parent(code, level, parent):
    assert class_level(code) == level
    assert parent_class_code(code) == parent


@pytest.mark.parametrize(
    "text", ["", "A01", "K1", "K01-2", "K01-02-03-04", "01-02", "K01-02-03 ", "K01-02-03\n", "k01"]
)
def test_other_shapes_are_no_codes(text):
    assert not is_class_code(text)
    with pytest.raises(ValueError, match="not a classification code"):
        class_level(text)


def test_the_check_digit_of_known_cities():
    assert local_government_check_digit("40100") == 5  # 北九州市
    assert local_government_check_digit("28100") == 0  # 11 − s mod 11 = 10 gives 0


@given(st.from_regex(r"\A[0-9]{5}\Z"))
def test_exactly_one_check_digit_fits(first_five):
    fitting = [d for d in range(10) if is_local_government_code(f"{first_five}{d}")]
    assert fitting == [local_government_check_digit(first_five)]


@pytest.mark.parametrize("text", ["", "40100", "4010055", "40100x", "４０１００５"])
def test_other_texts_are_no_local_government_codes(text):
    assert not is_local_government_code(text)


def test_a_check_digit_needs_five_digits():
    with pytest.raises(ValueError, match="not five digits"):
        local_government_check_digit("401005")
