"""The demo city's organisation: this year's units, last year's, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from bpr_studio.domain.organisation.units import Succession, SuccessionKind, Unit, UnitLevel
from bpr_studio.domain.shared.ids import planned_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.services.demo.material import (
        DemoMaterial,
        OfficePlan,
        ReorganisationPlan,
        SectionPlan,
    )

_LATER_NUMBER = 81
"""Sections that existed only last year are numbered from here in their division."""


@dataclass(frozen=True, slots=True)
class DemoSection:
    """A section of this year.

    Attributes:
        unit: the section.
        plan: its duty and size.
        office: the bureau or ward office it belongs to.
    """

    unit: Unit
    plan: SectionPlan
    office: OfficePlan

    @property
    def title(self) -> str:
        """Office and section name."""
        return f"{self.office.name} {self.unit.name}"


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """Units of both years, each after the unit above it, and the successions between them."""

    current: tuple[Unit, ...]
    previous: tuple[Unit, ...]
    successions: tuple[Succession, ...]
    sections: tuple[DemoSection, ...]


def build_organisation(material: DemoMaterial, fiscal_year: int, sections: int) -> DemoOrganisation:
    """Build the organisation with `sections` sections picked evenly from the plan.

    Raises:
        ValueError: the plan has fewer sections, or less than one is asked for.
    """
    available = sum(len(d.sections) for o in material.offices for d in o.divisions)
    if not 1 <= sections <= available:
        msg = f"the demo city has 1 to {available} sections, not {sections}"
        raise ValueError(msg)
    wanted = {i * available // sections for i in range(sections)}
    index = count()
    units: list[Unit] = []
    found: list[DemoSection] = []
    for number, office in enumerate(material.offices, start=1):
        chosen = [[next(index) in wanted for _ in d.sections] for d in office.divisions]
        if any(map(any, chosen)):
            bureau = _unit(fiscal_year, f"{number:02}", office.name, office.level)
            units.append(bureau)
            for unit, plan in _office_units(material, office, bureau, chosen):
                units.append(unit)
                if plan is not None:
                    found.append(DemoSection(unit, plan, office))
    previous, successions = _previous_year(units, material.reorganisations)
    return DemoOrganisation(tuple(units), previous, successions, tuple(found))


def _unit(fiscal_year: int, code: str, name: str, level: UnitLevel, parent_id: str = "") -> Unit:
    unit_id = planned_id("org_unit", fiscal_year, code)
    return Unit(unit_id, fiscal_year, code, name, level, parent_id, sort_key=int(code[-2:]))


def _office_units(
    material: DemoMaterial, office: OfficePlan, bureau: Unit, chosen: list[list[bool]]
) -> Iterator[tuple[Unit, SectionPlan | None]]:
    """Divisions, sections (with their plan) and subsections of an office."""
    year = bureau.fiscal_year
    for d, (division_plan, picks) in enumerate(zip(office.divisions, chosen, strict=True), start=1):
        if not any(picks):
            continue
        division = _unit(
            year, f"{bureau.code}{d:02}", division_plan.name, UnitLevel.DIVISION, bureau.id
        )
        yield division, None
        for s, (plan, picked) in enumerate(
            zip(division_plan.sections, picks, strict=True), start=1
        ):
            if not picked:
                continue
            section = _unit(
                year, f"{division.code}{s:02}", plan.name, UnitLevel.SECTION, division.id
            )
            yield section, plan
            for k, name in enumerate(material.duties[plan.duty].subsections, start=1):
                yield (
                    _unit(year, f"{section.code}{k:02}", name, UnitLevel.SUBSECTION, section.id),
                    None,
                )


@dataclass(slots=True)
class _LastYear:
    """Last year's units while they are worked out from this year's."""

    names: dict[str, str] = field(default_factory=dict)  # section id -> last year's name
    missing: set[str] = field(default_factory=set)  # sections that did not exist
    extra: list[tuple[Unit, Unit | None, SuccessionKind]] = field(default_factory=list)
    origins: dict[str, tuple[str, SuccessionKind, int]] = field(default_factory=dict)
    # section id -> (id this year of the section whose predecessor it comes from, kind, share)


def _previous_year(
    current: list[Unit], plans: Iterable[ReorganisationPlan]
) -> tuple[tuple[Unit, ...], tuple[Succession, ...]]:
    by_name = {unit.name: unit for unit in current if unit.level is UnitLevel.SECTION}
    last = _LastYear()
    for plan in plans:
        if all(name in by_name for name in (*plan.current, *filter(None, [plan.beside]))):
            _apply(last, plan, [by_name[n] for n in plan.current], by_name.get(plan.beside))
    kept = [u for u in current if u.id not in last.missing and u.parent_id not in last.missing]
    previous = [_earlier(replace(u, name=last.names.get(u.id, u.name))) for u in kept]
    previous += [_earlier(unit) for unit, _, _ in last.extra]
    return tuple(previous), tuple(_successions(current, last))


def _earlier(unit: Unit) -> Unit:
    """The same unit in the year before."""
    year = unit.fiscal_year - 1
    parent = planned_id("org_unit", year, unit.code[:-2]) if unit.parent_id else ""
    return replace(
        unit, id=planned_id("org_unit", year, unit.code), fiscal_year=year, parent_id=parent
    )


def _apply(
    last: _LastYear, plan: ReorganisationPlan, current: list[Unit], beside: Unit | None
) -> None:
    match plan.kind:
        case SuccessionKind.NEW:
            last.missing.update(unit.id for unit in current)
        case SuccessionKind.ABOLISHED if beside is not None:
            last.extra.append((_vanished(beside, plan.previous[0]), None, plan.kind))
        case SuccessionKind.MERGED:
            last.names[current[0].id] = plan.previous[0]
            last.origins[current[0].id] = (current[0].id, plan.kind, 100)
            last.extra.append((_vanished(current[0], plan.previous[1]), current[0], plan.kind))
        case _:  # renamed, split
            last.names[current[0].id] = plan.previous[0]
            last.missing.update(unit.id for unit in current[1:])
            for unit, share in zip(current, plan.shares or (100,), strict=True):
                last.origins[unit.id] = (current[0].id, plan.kind, share)


def _vanished(beside: Unit, name: str) -> Unit:
    """A section that stood in the same division and has no code today."""
    code = f"{beside.code[:-2]}{_LATER_NUMBER + beside.sort_key % 10:02}"
    return _unit(beside.fiscal_year, code, name, UnitLevel.SECTION, beside.parent_id)


def _successions(current: list[Unit], last: _LastYear) -> Iterator[Succession]:
    codes = {unit.id: unit.code for unit in current}
    for unit in current:
        if unit.level is UnitLevel.SUBSECTION:
            continue  # followed through their section
        year = unit.fiscal_year - 1
        origin = last.origins.get(unit.id)
        if origin is not None:
            from_id = planned_id("org_unit", year, codes[origin[0]])
            yield Succession(from_id, unit.id, origin[1], origin[2])
        elif unit.id in last.missing:
            yield Succession("", unit.id, SuccessionKind.NEW, 0)
        else:
            from_id = planned_id("org_unit", year, unit.code)
            yield Succession(from_id, unit.id, SuccessionKind.CONTINUED, 100)
    for unit, successor, kind in last.extra:
        yield Succession(_earlier(unit).id, successor.id if successor else "", kind, 100)
