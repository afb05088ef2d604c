"""The steps of a task as the editable grid sees them: the one place that knows both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.survey_format import FieldKind
from bpr_studio.services.detailed_cells import HOURS, NAME, READ_ONLY
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
    is_new_row,
)
from bpr_studio.ui.grid.entry.popups import ListPopup, matching_labels
from bpr_studio.ui.pages.column_widths import least_width

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from bpr_studio.domain.workload.check_values import RowFinding
    from bpr_studio.domain.workload.survey_format import SurveyColumn
    from bpr_studio.services.detailed_sheet import DetailedSheet
    from bpr_studio.services.entry_values import SheetChange
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.ui.grid.entry.model import CellEdit
    from bpr_studio.ui.grid.entry.popups import CellPopup

    #: Why a text must not be stored without a second look; "" when it may.
    Doubt = Callable[[str], str]

STEP_TYPE: Final = "step_type"
_PIXELS: Final = 9  # a character of the standard font, roughly
_LEAST_WIDTH: Final = 64
_WIDEST: Final = 240
_WIDTHS: Final = {
    NAME: 176,
    STEP_TYPE: 112,
    "actor_category": 72,
    "frequency": 60,
    "times_per_year": 64,
    "cases_per_time": 80,
    "cases_per_year": 72,
    "minutes_per_case": 80,
    HOURS: 72,
}
"""So that what the hours are made of stands on a small screen without scrolling."""

_KINDS: Final = {
    FieldKind.NUMBER: ColumnKind.NUMBER,
    FieldKind.PERCENT: ColumnKind.NUMBER,
    FieldKind.CHOICE: ColumnKind.CHOICE,
    FieldKind.FLAG: ColumnKind.CHOICE,
}
_SUMMARIES: Final = frozenset({HOURS, "medium", "paper", "core_tag", "issue", "expertise"})
"""What stays to be seen of a folded group."""

_FOLDED: Final = frozenset({"legal_basis", "expertise", "issue"})
"""Groups with one of these are rarely filled in and begin folded."""

_BETWEEN: Final = "　―　"  # between a step type and what it usually is


def step_columns(columns: Sequence[SurveyColumn]) -> tuple[EntryColumn, ...]:
    """The grid's columns."""
    return tuple(_column(column) for column in columns)


def _column(column: SurveyColumn) -> EntryColumn:
    width = min(max(column.width * _PIXELS, _LEAST_WIDTH), _WIDEST)
    least = least_width(column.header, column.unit)
    return EntryColumn(
        key=column.key,
        title=column.header,
        kind=_kind(column),
        group="" if column.key == NAME else column.group,
        unit=column.unit,
        align=Align.RIGHT if column.key in READ_ONLY else None,
        width=max(_WIDTHS.get(column.key, width), least),
        choices=tuple((choice.value, choice.label) for choice in column.choices),
        help=column.help,
        frozen=column.key == NAME,
        summary=column.key in _SUMMARIES,
        multiline=column.key == "manual_text",
    )


def _kind(column: SurveyColumn) -> ColumnKind:
    if column.key in READ_ONLY:
        return ColumnKind.READ_ONLY
    if column.key == STEP_TYPE:
        return ColumnKind.PICKER
    return _KINDS.get(column.kind, ColumnKind.TEXT)


def step_groups(columns: Sequence[SurveyColumn]) -> tuple[EntryGroup, ...]:
    """The groups; those that are rarely filled in begin folded."""
    keys: dict[str, set[str]] = {}
    for column in columns:
        if column.key != NAME:
            keys.setdefault(column.group, set()).add(column.key)
    return tuple(
        EntryGroup(group, group, folded=bool(inside & _FOLDED)) for group, inside in keys.items()
    )


