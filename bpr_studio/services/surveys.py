"""The survey: hand out forms, collect what comes back, know how far every section is."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.replication.changes import DeleteRow, PutRow
from bpr_studio.domain.shared.errors import BprError, CancelledError, RefusedError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.form import (
    ADDED_SLOT,
    ClassLine,
    FormContext,
    PrefilledRow,
    require_round,
)
from bpr_studio.services.rounds import find_round

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.ports import Clock
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.form import FormReading
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.views import Queries, RoundInfo, UnitLine


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
    """

    file: str
    state: FileState
    unit_code: str = ""
    unit_name: str = ""
    rows: int = 0
    refused_rows: int = 0
    findings: tuple[Finding, ...] = ()


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


class Surveys:
    """The survey of one workspace."""

    def __init__(self, store: UndoableStore, queries: Queries, forms: Forms, clock: Clock) -> None:
        self._store = store
        self._queries = queries
        self._forms = forms
        self._clock = clock

    def hand_out(
        self, round_id: str, unit_codes: Collection[str], folder: Path, progress: Progress
    ) -> list[Path]:
        """Write a form for each section into `folder`.

        Args:
            round_id: the survey round.
            unit_codes: codes of the sections; empty for all sections.
            folder: where the workbooks go.
            progress: told about each form.

        Raises:
            RefusedError: a code is no section of the year, or the folder cannot be written.
            CancelledError: the user stopped; the forms already written stay.
        """
        found = find_round(self._queries, round_id)
        sections = self._sections(found, unit_codes)
        classes = self._class_lines()
        capacity = {s.unit_id: s.capacity for s in self._queries.sections(round_id)}
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
                capacity_minutes=capacity.get(unit.id, 0),
                rows=self._prefilled(round_id, unit.id),
            )
            paths.append(self._forms.write(folder, context))
        progress.report(len(sections), len(sections), "")
        return paths

    def _sections(self, found: RoundInfo, unit_codes: Collection[str]) -> list[UnitLine]:
        sections = [u for u in self._queries.units(found.fiscal_year) if u.level == "section"]
        unknown = sorted(set(unit_codes) - {unit.code for unit in sections})
        if unknown:
            raise RefusedError(
                tr("There is no section with the code {code}.", code=", ".join(unknown)),
                remedy=tr("Look up the codes in the organisation list of the settings."),
            )
        return [unit for unit in sections if not unit_codes or unit.code in unit_codes]

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
        items = self._queries.work_items(round_id, unit_id).values()
        return tuple(PrefilledRow(str(item.get("slot", "")), item) for item in items)

    def collect(
        self, round_id: str, places: Sequence[Path], progress: Progress, *, dry_run: bool = False
    ) -> CollectionReport:
        """Take over returned forms; each file is taken whole or not at all.

        A file that cannot be read is reported and does not stop the others. Collecting the
        same files again changes nothing.

        Args:
            round_id: the survey round being collected.
            places: files, or folders whose files are taken.
            progress: told about each file.
            dry_run: report everything and write nothing.

        Raises:
            UnreadableInputError: a place does not exist.
            RefusedError: there is no such round, or the workspace cannot be written.
        """
        found = find_round(self._queries, round_id)
        files = self._forms.find(places)
        desk = _Desk(self._queries, found)
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
        self, path: Path, reading: FormReading | BprError, desk: _Desk, *, dry_run: bool
    ) -> FileOutcome:
        try:
            if isinstance(reading, BprError):
                raise reading
            unit = desk.admit(reading)
            desk.require_single(reading, unit, path.name)
        except BprError as error:
            place = Place(file=path.name)
            finding = Finding(Level.ERROR, "file-refused", str(error), place)
            return FileOutcome(path.name, FileState.REFUSED, findings=(finding,))
        state = FileState.COLLECTED if desk.is_new(reading, unit) else FileState.UNCHANGED
        desk.remember(reading, unit)
        if state is FileState.COLLECTED and not dry_run:
            sheet = desk.sheet(unit, path.name, reading.digest, self._clock.now().isoformat())
            label = tr("Collect the form of {unit}", unit=unit.name)
            self._store.commit(label, [*desk.changes(reading, unit), sheet])
        return FileOutcome(
            file=path.name,
            state=state,
            unit_code=unit.code,
            unit_name=unit.name,
            rows=len(reading.rows),
            refused_rows=len(reading.refused_slots),
            findings=reading.findings,
        )


class _Desk:
    """What collecting one round needs to know, asked once."""

    def __init__(self, queries: Queries, found: RoundInfo) -> None:
        self._queries = queries
        self._round = found
        self._units = {u.code: u for u in queries.units(found.fiscal_year) if u.level == "section"}
        self._digests = {u: d for u, (d, *_) in queries.collected(found.id).items()}
        self._seen: dict[str, tuple[str, str]] = {}  # section → digest and file of this time
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

    def is_new(self, reading: FormReading, unit: UnitLine) -> bool:
        """Whether the content differs from what was last collected from the section."""
        return self._digests.get(unit.id) != reading.digest

    def remember(self, reading: FormReading, unit: UnitLine) -> None:
        """Know the content, so that a copy of the form later in the folder is nothing new."""
        self._digests[unit.id] = reading.digest

    def sheet(self, unit: UnitLine, file: str, digest: str, at: str) -> PutRow:
        """The note that the section has answered."""
        return PutRow(
            "survey_sheet",
            planned_id("survey_sheet", self._round.id, unit.id),
            {
                "round_id": self._round.id,
                "unit_id": unit.id,
                "state": "collected",
                "file_name": file,
                "file_digest": digest,
                "collected_at": at,
            },
        )

    def changes(self, reading: FormReading, unit: UnitLine) -> list[Change]:
        """What makes the stored tasks of the section equal to the form."""
        stored = self._queries.work_items(self._round.id, unit.id)
        return [*self._puts(reading, unit), *self._deletions(reading, unit, stored)]

    def _puts(self, reading: FormReading, unit: UnitLine) -> Iterator[Change]:
        for row in reading.rows:
            item = self._item_id(unit, row.slot)
            fields: dict[str, object] = {name: row.values.get(name) for name in reading.fields}
            fields.update(row.values)
            if "month_profile" in row.values:
                profile = row.values["month_profile"]
                fields["month_profile"] = list(profile) if isinstance(profile, tuple) else profile
            fields |= {
                "round_id": self._round.id,
                "unit_id": unit.id,
                "slot": row.slot,
                "sort_key": row.sheet_row,
            }
            yield PutRow("work_item", item, fields)

    def _deletions(
        self, reading: FormReading, unit: UnitLine, stored: Mapping[str, Mapping[str, object]]
    ) -> Iterator[Change]:
        """Lines the section emptied or took out; lines with an error stay as they are.

        A line the section added itself is known by its content, so that one that is not in
        the form any more was taken out or became another line; unless an added line was
        refused, since that might be it.
        """
        for slot in reading.empty_slots:
            item = self._item_id(unit, slot)
            if item in stored:
                yield DeleteRow("work_item", item)
        if any(slot.startswith(ADDED_SLOT) for slot in reading.refused_slots):
            return
        present = {row.slot for row in reading.rows}
        for item, fields in stored.items():
            slot = str(fields.get("slot", ""))
            if slot.startswith(ADDED_SLOT) and slot not in present:
                yield DeleteRow("work_item", item)

    def _item_id(self, unit: UnitLine, slot: str) -> str:
        return planned_id("work_item", self._round.id, unit.id, slot)
