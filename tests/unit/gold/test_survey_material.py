"""Core definitions, row templates and month presets are sound and do not repeat each other."""

import re
import tomllib
from collections import Counter
from typing import Any

import pytest

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.adapters.catalogs.lists import (
    load_classification,
    load_month_profiles,
    load_sources,
)
from bpr_studio.domain.classification.lists import MonthProfile, MonthProfiles, check_month_profiles
from bpr_studio.domain.classification.provenance import Mark

ID = re.compile(r"[a-z][a-z0-9_]*")


def material(name: str) -> dict[str, Any]:
    return tomllib.loads((data_folder() / "surveys" / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def templates() -> list[dict[str, Any]]:
    return list(material("row_templates.toml")["template"])


@pytest.fixture(scope="module")
def presets() -> list[dict[str, Any]]:
    return list(material("month_presets.toml")["preset"])


def test_the_definitions_of_core_work_name_their_sources():
    data = material("core_definitions.toml")
    assert data["list"] == "core_definition"
    codes = [item["code"] for item in data["item"]]
    assert codes == ["plan_s01", "konica_s05", "asahikawa_s13", "kitakyushu_r3_s02"]
    for item in data["item"]:
        assert Mark(item["mark"]) is Mark.SOURCED
        assert item["source"] in load_sources()
        assert item["code"].endswith(item["source"].lower())


def test_no_two_definitions_of_core_work_say_the_same():
    items = material("core_definitions.toml")["item"]
    for texts in ([i["name"] for i in items], [i["attributes"]["text"] for i in items]):
        assert len(set(texts)) == len(texts)
        assert all(texts)


def test_a_new_survey_starts_with_the_definition_of_the_plan():
    assert material("core_definitions.toml")["default"] == "plan_s01"


def test_templates_hold_8_to_25_rows_of_classes_that_exist(templates):
    minor = {c.code for c in load_classification(0).classes if c.level == 3}
    for template in templates:
        assert ID.fullmatch(template["id"]), template["id"]
        assert Mark(template["mark"]) is Mark.CONSTRUCTED
        assert 8 <= len(template["rows"]) <= 25, template["id"]
        for row in template["rows"]:
            assert row["code"] in minor, (template["id"], row)
            assert set(row) == {"code", "name"}
            assert 4 <= len(row["name"]) <= 40, row


def test_a_template_repeats_neither_a_row_nor_what_every_section_has(templates):
    common = {row["name"] for t in templates if t["id"] == "common" for row in t["rows"]}
    for template in templates:
        names = [row["name"] for row in template["rows"]]
        codes = [row["code"] for row in template["rows"]]
        assert len(set(names)) == len(names), template["id"]
        assert len(set(codes)) == len(codes), template["id"]
        assert template["id"] == "common" or common.isdisjoint(names), template["id"]


def test_one_template_fits_every_section_and_no_word_belongs_to_two(templates):
    assert [t["id"] for t in templates if not t["fits"]] == ["common"]
    words = Counter(word for t in templates for word in t["fits"])
    assert [word for word, n in words.items() if n > 1] == []
    for key in ("id", "name"):
        assert len({t[key] for t in templates}) == len(templates)


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("小倉北区役所 市民課", "citizen"),
        ("市民税課", "resident_tax"),
        ("固定資産税課", "property_tax"),
        ("保護第一課", "protection"),
        ("保護課", "protection"),
        ("環境保護課", "environment"),
        ("介護保険課", "welfare"),
        ("国保年金課", "insurance"),
        ("学校教育課", "school"),
        ("情報システム課", "information"),
    ],
)
def test_the_longest_word_in_the_name_of_a_section_leads_to_its_template(
    templates, section, expected
):
    found = [(len(w), t["id"]) for t in templates for w in t["fits"] if w in section]
    assert (max(found)[1] if found else None) == expected


def test_month_presets_have_twelve_parts_that_add_up_to_100(presets):
    as_profiles = tuple(
        MonthProfile(p["name"], (), tuple(p["percents"]), p["basis"], Mark(p["mark"]))
        for p in presets
    )
    default = load_month_profiles().default
    assert check_month_profiles(MonthProfiles(default, as_profiles)) == []
    assert all(p.mark is Mark.CONSTRUCTED and p.basis for p in as_profiles)


def test_month_presets_differ_from_each_other_and_from_the_profiles_of_classes(presets):
    profiles = load_month_profiles()
    shapes = [tuple(p["percents"]) for p in presets]
    assert len(set(shapes)) == len(shapes)
    assert set(shapes).isdisjoint(p.percents for p in (profiles.default, *profiles.profiles))
    for key in ("id", "name"):
        assert len({p[key] for p in presets}) == len(presets)
    assert all(ID.fullmatch(p["id"]) for p in presets)
