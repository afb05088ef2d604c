"""`python -m benchmarks.peers install` fetches the peer tools.

`… open FILE…` says what bpmn-js says about files, `… redraw [OUT.json]` draws the flows of
`benchmarks.redraw` in bpmn-js and counts, in the same form.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.peers import tools


def main(arguments: list[str]) -> int:
    """Do what the first word says; 1 when bpmn-js complains, or draws something else."""
    match arguments:
        case ["install"]:
            tools.install()
            return 0
        case ["open", *files]:
            return _open(list(map(Path, files)))
        case ["redraw", *out]:
            return _redraw([Path(file) for file in out])
        case _:
            print(__doc__)
            return 2


def _open(files: list[Path]) -> int:
    tools.install()
    said = tools.open_all(files)
    for file, warnings in said.items():
        print(f"{file}: {'; '.join(warnings) or 'no warnings'}")
    return 1 if any(said.values()) else 0


def _redraw(out: list[Path]) -> int:
    from benchmarks.peers.redrawing import redraw_in_bpmn_js
    from benchmarks.redraw.__main__ import WANTED
    from bpr_studio.adapters.bpmn.reader import read_bpmn

    flows = {name: read_bpmn(path).model for name, path in WANTED.items() if path.exists()}
    results = redraw_in_bpmn_js(flows)
    for effort, wrong in results:
        print(f"{effort.model:<18} {effort.to_json()}")
        print("\n".join(wrong), end="")
    for file in out:
        counts = [effort.to_json() for effort, _ in results]
        file.write_text(json.dumps(counts, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 1 if any(wrong for _, wrong in results) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
