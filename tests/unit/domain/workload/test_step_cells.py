"""Cells of the detailed survey: amounts with decimals and several answers in one cell."""

from __future__ import annotations

from typing import Any

import pytest

from bpr_studio.domain.workload.cell_rules import Refused, Taken
from bpr_studio.domain.workload.step_cells import AnswersRule, read_amount
from bpr_studio.domain.workload.survey_format import Choice, FieldKind, SurveyColumn

FORMS = AnswersRule(SurveyColumn("forms_in", "入力帳票", "", FieldKind.LIST, max_length=10))
REASONS = AnswersRule(
    SurveyColumn(
        "core_reasons",
        "理由",
        "",
        FieldKind.LIST,
        choices=(Choice("R1", "R1 公権力の行使・処分決定"), Choice("N2", "N2 形式確認")),
    )
)


def value_of(reading: Taken[Any] | Refused) -> Any:
    assert isinstance(reading, Taken), reading
    return reading.value


def rule_of(reading: Taken[Any] | Refused) -> str:
    assert isinstance(reading, Refused), reading
    return reading.rule


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        (2.5, "分", 2.5),
        ("2.5", "分", 2.5),
        ("５分", "分", 5.0),
        ("1時間30分", "分", 90.0),
        ("1:30", "分", 90.0),
        ("2時間", "分", 120.0),
        ("1,205件", "件", 1205.0),
        ("241回", "回／年", 241.0),
        ("12回／年", "回／年", 12.0),
        ("3日", "日", 3.0),
        (1 / 3, "回／年", 0.3333),
        ("", "分", None),
        ("−", "分", None),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: object, unit: str, value: float | None):
    assert value_of(read_amount(typed, unit=unit)) == value  # type: ignore[arg-type]  # any cell


def test_amounts_out_of_bounds_are_refused_with_a_reason():
    assert rule_of(read_amount("▲5", unit="分")) == "number-negative"
    assert rule_of(read_amount("5000", unit="日", maximum=3650)) == "number-too-large"
    assert rule_of(read_amount("少し", unit="分")) == "number-unclear"


def test_several_answers_stand_in_one_cell():
    assert value_of(FORMS("申請書、 委任状,申請書")) == ("申請書", "委任状")
    assert value_of(FORMS("")) is None
    assert value_of(FORMS(None)) is None
    assert rule_of(FORMS("あ" * 11)) == "text-too-long"
    assert rule_of(FORMS("、".join(f"様式{n}" for n in range(21)))) == "too-many-answers"


def test_answers_of_a_list_are_found_by_label_or_code():
    assert value_of(REASONS("N2、R1 公権力の行使・処分決定")) == ("N2", "R1")
    assert rule_of(REASONS("N2、さあ")) == "choice-unknown"
