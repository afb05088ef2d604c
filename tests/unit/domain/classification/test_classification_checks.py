from dataclasses import replace

import pytest

from bpr_studio.domain.classification.lists import (
    ListItem,
    MonthProfile,
    MonthProfiles,
    YearSetting,
    check_list,
    check_month_profiles,
)
from bpr_studio.domain.classification.provenance import Mark
from bpr_studio.domain.classification.seeds import list_rows
from bpr_studio.domain.classification.task_class import (
    Classification,
    CoreHint,
    TaskClass,
    check_classification,
)

FLAT = (9, 9, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9)


def a_class(code: str, hint: CoreHint = CoreHint.NONE) -> TaskClass:
    return TaskClass(code, f"class {code}", hint, "総務", "", Mark.CONSTRUCTED)


def a_profile(*codes: str, percents: tuple[int, ...] = FLAT) -> MonthProfile:
    return MonthProfile("p", codes, percents, "", Mark.CONSTRUCTED)


def a_city(code: str) -> ListItem:
    return ListItem("city", code, "市", "city", {}, "S53", Mark.SOURCED, 1)


GOOD = (a_class("K01"), a_class("K01-01"), a_class("K01-01-01", CoreHint.CORE))


def test_a_sound_classification_has_no_findings():
    assert check_classification(GOOD) == []


@pytest.mark.parametrize(
    ("classes", "rule"),
    [
        ((a_class("X01"),), "class-code-shape"),
        ((*GOOD, a_class("K01")), "class-code-twice"),
        ((a_class("K01-01"),), "class-without-parent"),
        ((a_class("K01", CoreHint.CORE),), "class-core-hint"),
        ((*GOOD[:2], a_class("K01-01-01")), "class-core-hint"),
    ],
)
def test_each_fault_of_a_classification_is_named(classes, rule):
    assert [f.rule for f in check_classification(classes)] == [rule]


def test_a_class_is_found_with_those_above_and_below():
    classification = Classification(0, GOOD)
    assert [c.code for c in classification.path("K01-01-01")] == ["K01", "K01-01", "K01-01-01"]
    assert [c.code for c in classification.children("K01")] == ["K01-01"]
    assert [c.code for c in classification.children("")] == ["K01"]
    assert "K01-01" in classification
    assert "K02" not in classification


def test_a_profile_is_inherited_from_the_nearest_class_above():
    march = (0,) * 11 + (100,)
    april = (100,) + (0,) * 11
    profiles = MonthProfiles(
        a_profile(), (a_profile("K01", percents=march), a_profile("K01-01-02", percents=april))
    )
    assert profiles.percents_for("K01-01-01") == march
    assert profiles.percents_for("K01-01-02") == april
    assert profiles.percents_for("K02-01-01") == FLAT


@pytest.mark.parametrize(
    ("profile", "rule"),
    [
        (a_profile("K01", percents=(100,)), "profile-sum"),
        (a_profile("K01", percents=(10,) * 12), "profile-sum"),
        (a_profile("K01", percents=(-8, 24, *FLAT[2:])), "profile-sum"),
        (a_profile("K1"), "class-code-shape"),
        (a_profile("K01", "K01"), "profile-code-twice"),
    ],
)
def test_each_fault_of_a_profile_is_named(profile, rule):
    assert [f.rule for f in check_month_profiles(MonthProfiles(a_profile(), (profile,)))] == [rule]


def test_a_wrong_city_code_is_found():
    assert [f.rule for f in check_list([a_city("401004")])] == ["city-check-digit"]


def test_a_code_given_twice_is_found():
    assert [f.rule for f in check_list([a_city("401005"), a_city("401005")])] == ["list-code-twice"]


def test_the_year_tells_the_minutes_of_a_full_timer():
    setting = YearSetting(2025, 242, 465, 20, "S90", Mark.DERIVED)
    assert setting.minutes_per_full_timer == 1_875.5 * 60
    assert setting.minutes_after_leave == 1_720.5 * 60


def test_a_seed_row_keeps_its_id_when_its_fields_change():
    item = a_city("401005")
    before, after = list_rows([item])[0], list_rows([replace(item, name="別名")])[0]
    assert before.id == after.id
    assert before.fields != after.fields
