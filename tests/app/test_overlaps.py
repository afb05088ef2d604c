"""Overlapping edits of two PCs in real workspaces: listed, marked, decided, never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.workload.workflow import Deed
from bpr_studio.services.conflict_views import IssueKind
from bpr_studio.services.conflicts import KEEP, REMOVE, Side, counts
from tests.builders_overlaps import Colleague, colleague_of
from tests.builders_workspace import CityPlan, built_workspace, section_name, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.conflicts import Conflict

CODE = "0101"
UNIT = unit_id(CODE)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Workspace]:
    made = built_workspace(tmp_path / "w", CityPlan(bureaus=1, sections=2, tasks=4))
    yield made
    made.close()


@pytest.fixture
def other(city: Workspace, tmp_path: Path) -> Iterator[Colleague]:
    with colleague_of(city.store, tmp_path / "other") as made:
        yield made


def task(city: Workspace, number: int = 0, code: str = CODE) -> str:
    return task_id(city.round_id, code, number)


def let(city: Workspace, number: int = 0, code: str = CODE, **fields: object) -> SetFields:
    return SetFields("work_item", task(city, number, code), fields)


def overlap(
    city: Workspace, other: Colleague, mine: object, theirs: object, **more: str
) -> Conflict:
    """Both give one field another value; the conflict that comes of it."""
    field = more.get("field", "name")
    other.write(SetFields("work_item", task(city), {field: theirs}))
    city.undo.commit("直す", [SetFields("work_item", task(city), {field: mine})])
    other.send()
    (found,) = city.conflicts().all()
    return found


class TestTheList:
    def test_tells_both_values_with_who_and_when(self, city, other):
        found = overlap(city, other, "住民票の交付", "住民票の写しの発行")
        assert (found.title, found.header) != ("", "")
        assert found.issue.unit_name == section_name(CODE)
        told = {(one.text, one.user, one.mine) for one in found.versions}
        assert told == {
            ("住民票の交付", "dx01", True),
            ("住民票の写しの発行", "u2002", False),
        }
        assert all(one.at for one in found.versions)
        assert found.issue.base == "住民票の写しの交付"

    def test_hours_are_told_in_the_words_of_the_form(self, city, other):
        found = overlap(city, other, 600, 1200, field="minutes_regular")
        assert {one.text for one in found.versions} == {"10", "20"}

    def test_equal_values_are_no_conflict(self, city, other):
        other.write(let(city, name="同じ"))
        city.undo.commit("直す", [let(city, name="同じ")])
        other.send()
        assert city.conflicts().all() == ()

    def test_the_order_of_rows_is_nobodys_question(self, city, other):
        other.write(let(city, sort_key=7, carry="confirmed"))
        city.undo.commit("直す", [let(city, sort_key=9, carry="changed")])
        other.send()
        assert city.conflicts().all() == ()

    def test_counts_by_section(self, city, other):
        other.write(let(city, name="乙"), let(city, 1, code="0102", note="乙"))
        city.undo.commit("直す", [let(city, name="甲"), let(city, 1, code="0102", note="甲")])
        other.send()
        assert list(counts(city.conflicts().all()).values()) == [1, 1]
        city.person = Person("u1", "member")
        (own,) = city.conflicts(lambda: "0102").all()
        assert own.issue.unit_code == "0102"
        assert city.conflicts(lambda: "0102").count() == 1

    def test_a_row_made_on_two_pcs_is_suggested_as_one(self, city, other):
        fields = {
            "round_id": city.round_id,
            "unit_id": UNIT,
            "code": "K01-01-01",
            "name": "出勤簿の整理",
        }
        other.write(PutRow("work_item", "theirs", fields))
        city.undo.commit("足す", [PutRow("work_item", "ours", fields)])
        other.send()
        (found,) = city.conflicts().all()
        assert found.issue.kind is IssueKind.TWICE
        assert {found.issue.row, found.issue.other} == {"ours", "theirs"}

    def test_long_texts_come_with_a_text_that_has_both_changes(self, city, other):
        city.store.commit("元", [let(city, note="窓口で受付し、本人確認をする。")])
        other.learn()
        found = overlap(
            city,
            other,
            "窓口で受付し、必ず本人確認をする。",
            "窓口と郵送で受付し、本人確認をする。",
            field="note",
        )
        assert found.suggestion == "窓口と郵送で受付し、必ず本人確認をする。"


class TestDeciding:
    def test_the_chosen_value_holds_everywhere(self, city, other):
        found = overlap(city, other, "甲", "乙")
        city.conflicts().settle(found, "乙")
        assert city.conflicts().all() == ()
        other.learn()
        state = other.pc.store.state("work_item", task(city))
        assert [head.value for head in state.heads["name"]] == ["乙"]

    def test_is_one_step_of_undo_that_brings_the_conflict_back(self, city, other):
        found = overlap(city, other, "甲", "乙")
        city.conflicts().settle(found, "丙")
        assert "丙" in city.queries.work_items_by_id([task(city)])[task(city)].values()
        city.undo.undo()
        (again,) = city.conflicts().all()
        assert {one.value for one in again.versions} == {"甲", "乙"}
        city.undo.redo()
        assert city.conflicts().all() == ()

    def test_two_people_deciding_differently_see_a_new_conflict(self, city, other):
        found = overlap(city, other, "甲", "乙")
        other.learn()
        other.write(let(city, name="丁"))
        city.conflicts().settle(found, "乙")
        other.send()
        (again,) = city.conflicts().all()
        assert {one.value for one in again.versions} == {"乙", "丁"}

    def test_what_arrived_since_the_list_was_read_is_not_decided(self, city, other):
        found = overlap(city, other, "甲", "乙")
        other.learn()
        other.write(let(city, name="丁"))
        other.send()
        with pytest.raises(RefusedError):
            city.conflicts().settle(found, "乙")
        assert city.conflicts().all() == ()  # the colleague saw both and chose

    def test_a_row_removed_by_one_and_changed_by_another_is_kept_or_removed(self, city, other):
        row = task(city)
        for answer in (KEEP, REMOVE):
            other.learn()
            other.write(DeleteRow("work_item", row))
            city.undo.commit("直す", [let(city, name=f"直した{answer}")])
            other.send()
            (found,) = city.conflicts().all()
            assert found.issue.kind is IssueKind.DELETED
            assert found.versions[0].deleted
            assert found.versions[0].user == "u2002"
            assert [one.text for one in found.versions[1:]] == [f"直した{answer}"]
            city.conflicts().settle(found, answer)
            assert city.conflicts().all() == ()
            assert bool(city.queries.work_items_by_id([row])) == (answer == KEEP)

    def test_all_of_a_row_can_be_decided_alike(self, city, other):
        other.write(let(city, name="乙", note="乙の注", case_count=5))
        city.undo.commit("直す", [let(city, name="甲", note="甲の注", case_count=9)])
        other.send()
        found = city.conflicts().all()
        assert city.conflicts().settle_alike(found, Side.THEIRS) == 3
        fields = city.queries.work_items_by_id([task(city)])[task(city)]
        assert (fields["name"], fields["note"], fields["case_count"]) == ("乙", "乙の注", 5)
        city.undo.undo()
        assert len(city.conflicts().all()) == 3

    def test_who_may_not_change_the_row_may_not_decide_and_is_told_why(self, city, other):
        found = overlap(city, other, "甲", "乙")
        assert not found.refusal
        city.person = Person("u1", "member")  # the sheet waits for the leader's check
        (found,) = city.conflicts().all()
        assert found.refusal
        with pytest.raises(RefusedError):
            city.conflicts().settle(found, "甲")


class TestTheCourse:
    @pytest.mark.parametrize("deed", [Deed.CONFIRM, Deed.APPROVE])
    def test_a_sheet_does_not_go_on_while_edits_overlap(self, city, other, deed):
        found = overlap(city, other, "甲", "乙")
        city.person = Person("u-chief", "section_chief")
        seen = {UNIT: city.sheet_states.figures_digest(city.round_id, UNIT)}
        (outcome,) = city.sheet_states.do(deed, city.round_id, [UNIT], seen=seen)
        assert (outcome.done, outcome.overlaps) == (False, 1)
        assert outcome.refusal
        city.conflicts().settle(found, "乙")
        seen = {UNIT: city.sheet_states.figures_digest(city.round_id, UNIT)}
        (outcome,) = city.sheet_states.do(deed, city.round_id, [UNIT], seen=seen)
        assert outcome.done

    def test_submitting_waits_for_the_decision(self, city, other):
        returned = {"state": "returned"}
        sheet = next(
            op.row
            for op in city.store.ops()
            if op.entity == "survey_sheet" and op.fields.get("unit_id") == UNIT
        )
        city.store.commit("差戻し", [SetFields("survey_sheet", sheet, returned)])
        other.learn()
        overlap(city, other, "甲", "乙")
        (outcome,) = city.sheet_states.do(Deed.SUBMIT, city.round_id, [UNIT])
        assert (outcome.done, outcome.overlaps) == (False, 1)

    def test_an_approval_does_not_cover_what_arrives_beside_it(self, city, other):
        other.write(let(city, name="乙"))
        city.undo.commit("直す", [let(city, name="甲")])
        city.person = Person("u-chief", "section_chief")
        seen = {UNIT: city.sheet_states.figures_digest(city.round_id, UNIT)}
        (outcome,) = city.sheet_states.do(Deed.APPROVE, city.round_id, [UNIT], seen=seen)
        assert outcome.done
        other.send()
        (section,) = (s for s in city.queries.sections(city.round_id) if s.unit_id == UNIT)
        assert section.changed_after_approval
        (cell,) = city.sheet_states.changed_since_approval(city.round_id, UNIT)
        assert (cell.field, cell.before, cell.after) == ("name", "甲", "乙")
        city.person = Person("dx01", "dx_office")
        (found,) = city.conflicts().all()
        city.conflicts().settle(found, "甲")  # what the chief saw
        (section,) = (s for s in city.queries.sections(city.round_id) if s.unit_id == UNIT)
        assert not section.changed_after_approval


class TestASheetBeingEdited:
    def test_an_edit_made_before_the_news_arrived_overwrites_nothing(self, city, other):
        sheet = city.entry_desk.open(city.round_id, UNIT)
        other.write(let(city, name="乙"))
        other.send()  # the page has not looked again yet
        sheet.set_cells([(task(city), "name", "甲")])
        (found,) = city.conflicts().all()
        assert {one.value for one in found.versions} == {"甲", "乙"}

    def test_a_row_somebody_types_in_waits_with_the_news(self, city, other):
        sheet = city.entry_desk.open(city.round_id, UNIT)
        city.bus.subscribe(sheet.reload)
        before = sheet.fields(task(city))["name"]
        sheet.hold(task(city))
        other.write(let(city, name="乙"), let(city, 1, name="丙"))
        other.send()
        assert sheet.fields(task(city))["name"] == before
        assert sheet.fields(task(city, 1))["name"] == "丙"
        sheet.set_cells([(task(city), "name", "甲")])
        sheet.let_go()
        assert set(sheet.several[task(city)]["name"].values) == {"甲", "乙"}

    def test_what_nobody_typed_comes_in_when_they_are_done(self, city, other):
        sheet = city.entry_desk.open(city.round_id, UNIT)
        city.bus.subscribe(sheet.reload)
        sheet.hold(task(city))
        other.write(let(city, name="乙"))
        other.send()
        sheet.let_go()
        assert sheet.fields(task(city))["name"] == "乙"
        assert not city.conflicts().all()

    def test_a_row_removed_elsewhere_while_somebody_types_in_it_is_not_lost(self, city, other):
        sheet = city.entry_desk.open(city.round_id, UNIT)
        city.bus.subscribe(sheet.reload)
        sheet.hold(task(city))
        other.write(DeleteRow("work_item", task(city)))
        other.send()
        sheet.set_cells([(task(city), "name", "甲")])
        sheet.let_go()
        (found,) = city.conflicts().all()
        assert found.issue.kind is IssueKind.DELETED
        assert task(city) in sheet.rows

    def test_removing_a_row_that_somebody_has_changed_meanwhile_keeps_it(self, city, other):
        sheet = city.entry_desk.open(city.round_id, UNIT)
        other.write(let(city, name="乙"))
        other.send()
        sheet.remove([task(city)])
        (found,) = city.conflicts().all()
        assert found.issue.kind is IssueKind.DELETED

    def test_typing_over_a_marked_cell_decides(self, city, other):
        overlap(city, other, "甲", "乙")
        sheet = city.entry_desk.open(city.round_id, UNIT)
        assert set(sheet.several[task(city)]["name"].values) == {"甲", "乙"}
        sheet.set_cells([(task(city), "name", "丙")])
        assert city.conflicts().all() == ()
        assert sheet.several == {}


class TestStepsOfTheDetailedSurvey:
    @pytest.fixture
    def sheet(self, city):
        """The steps of a task, one of them written."""
        (flow,) = city.detailed.make_targets(city.round_id, [task(city)]).added
        opened = city.detailed.open(flow)
        opened.set_cells([("+", "name", "受付"), ("+", "minutes_per_case", "5")])
        return opened

    def step(self, sheet, **fields: object) -> SetFields:
        return SetFields("flow_element", sheet.stored_row(sheet.rows[0]), fields)

    def test_a_step_typed_in_meanwhile_overwrites_nothing(self, city, sheet, other):
        city.bus.subscribe(sheet.reload)
        other.learn()
        sheet.hold()
        other.write(self.step(sheet, minutes_per_case=9))
        other.send()
        assert sheet.text(sheet.rows[0], "minutes_per_case") == "5"
        sheet.set_cells([(sheet.rows[0], "minutes_per_case", "7")])
        sheet.let_go()
        (found,) = city.conflicts().all()
        assert {one.text for one in found.versions} == {"7", "9"}
        assert set(sheet.several_texts(sheet.rows[0], "minutes_per_case")) == {"7", "9"}

    def test_its_sheet_waits_and_its_digest_covers_both_values(self, city, sheet, other):
        round_id = sheet.target.round_id
        before = city.queries.figures_digest(round_id, UNIT)
        other.learn()
        other.write(self.step(sheet, name="乙"))
        city.undo.commit("直す", [self.step(sheet, name="甲")])
        mine = city.queries.figures_digest(round_id, UNIT)
        other.send()
        both = city.queries.figures_digest(round_id, UNIT)
        assert len({before, mine, both}) == 3
        assert city.queries.open_issues(round_id, UNIT) == 1
        (outcome,) = city.sheet_states.do(Deed.SUBMIT, round_id, [UNIT])
        assert (outcome.done, outcome.overlaps) == (False, 1)
        (found,) = city.conflicts().all()
        city.conflicts().settle(found, "甲")
        assert city.queries.figures_digest(round_id, UNIT) == mine
