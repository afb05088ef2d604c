"""The list of survey rounds: its columns, and a round as a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import round_label, round_state
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number, as_percent
from bpr_studio.ui.pages.survey_words import short_day

if TYPE_CHECKING:
    from bpr_studio.services.round_progress import RoundProgress
    from bpr_studio.ui.grid.columns import Row


def round_columns() -> tuple[ColumnSpec, ...]:
    """The columns of the list."""
    number = as_number()
    return (
        ColumnSpec("name", tr("Survey"), width=192, stretch=True),
        ColumnSpec("state", tr("State"), width=90),
        ColumnSpec("due", tr("Due"), width=124, format=short_day),
        ColumnSpec("sections", tr("Sections asked"), "", Align.RIGHT, 80, number),
        ColumnSpec("rate", tr("Handed in"), "%", Align.RIGHT, 96, as_percent(0)),
        ColumnSpec("accepted", tr("Accepted sheets"), "", Align.RIGHT, 80, number),
    )


def round_row(progress: RoundProgress, *, current: bool) -> Row:
    """A round as a row of the list.

    Args:
        progress: the round, and how far its sections are.
        current: all pages show it; it gets a star.
    """
    found, total = progress.round, progress.total
    name = f"★ {found.name}" if current else found.name
    return (
        found.id,
        name,
        round_label(round_state(found.state)),
        found.due_on or None,
        total.sections,
        total.rate,
        total.accepted,
    )
