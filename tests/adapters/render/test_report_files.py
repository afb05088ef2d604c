"""Reports as files: the same figures everywhere, complete, self-contained."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from bpr_studio.adapters.render.fonts import FontFile, ReportFonts, find_report_fonts, font_folders
from bpr_studio.adapters.render.report_html import render_html
from bpr_studio.adapters.render.report_pdf import render_pdf
from bpr_studio.adapters.sheets.result_book import write_report_book
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.report_values import ReportContent
from bpr_studio.services.reporting import ReportSettings, build_report
from tests import builders_answer as build

SETTINGS = ReportSettings(made_on=date(2026, 11, 23))


@pytest.fixture(scope="module")
def fonts() -> ReportFonts:
    try:
        return find_report_fonts(font_folders())
    except RefusedError:
        pytest.skip("no Japanese font with TrueType outlines is installed")


@pytest.fixture
def content(japanese) -> ReportContent:
    return build_report(build.answer(), build.comparisons(), SETTINGS)


@pytest.fixture
def pdf(content, fonts) -> PdfReader:
    return PdfReader(BytesIO(render_pdf(content, fonts)))


def text_of(pdf: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in pdf.pages)


def squeezed(text: str) -> str:
    """Without blanks: where a PDF breaks lines is not what is compared."""
    return "".join(text.split())


class TestSameFigures:
    def test_every_row_stands_in_the_pdf(self, content, pdf):
        text = squeezed(text_of(pdf))
        for table in content.tables:
            for row in table.shown():
                numbers = [c for c, col in zip(row, table.columns, strict=True) if col.numeric]
                assert all(number in text for number in numbers), (table.key, row)

    def test_the_html_tables_are_the_tables_of_the_content(self, content):
        html = _Tables()
        html.feed(render_html(content))
        assert html.tables == [[list(row) for row in table.shown()] for table in content.tables]

    def test_the_workbook_shows_the_tables_of_the_content(self, content, tmp_path):
        write_report_book(tmp_path / "report.xlsx", content)
        book = load_workbook(tmp_path / "report.xlsx")
        tables = [content.about, *content.tables]
        assert len(book.worksheets) == len(tables)
        for sheet, table in zip(book.worksheets, tables, strict=True):
            rows = [[_as_excel_shows(cell) for cell in row] for row in sheet.iter_rows()]
            start = next(i for i, row in enumerate(rows) if row[0] == table.columns[0].heading) + 1
            wanted = [["" if text == "–" else text for text in row] for row in table.shown()]
            assert rows[start:] == wanted

    def test_findings_and_key_figures_stand_in_both(self, content, pdf):
        in_pdf = squeezed(text_of(pdf))
        in_html = squeezed(re.sub(r"<[^>]+>", "", render_html(content)))
        parts = [*content.findings, *(f.value for f in content.key_figures),
                 *(value for _, value in content.provenance)]  # fmt: skip
        for part in parts:
            assert squeezed(part) in in_pdf
            assert squeezed(part) in in_html


def _as_excel_shows(cell: Any) -> str:
    """Value and number format of a cell as text."""
    if not isinstance(cell.value, int | float):
        return str(cell.value or "")
    pattern = cell.number_format.split(";")[0]
    if pattern == "General":
        return str(cell.value)
    assert pattern.startswith("#,##0")
    text = f"{abs(cell.value):,.{len(pattern.partition('.')[2])}f}"
    return f"▲{text}" if cell.value < 0 else text


class _Tables(HTMLParser):
    """Cells of all table bodies; complains about tags that do not match."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in {"meta", "br", "col"}:
            self.open.append(tag)
        if tag == "tbody":
            self.tables.append([])
        elif tag == "tr" and "tbody" in self.open:
            self.tables[-1].append([])
        elif tag in {"td", "th"} and "tbody" in self.open:
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag, attrs):
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in {"td", "th"} and "tbody" in self.open:
            self.tables[-1][-1][-1] += data


