"""The segments this PC has, by name and by SHA-256: the memory of one exchange process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.services.sync.ports import KeptSegment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.segments import Segment
    from bpr_studio.services.sync.ports import SyncLog


class Shelf:
    """What the log keeps, read once for each scope.

    Only this process takes segments in; what another one (a bundle by the command line) took in
    meanwhile is fetched once more and passed over by the log.
    """

    def __init__(self, log: SyncLog) -> None:
        self._log = log
        self._scopes: dict[str, dict[SegmentName, KeptSegment]] = {}
        self._by_hash: dict[str, KeptSegment] = {}

    def of(self, scope: str) -> Mapping[SegmentName, KeptSegment]:
        """All segments of a scope that are in the log."""
        if scope not in self._scopes:
            found = {kept.name: kept for kept in self._log.kept(scope)}
            self._scopes[scope] = found
            self._by_hash.update({kept.hash: kept for kept in found.values()})
        return self._scopes[scope]

    def add(self, segments: Iterable[Segment]) -> None:
        """These are in the log now."""
        for segment in segments:
            header = segment.header
            kept = KeptSegment(
                segment.name, segment.digest, own=False, prev=header.prev, last_n=header.last_n
            )
            if header.scope in self._scopes:
                self._scopes[header.scope][kept.name] = kept
                self._by_hash[kept.hash] = kept

    def forget(self, scope: str) -> None:
        """Own segments were sealed: read the scope anew when it is asked for."""
        self._scopes.pop(scope, None)

    def has(self, digest: str) -> bool:
        """Whether a segment of this SHA-256 is in the log; its scope was read before."""
        return digest in self._by_hash

    def forerunner(self, digest: str) -> str | None:
        """The SHA-256 of the segment before, None where the segment is not here."""
        kept = self._by_hash.get(digest)
        return kept.prev if kept else None

    def around(self, found: Iterable[Segment]) -> Iterator[KeptSegment]:
        """Those in the log that are found again or that the found ones follow."""
        for segment in found:
            for digest in (segment.digest, segment.header.prev):
                if digest in self._by_hash:
                    yield self._by_hash[digest]
