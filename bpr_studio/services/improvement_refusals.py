"""Why the register refuses something: what happened, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.reform.words import state_name
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.reform.claims import Ground, Shortage
    from bpr_studio.domain.reform.improvement import Improvement, ImprovementState


def gone() -> RefusedError:
    """There is no such improvement."""
    return RefusedError(
        tr("This improvement does not exist any more."), remedy=tr("Go back to the register.")
    )


def no_name() -> RefusedError:
    """It has no name."""
    return RefusedError(
        tr("The improvement needs a name."),
        kept=_unchanged(),
        remedy=tr("Write in a few words what is done, such as “Enter applications by RPA”."),
    )


def no_evidence() -> RefusedError:
    """Nobody could look up what was recorded."""
    return RefusedError(
        tr("What was really saved needs evidence."),
        kept=_unchanged(),
        remedy=tr("Write where it can be looked up, such as the log of the system or a record."),
    )


def out_of_bounds(name: str) -> RefusedError:
    """A value cannot be right."""
    return RefusedError(
        tr("This value of “{name}” cannot be right.", name=name),
        kept=_unchanged(),
        remedy=tr("Correct the number or the month."),
    )


def no_right() -> RefusedError:
    """Somebody else writes it."""
    return RefusedError(
        tr("Your role cannot write this improvement."),
        kept=_unchanged(),
        remedy=tr(
            "Promoters, Kaizen leaders and chiefs write those of their section, the DX office all"
            " of them."
        ),
    )


def other_section(task: str, section: str) -> RefusedError:
    """The improvement of a section names a task of another one."""
    return RefusedError(
        tr("“{task}” is a task of another section ({section}).", task=task, section=section),
        kept=_unchanged(),
        remedy=tr("Improvements of several sections are entered for the whole city."),
    )


def not_now(one: Improvement, state: ImprovementState) -> RefusedError:
    """A state that does not follow from the present one."""
    return RefusedError(
        tr(
            "“{name}” is at “{now}”; “{then}” does not follow from it.",
            name=one.plan.name,
            now=state_name(one.state),
            then=state_name(state),
        ),
        kept=_unchanged(),
        remedy=tr("Go on step by step."),
    )


def no_room(found: Shortage, names: Mapping[str, str], ground: Ground) -> RefusedError:
    """The minutes are counted already."""
    if not found.known:
        return RefusedError(
            tr("A task or step that shall be saved does not exist any more."),
            kept=_unchanged(),
            remedy=tr("Choose the tasks and steps anew."),
        )
    what = ground.name_of(found.claim)
    left, wanted = (format_hours(m, decimals=1) for m in (found.left, found.claim.minutes))
    if not found.holders:
        return RefusedError(
            tr(
                "“{task}” takes {left} hours a year; {wanted} hours cannot be saved there.",
                task=what,
                left=left,
                wanted=wanted,
            ),
            kept=_unchanged(),
            remedy=tr("Enter at most the hours it takes."),
        )
    holders = tr(", ").join(tr("“{name}”", name=names[row]) for row in found.holders)
    return RefusedError(
        tr(
            "Of “{task}”, {left} hours a year are left to be saved, not {wanted}: {others} counts"
            " the rest already.",
            task=what,
            left=left,
            wanted=wanted,
            others=holders,
        ),
        kept=_unchanged(),
        remedy=tr("Enter at most what is left, or stop the other improvement first."),
    )


def _unchanged() -> str:
    return tr("Nothing was changed.")
