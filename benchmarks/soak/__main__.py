"""Plays bad days of a whole city and counts violations: `python -m benchmarks.soak [--seeds N]`.

    ./bpr soak                        10,000 bad days, one after the other on each processor
    ./bpr soak --seeds 500 --first 7  others
    ./bpr soak envelope               365 sections, 60 days, one folder: files, bytes, requests
    ./bpr soak kills                  SIGKILL at every store and commit call, recovery without a user
    ./bpr soak smb                    a real SMB server whose connections are cut again and again
    ./bpr soak fuse                   a folder on a file system that fails at write, flush and close

A bad day is told by its seed: `--first S --seeds 1` plays one again. What holds and what happens is
in tests/properties/sync (worlds.py, oracle.py).
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTS: Final = ("days", "envelope", "kills", "smb", "fuse")


def main(arguments: Sequence[str]) -> int:
    """Run what the command line asks for; 1 when an invariant did not hold."""
    parser = argparse.ArgumentParser(prog="./bpr soak", description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="?", default="days", choices=_PARTS, help="what to play")
    parser.add_argument("--seeds", type=int, default=10_000, metavar="N", help="number of days")
    parser.add_argument("--first", type=int, default=0, metavar="S", help="seed of the first one")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="J", help="processes"
    )
    options = parser.parse_args(arguments)
    played: int = importlib.import_module(f"benchmarks.soak.{options.part}").run(options)
    return played


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
