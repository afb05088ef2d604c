"""A run over many sections: what is written, kept, failed, and what the index says."""

from dataclasses import dataclass, field

import pytest

from bpr_studio.domain.shared.errors import CancelledError, RefusedError
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.report_runs import (
    Outcome,
    ReportJob,
    ReportKind,
    fingerprint,
    jobs_of,
    run_reports,
)
from bpr_studio.services.report_values import Column, ReportContent, ReportTable
from bpr_studio.services.views import UnitLine

ABOUT = ReportTable("about", "", (Column("x"),), ())


def content(text: str) -> ReportContent:
    return ReportContent(text, "", "", (), (), (), (), ABOUT, "")


def job(code: str) -> ReportJob:
    return ReportJob(code, f"課{code}", f"{code}.pdf")


@dataclass
class Folder:
    """A folder in memory."""

    files: dict[str, str] = field(default_factory=dict)
    index: list[list[str]] = field(default_factory=list)

    def has(self, file_name):
        return file_name in self.files

    def read_index(self):
        return self.index

    def write_index(self, lines):
        self.index = [list(line) for line in lines]


@dataclass
class Writers:
    """Writes into the folder at once; fails for titles it is told."""

    folder: Folder
    fails: frozenset[str] = frozenset()
    closed: bool = False

    def write(self, contents):
        try:
            for one, said in contents:
                if said.title in self.fails:
                    yield one, RefusedError("could not be drawn")
                else:
                    self.folder.files[one.file_name] = said.title
                    yield one, None
        finally:
            self.closed = True


class Watcher:
    """Stops after some reports."""

    def __init__(self, most):
        self.most = most

    def report(self, done, _total, _what):
        if done >= self.most:
            raise CancelledError("stopped")


JOBS = [job(f"{n:02d}") for n in range(5)]


def run(folder, said=str, *, progress=None, fails=frozenset()):
    writers = Writers(folder, fails)
    return run_reports(
        JOBS, lambda code: content(said(code)), folder, writers, progress or NoProgress()
    )


def test_every_section_has_its_file_and_its_line_in_the_index():
    folder = Folder()
    result = run(folder)
    assert result.count(Outcome.WRITTEN) == 5
    assert sorted(folder.files) == [one.file_name for one in JOBS]
    assert [line[0] for line in folder.index[1:]] == [one.code for one in JOBS]


def test_what_says_the_same_is_kept_and_what_changed_is_written_anew():
    folder = Folder()
    run(folder)
    folder.files = dict.fromkeys(folder.files, "as before")
    result = run(folder, lambda code: "new" if code == "03" else code)
    assert result.count(Outcome.UNCHANGED) == 4
    assert folder.files["03.pdf"] == "new"
    assert folder.files["00.pdf"] == "as before"


def test_a_file_somebody_took_away_is_written_again():
    folder = Folder()
    run(folder)
    del folder.files["02.pdf"]
    assert run(folder).count(Outcome.WRITTEN) == 1


def test_reports_that_fail_stop_no_other_and_are_explained():
    def said(code):
        if code == "01":
            raise RefusedError("no such unit")
        return code

    folder = Folder()
    result = run(folder, said, fails=frozenset({"03"}))
    assert [one.outcome for one in result.done] == [
        Outcome.WRITTEN, Outcome.FAILED, Outcome.WRITTEN, Outcome.FAILED, Outcome.WRITTEN,
    ]  # fmt: skip
    reasons = {line[0]: line[4] for line in folder.index[1:]}
    assert reasons["01"] == "no such unit"
    assert reasons["03"] == "could not be drawn"
    assert "2 could not be made" in result.sentence


def test_a_run_that_was_stopped_goes_on_where_it_was():
    folder = Folder()
    with pytest.raises(CancelledError):
        run(folder, progress=Watcher(2))
    assert len(folder.files) == 2
    assert [line[3] for line in folder.index[1:]] == ["written"] * 2 + ["not made yet"] * 3
    result = run(folder)
    assert (result.count(Outcome.UNCHANGED), result.count(Outcome.WRITTEN)) == (2, 3)


def test_a_damaged_index_only_means_that_all_is_written():
    folder = Folder(index=[["x"], [], ["a", "b", "00.pdf", "", "", "wrong"]])
    assert run(folder).count(Outcome.WRITTEN) == 5


def test_the_same_content_has_the_same_mark():
    assert fingerprint(content("a")) == fingerprint(content("a")) != fingerprint(content("b"))


def test_jobs_are_the_units_of_the_levels_in_tree_order_with_safe_names():
    units = [
        UnitLine(f"id{code}", 2026, code, name, level, "", "", "", "", "", place, place)
        for place, (code, name, level) in enumerate(
            [("01", "局", "bureau"), ("0101", "課/係", "section"), ("02", "区", "ward")]
        )
    ]
    jobs = jobs_of(units, frozenset({"section"}), ReportKind.XLSX, lambda text, end: text + end)
    assert jobs == (ReportJob("0101", "課/係", "0101_課/係.xlsx"),)
