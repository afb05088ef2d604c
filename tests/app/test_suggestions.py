"""Suggestions of an open workspace: they learn, and what they learned can be taken back."""

from contextlib import closing
from pathlib import Path

from bpr_studio.app.workspace import Workspace
from tests.builders_workspace import DX_OFFICER, built_workspace, empty_workspace, unit_id


def test_a_lesson_is_kept_and_can_be_undone(tmp_path: Path) -> None:
    workspace = empty_workspace(tmp_path / "city")
    suggestions = workspace.suggestions
    before = suggestions.for_name("ふれあい号の運行")[0].code
    suggestions.learn("ふれあい号の運行", "F09-02-01")
    assert suggestions.for_name("ふれあい号の運行")[0].code == "F09-02-01"
    workspace.undo.undo()
    assert suggestions.for_name("ふれあい号の運行")[0].code == before
    workspace.undo.redo()
    workspace.close()

    again = Workspace.open(tmp_path / "city", DX_OFFICER, read_only=True)
    assert again.suggestions.for_name("ふれあい号の運行")[0].code == "F09-02-01"
    again.close()


def test_two_characters_of_a_name_or_a_code_are_enough(tmp_path: Path) -> None:
    workspace = empty_workspace(tmp_path / "city")
    search = workspace.suggestions.search
    assert search("転入")[0].code == "B01-01-01"
    assert {hit.code[:3] for hit in search("b15")} == {"B15"}
    assert search("戸籍 謄")[0].code == "B19-02-01"
    assert search("年休")[0].code == "K01-01-01"
    assert search("無い言葉") == ()
    workspace.close()


def test_a_code_the_dx_office_corrects_in_a_sheet_teaches_the_suggestions(tmp_path: Path) -> None:
    with closing(built_workspace(tmp_path / "city")) as workspace:
        sheet = workspace.entry_desk.open(workspace.round_id, unit_id("0101"), "dx_office")
        sheet.set_cells([(sheet.rows[0], "name", "ふれあい号の運行")])
        assert workspace.queries.lessons() == ()
        sheet.set_cells([(sheet.rows[0], "code", "F09-02-01")])
        assert workspace.suggestions.for_name("ふれあい号の運行")[0].code == "F09-02-01"
        workspace.undo.undo()
        assert workspace.queries.lessons() == ()


def test_a_section_that_changes_its_code_teaches_nothing(tmp_path: Path) -> None:
    with closing(built_workspace(tmp_path / "city")) as workspace:
        sheet = workspace.entry_desk.open(workspace.round_id, unit_id("0101"), "section_chief")
        sheet.set_cells([(sheet.rows[0], "code", "F09-02-01")])
        assert workspace.queries.lessons() == ()
