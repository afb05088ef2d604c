"""Conflicts of a collection side by side, decided by keyboard, by mouse, or all at once."""

import openpyxl
import pytest
from PySide6.QtCore import Qt

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.merging import UNKNOWN, WHOLE_LINE, Side
from bpr_studio.services.conflict_words import ConflictWords
from bpr_studio.services.workbook_merge import WorkbookConflict
from bpr_studio.ui.pages.survey import SurveyPage
from bpr_studio.ui.pages.survey_collect import CollectionView
from bpr_studio.ui.pages.survey_merge import MergeView
from tests.builders_pages import desk_of
from tests.builders_workspace import task_id

WORDS = ConflictWords(load_survey_format("overall", 1))


def conflict(line, field, base, theirs, ours):
    return WorkbookConflict("a.xlsx", "u", "市民課", line, 11, "受付", field, base, theirs, ours)


CONFLICTS = (
    conflict("r1", "minutes_regular", 60, 90, 30),
    conflict("r1", "core_tag", None, "core", "non_core"),
    conflict("r2", "month_profile", UNKNOWN, (9,) * 12, None),
    conflict("r3", WHOLE_LINE, {"code": "K01-01-01"}, None, {"code": "K01-01-01"}),
)


@pytest.fixture
def view(dressed, qtbot):
    made = MergeView()
    qtbot.addWidget(made)
    made.resize(1100, 500)
    made.show_conflicts(CONFLICTS, WORDS, writable=True)
    made.show()
    return made


def shown(view, row):
    model = view.table.model
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_values_are_shown_in_the_words_of_the_form(view):
    assert shown(view, 0)[3:7] == ["正規（常勤）", "1", "1.5", "0.5"]
    assert shown(view, 1)[5:7] == ["コア", "ノンコア"]
    assert shown(view, 2)[3] == "月別の割合"
    assert shown(view, 2)[5] == "9 9 9 9 9 9 9 9 9 9 9 9"
    assert "K01-01-01" in shown(view, 3)[6]


def test_nothing_is_decided_at_the_beginning(view):
    assert view.decisions == {}
    assert view.open_count == 4


@pytest.mark.parametrize(("key", "side"), [(Qt.Key.Key_1, Side.THEIRS), (Qt.Key.Key_2, Side.OURS)])
def test_a_key_decides_the_marked_conflict(view, qtbot, key, side):
    view.activateWindow()
    view.table.view.setFocus()
    view.table.select_row(1)
    qtbot.keyClick(view.table.view, key)
    assert view.decisions == {CONFLICTS[1].key: side}
    qtbot.keyClick(view.table.view, Qt.Key.Key_0)
    assert view.decisions == {}


def test_a_click_on_a_value_chooses_it(view, qtbot):
    table = view.table.view
    place = table.visualRect(view.table.model.index(2, 5)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.decisions == {CONFLICTS[2].key: Side.THEIRS}


def test_a_whole_line_is_decided_at_once(view):
    view.table.select_row(0)
    view.mark_line()
    view.choose(Side.THEIRS)
    assert set(view.decisions) == {CONFLICTS[0].key, CONFLICTS[1].key}


def test_all_are_decided_at_once(view, qtbot):
    with qtbot.waitSignal(view.decided):
        view.choose_all(Side.OURS)
    assert view.open_count == 0
    assert set(view.decisions.values()) == {Side.OURS}


def test_what_was_taken_over_cannot_be_decided_any_more(view):
    view.show_conflicts(CONFLICTS, WORDS, writable=False)
    view.choose_all(Side.OURS)
    assert view.decisions == {}


def test_every_control_has_a_name(view, nameless_in):
    assert not nameless_in(view)


def test_decisions_of_the_page_are_taken_over(host, qtbot, city, settled, tmp_path):
    (form,) = city.surveys.hand_out(city.round_id, ["0101"], tmp_path / "f", NoProgress())
    book = openpyxl.load_workbook(form)
    sheet = book["調査票"]
    place = [cell.value for cell in sheet[7]].index("minutes_regular") + 1
    sheet.cell(11, place).value = 100
    sheet.cell(12, place).value = 100
    book.save(form)
    rows = [task_id(city.round_id, "0101", n) for n in (0, 1)]
    city.undo.commit("e", [SetFields("work_item", row, {"minutes_regular": 60}) for row in rows])
    page = SurveyPage(host, desk_of(city))
    qtbot.addWidget(page)
    page.on_shown()
    page.preview([form])
    settled()
    shown_view = page.front
    assert isinstance(shown_view, CollectionView)
    merge = shown_view.merge
    assert merge.open_count == 2
    merge.table.select_row(0)
    merge.choose(Side.THEIRS)
    page.take_over()
    settled()
    stored = city.queries.work_items(city.round_id, _unit(city))
    assert [stored[row]["minutes_regular"] for row in rows] == [6000, 60]
    assert shown_view.report is not None
    assert shown_view.report.open_conflicts == 1


def _unit(city):
    return next(s.unit_id for s in city.queries.sections(city.round_id) if s.unit_code == "0101")
