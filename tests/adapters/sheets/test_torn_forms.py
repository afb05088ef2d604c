"""Damaged forms: reading ends with an answer or with a sentence, never half-way."""

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpr_studio.domain.shared.errors import BprError, UnreadableInputError
from tests.adapters.sheets.forms import MINIMUM, filled_form, read


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return filled_form(tmp_path_factory.mktemp("form") / "a.xlsx", MINIMUM).read_bytes()


def answers_or_explains(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with contextlib.suppress(BprError):
        assert read(path).identity.form_id == "overall"


quietly = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quietly
@given(share=st.floats(0, 0.999))
def test_a_form_cut_off_anywhere_is_explained(tmp_path, whole, share):
    path = tmp_path / "a.xlsx"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BprError):
        read(path)


@quietly
@given(place=st.floats(0, 0.999), value=st.binary(min_size=1, max_size=8))
def test_a_form_with_damaged_bytes_is_read_or_explained(tmp_path, whole, place, value):
    data = bytearray(whole)
    start = int(len(data) * place)
    data[start : start + len(value)] = value
    answers_or_explains(tmp_path / "a.xlsx", bytes(data))


def packed_with(whole: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.namelist():
            target.writestr(entry, content if entry == name else source.read(entry))
    return buffer.getvalue()


def names_of(whole: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return archive.namelist()


@quietly
@given(
    part=st.floats(0, 0.999),
    hole=st.tuples(st.floats(0, 0.999), st.integers(0, 40)),
    noise=st.binary(max_size=40),
)
def test_a_form_with_a_damaged_part_is_read_or_explained(tmp_path, whole, part, hole, noise):
    """The archive is sound, only the XML inside is torn: what reaches the parsers."""
    names = names_of(whole)
    name = names[int(len(names) * part)]
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        content = bytearray(archive.read(name))
    place, length = hole
    start = int(len(content) * place)
    content[start : start + length] = noise
    answers_or_explains(tmp_path / "a.xlsx", packed_with(whole, name, bytes(content)))


def test_a_form_without_one_of_its_parts_is_read_or_explained(tmp_path, whole):
    for missing in names_of(whole):
        buffer = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(whole)) as source,
            zipfile.ZipFile(buffer, "w") as target,
        ):
            for entry in source.namelist():
                if entry != missing:
                    target.writestr(entry, source.read(entry))
        answers_or_explains(tmp_path / "a.xlsx", buffer.getvalue())


class PanicException(BaseException):  # the name pyo3 gives it
    """What a panic in the Rust library looks like."""


@pytest.mark.parametrize("raised", [PanicException(), python_calamine.XmlError()])
def test_a_failure_inside_the_reader_library_is_explained(tmp_path, whole, monkeypatch, raised):
    def fail(_):
        raise raised

    path = tmp_path / "a.xlsx"
    path.write_bytes(whole)
    monkeypatch.setattr(python_calamine.CalamineWorkbook, "from_filelike", fail, raising=True)
    with pytest.raises(UnreadableInputError, match="damaged"):
        read(path)
