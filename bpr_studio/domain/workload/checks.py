"""The checks of a survey sheet: all at once, or while somebody types.

An error keeps a sheet from being submitted, a warning wants a look, a notice is advice (domain
reference 1.4). The limits stand in `check_values`, the rules in `checks_rows` (one row by itself)
and `checks_sheet` (all rows together).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.workload.check_values import (
    CheckRule,
    RowFinding,
    SheetFacts,
    figures_of,
    minutes_in,
)
from bpr_studio.domain.workload.checks_rows import ROW_RULES, row_findings
from bpr_studio.domain.workload.checks_sheet import SHEET_RULES, SheetRules
from bpr_studio.domain.workload.checks_steps import STEP_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.workload.check_values import (
        TaskFigures,
    )

__all__ = ["RULES", "CheckRule", "LiveChecks", "RowFinding", "SheetFacts", "check_sheet"]

RULES: Final = {rule.id: rule for rule in (*ROW_RULES, *SHEET_RULES, *STEP_RULES)}
"""Every rule of sheets and steps by its id, errors of rows first."""

_GRAVITY: Final = {
    rule.id: 2 * list(Level).index(rule.level) + rule.risk for rule in RULES.values()
}
"""The smaller, the graver."""

_PLACES: Final = {rule: place for place, rule in enumerate(sorted(RULES, key=_GRAVITY.__getitem__))}


def check_sheet(
    facts: SheetFacts, tasks: Iterable[TaskFigures], before: Mapping[str, int] | None = None
) -> tuple[RowFinding, ...]:
    """Everything to tell about a sheet, worst first.

    Args:
        facts: what is known of the section.
        tasks: its rows.
        before: last year's minutes by row, where they are known already; else those of `facts`.
    """
    ordered = sorted(tasks, key=_place)
    of_row = {task.id: row_findings(task, facts) for task in ordered}
    rules = SheetRules(facts, minutes_before(facts) if before is None else before)
    return _worst_first(_grouped(ordered, of_row, rules.findings(ordered)))


def minutes_before(facts: SheetFacts) -> dict[str, int]:
    """Last year's minutes by the id of last year's row."""
    return {row: minutes_in(fields) for row, fields in facts.previous.items()}


class LiveChecks:
    """The findings of one sheet while it is being changed.

    Rules of single rows run for changed rows only; rules over the whole sheet run when the
    findings are asked for the next time. The order of the sheet is that of `sort_key`.
    """

    def __init__(self, facts: SheetFacts, rows: Mapping[str, Mapping[str, object]]) -> None:
        self._facts = facts
        self._rules = SheetRules(facts, minutes_before(facts))
        self._tasks: dict[str, TaskFigures] = {}
        self._of_row: dict[str, tuple[RowFinding, ...]] = {}
        self._findings: tuple[RowFinding, ...] | None = None
        self._by_row: dict[str, list[RowFinding]] = {}
        self.update(rows)

    def update(self, changed: Mapping[str, Mapping[str, object] | None]) -> None:
        """Take the fields of changed and new rows; None where a row was removed."""
        for row, fields in changed.items():
            if fields is None:
                self._tasks.pop(row, None)
                self._of_row.pop(row, None)
                continue
            task = figures_of(row, fields)
            if task != self._tasks.get(row):
                self._tasks[row] = task
                self._of_row[row] = row_findings(task, self._facts)
        self._findings = None

    @property
    def findings(self) -> tuple[RowFinding, ...]:
        """Everything to tell, worst first; of the same gravity the whole sheet first.

        Risks of the work (a task only one person knows) come after slips of the same level.
        """
        if self._findings is None:
            ordered = sorted(self._tasks.values(), key=_place)
            self._by_row = _grouped(ordered, self._of_row, self._rules.findings(ordered))
            self._findings = _worst_first(self._by_row)
        return self._findings

    def of_row(self, row: str) -> tuple[RowFinding, ...]:
        """What is to tell about one row, worst first; "" for the whole sheet."""
        _ = self.findings  # brings the groups up to date
        return tuple(self._by_row.get(row, ()))


def _place(task: TaskFigures) -> tuple[int, str]:
    return task.sort_key, task.id


def _grouped(
    ordered: Iterable[TaskFigures],
    of_row: Mapping[str, tuple[RowFinding, ...]],
    of_sheet: Iterable[RowFinding],
) -> dict[str, list[RowFinding]]:
    """Findings by row in sheet order, the whole sheet first; worst first within each."""
    told: dict[str, list[RowFinding]] = {}
    for found in of_sheet:
        told.setdefault(found.row, []).append(found)
    groups = {"": told.get("", [])}
    for task in ordered:
        both = [*of_row[task.id], *told.get(task.id, ())]
        if both:
            groups[task.id] = both
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=_rank)
    return groups


def _rank(found: RowFinding) -> int:
    return _PLACES[found.finding.rule]


def _worst_first(groups: Mapping[str, list[RowFinding]]) -> tuple[RowFinding, ...]:
    """All findings by gravity, those of the same gravity in the order of the groups."""
    found = [found for group in groups.values() for found in group]
    return tuple(sorted(found, key=_gravity))


def _gravity(found: RowFinding) -> int:
    return _GRAVITY[found.finding.rule]
