"""The gold lists are sound: codes exist, nothing is listed twice, every kind of wording is there."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from bpr_studio.adapters.catalogs.lists import load_classification

GOLD = Path(__file__).resolve().parents[2] / "gold"
TASK_KINDS = {"plain", "synonym", "abbreviation", "local", "composite", "orthography"}


def rows_of(name: str) -> tuple[list[str], list[dict[str, str]]]:
    """Header and rows of one gold list; cells are taken as written, without trimming."""
    text = (GOLD / name).read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    header, *lines = text.removesuffix("\n").split("\n")
    columns = header.split("\t")
    rows = [dict(zip(columns, line.split("\t"), strict=True)) for line in lines]
    return columns, rows


@pytest.fixture(scope="module")
def task_names() -> list[dict[str, str]]:
    columns, rows = rows_of("task_names.tsv")
    assert columns == ["name", "code", "also", "kind"]
    return rows


@pytest.fixture(scope="module")
def minor_names() -> dict[str, str]:
    return {c.code: c.name for c in load_classification(0).classes if c.level == 3}


def test_every_task_name_has_a_minor_class_that_exists(task_names, minor_names):
    for row in task_names:
        assert row["code"] in minor_names, row
        assert row["also"] == "" or row["also"] in minor_names, row
        assert row["also"] != row["code"], row


def test_task_names_are_many_different_and_of_a_length_people_type(task_names):
    names = [row["name"] for row in task_names]
    assert len(names) >= 700
    assert len(set(names)) == len(names)
    for name in names:
        assert 4 <= len(name) <= 40, name
        assert name == name.strip(), name


def test_no_task_name_is_just_the_name_of_a_class(task_names):
    class_names = {c.name for c in load_classification(0).classes}
    assert [row["name"] for row in task_names if row["name"] in class_names] == []


def test_every_kind_of_wording_is_there_and_few_names_repeat_the_class(task_names):
    kinds = Counter(row["kind"] for row in task_names)
    assert set(kinds) == TASK_KINDS
    assert min(kinds.values()) >= 20
    assert kinds["plain"] <= 0.15 * len(task_names)


def test_every_minor_class_appears_at_least_twice(task_names, minor_names):
    counts = Counter(row["code"] for row in task_names)
    assert [code for code in minor_names if counts[code] < 2] == []


def test_office_texts_are_300_different_texts_that_name_nobody():
    columns, rows = rows_of("office_texts.tsv")
    assert columns == ["text", "kind"]
    texts = [row["text"] for row in rows]
    assert len(texts) == len(set(texts)) == 300
    assert {row["kind"] for row in rows} == {"task"}
    _, persons = rows_of("person_texts.tsv")
    full_names = [row["name"] for row in persons if len(row["name"]) > 3]
    assert [text for text in texts if any(name in text for name in full_names)] == []


def test_person_texts_hold_the_name_they_state():
    columns, rows = rows_of("person_texts.tsv")
    assert columns == ["text", "name", "kind"]
    assert len(rows) == len({row["text"] for row in rows}) == 50
    for row in rows:
        assert row["name"], row
        assert row["name"] in row["text"], row
        assert row["kind"], row


def test_number_texts_hold_20_twelve_digit_numbers_and_20_others():
    columns, rows = rows_of("number_texts.tsv")
    assert columns == ["text", "number", "kind", "spelling"]
    assert Counter(row["kind"] for row in rows) == {"twelve": 20, "other": 20}
    for row in rows:
        assert row["number"] in row["text"], row
        digits = sum(c.isdigit() for c in unicodedata.normalize("NFKC", row["number"]))
        amount_or_time = row["spelling"].startswith(("amount", "date_time"))
        assert (digits == 12) == (row["kind"] == "twelve") or amount_or_time, row
