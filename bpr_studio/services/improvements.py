"""The register of improvements (改善台帳): entering, changing, stopping, and what was saved.

Section people write the improvements of their section, the DX office all of them; the sections
themselves are held to it by `services/sync/rights.py`, too.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.claims import counts, rooms, shortage, start_year
from bpr_studio.domain.reform.course import next_states
from bpr_studio.domain.reform.effects import effects_of, years_of
from bpr_studio.domain.reform.improvement import Improvement, ImprovementState
from bpr_studio.domain.reform.improvement_findings import findings_of
from bpr_studio.domain.reform.words import state_name
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.ids import RowId, planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE, MEMBER
from bpr_studio.services.improvement_refusals import (
    gone,
    no_evidence,
    no_name,
    no_right,
    no_room,
    not_now,
    other_section,
    out_of_bounds,
)
from bpr_studio.services.improvement_values import HeldClaim, field_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bpr_studio.domain.reform.claims import Ground
    from bpr_studio.domain.reform.effects import Booked
    from bpr_studio.domain.reform.improvement import Actual, Claim, NewImprovement
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.services.author import Author
    from bpr_studio.services.events import Committed
    from bpr_studio.services.improvement_values import ImprovementQueries
    from bpr_studio.services.store import HistoryEntry, UndoableStore

ENTITY: Final = "improvement"
CLAIM: Final = "improvement_claim"
ACTUAL: Final = "improvement_actual"
KINDS: Final = frozenset({ENTITY, CLAIM, ACTUAL})
"""Entities of the register."""
GROUND_KINDS: Final = frozenset({"work_item", "flow", "flow_element", "survey_round", "org_unit"})
"""Entities the claims rest on."""
FIRST_YEAR: Final = 2021
"""The plan's first fiscal year (令和3年度); burn-ups begin here."""
LAST_YEAR: Final = 2025
"""The year its targets are due in (令和7年度)."""
_MOST_MINUTES: Final = 60 * 1_000_000_000
_YEARS: Final = (2000, 2100)


@dataclass(frozen=True)
class Register:
    """The whole register at one moment, with what everything counts for.

    Attributes:
        improvements: the improvement entered first in front.
        ground: the tasks and steps they claim.
        fiscal_year: the year it is.
        first_survey: fiscal year of the first survey, 0 while there is none.
    """

    improvements: tuple[Improvement, ...]
    ground: Ground
    fiscal_year: int
    first_survey: int = 0

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The fiscal years that are counted, oldest first."""
        return years_of(self.improvements, FIRST_YEAR, max(LAST_YEAR, self.fiscal_year))

    @cached_property
    def booked(self) -> tuple[Booked, ...]:
        """What every improvement counts for, in the order of `improvements`."""
        return effects_of(self.improvements, self.ground, self.years)

    @cached_property
    def by_id(self) -> dict[str, Booked]:
        """The same by id."""
        return {one.improvement.id: one for one in self.booked}

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of all improvements by id."""
        return {one.id: one.plan.name for one in self.improvements}

    @cached_property
    def findings(self) -> dict[str, tuple[Finding, ...]]:
        """What to look at, by id; improvements without doubts are left out."""
        found = {
            one.improvement.id: findings_of(
                one, self.ground, self.names, self.fiscal_year, self.first_survey
            )
            for one in self.booked
        }
        return {row: doubts for row, doubts in found.items() if doubts}


