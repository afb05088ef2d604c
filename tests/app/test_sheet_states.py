"""The course of sheets in a real workspace: deeds, approvals by digest, what waits for whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.workload.figures import digest_of_rows
from bpr_studio.domain.workload.workflow import Deed, RoundState, SheetState
from bpr_studio.services.sheet_states import SheetStates, sheet_id
from bpr_studio.services.waiting import WaitingKind
from tests.builders_workspace import CityPlan, built_workspace, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.views import RoundInfo, SectionStatus
    from bpr_studio.services.waiting import Waiting

CODE, OTHER, UNFILLED = "0101", "0102", "0202"
UNIT = unit_id(CODE)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Workspace]:
    """Two bureaus with two sections each; three of them have answered."""
    made = built_workspace(tmp_path / "w", CityPlan(bureaus=2, sections=2, tasks=4, answered=3))
    yield made
    made.close()


def act(city: Workspace, role: str, deed: Deed, *codes: str, reason: str = "") -> list[str]:
    """Do a deed on sections, approving what is there; the refusals."""
    city.person = Person(f"u-{role}", role)
    units = [unit_id(code) for code in codes or (CODE,)]
    seen = {unit: city.sheet_states.figures_digest(city.round_id, unit) for unit in units}
    done = city.sheet_states.do(deed, city.round_id, units, reason=reason, seen=seen)
    return [outcome.refusal for outcome in done]


def section(city: Workspace, code: str = CODE) -> SectionStatus:
    return next(s for s in city.queries.sections(city.round_id) if s.unit_code == code)


def approve(city: Workspace, *codes: str) -> None:
    assert act(city, "section_chief", Deed.APPROVE, *codes) == [""] * (len(codes) or 1)


def edit(city: Workspace, number: int = 0, **fields: object) -> None:
    row = task_id(city.round_id, CODE, number)
    city.undo.commit("直す", [SetFields("work_item", row, fields)])


def test_a_sheet_goes_the_whole_way_and_its_course_is_kept(city):
    assert act(city, "promoter", Deed.SUBMIT, UNFILLED) == [""]
    assert act(city, "kaizen_leader", Deed.CONFIRM, UNFILLED) == [""]
    assert act(city, "section_chief", Deed.APPROVE, UNFILLED) == [""]
    assert act(city, "dx_office", Deed.ACCEPT, UNFILLED) == [""]
    found = section(city, UNFILLED)
    assert found.state == SheetState.ACCEPTED
    assert found.approved_by == "u-section_chief"
    assert found.submitted_at
    course = city.sheet_states.events(city.round_id, unit_id(UNFILLED))
    assert [e.kind for e in course] == ["submit", "confirm", "approve", "accept"]
    assert [e.role for e in course] == ["promoter", "kaizen_leader", "section_chief", "dx_office"]
    assert course[2].digest == city.sheet_states.figures_digest(city.round_id, unit_id(UNFILLED))


def test_every_deed_is_one_step_of_undo(city):
    approve(city, CODE, OTHER)
    assert city.undo.undo_label == "Approve: 2 sections"
    city.undo.undo()
    assert section(city).state == SheetState.LEADER_CHECK
    assert section(city).approved_at == ""
    assert city.sheet_states.events(city.round_id, UNIT) == ()
    city.undo.redo()
    assert section(city, OTHER).state == SheetState.DX_ACCEPTANCE


def test_sections_that_cannot_are_told_and_the_others_are_done(city):
    refusals = act(city, "section_chief", Deed.APPROVE, CODE, UNFILLED)
    assert refusals[0] == ""
    assert "In preparation" in refusals[1]
    assert section(city, UNFILLED).state == SheetState.DRAFT


def test_a_role_without_the_right_changes_nothing(city):
    before = city.store.digest()
    assert "role" in act(city, "member", Deed.ACCEPT)[0]
    assert city.store.digest() == before


def test_an_unknown_section_is_refused(city):
    city.person = Person("u", "dx_office")
    (told,) = city.sheet_states.do(Deed.REMIND, city.round_id, ["nobody"])
    assert not told.done
    assert told.refusal


def test_returning_needs_a_reason_which_the_section_sees(city):
    with pytest.raises(RefusedError, match="reason"):
        act(city, "kaizen_leader", Deed.RETURN)
    act(city, "kaizen_leader", Deed.RETURN, reason=" 件数を見直してください ")
    found = section(city)
    assert (found.state, found.reason) == ("returned", "件数を見直してください")
    act(city, "member", Deed.SUBMIT)
    assert section(city).reason == ""
    assert city.sheet_states.events(city.round_id, UNIT)[0].reason == "件数を見直してください"


@pytest.mark.parametrize("deed", [Deed.RETURN, Deed.REOPEN])
def test_what_goes_back_to_the_section_is_not_approved_any_more(city, deed):
    approve(city)
    act(city, "dx_office", deed, reason="再確認")
    found = section(city)
    assert (found.approved_at, found.approved_by) == ("", "")
    edit(city, note="直した")
    assert not section(city).changed_after_approval


class TestApproval:
    def test_covers_what_was_shown_and_nothing_else(self, city):
        city.person = Person("c", "section_chief")
        seen = {UNIT: city.sheet_states.figures_digest(city.round_id, UNIT)}
        edit(city, case_count=5)
        (told,) = city.sheet_states.do(Deed.APPROVE, city.round_id, [UNIT], seen=seen)
        assert "changed since you looked" in told.refusal
        assert section(city).state == SheetState.LEADER_CHECK

    def test_can_be_of_the_rows_on_the_screen(self, city):
        rows = city.queries.work_items(city.round_id, UNIT)
        assert digest_of_rows(rows) == city.sheet_states.figures_digest(city.round_id, UNIT)

    def test_without_a_digest_is_refused(self, city):
        city.person = Person("c", "section_chief")
        (told,) = city.sheet_states.do(Deed.APPROVE, city.round_id, [UNIT])
        assert not told.done

    def test_shows_when_a_figure_changes_and_not_when_it_is_changed_back(self, city):
        approve(city)
        assert not section(city).changed_after_approval
        edit(city, minutes_regular=1)
        assert section(city).changed_after_approval
        city.undo.undo()
        assert not section(city).changed_after_approval

    def test_does_not_mind_the_order_of_rows(self, city):
        approve(city)
        edit(city, sort_key=99, slot="x", carry="confirmed")
        assert not section(city).changed_after_approval

    def test_minds_rows_that_come_and_go(self, city):
        approve(city)
        city.undo.commit("消す", [DeleteRow("work_item", task_id(city.round_id, CODE, 1))])
        assert section(city).changed_after_approval
        city.undo.undo()
        place = {"round_id": city.round_id, "unit_id": UNIT}
        city.undo.commit("足す", [PutRow("work_item", "new", {**place, "name": "新しい"})])
        assert section(city).changed_after_approval

    def test_that_no_longer_fits_keeps_a_sheet_from_being_accepted_until_it_is_given_anew(
        self, city
    ):
        approve(city)
        edit(city, case_count=7)
        assert "approve again" in act(city, "dx_office", Deed.ACCEPT)[0]
        approve(city)
        assert act(city, "dx_office", Deed.ACCEPT) == [""]
        edit(city, case_count=8)
        approve(city)
        assert section(city).state == SheetState.DX_ACCEPTANCE

    def test_tells_which_cells_changed_since(self, city):
        edit(city, note="前")
        approve(city)
        edit(city, 0, minutes_regular=60, sort_key=5)
        edit(city, 1, note="一時")
        city.undo.undo()
        city.undo.commit("消す", [DeleteRow("work_item", task_id(city.round_id, CODE, 2))])
        place = {"round_id": city.round_id, "unit_id": UNIT}
        city.undo.commit("足す", [PutRow("work_item", "new", {**place, "name": "新しい"})])
        other = {"round_id": city.round_id, "unit_id": unit_id(OTHER)}
        city.undo.commit("他課", [PutRow("work_item", "x", {**other, "name": "別"})])
        city.undo.commit("他課", [DeleteRow("work_item", "x")])
        found = city.sheet_states.changed_since_approval(city.round_id, UNIT)
        told = {(c.row, c.field): (c.before, c.after) for c in found}
        before = city.store.history("work_item", task_id(city.round_id, CODE, 0), "minutes_regular")
        assert told == {
            ("new", ""): (None, "新しい"),
            (task_id(city.round_id, CODE, 0), "minutes_regular"): (before[0].after, 60),
            (task_id(city.round_id, CODE, 2), ""): ("出退勤・休暇の管理", None),
        }
        assert all(cell.user and cell.at for cell in found)

    def test_that_was_not_given_has_nothing_to_tell(self, city):
        edit(city, note="x")
        assert city.sheet_states.changed_since_approval(city.round_id, UNIT) == ()


def test_an_approval_of_the_detailed_survey_covers_its_steps(city):
    flow = {"round_id": city.round_id, "unit_id": UNIT, "name": "住民票"}
    step = {"flow_id": "f", "element_id": "a", "kind": "task", "name": "審査"}
    line = {"flow_id": "f", "element_id": "s", "kind": "sequence_flow"}
    other = {"flow_id": "g", "element_id": "a", "kind": "task"}
    city.undo.commit(
        "詳細",
        [
            PutRow("flow", "f", flow),
            PutRow("flow_element", "fa", {**step, "minutes_per_case": 5.0}),
            PutRow("flow_element", "fb", {**step, "element_id": "b"}),
            PutRow("flow_element", "fs", line),
            PutRow("flow_element", "ga", other),
        ],
    )
    approve(city, CODE, OTHER)
    city.undo.commit("配置", [SetFields("flow_element", "fa", {"bounds": [1, 2, 3, 4]})])
    assert not section(city).changed_after_approval
    city.undo.commit("直す", [SetFields("flow_element", "fa", {"minutes_per_case": 6.0})])
    city.undo.commit("消す", [DeleteRow("flow_element", "fb"), DeleteRow("flow_element", "ga")])
    assert section(city).changed_after_approval
    assert not section(city, OTHER).changed_after_approval
    found = city.sheet_states.changed_since_approval(city.round_id, UNIT)
    assert [(c.row, c.field, c.before, c.after) for c in found] == [
        ("fa", "minutes_per_case", 5.0, 6.0),
        ("fb", "", "審査", None),
    ]


def test_open_errors_keep_a_sheet_from_being_approved_and_accepted(city):
    states = SheetStates(city.undo, city.queries, city.author, lambda _round, _unit: 2)
    city.person = Person("c", "section_chief")
    seen = {UNIT: states.figures_digest(city.round_id, UNIT)}
    (told,) = states.do(Deed.APPROVE, city.round_id, [UNIT], seen=seen)
    assert "2 errors" in told.refusal
    (confirmed,) = states.do(Deed.CONFIRM, city.round_id, [UNIT])
    assert confirmed.done


def test_who_may_edit_follows_state_and_role(city):
    city.person = Person("m", "member")
    assert city.sheet_states.edit_refusal(city.round_id, unit_id(UNFILLED)) == ""
    assert "Leader's check" in city.sheet_states.edit_refusal(city.round_id, UNIT)
    city.person = Person("l", "kaizen_leader")
    assert city.sheet_states.edit_refusal(city.round_id, UNIT) == ""
    assert "not part" in city.sheet_states.edit_refusal(city.round_id, "nobody")


def test_buttons_can_ask_beforehand(city):
    city.person = Person("c", "section_chief")
    units = [UNIT, unit_id(UNFILLED), "nobody"]
    told = city.sheet_states.refusals(Deed.APPROVE, city.round_id, units)
    assert set(told) == {unit_id(UNFILLED), "nobody"}


class TestWorkbooks:
    def test_of_a_sheet_under_way_count_as_submitted(self, city):
        city.person = Person("d", "dx_office")
        found = next(r for r in city.queries.rounds() if r.id == city.round_id)
        city.sheet_states.require_collectable(found, section(city, UNFILLED))
        unit = unit_id(UNFILLED)
        changes = city.sheet_states.collected(city.round_id, unit, file="a.xlsx", digest="d")
        city.undo.commit("回収", changes)
        now = section(city, UNFILLED)
        assert (now.state, now.file_name) == ("leader_check", "a.xlsx")
        assert now.submitted_at == now.collected_at != ""
        (event,) = city.sheet_states.events(city.round_id, unit)
        assert event.kind == "collected"

    @pytest.mark.parametrize("state", [RoundState.PLANNED, RoundState.CLOSED, RoundState.LOCKED])
    def test_are_refused_when_the_round_is_not_running(self, city, state):
        found = replace(city.queries.rounds()[0], state=state.value)
        with pytest.raises(RefusedError):
            city.sheet_states.require_collectable(found, section(city))

    def test_are_refused_once_the_sheet_is_approved(self, city):
        approve(city)
        with pytest.raises(RefusedError, match="return it"):
            city.sheet_states.require_collectable(city.queries.rounds()[0], section(city))

    def test_of_a_section_that_is_no_target_are_refused(self, city):
        nobody = replace(section(city), state="")
        with pytest.raises(RefusedError, match="not part"):
            city.sheet_states.require_collectable(city.queries.rounds()[0], nobody)


def set_round(city: Workspace, **fields: object) -> None:
    city.undo.commit("調査", [SetFields("survey_round", city.round_id, fields)])


def waiting(city: Workspace, role: str, code: str = "") -> list[tuple[str, WaitingKind]]:
    return [(item.unit_code, item.kind) for item in items(city, role, code)]


def items(city: Workspace, role: str, code: str = "") -> tuple[Waiting, ...]:
    city.person = Person(f"u-{role}", role)
    return city.inbox.waiting(code)


class TestWaiting:
    def test_shows_each_role_its_own(self, city):
        assert waiting(city, "member", UNFILLED) == [(UNFILLED, WaitingKind.FILL)]
        assert waiting(city, "member", CODE) == []
        assert waiting(city, "kaizen_leader", CODE) == [(CODE, WaitingKind.CONFIRM)]
        assert waiting(city, "section_chief", CODE) == [(CODE, WaitingKind.CONFIRM)]
        assert waiting(city, "dx_office") == []
        act(city, "section_chief", Deed.CONFIRM)
        assert waiting(city, "section_chief", CODE) == [(CODE, WaitingKind.APPROVE)]
        approve(city)
        assert waiting(city, "dx_office") == [(CODE, WaitingKind.ACCEPT)]

    def test_brings_returned_sheets_first_with_the_reason(self, city):
        act(city, "kaizen_leader", Deed.RETURN, reason="件数")
        (item,) = items(city, "promoter", CODE)
        assert (item.kind, item.reason, item.count) == (WaitingKind.RETURNED, "件数", 1)

    def test_tells_the_chief_of_figures_that_changed(self, city):
        approve(city)
        edit(city, note="変更")
        assert waiting(city, "section_chief", CODE) == [(CODE, WaitingKind.APPROVE_AGAIN)]
        assert waiting(city, "dx_office") == []

    def test_counts_the_days_a_sheet_is_late(self, city):
        set_round(city, due_on="2020-03-30")
        city.undo.commit(
            "期限",
            [PutRow("survey_sheet", sheet_id(city.round_id, UNIT), {"due_on": "2020-03-31"})],
        )
        assert section(city).due_on == "2020-03-31"
        (item,) = items(city, "dx_office")
        assert (item.unit_code, item.kind) == (UNFILLED, WaitingKind.OVERDUE)
        assert item.days_late > 365
        assert waiting(city, "member", UNFILLED) == [(UNFILLED, WaitingKind.OVERDUE)]

    def test_counts_rows_to_confirm_and_remarks_to_settle(self, city):
        act(city, "kaizen_leader", Deed.RETURN, reason="x")
        edit(city, carry="to_confirm")
        place = {"round_id": city.round_id, "unit_id": UNIT}
        remark = {**place, "item_id": "i", "field": "name", "text": "確認"}
        city.undo.commit("注", [PutRow("cell_comment", "c1", {**remark, "settled": 0})])
        city.undo.commit("注", [PutRow("cell_comment", "c2", {**remark, "settled": 1})])
        found = items(city, "member", CODE)
        assert {item.kind: item.count for item in found} == {
            WaitingKind.RETURNED: 1,
            WaitingKind.CARRIED: 1,
            WaitingKind.COMMENTS: 1,
        }

    def test_tells_nobody_of_remarks_they_wrote_themselves(self, city):
        place = {"round_id": city.round_id, "unit_id": UNIT, "item_id": "i", "field": "name"}
        for remark_id, user in (("c1", "u-member"), ("c2", "u-dx_office"), ("c3", "u-member")):
            remark = {**place, "text": "確認", "user": user, "settled": 0}
            city.undo.commit("注", [PutRow("cell_comment", remark_id, remark)])
        counts = {
            role: [item.count for item in items(city, role, CODE) if item.kind == "comments"]
            for role in ("member", "promoter")
        }
        assert counts == {"member": [1], "promoter": [3]}

    @pytest.mark.parametrize("state", ["planned", "locked"])
    def test_is_empty_while_nothing_can_be_done(self, city, state):
        set_round(city, state=state)
        for role in ("member", "section_chief", "dx_office"):
            assert waiting(city, role) == []

    def test_asks_sections_for_nothing_after_closing(self, city):
        set_round(city, state="closed")
        assert waiting(city, "member", UNFILLED) == []
        assert waiting(city, "kaizen_leader", CODE) == [(CODE, WaitingKind.CONFIRM)]


def test_sections_are_remembered_until_something_changes(city):
    first = city.queries.sections(city.round_id)
    assert city.queries.sections(city.round_id) is first
    edit(city, minutes_regular=60)
    assert section(city).minutes != first[0].minutes


def test_what_was_read_while_somebody_wrote_is_not_remembered(city, monkeypatch):
    known: tuple[RoundInfo, ...] = city.queries.rounds()

    def meanwhile() -> tuple[RoundInfo, ...]:
        monkeypatch.undo()
        edit(city, note="その間")
        return known

    monkeypatch.setattr(city.queries, "rounds", meanwhile)
    first = city.queries.sections(city.round_id)
    assert city.queries.sections(city.round_id) is not first
