"""A section's sheet as the editable grid sees it: the one place that knows both."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.sheet import SHARE, TOTAL, cell_shown, profile_of
from bpr_studio.domain.workload.statements import month_name
from bpr_studio.domain.workload.survey_format import MONTH_FIELD, FieldKind
from bpr_studio.ui.grid.entry.model import (
    PLAIN,
    CellMark,
    CellResult,
    GridChange,
    RefusedCell,
    is_new_row,
)
from bpr_studio.ui.pages.entry_columns import entry_columns, entry_groups, hidden_at_first

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from contextlib import AbstractContextManager

    from bpr_studio.domain.workload.checks import RowFinding
    from bpr_studio.services.entry import EntrySheet
    from bpr_studio.services.entry_values import CommentLine, EditOutcome, SheetChange, SheetTotals
    from bpr_studio.ui.grid.entry.model import CellEdit, EntryColumn, EntryGroup

    #: Makes all commits inside one step of undo.
    Gesture = Callable[[str], AbstractContextManager[None]]
    #: Why a text must not be stored without a second look; "" when it may.
    Doubt = Callable[[str], str]

_LEVEL: Final = 1  # percent: what whole numbers cannot make more even
_BUSIEST: Final = 2
_GRAVITY: Final = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTICE: 2}


def no_gesture(_label: str) -> AbstractContextManager[None]:
    """Nothing to gather."""
    return nullcontext()


def no_doubt(_text: str) -> str:
    """Every text may be stored."""
    return ""


def no_error(_error: BprError) -> None:
    """Nobody is told."""


class SheetCells:
    """Implements the grid's `CellModel` over an `EntrySheet`.

    Args:
        sheet: the section's sheet.
        class_name: the name of a class by its code, "" for an unknown one.
        gesture: gathers several commits into one step of undo.
        doubt: what looks like personal data in a text.
        told: takes why nothing was written: the sheet was locked meanwhile, or the disk refused.
    """

    def __init__(
        self,
        sheet: EntrySheet,
        class_name: Callable[[str], str],
        gesture: Gesture = no_gesture,
        doubt: Doubt = no_doubt,
        told: Callable[[BprError], object] = no_error,
    ) -> None:
        self.sheet = sheet
        self._class_name = class_name
        self._gesture = gesture
        self._doubt = doubt
        self._told = told
        self._allowed: set[tuple[str, str]] = set()
        self._hearers: list[Callable[[GridChange], None]] = []
        self._totals: SheetTotals | None = sheet.totals
        self._at_first = hidden_at_first(sheet.columns, self.totals)
        self._hidden = self._at_first
        self._columns = entry_columns(sheet.columns, self._hidden)
        self._groups = entry_groups(sheet.columns)
        self._text_keys = {c.key for c in sheet.columns if c.kind is FieldKind.TEXT}
        self._fields = {c.key: c.field for c in sheet.columns}
        self._found: dict[str, list[RowFinding]] = {}
        self._comments = self._open_comments()
        self._checked = False
        self._stop = sheet.subscribe(self._follow)

    def close(self) -> None:
        """Hear nothing more of the sheet."""
        self._stop()

    def look_at_checks(self) -> None:
        """Mark what the checks say; before, cells have no findings."""
        self._checked = True
        self._found = self._by_row()
        self._tell(GridChange(rows=None))

    # -- columns ----------------------------------------------------------------------------------

    @property
    def columns(self) -> Sequence[EntryColumn]:
        """The columns that are not hidden."""
        return self._columns

    @property
    def groups(self) -> Sequence[EntryGroup]:
        """The groups of the survey format."""
        return self._groups

    @property
    def hidden(self) -> frozenset[str]:
        """Keys of the columns that are not shown."""
        return self._hidden

    @property
    def hidden_at_first(self) -> frozenset[str]:
        """The columns this sheet begins without."""
        return self._at_first

    def hide(self, keys: Collection[str]) -> None:
        """Hide exactly these columns."""
        self._hidden = frozenset(keys)
        self._columns = entry_columns(self.sheet.columns, self._hidden)
        self._tell(GridChange(rows=None, columns=True))

    # -- cells ------------------------------------------------------------------------------------

    @property
    def row_ids(self) -> Sequence[str]:
        """The rows in the order of the sheet."""
        return self.sheet.rows

    @property
    def rows_can_change(self) -> bool:
        """Whether the sheet may be edited."""
        return self.sheet.editable().ok

    def text(self, row_id: str, key: str) -> str:
        """The cell as people would type it."""
        return "" if is_new_row(row_id) else self.sheet.text(row_id, key)

    def shown(self, row_id: str, key: str) -> str:
        """The cell as it is painted; of the months, which are painted as a curve, the busiest."""
        if is_new_row(row_id):
            return ""
        if key == MONTH_FIELD:
            return months_text(self.sheet.value(row_id, key))
        return self.sheet.shown(row_id, key)

    def editable(self, row_id: str, key: str) -> bool:
        """Whether the cell may be changed now."""
        return self.sheet.editable(row_id, key).ok

    def marks(self, row_id: str, key: str) -> CellMark:
        """Findings, comments, what differs from last year, what waits to be confirmed."""
        if is_new_row(row_id):
            return PLAIN
        field = self._fields[key]
        found = [one for one in self._found.get(row_id, ()) if one.field == field]
        told = self._comments.get((row_id, field))
        was = self._was(row_id, key)
        to_confirm = self.sheet.carry(row_id) == "to_confirm"
        curve = profile_of(self.sheet.fields(row_id)) if key == MONTH_FIELD else None
        several = self._several(row_id, key)
        if not (found or told or was is not None or to_confirm or curve or several):
            return PLAIN
        return CellMark(
            level=_worst(found),
            message="\n".join(one.finding.message for one in found),
            comment=told is not None,
            comment_text=told or "",
            changed=was is not None,
            was=was or "",
            to_confirm=to_confirm,
            curve=curve or (),
            several=several,
        )

    def _several(self, row_id: str, key: str) -> tuple[str, ...]:
        """What several people wrote into a cell; at the name also that one removed the line."""
        field, standing = self._fields[key], self.sheet.several.get(row_id)
        if not standing:
            return ()
        texts = [self._text_of(key, value) for value in getattr(standing.get(field), "values", ())]
        if field == "name" and "" in standing:
            texts = [*(texts or [self.sheet.text(row_id, key)]), tr("(line removed)")]
        return tuple(text or tr("(empty)") for text in texts)

    def _text_of(self, key: str, value: object) -> str:
        if key == MONTH_FIELD:
            return months_text(value)
        return cell_shown(self.sheet.column(key), {self._fields[key]: value})

    def _was(self, row_id: str, key: str) -> str | None:
        """Last year's text of a cell that differs from it; None for the same or a new row."""
        compared = self.sheet.looking.compare(row_id, key)
        if compared is None or compared.same:
            return None
        return months_text(compared.value) if key == MONTH_FIELD else compared.text

    def row_mark(self, row_id: str) -> CellMark:
        """The worst finding of the row, whichever of its cells it is about."""
        found = self._found.get(row_id, ())
        overlaps = row_id in self.sheet.several
        if not found and not overlaps:
            return PLAIN
        messages = [one.finding.message for one in found]
        if overlaps:
            messages.append(tr("Several people changed this line at the same time."))
        levels = [one.finding.level for one in found] + [Level.WARNING] * overlaps
        level = min(levels, key=_GRAVITY.__getitem__)
        return CellMark(level=level, message="\n".join(messages))

    @property
    def totals(self) -> SheetTotals:
        """The sheet added up, once after each change."""
        if self._totals is None:
            self._totals = self.sheet.totals
        return self._totals

    def sums(self) -> Mapping[str, str]:
        """Hours by staff category and in all."""
        totals = self.totals
        sums = {one.key: format_hours(one.minutes) for one in totals.staff}
        sums[TOTAL] = format_hours(totals.minutes)
        if totals.shares:
            given = sum(self.sheet.allocation.shares.values())
            sums[SHARE] = f"{given / 100:g}"
        return sums

    # -- gestures ---------------------------------------------------------------------------------

    def allow(self, cells: Collection[tuple[str, str]]) -> None:
        """Store these texts (column key, text) as they are, whatever they look like."""
        self._allowed |= set(cells)

    def set_cells(self, label: str, cells: Sequence[CellEdit]) -> CellResult:
        """Change cells as one gesture; what looks like personal data waits for a second look."""
        doubtful = [
            RefusedCell(row, key, text, why)
            for row, key, text in cells
            if key in self._text_keys
            and (key, text) not in self._allowed
            and (why := self._doubt(text))
        ]
        places = {(one.row_id, one.key) for one in doubtful}
        taken = [cell for cell in cells if (cell[0], cell[1]) not in places]
        try:
            with self._gesture(label):
                outcome = self.sheet.set_cells([*taken, *self._also_named(taken)], label)
                refused = [
                    *doubtful,
                    *(RefusedCell(r.row, r.key, r.text, r.message) for r in outcome.refusals),
                ]
                made = self._made(outcome, [cell.row_id for cell in refused])
        except BprError as error:
            self._told(error)
            kept = [cell for cell in cells if not is_new_row(cell[0])]
            return CellResult(tuple(RefusedCell(*cell, error.message) for cell in kept))
        remarks = dict.fromkeys(remark.remark.message for remark in outcome.remarks)
        return CellResult(
            tuple(
                RefusedCell(made.get(one.row_id, one.row_id), one.key, one.text, one.message)
                for one in refused
            ),
            tuple(remarks),
            made,
        )

    def _also_named(self, cells: Sequence[CellEdit]) -> list[CellEdit]:
        """A class chosen for a row without name names it, too; it can be reworded."""
        if len(cells) != 1 or cells[0][1] != "code":
            return []
        row, _key, code = cells[0]
        name = self._class_name(code.strip())
        if not name or (not is_new_row(row) and self.sheet.fields(row).get("name")):
            return []
        return [(row, "name", name)]

    def _made(self, outcome: EditOutcome, refused_rows: Sequence[str]) -> dict[str, str]:
        """True ids of new rows; rows of which nothing was taken are made for the refused texts."""
        made = dict(outcome.blanks)
        missing = [row for row in dict.fromkeys(refused_rows) if is_new_row(row)]
        missing = [row for row in missing if row not in made]
        if missing and self.rows_can_change:
            new = self.sheet.insert(len(missing)).new_rows
            made.update(zip(missing, new, strict=False))
        return made

    def insert_rows(self, before: str | None, count: int) -> Sequence[str]:
        """Make blank rows."""
        return self._rows_of(lambda: self.sheet.insert(count, before or ""))

    def remove_rows(self, row_ids: Sequence[str]) -> None:
        """Remove rows."""
        self._rows_of(lambda: self.sheet.remove(row_ids))

    def duplicate_rows(self, row_ids: Sequence[str]) -> Sequence[str]:
        """Copy rows."""
        return self._rows_of(lambda: self.sheet.duplicate(row_ids))

    def move_rows(self, row_ids: Sequence[str], before: str | None) -> None:
        """Put rows elsewhere."""
        self._rows_of(lambda: self.sheet.move(row_ids, before or ""))

    def _rows_of(self, deed: Callable[[], EditOutcome]) -> tuple[str, ...]:
        """The rows a deed made; none where it was refused."""
        try:
            return deed().new_rows
        except BprError as error:
            self._told(error)
            return ()

    # -- news -------------------------------------------------------------------------------------

    def subscribe(self, heard: Callable[[GridChange], None]) -> Callable[[], None]:
        """Tell `heard` of every change until the answer is called."""
        self._hearers.append(heard)
        return lambda: self._hearers.remove(heard)

    def _tell(self, change: GridChange) -> None:
        for heard in tuple(self._hearers):
            heard(change)

    def _follow(self, change: SheetChange) -> None:
        """Rows whose findings changed look different too, whoever's cells were typed into."""
        self._totals = None
        before, self._found = self._found, self._by_row()
        rows = set(change.rows)
        rows |= {
            row for row in before.keys() | self._found if before.get(row) != self._found.get(row)
        }
        if change.comments:
            self._comments = self._open_comments()
        if change.standing or change.comments:
            self._tell(GridChange(rows=None, order=change.structure, columns=change.standing))
        else:
            self._tell(GridChange(rows=frozenset(rows), order=change.structure))

    def _by_row(self) -> dict[str, list[RowFinding]]:
        if not self._checked:
            return {}
        found: dict[str, list[RowFinding]] = {}
        for one in self.sheet.findings:
            if one.row:
                found.setdefault(one.row, []).append(one)
        return found

    def _open_comments(self) -> dict[tuple[str, str], str]:
        """The last open comment of each cell."""
        told: dict[tuple[str, str], str] = {}
        for line in self.sheet.comments.open:
            told[line.row, line.field] = _comment_text(line)
        return told


def _comment_text(line: CommentLine) -> str:
    return tr("{text} ({user})", text=line.text, user=line.user)


def _worst(found: Sequence[RowFinding]) -> Level | None:
    levels = [one.finding.level for one in found]
    return min(levels, key=_GRAVITY.__getitem__) if levels else None


def months_text(shares: object) -> str:
    """The busiest months in words: "month 4 17%, month 3 17%"; "" without shares."""
    if not isinstance(shares, list | tuple) or len(shares) != 12:
        return ""
    highest = max(shares)
    if highest - min(shares) <= _LEVEL:
        return tr("level")
    busy = [place for place, share in enumerate(shares) if share == highest]
    names = tr(", ").join(month_name(place) for place in busy[:_BUSIEST])
    return tr("{months}: {percent}%", months=names, percent=highest)
