"""Writing many reports at a time: this process says what they say, others draw and write them."""

from __future__ import annotations

import csv
import io
import os
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.fs.files import replace_file
from bpr_studio.adapters.sheets.book_writer import safe_csv
from bpr_studio.app.reports import write_report
from bpr_studio.domain.shared.errors import BprError, RefusedError
from bpr_studio.domain.shared.text import install_language, language, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from bpr_studio.services.report_runs import ReportJob
    from bpr_studio.services.report_values import ReportContent

    _Order = tuple[ReportJob, ReportContent]
    _Waiting = dict[Future[BprError | None], _Order]

INDEX: Final = "index.csv"
"""Name of the list of files in the folder of a run."""
_AHEAD: Final = 2  # reports waiting for each process: none stands idle, none piles up
_MOST_PROCESSES: Final = 8


class FolderOnDisk:
    """Implements `services.report_runs.ReportFolder`."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made where it is missing.

        Raises:
            RefusedError: it cannot be made.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RefusedError(
                tr("The folder {path} cannot be made: {reason}", path=folder, reason=error),
                remedy=tr("Choose another folder."),
            ) from error
        self._folder = folder

    def has(self, file_name: str) -> bool:
        """Whether there is such a file."""
        return (self._folder / file_name).is_file()

    def read_index(self) -> list[list[str]]:
        """The index of the run before, empty without one or where it cannot be read."""
        try:
            text = (self._folder / INDEX).read_text(encoding="utf-8-sig")
            return list(csv.reader(io.StringIO(text)))
        except (OSError, ValueError, csv.Error):
            return []

    def write_index(self, lines: Sequence[Sequence[str]]) -> None:
        """Put the index in place of the one before, as Excel reads it."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows(
            [safe_csv(text) for text in line] for line in lines
        )
        replace_file(self._folder / INDEX, out.getvalue().encode("utf-8-sig"))


def _prepare(language_name: str, translations: Path) -> None:
    install_language(language_name, translations)


def _write(content: ReportContent, path: Path) -> BprError | None:
    try:
        write_report(content, path)
    except BprError as error:
        return error
    except Exception as error:  # noqa: BLE001  # one report that cannot be drawn stops no other
        return RefusedError(
            tr("The report cannot be drawn: {reason}", reason=f"{type(error).__name__}: {error}"),
            kept=tr("An earlier file is unchanged."),
        )
    return None


class ReportPool:
    """Implements `services.report_runs.ReportWriters`.

    Args:
        folder: where the files go.
        translations: folder of the compiled catalogues, for the words other processes write.
        processes: how many write; by default one for each core.
    """

    def __init__(self, folder: Path, translations: Path, processes: int = 0) -> None:
        self._folder = folder
        self._translations = translations
        self._processes = processes or max(1, min(os.cpu_count() or 1, _MOST_PROCESSES))

    def write(
        self, contents: Iterable[tuple[ReportJob, ReportContent]]
    ) -> Iterator[tuple[ReportJob, BprError | None]]:
        """Write the reports; see the protocol."""
        pool = self._pool(self._processes)
        waiting: _Waiting = {}
        rest = iter(contents)
        try:
            for order in rest:
                try:
                    waiting[self._submit(pool, order)] = order
                except BrokenProcessPool:
                    pool.shutdown(wait=False)
                    pool = self._pool(self._processes)
                    waiting[self._submit(pool, order)] = order
                if len(waiting) >= self._processes * _AHEAD:
                    yield from self._finished(waiting)
            while waiting:
                yield from self._finished(waiting)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _submit(self, pool: ProcessPoolExecutor, order: _Order) -> Future[BprError | None]:
        job, content = order
        return pool.submit(_write, content, self._folder / job.file_name)

    def _finished(self, waiting: _Waiting) -> Iterator[tuple[ReportJob, BprError | None]]:
        """Wait for at least one report and tell those that are ready."""
        ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in ready:
            order = waiting.pop(future)
            try:
                result = future.result()
            except BrokenProcessPool:
                result = self._alone(order)
            yield order[0], result

    def _alone(self, order: _Order) -> BprError | None:
        """Write a report while which a process died; it may or may not have been the reason."""
        with self._pool(1) as pool:
            try:
                return self._submit(pool, order).result()
            except BrokenProcessPool:
                return _stopped(order[0])

    def _pool(self, processes: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            processes,
            mp_context=get_context("spawn"),
            initializer=_prepare,
            initargs=(language(), self._translations),
        )


def _stopped(job: ReportJob) -> BprError:
    return RefusedError(
        tr("The report on {name} was not written: the process that draws it ended.", name=job.name),
        kept=tr("An earlier file is unchanged."),
        remedy=tr("Run it again; finished reports are kept."),
    )
