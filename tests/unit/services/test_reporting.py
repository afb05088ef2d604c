"""What a report says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bpr_studio.domain.benchmark.compare import Basis
from bpr_studio.services.comparison_report import comparison_table
from bpr_studio.services.report_tables import (
    core_split_table,
    hours_cell,
    month_table,
    pareto_table,
    percent_cell,
    staff_table,
    tasks_table,
)
from bpr_studio.services.report_values import (
    Column,
    CoreSplitChart,
    ReportContent,
    ReportTable,
    shown,
)
from bpr_studio.services.reporting import ReportSettings, build_report
from tests import builders_answer as build

SETTINGS = ReportSettings(made_on=date(2026, 11, 23))


@pytest.fixture
def report() -> ReportContent:
    return build_report(build.answer(), build.comparisons(), SETTINGS)


class TestContent:
    def test_names_everything_needed_to_read_the_figures(self, report):
        named = dict(report.provenance)
        assert named["Fiscal year"] == "FY2026"
        assert named["Answers (n)"] == "59,412 tasks from 361 of 365 sections"
        assert named["Definition of core work"] == build.DEFINITION
        assert named["Person-year"] == "1,883.25 hours a year of one full-timer"
        assert named["Made on"] == "2026-11-23"
        assert named["Other cities"].startswith("架空1市（fictitious）, 架空2市")

    def test_invented_figures_are_labelled_everywhere(self, report):
        assert report.label == "Fictitious figures"
        assert report.footer.endswith("Fictitious figures")
        charts = [section.chart for section in report.sections if section.chart]
        assert all("Fictitious figures" in chart.caption for chart in charts)

    def test_real_figures_are_not_labelled(self):
        answer = build.answer(provenance=build.provenance(fictitious=False, city="City"))
        report = build_report(answer, (), SETTINGS)
        assert report.label == ""
        assert "Fictitious" not in report.footer

    def test_one_invented_partner_is_enough_for_the_label(self):
        answer = build.answer(provenance=build.provenance(fictitious=False, city="City"))
        assert build_report(answer, build.comparisons(), SETTINGS).label == "Fictitious figures"

    def test_key_figures_are_the_answer_in_four_numbers(self, report):
        assert [(f.value, f.unit) for f in report.key_figures] == [
            ("12,480,000", "hours a year"),
            ("29.3", "% of the judged hours"),
            ("97.6", "% over the year"),
            ("361", "of 365 sections"),
        ]

    def test_findings_say_what_is_missing(self, report):
        assert report.findings[-1] == (
            "4 sections have not answered; their hours are missing from all figures."
        )

    def test_a_complete_survey_has_nothing_missing(self):
        answer = build.answer(provenance=build.provenance(sections=365))
        assert "answered" not in build_report(answer, (), SETTINGS).findings[-1]

    def test_much_unjudged_work_is_said(self):
        total = build.core_split("", "City", 1_000, 30, untagged=20)
        findings = build_report(build.answer(total=total), (), SETTINGS).findings
        assert (
            "200 hours (20.0%) are not judged core or non-core yet; the shares leave them out."
            in findings
        )

    def test_every_chart_has_its_table(self, report):
        assert [s.key for s in report.sections if s.chart] == [
            "units", "classes", "months", "pareto", "cities_per_10k", "cities_per_case",
        ]  # fmt: skip
        assert all(section.table for section in report.sections if section.chart)
        assert len(report.tables) == len(report.sections)

    def test_long_charts_end_in_a_row_of_others(self):
        report = build_report(build.answer(), (), replace(SETTINGS, chart_rows=5))
        chart = report.sections[0].chart
        assert chart is not None
        assert isinstance(chart.data, CoreSplitChart)
        assert len(chart.data.rows) == 5
        assert len(report.tables[0].rows) == len(build.units()) + 1

    def test_comparison_names_differences_and_suppressed_classes(self, report):
        notes = next(s for s in report.sections if s.key == "cities_per_10k").notes
        assert notes[0].startswith("1 class has no median")
        assert any("defines core work differently" in note for note in notes)
        assert any("does not count" in note for note in notes)

    def test_a_chart_of_some_classes_says_so(self):
        report = build_report(build.answer(), build.comparisons(), replace(SETTINGS, chart_rows=3))
        section = next(s for s in report.sections if s.key == "cities_per_10k")
        assert section.notes[0] == "The chart shows the 3 classes furthest above the median."
        assert section.table is not None
        assert len(section.table.rows) == 12

    def test_long_comparisons_are_cut_and_say_so(self):
        settings = replace(SETTINGS, chart_rows=3, listed_classes=10)
        report = build_report(build.answer(), build.comparisons(), settings)
        section = next(s for s in report.sections if s.key == "cities_per_10k")
        assert section.table is not None
        assert len(section.table.rows) == 10
        assert "2 further classes are not listed." in section.notes

    def test_a_comparison_without_partners_says_so(self):
        alone = replace(build.comparison(), others=(), classes=(), differences=())
        section = build_report(build.answer(), (alone,), SETTINGS).sections[-1]
        assert section.statement.startswith("No class can be compared")
        assert section.table is None
        assert section.chart is None

    def test_a_workbook_begins_with_what_the_figures_are_about(self, report):
        rows = dict(report.about.rows)
        assert rows["All work"] == "12,480,000 hours a year (6,626.8 person-years)"
        assert rows["Finding 1"] == report.findings[0]
        assert rows["Person-year"] == "1,883.25 hours a year of one full-timer"
        assert rows["Label"] == "Fictitious figures"

    def test_real_figures_have_no_label_in_the_workbook(self):
        answer = build.answer(provenance=build.provenance(fictitious=False, city="City"))
        assert "Label" not in {row[0] for row in build_report(answer, (), SETTINGS).about.rows}

    def test_an_empty_survey_makes_a_report_that_says_so(self):
        report = build_report(build.empty_answer(), (), SETTINGS)
        assert report.findings[0] == "No hours have been reported yet."
        assert {s.statement for s in report.sections} == {"No hours have been reported yet."}
        assert report.tables == ()
        assert [f.value for f in report.key_figures] == ["0", "–", "–", "0"]

    def test_a_section_without_units_below_has_no_table_of_units(self):
        report = build_report(build.answer(units=()), (), SETTINGS)
        assert report.sections[0].table is None
        assert report.findings[0].startswith("Non-core work is 29.3%")


class TestTables:
    def test_totals_add_the_rows_up(self):
        table = core_split_table("units", "Units", "Unit", build.units())
        assert table.total
        assert table.shown()[-1] == (
            "Total", "59,412", "12,480,000", "8,556,855", "3,548,745", "374,400", "29.3",
        )  # fmt: skip

    def test_hours_are_rounded_before_they_are_shared(self):
        assert hours_cell(30) == 0
        assert hours_cell(90) == 2
        assert hours_cell(100, 1) == 1.7

    def test_shares_of_nothing_do_not_exist(self):
        assert percent_cell(0, 0) is None
        assert percent_cell(1, 3) == 33.3

    def test_months_know_their_use_only_with_a_capacity(self):
        months = replace(build.months(), capacity=(0,) * 12)
        assert {row[-1] for row in month_table(months).rows} == {None}
        assert month_table(build.months()).rows[0][-1] == 125.4

    def test_pareto_tells_how_many_are_left_out(self):
        table = pareto_table(build.pareto(84), 30)
        assert (len(table.rows), table.note) == (30, "54 further classes are not listed.")
        assert pareto_table(build.pareto(20), 30).note == ""

    def test_person_years_need_a_yearly_time(self):
        assert staff_table(build.staff(), 0).rows[0][-1] is None
        assert staff_table(build.staff(), 1_883.25).rows[-1][-1] == 6_626.8

    def test_tasks_without_cases_have_no_time_per_case(self):
        rows = tasks_table(build.tasks(), 20).rows
        assert len(rows) == 20
        assert rows[0][4:] == (48_000.0, 1_200, 2_400.0)
        assert rows[4][5:] == (None, None)

    def test_cities_stand_under_their_names_with_the_word_fictitious(self):
        comparison = build.comparison(Basis.PER_10K)
        table = comparison_table("x", "X", comparison, comparison.classes)
        assert table.columns[2].name == "見本市（架空）（fictitious）"
        assert table.note == "Unit: hours a year per 10,000 residents | Fictitious figures"

    def test_real_cities_carry_no_label(self):
        comparison = build.comparison()
        real = replace(
            comparison,
            ours=replace(comparison.ours, name="City", fictitious=False),
            others=tuple(replace(city, fictitious=False) for city in comparison.others),
        )
        table = comparison_table("x", "X", real, real.classes)
        assert table.columns[2].name == "City"
        assert table.note == "Unit: hours a year per 10,000 residents"

    @pytest.mark.usefixtures("japanese")
    def test_the_word_is_not_doubled(self):
        comparison = build.comparison(Basis.PER_10K)
        table = comparison_table("x", "X", comparison, comparison.classes)
        assert table.columns[2].name == "見本市（架空）"

    def test_ragged_tables_are_a_mistake_of_the_program(self):
        with pytest.raises(ValueError, match="1 cells for 2 columns"):
            ReportTable("x", "X", (Column("a"), Column("b")), (("1",),))

    @pytest.mark.parametrize(
        ("cell", "decimals", "text"),
        [(1_234.5, 1, "1,234.5"), (-12, 0, "▲12"), (None, 1, "–"), ("A", None, "A"), (7, None, "7"),
         ("n/a", 1, "n/a")],
    )  # fmt: skip
    def test_cells_read_as_offices_write_them(self, cell, decimals, text):
        assert shown(cell, Column("x", decimals=decimals)) == text
