"""The entry desk: a section's sheet as it is edited in the window, without Qt.

`EntryDesk.open` gives an `EntrySheet`: rows in order, cells as text, edits as gestures. One gesture
is one command of the store and one step of undo; undo itself is the window's `UndoStack`. What
others (or undo) write reaches the sheet through `reload`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.cell_answers import CodeList
from bpr_studio.domain.workload.cell_rules import Remark, clean_text
from bpr_studio.domain.workload.row_templates import fit_of, missing_rows, ranked
from bpr_studio.domain.workload.sheet import (
    RATIO,
    READ_ONLY,
    SHARE,
    STAFF_FIELDS,
    HoursStyle,
    SheetRules,
    cell_shown,
    cell_text,
    consequences,
    value_in,
)
from bpr_studio.domain.workload.survey_format import MONTH_FIELD
from bpr_studio.services.entry_allocation import SheetAllocation
from bpr_studio.services.entry_comments import SheetComments
from bpr_studio.services.entry_looking import SheetLooking, totals_of
from bpr_studio.services.entry_session import Edits, SheetSession
from bpr_studio.services.entry_values import (
    BLANK_ROW,
    CellEdit,
    CellRefusal,
    CellRemark,
    Editable,
    EditOutcome,
    TemplateLine,
)
from bpr_studio.services.rounds import find_round

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bpr_studio.domain.workload.checks import RowFinding
    from bpr_studio.domain.workload.sheet import RowReading
    from bpr_studio.domain.workload.survey_format import SurveyColumn
    from bpr_studio.services.author import Author
    from bpr_studio.services.entry_session import FactsOf
    from bpr_studio.services.entry_values import EntryLists, EntryQueries, SheetChange, SheetTotals
    from bpr_studio.services.events import Committed
    from bpr_studio.services.several_values import Several
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.views import RoundInfo, UnitLine


class EntryDesk:
    """Opens sheets of one workspace."""

    def __init__(
        self,
        store: UndoableStore,
        queries: EntryQueries,
        lists: EntryLists,
        author: Author,
        facts_of: FactsOf,
    ) -> None:
        """Take what sheets are made of.

        Args:
            store: the window's undo stack.
            queries: reading.
            lists: formats, profiles, templates.
            author: who writes.
            facts_of: what the checks need, by round and unit.
        """
        self._store = store
        self._queries = queries
        self._lists = lists
        self._author = author
        self._facts_of = facts_of

    def open(self, round_id: str, unit_id: str, role: str = "") -> EntrySheet:
        """A section's sheet of a round, ready to be edited.

        Args:
            round_id: an overall survey.
            unit_id: the section.
            role: who edits; "" for the person at the keyboard.

        Raises:
            RefusedError: there is no such round or section.
        """
        found = find_round(self._queries, round_id)
        unit = self._queries.unit(unit_id)
        if unit is None or unit.fiscal_year != found.fiscal_year:
            raise RefusedError(
                tr("The section is not in the organisation list of the year."),
                remedy=tr("Choose another section, or look at the organisation in the settings."),
            )
        survey_format = self._lists.survey_format(found.format_id, found.format_version)
        classes = self._queries.classes()
        minor = {line.code: line.name for line in classes if line.level == 3}
        rules = SheetRules(survey_format, CodeList(minor), found.fiscal_year)
        session = SheetSession(
            self._store,
            self._queries,
            self._author,
            self._facts_of,
            (found, unit, rules, role or self._author.role),
        )
        return EntrySheet(session, self._lists, {line.code: line.name for line in classes})


class EntrySheet:
    """One section's sheet being edited.

    Attributes:
        comments: remarks pinned to cells.
        allocation: the capacity in percent over the tasks.
        looking: last year, history, shapes of the year.
        hours_style: how hours are shown and offered for editing.
    """

    def __init__(
        self, session: SheetSession, lists: EntryLists, class_names: Mapping[str, str]
    ) -> None:
        self._session = session
        self._lists = lists
        self._class_names = class_names
        self.hours_style = HoursStyle.DECIMAL
        self.comments = SheetComments(session)
        self.allocation = SheetAllocation(session, class_names)
        self.looking = SheetLooking(session, lists)

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def round(self) -> RoundInfo:
        """The survey round."""
        return self._session.round

    @property
    def unit(self) -> UnitLine:
        """The section."""
        return self._session.unit

    @property
    def columns(self) -> tuple[SurveyColumn, ...]:
        """The columns in order; see `SheetRules.columns`."""
        return self._session.rules.columns

    def column(self, key: str) -> SurveyColumn:
        """One column.

        Raises:
            KeyError: there is none.
        """
        return self._session.rules.column(key)

    @property
    def rows(self) -> tuple[str, ...]:
        """Row ids in the order of the sheet."""
        return self._session.order

    def fields(self, row: str) -> Mapping[str, object]:
        """The stored fields of a row; what is empty is absent. A blank line has none."""
        return self._session.rows.get(row, {})

    def value(self, row: str, key: str) -> Any:
        """The value of a cell, None where it is empty: minutes, a code, a whole number."""
        return value_in(self.column(key), self.fields(row))

    def text(self, row: str, key: str) -> str:
        """The cell as an editor starts with it and as it is copied; typed again it changes nothing."""
        return cell_text(self.column(key), self.fields(row), self.hours_style)

    def shown(self, row: str, key: str) -> str:
        """The cell as people read it."""
        return cell_shown(self.column(key), self.fields(row), self.hours_style)

    def class_name(self, row: str) -> str:
        """Name of the row's class, "" without a known code."""
        return self._class_names.get(str(self.fields(row).get("code", "")), "")

    def carry(self, row: str) -> str:
        """What became of a row of last year: "to_confirm", "confirmed", "changed"; "" if new."""
        return str(self.fields(row).get("carry", ""))

    def editable(self, row: str = "", key: str = "") -> Editable:
        """Whether a cell (or with "" the sheet) may be edited, and the reason why not."""
        reason = self._session.refusal
        if not reason and row and not self._is_row(row):
            reason = tr("The row was removed meanwhile.")
        if not reason and key in READ_ONLY:
            reason = tr("The sum is worked out of the hours beside it.")
        return Editable(not reason, reason)

    def _is_row(self, row: str) -> bool:
        return row in self._session.rows or row.startswith(BLANK_ROW)

    @property
    def totals(self) -> SheetTotals:
        """The sheet added up."""
        return totals_of(self._session)

    @property
    def findings(self) -> tuple[RowFinding, ...]:
        """What the checks say, worst first."""
        return self._session.findings

    def findings_of(self, row: str) -> tuple[RowFinding, ...]:
        """What the checks say of one row; "" for the whole sheet."""
        return self._session.findings_of(row)

    def subscribe(self, callback: Callable[[SheetChange], None]) -> Callable[[], None]:
        """Tell `callback` of every change from now on; the returned function ends that."""
        return self._session.subscribe(callback)

    def reload(self, event: Committed) -> SheetChange | None:
        """Look again at what an event of the bus may have changed; see `SheetSession.reload`."""
        return self._session.reload(event)

    @property
    def several(self) -> Several:
        """The stored fields that people gave different values, by row, with all of these."""
        return self._session.several

    def hold(self, row: str) -> None:
        """Somebody types in a row: what others write to it is shown when they are done."""
        self._session.hold(row)

    def let_go(self) -> None:
        """Nobody types any more; what came meanwhile is shown."""
        self._session.let_go()

    # -- cells -----------------------------------------------------------------------------------

    def set_cells(self, cells: Iterable[tuple[str, str, str]], label: str = "") -> EditOutcome:
        """Take typed or pasted texts as one gesture.

        What cannot be read is refused cell by cell; the other cells are taken. Blank lines
        ("+", "+1" …) become rows at the end when a text in them is taken.

        Args:
            cells: row id or blank line, column key, text.
            label: name of the deed; "" for the usual one.

        Raises:
            RefusedError: the sheet may not be edited, a row was removed meanwhile, or the disk
                refuses; nothing was changed.
            KeyError: there is no such column.
        """
        self._session.require_editable()
        texts: dict[str, dict[str, str]] = {}
        for row, key, text in map(CellEdit._make, cells):
            texts.setdefault(row, {})[key] = text
        edits = Edits()
        refusals: list[CellRefusal] = []
        remarks: list[CellRemark] = []
        blanks: dict[str, str] = {}
        for row, wanted in texts.items():
            reading = self._read(row, wanted, refusals, remarks)
            if not row.startswith(BLANK_ROW):
                edits.fields[row] = reading.fields
            elif any(value is not None for value in reading.fields.values()):
                blanks[row] = self._session.new_row(edits, reading.fields)
        if blanks:
            self._session.insert(edits, list(blanks.values()), len(self._session.order))
        left_out = {(refused.row, refused.key) for refused in refusals}
        taken = [key for row in texts for key in texts[row] if (row, key) not in left_out]
        written = self._session.write(label or self._label(taken), edits)
        return EditOutcome(
            written.label,
            written.rows,
            written.new_rows,
            blanks,
            tuple(refusals),
            tuple(remarks),
        )

    def _read(
        self,
        row: str,
        texts: Mapping[str, str],
        refusals: list[CellRefusal],
        remarks: list[CellRemark],
    ) -> RowReading:
        """What texts change in a row, what follows from it, and what is to be said."""
        stored = self.fields(row)
        open_texts = {key: text for key, text in texts.items() if key not in READ_ONLY}
        reading = self._session.rules.read_row(stored, open_texts)
        if reading.fields.get(SHARE) is not None and (reason := self.allocation.refusal):
            del reading.fields[SHARE]
            refusals.append(CellRefusal(row, SHARE, texts[SHARE], "no-capacity", reason))
        for key in texts.keys() & READ_ONLY:
            reason = self.editable(row, key).reason
            refusals.append(CellRefusal(row, key, texts[key], "read-only", reason))
        also = consequences(stored, reading.fields)
        if SHARE in also:
            remarks.append(CellRemark(row, SHARE, _share_removed()))
        reading.fields.update(also)
        refusals += [
            CellRefusal(row, key, texts.get(key, ""), refused.rule, refused.message)
            for key, refused in reading.refused.items()
        ]
        remarks += [
            CellRemark(row, key, remark) for key, said in reading.remarks.items() for remark in said
        ]
        return reading

    def _label(self, keys: Sequence[str]) -> str:
        if len(keys) == 1:
            return tr("Change “{column}”", column=self.column(keys[0]).header)
        return ntr("Change {n} cell", "Change {n} cells", len(keys))

    def fill_down(self, rows: Sequence[str], keys: Sequence[str]) -> EditOutcome:
        """Give the cells of `keys` in all rows what they hold in the first one.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        if not rows:
            return EditOutcome()
        source = self.fields(rows[0])
        names = {self.column(key).field for key in keys if key not in READ_ONLY}
        edits = Edits()
        for row in rows[1:]:
            stored = self.fields(row)
            changed = {n: source.get(n) for n in names if source.get(n) != stored.get(n)}
            edits.fields[row] = changed | consequences(stored, changed)
        return self._session.write(tr("Fill down"), edits)

    def set_profile(self, rows: Sequence[str], percents: Sequence[int] | None) -> EditOutcome:
        """Give rows a month profile (twelve percents, April first), or None to take it away.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        profile = list(percents) if percents is not None else None
        edits = Edits()
        for row in rows:
            stored = self.fields(row)
            if stored.get(MONTH_FIELD) != profile:
                change = {MONTH_FIELD: profile}
                edits.fields[row] = change | consequences(stored, change)
        return self._session.write(tr("Change the months"), edits)

    def confirm_rows(self, rows: Sequence[str] | None = None) -> EditOutcome:
        """Confirm rows carried over from last year as still true; None for all of them.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        wanted = self.rows if rows is None else rows
        asked = [row for row in wanted if self.carry(row) == "to_confirm"]
        edits = Edits({row: {"carry": "confirmed"} for row in asked})
        label = ntr("Confirm {n} task", "Confirm {n} tasks", len(asked))
        return self._session.write(label, edits)

    # -- rows ------------------------------------------------------------------------------------

    def insert(self, count: int = 1, before: str = "") -> EditOutcome:
        """Insert empty rows before a row, or at the end.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        edits = Edits()
        new = [self._session.new_row(edits, {}) for _ in range(count)]
        self._session.insert(edits, new, self._session.place_before(before))
        return self._session.write(ntr("Insert {n} row", "Insert {n} rows", count), edits)

    def remove(self, rows: Sequence[str]) -> EditOutcome:
        """Take rows out; their comments and history stay in the log.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        gone = [row for row in dict.fromkeys(rows) if row in self._session.rows]
        label = ntr("Remove {n} row", "Remove {n} rows", len(gone))
        return self._session.write(label, Edits(removed=gone))

    def duplicate(self, rows: Sequence[str]) -> EditOutcome:
        """Put a copy of each row behind the last of them; a share of the capacity is not copied.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        wanted = [row for row in self.rows if row in set(rows)]
        if not wanted:
            return EditOutcome()
        edits = Edits()
        new = [self._session.new_row(edits, self._copied(row)) for row in wanted]
        self._session.insert(edits, new, self._session.order.index(wanted[-1]) + 1)
        return self._session.write(ntr("Duplicate {n} row", "Duplicate {n} rows", len(new)), edits)

    def _copied(self, row: str) -> dict[str, object]:
        stored = self.fields(row)
        left_out: set[str] = {*READ_ONLY, SHARE}
        if SHARE in stored:
            left_out |= STAFF_FIELDS | ({"method"} if stored.get("method") == RATIO else set())
        names = dict.fromkeys(column.field for column in self.columns)
        return {n: stored[n] for n in names if n in stored and n not in left_out}

    def move(self, rows: Sequence[str], before: str = "") -> EditOutcome:
        """Let rows stand together before another row, or at the end; they keep their order.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        moved = [row for row in self.rows if row in set(rows)]
        rest = [row for row in self.rows if row not in set(moved)]
        following = self._session.place_before(before)
        place = sum(1 for row in self.rows[:following] if row not in set(moved))
        order = [*rest[:place], *moved, *rest[place:]]
        if tuple(order) == self.rows:
            return EditOutcome()
        label = ntr("Move {n} row", "Move {n} rows", len(moved))
        return self._session.write(label, Edits(order=order, moved=set(moved)))

    # -- templates -------------------------------------------------------------------------------

    def templates(self) -> tuple[TemplateLine, ...]:
        """The ready rows for kinds of sections, those for this kind first."""
        present = self._named_rows()
        return tuple(
            TemplateLine(
                template.id,
                template.title,
                len(template.rows),
                len(missing_rows(template, present)),
                fit_of(template, self.unit.name) > 0,
            )
            for template in ranked(self._lists.row_templates(), self.unit.name)
        )

    def add_template(self, template_id: str) -> EditOutcome:
        """Add the rows of a template that are not there yet, at the end.

        Raises:
            RefusedError: the sheet may not be edited.
            KeyError: there is no such template.
        """
        found = {template.id: template for template in self._lists.row_templates()}[template_id]
        edits = Edits()
        new = [
            self._session.new_row(edits, {"code": row.code, "name": clean_text(row.name)})
            for row in missing_rows(found, self._named_rows())
        ]
        self._session.insert(edits, new, len(self._session.order))
        return self._session.write(tr("Add the rows of “{name}”", name=found.name), edits)

    def _named_rows(self) -> list[tuple[str, str]]:
        stored = self._session.rows.values()
        return [(str(f.get("code", "")), str(f.get("name", ""))) for f in stored]


def _share_removed() -> Remark:
    message = tr("Hours were typed, so the share of the capacity was taken away.")
    return Remark("share-removed", message)
