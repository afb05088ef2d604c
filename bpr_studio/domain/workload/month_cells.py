"""What the twelve month cells of a line mean together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from bpr_studio.domain.shared.quantities import spread
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import BLANK, Refused, Remark, Taken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.workload.cell_rules import CellValue

MonthProfile: TypeAlias = tuple[int, ...]
"""Twelve whole percents, April first, that add up to 100."""

_TOLERANCE: Final = 1.0  # per cent; what twelve rounded shares may be off
_FINE: Final = 1_000_000  # shares as whole numbers for an exact division


def plain_profile(cells: Sequence[CellValue]) -> MonthProfile | None:
    """The profile if all cells hold whole numbers that make 100, as nearly every line does."""
    numbers = [cell for cell in cells if type(cell) is float and cell >= 0 and cell.is_integer()]
    if len(numbers) == len(cells) and sum(numbers) == 100:
        return tuple(map(int, numbers))
    return None


def read_month_profile(
    shares: Sequence[float | None],
) -> Taken[MonthProfile | None] | Refused:
    """The profile of twelve cells that were read as numbers.

    Shares that add up to 100 within 1 are brought to whole percents, shares that add up to 1
    were percent cells. Empty months count as 0 only when the others make 100. Twelve empty
    cells are no profile.

    Args:
        shares: what stands in the cells, April first; None for an empty cell.
    """
    filled = [share for share in shares if share is not None]
    if not filled:
        return BLANK
    total = sum(filled)
    if any(share < 0 or share > 100 for share in filled):
        return _refused(total)
    scale = 100 if abs(total - 1) <= _TOLERANCE / 100 and max(filled) <= 1 else 1
    if abs(total * scale - 100) > _TOLERANCE + 1e-9:
        return _refused(total)
    percents = [(share or 0) * scale for share in shares]
    profile = tuple(spread(100, [round(percent * _FINE) for percent in percents]))
    return Taken(profile, _remarks(shares, percents, profile))


def _remarks(
    shares: Sequence[float | None], percents: Sequence[float], profile: MonthProfile
) -> tuple[Remark, ...]:
    remarks = []
    if any(abs(a - b) > 1e-6 for a, b in zip(percents, profile, strict=True)):
        text = tr(", ").join(map(str, profile))
        message = tr("The month shares were rounded to whole per cent: {shares}.", shares=text)
        remarks.append(Remark("months-rounded", message))
    if any(share is None for share in shares):
        message = tr("Empty months were taken as 0, because the others make 100 %.")
        remarks.append(Remark("empty-months-zero", message))
    return tuple(remarks)


def _refused(total: float) -> Refused:
    return Refused(
        "months-not-100",
        tr(
            "The month shares add up to {total:g} instead of 100 %. "
            "Correct them, or leave all twelve empty.",
            total=round(total, 2),
        ),
    )
