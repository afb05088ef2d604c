"""The procedure ledger of a real workspace: editing, reviewing, links, improvements, importing."""

import json

import openpyxl
import pytest

from bpr_studio.app.cli import run
from bpr_studio.app.demo_procedures import add_demo_procedures
from bpr_studio.app.procedure_files import (
    export_procedures,
    procedure_import,
    write_sample_inventory,
)
from bpr_studio.domain.procedures.procedure import Requirement
from bpr_studio.domain.procedures.reimport import LineState
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.chart_values import ProgressChart
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.procedure_figures import progress_chart, progress_table
from bpr_studio.services.procedure_values import ProcedureFilter, Review, View
from tests.builders_procedures import fill_ledger, sealed
from tests.builders_workspace import CityPlan, built_workspace, unit_id

CITIZENS, GENERAL = unit_id("0101"), unit_id("0102")


@pytest.fixture
def city(tmp_path):
    made = built_workspace(tmp_path / "市", CityPlan(tasks=3))
    fill_ledger(
        made,
        sealed("1", unit_id=CITIZENS, cases_total=1000),
        sealed("2", unit_id=GENERAL, cases_total=10, seal_basis="law"),
        sealed("3", cases_total=0, seal=False),
        sealed("4", cases_total=None, in_person=True, name="妊娠届出書"),
    )
    yield made
    made.close()


def add_flow(workspace, minutes=3.0, unit=CITIZENS):
    """A flow with one step, as rows."""
    item = next(iter(workspace.queries.work_items(workspace.round_id, unit)))
    workspace.store.commit(
        "フロー（架空）",
        [
            PutRow("flow", "f1", {"name": "受付の流れ", "unit_id": unit, "work_item_id": item}),
            PutRow(
                "flow_element",
                "s1",
                {
                    "flow_id": "f1",
                    "element_id": "Step_1",
                    "kind": "task",
                    "name": "印影の確認",
                    "minutes_per_case": minutes,
                    "cases_per_year": 1000.0,
                },
            ),
        ],
    )
    return "s1"


# -- looking ---------------------------------------------------------------------------------------


def test_views_and_filters_show_what_they_say(city):
    ledger = city.procedures
    counts = ledger.counts()
    assert (counts[View.ALL], counts[View.SEAL], counts[View.ZERO]) == (4, 3, 1)
    ranked = ledger.select(ProcedureFilter(View.VOLUME))
    assert [p.number for p in ranked] == ["1", "2"]
    own = ledger.select(ProcedureFilter(unit_ids=frozenset({CITIZENS})))
    assert [p.number for p in own] == ["1"]
    assert [p.number for p in ledger.select(ProcedureFilter(basis="law"))] == ["2"]
    assert [p.number for p in ledger.select(ProcedureFilter(text="手続　２"))] == ["2"]
    assert [p.number for p in ledger.select(ProcedureFilter(text="市民課"))] == ["1"]


