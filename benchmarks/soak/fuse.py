"""A city on a folder whose file system fails at write, flush and close, under the real store."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.share.directory import DirectoryStore
from tests.builders_sync import City
from tests.fakes import failing_files
from tests.fakes.failing_files import failing_folder
from tests.fakes.placed_city import PlacedShare

if TYPE_CHECKING:
    import argparse

    from tests.fakes.failing_files import FailingFolder

_SHARE: Final = 0.15  # of all writes, flushes and closes
_ROUNDS: Final = 400
_CALM: Final = 3


def play(folder: FailingFolder, rounds: int, share: float) -> tuple[list[str], int]:
    """A city of three PCs; what does not hold in the end, and the number of segments.

    Args:
        folder: empty, and faultless so far.
        rounds: how often everybody writes and exchanges.
        share: of the calls that fail meanwhile.
    """
    city = City(share=PlacedShare(lambda _pc: DirectoryStore(folder.root)))
    city.found()
    city.join("0101")
    city.join("0101")
    folder.plan(share)
    for number in range(rounds):
        for pc in city.pcs[1:]:
            pc.write(f"{pc.name}-{number}", name="証明書の交付", note="あ" * (number * 37 % 3000))
        city.cycle_all()
    folder.plan(0)
    for _ in range(_CALM):
        city.cycle_all(60)
    found = []
    one, two = city.pcs[1:]
    if one.digest() != two.digest():
        found.append("the PCs of the section differ")
    for pc in (one, two):
        wanted = [f"{other.name}-{number}" for other in (one, two) for number in range(rounds)]
        lost = [row for row in wanted if not pc.local.state("work_item", row).heads]  # type: ignore[union-attr]  # logs in memory
        found += [f"{pc.name} lacks {row}" for row in lost]
    segments = list((folder.behind / "s").rglob("*.seg"))
    kept = {
        str(k.name): pc.log.bytes_of(k.name) for pc in (one, two) for k in pc.log.kept("sec-0101")
    }
    for path in segments:
        name = str(path.relative_to(folder.behind))
        if name in kept and path.read_bytes() != kept[name]:
            found.append(f"{name} has other bytes")
    return found, len(segments)


def run(options: argparse.Namespace) -> int:
    """Play one long day and print what came of it; 1 when something is wrong."""
    del options
    if failing_files.why_not():
        print(failing_files.why_not())
        return 1
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="bpr-fuse-") as place,
        failing_folder(Path(place) / "fuse", seed=1) as folder,
    ):
        found, segments = play(folder, _ROUNDS, _SHARE)
        struck = folder.struck()
    print(
        f"{segments:,} segments, {sum(struck.values()):,} faults struck,"
        f" {time.perf_counter() - began:,.0f} s, {len(found)} violations"
    )
    print("faults: " + ", ".join(f"{name} {count:,}" for name, count in sorted(struck.items())))
    for line in found[:20]:
        print("  " + line)
    return int(bool(found))
