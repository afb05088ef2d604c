"""Versions of a flow in a real workspace: deriving, keeping, restoring, and what a To-Be saves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.process.effects import ChangeKind
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.services.flow_changes import flow_changes
from bpr_studio.services.flows import FlowOwner
from tests.builders_workspace import empty_workspace, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace

CHECK = Step(
    step_type="P06", minutes_per_case=2, cases_per_year=1200, medium="paper", judgement=False
)
SEAL = Step(step_type="P09", minutes_per_case=5, cases_per_year=1200, seal=True)


def small_flow() -> ProcessModel:
    """Two lanes, two steps one after the other."""

    def task(name: str, lane: str, x: float, step: Step) -> Element:
        return Element(
            id=name,
            kind=Kind.TASK,
            subtype="userTask",
            name=name,
            parent="p",
            lane=lane,
            bounds=Bounds(x, 0, 100, 80),
            step=step,
        )

    return ProcessModel(
        elements=[
            Element(id="p", kind=Kind.PROCESS, subtype="process"),
            Element(id="s", kind=Kind.LANE_SET, subtype="laneSet", parent="p"),
            Element(id="counter", kind=Kind.LANE, subtype="lane", name="窓口", parent="s"),
            Element(id="chief", kind=Kind.LANE, subtype="lane", name="決裁者", parent="s"),
            task("check", "counter", 0, CHECK),
            task("approve", "chief", 200, SEAL),
            Element(
                id="f",
                kind=Kind.SEQUENCE_FLOW,
                subtype="sequenceFlow",
                parent="p",
                source="check",
                target="approve",
            ),
        ]
    )


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Workspace]:
    made = empty_workspace(tmp_path / "w")
    yield made
    made.close()


@pytest.fixture
def as_is(city: Workspace) -> str:
    return city.flows.add("交付", small_flow(), FlowOwner(unit_id("0101"), "B01-03-01"))


def change(city: Workspace, flow_id: str, after: ProcessModel) -> None:
    before = city.flows.model(flow_id)
    city.undo.commit("直す", list(flow_changes(flow_id, before, after)))


def without_approval(model: ProcessModel) -> ProcessModel:
    kept = [e for e in model.elements() if e.id not in ("approve", "f")]
    return ProcessModel(model.header, kept)


def test_a_to_be_is_a_copy_of_its_own_in_the_same_family(city: Workspace, as_is: str) -> None:
    to_be = city.flow_versions.derive(as_is, "to_be", "窓口で完結")
    change(city, to_be, without_approval(city.flows.model(to_be)))

    assert "approve" in city.flows.model(as_is)
    assert "approve" not in city.flows.model(to_be)
    assert [one.title for one in city.flow_versions.family(as_is)] == ["As-Is", "To-Be: 窓口で完結"]
    assert city.flow_versions.family(to_be) == city.flow_versions.family(as_is)


def test_steps_of_a_copy_name_their_origin_and_belong_to_no_survey(
    city: Workspace, as_is: str
) -> None:
    city.undo.commit("調査", [])
    copy = city.flows.model(city.flow_versions.derive(as_is, "standard"))

    assert copy.element("check").step == replace(CHECK, derived_from="check")


def test_a_to_be_of_a_to_be_stays_in_the_family(city: Workspace, as_is: str) -> None:
    first = city.flow_versions.derive(as_is, "to_be", "一案")
    second = city.flow_versions.derive(first, "draft", "二案")

    family = {one.id: one for one in city.flow_versions.family(second)}
    assert set(family) == {as_is, first, second}
    assert family[second].derived_from == first


def test_the_effect_counts_minutes_hand_overs_approvals_paper_and_seals(
    city: Workspace, as_is: str
) -> None:
    to_be = city.flow_versions.derive(as_is, "to_be")
    changed = without_approval(city.flows.model(to_be))
    check = changed.element("check")
    digital = replace(check, step=replace(check.step, minutes_per_case=1, medium="electronic"))
    others = [e for e in changed.elements() if e.id != "check"]
    change(city, to_be, ProcessModel(changed.header, [*others, digital]))

    effect = city.flow_versions.effect(to_be)

    difference = effect.difference
    assert (difference.minutes, difference.handovers) == (-6000 - 1200, -1)
    assert (difference.approvals, difference.paper, difference.seals) == (-1, -1, -1)
    assert [(step.kind, step.name) for step in effect.changes] == [
        (ChangeKind.REMOVED, "approve"),
        (ChangeKind.CHANGED, "check"),
    ]
    total = sum(step.difference.minutes for step in effect.steps)
    assert total == difference.minutes


def test_only_a_derived_version_has_an_effect(city: Workspace, as_is: str) -> None:
    with pytest.raises(RefusedError):
        city.flow_versions.effect(as_is)


def test_a_kept_state_comes_back_as_it_was_and_undo_takes_the_return_back(
    city: Workspace, as_is: str
) -> None:
    first = city.flows.model(as_is)
    state = city.flow_versions.keep(as_is, "令和8年度の始め")
    change(city, as_is, without_approval(first))

    written = city.flow_versions.restore(state)

    assert written == 2
    assert city.flows.model(as_is) == first
    assert len(city.flow_versions.kept(as_is)) == 2  # the state before restoring is kept too
    city.undo.undo()
    assert "approve" not in city.flows.model(as_is)


def test_a_kept_state_holds_every_answer(city: Workspace, as_is: str) -> None:
    state = city.flow_versions.keep(as_is, "今")

    assert city.flow_versions.kept_model(state) == city.flows.model(as_is)
    kept = city.flow_versions.kept(as_is)[0]
    assert (kept.name, kept.steps, kept.user) == ("今", 2, "dx01")


def test_restoring_what_is_already_there_writes_nothing(city: Workspace, as_is: str) -> None:
    state = city.flow_versions.keep(as_is, "今")

    assert city.flow_versions.restore(state) == 0
    assert len(city.flow_versions.kept(as_is)) == 1


def test_a_version_without_a_name_is_refused(city: Workspace, as_is: str) -> None:
    with pytest.raises(RefusedError):
        city.flow_versions.keep(as_is, "  ")


def test_what_was_kept_can_be_forgotten_and_brought_back(city: Workspace, as_is: str) -> None:
    state = city.flow_versions.keep(as_is, "今")
    city.flow_versions.forget_kept(state)
    assert city.flow_versions.kept(as_is) == ()

    city.undo.undo()

    assert [one.id for one in city.flow_versions.kept(as_is)] == [state]


def test_a_review_is_dated(city: Workspace, as_is: str) -> None:
    city.flow_versions.reviewed(as_is)

    assert city.flow_versions.family(as_is)[0].reviewed_on == city.author.today()
