"""The panel of findings: listing, going to the element, mending, hiding, copying, live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from bpr_studio.app.flow_page import flow_editor_parts
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.findings import Level
from bpr_studio.services.flows import FlowOwner
from bpr_studio.ui.pages.flow_editor import FlowEditorPage
from bpr_studio.ui.pages.flow_findings import FindingsPanel, marks_of
from tests.builders_lint import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.flow_editing import FlowSession

pytestmark = pytest.mark.gui


@pytest.fixture
def session(nothing: Workspace) -> Iterator[FlowSession]:
    """A flow with a missing end and a step without a name."""
    sketch = plain("a", "b", "c", "d", "e").without("end", "e-end")
    sketch.change("b", name="")
    flow_id = nothing.flows.add("申請", sketch.model, FlowOwner())
    opened = nothing.flow_desk().open(flow_id)
    yield opened
    opened.close()


@pytest.fixture
def panel(qtbot: Any, dressed: None, nothing: Workspace, session: FlowSession) -> FindingsPanel:
    made = FindingsPanel(nothing.flow_linting)
    qtbot.addWidget(made)
    made.resize(320, 600)
    made.show()
    session.listen(made.take_changes)
    made.show_flow(session)
    made.look()
    return made


def rules(panel: FindingsPanel) -> list[str]:
    return [finding.rule for finding in panel.findings]


def pick(panel: FindingsPanel, rule: str) -> Any:
    """Click on the first finding of a rule."""
    finding = next(f for f in panel.findings if f.rule == rule)
    index = panel.view.rows.index(panel.view.rows.row_of(rule, finding.element))
    panel.view.scrollTo(index)
    spot = panel.view.visualRect(index).topLeft()
    spot.setX(spot.x() + 60)
    spot.setY(spot.y() + 12)
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    return finding


def test_findings_are_listed_by_level_and_counted_on_the_tab(panel: FindingsPanel) -> None:
    assert rules(panel) == ["end-event-required", "label-required", "no-implicit-end"]
    assert panel.title == "Checks 3"
    assert panel.counts == "Error 3"
    model = panel.view.model()
    assert model.index(0, 0).data() == "Error: 3"
    assert "Draw an end" in str(model.index(1, 0).data())


def test_a_click_goes_to_the_element(qtbot: Any, panel: FindingsPanel) -> None:
    with qtbot.waitSignal(panel.element_wanted) as wanted:
        pick(panel, "label-required")
    assert wanted.args == ["b"]


def test_every_element_a_finding_concerns_can_be_seen(
    qtbot: Any, panel: FindingsPanel, session: FlowSession
) -> None:
    with session.editor.gesture("draw"):
        session.editor.set("c-d", target="b")
    panel.look()
    finding = pick(panel, "fake-join")
    assert panel.go_round.isVisible()
    seen: list[str] = []
    panel.element_wanted.connect(seen.append)
    for _ in finding.ids:
        panel.go_round.click()
    assert seen == [*finding.related, "b"]
    pick(panel, "end-event-required")
    assert not panel.go_round.isVisible()


def test_keys_go_through_the_list_and_the_drawing(qtbot: Any, panel: FindingsPanel) -> None:
    pick(panel, "end-event-required")
    panel.view.setFocus()
    with qtbot.waitSignal(panel.element_wanted) as wanted:
        QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert wanted.args == ["b"]
    with qtbot.waitSignal(panel.element_wanted):
        QTest.keyClick(panel.view, Qt.Key.Key_Return)


def test_mending_is_one_gesture_that_undo_takes_back(
    panel: FindingsPanel, nothing: Workspace
) -> None:
    pick(panel, "no-implicit-end")
    assert panel.mend.isEnabled()
    panel.mend.click()
    assert rules(panel) == ["label-required"]
    assert panel.view.current is not None
    assert panel.view.current.rule == "label-required"
    nothing.undo.undo()
    panel.look()
    assert rules(panel) == ["end-event-required", "label-required", "no-implicit-end"]


def test_a_click_on_the_deed_in_the_list_mends(panel: FindingsPanel) -> None:
    finding = next(f for f in panel.findings if f.rule == "no-implicit-end")
    index = panel.view.rows.index(panel.view.rows.row_of(finding.rule, finding.element))
    panel.view.scrollTo(index)
    spot = panel.view.visualRect(index).bottomLeft()
    spot.setX(spot.x() + 60)
    spot.setY(spot.y() - 14)
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert rules(panel) == ["label-required"]


def test_what_needs_a_person_has_no_deed(panel: FindingsPanel) -> None:
    pick(panel, "label-required")
    assert not panel.mend.isEnabled()


def test_a_refusal_is_said(qtbot: Any, panel: FindingsPanel, session: FlowSession) -> None:
    finding = pick(panel, "no-implicit-end")
    with session.editor.gesture("delete"):
        session.editor.remove("d-e")
        session.editor.remove("e")
    with qtbot.waitSignal(panel.refused):
        panel.apply_fix(finding)


def test_findings_follow_the_drawing_after_a_moment(
    qtbot: Any, panel: FindingsPanel, session: FlowSession
) -> None:
    with qtbot.waitSignal(panel.title_changed, timeout=2000):
        rename(session.editor, "b", "申請書を確認")
    assert rules(panel) == ["end-event-required", "no-implicit-end"]


def test_a_kind_can_be_hidden_and_comes_back(panel: FindingsPanel) -> None:
    pick(panel, "label-required")
    panel.hide_rule.click()
    assert rules(panel) == ["end-event-required", "no-implicit-end"]
    assert panel.title == "Checks 2"
    assert panel.show_all.isVisible()
    panel.show_all.click()
    assert len(rules(panel)) == 3
    assert not panel.show_all.isVisible()


def test_another_flow_shows_every_kind_again(
    panel: FindingsPanel, nothing: Workspace, session: FlowSession
) -> None:
    panel.hide_kind("label-required")
    panel.show_flow(session)
    panel.look()
    assert "label-required" not in rules(panel)
    other = nothing.flow_desk().open(nothing.flows.add("別", session.model, FlowOwner()))
    panel.show_flow(other)
    panel.look()
    assert "label-required" in rules(panel)
    other.close()


def test_the_filter_lists_one_kind(panel: FindingsPanel) -> None:
    assert [panel.filter.itemText(i) for i in range(panel.filter.count())] == [
        "All kinds (3)",
        "End is missing (1)",
        "Name is missing (1)",
        "Nothing leads on (1)",
    ]
    panel.filter.setCurrentIndex(2)
    assert rules(panel) == ["label-required"]


def test_the_findings_are_copied_as_a_table(panel: FindingsPanel) -> None:
    panel.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Level\tKind\tElement\tFinding"
    assert lines[2].startswith("Error\tName is missing\ta step without a name\tIt has no name")
    assert len(lines) == 4


def test_a_sound_flow_is_praised(panel: FindingsPanel, session: FlowSession) -> None:
    finding = next(f for f in panel.findings if f.rule == "end-event-required")
    panel.apply_fix(finding)
    rename(session.editor, "b", "申請書を確認")
    panel.look()
    assert panel.findings == ()
    assert panel.title == "Checks"
    assert not panel.view.isVisible()


def test_marks_say_the_gravest_of_each_element(qtbot: Any, panel: FindingsPanel) -> None:
    assert marks_of(panel.findings) == {"P": Level.ERROR, "b": Level.ERROR, "e": Level.ERROR}
    with qtbot.waitSignal(panel.marks_changed) as told:
        panel.hide_kind("label-required")
    assert told.args == [{"P": Level.ERROR, "e": Level.ERROR}]


def test_selecting_an_element_goes_to_its_finding(panel: FindingsPanel) -> None:
    panel.show_selection(["b"])
    assert panel.view.current is not None
    assert panel.view.current.element == "b"


def test_the_page_counts_on_the_tab(qtbot: Any, host: Any, nothing: Workspace) -> None:
    sketch = plain("a", "b", "c", "d", "e").without("end", "e-end")
    flow_id = nothing.flows.add("申請", sketch.model, FlowOwner())
    page = FlowEditorPage(host, flow_editor_parts(nothing))
    qtbot.addWidget(page)
    page.show()
    page.open_target(flow_id)
    leaves = page.side.leaves
    qtbot.waitUntil(lambda: "Checks 2" in [leaves.tabText(i) for i in range(leaves.count())])


def test_what_was_reviewed_on_another_panel_is_known_on_coming_back(
    panel: FindingsPanel, nothing: Workspace, session: FlowSession
) -> None:
    old = SetFields("flow", session.flow_id, {"reviewed_on": "2020-04-01"})
    nothing.store.commit("", [old])
    panel.hide()
    panel.show()
    assert "L13" in rules(panel)

    panel.hide()
    nothing.flow_versions.reviewed(session.flow_id)
    panel.show()
    assert "L13" not in rules(panel)
