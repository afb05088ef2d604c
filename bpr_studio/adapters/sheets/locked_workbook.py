"""A workbook whose sheets cannot be renamed, moved or deleted by accident."""

from __future__ import annotations

from xlsxwriter import Workbook


class LockedWorkbook(Workbook):  # type: ignore[misc]  # the library has no types
    """XlsxWriter's workbook with a protected structure, which it has no call for.

    The element must stand between `workbookPr` and `bookViews`, hence the overridden step; a
    test reads it back, so a change inside the library shows.
    """

    def _write_workbook_pr(self) -> None:
        super()._write_workbook_pr()
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
