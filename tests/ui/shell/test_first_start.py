"""The first start asks at most three questions."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QPushButton

from bpr_studio.ui.shell.first_start import City, FirstStart, NewCity, OpenFolder, UseDemo

CITIES = [City("011002", "札幌市"), City("401005", "北九州市")]
FOLDER = Path("/somewhere/workspace")


@pytest.fixture
def ask(qtbot: Any) -> Any:
    def make(folder: Any = None) -> Any:
        made = FirstStart(CITIES, lambda _parent: folder)
        qtbot.addWidget(made)
        return made

    return make


def questions(dialog: Any) -> Any:
    """Answer every question as it stands; the questions in order."""
    asked: list[Any] = []
    while dialog.result() != QDialog.DialogCode.Accepted:
        asked.append(dialog.question)
        dialog.forward()
        assert len(asked) <= 3
    return asked


def test_the_demo_city_is_two_enters_away(ask: Any) -> None:
    dialog = ask()

    assert questions(dialog) == ["role", "workspace"]
    assert dialog.choice == UseDemo("dx_office")


def test_a_designated_city_is_chosen_from_the_list(ask: Any) -> None:
    dialog = ask()
    dialog.pick(workspace="new", city="北九州市", role="section_chief")

    assert questions(dialog) == ["role", "workspace", "city"]
    assert dialog.choice == NewCity("section_chief", "401005", "北九州市")


def test_another_city_needs_a_name(ask: Any) -> None:
    dialog = ask()
    dialog.pick(workspace="new", city="架空市")

    questions(dialog)
    assert dialog.choice == NewCity("dx_office", "", "架空市")


def test_a_city_without_a_name_does_not_go_on(ask: Any) -> None:
    dialog = ask()
    dialog.pick(workspace="new", city="架空市")
    dialog.forward()
    dialog.forward()
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Begin")
    assert button.isEnabled()

    dialog.pick(city=" ")

    assert not button.isEnabled()


def test_an_existing_workspace_needs_a_folder(ask: Any) -> None:
    dialog = ask(FOLDER)
    dialog.pick(workspace="open")

    assert questions(dialog) == ["role", "workspace"]
    assert dialog.choice == OpenFolder("dx_office", FOLDER)


def test_giving_up_the_folder_stays_at_the_question(ask: Any) -> None:
    dialog = ask(None)
    dialog.pick(workspace="open")
    dialog.forward()
    dialog.forward()

    assert dialog.question == "workspace"
    assert dialog.result() != QDialog.DialogCode.Accepted
    dialog.back()
    assert dialog.question == "role"


def test_skipping_begins_on_the_demo_city(ask: Any) -> None:
    dialog = ask()
    dialog.pick(workspace="new", role="promoter")
    button = next(b for b in dialog.findChildren(QPushButton) if b.text().startswith("Skip"))
    button.click()

    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.choice == UseDemo("promoter")
