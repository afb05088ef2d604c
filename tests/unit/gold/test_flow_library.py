"""The library of standard flows and fragments keeps its own rules (process_models/README.md)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.bpmn.writer import write_bpmn
from bpr_studio.adapters.catalogs.flow_library import load_flow_library
from bpr_studio.adapters.catalogs.lists import load_classification
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.process.element import ACTIVITIES, FLOW_NODES, Kind
from bpr_studio.domain.process.fragments import content_of, way_out
from bpr_studio.domain.process.step import STEP_TYPES

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

KEYS = [entry.key for entry in load_flow_library()]
FRAGMENTS = [entry.key for entry in load_flow_library() if entry.kind == "fragment"]
FOLDER = Path(__file__).resolve().parents[3] / "process_models"


@cache
def model_of(key: str) -> ProcessModel:
    entry = next(entry for entry in load_flow_library() if entry.key == key)
    read = read_bpmn(entry.path.read_bytes(), entry.path.name)
    assert read.findings == ()
    return read.model


def own_steps(model: ProcessModel) -> list[Element]:
    """The steps of the city; others' pools carry no step type."""
    return [step for step in model.of_kind(*ACTIVITIES) if step.step.step_type]


def test_every_file_is_listed_and_every_entry_has_its_file() -> None:
    listed = {entry.path for entry in load_flow_library()}
    assert listed == set(FOLDER.glob("*/*.bpmn"))


def test_the_six_standard_flows_name_a_class_that_exists() -> None:
    codes = {task_class.code for task_class in load_classification().classes}
    standard = [entry for entry in load_flow_library() if entry.kind == "standard"]
    assert len(standard) == 6
    assert {entry.class_code for entry in standard} <= codes


@pytest.mark.parametrize("key", KEYS)
def test_a_flow_is_sound_and_drawn_whole(key: str) -> None:
    model = model_of(key)
    assert faults(model) == []
    assert [node.id for node in model.of_kind(*FLOW_NODES) if node.bounds is None] == []


@pytest.mark.parametrize("key", KEYS)
def test_a_file_is_what_the_program_writes(key: str) -> None:
    entry = next(entry for entry in load_flow_library() if entry.key == key)
    assert write_bpmn(model_of(key)) == entry.path.read_bytes()


@pytest.mark.parametrize("key", KEYS)
def test_steps_say_what_they_are_and_leave_cases_open(key: str) -> None:
    steps = own_steps(model_of(key))
    assert steps
    for step in steps:
        assert step.step.step_type in STEP_TYPES, step.name
        assert step.step.core_tag, step.name
        assert step.step.core_reasons, step.name
        assert step.step.medium, step.name
        assert step.step.minutes_per_case is not None, step.name
        assert step.step.yearly_cases is None, step.name


@pytest.mark.parametrize("key", KEYS)
def test_core_and_reason_agree(key: str) -> None:
    for step in own_steps(model_of(key)):
        first = {"core": "R", "non_core": "N"}[step.step.core_tag]
        assert all(reason.startswith(first) for reason in step.step.core_reasons), step.name


@pytest.mark.parametrize("key", KEYS)
def test_a_seal_paper_or_presence_says_why(key: str) -> None:
    for step in own_steps(model_of(key)):
        for need in ("seal", "paper", "in_person"):
            if getattr(step.step, need):
                assert getattr(step.step, f"{need}_basis"), step.name


@pytest.mark.parametrize("key", KEYS)
def test_names_are_short_and_minutes_are_called_invented(key: str) -> None:
    model = model_of(key)
    long = [node.name for node in model.of_kind(*ACTIVITIES) if len(node.name) > 20]
    assert long == []
    notes = " ".join(note.name for note in model.of_kind(Kind.ANNOTATION))
    assert "架空" in notes


@pytest.mark.parametrize("key", FRAGMENTS)
def test_a_fragment_has_a_way_out_and_content(key: str) -> None:
    model = model_of(key)
    assert way_out(model) is not None
    assert len(content_of(model)) >= 2


def test_ids_are_readable_and_stable_in_form() -> None:
    for key in KEYS:
        for node in model_of(key).of_kind(*FLOW_NODES):
            assert re.fullmatch(r"(Step|Event|Gateway)_[a-z0-9]+", node.id), (key, node.id)


def test_titles_follow_the_language_of_the_user(japanese: None) -> None:
    titles = {entry.key: entry.title for entry in load_flow_library()}
    assert titles["hozon"] == "文書の整理と保管"


def test_titles_are_english_without_a_language() -> None:
    titles = {entry.key: entry.title for entry in load_flow_library()}
    assert titles["hozon"] == "Filing documents"
