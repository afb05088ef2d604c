"""Packs: many segments verbatim in one file, so that a new PC reads few files instead of thousands.

    line 1  index, canonical JSON {"v","site","scope","files":[[name, bytes],…]}
    then    the segments' files one behind the other, as they stand loose

A pack bears the start of its SHA-256 in its name and needs no signature: whoever reads it checks each
segment as if it came loose. Two PCs that pack at the same time do no harm; readers pass over what
they have. Nothing is deleted (sync.md §7.8).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from typing import TYPE_CHECKING, Final, NoReturn

from bpr_studio.domain.replication.clock import unix_ms
from bpr_studio.domain.replication.names import numbered, pack_name, segment_name
from bpr_studio.domain.replication.ops import canonical_json
from bpr_studio.domain.replication.segments import (
    Refusal,
    SegmentRefusedError,
    read_header,
)
from bpr_studio.services.sync.ports import Fault, ShareFaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from bpr_studio.domain.replication.names import NumberedName, SegmentName
    from bpr_studio.services.sync.tools import Meeting

VERSION: Final = 1
OLD: Final = timedelta(days=7)
"""Only segments older than that are packed: what is newer may still be on its way to this PC."""
LOOSE: Final = 100
"""A scope with no more loose segments than that is left as it is."""
WORTH: Final = 50
"""A pack of fewer segments is not worth a file."""
MOST_BYTES: Final = 32 << 20
"""Segments of one pack, unless a single one is larger."""
MOST_INDEX: Final = 4 << 20
"""Size of the index line."""


def pack_bytes(site: str, scope: str, files: Iterable[tuple[SegmentName, bytes]]) -> bytes:
    """The file of a pack; the same segments make the same bytes.

    Args:
        site: id of the deployment.
        scope: of all the segments.
        files: segments with their bytes, in any order.
    """
    ordered = sorted(files, key=lambda file: file[0])
    index = {
        "v": VERSION,
        "site": site,
        "scope": scope,
        "files": [[str(name), len(data)] for name, data in ordered],
    }
    return canonical_json(index).encode() + b"\n" + b"".join(data for _, data in ordered)


def open_pack(data: bytes, name: NumberedName, site: str = "") -> tuple[tuple[str, bytes], ...]:
    """The segments of a pack: names as they stand loose, and their bytes.

    Each has the SHA-256 its name says; signatures are not looked at.

    Args:
        data: the file.
        name: its name on the target.
        site: id of the deployment, "" to take any.

    Raises:
        SegmentRefusedError: it is no whole pack of this name, or one for a newer program; nothing
            of it may be used.
    """
    if pack_name(str(name)) != name:
        _refuse(Refusal.NAME, str(name))
    digest = hashlib.sha256(data).hexdigest()
    if digest[: len(name.hash12)] != name.hash12:
        _refuse(Refusal.HASH, digest)
    end = data.find(b"\n", 0, MOST_INDEX)
    if end < 0:
        _refuse(Refusal.HEADER, "no index")
    entries = _entries(data[:end], name, site)
    return tuple(_pieces(data, end + 1, entries))


def _refuse(reason: Refusal, detail: str) -> NoReturn:
    raise SegmentRefusedError(reason, detail)


def _entries(line: bytes, name: NumberedName, site: str) -> list[tuple[SegmentName, int]]:
    """Names and sizes of an index that belongs to the name of the pack."""
    try:
        text = line.decode()
        raw = json.loads(text)
        canonical = canonical_json(raw)
    except (ValueError, RecursionError) as error:
        _refuse(Refusal.HEADER, str(error))
    if not isinstance(raw, dict) or canonical != text:
        _refuse(Refusal.HEADER, "not canonical")
    if isinstance(version := raw.get("v"), int) and version > VERSION:
        _refuse(Refusal.NEWER, f"v {version}")
    if raw.get("scope") != name.of:
        _refuse(Refusal.SCOPE, str(raw.get("scope")))
    if site and raw.get("site") != site:
        _refuse(Refusal.SITE, str(raw.get("site")))
    files = raw.get("files")
    if not isinstance(files, list):
        _refuse(Refusal.HEADER, "files")
    entries = [_entry(file, name) for file in files]
    if len({one for one, _ in entries}) != len(entries):
        _refuse(Refusal.HEADER, "a name twice")
    return entries


def _entry(raw: object, pack: NumberedName) -> tuple[SegmentName, int]:
    match raw:
        case [str(text), int(size)] if size > 0:
            name = segment_name(text)
            if name is not None and name.scope == pack.of and not name.repair:
                return name, size
    _refuse(Refusal.HEADER, f"entry {raw}")


def _pieces(
    data: bytes, start: int, entries: Sequence[tuple[SegmentName, int]]
) -> Iterator[tuple[str, bytes]]:
    if start + sum(size for _, size in entries) != len(data):
        _refuse(Refusal.TRUNCATED, f"{len(data)} bytes")
    for name, size in entries:
        piece = data[start : start + size]
        digest = hashlib.sha256(piece).hexdigest()
        if digest[: len(name.hash12)] != name.hash12:
            _refuse(Refusal.BODY, str(name))
        yield str(name), piece
        start += size


@dataclass(frozen=True, slots=True)
class Packed:
    """What one round of packing did.

    Attributes:
        packs: names of the packs written.
        segments: number of segments in them.
    """

    packs: tuple[str, ...] = ()
    segments: int = 0


class Packing:
    """Writes packs onto one target; a PC of the DX office does it, which keeps all bytes."""

    def __init__(self, meeting: Meeting, site: str) -> None:
        """Work on a target.

        Args:
            meeting: the exchange with it.
            site: id of the deployment.
        """
        self._meeting = meeting
        self._tools = meeting.tools
        self._site = site

    def inside(self, listed: Iterable[str]) -> frozenset[SegmentName]:
        """The segments that lie in packs; packs that do not pass count as not there.

        Args:
            listed: names of files on the target.

        Raises:
            ShareFaultError: a pack cannot be read just now.
        """
        found: set[SegmentName] = set()
        for text in listed:
            name = pack_name(text)
            if name is None:
                continue
            try:
                pieces = open_pack(self._meeting.get(text), name, self._site)
            except SegmentRefusedError:
                continue
            except ShareFaultError as fault:
                if fault.fault is not Fault.MISSING:
                    raise
                continue
            found.update(inner for text, _ in pieces if (inner := segment_name(text)))
        return frozenset(found)

    def pack(
        self,
        scopes: Iterable[str],
        listed: Collection[str],
        packed: Collection[SegmentName],
        told: Callable[[int, int], None],
    ) -> Packed:
        """Pack what is old, in scopes with many loose segments.

        Args:
            scopes: whose segments.
            listed: names of files on the target.
            packed: segments that lie in packs there (`inside`).
            told: (done, of how many); may raise to stop.

        Raises:
            ShareFaultError: the target does not take a pack; what was written stays.
        """
        loose = {name.original for text in listed if (name := segment_name(text))} - set(packed)
        packs: list[str] = []
        count = 0
        wanted = list(scopes)
        for number, scope in enumerate(wanted):
            told(number, len(wanted))
            mine = {name for name in loose if name.scope == scope}
            if len(mine) <= LOOSE:
                continue
            for files in _portions(self._old(scope, mine)):
                packs.append(self._write(scope, files, [*listed, *packs]))
                count += len(files)
        return Packed(tuple(packs), count)

    def _old(self, scope: str, loose: Collection[SegmentName]) -> list[tuple[SegmentName, bytes]]:
        """Segments that lie loose on the target and here, and are old enough."""
        limit = (self._tools.clock.now() - OLD).timestamp() * 1000
        found = []
        for one in self._tools.log.kept(scope):
            if one.name not in loose:
                continue
            data = self._tools.log.bytes_of(one.name)
            if _newest_ms(data, one.name) < limit:
                found.append((one.name, data))
        return found

    def _write(
        self, scope: str, files: Sequence[tuple[SegmentName, bytes]], listed: Iterable[str]
    ) -> str:
        data = pack_bytes(self._site, scope, files)
        numbers = [name.n for text in listed if (name := pack_name(text)) and name.of == scope]
        digest = hashlib.sha256(data).hexdigest()
        pack = str(numbered("k", scope, 1 + max(numbers, default=0), digest))
        self._meeting.put(pack, data)
        return pack


def _newest_ms(data: bytes, name: SegmentName) -> float:
    """Unix milliseconds of the newest op; never old enough where the bytes kept here are damaged."""
    try:
        return unix_ms(read_header(data, name).hlc[1])
    except SegmentRefusedError:
        return inf


def _portions(
    files: Iterable[tuple[SegmentName, bytes]],
) -> Iterator[list[tuple[SegmentName, bytes]]]:
    """What goes into one pack each; less than is worth a pack waits for the next time."""
    part: list[tuple[SegmentName, bytes]] = []
    size = 0
    for name, data in sorted(files, key=lambda file: file[0]):
        if part and size + len(data) > MOST_BYTES:
            yield part
            part, size = [], 0
        part.append((name, data))
        size += len(data)
    if len(part) >= WORTH:
        yield part
