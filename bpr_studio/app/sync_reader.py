"""Reads what the page of sync shows from the local database; never asks a shared place."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db.queries_sync import SyncOverview
from bpr_studio.app.sync_parts import SyncParts
from bpr_studio.app.sync_session import DatabaseSource
from bpr_studio.app.sync_window_jobs import CHECKED
from bpr_studio.domain.replication.names import LIB, ORG, ROSTER, segment_name
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.sync.enrolment import enrolled_by_scope, known_roster, open_requests
from bpr_studio.services.sync.joining import claim_of
from bpr_studio.services.sync.keys import check_number
from bpr_studio.services.sync.refusals import refusal_sentence
from bpr_studio.services.sync.scopes import section_scope
from bpr_studio.services.sync.status import Glance, moment, status_of
from bpr_studio.ui.pages.survey_words import role_word
from bpr_studio.ui.pages.sync_facts import (
    ExchangeFact,
    MemberFact,
    RefusedFact,
    RequestFact,
    SectionFact,
    SyncFacts,
    Upkeep,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.replication.roster import Member, Roster
    from bpr_studio.services.sync.requests import Request
    from bpr_studio.services.sync.status import SyncStatus

_MOST_LINES: Final = 300


@dataclass(frozen=True, slots=True)
class _Places:
    """Sections by their scopes, with their bureaus."""

    sections: Mapping[str, tuple[str, str, str]]

    def title(self, scope: str) -> str:
        """The name of a scope for people."""
        if scope in self.sections:
            return self.sections[scope][1]
        titles = {ORG: tr("Organisation and surveys"), LIB: tr("Classification and standard flows")}
        return titles.get(scope, scope)


class _CheckNumbers:
    """Check numbers of keys, computed one after the other beside the window's thread."""

    def __init__(self) -> None:
        self._known: dict[bytes, str] = {}
        self._wanted: SimpleQueue[bytes] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def of(self, key: bytes) -> str:
        """The number of a key; "" until it is computed, which takes about a tenth of a second."""
        if key not in self._known:
            self._known[key] = ""
            self._wanted.put(key)
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._compute, name="check-numbers", daemon=True
                )
                self._thread.start()
        return self._known[key]

    def _compute(self) -> None:
        while True:
            key = self._wanted.get()
            self._known[key] = check_number(key)


