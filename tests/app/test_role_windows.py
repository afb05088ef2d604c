"""Each role's window: its rail, its pages, its sections; switching role and language at once."""

import json

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QLabel

from bpr_studio.app.opening import Opener
from bpr_studio.app.preferences import ROLES, load_preferences, remember
from bpr_studio.app.roles import ROLE_VIEWS, view_of
from bpr_studio.app.window import Leaving
from bpr_studio.domain.shared.text import language
from bpr_studio.ui.qt.error_panel import ErrorPanel
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.shell.rail import RailButton
from tests.builders_workspace import CityPlan, built_workspace

pytestmark = pytest.mark.gui

HERE = {"Collect", "Hand out", "Search tasks", "Open the sheet", "Copy with headings"}
"""Commands of the survey page that are no doors to other pages."""


@pytest.fixture
def city_folder(tmp_path):
    folder = tmp_path / "city"
    built_workspace(folder, CityPlan(answered=4)).close()
    return folder


@pytest.fixture
def open_as(qtbot, tmp_path, city_folder):
    """Opens the window of a role; closes it at the end."""
    opened = []

    def make(role, section="0101"):
        settings = tmp_path / "settings" / "settings.json"
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(json.dumps({"role": role, "section": section, "language": "en"}))
        session, workspace = Opener(settings).open(city_folder)
        qtbot.addWidget(session.window)
        session.window.show()
        opened.append((session, workspace))
        return session

    yield make
    for session, workspace in opened:
        qtbot.waitUntil(lambda s=session: not s.window.tasks.running, timeout=30_000)
        session.window.close()
        workspace.close()


def faults(window):
    return [panel for panel in window.findChildren(ErrorPanel) if panel.isVisible()]


def test_the_table_names_every_role():
    assert set(ROLE_VIEWS) == set(ROLES)
    assert view_of("") == ROLE_VIEWS["dx_office"]
    assert [role for role, view in ROLE_VIEWS.items() if view.whole_city] == ["dx_office"]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_opens_without_a_fault(qtbot, open_as, role):
    window = open_as(role).window
    for key in sorted(view_of(role).pages):
        assert window.has_page(key), key
        window.go_to(Jump(key))
        qtbot.waitUntil(lambda: not window.tasks.running, timeout=30_000)
        assert window.current_key == key
        assert faults(window) == [], key


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_its_own_section_unless_it_is_the_dx_office(qtbot, open_as, role):
    window = open_as(role, section="0102").window
    window.go_to(Jump("survey"))
    page = window.current_page
    codes = [section.unit_code for section in page.board.shown]
    assert codes == (
        ["0101", "0102", "0103", "0201", "0202", "0203"] if role == "dx_office" else ["0102"]
    )
    window.go_to(Jump("settings"))
    assert ("organisation" in window.current_page.tabs) == (role == "dx_office")


@pytest.mark.parametrize(("role", "tabs"), [("section_chief", 4), ("dx_office", 7)])
def test_only_the_dx_office_takes_over_and_gives_away_figures_of_cities(qtbot, open_as, role, tabs):
    window = open_as(role).window
    window.go_to(Jump("benchmark"))
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=30_000)
    assert window.current_page.tabs.count() == tabs


@pytest.mark.parametrize("role", ROLES)
def test_the_doors_of_the_survey_lead_to_pages_the_role_has(qtbot, open_as, role):
    window = open_as(role).window
    window.go_to(Jump("survey"))
    for action in window.current_page.commands():
        if action.text() in HERE:
            continue
        window.go_to(Jump("survey"))
        action.trigger()
        qtbot.waitUntil(lambda: not window.tasks.running, timeout=30_000)
        assert window.current_key != "survey", action.text()


def test_a_section_is_led_from_home_to_its_sheet(qtbot, open_as):
    window = open_as("kaizen_leader").window
    window.go_to(Jump("home"))
    window.current_page.next_action.trigger()
    assert window.current_key == "entry"
    assert window.current_page.title == "市民課"


def test_what_waits_is_counted_for_the_role(qtbot, open_as):
    session = open_as("kaizen_leader")
    button = next(b for b in session.window.findChildren(RailButton) if b.text() == "Survey")
    qtbot.waitUntil(lambda: button.badge == 1)
    assert "1 thing is waiting for you" in button.toolTip()


def test_role_and_language_are_switched_at_once(qtbot, open_as, tmp_path):
    session = open_as("dx_office")
    session.window.go_to(Jump("settings", "display"))
    display = session.window.current_page.display
    display.role.setCurrentIndex(ROLES.index("promoter"))
    display.language.setCurrentIndex(0)
    display.switch.click()
    assert session.leaving.anew
    stored = load_preferences(tmp_path / "settings" / "settings.json")
    assert (stored.role, stored.language) == ("promoter", "ja")


def test_a_window_opened_anew_speaks_the_language_that_was_chosen(
    qtbot, tmp_path, city_folder, monkeypatch
):
    monkeypatch.delenv("BPR_STUDIO_LANGUAGE", raising=False)
    settings = tmp_path / "settings.json"
    remember(settings, role="promoter", language="ja", section="0101")
    said: list[str] = []

    def look():
        window = next(
            w for w in QApplication.topLevelWidgets() if w.isVisible() and hasattr(w, "page_keys")
        )
        said.extend(label.text() for label in window.findChildren(QLabel))
        window.close()  # the last window: closing it ends the program, nobody else may

    QTimer.singleShot(300, look)
    Opener(settings).show(Leaving(city_folder, anew=True))
    assert language() == "ja"
    assert "あなたを待っているもの" in said


def test_asking_the_first_questions_again_is_one_button(qtbot, open_as):
    session = open_as("member")
    session.window.go_to(Jump("settings", "display"))
    session.window.current_page.display.again.click()
    assert session.leaving == Leaving(ask="demo")


def test_the_section_is_chosen_in_the_settings_too(qtbot, open_as, tmp_path):
    session = open_as("member", section="")
    session.window.go_to(Jump("settings", "display"))
    field = session.window.current_page.display.section
    assert isinstance(field, QComboBox)
    field.setCurrentIndex(field.findData("0103"))
    assert load_preferences(tmp_path / "settings" / "settings.json").section == "0103"
    session.window.go_to(Jump("survey"))
    assert [s.unit_code for s in session.window.current_page.board.shown] == ["0103"]
