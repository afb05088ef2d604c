from dataclasses import fields, replace

import pytest

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.adapters.catalogs.lists import load_list
from bpr_studio.domain.process.step import BASES, Step
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


STEP_COLUMNS = {
    "minutes_per_case": FieldKind.NUMBER,
    "core_reasons": FieldKind.LIST,
    "seal_basis": FieldKind.CHOICE,
    "judgement": FieldKind.FLAG,
}


def test_the_detailed_survey_asks_for_what_a_step_can_say():
    detailed = load_survey_format("detailed", 1)
    assert check_survey_format(detailed) == []
    known = {"name", *(field.name for field in fields(Step))}
    asked = set(detailed.fields)
    assert asked <= known
    assert known - asked == {"derived_from"}  # set by copying, never asked
    assert {key: detailed.column(key).kind for key in STEP_COLUMNS} == STEP_COLUMNS


def test_the_detailed_survey_offers_the_codes_of_the_fixed_lists():
    detailed = load_survey_format("detailed", 1)
    lists = {
        "step_type": "step_type",
        "staff_category": "staff_category",
        "frequency": "frequency",
        "core_reasons": "core_reason",
    }
    for key, name in lists.items():
        offered = [choice.value for choice in detailed.column(key).choices]
        assert offered == [item.code for item in load_list(name)], key
    assert tuple(c.value for c in detailed.column("paper_basis").choices) == BASES


def test_every_column_of_the_detailed_survey_explains_itself():
    for column in load_survey_format("detailed", 1).columns:
        assert column.help.endswith("。"), column.key
        assert column.width >= 6, column.key


def test_a_list_column_may_do_without_choices():
    good = load_survey_format("detailed", 1)
    twice = replace(
        good.column("core_reasons"), choices=(Choice("R1", "同じ"), Choice("R2", "同じ"))
    )
    assert check_survey_format(replace(good, columns=(good.column("forms_in"),))) == []
    wrong = check_survey_format(replace(good, columns=(twice,)))
    assert [finding.rule for finding in wrong] == ["choices-wrong"]
