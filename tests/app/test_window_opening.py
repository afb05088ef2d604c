"""The start of the program: first run, what goes wrong when opening, faults, roles, choices."""

import logging
import os
import shutil
import stat
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from bpr_studio.adapters.db.database import DATABASE_NAME
from bpr_studio.app import opening
from bpr_studio.app.faults import LOG_NAME, FaultReporter, keep_log
from bpr_studio.app.opening import Opener
from bpr_studio.app.page_makers import WindowDeeds
from bpr_studio.app.pages import pages_of
from bpr_studio.app.preferences import Preferences, load_preferences, remember, save_preferences
from bpr_studio.app.window import Leaving, start_application
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.ports import Person
from bpr_studio.ui.qt.error_panel import ErrorPanel
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.shell.first_start import FirstStart
from bpr_studio.ui.shell.main_window import MainWindow
from bpr_studio.ui.shell.preparing import Preparing

pytestmark = pytest.mark.gui

PERSON = Person("tester", "dx_office")


@pytest.fixture
def settings(tmp_path):
    return tmp_path / "config" / "settings.json"


@pytest.fixture
def opener(qapp, settings):
    assert qapp is not None
    start_application()
    return Opener(settings)


class Answering:
    """Presses a button in every message box; remembers what the boxes said."""

    def __init__(self, button: str) -> None:
        self.said: list[str] = []
        self.offered: list[list[str]] = []
        self._button = button
        self._timer = QTimer()
        self._timer.setInterval(20)
        self._timer.timeout.connect(self._answer)
        self._timer.start()

    def _answer(self) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            self.said.append(f"{box.text()} {box.informativeText()}")
            self.offered.append([button.text() for button in box.buttons()])
            press(box, self._button)

    def stop(self) -> None:
        self._timer.stop()


def press(box, text):
    """Press a button; a box without it is closed, so that the test fails instead of hanging."""
    fitting = [b for b in box.findChildren(QPushButton) if b.text().startswith(text)]
    if fitting:
        fitting[0].click()
    else:
        box.reject()


@pytest.fixture
def answering():
    made = []

    def make(button):
        made.append(Answering(button))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def press_when_shown(kind, text):
    """Press a button of a dialog as soon as it can be pressed."""

    def look():
        dialog = QApplication.activeModalWidget()
        buttons = dialog.findChildren(QPushButton) if isinstance(dialog, kind) else []
        shown = [b for b in buttons if b.text() == text and b.isVisible()]
        if shown:
            shown[0].click()
        else:
            QTimer.singleShot(30, look)

    QTimer.singleShot(30, look)


def close_soon(qtbot):
    """Close the window as soon as it stands there."""

    def close():
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, MainWindow) and widget.isVisible():
                widget.close()
                return
        QTimer.singleShot(30, close)

    QTimer.singleShot(30, close)


# -- opening -------------------------------------------------------------------------------------


def test_a_workspace_opens_and_is_remembered(qtbot, opener, settings, city_folder):
    close_soon(qtbot)
    assert opener.show(Leaving(city_folder)) == Leaving()
    assert load_preferences(settings).workspace == str(city_folder)
    assert opener.first(None) == Leaving(city_folder)


def test_a_workspace_open_elsewhere_can_be_looked_at(
    qtbot, opener, answering, city_folder, workspace
):
    assert workspace.database.folder == city_folder
    answers = answering("Look at it")
    way = opener.show(Leaving(city_folder))
    assert "already open" in answers.said[0]
    assert way == Leaving(city_folder, read_only=True)

    session, looked_at = opener.open(city_folder, read_only=True)
    qtbot.addWidget(session.window)
    with qtbot.waitExposed(session.window):
        session.window.show()
    assert looked_at.database.read_only
    session.window.close()
    looked_at.close()


def test_trying_again_works_once_the_other_program_is_closed(opener, answering, city_folder):
    other = Workspace.open(city_folder, PERSON)
    answering("Try again")
    again = opener.show(Leaving(city_folder))
    other.close()
    assert again == Leaving(city_folder)


def test_a_damaged_workspace_offers_another_one_and_nothing_else(opener, answering, city_folder):
    (city_folder / DATABASE_NAME).write_bytes(b"nonsense" * 4_000)
    answers = answering("Choose another")
    assert opener.show(Leaving(city_folder)) == Leaving(ask="open")
    assert "damaged" in answers.said[0]
    assert not any(text.startswith("Look at it") for text in answers.offered[0])


