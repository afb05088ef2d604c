"""bpmn-js opens what the program writes, and says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.peers import tools
from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.bpmn.writer import write_bpmn
from tests import monkey
from tests.adapters.bpmn import schema

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data" / "bpmn"
CORPORA = ROOT.parent / "shared" / "corpora"

KNOWN = {
    # Legal BPMN bpmn-js cannot take: marked-up text, and a sub-process that is drawn open in
    # one diagram and by itself in another. Both are the author's and are given back.
    "all_families.bpmn": ("unparsable content <", "already exists"),
    # References to what stands in other files and in XML Schema.
    "vendor_exchange.bpmn": ("unresolved reference <vendor:", "unresolved reference <xsd:"),
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(tools.missing()), reason=tools.missing() or "all is here"),
]


def said_of_exports(sources: list[Path], folder: Path) -> dict[str, list[str]]:
    exports = []
    for number, source in enumerate(sources):
        export = folder / str(number) / source.name
        export.parent.mkdir()
        export.write_bytes(write_bpmn(read_bpmn(source).model))
        exports.append(export)
    said = tools.open_all(exports)
    assert list(said) == exports
    return {file.name: warnings for file, warnings in said.items() if warnings}


def test_own_drawings_open_without_a_warning_even_broken_ones(tmp_path: Path):
    said = said_of_exports(sorted(DATA.glob("*.bpmn")), tmp_path)
    for file, starts in KNOWN.items():
        said[file] = [w for w in said.get(file, []) if not any(start in w for start in starts)]
    assert not any(said.values()), said


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not on this machine")
def test_every_drawing_of_the_corpora_opens_without_a_warning(tmp_path: Path):
    sources = sorted(CORPORA.rglob("*.bpmn"))
    assert len(sources) >= 193
    assert said_of_exports(sources, tmp_path) == {}


def test_every_drawing_of_the_library_opens_without_a_warning():
    library = sorted((ROOT / "process_models").rglob("*.bpmn"))
    if not library:
        pytest.skip("the library has no drawings yet")
    assert not any(tools.open_all(library).values())


def test_what_random_hands_draw_is_valid_and_opens_without_a_warning(tmp_path: Path):
    files = []
    for seed in range(30):
        file = tmp_path / f"{seed}.bpmn"
        file.write_bytes(write_bpmn(monkey.run(monkey.random_deeds(seed, 25), seed).model))
        files.append(file)
    assert not any(tools.open_all(files).values())
    assert not any(map(schema.complaints, files))


def test_the_browser_does_tell_of_a_broken_file(tmp_path: Path):
    file = tmp_path / "broken.bpmn"
    file.write_bytes((DATA / "loose_ends.bpmn").read_bytes())
    assert "unresolved reference <task_gone>" in tools.open_all([file])[file]
