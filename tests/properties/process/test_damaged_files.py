"""Damaged drawings: whatever is torn out, doubled or misnamed, reading never fails half-way."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from random import Random
from xml.etree.ElementTree import Element, SubElement, tostring

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.bpmn.writer import write_bpmn
from bpr_studio.adapters.render.svg import flow_svg
from bpr_studio.domain.process.records import from_records, header_record_of, to_records
from bpr_studio.domain.shared.errors import UnreadableInputError

DATA = Path(__file__).parents[2] / "data" / "bpmn"
FILES = {path.stem: path.read_bytes() for path in sorted(DATA.glob("*.bpmn"))}
VALUES = ["", "t", "task_check", "pool_office", "lanes", "shape_start", "なし", "true", "-1", "NaN"]


def damaged(root: Element, random: Random, blows: int) -> Element:
    """The tree after some blows: parts torn out, doubled, moved, attributes lost or wrong."""
    for _ in range(blows):
        parents = [e for e in root.iter() if len(e)] or [root]
        parent = random.choice(parents)
        for child in random.sample(list(parent), min(1, len(parent))):
            strike(root, parent, child, random)
    return root


def strike(root: Element, parent: Element, child: Element, random: Random) -> None:
    everything = list(root.iter())
    match random.choice(["tear", "double", "move", "lose", "wrong", "rename"]):
        case "tear":
            parent.remove(child)
        case "double":
            parent.append(deepcopy(child))
        case "move":
            parent.remove(child)
            random.choice(list(root.iter())).append(child)
        case "lose" if child.attrib:
            del child.attrib[random.choice(sorted(child.attrib))]
        case "wrong" if child.attrib:
            child.set(random.choice(sorted(child.attrib)), random.choice(VALUES))
        case _:
            child.tag = random.choice(everything).tag


@settings(max_examples=80)
@given(st.sampled_from(sorted(FILES)), st.randoms(use_true_random=False), st.integers(1, 25))
def test_a_damaged_drawing_is_read_kept_and_written_whole(name: str, random: Random, blows: int):
    root = damaged(fromstring(FILES[name]), random, blows)
    model = read_bpmn(tostring(root, encoding="utf-8"), "damaged.bpmn").model
    stored = from_records(header_record_of(model.header), to_records(model))
    assert stored == model
    written = write_bpmn(stored)
    again = read_bpmn(written).model
    assert write_bpmn(read_bpmn(write_bpmn(again)).model) == write_bpmn(again)
    assert {e.id for e in model.elements()} <= {e.id for e in again.elements()}
    for diagram in range(len(model.diagrams())):
        assert flow_svg(model, diagram=diagram)


@settings(max_examples=150)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_torn_or_scratched_file_is_read_or_refused_with_a_sentence(
    name: str, data: st.DataObject
):
    whole = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(0, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    torn = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    refusal = refusal_of(torn)
    assert refusal is None or ("torn.bpmn" in refusal.message and refusal.remedy)


def refusal_of(data: bytes) -> UnreadableInputError | None:
    """The refusal of a file; None when it was read and could be written."""
    try:
        write_bpmn(read_bpmn(data, "torn.bpmn").model)
    except UnreadableInputError as error:
        return error
    return None


def test_a_file_torn_at_any_line_is_refused_with_that_line():
    lines = FILES["all_families"].splitlines(keepends=True)
    for count in range(1, len(lines), 17):
        with pytest.raises(UnreadableInputError, match=r"line \d+, "):
            read_bpmn(b"".join(lines[:count]), "torn.bpmn")


def test_an_element_is_added_where_none_was_expected():
    root = fromstring(FILES["all_families"])
    SubElement(root, "stray").text = "?"
    assert b"<stray>?</stray>" in write_bpmn(read_bpmn(tostring(root)).model)
