"""Fictitious cities to compare with, for a workspace that has no other city's figures yet."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from bpr_studio.domain.classification.seeds import SeedRow
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.benchmark.figures import CityFigures

_SEED = 1


def add_sample_cities(workspace: Workspace) -> None:
    """Put fictitious cities (架空) next to our figures; one deed, undo takes it back.

    Their figures vary around ours, so that every part of the comparison has something to show.

    Raises:
        RefusedError: we have no figures of our own yet.
    """
    from bpr_studio.adapters.catalogs.demo import load_demo_material
    from bpr_studio.services.demo.partners import partner_rows, partner_step_rows

    own = workspace.cities.own(workspace.fiscal_year)
    if own is None:
        raise RefusedError(
            tr("There are no survey figures of our own yet."),
            remedy=tr("Collect survey workbooks first."),
        )
    known = load_demo_material()
    material = replace(known, population=own.population or known.population)
    rows = partner_rows(
        Random(_SEED),  # noqa: S311  # the same invented cities every time, nothing secret
        material,
        _sums_of(own),
        own.fiscal_year,
        own.core_definition,
    )
    rows += partner_step_rows(material, own.steps, own.fiscal_year)
    workspace.undo.commit(
        tr("Add fictitious cities"), [PutRow(row.entity, row.id, row.fields) for row in rows]
    )


def add_sample_steps(workspace: Workspace) -> None:
    """Give the fictitious cities figures by step type that vary around ours; nothing without ours."""
    from bpr_studio.adapters.catalogs.demo import load_demo_material
    from bpr_studio.services.demo.partners import partner_step_rows

    own = workspace.cities.own(workspace.fiscal_year)
    if own is None or not own.steps:
        return
    rows = partner_step_rows(load_demo_material(), own.steps, own.fiscal_year)
    workspace.store.commit(
        tr("Add fictitious cities"), [PutRow(row.entity, row.id, row.fields) for row in rows]
    )


def add_sample_reference(workspace: Workspace) -> None:
    """Give our fictitious city and the others staff by department and denominators (架空).

    Nothing happens without a survey of the year.
    """
    from bpr_studio.adapters.catalogs.demo import load_demo_material
    from bpr_studio.adapters.catalogs.denominators import load_denominators
    from bpr_studio.services.demo.reference import denominator_rows, staff_counts
    from bpr_studio.services.staff_reference import staff_fields, staff_row_id

    found = workspace.staff_reference.coverage(workspace.fiscal_year)
    if found is None:
        return
    material, year = load_demo_material(), workspace.fiscal_year.year
    counts = staff_counts(material, found)
    given = denominator_rows(material, load_denominators(), year)
    workspace.store.commit(
        tr("Add fictitious cities"),
        [
            *(PutRow("staff_count", staff_row_id(c), staff_fields(c)) for c in counts),
            *(PutRow("city_data", row, fields) for row, fields in given),
        ],
    )


def _sums_of(own: CityFigures) -> Iterator[SeedRow]:
    """Our sums by class, in the shape of tasks: one for core and one for non-core work."""
    for figure in own.figures:
        parts = {"core": figure.minutes - figure.non_core_minutes}
        parts["non_core"] = figure.non_core_minutes
        for tag, minutes in parts.items():
            if minutes:
                fields: dict[str, object] = {
                    "code": figure.code,
                    "minutes_regular": minutes,
                    "core_tag": tag,
                }
                if figure.cases and tag == max(parts, key=lambda key: parts[key]):
                    fields["case_count"] = figure.cases
                yield SeedRow("work_item", (own.city_name, figure.code, tag), fields)
