"""Filled forms, right and wrong, and what is said about every cell."""

import csv
import datetime as dt
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.sheets.survey_layout import (
    ENTRY_SHEET,
    FIRST_DATA_ROW,
    HEADER_ROW,
    KEY_ROW,
    META_SHEET,
)
from bpr_studio.adapters.sheets.survey_reader import read_form
from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.quantities import spread
from bpr_studio.domain.workload.form import FormIdentity, FormReading, FormRow, require_round
from tests.adapters.sheets.forms import (
    CLASS_NAMES,
    FORMAT,
    FULL_ROW,
    MINIMUM,
    PLACES,
    at,
    changed_form,
    empty_form,
    filled_form,
    prefilled,
    read,
    rules,
)


def test_a_form_comes_back_as_it_was_filled(tmp_path):
    reading = read(empty_form(tmp_path / "a.xlsx", rows=(prefilled(),)))
    assert reading.identity == FormIdentity("overall", 1, "round-2026", 2026, "0101")
    assert [dict(row.values) for row in reading.rows] == [FULL_ROW]
    assert reading.rows[0].slot == "r0001"
    assert reading.findings == ()
    assert set(reading.fields) == set(FULL_ROW)
    assert reading.empty_slots[:4] == ("r0002", "r0003", "r0004", "r0005")


def test_an_empty_form_has_no_lines_and_nothing_to_say(tmp_path):
    reading = read(empty_form(tmp_path / "a.xlsx"))
    assert (reading.rows, reading.findings) == ((), ())


def test_the_same_answers_give_the_same_digest_whoever_saved_them(tmp_path):
    first = read(empty_form(tmp_path / "a.xlsx", rows=(prefilled(),)))
    changed_form(tmp_path / "a.xlsx", lambda sheet: sheet.title)
    again = read(tmp_path / "a.xlsx")
    other = read(empty_form(tmp_path / "b.xlsx", rows=(prefilled(case_count=1),)))
    assert first.digest == again.digest != other.digest


def test_what_is_left_empty_is_absent(tmp_path):
    reading = read(filled_form(tmp_path / "a.xlsx", MINIMUM))
    assert dict(reading.rows[0].values) == {
        "code": "B01-03-01",
        "name": "住民票の交付",
        "core_tag": "non_core",
    }


REPAIRS = [
    ("minutes_regular", "１，２３４．５", 74_070, "number-repaired"),
    ("minutes_regular", "1,234時間", 74_040, "number-repaired"),
    ("minutes_regular", "1時間30分", 90, "number-repaired"),
    ("minutes_regular", dt.time(1, 30), 90, "number-repaired"),
    ("minutes_regular", dt.timedelta(hours=30, minutes=15), 1815, "number-repaired"),
    ("minutes_regular", "－", None, "read-as-empty"),
    ("minutes_regular", "〃", None, "ditto-mark"),
    ("case_count", "18,600通", 18_600, "number-repaired"),
    ("case_count", "１００件", 100, "number-repaired"),
    ("people_count", "4人", 4, "number-repaired"),
    ("outsourced_percent", 0.35, 35, "number-repaired"),
    ("outsourced_percent", "35％", 35, "number-repaired"),
    ("manual_updated", "平成32年4月1日", "2020-04-01", "date-repaired"),
    ("manual_updated", "4月1日", "2026-04-01", "date-repaired"),
    ("medium", "電 子", "digital", "choice-repaired"),
    ("manual", "あり", "yes", "choice-repaired"),
    ("code", "Ｂ０１－０３－０１", "B01-03-01", "code-repaired"),
    ("core_reason", "Ｎ１", "N1", "choice-repaired"),
]


SILENT = [
    ("manual_updated", "令和8年4月1日", "2026-04-01"),
    ("manual_updated", "R8.4.1", "2026-04-01"),
    ("manual_updated", dt.date(2026, 4, 1), "2026-04-01"),
    ("minutes_regular", 0.25, 15),
    ("code", "B01-03-01 住民票の写し等の交付", "B01-03-01"),
]


REFUSALS = [
    ("minutes_regular", "約100", "number-unclear"),
    ("minutes_regular", "▲5", "number-negative"),
    ("minutes_regular", "（1,234）", "number-negative"),
    ("minutes_regular", dt.date(2026, 1, 2), "date-in-number-column"),
    ("minutes_regular", 200_001, "number-too-large"),
    ("case_count", 1.5, "count-not-whole"),
    ("case_count", True, "number-unclear"),
    ("outsourced_percent", 120, "number-too-large"),
    ("manual_updated", "令和8年2月30日", "date-impossible"),
    ("manual_updated", "昨年", "date-unclear"),
    ("medium", "半々", "choice-unknown"),
    ("code", "B99-99-99", "code-unknown"),
    ("name", dt.date(2026, 1, 2), "not-text"),
    ("note", "あ" * 401, "text-too-long"),
    ("note", "1234 5678 9018", "personal-number"),
    ("minutes_regular", "=1+1", "formula-without-value"),
    ("month_04", "約10", "number-unclear"),
]