class StepCells:
    """Implements the grid's `CellModel` over a `DetailedSheet`.

    Args:
        sheet: the steps of a task.
        store: gathers several commits into one step of undo.
        doubt: what looks like personal data in a text.
    """

    def __init__(self, sheet: DetailedSheet, store: UndoableStore, doubt: Doubt) -> None:
        self.sheet = sheet
        self._store = store
        self._doubt = doubt
        self._allowed: set[tuple[str, str]] = set()
        self._hearers: list[Callable[[GridChange], None]] = []
        self._columns = step_columns(sheet.columns)
        self._groups = step_groups(sheet.columns)
        self._texts = {
            c.key for c in sheet.columns if c.kind is FieldKind.TEXT or c.key.startswith("forms_")
        }
        self._found = self._by_row()
        self._stop = sheet.subscribe(self._follow)

    def close(self) -> None:
        """Hear nothing more of the sheet."""
        self._stop()

    # -- cells ------------------------------------------------------------------------------------

    @property
    def columns(self) -> Sequence[EntryColumn]:
        """The columns of the survey format."""
        return self._columns

    @property
    def groups(self) -> Sequence[EntryGroup]:
        """The groups of the survey format."""
        return self._groups

    @property
    def row_ids(self) -> Sequence[str]:
        """The steps in the order of work."""
        return self.sheet.rows

    @property
    def rows_can_change(self) -> bool:
        """Whether steps may come, go and change places."""
        return self.sheet.rows_editable.ok

    def text(self, row_id: str, key: str) -> str:
        """The cell as people would type it."""
        return "" if is_new_row(row_id) else self.sheet.text(row_id, key)

    def shown(self, row_id: str, key: str) -> str:
        """The cell as it is painted."""
        return "" if is_new_row(row_id) else self.sheet.shown(row_id, key)

    def editable(self, row_id: str, key: str) -> bool:
        """Whether the cell may be changed now."""
        return self.sheet.editable(row_id, key).ok

    def marks(self, row_id: str, key: str) -> CellMark:
        """Findings of the checks, and what several people wrote."""
        found = [one for one in self._found.get(row_id, ()) if one.field == key]
        mark, several = _mark(found), self._several(row_id, key)
        return replace(mark, several=several) if several else mark

    def _several(self, row_id: str, key: str) -> tuple[str, ...]:
        overlaps = self.sheet.overlaps(row_id)
        if not overlaps:
            return ()
        texts = [text or tr("(empty)") for text in self.sheet.several_texts(row_id, key)]
        if key == NAME and "" in overlaps:
            texts = [*(texts or [self.shown(row_id, key)]), tr("(line removed)")]
        return tuple(texts)

    def row_mark(self, row_id: str) -> CellMark:
        """The worst finding of the step, whichever of its cells it is about."""
        mark = _mark(self._found.get(row_id, ()))
        if not self.sheet.overlaps(row_id):
            return mark
        said = tr("Several people changed this line at the same time.")
        level = mark.level if mark.level is Level.ERROR else Level.WARNING
        return replace(mark, level=level, message="\n".join(filter(None, (mark.message, said))))

    def sums(self) -> Mapping[str, str]:
        """Hours of all steps."""
        if not self.sheet.rows:
            return {}
        return {HOURS: format_hours(self.sheet.reconciliation.detailed, decimals=1)}

    # -- gestures ---------------------------------------------------------------------------------

    def allow(self, cells: Collection[tuple[str, str]]) -> None:
        """Store these texts (column key, text) as they are, whatever they look like."""
        self._allowed |= set(cells)

    def set_cells(self, label: str, cells: Sequence[CellEdit]) -> CellResult:
        """Change cells as one gesture; what looks like personal data waits for a second look."""
        plain = [(row, key, _plain_text(key, text)) for row, key, text in cells]
        doubtful = [
            RefusedCell(row, key, text, why)
            for row, key, text in plain
            if key in self._texts
            and (key, text) not in self._allowed
            and (why := self._doubt(text))
        ]
        places = {(one.row_id, one.key) for one in doubtful}
        taken = [cell for cell in plain if (cell[0], cell[1]) not in places]
        with self._store.gesture(label):
            outcome = self.sheet.set_cells(taken, label)
            refused = [
                *doubtful,
                *(RefusedCell(r.row, r.key, r.text, r.message) for r in outcome.refusals),
            ]
            made = self._made(outcome.blanks, [cell.row_id for cell in refused])
        remarks = dict.fromkeys(said.remark.message for said in outcome.remarks)
        return CellResult(
            tuple(
                RefusedCell(made.get(one.row_id, one.row_id), one.key, one.text, one.message)
                for one in refused
            ),
            tuple(remarks),
            made,
        )

    def _made(self, blanks: Mapping[str, str], refused_rows: Sequence[str]) -> dict[str, str]:
        """True ids of new rows; rows of which nothing was taken are made for the refused texts."""
        made = dict(blanks)
        missing = [row for row in dict.fromkeys(refused_rows) if is_new_row(row)]
        missing = [row for row in missing if row not in made]
        if missing and self.rows_can_change:
            made.update(zip(missing, self.sheet.insert(len(missing)).new_rows, strict=False))
        return made

    def insert_rows(self, before: str | None, count: int) -> Sequence[str]:
        """Make blank steps."""
        return self.sheet.insert(count, before or "").new_rows

    def remove_rows(self, row_ids: Sequence[str]) -> None:
        """Remove steps."""
        self.sheet.remove(row_ids)

    def duplicate_rows(self, row_ids: Sequence[str]) -> Sequence[str]:
        """Copy steps."""
        return self.sheet.duplicate(row_ids).new_rows

    def move_rows(self, row_ids: Sequence[str], before: str | None) -> None:
        """Put steps elsewhere."""
        self.sheet.move(row_ids, before or "")

    # -- news -------------------------------------------------------------------------------------

    def subscribe(self, heard: Callable[[GridChange], None]) -> Callable[[], None]:
        """Tell `heard` of every change until the answer is called."""
        self._hearers.append(heard)
        return lambda: self._hearers.remove(heard)

    def _follow(self, change: SheetChange) -> None:
        self._found = self._by_row()
        rows = None if change.standing else frozenset(change.rows)
        told = GridChange(rows=rows, order=change.structure, columns=change.standing)
        for heard in tuple(self._hearers):
            heard(told)

    def _by_row(self) -> dict[str, list[RowFinding]]:
        found: dict[str, list[RowFinding]] = {}
        for one in self.sheet.findings:
            found.setdefault(one.row, []).append(one)
        return found


