"""Flows on paper: pages, text, font, and a picture of the same drawing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bpr_studio.adapters.bpmn.reader import read_bpmn
from bpr_studio.adapters.render.flow_legend import legend_of
from bpr_studio.adapters.render.flow_pages import pages_of
from bpr_studio.adapters.render.flow_pdf import flow_pdf
from bpr_studio.adapters.render.fonts import find_report_fonts, font_folders
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.services.flow_export import (
    AS_USUAL,
    ExportOptions,
    FlowCaption,
    Pages,
    Paper,
)

DATA = Path(__file__).parents[2] / "data" / "bpmn"
A3_LONG, A3_SHORT = 1190.55, 841.89
RADICALS = range(0x2E80, 0x2FE0)  # look-alikes nobody finds when searching
CAPTION = FlowCaption(
    name="住民票の写しの交付",
    section="市民課",
    version="現状",
    made_on="2026-11-23",
    fictitious=True,
)


@pytest.fixture(scope="module")
def fonts():
    try:
        return find_report_fonts(font_folders())
    except RefusedError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def families() -> ProcessModel:
    return read_bpmn(DATA / "all_families.bpmn").model


def printed(model: ProcessModel, fonts, options=AS_USUAL, caption=CAPTION) -> PdfReader:
    return PdfReader(BytesIO(flow_pdf(model, options, caption, fonts)))


def test_every_diagram_has_a_page_with_head_and_number(families, fonts):
    first, second = printed(families, fonts).pages
    for page, diagram, number in ((first, "全体", "1 / 2"), (second, "不備の連絡", "2 / 2")):
        text = page.extract_text()
        for part in ("住民票の写しの交付", "市民課", "現状", "2026-11-23", diagram, number):
            assert part in text


def test_names_can_be_searched(families, fonts):
    text = printed(families, fonts).pages[0].extract_text()
    for name in ("申請書を確認", "証明書を発行", "区役所", "担当課", "はい"):
        assert name in text
    assert not any(ord(character) in RADICALS for character in text)


def test_the_font_is_in_the_file(families, fonts):
    for page in printed(families, fonts).pages:
        fonts_used: Any = page["/Resources"]
        for font in fonts_used["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_made_up_figures_are_called_so_on_every_page(families, fonts):
    options = ExportOptions(paper=Paper.A4, pages=Pages.TILE)
    pages = printed(families, fonts, options).pages
    assert len(pages) > 2
    assert all(CAPTION.label in page.extract_text() for page in pages)
    real = FlowCaption(name="届出")
    assert all(
        CAPTION.label not in page.extract_text()
        for page in printed(families, fonts, caption=real).pages
    )


def test_colours_and_marks_are_explained_only_where_they_are_used(families, fonts):
    text = printed(families, fonts).pages[0].extract_text()
    for word in ("Non-core work", "minutes per case", "Seal"):
        assert word in text
    assert "Improvement" not in text
    plain = printed(read_bpmn(DATA / "other_diagrams.bpmn").model, fonts).pages[0].extract_text()
    assert "Non-core work" not in plain
    assert "minutes per case" not in plain


def test_the_legend_knows_every_mark():
    step = Step(
        core_tag="core",
        minutes_per_case=3,
        paper=True,
        seal=True,
        issue="遅い",
        improvement="電子化",
    )
    task = Element(id="t", kind=Kind.TASK, subtype="task", bounds=Bounds(0, 0, 100, 80), step=step)
    words = [entry.word for entry in legend_of(ProcessModel(None, [task]))]
    assert words == [
        "Core work",
        "minutes per case (example)",
        "Written form",
        "Seal",
        "Issue",
        "Improvement",
    ]
    assert all(entry.sample for entry in legend_of(ProcessModel(None, [task])))


def test_a_flow_without_a_drawing_is_an_empty_page(fonts):
    (page,) = printed(ProcessModel(), fonts).pages
    assert "1 / 1" in page.extract_text()


def test_the_same_flow_gives_the_same_bytes(families, fonts):
    assert flow_pdf(families, AS_USUAL, CAPTION, fonts) == flow_pdf(
        families, AS_USUAL, CAPTION, fonts
    )


@pytest.mark.parametrize(
    ("drawing", "size"),
    [
        (Bounds(0, 0, 3000, 500), (A3_LONG, A3_SHORT)),
        (Bounds(0, 0, 500, 3000), (A3_SHORT, A3_LONG)),
    ],
)
def test_the_page_lies_or_stands_as_the_drawing_does(drawing, size):
    (page,) = pages_of(drawing, AS_USUAL)
    assert page.size == pytest.approx(size, abs=0.1)
    assert page.window.contains(drawing.centre)
    assert page.window.width >= drawing.width
    assert page.window.height >= drawing.height


def test_a_small_drawing_is_not_blown_up():
    (page,) = pages_of(Bounds(0, 0, 100, 80), AS_USUAL)
    assert page.scale == 1.0


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize(
    "drawing", [Bounds(-50, 20, 8000, 3200), Bounds(0, 0, 40, 9000), Bounds(0, 0, 90_000, 90_000)]
)
def test_tiles_cover_the_whole_drawing_and_overlap_their_neighbours(paper, drawing):
    pages = pages_of(drawing, ExportOptions(paper=paper, pages=Pages.TILE))
    assert 1 < len(pages) <= 200
    assert min(page.window.x for page in pages) == drawing.x
    assert max(page.window.right for page in pages) >= drawing.right - 1e-6
    assert max(page.window.bottom for page in pages) >= drawing.bottom - 1e-6
    by_place = {(page.column, page.row): page.window for page in pages}
    for (column, row), window in by_place.items():
        right, below = by_place.get((column + 1, row)), by_place.get((column, row + 1))
        assert right is None or window.x < right.x < window.right
        assert below is None or window.y < below.y < window.bottom
        assert len(pages) == len(by_place)


def test_a_drawing_that_fits_is_not_cut_into_tiles():
    assert len(pages_of(Bounds(0, 0, 900, 600), ExportOptions(pages=Pages.TILE))) == 1
