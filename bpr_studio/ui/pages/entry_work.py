"""The sheet being filled in: the grid, and beside it what is to be known of the current cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.personal_data import doubt_words
from bpr_studio.domain.workload.survey_format import MONTH_FIELD
from bpr_studio.services.overlap_words import TASK
from bpr_studio.ui.grid.entry.grid import EntryGrid
from bpr_studio.ui.grid.entry.menu import CellDeed
from bpr_studio.ui.grid.entry.model import ColumnKind, is_new_row
from bpr_studio.ui.pages.entry_cells import SheetCells
from bpr_studio.ui.pages.entry_doubts import SecondLook
from bpr_studio.ui.pages.entry_layout import SheetLayout
from bpr_studio.ui.pages.entry_months import MonthEditor
from bpr_studio.ui.pages.entry_picker import ClassPicker
from bpr_studio.ui.pages.entry_side import SidePanel
from bpr_studio.ui.pages.entry_words import cell_facts, column_facts, core_texts
from bpr_studio.ui.pages.overlap_chooser import OverlapChooser

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtCore import QPoint

    from bpr_studio.services.entry import EntrySheet
    from bpr_studio.services.entry_values import SheetChange
    from bpr_studio.ui.grid.entry.model import CellPlace, EntryColumn, RefusedCell
    from bpr_studio.ui.grid.entry.popups import CellPopup
    from bpr_studio.ui.pages.entry_classes import ClassTree
    from bpr_studio.ui.pages.entry_parts import EntryParts

_SETTLE_MS: Final = 120
_OFFERS: Final = 3


class CellHelpers:
    """Makes the popups of code and month cells: the grid's `CellEditorFactory`."""

    def __init__(self, sheet: EntrySheet, tree: ClassTree, parts: EntryParts) -> None:
        self._sheet = sheet
        self._tree = tree
        self._parts = parts

    def popup(self, row_id: str, column: EntryColumn) -> CellPopup | None:
        """The picker of classes or the curve of months."""
        blank = is_new_row(row_id)
        fields = {} if blank else self._sheet.fields(row_id)
        name = str(fields.get("name", ""))
        if column.kind is ColumnKind.PICKER:
            return ClassPicker(self._tree, self._parts.finder(), task=name)
        if column.key != MONTH_FIELD or blank:
            return None
        return MonthEditor(
            name,
            self._sheet.value(row_id, MONTH_FIELD) or (),
            int(self._sheet.value(row_id, "year_minutes") or 0),
            self._sheet.looking.profile_presets(row_id),
        )


