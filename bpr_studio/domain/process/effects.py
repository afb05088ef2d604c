"""What a To-Be changes against its As-Is, step by step, in figures that add up.

Steps are the same when the To-Be step was derived from the As-Is step, else when their ids are
equal. Minutes are work minutes of a year (cases a year × minutes per case).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.handovers import handovers_to, place_of, steps_of
from bpr_studio.domain.process.rollup import yearly_minutes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

APPROVAL: Final = "P09"
"""Step type of judging, deciding and approving (判断・決定・決裁)."""
_PAPER: Final = ("paper", "mixed")


class ChangeKind(StrEnum):
    """What happens to a step."""

    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"  # it stays, and one of its figures differs
    SAME = "same"


@dataclass(frozen=True, slots=True)
class StepFigures:
    """What a step, or several, cost.

    Attributes:
        minutes: work minutes of a year; steps that do not say count 0.
        handovers: other lanes or pools from which work reaches the step.
        approvals: 1 for a step of type P09.
        paper: 1 for a step on paper, wholly or in part.
        seals: 1 for a step that needs a seal.
        unanswered: 1 for a step without minutes or cases.
    """

    minutes: int = 0
    handovers: int = 0
    approvals: int = 0
    paper: int = 0
    seals: int = 0
    unanswered: int = 0

    def __add__(self, other: StepFigures) -> StepFigures:
        return self._with(other, lambda a, b: a + b)

    def __sub__(self, other: StepFigures) -> StepFigures:
        return self._with(other, lambda a, b: a - b)

    def _with(self, other: StepFigures, join: Callable[[int, int], int]) -> StepFigures:
        return StepFigures(*(join(getattr(self, n), getattr(other, n)) for n in _FIGURES))

    @property
    def is_nothing(self) -> bool:
        """Whether every figure is 0."""
        return self == NOTHING


_FIGURES: Final = ("minutes", "handovers", "approvals", "paper", "seals", "unanswered")
NOTHING: Final = StepFigures()


@dataclass(frozen=True, slots=True)
class StepEffect:
    """What becomes of one step.

    Attributes:
        kind: what happens to it.
        as_is: id of the step in the As-Is, "" when it is new.
        to_be: id of the step in the To-Be, "" when it is gone.
        name: its name in the To-Be, else in the As-Is.
        before: its figures in the As-Is.
        after: its figures in the To-Be.
        moved: it is done by somebody else.
        renamed: it has another name.
    """

    kind: ChangeKind
    as_is: str
    to_be: str
    name: str
    before: StepFigures = NOTHING
    after: StepFigures = NOTHING
    moved: bool = False
    renamed: bool = False

    @property
    def difference(self) -> StepFigures:
        """After less before: negative is saved."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class ToBeEffect:
    """What a whole To-Be changes; `after` less `before` is the sum of the steps' differences.

    Attributes:
        steps: every step of either flow: first those of the To-Be, then those removed.
        before: sums of the As-Is.
        after: sums of the To-Be.
    """

    steps: tuple[StepEffect, ...]
    before: StepFigures
    after: StepFigures

    @property
    def changes(self) -> tuple[StepEffect, ...]:
        """The steps to which something happens, those that save most minutes first."""
        changed = [step for step in self.steps if step.kind is not ChangeKind.SAME]
        return tuple(sorted(changed, key=lambda step: step.difference.minutes))

    @property
    def difference(self) -> StepFigures:
        """After less before: negative is saved."""
        return self.after - self.before


def figures_of(model: ProcessModel, step: Element) -> StepFigures:
    """What one step costs."""
    minutes = yearly_minutes(step)
    return StepFigures(
        minutes=minutes or 0,
        handovers=handovers_to(model, step),
        approvals=int(step.step.step_type == APPROVAL),
        paper=int(step.step.medium in _PAPER or step.step.paper),
        seals=int(step.step.seal),
        unanswered=int(minutes is None),
    )


def effect_of(as_is: ProcessModel, to_be: ProcessModel) -> ToBeEffect:
    """What the To-Be changes against the As-Is."""
    before = {step.id: step for step in steps_of(as_is)}
    effects: list[StepEffect] = []
    met: set[str] = set()
    for step in steps_of(to_be):
        origin = _origin(step, before, met)
        met.add(origin)
        effects.append(_effect(as_is, before.get(origin), to_be, step))
    effects += [_gone(as_is, step) for step in before.values() if step.id not in met]
    return ToBeEffect(
        tuple(effects),
        sum((effect.before for effect in effects), NOTHING),
        sum((effect.after for effect in effects), NOTHING),
    )


def _origin(step: Element, before: Mapping[str, Element], met: set[str]) -> str:
    """The As-Is step a To-Be step came from; a second copy of one step is a new step."""
    for candidate in (step.step.derived_from, step.id):
        if candidate in before and candidate not in met:
            return candidate
    return ""


def _effect(
    as_is: ProcessModel, old: Element | None, to_be: ProcessModel, new: Element
) -> StepEffect:
    after = figures_of(to_be, new)
    if old is None:
        return StepEffect(ChangeKind.ADDED, "", new.id, new.name, after=after)
    before = figures_of(as_is, old)
    moved = place_of(as_is, old) != place_of(to_be, new)
    renamed = old.name != new.name
    same = before == after and old.step.core_tag == new.step.core_tag and not (moved or renamed)
    kind = ChangeKind.SAME if same else ChangeKind.CHANGED
    return StepEffect(kind, old.id, new.id, new.name or old.name, before, after, moved, renamed)


def _gone(as_is: ProcessModel, old: Element) -> StepEffect:
    before = figures_of(as_is, old)
    return StepEffect(ChangeKind.REMOVED, old.id, "", old.name, before=before)