class SyncReader:
    """Answers the page of sync. What is folded or computed slowly is remembered."""

    def __init__(self, workspace: Workspace, *, office: bool) -> None:
        """Read an open workspace.

        Args:
            workspace: open for work.
            office: also count the requests to take part.
        """
        self._workspace = workspace
        self._office = office
        self._overview = SyncOverview(workspace.database)
        self._rosters: tuple[tuple[bytes, ...], bytes, Roster] | None = None
        self._asked: tuple[frozenset[str], int, tuple[Request, ...]] | None = None
        self._numbers = _CheckNumbers()

    @cached_property
    def parts(self) -> SyncParts:
        """The exchange's own view of the database, for the deeds that ask nobody else."""
        workspace = self._workspace
        return SyncParts(workspace.database, workspace.store, workspace.clock)

    # -- the state ---------------------------------------------------------------------------------

    def facts(self, status: SyncStatus | None) -> SyncFacts:
        """The state now.

        Args:
            status: as the supervisor tells it, None where this window exchanges nothing.
        """
        now = self._workspace.clock.now()
        if status is None:
            status = status_of(DatabaseSource(self._workspace.database).read(), now)
        if not self.is_shared:
            return SyncFacts(status, now)
        values = self.parts.log.facts()
        claim = claim_of(values)
        return SyncFacts(
            status,
            now,
            person=self._person(),
            check_number=self._numbers.of(self.parts.log.identity().root_key),
            asked_at=datetime.fromisoformat(claim.at) if claim is not None else None,
            requests=len(self._open(values)) if self._office else 0,
            pc_number=self._number_to_read_out(status),
        )

    def _number_to_read_out(self, status: SyncStatus) -> str:
        """What the DX office sees beside the request of this PC, "" once it is answered."""
        key = self.parts.own_public_key if status.glance is Glance.WAITING else b""
        return self._numbers.of(key) if key else ""

    @property
    def is_shared(self) -> bool:
        """Whether this workspace takes part, or has asked to."""
        return bool(self.parts.log.identity().site)

    def _person(self) -> str:
        me = self.roster.member(self.parts.log.identity().actor)
        if me is not None:
            return _named(me.name, me.role)
        claim = claim_of(self.parts.log.facts())
        return _named(claim.name, claim.role) if claim is not None else ""

    # -- who takes part ----------------------------------------------------------------------------

    @property
    def roster(self) -> Roster:
        """Who takes part, folded anew only when a block came."""
        log = self.parts.log
        blocks, key = log.blocks(ROSTER), log.identity().root_key
        if self._rosters is None or self._rosters[:2] != (blocks, key):
            self._rosters = (blocks, key, known_roster(log, self.parts.verifier))
        return self._rosters[2]

    def members(self) -> tuple[MemberFact, ...]:
        """Those who write what this PC reads; for the DX office everybody."""
        roster, places = self.roster, self._places()
        heard: dict[str, datetime] = {}
        for (_, actor), at in self._overview.heard().items():
            heard[actor] = max(at, heard.get(actor, at))
        own = self.parts.log.identity().actor
        mine = roster.member(own)
        everybody = (*roster.members, *roster.former)
        return tuple(
            MemberFact(
                id=member.actor,
                name=member.name,
                role=member.role,
                place=_place(member, places),
                pc=member.pc,
                since=roster.moment(member.since)[:10],
                last_contact=heard.get(member.actor),
                active=member.active,
                own=member.actor == own,
            )
            for member in _sorted(everybody)
            if self._office or _concerns(member, mine)
        )

    def requests(self) -> tuple[RequestFact, ...]:
        """Who asks to take part."""
        places = self._places()
        return tuple(
            RequestFact(
                id=one.actor,
                name=one.name,
                role=one.role,
                place=places.title(section_scope(one.section)) if one.section else tr("DX office"),
                pc=one.pc,
                user=one.user,
                at=_moment(one.at),
                check_number=self._numbers.of(one.key),
            )
            for one in self.open_requests()
        )

    def open_requests(self) -> tuple[Request, ...]:
        """The requests nobody has answered."""
        return self._open(self.parts.log.facts())

    def _open(self, values: Mapping[str, str]) -> tuple[Request, ...]:
        names = frozenset(name for name in values if name.startswith("request/"))
        version = self.roster.version
        if self._asked is None or self._asked[:2] != (names, version):
            found = open_requests(self.parts.log, self.roster, self.parts.verifier)
            self._asked = (names, version, found)
        return self._asked[2]

    # -- the DX office -----------------------------------------------------------------------------

    def sections(self) -> tuple[SectionFact, ...]:
        """The exchange with every section of the year."""
        heard, members = self._heard_of_sections(), enrolled_by_scope(self.roster)
        waiting = self._waiting()
        refused: dict[str, int] = {}
        for file in self._overview.refused_files():
            name = segment_name(file.name)
            if name is not None:
                refused[name.scope] = refused.get(name.scope, 0) + 1
        return tuple(
            SectionFact(
                code=code,
                name=name,
                bureau=bureau,
                members=members.get(scope, 0),
                last_contact=heard.get(scope),
                waiting=waiting.get(scope, 0),
                refused=refused.get(scope, 0),
            )
            for scope, (code, name, bureau) in self._places().sections.items()
        )

    def _heard_of_sections(self) -> dict[str, datetime]:
        """When something of a section's own PCs was written last; the DX office does not count."""
        roster = self.roster
        found: dict[str, datetime] = {}
        for (scope, actor), at in self._overview.heard().items():
            member = roster.member(actor)
            if member is None or not member.writes_everywhere:
                found[scope] = max(at, found.get(scope, at))
        return found

    def _waiting(self) -> dict[str, int]:
        """Streams with a gap, by scope."""
        facts = self.parts.facts
        streams = {stream for target in facts.targets for stream in facts.gaps(target)}
        found: dict[str, int] = {}
        for stream in streams:
            scope = stream.partition("/")[0]
            found[scope] = found.get(scope, 0) + 1
        return found

    def refused(self) -> tuple[RefusedFact, ...]:
        """Files that did not pass."""
        places, roster = self._places(), self.roster
        found = []
        for file in self._overview.refused_files():
            name = segment_name(file.name)
            member = roster.member(name.actor) if name is not None else None
            found.append(
                RefusedFact(
                    file=file.name,
                    place=places.title(name.scope) if name is not None else "",
                    who=member.name if member is not None else "",
                    reason=refusal_sentence(file.reason, file.detail),
                    details=f"{file.reason} {file.detail}".strip(),
                    times=file.tries,
                    at=file.last,
                )
            )
        return tuple(found)

    def upkeep(self) -> Upkeep:
        """How the shared place is kept."""
        confirmed, files = self._overview.confirmed(), self._overview.files()
        return Upkeep(
            receipts=tr(
                "Confirmed last {when}, for {n:,} areas",
                when=moment(confirmed.last),
                n=confirmed.scopes,
            )
            if confirmed.last is not None
            else tr("Nothing was confirmed yet."),
            packs=ntr(
                "{n:,} file of changes is known here.",
                "{n:,} files of changes are known here.",
                files,
            ),
            check=self.parts.log.facts().get(CHECKED, "") or tr("Not checked yet."),
        )

    # -- what was exchanged ------------------------------------------------------------------------

    def history(self) -> tuple[ExchangeFact, ...]:
        """What was sent and taken in, the newest first."""
        places, roster = self._places(), self.roster
        return tuple(
            ExchangeFact(
                at=one.at,
                kind="sent" if one.own else "taken",
                what=_contents(places.title(one.scope), roster.member(one.actor), own=one.own),
                count=one.ops,
            )
            for one in self._overview.exchanged(_MOST_LINES)
        )

    def _places(self) -> _Places:
        queries = self._workspace.queries
        units = queries.units(queries.workspace().fiscal_year)
        names = {unit.id: unit.name for unit in units}
        return _Places(
            {
                section_scope(unit.code): (unit.code, unit.name, names.get(unit.bureau_id, ""))
                for unit in units
                if unit.level == "section"
            }
        )


def _named(name: str, role: str) -> str:
    word = role_word(role)
    return name if name == word else tr("{name} ({role})", name=name, role=word)


def _place(member: Member, places: _Places) -> str:
    if member.role == DX_OFFICE:
        return tr("The whole city")
    return "、".join(places.title(scope) for scope in member.scopes)


def _concerns(member: Member, mine: Member | None) -> bool:
    """Whether a section sees this member: one of its own, or of the DX office."""
    own = set(mine.scopes) if mine is not None else set()
    return member.role == DX_OFFICE or bool(own & set(member.scopes))


def _sorted(members: Iterable[Member]) -> list[Member]:
    return sorted(members, key=lambda one: (not one.active, one.scopes, one.name))


def _contents(place: str, writer: Member | None, *, own: bool) -> str:
    if own or writer is None:
        return place
    return tr("{place}, by {name}", place=place, name=writer.name)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
