"""The organisation of each fiscal year: import with a preview, edit, and the staff."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.organisation.checks import check_organisation
from bpr_studio.domain.organisation.preview import preview
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.findings import Level, Place
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bpr_studio.domain.organisation.preview import Effect
    from bpr_studio.domain.organisation.units import Headcount, Organisation, Succession, Unit
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.services.store import Store
    from bpr_studio.services.views import OrganisationQueries


@dataclass(frozen=True, slots=True)
class OrganisationFile:
    """An organisation list as read from a workbook.

    Attributes:
        fiscal_year: the year it is for.
        organisation: units with planned ids, and staff.
        successions: what became of the units of the year before.
        findings: everything repaired, doubtful or refused.
    """

    fiscal_year: int
    organisation: Organisation
    successions: tuple[Succession, ...]
    findings: tuple[Finding, ...]


class OrganisationFiles(Protocol):
    """Organisation lists as workbooks."""

    def read(self, path: Path) -> OrganisationFile:
        """Read a list.

        Raises:
            BprError: the file is no readable organisation workbook.
        """

    def write(
        self,
        path: Path,
        fiscal_year: int,
        organisation: Organisation,
        successions: Sequence[Succession],
        earlier: Sequence[Unit],
    ) -> None:
        """Write a list that `read` takes back.

        Raises:
            RefusedError: the file cannot be written.
        """


@dataclass(frozen=True, slots=True)
class Takeover:
    """A list ready to be taken over, with what that would change.

    Attributes:
        file: what was read.
        effects: the differences to what is stored; empty when nothing would change.
        findings: findings of reading and of checking the result.
    """

    file: OrganisationFile
    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...]

    @property
    def possible(self) -> bool:
        """Whether no finding forbids it."""
        return all(finding.level is not Level.ERROR for finding in self.findings)


class Organisations:
    """The organisation of one workspace."""

    def __init__(
        self, store: Store, queries: OrganisationQueries, files: OrganisationFiles
    ) -> None:
        self._store = store
        self._queries = queries
        self._files = files

    def look_at(self, path: Path) -> Takeover:
        """Read a workbook and say what taking it over would change; nothing is written.

        Raises:
            BprError: the file is no readable organisation workbook.
        """
        file = self._files.read(path)
        current = self._queries.organisation(file.fiscal_year)
        found = (*check_organisation(file.organisation),)
        # the check knows codes, not cells; the code leads to the line
        placed = (replace(f, place=Place(path.name, cell=f.value)) for f in found)
        findings = (*file.findings, *placed)
        return Takeover(file, tuple(preview(current, file.organisation)), findings)

    def take_over(self, takeover: Takeover) -> None:
        """Make the stored organisation of the year equal to the list.

        Raises:
            RefusedError: the list has errors.
        """
        if not takeover.possible:
            raise RefusedError(
                tr("The organisation list has errors."),
                kept=tr("Nothing of it was taken over."),
                remedy=tr("Correct the cells named in the findings and import it again."),
            )
        file = takeover.file
        self._store.commit(
            tr("Take over the organisation of {year}", year=file.fiscal_year),
            organisation_changes(
                self._queries.organisation(file.fiscal_year), file.organisation, file.successions
            ),
        )

    def export(self, path: Path, fiscal_year: int) -> None:
        """Write the organisation of a year as a workbook that can be imported again.

        Raises:
            RefusedError: the file cannot be written.
        """
        self._files.write(
            path,
            fiscal_year,
            self._queries.organisation(fiscal_year),
            self._queries.successions(fiscal_year),
            self._queries.organisation(fiscal_year - 1).units,
        )

    def rename(self, unit: Unit, name: str) -> None:
        """Give a unit another name.

        Raises:
            RefusedError: the name is empty.
        """
        if not name.strip():
            raise RefusedError(
                tr("A unit needs a name."),
                kept=tr("The old name was kept."),
                remedy=tr("Type a name."),
            )
        label = tr("Rename {old} to {new}", old=unit.name, new=name.strip())
        self._store.commit(label, [SetFields("org_unit", unit.id, {"name": name.strip()})])

    def set_headcount(self, headcount: Headcount) -> None:
        """Set heads and overtime of one staff category of a unit.

        Raises:
            RefusedError: a number is negative.
        """
        if headcount.heads_hundredths < 0 or headcount.overtime_minutes < 0:
            raise RefusedError(
                tr("Staff and overtime cannot be negative."),
                kept=tr("The old number was kept."),
                remedy=tr("Type 0 or more."),
            )
        self._store.commit(tr("Change the staff"), [_headcount_change(headcount)])


def organisation_changes(
    current: Organisation, wanted: Organisation, successions: Sequence[Succession]
) -> Iterator[Change]:
    """What makes `current` equal to `wanted`; ids are planned, so rows meet across PCs.

    Units whose order among their siblings stays keep the numbers they are sorted by.
    """
    kept = {unit.id: unit.sort_key for unit in current.units}
    before, after = _siblings(current), _siblings(wanted)
    for unit in wanted.units:
        same_order = before.get(unit.parent_id) == after[unit.parent_id]
        yield PutRow(
            "org_unit",
            unit.id,
            {
                "fiscal_year": unit.fiscal_year,
                "code": unit.code,
                "name": unit.name,
                "level": unit.level.value,
                "parent_id": unit.parent_id,
                "sort_key": kept[unit.id] if same_order else unit.sort_key,
            },
        )
    for headcount in wanted.headcounts:
        yield _headcount_change(headcount)
    for succession in successions:
        yield PutRow(
            "succession",
            planned_id("succession", succession.from_id, succession.to_id),
            {
                "from_id": succession.from_id,
                "to_id": succession.to_id,
                "kind": succession.kind.value,
                "share_percent": succession.share_percent,
            },
        )
    yield from _removals(current, wanted)


def _siblings(organisation: Organisation) -> dict[str, list[str]]:
    """Ids of the units below each unit, in order."""
    below: dict[str, list[str]] = {}
    for unit in sorted(organisation.units, key=lambda u: (u.sort_key, u.code, u.id)):
        below.setdefault(unit.parent_id, []).append(unit.id)
    return below


def _removals(current: Organisation, wanted: Organisation) -> Iterator[Change]:
    kept = {unit.id for unit in wanted.units}
    staffed = {(h.unit_id, h.staff_category) for h in wanted.headcounts}
    for unit in current.units:
        if unit.id not in kept:
            yield DeleteRow("org_unit", unit.id)
    for headcount in current.headcounts:
        if (headcount.unit_id, headcount.staff_category) not in staffed:
            yield DeleteRow("headcount", _headcount_id(headcount))


def _headcount_id(headcount: Headcount) -> str:
    return planned_id("headcount", headcount.unit_id, headcount.staff_category)


def _headcount_change(headcount: Headcount) -> PutRow:
    return PutRow(
        "headcount",
        _headcount_id(headcount),
        {
            "unit_id": headcount.unit_id,
            "staff_category": headcount.staff_category,
            "heads_hundredths": headcount.heads_hundredths,
            "overtime_minutes": headcount.overtime_minutes,
        },
    )
