"""From percents to rows: what the allocation view asks and what becomes of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.allocation import is_within
from bpr_studio.domain.workload.check_values import CONTRACTOR_FIELD, minutes_in
from bpr_studio.ui.grid.entry.model import new_row_id
from bpr_studio.ui.pages.entry_shares import WHOLE, ClassShares, RowShares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.services.entry import EntrySheet
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.ui.pages.entry_classes import ClassTree
    from bpr_studio.ui.pages.entry_shares import SharePlan

_MINOR_LENGTH = 9  # "B01-03-01"


class Sharing:
    """The capacity of one section in percent over classes or rows.

    Args:
        sheet: the section's sheet.
        tree: the classification.
        undo: makes all of it one step of undo.
    """

    def __init__(self, sheet: EntrySheet, tree: ClassTree, undo: UndoableStore) -> None:
        self._sheet = sheet
        self._tree = tree
        self._undo = undo

    def plans(self) -> dict[str, SharePlan]:
        """What can be shared out over: the classification, and the rows where there are any."""
        shares = self._sheet.allocation.shares
        by_class: dict[str, int] = {}
        for row, share in shares.items():
            code = self._code(row)
            if code:
                by_class[code] = by_class.get(code, 0) + share
        plans: dict[str, SharePlan] = {"classes": ClassShares(self._tree, by_class)}
        if self._sheet.rows:
            plans["rows"] = RowShares(
                [
                    (row, str(self._sheet.fields(row).get("name", "")), self._code(row),
                     shares.get(row, 0))
                    for row in self._sheet.rows
                ]
            )  # fmt: skip
        return plans

    def counted(self, kind: str, given: Mapping[str, int]) -> int:
        """Hundredths of a percent taken by tasks that keep their hours."""
        capacity = self._sheet.totals.capacity
        shared = self._sheet.allocation.shares
        minutes = sum(
            self._staff_minutes(row)
            for row in self._sheet.rows
            if row not in shared and not self._is_given(kind, row, given)
        )
        return round(minutes * WHOLE / capacity) if capacity else 0

    def _is_given(self, kind: str, row: str, given: Mapping[str, int]) -> bool:
        if kind == "rows":
            return row in given
        return any(is_within(self._code(row), code) for code in given)

    def _staff_minutes(self, row: str) -> int:
        fields = self._sheet.fields(row)
        contractor = fields.get(CONTRACTOR_FIELD)
        return minutes_in(fields) - (contractor if isinstance(contractor, int) else 0)

    def _code(self, row: str) -> str:
        return str(self._sheet.fields(row).get("code", ""))

    def share_out(self, shares: Mapping[str, int], kind: str) -> tuple[str, ...]:
        """Enter the hours of these shares as one gesture; the ids of new rows.

        A class without a row gets one: of its own code where it is a minor class, without a code
        otherwise, so that the checks ask for it.

        Raises:
            RefusedError: no staff is known, or the sheet may not be edited.
        """
        with self._undo.gesture(tr("Share out the hours")):
            if kind == "rows":
                self._over_rows(shares)
                return ()
            return self._over_classes(shares)

    def _over_rows(self, shares: Mapping[str, int]) -> None:
        before = self._sheet.allocation.shares
        wanted: dict[str, int | None] = {row: None for row in before if row not in shares}
        self._sheet.allocation.allocate(wanted | dict(shares))

    def _over_classes(self, shares: Mapping[str, int]) -> tuple[str, ...]:
        codes = [self._code(row) for row in self._sheet.rows]
        lacking = [c for c in shares if not any(is_within(own, c) for own in codes if own)]
        names = {code: new_row_id(number) for number, code in enumerate(lacking)}
        cells = [(names[code], "name", self._tree.name(code)) for code in lacking]
        cells += [(names[c], "code", c) for c in lacking if len(c) == _MINOR_LENGTH]
        made = self._sheet.set_cells(cells).blanks if cells else {}
        coarse = {made[names[c]]: shares[c] for c in lacking if len(c) < _MINOR_LENGTH}
        fine = {code: share for code, share in shares.items() if code not in lacking
                or len(code) == _MINOR_LENGTH}  # fmt: skip
        self._drop_shares_outside(shares)
        if fine:
            self._sheet.allocation.allocate_classes(fine)
        if coarse:
            self._sheet.allocation.allocate(coarse)
        return tuple(made[names[code]] for code in lacking)

    def _drop_shares_outside(self, shares: Mapping[str, int]) -> None:
        """A row whose class was taken back to 0 % keeps its hours, but no share."""
        before = self._sheet.allocation.shares
        gone: dict[str, int | None] = {
            row: None for row in before if not self._is_given("classes", row, shares)
        }
        if gone:
            self._sheet.allocation.allocate(gone)
