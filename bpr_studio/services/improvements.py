"""The register of improvements (改善台帳): entering, changing, stopping, and what was saved."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.claims import counts, shortage
from bpr_studio.domain.reform.improvement import Improvement, ImprovementState
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ids import RowId
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE, MEMBER
from bpr_studio.services.improvement_values import HeldClaim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bpr_studio.domain.reform.claims import Ground, Shortage
    from bpr_studio.domain.reform.improvement import Claim, NewImprovement
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.services.author import Author
    from bpr_studio.services.improvement_values import ImprovementQueries
    from bpr_studio.services.store import UndoableStore

ENTITY: Final = "improvement"
CLAIM: Final = "improvement_claim"
ACTUAL: Final = "improvement_actual"
KINDS: Final = frozenset({ENTITY, CLAIM, ACTUAL})
"""Entities of the register."""


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
        own: Callable[[str], bool] = lambda _code: True,
    ) -> None:
        self._store = store
        self._queries = queries
        self._author = author
        self._own = own

    # -- looking ---------------------------------------------------------------------------------

    def all(self, unit_code: str = "") -> tuple[Improvement, ...]:
        """The improvements of a section, bureau or ward by its code; of everybody without one."""
        found = self._queries.improvements()
        if not unit_code:
            return found
        inside = self._codes_below(unit_code)
        return tuple(one for one in found if one.unit_code in inside)

    def get(self, improvement_id: str) -> Improvement:
        """One improvement.

        Raises:
            RefusedError: there is none.
        """
        found = next(
            (one for one in self._queries.improvements() if one.id == improvement_id), None
        )
        if found is None:
            raise RefusedError(
                tr("This improvement does not exist any more."),
                remedy=tr("Go back to the register."),
            )
        return found

    def held(self) -> tuple[HeldClaim, ...]:
        """Every claim of the improvements that were not stopped, with its task."""
        found = [one for one in self._queries.improvements() if counts(one)]
        ground = self._ground(found)
        return tuple(
            HeldClaim(one.id, one.plan.name, _with_task(claim, ground))
            for one in found
            for claim in one.plan.claims
        )

    # -- entering --------------------------------------------------------------------------------

    def create(self, new: NewImprovement) -> RowId:
        """Enter an improvement, and return its id.

        It starts as being under study. Claims without a task get that of their step.

        Raises:
            RefusedError: it has no name, the person may not write for its section, or others
                hold the minutes it claims already.
        """
        name = " ".join(new.name.split())
        if not name:
            raise RefusedError(
                tr("The improvement needs a name."),
                remedy=tr(
                    "Write in a few words what is done, such as “Enter applications by RPA”."
                ),
            )
        self._require_right(new.unit_id)
        made = Improvement(self._author.ids.new(), replace(new, name=name), ImprovementState.IDEA)
        others = self._queries.improvements()
        ground = self._ground([*others, made])
        self._require_room(made, others, ground)
        self._store.commit(
            tr("Enter the improvement “{name}”", name=name), list(self._rows_of(made, ground))
        )
        return RowId(made.id)

    # -- inside ----------------------------------------------------------------------------------

    def _rows_of(self, made: Improvement, ground: Ground) -> Iterator[Change]:
        values: dict[str, object] = {
            field.name: _stored(getattr(made.plan, field.name))
            for field in fields(made.plan)
            if field.name != "claims"
        }
        round_id = made.plan.round_id or self._round_of(made.plan.claims, ground)
        values |= {
            "round_id": round_id,
            "state": made.state.value,
            "created_on": self._author.today(),
        }
        said = {name: value for name, value in values.items() if value not in ("", None)}
        yield PutRow(ENTITY, made.id, said)
        for claim in made.plan.claims:
            yield self._claim_row(made, _with_task(claim, ground))

    def _claim_row(self, made: Improvement, claim: Claim) -> Change:
        values: dict[str, object] = {
            "improvement_id": made.id,
            "unit_id": made.plan.unit_id,
            "work_item_id": claim.work_item_id,
            "step_id": claim.step_id,
            "minutes": claim.minutes,
        }
        said = {name: value for name, value in values.items() if value not in ("", None)}
        return PutRow(CLAIM, claim.id or self._author.ids.new(), said)

    def _round_of(self, claims: Iterable[Claim], ground: Ground) -> str:
        tasks = (ground.task_of(claim) for claim in claims)
        return next((task.round_id for task in tasks if task), self._queries.workspace().round_id)

    def _ground(self, improvements: Iterable[Improvement]) -> Ground:
        claims = [claim for one in improvements for claim in one.plan.claims]
        tasks = {claim.work_item_id for claim in claims} - {""}
        steps = {claim.step_id for claim in claims} - {""}
        return self._queries.claim_ground(tasks, steps)

    def _codes_below(self, unit_code: str) -> frozenset[str]:
        found = {unit_code}
        for year in self._queries.organisation_years():
            units = self._queries.units(year)
            for top in units:
                if top.code == unit_code:
                    found |= {u.code for u in units if top.lft <= u.lft < top.rgt}
        return frozenset(found)

    def _require_right(self, unit_id: str) -> None:
        role = self._author.role
        if role == DX_OFFICE:
            return
        unit = self._queries.unit(unit_id) if unit_id else None
        if role != MEMBER and unit is not None and self._own(unit.code):
            return
        raise RefusedError(
            tr("Your role cannot write this improvement."),
            kept=tr("Nothing was changed."),
            remedy=tr(
                "Promoters, Kaizen leaders and chiefs write those of their section, the DX office"
                " all of them."
            ),
        )

    def _require_room(
        self, wanted: Improvement, others: Iterable[Improvement], ground: Ground
    ) -> None:
        found = shortage(wanted, others, ground)
        if found is not None:
            names = {one.id: one.plan.name for one in others}
            raise _refused(found, names, ground)


def _with_task(claim: Claim, ground: Ground) -> Claim:
    task = ground.task_of(claim)
    return replace(claim, work_item_id=task.id) if task and not claim.work_item_id else claim


def _stored(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _refused(found: Shortage, names: dict[str, str], ground: Ground) -> RefusedError:
    if not found.known:
        return RefusedError(
            tr("A task or step that shall be saved does not exist any more."),
            kept=tr("Nothing was changed."),
            remedy=tr("Choose the tasks and steps anew."),
        )
    what = ground.name_of(found.claim)
    left, wanted = (format_hours(m, decimals=1) for m in (found.left, found.claim.minutes))
    holders = tr(", ").join(tr("“{name}”", name=names[row]) for row in found.holders)
    if not holders:
        return RefusedError(
            tr(
                "“{task}” takes {left} hours a year; {wanted} hours cannot be saved there.",
                task=what,
                left=left,
                wanted=wanted,
            ),
            kept=tr("Nothing was changed."),
            remedy=tr("Enter at most the hours it takes."),
        )
    return RefusedError(
        tr(
            "Of “{task}”, {left} hours a year are left to be saved, not {wanted}: {others} counts"
            " the rest already.",
            task=what,
            left=left,
            wanted=wanted,
            others=holders,
        ),
        kept=tr("Nothing was changed."),
        remedy=tr("Enter at most what is left, or stop the other improvement first."),
    )
