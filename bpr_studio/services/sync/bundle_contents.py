"""The list of contents of a handover file, for people who have to answer for what they carry."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.clock import unix_ms
from bpr_studio.domain.replication.names import (
    block_name,
    receipt_name,
    requesting_actor,
    segment_name,
)
from bpr_studio.domain.replication.segments import read_header
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bpr_studio.domain.replication.roster import Roster
    from bpr_studio.services.sync.bundles import Manifest

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StreamSummary:
    """What one writer's work in one scope comes to.

    Attributes:
        scope: whose data.
        actor: who wrote it.
        segments: number of files.
        ops: number of changes.
        first: when the earliest was made, Unix milliseconds.
        last: when the latest was made.
    """

    scope: str
    actor: str
    segments: int
    ops: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class BundleSummary:
    """What a handover file holds.

    Attributes:
        streams: by scope and writer.
        blocks: number of blocks of the list of participants and the rules.
        requests: number of requests to take part.
        receipts: number of confirmations.
    """

    streams: tuple[StreamSummary, ...]
    blocks: int
    requests: int
    receipts: int

    @property
    def segments(self) -> int:
        """Number of files with changes."""
        return sum(stream.segments for stream in self.streams)

    @property
    def ops(self) -> int:
        """Number of changes."""
        return sum(stream.ops for stream in self.streams)


def summed_up(files: Mapping[str, bytes]) -> BundleSummary:
    """What files come to, from their names and headers.

    Raises:
        SegmentRefusedError: a segment is damaged.
    """
    streams: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for text, data in files.items():
        name = segment_name(text)
        if name is not None:
            header = read_header(data, name)
            times = (unix_ms(header.hlc[0]), unix_ms(header.hlc[1]))
            streams[name.scope, name.actor].append((header.count, *times))
    return BundleSummary(
        tuple(
            StreamSummary(
                scope,
                actor,
                len(found),
                sum(count for count, _, _ in found),
                min(first for _, first, _ in found),
                max(last for _, _, last in found),
            )
            for (scope, actor), found in sorted(streams.items())
        ),
        blocks=sum(block_name(text) is not None for text in files),
        requests=sum(requesting_actor(text) is not None for text in files),
        receipts=sum(receipt_name(text) is not None for text in files),
    )


def contents_text(
    manifest: Manifest, summary: BundleSummary, roster: Roster, title: Callable[[str], str]
) -> str:
    """The text of `contents.txt`.

    Args:
        manifest: what the file says of itself.
        summary: what it holds.
        roster: names of the writers.
        title: name of a scope for people.
    """
    return "\n".join(_lines(manifest, summary, roster, title)) + "\n"


def _lines(
    manifest: Manifest, summary: BundleSummary, roster: Roster, title: Callable[[str], str]
) -> Iterator[str]:
    yield tr("BPR Studio: handover file")
    yield ""
    if roster.city:
        yield tr("City: {city}", city=roster.city)
    yield tr("Written: {moment}", moment=_moment(manifest.made_at))
    yield tr("Written by: {name}", name=_writer(roster, manifest.actor))
    if manifest.target:
        yield tr("For: {target}", target=manifest.target)
    yield ""
    yield tr("Contents: {count} changes of the survey and of flows", count=f"{summary.ops:,}")
    scope = ""
    for stream in summary.streams:
        if stream.scope != scope:
            scope = stream.scope
            yield f"- {title(scope)}"
        yield "    " + tr(
            "{name}: {count} changes, {first} to {last}",
            name=_writer(roster, stream.actor),
            count=f"{stream.ops:,}",
            first=_day(stream.first),
            last=_day(stream.last),
        )
    yield tr("- List of participants and rules: {count}", count=summary.blocks)
    yield tr("- Confirmations of the DX office: {count}", count=summary.receipts)
    yield tr("- Requests to take part: {count}", count=summary.requests)
    yield ""
    yield tr('Take it in with "Sync", "Carry by file" in BPR Studio on the other PC.')
    yield tr("Taking it in twice does no harm. A file that was changed on the way is refused.")
    yield tr(
        "The files inside are signed but not encrypted: treat this file like the survey itself."
    )


def _writer(roster: Roster, actor: str) -> str:
    member = roster.member(actor)
    return f"{member.name}（{member.pc}）" if member else actor


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _day(ms: int) -> str:
    return f"{(_EPOCH + timedelta(milliseconds=ms)).astimezone():%Y-%m-%d}"
