"""A year of improvement: candidates become measures, measures are done, and the burn-up rises.

The DX office takes candidates over from the page, plans them, lets them run and records what they
saved. The page, the command line and the goals tell the same hours; nothing counts twice; undo
goes back step by step.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bpr_studio.app.cli import run
from bpr_studio.app.demo import create_demo
from bpr_studio.domain.reform.improvement import Actual, ImprovementState, Method
from bpr_studio.domain.shared.chart_values import BurnUpChart
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.demo.city import DemoSize
from bpr_studio.ui.pages.candidates import CandidatesPage
from bpr_studio.ui.pages.improvement import ImprovementPage
from tests.journeys.people import Seat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.reform.effects import YearEffect

pytestmark = [pytest.mark.journey, pytest.mark.gui]

YEAR = 2026


@pytest.fixture
def seat(qtbot, tmp_path: Path, japanese: None) -> Iterator[Seat]:
    """The DX office of a small fictitious city at its window."""
    folder = tmp_path / "city"
    person = Person("tester", DX_OFFICE)
    create_demo(folder, person, NoProgress(), seed=3, size=DemoSize(6, 240, 2)).close()
    settings = tmp_path / "settings" / "settings.json"
    made = Seat(qtbot, settings, folder, role=DX_OFFICE, section="")
    yield made
    if made.window.isVisible():
        made.leave()


def year_of(workspace: Workspace) -> YearEffect:
    """What counts in the year that is played."""
    sums = workspace.improvement_effects.of().sums
    return next(year for year in sums.years if year.fiscal_year == YEAR)


def test_candidates_become_hours_saved(seat: Seat, tmp_path: Path, capsys):
    workspace = seat.workspace
    known = {one.id for one in workspace.improvements.all()}
    before = year_of(workspace)

    # candidates: the three that stand first are taken over
    page = seat.go_to("candidates", "", CandidatesPage)
    for row in range(3):
        page.list.table.view.selectRow(row)
        page.register()
        seat.settle()
    new = [one for one in workspace.improvements.all() if one.id not in known]
    assert new
    assert all(one.plan.claims and one.plan.rule for one in new)
    assert year_of(workspace) == before  # ideas are no plan yet

    # what was taken over cannot be claimed again
    claim = new[0].plan.claims[0]
    ((_minutes, room),) = workspace.improvements.room(new[0].id, [claim])
    beyond = replace(claim, minutes=room - claim.minutes + 1, id="")
    again = replace(new[0].plan, name="もう一度", claims=(beyond,))
    with pytest.raises(RefusedError):
        workspace.improvements.create(again)

    # measures: planned for April, done, and recorded with evidence
    register = seat.go_to("improvement", "", ImprovementPage)
    for one in new:
        register.mark(one.id)
        register.panel.fields["start_month"].typed.emit("R8.4")
        for state in (ImprovementState.PLANNED, ImprovementState.RUNNING):
            register.panel.state_wanted.emit(state)
        seat.settle()
        register.panel.actuals.recorded.emit(
            Actual(YEAR, one.expected_minutes // 2, Method.RECORDED, "作業記録（架空）")
        )
        seat.settle()

    # effects: the year rises by exactly what was planned and recorded
    planned = sum(one.expected_minutes for one in new)
    saved = sum(one.expected_minutes // 2 for one in new)
    after = year_of(workspace)
    assert after.expected - before.expected == planned
    assert (after.actual or 0) - (before.actual or 0) == saved

    # burn-up: the page draws what the service counts
    register.open_target("burn-up")
    seat.settle()
    effects = workspace.improvement_effects.of()
    chart = effects.burn_up.data
    assert isinstance(chart, BurnUpChart)
    assert {year.actual for year in chart.total.years} >= {after.actual}
    assert register.burn_up.chart is not None
    assert register.burn_up.chart.title == effects.burn_up_title

    # undo takes the last record back
    seat.window.undo()
    seat.settle()
    assert (year_of(workspace).actual or 0) == (after.actual or 0) - new[-1].expected_minutes // 2
    seat.window.redo()
    seat.settle()
    digest = effects.sums
    seat.leave()

    # the command line tells the same
    assert run(["improve", "effects", "--json", "--workspace", str(tmp_path / "city")]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["total"]["decided"] == digest.decided
    assert [year["actual"] for year in document["total"]["years"]] == [
        year.actual for year in digest.years
    ]
