"""The panel of versions and the page that compares two of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from bpr_studio.services.flows import FlowOwner
from bpr_studio.ui.pages.flow_compare import ComparePage
from bpr_studio.ui.pages.flow_versions import VersionsPanel
from bpr_studio.ui.qt.page import Jump
from tests.app.test_flow_versions import change, small_flow, without_approval
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
def as_is(city: Workspace) -> str:
    return city.flows.add("交付", small_flow(), FlowOwner())


def panel_of(city: Workspace, host: Any, flow_id: str, *, editable: bool = True) -> VersionsPanel:
    panel = VersionsPanel(city.flow_versions, host, city.undo.undo)
    session: Any = SimpleNamespace(flow_id=flow_id, editable=editable)
    panel.show_flow(session)
    return panel


def texts(panel: VersionsPanel) -> list[str]:
    return [one.text() for one in panel.findChildren(QLabel)]


def buttons(panel: VersionsPanel) -> list[str]:
    return [one.text() or one.toolTip() for one in panel.findChildren(QAbstractButton)]


def field(panel: VersionsPanel, name: str) -> QLineEdit:
    return next(f for f in panel.findChildren(QLineEdit) if f.accessibleName() == name)


def test_making_a_to_be_opens_the_copy(qtbot: Any, host: Any, city: Workspace, as_is: str) -> None:
    panel = panel_of(city, host, as_is)
    qtbot.addWidget(panel)

    panel.derive("to_be")

    made = next(one for one in city.flow_versions.family(as_is) if one.kind == "to_be")
    assert (host.jumps[-1].page, host.jumps[-1].target) == ("flow", made.id)


def test_the_panel_of_a_to_be_tells_what_it_saves(
    qtbot: Any, host: Any, city: Workspace, as_is: str
) -> None:
    to_be = city.flow_versions.derive(as_is, "to_be")
    change(city, to_be, without_approval(city.flows.model(to_be)))

    panel = panel_of(city, host, to_be)
    qtbot.addWidget(panel)

    said = texts(panel)
    assert "Saves 100.0 hours a year." in said
    assert "▲100.0" in said
    assert any(text.startswith("Dropped: approve") for text in said)


def test_keeping_and_returning_from_the_panel(
    qtbot: Any, host: Any, city: Workspace, as_is: str
) -> None:
    panel = panel_of(city, host, as_is)
    qtbot.addWidget(panel)
    field(panel, "Name of the version to keep").setText("四月")
    panel.keep()
    change(city, as_is, without_approval(city.flows.model(as_is)))

    panel.restore(city.flow_versions.kept(as_is)[0])

    assert "approve" in city.flows.model(as_is)
    assert "四月" in texts(panel)
    host.notices[-1].deed.run()
    assert "approve" not in city.flows.model(as_is)


def test_after_keeping_the_keyboard_stays_where_the_name_was_typed(
    qtbot: Any, host: Any, city: Workspace, as_is: str
) -> None:
    panel = panel_of(city, host, as_is)
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    name = field(panel, "Name of the version to keep")
    name.setFocus()
    qtbot.waitUntil(name.hasFocus)
    qtbot.keyClicks(name, "April")
    qtbot.keyClick(name, Qt.Key.Key_Return)

    assert city.flow_versions.kept(as_is)[0].name == "April"
    qtbot.waitUntil(lambda: field(panel, "Name of the version to keep").hasFocus())
    panel.take_changes([])
    qtbot.waitUntil(lambda: field(panel, "Name of the version to keep").hasFocus())


def test_a_version_without_a_name_is_refused_with_a_sentence(
    qtbot: Any, host: Any, city: Workspace, as_is: str
) -> None:
    panel = panel_of(city, host, as_is)
    qtbot.addWidget(panel)

    with qtbot.waitSignal(panel.refused) as told:
        panel.keep()

    assert "needs a name" in told.args[0]


def test_a_version_is_named_in_its_row(qtbot: Any, host: Any, city: Workspace, as_is: str) -> None:
    to_be = city.flow_versions.derive(as_is, "to_be")
    panel = panel_of(city, host, to_be)
    qtbot.addWidget(panel)
    pencil = next(
        b for b in panel.findChildren(QAbstractButton) if b.toolTip() == "Name this version"
    )

    pencil.click()
    name = field(panel, "Name of this version")
    name.setText("窓口で完結")
    name.editingFinished.emit()

    assert "To-Be: 窓口で完結" in [one.title for one in city.flow_versions.family(as_is)]


def test_who_may_not_edit_may_look_and_compare_only(
    qtbot: Any, host: Any, city: Workspace, as_is: str
) -> None:
    city.flow_versions.derive(as_is, "to_be")
    city.flow_versions.keep(as_is, "四月")
    panel = panel_of(city, host, as_is, editable=False)
    qtbot.addWidget(panel)

    offered = buttons(panel)
    assert "Compare with the flow as it is now" in offered
    assert not {"Make a version", "Keep", "Return to this version", "Reviewed today"} & set(offered)


def test_two_versions_side_by_side_move_together(
    qtbot: Any, host: Any, city: Workspace, as_is: str
) -> None:
    to_be = city.flow_versions.derive(as_is, "to_be")
    change(city, to_be, without_approval(city.flows.model(to_be)))
    page = ComparePage(host, city.flow_versions)
    qtbot.addWidget(page)
    page.resize(1100, 640)
    page.show()

    page.open_target(f"{as_is}|{to_be}")
    page.left.board.view.set_zoom(2.0)

    assert page.right.board.view.zoom == 2.0
    centres = {
        half.board.view.mapToScene(half.board.view.viewport().rect().center()).toPoint().toTuple()
        for half in (page.left, page.right)
    }
    assert len(centres) == 1
    assert next(iter(page.changes.model.rows(0, 0)))[1] == "Dropped"


def test_both_versions_are_seen_whole_and_the_table_takes_no_more_than_a_third(
    qtbot: Any, host: Any, city: Workspace, as_is: str
) -> None:
    to_be = city.flow_versions.derive(as_is, "to_be")
    change(city, to_be, without_approval(city.flows.model(to_be)))
    page = ComparePage(host, city.flow_versions)
    qtbot.addWidget(page)
    page.resize(1100, 640)
    page.show()
    page.open_target(f"{as_is}|{to_be}")

    views = (page.left.board.view, page.right.board.view)
    qtbot.waitUntil(lambda: all(view.sees_everything() for view in views))
    assert views[0].zoom == views[1].zoom
    qtbot.waitUntil(lambda: page.changes.height() <= page.height() / 3)


def test_esc_leads_back_to_the_flow(qtbot: Any, host: Any, city: Workspace, as_is: str) -> None:
    to_be = city.flow_versions.derive(as_is, "to_be")
    page = ComparePage(host, city.flow_versions)
    qtbot.addWidget(page)
    page.open_target(f"{as_is}|{to_be}")
    page.right.board.scene.select(("approve",))

    page.escape()
    assert not host.jumps
    page.escape()
    assert host.jumps == [Jump("flow", to_be)]


def test_a_kept_state_is_compared_with_today(
    qtbot: Any, host: Any, city: Workspace, as_is: str
) -> None:
    state = city.flow_versions.keep(as_is, "四月")
    change(city, as_is, without_approval(city.flows.model(as_is)))
    page = ComparePage(host, city.flow_versions)
    qtbot.addWidget(page)

    page.open_target(f"kept:{state}|{as_is}")

    assert "approve" in page.left.board.scene.model
    assert "approve" not in page.right.board.scene.model
    page.swap()
    assert "approve" in page.right.board.scene.model


def test_comparing_what_is_gone_says_so(qtbot: Any, host: Any, city: Workspace, as_is: str) -> None:
    state = city.flow_versions.keep(as_is, "四月")
    city.flow_versions.forget_kept(state)
    page = ComparePage(host, city.flow_versions)
    qtbot.addWidget(page)

    page.open_target(f"kept:{state}|{as_is}")

    assert page.right.chosen == as_is  # what is not there is not offered; the first one is shown
