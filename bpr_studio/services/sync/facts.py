"""What a PC remembers of its exchange: names of the facts, and their typed reading and writing.

Facts are texts in the local database (`SyncLog.facts`, `SyncLog.note`) and never leave the PC.
Reading never fails: what an older or newer program wrote in another form counts as not known.
Writers are functions that give what `note` takes; "" forgets a fact.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bpr_studio.services.sync.troubles import Trouble, TroubleKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SITE: Final = "site"
"""Id of the deployment this workspace takes part in."""
ROOT_KEY: Final = "root_key"
"""The pinned public root key, hexadecimal."""
HOME: Final = "home"
"""Scope of the section this PC belongs to."""
SCOPES: Final = "scopes"
"""Scopes this PC pulls, as the roster said last."""
PAUSED: Final = "paused"
"""Set while the user has stopped the exchange."""
ACTORS: Final = "actors"
"""Earlier actors of this database."""
COPIED: Final = "copied"
"""The actor this database goes on under since a copy of it, or a backup, was met."""
PACKS: Final = "packs"
"""Packs that were read; their names tell their content."""
ROSTER_SEEN: Final = "roster_seen"
"""Number of the roster's block by which held ops were judged last."""

_TARGET: Final = "target/"
_CONTACT: Final = "contact/"
_FAULT: Final = "fault/"
_SKEW: Final = "skew/"
_PUSHED: Final = "pushed/"
_PULLED: Final = "pulled/"
_PLACED: Final = "placed/"
_LOOKED: Final = "looked/"
_HEALED: Final = "healed/"
_PACKED: Final = "packed/"
_REST: Final = "rest/"
_TROUBLES: Final = "troubles/"
_GAPS: Final = "gaps/"
_OF_TARGET: Final = (
    *(
        _TARGET,
        _CONTACT,
        _FAULT,
        _SKEW,
        _PUSHED,
        _PULLED,
        _PLACED,
        _LOOKED,
        _HEALED,
        _PACKED,
        _REST,
    ),
    *(_TROUBLES, _GAPS),
)
_YES: Final = "yes"


@dataclass(frozen=True, slots=True)
class FaultFact:
    """Why a target does not do what it is asked.

    Attributes:
        fault: value of `ports.Fault` or of `TroubleKind`.
        name: file or folder it is about.
        since: when it began.
    """

    fault: str
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """A target that failed is left alone for a while.

    Attributes:
        until: when it is tried again.
        length: how long the rest is.
    """

    until: datetime
    length: timedelta


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of this PC, as they were read.

    Attributes:
        values: texts by name, from `SyncLog.facts`.
    """

    values: Mapping[str, str]

    @property
    def targets(self) -> dict[str, str]:
        """Labels of the places of exchange by address."""
        return {
            name.removeprefix(_TARGET): label
            for name, label in self.values.items()
            if name.startswith(_TARGET)
        }

    @property
    def site(self) -> str:
        """Id of the deployment, "" where this workspace is not shared."""
        return self.values.get(SITE, "")

    @property
    def root_key(self) -> bytes:
        """The pinned public root key, b"" where there is none."""
        try:
            return bytes.fromhex(self.values.get(ROOT_KEY, ""))
        except ValueError:
            return b""

    @property
    def home(self) -> str:
        """Scope of the section this PC belongs to, "" where nobody said."""
        return self.values.get(HOME, "")

    @property
    def scopes(self) -> tuple[str, ...]:
        """Scopes this PC pulls, as the roster said last."""
        return tuple(str(scope) for scope in self._list(SCOPES))

    @property
    def actors(self) -> frozenset[str]:
        """Earlier actors of this database, which had to be given up since it was copied."""
        return frozenset(str(actor) for actor in self._list(ACTORS))

    @property
    def copied(self) -> str:
        """The actor this database took since a copy of it was met, "" where none was."""
        return self.values.get(COPIED, "")

    @property
    def packs(self) -> frozenset[str]:
        """Packs that were read."""
        return frozenset(str(name) for name in self._list(PACKS))

    @property
    def paused(self) -> bool:
        """Whether the user has stopped the exchange."""
        return bool(self.values.get(PAUSED))

    @property
    def roster_seen(self) -> int:
        """Number of the roster's block by which held ops were judged last, 0 for none."""
        text = self.values.get(ROSTER_SEEN, "")
        return int(text) if text.isdecimal() else 0

    def contact(self, target: str) -> datetime | None:
        """When a target last did all it was asked."""
        return self._moment(_CONTACT + target)

    def fault(self, target: str) -> FaultFact | None:
        """Why a target does not work just now, None when it does."""
        match self._list(_FAULT + target):
            case [str(fault), str(name), str(since)]:
                at = _moment(since)
                return FaultFact(fault, name, at) if at else None
            case _:
                return None

    def skew(self, target: str) -> timedelta:
        """Clock of the target minus clock of this PC, zero where nobody knows."""
        text = self.values.get(_SKEW + target, "").strip()
        return timedelta(seconds=int(text)) if text.lstrip("-").isdecimal() else timedelta()

    def pushed(self, target: str) -> datetime | None:
        """When work of this PC was last placed on a target without a fault."""
        return self._moment(_PUSHED + target)

    def pulled(self, target: str) -> datetime | None:
        """When a target was last read without a fault."""
        return self._moment(_PULLED + target)

    def placed(self, target: str) -> datetime | None:
        """When a file was last placed on a target; it is looked at again some time later."""
        return self._moment(_PLACED + target)

    def looked(self, target: str) -> datetime | None:
        """When the folders that change seldom (packs, receipts) were last listed."""
        return self._moment(_LOOKED + target)

    def healed(self, target: str) -> datetime | None:
        """When the own files on a target were last compared with those kept here."""
        return self._moment(_HEALED + target)

    def packed(self, target: str) -> datetime | None:
        """When old files on a target were last packed (DX office)."""
        return self._moment(_PACKED + target)

    def rest(self, target: str) -> Rest | None:
        """Until when a target that failed is left alone, None when it may be tried now."""
        match self._list(_REST + target):
            case [str(until), int(seconds)]:
                at = _moment(until)
                return Rest(at, timedelta(seconds=seconds)) if at else None
            case _:
                return None

    def troubles(self, target: str) -> tuple[Trouble, ...]:
        """What the last cycle with a target had to tell."""
        found = []
        for entry in self._list(_TROUBLES + target):
            match entry:
                case [str(kind), str(since), str(detail)]:
                    found.append(Trouble(TroubleKind.of(kind), _moment(since), target, detail))
                case _:
                    continue
        return tuple(found)

    def gaps(self, target: str) -> dict[str, datetime]:
        """Since when segments that follow a missing one wait, by "scope/actor"."""
        found = {}
        for entry in self._list(_GAPS + target):
            match entry:
                case [str(stream), str(since)] if at := _moment(since):
                    found[stream] = at
                case _:
                    continue
        return found

    def _moment(self, name: str) -> datetime | None:
        return _moment(self.values.get(name, ""))

    def _list(self, name: str) -> list[object]:
        try:
            found = json.loads(self.values.get(name) or "[]")
        except ValueError:
            return []
        return found if isinstance(found, list) else []


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def with_target(address: str, label: str) -> dict[str, str]:
    """Take a place of exchange into use."""
    return {_TARGET + address: label or address}


