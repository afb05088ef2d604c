"""What the editable grid asks of its host: columns, cells, and one gesture at a time.

The grid knows texts and places, never what they mean. A host implements `CellModel`; the grid
shows it, and hands every deed of the user back as one gesture::

    grid = EntryGrid(name=tr("Tasks of the section"))
    grid.set_model(sheet)          # a CellModel
    grid.reported.connect(...)     # what was refused or remarked

Cells are named by row id and column key. Rows that do not exist yet carry ids made by
`new_row_id`: the blank row at the bottom is `new_row_id(0)`, a paste that is longer than the
sheet uses `new_row_id(0)`, `new_row_id(1)`, … in the same `set_cells` call.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.ui.grid.columns import Align

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.domain.shared.findings import Level

#: Starts the ids of rows that are made by the gesture that names them.
_NEW: Final = "+"

CellEdit = tuple[str, str, str]
"""One changed cell: row id, column key, text as typed ("" empties the cell)."""


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell by its names; the row id of the blank line is one of `new_row_id`."""

    row_id: str
    key: str


def new_row_id(number: int) -> str:
    """The id of the `number`-th row (from 0) that a gesture makes below the last one."""
    return f"{_NEW}{number}"


def is_new_row(row_id: str) -> bool:
    """Whether the row does not exist yet."""
    return row_id.startswith(_NEW)


class ColumnKind(StrEnum):
    """How a cell is filled in."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"  # one of `EntryColumn.choices`, by drop-down or first letters
    PICKER = "picker"  # typing searches in a popup of the host
    PROFILE = "profile"  # the host's popup takes the keyboard (a curve, a calendar)
    READ_ONLY = "read_only"


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """One column.

    Attributes:
        key: stable English name.
        title: heading, already translated.
        kind: how its cells are filled in.
        group: key of the `EntryGroup` it stands in; "" for none.
        unit: unit of its numbers, shown in the heading ("分").
        align: side of the text; by default numbers stand right, everything else left.
        width: width at the start, in pixels at 100 %.
        choices: value and label of each choice. The text of a choice cell is the label; a value
            typed by hand reaches the host as the label too.
        help: what belongs here, shown when the mouse rests on the heading.
        frozen: stays at the left while the rest scrolls.
        summary: stays when its group is folded; of a group without one the first column stays.
        multiline: texts may have line breaks (Alt+Enter).
    """

    key: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    group: str = ""
    unit: str = ""
    align: Align | None = None
    width: int = 120
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    frozen: bool = False
    summary: bool = False
    multiline: bool = False

    @property
    def heading(self) -> str:
        """Title and unit, as a copy with headings says it."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title

    @property
    def side(self) -> Align:
        """The side the text stands on."""
        if self.align is not None:
            return self.align
        return Align.RIGHT if self.kind is ColumnKind.NUMBER else Align.LEFT


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """Columns under one heading that fold together.

    Attributes:
        key: stable English name.
        title: heading, already translated.
        folded: folded at first; afterwards the user's own state counts.
        foldable: has a fold mark at all.
    """

    key: str
    title: str
    folded: bool = False
    foldable: bool = True


@dataclass(frozen=True, slots=True)
class CellMark:
    """What is to be seen at a cell, or at the number of a whole row, besides its text.

    Attributes:
        level: seriousness of the worst finding, None for none.
        message: what the finding says and what to do, one sentence per line.
        comment: the cell has comments; `comment_text` is shown when the mouse rests on it.
        comment_text: the last comment, "" when it is not known.
        changed: differs from what was handed out or from last year.
        was: what it was before, shown for changed cells ("昨年度 1,200").
        to_confirm: taken over and not confirmed yet.
        read_only: cannot be changed here and now.
        several: what several people wrote here, the shown text first; empty where one value holds.
        curve: numbers painted as a small curve in place of the text; the text stays what screen
            readers, filters and copies get.
    """

    level: Level | None = None
    message: str = ""
    comment: bool = False
    comment_text: str = ""
    changed: bool = False
    was: str = ""
    to_confirm: bool = False
    read_only: bool = False
    curve: tuple[int, ...] = ()
    several: tuple[str, ...] = ()


#: A cell with nothing remarkable; hosts hand out this one.
PLAIN: Final = CellMark()


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """A text the host did not take, with the whole sentence that says why and what to do."""

    row_id: str
    key: str
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class CellResult:
    """What became of a gesture.

    Attributes:
        refused: cells that were not taken; all others were.
        remarks: whole sentences about what was repaired or is remarkable.
        made: the true ids of new rows by the ids the gesture named them with. A row is made even
            when all its cells were refused, so that the refused texts have a place.
    """

    refused: tuple[RefusedCell, ...] = ()
    remarks: tuple[str, ...] = ()
    made: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GridChange:
    """What a host tells after anything changed, by the grid or by others.

    Attributes:
        rows: rows whose texts or marks changed; None for all of them.
        order: rows came, went or moved.
        columns: columns, groups or the right to change rows changed.
    """

    rows: frozenset[str] | None = frozenset()
    order: bool = False
    columns: bool = False


class CellModel(Protocol):
    """The host's side of the grid. Everything is asked and told on the GUI thread.

    Texts and marks are asked once per cell and kept until a `GridChange` names the row.
    """

    @property
    def columns(self) -> Sequence[EntryColumn]:
        """All columns from left to right; the grid puts frozen ones first."""

    @property
    def groups(self) -> Sequence[EntryGroup]:
        """The groups the columns name."""

    @property
    def row_ids(self) -> Sequence[str]:
        """The rows in the order of the sheet."""

    @property
    def rows_can_change(self) -> bool:
        """Whether rows may be added, removed and moved now; shows the blank row at the bottom."""

    def text(self, row_id: str, key: str) -> str:
        """The cell as people would type it; `set_cells` takes it again unchanged."""

    def shown(self, row_id: str, key: str) -> str:
        """The cell as it is painted, e.g. with thousands separators."""

    def editable(self, row_id: str, key: str) -> bool:
        """Whether the cell may be changed now; also asked for `new_row_id(0)`."""

    def marks(self, row_id: str, key: str) -> CellMark:
        """What is to be seen at the cell besides its text."""

    def row_mark(self, row_id: str) -> CellMark:
        """What is to be seen at the row's number: findings and comments on the whole row."""

    def sums(self) -> Mapping[str, str]:
        """The line below the last row: text by column key, {} for no such line."""

    def set_cells(self, label: str, cells: Sequence[CellEdit]) -> CellResult:
        """Change cells as one gesture; `label` names it for undo.

        Good cells are taken even when others are refused. Rows with ids of `new_row_id` are made.
        """

    def insert_rows(self, before: str | None, count: int) -> Sequence[str]:
        """Make blank rows before a row (None: at the end) as one gesture; their ids."""

    def remove_rows(self, row_ids: Sequence[str]) -> None:
        """Remove rows as one gesture."""

    def duplicate_rows(self, row_ids: Sequence[str]) -> Sequence[str]:
        """Copy each row to a new one below the last of them, as one gesture; the new ids."""

    def move_rows(self, row_ids: Sequence[str], before: str | None) -> None:
        """Move rows, in their order, before a row (None: to the end) as one gesture."""

    def subscribe(self, heard: Callable[[GridChange], None]) -> Callable[[], None]:
        """Call `heard` after every change, the grid's own included; answers how to stop it."""
