"""What was valid BPMN 2.0 by the OMG's schema is valid when it leaves the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.bpmn.writer import write_bpmn
from tests.adapters.bpmn import schema
from tests.adapters.bpmn.test_round_trip import stored_and_reloaded

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data" / "bpmn"
CORPORA = ROOT.parent / "shared" / "corpora"
OTHERS = [*CORPORA.rglob("*.bpmn"), *(ROOT / "process_models").rglob("*.bpmn")]

pytestmark = pytest.mark.skipif(bool(schema.missing), reason=schema.missing or "it is here")


def exported(path: Path) -> bytes:
    return write_bpmn(stored_and_reloaded(read_bpmn(path).model))


@pytest.mark.parametrize("name", ["all_families", "vendor_exchange"])
def test_own_drawings_stay_valid(name):
    path = DATA / f"{name}.bpmn"
    assert schema.complaints(path) == []
    assert schema.complaints(exported(path)) == []


def test_a_draft_becomes_no_less_valid_than_it_was():
    path = DATA / "other_diagrams.bpmn"
    assert schema.complaints(path)
    assert schema.complaints(exported(path)) == []


@pytest.mark.skipif(not OTHERS, reason="neither corpora nor library are on this machine")
def test_every_drawing_of_corpora_and_library_is_valid_when_written():
    broken = {path.name: schema.complaints(exported(path)) for path in OTHERS}
    assert {name: said for name, said in broken.items() if said} == {}


def test_the_schema_does_complain():
    assert schema.complaints(DATA / "broken.bpmn")
