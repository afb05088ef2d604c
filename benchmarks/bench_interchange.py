"""How fast drawings come in and go out, and whether bpmn-js opens them without a warning."""

from __future__ import annotations

import os
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.bench_canvas import long_flow
from benchmarks.figures import Figure, seconds
from benchmarks.peers import tools

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.app.workspace import Workspace

NODES: Final = 1_000
_ROOT: Final = Path(__file__).resolve().parents[1]
_CORPORA: Final = _ROOT.parent / "shared" / "corpora"
_PLACES: Final = (_CORPORA, _ROOT / "process_models")


def main() -> list[Figure]:
    """All figures; those of the corpora and of bpmn-js only where these are."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="bench-interchange-") as name:
        folder = Path(name)
        return [*_corpus(folder), *_large(folder), *_foreign(folder)]


def new_workspace(folder: Path) -> Workspace:
    """An empty workspace of a fictitious city."""
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.shared.ports import Person
    from bpr_studio.services.workspaces import NewWorkspace

    new = NewWorkspace(
        city_code="",
        city_name="架空市",
        fictitious=True,
        fiscal_year=2026,
        core_definition="",
        minutes_per_full_timer=112_065,
    )
    return Workspace.create(folder, Person("bench", "dx_office"), new)


def _corpus(folder: Path) -> Iterator[Figure]:
    """The drawings by non-experts, through model and database."""
    drawings = _CORPORA / "hdbpmn"
    if not drawings.is_dir():
        return
    from bpr_studio.domain.shared.progress import NoProgress

    workspace = new_workspace(folder / "corpus")
    count = len(list(drawings.glob("*.bpmn")))
    taken = seconds(lambda: workspace.flows.import_files([drawings], NoProgress()))
    yield Figure(f"{count} drawings imported through model and database", taken, "s", 6)
    flows = workspace.queries.flows()

    def export_all() -> None:
        for flow in flows:
            workspace.flows.export(flow.id, folder / "out.bpmn")

    yield Figure(f"{len(flows)} stored flows written as BPMN", seconds(export_all), "s", 6)
    workspace.close()


def _large(folder: Path) -> Iterator[Figure]:
    """One large flow, stored and written as everything it can be written as."""
    from bpr_studio.services.flow_export import WRITE_ENDINGS
    from bpr_studio.services.flows import FlowOwner

    workspace = new_workspace(folder / "large")
    model = long_flow(NODES)
    what = f"flow of {NODES:,} nodes ({len(model):,} elements)"
    flow_id = workspace.flows.add("bench", model, FlowOwner())
    limits = {".bpmn": 1.0, ".pdf": 3.0}
    for ending in WRITE_ENDINGS:
        path = folder / f"large{ending}"
        workspace.flows.export(flow_id, path)  # libraries and fonts are loaded now
        taken = seconds(partial(workspace.flows.export, flow_id, path), rounds=3)
        yield Figure(f"{what}: stored flow written as {ending}", taken, "s", limits.get(ending))
    drawing = folder / "large.bpmn"
    taken = seconds(lambda: workspace.flows.read(drawing), rounds=2)
    yield Figure(f"{what}: BPMN file read", taken, "s", 1.0)
    workspace.close()


def _foreign(folder: Path) -> Iterator[Figure]:
    """Every drawing of corpora and library, written by us and opened in bpmn-js."""
    tools.install()
    reason = tools.missing()
    if reason:
        print(f"  not measured: {reason}")
        return
    from bpr_studio.adapters.bpmn.reader import read_bpmn
    from bpr_studio.adapters.bpmn.writer import write_bpmn

    exports = []
    sources = sorted(path for place in _PLACES for path in place.rglob("*.bpmn"))
    for number, source in enumerate(sources):
        export = folder / f"{number}-{source.name}"
        export.write_bytes(write_bpmn(read_bpmn(source).model))
        exports.append(export)
    said = tools.open_all(exports)
    for file, warnings in said.items():
        for warning in warnings:
            print(f"  {file.name}: {warning}")
    count = sum(map(len, said.values()))
    yield Figure(f"warnings of bpmn-js on {len(exports)} exports", count, "warnings", 0)
