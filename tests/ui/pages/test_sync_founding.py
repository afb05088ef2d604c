"""Beginning to share asks for a good folder and a safe key, and ends with the check number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication, QPdfWriter
from PySide6.QtWidgets import QPushButton

from bpr_studio.ui.pages.sync_founding import FoundingDialog, FoundingParts
from tests.fakes.sync_desk import ADDRESS, NUMBER, FakeDesk, alone

pytestmark = pytest.mark.gui

PHRASE = "four words are enough"


class Asked:
    """The dialog over a fake desk."""

    def __init__(self, host: Any, folder: Path) -> None:
        self.fake = FakeDesk(alone(), office=True)
        self.paper = folder / "number.pdf"
        desk = self.fake.desk
        assert desk.found is not None
        parts = FoundingParts(
            probe=desk.probe,
            found=desk.found,
            pick_folder=lambda _over: folder,
            pick_file=lambda _over, name: folder / name,
            printer=lambda _over: QPdfWriter(str(self.paper)),
        )
        self.dialog = FoundingDialog(parts, host.tasks)


@pytest.fixture
def asked(qtbot: Any, host: Any, tmp_path: Path) -> Asked:
    made = Asked(host, tmp_path)
    qtbot.addWidget(made.dialog)
    made.dialog.show()
    return made


def primary(dialog: FoundingDialog) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.property("kind") == "primary")


def go_on(qtbot: Any, dialog: FoundingDialog) -> None:
    dialog.forward()
    qtbot.waitUntil(lambda: not dialog.is_busy)


def test_a_folder_is_looked_at_before_it_is_used(qtbot: Any, asked: Asked) -> None:
    dialog = asked.dialog
    assert not primary(dialog).isEnabled()
    dialog.folder.address.setText(ADDRESS)
    assert primary(dialog).text() == "Look at the folder"
    go_on(qtbot, dialog)

    assert asked.fake.done == [("probe", ADDRESS)]
    assert dialog.step == "folder"
    assert primary(dialog).text() == "Next"


def test_a_folder_that_is_no_good_goes_no_further(qtbot: Any, asked: Asked) -> None:
    asked.dialog.folder.address.setText("//server/bad")
    go_on(qtbot, asked.dialog)

    assert not primary(asked.dialog).isEnabled()
    asked.dialog.folder.address.setText(ADDRESS)
    assert primary(asked.dialog).text() == "Look at the folder"


def test_the_key_needs_a_long_passphrase_twice_and_a_second_copy(
    qtbot: Any, asked: Asked, tmp_path: Path
) -> None:
    dialog = asked.dialog
    dialog.folder.address.setText(ADDRESS)
    go_on(qtbot, dialog)
    dialog.forward()
    assert dialog.step == "key"
    for passphrase in ("", "short"):
        dialog.key.fill(tmp_path / "root.key", passphrase)
        assert not primary(dialog).isEnabled()
    dialog.key.fill(tmp_path / "root.key", PHRASE)
    assert primary(dialog).isEnabled()
    dialog.key.promise.setChecked(False)
    assert not primary(dialog).isEnabled()


def test_the_number_is_shown_large_copied_and_printed(
    qtbot: Any, asked: Asked, tmp_path: Path
) -> None:
    dialog = asked.dialog
    dialog.folder.address.setText(ADDRESS)
    go_on(qtbot, dialog)
    dialog.forward()
    dialog.key.fill(tmp_path / "root.key", PHRASE)
    go_on(qtbot, dialog)

    assert asked.fake.done[-1] == ("found", ADDRESS, tmp_path / "root.key")
    assert dialog.step == "number"
    assert dialog.card.number == NUMBER
    dialog.card.copy()
    assert NUMBER in QGuiApplication.clipboard().text()
    assert ADDRESS in QGuiApplication.clipboard().text()
    dialog.card.print_sheet()
    assert asked.paper.stat().st_size > 1_000
    assert dialog.founded is not None


def test_every_control_has_a_name(qtbot: Any, asked: Asked, nameless_in: Any) -> None:
    dialog = asked.dialog
    assert nameless_in(dialog) == []
    dialog.folder.address.setText(ADDRESS)
    go_on(qtbot, dialog)
    dialog.forward()
    assert nameless_in(dialog) == []
