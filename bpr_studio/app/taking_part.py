"""What the list of participants says of this PC and of others, for whoever works in a window.

The role chosen in the settings holds only where nothing is shared: what a person does in another
role than the one the DX office approved would be held back later (`services/sync/rights.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.services.sync.facts import ROOT_KEY, SITE

if TYPE_CHECKING:
    from collections.abc import Collection

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.domain.replication.roster import Roster

_STATE: Final = (
    "SELECT (SELECT value FROM sync_fact WHERE name=?),"
    " (SELECT value FROM sync_fact WHERE name=?),"
    " (SELECT count(*) FROM chain_block WHERE chain='roster')"
)
_LOCAL: Final = "SELECT value FROM local WHERE name IN ('actor', 'former') ORDER BY name"
_CLAIM: Final = "SELECT value FROM sync_fact WHERE name='claim'"
_BLOCKS: Final = "SELECT data FROM chain_block WHERE chain='roster' ORDER BY n, hash"


@dataclass(frozen=True, slots=True)
class OwnPart:
    """Who works at this PC, as the others see it.

    Attributes:
        role: the approved role; before the approval the one asked for.
        scopes: whose data it writes, or asked to.
        approved: whether the DX office has let it in.
    """

    role: str
    scopes: tuple[str, ...]
    approved: bool

    def is_own(self, section: str) -> bool:
        """Whether a section, by its code, is among those this PC writes."""
        from bpr_studio.services.sync.scopes import section_scope

        return bool(section) and section_scope(section) in self.scopes

    def section_among(self, codes: Collection[str], chosen: str) -> str:
        """The person's section: the chosen one where it is theirs, else the first that is."""
        if self.is_own(chosen):
            return chosen
        return next((code for code in codes if self.is_own(code)), "")


class TakingPart:
    """Asks the local database; the list is folded anew only when a block came."""

    def __init__(self, database: Database) -> None:
        """Nothing is read yet.

        Args:
            database: open, in whatever way.
        """
        self._database = database
        self._folded: tuple[tuple[object, ...], Roster] | None = None

    @property
    def roster(self) -> Roster | None:
        """Everybody who takes part; None where this workspace is not shared."""
        with self._database.scanning() as cursor:
            state = cursor.execute(_STATE, (SITE, ROOT_KEY)).fetchone()
            if not (state[0] and state[1]):
                return None
            if self._folded is not None and self._folded[0] == state:
                return self._folded[1]
            blocks = [bytes(data) for (data,) in cursor.execute(_BLOCKS)]
        self._folded = (state, _fold(blocks, str(state[1])))
        return self._folded[1]

    @property
    def own(self) -> OwnPart | None:
        """What holds at this PC; None where it is not shared and did not ask to be."""
        roster = self.roster
        if roster is None:
            return None
        with self._database.scanning() as cursor:
            names = [name for (text,) in cursor.execute(_LOCAL) for name in str(text).split()]
            claim = cursor.execute(_CLAIM).fetchone()
        # A new number of this PC that nobody has let in yet goes on for the one before.
        me = next(filter(None, map(roster.member, names[:1] + names[:0:-1])), None)
        if me is not None:
            return OwnPart(me.role, me.scopes, approved=True)
        return _asked(str(claim[0])) if claim else None

    def named(self, actor: str) -> tuple[str, str] | None:
        """Name and role of an actor as the DX office let it in; None where it did not."""
        roster = self.roster
        member = roster.member(actor) if roster is not None else None
        return (member.name, member.role) if member is not None else None


def _fold(blocks: list[bytes], root_key: str) -> Roster:
    """Loaded here: a workspace that is not shared needs no cryptography."""
    from bpr_studio.adapters.share.signing import Ed25519Verifier
    from bpr_studio.domain.replication.chain import BlockRefusedError, read_block
    from bpr_studio.domain.replication.roster import fold
    from bpr_studio.services.sync.facts import Facts

    known = []
    for data in blocks:
        try:
            known.append(read_block(data))
        except BlockRefusedError:
            continue  # of a newer program
    return fold(known, Facts({ROOT_KEY: root_key}).root_key, Ed25519Verifier())


def _asked(claim: str) -> OwnPart | None:
    from bpr_studio.services.sync.joining import CLAIM, claim_of
    from bpr_studio.services.sync.scopes import section_scope

    said = claim_of({CLAIM: claim})
    if said is None:
        return None
    scopes = (section_scope(said.section),) if said.section else ()
    return OwnPart(said.role, scopes, approved=False)
