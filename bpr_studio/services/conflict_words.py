"""Conflicts between a returned workbook and the program in the words of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.merging import WHOLE_LINE, Unknown
from bpr_studio.domain.workload.sheet import value_text
from bpr_studio.domain.workload.survey_format import MONTH_FIELD

if TYPE_CHECKING:
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.workbook_merge import WorkbookConflict


class ConflictWords:
    """Headings and values of one survey format as people read them."""

    def __init__(self, survey_format: SurveyFormat) -> None:
        self._columns = {column.field: column for column in survey_format.columns}

    def header(self, field: str) -> str:
        """The heading of a field; the whole line where there is none."""
        if field == WHOLE_LINE:
            return tr("Whole line")
        column = self._columns.get(field)
        if column is None:
            return field
        return column.group if field == MONTH_FIELD else column.header

    def text(self, field: str, value: object) -> str:
        """A value as it stands in the form; what is empty or unknown is said in words."""
        if isinstance(value, Unknown):
            return tr("(not known)")
        if field == WHOLE_LINE:
            return tr("(line removed)") if value is None else self._line(value)
        if value is None:
            return tr("(empty)")
        if field == MONTH_FIELD and isinstance(value, list | tuple):
            return " ".join(map(str, value))
        column = self._columns.get(field)
        return str(value) if column is None else value_text(column, value)

    def _line(self, value: object) -> str:
        """A whole line by what differs most often: its class and the hours of the own staff."""
        fields = value if isinstance(value, dict) else {}
        names = ("code", "minutes_regular", "case_count")
        parts = (
            f"{self.header(name)} {self.text(name, fields[name])}"
            for name in names
            if fields.get(name) is not None
        )
        return tr("(line kept)") + " " + tr(", ").join(parts)

    def finding(self, conflict: WorkbookConflict) -> Finding:
        """What is said about a conflict nobody has decided."""
        message = tr(
            "“{name}”, {header}: handed out {base}, in the file {theirs}, in the program {ours}."
            " The program's value stays until somebody decides.",
            name=conflict.name,
            header=self.header(conflict.field),
            base=self.text(conflict.field, conflict.base),
            theirs=self.text(conflict.field, conflict.theirs),
            ours=self.text(conflict.field, conflict.ours),
        )
        line = tr("line {n}", n=conflict.row) if conflict.row else ""
        place = Place(conflict.file, "", line)
        value = self.text(conflict.field, conflict.theirs)
        return Finding(Level.WARNING, "cell-conflict", message, place, value)
