"""What the cells of a survey form accept when somebody types, in the words of XlsxWriter."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.workload.survey_format import FieldKind

if TYPE_CHECKING:
    from bpr_studio.domain.workload.survey_format import SurveyColumn

# Limits of Excel for the texts that appear beside a cell.
_LONGEST_MESSAGE: Final = 255
_LONGEST_TITLE: Final = 32


def validation_of(answer: SurveyColumn) -> dict[str, object]:
    """The validation of a column: accepted values, and what is said when the cell is chosen."""
    return {
        **_rule_of(answer),
        "ignore_blank": True,
        "input_title": answer.header[:_LONGEST_TITLE],
        "input_message": answer.help[:_LONGEST_MESSAGE],
        "error_title": answer.header[:_LONGEST_TITLE],
    }


def _rule_of(answer: SurveyColumn) -> dict[str, object]:
    """What a cell of the column accepts, in XlsxWriter's words."""
    most = answer.maximum or 10**9
    match answer.kind:
        case FieldKind.CODE:
            message = "一覧から選んでください。コード（例 B01-03-01）をそのまま書いたときは「はい」を押します。"
            return {
                "validate": "list",
                "source": "=class_codes",
                "error_type": "warning",
                "error_message": message,
            }
        case FieldKind.CHOICE | FieldKind.FLAG:
            source = f"=choice_{answer.key}"
            return {
                "validate": "list",
                "source": source,
                "error_message": "一覧から選んでください。",
            }
        case FieldKind.HOURS | FieldKind.NUMBER:
            message = f"0から{most:,}までの数字で、{answer.unit}の単位で書いてください（例 1.5）。"
            return _between("decimal", most, message)
        case FieldKind.COUNT | FieldKind.PERCENT | FieldKind.PERCENT_OF_YEAR:
            return _between("integer", most, f"0から{most:,}までの整数で書いてください。")
        case FieldKind.DATE:
            return {
                "validate": "date",
                "criteria": ">=",
                "value": dt.date(1950, 1, 1),
                "error_type": "warning",
                "error_message": "年月日で書いてください（例 2026/4/1）。",
            }
        case FieldKind.TEXT | FieldKind.LIST | FieldKind.SHARE | FieldKind.PROFILE:
            return _text_rule(answer)


def _between(kind: str, most: int, message: str) -> dict[str, object]:
    return {
        "validate": kind,
        "criteria": "between",
        "minimum": 0,
        "maximum": most,
        "error_message": message,
    }


def _text_rule(answer: SurveyColumn) -> dict[str, object]:
    if answer.kind is not FieldKind.TEXT or not answer.max_length:
        return {"validate": "any"}
    return {
        "validate": "length",
        "criteria": "<=",
        "value": answer.max_length,
        "error_message": f"{answer.max_length}字以内で書いてください。",
    }
