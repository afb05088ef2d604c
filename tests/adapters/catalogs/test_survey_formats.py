from dataclasses import replace

import pytest

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.domain.workload.survey_format import (
    MONTH_FIELD,
    MONTH_KEYS,
    Choice,
    FieldKind,
    check_survey_format,
)

WORK_ITEM_FIELDS = [
    "code",
    "name",
    "legal_basis",
    "affair_kind",
    "nature",
    "minutes_regular",
    "minutes_reemployed_full",
    "minutes_reemployed_short",
    "minutes_fixed_term",
    "minutes_fiscal_full",
    "minutes_fiscal_part",
    "minutes_dispatched",
    "minutes_contractor",
    "month_profile",
    "case_count",
    "case_unit",
    "medium",
    "system_name",
    "outsourced_percent",
    "manual",
    "manual_updated",
    "people_count",
    "core_tag",
    "core_reason",
    "issue",
    "wish",
    "method",
    "confidence",
    "note",
]


def test_the_overall_survey_fills_exactly_the_fields_of_a_work_item():
    assert list(load_survey_format("overall", 1).fields) == WORK_ITEM_FIELDS


def test_the_overall_survey_has_no_problem():
    assert check_survey_format(load_survey_format("overall", 1)) == []


def test_the_twelve_months_are_one_stored_list_from_april_to_march():
    months = load_survey_format("overall", 1).month_columns
    assert [m.key for m in months] == list(MONTH_KEYS)
    assert [m.position for m in months] == list(range(12))
    assert {m.field for m in months} == {MONTH_FIELD}
    assert sum(int(m.example) for m in months) == 100


def test_every_column_explains_itself():
    for column in load_survey_format("overall", 1).columns:
        assert column.help.endswith("。"), column.key
        assert column.header, column.key
        assert column.width >= 6, column.key


def test_a_label_and_its_value_are_exchanged_both_ways():
    column = load_survey_format("overall", 1).column("core_tag")
    assert column.value_of(" ノンコア ") == "non_core"
    assert column.value_of("core") == "core"
    assert column.value_of("たぶんコア") is None
    assert column.label_of("core") == "コア"


def test_an_unknown_version_is_not_found():
    with pytest.raises(FileNotFoundError):
        load_survey_format("overall", 99)


def test_an_unknown_column_is_a_key_error():
    with pytest.raises(KeyError):
        load_survey_format("overall", 1).column("colour")


def test_a_broken_format_is_described():
    good = load_survey_format("overall", 1)
    first = good.columns[0]
    flag = good.column("manual")
    broken = replace(
        good,
        columns=(
            first,
            first,
            replace(flag, choices=(Choice("yes", "有"),)),
            good.month_columns[0],
            replace(first, key="x", kind=FieldKind.CHOICE),
        ),
    )
    rules = [finding.rule for finding in check_survey_format(broken)]
    assert rules == ["column-key-twice", "months-incomplete", "choices-wrong", "choices-wrong"]
