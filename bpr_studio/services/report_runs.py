"""Reports on every section of the city in one go: which files, in which state, and an index.

A report that says what the file of the run before says is not written again, so that a run that
was stopped goes on where it was. One that fails is noted in the index; the others are written.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.report_values import ReportContent
    from bpr_studio.services.views import UnitLine

_PLACE_OF_MARK: Final = 5


class ReportKind(StrEnum):
    """As what reports are written; the value is the ending."""

    PDF = "pdf"
    XLSX = "xlsx"
    HTML = "html"


class Outcome(StrEnum):
    """What became of one report."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ReportJob:
    """One report to be written.

    Attributes:
        code: of the unit.
        name: of the unit.
        file_name: in the folder of the run.
    """

    code: str
    name: str
    file_name: str


@dataclass(frozen=True, slots=True)
class ReportDone:
    """What became of a job.

    Attributes:
        error: why it failed, a sentence; "" otherwise.
        mark: fingerprint of what the report says, "" where it failed.
    """

    job: ReportJob
    outcome: Outcome
    error: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What became of all jobs, in their order."""

    done: tuple[ReportDone, ...]

    def count(self, outcome: Outcome) -> int:
        """How many ended like this."""
        return sum(one.outcome is outcome for one in self.done)

    @property
    def sentence(self) -> str:
        """The run in words."""
        written = self.count(Outcome.WRITTEN)
        parts = [ntr("{n:,} report was written.", "{n:,} reports were written.", written)]
        if unchanged := self.count(Outcome.UNCHANGED):
            parts.append(
                ntr(
                    "{n:,} says what it said before and was kept.",
                    "{n:,} say what they said before and were kept.",
                    unchanged,
                )
            )
        if failed := self.count(Outcome.FAILED):
            parts.append(
                ntr(
                    "{n:,} could not be made; the index says why.",
                    "{n:,} could not be made; the index says why.",
                    failed,
                )
            )
        return " ".join(parts)


class ReportFolder(Protocol):
    """Where the files of a run go."""

    def has(self, file_name: str) -> bool:
        """Whether there is such a file."""

    def read_index(self) -> Sequence[Sequence[str]]:
        """The lines of the index of the run before, empty without one."""

    def write_index(self, lines: Sequence[Sequence[str]]) -> None:
        """Put the index in place of the one before.

        Raises:
            RefusedError: the folder cannot be written.
        """


class ReportWriters(Protocol):
    """Writes reports, several at a time."""

    def write(
        self, contents: Iterable[tuple[ReportJob, ReportContent]]
    ) -> Iterator[tuple[ReportJob, BprError | None]]:
        """Write each content to the file of its job, whole or not at all.

        Yields:
            The jobs in any order, with the reason where one failed. Closing stops the rest.
        """


def jobs_of(
    units: Sequence[UnitLine],
    levels: frozenset[str],
    kind: ReportKind,
    safe_name: Callable[[str, str], str],
) -> tuple[ReportJob, ...]:
    """The reports on all units of some levels, in tree order.

    Args:
        units: the organisation of the year.
        levels: e.g. "section".
        kind: as what they are written.
        safe_name: a text and an ending as file name.
    """
    return tuple(
        ReportJob(unit.code, unit.name, safe_name(f"{unit.code}_{unit.name}", f".{kind}"))
        for unit in units
        if unit.level in levels
    )


def run_reports(
    jobs: Sequence[ReportJob],
    content_of: Callable[[str], ReportContent],
    folder: ReportFolder,
    writers: ReportWriters,
    progress: Progress,
) -> RunResult:
    """Write all reports and the index.

    Args:
        jobs: what to write.
        content_of: what the report on a unit says, by its code.
        folder: where the files go; files of other runs stay.
        writers: how they are written.
        progress: told after each report; stopping keeps what was written, and the index says
            which.

    Raises:
        RefusedError: the folder cannot be written.
        CancelledError: the user stopped.
    """
    return _Run(jobs, content_of, folder, writers).run(progress)


class _Run:
    """One run on its way."""

    def __init__(
        self,
        jobs: Sequence[ReportJob],
        content_of: Callable[[str], ReportContent],
        folder: ReportFolder,
        writers: ReportWriters,
    ) -> None:
        self._jobs = jobs
        self._content_of = content_of
        self._folder = folder
        self._writers = writers
        self._before = _marks(folder.read_index())
        self._done: dict[str, ReportDone] = {}
        self._marks: dict[str, str] = {}

    def run(self, progress: Progress) -> RunResult:
        progress.report(0, len(self._jobs), tr("Reports"))
        stream = self._writers.write(self._contents())
        try:
            for job, error in stream:
                self._note(job, error)
                progress.report(len(self._done), len(self._jobs), job.name)
        finally:
            _close(stream)
            self._folder.write_index(_index(self._jobs, self._done))
        return RunResult(tuple(self._done[job.code] for job in self._jobs))

    def _contents(self) -> Iterator[tuple[ReportJob, ReportContent]]:
        """What is to be written; what failed or stays as it is was noted already."""
        for job in self._jobs:
            try:
                content = self._content_of(job.code)
            except BprError as error:
                self._done[job.code] = ReportDone(job, Outcome.FAILED, str(error))
                continue
            mark = fingerprint(content)
            if self._before.get(job.file_name) == mark and self._folder.has(job.file_name):
                self._done[job.code] = ReportDone(job, Outcome.UNCHANGED, mark=mark)
                continue
            self._marks[job.code] = mark
            yield job, content

    def _note(self, job: ReportJob, error: BprError | None) -> None:
        if error is None:
            self._done[job.code] = ReportDone(job, Outcome.WRITTEN, mark=self._marks[job.code])
        else:
            self._done[job.code] = ReportDone(job, Outcome.FAILED, str(error))


def _close(stream: Iterator[object]) -> None:
    close = getattr(stream, "close", None)
    if close is not None:
        close()


def fingerprint(content: ReportContent) -> str:
    """What a report says, as a short mark; the same for the same figures, words and day."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def _index(jobs: Sequence[ReportJob], done: Mapping[str, ReportDone]) -> list[tuple[str, ...]]:
    """The list of files, for people and for the next run."""
    words = {
        Outcome.WRITTEN: tr("written"),
        Outcome.UNCHANGED: tr("unchanged"),
        Outcome.FAILED: tr("failed"),
    }
    lines: list[tuple[str, ...]] = [
        (tr("Code"), tr("Name"), tr("File"), tr("State (report)"), tr("Reason"), tr("Fingerprint"))
    ]
    for job in jobs:
        found = done.get(job.code)
        state = words[found.outcome] if found else tr("not made yet")
        error, mark = (found.error, found.mark) if found else ("", "")
        lines.append((job.code, job.name, job.file_name if mark else "", state, error, mark))
    return lines


def _marks(index: Sequence[Sequence[str]]) -> dict[str, str]:
    """The fingerprints of the run before by file name; damaged lines are passed over."""
    return {row[2]: row[_PLACE_OF_MARK] for row in index if len(row) > _PLACE_OF_MARK and row[2]}
