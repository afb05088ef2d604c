"""What the rules accept, what they refuse, and that nothing is changed silently."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.workload.cell_answers import (
    ChoiceList,
    CodeList,
    read_digits,
    read_text,
)
from bpr_studio.domain.workload.cell_dates import read_date
from bpr_studio.domain.workload.cell_rules import (
    Refused,
    Taken,
    clean_text,
    fold_width,
    looks_like_personal_number,
    read_count,
    read_hours,
    read_number,
    read_percent,
)

MEDIUM = ChoiceList([("paper", "紙"), ("digital", "電子"), ("mixed", "混在")])
REASON = ChoiceList([("R1", "R1 公権力の行使・処分決定"), ("N4", "N4 照合（基準明確）")])
MANUAL = ChoiceList([("yes", "有"), ("no", "無")])
CODES = CodeList(
    {
        "K01-01-01": "出退勤・休暇管理",
        "B01-03-01": "住民票の写し等の交付",
        "B03-02-02": "当初賦課",
        "B06-01-02": "当初賦課",
    }
)


def date_of_2026(raw: Any) -> Any:
    return read_date(raw, fiscal_year=2026)


def value_of(reading: Taken[Any] | Refused) -> Any:
    assert isinstance(reading, Taken), reading
    return reading.value


def rule_of(reading: Taken[Any] | Refused) -> str:
    assert isinstance(reading, Refused), reading
    return reading.rule


def moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute)  # noqa: DTZ001  # spreadsheets know no time zones


def accepted(read: Any, raw: Any, value: Any, *, remarks: int = 0) -> Any:
    return pytest.param(read, raw, value, remarks, id=f"{getattr(read, '__name__', read)}-{raw!r}")


SERIAL_DAY = moment(1900, 1, 1, 6, 15)

ACCEPTED = [
    accepted(read_number, 3.0, 3),
    accepted(read_number, "1234", 1234),
    accepted(read_number, "1,234", 1234),
    accepted(read_number, "１，２３４．５", 1234.5, remarks=1),
    accepted(read_number, " 12 ", 12, remarks=1),
    accepted(read_number, "\u300012\u00a0", 12, remarks=1),
    accepted(read_number, "△1,200", -1200, remarks=1),
    accepted(read_number, "▲５", -5, remarks=1),
    accepted(read_number, "（1,234）", -1234, remarks=1),
    accepted(read_number, "−12", -12, remarks=1),
    accepted(read_number, "ー12", -12, remarks=1),
    accepted(read_number, "－12", -12, remarks=1),
    accepted(read_number, "¥1,200", 1200, remarks=1),
    accepted(read_number, "￥1,200", 1200, remarks=1),
    accepted(read_number, "－", None, remarks=1),
    accepted(read_number, "…", None, remarks=1),
    accepted(read_number, "なし", None, remarks=1),
    accepted(read_number, "〃", None, remarks=1),
    accepted(read_number, "", None),
    accepted(read_number, "\u3000", None),
    accepted(read_number, None, None),
    accepted(read_count, "100件", 100, remarks=1),
    accepted(read_count, "18,600通", 18600, remarks=1),
    accepted(read_count, 4.0, 4),
    accepted(read_hours, 1.5, 90),
    accepted(read_hours, "1,234時間", 74040, remarks=1),
    accepted(read_hours, "1:30", 90, remarks=1),
    accepted(read_hours, "30:15", 1815, remarks=1),
    accepted(read_hours, "1時間30分", 90, remarks=1),
    accepted(read_hours, "１時間３０分", 90, remarks=1),
    accepted(read_hours, "1時間半", 90, remarks=1),
    accepted(read_hours, "90分", 90, remarks=1),
    accepted(read_hours, "1.5h", 90, remarks=1),
    accepted(read_hours, "1.5 時間", 90, remarks=1),
    accepted(read_hours, dt.time(1, 30), 90, remarks=1),
    accepted(read_hours, dt.timedelta(hours=30, minutes=15), 1815, remarks=1),
    accepted(read_hours, SERIAL_DAY, 1815, remarks=1),
    accepted(read_hours, dt.date(1900, 3, 1), 61 * 24 * 60, remarks=1),
    accepted(read_hours, "〃", None, remarks=1),
    accepted(read_percent, 35.0, 35),
    accepted(read_percent, 0.35, 35, remarks=1),
    accepted(read_percent, "35%", 35, remarks=1),
    accepted(read_percent, "３５％", 35, remarks=1),
    accepted(read_percent, 1.0, 1, remarks=1),
    accepted(read_percent, 100.0, 100),
    accepted(date_of_2026, "令和8年4月1日", dt.date(2026, 4, 1)),
    accepted(date_of_2026, "R8.4.1", dt.date(2026, 4, 1)),
    accepted(date_of_2026, "㋿8年4月1日", dt.date(2026, 4, 1)),
    accepted(date_of_2026, "令和元年5月1日", dt.date(2019, 5, 1)),
    accepted(date_of_2026, "平成32年4月1日", dt.date(2020, 4, 1), remarks=1),
    accepted(date_of_2026, "昭和６３年１２月１日", dt.date(1988, 12, 1)),
    accepted(date_of_2026, "2026/4/1", dt.date(2026, 4, 1)),
    accepted(date_of_2026, "2026年4月1日（水）", dt.date(2026, 4, 1)),
    accepted(date_of_2026, moment(2026, 4, 1), dt.date(2026, 4, 1)),
    accepted(date_of_2026, 20260401.0, dt.date(2026, 4, 1)),
    accepted(date_of_2026, 46113.0, dt.date(2026, 4, 1), remarks=1),
    accepted(date_of_2026, "4月1日", dt.date(2026, 4, 1), remarks=1),
    accepted(date_of_2026, "3月31日", dt.date(2027, 3, 31), remarks=1),
    accepted(date_of_2026, "なし", None, remarks=1),
    accepted(MEDIUM.read, "電子", "digital"),
    accepted(MEDIUM.read, " 混 在　", "mixed", remarks=1),
    accepted(MEDIUM.read, "paper", "paper"),
    accepted(REASON.read, "N4 照合(基準明確)", "N4", remarks=1),
    accepted(REASON.read, "Ｒ１", "R1", remarks=1),
    accepted(REASON.read, "R1 公権力の行使", "R1", remarks=1),
    accepted(MANUAL.read, "なし", "no", remarks=1),
    accepted(MANUAL.read, "○", "yes", remarks=1),
    accepted(MANUAL.read, True, "yes", remarks=1),  # noqa: FBT003  # a cell may hold TRUE
    accepted(MEDIUM.read, "－", None, remarks=1),
    accepted(CODES.read, "K01-01-01 出退勤・休暇管理", "K01-01-01"),
    accepted(CODES.read, "K01-01-01", "K01-01-01"),
    accepted(CODES.read, "Ｋ０１－０１－０１", "K01-01-01", remarks=1),
    accepted(CODES.read, "k010101", "K01-01-01", remarks=1),
    accepted(CODES.read, "出退勤・休暇管理", "K01-01-01", remarks=1),
    accepted(read_text, "㈱①Ⅲ 10²", "㈱①Ⅲ 10²"),
    accepted(read_text, " 戸籍\r\nの届出\u200b ", "戸籍\nの届出"),
    accepted(read_text, 3.0, "3"),
    accepted(read_text, "なし", "なし"),
    accepted(read_text, "－", None, remarks=1),
]

REFUSED = [
    (read_number, "約100", "number-unclear"),
    (read_number, "3万", "number-unclear"),
    (read_number, "①", "number-unclear"),
    (read_number, "10²", "number-unclear"),
    (read_number, True, "number-unclear"),
    (read_number, "1,23", "number-unclear"),
    (read_number, "▲−5", "number-unclear"),
    (read_number, "(▲5)", "number-unclear"),
    (read_number, "1e5", "number-unclear"),
    (read_number, "100件くらい", "number-unclear"),
    (read_number, dt.date(2026, 1, 2), "date-in-number-column"),
    (read_number, 1.234567890123457e18, "number-too-long"),
    (read_number, float("nan"), "number-too-long"),
    (read_count, 1.5, "count-not-whole"),
    (read_count, "▲3", "number-negative"),
    (read_hours, "▲3時間", "number-negative"),
    (read_hours, "3人日", "number-unclear"),
    (read_hours, "1:75", "number-unclear"),
    (read_hours, moment(2026, 1, 2), "date-in-number-column"),
    (read_percent, 120.0, "number-too-large"),
    (date_of_2026, "令和8年2月30日", "date-impossible"),
    (date_of_2026, "令和0年4月1日", "date-impossible"),
    (date_of_2026, "8/4/1", "date-unclear"),
    (date_of_2026, "昨年度", "date-unclear"),
    (date_of_2026, 12.0, "date-unclear"),
    (date_of_2026, True, "date-unclear"),
    (MEDIUM.read, "半分ずつ", "choice-unknown"),
    (CODES.read, "Z99-99-98", "code-unknown"),
    (CODES.read, "当初賦課", "code-unknown"),
    (CODES.read, 101.0, "code-not-text"),
    (read_text, dt.date(2026, 1, 2), "not-text"),
    (read_text, True, "not-text"),
    (read_text, "番号 1234 5678 9018", "personal-number"),
]


@pytest.mark.parametrize(("read", "raw", "value", "remarks"), ACCEPTED)
def test_a_readable_cell_gives_its_value_and_says_what_was_repaired(read, raw, value, remarks):
    reading = read(raw)
    assert isinstance(reading, Taken), reading
    assert reading.value == value
    assert len(reading.remarks) == remarks, reading.remarks


@pytest.mark.parametrize(("read", "raw", "rule"), REFUSED)
def test_an_unclear_cell_is_refused_and_never_guessed(read, raw, rule):
    reading = read(raw)
    assert isinstance(reading, Refused), reading
    assert reading.rule == rule
    assert reading.message


def test_a_ditto_mark_is_a_warning_because_the_respondent_meant_something():
    reading = read_hours("〃")
    assert isinstance(reading, Taken)
    assert reading.value is None
    assert reading.remarks[0].level is Level.WARNING


@pytest.mark.parametrize("typed", [1.5 / 24, 30.25 / 24])
def test_a_time_stored_as_part_of_a_day_is_doubted(typed):
    reading = read_hours(typed)
    assert isinstance(reading, Taken)
    assert [r.level for r in reading.remarks] == [Level.WARNING]


@given(st.integers(0, 10**7))
def test_hours_with_two_decimals_are_never_doubted(hundredths):
    reading = read_hours(hundredths / 100)
    assert isinstance(reading, Taken)
    assert reading.remarks == ()


def test_a_limit_is_the_largest_number_accepted():
    assert value_of(read_hours(200_000.0, maximum=200_000)) == 12_000_000
    assert rule_of(read_hours(200_000.5, maximum=200_000)) == "number-too-large"


def test_text_longer_than_its_column_is_refused():
    assert value_of(read_text("あ" * 10, max_length=10)) == "あ" * 10
    assert rule_of(read_text("あ" * 11, max_length=10)) == "text-too-long"


def test_serial_days_of_a_1904_workbook_are_shifted():
    reading = read_date(44651.0, fiscal_year=2026, counts_from_1904=True)
    assert value_of(reading) == dt.date(2026, 4, 1)


def test_a_code_that_lost_its_leading_zeros_gets_them_back():
    assert value_of(read_digits(101.0, width=4)) == "0101"
    assert value_of(read_digits("０１０１", width=4)) == "0101"
    assert read_digits("0101", width=4) == Taken("0101")
    assert value_of(read_digits("", width=4)) is None
    assert rule_of(read_digits("01-01", width=4)) == "code-not-digits"
    assert rule_of(read_digits(123456.0, width=4)) == "code-not-digits"


def test_a_personal_number_is_recognised_by_its_check_digit_only():
    assert looks_like_personal_number("123456789018")
    assert looks_like_personal_number("１２３４－５６７８－９０１８")
    assert not looks_like_personal_number("123456789012")
    assert not looks_like_personal_number("電話 093-582-2111")


@given(st.integers(0, 10**9))
def test_any_whole_number_is_read_back_however_it_is_written(number):
    wide = str.maketrans("0123456789,", "０１２３４５６７８９，")
    for written in (float(number), str(number), f"{number:,}", f"{number:,}".translate(wide)):
        assert value_of(read_count(written)) == number
    assert value_of(read_count(f"{number:,}件")) == number
    assert value_of(read_number(f"▲{number:,}")) == -number


@given(st.integers(0, 12_000_000))
def test_any_minutes_are_read_back_from_hours_clock_and_words(minutes):
    hours, rest = divmod(minutes, 60)
    for written in (minutes / 60, f"{hours}:{rest:02}", f"{hours:,}時間{rest}分", f"{minutes}分"):
        assert value_of(read_hours(written)) == minutes
    assert value_of(read_hours(dt.timedelta(minutes=minutes))) == minutes


@given(st.dates(dt.date(1989, 1, 8), dt.date(2060, 12, 31)))
def test_any_day_is_read_back_from_era_western_and_serial_writing(day):
    first, era = (2019, "令和") if day >= dt.date(2019, 5, 1) else (1989, "平成")
    year = day.year - first + 1
    serial = float((day - dt.date(1899, 12, 30)).days)
    writings = [
        f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        moment(day.year, day.month, day.day),
        serial,
    ]
    assert {value_of(read_date(w, fiscal_year=2026)) for w in writings} == {day}


@given(st.text())
def test_no_text_makes_a_rule_fail(text):
    rules = (read_number, read_count, read_hours, read_percent, read_text, date_of_2026)
    for read in (*rules, MEDIUM.read, CODES.read, lambda raw: read_digits(raw, width=4)):
        assert isinstance(read(text), (Taken, Refused))


@given(st.text())
def test_cleaning_and_folding_twice_changes_nothing_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)
    assert fold_width(fold_width(text)) == fold_width(text)


@pytest.mark.parametrize(
    "read",
    [
        read_number,
        read_count,
        read_hours,
        read_percent,
        read_text,
        date_of_2026,
        MEDIUM.read,
        CODES.read,
        lambda raw: read_digits(raw, width=4),
    ],
)
def test_a_cell_without_content_is_empty_for_every_rule(read):
    for nothing in (None, "", " \u3000"):
        assert read(nothing) == Taken(None)


def test_digits_that_became_a_date_or_time_are_no_code():
    for raw in (dt.date(2026, 4, 1), dt.time(1, 30)):
        assert rule_of(read_digits(raw, width=4)) == "code-not-digits"
    assert value_of(read_digits("なし", width=4)) is None


def test_a_bare_day_that_does_not_exist_is_refused():
    assert rule_of(date_of_2026("2月30日")) == "date-impossible"


def test_words_around_minutes_must_be_numbers():
    assert rule_of(read_hours("1,2時間30分")) == "number-unclear"
    assert rule_of(read_hours("1..5時間30分")) == "number-unclear"


def test_a_number_in_text_may_be_too_long():
    assert rule_of(read_number("１２３４５６７８９０１２３４")) == "number-too-long"
