"""New flows, copies and names on the page of flows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from bpr_studio.app.flow_page import flow_makers
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.flow_making import NewFlow
from bpr_studio.services.flows import FlowOwner
from bpr_studio.ui.pages.flows import FlowsPage
from bpr_studio.ui.pages.flows_new import AS_TEXT, COPY, STANDARD
from tests.builders_workspace import unit_id
from tests.ui.canvas.conftest import small_flow

pytestmark = pytest.mark.gui


@pytest.fixture
def page(qtbot, host, city):
    """A flow of the first section."""
    city.flows.add("住民票の交付", small_flow(), FlowOwner(unit_id("0101"), "B01-03-01"))
    return shown(qtbot, host, city)


def shown(qtbot, host, city, section=""):
    made = FlowsPage(host, city.queries, city.flows, flow_makers(city, lambda: section))
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    made.on_shown()
    return made


def made_flow(host, city):
    """The flow the page went to."""
    (jump,) = host.jumps
    return city.queries.flow_line(jump.target.partition("|")[0]), jump


def test_a_new_flow_has_the_usual_lanes_and_opens_in_the_editor(qtbot, page, host, city):
    page.deeds.new_action.trigger()
    form = page.deeds.form
    assert form.isVisible()
    qtbot.keyClicks(form.name, "Move in")
    form.section.setCurrentIndex(form.section.findData(unit_id("0102")))
    qtbot.keyClick(form.name, Qt.Key.Key_Return)

    line, jump = made_flow(host, city)
    lanes = city.queries.flow(line.id).of_kind(Kind.LANE)
    assert (jump.page, line.name, line.unit_id) == ("flow", "Move in", unit_id("0102"))
    assert len(lanes) == 3
    assert not form.isVisible()


def test_nothing_is_made_without_a_name(qtbot, page, host):
    page.deeds.new_action.trigger()
    form = page.deeds.form

    assert not form.make_button.isEnabled()
    qtbot.keyClick(form.name, Qt.Key.Key_Return)
    assert host.jumps == []


def test_escape_leads_back_to_the_list(qtbot, page):
    page.deeds.new_action.trigger()
    qtbot.keyClick(page.deeds.form, Qt.Key.Key_Escape)

    assert page.flow_list.isVisible()


def test_classes_are_proposed_for_the_name(qtbot, page):
    page.deeds.new_action.trigger()
    form = page.deeds.form
    form.name.setText("住民票の写しの交付")
    form.name.textEdited.emit(form.name.text())

    qtbot.waitUntil(lambda: form.task_class.findData("B01-03-01") > 0)
    form.choose_class("B01-03-01")
    assert form.wish().new.class_code == "B01-03-01"


def test_writing_text_begins_with_the_text(qtbot, page, host, city):
    page.deeds.new_action.trigger()
    page.deeds.form.name.setText("転入届")
    page.deeds.form.starts.pick(AS_TEXT)
    page.deeds.form.make_button.click()

    _line, jump = made_flow(host, city)
    assert jump.target.endswith("|text")


def test_a_copy_has_the_steps_of_the_other_flow(qtbot, page, host, city):
    page.deeds.new_action.trigger()
    page.deeds.form.name.setText("写し")
    page.deeds.form.starts.pick(COPY)
    page.deeds.form.make_button.click()

    line, _jump = made_flow(host, city)
    assert city.queries.flow(line.id) == small_flow()


def test_a_standard_flow_is_remembered_as_the_origin(qtbot, page, host, city):
    page.deeds.new_action.trigger()
    form = page.deeds.form
    form.name.setText("住民票")
    form.starts.pick(STANDARD)
    assert form.standard.count() > 0
    form.make_button.click()

    line, _jump = made_flow(host, city)
    assert line.library_key
    assert line.activities > 0
    assert called_in(city.queries.flow(line.id)) == {"住民票"}
    assert len([one for one in city.store.recent(5) if one.label == "Add the flow 住民票"]) == 1
    city.undo.undo()
    assert city.queries.flow_line(line.id) is None


def test_a_name_is_written_over_in_the_list(qtbot, page, city):
    flow_id = page.flow_list.chosen
    page.deeds.rename_action.trigger()
    page.flow_list.flows.setData(page.flow_list.view.currentIndex(), " 住民票 ")

    assert city.queries.flow_line(flow_id).name == "住民票"
    assert page.title == "Business flows"


def called_in(model):
    """Every name a model, its process and its drawing carry."""
    main = [
        element.name
        for element in model.of_kind(Kind.PROCESS, Kind.DIAGRAM)
        if element.name not in {"住民", "市"}
    ]
    return {model.header.name, *main}


def test_another_name_is_what_the_model_says_of_itself(city):
    making = city.flow_making()
    made = making.make(NewFlow("転入", unit_id("0101")))

    making.rename(made, "転入の届出")

    assert called_in(city.queries.flow(made)) == {"転入の届出", ""}  # the drawing has no name
    city.undo.undo()
    assert called_in(city.queries.flow(made)) == {"転入", ""}


def test_the_copy_of_a_flow_is_chosen(page, city):
    page.deeds.duplicate_action.trigger()

    assert city.queries.flow_line(page.flow_list.chosen).name == "Copy of 住民票の交付"


def test_the_editor_opens_at_the_selected_step(page, host):
    step = next(one.id for one in page.pane.model.elements() if one.kind is Kind.TASK)
    page.pane.select(step)
    page.deeds.edit_action.trigger()

    assert host.jumps[-1].target == f"{page.flow_list.chosen}#{step}"


def test_members_look_only(qtbot, host, city, page):
    city.person = Person("somebody", "member")
    other = shown(qtbot, host, city)

    assert other.deeds.edit_action.isEnabled()
    assert not other.deeds.new_action.isEnabled()
    assert not other.deeds.rename_action.isEnabled()
    with pytest.raises(RefusedError):
        flow_makers(city).making.make(NewFlow("x"))


def test_a_section_makes_flows_for_itself(qtbot, host, city):
    city.person = Person("somebody", "kaizen_leader")
    page = shown(qtbot, host, city, section="0102")
    page.deeds.ask_new()

    assert page.deeds.form.section.count() == 1
    assert page.deeds.form.section.currentData() == unit_id("0102")


def test_every_control_of_the_form_has_a_name(page, nameless_in):
    page.deeds.ask_new()

    assert nameless_in(page) == []


def test_section_and_class_are_changed_in_place_as_one_step(page, city):
    flow_id = page.flow_list.chosen
    before = city.queries.flow_line(flow_id)
    page.deeds.change_action.trigger()
    form = page.deeds.form
    assert form.name.text() == before.name
    assert form.task_class.currentData() == before.class_code
    assert form.starts.isHidden()

    form.name.setText("別の名前")
    form.section.setCurrentIndex(form.section.findData(unit_id("0102")))
    form.choose_class("")
    form.make_button.click()

    after = city.queries.flow_line(flow_id)
    assert (after.name, after.unit_id, after.class_code) == ("別の名前", unit_id("0102"), "")
    assert page.flow_list.isVisible()
    city.undo.undo()
    assert city.queries.flow_line(flow_id) == before


def test_enter_makes_the_flow_from_every_field_once(qtbot, page, host, city):
    page.deeds.new_action.trigger()
    form = page.deeds.form
    form.name.setText("住民票")
    form.starts.pick(STANDARD)
    form.starts.focus_picked()
    card = form.starts.findChildren(QAbstractButton)[2]

    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert len(host.jumps) == 1

    page.deeds.new_action.trigger()
    form.name.setText("転入")
    qtbot.keyClick(form.name, Qt.Key.Key_Return)
    assert len(host.jumps) == 2
    assert len(city.queries.flows()) == 3


def test_who_may_not_draw_looks_and_deletes_nothing(qtbot, host, city, page):
    city.person = Person("m01", "member")
    members = shown(qtbot, host, city, section="0101")

    assert members.deeds.edit_action.text() == "Look at the flow"
    members.delete()
    assert len(city.queries.flows()) == 1