class WorkArea(QWidget):
    """The grid over one sheet, its side panel kept in step.

    Signals:
        changed: the sheet is another one now (a `SheetChange`).
        refused: the `BprError` that says why nothing was written.
        doubted: other texts than before look like personal data, or none does any more.
        list_wanted: id of a row whose overlapping edits somebody wants to see side by side.
    """

    changed = Signal(object)
    doubted = Signal()
    refused = Signal(object)
    list_wanted = Signal(str)

    def __init__(self, parts: EntryParts) -> None:
        super().__init__()
        self._parts = parts
        self._sheet: EntrySheet | None = None
        self._cells: SheetCells | None = None
        self._beside = SecondLook(self._doubt, self.doubted.emit)
        self._stop = _nothing
        self._stale = True  # the list of findings is not what the checks say now
        self._layout = ""  # as kept, or as the sheet began; "" while one is being opened
        self.grid = EntryGrid(name=tr("Tasks of the section"))
        self.side = SidePanel()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLE_MS)
        self._later.timeout.connect(self.show_now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.grid)
        self.grid.current_changed.connect(lambda _place: self._later.start())
        self.grid.refused_changed.connect(lambda _count: self.doubted.emit())
        self.side.jump_wanted.connect(self.jump)
        self.grid.state_changed.connect(self._keep_layout)
        self._chooser = OverlapChooser(
            self,
            parts.overlaps,
            refused=self.refused.emit,
            to_list=lambda row: self.list_wanted.emit(row[1]),
        )
        self.grid.set_chooser(self._choose)
        self.grid.editing_began.connect(self._hold)
        self.grid.editing_ended.connect(self._let_go)
        self.grid.set_cell_deeds(self._cell_deeds())
        self._connect_panel()

    def _cell_deeds(self) -> list[CellDeed]:
        """What the menu of a cell offers beside what every grid has."""
        return [
            CellDeed(
                tr("Write a comment"),
                lambda _place: self.write_comment(),
                "note-pencil",
                "Shift+F2",
                self._is_row,
            ),
            CellDeed(
                tr("As last year"),
                lambda _place: self._as_last_year(),
                "clock-counter-clockwise",
                "Shift+F9",
                self._differs,
            ),
            CellDeed(
                tr("Take the proposals of the marked rows"),
                lambda _place: self.take_proposals(),
                "scales",
                "Ctrl+Shift+K",
                lambda place: self._is_row(place) and self._writable,
            ),
            CellDeed(
                tr("Go to the next row to confirm"),
                lambda _place: self.next_to_confirm(),
                "arrow-down",
                "F8",
                lambda _place: self._waiting > 0,
            ),
            CellDeed(
                tr("Confirm the row of last year"),
                lambda _place: self.confirm_row(),
                "check",
                "F9",
                lambda place: self._waiting > 0 and self._is_row(place),
            ),
            CellDeed(
                tr("Choose among the values of several people"),
                lambda _place: self.grid.open_list(),
                "arrows-left-right",
                possible=self._overlaps,
            ),
        ]

    def _overlaps(self, place: CellPlace) -> bool:
        """Whether several people changed a cell, or one of them removed its line."""
        return self._sheet is not None and place.row_id in self._sheet.several

    def _choose(self, place: CellPlace, at: QPoint) -> bool:
        """Offer the values of several people; False where there is one value."""
        if self._sheet is None or not self._overlaps(place):
            return False
        field = self._sheet.column(place.key).field
        return self._chooser.open((TASK, place.row_id), at, field)

    def _hold(self, row: str) -> None:
        if self._sheet is not None:
            self._sheet.hold(row)

    def _let_go(self) -> None:
        if self._sheet is not None:
            self._sheet.let_go()

    @property
    def _writable(self) -> bool:
        return self._sheet is not None and self._sheet.editable().ok

    @property
    def _waiting(self) -> int:
        cells = self._cells
        return cells.totals.to_confirm if cells is not None and self._writable else 0

    def _is_row(self, place: CellPlace) -> bool:
        return self._sheet is not None and not is_new_row(place.row_id)

    def _differs(self, place: CellPlace) -> bool:
        """Whether a cell is another one than last year and can be changed."""
        sheet = self._sheet
        if sheet is None or not self._is_row(place):
            return False
        compared = sheet.looking.compare(place.row_id, place.key)
        changeable = sheet.editable(place.row_id, place.key).ok
        return compared is not None and not compared.same and changeable

    def write_comment(self) -> None:
        """Put the keyboard where a comment on the cell is written."""
        self.show_now()
        self.side.show_leaf(0)
        self.side.cell.remark.setFocus()

    # -- the sheet --------------------------------------------------------------------------------

    @property
    def sheet(self) -> EntrySheet | None:
        """The sheet shown."""
        return self._sheet

    @property
    def cells(self) -> SheetCells | None:
        """The sheet as the grid sees it."""
        return self._cells

    def show_sheet(self, sheet: EntrySheet, tree: ClassTree) -> None:
        """Show a sheet from its first cell on."""
        self.close_sheet()
        self._sheet = sheet
        self._cells = SheetCells(
            sheet,
            tree.name,
            gesture=self._parts.undo.gesture,
            doubt=self._doubt,
            told=self.refused.emit,
        )
        layout = SheetLayout.from_text(self._parts.layout())
        self._cells.hide(layout.applied(self._cells.hidden_at_first))
        self.grid.set_editors(CellHelpers(sheet, tree, self._parts))
        self.grid.set_model(self._cells)
        self.grid.restore_state(layout.grid)
        self._layout = self._layout_now()
        self._stop = sheet.subscribe(self._on_change)

    def show_checks(self) -> None:
        """Show what the checks say; it takes longer than to show the rows."""
        if self._cells is not None:
            self._cells.look_at_checks()
        self._stale = True
        self.show_now()

    def close_sheet(self) -> None:
        """Let go of the sheet."""
        self._stop()
        self._stop = _nothing
        if self._cells is not None:
            self._cells.close()
        self._sheet = self._cells = None
        self._beside.forget()
        self._layout = ""

    def jump(self, row: str, key: str) -> None:
        """Go to a cell; one whose column is hidden is shown."""
        cells = self._cells
        if cells is not None and key in cells.hidden:
            cells.hide(cells.hidden - {key})
        self.grid.jump(row, key)

    def bring_current(self) -> None:
        """Scroll to the cell the keyboard is on."""
        view = self.grid.view
        view.bring(view.selection.active)

    def hide_columns(self, keys: Collection[str]) -> None:
        """Hide exactly these columns, in the next sheets too."""
        if self._cells is not None:
            self._cells.hide(keys)
            self._keep_layout()

    def _layout_now(self) -> str:
        if self._cells is None:
            return ""
        layout = SheetLayout().with_hidden(self._cells.hidden, self._cells.hidden_at_first)
        return layout.with_grid(self.grid.save_state()).as_text()

    def _keep_layout(self) -> None:
        """Keep what somebody changed; what a sheet begins with is no choice of theirs."""
        now = self._layout_now()
        if self._layout and now != self._layout:
            self._layout = now
            self._parts.keep_layout(now)

    def show_now(self) -> None:
        """Bring the side panel up to date."""
        self._later.stop()
        sheet = self._sheet
        if sheet is None:
            return
        if self._stale:
            self._stale = False
            self.side.show_findings(sheet)
        self.side.cell.set_writable(writable=sheet.editable().ok)
        place = self.grid.current
        if place is None:
            self.side.cell.show_cell(None)
        elif place.row_id in sheet.rows:
            self._show_cell(sheet, place)
        else:  # the blank line: what belongs here can be said all the same
            self.side.cell.show_cell(column_facts(sheet, place.key))

    def _show_cell(self, sheet: EntrySheet, place: CellPlace) -> None:
        fields = sheet.fields(place.row_id)
        name = str(fields.get("name", ""))
        coded = bool(fields.get("code"))
        offers = self._parts.finder().for_name(name, _OFFERS) if name and not coded else ()
        core = self._parts.proposals().for_task(fields)
        self.side.cell.show_cell(
            cell_facts(sheet, place.row_id, place.key, core=core, offers=offers)
        )

    def _on_change(self, change: SheetChange) -> None:
        self._stale = True
        self._later.start()
        self.changed.emit(change)

    # -- rows -------------------------------------------------------------------------------------

    def add_row(self) -> None:
        """Make a row at the end and begin with its name.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        if self._sheet is not None:
            made = self._sheet.insert(1).new_rows
            self.jump(made[0], "name")
            self.grid.commands.edit()

    def next_to_confirm(self) -> None:
        """Go to the next row of last year that waits to be confirmed."""
        sheet, place = self._sheet, self.grid.current
        if sheet is None:
            return
        rows = list(sheet.rows)
        start = rows.index(place.row_id) + 1 if place and place.row_id in rows else 0
        for row in [*rows[start:], *rows[:start]]:
            if sheet.carry(row) == "to_confirm":
                self.jump(row, place.key if place else "name")
                return

    def confirm_row(self) -> None:
        """The marked rows are right as they are; go on to the next.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        sheet, rows = self._sheet, self.grid.selected_row_ids()
        if sheet is not None and any(sheet.carry(row) == "to_confirm" for row in rows):
            sheet.confirm_rows(rows)
            self.next_to_confirm()

    def confirm_all(self) -> None:
        """All rows of last year are right as they are.

        Raises:
            RefusedError: the sheet may not be edited.
        """
        if self._sheet is not None:
            self._sheet.confirm_rows()

    # -- personal data ----------------------------------------------------------------------------

    def _doubt(self, text: str) -> str:
        return doubt_words(self._parts.guard().hints(text)) if text else ""

    @property
    def doubt(self) -> str:
        """What is said about the first text that looks like personal data; "" for none."""
        waiting = self.doubtful
        return self._beside.message or (waiting[0].message if waiting else "")

    @property
    def doubtful(self) -> tuple[RefusedCell, ...]:
        """Refused texts that look like personal data."""
        return tuple(cell for cell in self.grid.refused if self._doubt(cell.text) == cell.message)

    def keep_doubtful(self) -> None:
        """Store the texts in doubt as they are; somebody looked at them."""
        if self._beside.answer(kept=True):
            return
        cells, waiting = self._cells, self.doubtful
        if cells is None or not waiting:
            return
        cells.allow({(cell.key, cell.text) for cell in waiting})
        with self._parts.undo.gesture(tr("Keep the texts as they are")):
            for cell in waiting:  # what stands in the cell is typed once more
                self.jump(cell.row_id, cell.key)
                self.grid.commands.edit()
                self.grid.editing.commit()

    def correct_doubtful(self) -> None:
        """Go to the first text in doubt and open it."""
        if self._beside.answer(kept=False):
            return
        waiting = self.doubtful
        if waiting:
            self.jump(waiting[0].row_id, waiting[0].key)
            self.grid.commands.edit()

    # -- the panel's buttons ----------------------------------------------------------------------

    def _connect_panel(self) -> None:
        panel = self.side.cell
        panel.proposal_wanted.connect(self._take_proposal)
        panel.class_wanted.connect(lambda code: self._set({"code": code}, tr("Choose a class")))
        panel.note_written.connect(lambda text: self._write("core_note", text))
        panel.reason_written.connect(lambda text: self._write("change_reason", text))
        panel.last_year_wanted.connect(self._as_last_year)
        panel.remark_written.connect(self._remark)
        panel.settled.connect(self._settle)

    def _set(self, texts: dict[str, str], label: str) -> None:
        facts, cells = self.side.cell.facts, self._cells
        if facts is not None and cells is not None:
            cells.set_cells(label, [(facts.row, key, text) for key, text in texts.items()])

    def _write(self, key: str, text: str) -> None:
        """A text of the row that was written in the panel."""
        facts, cells = self.side.cell.facts, self._cells
        if facts is None or cells is None:
            return
        row = facts.row

        def keep() -> None:
            cells.allow({(key, text)})
            cells.set_cells("", [(row, key, text)])

        def correct() -> None:
            self.jump(row, key)
            self.grid.commands.edit(typed=text)

        self._beside.ask(text, keep, correct)

    def _take_proposal(self, tag: str, reason: str) -> None:
        sheet = self._sheet
        if sheet is not None:
            self._set(core_texts(sheet, tag, reason), tr("Take the proposal"))

    def take_proposals(self) -> None:
        """Core or non-core as proposed for each marked row; rows without a proposal stay."""
        sheet, cells = self._sheet, self._cells
        if sheet is None or cells is None:
            return
        rows = self.grid.selected_row_ids()
        found = {row: self._parts.proposals().for_task(sheet.fields(row)) for row in rows}
        edits = [
            (row, key, text)
            for row, words in found.items()
            if words is not None
            for key, text in core_texts(sheet, words.tag, words.reason).items()
        ]
        if edits:
            cells.set_cells(tr("Take the proposals of the marked rows"), edits)

    def _as_last_year(self) -> None:
        self.show_now()
        facts, sheet = self.side.cell.facts, self._sheet
        if facts is None or sheet is None:
            return
        compared = sheet.looking.compare(facts.row, facts.field)
        if compared is not None:
            self._set({facts.field: compared.text}, tr("As last year"))

    def _remark(self, text: str) -> None:
        facts, sheet = self.side.cell.facts, self._sheet
        if facts is None or sheet is None:
            return
        place = self.grid.current

        def keep() -> None:
            self._guarded(lambda: sheet.comments.add(facts.row, facts.field, text))

        def correct() -> None:
            if place is not None:
                self.jump(place.row_id, place.key)
            self.write_comment()
            self.side.cell.remark.setText(text)

        self._beside.ask(text, keep, correct)

    def _settle(self, comment: str, settled: bool) -> None:  # a signal brings it
        sheet = self._sheet
        if sheet is not None:
            self._guarded(lambda: sheet.comments.settle(comment, settled=settled))

    def _guarded(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except BprError as error:
            self.refused.emit(error)


def _nothing() -> None:
    """Nobody to stop hearing of."""
