"""What kinds, states, uses and methods of the register are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.improvement import (
    ImprovementKind,
    ImprovementState,
    Method,
    UseOfFreed,
)
from bpr_studio.domain.shared.text import N_, tr_source

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS: Final[Mapping[ImprovementKind, str]] = {
    ImprovementKind.STREAMLINE: N_("Streamlining"),
    ImprovementKind.CONSOLIDATE: N_("Consolidation"),
    ImprovementKind.DIGITIZE: N_("Digitising"),
    ImprovementKind.OUTSOURCE: N_("Outsourcing (BPO)"),
    ImprovementKind.ABOLISH: N_("Abolition or reform"),
    ImprovementKind.MERGE: N_("Merging"),
    ImprovementKind.AUTOMATE: N_("Automation"),
}
_STATES: Final[Mapping[ImprovementState, str]] = {
    ImprovementState.IDEA: N_("Under study"),
    ImprovementState.PLANNED: N_("Planned"),
    ImprovementState.RUNNING: N_("Under way"),
    ImprovementState.DONE: N_("Finished"),
    ImprovementState.STOPPED: N_("Stopped"),
}
_USES: Final[Mapping[UseOfFreed, str]] = {
    UseOfFreed.UNDECIDED: N_("Not decided"),
    UseOfFreed.RESIDENTS: N_("Residents: counters and advice"),
    UseOfFreed.PLANNING: N_("Planning and policy"),
    UseOfFreed.OVERTIME: N_("Less overtime"),
    UseOfFreed.POSTS: N_("Posts moved to other work"),
    UseOfFreed.OTHER: N_("Something else"),
}
_METHODS: Final[Mapping[Method, str]] = {
    Method.MEASURED: N_("Measured"),
    Method.RECORDED: N_("Recorded by staff"),
    Method.ESTIMATED: N_("Estimated"),
    Method.RESURVEYED: N_("Surveyed again"),
}


def kind_name(kind: ImprovementKind) -> str:
    """What a kind is called; the words of the city's plan."""
    return tr_source(_KINDS[kind])


def state_name(state: ImprovementState) -> str:
    """What a state is called."""
    return tr_source(_STATES[state])


def use_name(use: UseOfFreed) -> str:
    """What freed hours are used for, in words."""
    return tr_source(_USES[use])


def method_name(method: Method) -> str:
    """How a saving was found, in words."""
    return tr_source(_METHODS[method])
