"""Flows as SVG files."""

from __future__ import annotations

from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.render.svg import flow_svg
from bpr_studio.domain.process.model import ProcessModel

DATA = Path(__file__).parents[2] / "data" / "bpmn"
CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
OWN = sorted(DATA.glob("*.bpmn"))
REAL = sorted(CORPORA.glob("*/*.bpmn"))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_every_drawn_element_is_a_group_of_the_picture(path: Path):
    model = read_bpmn(path).model
    root = fromstring(flow_svg(model))
    groups = {g.get("data-element") for g in root.iter(f"{SVG}g")} - {None}
    first = model.diagrams()[0].id
    assert groups == {element.id for element in model.drawn_in(first)}


def test_every_line_of_text_is_an_element_of_its_own_in_a_japanese_font():
    root = fromstring(flow_svg(read_bpmn(DATA / "all_families.bpmn").model))
    lines = ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]
    assert {"申請書を確認", "区役所", "運転免許証など", "はい"} <= set(lines)
    assert not [t for t in root.iter(f"{SVG}text") if len(t)]
    fonts = [g.get("font-family") or "" for g in root.iter(f"{SVG}g")]
    assert fonts[0].startswith("'BIZ UDPGothic'")


def test_core_and_non_core_have_the_colours_of_the_window():
    svg = flow_svg(read_bpmn(DATA / "all_families.bpmn").model)
    assert "#fb5b01" in svg
    data = (DATA / "all_families.bpmn").read_bytes().replace(b'core="non_core"', b'core="core"')
    assert "#0017c1" in flow_svg(read_bpmn(data).model)


def test_a_second_diagram_can_be_asked_for():
    model = read_bpmn(DATA / "all_families.bpmn").model
    second = fromstring(flow_svg(model, diagram=1))
    assert second.findtext(f"{SVG}title") == "不備の連絡"
    with pytest.raises(IndexError):
        flow_svg(model, diagram=2)


def test_the_picture_holds_everything_with_a_margin():
    root = fromstring(flow_svg(read_bpmn(DATA / "all_families.bpmn").model))
    x, y, width, height = map(float, (root.get("viewBox") or "").split())
    assert (x, y) == (20, 20)
    assert (width, height) == (1800, 780)


def test_nothing_drawn_gives_an_empty_sheet():
    assert 'viewBox="-20 -20 40 40"' in flow_svg(ProcessModel())
    with pytest.raises(IndexError):
        flow_svg(ProcessModel(), diagram=1)


def test_names_cannot_break_out_of_the_file():
    data = (DATA / "all_families.bpmn").read_bytes()
    data = data.replace("審査".encode(), b"&lt;script&gt;&amp;")
    root = fromstring(flow_svg(read_bpmn(data).model))
    assert not list(root.iter(f"{SVG}script"))


@pytest.mark.skipif(not REAL, reason="the shared corpora are not on this machine")
def test_all_real_drawings_become_pictures():
    for path in REAL:
        root = fromstring(flow_svg(read_bpmn(path).model))
        assert len(list(root.iter(f"{SVG}path"))) > 3, path.name
