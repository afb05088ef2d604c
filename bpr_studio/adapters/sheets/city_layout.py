"""The sheets of the exchange workbook, as they are written and found again."""

from __future__ import annotations

from typing import Final

from bpr_studio.adapters.sheets.tables import Heading

CITY_SHEET: Final = "都市"
CLASSES_SHEET: Final = "分類別"
STEPS_SHEET: Final = "作業属性別"
DENOMINATORS_SHEET: Final = "分母"
FLOWS_SHEET: Final = "フロー"
GUIDE_SHEET: Final = "記入要領"
LISTS_SHEET: Final = "選択肢"
SHEETS: Final = (
    *(CITY_SHEET, CLASSES_SHEET, STEPS_SHEET, DENOMINATORS_SHEET, FLOWS_SHEET, GUIDE_SHEET),
    LISTS_SHEET,
)

SCHEMA_ENTRY: Final = "形式"
STAFF_ENTRY: Final = "職員区分："
"""In front of the name of a staff category whose hours are included or not."""

ENTRIES: Final = {
    "schema": SCHEMA_ENTRY,
    "city_code": "団体コード",
    "city_name": "市名",
    "fiscal_year": "年度",
    "population": "人口",
    "wards": "区の数",
    "staff_heads": "職員数",
    "core_definition_id": "コアの定義の番号",
    "core_definition": "コアの定義",
    "fictitious": "架空の数値",
    "left_out": "伏せた数値の数",
    "prepared_by": "作成した部署・役割",
    "prepared_on": "作成日",
    "program": "作成したプログラム",
    "remarks": "備考",
}
"""The general entries: their name in the JSON format and the word in the sheet."""

CLASS_HEADINGS: Final = (
    Heading("code", "分類コード"),
    Heading("label", "分類の名称", required=False),
    Heading("minutes", "年間時間"),
    Heading("non_core_minutes", "うちノンコア時間", required=False),
    Heading("cases", "件数", required=False),
    Heading("denominator", "主な分母の名称", required=False),
    Heading("denominator_value", "主な分母の値", required=False),
    Heading("outsourced_percent", "委託割合", required=False),
    Heading("sections", "課の数", required=False),
)
STEP_HEADINGS: Final = (
    Heading("step_type", "作業属性"),
    Heading("label", "作業属性の名称", required=False),
    Heading("code", "分類コード", required=False),
    Heading("minutes", "年間時間"),
    Heading("non_core_minutes", "うちノンコア時間", required=False),
    Heading("cases", "件数", required=False),
    Heading("sections", "課の数", required=False),
)
DENOMINATOR_HEADINGS: Final = (
    Heading("code", "分類コード"),
    Heading("label", "分類の名称", required=False),
    Heading("name", "分母の名称"),
    Heading("value", "分母の値"),
    Heading("unit", "単位", required=False),
    Heading("mark", "案の印", required=False),
)
FLOW_HEADINGS: Final = (
    Heading("code", "分類コード", required=False),
    Heading("name", "フローの名称"),
    Heading("bpmn", "ファイル名"),
)
FILLED: Final = {
    CLASSES_SHEET: ("minutes", "non_core_minutes", "cases", "outsourced_percent", "sections"),
    STEPS_SHEET: ("minutes", "non_core_minutes", "cases", "sections"),
    DENOMINATORS_SHEET: ("value",),
    FLOWS_SHEET: ("name", "bpmn"),
}
"""The columns people fill in; a line in which these are empty only waits to be filled."""

UNITS: Final = {
    "minutes": "（時間）",
    "non_core_minutes": "（時間）",
    "cases": "（件）",
    "outsourced_percent": "（％）",
    "sections": "（課）",
}