CASES = [(key, typed) for key, typed, *_ in (*REPAIRS, *SILENT, *REFUSALS)]


def numbered(cases: list[Any]) -> list[Any]:
    """The cases with the line they stand in, in the one form that holds them all."""
    return [(CASES.index((key, typed)) + 1, key, *rest) for key, typed, *rest in cases]


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """One form with every case in a line of its own."""
    path = tmp_path_factory.mktemp("forms") / "a.xlsx"
    return read(filled_form(path, *({**MINIMUM, key: typed} for key, typed in CASES)))


def line_of(reading: FormReading, line: int) -> tuple[FormRow | None, list[Finding]]:
    """What was taken over of a line, and what was said about it."""
    row = FIRST_DATA_ROW + line
    found = [f for f in reading.findings if f.place.cell.lstrip(ascii_uppercase) == str(row)]
    return next((r for r in reading.rows if r.sheet_row == row), None), found


@pytest.mark.parametrize(("line", "key", "stored", "rule"), numbered(REPAIRS))
def test_a_repaired_cell_is_taken_over_and_told_with_its_place(collected, line, key, stored, rule):
    row, findings = line_of(collected, line)
    assert row is not None
    assert row.values.get(key) == stored
    (finding,) = findings
    assert finding.rule == rule
    assert finding.level is not Level.ERROR
    assert finding.place == Place("a.xlsx", ENTRY_SHEET, at(key, line))


@pytest.mark.parametrize(("line", "key", "stored"), numbered(SILENT))
def test_ordinary_ways_of_writing_need_no_remark(collected, line, key, stored):
    row, findings = line_of(collected, line)
    assert row is not None
    assert row.values[key] == stored
    assert findings == []


@pytest.mark.parametrize(("line", "key", "rule"), numbered(REFUSALS))
def test_a_refused_cell_keeps_its_line_out_and_no_other(collected, line, key, rule):
    row, findings = line_of(collected, line)
    assert row is None
    assert f"r{line:04}" in collected.refused_slots
    (error,) = findings
    assert (error.rule, error.level, error.place.cell) == (rule, Level.ERROR, at(key, line))
    assert (
        f"Line {FIRST_DATA_ROW + line} is left out; the other lines are not affected."
        in error.message
    )
    assert len(collected.rows) == len(REPAIRS) + len(SILENT)


def test_a_personal_number_is_not_repeated_in_the_report(tmp_path):
    reading = read(filled_form(tmp_path / "a.xlsx", {**MINIMUM, "note": "1234 5678 9018"}))
    assert "5678" not in repr(reading)


def test_a_line_without_what_is_required_is_refused(tmp_path):
    reading = read(filled_form(tmp_path / "a.xlsx", {"name": "分類のない業務"}))
    assert reading.rows == ()
    assert [f.place.cell for f in reading.findings] == [at("code"), at("core_tag")]
    assert {f.rule for f in reading.findings} == {"required-missing"}


def months(*shares: float) -> dict[str, float]:
    keys = [column.key for column in FORMAT.month_columns]
    return dict(zip(keys, shares, strict=True))


def test_month_shares_off_by_rounding_are_repaired(tmp_path):
    reading = read(filled_form(tmp_path / "a.xlsx", {**MINIMUM, **months(*[8.3] * 12)}))
    assert reading.rows[0].values["month_profile"] == (9, 9, 9, 9, *[8] * 8)
    assert rules(reading.findings) == {"months-rounded": at("month_04")}


def test_months_typed_as_percent_cells_are_understood(tmp_path):
    shares = [0.12, 0.08, *[0.08] * 10]
    reading = read(filled_form(tmp_path / "a.xlsx", {**MINIMUM, **months(*shares)}))
    assert reading.rows[0].values["month_profile"] == (12, 8, *[8] * 10)


def test_two_months_that_make_100_leave_the_others_at_nothing(tmp_path):
    reading = read(
        filled_form(tmp_path / "a.xlsx", {**MINIMUM, "month_04": 60, "month_05": "40％"})
    )
    assert reading.rows[0].values["month_profile"] == (60, 40, *[0] * 10)
    assert set(rules(reading.findings)) == {"empty-months-zero", "number-repaired"}


