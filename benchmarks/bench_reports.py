"""How fast the PDF reports of 365 sections are written, and whether memory stays flat meanwhile."""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing

from benchmarks.demo_city import PERSON, full_city, home
from benchmarks.figures import Figure, seconds
from bpr_studio.app.report_run import write_all_reports
from bpr_studio.app.reports import mayor_content, write_mayor_report
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.report_runs import Outcome, ReportKind

_MEGABYTE = 1024 * 1024
_WARM = 0.2  # of the reports, until everything that is kept is there


class _Watch:
    """Notes how much memory this process has when it is warm and at the end."""

    def __init__(self) -> None:
        self.warm = 0.0
        self.end = 0.0

    def report(self, done: int, total: int, _what: str) -> None:
        if not self.warm and done >= _WARM * total:
            self.warm = _resident()
        if done == total:
            self.end = _resident()


def _resident() -> float:
    """Memory of this process in MB; 0 where the system does not tell."""
    if not sys.platform.startswith("linux"):
        return 0.0
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # no real file
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE


def _work() -> float:
    """Processor time of this process and those it started, in seconds."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> list[Figure]:
    """Write all reports, then again with nothing changed, then the page for the mayor."""
    place, target, watch = full_city(), home() / "reports", _Watch()
    before, start = _work(), time.perf_counter()
    result = write_all_reports(place, PERSON, target, ReportKind.PDF, watch)
    wall, work = time.perf_counter() - start, _work() - before
    written = result.count(Outcome.WRITTEN)
    size = sum(path.stat().st_size for path in target.glob("*.pdf")) / _MEGABYTE
    again = seconds(lambda: write_all_reports(place, PERSON, target, ReportKind.PDF, NoProgress()))
    with closing(Workspace.open(place, PERSON, read_only=True)) as workspace:
        content = mayor_content(workspace)
        mayor = seconds(lambda: write_mayor_report(content, home() / "mayor.pdf"), rounds=3)
    return [
        Figure(f"writing {written} section reports as PDF ({size:,.0f} MB)", wall, "s", 300),
        Figure("processor time of it, all processes", work, "s"),
        Figure("memory of the process that counts, after a fifth of it", watch.warm, "MB"),
        Figure("growth of it until the end", watch.end - watch.warm, "MB", 30),
        Figure("the same run again, nothing changed", again, "s"),
        Figure("drawing and writing the page for the mayor", mayor * 1000, "ms", 1000),
    ]
