"""Joining a shared folder asks for folder, number and person, and can be stopped at any moment."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.ui.qt.error_panel import ErrorPanel
from bpr_studio.ui.qt.tasks import TaskRunner
from bpr_studio.ui.shell.first_start import City, FirstStart, JoinShare
from bpr_studio.ui.shell.joining import (
    JoinAnswer,
    Joining,
    JoinParts,
    SectionChoice,
    SiteSeen,
)
from tests.ui.shell.test_reachable import nameless

pytestmark = pytest.mark.gui

NUMBER = "8304 1177 9025"
SECTIONS = (
    SectionChoice("0101", "市民課（架空）", "市民局"),
    SectionChoice("0102", "区政課（架空）", "市民局"),
    SectionChoice("0201", "財政課（架空）", "財政局"),
)


class Folder:
    """A shared folder that answers, refuses, or takes its time."""

    def __init__(self) -> None:
        self.refuses = self.hangs = False
        self.asked: list[JoinAnswer] = []

    def parts(self) -> JoinParts:
        return JoinParts(self.look, self.prepare, self.ask, lambda _over: Path("/share"))

    def look(self, address: str, _progress: Any) -> SiteSeen:
        if self.refuses:
            msg = "nobody shares here"
            raise RefusedError(msg, kept="kept", remedy="remedy")
        return SiteSeen(address, "見本市", NUMBER, fictitious=True)

    def prepare(self, _seen: Any, progress: Any) -> tuple[SectionChoice, ...]:
        while self.hangs:
            progress.report(1, 3, "organisation")
            time.sleep(0.01)
        return SECTIONS

    def ask(self, answer: JoinAnswer, _progress: Any) -> Path:
        self.asked.append(answer)
        return Path("/homes/sample")


@pytest.fixture
def folder() -> Folder:
    return Folder()


@pytest.fixture
def dialog(qtbot: Any, folder: Folder) -> Any:
    tasks = TaskRunner()
    made = Joining(folder.parts(), tasks, "promoter")
    qtbot.addWidget(made)
    made.show()
    yield made
    folder.hangs = False
    tasks.close()


def go_on(qtbot: Any, dialog: Joining) -> None:
    dialog.forward()
    qtbot.waitUntil(lambda: not dialog.is_busy)


def to_the_person(qtbot: Any, dialog: Joining) -> None:
    dialog.folder.address.setText("//server/share")
    go_on(qtbot, dialog)
    dialog.number.same.setChecked(True)
    go_on(qtbot, dialog)


def next_button(dialog: Joining) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.property("kind") == "primary")


def test_joining_asks_four_things_and_then_the_dx_office(
    qtbot: Any, dialog: Joining, folder: Folder
) -> None:
    assert not next_button(dialog).isEnabled()
    dialog.folder.address.setText("//server/share")
    go_on(qtbot, dialog)
    assert dialog.step == "number"
    assert dialog.number.card.number == NUMBER
    assert not next_button(dialog).isEnabled()

    dialog.number.same.setChecked(True)
    go_on(qtbot, dialog)
    assert dialog.step == "who"
    assert dialog.who.list.count() == 3
    assert not next_button(dialog).isEnabled()
    dialog.who.pick("市民課 2番窓口", "section_chief", "0102")
    assert next_button(dialog).text() == "Ask the DX office"
    go_on(qtbot, dialog)

    assert folder.asked == [JoinAnswer("市民課 2番窓口", "section_chief", "0102")]
    assert dialog.step == "done"
    assert (dialog.workspace, dialog.section) == (Path("/homes/sample"), "0102")
    dialog.forward()
    assert dialog.result()


def test_the_dx_office_belongs_to_no_section(qtbot: Any, dialog: Joining, folder: Folder) -> None:
    to_the_person(qtbot, dialog)
    dialog.who.pick("DX室 2", "dx_office", "")
    assert not dialog.who.list.isVisible()
    go_on(qtbot, dialog)

    assert folder.asked == [JoinAnswer("DX室 2", "dx_office", "")]


def test_sections_are_found_by_typing(qtbot: Any, dialog: Joining) -> None:
    to_the_person(qtbot, dialog)
    dialog.who.words.setText("財政")

    assert dialog.who.list.count() == 1


def test_a_folder_where_nobody_shares_is_told_and_can_be_changed(
    qtbot: Any, dialog: Joining, folder: Folder
) -> None:
    folder.refuses = True
    dialog.folder.address.setText("//server/empty")
    go_on(qtbot, dialog)

    assert dialog.step == "folder"
    said = [panel.text() for panel in dialog.findChildren(ErrorPanel)]
    assert "nobody shares here" in said[0]
    folder.refuses = False
    go_on(qtbot, dialog)
    assert dialog.step == "number"


def test_a_number_that_differs_goes_no_further(qtbot: Any, dialog: Joining, folder: Folder) -> None:
    dialog.folder.address.setText("//server/share")
    go_on(qtbot, dialog)
    dialog.reject()

    assert dialog.workspace is None
    assert folder.asked == []


def test_slow_work_can_be_stopped(qtbot: Any, dialog: Joining, folder: Folder) -> None:
    folder.hangs = True
    dialog.folder.address.setText("//server/share")
    go_on(qtbot, dialog)
    dialog.number.same.setChecked(True)
    dialog.forward()
    assert dialog.is_busy
    dialog.stop()
    qtbot.waitUntil(lambda: not dialog.is_busy)

    assert dialog.step == "number"


def test_every_control_has_a_name(qtbot: Any, dialog: Joining) -> None:
    assert nameless(dialog) == []
    dialog.folder.address.setText("//server/share")
    go_on(qtbot, dialog)
    assert nameless(dialog) == []
    dialog.number.same.setChecked(True)
    go_on(qtbot, dialog)
    assert nameless(dialog) == []


def test_the_first_start_offers_joining(qtbot: Any) -> None:
    dialog = FirstStart([City("011002", "札幌市")], lambda _parent: None)
    qtbot.addWidget(dialog)
    dialog.pick(workspace="join", role="promoter")
    dialog.forward()
    dialog.forward()

    assert dialog.result()
    assert dialog.choice == JoinShare("promoter")
