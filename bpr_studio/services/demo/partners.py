"""Fictitious partner cities: figures like ours, scaled by residents, with believable spread."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.classification.seeds import SeedRow
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.services.demo.vocabulary import longest_match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bpr_studio.domain.benchmark.figures import StepFigure
    from bpr_studio.services.demo.material import DemoMaterial, PartnerPlan

_FIRST_CITIES: Final = 5
_MINUTES_OF_A_HEAD: Final = 113_000  # a year of one head, about


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
    for number, plan in enumerate(material.partners):
        year = fiscal_year + plan.fiscal_year_offset
        city = _city_row(plan, year, core_definition, material, totals)
        rows.append(city)
        # Later cities have a chance of their own: what is drawn after them stays as it was.
        chance = rng if number < _FIRST_CITIES else Random(int(plan.code))  # noqa: S311  # invented
        rows += _figures(chance, plan, city, totals, material)
    return rows


def partner_step_rows(
    material: DemoMaterial, steps: Iterable[StepFigure], fiscal_year: int
) -> Iterator[SeedRow]:
    """Rows of `city_figure` by step type (作業属性) for all partner cities.

    Args:
        material: words and plans.
        steps: our own figures by step type; the partners' vary around them.
        fiscal_year: of our survey.
    """
    known = tuple(steps)
    for plan in material.partners:
        rng = Random(f"{plan.code} steps")  # noqa: S311  # invented figures, nothing secret
        city = planned_id("city_data", plan.code, fiscal_year + plan.fiscal_year_offset)
        size = plan.population / material.population * plan.level
        for step in known:
            minutes = _vary(rng, step.minutes * size, 0.2)
            share = step.non_core_minutes / step.minutes if step.minutes else 0
            yield SeedRow(
                "city_figure",
                (city, step.code, step.step_type),
                {
                    "city_data_id": city,
                    "code": step.code or None,
                    "step_type": step.step_type,
                    "minutes": minutes,
                    "non_core_minutes": round(minutes * share),
                    "cases": _vary(rng, step.cases * size, 0.1) if step.cases else None,
                    "sections": rng.randint(4, 40),
                },
            )


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
    plan: PartnerPlan,
    year: int,
    core_definition: str,
    material: DemoMaterial,
    totals: Mapping[str, _ClassTotal],
) -> SeedRow:
    codes = [category.code for category in material.staff_categories]
    minutes = sum(total.minutes for total in totals.values())
    heads = minutes * plan.population / material.population / _MINUTES_OF_A_HEAD
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
            "staff_categories": [code for code in codes if code not in plan.without],
            "fictitious": 1,
            "wards": plan.wards,
            "staff_heads": round(heads),
            "prepared_by": "DX推進室（架空）",
            "prepared_on": f"{year}-10-01",
            "program": "BPR Studio（架空の見本）",
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
        needs = next((f for start, f in plan.needs.items() if code.startswith(start)), 1.0)
        minutes = round(minutes * needs)
        share = min(max(ours.non_core / ours.minutes + rng.gauss(0, 0.05), 0), 1)
        outsourced = min(max(100 * ours.contractor / ours.minutes + rng.gauss(2, 4), 0), 95)
        fields: dict[str, object] = {
            "city_data_id": city.id,
            "code": code,
            "minutes": minutes,
            "non_core_minutes": round(minutes * share),
            "outsourced_percent": round(outsourced),
        }
        if ours.cases and needs:
            cases = _vary(rng, ours.cases * size, 0.1)
            fields["cases"] = cases
            fields["denominator"] = longest_match(material.words.denominator, code)
            rng.lognormvariate(0, 0.1)  # once drawn here; what follows stays as it was
        yield SeedRow("city_figure", (city.id, code), fields)


def _vary(rng: Random, value: float, sigma: float) -> int:
    return max(round(value * rng.lognormvariate(0, sigma)), 1)
