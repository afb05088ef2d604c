"""Survey sheets of other makers: understood, previewed with every repair, taken over."""

import openpyxl
import pytest

from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.workload.mapping import (
    ColumnMapping,
    MappingProfile,
    SectionFrom,
    SectionSource,
    TimeUnit,
)
from bpr_studio.services.grown_values import LineState
from tests import builders_grown
from tests.builders_workspace import DX_OFFICER, CityPlan, built_workspace, unit_id

DAY = 465  # minutes of a working day


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grown") / "city"
    built_workspace(folder, CityPlan(answered=0)).close()
    return folder


@pytest.fixture
def city(tmp_path, template):
    import shutil

    folder = tmp_path / "city"
    shutil.copytree(template, folder)
    opened = Workspace.open(folder, DX_OFFICER)
    yield opened
    opened.close()


@pytest.fixture
def understood(city, tmp_path):
    """Opens a sheet and reads it as proposed."""

    def read(maker, **kwargs):
        path = maker(tmp_path / f"{maker.__name__}.xlsx", **kwargs)
        book = city.grown_sheets.open(path)
        proposal = city.grown_sheets.propose(book, city.round_id)
        preview = city.grown_sheets.preview(book, proposal.profile, city.round_id)
        return proposal, preview

    return read


def targets(proposal):
    return {column.heading: column.target for column in proposal.profile.columns}


def rules(preview, level=None):
    return [f.rule for f in preview.findings if level in (None, f.level)]


def by_name(preview):
    return {line.values["name"]: line for line in preview.lines}


def test_a_consultants_sheet_with_merged_headings_is_understood(understood):
    proposal, preview = understood(builders_grown.consultant)
    assert targets(proposal) == {
        "大分類": "name_above",
        "業務名": "name",
        "年間業務時間（時間）／正規職員": "minutes_regular",
        "年間業務時間（時間）／再任用": "minutes_reemployed_full",
        "年間業務時間（時間）／会計年度任用職員": "minutes_fiscal_part",
        "年間件数": "case_count",
        "コア業務": "core_tag",
        "使用システム": "system_name",
        "備考": "note",
    }
    assert proposal.profile.section == SectionSource(SectionFrom.CELL, "C3")
    lines = by_name(preview)
    assert list(lines) == [
        "窓口／住民票の写しの交付窓口",
        "窓口／印鑑登録の受付",
        "庶務／出退勤の管理",
    ]
    first = lines["窓口／住民票の写しの交付窓口"].values
    assert (first["minutes_regular"], first["minutes_fiscal_part"]) == (74_040, 18_000)
    assert (first["case_count"], first["core_tag"]) == (18_000, "non_core")
    assert {line.unit_name for line in preview.lines} == {"市民課"}


def test_sums_and_remarks_are_left_out_and_told(understood):
    _, preview = understood(builders_grown.consultant)
    assert rules(preview).count("sum-line") == 2
    assert rules(preview).count("note-line") == 1


def test_every_repair_names_its_cell_and_what_stood_there(understood):
    _, preview = understood(builders_grown.consultant)
    told = {(f.place.cell, f.value): f.rule for f in preview.findings}
    assert told["D7", "１，２３４時間"] == "number-repaired"
    assert told["G7", "18,000件"] == "number-repaired"
    assert told["E8", "－"] == "read-as-empty"
    assert told["B8", "窓口"] == "merged-repeated"
    assert told["H7", "×"] == "value-translated"
    assert all(finding.place.file == "consultant.xlsx" for finding in preview.findings)


def test_a_ditto_mark_is_never_filled_in(understood):
    _, preview = understood(builders_grown.consultant)
    assert "note" not in by_name(preview)["庶務／出退勤の管理"].values
    assert "ditto-mark" in rules(preview, Level.WARNING)


def test_negative_hours_spoil_their_line_only(understood):
    _, preview = understood(builders_grown.consultant)
    assert preview.refused == 1
    (error,) = [f for f in preview.findings if f.level is Level.ERROR]
    assert (error.place.cell, error.value) == ("D10", "△5")


def test_person_days_become_hours_and_the_section_stands_in_each_line(understood):
    proposal, preview = understood(builders_grown.person_days)
    assert proposal.profile.section.kind is SectionFrom.COLUMN
    assert proposal.profile.column("minutes_regular").unit is TimeUnit.DAYS
    lines = by_name(preview)
    assert lines["戸籍届の受付"].values["minutes_regular"] == 80 * DAY
    assert lines["例規の審査"].values["minutes_regular"] == 20 * DAY
    assert lines["例規の審査"].unit_name == "総務課"
    assert lines["戸籍届の受付"].values["manual"] == "yes"


