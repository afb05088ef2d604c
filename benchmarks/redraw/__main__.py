"""Draw the flows anew and count: `python -m benchmarks.redraw [--json FILE]`.

Ends with 1 when a drawing is not the wanted flow.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_CORPORA: Final = _ROOT.parent / "shared" / "corpora"
WANTED: Final = {
    "A.1.0": _CORPORA / "miwg" / "A.1.0.bpmn",
    "jumin-kofu": _ROOT / "process_models" / "standard_flows" / "jumin-kofu.bpmn",
    "ex05_writer0019": _CORPORA / "hdbpmn" / "ex05_writer0019.bpmn",
}
"""Name of the flow → the file that shows it; a missing file leaves the flow out."""


def main() -> int:
    """Draw all, print a table, write the counts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redraw", description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the counts to this file")
    parser.add_argument("--pictures", type=Path, help="save what was drawn in this folder")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from bpr_studio.ui.qt.theme import current_theme

    app = QApplication.instance() or QApplication([])
    current_theme().install(app)  # type: ignore[arg-type]  # it is a QApplication here
    counts: list[dict[str, object]] = []
    wrong = 0
    for name, path in WANTED.items():
        if path.exists():
            count, differing = _draw(name, path, asked.pictures)
            counts.append(count)
            wrong += bool(differing)
            _tell(count, differing)
    if asked.json:
        asked.json.write_text(json.dumps(counts, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 1 if wrong else 0


def _draw(name: str, path: Path, pictures: Path | None) -> tuple[dict[str, object], list[str]]:
    from benchmarks.redraw.comparing import differences
    from benchmarks.redraw.hands import Hands
    from benchmarks.redraw.plans import PLANS
    from bpr_studio.adapters.bpmn.reader import read_bpmn
    from bpr_studio.domain.modeling.soundness import faults

    hands = Hands(name)
    PLANS[name](hands)
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        hands.board.view.fit()
        hands.board.grab().save(str(pictures / f"{name}.png"))
    hands.board.close()
    differing = differences(read_bpmn(path).model, hands.model)
    return hands.effort.to_json(), [*differing, *faults(hands.model)]


def _tell(count: dict[str, object], differing: list[str]) -> None:
    parts = [f"{key} {count[key]}" for key in ("keys", "clicks", "drags", "label_chars")]
    sums = f"{count['without_names']} without names, {count['with_names']} with"
    sys.stdout.write(f"{count['model']:<18} {', '.join(parts)}: {sums}\n")
    for line in differing:
        sys.stdout.write(f"  {line}\n")


if __name__ == "__main__":
    raise SystemExit(main())