def test_months_that_do_not_make_100_are_refused(tmp_path):
    reading = read(filled_form(tmp_path / "a.xlsx", {**MINIMUM, **months(*[9] * 12)}))
    assert reading.rows == ()
    assert rules(reading.findings) == {"months-not-100": at("month_04")}


def test_a_formula_with_a_saved_result_is_taken_and_told(tmp_path):
    path = empty_form(tmp_path / "a.xlsx", rows=(prefilled(),))
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = "xl/worksheets/sheet2.xml"
    cell = at("minutes_regular").encode()
    before = parts[name]
    parts[name] = before.replace(b"<v>620</v>", b"<f>12*50+20</f><v>620</v>")
    assert parts[name] != before
    with zipfile.ZipFile(path, "w") as target:
        for part, content in parts.items():
            target.writestr(part, content)
    reading = read(path)
    assert reading.rows[0].values["minutes_regular"] == 37_200
    assert rules(reading.findings) == {"formula-result": cell.decode()}


def test_an_error_cell_is_refused_by_name(tmp_path):
    def spoil(sheet):
        sheet[at("minutes_regular")].value = "#DIV/0!"
        sheet[at("minutes_regular")].data_type = "e"

    path = changed_form(filled_form(tmp_path / "a.xlsx", MINIMUM), spoil)
    reading = read(path)
    assert reading.rows == ()
    assert rules(reading.findings) == {"error-cell": at("minutes_regular")}


def test_merged_answers_are_refused_line_by_line(tmp_path):
    path = filled_form(tmp_path / "a.xlsx", MINIMUM, MINIMUM, {**MINIMUM, "name": "別の業務"})
    area = f"{at('minutes_regular', 1)}:{at('minutes_regular', 2)}"
    reading = read(changed_form(path, lambda sheet: sheet.merge_cells(area)))
    assert [row.values["name"] for row in reading.rows] == ["別の業務"]
    assert [(f.rule, f.place.cell) for f in reading.findings] == [
        ("merged-cells", at("minutes_regular", 1)),
        ("merged-cells", at("minutes_regular", 2)),
    ]


def test_a_renamed_sheet_is_recognised_by_its_columns(tmp_path):
    def rename(sheet):
        sheet.title = "市民課"

    reading = read(changed_form(filled_form(tmp_path / "a.xlsx", MINIMUM), rename))
    assert len(reading.rows) == 1
    assert [(f.rule, f.level) for f in reading.findings] == [("sheet-renamed", Level.NOTICE)]


def test_moved_columns_and_rows_are_found_by_their_hidden_keys(tmp_path):
    def move(sheet):
        sheet.insert_cols(PLACES["name"] + 1)
        sheet.cell(HEADER_ROW + 1, PLACES["name"] + 1).value = "メモ"
        sheet.insert_rows(1, amount=3)

    path = changed_form(empty_form(tmp_path / "a.xlsx", rows=(prefilled(),)), move)
    reading = read(path)
    values = dict(reading.rows[0].values)
    assert values == FULL_ROW
    assert reading.rows[0].sheet_row == 14
    assert "column-unknown" in rules(reading.findings)


def test_without_the_hidden_keys_the_headings_are_enough(tmp_path):
    path = changed_form(
        empty_form(tmp_path / "a.xlsx", rows=(prefilled(),)),
        lambda sheet: sheet.delete_rows(KEY_ROW + 1),
    )
    reading = read(path)
    assert dict(reading.rows[0].values) == FULL_ROW


def test_a_missing_column_is_told_and_says_nothing_about_its_field(tmp_path):
    path = changed_form(
        empty_form(tmp_path / "a.xlsx", rows=(prefilled(),)),
        lambda sheet: sheet.delete_cols(PLACES["note"] + 1),
    )
    reading = read(path)
    assert "note" not in reading.fields
    assert "note" not in reading.rows[0].values
    assert [f.rule for f in reading.findings] == ["column-missing"]


def test_a_missing_needed_column_refuses_the_form(tmp_path):
    path = changed_form(
        filled_form(tmp_path / "a.xlsx", MINIMUM),
        lambda sheet: sheet.delete_cols(PLACES["core_tag"] + 1),
    )
    with pytest.raises(RefusedError, match="missing"):
        read(path)


def test_a_doubled_column_refuses_the_form(tmp_path):
    def double(sheet):
        sheet.cell(KEY_ROW + 1, PLACES["note"] + 1).value = "issue"

    with pytest.raises(RefusedError, match="stands twice"):
        read(changed_form(filled_form(tmp_path / "a.xlsx", MINIMUM), double))


