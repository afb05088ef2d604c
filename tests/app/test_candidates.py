"""Candidates on a real workspace: found, explained, set aside, taken over, and never twice."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from bpr_studio.app.cli import run
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.reform.candidate_rules import Ranking
from bpr_studio.domain.reform.improvement import Claim, ImprovementKind, NewImprovement
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.chart_values import BubbleChart
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.candidate_tables import (
    candidate_table,
    class_table,
    effect_chart,
    effect_table,
    sum_sentence,
)
from bpr_studio.services.candidate_values import CandidateFilter, CandidateState
from bpr_studio.services.candidate_words import FactWords
from tests.builders_workspace import DX_OFFICER, CityPlan, built_workspace, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.services.candidate_values import CandidateLine

DECLINED, LATER, REGISTERED = (
    CandidateState.DECLINED,
    CandidateState.LATER,
    CandidateState.REGISTERED,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "city"
    made = built_workspace(folder, CityPlan(answered=4))
    row = task_id(made.round_id, "0101", 7)  # 庁内照会への回答, digital, N5
    made.store.commit("回答", [SetFields("work_item", row, {"nature": "routine", "code": "K09"})])
    made.close()
    return folder


@pytest.fixture
def city(tmp_path: Path, template: Path) -> Iterator[Workspace]:
    made = Workspace.open(shutil.copytree(template, tmp_path / "city"), DX_OFFICER)
    yield made
    made.close()


def listed(city: Workspace, **wanted: object) -> list[CandidateLine]:
    ground = city.candidates.ground(city.round_id)
    return list(ground.lines(ground.places(CandidateFilter(**wanted)).tolist()))  # type: ignore[arg-type]  # any of its fields


def keys(city: Workspace, **wanted: object) -> set[str]:
    return {line.key for line in listed(city, **wanted)}


def rpa(city: Workspace) -> CandidateLine:
    return next(line for line in listed(city) if line.rule.id == "rpa")


def test_non_core_work_of_four_sections_is_proposed_for_the_centre(city: Workspace) -> None:
    found = city.candidates.ground(city.round_id).classes()
    residents = next(one for one in found if one.code == "B01-03-01")
    assert (residents.sections, residents.non_core_percent) == (4, 100)
    assert len(residents.keys) == 4
    assert residents.typical == sum(
        line.typical for line in listed(city) if line.code == "B01-03-01"
    )


def test_a_proposal_names_its_facts_and_what_nobody_answered(city: Workspace) -> None:
    line = rpa(city)
    ground = city.candidates.ground(city.round_id)
    proposal = city.candidates.explain(ground, line.key)
    assert proposal is not None
    words = FactWords({"N5": "集計・帳票作成"})
    facts = {fact.fact: fact for fact in words.reasons(proposal)}
    assert facts["core_reason"].text.endswith("N5 集計・帳票作成")
    assert facts["core_reason"].column == "core_reason"
    assert list(facts) == ["core_reason", "medium", "hours", "nature"]
    missing = {trace.rule.id: text for trace, text in words.missing(proposal.traces)}
    assert set(missing) == {"abolish", "merge", "online"}
    assert {figure.id for figure in proposal.figures} >= {"yokohama", "uki"}


def test_nothing_is_explained_where_nothing_is_proposed(city: Workspace) -> None:
    ground = city.candidates.ground(city.round_id)
    assert city.candidates.explain(ground, "nobody") is None
    core = task_id(city.round_id, "0101", 5)
    assert city.candidates.explain(ground, core) is None


def test_filters_keep_unit_class_kind_and_hours(city: Workspace) -> None:
    assert {line.unit_code for line in listed(city, unit_id=unit_id("0101"))} == {"0101"}
    assert {line.unit_code[:2] for line in listed(city, unit_id=unit_id("02"))} == {"02"}
    assert listed(city, unit_id="nowhere") == []
    assert {line.code for line in listed(city, code="B01")} == {"B01-03-01", "B01-01-01"}
    automated = listed(city, kind=ImprovementKind.AUTOMATE)
    assert {line.rule.kind for line in automated} == {ImprovementKind.AUTOMATE}
    assert all(line.typical >= 6_000 for line in listed(city, least_minutes=6_000))
    assert listed(city, rule="rpa") == [rpa(city)]
    easy = listed(city, ranking=Ranking.EASY)
    assert easy[0].rule.difficulty.value == "low"


def test_a_declined_candidate_leaves_the_list_and_keeps_its_reason(city: Workspace) -> None:
    line, ground = rpa(city), city.candidates.ground(city.round_id)
    city.candidates.set_aside(ground, [line.key], DECLINED, "  来年 更改 ")
    assert line.key not in keys(city)
    (found,) = listed(city, state=DECLINED)
    assert (found.key, found.reason, found.user) == (line.key, "来年 更改", "dx01")
    city.undo.undo()
    assert line.key in keys(city)


def test_declining_wants_a_reason(city: Workspace) -> None:
    ground = city.candidates.ground(city.round_id)
    with pytest.raises(RefusedError):
        city.candidates.set_aside(ground, [rpa(city).key], DECLINED, "  ")
    assert listed(city, state=DECLINED) == []


def test_what_was_set_aside_can_be_taken_back(city: Workspace) -> None:
    line, ground = rpa(city), city.candidates.ground(city.round_id)
    city.candidates.set_aside(ground, [line.key], LATER, "")
    assert keys(city, state=LATER) == {line.key}
    ground = city.candidates.ground(city.round_id)
    assert city.candidates.take_back(ground, [line.key]) == 1
    assert line.key in keys(city)


def test_a_declined_candidate_comes_back_when_its_hours_change_by_a_fifth(city: Workspace) -> None:
    line, ground = rpa(city), city.candidates.ground(city.round_id)
    city.candidates.set_aside(ground, [line.key], DECLINED, "費用が合わない")
    stored = city.queries.work_items_by_id({line.key})[line.key]["minutes_regular"]
    assert isinstance(stored, int)
    for share, is_back in ((119, False), (120, True)):
        fields = {"minutes_regular": stored - (line.minutes * (100 - share)) // 100}
        city.store.commit("時間", [SetFields("work_item", line.key, fields)])
        assert (line.key in keys(city)) is is_back, share


def test_a_declined_candidate_comes_back_when_another_rule_proposes(city: Workspace) -> None:
    line, ground = rpa(city), city.candidates.ground(city.round_id)
    city.candidates.set_aside(ground, [line.key], DECLINED, "費用が合わない")
    fields = {"issue": "同じ内容を二つのシステムに入力している"}
    city.store.commit("課題", [SetFields("work_item", line.key, fields)])
    assert next(one for one in listed(city) if one.key == line.key).rule.id == "merge"


def next_survey(city: Workspace, line: CandidateLine) -> str:
    """Next year's survey with the task carried over; the row of the task."""
    fields = dict(city.queries.work_items_by_id({line.key})[line.key])
    known = {
        name: value
        for name, value in fields.items()
        if value is not None and name not in {"id", "year_minutes", "search_name", "figures_hash"}
    }
    carried = {**known, "round_id": "r2", "previous_id": line.key}
    survey = {"fiscal_year": 2026, "kind": "overall", "name": "次の調査", "state": "open"}
    changes = [PutRow("survey_round", "r2", survey), PutRow("work_item", "t2", carried)]
    city.store.commit("次の調査", changes)
    return "t2"


