"""Ready rows: those for the section's kind first, and only rows that are not there yet."""

from __future__ import annotations

from bpr_studio.domain.workload.row_templates import (
    RowTemplate,
    TemplateRow,
    fit_of,
    missing_rows,
    ranked,
)

COMMON = RowTemplate("common", "課共通", (), ())
TAX = RowTemplate("tax", "税", ("税",), ())
CITY_TAX = RowTemplate("city_tax", "市民税", ("市民税",), ())
CITIZEN = RowTemplate(
    "citizen",
    "市民課",
    ("市民課", "区民課"),
    (TemplateRow("B01-03-01", "住民票の写しの交付"), TemplateRow("B01-01-01", "転入届の受付")),
)


def test_the_longest_word_in_the_name_wins_and_the_one_for_all_comes_before_the_rest():
    found = ranked([CITIZEN, COMMON, TAX, CITY_TAX], "市民税課")
    assert [template.id for template in found] == ["city_tax", "tax", "common", "citizen"]


def test_a_template_without_a_word_in_the_name_does_not_fit():
    assert fit_of(CITIZEN, "道路管理課") == 0
    assert fit_of(CITIZEN, "東区役所市民課") == 3


def test_rows_the_sheet_has_already_are_left_out_whatever_their_width():
    present = [("B01-03-01", "住民票の写しの　交付"), ("K01-01-01", "転入届の受付")]
    assert missing_rows(CITIZEN, present) == (TemplateRow("B01-01-01", "転入届の受付"),)
