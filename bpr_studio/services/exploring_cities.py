"""Detailed rows of other cities: taking them in, and taking cities away again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cube import MONTH_KEYS
from bpr_studio.domain.workload.key_names import (
    core_names,
    medium_names,
    month_name,
    nature_names,
)
from bpr_studio.domain.workload.pivot import Dimension

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.facts import Facts
    from bpr_studio.services.views import ListQueries


@dataclass(frozen=True, slots=True)
class CityRowsFile:
    """One file of rows that was taken in.

    Attributes:
        key: names it among the files taken in.
        cities: names of the cities in it.
        years: fiscal years in it.
        rows: how many rows.
        minutes: their minutes.
        file_name: name of the file the city sent.
        digest: SHA-256 of that file.
        taken_in: when (ISO, UTC).
        left_out: rows that could not be used.
    """

    key: str
    cities: tuple[str, ...]
    years: tuple[int, ...]
    rows: int
    minutes: int
    file_name: str
    digest: str
    taken_in: str
    left_out: int


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row of a file could not be used.

    Attributes:
        line: number of the line in the file, from 1.
        message: what is wrong, a whole sentence.
    """

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of taking a file in.

    Attributes:
        file: what is there now.
        problems: the first rows that were left out.
    """

    file: CityRowsFile
    problems: tuple[RowProblem, ...]


class CityRows(Protocol):
    """The rows other cities sent, kept beside the workspace and never synced."""

    def files(self) -> tuple[CityRowsFile, ...]:
        """What was taken in, oldest first."""

    def facts(self) -> Facts | None:
        """All rows, ready to be summed; None where there are none."""

    def take_in(self, path: Path, progress: Progress) -> TakenIn:
        """Take a file in; one with the same content is replaced.

        Raises:
            UnreadableInputError: it is not such a file; nothing was taken in.
            RefusedError: it cannot be kept here.
            CancelledError: somebody stopped; nothing was taken in.
        """

    def remove(self, key: str) -> None:
        """Forget a file that was taken in."""


def names_of_keys(queries: ListQueries) -> Mapping[Dimension, Mapping[str, str]]:
    """Names of the keys of rows, as our own survey names them, in the order of the lists."""
    classes = {line.code: line.name for line in queries.classes()}
    nobody = {"": tr("(not given)")}
    return {
        Dimension.MAJOR_CLASS: classes,
        Dimension.MIDDLE_CLASS: classes,
        Dimension.MINOR_CLASS: classes,
        Dimension.STEP_TYPE: {
            **{item.code: f"{item.code} {item.title}" for item in queries.items("step_type")},
            "": tr("(no steps)"),
        },
        Dimension.STAFF: {item.code: item.title for item in queries.items("staff_category")}
        | nobody,
        Dimension.CORE: core_names(),
        Dimension.MONTH: {key: month_name(key) for key in MONTH_KEYS} | nobody,
        Dimension.MEDIUM: medium_names() | nobody,
        Dimension.NATURE: nature_names() | nobody,
    }
