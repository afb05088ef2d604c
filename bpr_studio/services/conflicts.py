"""Edits of several people that overlap: the list of them, side by side, and settling them.

Nothing is lost when two people change one thing without knowing of each other: both values stand
until somebody chooses (I5, I6). Choosing is an edit like any other: whoever may change the row
may settle it, it is a step of undo, and the history shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SettleField
from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.shared.text_merge import merged_text
from bpr_studio.domain.workload.workflow import (
    DX_OFFICE,
    Standing,
    edit_refusal,
    round_state,
    sheet_state,
)
from bpr_studio.services.conflict_views import ConflictQueries, IssueKind
from bpr_studio.services.flow_editing import flow_refusal
from bpr_studio.services.overlap_words import ELEMENT, TASK, OverlapWords
from bpr_studio.services.rounds import find_round
from bpr_studio.services.views import FlowQueries, SurveyQueries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.replication.ops import OpId
    from bpr_studio.services.author import Author
    from bpr_studio.services.conflict_views import Issue, StandingValue
    from bpr_studio.services.overlap_words import LoadFormat
    from bpr_studio.services.store import UndoableStore

ConflictKey = tuple[str, str, str, str]


class OverlapQueries(ConflictQueries, FlowQueries, SurveyQueries, Protocol):
    """What the list of overlapping edits asks."""

    def sheet_state(self, round_id: str, unit_id: str) -> str:
        """The stored state of a section's sheet, "" where there is none."""


class Side(StrEnum):
    """Whose values hold when several are settled alike."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Version:
    """One of the values, or a removal.

    Attributes:
        value: the stored value.
        text: as people read it.
        user: who wrote it; where several wrote the same, the last one.
        role: in which role.
        at: when (ISO, UTC).
        header: heading of the field it is about, where the versions are about several.
        deleted: it is the removal of the row.
        mine: the person at the keyboard wrote it.
        ids: the ops that wrote it.
    """

    value: object
    text: str
    user: str
    role: str
    at: str
    header: str
    deleted: bool
    mine: bool
    ids: tuple[OpId, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something several people decided differently.

    Attributes:
        issue: what the database tells of it, with its place.
        title: name of the row.
        kind_word: what kind of thing the row is, or the flow it belongs to.
        header: heading of the field.
        versions: what stands there, the one shown first.
        suggestion: a text with the changes of both in it, "" where there is none.
        refusal: why the person at the keyboard may not settle it, "" when they may.
    """

    issue: Issue
    title: str
    kind_word: str
    header: str
    versions: tuple[Version, ...]
    suggestion: str = ""
    refusal: str = ""

    @property
    def key(self) -> ConflictKey:
        """What it is about; stays the same when somebody adds another value."""
        return (self.issue.kind.value, self.issue.entity, self.issue.row, self.issue.field)

    @property
    def seen(self) -> tuple[OpId, ...]:
        """The values somebody chooses among."""
        return tuple(sorted(id_ for version in self.versions for id_ in version.ids))

    @property
    def row_key(self) -> tuple[str, str]:
        """The row it is about."""
        return (self.issue.entity, self.issue.row)


KEEP: Final = "keep"
REMOVE: Final = "remove"
"""The two ways to settle a row that one removed and another changed."""

_OF_SECTIONS: Final = frozenset({TASK, ELEMENT, "flow", "cell_comment", "survey_sheet"})
_OPEN_TO_ALL: Final = frozenset({"cell_comment", "mapping_profile"})