def test_inserted_and_copied_lines_get_a_lasting_key_of_their_own(tmp_path):
    def insert(sheet):
        row = [cell.value for cell in sheet[11]]
        sheet.insert_rows(12, amount=2)
        for place, value in enumerate(row, start=1):
            sheet.cell(12, place).value = value  # copied with its hidden key
            sheet.cell(13, place).value = value if place > 1 else None  # typed anew
        sheet.cell(13, PLACES["name"] + 1).value = "追加した業務"

    path = changed_form(filled_form(tmp_path / "a.xlsx", MINIMUM), insert)
    first, again = read(path), read(path)
    slots = [row.slot for row in first.rows]
    assert slots[0] == "r0001"
    assert len(set(slots)) == 3
    assert [row.slot for row in again.rows] == slots
    assert [f.rule for f in first.findings] == ["line-added", "line-added"]


def test_a_slot_is_never_both_empty_and_taken(tmp_path):
    def move(sheet):
        for place in range(1, sheet.max_column + 1):
            sheet.cell(13, place).value = sheet.cell(11, place).value  # copied with its slot
            if place > 2:
                sheet.cell(11, place).value = None  # then emptied above

    reading = read(changed_form(filled_form(tmp_path / "a.xlsx", MINIMUM), move))
    assert [row.slot for row in reading.rows] == ["r0001"]
    assert "r0001" not in reading.empty_slots


@pytest.mark.parametrize("key", ["name", "code"])
def test_a_sum_typed_below_the_lines_is_left_out(tmp_path, key):
    def add_sum(sheet):
        sheet.cell(30, PLACES[key] + 1).value = "合計"
        sheet.cell(30, PLACES["minutes_regular"] + 1).value = 1234

    reading = read(changed_form(filled_form(tmp_path / "a.xlsx", MINIMUM), add_sum))
    assert len(reading.rows) == 1
    assert [f.rule for f in reading.findings] == ["sum-line"]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-8", "utf-16"])
def test_the_sheet_saved_as_csv_is_read_the_same(tmp_path, encoding):
    values = {**FULL_ROW, "issue": "手で入力している ①㈱﨑～"}
    path = empty_form(tmp_path / "a.xlsx", rows=(prefilled(issue=values["issue"]),))
    reading = read(csv_of(path, tmp_path / "a.csv", encoding))
    assert dict(reading.rows[0].values) == values
    assert reading.identity.unit_code == "0101"
    assert [f.level for f in reading.findings if f.level is not Level.NOTICE] == []


def csv_of(workbook: Path, target: Path, encoding: str) -> Path:
    buffer = io.StringIO(newline="")
    sheet = openpyxl.load_workbook(workbook, data_only=True)[ENTRY_SHEET]
    for row in sheet.iter_rows(values_only=True):
        shown = [f"{v:%Y/%m/%d}" if isinstance(v, dt.datetime) else v for v in row]
        csv.writer(buffer).writerow(["" if v is None else v for v in shown])
    target.write_bytes(buffer.getvalue().encode(encoding))
    return target


def test_a_csv_without_identification_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("分類コード,業務名,コア・ノンコア\nB01-03-01,交付,コア\n", encoding="cp932")
    with pytest.raises(RefusedError, match="not a survey form"):
        read(path)


