"""A flow as the editable grid sees it: rows are steps, the first columns are lanes."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.connecting import insert_into_flow
from bpr_studio.domain.modeling.naming import rename
from bpr_studio.domain.modeling.removing import cut_out
from bpr_studio.domain.modeling.step_matrix import (
    StepMatrix,
    add_step,
    column_of,
    is_step,
    put_in_lane_of,
    remove_rows,
    step_matrix,
)
from bpr_studio.domain.modeling.stepping import set_step
from bpr_studio.domain.process.element import ACTIVITIES, Kind
from bpr_studio.domain.process.rollup import yearly_minutes
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.process.wording import kind_word, next_words, shown_name
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.survey_format import FieldKind
from bpr_studio.services.detailed_cells import HOURS
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

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bpr_studio.domain.process.element import Element
    from bpr_studio.services.detailed_cells import StepRules
    from bpr_studio.services.flow_editing import FlowSession
    from bpr_studio.ui.grid.entry.model import CellEdit

LANE: Final = "lane:"
"""Begins the key of a lane's column; the id of the lane follows."""

KIND: Final = "kind"
NEXT: Final = "next"
_ASKED: Final = ("step_type", "minutes_per_case", "cases_per_year", HOURS, "core_tag", "medium")
_WIDTHS: Final = {
    "step_type": 92,
    "minutes_per_case": 76,
    "cases_per_year": 84,
    HOURS: 76,
    "core_tag": 92,
    "medium": 64,
}
_STEP_FIELDS: Final = tuple(one.name for one in fields(Step))
_LANES, _FACTS = "lanes", "facts"


