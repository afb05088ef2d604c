"""The steps of one task as a sheet: rows in order, cells as text, one write per gesture.

A row is a flow node (`flow_element`), so the editor of flows and this sheet change the same
record. Undo is the window's `UndoStack`; what it or others write reaches the sheet by `reload`.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.rollup import minutes_of_step
from bpr_studio.domain.process.step import CORE, NON_CORE
from bpr_studio.domain.process.step_list import (
    answered,
    arranged,
    is_plain,
    new_step,
    step_rows,
)
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.checks_steps import check_steps
from bpr_studio.domain.workload.reconcile import reconcile
from bpr_studio.domain.workload.workflow import Standing, edit_refusal, round_state, sheet_state
from bpr_studio.services.detailed_cells import NAME, READ_ONLY
from bpr_studio.services.detailed_values import StepSums, TypeSum
from bpr_studio.services.entry_values import (
    BLANK_ROW,
    CellEdit,
    CellRefusal,
    CellRemark,
    Editable,
    EditOutcome,
    SheetChange,
)
from bpr_studio.services.events import Committed
from bpr_studio.services.flow_changes import flow_changes
from bpr_studio.services.flows import element_row_id
from bpr_studio.services.rounds import find_round

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.process.step import Step
    from bpr_studio.domain.replication.seen import OneOf
    from bpr_studio.domain.workload.check_values import RowFinding
    from bpr_studio.domain.workload.reconcile import Reconciliation
    from bpr_studio.domain.workload.survey_format import SurveyColumn
    from bpr_studio.services.author import Author
    from bpr_studio.services.detailed_cells import StepReading
    from bpr_studio.services.detailed_values import StepMaterial
    from bpr_studio.services.detailed_views import DetailedQueries, TargetLine
    from bpr_studio.services.several_values import Several
    from bpr_studio.services.store import UndoableStore

_STANDING: Final = frozenset({"survey_round", "survey_sheet"})
_TARGET: Final = frozenset({"flow", "work_item"})
_ROWS: Final = frozenset({"flow_element"})


class DetailedSheet:
    """The steps of one target task, being edited.

    Attributes:
        several: the values of fields that people gave different ones, by row of the store.
    """

    several: Several

    def __init__(
        self,
        store: UndoableStore,
        queries: DetailedQueries,
        author: Author,
        target: TargetLine,
        material: StepMaterial,
    ) -> None:
        self._store = store
        self._queries = queries
        self._author = author
        self._target = target
        self._rules = material.rules
        self._lanes = material.lanes
        self._defaults = material.core_defaults
        self._origin = f"detailed:{author.ids.new()}"
        self._listeners: list[Callable[[SheetChange], None]] = []
        self._held = False
        self._is_late = False
        self._take(self._stored())
        self._look_at_standing()

    def _stored(self) -> ProcessModel:
        found = self._queries.flow(self._target.flow_id)
        if found is None:
            raise RefusedError(
                tr("The task is no target of the detailed survey any more."),
                remedy=tr("Go back to the list of tasks."),
            )
        return found

    def _take(self, model: ProcessModel) -> None:
        self._model = model
        self.several = self._queries.several_of_flow(self._target.flow_id)
        self._plain = is_plain(model)
        self._rows = {row.id: row for row in step_rows(model)}
        self._findings = check_steps({row.id: _fields(row) for row in self._rows.values()})

    def _look_at_standing(self) -> None:
        found = find_round(self._queries, self._target.round_id)
        state = sheet_state(self._queries.sheet_state(found.id, self._target.unit_id))
        standing = Standing(round_state(found.state), state)
        self._refusal = edit_refusal(self._author.role, standing)

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def target(self) -> TargetLine:
        """The task, with its hours in the overall survey; its own sums are older than these."""
        return self._target

    @property
    def columns(self) -> tuple[SurveyColumn, ...]:
        """The columns in order."""
        return self._rules.columns

    def column(self, key: str) -> SurveyColumn:
        """One column.

        Raises:
            KeyError: there is none.
        """
        return self._rules.column(key)

    @property
    def rows(self) -> tuple[str, ...]:
        """Ids of the steps in the order of work."""
        return tuple(self._rows)

    def name(self, row: str) -> str:
        """What the step is called; "" for a blank line."""
        return self._element(row).name

    def step(self, row: str) -> Step:
        """What a step answers; a blank line answers nothing."""
        return self._element(row).step

    def minutes(self, row: str) -> int | None:
        """Minutes a year of a step, None where minutes or cases are missing."""
        return minutes_of_step(self.step(row))

    def text(self, row: str, key: str) -> str:
        """The cell as an editor starts with it and as it is copied; typed again it changes nothing."""
        return self._rules.text(self._element(row), key)

    def shown(self, row: str, key: str) -> str:
        """The cell as people read it."""
        return self._rules.shown(self._element(row), key)

    def overlaps(self, row: str) -> Mapping[str, OneOf]:
        """The fields of a step that several people changed, "" where one removed it."""
        return self.several.get(self.stored_row(row), {}) if self.several else {}

    def several_texts(self, row: str, key: str) -> tuple[str, ...]:
        """What several people wrote into a cell; empty where one value holds."""
        values = getattr(self.overlaps(row).get(key), "values", ())
        return self._rules.shown_values(self._element(row), key, values)

    def stored_row(self, row: str) -> str:
        """Row id of a step in the store."""
        return element_row_id(self._target.flow_id, row)

    def _element(self, row: str) -> Element:
        return self._rows.get(row) or new_step(row)

    def editable(self, row: str = "", key: str = "") -> Editable:
        """Whether a cell (or with "" the sheet) may be edited, and the reason why not."""
        reason = self._refusal
        if not reason and row and row not in self._rows:
            gone = not row.startswith(BLANK_ROW)
            reason = tr("The row was removed meanwhile.") if gone else self._rows_refusal
        if not reason and key in READ_ONLY:
            reason = tr("The time is worked out of times, cases and minutes.")
        return Editable(not reason, reason)

    @property
    def rows_editable(self) -> Editable:
        """Whether rows may come, go and change places, and the reason why not."""
        reason = self._refusal or self._rows_refusal
        return Editable(not reason, reason)

    @property
    def _rows_refusal(self) -> str:
        if self._plain:
            return ""
        return tr(
            "The flow has branches or events. What its steps say can be changed here; steps are"
            " added, removed and moved in the drawing."
        )

    @property
    def reconciliation(self) -> Reconciliation:
        """The sum of the steps beside the hours of the overall survey."""
        own = (row for row in self._rows.values() if not row.step.derived_from)
        steps = ((row.id, minutes_of_step(row.step), row.step.minutes_per_case) for row in own)
        return reconcile(self._target.overall, steps)

    @property
    def sums(self) -> StepSums:
        """The steps added up."""
        types: dict[str, TypeSum] = {}
        tags = dict.fromkeys((CORE, NON_CORE, ""), 0)
        for row in self._rows.values():
            minutes = minutes_of_step(row.step) or 0
            kind = row.step.step_type
            known = types.get(kind, TypeSum(kind, 0, 0))
            types[kind] = TypeSum(kind, known.steps + 1, known.minutes + minutes)
            tags[row.step.core_tag] = tags.get(row.step.core_tag, 0) + minutes
        ordered = sorted(types.values(), key=lambda total: (-total.minutes, total.step_type))
        return StepSums(tuple(ordered), tags[CORE], tags[NON_CORE], tags[""])

    @property
    def findings(self) -> tuple[RowFinding, ...]:
        """What the checks say, in the order of the steps, errors first in each."""
        return self._findings

    def findings_of(self, row: str) -> tuple[RowFinding, ...]:
        """What the checks say of one step."""
        return tuple(found for found in self._findings if found.row == row)

    def type_default(self, step_type: str) -> str:
        """What steps of a type usually are: "core", "non_core", "mixed", or "" when unknown."""
        return self._defaults.get(step_type, "")

    def core_proposal(self, row: str) -> str:
        """What the step type proposes: "core", "non_core", "mixed", or "" without one."""
        return self.type_default(self.step(row).step_type)

    def proposable(self) -> tuple[str, ...]:
        """Steps without a tag whose type proposes one."""
        return tuple(
            row
            for row in self._rows
            if not self.step(row).core_tag and self.core_proposal(row) in {CORE, NON_CORE}
        )

    def subscribe(self, callback: Callable[[SheetChange], None]) -> Callable[[], None]:
        """Tell `callback` of every change from now on; the returned function ends that."""
        self._listeners.append(callback)

        def unsubscribe() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return unsubscribe

    # -- cells -----------------------------------------------------------------------------------

    def set_cells(self, cells: Iterable[tuple[str, str, str]], label: str = "") -> EditOutcome:
        """Take typed or pasted texts as one gesture.

        What cannot be read is refused cell by cell; the other cells are taken. Blank lines
        ("+", "+0", "+1" …) become steps at the end when a text in them is taken.

        Args:
            cells: row id or blank line, column key, text.
            label: name of the deed; "" for the usual one.

        Raises:
            RefusedError: the sheet may not be edited, or the disk refuses; nothing was changed.
            KeyError: there is no such column.
        """
        self._require(self._refusal)
        texts: dict[str, dict[str, str]] = {}
        for row, key, text in map(CellEdit._make, cells):
            texts.setdefault(row, {})[key] = text
        elements = dict(self._rows)
        blanks: dict[str, str] = {}
        refusals: list[CellRefusal] = []
        remarks: list[CellRemark] = []
        for row, wanted in texts.items():
            reading = self._read(row, wanted, refusals, remarks)
            element = replace(self._element(row), name=reading.name, step=reading.step)
            if row in self._rows:
                elements[row] = element
            elif element != new_step(row):
                blanks[row] = self._new_id()
                elements[blanks[row]] = replace(element, id=blanks[row])
        done = self._write(label or self._label(texts), elements)
        return replace(done, blanks=blanks, refusals=tuple(refusals), remarks=tuple(remarks))

    def _read(
        self,
        row: str,
        texts: Mapping[str, str],
        refusals: list[CellRefusal],
        remarks: list[CellRemark],
    ) -> StepReading:
        closed = {key: self.editable(row, key).reason for key in texts}
        open_texts = {key: text for key, text in texts.items() if not closed[key]}
        reading = self._rules.read(self._element(row), open_texts)
        refusals += [
            CellRefusal(row, key, texts[key], "read-only", reason)
            for key, reason in closed.items()
            if reason and texts[key] != self.text(row, key)
        ]
        refusals += [
            CellRefusal(row, key, texts[key], refused.rule, refused.message)
            for key, refused in reading.refused.items()
        ]
        remarks += [
            CellRemark(row, key, remark) for key, said in reading.remarks.items() for remark in said
        ]
        return reading

    def _label(self, texts: Mapping[str, Mapping[str, str]]) -> str:
        keys = [key for wanted in texts.values() for key in wanted]
        if len(keys) == 1:
            return tr("Change “{column}”", column=self._rules.column(keys[0]).header)
        return ntr("Change {n} cell", "Change {n} cells", len(keys))

    def fill_down(self, rows: Sequence[str], keys: Sequence[str]) -> EditOutcome:
        """Give the cells of `keys` in all rows what they hold in the first one.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        cells = [
            (row, key, self.text(rows[0], key))
            for row in rows[1:]
            for key in keys
            if key not in READ_ONLY
        ]
        return self.set_cells(cells, tr("Fill down"))

    def propose_core(self, rows: Sequence[str]) -> EditOutcome:
        """Tag steps as their step type proposes; steps that have a tag keep it.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        self._require(self._refusal)
        elements = dict(self._rows)
        wanted = [row for row in self.proposable() if row in set(rows)]
        for row in wanted:
            step = replace(self.step(row), core_tag=self.core_proposal(row))
            elements[row] = replace(elements[row], step=step)
        n = len(wanted)
        return self._write(ntr("Tag {n} step", "Tag {n} steps", n), elements)

    # -- rows ------------------------------------------------------------------------------------

    def insert(self, count: int = 1, before: str = "") -> EditOutcome:
        """Insert blank steps before a step, or at the end.

        Raises:
            RefusedError: rows may not be changed.
        """
        made = [new_step(self._new_id()) for _ in range(count)]
        label = ntr("Insert {n} row", "Insert {n} rows", count)
        return self._reorder(label, self._with(made, before))

    def remove(self, rows: Sequence[str]) -> EditOutcome:
        """Take steps out; their values stay in the history.

        Raises:
            RefusedError: rows may not be changed.
        """
        gone = set(rows) & self._rows.keys()
        kept = [row for row in self._rows.values() if row.id not in gone]
        return self._reorder(ntr("Remove {n} row", "Remove {n} rows", len(gone)), kept)

    def duplicate(self, rows: Sequence[str]) -> EditOutcome:
        """Copy steps to new ones below the last of them.

        Raises:
            RefusedError: rows may not be changed.
        """
        chosen = [row for row in self._rows.values() if row.id in set(rows)]
        copies = [
            replace(new_step(self._new_id()), subtype=row.subtype, name=row.name, step=row.step)
            for row in chosen
        ]
        order = list(self._rows)
        after = max((order.index(row.id) for row in chosen), default=-1) + 1
        before = order[after] if after < len(order) else ""
        label = ntr("Duplicate {n} row", "Duplicate {n} rows", len(copies))
        return self._reorder(label, self._with(copies, before))

    def move(self, rows: Sequence[str], before: str = "") -> EditOutcome:
        """Move steps, in their order, before another one, or to the end.

        Raises:
            RefusedError: rows may not be changed.
        """
        moving = [row for row in self._rows.values() if row.id in set(rows)]
        rest = [row for row in self._rows.values() if row.id not in set(rows)]
        ids = [row.id for row in rest]
        place = ids.index(before) if before in ids else len(rest)
        label = ntr("Move {n} row", "Move {n} rows", len(moving))
        return self._reorder(label, [*rest[:place], *moving, *rest[place:]])

    def _with(self, more: Sequence[Element], before: str) -> list[Element]:
        rows = list(self._rows.values())
        place = list(self._rows).index(before) if before in self._rows else len(rows)
        return [*rows[:place], *more, *rows[place:]]

    def _reorder(self, label: str, rows: Sequence[Element]) -> EditOutcome:
        self._require(self.rows_editable.reason)
        return self._write(label, {row.id: row for row in rows})

    def _new_id(self) -> str:
        return f"Step_{self._author.ids.new().replace('-', '')[:12]}"

    # -- writing ---------------------------------------------------------------------------------

    def _require(self, reason: str) -> None:
        if reason:
            raise RefusedError(reason, kept=tr("Nothing was changed."))

    def _write(self, label: str, elements: Mapping[str, Element]) -> EditOutcome:
        """One command, one step of undo, only real differences."""
        before, model = self._rows, self._model
        if list(elements.values()) == list(before.values()):
            return EditOutcome()
        if self._plain:
            after = arranged(model, list(elements.values()), self._lanes)
        else:
            after = answered(model, elements)
        changes = list(flow_changes(self._target.flow_id, model, after, self.several))
        done = self._store.commit(label, changes, origin=self._origin)
        self._take(self._stored() if done.beside or self.several else after)
        changed = {row for row, e in self._rows.items() if before.get(row) != e}
        structure = list(before) != list(self._rows)
        self._tell(SheetChange(frozenset(changed), structure=structure))
        return EditOutcome(
            label,
            rows=tuple(row for row in self._rows if row in changed),
            new_rows=tuple(row for row in self._rows if row not in before),
        )

    # -- news ------------------------------------------------------------------------------------

    def _tell(self, change: SheetChange) -> None:
        for callback in tuple(self._listeners):
            callback(change)

    def hold(self) -> None:
        """Somebody types in a step: what others write is shown when they are done."""
        self._held = True

    def let_go(self) -> None:
        """Nobody types any more; what came meanwhile is shown."""
        self._held = False
        if self._is_late:
            self._is_late = False
            self.reload(Committed(_STANDING | _TARGET | _ROWS, frozenset()))

    def reload(self, event: Committed) -> SheetChange | None:
        """Look again at what an event may have changed; None where nothing of it is shown here.

        Undo, redo and other people's changes come this way; the sheet's own echo is passed over.

        Raises:
            RefusedError: the task is no target any more.
        """
        if event.origin == self._origin or not event.kinds & (_STANDING | _TARGET | _ROWS):
            return None
        if self._held:
            self._is_late = True
            return None
        marks = self.several
        standing = self._look_around(event)
        rows, order = self._rows, list(self._rows)
        if event.kinds & _ROWS:
            self._take(self._stored())
        changed = {
            row for row in rows.keys() | self._rows.keys() if rows.get(row) != self._rows.get(row)
        }
        if marks != self.several:
            changed |= self._rows.keys()
        if not changed and not standing:
            return None
        change = SheetChange(
            frozenset(changed), structure=order != list(self._rows), standing=standing
        )
        self._tell(change)
        return change

    def _look_around(self, event: Committed) -> bool:
        before = (self._target, self._refusal)
        if event.kinds & _TARGET:
            found = self._queries.target(self._target.flow_id)
            if found is None:
                self._stored()  # it may only have lost its round; else this says what happened
            else:
                self._target = found
        if event.kinds & _STANDING:
            self._look_at_standing()
        return before != (self._target, self._refusal)


def _fields(row: Element) -> dict[str, object]:
    """A step as the checks know it."""
    return {NAME: row.name, **asdict(row.step)}
