"""How far the work of this PC has come, and what stands in its way, for one glance.

Worked out of what the local database holds, never of a question to a target (sync.md §7.4):
保存済み (on this PC), 共有済み (seen twice on a target), DX受領済 (the DX office has a receipt).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.sync.troubles import Level, Trouble, TroubleKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

RED_AFTER: Final = timedelta(hours=1)
"""So long may a target not do what it is asked before it is told in red."""
SKEW_ALLOWED: Final = timedelta(minutes=5)
"""So far may the clocks of this PC and of the target lie apart before it is told."""
GAP_ALLOWED: Final = timedelta(hours=24)
"""So long may a part of another PC's work be missing before it is told."""


class Glance(StrEnum):
    """The one word for the work of this PC; the value is a stable name for JSON."""

    NOT_SHARED = "not_shared"  # nobody asked to share this workspace
    WAITING = "waiting"  # the DX office has not approved this PC yet
    SAVED = "saved"  # some changes are on this PC only
    SHARED = "shared"  # all changes stand on a target
    RECEIVED = "received"  # the DX office confirmed to have all of them


class Membership(StrEnum):
    """What the roster says about this PC."""

    NONE = "none"  # not shared
    WAITING = "waiting"
    DECLINED = "declined"
    MEMBER = "member"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Work:
    """Own changes by how far they have come; a change is one deed of a person.

    Attributes:
        here: on this PC only.
        here_since: when the oldest of them was made; None where there is none.
        on_the_way: on a target, but not confirmed by the DX office.
    """

    here: int = 0
    here_since: datetime | None = None
    on_the_way: int = 0


