"""Files that are broken, hostile or not what they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.findings import Level

DATA = Path(__file__).parents[2] / "data" / "bpmn"
SMALL = """<?xml version="1.0" encoding="{encoding}"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:x">
  <process id="p"><task id="t" name="申請書を確認"/></process>
</definitions>"""


def refusal(data: bytes, name: str = "窓口.bpmn") -> UnreadableInputError:
    with pytest.raises(UnreadableInputError) as caught:
        read_bpmn(data, name)
    return caught.value


@pytest.mark.parametrize("data", [b"", b"   \n", b"\xef\xbb\xbf", b"\x00" * 10])
def test_an_empty_file_is_said_to_be_empty(data: bytes):
    error = refusal(data)
    assert error.message == "窓口.bpmn is empty."
    assert error.exit_code == 3


def test_text_that_is_not_xml_is_refused_with_line_and_reason():
    error = refusal(b"PK\x03\x04 this is a workbook")
    assert error.message == (
        "窓口.bpmn cannot be read as a BPMN drawing: line 1, a character is not allowed there."
    )
    assert error.remedy


def test_a_truncated_file_names_the_line_where_it_breaks_off():
    whole = (DATA / "all_families.bpmn").read_bytes()
    error = refusal(whole[:4000])
    line = whole[:4000].count(b"\n") + 1
    assert f"line {line}" in error.message


def test_a_wrongly_closed_element_is_explained():
    error = refusal(b"<definitions>\n<process>\n</definitions>")
    assert "line 3, an element is closed by the wrong name" in error.message


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE d SYSTEM "http://example.invalid/d.dtd">',
        '<!DOCTYPE d PUBLIC "-//X//Y" "d.dtd">',
        "<!DOCTYPE definitions>",
    ],
    ids=["entity bomb", "external entity", "external DTD", "public DTD", "bare DOCTYPE"],
)
def test_document_types_and_entities_are_refused(prologue: str):
    body = "<definitions><process id='p' name='&b;'/></definitions>"
    error = refusal(f"<?xml version='1.0'?>{prologue}{body}".encode())
    assert "document type or entity definition" in error.message


def test_deep_nesting_is_refused_while_reading():
    error = refusal(b"<definitions>" + b"<a>" * 200_000)
    assert "nested more than 64 deep" in error.message


def test_a_flood_of_elements_is_refused():
    head = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
    error = refusal(head + b"<a/>" * 200_001 + b"</definitions>")
    assert "more than 200,000 elements" in error.message


def test_a_file_above_the_size_limit_is_not_even_opened(tmp_path: Path):
    path = tmp_path / "大きい.bpmn"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(UnreadableInputError, match="larger than 20 MB"):
        read_bpmn(path)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path):
    with pytest.raises(UnreadableInputError, match=r"ない\.bpmn cannot be opened"):
        read_bpmn(tmp_path / "ない.bpmn")


@pytest.mark.parametrize(
    "root",
    [
        "<html/>",
        "<definitions/>",
        '<definitions xmlns="http://schema.omg.org/spec/BPMN/1.0"/>',
        '<process xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
    ],
)
def test_other_xml_is_told_apart_from_bpmn(root: str):
    assert refusal(root.encode()).message == "窓口.bpmn is XML, but not a BPMN 2.0 drawing."


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("Shift_JIS", "shift_jis"),
        ("Windows-31J", "cp932"),
        ("EUC-JP", "euc_jp"),
    ],
)
def test_encodings_of_japanese_tools_are_understood(encoding: str, codec: str):
    model = read_bpmn(SMALL.format(encoding=encoding).encode(codec)).model
    assert model.element("t").name == "申請書を確認"


@pytest.mark.parametrize("encoding", ["Shift_JIS", "no-such-encoding"])
def test_a_wrong_encoding_is_explained(encoding: str):
    data = SMALL.format(encoding=encoding).encode("utf-8").replace("申".encode(), b"\x81")
    assert "character encoding named in the file is wrong" in refusal(data).message


def test_control_characters_in_an_encoding_the_parser_refuses_are_explained():
    assert "line 1" in refusal(b"<?xml version='1.0'?><a>\x01</a>").message


def test_a_broken_drawing_is_read_with_a_finding_for_everything_odd():
    reading = read_bpmn(DATA / "broken.bpmn")
    told = {(f.rule, f.place.cell) for f in reading.findings}
    assert {
        ("duplicate-id", "a_1"),
        ("missing-id", "task_1"),
        ("dangling-flow", "no_target"),
        ("dangling-flow", "no_source"),
        ("dangling-flow", "neither"),
        ("loose-boundary-event", "loose"),
        ("unknown-reference", "lane"),
        ("unknown-reference", "a"),
        ("drawing-of-missing", "ghost"),
        ("place-not-readable", "s"),
        ("place-not-readable", "g"),
        ("place-not-readable", "no_source"),
        ("data-connection-not-allowed", "odd"),
        ("not-drawn", "task_1"),
    } <= told
    assert all(f.place.file == "broken.bpmn" and f.message for f in reading.findings)
    assert not [f for f in reading.findings if f.level is Level.ERROR]


def test_nothing_of_a_broken_drawing_is_thrown_away():
    model = read_bpmn(DATA / "broken.bpmn").model
    assert model.element("a").bounds != model.element("a_1").bounds
    assert model.element("a_1").name == "審査"
    assert model.element("no_target").target == ""
    assert model.element("neither").source == "x1"
    assert model.element("ghost_di").kind is Kind.DEPICTION
    assert model.element("s").bounds is None
    assert (model.element("odd").source, model.element("odd").target) == ("a", "g")


def test_a_model_without_a_drawing_is_read_and_said_to_have_none():
    reading = read_bpmn(SMALL.format(encoding="UTF-8").encode())
    assert [f.rule for f in reading.findings] == ["no-drawing"]
    assert [e.id for e in reading.model.elements()] == ["p", "t"]


def test_sentences_are_japanese_for_japanese_users(japanese: None):
    assert refusal(b"").message == "窓口.bpmn は空のファイルです。"
    assert "1行目：" in refusal(b"x").message
