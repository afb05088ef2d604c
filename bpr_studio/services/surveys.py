"""The survey: hand out forms, collect what comes back, know how far every section is."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.shared.errors import BprError, CancelledError, RefusedError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.form import (
    ClassLine,
    ForeignFormError,
    FormContext,
    PrefilledRow,
)
from bpr_studio.services.collect_desk import CollectDesk
from bpr_studio.services.conflict_words import ConflictWords
from bpr_studio.services.personal_texts import PersonalTexts, free_fields, no_hints
from bpr_studio.services.rounds import find_round
from bpr_studio.services.workbook_merge import (
    MergePolicy,
    line_key,
    row_of_line,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.form import FormReading
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.collect_desk import Sheets, SurveyDeskQueries
    from bpr_studio.services.personal_texts import Hints
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.views import RoundInfo, SectionStatus, UnitLine
    from bpr_studio.services.workbook_merge import WorkbookConflict, WorkbookMerge


class Forms(Protocol):
    """Survey forms as files."""

    def write(self, folder: Path, context: FormContext) -> Path:
        """Write the form of one section into `folder` and return its path.

        Raises:
            RefusedError: the folder cannot be written.
        """

    def find(self, places: Sequence[Path]) -> list[Path]:
        """The form files among files and folders, in a stable order.

        Raises:
            UnreadableInputError: a place does not exist.
        """

    def read_all(
        self, paths: Sequence[Path], class_names: Mapping[str, str]
    ) -> Generator[FormReading | BprError]:
        """Read returned forms one after the other, in order.

        Args:
            paths: the files.
            class_names: name by code of the classes a task may have.

        Yields:
            what a file holds, or why it is no readable form. Closing the iterator stops.
        """

    def survey_format(self, form_id: str, version: int) -> SurveyFormat:
        """The columns of a form, for telling about its cells."""


class FileState(StrEnum):
    """What became of one file."""

    COLLECTED = "collected"
    UNCHANGED = "unchanged"  # nothing in it differs from what is stored
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one returned form.

    Attributes:
        file: its name.
        state: taken over, unchanged or refused.
        unit_code: section it is from, "" when that could not be read.
        unit_name: name of the section.
        rows: lines taken over.
        refused_rows: lines left out because of an error.
        findings: everything to tell about it.
        added: lines that are new.
        changed: lines that get other values.
        removed: lines that go.
        kept: cells and lines that were changed in the program only, and stay.
        conflicts: what was changed on both sides, and how that was settled.
        foreign: where it lies if it can be read and is no form of this program, else None.
    """

    file: str
    state: FileState
    unit_code: str = ""
    unit_name: str = ""
    rows: int = 0
    refused_rows: int = 0
    findings: tuple[Finding, ...] = ()
    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: int = 0
    conflicts: tuple[WorkbookConflict, ...] = ()
    foreign: Path | None = None


@dataclass(frozen=True, slots=True)
class CollectionReport:
    """What became of all files of one collection.

    Attributes:
        files: one outcome per file, in order.
        cancelled: the user stopped it; the files listed are done, the rest is untouched.
    """

    files: tuple[FileOutcome, ...]
    cancelled: bool = False

    def count(self, state: FileState) -> int:
        """Number of files in a state."""
        return sum(1 for file in self.files if file.state is state)

    @property
    def rows(self) -> int:
        """Lines taken over in all."""
        return sum(file.rows for file in self.files)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all files."""
        return tuple(finding for file in self.files for finding in file.findings)

    @property
    def conflicts(self) -> tuple[WorkbookConflict, ...]:
        """The conflicts of all files."""
        return tuple(conflict for file in self.files for conflict in file.conflicts)

    @property
    def foreign(self) -> tuple[Path, ...]:
        """Files that may be survey sheets of other makers."""
        return tuple(file.foreign for file in self.files if file.foreign is not None)

    @property
    def open_conflicts(self) -> int:
        """Conflicts nobody has decided; the program's values stay."""
        return sum(1 for conflict in self.conflicts if conflict.side is None)


