"""Survey sheets as other makers would have grown them; every figure is invented (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import xlsxwriter
from openpyxl.styles import Font

if TYPE_CHECKING:
    from pathlib import Path


def _saved(path: Path, fill: Any) -> Path:
    book = openpyxl.Workbook()
    fill(book.active, book)
    book.save(path)
    return path


def consultant(path: Path, section: str = "市民課") -> Path:
    """A consultant's sheet: title, merged group headings, hours by staff, subtotals, remarks."""

    def fill(sheet: Any, _book: Any) -> None:
        sheet.title = "業務量調査票"
        sheet["A1"] = "令和8年度　業務量調査票（架空の見本）"
        sheet["A1"].font = Font(bold=True, size=16)
        sheet.merge_cells("A1:J1")
        sheet["B3"], sheet["C3"] = "所属", section
        heads = ["No", "大分類", "業務名", "年間業務時間（時間）", None, None, "年間件数"]
        heads += ["コア業務", "使用システム", "備　考"]
        for place, head in enumerate(heads, 1):
            sheet.cell(5, place).value = head
        for place, head in ((4, "正規職員"), (5, "再任用"), (6, "会計年度任用職員")):
            sheet.cell(6, place).value = head
        sheet.merge_cells("D5:F5")
        for letter in "ABCGHIJ":
            sheet.merge_cells(f"{letter}5:{letter}6")
        lines: list[list[Any]] = [
            [
                1,
                "窓口",
                "住民票の写しの交付窓口",
                "１，２３４時間",
                None,
                300,
                "18,000件",
                "×",
                "住記",
                None,
            ],
            [2, None, "印鑑登録の受付", 250.5, "－", 120, 4200, "×", "住記", "繁忙期は3月"],
            [None, "小計", None, 1484.5, 0, 420, None, None, None, None],
            [3, "庶務", "庁内照会への回答", "△5", None, None, 240, "○", None, None],
            [4, None, "出退勤の管理", 120, None, None, None, "○", None, "〃"],
            [None, "合計", None, 1604.5, 0, 420, None, None, None, None],
        ]
        for row, line in enumerate(lines, 7):
            for place, value in enumerate(line, 1):
                sheet.cell(row, place).value = value
        sheet.merge_cells("B7:B8")
        sheet.merge_cells("B10:B11")
        sheet["A14"] = "※時間は年間の見込みを記入してください。"
        sheet.cell(10, 10).value = "時間は後日修正"

    return _saved(path, fill)


def person_days(path: Path) -> Path:
    """A city's own sheet: person-days, every section below the other, section in a column."""

    def fill(sheet: Any, _book: Any) -> None:
        sheet.title = "調査"
        sheet["A1"] = "事務量調べ（架空）"
        sheet["F2"] = "（単位：人日）"
        heads = ["課名", "事務の名称", "根拠法令等", "定型／非定型", "従事量", "マニュアル", "件数"]
        for place, head in enumerate(heads, 1):
            sheet.cell(4, place).value = head
        lines: list[list[Any]] = [
            ["市民課", "戸籍届の受付", "戸籍法", "定型", 80, "○", 900],
            ["市民課", "戸籍届の受付", "戸籍法", "定型", 80, "○", 900],
            ["総務課", "例規の審査", None, "非定型", "２０人日", "×", None],
            ["宇宙課", "星の観測", None, "非定型", 10, "×", None],
            ["総務課", "公印の管守", None, "定型", "約5", "○", None],
        ]
        for row, line in enumerate(lines, 5):
            for place, value in enumerate(line, 1):
                sheet.cell(row, place).value = value

    return _saved(path, fill)


def minutes_per_case(path: Path) -> Path:
    """A sheet for calculations: cases a year and minutes a case; the section is the sheet's name."""

    def fill(sheet: Any, book: Any) -> None:
        for number, name in enumerate(("市民課", "総務課", "宇宙課（架空）")):
            page = sheet if number == 0 else book.create_sheet()
            page.title = name
            for place, head in enumerate(("業務内容", "処理件数（年間）", "１件当たり（分）"), 2):
                page.cell(3, place).value = head
            page.append([None, f"{name}の届出の入力", 1200, 15])
            page.append([None, "電話の応対", "3,000件", "0:05"])

    return _saved(path, fill)


def months_in_hours(path: Path) -> Path:
    """A sheet of months: hours of each month, two tables below each other; by XlsxWriter."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("月別")
    sheet.write("A1", "総務課　月別業務時間（架空）")
    months = [f"{month}月" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]
    sheet.merge_range("B3:M3", "月別の従事時間（時間）", book.add_format({"bold": True}))
    sheet.merge_range("A3:A4", "業務名", book.add_format({"bold": True}))
    sheet.write_row("B4", months)
    sheet.write_row("A5", ["給与の支給", *[10] * 11, 20])
    sheet.write_row("A6", ["庁舎の点検", *[5] * 12])
    sheet.write_row("A9", ["担当者", "業務名", "人数"])
    sheet.write_row("A10", ["係長", "総括", 1])
    book.close()
    return path


def shares(path: Path) -> Path:
    """A sheet of shares: per cent of the section's working time, in two columns for core work."""

    def fill(sheet: Any, _book: Any) -> None:
        sheet.title = "従事割合"
        sheet["A1"] = "市民課の従事割合（架空）"
        heads = ["分掌事務", "事務名", "従事割合（％）", "コア", "ノンコア", "課題"]
        for place, head in enumerate(heads, 1):
            sheet.cell(3, place).value = head
        sheet.append(["【窓口】"])
        sheet.append(["窓口", "証明書の交付", 40, None, "○", "待ち時間が長い"])
        sheet.append(["窓口", "異動届の審査", 0.25, "○", None, None])
        sheet.append(["庶務", "両方に印", 5, "○", "○", None])
        sheet.append(["庶務", "割合の計算違い", "=1/0", None, "○", None])

    return _saved(path, fill)