def test_what_was_declined_stays_so_next_year_and_what_was_put_off_comes_back(
    city: Workspace,
) -> None:
    line = rpa(city)
    row = next_survey(city, line)
    for verdict, expected in ((DECLINED, DECLINED), (LATER, CandidateState.OPEN)):
        ground = city.candidates.ground(city.round_id)
        city.candidates.set_aside(ground, [line.key], verdict, "理由")
        later = city.candidates.ground("r2")
        (found,) = later.lines(later.places(CandidateFilter(state=None)).tolist())
        assert (found.key, found.state) == (row, expected)


def test_a_candidate_enters_the_register_with_its_claim(city: Workspace) -> None:
    line, ground = rpa(city), city.candidates.ground(city.round_id)
    (made,) = city.candidates.take_over(ground, [line.key])
    found = city.improvements.get(made)
    assert found.plan.kind is ImprovementKind.AUTOMATE
    assert (found.plan.rule, found.unit_code, found.plan.class_code) == ("rpa", "0101", "K09")
    assert [(c.work_item_id, c.minutes) for c in found.plan.claims] == [(line.key, line.typical)]
    assert line.key not in keys(city)
    (held,) = listed(city, state=REGISTERED)
    assert (held.key, held.held) == (line.key, line.typical)
    city.undo.undo()
    assert line.key in keys(city)


