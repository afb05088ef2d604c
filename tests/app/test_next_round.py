"""Next year's round from last year's answers, through a reorganisation, in a real workspace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.shared.errors import CancelledError, RefusedError
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.workflow import RoundState
from tests.builders_workspace import YEAR, CityPlan, built_workspace, task_id, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.next_round import NextRoundPlan

NEXT = YEAR + 1


def later(code: str) -> str:
    return planned_id("org_unit", NEXT, code)


#: Sections of the new year: 0101 kept, 0102 split into 0102 and 0104, 0103 kept, 0201 and 0202
#: merged into 0201, 0203 abolished.
_UNITS = (
    ("01", "総務市民局", "bureau", ""),
    ("0101", "市民課", "section", "01"),
    ("0102", "総務企画課", "section", "01"),
    ("0103", "人事課", "section", "01"),
    ("0104", "総務管理課", "section", "01"),
    ("02", "財政局", "bureau", ""),
    ("0201", "税務課", "section", "02"),
)
_LINES = (
    ("0101", "0101", "continued", 100),
    ("0102", "0102", "split", 60),
    ("0102", "0104", "split", 40),
    ("0103", "0103", "continued", 100),
    ("0201", "0201", "merged", 100),
    ("0202", "0201", "merged", 100),
    ("0203", "", "abolished", 100),
)


def reorganise(city: Workspace) -> None:
    changes = [
        PutRow(
            "org_unit",
            later(code),
            {
                "fiscal_year": NEXT,
                "code": code,
                "name": name,
                "level": level,
                "parent_id": later(above) if above else "",
                "sort_key": place,
            },
        )
        for place, (code, name, level, above) in enumerate(_UNITS)
    ]
    for origin, target, kind, share in _LINES:
        ends = {"from_id": unit_id(origin), "to_id": later(target) if target else ""}
        row = planned_id("succession", ends["from_id"], ends["to_id"])
        changes.append(PutRow("succession", row, {**ends, "kind": kind, "share_percent": share}))
    city.undo.commit("組織改正", changes)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Workspace]:
    """Two bureaus with three sections each, all answered; the new year is reorganised."""
    made = built_workspace(tmp_path / "w", CityPlan(bureaus=2, sections=3, tasks=5))
    reorganise(made)
    yield made
    made.close()


def planned(city: Workspace, assign: Mapping[str, str] | None = None) -> NextRoundPlan:
    proposal = city.survey_rounds.proposal(NEXT)
    return city.next_rounds.plan(city.round_id, proposal, assign)


def started(city: Workspace, assign: Mapping[str, str] | None = None) -> str:
    return city.next_rounds.start(planned(city, assign), NoProgress())


def minutes(city: Workspace, round_id: str, unit: str) -> int:
    rows = city.queries.work_items(round_id, unit).values()
    return sum(int(str(row["year_minutes"])) for row in rows)


def test_the_plan_says_everything_beforehand_and_writes_nothing(city):
    before = city.store.digest()
    plan = planned(city)
    assert city.store.digest() == before
    assert [(s.unit_code, s.rows) for s in plan.sections] == [
        ("0101", 5),
        ("0102", 5),
        ("0103", 5),
        ("0104", 5),
        ("0201", 10),
    ]
    assert [(d.unit_name, [p[2] for p in d.parts]) for d in plan.divided] == [("総務課", [60, 40])]
    assert [(s.unit_code, s.rows) for s in plan.left] == [("0203", 5)]
    assert [f.rule for f in plan.findings] == ["carry-no-successor"]
    assert plan.minutes + plan.left[0].minutes == sum(
        s.minutes for s in city.queries.sections(city.round_id)
    )
    assert plan.round.previous_round_id == city.round_id


def test_what_is_made_is_what_was_planned(city):
    plan = planned(city)
    round_id = city.next_rounds.start(plan, NoProgress())
    for section in plan.sections:
        assert len(city.queries.work_items(round_id, section.unit_id)) == section.rows
        assert minutes(city, round_id, section.unit_id) == section.minutes
    found = next(r for r in city.queries.rounds() if r.id == round_id)
    assert (found.state, found.previous_round_id) == (RoundState.PLANNED, city.round_id)


def test_rows_keep_their_content_and_know_where_they_come_from(city):
    round_id = started(city)
    before = city.queries.work_items(city.round_id, unit_id("0101"))
    after = city.queries.work_items(round_id, later("0101"))
    assert [row["previous_id"] for row in after.values()] == list(before)
    for new, old in zip(after.values(), before.values(), strict=True):
        assert new["carry"] == "to_confirm"
        for name in ("name", "code", "minutes_regular", "case_count", "core_tag"):
            assert new.get(name) == old.get(name)
    section = next(s for s in city.queries.sections(round_id) if s.unit_code == "0101")
    assert section.unconfirmed == 5


def test_a_split_section_keeps_its_minutes(city):
    round_id = started(city)
    whole = minutes(city, city.round_id, unit_id("0102"))
    parts = [minutes(city, round_id, later(code)) for code in ("0102", "0104")]
    assert sum(parts) == whole
    assert parts[0] / whole == pytest.approx(0.6, abs=0.001)


def test_the_rows_of_a_split_section_can_be_given_to_one_successor(city):
    plan = planned(city, {unit_id("0102"): later("0104")})
    assert plan.divided[0].assigned == later("0104")
    assert [s.unit_code for s in plan.sections] == ["0101", "0103", "0104", "0201"]
    round_id = city.next_rounds.start(plan, NoProgress())
    assert minutes(city, round_id, later("0104")) == minutes(city, city.round_id, unit_id("0102"))


def test_the_rows_of_an_abolished_section_can_be_given_to_another(city):
    plan = planned(city, {unit_id("0203"): later("0201")})
    assert plan.left == ()
    assert plan.sections[-1].rows == 15


def test_rows_are_only_given_to_sections_that_are_asked(city):
    for assign in ({unit_id("0203"): later("01")}, {"nobody": later("0101")}):
        with pytest.raises(RefusedError, match="section that is asked"):
            planned(city, assign)


def test_sections_that_are_not_asked_get_nothing_and_that_is_told(city):
    proposal = replace(city.survey_rounds.proposal(NEXT), unit_ids=frozenset({later("0101")}))
    plan = city.next_rounds.plan(city.round_id, proposal)
    assert [s.unit_code for s in plan.sections] == ["0101"]
    assert {s.unit_code for s in plan.left} == {"0102", "0103", "0201", "0202", "0203"}


def test_uneven_shares_are_told_and_lose_nothing(city):
    row = planned_id("succession", unit_id("0102"), later("0104"))
    city.undo.commit("x", [SetFields("succession", row, {"share_percent": 30})])
    plan = planned(city)
    assert "carry-shares" in {f.rule for f in plan.findings}
    whole = minutes(city, city.round_id, unit_id("0102"))
    assert sum(s.minutes for s in plan.sections if s.unit_code in {"0102", "0104"}) == whole


def test_without_a_succession_the_code_decides(city):
    row = planned_id("succession", unit_id("0101"), later("0101"))
    city.undo.commit("x", [SetFields("succession", row, {"from_id": ""})])
    plan = planned(city)
    assert plan.sections[0].unit_code == "0101"
    assert "carry-same-code" in {f.rule for f in plan.findings}


def test_percentages_follow_the_capacity_of_a_merged_section(city):
    for code in ("0201", "0202"):
        row = task_id(city.round_id, code, 0)
        city.undo.commit("x", [SetFields("work_item", row, {"share_hundredths": 10_000})])
    round_id = started(city)
    rows = city.queries.work_items(round_id, later("0201")).values()
    shares = [int(str(row["share_hundredths"])) for row in rows if "share_hundredths" in row]
    assert len(shares) == 2
    assert sum(shares) == pytest.approx(10_000, abs=1)


def test_two_pcs_make_the_same_rows(city, tmp_path):
    round_id = started(city)
    with_rows = built_workspace(tmp_path / "other", CityPlan(bureaus=2, sections=3, tasks=5))
    reorganise(with_rows)
    assert started(with_rows) == round_id
    for code in ("0101", "0102", "0103", "0201"):
        mine = city.queries.work_items(round_id, later(code))
        assert with_rows.queries.work_items(round_id, later(code)) == mine
    with_rows.close()


def test_the_start_is_one_step_of_undo(city):
    before = city.store.digest()
    round_id = started(city)
    city.undo.undo()
    assert all(r.id != round_id for r in city.queries.rounds())
    assert city.queries.work_items(round_id, later("0101")) == {}
    city.undo.redo()
    assert len(city.queries.work_items(round_id, later("0101"))) == 5
    assert city.store.digest() != before


class StopAt:
    """Stops after so many reports."""

    def __init__(self, number: int) -> None:
        self._left = number

    def report(self, done: int, total: int, what: str) -> None:
        assert 0 <= done <= total, what
        self._left -= 1
        if self._left < 0:
            raise CancelledError(what)


def test_a_start_that_was_stopped_goes_on_and_keeps_what_was_decided(city, monkeypatch):
    monkeypatch.setattr("bpr_studio.services.next_round._CHUNK", 1)
    plan = planned(city)
    with pytest.raises(CancelledError):
        city.next_rounds.start(plan, StopAt(2))
    first = next(iter(city.queries.work_items(plan.round_id, later("0101"))))
    city.undo.commit("確認", [SetFields("work_item", first, {"carry": "confirmed"})])
    again = planned(city)
    assert again.round_id == plan.round_id
    city.next_rounds.start(again, NoProgress())
    rows = city.queries.work_items(plan.round_id, later("0101"))
    assert [row["carry"] for row in rows.values()] == ["confirmed", *["to_confirm"] * 4]
    assert len(city.queries.work_items(plan.round_id, later("0201"))) == 10


def test_answers_come_from_the_year_before_only(city):
    proposal = replace(city.survey_rounds.proposal(NEXT), kind="detailed")
    with pytest.raises(RefusedError, match="year before"):
        city.next_rounds.plan(city.round_id, proposal)


def test_only_the_dx_office_starts_a_round(city):
    plan = planned(city)
    city.person = Person("m", "member")
    with pytest.raises(RefusedError, match="Only the DX office"):
        city.next_rounds.start(plan, NoProgress())


def test_a_second_round_of_the_same_year_starts_from_the_first(city):
    plan = city.next_rounds.plan(city.round_id, city.survey_rounds.proposal(YEAR))
    assert plan.rows == 30
    assert plan.round_id != city.round_id