def test_doubles_unknown_sections_and_guesses_are_refused_with_their_cell(understood):
    _, preview = understood(builders_grown.person_days)
    refused = {f.rule: f.place.cell for f in preview.findings if f.level is Level.ERROR}
    assert refused == {"task-twice": "B6", "section-unknown": "A8", "number-unclear": "E9"}


def test_minutes_of_a_case_and_cases_make_hours_and_sheets_name_sections(understood):
    proposal, preview = understood(builders_grown.minutes_per_case)
    assert proposal.profile.section.kind is SectionFrom.SHEET_NAME
    lines = by_name(preview)
    assert lines["市民課の届出の入力"].values["minutes_regular"] == 18_000
    assert preview.sections == ("市民課", "総務課")
    assert rules(preview).count("hours-derived") == 4
    assert "section-unknown" in rules(preview, Level.ERROR)
    calls = [line for line in preview.lines if line.values["name"] == "電話の応対"]
    assert [line.values["minutes_regular"] for line in calls] == [15_000, 15_000]


def test_hours_of_months_make_a_profile_and_another_table_is_told(understood):
    proposal, preview = understood(builders_grown.months_in_hours)
    assert proposal.profile.section == SectionSource(SectionFrom.CELL, "A1")
    line = by_name(preview)["給与の支給"]
    assert line.values["minutes_regular"] == 130 * 60
    assert sum(line.values["month_profile"]) == 100
    assert line.values["month_profile"][11] == 15
    assert "second-table" in rules(preview, Level.WARNING)
    assert "総括" not in by_name(preview)


def test_shares_of_the_working_time_become_hours(understood, city):
    proposal, preview = understood(builders_grown.shares)
    assert proposal.profile.column("minutes_regular").unit is TimeUnit.PERCENT
    capacity = next(
        s.capacity for s in city.queries.sections(city.round_id) if s.unit_code == "0101"
    )
    lines = by_name(preview)
    assert lines["窓口／証明書の交付"].values["minutes_regular"] == round(capacity * 0.4)
    assert lines["窓口／異動届の審査"].values["minutes_regular"] == round(capacity * 0.25)
    assert lines["窓口／証明書の交付"].values["method"] == "ratio_estimate"
    assert lines["窓口／証明書の交付"].values["core_tag"] == "non_core"
    assert lines["窓口／異動届の審査"].values["core_tag"] == "core"


def test_two_columns_that_disagree_and_an_error_value_spoil_their_lines(understood):
    _, preview = understood(builders_grown.shares)
    errors = {f.rule for f in preview.findings if f.level is Level.ERROR}
    assert errors == {"columns-disagree", "formula-without-value"}
    assert "subtitle-line" in rules(preview)


def test_classes_are_suggested_and_told_with_their_reason(understood):
    _, preview = understood(builders_grown.consultant)
    assert by_name(preview)["窓口／住民票の写しの交付窓口"].values["code"] == "B01-03-01"
    assert "code-suggested" in rules(preview)


def test_a_name_that_fits_no_class_gets_the_class_for_the_rest(understood, monkeypatch, city):
    monkeypatch.setattr(city.suggestions, "for_name", lambda _text, _limit=5: ())
    _, preview = understood(builders_grown.consultant)
    assert {line.values["code"] for line in preview.lines} == {"Z99-99-99"}
    assert rules(preview).count("code-missing") == 3


def test_taking_over_is_one_step_of_undo(understood, city):
    _, preview = understood(builders_grown.minutes_per_case)
    assert city.grown_sheets.take_over(city.round_id, [preview]) == 4
    stored = city.queries.work_items(city.round_id, unit_id("0102"))
    assert [item["name"] for item in stored.values()] == ["総務課の届出の入力", "電話の応対"]
    city.undo.undo()
    assert not city.queries.work_items(city.round_id, unit_id("0101"))


def test_importing_again_changes_nothing_and_nothing_is_overwritten(understood, city, tmp_path):
    _, preview = understood(builders_grown.minutes_per_case)
    city.grown_sheets.take_over(city.round_id, [preview])
    _, again = understood(builders_grown.minutes_per_case)
    assert {line.state for line in again.lines} == {LineState.STORED}
    path = tmp_path / "changed.xlsx"
    book = openpyxl.load_workbook(builders_grown.minutes_per_case(path))
    book["市民課"]["C4"] = 77
    book.save(path)
    grown = city.grown_sheets.open(path)
    profile = city.grown_sheets.propose(grown, city.round_id).profile
    changed = city.grown_sheets.preview(grown, profile, city.round_id)
    assert [line.state for line in changed.lines].count(LineState.BLOCKED) == 1
    assert "task-stored" in rules(changed, Level.ERROR)
    assert not changed.new


