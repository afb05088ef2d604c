"""The procedure ledger (手続台帳): editing, reviewing, links to flows, and improvements from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.procedures.checks import proposed_city_alone, requirement_word
from bpr_studio.domain.procedures.procedure import DECISION_FIELD, stored_value
from bpr_studio.domain.reform.improvement import Claim, ImprovementKind, NewImprovement
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.cell_rules import Refused, Taken
from bpr_studio.domain.workload.row_order import GAP
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.procedure_reading import ENTITY, LINK, ProcedureReading
from bpr_studio.services.procedure_values import RefusedText, TypedCells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bpr_studio.domain.procedures.layout import Ledger
    from bpr_studio.domain.procedures.priority import PriorityProcedure
    from bpr_studio.domain.procedures.procedure import Procedure, Requirement
    from bpr_studio.domain.procedures.savings import Saving
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.ids import RowId
    from bpr_studio.domain.workload.cell_rules import CellValue
    from bpr_studio.services.author import Author
    from bpr_studio.services.procedure_reading import ProcedureQueries
    from bpr_studio.services.procedure_values import Review
    from bpr_studio.services.store import UndoableStore

SECTION: Final = "unit_id"
"""Key of the cell with the section in charge."""


class Procedures(ProcedureReading):
    """The ledger of one workspace.

    Args:
        store: the window's undo stack.
        queries: reading.
        ledger: its columns.
        priority: the procedures of special benefit to people.
        author: who does it.
        create: enters an improvement into the register.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # what the ledger stands on
        self,
        store: UndoableStore,
        queries: ProcedureQueries,
        ledger: Ledger,
        priority: Sequence[PriorityProcedure],
        author: Author,
        create: Callable[[NewImprovement], RowId],
    ) -> None:
        super().__init__(queries, ledger, priority, author)
        self._store = store
        self._create = create

    # -- cells -----------------------------------------------------------------------------------

    def editable(self, procedure: Procedure, own: str = "") -> bool:
        """Whether the person may change a procedure.

        Args:
            procedure: the line.
            own: row id of the person's section; the DX office needs none.
        """
        if self._author.role == DX_OFFICE or not self._author.role:
            return True
        return bool(own) and procedure.unit_id == own

    def set_fields(self, label: str, edits: Mapping[str, Mapping[str, object]]) -> None:
        """Change fields of procedures as one deed; values somebody else wrote meanwhile stay.

        Args:
            label: name of the deed for undo.
            edits: new values by row id and field.

        Raises:
            RefusedError: the workspace cannot be written.
        """
        changes: list[Change] = []
        for row, values in edits.items():
            known = self.find(row)
            if known is None:
                continue
            before = {name: stored_value(name, getattr(known, name)) for name in values}
            new = {name: stored_value(name, value) for name, value in values.items()}
            changed = {name: value for name, value in new.items() if value != before[name]}
            if changed:
                shown = {name: before[name] for name in changed}
                changes.append(SetFields(ENTITY, row, changed, shown))
        if changes:
            self._store.commit(label, changes)

    def type_cells(self, label: str, cells: Iterable[tuple[str, str, str]]) -> TypedCells:
        """Take typed texts as one deed; good cells are stored even when others are refused.

        Args:
            label: name of the deed for undo.
            cells: row id, column key and text of each; "" empties the cell.

        Raises:
            RefusedError: the workspace cannot be written.
        """
        edits: dict[str, dict[str, object]] = {}
        refused: list[RefusedText] = []
        remarks: dict[str, None] = {}
        for row, key, text in cells:
            found = self.read_cell(key, text)
            if isinstance(found, Refused):
                refused.append(RefusedText(row, key, text, found.message))
                continue
            edits.setdefault(row, {})[key] = found.value
            remarks.update((remark.message, None) for remark in found.remarks)
        self.set_fields(label, edits)
        return TypedCells(tuple(refused), tuple(remarks))

    def read_cell(self, key: str, raw: CellValue) -> Taken[Any] | Refused:
        """What a typed cell means; of the section its row id."""
        if key == SECTION:
            return self._read_section(str(raw or ""))
        year = self._queries.workspace().fiscal_year
        return self.ledger.read(key, raw, fiscal_year=year, also=self.ledger.usual_values(key))

    def _read_section(self, text: str) -> Taken[Any] | Refused:
        wanted = text.strip()
        if not wanted:
            return Taken("")
        found = [s for s in self.sections() if wanted in {s.id, s.code, s.name}]
        if len(found) == 1:
            return Taken(found[0].id)
        message = (
            tr("Several sections are called “{name}”. Write the code of the section.", name=wanted)
            if found
            else tr("There is no section “{name}”. Write its name or code.", name=wanted)
        )
        return Refused("section-unclear", message)

    # -- lines -----------------------------------------------------------------------------------

    def add(self, name: str, unit_id: str = "") -> str:
        """A new line at the end of the ledger; its row id.

        Raises:
            RefusedError: it has no name, or the workspace cannot be written.
        """
        if not name.strip():
            raise RefusedError(
                tr("The procedure has no name. Write one."),
                kept=tr("Nothing was changed."),
            )
        row = str(self._author.ids.new())
        fields = {
            "name": name.strip(),
            "unit_id": unit_id or None,
            "sort_key": self.next_place(),
        }
        self._store.commit(tr("Add a procedure"), [PutRow(ENTITY, row, fields)])
        return row

    def next_place(self) -> int:
        """A place below everything the ledger has."""
        return max((p.sort_key or 0 for p in self.all()), default=0) + GAP

    def remove(self, rows: Sequence[str]) -> int:
        """Delete lines with their links as one deed; undo brings them back. Gives how many.

        Raises:
            RefusedError: the workspace cannot be written.
        """
        known = [row for row in rows if self.find(row) is not None]
        links = [link.id for row in known for link in self.links(row)]
        changes: list[Change] = [DeleteRow(LINK, link) for link in links]
        changes += [DeleteRow(ENTITY, row) for row in known]
        if changes:
            label = ntr("Delete {n} procedure", "Delete {n} procedures", len(known))
            self._store.commit(label, changes)
        return len(known)

    # -- reviewing -------------------------------------------------------------------------------

    def review(self, rows: Sequence[str], review: Review) -> int:
        """Decide on one demand of some procedures as one deed; gives how many demand it.

        Lines that do not demand it are left as they are.

        Raises:
            RefusedError: the day or the decision cannot be read, or nothing can be written.
        """
        values: dict[str, object] = {}
        given = {
            DECISION_FIELD[review.requirement]: review.decision,
            "decision_reason": review.reason,
            "amended_rule": review.amended_rule,
            "effective_on": review.effective_on,
        }
        for key, text in given.items():
            if not text:
                continue
            found = self.read_cell(key, text)
            if isinstance(found, Refused):
                raise RefusedError(found.message, kept=tr("Nothing was changed."))
            values[key] = found.value
        chosen = [row for row in rows if self._demands(row, review.requirement)]
        label = ntr(
            "Decide on {demand} of {n} procedure",
            "Decide on {demand} of {n} procedures",
            len(chosen),
            demand=requirement_word(review.requirement),
        )
        self.set_fields(label, dict.fromkeys(chosen, values))
        return len(chosen)

    def _demands(self, row: str, requirement: Requirement) -> bool:
        known = self.find(row)
        return known is not None and bool(known.demands(requirement))

    def city_alone_proposals(self, rows: Sequence[str]) -> dict[str, bool]:
        """What the basis proposes for lines where nobody said whether the city alone can."""
        found: dict[str, bool] = {}
        for row in rows:
            known = self.find(row)
            if known is None or known.city_alone is not None:
                continue
            proposed = proposed_city_alone(known, self.ledger)
            if proposed is not None:
                found[row] = proposed
        return found

    def confirm_city_alone(self, rows: Sequence[str]) -> int:
        """Take the proposals for these lines over as one deed; gives how many.

        Raises:
            RefusedError: the workspace cannot be written.
        """
        proposals = self.city_alone_proposals(rows)
        self.set_fields(
            tr("Confirm what the city alone can change"),
            {row: {"city_alone": proposed} for row, proposed in proposals.items()},
        )
        return len(proposals)

    def confirm_priority(self, row: str, number: int | None) -> None:
        """Say which priority procedure a line is; None for none.

        Raises:
            RefusedError: the workspace cannot be written.
        """
        label = (
            tr("Take back a priority procedure")
            if number is None
            else tr("Confirm a priority procedure")
        )
        self.set_fields(label, {row: {"priority_number": number}})

    # -- steps of flows --------------------------------------------------------------------------

    def link_step(
        self, row: str, requirement: Requirement, step_id: str, minutes: float | None = None
    ) -> str:
        """Say that a step exists for a demand; the row id of the link.

        Args:
            row: the procedure.
            requirement: the demand.
            step_id: the step, "" to enter minutes without a flow.
            minutes: minutes per case; None to take the step's own.

        Raises:
            RefusedError: it is linked already, the minutes are missing or negative, or nothing
                can be written.
        """
        known = self.find(row)
        if known is None:
            raise RefusedError(tr("The procedure is not there any more."))
        if minutes is not None and not 0 <= minutes <= 10_000:
            raise RefusedError(tr("Minutes per case are a number from 0 to 10,000."))
        if not step_id and minutes is None:
            raise RefusedError(tr("Choose a step, or enter the minutes per case."))
        same = [one for one in self.links(row) if one.requirement is requirement]
        if step_id and any(one.step_id == step_id for one in same):
            raise RefusedError(tr("The step is linked already."))
        link = str(self._author.ids.new())
        fields = {
            "procedure_id": row,
            "unit_id": known.unit_id or None,
            "step_id": step_id or None,
            "requirement": requirement.value,
            "minutes_per_case": minutes,
        }
        self._store.commit(tr("Link a step to a procedure"), [PutRow(LINK, link, fields)])
        return link

    def unlink(self, link_id: str) -> None:
        """Take a link away.

        Raises:
            RefusedError: the workspace cannot be written.
        """
        self._store.commit(tr("Take a link to a step away"), [DeleteRow(LINK, link_id)])

    # -- improvements ----------------------------------------------------------------------------

    def improvement_from(self, row: str, saving: Saving) -> NewImprovement:
        """The improvement that giving up a demand is, as it would be entered.

        Raises:
            RefusedError: nothing can be calculated yet.
        """
        procedure = self.find(row)
        if procedure is None or not saving.minutes:
            raise RefusedError(tr("There is nothing to enter yet."), remedy=saving.sentence)
        claims = tuple(
            Claim(one.link.work_item_id, one.link.step_id, one.minutes)
            for one in saving.steps
            if one.link.step_id and one.minutes
        )
        return NewImprovement(
            name=tr(
                "{procedure}: give up “{demand}”",
                procedure=procedure.name,
                demand=requirement_word(saving.requirement),
            ),
            kind=ImprovementKind.STREAMLINE,
            unit_id=procedure.unit_id,
            description=saving.sentence,
            class_code=procedure.class_code,
            procedure_id=procedure.id,
            start_month=procedure.effective_on[:7],
            expected_minutes=saving.minutes,
            evidence=tr("Procedure ledger: {calculation}", calculation=saving.sentence),
            claims=claims,
        )

    def register_improvement(self, row: str, saving: Saving) -> RowId:
        """Enter giving up a demand into the register of improvements; its row id.

        Raises:
            RefusedError: nothing can be calculated yet, or another improvement claims the same
                minutes (the register says which).
        """
        return self._create(self.improvement_from(row, saving))

    # -- from imports ----------------------------------------------------------------------------

    def store_lines(self, label: str, lines: Mapping[str, Mapping[str, object]]) -> None:
        """Make or change lines as one deed: new values by row id and field.

        Raises:
            RefusedError: the workspace cannot be written.
        """
        changes: list[Change] = []
        place = self.next_place()
        for row, values in lines.items():
            fields = {name: stored_value(name, value) for name, value in values.items()}
            fields = {name: value for name, value in fields.items() if value is not None}
            known = self.find(row)
            if known is None:
                changes.append(PutRow(ENTITY, row, {**fields, "sort_key": place}))
                place += GAP
            else:
                shown = {name: stored_value(name, getattr(known, name)) for name in fields}
                changes.append(SetFields(ENTITY, row, fields, shown))
        if changes:
            self._store.commit(label, changes)