def test_a_csv_that_is_no_text_is_unreadable(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x81\x20\xff\x00" * 10)
    with pytest.raises(UnreadableInputError, match="not a readable CSV"):
        read(path)


def test_any_other_workbook_is_not_a_form(tmp_path):
    book = openpyxl.Workbook()
    book.worksheets[0].append(["氏名", "所属"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(RefusedError, match="not a survey form"):
        read(tmp_path / "a.xlsx")


def test_a_form_of_another_survey_or_version_is_refused(tmp_path):
    path = filled_form(tmp_path / "a.xlsx", MINIMUM)
    with pytest.raises(RefusedError, match="version 1"):
        read_form(path, [replace(FORMAT, version=2)], CLASS_NAMES)
    with pytest.raises(RefusedError, match="another survey"):
        read_form(path, [replace(FORMAT, id="detailed")], CLASS_NAMES)


def test_a_form_of_another_year_or_round_is_refused(tmp_path):
    identity = read(empty_form(tmp_path / "a.xlsx", fiscal_year=2025)).identity
    require_round(identity, round_id="round-2026", fiscal_year=2025)
    with pytest.raises(RefusedError, match="FY2025"):
        require_round(identity, round_id="round-2026", fiscal_year=2026)
    with pytest.raises(RefusedError, match="another survey of the same year"):
        require_round(identity, round_id="other", fiscal_year=2025)


def test_a_changed_identification_is_refused(tmp_path):
    def forge(sheet):
        for row in sheet.parent[META_SHEET].iter_rows():
            if row[0].value == "unit_code":
                row[1].value = "0202"

    with pytest.raises(RefusedError, match="identification"):
        read(changed_form(filled_form(tmp_path / "a.xlsx", MINIMUM), forge))


def test_a_sheet_copied_into_another_sections_form_is_refused(tmp_path):
    other = openpyxl.load_workbook(empty_form(tmp_path / "b.xlsx", unit_code="0202"))
    line = other[ENTRY_SHEET]["A1"].value

    def paste(sheet):
        sheet["A1"].value = line

    with pytest.raises(RefusedError, match="identification"):
        read(changed_form(filled_form(tmp_path / "a.xlsx", MINIMUM), paste))


def test_without_the_hidden_sheet_the_identity_line_is_enough(tmp_path):
    path = changed_form(
        filled_form(tmp_path / "a.xlsx", MINIMUM),
        lambda sheet: sheet.parent.remove(sheet.parent[META_SHEET]),
    )
    assert read(path).identity.unit_code == "0101"


def test_a_form_of_a_newer_program_says_so(tmp_path):
    def age(sheet):
        sheet.parent[META_SHEET]["B1"].value = "bpr-studio/survey-form/99"

    with pytest.raises(RefusedError, match="newer version"):
        read(changed_form(filled_form(tmp_path / "a.xlsx", MINIMUM), age))


def test_a_form_without_its_headings_is_refused(tmp_path):
    path = changed_form(
        filled_form(tmp_path / "a.xlsx", MINIMUM), lambda sheet: sheet.delete_rows(1, 10)
    )
    with pytest.raises(RefusedError, match="not a survey form"):
        read(path)


minutes = st.integers(0, 12_000_000)
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Cf", "Zl", "Zp"]), min_size=3, max_size=30
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=texts,
    hours=st.lists(minutes, min_size=8, max_size=8),
    weights=st.lists(st.integers(0, 50), min_size=12, max_size=12).filter(any),
    cases=st.integers(0, 100_000_000),
)
def test_any_answers_survive_writing_and_reading(tmp_path, name, hours, weights, cases):
    fields = [column.key for column in FORMAT.hour_columns]
    values = {
        **FULL_ROW,
        "name": name,
        **dict(zip(fields, hours, strict=True)),
        "month_profile": tuple(spread(100, weights)),
        "case_count": cases,
    }
    reading = read(empty_form(tmp_path / "a.xlsx", rows=(prefilled(**values),)))
    assert reading.findings == ()
    assert dict(reading.rows[0].values) == values


def test_one_unclear_month_is_named_and_the_others_are_not(tmp_path):
    line = {**MINIMUM, **months(*[8] * 12), "month_05": "約8", "month_04": "=1+1"}
    reading = read(filled_form(tmp_path / "a.xlsx", line))
    assert [(f.rule, f.place.cell) for f in reading.findings] == [
        ("formula-without-value", at("month_04")),
        ("number-unclear", at("month_05")),
    ]


def test_a_line_of_dashes_only_is_empty(tmp_path):
    reading = read(filled_form(tmp_path / "a.xlsx", {"minutes_regular": "－", "month_04": "－"}))
    assert reading.rows == ()
    assert {f.rule for f in reading.findings} == {"read-as-empty"}
    assert "r0001" in reading.empty_slots


def test_an_endless_csv_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" * 5001, encoding="utf-8")
    with pytest.raises(UnreadableInputError, match="unusually large"):
        read(path)


def test_a_csv_field_beyond_all_measure_is_unreadable(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('"' + "a" * 200_000 + '"\n', encoding="utf-8")
    with pytest.raises(UnreadableInputError, match="damaged"):
        read(path)


def test_a_csv_with_tabs_is_read_as_excel_writes_unicode_text(tmp_path):
    source = csv_of(
        empty_form(tmp_path / "a.xlsx", rows=(prefilled(),)), tmp_path / "a.csv", "utf-8"
    )
    rows = csv.reader(io.StringIO(source.read_text(encoding="utf-8"), newline=""))
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter="\t").writerows(rows)
    path = tmp_path / "b.txt"
    path.write_bytes(buffer.getvalue().encode("utf-16"))
    assert dict(read(path).rows[0].values) == FULL_ROW
