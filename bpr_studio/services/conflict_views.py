"""What the list of conflicts is made of, as the database tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bpr_studio.services.several_values import SeveralValuesQueries

if TYPE_CHECKING:
    from collections.abc import Collection

    from bpr_studio.domain.replication.ops import OpId


class IssueKind(StrEnum):
    """What somebody has to decide."""

    VALUES = "conflict"  # several people gave a field different values
    DELETED = "deleted_but_edited"  # one removed the row, another changed it
    MISFIT = "misfit"  # a value of a newer program that this one cannot show
    TWICE = "twice"  # two rows for the same thing, made apart from each other


@dataclass(frozen=True, slots=True)
class StandingValue:
    """A value nobody has replaced, or a removal.

    Attributes:
        id: the op that wrote it.
        value: what was written; None for a removal.
        user: who wrote it.
        role: in which role.
        at: when (ISO, UTC).
        field: what was written; "" for a removal of the row.
        deleted: it is the removal of the row.
        own: the list of participants says that this PC wrote it.
    """

    id: OpId
    value: object
    user: str
    role: str
    at: str
    field: str = ""
    deleted: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """One field of one row, or one row, that somebody has to decide about.

    Attributes:
        kind: what is to be decided.
        entity: kind of row, e.g. "work_item".
        row: its id.
        field: the stored field, "" for the whole row.
        standing: the values, the shown one first.
        base: the value all of them came from; None where there is none or none is known.
        name: what the row is called.
        round_id, unit_id, unit_code, unit_name: where it belongs, "" where nowhere. The unit is
            the section.
        flow_id, flow_name, element_id: the flow it is an element of, "" for none.
        other: id of the second row, where two were made for one thing.
    """

    kind: IssueKind
    entity: str
    row: str
    field: str
    standing: tuple[StandingValue, ...]
    base: object = None
    name: str = ""
    round_id: str = ""
    unit_id: str = ""
    unit_code: str = ""
    unit_name: str = ""
    flow_id: str = ""
    flow_name: str = ""
    element_id: str = ""
    other: str = ""


class ConflictQueries(SeveralValuesQueries, Protocol):
    """What is asked about conflicts."""

    def issues(self, section: str = "") -> tuple[Issue, ...]:
        """Everything open, in the order of sections, rows and fields.

        Args:
            section: code of a section; "" for all, and for what belongs to no section.
        """

    def issues_of_rows(self, rows: Collection[tuple[str, str]]) -> tuple[Issue, ...]:
        """What is open in these rows (entity, id)."""

    def rows_made_twice(self, section: str = "") -> tuple[Issue, ...]:
        """Tasks of one section with the same class and name that were made on different PCs."""

    def open_issues(self, round_id: str, unit_id: str) -> int:
        """How many are open in the rows of a section's sheet: tasks, and steps of the detailed one."""

    def issue_count(self, section: str = "") -> int:
        """How many are open, without looking at them."""
