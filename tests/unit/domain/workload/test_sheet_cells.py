"""Cells of a sheet: what typed texts mean, and that what is shown reads back as the same."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.domain.workload.cell_answers import CodeList
from bpr_studio.domain.workload.cell_rules import clean_text
from bpr_studio.domain.workload.check_values import MINUTE_FIELDS
from bpr_studio.domain.workload.sheet import (
    HoursStyle,
    SheetRules,
    cell_shown,
    cell_text,
    consequences,
    value_in,
)
from bpr_studio.domain.workload.survey_format import MONTH_KEYS, FieldKind

CODES = {"K01-01-01": "出退勤・休暇管理", "B01-03-01": "住民票の写し等の交付"}
RULES = SheetRules(load_survey_format("overall", 1), CodeList(CODES), 2026)
EVEN = [9, 8, 8, 8, 8, 8, 8, 8, 8, 8, 9, 10]


def fields_of(texts, stored=None):
    return RULES.read_row(stored or {}, texts).fields


def test_the_window_has_its_own_columns_beside_those_they_belong_to():
    keys = [column.key for column in RULES.columns]
    after = {key: keys[keys.index(key) - 1] for key in keys[1:]}
    assert after["year_minutes"] == "minutes_contractor"
    assert after["share_hundredths"] == "year_minutes"
    assert after["month_04"] == "month_profile"
    assert after["core_note"] == "core_reason"
    assert keys[-1] == "change_reason"


@pytest.mark.parametrize(
    ("key", "text", "field", "value"),
    [
        ("minutes_regular", "3.75", "minutes_regular", 225),
        ("minutes_regular", "3時間45分", "minutes_regular", 225),
        ("minutes_regular", "１，２００", "minutes_regular", 72_000),
        ("code", "k01-01-01", "code", "K01-01-01"),
        ("code", "住民票の写し等の交付", "code", "B01-03-01"),
        ("medium", "電子", "medium", "digital"),
        ("manual", "あり", "manual", "yes"),
        ("manual_updated", "R8.4.1", "manual_updated", "2026-04-01"),
        ("case_count", "1,234件", "case_count", 1234),
        ("outsourced_percent", "35%", "outsourced_percent", 35),
        ("share_hundredths", "12.5", "share_hundredths", 1250),
        ("share_hundredths", "１２．５％", "share_hundredths", 1250),
        ("month_profile", "9 8 8 8 8 8 8 8 8 8 9 10", "month_profile", EVEN),
        ("month_profile", "9,8,8,8,8,8,8,8,8,8,9,10", "month_profile", EVEN),
        ("name", "  住民票 ", "name", "住民票"),
        ("core_note", "住民基本台帳法", "core_note", "住民基本台帳法"),
    ],
)
def test_a_typed_text_is_stored_by_the_rule_of_its_column(key, text, field, value):
    assert fields_of({key: text}) == {field: value}


@pytest.mark.parametrize(
    ("key", "text", "rule"),
    [
        ("minutes_regular", "-3", "number-negative"),
        ("minutes_regular", "たくさん", "number-unclear"),
        ("code", "K99", "code-unknown"),
        ("medium", "石版", "choice-unknown"),
        ("share_hundredths", "101", "share-out-of-range"),
        ("month_profile", "50 50", "months-not-twelve"),
        ("month_profile", "9 8 8 8 8 8 8 8 8 8 9 20", "months-not-100"),
        ("month_profile", "九 8 8 8 8 8 8 8 8 8 9 10", "number-unclear"),
        ("month_04", "101", "month-out-of-range"),
        ("name", "1234 5678 9018", "personal-number"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_changes_nothing(key, text, rule):
    reading = RULES.read_row({}, {key: text})
    assert reading.fields == {}
    assert reading.refused[key].rule == rule
    assert reading.refused[key].message


def test_one_bad_cell_does_not_keep_the_others_of_the_row_back():
    reading = RULES.read_row({}, {"minutes_regular": "x", "name": "受付", "case_count": "3"})
    assert reading.fields == {"name": "受付", "case_count": 3}
    assert set(reading.refused) == {"minutes_regular"}


def test_an_emptied_cell_takes_the_value_away():
    assert fields_of({"name": ""}, {"name": "受付"}) == {"name": None}
    assert fields_of({"name": ""}) == {}


def test_typing_what_stands_there_already_changes_nothing_and_is_not_remarked_on():
    stored = {"minutes_regular": 100, "case_count": 3}
    reading = RULES.read_row(stored, {"minutes_regular": "1.67", "case_count": "3"})
    assert reading.fields == {}
    assert reading.remarks == {}


def test_a_repair_is_remarked_on():
    reading = RULES.read_row({}, {"minutes_regular": "90分"})
    assert reading.fields == {"minutes_regular": 90}
    assert [remark.rule for remark in reading.remarks["minutes_regular"]] == ["number-repaired"]


def test_one_month_is_set_in_the_profile_that_stands_there():
    stored = {"month_profile": EVEN}
    assert fields_of({"month_05": "20"}, stored) == {"month_profile": [9, 20, *EVEN[2:]]}
    assert fields_of({"month_05": ""}, stored) == {"month_profile": [9, 0, *EVEN[2:]]}


def test_a_first_month_makes_a_profile_and_the_last_one_emptied_takes_it_away():
    assert fields_of({"month_04": "100"}) == {"month_profile": [100, *[0] * 11]}
    assert fields_of({"month_04": ""}, {"month_profile": [100, *[0] * 11]}) == {
        "month_profile": None
    }


def test_a_broken_month_is_rounded_and_told():
    reading = RULES.read_row({}, {"month_04": "8.4"})
    assert reading.fields == {"month_profile": [8, *[0] * 11]}
    assert [remark.rule for remark in reading.remarks["month_04"]] == ["months-rounded"]


def test_twelve_pasted_months_are_read_as_the_workbook_reads_them():
    shares = dict(zip(MONTH_KEYS, ["8.3"] * 11 + ["8.7"], strict=True))
    reading = RULES.read_row({}, shares)
    assert sum(reading.fields["month_profile"]) == 100
    assert [remark.rule for remark in reading.remarks["month_04"]] == ["months-rounded"]


def test_twelve_pasted_months_that_do_not_make_100_are_refused():
    reading = RULES.read_row({"month_profile": EVEN}, dict.fromkeys(MONTH_KEYS, "9"))
    assert reading.fields == {}
    assert reading.refused["month_04"].rule == "months-not-100"


def test_an_unreadable_month_is_refused_and_the_others_are_taken():
    reading = RULES.read_row({}, {"month_04": "多い", "month_05": "20"})
    assert reading.fields == {"month_profile": [0, 20, *[0] * 10]}
    assert set(reading.refused) == {"month_04"}


def test_a_profile_of_one_cell_is_taken_away_by_emptying_it():
    assert fields_of({"month_profile": " "}, {"month_profile": EVEN}) == {"month_profile": None}


def test_a_share_finer_than_hundredths_is_rounded_and_told():
    reading = RULES.read_row({}, {"share_hundredths": "12.3456"})
    assert reading.fields == {"share_hundredths": 1235}
    assert "12.35 %" in reading.remarks["share_hundredths"][-1].message


def test_twelve_pasted_months_replace_the_profile_also_where_some_are_the_same():
    moved = [8, 9, *EVEN[2:]]
    texts = dict(zip(MONTH_KEYS, map(str, moved), strict=True))
    assert fields_of(texts, {"month_profile": EVEN}) == {"month_profile": moved}


def test_the_sum_of_the_hours_is_shown_and_thousands_are_separated():
    fields = {"minutes_regular": 72_000, "minutes_contractor": 15, "case_count": 12_345}
    assert cell_shown(RULES.column("year_minutes"), fields) == "1,200.25"
    assert cell_shown(RULES.column("year_minutes"), {}) == ""
    assert cell_shown(RULES.column("case_count"), fields) == "12,345"
    assert cell_text(RULES.column("case_count"), fields) == "12345"
    assert cell_shown(RULES.column("minutes_regular"), {"minutes_regular": -90}) == "▲1.5"


def test_hours_are_shown_in_words_where_wanted():
    column = RULES.column("minutes_regular")
    assert cell_shown(column, {"minutes_regular": 225}, HoursStyle.WORDS) == "3 h 45 min"


def test_a_profile_nobody_can_show_is_shown_as_empty():
    assert cell_shown(RULES.column("month_04"), {"month_profile": "?"}) == ""
    assert value_in(RULES.column("month_profile"), {"month_profile": [1, 2]}) is None


def test_a_day_that_is_none_is_shown_as_it_is():
    assert cell_text(RULES.column("manual_updated"), {"manual_updated": "昨年"}) == "昨年"


@pytest.mark.parametrize("carry", ["to_confirm", "confirmed"])
def test_a_carried_row_counts_as_changed_once_a_figure_differs(carry):
    assert consequences({"carry": carry}, {"case_count": 3}) == {"carry": "changed"}
    assert consequences({"carry": carry}, {"note": "…"}) == {}
    assert consequences({}, {"case_count": 3}) == {}


def test_hours_typed_by_hand_are_no_share_any_more():
    stored = {"share_hundredths": 500, "method": "ratio_estimate"}
    gone = {"share_hundredths": None, "method": None}
    assert consequences(stored, {"minutes_regular": 60}) == gone
    assert consequences(stored, {"minutes_contractor": 60}) == {}
    assert consequences(stored, {"minutes_regular": 60, "share_hundredths": 3}) == {}
    counted = {"minutes_regular": 60, "method": "record_entry"}
    assert consequences(stored, counted) == {"share_hundredths": None}


def profiles():
    cuts = st.lists(st.integers(0, 100), min_size=11, max_size=11).map(sorted)
    return cuts.map(lambda c: [b - a for a, b in zip([0, *c], [*c, 100], strict=True)])


TEXTS = (
    st.text(max_size=60)
    .map(clean_text)
    .filter(lambda text: fields_of({"note": text}).get("note") == text)
)
VALUES = {
    FieldKind.CODE: st.sampled_from(sorted(CODES)),
    FieldKind.TEXT: TEXTS.map(lambda text: text[:10]).filter(
        lambda text: fields_of({"case_unit": text}).get("case_unit") == text
    ),
    FieldKind.HOURS: st.integers(0, 12_000_000),
    FieldKind.COUNT: st.integers(0, 10_000),
    FieldKind.PERCENT: st.integers(0, 100),
    FieldKind.DATE: st.dates(min_value=dt.date(1905, 1, 1)).map(dt.date.isoformat),
    FieldKind.SHARE: st.integers(0, 10_000),
    FieldKind.PROFILE: profiles(),
}


@given(st.data(), st.sampled_from(HoursStyle))
def test_what_is_shown_of_any_column_reads_back_as_the_same_value(data, style):
    column = data.draw(st.sampled_from([c for c in RULES.columns if c.key != "year_minutes"]))
    if column.kind is FieldKind.PERCENT_OF_YEAR:
        texts, stored = {}, {"month_profile": data.draw(profiles())}
        for key in MONTH_KEYS:
            texts[key] = cell_text(RULES.column(key), stored)
    else:
        choices = st.sampled_from([choice.value for choice in column.choices] or [""])
        values = VALUES.get(column.kind, choices)
        stored = {column.field: data.draw(values)}
        texts = {column.key: cell_text(column, stored, style)}
    assert fields_of(texts) == stored


@given(st.dictionaries(st.sampled_from([c.key for c in RULES.columns]), st.text(max_size=20)))
def test_whatever_is_typed_is_taken_or_refused_and_what_is_taken_reads_back(texts):
    texts = {key: text for key, text in texts.items() if key != "year_minutes"}
    fields = {n: v for n, v in fields_of(texts).items() if v is not None}
    for column in RULES.columns:
        if column.key != "year_minutes" and value_in(column, fields) is not None:
            assert fields_of({column.key: cell_text(column, fields)}, fields) == {}


def test_minutes_of_every_category_have_a_column():
    hours = {c.field for c in RULES.columns if c.kind is FieldKind.HOURS}
    assert hours == {*MINUTE_FIELDS, "year_minutes"}
