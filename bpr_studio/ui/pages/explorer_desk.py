"""What the page of the explorer works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bpr_studio.services.exploring import Explorer
    from bpr_studio.services.exploring_tables import ExploreNotes
    from bpr_studio.services.report_values import ReportTable


@dataclass(frozen=True, slots=True)
class ExplorerDesk:
    """What the page works with.

    Attributes:
        explorer: answers.
        notes: what must be said beside tables.
        section: code of the only section the person may see, "" for all.
        write: writes a table as .xlsx or .csv; slow.
        undo: takes the last deed back.
        show_sample: opens the fictitious city, None where it is open already.
    """

    explorer: Explorer
    notes: ExploreNotes
    section: Callable[[], str]
    write: Callable[[ReportTable, Path], None]
    undo: Callable[[], object]
    show_sample: Callable[[], object] | None = None