@dataclass(frozen=True, slots=True)
class TargetReading:
    """What this PC remembers of one target.

    Attributes:
        address: folder or postgresql:// address, without a password.
        last_contact: when it last did what it was asked.
        fault: value of `ports.Fault` or of `TroubleKind`, "" when the last cycle went well.
        fault_name: file or folder the fault was about.
        fault_since: when the fault began.
        skew: clock of the target minus clock of this PC.
    """

    address: str
    last_contact: datetime | None = None
    fault: str = ""
    fault_name: str = ""
    fault_since: datetime | None = None
    skew: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Activity:
    """What the exchange process does just now.

    Attributes:
        what: a whole phrase in the user's language, "" while it waits.
        done: steps finished.
        total: steps in all, 0 where unknown.
    """

    what: str = ""
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class SyncReading:
    """Everything the local database says about exchange.

    Attributes:
        membership: what the roster says about this PC.
        work: own changes by how far they have come.
        targets: places of exchange.
        troubles: what was noted besides faults of targets: streams, keys, versions, the process.
        paused: the user stopped the exchange for now.
        renewed: it took part before and goes on under a new number; its data are here already.
    """

    membership: Membership
    work: Work = field(default_factory=Work)
    targets: tuple[TargetReading, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    paused: bool = False
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """One place of exchange.

    Attributes:
        address: folder or postgresql:// address.
        last_contact: when it last did what it was asked, None for never.
        trouble: why it does not work just now, None when it does.
    """

    address: str
    last_contact: datetime | None
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The state of exchange as people see it.

    Attributes:
        glance: the one word.
        work: own changes by how far they have come.
        targets: places of exchange with their last contact.
        troubles: what stands in the way, the gravest first.
        activity: what the exchange process does just now.
        paused: the user stopped the exchange for now.
        renewed: it took part before and goes on under a new number; its data are here already.
    """

    glance: Glance = Glance.NOT_SHARED
    work: Work = field(default_factory=Work)
    targets: tuple[TargetStatus, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    activity: Activity = field(default_factory=Activity)
    paused: bool = False
    renewed: bool = False

    @property
    def level(self) -> Level:
        """How grave the gravest trouble is; `Level.NONE` when all is well."""
        return max((trouble.level for trouble in self.troubles), default=Level.NONE)

    @property
    def last_contact(self) -> datetime | None:
        """When any target last did what it was asked."""
        return max((t.last_contact for t in self.targets if t.last_contact), default=None)

    @property
    def is_declined(self) -> bool:
        """Whether the DX office declined what this PC asked last."""
        return any(trouble.kind is TroubleKind.DECLINED for trouble in self.troubles)

    @property
    def may_ask_again(self) -> bool:
        """Whether this PC can ask to take part once more: declined, or its key is gone."""
        lost = any(trouble.kind is TroubleKind.KEY_MISSING for trouble in self.troubles)
        return self.is_declined or lost

    @property
    def words(self) -> str:
        """The few words for the status bar, e.g. "Shared"."""
        if self.is_declined:
            return tr("Declined by the DX office")
        return _words(self)

    @property
    def sentence(self) -> str:
        """The same as a whole sentence: where the work is and what that means."""
        if self.is_declined:
            return tr(
                "Everything is saved on this PC. It is not shared, since the DX office declined"
                " the request to take part."
            )
        if self.paused and self.work.here:
            return _paused_sentence(self.work.here)
        return _sentence(self)


def status_of(reading: SyncReading, now: datetime, activity: Activity | None = None) -> SyncStatus:
    """The status that follows from what the local database says.

    Args:
        reading: what it says.
        now: the present moment, timezone-aware.
        activity: what the exchange process told of itself last.
    """
    targets = tuple(_target(target, now, paused=reading.paused) for target in reading.targets)
    troubles = [target.trouble for target in targets if target.trouble is not None]
    troubles += reading.troubles
    troubles += _clock_troubles(reading.targets)
    troubles += _membership_troubles(reading.membership)
    return SyncStatus(
        glance=_glance(reading),
        work=reading.work,
        targets=targets,
        troubles=tuple(sorted(troubles, key=lambda trouble: -trouble.level)),
        activity=activity or Activity(),
        paused=reading.paused,
        renewed=reading.renewed,
    )


def _glance(reading: SyncReading) -> Glance:
    if reading.membership is Membership.NONE:
        return Glance.NOT_SHARED
    if reading.membership in {Membership.WAITING, Membership.DECLINED}:
        return Glance.WAITING
    if reading.work.here:
        return Glance.SAVED
    return Glance.SHARED if reading.work.on_the_way else Glance.RECEIVED


def _target(target: TargetReading, now: datetime, *, paused: bool) -> TargetStatus:
    trouble = None
    if target.fault:
        since = target.fault_since or target.last_contact
        red = since is not None and now - since >= RED_AFTER and not paused  # nobody asks it
        kind = TroubleKind.of(target.fault)
        trouble = Trouble(kind, since, target.address, target.fault_name, alarming=red)
    return TargetStatus(target.address, target.last_contact, trouble)


def _clock_troubles(targets: Iterable[TargetReading]) -> list[Trouble]:
    return [
        Trouble(TroubleKind.CLOCK, None, target.address, str(_minutes(target.skew)))
        for target in targets
        if abs(target.skew) > SKEW_ALLOWED
    ]


def _minutes(skew: timedelta) -> int:
    return round(skew / timedelta(minutes=1))


def _membership_troubles(membership: Membership) -> list[Trouble]:
    kinds = {
        Membership.WAITING: TroubleKind.NOT_APPROVED,
        Membership.REVOKED: TroubleKind.REVOKED,
    }
    return [Trouble(kinds[membership])] if membership in kinds else []


def _words(status: SyncStatus) -> str:
    match status.glance:
        case Glance.NOT_SHARED:
            return tr("Saved")
        case Glance.WAITING:
            return tr("Waiting for approval")
        case Glance.SAVED:
            n = status.work.here
            return ntr("Saved ({n:,} change not shared)", "Saved ({n:,} changes not shared)", n)
        case Glance.SHARED:
            return tr("Shared")
        case Glance.RECEIVED:
            return tr("Received by the DX office")


def _sentence(status: SyncStatus) -> str:
    match status.glance:
        case Glance.NOT_SHARED:
            return tr("Everything is saved on this PC. The workspace is not shared.")
        case Glance.WAITING if status.renewed:
            return tr(
                "Everything is saved on this PC. Its new number waits for the approval of the DX"
                " office."
            )
        case Glance.WAITING:
            return tr(
                "Everything is saved on this PC. It is shared as soon as the DX office has"
                " approved this PC."
            )
        case Glance.SAVED:
            return _saved_sentence(status.work)
        case Glance.SHARED:
            return tr(
                "All your changes are shared. The DX office has not confirmed the last of them yet."
            )
        case Glance.RECEIVED:
            return tr("The DX office has received all your changes.")


def _paused_sentence(n: int) -> str:
    return ntr(
        "{n:,} change is saved on this PC. It is shared once sync goes on; it is paused now.",
        "{n:,} changes are saved on this PC. They are shared once sync goes on; it is paused now.",
        n,
    )


def _saved_sentence(work: Work) -> str:
    if work.here_since is None:
        return ntr(
            "{n:,} change is saved on this PC and will be shared.",
            "{n:,} changes are saved on this PC and will be shared.",
            work.here,
        )
    return ntr(
        "{n:,} change made since {when} is saved on this PC and will be shared.",
        "{n:,} changes made since {when} are saved on this PC and will be shared.",
        work.here,
        when=moment(work.here_since),
    )


def moment(when: datetime) -> str:
    """A moment as people of this PC read it: day and minute of local time."""
    local = when.astimezone()
    day = tr("{year}-{month:02}-{day:02}", year=local.year, month=local.month, day=local.day)
    return f"{day} {local:%H:%M}"