def without_target(address: str) -> dict[str, str]:
    """Use a place of exchange no more, and forget all about it."""
    return {prefix + address: "" for prefix in _OF_TARGET}


def with_site(site: str, root_key: bytes) -> dict[str, str]:
    """Take part in a deployment whose root key the user has compared."""
    return {SITE: site, ROOT_KEY: root_key.hex()}


def with_home(scope: str) -> dict[str, str]:
    """This PC belongs to the section of this scope."""
    return {HOME: scope}


def with_scopes(scopes: Iterable[str]) -> dict[str, str]:
    """These scopes are pulled."""
    return {SCOPES: _json(sorted(scopes))}


def with_actors(actors: Iterable[str]) -> dict[str, str]:
    """These are earlier actors of this database."""
    return {ACTORS: _json(sorted(actors))}


def with_renewal(earlier: Iterable[str], actor: str) -> dict[str, str]:
    """A copy of this database was met, so it goes on under another actor."""
    return with_actors(earlier) | {COPIED: actor}


def with_packs(packs: Iterable[str]) -> dict[str, str]:
    """These packs were read."""
    return {PACKS: _json(sorted(packs))}


def with_pause(*, paused: bool) -> dict[str, str]:
    """The user stops the exchange, or lets it go on."""
    return {PAUSED: _YES if paused else ""}


def with_roster_seen(n: int) -> dict[str, str]:
    """Held ops were judged by this block of the roster."""
    return {ROSTER_SEEN: str(n)}


def with_contact(target: str, now: datetime) -> dict[str, str]:
    """The target did all it was asked: no fault, no rest."""
    return {_CONTACT + target: now.isoformat(), _FAULT + target: "", _REST + target: ""}


def with_fault(target: str, fault: FaultFact) -> dict[str, str]:
    """The target does not do what it is asked."""
    return {_FAULT + target: _json([fault.fault, fault.name, fault.since.isoformat()])}


def with_skew(target: str, skew: timedelta) -> dict[str, str]:
    """So far the clocks lie apart."""
    return {_SKEW + target: str(round(skew.total_seconds()))}


def with_pushed(target: str, now: datetime) -> dict[str, str]:
    """All work of this PC stands on the target."""
    return {_PUSHED + target: now.isoformat()}


def with_pulled(target: str, now: datetime) -> dict[str, str]:
    """All scopes were read."""
    return {_PULLED + target: now.isoformat()}


def with_placed(target: str, now: datetime) -> dict[str, str]:
    """A file was placed."""
    return {_PLACED + target: now.isoformat()}


def with_looked(target: str, now: datetime) -> dict[str, str]:
    """The folders that change seldom were listed."""
    return {_LOOKED + target: now.isoformat()}


def with_healed(target: str, now: datetime) -> dict[str, str]:
    """The own files were compared."""
    return {_HEALED + target: now.isoformat()}


def with_packed(target: str, now: datetime) -> dict[str, str]:
    """Old files were packed where there are many."""
    return {_PACKED + target: now.isoformat()}


def with_rest(target: str, rest: Rest) -> dict[str, str]:
    """Leave the target alone for a while."""
    seconds = round(rest.length.total_seconds())
    return {_REST + target: _json([rest.until.isoformat(), seconds])}


def with_troubles(target: str, troubles: Iterable[Trouble]) -> dict[str, str]:
    """What the cycle had to tell."""
    lines = [[t.kind, t.since.isoformat() if t.since else "", t.detail] for t in troubles]
    return {_TROUBLES + target: _json(lines) if lines else ""}


def with_gaps(target: str, gaps: Mapping[str, datetime]) -> dict[str, str]:
    """Since when segments that follow a missing one wait."""
    lines = [[stream, since.isoformat()] for stream, since in sorted(gaps.items())]
    return {_GAPS + target: _json(lines) if lines else ""}
