"""The demo workspace: a deterministic fictitious city (架空) at full or smaller size."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.catalogs.demo import load_demo_material
from bpr_studio.adapters.catalogs.lists import load_year_settings
from bpr_studio.app.demo_goals import add_demo_goals
from bpr_studio.app.demo_improvements import add_demo_improvements
from bpr_studio.app.demo_procedures import add_demo_procedures
from bpr_studio.app.sample_cities import add_sample_reference, add_sample_steps
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.demo.city import CORE_DEFINITION, DemoSize, generate_demo_city
from bpr_studio.services.demo.flow_models import flow_model
from bpr_studio.services.flows import FlowOwner
from bpr_studio.services.workspaces import NewWorkspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bpr_studio.domain.classification.seeds import SeedRow
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.ports import Person
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.demo.city import DemoCity

_FINISHED: Final = "demo-complete"  # empty file that marks a demo as whole
_BATCH: Final = 4_000  # rows per command: enough to be quick, few enough to cancel in between


def create_demo(
    folder: Path, person: Person, progress: Progress, *, seed: int, size: DemoSize
) -> Workspace:
    """Make a workspace with the fictitious city of `seed` and open it.

    Raises:
        RefusedError: there is a workspace already, or the folder cannot be written.
        CancelledError: the user stopped; the folder holds an unfinished demo.
    """
    progress.report(0, size.tasks, tr("Inventing the fictitious city"))
    city = generate_demo_city(load_demo_material(), seed, size)
    workspace = found_city(folder, person, city)
    rows = (*city.work_items, *city.partners, *city.last_year, *city.course, *city.detailed)
    _store_rows(workspace, rows, progress)
    _store_rows(workspace, city.late, NoProgress())
    _store_flows(workspace, city, progress)
    add_sample_steps(workspace)
    add_sample_reference(workspace)
    add_demo_procedures(workspace, seed=seed)
    add_demo_improvements(workspace, seed=seed)
    add_demo_goals(workspace)
    workspace.database.compact()
    return workspace


def found_city(folder: Path, person: Person, city: DemoCity) -> Workspace:
    """A workspace that knows the city's organisation and staff, but no task yet.

    Raises:
        RefusedError: there is a workspace already, or the folder cannot be written.
    """
    full_timer = next(
        s.minutes_per_full_timer for s in load_year_settings() if s.fiscal_year == city.fiscal_year
    )
    new = NewWorkspace(
        city_code=city.code,
        city_name=city.name,
        fictitious=True,
        fiscal_year=city.fiscal_year,
        core_definition=CORE_DEFINITION,
        minutes_per_full_timer=full_timer,
        population=city.population,
    )
    workspace = Workspace.create(folder, person, new)
    _store_rows(workspace, city.master, NoProgress())
    return workspace


def _store_rows(workspace: Workspace, rows: Sequence[SeedRow], progress: Progress) -> None:
    label = tr("Fill in the fictitious city")
    for start in range(0, len(rows), _BATCH):
        progress.report(start, len(rows), label)
        batch = rows[start : start + _BATCH]
        workspace.store.commit(label, [PutRow(row.entity, row.id, row.fields) for row in batch])


def _store_flows(workspace: Workspace, city: DemoCity, progress: Progress) -> None:
    label = tr("Draw the flows of the fictitious city")
    reviewed: list[Change] = []
    for number, plan in enumerate(city.flow_plans):
        progress.report(number, len(city.flow_plans), label)
        owner = FlowOwner(plan.unit_id, plan.class_code)
        flow_id = workspace.flows.add(plan.title, flow_model(plan), owner)
        reviewed += _review(flow_id, number, city.fiscal_year)
    workspace.store.commit(label, reviewed)
    progress.report(len(city.flow_plans), len(city.flow_plans), label)


def _review(flow_id: str, number: int, fiscal_year: int) -> list[Change]:
    """When a flow was looked at last (架空): by number: this year, the two years before, some never."""
    age = number % 7 // 2
    if age > 2:
        return []
    day = f"{fiscal_year - age}-{number % 6 + 5:02}-15"
    return [SetFields("flow", flow_id, {"reviewed_on": day})]


def ensure_demo(folder: Path, person: Person, progress: Progress) -> None:
    """Make the full-size demo in `folder` unless it is there; a half-made one is made anew.

    Raises:
        RefusedError: the folder cannot be written.
        CancelledError: the user stopped; the next call starts again.
    """
    finished = folder / _FINISHED
    if finished.exists():
        return
    unfinished = folder.with_name(folder.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    create_demo(unfinished, person, progress, seed=1, size=DemoSize()).close()
    (unfinished / _FINISHED).touch()
    unfinished.rename(folder)
