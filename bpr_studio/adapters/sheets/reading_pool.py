"""Reading many forms on all cores, each in a process that a hostile file cannot take us down with.

The reader of a few forms is this process. For many, other processes read ahead while this one
stores what was read, so that collecting a city takes as long as the slower of the two.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.sheets.survey_reader import FormReader
from bpr_studio.domain.shared.errors import BprError, UnreadableInputError
from bpr_studio.domain.shared.text import install_language, language, tr

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from bpr_studio.domain.workload.form import FormReading
    from bpr_studio.domain.workload.survey_format import SurveyFormat

MANY: Final = 16  # starting processes takes about as long as reading this many forms
_AHEAD: Final = 4  # forms read ahead by each process


class _Here:
    """The reader of a process that only reads."""

    reader: FormReader


def _prepare(
    formats: Sequence[SurveyFormat],
    class_names: Mapping[str, str],
    language_name: str,
    translations: Path,
) -> None:
    install_language(language_name, translations)
    _Here.reader = FormReader(formats, class_names)


def _read(path: Path) -> FormReading | BprError:
    return _read_with(_Here.reader, path)


def _read_with(reader: FormReader, path: Path) -> FormReading | BprError:
    try:
        return reader.read(path)
    except BprError as error:
        return error


class FormReaders:
    """Reads forms in the order they are given.

    Args:
        formats: the formats a form may have.
        class_names: name by code of the classes a task may have.
        translations: folder of the compiled catalogues, for the sentences of other processes.
        many: from how many files on other processes help.
    """

    def __init__(
        self,
        formats: Sequence[SurveyFormat],
        class_names: Mapping[str, str],
        translations: Path,
        *,
        many: int = MANY,
    ) -> None:
        self._formats = tuple(formats)
        self._class_names = dict(class_names)
        self._translations = translations
        self._many = many

    def read_all(self, paths: Sequence[Path]) -> Generator[FormReading | BprError]:
        """For each file what it holds, or why it cannot be read; close the iterator to stop."""
        if len(paths) < self._many:
            reader = FormReader(self._formats, self._class_names)
            return (_read_with(reader, path) for path in paths)
        return self._read_ahead(paths)

    def _read_ahead(self, paths: Sequence[Path]) -> Generator[FormReading | BprError]:
        processes = max(1, min(os.cpu_count() or 1, len(paths) // self._many + 1, 8))
        pool = self._pool(processes)
        rest = iter(paths)
        waiting: deque[tuple[Path, Future[FormReading | BprError]]] = deque()
        try:
            for path in islice(rest, processes * _AHEAD):
                waiting.append((path, pool.submit(_read, path)))
            while waiting:
                path, future = waiting.popleft()
                try:
                    result = future.result()
                except BrokenProcessPool:
                    result = self._read_alone(path)
                    pool.shutdown(wait=False)
                    pool = self._pool(processes)
                    waiting = deque((path, pool.submit(_read, path)) for path, _ in waiting)
                for following in islice(rest, 1):
                    waiting.append((following, pool.submit(_read, following)))
                yield result
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _read_alone(self, path: Path) -> FormReading | BprError:
        """Read a file while which a process died; it may or may not have been the reason."""
        with self._pool(1) as pool:
            try:
                return pool.submit(_read, path).result()
            except BrokenProcessPool:
                return UnreadableInputError(
                    tr("The file {name} cannot be read: reading it failed.", name=path.name),
                    kept=tr("Nothing of it was taken over."),
                    remedy=tr("Open it in Excel, save it as a new workbook and try again."),
                )

    def _pool(self, processes: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            processes,
            mp_context=get_context("spawn"),
            initializer=_prepare,
            initargs=(self._formats, self._class_names, language(), self._translations),
        )