def test_candidates_of_one_section_and_rule_become_one_improvement(city: Workspace) -> None:
    ground = city.candidates.ground(city.round_id)
    own = [line for line in listed(city, rule="consolidate") if line.unit_code in {"0101", "0102"}]
    made = city.candidates.take_over(ground, [line.key for line in own])
    found = [city.improvements.get(row) for row in made]
    assert sorted(one.unit_code for one in found) == ["0101", "0102"]
    assert sum(one.expected_minutes for one in found) == sum(line.typical for line in own)
    assert all(one.plan.centre for one in found)
    with pytest.raises(RefusedError):
        city.candidates.take_over(city.candidates.ground(city.round_id), [line.key for line in own])


def test_pressing_twice_registers_once(city: Workspace) -> None:
    line, seen = rpa(city), city.candidates.ground(city.round_id)
    one = seen.classes()[0]
    city.candidates.take_over(seen, [line.key])
    city.candidates.take_class_over(seen, one)
    with pytest.raises(RefusedError):
        city.candidates.take_over(seen, [line.key])
    with pytest.raises(RefusedError):
        city.candidates.take_class_over(seen, one)
    assert len(city.improvements.all()) == 2


def test_a_task_that_went_meanwhile_is_passed_over(city: Workspace) -> None:
    line, seen = rpa(city), city.candidates.ground(city.round_id)
    central = next(one for one in listed(city, rule="consolidate") if one.unit_code == "0101")
    city.store.commit("削除", [DeleteRow("work_item", line.key)])
    (made,) = city.candidates.take_over(seen, [line.key, central.key])
    claims = city.improvements.get(made).plan.claims
    assert [claim.work_item_id for claim in claims] == [central.key]


