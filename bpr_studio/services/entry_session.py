"""A section's sheet held in memory: rows in order, one write per gesture, news from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.allocation import allocated
from bpr_studio.domain.workload.checks import LiveChecks
from bpr_studio.domain.workload.figures import FIGURES
from bpr_studio.domain.workload.row_order import sort_keys
from bpr_studio.domain.workload.sheet import RATIO, SHARE, STAFF_FIELDS
from bpr_studio.domain.workload.workflow import Standing, edit_refusal, round_state, sheet_state
from bpr_studio.services.entry_values import EditOutcome, SheetChange
from bpr_studio.services.events import Committed
from bpr_studio.services.lessons import lessons_in
from bpr_studio.services.rounds import find_round

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.workload.checks import RowFinding, SheetFacts
    from bpr_studio.domain.workload.sheet import SheetRules
    from bpr_studio.services.author import Author
    from bpr_studio.services.entry_values import EntryQueries
    from bpr_studio.services.several_values import Several
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.views import RoundInfo, UnitLine

    FactsOf = Callable[[str, str], SheetFacts]

ENTITY: Final = "work_item"
SLOT: Final = "g"
"""Start of the slots of rows made in the program; the row's id is planned from the slot, so that
a workbook handed out later brings the same row back."""

_STANDING: Final = frozenset({"survey_round", "survey_sheet"})
_FACTS: Final = frozenset(
    {"survey_round", "org_unit", "headcount", "staff_year", "task_class", "list_item"}
)
_DERIVED: Final = frozenset({"year_minutes", "search_name", "figures_hash"})
_PREFIX: Final = "minutes_"
_UNASKED: Final = frozenset({"carry", "sort_key"})
"""Fields whose concurrent values are nobody's question; the later one holds."""


@dataclass(slots=True)
class Edits:
    """What one gesture changes; `SheetSession.write` carries it out.

    Attributes:
        fields: stored fields to set by row, new rows included; None empties a field.
        new: ids of the rows that come.
        removed: ids of the rows that go.
        order: all rows as they shall stand, None to leave the order.
        moved: rows that get another place.
        reallocate: give rows with a share their hours anew though no share changes.
    """

    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    order: list[str] | None = None
    moved: set[str] = field(default_factory=set)
    reallocate: bool = False

    def of(self, row: str) -> dict[str, Any]:
        """The fields set in a row so far, to be added to."""
        return self.fields.setdefault(row, {})