class Conflicts:
    """Overlapping edits of one workspace, as one person sees them."""

    def __init__(
        self,
        store: UndoableStore,
        queries: OverlapQueries,
        author: Author,
        load_format: LoadFormat,
        section: Callable[[], str] = lambda: "",
    ) -> None:
        """Work for whoever is at the keyboard.

        Args:
            store: where decisions are written.
            queries: reading.
            author: who decides.
            load_format: survey formats in the user's language, by kind and version.
            section: code of the person's section, "" where it is not known.
        """
        self._store = store
        self._queries = queries
        self._author = author
        self._load_format = load_format
        self._section = section

    # -- asking ----------------------------------------------------------------------------------

    @property
    def _scope(self) -> str:
        """The section whose conflicts are shown; "" for all."""
        return "" if self._author.role == DX_OFFICE else self._section()

    def count(self) -> int:
        """How many are open."""
        return self._queries.issue_count(self._scope)

    def all(self) -> tuple[Conflict, ...]:
        """Everything open, what may be the same thing twice at the end."""
        twice = self._queries.rows_made_twice(self._scope)
        return self._told((*self._queries.issues(self._scope), *twice))

    def of_rows(self, rows: Collection[tuple[str, str]]) -> tuple[Conflict, ...]:
        """What is open in some rows (entity, id)."""
        return self._told(self._queries.issues_of_rows(rows))

    def _told(self, issues: Iterable[Issue]) -> tuple[Conflict, ...]:
        rounds = {found.id: found for found in self._queries.rounds()}
        words = OverlapWords(rounds, self._load_format, self._queries.flow)
        refusals: dict[tuple[str, str, str], str] = {}
        told = []
        for issue in issues:
            place = (issue.entity, issue.round_id or issue.flow_id, issue.unit_id)
            if place not in refusals:
                refusals[place] = self._refusal(issue)
            told.append(self._conflict(issue, words, refusals[place]))
        return tuple(told)

    def _conflict(self, issue: Issue, words: OverlapWords, refusal: str) -> Conflict:
        versions = tuple(self._version(issue, same, words) for same in _alike(issue) if same)
        return Conflict(
            issue,
            words.title(issue),
            words.kind(issue),
            words.header(issue, issue.field),
            versions,
            _suggestion(issue, versions),
            refusal,
        )

    def _version(self, issue: Issue, same: Sequence[StandingValue], words: OverlapWords) -> Version:
        last = max(same, key=lambda one: one.at)
        field = last.field or issue.field
        is_value = not last.deleted and issue.kind is not IssueKind.TWICE
        return Version(
            value=last.value,
            text=words.text(issue, field, last.value) if is_value else "",
            user=last.user,
            role=last.role,
            at=last.at,
            header=words.header(issue, last.field) if last.field and not issue.field else "",
            deleted=last.deleted,
            mine=last.own or last.user == self._author.who().user,
            ids=tuple(one.id for one in same),
        )

    def _refusal(self, issue: Issue) -> str:
        """Why the person may not change such a row, "" when they may."""
        role = self._author.role
        if role == DX_OFFICE or issue.entity in _OPEN_TO_ALL:
            return self._refused_by_round(issue) if issue.entity == TASK else ""
        if issue.entity not in _OF_SECTIONS:
            return tr("The DX office decides this.")
        if issue.entity == TASK:
            return self._refused_by_round(issue)
        line = self._queries.flow_line(issue.flow_id) if issue.flow_id else None
        if line is None:
            return ""
        return flow_refusal(self._queries, role, self._section(), line)

    def _refused_by_round(self, issue: Issue) -> str:
        if not issue.round_id:
            return ""
        found = find_round(self._queries, issue.round_id)
        state = sheet_state(self._queries.sheet_state(issue.round_id, issue.unit_id))
        return edit_refusal(self._author.role, Standing(round_state(found.state), state))

    # -- deciding --------------------------------------------------------------------------------

    def settle(self, conflict: Conflict, value: object) -> None:
        """Let one value hold: one that stands there, or another one.

        Args:
            conflict: as it was shown; what has arrived since is not decided by this.
            value: a stored value; for a row that was removed and changed `KEEP` or `REMOVE`.

        Raises:
            RefusedError: the person may not change the row, somebody has decided or changed it
                meanwhile, or the disk refuses; nothing was changed.
        """
        self._settle([(conflict, value)], tr("Decide “{what}”", what=_named(conflict)))

    def settle_alike(self, conflicts: Sequence[Conflict], side: Side) -> int:
        """Let the own values hold in all of these, or those of the others; one step of undo.

        Conflicts where that side has no value stay open.

        Returns:
            How many were decided.

        Raises:
            RefusedError: as `settle`; none was decided.
        """
        wanted = [(one, value) for one in conflicts for value in _of_side(one, side)]
        if wanted:
            label = ntr("Decide {n} overlap", "Decide {n} overlaps", len(wanted))
            self._settle(wanted, label)
        return len(wanted)

    def _settle(self, decided: Sequence[tuple[Conflict, object]], label: str) -> None:
        for conflict, _ in decided:
            if conflict.refusal:
                raise RefusedError(conflict.refusal, kept=tr("Nothing was changed."))
        rows = {conflict.row_key for conflict, _ in decided}
        now = {one.key: one for one in self.of_rows(rows)}
        for conflict, _ in decided:
            found = now.get(conflict.key)
            if found is None or found.seen != conflict.seen:
                raise RefusedError(
                    tr("“{what}” was decided or changed meanwhile.", what=_named(conflict)),
                    kept=tr("Nothing was changed."),
                    remedy=tr("Look at what stands there now."),
                )
        self._store.commit(label, [_change(conflict, value) for conflict, value in decided])


def _alike(issue: Issue) -> list[list[StandingValue]]:
    """Equal values together, in the order they stand."""
    if issue.kind is not IssueKind.VALUES:
        return [[one] for one in issue.standing]
    groups: dict[str, list[StandingValue]] = {}
    for one in issue.standing:
        groups.setdefault(canonical_json(one.value), []).append(one)
    return list(groups.values())


def _suggestion(issue: Issue, versions: Sequence[Version]) -> str:
    """A text with everybody's changes, where they came from one text and do not touch."""
    texts = [version.value for version in versions]
    if issue.kind is not IssueKind.VALUES or not isinstance(issue.base, str):
        return ""
    oldest_first = sorted(versions, key=lambda version: version.at)
    result: str | None = issue.base
    for version in oldest_first:
        if result is None or not isinstance(version.value, str):
            return ""
        result = merged_text(issue.base, result, version.value)
    return result if result and result not in texts else ""


def _of_side(conflict: Conflict, side: Side) -> tuple[object, ...]:
    """What that side wants; nothing where it has no value, or there is none to choose."""
    wanted = [one for one in conflict.versions if one.mine is (side is Side.MINE)]
    last = max(wanted, key=lambda one: one.at, default=None)
    if last is None or conflict.issue.kind in {IssueKind.TWICE, IssueKind.MISFIT}:
        return ()
    if conflict.issue.kind is IssueKind.DELETED:
        return (REMOVE if last.deleted else KEEP,)
    return (last.value,)


def _change(conflict: Conflict, value: object) -> Change:
    entity, row = conflict.row_key
    if conflict.issue.kind is IssueKind.DELETED:
        return PutRow(entity, row) if value == KEEP else DeleteRow(entity, row)
    return SettleField(entity, row, conflict.issue.field, value, conflict.seen)


def _named(conflict: Conflict) -> str:
    if not conflict.issue.field:
        return conflict.title
    return tr("{row}: {field}", row=conflict.title, field=conflict.header)


def counts(conflicts: Iterable[Conflict]) -> Mapping[tuple[str, str], int]:
    """How many there are by code and name of the section, in the order of the list."""
    found: dict[tuple[str, str], int] = {}
    for one in conflicts:
        key = (one.issue.unit_code, one.issue.unit_name)
        found[key] = found.get(key, 0) + 1
    return found
