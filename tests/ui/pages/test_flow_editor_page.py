"""The page where a flow is drawn: opening, name, news, panels, rights, handing on."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.app.flow_page import flow_editor_parts
from bpr_studio.domain.modeling.creating import FlowNames, blank_flow
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.flows import FlowOwner
from bpr_studio.ui.canvas.editing.key_sheet import KeySheet
from bpr_studio.ui.pages.flow_editor import FlowEditorPage
from bpr_studio.ui.pages.flow_editor_parts import FlowLayout, layout_from
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.page import Crumb, Jump
from tests.builders_workspace import unit_id
from tests.ui.canvas.conftest import small_flow

pytestmark = pytest.mark.gui

FILES = Path(__file__).resolve().parents[2] / "data" / "bpmn"


class Answers:
    """Answers every question for files; implements `FlowPicker`."""

    def __init__(self, target=None):
        self.target_file = target

    def files(self, _parent):
        return []

    def folder(self, _parent):
        return None

    def target(self, _parent, _suggested):
        return self.target_file


@pytest.fixture
def flow_id(city):
    """A flow of the first section."""
    return city.flows.add("住民票の交付", small_flow(), FlowOwner(unit_id("0101"), "B01-03-01"))


def shown_page(qtbot, host, workspace, **choices: Any):
    made = FlowEditorPage(host, flow_editor_parts(workspace, **choices))
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    made.on_shown()
    return made


@pytest.fixture
def page(qtbot, host, city, flow_id):
    """The flow, open."""
    made = shown_page(qtbot, host, city)
    made.open_target(flow_id)
    return made


def first_step(page):
    """Id of a step of the flow shown."""
    return next(one.id for one in page.model.elements() if one.subtype.endswith("ask"))


def test_a_jump_opens_the_flow_at_an_element(qtbot, host, city, flow_id):
    page = shown_page(qtbot, host, city)
    step = next(one.id for one in small_flow().elements() if one.subtype.endswith("ask"))

    page.open_target(f"{flow_id}#{step}")

    assert page.title == "住民票の交付"
    assert page.selected == (step,)
    assert page.breadcrumb() == (Crumb("住民票の交付"),)


def test_without_a_flow_the_page_leads_to_the_list(qtbot, host, city):
    page = shown_page(qtbot, host, city)

    said = [one.accessibleName() for one in page.findChildren(EmptyState) if one.isVisible()]
    assert said == ["No flow is open."]
    page.open_target("unknown")
    said = [one.accessibleName() for one in page.findChildren(EmptyState) if one.isVisible()]
    assert ["no such flow" in one for one in said] == [True]


def test_a_gesture_is_drawn_at_once(page):
    step = first_step(page)
    box = page.model.element(step).bounds

    with page.session.editor.gesture("ずらす"):
        page.session.editor.set(step, bounds=Bounds(box.x + 500.0, *box[1:]))

    assert page.board.scene.area_of(step).center().x() > box.x + 500


def test_undo_of_the_window_is_drawn(qtbot, page, city):
    step = first_step(page)
    before = page.model.element(step)
    with page.session.editor.gesture("名前を変える"):
        page.session.editor.set(step, name="別の名前")

    city.undo.undo()

    qtbot.waitUntil(lambda: page.model.element(step) == before)


def test_the_name_can_be_written_over(qtbot, page, city, flow_id):
    field = page.header.name_field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "Transfer in")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert city.queries.flow_line(flow_id).name == "Transfer in"
    qtbot.waitUntil(lambda: page.title == "Transfer in")


def test_escape_leaves_the_name_as_it_was(qtbot, page, city, flow_id):
    field = page.header.name_field
    field.selectAll()
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Qt.Key.Key_Escape)

    assert field.text() == "住民票の交付"
    assert city.queries.flow_line(flow_id).name == "住民票の交付"


def test_a_blank_name_is_not_taken(qtbot, page):
    field = page.header.name_field
    field.setText("  ")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert field.text() == "住民票の交付"


def test_others_look_only_and_are_told_why(qtbot, host, city, flow_id):
    city.person = Person("somebody", "kaizen_leader")
    page = shown_page(qtbot, host, city, section=lambda: "0102")
    page.open_target(flow_id)

    assert "make a copy" in page.lock.sentence
    assert page.header.name_field.isReadOnly()
    assert page.deeds.duplicate_action.isEnabled()


def test_a_copy_for_ones_own_section_opens(qtbot, host, city, flow_id):
    city.person = Person("somebody", "kaizen_leader")
    page = shown_page(qtbot, host, city, section=lambda: "0102")
    page.open_target(flow_id)

    page.deeds.duplicate_action.trigger()

    (jump,) = host.jumps
    line = city.queries.flow_line(jump.target)
    assert (jump.page, line.unit_id) == ("flow", unit_id("0102"))
    assert city.queries.flow(jump.target) == city.queries.flow(flow_id)


def test_a_deleted_flow_says_so_until_undo_brings_it_back(qtbot, page, city, flow_id):
    city.flows.delete([flow_id])
    qtbot.waitUntil(lambda: "deleted" in page.lock.sentence)

    city.undo.undo()
    qtbot.waitUntil(lambda: not page.lock.sentence)


def test_the_panels_can_be_hidden_and_this_is_remembered(qtbot, host, city, flow_id):
    kept: list[str] = []
    page = shown_page(qtbot, host, city, keep_layout=kept.append)
    page.open_target(flow_id)
    assert page.side.isVisible()

    page.deeds.room_action.trigger()

    assert not page.side.isVisible()
    assert not layout_from(kept[-1]).side


def test_a_damaged_layout_is_as_on_the_first_day():
    assert layout_from("{") == layout_from('{"side": "no", "hidden": [1]}') == FlowLayout()


def test_a_layout_is_read_as_it_was_written():
    layout = FlowLayout(side=False, panel="StepCardPanel").with_shown(
        "minutes", shown=False, usual=True
    )

    assert layout_from(layout.text()) == layout
    assert not layout.shows("minutes", usual=True)
    assert layout.with_shown("minutes", shown=True, usual=True).shows("minutes", usual=True)


def test_an_empty_flow_says_how_to_begin_until_something_is_drawn(qtbot, host, city):
    flow = city.flows.add(
        "新しい", blank_flow(FlowNames("新しい", "市民課", ("窓口",))), FlowOwner()
    )
    page = shown_page(qtbot, host, city)
    page.open_target(flow)
    assert page.first_steps.isVisible()

    with page.session.editor.gesture("加える"):
        for element in small_flow().elements():
            if element.subtype.endswith("ask"):
                page.session.editor.add(element)

    assert not page.first_steps.isVisible()


def test_the_sum_of_what_is_selected_stands_in_the_status_bar(qtbot, page, host):
    steps = [one.id for one in page.model.elements() if one.subtype.endswith("ask")]

    page.board.scene.select(steps[:2])

    qtbot.waitUntil(lambda: "2" in host.selection)


def test_the_flow_can_be_exported(qtbot, host, city, flow_id, tmp_path):
    file = tmp_path / "out.bpmn"
    page = shown_page(qtbot, host, city, picker=Answers(file))
    page.open_target(flow_id)

    page.deeds.export_action.trigger()

    qtbot.waitUntil(file.exists, timeout=5000)


def test_paper_and_pages_of_a_pdf_are_chosen_beside_the_export(
    qtbot, host, city, flow_id, tmp_path
):
    target = tmp_path / "flow.pdf"
    page = shown_page(qtbot, host, city, picker=Answers(target))
    page.open_target(flow_id)

    page.deeds.paper.actions[2].trigger()
    page.deeds.export()

    qtbot.waitUntil(target.exists, timeout=20_000)
    qtbot.waitUntil(lambda: not host.tasks.running)
    box = PdfReader(target).pages[0].mediabox
    assert sorted(round(float(side)) for side in (box.width, box.height)) == [595, 842]


def test_the_picture_can_be_copied(qtbot, page, host):
    page.deeds.copy_action.trigger()

    assert not QGuiApplication.clipboard().image().isNull()
    assert len(host.notices) == 1


def test_a_sub_process_opens_its_own_drawing(qtbot, host, city):
    two_drawings = read_bpmn(FILES / "all_families.bpmn").model
    flow = city.flows.add("親", two_drawings, FlowOwner())
    page = shown_page(qtbot, host, city)
    page.open_target(flow)
    inner = page.model.diagrams()[1]

    page.board.element_opened.emit(inner.refers_to)

    assert page.board.scene.diagram_id == inner.id
    assert page.breadcrumb()[0] == Crumb("親", Jump("flow", flow))
    page.open_target(flow)
    assert page.board.scene.diagram_id != inner.id


def test_esc_and_a_button_lead_out_of_an_inner_drawing_called_by_its_kind(qtbot, host, city):
    read = read_bpmn(FILES / "all_families.bpmn").model
    sub = read.diagrams()[1].refers_to
    unnamed = [
        replace(one, name="") if one.id in {sub, read.diagrams()[1].id} else one
        for one in read.elements()
    ]
    page = shown_page(qtbot, host, city)
    page.open_target(city.flows.add("親", ProcessModel(read.header, unnamed), FlowOwner()))
    first = page.board.scene.diagram_id
    assert page.header.up_button.isHidden()

    page.board.element_opened.emit(sub)
    assert page.breadcrumb()[1].text.startswith("Sub-process")
    assert page.header.up_button.isVisible()
    qtbot.keyClick(page.board.view, Qt.Key.Key_Escape)
    assert page.board.scene.diagram_id == first
    assert page.selected == (sub,)

    page.board.element_opened.emit(sub)
    page.header.up_button.click()
    assert page.board.scene.diagram_id == first


def test_choosing_another_way_of_looking_puts_the_keyboard_there(qtbot, page):
    page.activateWindow()
    page.header.name_field.setFocus()

    page.header.view_wanted.emit("text")
    qtbot.waitUntil(lambda: page.front.isAncestorOf(QApplication.focusWidget()))
    page.header.name_field.setFocus()
    page.header.view_wanted.emit("table")
    qtbot.waitUntil(lambda: page.front.isAncestorOf(QApplication.focusWidget()))
    assert page.front.grid.current is not None


def test_a_key_that_would_change_a_locked_flow_is_answered_once(qtbot, host, city, flow_id):
    city.person = Person("somebody", "kaizen_leader")
    page = shown_page(qtbot, host, city, section=lambda: "0102")
    page.open_target(flow_id)
    page.board.scene.select([first_step(page)])

    qtbot.keyClick(page.board.view, Qt.Key.Key_Delete)
    assert any("make a copy" in one.text() for one in page.notices.findChildren(QLabel))
    page.notices.clear()
    qtbot.keyClick(page.board.view, Qt.Key.Key_Delete)
    assert not page.notices.isVisible()


def test_flows_without_a_line_are_told(page):
    flow = page.model.of_kind(Kind.SEQUENCE_FLOW)[0]
    with page.session.editor.gesture("線を消した"):
        page.session.editor.set(flow.id, waypoints=())
    assert page.undrawn.sentence == "1 flow between steps is not drawn yet."


def test_marks_of_steps_can_be_switched_off_and_this_is_remembered(qtbot, host, city, flow_id):
    kept: list[str] = []
    page = shown_page(qtbot, host, city, keep_layout=kept.append)
    page.open_target(flow_id)

    page.deeds.looks.switches["minutes"].setChecked(False)
    page.deeds.looks.switches["rulers"].setChecked(True)

    assert not page.board.scene.badges.minutes
    assert page.board.scene.badges.seal
    again = shown_page(qtbot, host, city, layout=lambda: kept[-1])
    assert not again.board.scene.badges.minutes
    assert again.board.view.shows_rulers
    assert not again.deeds.looks.shows("minutes")


def test_what_is_being_worked_at_is_marked_only_when_one_goes_on(page):
    step, other = (task.id for task in page.model.of_kind(Kind.TASK)[:2])
    scene = page.board.scene
    page.deeds.looks.show_marks({})
    scene.select([])
    scene.select([step])

    page.deeds.looks.show_marks({step: Level.WARNING, other: Level.ERROR})
    assert scene.marks == {other: Level.ERROR}

    scene.select([other])  # one that bears its mark keeps it
    assert scene.marks == {step: Level.WARNING, other: Level.ERROR}


def test_the_small_map_can_be_switched_off(qtbot, page):
    page.board.view.set_zoom(4.0)
    assert page.board.map.isVisible()

    page.deeds.looks.switches["map"].setChecked(False)

    assert not page.board.map.isVisible()


def test_arranging_is_one_step_of_undo(page, city):
    step = first_step(page)
    before = city.queries.flow(page.session.flow_id)
    with page.session.editor.gesture("ずらす"):
        page.session.editor.set(step, bounds=Bounds(3000.0, 900.0, 100.0, 80.0))

    page.deeds.arrange_action.trigger()

    assert page.model.element(step).bounds.x < 2000
    city.undo.undo()
    city.undo.undo()
    assert city.queries.flow(page.session.flow_id) == before


def test_printing_says_how_many_pages_went_out(qtbot, host, city, flow_id, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "flow.pdf"))
    parts = replace(flow_editor_parts(city), printer=lambda _parent: printer)
    page = FlowEditorPage(host, parts)
    qtbot.addWidget(page)
    page.show()
    page.open_target(flow_id)

    page.deeds.print_action.trigger()

    assert (tmp_path / "flow.pdf").exists()
    assert page.notices.isVisible()


def test_versions_are_chosen_beside_the_name(qtbot, host, city, flow_id, page):
    assert page.header.versions.isHidden()

    to_be = city.flow_versions.derive(flow_id, "to_be")
    page.refresh(frozenset({"flow"}))

    assert page.header.versions.isVisible()
    assert page.header.versions.currentData() == flow_id
    page.header.versions.setCurrentIndex(page.header.versions.findData(to_be))
    page.header.versions.activated.emit(page.header.versions.currentIndex())
    assert host.jumps == [Jump("flow", to_be)]


def test_steps_without_a_place_are_told_and_placed_at_one_click(qtbot, page):
    bare = replace(page.model.element(first_step(page)), id="Task_new", bounds=None)
    with page.session.editor.gesture("表で加えた"):
        page.session.editor.add(bare)
    assert page.undrawn.sentence == "1 step has no place in the drawing yet."

    qtbot.mouseClick(page.undrawn.findChild(QPushButton), Qt.MouseButton.LeftButton)

    assert page.model.element("Task_new").bounds is not None
    assert not page.undrawn.sentence


def test_a_flow_of_the_detailed_survey_is_seen_drawn_and_nothing_is_written(qtbot, host, city):
    rows = ProcessModel(
        None,
        [
            Element(id="Process_1", kind=Kind.PROCESS, subtype="process"),
            Element(id="Task_1", kind=Kind.TASK, subtype="task", parent="Process_1"),
        ],
    )
    flow = city.flows.add("詳細調査の業務", rows, FlowOwner())
    count = len(city.store.ops())
    page = shown_page(qtbot, host, city)
    page.open_target(flow)

    assert not page.board.scene.area_of("Task_1").isEmpty()
    assert not page.undrawn.sentence
    assert len(city.store.ops()) == count


def test_every_control_has_a_name(page, nameless_in):
    assert nameless_in(page) == []
    for view in ("table", "text"):
        page.show_view(view)
        assert nameless_in(page) == []


def test_a_panel_leads_to_an_element(page):
    step = first_step(page)
    page.side.panels[1].element_wanted.emit(step)

    assert page.selected == (step,)


def test_what_a_panel_refuses_is_said(page):
    page.side.panels[0].refused.emit("Das geht nicht.")

    assert page.notices.isVisible()


def test_leaving_a_flow_for_another_ends_its_session(qtbot, page, city):
    first = page.session
    other = city.flows.add("別のフロー", small_flow(), FlowOwner())
    page.open_target(other)
    with city.flow_desk().open(first.flow_id).editor.gesture("別の画面"):
        pass
    city.flow_making().rename(first.flow_id, "改名")
    qtbot.wait(20)

    assert first.name == "住民票の交付"
    assert page.title == "別のフロー"


def test_the_keys_are_shown_over_the_drawing(qtbot, page):
    page.show_view("table")
    page.deeds.keys_button.click()

    assert page.view == "drawing"
    assert page.board.findChild(KeySheet).isVisible()
