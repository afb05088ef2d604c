"""What the page of sync shows, as plain values; whoever makes them reads the local database only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bpr_studio.services.sync.status import Glance
from bpr_studio.services.sync.troubles import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.status import SyncStatus


@dataclass(frozen=True, slots=True)
class SyncFacts:
    """The state of sync at one moment.

    Attributes:
        status: how far the own work is, what stands in the way, what is being done.
        now: the moment.
        person: name, role and section this PC takes part with, "" while it does not.
        check_number: of the shared place (確認番号), "" while there is none.
        asked_at: when this PC asked to take part, None when it did not.
        requests: for the DX office, how many PCs ask to take part.
        pc_number: of this PC's key while it waits for approval; the DX office sees it, too.
    """

    status: SyncStatus
    now: datetime
    person: str = ""
    check_number: str = ""
    asked_at: datetime | None = None
    requests: int = 0
    pc_number: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether this workspace takes part, or has asked to."""
        return self.status.glance is not Glance.NOT_SHARED

    @property
    def can_rescue(self) -> bool:
        """Whether changes wait here because the shared place does not take them."""
        troubles = self.status.troubles
        barred = any(one.target and one.level >= Level.WARNING for one in troubles)
        return self.is_shared and self.status.work.here > 0 and barred


@dataclass(frozen=True, slots=True)
class MemberFact:
    """A PC that takes part.

    Attributes:
        id: stable name of the PC in the exchange (actor).
        name: who works there, as asked for.
        role: as in `domain.shared.ports.Person`.
        place: its section, or whatever it may write.
        pc: name of the PC.
        since: day it was let in (ISO), "" where unknown.
        last_contact: when something of it arrived last, None for never.
        active: takes part; otherwise its sharing was ended.
        own: this PC.
    """

    id: str
    name: str
    role: str
    place: str
    pc: str = ""
    since: str = ""
    last_contact: datetime | None = None
    active: bool = True
    own: bool = False


class Trust(StrEnum):
    """What the file server says about who wrote a request."""

    SAME = "same"  # the owner of the file is the user named in it
    OTHER = "other"  # it is somebody else
    UNKNOWN = "unknown"  # the server does not tell


@dataclass(frozen=True, slots=True)
class RequestFact:
    """A PC that asks to take part.

    Attributes:
        id: its name in the exchange (actor).
        name: who asks.
        role: the role asked for.
        place: the section asked for.
        pc: name of the PC.
        user: the user of the operating system.
        at: when it was asked, None where unknown.
        trust: whether the file server confirms the user.
        check_number: of its key; whoever asks can read it out on the telephone.
    """

    id: str
    name: str
    role: str
    place: str
    pc: str = ""
    user: str = ""
    at: datetime | None = None
    trust: Trust = Trust.UNKNOWN
    check_number: str = ""


class SectionState(StrEnum):
    """How the exchange with one section is, the most pressing first."""

    BLOCKED = "blocked"  # files of it were refused
    GAP = "gap"  # something in between has not arrived
    SILENT = "silent"  # nothing arrived for longer than wanted
    FINE = "fine"
    NOBODY = "nobody"  # nobody of it takes part yet


@dataclass(frozen=True, slots=True)
class SectionFact:
    """The exchange with one section.

    Attributes:
        code: of the section.
        name: of the section.
        bureau: its bureau.
        members: PCs that take part.
        last_contact: when something of it arrived last, None for never.
        waiting: segments that wait for others before them.
        refused: files of it that were refused.
    """

    code: str
    name: str
    bureau: str
    members: int = 0
    last_contact: datetime | None = None
    waiting: int = 0
    refused: int = 0

    def state(self, now: datetime, silent_days: int) -> SectionState:
        """How it is.

        Args:
            now: the moment.
            silent_days: after so many days without anything it counts as silent.
        """
        if self.refused:
            return SectionState.BLOCKED
        if self.waiting:
            return SectionState.GAP
        if not self.members:
            return SectionState.NOBODY
        if self.last_contact is None or now - self.last_contact > timedelta(days=silent_days):
            return SectionState.SILENT
        return SectionState.FINE


@dataclass(frozen=True, slots=True)
class RefusedFact:
    """A file that did not pass; a copy is kept.

    Attributes:
        file: its name in the shared place.
        place: section or area it claims to belong to.
        who: who claims to have written it, "" where unknown.
        reason: why, a sentence.
        details: more, for the person in charge.
        times: how often it failed.
        at: when it failed last, None where unknown.
    """

    file: str
    place: str
    who: str
    reason: str
    details: str = ""
    times: int = 1
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExchangeFact:
    """One line of the history.

    Attributes:
        at: when.
        kind: "sent", "taken", "bundle_out", "bundle_in" or "fault".
        what: a sentence.
        count: changes, None where it does not count any.
    """

    at: datetime
    kind: str
    what: str
    count: int | None = None