class Surveys:
    """The survey of one workspace."""

    def __init__(
        self,
        store: UndoableStore,
        queries: SurveyDeskQueries,
        forms: Forms,
        sheets: Sheets,
        hints: Hints = no_hints,
    ) -> None:
        """Work on one workspace.

        Args:
            store: where answers are written.
            queries: what is stored.
            forms: survey forms as files.
            sheets: the course of the sheets.
            hints: what looks like personal data in a text.
        """
        self._personal = PersonalTexts(hints)
        self._store = store
        self._queries = queries
        self._forms = forms
        self._sheets = sheets

    def hand_out(
        self, round_id: str, unit_codes: Collection[str], folder: Path, progress: Progress
    ) -> list[Path]:
        """Write a form for each section into `folder`.

        Args:
            round_id: the survey round.
            unit_codes: codes of the sections; empty for all that take part.
            folder: where the workbooks go.
            progress: told about each form.

        Raises:
            RefusedError: the round has no workbooks, a code is no section of the year, or the
                folder cannot be written.
            CancelledError: the user stopped; the forms already written stay.
        """
        found = _with_workbooks(find_round(self._queries, round_id))
        known = {section.unit_id: section for section in self._queries.sections(round_id)}
        sections = self._sections(found, unit_codes, known)
        classes = self._class_lines()
        workspace = self._queries.workspace()
        paths = []
        for number, unit in enumerate(sections):
            progress.report(number, len(sections), unit.name)
            context = FormContext(
                city_name=workspace.city_name,
                fictitious=workspace.fictitious,
                round_id=round_id,
                fiscal_year=found.fiscal_year,
                unit_code=unit.code,
                unit_path=unit.path,
                unit_name=unit.name,
                classes=classes,
                capacity_minutes=known[unit.id].capacity if unit.id in known else 0,
                rows=self._prefilled(round_id, unit.id),
                form_id=found.format_id,
                version=found.format_version,
            )
            paths.append(self._forms.write(folder, context))
        progress.report(len(sections), len(sections), "")
        return paths

    def _sections(
        self,
        found: RoundInfo,
        unit_codes: Collection[str],
        known: Mapping[str, SectionStatus],
    ) -> list[UnitLine]:
        sections = [u for u in self._queries.units(found.fiscal_year) if u.level == "section"]
        unknown = sorted(set(unit_codes) - {unit.code for unit in sections})
        if unknown:
            raise RefusedError(
                tr("There is no section with the code {code}.", code=", ".join(unknown)),
                remedy=tr("Look up the codes in the organisation list of the settings."),
            )
        if unit_codes:
            return [unit for unit in sections if unit.code in unit_codes]
        left_out = {section for section, status in known.items() if _is_left_out(found, status)}
        return [unit for unit in sections if unit.id not in left_out]

    def _class_lines(self) -> tuple[ClassLine, ...]:
        names = {line.code: line.name for line in self._queries.classes()}
        hints = {"core": tr("usually core"), "non_core": tr("usually non-core"), "mixed": ""}
        return tuple(
            ClassLine(
                code=line.code,
                name=line.name,
                middle=names.get(line.code[:6], ""),
                major=names.get(line.code[:3], ""),
                hint=hints.get(line.core_hint, ""),
            )
            for line in self._queries.classes()
            if line.level == 3
        )

    def _prefilled(self, round_id: str, unit_id: str) -> tuple[PrefilledRow, ...]:
        items = self._queries.work_items(round_id, unit_id)
        wanted = {str(item["previous_id"]) for item in items.values() if item.get("previous_id")}
        last_year = self._queries.work_items_by_id(wanted) if wanted else {}
        return tuple(
            PrefilledRow(
                line_key(round_id, unit_id, row, item),
                item,
                last_year.get(str(item.get("previous_id", "")), {}),
            )
            for row, item in items.items()
        )

    def collect(
        self,
        round_id: str,
        places: Sequence[Path],
        progress: Progress,
        *,
        dry_run: bool = False,
        policy: MergePolicy | None = None,
    ) -> CollectionReport:
        """Merge returned forms into what was edited meanwhile; each file whole or not at all.

        A file that cannot be read is reported and does not stop the others. Collecting the
        same files again changes nothing. Cells changed on both sides keep the program's value
        unless `policy` says otherwise; they are told about each time their file is collected.

        Args:
            round_id: the survey round being collected.
            places: files, or folders whose files are taken.
            progress: told about each file.
            dry_run: report everything and write nothing.
            policy: who wins where both sides changed a cell.

        Raises:
            UnreadableInputError: a place does not exist.
            RefusedError: there is no such round, it has no workbooks, or the workspace cannot be
                written.
        """
        found = _with_workbooks(find_round(self._queries, round_id))
        files = self._forms.find(places)
        desk = CollectDesk(self._queries, self._sheets, found, policy or MergePolicy())
        outcomes: list[FileOutcome] = []
        with (
            self._store.gesture(tr("Collection of survey workbooks")),
            closing(self._forms.read_all(files, desk.class_names)) as readings,
        ):
            for number, path in enumerate(files):
                try:
                    progress.report(number, len(files), path.name)
                except CancelledError:
                    return CollectionReport(tuple(outcomes), cancelled=True)
                outcomes.append(self._collect_file(path, next(readings), desk, dry_run=dry_run))
        progress.report(len(files), len(files), "")
        return CollectionReport(tuple(outcomes))

    def _collect_file(
        self, path: Path, reading: FormReading | BprError, desk: CollectDesk, *, dry_run: bool
    ) -> FileOutcome:
        try:
            if isinstance(reading, BprError):
                raise reading
            unit = desk.admit(reading)
            desk.require_single(reading, unit, path.name)
        except BprError as error:
            place = Place(file=path.name)
            finding = Finding(Level.ERROR, "file-refused", str(error), place)
            foreign = path if isinstance(error, ForeignFormError) else None
            return FileOutcome(path.name, FileState.REFUSED, findings=(finding,), foreign=foreign)
        merge = desk.merge(path.name, reading, unit)
        has_news = merge is not None and (bool(merge.changes) or desk.submits(unit, merge))
        state = FileState.COLLECTED if has_news else FileState.UNCHANGED
        if merge is not None and has_news and not dry_run:
            digest = "" if merge.open_conflicts else reading.digest
            sheet = self._sheets.collected(desk.round_id, unit.id, file=path.name, digest=digest)
            label = tr("Collect the form of {unit}", unit=unit.name)
            self._store.commit(label, [*merge.changes, *sheet])
        return self._outcome(path.name, reading, unit, state, merge)

    def _outcome(  # one place where everything about a file comes together
        self,
        file: str,
        reading: FormReading,
        unit: UnitLine,
        state: FileState,
        merge: WorkbookMerge | None,
    ) -> FileOutcome:
        outcome = FileOutcome(
            file=file,
            state=state,
            unit_code=unit.code,
            unit_name=unit.name,
            rows=len(reading.rows),
            refused_rows=len(reading.refused_slots),
            findings=reading.findings,
        )
        if merge is None:
            return outcome
        return replace(
            outcome,
            findings=(
                *reading.findings,
                *self._personal_data(file, reading, unit, merge),
                *self._told(file, reading, merge),
            ),
            added=merge.added,
            changed=merge.changed,
            removed=merge.removed,
            kept=merge.kept,
            conflicts=merge.conflicts,
        )

    def _personal_data(
        self, file: str, reading: FormReading, unit: UnitLine, merge: WorkbookMerge
    ) -> Iterator[Finding]:
        """Warnings about texts that would be stored and are not yet."""
        identity = reading.identity
        free = free_fields(self._forms.survey_format(identity.form_id, identity.version))
        brought = merge.brought(identity.round_id)
        for row in reading.rows:
            fields = brought.get(row_of_line(identity.round_id, unit.id, row.slot), {})
            place = partial(reading.place, file, row.sheet_row)
            yield from self._personal.findings(fields, free, place)

    def _told(self, file: str, reading: FormReading, merge: WorkbookMerge) -> Iterator[Finding]:
        """What merging has to say: conflicts, what stays, what was said otherwise before."""
        place = Place(file=file)
        if merge.conflicts:
            identity = reading.identity
            words = ConflictWords(self._forms.survey_format(identity.form_id, identity.version))
            yield from (words.finding(c) for c in merge.conflicts if c.side is None)
        if merge.replaced:
            message = ntr(
                "{n:,} cell that an earlier copy of this workbook brought is different now;"
                " the newer one was taken.",
                "{n:,} cells that an earlier copy of this workbook brought are different now;"
                " the newer ones were taken.",
                merge.replaced,
            )
            yield Finding(Level.NOTICE, "earlier-copy-replaced", message, place)
        if merge.kept:
            message = ntr(
                "{n:,} entry made in the program since this workbook was handed out stays.",
                "{n:,} entries made in the program since this workbook was handed out stay.",
                merge.kept,
            )
            yield Finding(Level.NOTICE, "program-entries-kept", message, place)


def _with_workbooks(found: RoundInfo) -> RoundInfo:
    """The round if its sheets are workbooks.

    Raises:
        RefusedError: it is a detailed survey, whose steps belong to flows.
    """
    if found.kind == "detailed":
        raise RefusedError(
            tr("A detailed survey has no workbooks; its steps are entered in the window."),
            remedy=tr("Open the section in the window and enter the steps of its tasks."),
        )
    return found


def _is_left_out(found: RoundInfo, status: SectionStatus) -> bool:
    """Whether a section does not take part in a round."""
    return found.target == "chosen" and not status.state
