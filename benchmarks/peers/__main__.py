"""`python -m benchmarks.peers install` fetches the peer tools; `… open FILE…` tries bpmn-js."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.peers import tools


def main(arguments: list[str]) -> int:
    """Install, or print what bpmn-js says about files; 1 when it says anything."""
    if not arguments or arguments[0] not in ("install", "open"):
        print(__doc__)
        return 2
    tools.install()
    said = tools.open_all(map(Path, arguments[1:])) if arguments[0] == "open" else {}
    for file, warnings in said.items():
        print(f"{file}: {'; '.join(warnings) or 'no warnings'}")
    return 1 if any(said.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
