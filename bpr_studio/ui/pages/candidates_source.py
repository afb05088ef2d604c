"""The rows of the candidates table, read page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.candidate_values import CandidateState
from bpr_studio.services.candidate_words import difficulty_name, state_name
from bpr_studio.services.candidates import rule_name
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours
from bpr_studio.ui.pages.candidates_parts import difficulty_of, difficulty_tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bpr_studio.services.candidate_ground import CandidateGround
    from bpr_studio.services.candidate_values import CandidateLine
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.grid.source import Order


class CandidateRows:
    """The candidates at some places, in the order of the ranking or of a column of hours.

    Args:
        ground: all candidates.
        places: those to show, in the order of the ranking.
    """

    def __init__(self, ground: CandidateGround, places: NDArray[np.intp]) -> None:
        self._ground = ground
        self._places = places
        self._order: Order | None = None
        self._sorted = places

    def count(self) -> int:
        """Number of candidates."""
        return len(self._places)

    def page(self, offset: int, limit: int, order: Order | None) -> Sequence[Row]:
        """Some candidates."""
        if order != self._order:
            self._order, self._sorted = order, self._in_order(order)
        lines = self._ground.lines(self._sorted[offset : offset + limit].tolist())
        return [_row(line) for line in lines]

    def _in_order(self, order: Order | None) -> NDArray[np.intp]:
        if order is None:
            return self._places
        bands = self._ground.bands
        values = {
            "hours": self._ground.proposed.material.minutes,
            "typical": bands.typical,
        }[order.key][self._places]
        return self._places[np.argsort(-values if order.descending else values, kind="stable")]


def _row(line: CandidateLine) -> Row:
    name = line.name
    if line.step_id:
        name = tr("{task} › {step}", task=line.task_name, step=line.name)
    return (
        line.key,
        line.unit_name,
        name,
        rule_name(line.rule),
        line.minutes,
        line.typical,
        tr("{low} – {high}", low=format_hours(line.low), high=format_hours(line.high)),
        line.rule.difficulty.value,
        line.state.value,
    )


def candidate_columns() -> tuple[ColumnSpec, ...]:
    """The columns of the table of candidates."""
    hours = as_hours()
    return (
        ColumnSpec("section", tr("Section"), width=92, sortable=False),
        ColumnSpec("name", tr("Task or step"), width=120, sortable=False, stretch=True),
        ColumnSpec("rule", tr("Proposal"), width=138, sortable=False),
        ColumnSpec("hours", tr("Now"), tr("h"), Align.RIGHT, 96, hours, summed=True),
        ColumnSpec("typical", tr("Expected"), tr("h"), Align.RIGHT, 96, hours, summed=True),
        ColumnSpec("band", tr("Band"), align=Align.RIGHT, width=114, sortable=False),
        ColumnSpec(
            "difficulty",
            tr("Difficulty"),
            width=70,
            format=lambda value: difficulty_name(difficulty_of(value)),
            mark=difficulty_tone,
            sortable=False,
        ),
        ColumnSpec(
            "state",
            tr("State"),
            width=76,
            format=lambda value: state_name(CandidateState(str(value))),
            sortable=False,
        ),
    )
