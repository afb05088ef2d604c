"""The register and its effects as JSON and as lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpr_studio.app.output import finding_document
from bpr_studio.domain.reform.words import kind_name, method_name, state_name
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bpr_studio.domain.reform.effects import Booked, Sums
    from bpr_studio.services.improvement_effects import Effects, Target
    from bpr_studio.services.improvements import Register
    from bpr_studio.services.report_values import ReportTable


def booked_document(booked: Booked, register: Register) -> dict[str, Any]:
    """One improvement with what it counts for; hours are minutes."""
    one, plan = booked.improvement, booked.improvement.plan
    return {
        "id": one.id,
        "name": plan.name,
        "kind": plan.kind.value,
        "state": one.state.value,
        "section": {"code": one.unit_code, "name": one.unit_name},
        "start_month": plan.start_month,
        "centre": plan.centre,
        "expected_minutes": one.expected_minutes,
        "counted_minutes": booked.minutes,
        "years": [
            {"fiscal_year": year.fiscal_year, "expected": year.expected, "actual": year.actual}
            for year in booked.years
        ],
        "claims": [
            {
                "task": claim.work_item_id,
                "step": claim.step_id,
                "name": register.ground.name_of(claim),
                "minutes": claim.minutes,
            }
            for claim in plan.claims
        ],
        "actuals": [
            {
                "fiscal_year": actual.fiscal_year,
                "minutes": actual.minutes,
                "method": actual.method.value,
                "evidence": actual.evidence,
            }
            for actual in one.actuals
        ],
        "findings": [finding_document(each) for each in register.findings.get(one.id, ())],
    }


def list_lines(found: Sequence[Booked]) -> Iterator[str]:
    """One line for each improvement, and how many there are."""
    for booked in found:
        one = booked.improvement
        yield "  ".join(
            (
                one.id[:8],
                state_name(one.state),
                kind_name(one.plan.kind),
                tr("{hours} h a year", hours=format_hours(booked.minutes)),
                one.unit_name or tr("The whole city"),
                one.plan.name,
            )
        )
    yield ntr("{n:,} improvement", "{n:,} improvements", len(found))


def booked_lines(booked: Booked, register: Register) -> Iterator[str]:
    """One improvement in full."""
    one = booked.improvement
    yield from list_lines([booked])
    for claim in one.plan.claims:
        hours = tr("{hours} h a year", hours=format_hours(claim.minutes, decimals=1))
        yield f"  - {register.ground.name_of(claim)}: {hours}"
    for actual in one.actuals:
        yield "  " + tr(
            "{year}: {hours} h ({method})",
            year=str(FiscalYear(actual.fiscal_year)),
            hours=format_hours(actual.minutes),
            method=method_name(actual.method),
        )
    for finding in register.findings.get(one.id, ()):
        yield f"  ! {finding.message}"


def effects_document(effects: Effects) -> dict[str, Any]:
    """What the register saves: the values behind the charts and reports."""
    targets = effects.targets
    return {
        "scope": effects.provenance.scope,
        "fiscal_year": effects.provenance.fiscal_year.year,
        "fictitious": effects.provenance.fictitious,
        "before": {"minutes": effects.before.total, "non_core": effects.before.non_core},
        "off": effects.off,
        "share_of_all": effects.share_of_all,
        "share_of_non_core": effects.share_of_non_core,
        "kinds": [
            {"kind": kind.value, "improvements": n, "minutes": decided, "done": done}
            for kind, n, decided, done in effects.of_round
        ],
        "total": _sums(effects.sums, targets.total if targets else None),
        "centre": _sums(effects.centre, targets.centre if targets else None),
    }


def _sums(sums: Sums, target: Target | None) -> dict[str, Any]:
    return {
        "improvements": sums.count,
        "decided": sums.decided,
        "ideas": sums.ideas,
        "done": sums.done,
        "counted_twice": sums.missing,
        "without_tasks": sums.without_rows,
        "target": {"minutes": target.minutes, "fiscal_year": target.due} if target else None,
        "years": [
            {
                "fiscal_year": year.fiscal_year,
                "expected": year.expected,
                "actual": year.actual,
                "recorded": recorded,
            }
            for year, recorded in zip(sums.years, sums.recorded, strict=True)
        ],
    }


def effects_lines(effects: Effects) -> Iterator[str]:
    """Both findings with their tables."""
    yield effects.waterfall_title
    yield from _table(effects.waterfall_table)
    yield ""
    yield effects.burn_up_title
    yield from _table(effects.burn_up_table)
    yield effects.burn_up_table.note


def _table(table: ReportTable) -> Iterable[str]:
    yield "  " + "  ".join(column.heading for column in table.columns)
    for row in table.shown():
        yield "  " + "  ".join(row)
