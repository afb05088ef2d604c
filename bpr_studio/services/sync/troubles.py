"""What can stand in the way of exchange, each in plain words: what, meanwhile, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.domain.replication.names import SITE
from bpr_studio.domain.shared.text import N_, tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Level(IntEnum):
    """How grave a trouble is."""

    NONE = 0
    NOTICE = 1  # goes by itself; nobody needs to do anything
    WARNING = 2  # somebody should look at it
    ALARM = 3  # red: work of this PC may stay away from others until somebody acts


class TroubleKind(StrEnum):
    """What stands in the way; the value is a stable name for facts and JSON.

    The first seven are the values of `ports.Fault`.
    """

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    FULL = "full"
    BUSY = "busy"
    MISSING = "missing"
    DIFFERS = "differs"
    UNKNOWN = "unknown"
    NO_SITE = "no_site"
    OTHER_SITE = "other_site"
    BAD_ADDRESS = "bad_address"
    NOT_APPROVED = "not_approved"
    DECLINED = "declined"
    REVOKED = "revoked"
    HELD = "held"
    KEY_MISSING = "key_missing"
    KEY_PLAIN = "key_plain"
    CLONE = "clone"
    NEWER = "newer"
    TOO_OLD = "too_old"
    QUARANTINED = "quarantined"
    GAP = "gap"
    ROSTER_FORK = "roster_fork"
    ROSTER_BACK = "roster_back"
    CLOCK = "clock"
    STUCK = "stuck"
    STOPPED = "stopped"
    SECOND = "second"
    LOCAL_DISK = "local_disk"
    PROGRAM = "program"

    @classmethod
    def of(cls, text: str) -> TroubleKind:
        """The kind of this name; what a newer program noted is a fault of the program here."""
        try:
            return cls(text)
        except ValueError:
            return cls.PROGRAM


class _Words(NamedTuple):
    level: Level
    happened: str
    meanwhile: str
    remedy: str


_GOES_ON: Final = N_(
    "You can go on working. Everything is saved on this PC and is shared as soon as it works again."
)
_NO_LOSS: Final = N_("You can go on working. Everything is saved on this PC.")
_BY_ITSELF: Final = N_("It is tried again by itself; there is nothing to do.")

_TELL_DX: Final = N_("Please tell the DX office.")

_WORDS: Final[Mapping[TroubleKind, _Words]] = {
    TroubleKind.UNREACHABLE: _Words(
        Level.WARNING,
        N_("The place of exchange cannot be reached: {target}"),
        _GOES_ON,
        N_("Check whether this PC is connected to the network of the city hall."),
    ),
    TroubleKind.REFUSED: _Words(
        Level.WARNING,
        N_("This PC has no right to read or write at the place of exchange: {target}"),
        _GOES_ON,
        N_("Please ask the IT department for the right to read and create files there."),
    ),
    TroubleKind.FULL: _Words(
        Level.WARNING,
        N_("There is no room left at the place of exchange: {target}"),
        _GOES_ON,
        N_("Please ask the IT department to make room there."),
    ),
    TroubleKind.BUSY: _Words(
        Level.NOTICE,
        N_("Another program, such as a virus scanner, holds a file at the place of exchange."),
        _GOES_ON,
        _BY_ITSELF,
    ),
    TroubleKind.MISSING: _Words(
        Level.WARNING,
        N_("A file is missing at the place of exchange: {detail}"),
        _GOES_ON,
        N_(
            "The PC that made it puts it there again by itself. If this stays for a day, please"
            " tell the DX office."
        ),
    ),
    TroubleKind.DIFFERS: _Words(
        Level.ALARM,
        N_("A file at the place of exchange was changed by somebody: {detail}"),
        N_(
            "The changed file is not used. Your work is shared beside it under another name, and"
            " nothing of it is lost."
        ),
        _TELL_DX,
    ),
    TroubleKind.UNKNOWN: _Words(
        Level.NOTICE,
        N_("The place of exchange did not say whether a file was stored: {target}"),
        _GOES_ON,
        _BY_ITSELF,
    ),
    TroubleKind.NO_SITE: _Words(
        Level.ALARM,
        N_("This folder is not, or no longer, a place of exchange: {target}"),
        _GOES_ON,
        N_("Check the folder. If it was emptied, please tell the DX office before anything else."),
    ),
    TroubleKind.OTHER_SITE: _Words(
        Level.ALARM,
        N_("This is the place of exchange of another city or another start: {target}"),
        N_("Nothing is exchanged with it. You can go on working; everything is saved on this PC."),
        N_("Ask the DX office for the right folder, and compare the check number with them."),
    ),
    TroubleKind.BAD_ADDRESS: _Words(
        Level.WARNING,
        N_("This place cannot be used for exchange: {target} {detail}"),
        _GOES_ON,
        N_("Enter the folder that the DX office has named."),
    ),
    TroubleKind.NOT_APPROVED: _Words(
        Level.NOTICE,
        N_("The DX office has not approved this PC yet."),
        N_("You can work already. Everything is saved on this PC and is shared after approval."),
        N_("If you are in a hurry, please call the DX office."),
    ),
    TroubleKind.DECLINED: _Words(
        Level.WARNING,
        N_("The DX office declined the request of this PC to take part: {detail}"),
        N_("You can go on working. Everything is saved on this PC, but it is not shared."),
        N_("Clear up the reason with the DX office, then ask again on the page of sync."),
    ),
    TroubleKind.REVOKED: _Words(
        Level.ALARM,
        N_("The DX office has ended the sharing of this PC."),
        N_("What was shared before stays. What is written now stays on this PC only."),
        _TELL_DX,
    ),
    TroubleKind.HELD: _Words(
        Level.WARNING,
        N_("Some changes made on this PC are not permitted, so they are not shared: {detail}"),
        N_("They stay on this PC. All your other changes are shared."),
        N_("Undo them, or ask the DX office to change the role of this PC."),
    ),
    TroubleKind.KEY_MISSING: _Words(
        Level.ALARM,
        N_("The key with which this PC signs its work is missing."),
        N_("You can go on working. Everything is saved on this PC, but it cannot be shared."),
        N_(
            "Press “Ask again” on the page of sync. Once the DX office has approved this PC anew,"
            " everything that is only here is shared."
        ),
    ),
    TroubleKind.KEY_PLAIN: _Words(
        Level.NOTICE,
        N_("The system offers no safe place for the key of this PC; it lies in a plain file."),
        N_("Sharing works. Whoever can read the files of this user could sign in their name."),
        N_("Please tell the IT department."),
    ),
    TroubleKind.CLONE: _Words(
        Level.WARNING,
        N_("Another PC works with a copy of this workspace, or a backup was brought back."),
        N_(
            "The work of both is kept. This PC goes on under a new number by itself; what is written"
            " now is shared once the DX office has approved that number."
        ),
        N_(
            "Please ask the DX office to approve this PC once more. Let only one PC work with each"
            " workspace: another one joins the shared folder itself."
        ),
    ),
    TroubleKind.NEWER: _Words(
        Level.WARNING,
        N_("Some work was shared by a newer version of the program and cannot be shown yet."),
        N_("You can go on working, and your work is shared. The new part waits for the update."),
        N_("Please update BPR Studio."),
    ),
    TroubleKind.TOO_OLD: _Words(
        Level.ALARM,
        N_("This version of the program is older than the DX office allows ({detail})."),
        _NO_LOSS,
        N_("Please update BPR Studio; then the sharing goes on."),
    ),
    TroubleKind.QUARANTINED: _Words(
        Level.WARNING,
        N_("A file at the place of exchange failed the check and was set aside: {detail}"),
        N_("It is not used. The work of everybody else goes on, and your own is shared."),
        _TELL_DX,
    ),
    TroubleKind.GAP: _Words(
        Level.WARNING,
        N_("A part of the work of another PC has been missing for more than a day: {detail}"),
        N_("What follows it waits. The work of everybody else goes on, and your own is shared."),
        N_("Please ask the section to open BPR Studio once; it puts the part there again."),
    ),
    TroubleKind.ROSTER_FORK: _Words(
        Level.ALARM,
        N_("There are two different lists of participants."),
        N_("All PCs use the same one of them. You can go on working."),
        N_("Please tell the DX office: only one PC should change the list of participants."),
    ),
    TroubleKind.ROSTER_BACK: _Words(
        Level.ALARM,
        N_("The list of participants at the place of exchange is older than it was."),
        N_("This PC stays with the newer one it knows. You can go on working."),
        N_("Please tell the DX office: an old backup of the folder was perhaps brought back."),
    ),
    TroubleKind.CLOCK: _Words(
        Level.WARNING,
        N_("The clocks of this PC and of the place of exchange differ by {detail} minutes."),
        N_("Sharing works and nothing is lost. The times shown beside changes may be wrong."),
        N_("Please set the clock of this PC right, or tell the IT department."),
    ),
    TroubleKind.STUCK: _Words(
        Level.WARNING,
        N_("The exchange did not move for some time and was started again."),
        _GOES_ON,
        _BY_ITSELF,
    ),
    TroubleKind.STOPPED: _Words(
        Level.WARNING,
        N_("The exchange stopped unexpectedly and is started again."),
        _GOES_ON,
        N_("If this stays, please tell the person in charge of BPR Studio and send the log."),
    ),
    TroubleKind.SECOND: _Words(
        Level.NOTICE,
        N_("An earlier exchange of this workspace has not ended yet."),
        _GOES_ON,
        _BY_ITSELF,
    ),
    TroubleKind.LOCAL_DISK: _Words(
        Level.ALARM,
        N_("The exchange could not write on the disk of this PC: {detail}"),
        N_("Everything saved before is kept."),
        N_("Make room on the disk of this PC."),
    ),
    TroubleKind.PROGRAM: _Words(
        Level.WARNING,
        N_("The exchange met an unexpected error: {detail}"),
        _GOES_ON,
        N_("If this stays, please tell the person in charge of BPR Studio and send the log."),
    ),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that stands in the way of exchange.

    Attributes:
        kind: what it is.
        since: when it began, None where nobody knows.
        target: address of the place of exchange it is about, "" for none.
        detail: file, section, version or minutes it is about.
        alarming: it lasts so long that it is told in red.
    """

    kind: TroubleKind
    since: datetime | None = None
    target: str = ""
    detail: str = ""
    alarming: bool = False

    @property
    def level(self) -> Level:
        """How grave it is."""
        return Level.ALARM if self.alarming else _WORDS[self.kind].level

    @property
    def happened(self) -> str:
        """What happened, a whole sentence."""
        return tr_source(_WORDS[self.kind].happened, target=self.target, detail=self.detail).strip()

    @property
    def meanwhile(self) -> str:
        """What happens to the work meanwhile."""
        if self._is_site_damaged:
            return tr(
                "The exchange goes on, since the list of participants there is the right one. Only"
                " new PCs cannot join until it is put right."
            )
        return tr_source(_WORDS[self.kind].meanwhile)

    @property
    def remedy(self) -> str:
        """What to do."""
        if self._is_site_damaged:
            return tr(
                "The DX office removes the file bpr.json from the place of exchange; its PC puts"
                " the right one there with the next exchange. Nothing else must be removed."
            )
        return tr_source(_WORDS[self.kind].remedy)

    @property
    def _is_site_damaged(self) -> bool:
        return self.kind is TroubleKind.DIFFERS and self.detail == SITE
