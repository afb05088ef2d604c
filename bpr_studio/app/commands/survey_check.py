"""`survey check`: what the checks have to say about sections."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.output import TerminalProgress, finding_document
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bpr_studio.app.commands.session import Session
    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.services.city_findings import CityFindings, RuleCount, SectionFindings


class Gravity(StrEnum):
    """How grave a finding must be to be told."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that are told."""
        every = tuple(Level)
        return every[: every.index(Level(self.value)) + 1]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", help=tr("What the checks say about the answers."))(check)


def check(
    context: typer.Context,
    section: Annotated[
        list[str] | None, typer.Option(help=tr("Code of a section; may be repeated."))
    ] = None,
    level: Annotated[
        Gravity, typer.Option(help=tr("Tell findings of this gravity and graver ones."))
    ] = Gravity.WARNING,
) -> None:
    """Check the answers; exit code 1 when there are errors."""
    session: Session = context.obj
    with session.reading() as workspace:
        city = workspace.checking.city(workspace.round_id, TerminalProgress())
    chosen = _chosen(city, section or [])
    told = [(s, s.placed(level.levels)) for s in chosen.sections]
    rules = [rule for rule in chosen.rules if rule.rule.level in level.levels]
    session.output.findings(finding for _, findings in told for finding in findings)
    document = {
        "sections": [_section_document(s, findings) for s, findings in told],
        "rules": [_rule_document(rule) for rule in rules],
    }
    session.output.result(document, _lines(chosen, rules))
    if chosen.count(Level.ERROR):
        raise typer.Exit(1)


def _chosen(city: CityFindings, codes: Collection[str]) -> CityFindings:
    if not codes:
        return city
    unknown = sorted(set(codes) - {s.unit_code for s in city.sections})
    if unknown:
        raise RefusedError(
            tr("There is no section with the code {code}.", code=", ".join(unknown)),
            remedy=tr("`survey status` lists the sections with their codes."),
        )
    return city.only({s.unit_id for s in city.sections if s.unit_code in codes})


def _section_document(section: SectionFindings, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "code": section.unit_code,
        "name": section.unit_name,
        "bureau": section.bureau_name,
        "tasks": section.tasks,
        "errors": section.count(Level.ERROR),
        "warnings": section.count(Level.WARNING),
        "notices": section.count(Level.NOTICE),
        "findings": [finding_document(finding) for finding in findings],
    }


def _rule_document(count: RuleCount) -> dict[str, Any]:
    return {
        "rule": count.rule.id,
        "level": count.rule.level.value,
        "title": count.title,
        "findings": count.findings,
        "sections": count.sections,
        "minutes": count.minutes,
    }


def _lines(city: CityFindings, rules: Sequence[RuleCount]) -> Iterator[str]:
    yield tr(
        "{sections:,} sections checked: {errors:,} errors, {warnings:,} warnings, "
        "{notices:,} notices.",
        sections=len(city.sections),
        errors=city.count(Level.ERROR),
        warnings=city.count(Level.WARNING),
        notices=city.count(Level.NOTICE),
    )
    for count in rules:
        yield tr(
            "{title}: {findings:,} findings in {sections:,} sections, {hours} h",
            title=count.title,
            findings=count.findings,
            sections=count.sections,
            hours=format_hours(count.minutes),
        )