class TestPdf:
    def test_pages_are_a4_with_number_provenance_and_label(self, content, pdf):
        total = len(pdf.pages)
        for number, page in enumerate(pdf.pages, start=1):
            assert [round(float(v)) for v in page.mediabox[2:]] == [595, 842]
            text = squeezed(page.extract_text())
            assert f"{number}/{total}" in text
            assert squeezed(content.footer) in text
            assert "架空" in text

    def test_text_is_searchable_without_look_alike_radicals(self, pdf):
        text = text_of(pdf)
        assert "業務量調査" in squeezed(text)
        assert not [c for c in text if "\u2e80" <= c <= "\u2fdf"]

    def test_every_font_is_embedded(self, pdf):
        for page in pdf.pages:
            for reference in page["/Resources"]["/Font"].values():
                assert "/FontFile2" in reference.get_object()["/FontDescriptor"].get_object()

    def test_charts_are_vectors(self, pdf):
        assert not any(page.images for page in pdf.pages)

    @pytest.mark.usefixtures("japanese")
    def test_headings_repeat_on_every_page_of_a_table(self, fonts):
        content = build_report(
            build.answer(), (), replace(SETTINGS, listed_classes=84, chart_rows=5)
        )
        pages = [p.extract_text() for p in PdfReader(BytesIO(render_pdf(content, fonts))).pages]
        assert sum("小分類" in page and "累積" in page for page in pages) >= 3

    def test_sections_are_bookmarks(self, content, pdf):
        assert [entry.title for entry in pdf.outline] == [s.heading for s in content.sections]

    def test_the_same_content_gives_the_same_file(self, content, fonts):
        assert render_pdf(content, fonts) == render_pdf(content, fonts)

    def test_title_and_language_are_stated(self, pdf):
        assert pdf.metadata is not None
        assert (
            pdf.metadata.title == "業務量調査 分析報告書　見本市（架空）　令和8年度（2026）　全庁"
        )
        assert pdf.trailer["/Root"]["/Lang"] == "ja"

    @pytest.mark.usefixtures("japanese")
    def test_characters_the_font_lacks_become_geta_and_are_said(self, fonts):
        units = (build.core_split("1", "𠮷野局", 1_000, 30), *build.units())
        text = text_of(
            PdfReader(
                BytesIO(render_pdf(build_report(build.answer(units=units), (), SETTINGS), fonts))
            )
        )
        assert "〓野局" in text
        assert "〓は、書体にない文字です。" in squeezed(text)

    @pytest.mark.usefixtures("japanese")
    def test_an_empty_survey_prints(self, fonts):
        content = build_report(build.empty_answer(), (), SETTINGS)
        text = squeezed(text_of(PdfReader(BytesIO(render_pdf(content, fonts)))))
        assert "業務時間はまだ報告されていません" in text

    @pytest.mark.usefixtures("japanese")
    def test_markup_in_names_is_only_text(self, fonts):
        units = (build.core_split("1", "<b>A&B</b>局", 1_000, 30), build.units()[0])
        content = build_report(build.answer(units=units), (), SETTINGS)
        assert "<b>A&B</b>局" in text_of(PdfReader(BytesIO(render_pdf(content, fonts))))
        assert "&lt;b&gt;A&amp;B&lt;/b&gt;局" in render_html(content)


class TestHtml:
    def test_loads_nothing_from_outside(self, content):
        html = _Tables()
        html.feed(render_html(content))
        assert html.open == []
        outside = [a for a in html.attributes if a[1] in {"src", "href"} or "url(" in a[2]]
        assert outside == []
        addresses = {value for _, name, value in html.attributes if "//" in value}
        assert addresses == {"http://www.w3.org/2000/svg"}
        assert (
            "meta",
            "content",
            "default-src 'none'; style-src 'unsafe-inline'",
        ) in html.attributes

    def test_says_its_language_and_its_label(self, content):
        page = render_html(content)
        assert '<html lang="ja">' in page
        assert '<p class="badge">架空の数値</p>' in page

    def test_tables_tell_screen_readers_what_heads_what(self, content):
        html = _Tables()
        html.feed(render_html(content))
        columns = sum(len(table.columns) for table in content.tables)
        rows = sum(len(table.rows) for table in content.tables)
        scopes = [value for tag, name, value in html.attributes if (tag, name) == ("th", "scope")]
        assert (scopes.count("col"), scopes.count("row")) == (columns, rows)

    def test_every_chart_has_a_name(self, content):
        page = render_html(content)
        for section in content.sections:
            if section.chart:
                assert f"<title>{section.chart.title}</title>" in page


class TestFonts:
    def test_debian_and_windows_files_are_found_below_a_folder(self, tmp_path: Path):
        folder = tmp_path / "truetype" / "x"
        folder.mkdir(parents=True)
        (folder / "BIZ-UDGothicR.ttc").touch()
        (folder / "biz-udgothicb.ttc").touch()
        assert find_report_fonts([tmp_path]) == ReportFonts(
            "BIZ UDPGothic",
            FontFile(folder / "BIZ-UDGothicR.ttc", 1),
            FontFile(folder / "biz-udgothicb.ttc", 1),
        )

    def test_a_family_without_bold_file_uses_the_regular_one(self, tmp_path: Path):
        (tmp_path / "ipaexg.ttf").touch()
        found = find_report_fonts([tmp_path, tmp_path / "missing"])
        assert found.family == "IPAexGothic"
        assert found.bold == found.regular

    def test_without_a_font_the_user_is_told_which_to_install(self, tmp_path: Path):
        with pytest.raises(RefusedError, match="No Japanese font") as refused:
            find_report_fonts([tmp_path])
        assert "BIZ UDPGothic" in refused.value.remedy
