"""Likely names and twelve-digit numbers in returned workbooks are told before they are stored."""

import openpyxl
import pytest

from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.findings import Level, Place
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.personal_texts import RULE, PersonalTexts
from tests import builders_grown

FIRST = 11  # first line of the form


@pytest.fixture
def section(workspace):
    return workspace.queries.sections(workspace.round_id)[0]


@pytest.fixture
def form(workspace, section, tmp_path):
    (made,) = workspace.surveys.hand_out(
        workspace.round_id, [section.unit_code], tmp_path, NoProgress()
    )
    return made


def type_in(form, **cells):
    book = openpyxl.load_workbook(form)
    sheet = book["調査票"]
    keys = [cell.value for cell in sheet[7]]
    for key, value in cells.items():
        sheet.cell(FIRST, keys.index(key) + 1).value = value
    book.save(form)
    return {key: sheet.cell(FIRST, keys.index(key) + 1).coordinate for key in cells}


def warned(workspace, form, *, dry_run=True):
    report = workspace.surveys.collect(workspace.round_id, [form], NoProgress(), dry_run=dry_run)
    return [finding for finding in report.findings if finding.rule == RULE]


def test_a_name_in_a_returned_workbook_is_warned_about_at_its_cell(workspace, form):
    text = "担当の山田太郎さんに集中している"
    cells = type_in(form, issue=text)
    (finding,) = warned(workspace, form)
    assert finding.level is Level.WARNING
    assert "山田太郎" in finding.message
    assert finding.value == text
    assert finding.place == Place(form.name, "調査票", cells["issue"])


def test_a_number_of_twelve_digits_is_warned_about(workspace, form):
    type_in(form, note="番号 1234 5678 9012 の件")
    (finding,) = warned(workspace, form)
    assert "twelve digits" in finding.message


def test_texts_of_the_office_are_not_warned_about(workspace, form):
    type_in(form, issue="係長への確認に時間がかかる", note="10月から2月に集中")
    assert warned(workspace, form) == []


def test_what_is_stored_already_is_not_told_again(workspace, section, form):
    type_in(form, issue="担当の山田太郎さん")
    row = next(iter(workspace.queries.work_items(workspace.round_id, section.unit_id)))
    workspace.undo.commit("same", [SetFields("work_item", row, {"issue": "担当の山田太郎さん"})])
    assert warned(workspace, form) == []


def test_a_text_somebody_has_still_to_decide_about_is_told(workspace, section, form):
    type_in(form, issue="担当の山田太郎さん")
    row = next(iter(workspace.queries.work_items(workspace.round_id, section.unit_id)))
    workspace.undo.commit("edit", [SetFields("work_item", row, {"issue": "時間がかかる"})])
    (finding,) = warned(workspace, form)
    assert finding.value == "担当の山田太郎さん"


def test_it_is_told_when_it_is_taken_over_too_and_then_no_more(workspace, form):
    type_in(form, issue="担当の山田太郎さん")
    assert len(warned(workspace, form, dry_run=False)) == 1
    assert warned(workspace, form) == []


def test_a_foreign_sheet_is_looked_at_too(workspace, section, tmp_path):
    path = builders_grown.consultant(tmp_path / "c.xlsx", section.unit_name)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["J8"] = "佐藤花子さんに聞く"
    book.save(path)
    opened = workspace.grown_sheets.open(path)
    profile = workspace.grown_sheets.propose(opened, workspace.round_id).profile
    preview = workspace.grown_sheets.preview(opened, profile, workspace.round_id)
    told = [finding for finding in preview.findings if finding.rule == RULE]
    assert [finding.place.cell for finding in told] == ["J8"]
    assert "佐藤花子" in told[0].message


def test_the_same_text_is_looked_at_once():
    asked: list[str] = []

    def hints(text: str) -> tuple[()]:
        asked.append(text)
        return ()

    texts = PersonalTexts(hints)
    for _ in range(3):
        list(texts.findings({"note": "同じ文"}, frozenset({"note"}), lambda _name: Place()))
    assert asked == ["同じ文"]
