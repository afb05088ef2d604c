"""Open, store, reload, save: nothing of a drawing is lost."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.bpmn.writer import write_bpmn
from bpr_studio.app.cli import run
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.records import (
    HeaderRecord,
    from_records,
    header_record_of,
    record_from,
    to_records,
)
from tests.adapters.bpmn.scorer import lost, recall

DATA = Path(__file__).parents[2] / "data" / "bpmn"
CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
OWN = sorted(DATA.glob("*.bpmn"))
SOUND = [path for path in OWN if path.stem not in ("broken", "loose_ends")]
MIWG = sorted((CORPORA / "miwg").glob("*.bpmn"))
HDBPMN = sorted((CORPORA / "hdbpmn").glob("*.bpmn"))

needs_miwg = pytest.mark.skipif(not MIWG, reason="the shared corpora are not on this machine")
needs_hdbpmn = pytest.mark.skipif(not HDBPMN, reason="the shared corpora are not on this machine")


def name_of(path: Path) -> str:
    return path.stem


def stored_and_reloaded(model: ProcessModel) -> ProcessModel:
    """The model as it comes back from rows of text and numbers, in any order."""
    header = HeaderRecord(**json.loads(json.dumps(asdict(header_record_of(model.header)))))
    rows = [json.loads(json.dumps(asdict(record))) for record in to_records(model)]
    return from_records(header, [record_from(row) for row in reversed(rows)])


@pytest.mark.parametrize("path", SOUND, ids=name_of)
def test_own_drawings_come_back_whole(path: Path):
    before = path.read_bytes()
    after = write_bpmn(stored_and_reloaded(read_bpmn(before).model))
    assert lost(before, after) == {}


@needs_miwg
@pytest.mark.parametrize("path", MIWG, ids=name_of)
def test_reference_models_come_back_whole(path: Path):
    before = path.read_bytes()
    after = write_bpmn(stored_and_reloaded(read_bpmn(before).model))
    assert lost(before, after) == {}
    assert set(recall(before, after).values()) == {100.0}


@needs_miwg
def test_reference_models_come_back_whole_through_a_real_database(tmp_path: Path):
    for path in [*MIWG, *SOUND]:
        target = tmp_path / path.name
        assert run(["flow", "convert", str(path), "-o", str(target)]) == 0
        assert set(recall(path.read_bytes(), target.read_bytes()).values()) == {100.0}, path.name


@needs_hdbpmn
def test_hand_drawn_models_come_back_whole_but_for_what_bpmn_forbids():
    for path in HDBPMN:
        before = path.read_bytes()
        reading = read_bpmn(before, path.name)
        missing = lost(before, write_bpmn(stored_and_reloaded(reading.model)))
        turned = {f.place.cell for f in reading.findings if f.rule == "data-connection-not-allowed"}
        if turned:
            assert {fact[1] for fact in missing.pop("ids", [])} <= turned, path.name
            assert len(missing.pop("flows", [])) == len(turned), path.name
            assert len(missing.pop("elements", [])) == len(turned), path.name
            told = {fact[1] for fact in missing.pop("everything", [])}
            assert told <= {"dataInputAssociation", "sourceRef", "targetRef"}, path.name
        assert missing == {}, path.name


@pytest.mark.parametrize("path", OWN, ids=name_of)
def test_the_model_survives_the_store_unchanged(path: Path):
    model = read_bpmn(path).model
    assert stored_and_reloaded(model) == model


@pytest.mark.parametrize("path", OWN, ids=name_of)
def test_what_was_written_reads_back_as_the_same_model(path: Path):
    model = read_bpmn(path).model
    assert read_bpmn(write_bpmn(model)).model == model


@pytest.mark.parametrize("path", OWN, ids=name_of)
def test_equal_models_give_equal_bytes_in_whatever_order_they_were_stored(path: Path):
    model = read_bpmn(path).model
    assert write_bpmn(stored_and_reloaded(model)) == write_bpmn(model)


def test_the_scorer_notices_what_is_missing():
    before = (DATA / "all_families.bpmn").read_bytes()
    after = before.replace(b'name="\xe5\xaf\xa9\xe6\x9f\xbb"', b"").replace(b'x="140"', b'x="143"')
    assert {"elements", "bounds"} <= lost(before, after).keys()
