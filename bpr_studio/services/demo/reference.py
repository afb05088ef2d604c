"""Invented public figures (架空): staff by department, and what the work of classes depends on."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.staff import StaffCount
from bpr_studio.domain.shared.ids import planned_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bpr_studio.domain.benchmark.exchange import SuggestedDenominator
    from bpr_studio.domain.benchmark.staff import Coverage
    from bpr_studio.services.demo.material import DemoMaterial

SOURCE: Final = "定員管理調査を模した架空の数値"

#: Shares of a department's staff that the invented survey did not reach.
_UNREACHED: Final = {"衛生": 0.3, "教育": 0.25, "消防": 0.2}
#: How many there are of a denominator for each resident, invented.
_PER_RESIDENT: Final = {
    "人口": 1.0,
    "職員数": 0.009,
    "契約件数": 0.012,
    "異動届出件数": 0.09,
    "証明書交付件数": 0.55,
    "選挙人名簿登録者数": 0.82,
    "棟数・筆数": 0.9,
    "納税義務者数": 0.47,
    "申告法人数": 0.022,
    "課税台数": 0.25,
    "被保険者数": 0.19,
    "第1号被保険者数": 0.29,
    "障害者手帳所持者数": 0.06,
    "認定申請件数": 0.045,
    "受給者数": 0.07,
    "出生数": 0.007,
    "接種件数": 0.2,
    "児童生徒数": 0.075,
    "被保護世帯数": 0.019,
    "利用申込件数": 0.009,
    "印鑑登録者数": 0.6,
    "届出件数": 0.03,
    "滞納件数": 0.05,
    "来庁者数": 0.8,
    "65歳以上人口": 0.3,
    "申請件数": 0.02,
    "道路延長": 0.004,
    "給水件数": 0.5,
    "防火対象物数": 0.03,
}
_USUAL: Final = 0.05


def staff_counts(material: DemoMaterial, found: Coverage) -> Iterator[StaffCount]:
    """Invented staff by department: our city's staff fits the survey but for three departments.

    Args:
        material: names the cities.
        found: our survey by department.
    """
    ours = _staff(found)
    for department, heads in ours:
        yield _count(material.code, material.name, found.fiscal_year, department, heads)
    for plan in material.partners:
        rng = Random(f"{plan.code} staff")  # noqa: S311  # invented figures, nothing secret
        size = plan.population / material.population * plan.level
        for department, heads in ours:
            number = round(heads * size * rng.uniform(0.9, 1.1))
            yield _count(plan.code, plan.name, found.fiscal_year, department, number)


def _staff(found: Coverage) -> list[tuple[str, int]]:
    """Heads that would have worked the surveyed hours, and those nobody asked."""
    rng = Random(found.fiscal_year)  # noqa: S311  # invented figures, nothing secret
    return [
        (
            line.department,
            round(
                line.minutes
                / found.minutes_per_full_timer
                * rng.uniform(0.92, 1.08)
                / (1 - _UNREACHED.get(line.department, 0))
            ),
        )
        for line in found.lines
        if line.minutes
    ]


def _count(code: str, name: str, year: int, department: str, heads: int) -> StaffCount:
    return StaffCount(code, name, year, department, heads, fictitious=True, source=SOURCE)


def denominator_rows(
    material: DemoMaterial, suggested: Sequence[SuggestedDenominator], fiscal_year: int
) -> Iterator[tuple[str, dict[str, object]]]:
    """Row and denominators of `city_data`, of our city and of all partners.

    Args:
        material: names the cities.
        suggested: the denominators there are.
        fiscal_year: of our survey.
    """
    ours = {
        "city_code": material.code,
        "city_name": material.name,
        "fiscal_year": fiscal_year,
        "fictitious": 1,
    }
    given = _denominators(material.code, material.population, suggested)
    yield planned_id("city_data", material.code, fiscal_year), {**ours, "denominators": given}
    for plan in material.partners:
        row = planned_id("city_data", plan.code, fiscal_year + plan.fiscal_year_offset)
        yield row, {"denominators": _denominators(plan.code, plan.population, suggested)}


def _denominators(
    code: str, population: int, suggested: Iterable[SuggestedDenominator]
) -> list[list[object]]:
    rng = Random(f"{code} denominators")  # noqa: S311  # invented figures, nothing secret
    sizes: dict[str, int] = {}
    for one in suggested:
        rate = _PER_RESIDENT.get(one.name, _USUAL) * rng.uniform(0.85, 1.15)
        sizes.setdefault(one.name, max(round(population * rate), 1))
    sizes["人口"] = population
    return [[one.code, one.name, sizes[one.name]] for one in suggested]