class SheetSession:
    """The state behind an `EntrySheet`.

    Attributes:
        round: the survey round.
        unit: the section.
        rules: columns and their cells.
        rows: stored fields by row id; what is empty is absent.
        order: row ids in the order of the sheet.
        capacity: minutes by staff category.
        several: the values of fields that people gave different ones, by row.
        origin: name under which this sheet writes, to know its own echo.
    """

    def __init__(
        self,
        store: UndoableStore,
        queries: EntryQueries,
        author: Author,
        facts_of: FactsOf,
        where: tuple[RoundInfo, UnitLine, SheetRules, str],
    ) -> None:
        self.store = store
        self.queries = queries
        self.author = author
        self.round, self.unit, self.rules, self.role = where
        self.origin = f"entry:{author.ids.new()}"
        self._facts_of = facts_of
        self._listeners: list[Callable[[SheetChange], None]] = []
        self._held = ""
        self._missed: set[str] = set()
        self.several: Several = {}
        self.rows = self._fetch()
        self._fetch_several()
        self.order = tuple(self.rows)
        self._look_at_standing()
        self._look_at_facts()

    def _fetch(self) -> dict[str, dict[str, object]]:
        found = self.queries.work_items(self.round.id, self.unit.id)
        return {row: _own(fields) for row, fields in found.items()}

    def _look_at_standing(self) -> None:
        self.round = find_round(self.queries, self.round.id)
        state = sheet_state(self.queries.sheet_state(self.round.id, self.unit.id))
        standing = Standing(round_state(self.round.state), state)
        self.refusal = edit_refusal(self.role, standing)

    def _look_at_facts(self) -> None:
        self.capacity = self.queries.capacity_by_category(self.unit.id)
        self._facts: SheetFacts | None = None
        self._live: LiveChecks | None = None

    @property
    def facts(self) -> SheetFacts:
        """What the checks need beyond the rows; gathered when first asked, after the rows show."""
        if self._facts is None:
            self._facts = self._facts_of(self.round.id, self.unit.id)
        return self._facts

    @property
    def _checks(self) -> LiveChecks:
        if self._live is None:
            self._live = LiveChecks(self.facts, self.rows)
        return self._live

    def _check(self, changed: Mapping[str, Mapping[str, object] | None]) -> None:
        if self._live is not None:
            self._live.update(changed)

    # -- asking ----------------------------------------------------------------------------------

    def require_editable(self) -> None:
        """Make sure that the sheet may be edited.

        Raises:
            RefusedError: it may not; nothing was changed.
        """
        if self.refusal:
            raise RefusedError(self.refusal, kept=tr("Nothing was changed."))

    @property
    def findings(self) -> tuple[RowFinding, ...]:
        """What the checks say, worst first."""
        return self._checks.findings

    def findings_of(self, row: str) -> tuple[RowFinding, ...]:
        """What the checks say of one row; "" for the whole sheet."""
        return self._checks.of_row(row)

    def place_before(self, before: str) -> int:
        """The place new rows go to: before a row, or to the end."""
        return self.order.index(before) if before in self.rows else len(self.order)

    def shares(self) -> dict[str, int]:
        """The rows' shares of the capacity in hundredths of a percent."""
        found = ((row, fields.get(SHARE)) for row, fields in self.rows.items())
        return {row: share for row, share in found if isinstance(share, int)}

    # -- writing ---------------------------------------------------------------------------------

    def new_row(self, edits: Edits, fields: Mapping[str, Any]) -> str:
        """Add a row to `edits` and give its id; who adds it also places it in the order."""
        slot = SLOT + self.author.ids.new().replace("-", "")
        row = planned_id(ENTITY, self.round.id, self.unit.id, slot)
        where = {"round_id": self.round.id, "unit_id": self.unit.id, "slot": slot}
        edits.fields[row] = {**where, **fields}
        edits.new.append(row)
        return row

    def insert(self, edits: Edits, new: Sequence[str], place: int) -> None:
        """Let new rows stand at a place of the order."""
        if not new:
            return
        order = edits.order if edits.order is not None else list(self.order)
        edits.order = [*order[:place], *new, *order[place:]]
        edits.moved.update(new)

    def write(self, label: str, edits: Edits) -> EditOutcome:
        """Carry out a gesture: one command, one step of undo, only real differences.

        Raises:
            RefusedError: the sheet may not be edited, a row was removed meanwhile, or the disk
                refuses; nothing was changed.
        """
        self.require_editable()
        if not edits.fields.keys() - edits.new <= self.rows.keys():
            raise RefusedError(
                tr("The row was removed meanwhile."), kept=tr("Nothing was changed.")
            )
        self._settle_shares(edits)
        self._number(edits)
        self._keep_differences(edits)
        lessons = lessons_in(self.rows, edits.fields, self.role, self.author)
        changes = [*self._changes(edits), *lessons]
        if not changes:
            return EditOutcome()
        done = self.store.commit(label, changes, origin=self.origin)
        self._remember(edits)
        self._look_at_several(edits.fields.keys() | set(edits.removed), done.beside)
        touched = set(edits.fields)
        structure = bool(edits.new or edits.removed or edits.order is not None)
        self.tell(SheetChange(frozenset(touched), structure=structure))
        rows = tuple(row for row in self.order if row in touched)
        came = frozenset(edits.new)
        return EditOutcome(label, rows, tuple(row for row in rows if row in came))

    def _settle_shares(self, edits: Edits) -> None:
        """Give every row with a share its hours anew where a share changed, came or went."""
        before = self.shares()
        wanted_shares: dict[str, int | None] = {**before, **dict.fromkeys(edits.removed)}
        wanted_shares |= {row: f[SHARE] for row, f in edits.fields.items() if SHARE in f}
        after = {row: share for row, share in wanted_shares.items() if share is not None}
        if not self._is_to_be_settled(before, after, edits):
            return
        for row, hours in self.hours_of(after).items():
            edits.of(row).update(hours)
            if before.get(row) != after[row]:
                _mark_as_ratio(edits.of(row), self.rows.get(row, {}))

    def _is_to_be_settled(
        self, before: Mapping[str, int], after: Mapping[str, int], edits: Edits
    ) -> bool:
        """Whether hours follow from the shares now.

        A share that only goes away shifts the others by a minute at most; hours that do not
        follow from the shares, since the staff has changed, wait until somebody distributes.
        """
        if not any(self.capacity.values()) or (after == before and not edits.reallocate):
            return False
        given = any(before.get(row) != share for row, share in after.items())
        return given or edits.reallocate or not self.is_stale

    def hours_of(self, shares: Mapping[str, int]) -> dict[str, dict[str, int | None]]:
        """The hours (stored fields, in minutes) that follow from shares."""
        capacity = {_PREFIX + category: minutes for category, minutes in self.capacity.items()}
        return {
            row: {name: minutes.get(name) or None for name in STAFF_FIELDS}
            for row, minutes in allocated(shares, capacity).items()
        }

    @property
    def is_stale(self) -> bool:
        """Whether hours do not follow from the shares any more, e.g. after a change of staff."""
        return any(self.capacity.values()) and any(
            self.rows[row].get(name) != minutes
            for row, hours in self.hours_of(self.shares()).items()
            for name, minutes in hours.items()
        )

    def _number(self, edits: Edits) -> None:
        if edits.order is None:
            return
        keys = {row: _key(fields) for row, fields in self.rows.items()}
        gone = set(edits.removed)
        edits.order = [row for row in edits.order if row not in gone]
        for row, key in sort_keys(edits.order, keys, edits.moved).items():
            edits.of(row)["sort_key"] = key

    def _keep_differences(self, edits: Edits) -> None:
        for row in list(edits.fields):
            stored = self.rows.get(row, {})
            fields = {n: v for n, v in edits.fields[row].items() if stored.get(n) != v}
            if fields:
                edits.fields[row] = fields
            else:
                del edits.fields[row]

    def _changes(self, edits: Edits) -> Iterator[Change]:
        new = set(edits.new)
        for row, fields in edits.fields.items():
            if row in new:
                yield PutRow(ENTITY, row, fields)
            else:
                yield SetFields(ENTITY, row, fields, shown=self._shown(row, fields))
        for row in edits.removed:
            yield DeleteRow(ENTITY, row, shown=self._shown(row, FIGURES))

    def _shown(self, row: str, names: Iterable[str]) -> dict[str, object]:
        """What the person saw of these fields; nobody is asked about the order of rows."""
        stored, several = self.rows.get(row, {}), self.several.get(row, {})
        return {n: several.get(n, stored.get(n)) for n in names if n not in _UNASKED}

    def _remember(self, edits: Edits) -> None:
        for row, fields in edits.fields.items():
            stored = dict(self.rows.get(row, {"id": row}))
            stored.update(fields)
            self.rows[row] = {name: value for name, value in stored.items() if value is not None}
        for row in edits.removed:
            self.rows.pop(row, None)
        if edits.order is not None:
            self.order = tuple(edits.order)
        elif edits.removed:
            self.order = tuple(row for row in self.order if row in self.rows)
        changed: dict[str, Mapping[str, object] | None] = dict.fromkeys(edits.removed)
        changed.update((row, self.rows[row]) for row in edits.fields)
        self._check(changed)

    # -- news ------------------------------------------------------------------------------------

    def hold(self, row: str) -> None:
        """Somebody types in a row: what others write to it is shown when they are done."""
        self._held = row

    def let_go(self) -> None:
        """Nobody types any more; what came meanwhile is shown."""
        row, self._held = self._held, ""
        if row in self._missed:
            self._missed.discard(row)
            self.reload(Committed(frozenset({ENTITY}), frozenset({row})))

    def _look_at_several(
        self, rows: Collection[str], beside: Collection[tuple[str, str]]
    ) -> set[str]:
        """See again which cells have several values; rows whose marks changed.

        Args:
            rows: rows that were written; nothing is looked up where none had or has a mark.
            beside: as the store tells it.
        """
        known = {row for entity, row in beside if entity == ENTITY}
        if not known and self.several.keys().isdisjoint(rows):
            return set()
        if known:  # shown is now what the store shows first, which may be another's value
            self._missed -= known
            self.reload(Committed(frozenset({ENTITY}), frozenset(known)))
        return self._fetch_several()

    def _fetch_several(self) -> set[str]:
        before = self.several
        self.several = self.queries.several_of_sheet(self.round.id, self.unit.id)
        return {
            row
            for row in before.keys() | self.several.keys()
            if before.get(row) != self.several.get(row)
        }

    def subscribe(self, callback: Callable[[SheetChange], None]) -> Callable[[], None]:
        """Tell `callback` of every change from now on; the returned function ends that."""
        self._listeners.append(callback)

        def unsubscribe() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return unsubscribe

    def tell(self, change: SheetChange) -> None:
        """Tell everybody who asked."""
        for callback in tuple(self._listeners):
            callback(change)

    def reload(self, event: Committed) -> SheetChange | None:
        """Look again at what an event may have changed; None where nothing of it is shown here.

        Undo, redo and other people's changes come this way; the sheet's own echo is passed over.
        """
        if event.origin == self.origin:
            return None
        rows, structure = self._look_at_rows(event) if ENTITY in event.kinds else (set(), False)
        standing = self._look_around(event)
        comments = "cell_comment" in event.kinds
        if not (rows or structure or standing or comments):
            return None
        change = SheetChange(
            frozenset(rows), structure=structure, comments=comments, standing=standing
        )
        self.tell(change)
        return change

    def _look_around(self, event: Committed) -> bool:
        if event.kinds & _STANDING:
            self._look_at_standing()
        if event.kinds & _FACTS:
            self._look_at_facts()
        return bool(event.kinds & (_STANDING | _FACTS))

    def _look_at_rows(self, event: Committed) -> tuple[set[str], bool]:
        """Fetch the rows an event names, or all; gives those that differ, and whether in order."""
        if event.ids:
            known = dict(self.rows)
            fetched = self.queries.work_items_by_id(event.ids)
            for row in event.ids:
                known.pop(row, None)
            known |= {row: _own(f) for row, f in fetched.items() if self._is_ours(f)}
        else:
            known = self._fetch()
        before, order = self.rows, self.order
        self._keep_held(known)
        marked = self._fetch_several() & known.keys()
        differing = {row for row, fields in known.items() if before.get(row) != fields}
        gone = before.keys() - known.keys()
        if not differing and not gone:
            return marked, False
        self.rows = known
        self.order = tuple(sorted(known, key=lambda row: (_key(known[row]), row)))
        changed: dict[str, Mapping[str, object] | None] = dict.fromkeys(gone)
        changed.update((row, known[row]) for row in differing)
        self._check(changed)
        return differing | marked, self.order != order

    def _keep_held(self, known: dict[str, dict[str, object]]) -> None:
        """The row somebody types in stays as they see it."""
        seen = self.rows.get(self._held)
        if seen is not None and known.get(self._held) != seen:
            known[self._held] = seen
            self._missed.add(self._held)

    def _is_ours(self, fields: Mapping[str, object]) -> bool:
        return (fields.get("round_id"), fields.get("unit_id")) == (self.round.id, self.unit.id)


def _own(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields somebody wrote, without those the database works out."""
    return {name: value for name, value in fields.items() if name not in _DERIVED}


def _key(fields: Mapping[str, object]) -> int:
    key = fields.get("sort_key")
    return key if isinstance(key, int) else 0


def _mark_as_ratio(edit: dict[str, Any], stored: Mapping[str, object]) -> None:
    """Say how the hours of a row with a share came about."""
    edit["method"] = RATIO
    if (edit.get("confidence") or stored.get("confidence")) is None:
        edit["confidence"] = "low"
    if stored.get("carry") in {"to_confirm", "confirmed"}:
        edit["carry"] = "changed"
