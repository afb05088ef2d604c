"""The register of improvements on a real workspace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.reform.improvement import (
    Actual,
    Claim,
    ImprovementKind,
    ImprovementState,
    Method,
    NewImprovement,
    UseOfFreed,
)
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.chart_values import BurnUpChart, BurnUpSeries, WaterfallChart
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.flow_changes import flow_changes
from bpr_studio.services.flows import FlowOwner, element_row_id
from bpr_studio.services.improvement_drafts import from_to_be
from bpr_studio.services.improvements import stored_fields
from tests.builders_reform import two_step_flow
from tests.builders_workspace import CityPlan, built_workspace, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace

State = ImprovementState


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = built_workspace(tmp_path / "city", CityPlan(bureaus=2, sections=2, tasks=3))
    yield made
    made.close()


def first_task(workspace: Workspace, section: str = "0101") -> str:
    return task_id(workspace.round_id, section, 0)


def minutes_of(workspace: Workspace, task: str) -> int:
    return workspace.queries.tasks_by_id([task])[0].minutes


def rpa(workspace: Workspace, minutes: int, name: str = "入力をRPAで行う") -> NewImprovement:
    return NewImprovement(
        name,
        ImprovementKind.AUTOMATE,
        unit_id=unit_id("0101"),
        start_month="2026-10",
        claims=(Claim(first_task(workspace), "", minutes),),
    )


def booked_of(workspace: Workspace, *ids: str) -> list[int]:
    by_id = workspace.improvements.register().by_id
    return [by_id[row].minutes for row in ids]


# -- entering ------------------------------------------------------------------------------------


def test_an_improvement_is_kept_with_its_section_and_its_claims(workspace: Workspace) -> None:
    made = workspace.improvements.create(rpa(workspace, 6_000))

    found = workspace.improvements.get(made)

    assert found.plan.name == "入力をRPAで行う"
    assert (found.unit_code, found.state) == ("0101", State.IDEA)
    assert found.expected_minutes == 6_000
    assert found.plan.round_id == workspace.round_id
    assert workspace.improvements.all("01") == workspace.improvements.all("0101") == (found,)
    assert workspace.improvements.all("0102") == ()
    assert [held.claim.work_item_id for held in workspace.improvements.held()] == [
        first_task(workspace)
    ]


def test_everything_that_was_entered_comes_back(workspace: Workspace) -> None:
    new = replace(
        rpa(workspace, 600),
        description="申請の入力",
        rule="rpa",
        class_code="B01-03-01",
        yen_once=0,
        yen_yearly=12,
        owner_role="カイゼンリーダー",
        centre=True,
        evidence="試行（架空）",
        use_of_freed=UseOfFreed.RESIDENTS,
        use_note="相談",
        round_id=workspace.round_id,
    )

    found = workspace.improvements.get(workspace.improvements.create(new)).plan

    assert dict(stored_fields(found)) == dict(stored_fields(new))


def test_the_same_minutes_are_not_claimed_twice_and_the_refusal_says_who_holds_them(
    workspace: Workspace,
) -> None:
    whole = minutes_of(workspace, first_task(workspace))
    workspace.improvements.create(rpa(workspace, whole - 60))

    with pytest.raises(RefusedError, match="入力をRPAで行う"):
        workspace.improvements.create(rpa(workspace, 61, "窓口を委託する"))

    assert len(workspace.improvements.all()) == 1


def test_nobody_saves_more_of_a_task_than_it_takes(workspace: Workspace) -> None:
    whole = minutes_of(workspace, first_task(workspace))

    with pytest.raises(RefusedError, match="cannot be saved there"):
        workspace.improvements.create(rpa(workspace, whole + 1))


def test_a_claim_on_nothing_is_refused(workspace: Workspace) -> None:
    lost = replace(rpa(workspace, 0), claims=(Claim("nowhere", "", 60),))

    with pytest.raises(RefusedError, match="does not exist any more"):
        workspace.improvements.create(lost)


def test_a_section_does_not_claim_the_tasks_of_another_one(workspace: Workspace) -> None:
    foreign = Claim(first_task(workspace, "0102"), "", 60)

    with pytest.raises(RefusedError, match="another section"):
        workspace.improvements.create(replace(rpa(workspace, 60), claims=(foreign,)))

    city_wide = replace(rpa(workspace, 60), claims=(foreign,), unit_id="")
    assert workspace.improvements.create(city_wide)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "  "},
        {"start_month": "2026"},
        {"expected_minutes": -1},
        {"yen_once": -1},
    ],
)
def test_impossible_answers_are_refused(workspace: Workspace, wrong: dict[str, object]) -> None:
    new = replace(rpa(workspace, 60), **wrong)  # type: ignore[arg-type]  # one field by its name

    with pytest.raises(RefusedError):
        workspace.improvements.create(new)


def test_entering_is_taken_back_as_one_deed(workspace: Workspace) -> None:
    workspace.improvements.create(rpa(workspace, 600))

    workspace.undo.undo()

    assert workspace.improvements.all() == ()
    assert workspace.improvements.held() == ()


# -- changing ------------------------------------------------------------------------------------


def test_one_answer_is_changed_and_undo_names_it(workspace: Workspace) -> None:
    made = workspace.improvements.create(rpa(workspace, 600))
    before = workspace.improvements.get(made).plan

    workspace.improvements.change(made, before, replace(before, start_month="2027-04"))

    assert workspace.improvements.get(made).plan.start_month == "2027-04"
    assert "入力をRPAで行う" in workspace.undo.undo_label
    workspace.undo.undo()
    assert workspace.improvements.get(made).plan == before


def test_states_follow_their_course_and_are_remembered(workspace: Workspace) -> None:
    made = workspace.improvements.create(rpa(workspace, 600))

    for state in (State.PLANNED, State.RUNNING, State.DONE):
        workspace.improvements.set_state(made, state)

    states = [entry.after for entry in workspace.improvements.course(made)]
    assert states == ["idea", "planned", "running", "done"]
    with pytest.raises(RefusedError, match="does not follow"):
        workspace.improvements.set_state(made, State.IDEA)


def test_a_stopped_improvement_gives_its_hours_free_until_it_is_taken_up_again(
    workspace: Workspace,
) -> None:
    whole = minutes_of(workspace, first_task(workspace))
    first = workspace.improvements.create(rpa(workspace, whole))
    workspace.improvements.set_state(first, State.STOPPED)
    second = workspace.improvements.create(rpa(workspace, whole, "窓口を委託する"))

    with pytest.raises(RefusedError, match="窓口を委託する"):
        workspace.improvements.set_state(first, State.IDEA)

    assert booked_of(workspace, first, second) == [0, whole]


def test_claims_are_changed_and_given_free_one_by_one(workspace: Workspace) -> None:
    made = workspace.improvements.create(rpa(workspace, 600))
    other = task_id(workspace.round_id, "0101", 1)

    workspace.improvements.claim(made, [Claim(other, "", 120)])
    assert workspace.improvements.get(made).expected_minutes == 720
    workspace.improvements.claim(made, [Claim(first_task(workspace), "", 300)])
    assert workspace.improvements.get(made).expected_minutes == 420
    workspace.improvements.claim(made, [Claim(first_task(workspace), "", 0)])
    assert workspace.improvements.get(made).expected_minutes == 120


def test_what_is_left_of_a_task_is_told(workspace: Workspace) -> None:
    whole = minutes_of(workspace, first_task(workspace))
    mine = workspace.improvements.create(rpa(workspace, 600))
    workspace.improvements.create(rpa(workspace, 900, "窓口を委託する"))

    room = workspace.improvements.room(mine, [Claim(first_task(workspace), "", 0)])

    assert room == ((whole, whole - 900),)


def test_deleting_takes_claims_and_records_along_and_undo_brings_all_back(
    workspace: Workspace,
) -> None:
    made = workspace.improvements.create(rpa(workspace, 600))
    workspace.improvements.record(made, Actual(2026, 60, Method.MEASURED, "実測（架空）"))
    before = workspace.improvements.get(made)

    workspace.improvements.delete(made)
    assert workspace.improvements.all() == ()
    workspace.undo.undo()

    assert workspace.improvements.get(made) == before


# -- what was saved ------------------------------------------------------------------------------


def test_what_was_saved_needs_evidence(workspace: Workspace) -> None:
    made = workspace.improvements.create(rpa(workspace, 600))

    with pytest.raises(RefusedError, match="needs evidence"):
        workspace.improvements.record(made, Actual(2026, 60, Method.MEASURED, "  "))


def test_a_second_record_of_a_year_stands_in_place_of_the_first(workspace: Workspace) -> None:
    made = workspace.improvements.create(rpa(workspace, 600))

    for minutes in (60, 90):
        workspace.improvements.record(made, Actual(2026, minutes, Method.MEASURED, "実測（架空）"))

    found = workspace.improvements.get(made).actuals
    assert [(one.fiscal_year, one.minutes) for one in found] == [(2026, 90)]
    workspace.improvements.forget_actual(made, 2026)
    assert workspace.improvements.get(made).actuals == ()


# -- when things come together later -------------------------------------------------------------


def test_a_task_that_shrinks_makes_a_finding_and_books_no_minute_twice(
    workspace: Workspace,
) -> None:
    whole = minutes_of(workspace, first_task(workspace))
    made = workspace.improvements.create(rpa(workspace, whole))
    item = {"minutes_regular": 60, "minutes_fiscal_part": 0}

    workspace.undo.commit("直す", [SetFields("work_item", first_task(workspace), item)])

    register = workspace.improvements.register()
    assert booked_of(workspace, made) == [60]
    assert "claim-beyond-task" in [found.rule for found in register.findings[made]]


def test_claims_of_two_pcs_are_booked_alike_whoever_came_first(workspace: Workspace) -> None:
    task = first_task(workspace)
    whole = minutes_of(workspace, task)

    def arriving(row: str, day: str) -> list[PutRow]:
        improvement: dict[str, object] = {
            "name": row,
            "kind": "automate",
            "state": "planned",
            "created_on": day,
        }
        claim: dict[str, object] = {
            "improvement_id": row,
            "work_item_id": task,
            "minutes": whole,
        }
        return [
            PutRow("improvement", row, improvement),
            PutRow("improvement_claim", f"claim-{row}", claim),
        ]

    workspace.store.commit("届いた", arriving("later", "2026-05-02"))
    assert booked_of(workspace, "later") == [whole]
    workspace.store.commit("届いた", arriving("earlier", "2026-05-01"))

    assert booked_of(workspace, "earlier", "later") == [whole, 0]
    register = workspace.improvements.register()
    assert register.findings["later"][0].rule == "claimed-twice"


def test_a_task_that_goes_takes_its_claim_out_of_the_count(workspace: Workspace) -> None:
    made = workspace.improvements.create(rpa(workspace, 600))

    workspace.undo.commit("消す", [DeleteRow("work_item", first_task(workspace))])
    assert booked_of(workspace, made) == [0]
    workspace.undo.undo()

    assert booked_of(workspace, made) == [600]


# -- who may ------------------------------------------------------------------------------------


def test_a_section_writes_its_own_and_members_write_none(workspace: Workspace) -> None:
    workspace.person = Person("u1", "section_chief")
    assert workspace.improvements.may_write("0101")
    assert not workspace.improvements.may_write("")
    with pytest.raises(RefusedError, match="cannot write"):
        workspace.improvements.create(replace(rpa(workspace, 60), unit_id=""))
    workspace.person = Person("u2", "member")
    with pytest.raises(RefusedError, match="cannot write"):
        workspace.improvements.create(rpa(workspace, 60))


# -- effects ------------------------------------------------------------------------------------


def test_the_city_its_bureau_and_its_section_show_the_same_improvement(
    workspace: Workspace,
) -> None:
    made = workspace.improvements.create(rpa(workspace, 600))
    workspace.improvements.set_state(made, State.PLANNED)

    effects = {code: workspace.improvement_effects.of(code) for code in ("", "01", "0101", "02")}

    assert [effects[code].off for code in ("", "01", "0101", "02")] == [600, 600, 600, 0]
    assert effects[""].before.total == sum(effects[code].before.total for code in ("01", "02"))
    assert effects[""].targets is not None
    assert effects["01"].targets is None


def test_waterfall_and_table_show_the_same_figures(workspace: Workspace) -> None:
    made = workspace.improvements.create(rpa(workspace, 600))
    workspace.improvements.set_state(made, State.PLANNED)

    effects = workspace.improvement_effects.of()

    chart = effects.waterfall.data
    assert isinstance(chart, WaterfallChart)
    assert chart.start - chart.end == effects.off == 600
    rows = effects.waterfall_table.rows
    assert rows[0][2] == round(chart.start / 60)
    assert rows[-1][2] == round(chart.end / 60)
    assert [row[2] for row in rows[1:-1]] == [round(s.minutes / 60) for s in chart.steps]
    assert "10 hours" in effects.waterfall.title


def test_the_centre_is_part_of_the_whole_and_never_added(workspace: Workspace) -> None:
    inside = workspace.improvements.create(replace(rpa(workspace, 600), centre=True))
    outside = workspace.improvements.create(rpa(workspace, 300, "様式を減らす"))
    for made in (inside, outside):
        workspace.improvements.set_state(made, State.PLANNED)
        workspace.improvements.set_state(made, State.RUNNING)
        workspace.improvements.record(made, Actual(2026, 60, Method.MEASURED, "実測（架空）"))

    burn_up = workspace.improvement_effects.of().burn_up.data

    assert isinstance(burn_up, BurnUpChart)
    assert burn_up.of_which is not None

    def actual(series: BurnUpSeries) -> list[int]:
        return [year.actual for year in series.years if year.actual is not None]

    assert actual(burn_up.total) == [120]
    assert actual(burn_up.of_which) == [60]
    assert (burn_up.total.target, burn_up.of_which.target) == (6_000_000, 1_800_000)


def test_hours_gone_before_the_survey_are_not_taken_off_it_again(workspace: Workspace) -> None:
    old = NewImprovement(
        "前からの改善", ImprovementKind.AUTOMATE, start_month="2023-04", expected_minutes=600
    )
    made = workspace.improvements.create(old)
    workspace.improvements.set_state(made, State.PLANNED)

    effects = workspace.improvement_effects.of()

    assert effects.off == 0
    assert effects.sums.decided == 600


# -- drafts -------------------------------------------------------------------------------------


def shorter(workspace: Workspace, as_is: str, **minutes: float) -> str:
    """A To-Be whose steps take so many minutes; steps not named are dropped."""
    to_be = workspace.flow_versions.derive(as_is, "to_be", "見直し")
    before = workspace.flows.model(to_be)
    kept = [
        replace(e, step=replace(e.step, minutes_per_case=minutes[e.id])) if e.id in minutes else e
        for e in before.elements()
        if e.id == "p" or e.id in minutes
    ]
    after = ProcessModel(before.header, kept)
    workspace.undo.commit("直す", list(flow_changes(to_be, before, after)))
    return to_be


@pytest.fixture
def as_is(workspace: Workspace) -> str:
    owner = FlowOwner(unit_id("0101"), "B01-03-01")
    return workspace.flows.add("交付", two_step_flow(), owner)


def test_a_to_be_becomes_claims_on_the_steps_it_shortens(workspace: Workspace, as_is: str) -> None:
    to_be = shorter(workspace, as_is, check=1.0)

    draft = from_to_be(workspace.flow_versions, to_be)
    made = workspace.improvements.create(draft)

    claimed = {c.step_id: c.minutes for c in workspace.improvements.get(made).plan.claims}
    assert claimed == {
        element_row_id(as_is, "approve"): 6_000,
        element_row_id(as_is, "check"): 1_200,
    }
    assert (draft.name, draft.to_be_flow) == ("見直し", to_be)
    with pytest.raises(RefusedError, match="見直し"):
        workspace.improvements.create(draft)


def test_work_the_to_be_adds_is_taken_off_what_it_saves(workspace: Workspace, as_is: str) -> None:
    to_be = shorter(workspace, as_is, check=3.0)

    draft = from_to_be(workspace.flow_versions, to_be)

    assert sum(claim.minutes for claim in draft.claims) == 6_000 - 1_200


def test_a_to_be_that_saves_nothing_makes_no_improvement(workspace: Workspace, as_is: str) -> None:
    to_be = shorter(workspace, as_is, check=2.0, approve=5.0)

    with pytest.raises(RefusedError, match="saves no hours"):
        from_to_be(workspace.flow_versions, to_be)


def test_steps_of_a_target_draw_on_its_task(workspace: Workspace) -> None:
    task = first_task(workspace)
    flow = workspace.detailed.make_targets(workspace.round_id, [task]).added[0]
    before = workspace.flow_versions.model(flow)
    steps = list(flow_changes(flow, before, two_step_flow()))
    workspace.undo.commit("作業", steps)
    step = element_row_id(flow, "approve")

    made = workspace.improvements.create(
        NewImprovement("段階を減らす", ImprovementKind.STREAMLINE, claims=(Claim("", step, 600),))
    )

    assert workspace.improvements.get(made).plan.claims[0].work_item_id == task
    whole = minutes_of(workspace, task)
    assert workspace.improvements.room(made, [Claim(task, "", 0)]) == ((whole, whole),)
    with pytest.raises(RefusedError, match="段階を減らす"):
        workspace.improvements.create(rpa(workspace, whole - 599))


def test_the_first_record_of_this_year_leaves_goal_and_burn_up_as_they_were(
    workspace: Workspace,
) -> None:
    this_year = workspace.improvements.register().fiscal_year
    made = workspace.improvements.create(rpa(workspace, 600))
    for year, minutes in ((this_year - 1, 480), (this_year, 60)):
        record = Actual(year, minutes, Method.MEASURED, "日報の集計（架空）")
        workspace.improvements.record(made, record)

    saved = next(one for one in workspace.goals.all() if one.goal.id == "G1")
    assert saved.value == 8
    assert [(y.fiscal_year, y.partial) for y in saved.history][-2:] == [
        (this_year - 1, False),
        (this_year, True),
    ]
    title = workspace.improvement_effects.of().burn_up_title
    assert title.startswith("8 hours were really saved")