def test_a_kept_profile_is_found_by_the_headings_and_reads_many_files(city, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    first = builders_grown.consultant(folder / "a.xlsx")
    builders_grown.consultant(folder / "b.xlsx", section="総務課")
    book = city.grown_sheets.open(first)
    proposal = city.grown_sheets.propose(book, city.round_id)
    from dataclasses import replace

    city.grown_sheets.keep(replace(proposal.profile, name="コンサル様式"))
    found = city.grown_sheets.propose(book, city.round_id).profile
    assert found == replace(proposal.profile, name="コンサル様式")
    trial = city.grown_sheets.import_files(city.round_id, [folder], NoProgress(), dry_run=True)
    assert trial.added == 6
    assert not city.queries.work_items(city.round_id, unit_id("0101"))
    report = city.grown_sheets.import_files(
        city.round_id, [folder], NoProgress(), profile_name="コンサル様式"
    )
    assert [file.sections for file in report.files] == [("市民課",), ("総務課",)]
    assert len(city.queries.work_items(city.round_id, unit_id("0102"))) == 3


def test_two_files_of_one_section_do_not_overwrite_each_other(city, tmp_path):
    folder = tmp_path / "two"
    folder.mkdir()
    builders_grown.minutes_per_case(folder / "a.xlsx")
    path = builders_grown.minutes_per_case(folder / "b.xlsx")
    book = openpyxl.load_workbook(path)
    book["市民課"]["C4"] = 77
    book.save(path)
    grown = city.grown_sheets.open(path)
    profile = city.grown_sheets.propose(grown, city.round_id).profile
    from dataclasses import replace

    city.grown_sheets.keep(replace(profile, name="件数"))
    report = city.grown_sheets.import_files(city.round_id, [folder], NoProgress())
    first, second = report.files
    assert (len(first.new), len(second.new)) == (4, 0)
    assert second.count(LineState.BLOCKED) == 1


def test_without_a_profile_many_files_are_refused_with_a_sentence(city, tmp_path):
    path = builders_grown.shares(tmp_path / "x.xlsx")
    report = city.grown_sheets.import_files(city.round_id, [path], NoProgress())
    assert rules(report, Level.ERROR) == ["file-refused"]


def test_profiles_can_be_forgotten(city):
    profile = MappingProfile("p", (ColumnMapping("業務名", "name"),))
    city.grown_sheets.keep(profile)
    assert [p.name for p in city.grown_sheets.profiles()] == ["p"]
    city.grown_sheets.forget("p")
    assert city.grown_sheets.profiles() == ()
    with pytest.raises(RefusedError, match="p"):
        city.grown_sheets.profile("p")


def test_an_incomplete_profile_and_foreign_headings_are_refused(city, tmp_path):
    book = city.grown_sheets.open(builders_grown.shares(tmp_path / "x.xlsx"))
    incomplete = MappingProfile("", (ColumnMapping("事務名", "name"),))
    with pytest.raises(RefusedError, match="which column"):
        city.grown_sheets.preview(book, incomplete, city.round_id)
    foreign = MappingProfile(
        "", (ColumnMapping("仕事", "name"), ColumnMapping("時間", "minutes_regular"))
    )
    with pytest.raises(RefusedError, match="仕事"):
        city.grown_sheets.preview(book, foreign, city.round_id)


def test_our_own_form_is_sent_to_collecting(city, tmp_path):
    (form,) = city.surveys.hand_out(city.round_id, ["0101"], tmp_path / "f", NoProgress())
    with pytest.raises(RefusedError, match="collected"):
        city.grown_sheets.open(form)


def test_a_section_a_person_chooses(city, tmp_path):
    def plain(sheet, _book):
        sheet["A1"], sheet["B1"] = "業務名", "時間"
        sheet["A2"], sheet["B2"] = "受付", 10

    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    plain(book.active, book)
    book.save(path)
    grown = city.grown_sheets.open(path)
    profile = city.grown_sheets.propose(grown, city.round_id).profile
    assert profile.section.kind is SectionFrom.CHOSEN
    nobody = city.grown_sheets.preview(grown, profile, city.round_id)
    assert rules(nobody, Level.ERROR) == ["section-missing"]
    preview = city.grown_sheets.preview(grown, profile, city.round_id, "0103")
    assert [line.unit_name for line in preview.new] == ["人事課"]