def test_a_workspace_of_a_newer_version_is_refused_with_a_sentence(opener, answering, city_folder):
    import sqlite3

    with sqlite3.connect(city_folder / DATABASE_NAME) as connection:
        connection.execute("PRAGMA user_version=9999")
    connection.close()
    answers = answering("Quit")
    assert opener.show(Leaving(city_folder)) is None
    assert "newer" in answers.said[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_can_still_be_looked_at(opener, answering, city_folder):
    city_folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    answers = answering("Look at it")
    way = opener.show(Leaving(city_folder))
    city_folder.chmod(stat.S_IRWXU)
    assert "cannot be written" in answers.said[0]
    assert way == Leaving(city_folder, read_only=True)


def test_a_workspace_that_is_gone_is_named(opener, answering, settings, tmp_path):
    remember(settings, workspace=str(tmp_path / "gone"))
    answers = answering("Quit")
    assert opener.show(opener.first(None)) is None
    assert "gone" in answers.said[0]


def test_the_very_first_start_makes_the_fictitious_city(
    qtbot, opener, settings, monkeypatch, small_city
):
    demo = settings.parent.parent / "data" / "demo"
    monkeypatch.setattr(opening, "demo_folder", lambda: demo)
    monkeypatch.setattr(
        "bpr_studio.app.demo.ensure_demo",
        lambda folder, _person, _progress: shutil.copytree(small_city, folder),
    )
    leaving = opener.first(None)
    assert leaving == Leaving(demo)
    press_when_shown(Preparing, "Begin")
    way = opener.show(leaving)
    assert way == Leaving(demo)
    assert load_preferences(settings).role
    close_soon(qtbot)
    assert opener.show(way) == Leaving()


def test_ones_own_city_starts_with_three_questions(opener, settings, monkeypatch, tmp_path):
    monkeypatch.setattr("bpr_studio.app.starting.data_home", lambda: tmp_path / "data")

    def answer():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, FirstStart):
            QTimer.singleShot(30, answer)
            return
        assert dialog.question == "role"
        dialog.pick(role="section_chief", city="北九州市")
        for _ in range(3):
            dialog.forward()

    QTimer.singleShot(30, answer)
    way = opener.show(Leaving(ask="new"))
    assert way is not None
    assert load_preferences(settings).role == "section_chief"
    session, workspace = opener.open(way.folder)
    assert workspace.queries.workspace().city_code == "401005"
    assert "benchmark" in session.window.page_keys
    session.window.close()
    workspace.close()


def test_giving_up_the_questions_leads_back_to_the_last_workspace(opener, settings, city_folder):
    remember(settings, workspace=str(city_folder))

    def give_up():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, FirstStart):
            dialog.reject()
        else:
            QTimer.singleShot(30, give_up)

    QTimer.singleShot(30, give_up)
    assert opener.show(Leaving(ask="new")) == Leaving(city_folder)


# -- the window ------------------------------------------------------------------------------------


@pytest.fixture
def session(qtbot, opener, city_folder):
    made, workspace = opener.open(city_folder)
    qtbot.addWidget(made.window)
    made.window.show()
    yield made
    qtbot.waitUntil(lambda: not made.window.tasks.running, timeout=30_000)
    made.window.close()
    workspace.close()


def test_every_page_of_the_dx_office_opens_without_a_fault(qtbot, session):
    for key in session.window.page_keys:
        session.window.go_to(Jump(key))
        qtbot.waitUntil(lambda: not session.window.tasks.running, timeout=30_000)
        assert session.window.current_page is not None, key
        panels = session.window.findChildren(ErrorPanel)
        assert not [panel for panel in panels if panel.isVisible()], key


def test_a_choice_is_kept(session, settings):
    session.change(role="section_chief", section="0101")
    assert load_preferences(settings).role == "section_chief"
    assert session.preferences().section == "0101"


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        ("member", {"analysis", "benchmark", "improvement"}),
        ("promoter", {"analysis", "benchmark"}),
        ("kaizen_leader", {"benchmark"}),
        ("section_chief", set()),
        ("dx_office", set()),
    ],
)
def test_each_role_sees_only_what_it_uses(workspace, role, missing):
    deeds = WindowDeeds(
        preferences=lambda: Preferences(role=role),
        change=lambda **_choices: None,
        open_demo=lambda: None,
        set_mode=lambda _mode: None,
    )
    every = {"home", "survey", "flows", "analysis", "benchmark", "improvement", "sync"}
    every.add("settings")
    rail = {page.key for page in pages_of(workspace, deeds) if not page.under}
    assert rail == every - missing
    assert all(page.under in rail for page in pages_of(workspace, deeds) if page.under)


def test_the_report_of_the_window_says_when_it_cannot_be_written(qtbot, session, tmp_path):
    session.write_report(tmp_path / "report.docx")
    qtbot.waitUntil(lambda: not session.window.tasks.running, timeout=30_000)
    qtbot.wait(20)
    assert any(panel.isVisible() for panel in session.window.findChildren(ErrorPanel))


# -- faults ----------------------------------------------------------------------------------------


def test_a_fault_is_logged_and_told_in_the_window(caplog, session):
    reporter = FaultReporter()
    reporter.window = session.window
    try:
        raise ZeroDivisionError  # noqa: TRY301  # a fault to be heard
    except ZeroDivisionError as error:
        reporter.on_fault(type(error), error, error.__traceback__)
    assert any(panel.isVisible() for panel in session.window.findChildren(ErrorPanel))
    assert "ZeroDivisionError" in caplog.text


def test_the_reporter_hears_the_exceptions_of_the_program(monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", lambda _told: None)
    reporter = FaultReporter()
    reporter.install()
    assert sys.excepthook == reporter.on_fault


def test_faults_go_to_a_file_that_does_not_grow_for_ever(tmp_path):
    root = logging.getLogger()
    before = list(root.handlers)
    (tmp_path / LOG_NAME).write_text("x" * 2_000_000, encoding="utf-8")
    try:
        file = keep_log(tmp_path)
        logging.getLogger("test").warning("a fault")
        assert file is not None
        assert "a fault" in file.read_text(encoding="utf-8")
        assert file.stat().st_size < 10_000
    finally:
        for handler in [h for h in root.handlers if h not in before]:
            root.removeHandler(handler)
            handler.close()


def test_a_cache_folder_that_is_a_file_does_not_stop_the_program(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert keep_log(blocked) is None


def test_choices_that_cannot_be_stored_do_not_stop_the_program(tmp_path, caplog):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    remember(blocked / "settings.json", role="member")
    assert "choices not stored" in caplog.text


def test_the_colours_are_kept_in_one_place_only(settings):
    save_preferences(settings, Preferences(role="member"))
    assert "theme" not in settings.read_text(encoding="utf-8")