def test_chart_table_and_command_tell_the_same_numbers(city, capsys):
    progress = city.procedures.progress()
    chart = progress_chart(progress, city.procedures.ledger)
    assert isinstance(chart.data, ProgressChart)
    rows = {row.key: row.total for row in chart.data.rows if row.key}
    assert rows["seal"] == progress.seals.demanded == 3
    by_basis = sum(row.total for row in chart.data.rows if not row.key)
    assert by_basis == 3
    table = progress_table(progress, city.procedures.ledger)
    in_table = sum(int(row[3] or 0) for row in table.rows)
    assert in_table == sum(progress.demand(one).demanded for one in Requirement)
    folder = city.database.folder
    city.close()
    assert run(["procedure", "progress", "--json", "--workspace", str(folder)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["seal"]["demanded"] == 3
    assert sum(cell["procedures"] for cell in printed["cells"]) == in_table


# -- editing ---------------------------------------------------------------------------------------


def test_typed_cells_are_one_step_of_undo_and_bad_ones_are_told(city):
    done = city.procedures.type_cells(
        "編集",
        [
            ("p1", "decision", "廃止"),
            ("p1", "effective_on", "令和8年10月1日"),
            ("p2", "cases_total", "１，２３４件"),
            ("p2", "unit_id", "市民課"),
            ("p3", "decision", "たぶん"),
            ("p3", "unit_id", "ない課"),
        ],
    )
    assert {(one.row, one.key) for one in done.refused} == {("p3", "decision"), ("p3", "unit_id")}
    assert done.remarks
    found = city.procedures.find
    assert (found("p1").decision, found("p1").effective_on) == ("abolish", "2026-10-01")
    assert (found("p2").cases_total, found("p2").unit_id) == (1234, CITIZENS)
    city.undo.undo()
    assert (found("p1").decision, found("p2").cases_total) == ("", 10)


def test_a_decision_for_many_leaves_those_without_the_demand(city):
    review = Review(Requirement.SEAL, "signature", "理由", "規則（架空）", "2026-10-01")
    assert city.procedures.review(["p1", "p2", "p3"], review) == 2
    assert [city.procedures.find(row).decision for row in ("p1", "p2", "p3")] == [
        "signature",
        "signature",
        "",
    ]
    assert city.procedures.find("p1").written_decision == ""
    city.undo.undo()
    assert city.procedures.find("p1").decision == ""
    with pytest.raises(RefusedError):
        city.procedures.review(["p1"], Review(Requirement.SEAL, "abolish", effective_on="昨日"))


def test_what_the_city_alone_can_change_is_proposed_and_confirmed(city):
    rows = ["p1", "p2", "p3", "p4"]
    assert city.procedures.city_alone_proposals(rows) == {
        "p1": True,
        "p2": False,
        "p3": True,
    }
    assert city.procedures.find("p1").city_alone is None
    assert city.procedures.confirm_city_alone(rows) == 3
    assert city.procedures.find("p2").city_alone is False


def test_lines_are_added_and_deleted_with_their_links_and_come_back(city):
    row = city.procedures.add("新しい手続", GENERAL)
    assert city.procedures.all()[0].id != row  # at the end
    city.procedures.link_step("p1", Requirement.SEAL, "", 2.0)
    assert city.procedures.remove(["p1", row]) == 2
    assert city.procedures.find("p1") is None
    assert city.procedures.links("p1") == ()
    city.undo.undo()
    assert len(city.procedures.links("p1")) == 1
    with pytest.raises(RefusedError):
        city.procedures.add("  ")


def test_priority_procedures_count_only_once_confirmed(city):
    (line,) = (one for one in city.procedures.priority_lines() if one.listed.number == 15)
    assert [match.procedure.id for match in line.candidates] == ["p4"]
    assert city.procedures.progress().priority.matched == 0
    city.procedures.confirm_priority("p4", 15)
    assert city.procedures.progress().priority.matched == 1
    (line,) = (one for one in city.procedures.priority_lines() if one.listed.number == 15)
    assert ([p.id for p in line.lines], line.candidates) == (["p4"], ())
    city.procedures.confirm_priority("p4", None)
    assert city.procedures.progress().priority.matched == 0


def test_sections_edit_their_own_lines_only(tmp_path):
    made = built_workspace(tmp_path / "課", CityPlan(tasks=1), Person("leader", "kaizen_leader"))
    fill_ledger(made, sealed("1", unit_id=CITIZENS), sealed("2"))
    ledger = made.procedures
    own, of_city = ledger.by_number("1"), ledger.by_number("2")
    assert ledger.editable(own, CITIZENS)
    assert not ledger.editable(own, GENERAL)
    assert not ledger.editable(of_city, CITIZENS)
    made.close()


# -- steps and improvements ------------------------------------------------------------------------


def test_giving_up_a_seal_shows_the_minutes_and_becomes_an_improvement(city):
    step = add_flow(city)
    city.procedures.link_step("p1", Requirement.SEAL, step, 1.0)
    saving = next(s for s in city.procedures.savings("p1") if s.requirement is Requirement.SEAL)
    assert saving.minutes == 1000
    row = city.procedures.register_improvement("p1", saving)
    (made,) = (one for one in city.improvements.all() if one.id == row)
    assert made.plan.procedure_id == "p1"
    assert made.expected_minutes == 1000
    assert [claim.step_id for claim in made.plan.claims] == [step]
    assert city.procedures.find("p1").name in made.plan.name


def test_the_minutes_of_a_step_can_be_given_up_only_once(city):
    step = add_flow(city, minutes=1.0)
    city.procedures.link_step("p1", Requirement.SEAL, step)
    saving = next(s for s in city.procedures.savings("p1") if s.minutes)
    city.procedures.register_improvement("p1", saving)
    with pytest.raises(RefusedError):
        city.procedures.register_improvement("p1", saving)


def test_links_ask_for_a_step_or_minutes_and_refuse_doubles(city):
    step = add_flow(city)
    ledger = city.procedures
    link = ledger.link_step("p1", Requirement.SEAL, step)
    with pytest.raises(RefusedError):
        ledger.link_step("p1", Requirement.SEAL, step)
    with pytest.raises(RefusedError):
        ledger.link_step("p1", Requirement.SEAL, "")
    with pytest.raises(RefusedError):
        ledger.link_step("p1", Requirement.SEAL, "", -1.0)
    with pytest.raises(RefusedError):
        ledger.link_step("gone", Requirement.SEAL, step)
    assert ledger.links("p1")[0].minutes_per_case == 3.0
    ledger.unlink(link)
    assert ledger.links("p1") == ()


def test_nothing_can_be_entered_before_it_can_be_calculated(city):
    saving = next(iter(city.procedures.savings("p1")))
    with pytest.raises(RefusedError):
        city.procedures.register_improvement("p1", saving)


# -- importing -------------------------------------------------------------------------------------


def test_an_exported_ledger_comes_back_unchanged(city, tmp_path):
    path = tmp_path / "台帳.xlsx"
    assert export_procedures(city, city.procedures.all(), path) == 4
    importer = procedure_import(city)
    book = importer.open(path)
    preview = importer.preview(book, importer.propose(book).profile)
    assert dict(preview.counts) == {LineState.UNCHANGED: 4}
    assert preview.left_out == ()
    assert importer.take_over(preview) == 0


def test_the_sample_of_the_inventory_fills_an_empty_ledger(city, tmp_path):
    path = tmp_path / "見本.xlsx"
    n = write_sample_inventory(path)
    importer = procedure_import(city)
    book = importer.open(path)
    preview = importer.preview(book, importer.propose(book).profile, "0101")
    assert preview.counts[LineState.ADDED] >= n - 1
    before = len(city.procedures.all())
    stored = importer.take_over(preview)
    assert len(city.procedures.all()) == before + stored
    assert city.procedures.by_number("S-0030").unit_id == CITIZENS
    city.undo.undo()
    assert len(city.procedures.all()) == before


def sheet_of(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_a_changed_sheet_shows_what_changes_and_doubtful_lines_wait(city, tmp_path):
    path = sheet_of(
        tmp_path / "変更.xlsx",
        ["番号", "手続名", "総件数", "所管課", "ふりがな"],
        ["1", "手続1（架空）", 1200, "市民課", "a"],
        ["2", "改めた名前", 10, "総務課", "b"],
        ["9", "まだない手続", 5, "どこかの課", "c"],
    )
    importer = procedure_import(city)
    book = importer.open(path)
    preview = importer.preview(book, importer.propose(book).profile)
    assert [line.state for line in preview.lines] == [
        LineState.CHANGED,
        LineState.CONFLICT,
        LineState.ADDED,
    ]
    assert preview.left_out == ("ふりがな",)
    assert "section-unknown" in {finding.rule for finding in preview.findings}
    assert importer.take_over(preview) == 2
    assert city.procedures.find("p1").cases_total == 1200
    assert city.procedures.find("p2").name == "手続2（架空）"
    again = importer.preview(book, importer.propose(book).profile)
    assert importer.take_over(again, conflicts=True) == 1
    assert city.procedures.find("p2").name == "改めた名前"


def test_a_profile_is_kept_for_procedures_and_not_for_surveys(city, tmp_path):
    path = sheet_of(tmp_path / "独自.xlsx", ["整理", "何をするか", "数"], ["1", "申請", 5])
    importer = procedure_import(city)
    book = importer.open(path)
    assert importer.propose(book).headings is None
    from bpr_studio.services.mapping_desk import MappingDesk

    desk = MappingDesk(importer, book)
    desk.set_headings(0, 1)
    assert desk.missing == ("name",)
    with pytest.raises(RefusedError):
        importer.preview(book, desk.profile)
    desk.assign(1, "name")
    desk.assign(2, "cases_total")
    desk.assign(0, "extra")
    desk.set_name("独自の表")
    desk.keep()
    assert city.grown_sheets.profiles() == ()
    assert importer.propose(book).profile.name == "独自の表"
    assert importer.profile("独自の表").targets == {"name", "cases_total", "extra"}
    preview = importer.preview(book, importer.profile("独自の表"))
    assert preview.lines[0].line.values == {
        "extra": {"整理": "1"},
        "name": "申請",
        "cases_total": 5,
    }
    with pytest.raises(RefusedError):
        importer.profile("ほかの表")


def test_a_section_imports_its_own_lines_only(city, tmp_path):
    path = sheet_of(
        tmp_path / "課.xlsx",
        ["番号", "手続名", "総件数", "所管課"],
        ["11", "うちの手続", 5, "市民課"],
        ["12", "よその手続", 5, "総務課"],
        ["13", "課のない手続", 5, None],
    )
    importer = procedure_import(city, CITIZENS)
    book = importer.open(path)
    preview = importer.preview(book, importer.propose(book).profile)
    assert [line.line.unit_id for line in preview.lines] == [CITIZENS, CITIZENS]
    assert preview.refused == 1
    assert "section-not-own" in {finding.rule for finding in preview.findings}


# -- the fictitious ledger -------------------------------------------------------------------------


def test_the_fictitious_ledger_is_the_same_every_time_and_names_no_law(tmp_path):
    ledgers = []
    for name in "ab":
        made = built_workspace(tmp_path / name, CityPlan(tasks=8))
        assert add_demo_procedures(made) == len(made.procedures.all()) == 120
        ledgers.append(made.procedures.all())
        assert made.procedures.progress().fictitious
        assert all(not p.law and not p.clause for p in made.procedures.all())
        made.close()
    assert ledgers[0] == ledgers[1]


# -- commands --------------------------------------------------------------------------------------


def test_commands_list_review_show_export_and_import(city, tmp_path, capsys):
    folder = str(city.database.folder)
    city.close()

    def call(*words):
        code = run(["procedure", *words, "--json", "--workspace", folder])
        return code, json.loads(capsys.readouterr().out)

    assert [p["number"] for p in call("list", "--view", "zero")[1]] == ["3"]
    assert [p["number"] for p in call("list", "--unit", "0101")[1]] == ["1"]
    done = call("review", "1", "3", "--decision", "abolish", "--day", "R8.10.1")[1]
    assert done == {"decided": 1, "without_demand": 1}
    shown = call("show", "1")[1]
    assert (shown["decision"], shown["effective_on"], shown["unit"]) == (
        "abolish",
        "2026-10-01",
        "0101",
    )
    assert {finding["rule"] for finding in shown["findings"]} >= {"rule-missing"}
    path = tmp_path / "出力.csv"
    assert call("export", "-o", str(path))[1]["procedures"] == 4
    read = call("import", str(path), "--dry-run")[1]
    assert (read["unchanged"], read["stored"]) == (4, 0)
    code, error = call("show", "99")
    assert code == 1
    assert "99" in error["error"]["message"]
