"""The ledger as the editable grid sees it: one row per procedure, columns by what is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.procedures.procedure import COUNTS
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.survey_format import FieldKind
from bpr_studio.services.procedure_values import View
from bpr_studio.services.procedures import SECTION
from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.grid.entry.model import (
    PLAIN,
    CellMark,
    CellResult,
    ColumnKind,
    EntryColumn,
    EntryGroup,
    GridChange,
    RefusedCell,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.domain.procedures.procedure import Procedure
    from bpr_studio.services.procedures import Procedures
    from bpr_studio.ui.grid.entry.model import CellEdit

_WIDTHS: Final = {
    "number": 78,
    "name": 210,
    SECTION: 116,
    "cases_total": 78,
    "cases_online": 92,
    "cases_offline": 104,
    "online_state": 92,
    "seal": 64,
    "seal_basis": 84,
    "seal_purpose": 116,
    "decision": 92,
    "written_form": 64,
    "written_basis": 84,
    "written_decision": 92,
    "in_person": 64,
    "in_person_basis": 84,
    "in_person_reason": 130,
    "in_person_decision": 92,
    "city_alone": 84,
    "decision_reason": 180,
    "amended_rule": 150,
    "effective_on": 96,
    "note": 160,
    "form_number": 96,
    "priority_number": 78,
    "online_concern": 150,
}
_HEAD: Final = ("number", "name")
_MORE: Final = ("cases_total", SECTION)
_SEAL: Final = ("seal", "seal_basis", "seal_purpose", "decision")
_WRITTEN: Final = ("written_form", "written_basis", "written_decision")
_VISIT: Final = ("in_person", "in_person_basis", "in_person_reason", "in_person_decision")
_REVIEW: Final = ("city_alone", "decision_reason", "amended_rule", "effective_on")
_ONLINE: Final = ("cases_online", "online_state", "online_concern")
_REST: Final = ("form_number", "priority_number", "note")
_COLUMNS: Final[Mapping[View, Sequence[str]]] = {
    View.SEAL: (*_HEAD, *_SEAL, *_MORE, *_REVIEW, *_ONLINE, *_REST),
    View.WRITTEN: (*_HEAD, *_WRITTEN, *_MORE, *_REVIEW, *_ONLINE, *_REST),
    View.IN_PERSON: (*_HEAD, *_VISIT, *_MORE, *_REVIEW, *_ONLINE, *_REST),
}
_EVERYTHING: Final = (
    *_HEAD,
    *reversed(_MORE),
    *_SEAL,
    *_WRITTEN,
    *_VISIT,
    *_REVIEW,
    *_ONLINE,
    *_REST,
)
_GROUPS: Final = {
    **dict.fromkeys((*_HEAD, *_MORE), "first"),
    **dict.fromkeys(_SEAL, "seal"),
    **dict.fromkeys(_WRITTEN, "written"),
    **dict.fromkeys(_VISIT, "visit"),
    **dict.fromkeys(_REVIEW, "review"),
    **dict.fromkeys((*_ONLINE, *_REST), "rest"),
}
_FROZEN: Final = frozenset({"number", "name"})


class LedgerCells:
    """Implements the grid's `CellModel` over lines of the ledger.

    Args:
        procedures: the ledger.
        lines: the procedures to show, in order.
        view: what is looked at; it decides on the columns.
        own: row id of the person's section, "" in the DX office.
        refused: told a whole sentence where nothing could be written.
    """

    def __init__(
        self,
        procedures: Procedures,
        lines: Sequence[Procedure],
        view: View,
        own: str,
        refused: Callable[[BprError], object],
    ) -> None:
        self._procedures = procedures
        self._own = own
        self._refused = refused
        self._ids = [procedure.id for procedure in lines]
        self._findings: dict[str, dict[str, CellMark]] = {}
        self._hearers: list[Callable[[GridChange], None]] = []
        self._keys = _COLUMNS.get(view, _EVERYTHING)
        self._columns = tuple(self._column(key) for key in self._keys)

    def _column(self, key: str) -> EntryColumn:
        group, width, frozen = _GROUPS[key], _WIDTHS[key], key in _FROZEN
        if key == SECTION:
            header = self._procedures.ledger.section_header
            help_text = tr("Name or code of the section in charge.")
            return EntryColumn(key, header, group=group, width=width, help=help_text)
        column = self._procedures.ledger.column(key)
        kind = ColumnKind.TEXT
        if column.choices:
            kind = ColumnKind.CHOICE
        elif column.kind is FieldKind.COUNT:
            kind = ColumnKind.NUMBER
        return EntryColumn(
            key,
            column.header,
            kind,
            group,
            unit=column.unit,
            align=Align.LEFT if column.choices else None,
            width=width,
            choices=tuple((choice.value, choice.label) for choice in column.choices),
            frozen=frozen,
        )

    # -- cells ------------------------------------------------------------------------------------

    @property
    def columns(self) -> Sequence[EntryColumn]:
        """The columns of the view."""
        return self._columns

    @property
    def groups(self) -> Sequence[EntryGroup]:
        """What the columns are about."""
        titles = {
            "first": tr("The procedure"),
            "seal": tr("Seal"),
            "written": tr("Written form"),
            "visit": tr("Visit in person"),
            "review": tr("Review"),
            "rest": tr("Online and more"),
        }
        shown = dict.fromkeys(_GROUPS[key] for key in self._keys)
        return tuple(EntryGroup(key, titles[key], foldable=key != "first") for key in shown)

    @property
    def row_ids(self) -> Sequence[str]:
        """The procedures shown."""
        return self._ids

    @property
    def rows_can_change(self) -> bool:
        """Lines come and go by the buttons of the page."""
        return False

    def text(self, row_id: str, key: str) -> str:
        """The cell as people would type it."""
        procedure = self._procedures.find(row_id)
        if procedure is None:
            return ""
        if key == SECTION:
            section = self._procedures.section(procedure.unit_id)
            return section.name if section else ""
        return self._procedures.ledger.label(key, getattr(procedure, key))

    def shown(self, row_id: str, key: str) -> str:
        """The cell as it is painted."""
        if key in COUNTS:
            procedure = self._procedures.find(row_id)
            value = getattr(procedure, key) if procedure else None
            return "" if value is None else f"{value:,}"
        return self.text(row_id, key)

    def editable(self, row_id: str, key: str) -> bool:
        """Whether the cell may be changed now; sections do not give lines away."""
        procedure = self._procedures.find(row_id)
        if procedure is None or (key == SECTION and self._own):
            return False
        return self._procedures.editable(procedure, self._own)

    def marks(self, row_id: str, key: str) -> CellMark:
        """What a check says about the cell."""
        return self._marks_of(row_id).get(key, PLAIN)

    def _marks_of(self, row_id: str) -> dict[str, CellMark]:
        found = self._findings.get(row_id)
        if found is None:
            procedure = self._procedures.find(row_id)
            found = {}
            for finding in self._procedures.findings(procedure) if procedure else ():
                if finding.level is not Level.NOTICE and finding.field not in found:
                    found[finding.field] = CellMark(finding.level, finding.message)
            self._findings[row_id] = found
        return found

    def row_mark(self, row_id: str) -> CellMark:
        """The worst of what a check says about the procedure."""
        marks = sorted(
            self._marks_of(row_id).values(), key=lambda mark: mark.level is not Level.ERROR
        )
        return marks[0] if marks else PLAIN

    def sums(self) -> Mapping[str, str]:
        """Cases of all lines shown."""
        lines = [self._procedures.find(row) for row in self._ids]
        totals = {
            key: sum(getattr(line, key) or 0 for line in lines if line is not None)
            for key in ("cases_total", "cases_online")
        }
        return {"name": tr("Total"), **{key: f"{value:,}" for key, value in totals.items()}}

    # -- changing ---------------------------------------------------------------------------------

    def set_cells(self, label: str, cells: Sequence[CellEdit]) -> CellResult:
        """Change cells as one gesture."""
        try:
            done = self._procedures.type_cells(label or tr("Edit the procedure ledger"), cells)
        except BprError as error:
            self._refused(error)
            return CellResult()
        self.take_changes({row for row, _, _ in cells})
        refused = tuple(
            RefusedCell(one.row, one.key, one.text, one.message) for one in done.refused
        )
        return CellResult(refused, done.remarks)

    def insert_rows(self, before: str | None, count: int) -> Sequence[str]:
        """Lines are added by the page."""
        del before, count
        return ()

    def remove_rows(self, row_ids: Sequence[str]) -> None:
        """Lines are removed by the page."""

    def duplicate_rows(self, row_ids: Sequence[str]) -> Sequence[str]:
        """Lines are not copied."""
        del row_ids
        return ()

    def move_rows(self, row_ids: Sequence[str], before: str | None) -> None:
        """Lines keep their order."""

    # -- news -------------------------------------------------------------------------------------

    def subscribe(self, heard: Callable[[GridChange], None]) -> Callable[[], None]:
        """Tell `heard` of every change until the answer is called."""
        self._hearers.append(heard)
        return lambda: self._hearers.remove(heard)

    def take_changes(self, rows: set[str] | None) -> None:
        """Rows are different, None for all of them; those that are gone leave the grid."""
        if rows is None:
            self._findings.clear()
        for row in rows or ():
            self._findings.pop(row, None)
        there = [row for row in self._ids if self._procedures.find(row) is not None]
        order = len(there) != len(self._ids)
        self._ids = there
        changed = None if rows is None else frozenset(rows)
        for heard in tuple(self._hearers):
            heard(GridChange(rows=changed, order=order))
