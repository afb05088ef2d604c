"""How fast states, approvals and next year's round are on 365 sections with 60,000 tasks."""

from __future__ import annotations

import shutil

from benchmarks.demo_city import PERSON, full_city, home
from benchmarks.figures import Figure, seconds
from bpr_studio.adapters.db.queries import DatabaseQueries
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.workflow import Deed, SheetState


def main() -> list[Figure]:
    """Measure on a copy of the demo city."""
    folder = home() / "states"
    shutil.copytree(full_city(), folder)
    workspace = Workspace.open(folder, PERSON)
    try:
        return [*_approvals(workspace), *_next_round(workspace)]
    finally:
        workspace.close()


def _approvals(workspace: Workspace) -> list[Figure]:
    round_id, states = workspace.round_id, workspace.sheet_states
    sections = workspace.queries.sections(round_id)
    waiting = [s.unit_id for s in sections if s.state == SheetState.CHIEF_APPROVAL]
    workspace.person = Person("chief", "section_chief")
    seen = {unit: states.figures_digest(round_id, unit) for unit in waiting}
    approve = seconds(lambda: states.do(Deed.APPROVE, round_id, waiting, seen=seen))
    workspace.person = PERSON
    changed = next(s.unit_id for s in sections if s.changed_after_approval)
    fresh = seconds(lambda: DatabaseQueries(workspace.database).sections(round_id), rounds=9)
    digest = seconds(lambda: states.figures_digest(round_id, changed), rounds=9)
    told = seconds(lambda: states.changed_since_approval(round_id, changed), rounds=5)
    todo = seconds(lambda: workspace.inbox.waiting(""), rounds=5)
    return [
        Figure("states, sums and digests of 365 sections", fresh * 1000, "ms", 100),
        Figure("digest of one section", digest * 1000, "ms", 10),
        Figure("what changed in a section since its approval", told * 1000, "ms", 200),
        Figure("everything that waits for the DX office, asked again", todo * 1000, "ms", 100),
        Figure(f"approving {len(waiting)} sections, errors looked for", approve * 1000, "ms"),
    ]


def _next_round(workspace: Workspace) -> list[Figure]:
    previous = workspace.round_id
    proposal = workspace.survey_rounds.proposal(workspace.fiscal_year.year)
    plan = workspace.next_rounds.plan(previous, proposal)
    planned = seconds(lambda: workspace.next_rounds.plan(previous, proposal))
    started = seconds(lambda: workspace.next_rounds.start(plan, NoProgress()))
    return [
        Figure(f"preview of a round that starts with {plan.rows:,} rows", planned, "s", 3),
        Figure(f"starting it: {plan.rows:,} rows carried over", started, "s", 60),
    ]
