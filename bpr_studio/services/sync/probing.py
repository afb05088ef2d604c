"""共有フォルダ診断: what is measured of a shared folder, and the report on it.

`adapters/share/probe.py` measures, `probe_judging.py` says what is good enough.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bpr_studio.services.sync.ports import Fault


class Verdict(StrEnum):
    """How good a measured value is; the value is a stable name for JSON."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"
    UNKNOWN = "unknown"  # this system does not tell, or an earlier step failed


@dataclass(frozen=True, slots=True)
class Tried:
    """A step that was tried.

    Attributes:
        seconds: how long it took.
        fault: why it failed, None where it did not.
        detail: the system's own words.
    """

    seconds: float = 0.0
    fault: Fault | None = None
    detail: str = ""

    @property
    def done(self) -> bool:
        """Whether it succeeded."""
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Rights:
    """What this user may do in a folder; None where the system does not tell."""

    read: bool | None = None
    create: bool | None = None
    remove: bool | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom the server names as owner of a file just written.

    Attributes:
        name: identifier of the owner (SID on Windows, number elsewhere).
        me: whether that is the person at this PC.
    """

    name: str
    me: bool


@dataclass(frozen=True, slots=True)
class Measurements:
    """What was measured; None where a step was not reached or the system does not tell.

    Attributes:
        address: the folder as named.
        reach: listing the folder itself.
        place: "local", "network" or "cloud".
        place_detail: how that was told.
        is_site: it is a place of exchange already.
        tried: the steps by name, see `STEPS`.
        endings: writing and renaming a file of each ending ("seg", "pack" …).
        seen_after: seconds until another process listed and read a new file; negative: not at all.
        clock_offset: seconds the server's clock is ahead of this PC's.
        free: bytes that are free.
        rights: by folder ("", "s", "c" …); absent folders are left out.
        owner: of a file just written.
        caching: what Windows keeps offline: "none", "manual", "documents", "programs".
        dfs_targets: servers behind the name; 0 where it is no DFS name.
        held_for: seconds another program (a virus scanner) held new files.
        listed: number of names and seconds of a listing.
        leftovers: probe files that could not be taken away.
    """

    address: str
    reach: Tried
    place: str = "network"
    place_detail: str = ""
    is_site: bool = False
    tried: Mapping[str, Tried] = field(default_factory=dict)
    endings: Mapping[str, Tried] = field(default_factory=dict)
    seen_after: float | None = None
    clock_offset: float | None = None
    free: int | None = None
    rights: Mapping[str, Rights] = field(default_factory=dict)
    owner: Owner | None = None
    caching: str | None = None
    dfs_targets: int | None = None
    held_for: float | None = None
    listed: tuple[int, float] | None = None
    leftovers: tuple[str, ...] = ()


STEPS: Final = (
    "create",  # a new file that must not be there: created, written, closed
    "exclusive",  # the same name a second time is refused
    "flush",  # force it to the server's disk
    "rename",  # give it its final name
    "no_replace",  # a name that is taken is refused, the file there stays as it is
    "read_back",  # files of several sizes come back as they were written
    "remove",  # take own files away
    "folder",  # make a folder
)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report.

    Attributes:
        key: stable English name.
        title: what was looked at.
        verdict: how good it is.
        value: what was measured, a number, a word, or None.
        unit: of the value: "s", "bytes", "characters" or "".
        sentence: what came out.
        remedy: what the IT department should do, "" for nothing.
    """

    key: str
    title: str
    verdict: Verdict
    sentence: str
    value: float | int | str | bool | None = None
    unit: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What came out.

    Attributes:
        address: the folder.
        at: when it was looked at.
        system: operating system of this PC.
        checks: one line for each thing looked at, in a fixed order.
        leftovers: probe files that could not be taken away.
    """

    address: str
    at: datetime
    system: str
    checks: tuple[Check, ...]
    leftovers: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst of all lines; what is unknown does not count."""
        found = {check.verdict for check in self.checks}
        for verdict in (Verdict.FAULT, Verdict.WARNING):
            if verdict in found:
                return verdict
        return Verdict.OK

    @property
    def usable(self) -> bool:
        """Whether the folder can be used."""
        return self.verdict is not Verdict.FAULT

    @property
    def headline(self) -> str:
        """The result in a sentence."""
        faults = sum(check.verdict is Verdict.FAULT for check in self.checks)
        warnings = sum(check.verdict is Verdict.WARNING for check in self.checks)
        if faults:
            return ntr(
                "This folder cannot be used as place of exchange: {n} fault.",
                "This folder cannot be used as place of exchange: {n} faults.",
                faults,
            )
        if warnings:
            return ntr(
                "This folder can be used as place of exchange; {n} point should be looked at.",
                "This folder can be used as place of exchange; {n} points should be looked at.",
                warnings,
            )
        return tr("This folder can be used as place of exchange.")

    def document(self) -> dict[str, Any]:
        """The report for JSON (docs/cli.md)."""
        return {
            "folder": self.address,
            "at": self.at.isoformat(timespec="seconds"),
            "system": self.system,
            "verdict": self.verdict.value,
            "usable": self.usable,
            "headline": self.headline,
            "checks": [{**asdict(check), "verdict": check.verdict.value} for check in self.checks],
            "leftovers": list(self.leftovers),
        }
