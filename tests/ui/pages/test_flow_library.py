"""The panel of the library on a real workspace."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from bpr_studio.domain.modeling.appending import append
from bpr_studio.domain.modeling.creating import FlowNames, blank_flow
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.editor import Editor
from bpr_studio.domain.process.fragments import uses_of
from bpr_studio.ui.pages.flow_library import LibraryPanel
from tests.builders_workspace import empty_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from bpr_studio.app.workspace import Workspace


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Workspace]:
    made = empty_workspace(tmp_path / "w")
    yield made
    made.close()


@pytest.fixture
def editor() -> Editor:
    made = Editor(blank_flow(FlowNames("流れ", "課", ("窓口", "担当"))))
    append(made, "Start_1", template("task"), name="一")
    return made


def panel_of(qtbot: Any, city: Workspace, editor: Editor, *, editable: bool = True) -> LibraryPanel:
    panel = LibraryPanel(city.flow_library)
    qtbot.addWidget(panel)
    session: Any = SimpleNamespace(model=editor.model, editor=editor, editable=editable)
    panel.show_flow(session)
    return panel


def said(panel: LibraryPanel) -> list[str]:
    return [one.text() for one in panel.findChildren(QLabel)] + [
        one.text() for one in panel.findChildren(QPushButton)
    ]


def choose(panel: LibraryPanel, title: str) -> None:
    items = [panel.list.item(n) for n in range(panel.list.count())]
    panel.list.setCurrentItem(next(item for item in items if title in item.text()))


def test_a_chosen_fragment_goes_behind_the_selected_step(
    qtbot: Any, city: Workspace, editor: Editor
) -> None:
    panel = panel_of(qtbot, city, editor)
    panel.show_selection(("Task_1",))
    choose(panel, "Filing")
    assert panel.put.toolTip() == "Put in behind “一”"

    with qtbot.waitSignal(panel.element_wanted) as told:
        panel.put.click()

    assert editor.model.element(told.args[0]).name == "文書を整理"
    assert [use.key for use in uses_of(editor.model)] == ["hozon"]
    assert "Filing documents: as in the standard" in said(panel)


def test_where_a_step_left_the_standard_is_told(
    qtbot: Any, city: Workspace, editor: Editor
) -> None:
    panel = panel_of(qtbot, city, editor)
    choose(panel, "Filing")
    panel.put_in()
    (use,) = uses_of(editor.model)
    rename(editor, next(iter(use.elements.values())), "文書を綴る")

    panel.show_flow(panel_session(editor))

    assert "≠ 文書を綴る (standard: 文書を整理)" in said(panel)
    assert "Filing documents: 1 difference" in said(panel)


def panel_session(editor: Editor) -> Any:
    return SimpleNamespace(model=editor.model, editor=editor, editable=True)


def test_the_search_narrows_the_list_and_says_when_nothing_fits(
    qtbot: Any, city: Workspace, editor: Editor
) -> None:
    panel = panel_of(qtbot, city, editor)
    everything = panel.list.count()
    panel.search.setText("online")
    assert 0 < panel.list.count() < everything

    panel.search.setText("no such thing")

    assert panel.list.count() == 0
    assert "No fragment fits the search." in said(panel)
    assert not panel.put.isEnabled()


def test_a_refusal_is_told_and_changes_nothing(qtbot: Any, city: Workspace, editor: Editor) -> None:
    panel = panel_of(qtbot, city, editor)
    panel.show_selection(("Lane_1",))
    before = len(editor.model)

    with qtbot.waitSignal(panel.refused):
        panel.put_in()

    assert len(editor.model) == before


def test_who_may_only_look_cannot_put_in(qtbot: Any, city: Workspace, editor: Editor) -> None:
    assert not panel_of(qtbot, city, editor, editable=False).put.isEnabled()
