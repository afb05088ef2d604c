"""Survey rounds in a real workspace: planned, opened, reminded, closed, locked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.workload.workflow import Deed, SheetState
from bpr_studio.services.round_progress import are_days, day_text
from tests.builders_workspace import YEAR, CityPlan, built_workspace, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.survey_rounds import RoundPlan
    from bpr_studio.services.views import RoundInfo, SectionStatus


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Workspace]:
    """Two bureaus with two sections each; three sections have answered."""
    made = built_workspace(tmp_path / "w", CityPlan(bureaus=2, sections=2, tasks=3, answered=3))
    yield made
    made.close()


def detailed(city: Workspace, *codes: str) -> RoundPlan:
    """A 詳細調査 of some sections."""
    units = frozenset(unit_id(code) for code in codes) if codes else None
    return replace(city.survey_rounds.proposal(YEAR, "detailed"), unit_ids=units)


def found(city: Workspace, round_id: str) -> RoundInfo:
    return next(r for r in city.queries.rounds() if r.id == round_id)


def asked(city: Workspace, round_id: str) -> list[str]:
    return [s.unit_code for s in city.queries.sections(round_id) if s.state]


def section(city: Workspace, code: str, round_id: str = "") -> SectionStatus:
    sections = city.queries.sections(round_id or city.round_id)
    return next(s for s in sections if s.unit_code == code)


class TestPlanning:
    def test_a_proposal_takes_over_what_is_known(self, city):
        plan = city.survey_rounds.proposal(YEAR + 1)
        assert plan.kind == "overall"
        assert plan.previous_round_id == city.round_id
        assert plan.core_definition == city.queries.rounds()[0].core_definition
        assert (plan.format_id, plan.format_version) == ("overall", 1)
        years = {y.fiscal_year: y for y in city.queries.working_years()}
        year = years[YEAR + 1]
        assert plan.minutes_per_full_timer == year.working_days * year.minutes_per_day
        assert plan.opens_on < plan.due_on

    def test_a_detailed_survey_goes_on_from_the_overall_one(self, city):
        plan = city.survey_rounds.proposal(YEAR, "detailed")
        assert plan.overall_round_id == city.round_id
        assert plan.previous_round_id == ""

    def test_the_usual_definition_of_core_work_holds_where_none_was_chosen(self, city):
        nothing = {"core_definition": "", "core_definition_id": ""}
        city.undo.commit("x", [SetFields("survey_round", city.round_id, nothing)])
        plan = city.survey_rounds.proposal(YEAR + 1)
        assert plan.core_definition_id == "plan_s01"
        assert "コア業務" in plan.core_definition

    def test_a_round_of_chosen_sections_asks_those(self, city):
        round_id = city.survey_rounds.plan(detailed(city, "0101", "0202"))
        assert asked(city, round_id) == ["0101", "0202"]
        info = found(city, round_id)
        assert (info.state, info.target, info.kind) == ("planned", "chosen", "detailed")
        assert info.overall_round_id == city.round_id
        assert section(city, "0102", round_id).state == ""

    def test_a_round_of_all_asks_everybody(self, city):
        round_id = city.survey_rounds.plan(detailed(city))
        assert len(asked(city, round_id)) == 4

    def test_a_second_round_of_a_year_is_another_one(self, city):
        first = city.survey_rounds.plan(detailed(city))
        second = city.survey_rounds.plan(detailed(city))
        assert len({first, second, city.round_id}) == 3

    @pytest.mark.parametrize(
        "fault",
        [
            {"name": "  "},
            {"minutes_per_full_timer": 0},
            {"opens_on": "2026-07-01", "due_on": "2026-06-30"},
            {"due_on": "morgen"},
            {"fiscal_year": 1999},
            {"unit_ids": frozenset({"nobody"})},
        ],
    )
    def test_a_plan_that_cannot_be_held_is_refused(self, city, fault):
        plan = replace(detailed(city), **fault)
        with pytest.raises(RefusedError) as refusal:
            city.survey_rounds.plan(plan)
        assert refusal.value.remedy
        assert len(city.queries.rounds()) == 1

    def test_only_the_dx_office_plans(self, city):
        plan = detailed(city)
        city.person = Person("c", "section_chief")
        with pytest.raises(RefusedError, match="DX office"):
            city.survey_rounds.plan(plan)

    def test_it_can_be_revised(self, city):
        round_id = city.survey_rounds.plan(detailed(city))
        changed = replace(detailed(city, "0101"), name="改名", due_on="2027-01-31")
        city.survey_rounds.revise(round_id, changed)
        assert asked(city, round_id) == ["0101"]
        assert (found(city, round_id).name, found(city, round_id).due_on) == ("改名", "2027-01-31")
        city.survey_rounds.revise(round_id, detailed(city, "0101", "0102"))
        assert asked(city, round_id) == ["0101", "0102"]

    def test_a_section_that_has_begun_stays(self, city):
        overall = replace(city.survey_rounds.proposal(YEAR), unit_ids=frozenset({unit_id("0102")}))
        with pytest.raises(RefusedError, match="has begun"):
            city.survey_rounds.revise(city.round_id, overall)
        everybody = frozenset(s.unit_id for s in city.queries.sections(city.round_id))
        city.survey_rounds.revise(city.round_id, replace(overall, unit_ids=everybody))
        states = [s.state for s in city.queries.sections(city.round_id)]
        assert states == ["leader_check"] * 3 + ["draft"]

    def test_year_and_kind_stay(self, city):
        with pytest.raises(RefusedError, match="Year and kind"):
            city.survey_rounds.revise(city.round_id, detailed(city))


class TestCourse:
    def test_a_round_is_opened_closed_locked_and_opened_again(self, city):
        rounds = city.survey_rounds
        round_id = rounds.plan(detailed(city))
        rounds.open(round_id)
        assert {s.state for s in city.queries.sections(round_id)} == {"draft"}
        rounds.close(round_id)
        rounds.lock(round_id)
        assert found(city, round_id).state == "locked"
        rounds.reopen(round_id)
        assert found(city, round_id).state == "open"
        city.undo.undo()
        assert found(city, round_id).state == "locked"

    @pytest.mark.parametrize("deed", ["open", "lock", "reopen"])
    def test_a_running_round_is_only_closed(self, city, deed):
        with pytest.raises(RefusedError, match="cannot be done now"):
            getattr(city.survey_rounds, deed)(city.round_id)

    def test_opening_keeps_what_the_sheets_hold(self, city):
        round_id = city.survey_rounds.plan(detailed(city, "0101"))
        city.survey_rounds.set_due(round_id, "2027-02-01", [unit_id("0101")])
        city.survey_rounds.open(round_id)
        assert section(city, "0101", round_id).due_on == "2027-02-01"
        assert asked(city, round_id) == ["0101"]

    def test_a_round_can_become_the_one_that_is_shown(self, city):
        round_id = city.survey_rounds.plan(detailed(city))
        city.survey_rounds.make_current(round_id)
        assert city.round_id == round_id
        city.undo.undo()
        assert city.round_id != round_id

    def test_days_are_changed_for_the_round_or_for_sections(self, city):
        rounds, unit = city.survey_rounds, unit_id("0101")
        rounds.set_due(city.round_id, "2026-08-31")
        assert section(city, "0101").due_on == "2026-08-31"
        rounds.set_due(city.round_id, "2026-09-15", [unit])
        assert section(city, "0101").due_on == "2026-09-15"
        assert section(city, "0102").due_on == "2026-08-31"
        rounds.set_due(city.round_id, "", [unit])
        assert section(city, "0101").due_on == "2026-08-31"
        assert section(city, "0101").state == "leader_check"

    @pytest.mark.parametrize("day", ["", "31.8.2026", "2026-02-30"])
    def test_a_round_is_due_on_a_real_day(self, city, day):
        with pytest.raises(RefusedError):
            city.survey_rounds.set_due(city.round_id, day)


class TestProgress:
    def test_counts_by_bureau_and_state(self, city):
        city.undo.commit("x", [SetFields("survey_round", city.round_id, {"due_on": "2020-01-31"})])
        city.person = Person("l", "kaizen_leader")
        city.sheet_states.do(Deed.RETURN, city.round_id, [unit_id("0101")], reason="x")
        progress = city.survey_rounds.round_progress(city.round_id)
        total = progress.total
        assert (total.sections, total.submitted, total.returned, total.overdue) == (4, 2, 1, 2)
        assert total.rate == 0.5
        assert [(b.name, b.count.submitted) for b in progress.bureaus] == [
            ("総務市民局", 1),
            ("財政局", 1),
        ]
        assert progress.states == {
            SheetState.RETURNED: 1,
            SheetState.LEADER_CHECK: 2,
            SheetState.DRAFT: 1,
        }
        assert [s.unit_code for s in progress.overdue] == ["0101", "0202"]

    def test_of_nobody_has_no_rate(self, city):
        assert city.survey_rounds.round_progress(city.round_id).total.changed == 0
        plan = detailed(city, "0101")
        round_id = city.survey_rounds.plan(plan)
        assert city.survey_rounds.round_progress(round_id).total.rate == 0.0


class TestReminding:
    def test_gives_a_letter_for_each_missing_sheet_and_notes_it(self, city):
        city.survey_rounds.set_due(city.round_id, "2020-01-31")
        (letter,) = city.survey_rounds.remind(city.sheet_states, city.round_id)
        assert letter.unit_code == "0202"
        assert letter.days_late > 1000
        assert "資産税課" in letter.text
        assert "2020-01-31" in letter.text
        assert letter.reminded_at == ""
        (event,) = city.sheet_states.events(city.round_id, unit_id("0202"))
        assert event.kind == "remind"
        assert section(city, "0202").state == "draft"
        assert section(city, "0202").reminded_at == event.at
        assert section(city, "0202").since == ""
        (again,) = city.survey_rounds.reminders(city.round_id)
        assert again.reminded_at == event.at

    def test_can_be_of_some_sections_and_before_the_day(self, city):
        city.survey_rounds.set_due(city.round_id, "2999-01-31")
        assert city.survey_rounds.reminders(city.round_id, [unit_id("0101")]) == ()
        (letter,) = city.survey_rounds.reminders(city.round_id, [unit_id("0202")])
        assert letter.days_late == 0
        assert "is due on" in letter.text

    def test_asks_for_a_correction_where_the_sheet_was_returned(self, city):
        city.sheet_states.do(Deed.RETURN, city.round_id, [unit_id("0101")], reason="件数")
        letters = city.survey_rounds.reminders(city.round_id)
        assert [("correct it" in letter.text) for letter in letters] == [True, False]

    def test_is_for_rounds_that_run(self, city):
        round_id = city.survey_rounds.plan(detailed(city))
        with pytest.raises(RefusedError):
            city.survey_rounds.remind(city.sheet_states, round_id)


def test_days_are_written_for_people():
    assert day_text("2026-06-05") == "2026-06-05"
    assert day_text("") == ""
    assert are_days("2026-06-05", "2024-02-29")
    assert not are_days("2026-06-05", "20260605")


def test_a_sheet_of_an_unknown_round_is_no_target(city):
    city.undo.commit("x", [PutRow("survey_sheet", "s", {"round_id": "?", "unit_id": "u"})])
    assert city.queries.sections("?") == ()


def test_a_detailed_survey_does_not_hide_the_figures_of_the_overall_one(city):
    for codes in (("0101",), ("0102",), ("0201",)):
        city.survey_rounds.plan(detailed(city, *codes))
    assert city.cities.own(city.fiscal_year) is not None