def test_minutes_held_by_other_improvements_are_taken_off(city: Workspace) -> None:
    line = rpa(city)
    city.improvements.create(
        NewImprovement(
            "別の改善",
            ImprovementKind.STREAMLINE,
            unit_id=unit_id("0101"),
            claims=(Claim(line.key, "", line.minutes // 2),),
        )
    )
    found = rpa(city)
    assert found.held == line.minutes // 2
    assert found.high <= line.minutes - found.held
    ground = city.candidates.ground(city.round_id)
    proposal = city.candidates.explain(ground, line.key)
    assert proposal is not None
    assert proposal.holders == ("別の改善",)


def test_a_whole_class_enters_the_register_as_one_improvement_of_the_city(city: Workspace) -> None:
    ground = city.candidates.ground(city.round_id)
    one = next(one for one in ground.classes() if one.code == "B01-03-01")
    found = city.improvements.get(city.candidates.take_class_over(ground, one))
    assert (found.plan.unit_id, found.plan.centre) == ("", True)
    assert found.expected_minutes == one.typical
    assert {claim.work_item_id for claim in found.plan.claims} == set(one.keys)
    after = city.candidates.ground(city.round_id)
    assert one.code not in {other.code for other in after.classes()}
    assert {other.code for other in after.classes(state=REGISTERED)} == {one.code}


def test_declining_a_class_takes_its_tasks_along_until_it_is_taken_back(city: Workspace) -> None:
    ground = city.candidates.ground(city.round_id)
    one = ground.classes()[0]
    city.candidates.set_class_aside(ground, one, DECLINED, "法改正を待つ")
    assert not keys(city) & set(one.keys)
    (declined,) = city.candidates.ground(city.round_id).classes(state=DECLINED)
    assert (declined.code, declined.reason) == (one.code, "法改正を待つ")
    city.candidates.take_class_back(declined)
    assert set(one.keys) <= keys(city)


def test_sections_decide_on_their_own_candidates_only(city: Workspace) -> None:
    line, ground = rpa(city), city.candidates.ground(city.round_id)
    for role, may in (("member", False), ("kaizen_leader", True), ("section_chief", True)):
        city.person = Person("who", role)
        assert bool(city.candidates.refusal([line])) is not may
        with pytest.raises(RefusedError):
            city.candidates.set_class_aside(ground, ground.classes()[0], LATER, "")
    city.person = Person("who", "member")
    with pytest.raises(RefusedError):
        city.candidates.take_over(ground, [line.key])
    assert city.improvements.all() == ()


def test_the_same_figures_stand_in_list_table_picture_and_command(
    city: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ground = city.candidates.ground(city.round_id)
    places = ground.places(CandidateFilter())
    totals = ground.totals(places, 100_000 * 60)
    table = candidate_table(ground, places, fictitious=True)
    chart = effect_chart(ground, places, fictitious=True)
    bubbles = effect_table(chart)
    assert table.rows[-1][8:13] == tuple(
        pytest.approx(minutes / 60)
        for minutes in (totals.minutes, 0, totals.low, totals.typical, totals.high)
    )
    assert "invented" in table.note
    assert isinstance(chart.data, BubbleChart)
    assert chart.data.total == totals.typical
    assert bubbles.rows
    central = class_table(ground, fictitious=True)
    assert len(central.rows) == len(ground.classes())
    assert central.note == table.note
    assert f"{totals.count:,}" in sum_sentence(totals)
    folder = tmp_path / "city"
    city.close()
    code = run(["improve", "candidates", "--json", "--top", "2", "--workspace", str(folder)])
    said = json.loads(capsys.readouterr().out)
    assert code == 0
    assert said["candidates"] == totals.count
    assert (
        said["expected_minutes"]
        == totals.typical
        == sum(rule["expected_minutes"] for rule in said["rules"])
    )
    assert (said["target_minutes"], said["reached"]) == (6_000_000, False)
    assert [row["id"] for row in said["rows"]] == [
        line.task_id for line in ground.lines(places[:2].tolist())
    ]


def test_the_command_holds_to_a_unit_and_refuses_an_unknown_one(
    city: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "city"
    city.close()
    at = ["--json", "--workspace", str(folder)]
    assert run(["improve", "candidates", "--unit", "0101", "--kind", "automate", *at]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {row["section"] for row in said["rows"]} == {"0101"}
    assert said["classes"] == []
    assert run(["improve", "candidates", "--unit", "9999", *at]) == 1


def test_the_demo_city_has_plausible_candidates(small_city: Path, tmp_path: Path) -> None:
    with_city = Workspace.open(shutil.copytree(small_city, tmp_path / "demo"), DX_OFFICER)
    ground = with_city.candidates.ground(with_city.round_id)
    coverage = ground.proposed.coverage
    totals = ground.totals(ground.places(CandidateFilter()), 0)
    with_city.close()
    assert 0.1 < coverage.candidates / coverage.tasks < 0.6
    assert 0.01 < totals.typical / coverage.minutes < 0.15
    assert totals.high < coverage.minutes * 0.3
    assert sum(1 for part in totals.by_rule if part.count) >= 6