class MatrixCells:
    """Implements the grid's `CellModel` over a flow being edited.

    Args:
        session: the flow.
        rules: columns and cells of the detailed survey.
        refused: told whole sentences about what could not be done.
        doubt: what looks like personal data in a text, "" for nothing.
    """

    def __init__(
        self,
        session: FlowSession,
        rules: StepRules,
        refused: Callable[[str], object],
        doubt: Callable[[str], str] = lambda _text: "",
    ) -> None:
        self._doubt = doubt
        self._session = session
        self._rules = rules
        self._refused = refused
        self._hearers: list[Callable[[GridChange], None]] = []
        self._matrix = StepMatrix((), ())
        self._columns: tuple[EntryColumn, ...] = ()
        self._look()

    def _look(self) -> None:
        self._matrix = step_matrix(self._session.model)
        self._columns = (*self._lane_columns(), *self._fact_columns())

    def _lane_columns(self) -> list[EntryColumn]:
        wide = 160 if len(self._matrix.lanes) < 4 else 116
        return [
            EntryColumn(
                LANE + lane.id,
                lane.label or tr("Step"),
                group=_LANES,
                width=wide,
                help=tr("A name typed here puts the step into this lane."),
            )
            for lane in self._matrix.lanes
        ]

    def _fact_columns(self) -> list[EntryColumn]:
        made = [EntryColumn(KIND, tr("Kind"), ColumnKind.READ_ONLY, _FACTS, width=88)]
        for key in _ASKED:
            column = self._rules.column(key)
            kind = ColumnKind.CHOICE if column.choices else ColumnKind.NUMBER
            if column.kind is FieldKind.HOURS:
                kind = ColumnKind.READ_ONLY
            made.append(
                EntryColumn(
                    key,
                    column.header,
                    kind,
                    _FACTS,
                    unit=column.unit,
                    align=Align.LEFT if column.choices else Align.RIGHT,
                    width=_WIDTHS[key],
                    choices=tuple((c.value, c.label) for c in column.choices),
                    help=column.help,
                )
            )
        made.append(EntryColumn(NEXT, tr("Goes on to"), ColumnKind.READ_ONLY, _FACTS, width=180))
        return made

    # -- cells ------------------------------------------------------------------------------------

    @property
    def columns(self) -> Sequence[EntryColumn]:
        """Lanes, then what is asked of a step."""
        return self._columns

    @property
    def groups(self) -> Sequence[EntryGroup]:
        """Lanes and facts."""
        return (
            EntryGroup(_LANES, tr("Lanes"), foldable=False),
            EntryGroup(_FACTS, tr("Step"), foldable=False),
        )

    @property
    def row_ids(self) -> Sequence[str]:
        """The rows in the order of work."""
        return self._matrix.rows

    @property
    def rows_can_change(self) -> bool:
        """Whether steps may come and go."""
        return bool(self._session.editable)

    def _element(self, row_id: str) -> Element | None:
        return self._session.model.find(row_id)

    def text(self, row_id: str, key: str) -> str:
        """The cell as people would type it."""
        return self._written(row_id, key, self._rules.text)

    def shown(self, row_id: str, key: str) -> str:
        """The cell as it is painted."""
        return self._written(row_id, key, self._rules.shown)

    def _written(self, row_id: str, key: str, write: Callable[[Element, str], str]) -> str:
        element = self._element(row_id)
        if element is None:
            return ""
        if key.startswith(LANE):
            return self._in_lane(element, key)
        if key == KIND:
            return kind_word(element)
        if key == NEXT:
            words = next_words(self._session.model, element)
            return f"→ {words}" if words else ""
        return write(element, key) if element.kind in ACTIVITIES else ""

    def _in_lane(self, element: Element, key: str) -> str:
        here = column_of(self._session.model, element.id)
        known = {lane.id for lane in self._matrix.lanes}
        lane = here if here in known else ""
        if LANE + lane != key:
            return ""
        return shown_name(element)

    def lane_key(self, row_id: str) -> str:
        """The column the name of a row stands in."""
        keys = {LANE + lane.id for lane in self._matrix.lanes}
        key = LANE + column_of(self._session.model, row_id)
        return key if key in keys else LANE

    def editable(self, row_id: str, key: str) -> bool:
        """Whether the cell may be changed now."""
        if not self._session.editable or key in {KIND, NEXT, HOURS}:
            return False
        if is_new_row(row_id):
            return key.startswith(LANE)
        return key.startswith(LANE) or is_step(self._session.model, row_id)

    def marks(self, row_id: str, key: str) -> CellMark:
        """Cells of events and branches say that nothing is asked there."""
        return PLAIN if self.editable(row_id, key) else CellMark(read_only=True)

    def row_mark(self, _row_id: str) -> CellMark:
        """Findings stand in their own panel."""
        return PLAIN

    def sums(self) -> Mapping[str, str]:
        """Hours of all steps."""
        model = self._session.model
        steps = [e for e in map(model.find, self._matrix.rows) if e and e.kind in ACTIVITIES]
        minutes = [yearly_minutes(step) or 0 for step in steps if not _has_steps(self, step)]
        return {HOURS: format_hours(sum(minutes), decimals=1)} if steps else {}

    def has_steps(self, element: Element) -> bool:
        """Whether a sub-process counts by its content."""
        return any(c.kind in ACTIVITIES for c in self._session.model.children(element.id))

    # -- gestures ---------------------------------------------------------------------------------

    def set_cells(self, label: str, cells: Sequence[CellEdit]) -> CellResult:
        """Change cells as one gesture: names and lanes by the columns of lanes, facts by rules."""
        refused: list[RefusedCell] = []
        made: dict[str, str] = {}
        remarks: dict[str, None] = {}
        try:
            with self._session.editor.gesture(label or tr("Change the table")):
                for row, key, text in cells:
                    try:
                        self._set(row, key, text, made, remarks)
                        if key.startswith(LANE) and (doubt := self._doubt(text)):
                            remarks[doubt] = None
                    except BprError as error:
                        refused.append(RefusedCell(row, key, text, str(error)))
        except BprError as error:
            self._refused(str(error))
            return CellResult()
        placed = [c for c in refused if not is_new_row(c.row_id) or c.row_id in made]
        for cell in refused:
            if cell not in placed:
                self._refused(cell.message)
        return CellResult(tuple(placed), tuple(remarks), made)

    def _set(
        self, row: str, key: str, text: str, made: dict[str, str], remarks: dict[str, None]
    ) -> None:
        editor = self._session.editor
        if is_new_row(row) and row not in made:
            if not text.strip() or not key.startswith(LANE):
                return
            after = [*made.values()] or list(self._last_row())
            after_id = after[-1] if after else ""
            made[row] = add_step(editor, after_id, key.removeprefix(LANE), " ".join(text.split()))
            return
        row = made.get(row, row)
        if key.startswith(LANE):
            self._set_name(row, key, text)
        elif key not in {KIND, NEXT, HOURS}:
            self._set_fact(row, key, text, remarks)

    def _last_row(self) -> Sequence[str]:
        """The row a step at the end of the table follows: the last one that is no loose end."""
        return step_matrix(self._session.model).rows[-1:]

    def _set_name(self, row: str, key: str, text: str) -> None:
        editor = self._session.editor
        element = self._session.model.element(row)
        name = " ".join(text.split())
        here = self.lane_key(row) == key
        if not name:
            if here:
                rename(editor, row, "")
            return
        if not here:
            put_in_lane_of(editor, row, key.removeprefix(LANE))
        if name != shown_name(element):
            rename(editor, row, name)

    def _set_fact(self, row: str, key: str, text: str, remarks: dict[str, None]) -> None:
        element = self._session.model.element(row)
        if element.kind not in ACTIVITIES:
            return
        reading = self._rules.read(element, {key: text})
        if key in reading.refused:
            raise _NotReadError(reading.refused[key].message)
        changed = {
            name: getattr(reading.step, name)
            for name in _STEP_FIELDS
            if getattr(reading.step, name) != getattr(element.step, name)
        }
        if changed:
            set_step(self._session.editor, [row], **changed)
        for said in reading.remarks.values():
            remarks.update((remark.message, None) for remark in said)

    def change_lane(self, row_ids: Sequence[str], by: int) -> None:
        """Move rows to the lane at the left (-1) or right (1) as one gesture."""
        keys = [LANE + lane.id for lane in self._matrix.lanes]

        def shift() -> None:
            for row in row_ids:
                place = keys.index(self.lane_key(row)) + by
                if 0 <= place < len(keys):
                    put_in_lane_of(self._session.editor, row, keys[place].removeprefix(LANE))

        self._do(tr("Move to another lane"), shift)

    def insert_rows(self, before: str | None, count: int) -> Sequence[str]:
        """Make steps without a name before a row, or at the end."""
        rows = self._matrix.rows
        place = rows.index(before) if before in rows else len(rows)
        after = rows[place - 1] if place else ""
        made: list[str] = []

        def add() -> None:
            for _ in range(count):
                made.append(add_step(self._session.editor, made[-1] if made else after))

        self._do(ntr("Add {n} step", "Add {n} steps", count), add)
        return made if all(row in self._session.model for row in made) else []

    def remove_rows(self, row_ids: Sequence[str]) -> None:
        """Remove rows; the flow goes on over the gap."""
        n = len(row_ids)
        self._do(
            ntr("Remove {n} row", "Remove {n} rows", n),
            lambda: remove_rows(self._session.editor, row_ids),
        )

    def duplicate_rows(self, row_ids: Sequence[str]) -> Sequence[str]:
        """Copy each step to a new one below the last of them."""
        made: list[str] = []

        def copy() -> None:
            after = row_ids[-1]
            for row in row_ids:
                element = self._session.model.element(row)
                if element.kind in ACTIVITIES:
                    lane = column_of(self._session.model, row)
                    after = add_step(self._session.editor, after, lane, element.name)
                    facts = {name: getattr(element.step, name) for name in _STEP_FIELDS}
                    set_step(self._session.editor, [after], **facts)
                    made.append(after)

        self._do(tr("Duplicate"), copy)
        return made

    def move_rows(self, row_ids: Sequence[str], before: str | None) -> None:
        """Take steps out of the flow and put them in again before a row."""

        def move() -> None:
            editor = self._session.editor
            goal = before or (self._matrix.rows[-1] if self._matrix.rows else "")
            for row in row_ids:
                cut_out(editor, row)
                ways = [
                    flow
                    for flow in self._session.model.incoming(goal)
                    if flow.kind is Kind.SEQUENCE_FLOW
                ]
                if not ways:
                    raise _NotReadError(tr("Nothing leads to the row, so no step fits before it."))
                insert_into_flow(editor, ways[0].id, row)

        self._do(tr("Move rows"), move)

    def _do(self, name: str, deed: Callable[[], object]) -> None:
        try:
            with self._session.editor.gesture(name):
                deed()
        except BprError as error:
            self._refused(str(error))

    # -- news -------------------------------------------------------------------------------------

    def subscribe(self, heard: Callable[[GridChange], None]) -> Callable[[], None]:
        """Tell `heard` of every change until the answer is called."""
        self._hearers.append(heard)
        return lambda: self._hearers.remove(heard)

    def take_changes(self, ids: Sequence[str]) -> None:
        """Look again at what changed in the flow."""
        before = self._matrix
        self._look()
        order = before.rows != self._matrix.rows
        columns = before.lanes != self._matrix.lanes
        rows = None if not ids or columns else frozenset(self._touched(ids))
        for heard in tuple(self._hearers):
            heard(GridChange(rows=rows, order=order, columns=columns))

    def _touched(self, ids: Sequence[str]) -> set[str]:
        """The rows that show something of these elements; what leads to them names them."""
        touched: set[str] = set(ids)
        for element_id in ids:
            element = self._element(element_id)
            if element is not None:
                touched |= {element.source, element.target}
                touched |= {flow.source for flow in self._session.model.incoming(element_id)}
        return touched & {*self._matrix.rows}


class _NotReadError(BprError):
    """A cell that could not be taken."""


def _has_steps(cells: MatrixCells, element: Element) -> bool:
    return element.kind is not Kind.TASK and cells.has_steps(element)