def _mark(found: Sequence[RowFinding]) -> CellMark:
    if not found:
        return PLAIN
    worst = min((one.finding.level for one in found), key=list(Level).index)
    return CellMark(level=worst, message="\n".join(one.finding.message for one in found))


def _plain_text(key: str, text: str) -> str:
    """The label of a step type without what the picker says about it."""
    return text.partition(_BETWEEN)[0] if key == STEP_TYPE else text


# -- the picker of step types ---------------------------------------------------------------------


def usual_word(default: str) -> str:
    """What steps of a type usually are."""
    words = {
        "core": tr("usually core"),
        "non_core": tr("usually non-core"),
        "mixed": tr("core or non-core, case by case"),
    }
    return words.get(default, "")


class StepTypePicker(ListPopup):
    """The 18 step types, each with what it usually is; any part of a name narrows them.

    Args:
        choices: code and label of the types.
        defaults: "core", "non_core" or "mixed" by code.
    """

    def __init__(
        self, choices: tuple[tuple[str, str], ...], defaults: Callable[[str], str]
    ) -> None:
        super().__init__(tr("Step types"))
        self._choices = choices
        self._told = {label: _told(label, defaults(code)) for code, label in choices}
        self.open_for("")

    def open_for(self, text: str) -> None:
        """All types, the present one marked."""
        labels = list(self._told)
        self.show_labels(
            list(self._told.values()), mark=labels.index(text) if text in labels else -1
        )

    def search(self, typed: str) -> None:
        """Types that begin so come first, then those that have it anywhere."""
        if not typed:
            self.open_for("")
            return
        found = matching_labels(self._choices, _plain_text(STEP_TYPE, typed))
        self.show_labels([self._told[label] for label in found], mark=0 if found else -1)


def _told(label: str, default: str) -> str:
    usual = usual_word(default)
    return f"{label}{_BETWEEN}{usual}" if usual else label


class StepEditors:
    """Makes the picker of step types: the grid's `CellEditorFactory`."""

    def __init__(self, sheet: DetailedSheet) -> None:
        self._sheet = sheet

    def popup(self, _row_id: str, column: EntryColumn) -> CellPopup | None:
        """The picker of a step type."""
        if column.key != STEP_TYPE:
            return None
        return StepTypePicker(column.choices, self._sheet.type_default)
