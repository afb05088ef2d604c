"""`flow export` and `flow convert` write what a flow can be written as."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from bpr_studio.app.cli import run
from bpr_studio.domain.process.rollup import work_by
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.flow_export import WRITE_ENDINGS, ExportOptions

DATA = Path(__file__).parents[1] / "data" / "bpmn"
SAMPLE = DATA / "all_families.bpmn"


def test_every_ending_gives_a_file_of_that_kind(workspace, tmp_path):
    flow = workspace.queries.flows()[0]
    starts = {".pdf": b"%PDF", ".png": b"\x89PNG", ".xlsx": b"PK"}
    for ending in WRITE_ENDINGS:
        path = tmp_path / f"flow{ending}"
        assert workspace.flows.export(flow.id, path) == (path,)
        assert path.read_bytes().startswith(starts.get(ending, b"<?xml"))


def test_a_printed_flow_says_whose_it_is_and_that_it_is_made_up(workspace, tmp_path):
    flow = next(line for line in workspace.queries.flows() if line.unit_name)
    workspace.flows.export(flow.id, tmp_path / "flow.pdf")
    text = PdfReader(tmp_path / "flow.pdf").pages[0].extract_text()
    assert flow.unit_name in text
    assert "As-Is" in text
    assert "Fictitious sample" in text
    assert workspace.clock.now().astimezone().date().isoformat() in text


def test_the_table_of_steps_has_the_hours_of_the_flow(workspace, tmp_path):
    flow = next(f for f in workspace.queries.flows() if f.activities)
    model = workspace.flows.model(flow.id)
    workspace.flows.export(flow.id, tmp_path / "flow.xlsx")
    steps, lanes, sums = openpyxl.load_workbook(tmp_path / "flow.xlsx").worksheets
    headings = [cell.value for cell in steps[4]]
    hours = headings.index("Working hours of a year（hours）")
    rows: list[Any] = list(steps.iter_rows(min_row=5, values_only=True))
    told = [row[hours] for row in rows[:-1] if row[hours] is not None]
    total = work_by(model, lambda _: "").minutes / 60
    assert rows[-1][hours] == pytest.approx(total)
    assert sum(told) == pytest.approx(total)
    assert list(sums.iter_rows(values_only=True))[-1][2] == pytest.approx(total)
    assert steps.freeze_panes == "D5"
    assert steps.print_title_cols == "$A:$C"
    assert steps.print_title_rows == "$4:$4"
    assert lanes.freeze_panes == "A5"
    assert steps.page_setup.paperSize == 8
    assert steps.page_setup.orientation == "landscape"
    assert len(list(lanes.iter_rows(min_row=5))) == len(rows) - 1


def test_every_step_stands_in_the_column_of_its_lane(tmp_path):
    assert run(["flow", "convert", str(SAMPLE), "-o", str(tmp_path / "x.xlsx")]) == 0
    lanes = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[1]
    headings = [cell.value for cell in lanes[4]]
    row = next(r for r in lanes.iter_rows(min_row=5, values_only=True) if r[1] == "申請書を確認")
    marks = [head for head, cell in zip(headings, row, strict=True) if cell == "●"]
    assert marks == ["区役所 › 窓口"]


def test_codes_are_written_as_words(tmp_path):
    assert run(["flow", "convert", str(SAMPLE), "-o", str(tmp_path / "x.xlsx")]) == 0
    steps = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    row = next(r for r in steps.iter_rows(values_only=True) if r[2] == "申請書を確認")
    assert "P06" not in row
    assert "daily" not in row
    assert not {"N1", "N1, N3", "N1、N3"} & set(row)


def test_further_diagrams_are_pictures_of_their_own(tmp_path, capsys):
    target = tmp_path / "x.svg"
    assert run(["flow", "convert", str(SAMPLE), "-o", str(target), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["file"] == str(target)
    assert answer["files"] == [str(target), str(tmp_path / "x-2.svg")]
    assert "電話で連絡" in (tmp_path / "x-2.svg").read_text()


def test_paper_and_pages_can_be_chosen(tmp_path):
    words = ["flow", "convert", str(SAMPLE), "-o", str(tmp_path / "x.pdf")]
    assert run([*words, "--paper", "A4", "--pages", "tile"]) == 0
    pages = PdfReader(tmp_path / "x.pdf").pages
    assert len(pages) > 2
    assert sorted(map(round, pages[0].mediabox[2:])) == [595, 842]
    assert run([*words, "--paper", "B5"]) == 2


def test_an_unknown_ending_is_refused_with_the_endings_there_are(workspace, tmp_path):
    flow = workspace.queries.flows()[0]
    with pytest.raises(RefusedError, match=r"\.bpmn \.svg \.png \.pdf \.xlsx"):
        workspace.flows.export(flow.id, tmp_path / "flow.docx", ExportOptions())
    assert not (tmp_path / "flow.docx").exists()