class Verdict(StrEnum):
    """What a line of the share probe found; the value is also a tone."""

    GOOD = "success"
    DOUBTFUL = "warning"
    BAD = "error"
    UNKNOWN = "secondary"


@dataclass(frozen=True, slots=True)
class ProbeLine:
    """One thing the share probe tried.

    Attributes:
        what: what was tried.
        result: what came out.
        verdict: how good that is.
        advice: what the person in charge can do, "" for nothing.
    """

    what: str
    result: str
    verdict: Verdict
    advice: str = ""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What the share probe found.

    Attributes:
        address: the place.
        headline: the result in a sentence.
        usable: the place may be used.
        lines: one for each thing tried.
        document: everything as JSON.
    """

    address: str
    headline: str
    usable: bool
    lines: tuple[ProbeLine, ...]
    document: str


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What the DX office keeps in order.

    Attributes:
        receipts: sentence on what was confirmed last.
        packs: sentence on how many files lie loose and packed.
        check: sentence on the last check.
    """

    receipts: str
    packs: str
    check: str


@dataclass(frozen=True, slots=True)
class OfficeDesk:
    """What only the DX office sees and does. All readers read the local database.

    Attributes:
        requests: who asks to take part.
        sections: the exchange with every section.
        refused: files that did not pass.
        upkeep: how the shared place is kept.
        approve: lets PCs take part, by their ids; a sentence on what was done.
        refuse: does not let a PC take part, for a reason; a sentence.
        revoke: ends the sharing of a PC, for a reason; a sentence.
        pack: puts many small files together; a sentence.
        check: verifies everything; a sentence.
        repair: makes missing files again; a sentence.
    """

    requests: Callable[[], Sequence[RequestFact]]
    sections: Callable[[], Sequence[SectionFact]]
    refused: Callable[[], Sequence[RefusedFact]]
    upkeep: Callable[[], Upkeep]
    approve: Callable[[Sequence[str], Progress], str]
    refuse: Callable[[str, str, Progress], str]
    revoke: Callable[[str, str, Progress], str]
    pack: Callable[[Progress], str]
    check: Callable[[Progress], str]
    repair: Callable[[Progress], str]


@dataclass(frozen=True, slots=True)
class Founded:
    """A shared place that was begun.

    Attributes:
        check_number: what everybody who joins compares (確認番号).
        key_file: where the root key lies.
    """

    check_number: str
    key_file: Path


@dataclass(frozen=True, slots=True)
class FoundingPlan:
    """How the DX office begins to share.

    Attributes:
        address: the place, as typed.
        name: as others see this PC.
        key_file: where the root key shall lie.
        passphrase: what it is locked with.
    """

    address: str
    name: str
    key_file: Path
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FilesTaken:
    """What taking handover files in came to.

    Attributes:
        sentence: what every file brought, or why it did not.
        doubtful: some file or part of one was not used; somebody has to do something.
    """

    sentence: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class SyncDesk:
    """What the page of sync reads and does.

    Readers read the local database and take some milliseconds. Deeds that take a `Progress` run
    beside the window's thread; none of them touches the shared place in this process.

    Attributes:
        facts: the state now.
        members: who takes part here.
        history: what was exchanged, the newest first.
        request_now: asks the exchange to begin at once.
        write_bundle: writes what was not carried yet to a file; a sentence.
        rescue: writes the own unsent changes to a file; a sentence.
        read_bundles: takes handover files in, all of them even if one cannot be.
        probe: looks at a place.
        save_text: writes a text to a file, wholly or not at all.
        join: leaves for the questions of joining.
        ask_again: asks to take part once more after the DX office declined.
        pause: stops the exchange for now (True) or lets it go on; a sentence. None where this
            window only reads.
        found: begins to share; None where this role does not.
        office: what only the DX office has.
        bundle_suffix: of bundle files, with the dot.
    """

    facts: Callable[[], SyncFacts]
    members: Callable[[], Sequence[MemberFact]]
    history: Callable[[], Sequence[ExchangeFact]]
    request_now: Callable[[], object]
    write_bundle: Callable[[Path, Progress], str]
    rescue: Callable[[Path, Progress], str]
    read_bundles: Callable[[Sequence[Path], Progress], FilesTaken]
    probe: Callable[[str, Progress], ProbeResult]
    save_text: Callable[[Path, str], object]
    join: Callable[[], object]
    ask_again: Callable[[Progress], str]
    pause: Callable[[bool], str] | None = None
    found: Callable[[FoundingPlan, Progress], Founded] | None = None
    office: OfficeDesk | None = None
    bundle_suffix: str = ".zip"
