"""What collecting workbooks needs to know of one round: whose form, and what it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.form import require_round
from bpr_studio.domain.workload.workflow import SUBMITTED, sheet_state
from bpr_studio.services.views import Queries
from bpr_studio.services.workbook_merge import WorkbookQueries, merge_workbook

if TYPE_CHECKING:
    from collections.abc import Collection

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.workload.form import FormReading
    from bpr_studio.services.views import RoundInfo, SectionStatus, UnitLine
    from bpr_studio.services.workbook_merge import MergePolicy, WorkbookMerge


class SurveyDeskQueries(Queries, WorkbookQueries, Protocol):
    """What handing out and collecting ask."""

    def work_items_by_id(self, ids: Collection[str]) -> dict[str, dict[str, object]]:
        """The fields of tasks of any round, by row id; ids nobody knows are absent."""


class Sheets(Protocol):
    """The course of the sheets, of which a collected workbook is part; see `SheetStates`."""

    def require_collectable(self, found: RoundInfo, section: SectionStatus) -> None:
        """Whether a workbook of a section may still be taken over.

        Raises:
            RefusedError: the round is not open, or the sheet is approved already.
        """

    def collected(
        self, round_id: str, unit_id: str, *, file: str, digest: str
    ) -> tuple[Change, ...]:
        """What a collected workbook changes in the course."""


class CollectDesk:
    """What collecting one round needs to know, asked once."""

    def __init__(
        self, queries: SurveyDeskQueries, sheets: Sheets, found: RoundInfo, policy: MergePolicy
    ) -> None:
        self._queries = queries
        self._sheets = sheets
        self._round = found
        self._policy = policy
        self._sections = {s.unit_id: s for s in queries.sections(found.id)}
        self._units = {u.code: u for u in queries.units(found.fiscal_year) if u.level == "section"}
        collected = queries.collected(found.id)
        self._digests = {unit: digest for unit, (digest, _) in collected.items()}
        self._collected = {unit for unit, (_, file) in collected.items() if file}
        self._seen: dict[str, tuple[str, str]] = {}  # section → digest and file of this time
        self.round_id = found.id
        self.class_names = {c.code: c.name for c in queries.classes() if c.level == 3}

    def admit(self, reading: FormReading) -> UnitLine:
        """The section a form is from, if it belongs to this round.

        Raises:
            RefusedError: another form, version, year, round, or an unknown section.
        """
        identity = reading.identity
        if (identity.form_id, identity.version) != (
            self._round.format_id,
            self._round.format_version,
        ):
            raise RefusedError(
                tr("The form is of another kind or version than this survey uses."),
                kept=tr("Nothing of it was taken over."),
                remedy=tr("Use the form that was handed out for this survey."),
            )
        require_round(identity, round_id=self._round.id, fiscal_year=self._round.fiscal_year)
        unit = self._units.get(identity.unit_code)
        if unit is None:
            raise RefusedError(
                tr(
                    "The form is from the section {code}, which is not in the organisation list.",
                    code=identity.unit_code,
                ),
                kept=tr("Nothing of it was taken over."),
                remedy=tr("Add the section in the settings, or hand out a new form."),
            )
        if unit.id in self._sections:
            self._sheets.require_collectable(self._round, self._sections[unit.id])
        return unit

    def require_single(self, reading: FormReading, unit: UnitLine, file: str) -> None:
        """Remember the form of a section; which of two is right is not for us to guess.

        Raises:
            RefusedError: another form of the section, with other content, came this time.
        """
        digest, first = self._seen.setdefault(unit.id, (reading.digest, file))
        if digest != reading.digest:
            raise RefusedError(
                tr("{first} from the same section was read before and differs.", first=first),
                kept=tr("Nothing of it was taken over."),
                remedy=tr("Keep only the right one of the two and collect again."),
            )

    def submits(self, unit: UnitLine, merge: WorkbookMerge) -> bool:
        """Whether a form that changes nothing is noted: it hands the sheet in or settles something."""
        if unit.id not in self._collected:
            return True
        section = self._sections.get(unit.id)
        is_in = section is not None and sheet_state(section.state) in SUBMITTED
        settled = bool(merge.conflicts) or not is_in
        return settled and not merge.open_conflicts

    def merge(self, file: str, reading: FormReading, unit: UnitLine) -> WorkbookMerge | None:
        """What a form brings; None where the same content was collected last."""
        if self._digests.get(unit.id) == reading.digest:
            return None
        merge = merge_workbook(
            file,
            self._round.id,
            unit,
            reading,
            self._queries.work_items(self._round.id, unit.id),
            self._queries,
            self._policy,
        )
        # A copy of the form later in the folder is nothing new.
        self._digests[unit.id] = reading.digest
        return merge
