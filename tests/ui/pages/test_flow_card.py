"""The step card: what is typed is stored at once by the rules of the survey."""

from __future__ import annotations

import pytest

from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.replication.seen import OneOf
from bpr_studio.ui.pages.flow_card import CardParts, StepCardPanel
from bpr_studio.ui.pages.flow_card_fields import ChoiceField, LineField, ManyField, TextField
from tests.builders_flow_panels import material, open_flow

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def flow():
    return open_flow()


@pytest.fixture
def card(qtbot, flow):
    panel = StepCardPanel(CardParts(material, doubt=lambda t: "A name?" if "太郎" in t else ""))
    qtbot.addWidget(panel)
    panel.show_flow(flow)
    panel.show_selection([flow.called("申請書を確認").id])
    return panel


def type_into(card, key, text):
    field = card.fields[key]
    if isinstance(field, LineField):
        field.edit.setText(text)
        field.edit.setModified(True)
        field.edit.editingFinished.emit()
    elif isinstance(field, TextField):
        field.edit.setPlainText(text)
        field.edit.document().setModified(True)
        field.edit.left.emit()
    elif isinstance(field, ChoiceField):
        field.box.setCurrentText(text)
        field.box.activated.emit(field.box.currentIndex())


def shown(card, key):
    field = card.fields[key]
    return field.box.currentText() if isinstance(field, ChoiceField) else field.edit.text()


def test_the_card_shows_what_is_known_of_the_selected_step(card):
    assert shown(card, "name") == "申請書を確認"
    assert shown(card, "minutes_per_case") == "2"
    assert card.fields["hours"].words.text() == "40.0"


def test_a_number_is_read_as_in_the_survey(card, flow):
    type_into(card, "cases_per_year", "１，２００件")
    assert flow.called("申請書を確認").step.cases_per_year == 1200
    type_into(card, "minutes_per_case", "5分")
    assert flow.called("申請書を確認").step.minutes_per_case == 5
    assert flow.editor.undo_name == "Change “Minutes”"


def test_what_cannot_be_read_is_refused_and_the_old_value_stays(card, flow):
    type_into(card, "minutes_per_case", "たくさん")
    assert flow.called("申請書を確認").step.minutes_per_case == 2
    assert shown(card, "minutes_per_case") == "2"
    assert "たくさん" in card.fields["minutes_per_case"].hint


def test_a_frequency_fills_in_the_times(card, flow):
    type_into(card, "frequency", "Every working day")
    assert flow.called("申請書を確認").step.times_per_year == 242


def test_the_step_type_proposes_a_core_tag_that_one_press_takes(card, flow):
    assert card.proposal_button.isHidden()
    type_into(card, "step_type", "P08 Substantive examination")
    assert not card.proposal_button.isHidden()
    card.proposal_button.click()
    assert flow.called("申請書を確認").step.core_tag == "core"
    assert card.proposal_button.isHidden()


def test_reasons_are_ticked(card, flow):
    field = card.fields["core_reasons"]
    assert isinstance(field, ManyField)
    next(tick for name, tick in field.ticks.items() if name.startswith("N2")).setChecked(True)
    field.button.menu().aboutToHide.emit()
    assert flow.called("申請書を確認").step.core_reasons == ("N2",)


def test_several_steps_show_what_they_share_and_change_together(card, flow):
    ids = [flow.called("申請書を確認").id, flow.called("照合").id]
    card.show_selection(ids)
    assert shown(card, "minutes_per_case") == ""
    assert card.fields["minutes_per_case"].edit.placeholderText() == "(various)"
    assert shown(card, "cases_per_year") == "1200"
    before = flow.editor.undo_name
    type_into(card, "minutes_per_case", "4")
    assert [flow.model.element(one).step.minutes_per_case for one in ids] == [4, 4]
    flow.editor.undo()
    assert flow.editor.undo_name == before


def test_a_name_of_a_person_waits_for_a_second_look(card, flow):
    type_into(card, "issue", "太郎に聞く")
    assert flow.called("申請書を確認").step.issue == ""
    assert card.fields["issue"].hint == "A name?"
    card.fields["issue"].allow_button.click()
    assert flow.called("申請書を確認").step.issue == "太郎に聞く"


def test_what_others_change_appears_but_not_over_a_text_being_typed(card, flow):
    step = flow.called("申請書を確認")
    with flow.editor.gesture("other"):
        flow.editor.set(step.id, name="受付")
    card.take_changes([step.id])
    assert shown(card, "name") == "受付"


def test_what_several_people_wrote_is_said_at_its_field(card, flow):
    step = flow.called("申請書を確認")
    flow.several = {step.id: {"minutes_per_case": OneOf((2.0, 5)), "": OneOf(())}}
    card.take_changes([step.id])
    assert "2 / 5" in card.fields["minutes_per_case"].hint
    assert not card.fields["name"].hint


def test_a_refusal_of_the_flow_is_told(card, flow, qtbot):
    flow.reason = "Accepted already."
    with qtbot.waitSignal(card.refused) as told:
        type_into(card, "minutes_per_case", "9")
    assert told.args == ["Accepted already."]
    assert flow.called("申請書を確認").step.minutes_per_case == 2


def test_a_flow_that_may_not_be_edited_can_be_read(card, flow):
    flow.reason = "Accepted already."
    card.show_flow(flow)
    card.show_selection([flow.called("照合").id])
    assert not card.fields["name"].edit.isEnabled()


def test_other_elements_have_their_few_fields(card, flow):
    way = flow.model.of_kind(Kind.SEQUENCE_FLOW)[0]
    card.show_selection([way.id])
    card.plain.name.edit.setText("はい")
    card.plain.name.edit.setModified(True)
    card.plain.name.edit.editingFinished.emit()
    assert flow.model.element(way.id).name == "はい"
    assert not card.plain.condition.isHidden()
    card.show_selection([flow.model.of_kind(Kind.LANE)[0].id])
    assert card.plain.condition.isHidden()


def test_nothing_selected_and_much_selected_are_said(card, flow):
    card.show_selection([])
    card.show_selection([e.id for e in flow.model.of_kind(Kind.LANE)])
    assert card.plain.kind == "2 elements selected"
