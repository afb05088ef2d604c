"""Personal data in free text: found where it is, not seen where it only looks so."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.person_names import load_personal_data_guard
from bpr_studio.domain.workload.personal_data import PersonalKind

GOLD = Path(__file__).parents[3] / "gold"
GUARD = load_personal_data_guard()


def rows_of(name: str) -> list[dict[str, str]]:
    with (GOLD / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def names_in(text: str) -> list[str]:
    return [hint.text for hint in GUARD.hints(text) if hint.kind is PersonalKind.NAME]


@pytest.mark.parametrize("file", ["person_texts.tsv", "person_texts_second.tsv"])
def test_nine_of_ten_constructed_names_are_found(file: str) -> None:
    rows = rows_of(file)
    assert len(rows) == 50
    assert sum(bool(names_in(row["text"])) for row in rows) >= 45


@pytest.mark.parametrize("file", ["office_texts.tsv", "office_texts_second.tsv"])
def test_at_most_one_of_fifty_office_texts_is_suspected(file: str) -> None:
    rows = rows_of(file)
    assert len(rows) == 300
    assert sum(bool(GUARD.hints(row["text"])) for row in rows) <= 6


def test_twelve_digits_are_found_in_every_spelling() -> None:
    for row in rows_of("number_texts.tsv"):
        if row["kind"] == "twelve":
            assert [h.kind for h in GUARD.hints(row["text"])] == [PersonalKind.NUMBER], row


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("相談者の山田 花子様の件", "山田 花子"),
        ("担当:高橋主任", "高橋"),
        ("申請人：小川　真由美", "小川　真由美"),
        ("ﾔﾏﾀﾞ ﾊﾅｺの口座", "ﾔﾏﾀﾞ ﾊﾅｺ"),
        ("担当は橋本", "橋本"),
    ],
)
def test_the_place_is_given_in_the_text_as_typed(text: str, name: str) -> None:
    (hint,) = GUARD.hints(text)
    assert (hint.text, text[hint.start : hint.end]) == (name, name)


@pytest.mark.parametrize(
    "text",
    [
        "中村小学校の修繕",
        "田中地区の圃場整備",
        "庶務係長会議",
        "仕様書の作成",
        "皆様への案内",
        "総務課長への説明",
        "担当：主任",
    ],
)
def test_words_of_the_office_are_no_names(text: str) -> None:
    assert names_in(text) == []


def test_thirteen_digits_are_no_individual_number() -> None:
    assert GUARD.hints("法人番号 1234567890123") == ()


@given(st.text(alphabet="田中村太郎子さん様係長 　ｱｵﾔｷﾞﾞﾟ123４５６-(（・", max_size=40))
def test_hints_lie_in_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for hint in GUARD.hints(text):
        assert end <= hint.start < hint.end <= len(text)
        assert hint.text == text[hint.start : hint.end]
        end = hint.end
