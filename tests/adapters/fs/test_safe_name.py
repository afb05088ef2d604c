"""File names that Windows accepts."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.fs.names import safe_name

RESERVED = re.compile(r"^(CON|PRN|AUX|NUL|COM\d|LPT\d)(\.|$)", re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("0101 市民課", "0101 市民課.xlsx"),
        ("税務/課税", "税務／課税.xlsx"),
        ("令和8年度: 調査?", "令和8年度： 調査？.xlsx"),
        ("CON", "_CON.xlsx"),
        ("com1.bak", "_com1.bak.xlsx"),
        ("CONCERT", "CONCERT.xlsx"),
        ("末尾. . ", "末尾.xlsx"),
        ("..\\..\\etc", "＼..＼etc.xlsx"),
        ("", "_.xlsx"),
        (" \u3000\n", "_.xlsx"),
    ],
)
def test_a_title_becomes_a_name_every_system_accepts(text, name):
    assert safe_name(text, ".xlsx") == name


def test_a_long_name_is_cut_between_characters_and_keeps_its_suffix():
    name = safe_name("課" * 300, ".xlsx")
    assert name.endswith("課.xlsx")
    assert len(name.encode()) <= 200


@given(st.text())
def test_any_text_gives_a_usable_name(text):
    name = safe_name(text, ".xlsx")
    stem = name.removesuffix(".xlsx")
    assert stem
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert not RESERVED.match(stem)
    assert stem == unicodedata.normalize("NFC", stem).rstrip(" .")
    assert len(name.encode()) <= 200
