"""What the page of the procedure ledger works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bpr_studio.domain.procedures.procedure import Procedure
    from bpr_studio.services.procedures import Procedures
    from bpr_studio.ui.pages.chart_files import SaveChart


@dataclass(frozen=True, slots=True)
class LedgerDesk:
    """What the page works with.

    Attributes:
        procedures: the ledger.
        undo: takes the last deed back.
        export: writes lines to a file.
        sample: writes a constructed sheet in the layout of the inventory (架空).
        fill: fills the ledger of a made-up city; None where figures are real.
        save_chart: asks for a place and writes a chart.
        own: row id of the only section somebody sees, "" for the whole city.
        show_sample: leaves for the fictitious city; None inside of one.
    """

    procedures: Procedures
    undo: Callable[[], object]
    export: Callable[[Sequence[Procedure], Path], int]
    sample: Callable[[Path], int]
    save_chart: SaveChart
    own: str = ""
    fill: Callable[[], int] | None = None
    show_sample: Callable[[], object] | None = None
