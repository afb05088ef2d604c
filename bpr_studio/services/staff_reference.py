"""Staff by department as cities publish it: taken over from files, held against our survey."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.benchmark.staff import SectionHours, check_coverage
from bpr_studio.domain.replication.changes import DeleteRow, PutRow
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.form import OVERALL
from bpr_studio.domain.workload.pivot import Dimension, PivotQuery
from bpr_studio.services.city_rights import require_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bpr_studio.domain.benchmark.staff import Coverage, Departments, StaffCount
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.domain.shared.fiscal_year import FiscalYear
    from bpr_studio.services.author import Author
    from bpr_studio.services.cities_views import ExchangeQueries
    from bpr_studio.services.store import Store


@dataclass(frozen=True, slots=True)
class StaffFile:
    """Staff by department as read from a file.

    Attributes:
        counts: what was read.
        columns: heading and what it was taken for, "" for columns that are not read.
        sheet: the sheet that was read, "" for a CSV file.
        findings: everything repaired, doubtful or wrong.
    """

    counts: tuple[StaffCount, ...]
    columns: tuple[tuple[str, str], ...]
    sheet: str
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps the file from being taken over."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)


@dataclass(frozen=True, slots=True)
class StaffPreview:
    """What taking over a file would change; nothing is written yet.

    Attributes:
        added: counts that are new.
        changed: counts that get another number.
        removed: stored counts of the same cities and years the file does not have.
    """

    file_name: str
    read: StaffFile
    added: int
    changed: int
    removed: int

    @property
    def cities(self) -> tuple[tuple[str, int], ...]:
        """The cities and fiscal years of the file."""
        return tuple(dict.fromkeys((c.city_name, c.fiscal_year) for c in self.read.counts))


class StaffFiles(Protocol):
    """Tables of staff by department."""

    def read(self, path: Path, year: int | None) -> StaffFile:
        """Read a table.

        Args:
            path: workbook or CSV.
            year: fiscal year, where the file does not say it.

        Raises:
            BprError: the file is not readable, or holds no such table.
        """


class StaffReference:
    """Staff by department in one workspace."""

    def __init__(
        self,
        store: Store,
        queries: ExchangeQueries,
        files: StaffFiles,
        departments: Callable[[], Departments],
        author: Author | None = None,
    ) -> None:
        self._store = store
        self._author = author
        self._queries = queries
        self._files = files
        self._departments = departments

    def counts(self) -> tuple[StaffCount, ...]:
        """Everything that was taken over, by city, year and department."""
        return self._queries.staff_counts()

    def preview(
        self, path: Path, year: int | None = None, *, fictitious: bool = False
    ) -> StaffPreview:
        """Read a file and say what taking it over would change; nothing is written.

        Args:
            path: workbook or CSV.
            year: fiscal year, where the file does not say it.
            fictitious: the numbers are invented.

        Raises:
            BprError: the file is not readable, or holds no such table.
        """
        read = self._files.read(path, year)
        counts = tuple(replace(c, fictitious=c.fictitious or fictitious) for c in read.counts)
        read = replace(read, counts=counts)
        mine = {staff_row_id(c): c.heads for c in self._stored_of(counts)}
        theirs = {staff_row_id(c): c.heads for c in counts}
        return StaffPreview(
            file_name=path.name,
            read=read,
            added=len(theirs.keys() - mine.keys()),
            changed=sum(1 for row in theirs.keys() & mine.keys() if theirs[row] != mine[row]),
            removed=len(mine.keys() - theirs.keys()),
        )

    def take_over(self, preview: StaffPreview, source: str = "") -> None:
        """Store what was looked at; numbers of the same cities and years are replaced.

        Args:
            preview: what was looked at.
            source: where the numbers were published.

        Raises:
            RefusedError: the file holds errors, or somebody else than the DX office asks; nothing
                was taken over.
        """
        require_office(self._author)
        errors = preview.read.errors
        if errors:
            raise RefusedError(
                ntr(
                    "{file} holds {n} error: {first}",
                    "{file} holds {n} errors. The first: {first}",
                    len(errors),
                    file=preview.file_name,
                    first=f"{errors[0].place} {errors[0].message}",
                ),
                kept=tr("Nothing of it was taken over."),
                remedy=tr("Correct the file and try again."),
            )
        label = tr("Take over staff by department")
        self._store.commit(label, self._changes(preview, source))

    def _changes(self, preview: StaffPreview, source: str) -> Iterator[Change]:
        wanted = set()
        for count in preview.read.counts:
            row = staff_row_id(count)
            wanted.add(row)
            told = replace(count, source=source or count.source, file_name=preview.file_name)
            yield PutRow("staff_count", row, staff_fields(told))
        for stored in self._stored_of(preview.read.counts):
            if staff_row_id(stored) not in wanted:
                yield DeleteRow("staff_count", staff_row_id(stored))

    def _stored_of(self, counts: Sequence[StaffCount]) -> list[StaffCount]:
        """What is stored of the same cities and years."""
        about = {(_who(c), c.fiscal_year) for c in counts}
        return [c for c in self._queries.staff_counts() if (_who(c), c.fiscal_year) in about]

    def coverage(self, year: FiscalYear) -> Coverage | None:
        """Our surveyed hours held against our known staff; None without a survey of the year."""
        overall = (r for r in self._queries.rounds() if r.kind == OVERALL)
        found = next((r for r in overall if r.fiscal_year == year.year), None)
        if found is None:
            return None
        departments = self._departments()
        rows = (Dimension.SECTION, Dimension.MINOR_CLASS)
        table = self._queries.hours(found.id).pivot(PivotQuery(found.id, rows, Dimension.STAFF))
        counted = [n for n, key in enumerate(table.column_keys) if key in departments.staff]
        hours = [
            SectionHours(keys[0], keys[1], sum(minutes[n] for n in counted))
            for keys, minutes in zip(table.row_keys, table.minutes, strict=True)
        ]
        return check_coverage(
            hours,
            self._own_counts(year),
            departments,
            {line.code: line.department for line in self._queries.classes() if line.level == 1},
            fiscal_year=year.year,
            minutes_per_full_timer=found.minutes_per_full_timer,
            beside=table.total - sum(line.minutes for line in hours),
            fictitious=self._queries.workspace().fictitious,
        )

    def _own_counts(self, year: FiscalYear) -> list[StaffCount]:
        """The staff of our city in the year nearest to that of the survey."""
        own = self._queries.workspace()
        ours = [
            c
            for c in self._queries.staff_counts()
            if (own.city_code and c.city_code == own.city_code) or c.city_name == own.city_name
        ]
        if not ours:
            return []
        nearest = min((abs(c.fiscal_year - year.year), -c.fiscal_year) for c in ours)[1]
        return [c for c in ours if c.fiscal_year == -nearest]


def _who(count: StaffCount) -> str:
    return count.city_code or count.city_name


def staff_row_id(count: StaffCount) -> str:
    """The row of a department of a city in a year."""
    return planned_id("staff_count", _who(count), count.fiscal_year, count.department)


def staff_fields(count: StaffCount) -> dict[str, object]:
    """The fields of `staff_count`."""
    return {
        "city_code": count.city_code,
        "city_name": count.city_name,
        "fiscal_year": count.fiscal_year,
        "department": count.department,
        "heads": count.heads,
        "fictitious": int(count.fictitious),
        "source": count.source or None,
        "file_name": count.file_name or None,
    }
