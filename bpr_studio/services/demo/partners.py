"""Fictitious partner cities: figures like ours, scaled by residents, with believable spread."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.classification.seeds import SeedRow
from bpr_studio.services.demo.vocabulary import longest_match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from random import Random

    from bpr_studio.services.demo.material import DemoMaterial, PartnerPlan


@dataclass(slots=True)
class _ClassTotal:
    """Our own sums of one minor class."""

    minutes: int = 0
    non_core: int = 0
    contractor: int = 0
    cases: int = 0


def partner_rows(
    rng: Random,
    material: DemoMaterial,
    work_items: Iterable[SeedRow],
    fiscal_year: int,
    core_definition: str,
) -> list[SeedRow]:
    """Rows of `city_data` and `city_figure` for all partner cities.

    Args:
        rng: source of chance.
        material: words and plans.
        work_items: our own tasks; the partners' figures vary around their sums.
        fiscal_year: of our survey.
        core_definition: ours, for partners that use the same.
    """
    totals = _our_totals(work_items)
    rows: list[SeedRow] = []
    for plan in material.partners:
        year = fiscal_year + plan.fiscal_year_offset
        city = _city_row(plan, year, core_definition, material)
        rows.append(city)
        rows += _figures(rng, plan, city, totals, material)
    return rows


def _our_totals(work_items: Iterable[SeedRow]) -> dict[str, _ClassTotal]:
    totals: defaultdict[str, _ClassTotal] = defaultdict(_ClassTotal)
    for row in work_items:
        fields = row.fields
        total = totals[fields["code"]]
        minutes = sum(fields[key] for key in fields if key.startswith("minutes_"))
        total.minutes += minutes
        total.non_core += minutes if fields["core_tag"] == "non_core" else 0
        total.contractor += fields.get("minutes_contractor", 0)
        total.cases += fields.get("case_count", 0)
    return dict(sorted(totals.items()))


def _city_row(
    plan: PartnerPlan, year: int, core_definition: str, material: DemoMaterial
) -> SeedRow:
    categories = [category.code for category in material.staff_categories]
    is_same = plan.core_definition == "same"
    return SeedRow(
        "city_data",
        (plan.code, year),
        {
            "city_code": plan.code,
            "city_name": plan.name,
            "fiscal_year": year,
            "population": plan.population,
            "core_definition": core_definition if is_same else plan.core_definition,
            "staff_categories": categories,
            "fictitious": 1,
        },
    )


def _figures(
    rng: Random,
    plan: PartnerPlan,
    city: SeedRow,
    totals: Mapping[str, _ClassTotal],
    material: DemoMaterial,
) -> Iterator[SeedRow]:
    size = plan.population / material.population
    for code, ours in totals.items():
        minutes = _vary(rng, ours.minutes * size * plan.level, 0.2)
        share = min(max(ours.non_core / ours.minutes + rng.gauss(0, 0.05), 0), 1)
        outsourced = min(max(100 * ours.contractor / ours.minutes + rng.gauss(2, 4), 0), 95)
        fields: dict[str, object] = {
            "city_data_id": city.id,
            "code": code,
            "minutes": minutes,
            "non_core_minutes": round(minutes * share),
            "outsourced_percent": round(outsourced),
        }
        if ours.cases:
            cases = _vary(rng, ours.cases * size, 0.1)
            fields["cases"] = cases
            fields["denominator"] = longest_match(material.words.denominator, code)
            fields["denominator_value"] = _vary(rng, cases * 1.3, 0.1)
        yield SeedRow("city_figure", (city.id, code), fields)


def _vary(rng: Random, value: float, sigma: float) -> int:
    return max(round(value * rng.lognormvariate(0, sigma)), 1)
