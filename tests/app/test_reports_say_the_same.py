"""One report, five ways to look at it: every figure is the same on the page, in each kind of file
and in what commands print. The city, one section, the goals and the page for the mayor."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from bpr_studio.adapters.render.fonts import find_report_fonts, font_folders
from bpr_studio.app.cli import run
from bpr_studio.app.reports import (
    mayor_content,
    report_content,
    write_mayor_report,
    write_report,
)
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.reform.improvement import (
    Actual,
    Claim,
    ImprovementKind,
    ImprovementState,
    Method,
    NewImprovement,
)
from bpr_studio.domain.shared.chart_values import BurnUpChart
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.goals import GoalEntry
from bpr_studio.services.report_values import shown

OFFICER = Person("tester", "dx_office")


@pytest.fixture(scope="module")
def reformed(small_city, tmp_path_factory):
    """The small city with values of goals and an improvement that saved hours."""
    import shutil

    folder = shutil.copytree(small_city, tmp_path_factory.mktemp("reformed") / "workspace")
    workspace = Workspace.open(folder, OFFICER)
    for goal, year, value in (
        ("G4", 2024, 2), ("G5", 2024, 4120), ("G10", 2024, 34.5), ("G11", 2024, 63.2),
        ("G1", 2023, 38_700),
    ):  # fmt: skip
        workspace.goals.set_value(GoalEntry(goal, year, value, source="架空の報告"))
    task = workspace.analysis.answer(workspace.round_id).largest_tasks[0]
    unit = next(u for u in workspace.queries.units(2026) if u.code == task.unit_code)
    row = workspace.improvements.create(
        NewImprovement(
            name="受付の集約",
            kind=ImprovementKind.CONSOLIDATE,
            unit_id=unit.id,
            start_month="2024-04",
            centre=True,
            claims=(Claim(task.id, "", task.minutes // 4),),
        )
    )
    for state in (ImprovementState.PLANNED, ImprovementState.RUNNING):
        workspace.improvements.set_state(row, state)
    actual = Actual(2025, task.minutes // 5, Method.MEASURED, "日報の集計（架空）")
    workspace.improvements.record(row, actual)
    code = task.unit_code
    workspace.close()
    return folder, code


@pytest.fixture(scope="module")
def opened(reformed):
    workspace = Workspace.open(reformed[0], OFFICER, read_only=True)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module", autouse=True)
def _font():
    try:
        find_report_fonts(font_folders())
    except RefusedError:
        pytest.skip("no Japanese font with TrueType outlines is installed")


def squeezed(text):
    return "".join(text.split())


def rows_of(table):
    return [list(row) for row in table.shown()]


def in_html(path):
    parser = _Tables()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser.tables


def in_workbook(path, tables):
    book = load_workbook(path)
    found = []
    for sheet, table in zip(book.worksheets[1:], tables, strict=True):
        rows: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows()]
        headings = [column.heading for column in table.columns]
        start = rows.index(headings) + 1
        found.append(
            [
                [
                    shown(cell, column).replace("–", "")  # an empty cell is an empty cell
                    for cell, column in zip(row, table.columns, strict=True)
                ]
                for row in rows[start:]
            ]
        )
    return found


def in_pdf(path):
    return squeezed("".join(page.extract_text() for page in PdfReader(path).pages))


def printed(folder, *words):
    """The JSON document of a command, with its tables as people read them."""
    return [*words, "--json", "--workspace", str(folder)]


def check(content, tmp_path, write, document):
    """The tables of a content in its three files and its JSON document."""
    paths = {kind: tmp_path / f"report.{kind}" for kind in ("pdf", "html", "xlsx")}
    for path in paths.values():
        write(content, path)
    wanted = [rows_of(table) for table in content.tables]
    assert in_html(paths["html"]) == wanted
    emptied = [[[text.replace("–", "") for text in row] for row in rows] for rows in wanted]
    assert in_workbook(paths["xlsx"], content.tables) == emptied
    said = [s["table"] for s in document["sections"] if s["table"] is not None]
    assert len(said) == len(content.tables)
    for told, table in zip(said, content.tables, strict=True):
        assert told["rows"] == [list(row) for row in table.rows]
    assert document["findings"] == list(content.findings)
    figures = [figure["value"] for figure in document["key_figures"]]
    assert figures == [figure.value for figure in content.key_figures]
    text = in_pdf(paths["pdf"])
    plain = squeezed(re.sub(r"<[^>]+>", "", paths["html"].read_text(encoding="utf-8")))
    for part in (*content.findings, *figures):
        assert squeezed(part) in text
        assert squeezed(part) in plain
    return paths, text


@pytest.mark.usefixtures("japanese")
class TestEqual:
    @pytest.mark.parametrize("which", ["city", "section"])
    def test_the_report(self, opened, reformed, tmp_path, capsys, which):
        folder, code = reformed
        unit = code if which == "section" else ""
        content = report_content(opened, unit)
        option = ["--unit", unit] if unit else []
        output = tmp_path / "command.html"
        assert run(printed(folder, "report", *option, "-o", str(output))) == 0
        document = json.loads(capsys.readouterr().out)
        _, text = check(content, tmp_path, write_report, document)
        for table in content.tables:
            for row in table.shown():
                numbers = [c for c, col in zip(row, table.columns, strict=True) if col.numeric]
                assert all(number in text for number in numbers), (table.key, row)
        keys = {section.key for section in content.sections}
        assert {"waterfall", "medium"} <= keys
        assert ("goals" in keys) is (which == "city")

    def test_the_page_for_the_mayor(self, opened, reformed, tmp_path, capsys):
        content = mayor_content(opened)
        output = tmp_path / "command.pdf"
        assert run(printed(reformed[0], "report", "mayor", "-o", str(output))) == 0
        document = json.loads(capsys.readouterr().out)
        paths, text = check(content, tmp_path, write_mayor_report, document)
        assert len(PdfReader(paths["pdf"]).pages) == 1
        goals = next(table for table in content.tables if table.key == "goals")
        assert len(goals.rows) == 12
        for row in goals.shown():
            numbers = [c for c, col in zip(row, goals.columns, strict=True) if col.numeric]
            assert all(number in text for number in [row[0], *numbers])
        assert "架空" in text
        assert "S01" in text

    def test_the_goals(self, opened, reformed, capsys):
        progresses = opened.goals.all()
        assert run(printed(reformed[0], "goals", "show")) == 0
        told = {goal["id"]: goal for goal in json.loads(capsys.readouterr().out)["goals"]}
        table = next(t for t in report_content(opened).tables if t.key == "goals")
        lines = {row[0]: row for row in table.rows}
        assert len(told) == len(lines) == len(progresses) == 12
        for progress in progresses:
            document, line = told[progress.goal.id], lines[progress.goal.id]
            assert document["value"] == progress.value
            assert document["target"] == progress.target
            assert document["standing_words"] == line[9]
            if progress.value is None:
                assert line[3] is None
            else:
                assert line[3] == pytest.approx(progress.value, abs=0.51)

    def test_what_the_register_saved_is_the_same_in_goal_register_and_report(self, opened):
        effects = opened.improvement_effects.of()
        saved = next(y.actual for y in effects.sums.years if y.fiscal_year == 2025)
        by_id = {p.goal.id: p for p in opened.goals.all()}
        centre = next(y.actual for y in effects.centre.years if y.fiscal_year == 2025)
        assert by_id["G1"].value == saved / 60
        assert by_id["G2"].value == centre / 60
        assert 0 < centre < saved  # a part of it
        mayor = mayor_content(opened)
        chart = next(s.chart for s in mayor.sections if s.key == "burn_up")
        assert chart is not None
        burn_up = chart.data
        assert isinstance(burn_up, BurnUpChart)
        assert burn_up.total.years[-2].actual == saved
        assert f"{saved / 60:,.0f}" == mayor.key_figures[0].value

    def test_both_denominators_stand_on_the_page_for_the_mayor(self, opened):
        total = opened.analysis.answer(opened.round_id).total
        saved = next(p for p in opened.goals.all() if p.goal.id == "G1").value * 60
        of_all, of_non_core = mayor_content(opened).key_figures[1:3]
        assert of_all.value == f"{saved / total.total * 100:.2f}"
        assert of_non_core.value == f"{saved / total.non_core * 100:.2f}"


class _Tables(HTMLParser):
    """The cells of all table bodies."""

    def __init__(self):
        super().__init__()
        self.tables = []
        self.inside = False
        self.cell = False

    def handle_starttag(self, tag, _attrs):
        if tag == "tbody":
            self.inside = True
            self.tables.append([])
        elif tag == "tr" and self.inside:
            self.tables[-1].append([])
        elif tag in {"td", "th"} and self.inside:
            self.cell = True
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        if tag == "tbody":
            self.inside = False
        elif tag in {"td", "th"}:
            self.cell = False

    def handle_data(self, data):
        if self.cell and self.inside:
            self.tables[-1][-1][-1] += data


def test_sheets_are_named_by_headings_not_by_sentences(workspace):
    content = report_content(workspace)
    assert len(content.tables) > 8
    titles = [table.title for table in content.tables]
    assert not [title for title in titles if title.endswith((".", "。"))]
