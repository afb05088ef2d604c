"""Importing survey sheets of other makers (神エクセル): propose, look, keep a profile, take over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.replication.changes import DeleteRow, PutRow
from bpr_studio.domain.shared.errors import BprError, CancelledError, RefusedError
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import squeezed
from bpr_studio.domain.workload.grown_headers import HeaderFinder, headings_at, locate
from bpr_studio.domain.workload.mapping import (
    EXTRA_TARGETS,
    MappingProfile,
    SectionFrom,
    SectionSource,
    missing_targets,
    profile_body,
    profile_from,
)
from bpr_studio.services.grown_preview import PreviewDesk, section_source
from bpr_studio.services.grown_values import GrownBook, GrownPreview, GrownReport, Proposal
from bpr_studio.services.personal_texts import PersonalTexts, no_hints
from bpr_studio.services.rounds import find_round
from bpr_studio.services.views import Queries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bpr_studio.domain.classification.suggest import ClassSuggestion
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.grown_headers import HeaderWords, Headings
    from bpr_studio.domain.workload.sheet_picture import SheetPicture
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.author import Author
    from bpr_studio.services.personal_texts import Hints
    from bpr_studio.services.store import UndoableStore


class GrownFiles(Protocol):
    """Sheets of other makers as files."""

    def find(self, places: Sequence[Path]) -> list[Path]:
        """The workbooks among files and folders, in a stable order.

        Raises:
            UnreadableInputError: a place does not exist.
        """

    def pictures(self, path: Path) -> tuple[SheetPicture, ...]:
        """The sheets of a file that hold anything.

        Raises:
            UnreadableInputError: the file is broken, locked, of another kind or dangerous.
            RefusedError: it is a form of this program, or empty.
        """

    def survey_format(self, form_id: str, version: int) -> SurveyFormat:
        """The columns of the common format."""


class GrownQueries(Queries, Protocol):
    """What importing asks."""

    def mapping_profiles(self) -> tuple[tuple[str, Mapping[str, object]], ...]:
        """Name and body of every stored profile, by name."""


class NameSuggestions(Protocol):
    """Codes for the names of tasks; see `Suggestions`."""

    def for_name(self, text: str, limit: int = 5) -> tuple[ClassSuggestion, ...]:
        """The classes a task name may mean, the best first."""


class EditRules(Protocol):
    """Whether figures of a section may be changed now; see `SheetStates`."""

    def edit_refusal(self, round_id: str, unit_id: str) -> str:
        """Why not, "" when they may."""


class GrownSheets:
    """Imports survey sheets of other makers into the survey of one workspace."""

    extra_first: Final = EXTRA_TARGETS[:2]
    extra_last: Final = EXTRA_TARGETS[2:]
    many: Final = frozenset({"name_above", "core_tag"})

    def __init__(  # noqa: PLR0913, PLR0917  # what importing stands on
        self,
        store: UndoableStore,
        queries: GrownQueries,
        files: GrownFiles,
        words: HeaderWords,
        suggestions: NameSuggestions,
        rules: EditRules,
        author: Author,
        hints: Hints = no_hints,
    ) -> None:
        self._personal = PersonalTexts(hints)
        self._store = store
        self._queries = queries
        self._files = files
        self._finder = HeaderFinder(words)
        self._words = words
        self._suggestions = suggestions
        self._rules = rules
        self._author = author

    # -- looking ---------------------------------------------------------------------------------

    def open(self, path: Path) -> GrownBook:
        """Open a file.

        Raises:
            UnreadableInputError: the file is broken, locked, of another kind or dangerous.
            RefusedError: it is a form of this program, or empty.
        """
        return GrownBook(path, self._files.pictures(path))

    def survey_format(self, round_id: str) -> SurveyFormat:
        """The common format of a round, whose columns the foreign ones become.

        Raises:
            RefusedError: there is no such round.
        """
        found = find_round(self._queries, round_id)
        return self._files.survey_format(found.format_id, found.format_version)

    def propose(self, book: GrownBook, round_id: str, sheet: str = "") -> Proposal:
        """How a file may be read: by a stored profile that fits, else by its headings.

        Args:
            book: the file.
            round_id: the survey round, whose sections may be named in it.
            sheet: look at this sheet; "" for the one that is understood best.
        """
        pictures = [p for p in book.pictures if not sheet or p.name == sheet]
        for profile in self.profiles():
            for picture in pictures:
                headings = locate(picture, profile)
                if headings is not None and self._fits(profile, picture):
                    return Proposal(profile, picture.name, headings)
        return self._guessed(book, pictures or list(book.pictures), round_id)

    def _fits(self, profile: MappingProfile, picture: SheetPicture) -> bool:
        return not profile.sheets or picture.name in profile.sheets

    def _guessed(
        self, book: GrownBook, pictures: Sequence[SheetPicture], round_id: str
    ) -> Proposal:
        """By the headings of the sheet that is understood best."""
        best: Proposal | None = None
        for picture in pictures:
            found = self._finder.find(picture)
            if found is None:
                continue
            profile = self._finder.propose(picture, found)
            if best is None or len(profile.columns) > len(best.profile.columns):
                best = Proposal(profile, picture.name, found)
        if best is None:
            return Proposal(MappingProfile("", ()), pictures[0].name, None)
        desk = self._desk(round_id)
        picture = book.picture(best.sheet)
        source = section_source(book, picture, best, desk.names, self._words)
        return replace(best, profile=replace(best.profile, section=source))

    def headings(self, book: GrownBook, sheet: str, top: int, rows: int) -> Headings:
        """The headings where somebody says they stand: first row from 0, number of rows."""
        return headings_at(book.picture(sheet), top, rows)

    def proposed_columns(self, book: GrownBook, sheet: str, headings: Headings) -> MappingProfile:
        """What the columns below these headings may be."""
        return self._finder.propose(book.picture(sheet), headings)

    def usual_values(self, heading: str, target: str) -> dict[str, str]:
        """What entries usually stand for in a column of this target."""
        return self._finder.values_of(heading, target)

    def preview(
        self, book: GrownBook, profile: MappingProfile, round_id: str, section_code: str = ""
    ) -> GrownPreview:
        """What a file brings by a profile; nothing is written.

        Args:
            book: the file.
            profile: how it is read.
            round_id: the survey round.
            section_code: the section, where a person says it.

        Raises:
            RefusedError: the profile is incomplete, or fits no sheet of the file.
        """
        self._require_complete(profile)
        return self._desk(round_id).preview(book, profile, section_code)

    def missing(self, profile: MappingProfile) -> tuple[str, ...]:
        """What a profile needs and does not have."""
        return missing_targets(profile)

    def _require_complete(self, profile: MappingProfile) -> None:
        if self.missing(profile):
            raise RefusedError(
                tr(
                    "It is not yet said which column holds the name of the task and which the hours."
                ),
                kept=tr("Nothing of it was taken over."),
                remedy=tr("Click on the heading of a column and say what it is."),
            )

    def _desk(self, round_id: str) -> PreviewDesk:
        found = find_round(self._queries, round_id)
        survey_format = self._files.survey_format(found.format_id, found.format_version)
        return PreviewDesk(
            self._queries,
            found,
            survey_format,
            self._words,
            self._finder,
            self._suggestions.for_name,
            lambda unit_id: self._rules.edit_refusal(round_id, unit_id),
            self._personal,
        )

    # -- taking over -----------------------------------------------------------------------------

    def take_over(self, round_id: str, previews: Sequence[GrownPreview]) -> int:
        """Store the new lines of some previews as one step of undo; gives how many.

        Raises:
            RefusedError: the workspace cannot be written.
        """
        added = 0
        with self._store.gesture(tr("Import of survey sheets")):
            for preview in previews:
                changes = [
                    self._put(round_id, line.unit_id, line.item, line.values)
                    for line in preview.new
                ]
                if changes:
                    label = tr("Import {file}", file=preview.file)
                    self._store.commit(label, changes)
                    added += len(changes)
        return added

    def _put(self, round_id: str, unit_id: str, item: str, values: Mapping[str, object]) -> PutRow:
        fields = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
        }
        return PutRow("work_item", item, {**fields, "round_id": round_id, "unit_id": unit_id})

    def import_files(  # noqa: PLR0913  # what a command line says
        self,
        round_id: str,
        places: Sequence[Path],
        progress: Progress,
        *,
        profile_name: str = "",
        section_code: str = "",
        dry_run: bool = False,
    ) -> GrownReport:
        """Import files by a stored profile; each file by itself, all one step of undo.

        Args:
            round_id: the survey round.
            places: files and folders.
            progress: told about each file.
            profile_name: the profile; "" for the one whose headings fit each file.
            section_code: the section, where the profile says that a person says it.
            dry_run: report everything and write nothing.

        Raises:
            UnreadableInputError: a place does not exist.
            RefusedError: there is no such round or profile.
        """
        chosen = self.profile(profile_name) if profile_name else None
        report = self.look_at(round_id, places, chosen, progress, section_code=section_code)
        if not dry_run:
            self.take_over(round_id, report.files)
        return report

    def look_at(
        self,
        round_id: str,
        places: Sequence[Path],
        profile: MappingProfile | None,
        progress: Progress,
        *,
        section_code: str = "",
    ) -> GrownReport:
        """What files bring by one profile; nothing is written.

        Args:
            round_id: the survey round.
            places: files and folders.
            profile: how they are read; None for the stored one whose headings fit each file.
            progress: told about each file.
            section_code: the section, where the profile says that a person says it.

        Raises:
            UnreadableInputError: a place does not exist.
            RefusedError: there is no such round.
        """
        paths = self._files.find(places)
        desk = self._desk(round_id)
        done: list[GrownPreview] = []
        for number, path in enumerate(paths):
            try:
                progress.report(number, len(paths), path.name)
            except CancelledError:
                return GrownReport(tuple(done), cancelled=True)
            done.append(self._one(desk, path, profile, section_code))
        progress.report(len(paths), len(paths), "")
        return GrownReport(tuple(done))

    def _one(
        self, desk: PreviewDesk, path: Path, chosen: MappingProfile | None, section_code: str
    ) -> GrownPreview:
        try:
            book = self.open(path)
            profile = chosen or self._stored_profile(book)
            self._require_complete(profile)
            return desk.preview(book, profile, section_code)
        except BprError as error:
            finding = Finding(Level.ERROR, "file-refused", str(error), Place(path.name))
            return GrownPreview(path.name, (), (finding,))

    def _stored_profile(self, book: GrownBook) -> MappingProfile:
        for profile in self.profiles():
            if any(self._fits(profile, p) and locate(p, profile) for p in book.pictures):
                return profile
        raise RefusedError(
            tr("No kept profile fits the headings of {name}.", name=book.name),
            kept=tr("Nothing of it was taken over."),
            remedy=tr("Import it once in the window and keep its profile under a name."),
        )

    # -- profiles --------------------------------------------------------------------------------

    def profiles(self) -> tuple[MappingProfile, ...]:
        """The stored profiles by name; those of newer programs are left out."""
        found = []
        for name, body in self._queries.mapping_profiles():
            if body.get("about"):  # reads something else than surveys
                continue
            try:
                found.append(profile_from(name, body))
            except ValueError:
                continue
        return tuple(found)

    def profile(self, name: str) -> MappingProfile:
        """The stored profile of this name.

        Raises:
            RefusedError: there is none.
        """
        wanted = squeezed(name)
        for profile in self.profiles():
            if squeezed(profile.name) == wanted:
                return profile
        raise RefusedError(
            tr("There is no profile called “{name}”.", name=name),
            remedy=tr("Import such a sheet once in the window and keep its profile under a name."),
        )

    def keep(self, profile: MappingProfile) -> None:
        """Store a profile under its name; one of the same name is replaced.

        Raises:
            RefusedError: it has no name, or the workspace cannot be written.
        """
        name = profile.name.strip()
        if not name:
            raise RefusedError(
                tr("The profile has no name yet."),
                remedy=tr("Write a name by which you find it again, e.g. that of the survey."),
            )
        body = profile_body(profile)
        if profile.section.kind is SectionFrom.CHOSEN:
            body = profile_body(replace(profile, section=SectionSource(SectionFrom.CHOSEN)))
        fields = {
            "name": name,
            "body": body,
            "at": self._author.moment(),
            "user": self._author.who().user,
        }
        change = PutRow("mapping_profile", _profile_id(name), fields)
        self._store.commit(tr("Keep the profile “{name}”", name=name), [change])

    def forget(self, name: str) -> None:
        """Delete a stored profile; nothing happens where there is none.

        Raises:
            RefusedError: the workspace cannot be written.
        """
        change = DeleteRow("mapping_profile", _profile_id(name))
        self._store.commit(tr("Delete the profile “{name}”", name=name), [change])


def _profile_id(name: str) -> str:
    return planned_id("mapping_profile", squeezed(name))
