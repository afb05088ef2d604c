"""The fictitious city as a whole (架空): deterministic rows for a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.classification.seeds import SeedRow, staff_year_rows
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.quantities import spread
from bpr_studio.services.demo.answers import AnswerWriter, boost_for_share, scale_for_total
from bpr_studio.services.demo.course import SMALL, course_rows, late_changes, period
from bpr_studio.services.demo.detailed import detailed_rows
from bpr_studio.services.demo.flows import plan_flows
from bpr_studio.services.demo.last_year import LastYear
from bpr_studio.services.demo.organisation import build_organisation
from bpr_studio.services.demo.partners import partner_rows
from bpr_studio.services.demo.staffing import staff_sections
from bpr_studio.services.demo.tasks import TaskDrafter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bpr_studio.domain.organisation.units import Headcount
    from bpr_studio.services.demo.flows import FlowPlan
    from bpr_studio.services.demo.material import DemoMaterial
    from bpr_studio.services.demo.organisation import DemoOrganisation, DemoSection
    from bpr_studio.services.demo.staffing import SectionStaff

FULL_SECTIONS: Final = 365
FULL_TASKS: Final = 60_000
FULL_FLOWS: Final = 200
DEMO_YEAR: Final = 2026

TOTAL_HOURS: Final = 13_200_000
"""Yearly hours of the full city; smaller ones in proportion to their sections (S02, derived)."""

NON_CORE_SHARE: Final = 0.319
"""Published share of non-core work in one real city's survey (S02)."""

CORE_DEFINITION: Final = "職員でなければできない業務をコア、専門性を必要としない定型的な業務をノンコアとする（架空の調査）"


_YEN_PER_HOUR: Final = {
    "regular": 3_300,
    "reemployed_full": 2_600,
    "reemployed_short": 2_600,
    "fixed_term": 3_000,
    "fiscal_full": 1_900,
    "fiscal_part": 1_600,
    "dispatched": 2_400,
    "contractor": 2_800,
}
"""Invented; a published figure of one real city is about 3,285 yen (S62, derived)."""


@dataclass(frozen=True, slots=True)
class DemoSize:
    """How large the demo city is."""

    sections: int = FULL_SECTIONS
    tasks: int = FULL_TASKS
    flows: int = FULL_FLOWS


@dataclass(frozen=True, slots=True)
class DemoCity:
    """A fictitious city.

    Attributes:
        name: city name with 架空.
        code: local-government code of no real city, with a right check digit.
        population: fictitious residents.
        fiscal_year: year of the survey round.
        round_id: row id of the survey round.
        master: rows of org_unit, succession, headcount and survey_round.
        work_items: rows of work_item, in the order of sections and codes.
        course: rows of survey_sheet and sheet_event: how far the sections are.
        late: what changed after an approval; stored last, as another deed.
        detailed: the detailed survey of some tasks, in cities that are not small.
        last_year: the pilot of the year before in some sections: round, tasks and sheets.
        partners: rows of city_data and city_figure.
        flow_plans: flows to be drawn.
    """

    name: str
    code: str
    population: int
    fiscal_year: int
    round_id: str
    master: tuple[SeedRow, ...]
    work_items: tuple[SeedRow, ...]
    partners: tuple[SeedRow, ...]
    flow_plans: tuple[FlowPlan, ...]
    course: tuple[SeedRow, ...] = ()
    late: tuple[SeedRow, ...] = ()
    last_year: tuple[SeedRow, ...] = ()
    detailed: tuple[SeedRow, ...] = ()

    def rows(self) -> Iterator[SeedRow]:
        """All rows of this year but the late ones, each after those it refers to."""
        yield from self.master
        yield from self.work_items
        yield from self.partners
        yield from self.course


