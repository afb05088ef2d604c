"""Checks of the detailed survey: the steps of a section's tasks, or those of the whole city."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.workload.check_values import figures_of
from bpr_studio.domain.workload.checks_steps import cases_in_year, check_step, no_steps, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bpr_studio.domain.workload.check_values import RowFinding, TaskFigures


class StepRow(NamedTuple):
    """One step as far as checks need it.

    Attributes:
        flow_id: the flow of its task.
        task: name of the task.
        row: id of the flow element; "" for a task that has no steps.
        fields: its stored fields.
    """

    flow_id: str
    task: str
    row: str
    fields: Mapping[str, object]

    @property
    def figures(self) -> TaskFigures:
        """The row as lists of findings know it: what it is called, and its minutes a year."""
        minutes, cases = number(self.fields.get("minutes_per_case")), cases_in_year(self.fields)
        year = int(minutes * cases + 0.5) if minutes is not None and cases is not None else 0
        name = f"{self.task}：{self.fields.get('name') or ''}" if self.row else self.task
        return figures_of(self.row or self.flow_id, {"name": name, "minutes_regular": year})


def findings_of_steps(rows: Iterable[StepRow]) -> tuple[RowFinding, ...]:
    """Everything to tell about the steps of a section, worst first."""
    levels = list(Level)
    return tuple(sorted(_findings(rows), key=lambda found: levels.index(found.finding.level)))


def _findings(rows: Iterable[StepRow]) -> Iterator[RowFinding]:
    for row in rows:
        if row.row:
            yield from check_step(row.row, row.fields)
        else:
            yield no_steps(row.flow_id)
