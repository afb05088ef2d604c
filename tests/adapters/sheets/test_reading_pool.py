"""Many forms are read by other processes: same answers, same order, one bad file alone suffers."""

from pathlib import Path

import pytest

from bpr_studio.adapters.catalogs.formats import load_survey_format
from bpr_studio.adapters.catalogs.lists import load_classification
from bpr_studio.adapters.sheets.reading_pool import FormReaders
from bpr_studio.app.translations import TRANSLATIONS_FOLDER
from bpr_studio.domain.shared.errors import BprError, UnreadableInputError
from tests.fakes.deadly_path import DeadlyPath

FORMS = sorted((Path(__file__).parents[2] / "data" / "sheets" / "libreoffice").glob("*.xlsx"))


@pytest.fixture(scope="module")
def names():
    return {c.code: c.name for c in load_classification().at_level(3)}


@pytest.fixture
def readers(names):
    def make(many):
        formats = [load_survey_format("overall", 1)]
        return FormReaders(formats, names, TRANSLATIONS_FOLDER, many=many)

    return make


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 torn")
    return path


@pytest.mark.slow
def test_other_processes_give_the_same_answers_in_the_same_order(readers, broken):
    paths = [FORMS[0], broken, *FORMS[1:], FORMS[0]]
    here = list(readers(many=100).read_all(paths))
    there = list(readers(many=2).read_all(paths))
    assert [type(answer) for answer in there] == [type(answer) for answer in here]
    for ours, theirs in zip(here, there, strict=True):
        if isinstance(ours, BprError):
            assert (ours.message, ours.kept, ours.remedy) == (
                theirs.message,
                theirs.kept,
                theirs.remedy,
            )
        else:
            assert theirs == ours


@pytest.mark.slow
def test_a_file_that_kills_its_reader_is_refused_and_the_others_are_read(readers):
    paths = [FORMS[0], DeadlyPath("deadly.xlsx"), FORMS[1], FORMS[2]]
    answers = list(readers(many=2).read_all(paths))
    assert isinstance(answers[1], UnreadableInputError)
    assert "deadly.xlsx" in answers[1].message
    assert [answers[place].rows for place in (0, 2, 3)] == [
        answer.rows for answer in readers(many=100).read_all(FORMS[:3])
    ]


@pytest.mark.slow
def test_reading_can_be_stopped_midway(readers):
    answers = readers(many=2).read_all(FORMS * 4)
    assert next(answers).rows
    answers.close()
    assert list(answers) == []
