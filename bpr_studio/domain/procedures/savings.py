"""What goes away with a demand: minutes of the steps that exist only for it.

Minutes per case come from the step of the flow, or were entered at the link; cases are those of
the procedure that come on paper. Where one of the two is not known, nothing is calculated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.procedures.procedure import Procedure, Requirement


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step of a flow that exists for one demand of a procedure.

    Attributes:
        id: row id of the link, "" before it is stored.
        step_id: row id of the step, "" where only minutes were entered by hand.
        entered_minutes: minutes per case somebody entered; None to take the step's own.
        step_name: name of the step, "" where it is gone or there is none.
        flow_id: the flow it stands in.
        flow_name: its name.
        step_minutes: minutes per case the step itself has, None while not answered.
        work_item_id: task the flow belongs to, "" for none.
    """

    procedure_id: str
    requirement: Requirement
    step_id: str = ""
    entered_minutes: float | None = None
    id: str = ""
    step_name: str = ""
    flow_id: str = ""
    flow_name: str = ""
    step_minutes: float | None = None
    work_item_id: str = ""

    @property
    def minutes_per_case(self) -> float | None:
        """What one case costs there; None where nobody said."""
        return self.step_minutes if self.entered_minutes is None else self.entered_minutes


@dataclass(frozen=True, slots=True)
class StepSaving:
    """What one step saves a year."""

    link: StepLink
    minutes: int


@dataclass(frozen=True, slots=True)
class Saving:
    """What giving up one demand saves.

    Attributes:
        steps: the steps with whole minutes a year.
        unknown: links without minutes per case.
        cases: the cases counted, None where they are not known.
        sentence: the calculation in words, or what is missing for it.
    """

    requirement: Requirement
    steps: tuple[StepSaving, ...]
    unknown: tuple[StepLink, ...]
    cases: int | None
    sentence: str

    @property
    def minutes(self) -> int:
        """Minutes a year of all steps."""
        return sum(step.minutes for step in self.steps)


def saving_of(procedure: Procedure, links: Sequence[StepLink], requirement: Requirement) -> Saving:
    """What goes away with a demand; entered minutes count only where no step is linked."""
    own = [link for link in links if link.requirement is requirement]
    own = [link for link in own if link.step_id] or own
    unknown = tuple(link for link in own if link.minutes_per_case is None)
    cases = procedure.paper_cases
    if not own:
        text = tr("No step is linked yet. Choose the step that exists for it.")
        return Saving(requirement, (), (), cases, text)
    if cases is None:
        text = tr("The number of cases is not said, so nothing can be calculated.")
        return Saving(requirement, (), unknown, None, text)
    steps = tuple(
        StepSaving(link, _whole(link.minutes_per_case * cases))
        for link in own
        if link.minutes_per_case is not None
    )
    return Saving(requirement, steps, unknown, cases, _words(procedure, steps, unknown, cases))


def _words(
    procedure: Procedure,
    steps: tuple[StepSaving, ...],
    unknown: tuple[StepLink, ...],
    cases: int,
) -> str:
    if not steps:
        return tr("The linked steps have no minutes per case yet.")
    each = sum(step.link.minutes_per_case or 0 for step in steps)
    which = (
        tr("{n:,} cases", n=cases)
        if procedure.cases_offline is None
        else tr("{n:,} cases that are not online", n=cases)
    )
    text = tr(
        "{each:g} minutes × {cases} = {hours:,.1f} hours a year",
        each=each,
        cases=which,
        hours=sum(step.minutes for step in steps) / 60,
    )
    if unknown:
        left = ntr(
            "{n} step without minutes is not in it",
            "{n} steps without minutes are not in it",
            len(unknown),
        )
        text = tr("{sum} ({left})", sum=text, left=left)
    return text


def _whole(minutes: float) -> int:
    return int(minutes + 0.5)
