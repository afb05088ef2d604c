"""The report for the mayor is one page, whatever there is to say."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from bpr_studio.adapters.render.fonts import find_report_fonts, font_folders
from bpr_studio.adapters.render.mayor_pdf import render_mayor_pdf
from bpr_studio.domain.shared.chart_values import BurnUpChart, BurnUpSeries, BurnUpYear
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.goal_report import BURN_UP, GOALS
from bpr_studio.services.mayor_report import EFFECTS, RISKS
from bpr_studio.services.report_values import (
    Chart,
    Column,
    KeyFigure,
    ReportContent,
    ReportTable,
    Section,
)

LONG = "とても長い名前の改善で、どの行にも収まらないほど説明が続くもの" * 3


@pytest.fixture(scope="module")
def fonts():
    try:
        return find_report_fonts(font_folders())
    except RefusedError:
        pytest.skip("no Japanese font with TrueType outlines is installed")


def table(key, *names, rows):
    columns = tuple(Column(name, "%" if name == "達成率" else "", 1 if name == "達成率" else None)
                    for name in names)  # fmt: skip
    return ReportTable(key, key, columns, tuple(rows))


def goals(count, name="目標"):
    rows = [(f"G{n}", f"{name}{n}", n * 7.5 % 130 if n % 3 else None) for n in range(1, count + 1)]
    return Section(
        GOALS, "成果目標", "ひとこと。", table=table(GOALS, "番号", "目標", "達成率", rows=rows)
    )


def content(*sections, **changes):
    base = ReportContent(
        title="業務改革の進み具合",
        subtitle="みなと市（架空）",
        label="架空の数値",
        provenance=(("市", "みなと市（架空）"),),
        key_figures=(KeyFigure("削減時間", "61,200", "時間/年", "目標の61.2%"),),
        findings=("61,200時間を削減しました。",),
        sections=sections,
        about=ReportTable("about", "", (Column("x"),), ()),
        footer="成果目標: 計画［S01］",
    )
    return replace(base, **changes)


def burn_up(actual):
    years = tuple(BurnUpYear(f"R{n}", n * 1000, actual) for n in range(2, 9))
    data = BurnUpChart(BurnUpSeries("削減", years, 6_000_000, "目標", "R7"))
    return Section(BURN_UP, "削減時間と目標", "ひとこと。", Chart(BURN_UP, "x", "y", data))


def pages(said, fonts):
    return PdfReader(BytesIO(render_mayor_pdf(said, fonts))).pages


def text_of(said, fonts):
    return "".join("".join(page.extract_text().split()) for page in pages(said, fonts))


@pytest.mark.usefixtures("japanese")
class TestOnePage:
    def test_with_nothing_to_say_but_the_head(self, fonts):
        assert len(pages(content(key_figures=(), findings=()), fonts)) == 1

    @pytest.mark.parametrize("count", [1, 12, 18, 80])
    def test_with_any_number_of_goals(self, fonts, count):
        said = content(burn_up(None), goals(count))
        assert len(pages(said, fonts)) == 1
        text = text_of(said, fonts)
        assert all(f"G{n}目標{n}" in text for n in range(1, min(count, 12) + 1))
        assert ("ほか" in text) is (count == 80)  # what is left out is said

    def test_with_texts_that_never_end(self, fonts):
        entries = [(LONG, "課", "1,234"), (LONG, "課", "5"), (LONG, "課", "6")]
        said = content(
            burn_up(900_000),
            goals(12, LONG),
            Section(EFFECTS, "効果", LONG, table=table(EFFECTS, "改善", "課", "時間", rows=entries)),
            Section(RISKS, "注意", LONG, table=table(RISKS, "番号", "目標", "状況", rows=entries)),
            title=LONG, findings=(LONG,), footer=LONG * 4,
            key_figures=tuple(KeyFigure(LONG, "1,234,567", "時間/年", LONG) for _ in range(4)),
        )  # fmt: skip
        assert len(pages(said, fonts)) == 1

    def test_it_says_that_figures_are_invented_and_where_goals_come_from(self, fonts):
        text = text_of(content(goals(12)), fonts)
        assert "架空の数値" in text
        assert "S01" in text

    def test_the_same_content_gives_the_same_file(self, fonts):
        said = content(burn_up(900_000), goals(12))
        assert render_mayor_pdf(said, fonts) == render_mayor_pdf(said, fonts)
