"""The list of overlapping edits, their marks in sheet and drawing, and the choosers there."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QPushButton

from bpr_studio.app.entry_page import entry_parts
from bpr_studio.app.flow_page import flow_editor_parts
from bpr_studio.app.overlap_places import place_of
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.workload.workflow import Deed
from bpr_studio.services.flow_making import NewFlow
from bpr_studio.services.flows import element_row_id
from bpr_studio.services.overlap_words import ELEMENT, TASK
from bpr_studio.ui.pages.conflicts import ConflictsDesk, ConflictsPage
from bpr_studio.ui.pages.entry import EntryPage
from bpr_studio.ui.pages.flow_editor import FlowEditorPage
from bpr_studio.ui.pages.overlap_door import OverlapDoor
from bpr_studio.ui.qt.blocks import EmptyState, Notice
from bpr_studio.ui.qt.page import Jump
from tests.builders_overlaps import colleague_of
from tests.builders_workspace import task_id

pytestmark = pytest.mark.gui

CODE = "0101"


@pytest.fixture
def other(city, tmp_path):
    with colleague_of(city.store, tmp_path / "other") as made:
        yield made


def let(city, number=0, **fields):
    return SetFields(TASK, task_id(city.round_id, CODE, number), fields)


def overlap(city, other, mine, theirs, number=0):
    """Both change the same fields of a task."""
    other.write(let(city, number, **theirs))
    city.undo.commit("直す", [let(city, number, **mine)])
    other.send()


@pytest.fixture
def page(qtbot, host, city):
    desk = ConflictsDesk(
        conflicts=city.conflicts(),
        undo=city.undo.undo,
        place_of=partial(place_of, city),
        whole_city=True,
    )
    made = ConflictsPage(host, desk)
    qtbot.addWidget(made)
    made.resize(1180, 640)
    made.show()
    made.on_shown()
    return made


def entry(qtbot, host, city):
    made = EntryPage(host, entry_parts(city, "dx_office"))
    qtbot.addWidget(made)
    made.resize(1180, 640)
    made.show()
    made.open_target(f"section:{CODE} from:conflicts")
    made.finish_opening()
    return made


def press(page, words):
    """Press the button with these words."""
    found = [b for b in page.choice.findChildren(QPushButton) if b.text().startswith(words)]
    found[-1].click()


def value(city, number=0, field="name"):
    row = task_id(city.round_id, CODE, number)
    return city.queries.work_items_by_id([row])[row].get(field)


class TestTheList:
    def test_empty_it_teaches(self, page):
        (empty,) = (e for e in page.findChildren(EmptyState) if e.isVisible())
        assert empty.accessibleName()

    def test_what_arrives_while_it_is_open_is_shown(self, page, city, other):
        overlap(city, other, {"name": "甲"}, {"name": "乙"})
        page.refresh(frozenset({TASK}))
        (row,) = page.table.model.rows(0, 0)
        assert {"甲", "乙"} <= set(row)
        assert len(page.choice.values) == 2

    def test_a_number_lets_a_value_hold_and_undo_takes_it_back(self, qtbot, page, city, other):
        overlap(city, other, {"name": "甲"}, {"name": "乙"})
        page.on_shown()
        wanted = page.choice.values.index("乙") + 1
        page.activateWindow()
        page.table.view.setFocus()
        qtbot.keyClick(page.table.view, Qt.Key(Qt.Key.Key_0 + wanted))
        assert page.shown == ()
        assert value(city) == "乙"
        city.undo.undo()
        page.refresh(frozenset({TASK}))
        assert len(page.shown) == 1

    def test_enter_leads_to_the_place_and_the_way_back_to_the_list(
        self, qtbot, page, host, city, other
    ):
        overlap(city, other, {"name": "甲"}, {"name": "乙"})
        page.on_shown()
        page.table.activated.emit(page.table.current_row())
        (jump,) = host.jumps
        assert jump.page == "entry"
        sheet = EntryPage(host, entry_parts(city, "dx_office"))
        qtbot.addWidget(sheet)
        sheet.open_target(jump.target)
        assert sheet.work.grid.current is not None
        assert sheet.work.grid.current.key == "name"
        sheet.leave()
        assert host.jumps[-1] == Jump("conflicts")

    def test_a_whole_row_is_decided_alike(self, page, city, other):
        overlap(city, other, {"name": "甲", "note": "い"}, {"name": "乙", "note": "ろ"})
        page.on_shown()
        assert len(page.shown) == 2
        page.theirs_action.trigger()
        assert page.shown == ()
        assert (value(city), value(city, field="note")) == ("乙", "ろ")

    def test_a_text_of_ones_own_can_hold(self, page, city, other):
        overlap(city, other, {"note": "甲の注"}, {"note": "乙の注"})
        page.on_shown()
        (field,) = page.choice.findChildren(QPlainTextEdit)
        field.setPlainText("二人で決めた注")
        press(page, "Take this text")
        assert value(city, field="note") == "二人で決めた注"

    def test_a_row_removed_and_changed_can_be_kept(self, page, city, other):
        other.write(DeleteRow(TASK, task_id(city.round_id, CODE, 0)))
        city.undo.commit("直す", [let(city, name="甲")])
        other.send()
        page.on_shown()
        page.choice.choose(2)
        assert page.shown == ()
        assert value(city) == "甲"

    def test_of_what_may_be_twice_the_same_nothing_is_chosen(self, page, city, other):
        task = {**city.queries.work_items_by_id([task_id(city.round_id, CODE, 0)])}
        fields = {**next(iter(task.values())), "name": "二重の業務"}
        for name in ("id", "year_minutes", "search_name", "figures_hash", "slot"):
            fields.pop(name, None)
        other.write(PutRow(TASK, "theirs", fields))
        city.undo.commit("足す", [PutRow(TASK, "ours", fields)])
        other.send()
        page.on_shown()
        assert len(page.shown) == 1
        assert page.choice.values == ()

    def test_it_says_when_somebody_has_decided_meanwhile(self, page, city, other):
        overlap(city, other, {"name": "甲"}, {"name": "乙"})
        page.on_shown()
        other.learn()
        other.write(let(city, name="丙"))
        other.send()
        page.choice.choose(1)
        assert value(city) == "丙"
        assert page.shown == ()

    def test_sections_narrow_the_list(self, page, city, other):
        overlap(city, other, {"name": "甲"}, {"name": "乙"})
        page.open_target("section:0102")
        assert len(page.shown) == 1  # nothing there: all are shown
        page.open_target(f"section:{CODE}")
        assert len(page.shown) == 1
        assert page.sections.currentData() == CODE

    def test_who_may_not_decide_sees_why(self, page, city, other):
        overlap(city, other, {"name": "甲"}, {"name": "乙"})
        city.person = Person("u1", "member")
        page.on_shown()
        assert page.shown[0].refusal
        page.choice.choose(1)
        assert len(page.shown) == 1

    def test_every_control_has_a_name(self, page, city, other, nameless_in):
        overlap(city, other, {"note": "甲"}, {"note": "乙"})
        page.on_shown()
        assert nameless_in(page) == []


class TestTheSheet:
    @pytest.fixture
    def overlapped(self, city, other):
        overlap(city, other, {"name": "甲"}, {"name": "乙"})
        return city

    @pytest.fixture
    def menus(self, monkeypatch):
        opened = []
        monkeypatch.setattr(QMenu, "popup", lambda menu, _at: opened.append(menu))
        return opened

    def test_a_cell_is_marked_and_says_both_values(self, qtbot, host, city, other):
        sheet = entry(qtbot, host, city)
        overlap(city, other, {"name": "甲"}, {"name": "乙"})
        qtbot.waitUntil(lambda: bool(sheet.sheet.several))
        row = task_id(city.round_id, CODE, 0)
        assert set(sheet.work.cells.marks(row, "name").several) == {"甲", "乙"}
        assert sheet.work.cells.row_mark(row).level is not None
        assert not sheet.work.cells.marks(row, "code").several

    @pytest.mark.parametrize("way", ["key", "mouse", "menu"])
    def test_the_values_are_offered_at_the_cell(self, qtbot, host, overlapped, menus, way):
        city = overlapped
        sheet = entry(qtbot, host, city)
        sheet.work.jump(task_id(city.round_id, CODE, 0), "name")
        view = sheet.work.grid.view
        if way == "key":
            qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        elif way == "mouse":
            cell = view.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
            at = cell.topLeft() + QPoint(8, 8)
            qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        else:
            sheet.work.grid.open_list()
        (choice,) = (a for a in menus[0].actions() if a.isEnabled() and "乙" in a.text())
        choice.trigger()
        assert value(city) == "乙"
        assert not city.conflicts().all()

    def test_a_cell_being_typed_in_keeps_its_text_and_overwrites_nothing(
        self, qtbot, host, city, other
    ):
        sheet = entry(qtbot, host, city)
        row = task_id(city.round_id, CODE, 0)
        sheet.work.jump(row, "name")
        sheet.work.grid.commands.edit()
        sheet.work.grid.editing.field.put("甲")
        other.write(let(city, name="乙"), let(city, 1, name="丙"))
        other.send()
        qtbot.waitUntil(lambda: sheet.sheet.fields(task_id(city.round_id, CODE, 1))["name"] == "丙")
        assert sheet.work.grid.editing.field.content() == "甲"
        sheet.work.grid.editing.commit()
        (found,) = city.conflicts().all()
        assert {one.value for one in found.versions} == {"甲", "乙"}
        assert set(sheet.sheet.several[row]["name"].values) == {"甲", "乙"}

    def test_a_row_removed_elsewhere_stays_while_somebody_types_in_it(
        self, qtbot, host, city, other
    ):
        sheet = entry(qtbot, host, city)
        row = task_id(city.round_id, CODE, 0)
        sheet.work.jump(row, "name")
        sheet.work.grid.commands.edit()
        sheet.work.grid.editing.field.put("甲")
        other.write(DeleteRow(TASK, row), let(city, 1, name="丙"))
        other.send()
        qtbot.waitUntil(lambda: sheet.sheet.fields(task_id(city.round_id, CODE, 1))["name"] == "丙")
        sheet.work.grid.editing.commit()
        assert value(city) == "甲"
        assert sheet.work.cells.marks(row, "name").several

    def test_leaving_the_cell_without_a_change_shows_the_news(self, qtbot, host, city, other):
        sheet = entry(qtbot, host, city)
        row = task_id(city.round_id, CODE, 0)
        sheet.work.jump(row, "name")
        sheet.work.grid.commands.edit()
        other.write(let(city, name="乙"))
        other.send()
        qtbot.wait(20)
        sheet.work.grid.editing.cancel()
        assert sheet.sheet.fields(row)["name"] == "乙"
        assert not city.conflicts().all()

    def test_a_sheet_that_is_not_handed_on_says_so_and_leads_to_the_list(
        self, qtbot, host, city, other
    ):
        overlap(city, other, {"note": "甲"}, {"note": "乙"})
        city.person = Person("u9", "section_chief")
        course = entry(qtbot, host, city).course
        said = course.do(Deed.CONFIRM, city.entry_desk.open(city.round_id, course.section.unit_id))
        assert isinstance(said, Notice)
        assert said.deed is not None
        said.deed.run()
        assert host.jumps[-1] == Jump("conflicts", f"section:{CODE}")


class TestTheDrawing:
    @pytest.fixture
    def flow(self, city):
        """Id of a flow with one step."""
        return city.flow_making().make(NewFlow("申請の受付"))

    def editor(self, qtbot, host, city, flow):
        made = FlowEditorPage(host, flow_editor_parts(city))
        qtbot.addWidget(made)
        made.resize(1180, 640)
        made.show()
        made.open_target(flow)
        return made

    def test_an_element_is_marked_and_offers_its_values(self, qtbot, host, city, other, flow):
        element = next(one for one in city.queries.flow(flow).elements() if one.is_drawn)
        other.learn()
        row = element_row_id(flow, element.id)
        other.write(SetFields(ELEMENT, row, {"name": "乙"}))
        city.undo.commit("直す", [SetFields(ELEMENT, row, {"name": "甲"})])
        page = self.editor(qtbot, host, city, flow)
        assert page.board.scene.overlaps == frozenset()
        other.send()
        qtbot.waitUntil(lambda: page.board.scene.overlaps == {element.id})
        assert page.overlaps.bar.sentence
        page.overlaps.go_on()
        assert page.selected == (element.id,)
        (found,) = city.conflicts().of_rows([(ELEMENT, row)])
        city.conflicts().settle(found, "乙")
        qtbot.waitUntil(lambda: page.board.scene.overlaps == frozenset())
        assert not page.overlaps.bar.sentence


def test_the_page_of_sync_leads_to_the_list_while_something_is_open(qtbot):
    open_ones, went = [2], []
    door = OverlapDoor(lambda: open_ones[0], lambda: went.append("list"))
    qtbot.addWidget(door)
    door.look()
    assert "2" in door.sentence
    door.button.click()
    assert went == ["list"]
    open_ones[0] = 0
    door.look()
    assert door.isHidden()