class Improvements:
    """The register of one workspace.

    Args:
        store: the window's undo stack.
        queries: reading.
        author: who writes.
        own: whether a section, by its code, is among those the person writes for.
    """

    def __init__(
        self,
        store: UndoableStore,
        queries: ImprovementQueries,
        author: Author,
        own: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._queries = queries
        self._author = author
        self._own = own
        self._known: Register | None = None
        self._turn = 0  # counts the changes: what was read before one is not kept after it

    # -- looking ---------------------------------------------------------------------------------

    def forget(self, event: Committed) -> None:
        """Read anew after a change; a subscriber of the bus."""
        if event.kinds & (KINDS | GROUND_KINDS):
            self._turn += 1
            self._known = None

    def register(self) -> Register:
        """The whole register with what everything counts for; remembered until it changes."""
        turn, known = self._turn, self._known
        if known is None:
            known = self._read()
            if turn == self._turn:  # others may write meanwhile, beside the window
                self._known = known
        return known

    def _read(self) -> Register:
        found = self._queries.improvements()
        year = FiscalYear.of(self._author.clock.now().astimezone().date()).year
        surveys = (each.fiscal_year for each in self._queries.rounds())
        return Register(found, self._ground(found), year, min(surveys, default=0))

    def all(self, unit_code: str = "") -> tuple[Improvement, ...]:
        """The improvements of a section, bureau or ward by its code; of everybody without one."""
        found = self.register().improvements
        if not unit_code:
            return found
        inside = self.codes_below(unit_code)
        return tuple(one for one in found if one.unit_code in inside)

    def get(self, improvement_id: str) -> Improvement:
        """One improvement.

        Raises:
            RefusedError: there is none.
        """
        found = self.register().by_id.get(improvement_id)
        if found is None:
            raise gone()
        return found.improvement

    def held(self) -> tuple[HeldClaim, ...]:
        """Every claim of the improvements that were not stopped, with its task."""
        known = self.register()
        return tuple(
            HeldClaim(one.id, one.plan.name, with_task(claim, known.ground))
            for one in known.improvements
            if counts(one)
            for claim in one.plan.claims
        )

    def room(self, improvement_id: str, claims: Sequence[Claim]) -> tuple[tuple[int, int], ...]:
        """Minutes a year of tasks and steps, and how many of them others have not claimed.

        Args:
            improvement_id: whose own claims are left out of account.
            claims: the tasks and steps asked about; their minutes do not matter.
        """
        one, known = self.get(improvement_id), self.register()
        asked = replace(one, plan=replace(one.plan, claims=tuple(claims)))
        ground = self._ground([*known.improvements, asked])
        left = rooms(one, known.improvements, ground, claims)
        return tuple(zip(map(ground.minutes_of, map(_place, claims)), left, strict=True))

    def course(self, improvement_id: str) -> tuple[HistoryEntry, ...]:
        """Who brought an improvement to which state when, oldest first."""
        return self._store.history(ENTITY, improvement_id, "state")

    def may_write(self, unit_code: str) -> bool:
        """Whether the person writes the improvements of a section, "" for those of the city."""
        role = self._author.role
        return role == DX_OFFICE or (role != MEMBER and bool(unit_code) and self._own(unit_code))

    def codes_below(self, unit_code: str) -> frozenset[str]:
        """Codes of a unit and of everything that ever stood below it."""
        return self._queries.codes_below(unit_code) | {unit_code}

    # -- entering --------------------------------------------------------------------------------

    def create(self, new: NewImprovement) -> RowId:
        """Enter an improvement, and return its id.

        It starts as being under study. Claims without a task get that of their step.

        Raises:
            RefusedError: it has no name or an impossible value, the person may not write for its
                section, or others hold the minutes it claims already.
        """
        name = " ".join(new.name.split())
        self._check(replace(new, name=name))
        unit = self._queries.unit(new.unit_id) if new.unit_id else None
        self._require_right(unit.code if unit else "")
        plan = replace(new, name=name, claims=joined(new.claims))
        made = Improvement(
            self._author.ids.new(), plan, ImprovementState.IDEA, unit.code if unit else ""
        )
        ground = self._require_room(made)
        label = tr("Enter the improvement “{name}”", name=name)
        self._store.commit(label, list(self._rows_of(made, ground)))
        return RowId(made.id)

    def change(self, improvement_id: str, before: NewImprovement, after: NewImprovement) -> None:
        """Write what differs between two plans, except claims; one step of undo.

        Args:
            improvement_id: the improvement.
            before: what the person saw.
            after: what it shall be; section and claims stay as they are.

        Raises:
            RefusedError: a value is impossible, or the person may not write it.
        """
        one = self._writable(improvement_id)
        self._check(after)
        old, new = dict(stored_fields(before)), dict(stored_fields(after))
        changed = [name for name in new if new[name] != old[name] and name != "unit_id"]
        if changed:
            what = tr(", ").join(map(field_name, changed))
            label = tr("Change {what} of “{name}”", what=what, name=one.plan.name)
            shown = {name: old[name] for name in changed}
            values = {name: new[name] for name in changed}
            self._store.commit(label, [SetFields(ENTITY, one.id, values, shown)])

    def set_note(self, improvement_id: str, before: str, after: str) -> None:
        """Write the note of an improvement."""
        one = self._writable(improvement_id)
        label = tr("Change the note of “{name}”", name=one.plan.name)
        shown: dict[str, object] = {"note": before or None}
        self._store.commit(
            label, [SetFields(ENTITY, one.id, {"note": after.strip() or None}, shown)]
        )

    def delete(self, improvement_id: str) -> None:
        """Take an improvement out of the register with everything it claims; undo brings it back."""
        one = self._writable(improvement_id)
        rows: list[Change] = [DeleteRow(ENTITY, one.id)]
        rows += [DeleteRow(CLAIM, claim.id) for claim in one.plan.claims]
        rows += [DeleteRow(ACTUAL, actual.id) for actual in one.actuals]
        self._store.commit(tr("Delete the improvement “{name}”", name=one.plan.name), rows)

    def set_state(self, improvement_id: str, state: ImprovementState) -> None:
        """Bring an improvement to another state.

        Raises:
            RefusedError: it does not follow from the present one, or others have claimed its
                minutes while it was stopped.
        """
        one = self._writable(improvement_id)
        if state is one.state:
            return
        if state not in next_states(one.state):
            raise not_now(one, state)
        if one.state is ImprovementState.STOPPED:
            self._require_room(replace(one, state=state))
        label = tr("“{name}”: {state}", name=one.plan.name, state=state_name(state))
        shown: dict[str, object] = {"state": one.state.value}
        self._store.commit(label, [SetFields(ENTITY, one.id, {"state": state.value}, shown)])

    # -- what goes away --------------------------------------------------------------------------

    def claim(self, improvement_id: str, claims: Sequence[Claim]) -> None:
        """Claim minutes of tasks and steps, in place of what was claimed of them before.

        A claim of 0 minutes gives the task or step free. Other claims stay.

        Raises:
            RefusedError: others hold the minutes already, or the person may not write it.
        """
        one = self._writable(improvement_id)
        wanted = joined(claims)
        kept = [c for c in one.plan.claims if _place(c) not in {_place(w) for w in wanted}]
        after = (*kept, *(c for c in wanted if c.minutes > 0))
        made = replace(one, plan=replace(one.plan, claims=after))
        ground = self._require_room(made)
        changes = [
            self._claim_row(made, with_task(c, ground))
            if c.minutes > 0
            else DeleteRow(CLAIM, self._claim_id(made, c))
            for c in wanted
        ]
        label = tr("What “{name}” takes away", name=one.plan.name)
        self._store.commit(label, changes)

    # -- what was saved --------------------------------------------------------------------------

    def record(self, improvement_id: str, actual: Actual) -> None:
        """Write what was really saved in one fiscal year, in place of what was written before.

        Raises:
            RefusedError: the evidence is empty, a value is impossible, or the person may not.
        """
        one = self._writable(improvement_id)
        if not actual.evidence.strip():
            raise no_evidence()
        if not (0 <= actual.minutes <= _MOST_MINUTES) or not _in_time(actual.fiscal_year):
            raise out_of_bounds(field_name("actual"))
        row = planned_id(ACTUAL, one.id, actual.fiscal_year)
        values: dict[str, object] = {
            "improvement_id": one.id,
            "unit_id": one.plan.unit_id or None,
            "fiscal_year": actual.fiscal_year,
            "minutes": actual.minutes,
            "method": actual.method.value,
            "evidence": actual.evidence.strip(),
            "recorded_on": self._author.today(),
            "user": self._author.who().user,
        }
        label = tr(
            "Record what “{name}” saved in {year}",
            name=one.plan.name,
            year=str(FiscalYear(actual.fiscal_year)),
        )
        others: list[Change] = [
            DeleteRow(ACTUAL, old.id)
            for old in one.actuals
            if old.fiscal_year == actual.fiscal_year and old.id != row
        ]
        self._store.commit(label, [PutRow(ACTUAL, row, values), *others])

    def forget_actual(self, improvement_id: str, fiscal_year: int) -> None:
        """Take back what was recorded for a fiscal year."""
        one = self._writable(improvement_id)
        rows = [DeleteRow(ACTUAL, a.id) for a in one.actuals if a.fiscal_year == fiscal_year]
        year = str(FiscalYear(fiscal_year))
        label = tr("Delete what “{name}” saved in {year}", name=one.plan.name, year=year)
        self._store.commit(label, rows)

    # -- inside ----------------------------------------------------------------------------------

    def _rows_of(self, made: Improvement, ground: Ground) -> Iterator[Change]:
        round_id = made.plan.round_id or self._round_of(made.plan.claims, ground)
        values = dict(stored_fields(replace(made.plan, round_id=round_id)))
        values |= {"state": made.state.value, "created_on": self._author.today()}
        said = {name: value for name, value in values.items() if value is not None}
        yield PutRow(ENTITY, made.id, said)
        for claim in made.plan.claims:
            yield self._claim_row(made, with_task(claim, ground))

    def _claim_row(self, made: Improvement, claim: Claim) -> Change:
        values: dict[str, object] = {
            "improvement_id": made.id,
            "unit_id": made.plan.unit_id or None,
            "work_item_id": claim.work_item_id or None,
            "step_id": claim.step_id or None,
            "minutes": claim.minutes,
        }
        said = {name: value for name, value in values.items() if value is not None}
        return PutRow(CLAIM, self._claim_id(made, claim), said)

    @staticmethod
    def _claim_id(made: Improvement, claim: Claim) -> str:
        """The row of a claim; two PCs that claim the same for an improvement mean one row."""
        stored = (c.id for c in made.plan.claims if _place(c) == _place(claim) and c.id)
        what = claim.step_id or claim.work_item_id
        return next(stored, claim.id) or planned_id(CLAIM, made.id, what)

    def _round_of(self, claims: Iterable[Claim], ground: Ground) -> str:
        tasks = (ground.task_of(claim) for claim in claims)
        return next((task.round_id for task in tasks if task), self._queries.workspace().round_id)

    def _ground(self, improvements: Iterable[Improvement]) -> Ground:
        claims = [claim for one in improvements for claim in one.plan.claims]
        tasks = {claim.work_item_id for claim in claims} - {""}
        steps = {claim.step_id for claim in claims} - {""}
        return self._queries.claim_ground(tasks, steps)

    def _writable(self, improvement_id: str) -> Improvement:
        one = self.get(improvement_id)
        self._require_right(one.unit_code)
        return one

    def _require_right(self, unit_code: str) -> None:
        if not self.may_write(unit_code):
            raise no_right()

    @staticmethod
    def _check(plan: NewImprovement) -> None:
        if not plan.name.strip():
            raise no_name()
        if plan.start_month and not _is_month(plan.start_month):
            raise out_of_bounds(field_name("start_month"))
        amounts = {"yen_once": plan.yen_once, "yen_yearly": plan.yen_yearly}
        for name, value in (amounts | {"expected_minutes": plan.expected_minutes}).items():
            if value is not None and not 0 <= value <= _MOST_MINUTES:
                raise out_of_bounds(field_name(name))

    def _require_room(self, wanted: Improvement) -> Ground:
        """The ground of everybody's claims, once it is known that these fit."""
        others = self._queries.improvements()
        ground = self._ground([*others, wanted])
        if any(claim.minutes <= 0 for claim in wanted.plan.claims):
            raise out_of_bounds(field_name("claims"))
        for claim in wanted.plan.claims:
            task = ground.task_of(claim)
            if wanted.unit_code and task and task.unit_code not in ("", wanted.unit_code):
                raise other_section(task.name, task.unit_name)
        found = shortage(wanted, others, ground)
        if found is not None:
            raise no_room(found, {one.id: one.plan.name for one in others}, ground)
        return ground


def with_task(claim: Claim, ground: Ground) -> Claim:
    """A claim that names the task of its step, where it did not."""
    task = ground.task_of(claim)
    return replace(claim, work_item_id=task.id) if task and not claim.work_item_id else claim


def joined(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims on one thing as one claim, in the order in which they first came."""
    found: dict[str, Claim] = {}
    for claim in claims:
        old = found.get(_place(claim))
        found[_place(claim)] = (
            replace(old, minutes=old.minutes + claim.minutes) if old is not None else claim
        )
    return tuple(found.values())


def _place(claim: Claim) -> str:
    """The account of what a claim is on; the task of a step may not be filled in yet."""
    return f"step:{claim.step_id}" if claim.step_id else f"task:{claim.work_item_id}"


def stored_fields(plan: NewImprovement) -> Iterator[tuple[str, object]]:
    """The fields of the row of an improvement, except its claims; None where nothing is said."""
    for field in fields(plan):
        value = getattr(plan, field.name)
        if field.name == "claims":
            continue
        if isinstance(value, bool):
            yield field.name, int(value)
        elif isinstance(value, str):
            yield field.name, str(value) or None
        else:
            yield field.name, value


def _is_month(text: str) -> bool:
    year = start_year(text)
    return len(text) == 7 and year is not None and _in_time(year)


def _in_time(year: int) -> bool:
    return _YEARS[0] <= year <= _YEARS[1]
