"""XlsxWriter's workbook and worksheet with what survey forms need beyond its calls."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet


class LockedWorkbook(Workbook):  # type: ignore[misc]  # the library has no types
    """A workbook whose sheets cannot be renamed, moved or deleted by accident.

    The element must stand between `workbookPr` and `bookViews`, hence the overridden step; a
    test reads it back, so a change inside the library shows.
    """

    def _write_workbook_pr(self) -> None:
        super()._write_workbook_pr()
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])


class FormSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet with many formulas of functions that every version of Excel knows.

    The library looks 30 times into every formula for newer functions, a quarter of the time a
    form takes.
    """

    def _prepare_formula(self, formula: str, *_options: object) -> str:
        return formula.removeprefix("=")
