"""The course of an improvement: from idea to done, or stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.improvement import ImprovementState as State

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEXT: Final[Mapping[State, tuple[State, ...]]] = {
    State.IDEA: (State.PLANNED, State.STOPPED),
    State.PLANNED: (State.RUNNING, State.IDEA, State.STOPPED),
    State.RUNNING: (State.DONE, State.PLANNED, State.STOPPED),
    State.DONE: (State.RUNNING,),
    State.STOPPED: (State.IDEA,),
}
DECIDED: Final = frozenset({State.PLANNED, State.RUNNING, State.DONE})
"""States whose expected hours count towards the plan; ideas are told beside it."""
BEGUN: Final = frozenset({State.RUNNING, State.DONE})
"""States of which real savings are expected."""


def next_states(state: State) -> tuple[State, ...]:
    """The states that may follow, the way forward first."""
    return _NEXT[state]
