"""A run over all sections of a real small city: one whole file each, an index, again and stopped."""

import csv

import pytest
from pypdf import PdfReader

from bpr_studio.adapters.render.fonts import find_report_fonts, font_folders
from bpr_studio.app.cli import run
from bpr_studio.app.report_pool import INDEX, FolderOnDisk, ReportPool
from bpr_studio.app.report_run import BUREAUS, SECTIONS, write_all_reports
from bpr_studio.app.reports import report_content, write_report
from bpr_studio.domain.shared.errors import CancelledError, RefusedError
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.report_runs import Outcome, ReportJob, ReportKind

OFFICER = Person("tester", "dx_office")


class StopAfter:
    """Stops a run after some reports."""

    def __init__(self, most):
        self.most = most

    def report(self, done, _total, _what):
        if done >= self.most:
            raise CancelledError("stopped")


def index_of(folder):
    text = (folder / INDEX).read_text(encoding="utf-8-sig")
    return {row[0]: row for row in csv.reader(text.splitlines())}


def write(city_folder, target, kind=ReportKind.HTML, progress=None, **more):
    return write_all_reports(city_folder, OFFICER, target, kind, progress or NoProgress(), **more)


@pytest.mark.usefixtures("japanese")
def test_every_section_has_one_file_that_says_what_its_own_report_says(
    workspace, city_folder, tmp_path
):
    target = tmp_path / "all"
    result = write(city_folder, target)
    codes = [u.code for u in workspace.queries.units(2026) if u.level == "section"]
    assert [one.job.code for one in result.done] == codes
    assert result.count(Outcome.WRITTEN) == len(codes) == 8
    names = {one.job.code: one.job.file_name for one in result.done}
    assert all(names[code].startswith(f"{code}_") for code in codes)
    alone = tmp_path / "alone.html"
    write_report(report_content(workspace, codes[0]), alone)
    assert (target / names[codes[0]]).read_bytes() == alone.read_bytes()
    assert index_of(target)[codes[0]][2] == names[codes[0]]


def test_a_stopped_run_keeps_what_is_written_and_goes_on_later(city_folder, tmp_path):
    target = tmp_path / "all"
    with pytest.raises(CancelledError):
        write(city_folder, target, progress=StopAfter(3))
    kept = {path.name: path.stat().st_mtime_ns for path in target.glob("*.html")}
    assert len(kept) >= 3
    assert not list(target.glob("*.tmp"))
    result = write(city_folder, target)
    assert result.count(Outcome.UNCHANGED) >= 3
    assert result.count(Outcome.FAILED) == 0
    assert len(list(target.glob("*.html"))) == 8


def test_bureaus_are_written_when_asked_for(workspace, city_folder, tmp_path):
    result = write(city_folder, tmp_path / "all", levels=SECTIONS | BUREAUS)
    levels = {u.code: u.level for u in workspace.queries.units(2026)}
    assert {levels[one.job.code] for one in result.done} == SECTIONS | (
        BUREAUS & set(levels.values())
    )


def test_the_command_writes_pdfs_with_one_window_open(workspace, city_folder, tmp_path, capsys):
    try:
        find_report_fonts(font_folders())
    except RefusedError:
        pytest.skip("no Japanese font with TrueType outlines is installed")
    target = tmp_path / "all"
    words = ["report", "--all", "--kind", "pdf", "-o", str(target), "--workspace", str(city_folder)]
    assert run(words) == 0
    assert "8 reports were written." in capsys.readouterr().out
    first = min(target.glob("*.pdf"))
    assert len(PdfReader(first).pages) > 3
    assert workspace.goals.may_edit  # it stayed open meanwhile


@pytest.mark.parametrize(
    "words", [["mayor", "--all"], ["mayor", "--unit", "0101"], ["--all", "--unit", "0101"]]
)
def test_what_does_not_go_together_is_refused(city_folder, tmp_path, words, capsys):
    command = ["report", *words, "-o", str(tmp_path / "x.pdf"), "--workspace", str(city_folder)]
    assert run(command) == 1
    assert "do not go together" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(RefusedError):
        FolderOnDisk(tmp_path / "file" / "below")


def test_a_report_that_cannot_be_written_is_told_and_the_next_one_is(
    workspace, tmp_path, translations_folder
):
    (tmp_path / "taken.html").mkdir()
    content = report_content(workspace)
    jobs = [ReportJob("1", "a", "taken.html"), ReportJob("2", "b", "free.html")]
    pool = ReportPool(tmp_path, translations_folder, processes=1)
    found = {job.code: error for job, error in pool.write((job, content) for job in jobs)}
    assert found["1"] is not None
    assert found["2"] is None
    assert (tmp_path / "free.html").is_file()
