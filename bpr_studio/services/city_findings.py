"""What the checks say about many sections at once, kept small enough to be remembered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr_source
from bpr_studio.domain.workload.checks import RULES, RowFinding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bpr_studio.domain.workload.check_values import CheckRule, TaskFigures
    from bpr_studio.services.views import SectionStatus


Told: TypeAlias = tuple[str, str, str, str, str]
"""Row, field, rule, message and value of a finding. Plain tuples of texts: once the garbage
collector has seen them, it never looks at these 60,000 again."""


def _finding(told: Told, place: Place) -> Finding:
    _, _, rule, message, value = told
    return Finding(RULES[rule].level, rule, message, place, value)


@dataclass(frozen=True, slots=True)
class SectionFindings:
    """What is to tell about one section.

    Attributes:
        tasks: number of its tasks.
        minutes: their minutes a year.
        told: the findings as texts, worst first; `findings` makes values of them.
        names: names of the tasks named in them, by row.
        row_minutes: their minutes a year, by row.
        counts: number of findings by level.
    """

    unit_id: str
    unit_code: str
    unit_name: str
    bureau_name: str
    tasks: int
    minutes: int
    told: tuple[Told, ...]
    names: Mapping[str, str]
    row_minutes: Mapping[str, int]
    counts: Mapping[Level, int]

    @property
    def findings(self) -> tuple[RowFinding, ...]:
        """The findings, worst first; made anew each time."""
        return tuple(RowFinding(told[0], told[1], _finding(told, Place())) for told in self.told)

    def count(self, level: Level) -> int:
        """Number of findings of one level."""
        return self.counts[level]

    @property
    def open(self) -> int:
        """Number of findings that want something done: errors and warnings."""
        return self.counts[Level.ERROR] + self.counts[Level.WARNING]

    def placed(self, levels: Collection[Level] = tuple(Level)) -> tuple[Finding, ...]:
        """The findings of some levels with section and task as their place, for long lists."""
        where = f"{self.unit_code} {self.unit_name}"
        return tuple(
            _finding(told, Place(sheet=where, cell=self.names.get(told[0], "")))
            for told in self.told
            if RULES[told[2]].level in levels
        )


def section_findings(
    section: SectionStatus, tasks: Sequence[TaskFigures], findings: Sequence[RowFinding]
) -> SectionFindings:
    """What is to tell about a section.

    Args:
        section: which one.
        tasks: its tasks.
        findings: what the checks said, worst first.
    """
    told = tuple(
        (f.row, f.field, f.finding.rule, f.finding.message, f.finding.value) for f in findings
    )
    named = {row for row, *_ in told}
    counts = dict.fromkeys(Level, 0)
    for _, _, rule, _, _ in told:
        counts[RULES[rule].level] += 1
    return SectionFindings(
        unit_id=section.unit_id,
        unit_code=section.unit_code,
        unit_name=section.unit_name,
        bureau_name=section.bureau_name,
        tasks=len(tasks),
        minutes=sum(task.minutes for task in tasks),
        told=told,
        names={task.id: task.name for task in tasks if task.id in named},
        row_minutes={task.id: task.minutes for task in tasks if task.id in named},
        counts=counts,
    )


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often one rule found something.

    Attributes:
        findings: how often.
        sections: in how many sections.
        minutes: yearly minutes of the tasks concerned, of whole sections where the rule looks
            at the whole sheet: the hours at stake.
    """

    rule: CheckRule
    findings: int
    sections: int
    minutes: int

    @property
    def title(self) -> str:
        """What the rule looks for, in a few words."""
        return tr_source(self.rule.title)


@dataclass(frozen=True, slots=True)
class CityFindings:
    """What is to tell about every section of a round.

    Attributes:
        sections: in tree order; sections without findings too.
        rules: what was found at all, the gravest and most frequent first.
    """

    round_id: str
    sections: tuple[SectionFindings, ...]
    rules: tuple[RuleCount, ...] = field(init=False)
    _by_unit: dict[str, SectionFindings] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", _counted(self.sections))
        object.__setattr__(self, "_by_unit", {s.unit_id: s for s in self.sections})

    def of(self, unit_id: str) -> SectionFindings | None:
        """The findings of one section; None where it is no section of the round's year."""
        return self._by_unit.get(unit_id)

    def only(self, unit_ids: Collection[str]) -> CityFindings:
        """The same for some sections."""
        return CityFindings(self.round_id, tuple(s for s in self.sections if s.unit_id in unit_ids))

    def count(self, level: Level) -> int:
        """Number of findings of one level over all sections."""
        return sum(section.counts[level] for section in self.sections)


def _counted(sections: Iterable[SectionFindings]) -> tuple[RuleCount, ...]:
    findings: dict[str, int] = {}
    units: dict[str, set[str]] = {}
    minutes: dict[str, int] = {}
    for section in sections:
        for row, _, rule, _, _ in section.told:
            stake = section.row_minutes[row] if row else section.minutes
            findings[rule] = findings.get(rule, 0) + 1
            units.setdefault(rule, set()).add(section.unit_id)
            minutes[rule] = minutes.get(rule, 0) + stake
    levels = list(Level)
    counts = [RuleCount(RULES[r], n, len(units[r]), minutes[r]) for r, n in findings.items()]
    return tuple(sorted(counts, key=lambda c: (levels.index(c.rule.level), -c.findings, c.rule.id)))
