"""The page of the register: entering, the panel, choosing tasks, what it saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from bpr_studio.app.improvement_page import improvement_parts
from bpr_studio.domain.reform.improvement import (
    Actual,
    Claim,
    ImprovementKind,
    ImprovementState,
    Method,
    NewImprovement,
)
from bpr_studio.domain.replication.changes import DeleteRow
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.flows import FlowOwner, element_row_id
from bpr_studio.ui.pages.flow_compare import ComparePage
from bpr_studio.ui.pages.improvement import ImprovementPage
from bpr_studio.ui.pages.improvement_new import BY_HAND, CANDIDATE, FROM_TO_BE
from bpr_studio.ui.qt.blocks import EmptyState
from tests.builders_reform import two_step_flow
from tests.builders_workspace import task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLineEdit

    from bpr_studio.app.workspace import Workspace

pytestmark = pytest.mark.gui


@pytest.fixture
def shown(host: Any, qtbot: Any) -> Callable[..., ImprovementPage]:
    """The page of a workspace, kept fresh as the window does."""

    def show(workspace: Workspace, section: str = "") -> ImprovementPage:
        page = ImprovementPage(host, improvement_parts(workspace, section=section))
        workspace.bus.subscribe(lambda event: page.refresh(event.kinds))
        qtbot.addWidget(page)
        page.resize(1166, 660)
        page.show()
        page.on_shown()
        return page

    return show


def task(city: Workspace, number: int = 0, section: str = "0101") -> str:
    """A task of the city."""
    return task_id(city.round_id, section, number)


def entered(city: Workspace, name: str = "入力をRPAで行う", minutes: int = 600) -> str:
    """An improvement of the first section."""
    return city.improvements.create(
        NewImprovement(
            name,
            ImprovementKind.AUTOMATE,
            unit_id=unit_id("0101"),
            start_month="2026-10",
            claims=(Claim(task(city), "", minutes),),
        )
    )


def rows(page: ImprovementPage) -> list[str]:
    """Ids of the improvements listed."""
    model = page.list.table.model
    count = model.rowCount()
    return [str(row[0]) for row in model.rows(0, count - 1)] if count else []


def typed(edit: QLineEdit, text: str) -> None:
    """Type a text and leave the field."""
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    edit.editingFinished.emit()


# -- the list ------------------------------------------------------------------------------------


def test_before_anything_is_entered_the_page_says_what_for(city: Workspace, shown: Any):
    page = shown(city)

    empty = [each for each in page.findChildren(EmptyState) if each.isVisible()]

    assert len(empty) == 1
    assert not page.panel.isVisible()


def test_the_register_is_listed_with_its_sums(city: Workspace, shown: Any):
    first, second = entered(city), entered(city, "様式を減らす", 60)
    city.improvements.set_state(first, ImprovementState.PLANNED)

    page = shown(city)

    assert set(rows(page)) == {first, second}
    assert "10" in page.list.figures["plan"].accessibleName()
    assert "1" in page.list.figures["ideas"].accessibleName()


def test_filters_narrow_the_list_and_marking_takes_them_away(city: Workspace, shown: Any):
    first, second = entered(city), entered(city, "様式を減らす", 60)
    city.improvements.set_state(first, ImprovementState.PLANNED)
    page = shown(city)

    page.list.state.setCurrentIndex(page.list.state.findData("planned"))
    assert rows(page) == [first]
    page.list.search.setText("様式")
    assert rows(page) == []
    page.mark(second)

    assert set(rows(page)) == {first, second}
    assert page.panel.shown.improvement.id == second


def test_a_section_sees_its_own(city: Workspace, shown: Any):
    entered(city)

    assert rows(shown(city, "0101")) != []
    assert rows(shown(city, "0102")) == []


def test_a_section_sees_what_the_city_takes_from_its_tasks_and_does_not_write_it(
    city: Workspace, shown: Any
):
    row = city.improvements.create(
        NewImprovement(
            "センターで行う", ImprovementKind.CONSOLIDATE, claims=(Claim(task(city), "", 60),)
        )
    )
    city.person = Person("u1", "section_chief")
    page = shown(city, "0101")
    page.mark(row)

    assert rows(page) == [row]
    assert not page.panel.fields["name"].edit.isEnabled()
    assert rows(shown(city, "0102")) == []


# -- entering ------------------------------------------------------------------------------------


def test_an_improvement_is_entered_by_hand_and_shown_in_the_panel(
    city: Workspace, shown: Any, host: Any
):
    page = shown(city)

    page.begin_new()
    page.form.name.setText("窓口を委託する")
    page.form.section.setCurrentIndex(page.form.section.findData(unit_id("0102")))
    page.form.go()

    (one,) = city.improvements.all()
    assert (one.plan.name, one.unit_code) == ("窓口を委託する", "0102")
    assert page.panel.isVisible()
    assert page.panel.shown.improvement.id == one.id
    host.notices[-1].deed.run()
    assert city.improvements.all() == ()


def test_a_name_that_looks_like_a_person_is_asked_about_once(city: Workspace, shown: Any):
    page = shown(city)
    page.begin_new()
    page.form.name.setText("架空 太郎さんの担当を減らす")

    page.form.go()
    assert city.improvements.all() == ()
    page.form.go()

    assert len(city.improvements.all()) == 1


def test_ways_that_lead_nowhere_say_why(city: Workspace, shown: Any):
    page = shown(city)

    page.begin_new()
    assert not page.form.go_button.isEnabled()
    page.form.ways.pick(FROM_TO_BE)

    assert not page.form.go_button.isEnabled()
    page.form.ways.pick(CANDIDATE)
    assert page.form.go_button.isEnabled()
    page.form.ways.pick(BY_HAND)
    page.form.name.setText("名前")
    assert page.form.go_button.isEnabled()


def test_a_to_be_is_entered_step_by_step_and_only_once(
    city: Workspace, shown: Any, host: Any, qtbot: Any
):
    as_is = city.flows.add("交付", two_step_flow(), FlowOwner(unit_id("0101"), ""))
    to_be = city.flow_versions.derive(as_is, "to_be", "決裁を省く")
    approve = element_row_id(to_be, "approve")
    city.undo.commit("消す", [DeleteRow("flow_element", approve)])
    compare = ComparePage(host, city.flow_versions, can_book=True)
    qtbot.addWidget(compare)
    compare.show()
    compare.open_target(f"{as_is}|{to_be}")
    assert compare.book_button.isVisible()
    compare.book_button.click()
    page = shown(city)

    for _ in range(2):
        page.open_target(host.jumps[-1].target)

    (one,) = city.improvements.all()
    assert (one.plan.name, one.expected_minutes) == ("決裁を省く", 6_000)
    assert page.panel.shown.improvement.id == one.id
    page.panel.claims.reread_wanted.emit()
    assert city.improvements.get(one.id).expected_minutes == 6_000


def test_a_to_be_that_is_gone_is_told(city: Workspace, shown: Any):
    page = shown(city)

    page.open_target("to-be:nowhere")

    assert page.notices.isVisible()
    assert city.improvements.all() == ()


# -- the panel -----------------------------------------------------------------------------------


def test_every_answer_is_stored_at_once_and_undo_names_it(city: Workspace, shown: Any):
    row = entered(city)
    page = shown(city)
    page.mark(row)

    typed(page.panel.fields["start_month"].edit, "R9.4")
    typed(page.panel.fields["yen_once"].edit, "1,200,000")

    plan = city.improvements.get(row).plan
    assert (plan.start_month, plan.yen_once) == ("2027-04", 1_200_000)
    assert "入力をRPAで行う" in city.undo.undo_label
    city.undo.undo()
    assert city.improvements.get(row).plan.yen_once is None


def test_what_is_no_month_is_told_at_the_field_and_not_stored(city: Workspace, shown: Any):
    row = entered(city)
    page = shown(city)
    page.mark(row)

    typed(page.panel.fields["start_month"].edit, "soon")

    assert "soon" in page.panel.fields["start_month"].hint
    assert city.improvements.get(row).plan.start_month == "2026-10"


def test_the_keyboard_stays_at_the_states_after_one_was_chosen(
    city: Workspace, shown: Any, qtbot: Any
):
    row = entered(city)
    page = shown(city)
    page.mark(row)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    button = page.panel.states.itemAt(0).widget()
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)

    assert city.improvements.get(row).state is ImprovementState.PLANNED
    assert page.window().focusWidget() is page.panel.states.itemAt(0).widget()


def test_states_are_changed_by_button(city: Workspace, shown: Any):
    row = entered(city)
    page = shown(city)
    page.mark(row)

    page.panel.state_wanted.emit(ImprovementState.PLANNED)

    assert city.improvements.get(row).state is ImprovementState.PLANNED
    assert page.panel.shown.improvement.state is ImprovementState.PLANNED


def test_what_was_saved_is_recorded_with_evidence(city: Workspace, shown: Any):
    row = entered(city)
    page = shown(city)
    page.mark(row)
    block = page.panel.actuals

    block.hours.setText("12.5")
    block.record()
    assert city.improvements.get(row).actuals == ()
    block.evidence.setText("システムの実行記録（架空）")
    block.record()

    (actual,) = city.improvements.get(row).actuals
    assert (actual.minutes, actual.method) == (750, Method.MEASURED)
    block.dropped.emit(actual.fiscal_year)
    assert city.improvements.get(row).actuals == ()


def test_deleting_can_be_undone_from_the_notice(city: Workspace, shown: Any, host: Any):
    row = entered(city)
    page = shown(city)
    page.mark(row)

    page.panel.delete_wanted.emit()
    assert city.improvements.all() == ()
    host.notices[-1].deed.run()

    assert [one.id for one in city.improvements.all()] == [row]


def test_members_look_and_do_not_write(city: Workspace, shown: Any):
    row = entered(city)
    city.person = Person("u1", "member")
    page = shown(city)
    page.mark(row)

    assert not page.panel.fields["name"].edit.isEnabled()
    assert not page.panel.claims.pick_button.isVisible()


# -- choosing tasks ------------------------------------------------------------------------------


def test_hours_are_typed_beside_the_tasks_and_refused_beyond_what_is_left(
    city: Workspace, shown: Any
):
    row = entered(city)
    page = shown(city)
    page.mark(row)
    page.choose_claims()
    name = city.queries.tasks_by_id([task(city, 1)])[0].name
    lines = page.picker.table.numbers.rows
    row_id = next(str(line[0]) for line in lines if line[1] == name)

    assert lines[0][6] == 600
    page.picker.table.numbers.typed.emit(row_id, "away", 12.0)
    assert city.improvements.get(row).expected_minutes == 600 + 720
    page.picker.table.numbers.typed.emit(row_id, "away", 999_999.0)

    assert page.notices.isVisible()
    assert city.improvements.get(row).expected_minutes == 600 + 720
    assert [line[6] for line in page.picker.table.numbers.rows if line[0] == row_id] == [720]


def test_hours_are_changed_in_the_panel_and_given_free_by_zero(city: Workspace, shown: Any):
    row = entered(city)
    page = shown(city)
    page.mark(row)

    page.panel.claims.claimed.emit(Claim(task(city), "", 0))

    assert city.improvements.get(row).plan.claims == ()


# -- what it saves -------------------------------------------------------------------------------


def test_charts_show_what_the_service_counts(city: Workspace, shown: Any):
    row = entered(city)
    city.improvements.set_state(row, ImprovementState.PLANNED)
    city.improvements.set_state(row, ImprovementState.RUNNING)
    city.improvements.record(row, Actual(2026, 120, Method.MEASURED, "実測（架空）"))
    page = shown(city)

    page.open_target("waterfall")
    assert page.waterfall.chart.title == city.improvement_effects.of().waterfall_title
    page.open_target("burn-up")

    assert page.burn_up.chart.title == city.improvement_effects.of().burn_up_title
    assert not page.panel.isVisible()


def test_a_column_of_the_waterfall_leads_to_its_improvements(city: Workspace, shown: Any):
    row = entered(city)
    city.improvements.set_state(row, ImprovementState.PLANNED)
    page = shown(city)
    page.open_target("waterfall")

    page.waterfall.activated.emit("automate")

    assert page.tabs.currentIndex() == 0
    assert page.list.kind.currentData() == "automate"


def test_everything_the_keyboard_reaches_has_a_name(city: Workspace, shown: Any, nameless_in: Any):
    page = shown(city)
    page.mark(entered(city))

    assert nameless_in(page) == []
    page.choose_claims()
    assert nameless_in(page) == []
    page.begin_new()
    assert nameless_in(page) == []
