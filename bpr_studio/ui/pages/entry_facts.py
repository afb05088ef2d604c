"""What the side panel says about one cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpr_studio.domain.shared.findings import Finding


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A remark pinned to a cell, as people read it."""

    id: str
    text: str
    who: str
    when: str
    settled: bool


@dataclass(frozen=True, slots=True)
class PastLine:
    """One change of a cell, as people read it."""

    when: str
    who: str
    change: str


@dataclass(frozen=True, slots=True)
class CoreWords:
    """The proposal whether a task is core work, as people read it.

    Attributes:
        tag: "core" or "non_core".
        reason: code of the reason, e.g. "N3"; "" where only the tag is proposed.
        title: tag and reason in words.
        why: one sentence per ground.
        agrees: what stands in the row is the same already.
    """

    tag: str
    reason: str
    title: str
    why: tuple[str, ...]
    agrees: bool


@dataclass(frozen=True, slots=True)
class ClassOffer:
    """A class that may fit a task without one; `because` are the words that decided."""

    code: str
    name: str
    path: str
    because: str


@dataclass(frozen=True, slots=True)
class CellFacts:
    """Everything about one cell.

    Attributes:
        row: id of the task; "" for the line that waits for a new one.
        field: key of the column.
        task: name of the task.
        header: heading of the column, with its unit.
        help: what to enter.
        class_name: code and name of the task's class.
        last_year: what the same cell held last year; None where there was none.
        same_as_last: this year it is the same.
        findings: of the row, the ones about this cell first.
        comments: oldest first.
        past: changes, newest first.
        core: the proposal; None for columns that are about something else.
        core_note: the legal note of the task.
        change_reason: why it differs from last year; None where that is not asked.
        offers: classes that may fit; for a task without one.
    """

    row: str
    field: str
    task: str
    header: str
    help: str = ""
    class_name: str = ""
    last_year: str | None = None
    same_as_last: bool = False
    findings: tuple[Finding, ...] = ()
    comments: tuple[CommentLine, ...] = ()
    past: tuple[PastLine, ...] = ()
    core: CoreWords | None = None
    core_note: str = ""
    change_reason: str | None = None
    offers: tuple[ClassOffer, ...] = ()
