"""Getting the hours of a round into the organisation of any year, ready to be explored."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, Final

import numpy as np

from bpr_studio.domain.organisation.lineage import NOWHERE, Hop, YearUnits, shares_of
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cube import Axis
from bpr_studio.domain.workload.explore_table import NOT_MAPPED, Asked
from bpr_studio.domain.workload.facts import SurveyFacts, UnitShares
from bpr_studio.domain.workload.pivot import Dimension

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.services.exploring_views import ExploreQueries
    from bpr_studio.services.views import RoundInfo, UnitLine

_LEVELS: Final = {
    Dimension.BUREAU: "bureau_id",
    Dimension.DIVISION: "division_id",
    Dimension.SECTION: "section_id",
}


def asked_of(queries: ExploreQueries, found: RoundInfo, org_year: int) -> Asked:
    """The hours of a round in the organisation of a year.

    Args:
        queries: the workspace.
        found: the round.
        org_year: fiscal year of the organisation.
    """
    cube = queries.hours(found.id)
    shares = None
    if org_year != found.fiscal_year:
        shares = _shares(queries, cube.unit_ids, found.fiscal_year, org_year)
    rates = {
        line.staff_category: line.yen_per_hour
        for line in queries.years(found.fiscal_year)
        if line.yen_per_hour is not None and line.yen_per_hour >= 0
    }
    told = queries.task_told(found.id, cube.item_ids)
    facts = SurveyFacts(cube, told, shares=shares, rates=rates)
    return Asked(facts, found.minutes_per_full_timer)


def _shares(
    queries: ExploreQueries, unit_ids: Sequence[str], year: int, org_year: int
) -> UnitShares:
    units = queries.units(org_year)
    found = shares_of(unit_ids, _hops(queries, year, org_year))
    places = {unit.id: place for place, unit in enumerate(units)} | {NOWHERE: len(units)}
    width = max((len(shares) for shares in found.values()), default=1)
    targets = np.full((len(unit_ids), width), len(units), dtype=np.int64)
    weights = np.zeros((len(unit_ids), width), dtype=np.int64)
    for row, unit_id in enumerate(unit_ids):
        shares = sorted(found[unit_id].items(), key=lambda pair: places[pair[0]])
        common = gcd(*found[unit_id].values())  # weights grow a hundredfold with every year
        for column, (target, weight) in enumerate(shares):
            targets[row, column], weights[row, column] = places[target], weight // common
    return UnitShares(_axes(units), targets, weights)


def _hops(queries: ExploreQueries, year: int, org_year: int) -> list[Hop]:
    forward = org_year > year
    way = range(year, org_year) if forward else range(year, org_year, -1)
    return [
        Hop(
            start=_year_units(queries.units(here)),
            end=_year_units(queries.units(here + 1 if forward else here - 1)),
            successions=queries.successions(here + 1 if forward else here),
            forward=forward,
        )
        for here in way
    ]


def _year_units(units: Sequence[UnitLine]) -> YearUnits:
    return YearUnits(
        codes={unit.id: unit.code for unit in units},
        above={
            unit.id: unit.section_id
            for unit in units
            if unit.section_id and unit.section_id != unit.id
        },
    )


def _axes(units: Sequence[UnitLine]) -> dict[Dimension, Axis]:
    """Axes counting the units of a year, the last place being no unit at all."""
    found = {}
    for dimension, attribute in _LEVELS.items():
        above = [str(getattr(unit, attribute)) for unit in units]
        own = [unit for unit, top in zip(units, above, strict=True) if top == unit.id]
        places = {unit.id: place for place, unit in enumerate(own)}
        keys = [*(unit.code for unit in own), "", NOT_MAPPED]
        labels = [*(unit.name for unit in own), tr("(no unit)"), tr("(not mapped)")]
        index = [*(places.get(top, len(own)) for top in above), len(own) + 1]
        found[dimension] = Axis(tuple(keys), tuple(labels), np.array(index, dtype=np.int32))
    return found
