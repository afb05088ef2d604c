"""Two workbooks of the same section in one folder are nobody's guess."""

import shutil

import pytest
from openpyxl import load_workbook

from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.surveys import FileState


@pytest.fixture
def form(workspace, tmp_path):
    section = workspace.queries.sections(workspace.round_id)[0]
    (path,) = workspace.surveys.hand_out(
        workspace.round_id, [section.unit_code], tmp_path / "returned", NoProgress()
    )
    _change_hours(path, 11)
    return path


def _change_hours(path, hours):
    book = load_workbook(path)
    sheet = book["調査票"]
    column = [cell.value for cell in sheet[7]].index("minutes_regular") + 1
    sheet.cell(11, column).value = hours
    book.save(path)


def _collect(workspace, folder):
    report = workspace.surveys.collect(workspace.round_id, [folder], NoProgress())
    return {outcome.file: outcome for outcome in report.files}


def test_the_second_of_two_differing_forms_is_refused_and_names_the_first(workspace, form):
    second = shutil.copy(form, form.with_name("zz " + form.name))
    _change_hours(second, 22)
    outcomes = _collect(workspace, form.parent)
    assert outcomes[form.name].state is FileState.COLLECTED
    assert outcomes[second.name].state is FileState.REFUSED
    (finding,) = outcomes[second.name].findings
    assert form.name in finding.message
    assert finding.place.file == second.name


def test_collecting_two_differing_forms_again_changes_nothing(workspace, form):
    second = shutil.copy(form, form.with_name("zz " + form.name))
    _change_hours(second, 22)
    _collect(workspace, form.parent)
    before = workspace.store.digest()
    assert _collect(workspace, form.parent)[form.name].state is FileState.UNCHANGED
    assert workspace.store.digest() == before


def test_a_copy_with_the_same_content_is_unchanged(workspace, form):
    copy = shutil.copy(form, form.with_name("zz " + form.name))
    outcomes = _collect(workspace, form.parent)
    assert outcomes[copy.name].state is FileState.UNCHANGED
