"""Drawing a flow in the real window: keys, undo by name, looking at it in other ways."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from bpr_studio.app.opening import Opener
from bpr_studio.domain.process.element import Kind
from bpr_studio.services.flow_making import NewFlow
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.shell.rail import Rail
from tests.builders_workspace import CityPlan, built_workspace, unit_id

pytestmark = pytest.mark.gui


@pytest.fixture
def opened(qtbot, tmp_path):
    """A window of a Kaizen leader on a small city, with the workspace behind it."""
    built_workspace(tmp_path / "city", CityPlan(answered=1)).close()
    settings = tmp_path / "settings.json"
    choices = {"role": "kaizen_leader", "section": "0101", "language": "en"}
    settings.write_text(json.dumps(choices))
    session, workspace = Opener(settings).open(tmp_path / "city")
    qtbot.addWidget(session.window)
    session.window.resize(1366, 768)
    session.window.show()
    session.window.activateWindow()
    yield session.window, workspace
    qtbot.waitUntil(lambda: not session.window.tasks.running, timeout=30_000)
    session.window.close()
    workspace.close()


@pytest.fixture
def drawing(qtbot, opened):
    """The window in front of a new flow with its start selected."""
    window, workspace = opened
    made = workspace.flow_making(lambda: "0101").make(NewFlow("Move in", unit_id("0101")))
    window.go_to(Jump("flow", f"{made}#Start_1"))
    page = window.current_page
    page.board.view.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.board.view)
    return window, workspace, page


def tasks(page):
    return page.model.of_kind(Kind.TASK)


def key(qtbot, what, modifier=Qt.KeyboardModifier.NoModifier):
    """Press a key where the keyboard is."""
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, what, modifier)


def test_one_key_draws_the_next_step_and_its_name_is_typed_at_once(qtbot, drawing):
    _window, workspace, page = drawing
    key(qtbot, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.board.label_editor)
    qtbot.keyClicks(QApplication.focusWidget(), "Check")
    key(qtbot, Qt.Key.Key_Return)

    (made,) = tasks(page)
    assert made.name == "Check"
    assert workspace.queries.flow(page.session.flow_id) == page.model


def test_undo_of_the_window_works_from_the_canvas_and_names_the_deed(qtbot, drawing):
    window, workspace, page = drawing
    key(qtbot, Qt.Key.Key_N)
    key(qtbot, Qt.Key.Key_Escape)
    page.board.view.setFocus()
    assert len(tasks(page)) == 1
    assert workspace.undo.undo_label

    key(qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not tasks(page))
    key(qtbot, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(tasks(page)) == 1)
    assert window.current_page is page


def test_ctrl_t_shows_the_flow_as_table_and_as_text(qtbot, drawing):
    _window, _workspace, page = drawing
    seen = [page.view]
    for _ in range(3):
        key(qtbot, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
        seen.append(page.view)

    assert seen == ["drawing", "table", "text", "drawing"]
    assert page.selected == ("Start_1",)


def test_the_canvas_is_wide_enough_beside_the_panels(qtbot, drawing):
    _window, _workspace, page = drawing

    assert page.side.isVisible()
    assert page.board.width() >= 700


def test_the_list_shows_what_was_drawn(qtbot, drawing):
    window, _workspace, page = drawing
    key(qtbot, Qt.Key.Key_N)
    key(qtbot, Qt.Key.Key_Escape)
    window.go_to(Jump("flows", page.session.flow_id))

    flows = window.current_page
    assert flows.chosen_line.activities == 1
    flows.deeds.edit_action.trigger()
    assert window.current_page is page


def test_undo_in_another_flow_says_where_it_was(qtbot, drawing):
    window, workspace, page = drawing
    key(qtbot, Qt.Key.Key_N)
    key(qtbot, Qt.Key.Key_Escape)
    other = workspace.flow_making(lambda: "0101").make(NewFlow("Move out", unit_id("0101")))
    first = page.session.flow_id
    workspace.flow_making(lambda: "0101").rename(first, "Moving in")
    window.go_to(Jump("flow", other))

    window.undo()

    go = next(b for b in window.findChildren(QPushButton) if b.text() == "Look there")
    go.click()
    assert page.session.flow_id == first
    assert page.session.name == "Move in"


def test_the_way_back_to_the_list_chooses_the_flow_that_was_edited(qtbot, drawing):
    window, workspace, page = drawing
    workspace.flow_making(lambda: "0101").make(NewFlow("A first one", unit_id("0101")))
    flow_id = page.session.flow_id
    rail = window.findChild(Rail)

    rail.chosen.emit("flows")
    assert window.current_page.chosen_line.id == flow_id