def generate_demo_city(
    material: DemoMaterial, seed: int = 1, size: DemoSize | None = None, *, year: int = DEMO_YEAR
) -> DemoCity:
    """Make the fictitious city; equal arguments give equal cities.

    Args:
        material: words, plans and lists.
        seed: another seed, another city.
        size: number of sections, tasks and flows; the full city by default.
        year: fiscal year of the survey; the organisation of the year before comes with it.

    Raises:
        ValueError: more sections than the plan has, or fewer tasks than sections.
    """
    size = size or DemoSize()
    if size.tasks < size.sections:
        msg = f"{size.sections} sections need at least as many tasks, not {size.tasks}"
        raise ValueError(msg)
    rng = Random(seed)  # noqa: S311  # a reproducible city, nothing secret
    organisation = build_organisation(material, year, size.sections)
    frame = _Frame(
        planned_id("survey_round", year, "overall"),
        year,
        size.tasks,
        TOTAL_HOURS * 60 * size.sections // FULL_SECTIONS,
    )
    heads = _minutes_per_head(material, year)
    staff = staff_sections(rng, organisation.sections, heads, frame.total_minutes)
    pilot_id = planned_id("survey_round", year - 1, "overall")
    pilot = LastYear(pilot_id, year - 1, organisation, seed)
    drafted = _work_items(rng, material, organisation.sections, staff, frame)
    work_items = tuple(pilot.linked(item) for item in drafted)
    this_year = _round_row(material, frame, pilot_id if pilot.items else "")
    course = tuple(course_rows(frame.round_id, year, organisation.sections, work_items, seed))
    return DemoCity(
        name=material.name,
        code=material.code,
        population=material.population,
        fiscal_year=year,
        round_id=frame.round_id,
        master=(
            *_organisation_rows(organisation),
            *(_headcount_row(headcount) for s in staff for headcount in s.headcounts),
            this_year,
            *_price_rows(year),
        ),
        work_items=work_items,
        partners=tuple(partner_rows(rng, material, work_items, year, CORE_DEFINITION)),
        flow_plans=plan_flows(rng, material, organisation.sections, size.flows),
        course=course,
        late=tuple(late_changes(course, work_items)),
        detailed=detailed_rows(this_year, organisation.sections, work_items)
        if size.sections >= SMALL
        else (),
        last_year=tuple(pilot.rows(this_year, f"{FiscalYear(year - 1).era_name} 先行調査（架空）")),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """The survey round and the totals it shall meet."""

    round_id: str
    year: int
    tasks: int
    total_minutes: int


def _minutes_per_head(material: DemoMaterial, year: int) -> dict[str, int]:
    rows = staff_year_rows([material.year(year)], material.staff_categories)
    return {row.fields["staff_category"]: row.fields["minutes_per_head"] for row in rows}


def _work_items(
    rng: Random,
    material: DemoMaterial,
    sections: Sequence[DemoSection],
    staff: Sequence[SectionStaff],
    frame: _Frame,
) -> Iterator[SeedRow]:
    counts = _task_counts(staff, frame.tasks)
    drafter = TaskDrafter(rng, material)
    drafts = [drafter.draft(*args) for args in zip(sections, staff, counts, strict=True)]
    boost = boost_for_share(drafts, NON_CORE_SHARE)
    scale = scale_for_total(drafts, boost, frame.total_minutes)
    writer = AnswerWriter(rng, material.words.issues, frame.round_id, frame.year - 1)
    for section_drafts in drafts:
        yield from writer.rows(section_drafts, boost, scale)


def _task_counts(staff: Sequence[SectionStaff], tasks: int) -> list[int]:
    """Tasks per section, more in large ones but not in proportion; at least one."""
    weights = [round(100 * s.worked**0.5) for s in staff]
    return [1 + n for n in spread(tasks - len(staff), weights)]


def _organisation_rows(organisation: DemoOrganisation) -> Iterator[SeedRow]:
    for unit in (*organisation.previous, *organisation.current):
        yield SeedRow(
            "org_unit",
            (unit.fiscal_year, unit.code),
            {
                "fiscal_year": unit.fiscal_year,
                "code": unit.code,
                "name": unit.name,
                "level": unit.level.value,
                "parent_id": unit.parent_id,
                "sort_key": unit.sort_key,
            },
        )
    for s in organisation.successions:
        yield SeedRow(
            "succession",
            (s.from_id, s.to_id),
            {
                "from_id": s.from_id,
                "to_id": s.to_id,
                "kind": s.kind.value,
                "share_percent": s.share_percent,
            },
        )


def _headcount_row(headcount: Headcount) -> SeedRow:
    return SeedRow(
        "headcount",
        (headcount.unit_id, headcount.staff_category),
        {
            "unit_id": headcount.unit_id,
            "staff_category": headcount.staff_category,
            "heads_hundredths": headcount.heads_hundredths,
            "overtime_minutes": headcount.overtime_minutes,
        },
    )


def _price_rows(year: int) -> Iterator[SeedRow]:
    """What an hour costs, this year and the year before (架空)."""
    for fiscal_year in (year - 1, year):
        for category, yen in _YEN_PER_HOUR.items():
            yield SeedRow("staff_year", (fiscal_year, category), {"yen_per_hour": yen})


def _round_row(material: DemoMaterial, frame: _Frame, previous: str) -> SeedRow:
    return SeedRow(
        "survey_round",
        (frame.year, "overall"),
        {
            "fiscal_year": frame.year,
            "kind": "overall",
            "name": f"{FiscalYear(frame.year).era_name} 全体調査（架空）",
            "format_id": "overall",
            "format_version": 1,
            "core_definition": CORE_DEFINITION,
            "minutes_per_full_timer": material.year(frame.year).minutes_per_full_timer,
            "state": "open",
            "target": "all",
            "previous_round_id": previous or None,
            **period(frame.year),
        },
    )
