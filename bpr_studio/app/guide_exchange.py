"""A small exchange of a fictitious city for the guide: every file in it is a real one (架空).

All PCs lie in one folder that is thrown away, as does the place of exchange. That place has the
address of a server, so that no path of whoever makes the pictures gets into them. Keys stay in
memory.
"""

from __future__ import annotations

import secrets
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.share.directory import DirectoryStore
from bpr_studio.app.sync_exchange import make_empty
from bpr_studio.app.sync_jobs import site_at
from bpr_studio.app.sync_parts import SyncParts
from bpr_studio.app.system import SystemClock
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.sync.cycle import Wish
from bpr_studio.services.sync.enrolment import Approval, known_roster, open_requests
from bpr_studio.services.sync.facts import with_target
from bpr_studio.services.sync.founding import Founder, RootFile, pin
from bpr_studio.services.sync.joining import Claim, with_claim
from bpr_studio.services.sync.scopes import section_scope
from bpr_studio.services.sync.tools import SECOND_LOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from bpr_studio.domain.shared.ports import Clock
    from bpr_studio.services.sync.founding import Site

ADDRESS: Final = r"\\fs01\bpr"
_MOST_ROUNDS: Final = 20


class MemoryKeys:
    """Keys that are gone with the program; implements `KeyVault`."""

    warning = ""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}

    def load(self, actor: str) -> bytes | None:
        """The key of an actor, None where there is none."""
        return self._keys.get(actor)

    def store(self, actor: str, private_key: bytes) -> None:
        """Keep the key of an actor."""
        self._keys[actor] = private_key

    def delete(self, actor: str) -> None:
        """Forget the key of an actor."""
        self._keys.pop(actor, None)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who works at a PC.

    Attributes:
        pc: name of the PC; the folder of its workspace is called alike.
        user: login name.
        name: as others see it.
        role: as in `domain.shared.ports.Person`.
        section: code of the section, "" for the DX office.
    """

    pc: str
    user: str
    name: str
    role: str
    section: str


class _LaterClock(SystemClock):
    """The clock of this PC when what was placed is looked at a second time."""

    def now(self) -> datetime:
        """A short while after the present moment, in UTC."""
        return super().now() + SECOND_LOOK


class GuideExchange:
    """PCs of a city and their place of exchange; no window may be open on a PC that does something.

    Attributes:
        place: the folder all exchange over.
    """

    def __init__(self, home: Path, office: Seat) -> None:
        """Nobody shares yet.

        Args:
            home: for everything that is made here; the workspace of the DX office lies in it.
            office: the DX office.
        """
        self._office = office
        self.place = home / "share"
        self.place.mkdir(parents=True)
        self._home = home
        self._keys = MemoryKeys()

    def folder(self, seat: Seat) -> Path:
        """Where the workspace of a PC lies."""
        return self._home / seat.pc

    def found(self) -> Site:
        """Let the DX office begin to share, and place what it has."""
        office = self._office

        def begin(workspace: Workspace, parts: SyncParts) -> None:
            info = workspace.queries.workspace()
            root = RootFile(self._home / "city.key", secrets.token_urlsafe())
            founder = Founder(parts.own_signer, office.user, office.name, office.pc)
            parts.founding.found(info.city_name, founder, root, fictitious=True)
            parts.log.note(with_target(ADDRESS, ADDRESS))

        self._at(office, begin)
        self.exchange(office)
        return self.site()

    def site(self) -> Site:
        """What the place of exchange says of itself.

        Raises:
            ValueError: nobody shares there.
        """
        site = site_at(ADDRESS, DirectoryStore(self.place))
        if site is None:
            raise ValueError(ADDRESS)
        return site

    def ask(self, seat: Seat) -> None:
        """Let somebody sit down at a new PC and ask to take part."""
        make_empty(self.folder(seat), Person(seat.user, seat.role))

        def claim(workspace: Workspace, parts: SyncParts) -> None:
            at = workspace.clock.now().isoformat(timespec="seconds")
            said = Claim(seat.user, seat.name, seat.pc, seat.role, seat.section, at)
            pin(parts.log, self.site(), section_scope(seat.section))
            parts.log.note(with_claim(said) | with_target(ADDRESS, ADDRESS))

        self._at(seat, claim)
        self.exchange(seat)

    def approve(self, *seats: Seat) -> None:
        """Let the DX office read the requests and let these take part."""
        self.exchange(self._office)
        wanted = {seat.pc for seat in seats}

        def sign(_workspace: Workspace, parts: SyncParts) -> None:
            asked = open_requests(
                parts.log, known_roster(parts.log, parts.verifier), parts.verifier
            )
            granted = [
                Approval(one, one.role, (section_scope(one.section),))
                for one in asked
                if one.pc in wanted
            ]
            parts.enrolment.approve(parts.own_signer, granted)

        self._at(self._office, sign)
        self.exchange(self._office)

    def write(self, seat: Seat, rows: Mapping[str, Mapping[str, object]]) -> None:
        """Let somebody change fields of tasks; it stays on that PC until it exchanges."""

        def commit(workspace: Workspace, _parts: SyncParts) -> None:
            for row, fields in rows.items():
                workspace.undo.commit("", [SetFields("work_item", row, dict(fields))])

        self._at(seat, commit)

    def exchange(self, seat: Seat) -> None:
        """Let a PC exchange until nothing is left to do, and look at its files a second time."""
        store = DirectoryStore(self.place)

        def exchange(_workspace: Workspace, parts: SyncParts) -> None:
            for _ in range(_MOST_ROUNDS):
                if not parts.cycle.run(ADDRESS, store, NoProgress(), Wish(demanded=True)).more:
                    return

        self._at(seat, exchange)
        self._at(seat, exchange, _LaterClock())

    def _at(
        self,
        seat: Seat,
        work: Callable[[Workspace, SyncParts], None],
        clock: Clock | None = None,
    ) -> None:
        person = Person(seat.user, seat.role)
        with closing(Workspace.open(self.folder(seat), person)) as workspace:
            now = clock or workspace.clock
            work(workspace, SyncParts(workspace.database, workspace.store, now, self._keys))
